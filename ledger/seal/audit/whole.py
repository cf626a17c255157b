"""The audit of a whole log: one pass over its rows, and what all of it together says."""

from __future__ import annotations

from collections.abc import Sequence

from ledger.merkle.tree import WIDTH
from ledger.seal.audit.claims import Claim, ClaimAudit
from ledger.seal.audit.order import Displaced
from ledger.seal.audit.personal import PersonalAudit
from ledger.seal.audit.problems import (
    COPIES_AHEAD,
    DAMAGED,
    FORKED,
    RANGE_CHANGED,
    ROLLED_BACK,
    ROW_INSERTED,
    TILE_MISSING,
    TILE_RANGE_CHANGED,
    TRUNCATED,
    UNSEALED,
)
from ledger.seal.audit.report import Mark, Report, Span, Spans
from ledger.seal.audit.rows import Block, RowAudit
from ledger.seal.audit.settings import judge_settings
from ledger.seal.audit.source import AuditSource
from ledger.seal.audit.tags import TagAudit
from ledger.seal.audit.times import audit_future
from ledger.seal.audit.tree import TreeAudit

_ABOUT_TILES = (TILE_MISSING, TILE_RANGE_CHANGED)


class LogAudit:
    """Audits one consistent state of a log into a report.

    Args:
        source: The log.
        report: Where the findings go.
        claims: The checkpoints, their copies already read.
        deep: Also write the documents anew that a signed root has proven already, and check the structure of
            a SQLite file.
        parsed_until: Up to here somebody else parses the documents; what a signed root proves is not parsed
            once more. Where anything is wrong, or is not proven, the audit must be made anew without.
    """

    def __init__(
        self,
        source: AuditSource,
        report: Report,
        claims: ClaimAudit,
        *,
        deep: bool = False,
        parsed_until: int = 0,
    ) -> None:
        self._source = source
        self._report = report
        self._claim_audit = claims
        self._deep = deep
        self._parsed_until = 0 if deep else parsed_until
        self.signed = 0  # the size of the largest claim
        self.reached = 0  # the last position that could be read
        self.claims: list[Claim] = []
        self.proven: list[Claim] = []

    def run(self) -> None:
        """Read everything once and report what is wrong."""
        claims = self.claims = self._claim_audit.open(self._source)
        last_tiles = self._source.last_tiles()
        signed = self.signed = max((claim.size for claim in claims), default=0)
        sealed = max(signed, self._source.full_tiles() * WIDTH)
        personal = PersonalAudit(self._source.personal(), self._report, self._source.fields_at)
        proven_until = 0 if self._deep else signed
        rows = RowAudit(
            self._source,
            personal,
            sealed=sealed,
            proven_until=proven_until,
            parsed_until=min(signed, self._parsed_until),
        )
        tags = TagAudit(self._source, self._report)
        displaced = Displaced()
        tree = TreeAudit(self._source, self._report, displaced, claims, sealed)
        self.proven = tree.proven
        for block in rows.blocks():
            self.reached = rows.head
            tree.take(block)
            self._add_tags(tags, block)
        tree.finish()
        for mark in rows.marks:
            self._report.bad.add(mark.span.first, mark.span.last)
        personal.finish()
        tags.finish(rows.head)
        lost = self._explain(rows, tree, displaced, sealed)
        own = [claim.size for claim in claims if claim.place == "database"]
        tiled = [(idx + 1) * WIDTH ** (level + 1) for level, idx in last_tiles.items()]
        expected = max([0, tags.last, personal.last, *own, *tiled])
        judge_settings(self._source, self._report)
        self._judge_claims(tree, claims)
        rolled_back = self._judge_end(rows.head, lost, expected, claims, tree)
        if not rolled_back:
            self._judge_cover(rows.head, claims)
        self._claim_audit.finish(rows.head, rolled_back=rolled_back)
        audit_future(self._source, self._report, rows.last_time)
        if self._deep and (detail := self._source.damage()):
            self._report.add("changed", None, DAMAGED.with_(detail=detail))

    @property
    def is_proven(self) -> bool:
        """Whether the tree has the root of the largest claim."""
        return any(claim.size == self.signed for claim in self.proven)

    def _add_tags(self, tags: TagAudit, block: Block) -> None:
        bad = self._report.bad
        if not bad.touches(block.first, block.first + WIDTH - 1):
            tags.add((sum(one[0] for one in block.tags), sum(one[1] for one in block.tags)))
            return
        for position, one in enumerate(block.tags, block.first):
            if position not in bad:
                tags.add(one)

    def _explain(self, rows: RowAudit, tree: TreeAudit, displaced: Displaced, sealed: int) -> int:
        """Put the marks of rows together to what happened; return how many events left without a gap."""
        empty = Spans()
        for mark in rows.marks:
            if mark.kind == "missing":
                empty.add(mark.span.first, mark.span.last)

        def is_bad(position: int) -> bool:
            return position in tree.suspect and position not in displaced.rows and position not in empty

        moved, lost = displaced.resolve(rows.head, is_bad)
        inserted = [mark.span for mark in moved if mark.kind == "inserted"]
        marks = [
            mark
            for mark in [*self._report.marks, *rows.marks, *tree.marks]
            if not any(span.first <= mark.span.first <= span.last for span in inserted)
        ]
        about_tiles = [mark for mark in marks if mark.problem in _ABOUT_TILES]
        about_rows = [mark for mark in marks if mark.problem not in _ABOUT_TILES] + moved
        about_rows.sort(key=lambda mark: mark.span)
        self._report.marks = []
        for mark in [*_with_foreign_tail(about_rows, rows.head, sealed), *about_tiles]:
            self._report.mark(mark)
        return lost

    def _judge_claims(self, tree: TreeAudit, claims: Sequence[Claim]) -> None:
        """Report signed roots that the tree does not have and nothing else explains."""
        if not tree.refuted:
            return
        bad = tree.refuted[0].size
        good = max((claim.size for claim in tree.proven if claim.size < bad), default=0)
        span = Span(good + 1, bad)
        if tree.suspect.touches(span.first, span.last):
            return
        if _is_fork(tree, claims):
            self._report.add("rolled_back", span.first, FORKED.with_(good=good, bad=bad))
        else:
            reason = RANGE_CHANGED.with_(where=span, good=good, bad=bad)
            self._report.add("changed", span.first, reason)

    def _judge_end(
        self, head: int, lost: int, expected: int, claims: Sequence[Claim], tree: TreeAudit
    ) -> bool:
        """Report an end that lies in front of where the log is known to have been.

        Returns:
            Whether an old copy of the database was put back.
        """
        signed = max((claim.size for claim in claims), default=0)
        forked = bool(tree.refuted) and _is_fork(tree, claims)
        if expected > head + lost:
            reason = TRUNCATED.with_(first=head + 1, expected=max(expected, signed), got=head)
            self._report.add("truncated", head + 1, reason)
        elif signed > head + lost and not forked:
            self._report.add("rolled_back", head + 1, ROLLED_BACK.with_(expected=signed, got=head))
            self._report.add("truncated", head + 1, COPIES_AHEAD.with_(expected=signed, got=head))
            return True
        return forked

    def _judge_cover(self, head: int, claims: Sequence[Claim]) -> None:
        """Report events that no signed checkpoint covers, where nothing that was told explains it."""
        signed = max((claim.size for claim in claims), default=0)
        if signed >= head or self._claim_audit.keyring is None or self._claim_audit.others:
            return
        if not any(mark.kind == "inserted" for mark in self._report.marks):
            span = Span(signed + 1, head)
            self._report.add("unsealed", span.first, UNSEALED.with_(where=span))


def _is_fork(tree: TreeAudit, claims: Sequence[Claim]) -> bool:
    """Tell whether the database is an old one that was written on: it knows what is right and no more."""
    known = {claim.size for claim in claims if claim.place == "database"}
    return all(claim.place == "copy" and claim.size not in known for claim in tree.refuted) and all(
        claim.size in known for claim in tree.proven
    )


def _with_foreign_tail(marks: list[Mark], head: int, sealed: int) -> list[Mark]:
    """Name as inserted what lies behind all that was sealed and does not look like the program's work.

    Args:
        marks: By position.
        head: The last position of the log.
        sealed: Positions up to here are known to have been written by the program.
    """
    end, start = head, None
    for mark in reversed(marks):
        if mark.span.first <= sealed or mark.span.last < end:
            break
        if mark.foreign:
            start = mark.span.first
        end = min(end, mark.span.first - 1)
    if start is None:
        return marks
    kept = [mark for mark in marks if mark.span.first < start]
    # Places left empty in front of foreign rows were never filled.
    while (
        kept
        and kept[-1].kind == "missing"
        and kept[-1].span.last == start - 1
        and kept[-1].span.first > sealed
    ):
        kept.pop()
    return [*kept, Mark("inserted", ROW_INSERTED, Span(start, head))]
