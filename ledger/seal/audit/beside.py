"""The tables beside the log, the access log and the doors: is each entry there, as it was written?

Each entry is bound to the one in front by a digest, and checkpoints say where the tables ended when they were
signed. So what a checkpoint covers is found changed, taken out or cut off; what came later is bound, but its
end could be cut off until the next checkpoint, which is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from ledger.errors import CorruptionError, Problem
from ledger.log.chained import ACCESSES, DOORS, NOTHING, Chained, End, Ends, digest_of
from ledger.seal.audit.problems import (
    BESIDE_CHANGED,
    BESIDE_CUT,
    BESIDE_MISSING,
    BESIDE_REWRITTEN,
    BESIDE_UNCOVERED,
)
from ledger.seal.audit.report import Kind, Report
from ledger.seal.audit.source import AuditSource


def audit_beside(source: AuditSource, report: Report, said: Iterable[Ends]) -> list[dict[str, Any]]:
    """Audit both tables; return how far checkpoints cover each that has entries.

    Args:
        source: The log beside which they lie.
        report: Where the findings go.
        said: What checkpoints say of their ends: those of the log, the copies, and those that others hold.
    """
    told = list(said)
    audits = [
        _TableAudit(source, report, table, [ends[number] for ends in told])
        for number, table in enumerate((ACCESSES, DOORS))
        if source.is_bound(table)
    ]
    return [covered for one in audits if (covered := one.run())["count"] or covered["size"]]


class _TableAudit:
    def __init__(self, source: AuditSource, report: Report, table: Chained, said: Sequence[End]) -> None:
        self._source = source
        self._report = report
        self._table = table
        self._said: dict[int, set[bytes]] = {}
        for end in said:
            if end.number:
                self._said.setdefault(end.number, set()).add(end.digest)
        self._good = 0  # up to here a checkpoint agrees
        self._broken = False

    def run(self) -> dict[str, Any]:
        number, before = 0, NOTHING
        for at, texts, digest in self._source.chained(self._table):
            if at != number + 1:
                self._tell("missing", BESIDE_MISSING, number=number + 1)
            elif not _holds(before, at, texts, digest):
                self._tell("changed", BESIDE_CHANGED, number=at)
            else:
                self._read(at, texts)
            number, before = at, digest or NOTHING
            self._compare(number, before)
        covered = max(self._said, default=0)
        if covered > number:
            self._tell("truncated", BESIDE_CUT, number=number, expected=covered)
        elif number > covered:
            self._report.note("unsealed", None, self._reason(BESIDE_UNCOVERED, first=covered + 1))
        return {"what": self._table.name, "size": covered, "count": number}

    def _read(self, number: int, texts: Sequence[bytes | None]) -> None:
        """Read what an entry says; one that is bound may still make no sense."""
        told = dict(zip(self._table.columns[1:], texts, strict=True))
        try:
            self._table.what(number, (told["kind"] or b"").decode(), told["what"] or b"")
        except CorruptionError as error:
            self._broken = True
            self._report.add("changed", None, error.reason)

    def _compare(self, number: int, digest: bytes) -> None:
        """Compare an entry with what checkpoints say of it."""
        said = self._said.get(number)
        if said is None:
            return
        if said == {digest}:
            self._good = number
        elif not self._broken:
            self._tell("changed", BESIDE_REWRITTEN, first=self._good + 1, number=number)

    def _tell(self, kind: Kind, problem: Problem, **particulars: int) -> None:
        self._broken = True
        self._report.add(kind, None, self._reason(problem, **particulars))

    def _reason(self, problem: Problem, **particulars: int) -> Any:
        return problem.with_(table=self._table.title.with_(), **particulars)


def _holds(before: bytes, number: int, texts: Sequence[bytes | None], digest: bytes | None) -> bool:
    """Return whether an entry is the one that was written behind another; values of other types are not."""
    try:
        entry = (number, *(one.decode() for one in texts if one is not None))
    except UnicodeDecodeError:
        return False
    return None not in texts and digest_of(before, entry) == digest
