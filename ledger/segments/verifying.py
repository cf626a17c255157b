"""Verifying segments: is what lies in a store the log that was signed, whole and in order?

1. The manifests are there from the first to the last, each signed by a key of the ledger and chained.
2. The roots of the segments, and the root over the rest, fold to the root of the checkpoint.
3. Every file that is listed is there, with the bytes that were signed.
4. Every segment has its positions, one after the other; its leaf hashes are those of its documents, and they
   fold to its root; its columns are what the documents say.
5. The twin by goods has exactly the rows that the events give, none missing and none added.
6. The ledger, where one is given, has the same root at that size, and wrote no newer manifest.

The answer are findings; nothing that is broken raises, only a store that is away does.
"""

from __future__ import annotations

import hashlib
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ledger.errors import CorruptionError, Problem, UnavailableError
from ledger.log.reader import LogReader
from ledger.merkle.note import Verifier
from ledger.merkle.tree import fold, leaf_hash
from ledger.seal.audit.report import Finding, Kind
from ledger.seal.checkpoint import root_at
from ledger.segments import problems
from ledger.segments.columns import events_table, goods_table
from ledger.segments.extra import extra
from ledger.segments.files import readable, require_content
from ledger.segments.manifest import (
    Segment,
    SegmentManifest,
    StoredFile,
    manifest_name,
    shown_root,
)
from ledger.segments.manifests import KeptManifest, numbers_in, read_manifest
from ledger.segments.remembered import Remembered
from ledger.segments.store import SegmentStore

_PROVEN = ["position", "document", "leaf"]  # what the root proves; the other columns are derived
Told = Callable[[int, int], None]


@dataclass
class SegmentsVerified:
    """What verifying came to.

    Attributes:
        findings: What is wrong; none means that all is well.
        manifest: The newest that could be opened.
        checked: Events whose leaf hashes were computed anew.
        twins: Kinds of twins that have exactly the rows that the events give.
        ledger: Whether a ledger was compared with.
    """

    findings: list[Finding] = field(default_factory=list)
    manifest: KeptManifest | None = None
    checked: int = 0
    twins: list[str] = field(default_factory=list)
    ledger: bool = False

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.findings

    def add(self, kind: Kind, where: int | None, problem: Problem, **particulars: Any) -> None:
        """Add a finding."""
        self.findings.append(Finding(kind, where, problem.with_(**particulars)))

    def met(self, error: CorruptionError, position: int | None) -> None:
        """Add what reading stumbled over."""
        kind: Kind = "missing" if error.code == problems.FILE_MISSING.code else "changed"
        self.findings.append(Finding(kind, position, error.reason))


# Store, manifest, whether quick, whether twins are compared: what was found, in the order of `pieces_of`.
Spread = Callable[[SegmentStore, SegmentManifest, bool, bool], Iterator[SegmentsVerified]]


def verify_segments(
    store: SegmentStore,
    keys: Sequence[Verifier],
    *,
    log: LogReader | None = None,
    remembered: Remembered | None = None,
    quick: bool = False,
    progress: Told | None = None,
    spread: Spread | None = None,
) -> SegmentsVerified:
    """Verify a store.

    Args:
        store: The segments.
        keys: Of the ledger.
        log: Of the same ledger, to be compared with.
        remembered: What the ledger remembers of its newest manifest.
        quick: Leave out columns and twins: what was signed is still proven, byte by byte.
        progress: Called with positions done and to do.
        spread: Checks the pieces elsewhere, by `check_piece`; here and one after the other if left out.

    Raises:
        UnavailableError: The store is away, or holds no manifest at all.
    """
    found = SegmentsVerified()
    manifests = _manifests(store, keys, found)
    if found.manifest is None:
        return found
    _check_fold(found.manifest.manifest, found)
    if log is not None:
        found.ledger = True
        _check_ledger(found.manifest, log, found)
    if remembered is not None:
        _check_remembered(manifests, remembered, found)
    files = _Files(store, found.manifest.manifest, found, quick=quick, progress=progress)
    if spread is None:
        files.run()
    else:
        files.run_spread(spread)
    return found


def pieces_of(manifest: SegmentManifest, *, quick: bool = False) -> list[SegmentManifest]:
    """Return what can be checked apart: a twin by goods with its segments, and every other file by itself.

    Args:
        manifest: What is listed.
        quick: Twins are not compared, so each segment and each twin is a piece.

    Returns:
        Manifests that list no other file, in the order in which their findings are told.
    """
    goods = manifest.of_kind("goods")
    nothing = replace(manifest, segments=(), twins=())
    ends = [] if quick else [twin.last for twin in goods]
    pieces: dict[int, SegmentManifest] = {}
    for segment in manifest.segments:
        at = bisect_left(ends, segment.last)
        key, twins = (ends[at], goods[at : at + 1]) if at < len(ends) else (segment.last, ())
        piece = pieces.get(key, replace(nothing, twins=twins))
        pieces[key] = replace(piece, segments=(*piece.segments, segment))
    alone = (*(goods if quick else ()), *manifest.of_kind("lines"))
    return [*pieces.values(), *(replace(nothing, twins=(twin,)) for twin in alone)]


def check_piece(
    store: SegmentStore, manifest: SegmentManifest, piece: SegmentManifest, *, quick: bool, twins: bool
) -> SegmentsVerified:
    """Check the files of one piece.

    Args:
        store: The segments.
        manifest: The whole, in which a file that was swapped is looked for.
        piece: One of `pieces_of` it.
        quick: Leave out columns and twins.
        twins: Compare the twin by goods with its segments.

    Raises:
        UnavailableError: The store is away.
    """
    found = SegmentsVerified()
    files = _Files(store, piece, found, quick=quick, progress=None)
    files.owners = _owners(manifest)
    files.check(sound=twins)
    return found


def _manifests(
    store: SegmentStore, keys: Sequence[Verifier], found: SegmentsVerified
) -> dict[int, KeptManifest]:
    """Return the manifests by number, and report what is wrong with their chain."""
    numbers = numbers_in(store)
    if not numbers:
        raise UnavailableError(problems.NO_STORE, store=store.shown)
    opened: dict[int, KeptManifest] = {}
    before: KeptManifest | None = None
    for number in range(1, numbers[-1] + 1):
        try:
            kept = read_manifest(store, number, keys)
        except CorruptionError as error:
            if error.code == problems.FILE_MISSING.code:
                found.add("missing", None, problems.MANIFEST_GAP, name=manifest_name(number))
            else:
                found.met(error, None)
            before = None
            continue
        expected = "-" if number == 1 else None if before is None else before.digest
        if expected not in {None, kept.manifest.previous}:
            found.add("changed", None, problems.MANIFEST_UNCHAINED, name=manifest_name(number))
        opened[number] = before = kept
    found.manifest = opened[max(opened)] if opened else None
    return opened


def _check_fold(manifest: SegmentManifest, found: SegmentsVerified) -> None:
    size, root = manifest.checkpoint
    got = manifest.folded()
    if got != root:
        found.add(
            "changed",
            None,
            problems.FOLD_DIFFERS,
            name=manifest_name(manifest.number),
            size=size,
            expected=shown_root(root),
            got=shown_root(got),
        )


def _check_ledger(kept: KeptManifest, log: LogReader, found: SegmentsVerified) -> None:
    size, root = kept.manifest.checkpoint
    head = log.head()
    if head < size:
        found.add("truncated", head + 1, problems.LEDGER_SHORTER, expected=size, got=head)
        return
    try:
        expected = root_at(log, size)[1]
    except CorruptionError as error:
        found.met(error, None)
        return
    if expected != root:
        found.add(
            "changed",
            None,
            problems.LEDGER_DIFFERS,
            size=size,
            expected=shown_root(expected),
            got=shown_root(root),
        )


def _check_remembered(
    manifests: dict[int, KeptManifest], remembered: Remembered, found: SegmentsVerified
) -> None:
    newest = max(manifests)
    if newest < remembered.number:
        found.add("truncated", None, problems.MANIFEST_OLDER, expected=remembered.number, got=newest)
    elif remembered.number in manifests and manifests[remembered.number].digest != remembered.digest:
        found.add("changed", None, problems.MANIFEST_OTHER, number=remembered.number)


def _owners(manifest: SegmentManifest) -> dict[str, str]:
    """Return the names of files by their digests."""
    return {one.sha256: one.name for one in manifest.files()}


class _Files:
    """The check of every file that a manifest lists."""

    def __init__(
        self,
        store: SegmentStore,
        manifest: SegmentManifest,
        found: SegmentsVerified,
        *,
        quick: bool,
        progress: Told | None,
    ) -> None:
        self._store, self._manifest, self._found = store, manifest, found
        self._quick, self._progress = quick, progress
        self.owners = _owners(manifest)
        self._goods = list(manifest.of_kind("goods"))
        self._expected: list[Any] = []

    def run(self) -> None:
        """Check them in the order of their positions."""
        self.check(sound=self._sound())

    def run_spread(self, spread: Spread) -> None:
        """Have the pieces checked elsewhere, and gather what was found in the order of `run`."""
        sound, found, size = self._sound(), self._found, self._manifest.size
        pieces = pieces_of(self._manifest, quick=self._quick)
        told = False
        for piece, part in zip(pieces, spread(self._store, self._manifest, self._quick, sound), strict=True):
            if not piece.segments and not told:
                self._tell_twins(sound=sound)
                told = True
            found.findings += part.findings
            found.checked += part.checked
            if self._progress is not None:
                self._progress(found.checked, size)
        if not told:
            self._tell_twins(sound=sound)

    def check(self, *, sound: bool) -> None:
        """Check every file, and the twins by goods where they are to be compared."""
        for segment in self._manifest.segments:
            table = self._segment(segment)
            if self._progress is not None:
                self._progress(segment.last, self._manifest.size)
            if sound:
                self._twins_until(segment, table)
        if self._quick:
            for twin in self._goods:
                self._bytes(twin)
        self._tell_twins(sound=sound)
        for lines in self._manifest.of_kind("lines"):
            self._bytes(lines)

    def _sound(self) -> bool:
        return not self._quick and self._covers()

    def _tell_twins(self, *, sound: bool) -> None:
        """Tell that the twins were compared and are what the events give, if they are."""
        if sound and not self._found.findings:
            self._found.twins.append("goods")

    def _covers(self) -> bool:
        """Return whether the twins by goods follow one another from the first position to the last."""
        if not self._goods:
            return False
        at = 0
        for twin in self._goods:
            if twin.first != at + 1:
                break
            at = twin.last
        if at != self._manifest.size:
            last = self._manifest.size
            self._found.add("missing", at + 1, problems.TWIN_COVERAGE, last=last, got=at)
            return False
        return True

    def _bytes(self, file: StoredFile) -> bytes | None:
        """Return the bytes of a file; None where they are not those that were signed."""
        try:
            data = self._store.read(file.name)
            digest = hashlib.sha256(data).hexdigest()
            owner = self.owners.get(digest, file.name)
            if owner != file.name:
                self._found.add("changed", file.first, problems.FILE_SWAPPED, name=file.name, other=owner)
                return None
            require_content(file, data, digest)
        except CorruptionError as error:
            self._found.met(error, file.first)
            return None
        return data

    def _table(self, file: StoredFile, columns: list[str] | None = None) -> Any:
        data = self._bytes(file)
        if data is None:
            return None
        try:
            reader = extra("pyarrow").BufferReader(data)
            return readable(file, lambda: _read(reader, columns))
        except CorruptionError as error:
            self._found.met(error, file.first)
            return None

    def _segment(self, segment: Segment) -> Any:
        """Check one segment and return its rows; None where they cannot be relied on."""
        table = self._table(segment, _PROVEN if self._quick else None)
        if table is None:
            return None
        try:
            return readable(segment, lambda: self._checked(segment, table))
        except CorruptionError as error:
            self._found.met(error, segment.first)
            return None

    def _checked(self, segment: Segment, table: Any) -> Any:
        found, name = self._found, segment.name
        positions = range(segment.first, segment.last + 1)
        if not table.column("position").equals(_counted(positions)):
            found.add(
                "changed",
                segment.first,
                problems.POSITIONS_BROKEN,
                name=name,
                first=segment.first,
                last=segment.last,
            )
            return None
        documents = table.column("document").to_pylist()
        sha256 = hashlib.sha256
        leaves = [sha256(b"\x00" + document).digest() for document in documents]
        found.checked += len(leaves)
        if b"".join(leaves) != _joined_leaves(table):
            stated = table.column("leaf").to_pylist()
            row = next(at for at, pair in enumerate(zip(leaves, stated, strict=True)) if pair[0] != pair[1])
            at = segment.first + row
            found.add("changed", at, problems.LEAF_CHANGED, name=name, position=at)
            return None
        root = fold(leaves)
        if root != segment.root:
            found.add(
                "changed",
                segment.first,
                problems.ROOT_DIFFERS,
                name=name,
                expected=segment.root.hex(),
                got=root.hex(),
            )
            return None
        if not self._quick and not self._columns(segment, table, positions, documents):
            return None
        return table

    def _columns(self, segment: Segment, table: Any, positions: range, documents: list[bytes]) -> bool:
        """Check that the columns are what the documents say."""
        expected = events_table(zip(positions, documents, strict=True), self._manifest.zone)
        for name in expected.column_names:
            if not expected.column(name).equals(table.column(name)):
                told, got = expected.column(name).to_pylist(), table.column(name).to_pylist()
                row = next(at for at, pair in enumerate(zip(told, got, strict=True)) if pair[0] != pair[1])
                at = segment.first + row
                self._found.add(
                    "changed", at, problems.COLUMNS_DIFFER, name=segment.name, position=at, column=name
                )
                return False
        return True

    def _twins_until(self, segment: Segment, table: Any) -> None:
        """Check the twin whose positions end with a segment."""
        self._expected.append(None if table is None else goods_table(table))
        if not self._goods or self._goods[0].last != segment.last:
            return
        twin, expected, self._expected = self._goods.pop(0), self._expected, []
        got = self._table(twin)
        if got is None or any(one is None for one in expected):
            return
        try:
            differs = readable(twin, lambda: _first_difference(expected, got))
        except CorruptionError as error:
            self._found.met(error, twin.first)
            return
        if differs is not None:
            problem, position, goods = differs
            self._found.add("changed", position, problem, name=twin.name, position=position, goods=goods)


def _read(reader: Any, columns: list[str] | None) -> Any:
    return extra("pyarrow.parquet").read_table(reader, columns=columns).combine_chunks()


def _counted(positions: range) -> Any:
    """Return positions as a column, made without an object for each."""
    pa = extra("pyarrow")
    buffer = pa.py_buffer(array("q", positions))
    return pa.chunked_array([pa.Array.from_buffers(pa.int64(), len(positions), [None, buffer])])


def _joined_leaves(table: Any) -> bytes:
    """Return the leaf hashes of a segment in one piece."""
    column = table.column("leaf")
    if column.num_chunks != 1 or column.null_count:
        return b"".join(one or b"" for one in column.to_pylist())
    leaves = column.chunk(0)
    width = leaves.type.byte_width
    data = memoryview(leaves.buffers()[1])
    return bytes(data[leaves.offset * width : (leaves.offset + len(leaves)) * width])


def _first_difference(expected: list[Any], got: Any) -> tuple[Problem, int, str] | None:
    """Return what a twin lacks or adds first, both ways: problem, position and goods; None if nothing."""
    if len(expected) == 1 and expected[0].equals(got):
        return None
    ours = {row for part in expected for row in _rows(part)}
    theirs = list(_rows(got))
    for row in theirs:
        if row not in ours:
            return problems.TWIN_ADDS, row[4], _named(row)
    missing = ours.difference(theirs)
    if missing:
        row = min(missing, key=lambda one: one[4])
        return problems.TWIN_LACKS, row[4], _named(row)
    if len(theirs) != len(ours):
        row = Counter(theirs).most_common(1)[0][0]
        return problems.TWIN_ADDS, row[4], _named(row)
    return None


def _rows(table: Any) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a twin, each with the leaf hash of its document instead of the document."""
    names = ("bucket", "product", "lot", "serial", "position", "type", "leaf", "document")
    for row in zip(*(table.column(name).to_pylist() for name in names), strict=True):
        yield (*row[:-1], leaf_hash(row[-1]))


def _named(row: tuple[Any, ...]) -> str:
    return "/".join(one for one in row[1:4] if one)
