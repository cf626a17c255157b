"""Verification: is the log what was written, whole and in order?

The answer are findings, each naming the first bad position and what happened; content that is broken in any
way never raises. One pass reads every event, in memory that does not grow with the log, and compares it with
its columns, its tags, its personal values, its hash, the tree, and every signed checkpoint in the database
and beside it. Whoever writes on meanwhile does not disturb: one moment of the log is looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

from ledger.errors import CorruptionError, LedgerError, UnavailableError
from ledger.log.problems import LEDGER_MALFORMED, LEDGER_REFUSED
from ledger.log.reader import LogReader
from ledger.log.tiles import StoredTiles
from ledger.log.transaction import Transaction
from ledger.merkle.tree import Tree
from ledger.seal.audit.beside import audit_beside
from ledger.seal.audit.claims import ClaimAudit
from ledger.seal.audit.outside import Basis, Outside, OutsideAudit
from ledger.seal.audit.problems import STRUCTURE_MISSING, UNREADABLE
from ledger.seal.audit.report import Finding, Report
from ledger.seal.audit.source import AuditSource
from ledger.seal.audit.whole import LogAudit
from ledger.seal.key import ORIGIN
from ledger.settings import Location

Tables = Callable[[], Iterable[Finding]]
NOTHING_OUTSIDE = Outside()

_MISSING_STATES = ("42P01", "42703", "3F000")  # undefined table, column, schema of PostgreSQL


@dataclass(frozen=True, slots=True)
class Verification:
    """What `verify` found.

    Attributes:
        findings: What is wrong, by position; none means that all is well.
        notes: What ought to be told but is nothing wrong.
        basis: What the log was compared with.
    """

    findings: tuple[Finding, ...]
    notes: tuple[Finding, ...] = ()
    basis: Basis = field(default_factory=Basis)

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.findings

    def as_json(self) -> dict[str, Any]:
        """Return the answer as `medledger verify` prints it."""
        return {
            "ok": self.ok,
            "findings": [finding.as_json() for finding in self.findings],
            "compared": self.basis.compared,
            "not_checked": self.basis.not_checked,
            "unwitnessed_from": self.basis.unwitnessed_from,
            "jumps": self.basis.jumps,
        }


def verify(
    log: LogReader,
    location: Location,
    *,
    deep: bool = False,
    tables: Tables | None = None,
    outside: Outside = NOTHING_OUTSIDE,
) -> Verification:
    """Verify a log with its seal, and what `tables` adds about the read models.

    Args:
        log: The log.
        location: Where its key and its checkpoint copies lie.
        deep: Also see that documents are canonical which a signed root has proven already, and that SQLite
            finds the structure of its file sound.
        tables: Gives further findings.
        outside: What whoever checks has from elsewhere.

    Raises:
        UnavailableError: The database is away or busy.
    """
    report = Report()
    claims = ClaimAudit(location, report, _origin_of(log), alone=outside.alone)
    audit: LogAudit | None = None
    basis = Basis()
    try:
        with log.reading() as connection, closing(AuditSource(connection)) as source:
            audit = LogAudit(source, report, claims, deep=deep)
            audit.run()
            tree = Tree(StoredTiles(Transaction.of(connection)))
            beyond = OutsideAudit(tree, audit.reached, claims, report)
            beyond.run(outside, audit.claims)
            basis = beyond.basis
            basis.compared += audit_beside(source, report, [*claims.beside, *beyond.beside])
    except UnicodeDecodeError:
        # SQLite quotes what it stumbled over, and that is no text any more.
        _report_unreadable(
            report, CorruptionError(LEDGER_MALFORMED), audit.reached if audit is not None else 0
        )
    except LedgerError as error:
        _report_unreadable(report, error, audit.reached if audit is not None else 0)
    further = tuple(tables()) if tables is not None else ()
    findings = report.findings() + further
    if tables is None:
        basis.not_checked.append("tables")
    return Verification(findings, tuple(report.notes), basis)


def _origin_of(log: LogReader) -> str | None:
    """Return the name of the ledger's key as the settings have it; what is wrong with them is found later."""
    try:
        return log.get_setting(ORIGIN)
    except (LedgerError, UnicodeDecodeError):
        return None


def _report_unreadable(report: Report, error: LedgerError, reached: int) -> None:
    """Report a database that does not even hold a log any more; raise if it is merely away."""
    detail = error.reason.particulars.get("detail", "")
    if isinstance(error, CorruptionError):
        report.add("changed", reached + 1, UNREADABLE.with_(first=reached + 1, detail=detail))
    elif (
        isinstance(error, UnavailableError) and error.code == LEDGER_REFUSED.code and _lacks_structure(error)
    ):
        report.add("missing", None, STRUCTURE_MISSING.with_(detail=detail))
    else:
        raise error


def _lacks_structure(error: LedgerError) -> bool:
    cause = getattr(error.__cause__, "orig", error.__cause__)
    return getattr(cause, "sqlstate", None) in _MISSING_STATES or "no such" in str(cause)
