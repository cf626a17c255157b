"""The leaves of the log against the stored tiles, the signed roots, and each other.

For every leaf there are up to three witnesses: the hash of the stored document, the hash stored with it, and
the hash in the tile. Where they differ, the tiles above tell which one is right, and the tree is built on
with what was recorded, not with what lies there now. So one changed row is one finding, and a signed root
behind it that agrees proves that nothing else was changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ledger.merkle.tree import EMPTY_ROOT, HASH_SIZE, WIDTH, fold, root_of, split
from ledger.seal.audit.claims import Claim
from ledger.seal.audit.order import Displaced
from ledger.seal.audit.problems import (
    COLUMN_CHANGED,
    FORM_CHANGED,
    LEAF_CHANGED,
    ROW_CHANGED,
    TILE_CHANGED,
    TILE_MISSING,
    TILE_RANGE_CHANGED,
    TIME_REORDERED,
)
from ledger.seal.audit.report import Mark, Report, Span, Spans
from ledger.seal.audit.rows import Block
from ledger.seal.audit.source import AuditSource

Leaves = Sequence[bytes | None]


@dataclass(frozen=True, slots=True)
class StoredTile:
    """A tile as it lies there, and whether its root is that of its hashes."""

    root: bytes
    hashes: list[bytes]

    @property
    def is_sound(self) -> bool:
        """Whether the hashes have the root that is stored with them."""
        return len(self.hashes) == WIDTH and fold(self.hashes) == self.root


class TreeAudit:
    """Builds the tree of a log block by block and compares it with everything that was kept of it."""

    def __init__(
        self, source: AuditSource, report: Report, displaced: Displaced, claims: Sequence[Claim], sealed: int
    ) -> None:
        self._source = source
        self._report = report
        self._displaced = displaced
        self._claims = claims
        self._next_claim = 0
        self._sealed = sealed
        self._open: list[list[bytes]] = []  # believed roots that are under no full tile yet, from level 1
        self._above: dict[int, tuple[int, StoredTile | None]] = {}
        self._blocks = 0
        self._unknown = False
        self.marks: list[Mark] = []
        self.suspect = Spans()  # positions whose finding explains another root
        self.proven: list[Claim] = []
        self.refuted: list[Claim] = []

    def take(self, block: Block) -> None:
        """Judge the rows of a block and add their leaves to the tree."""
        if block.number != self._blocks:
            self._unknown = True
        self._blocks = block.number + 1
        stored = self._read(0, block.number)
        believed = self._believed(block, stored)
        root: bytes | None = None
        if block.is_complete:
            any_wrong = bool(block.wrong) or None in block.computed
            root = self._settle(0, block.number, believed, stored, any_wrong=any_wrong)
        self._compare_claims(block, believed, root)
        if block.is_complete:
            self._push(1, block.number, root)

    def _believed(self, block: Block, stored: StoredTile | None) -> Leaves:
        """Return the leaves that were recorded, as far as the witnesses tell; report where they differ."""
        computed = block.computed
        size = len(computed)
        in_tile = stored.hashes[:size] if stored is not None and len(stored.hashes) == WIDTH else None
        if not block.wrong and computed == block.stored and (in_tile is None or in_tile == computed):
            return computed
        tile_is_right = stored is not None and stored.is_sound
        believed: list[bytes | None] = []
        for offset in range(size):
            hashes = (computed[offset], block.stored[offset], in_tile[offset] if in_tile else None)
            believed.append(self._judge(block, offset, hashes, tile_is_right=tile_is_right))
        return believed

    def _judge(
        self,
        block: Block,
        offset: int,
        hashes: tuple[bytes | None, bytes | None, bytes | None],
        *,
        tile_is_right: bool,
    ) -> bytes | None:
        computed, stored, in_tile = hashes
        position = block.first + offset
        wrong = block.wrong.get(offset)
        span = Span(position, position)
        if computed is None:
            self._distrust(span)
            return in_tile
        if wrong is not None and wrong.claimed is not None:
            self._displaced.add(position, wrong.claimed)
            self._distrust(span)
            return in_tile
        foreign = wrong is not None and wrong.foreign
        witness = in_tile if in_tile is not None and (tile_is_right or stored != computed) else stored
        if computed != witness:
            self._distrust(span)
            self.marks.append(Mark("changed", ROW_CHANGED, span, foreign=foreign))
            return witness if witness is not None and len(witness) == HASH_SIZE else None
        if stored != computed:
            self.marks.append(Mark("changed", LEAF_CHANGED, span))
        elif in_tile not in {None, computed}:
            self.suspect.add(position, position)
            self.marks.append(Mark("changed", TILE_CHANGED, span))
        elif wrong is not None and wrong.form:
            self._report.bad.add(position, position)
            self.marks.append(Mark("changed", FORM_CHANGED, span, foreign=foreign))
        elif wrong is not None and wrong.columns:
            self.marks.append(Mark("changed", COLUMN_CHANGED, span, {"columns": wrong.columns}))
        elif wrong is not None and wrong.early:
            self.marks.append(Mark("reordered", TIME_REORDERED, span, foreign=foreign))
        return computed

    def _distrust(self, span: Span) -> None:
        self._report.bad.add(span.first, span.last)
        self.suspect.add(span.first, span.last)

    def _settle(
        self, level: int, idx: int, entries: Leaves, stored: StoredTile | None, *, any_wrong: bool = False
    ) -> bytes | None:
        """Return the root that a full tile had when it was written; report where the witnesses differ."""
        known = [entry for entry in entries if entry is not None]
        root = fold(known) if len(known) == WIDTH else None
        width = WIDTH ** (level + 1)
        span = Span(idx * width + 1, (idx + 1) * width)
        particulars = {"level": level, "idx": idx}
        if stored is None and not (any_wrong and span.last > self._sealed):
            self._report.mark(Mark("missing", TILE_MISSING, span, particulars))
        if stored is not None and (level or len(stored.hashes) != WIDTH):
            self._compare_entries(span, entries, stored)
        above = self._entry_above(level, idx)
        witnesses = [one for one in (stored.root if stored else None, above) if one is not None]
        if root is None:
            return witnesses[-1] if witnesses else None
        if any(one != root for one in witnesses):
            if not self.suspect.touches(span.first, span.last):
                self._report.mark(Mark("changed", TILE_RANGE_CHANGED, span, particulars))
            self.suspect.add(span.first, span.last)
            return above if above is not None else root
        return root

    def _compare_entries(self, covered: Span, entries: Leaves, stored: StoredTile) -> None:
        """Report the first entry of a tile that is not the one it should be."""
        width = (covered.last - covered.first + 1) // WIDTH
        pairs = enumerate(entries)
        differing = next((at for at, entry in pairs if [entry] != stored.hashes[at : at + 1]), None)
        if differing is None and len(stored.hashes) != WIDTH:
            differing = 0
        if differing is None:
            return
        first = covered.first + differing * width
        span = Span(first, first + width - 1)
        if not self.suspect.touches(span.first, span.last):
            self._report.mark(Mark("changed", TILE_CHANGED, span))
        self.suspect.add(span.first, span.last)

    def _entry_above(self, level: int, idx: int) -> bytes | None:
        """Return what the full tile of the level above says a tile's root is, if that tile is sound."""
        number, offset = divmod(idx, WIDTH)
        known = self._above.get(level + 1)
        if known is None or known[0] != number:
            stored = self._read(level + 1, number)
            known = number, stored if stored is not None and stored.is_sound else None
            self._above[level + 1] = known
        return None if known[1] is None else known[1].hashes[offset]

    def _push(self, level: int, idx: int, root: bytes | None) -> None:
        if root is None:
            self._unknown = True
            return
        if self._unknown:
            return
        if len(self._open) < level:
            self._open.append([])
        entries = self._open[level - 1]
        entries.append(root)
        if len(entries) == WIDTH:
            number = idx // WIDTH
            above = self._settle(level, number, entries, self._read(level, number))
            self._open[level - 1] = []
            self._push(level + 1, number, above)

    def finish(self) -> None:
        """Compare what is left to compare of an empty log."""
        for claim in self._claims[self._next_claim :]:
            if claim.size == 0:
                (self.proven if claim.root == EMPTY_ROOT else self.refuted).append(claim)

    def _compare_claims(self, block: Block, believed: Leaves, root: bytes | None) -> None:
        before = block.number * WIDTH
        computed: dict[int, bytes | None] = {}
        folded: dict[tuple[int, int, int], bytes] = {}  # each subtree once, however many roots were signed
        while self._next_claim < len(self._claims):
            claim = self._claims[self._next_claim]
            if claim.size > before + len(believed):
                return
            self._next_claim += 1
            if claim.size not in computed:
                computed[claim.size] = self._root_at(believed[: claim.size - before], root, folded)
            expected = computed[claim.size]
            if expected is not None:
                (self.proven if claim.root == expected else self.refuted).append(claim)

    def _root_at(
        self, leaves: Leaves, root: bytes | None, folded: dict[tuple[int, int, int], bytes]
    ) -> bytes | None:
        if self._unknown:
            return None
        if len(leaves) == WIDTH and root is not None:
            return root_of([[], [*(self._open[0] if self._open else ()), root], *self._open[1:]])
        known = [leaf for leaf in leaves if leaf is not None]
        return root_of([known, *self._open], folded) if len(known) == len(leaves) else None

    def _read(self, level: int, idx: int) -> StoredTile | None:
        tile = self._source.tile(level, idx)
        return None if tile is None else StoredTile(tile[0], list(split(tile[1])))
