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


@dataclass(frozen=True, slots=True)
class ParsedElsewhere:
    """That somebody else parses the documents meanwhile.

    Attributes:
        until: The last position that is parsed there.
        confirmed: Waits, and tells whether all of them could be read there.
    """

    until: int
    confirmed: Callable[[], bool]


def verify(
    log: LogReader,
    location: Location,
    *,
    deep: bool = False,
    tables: Tables | None = None,
    outside: Outside = NOTHING_OUTSIDE,
    elsewhere: ParsedElsewhere | None = None,
) -> Verification:
    """Verify a log with its seal, and what `tables` adds about the read models.

    Args:
        log: The log.
        location: Where its key and its checkpoint copies lie.
        deep: Also see that documents are canonical which a signed root has proven already, and that SQLite
            finds the structure of its file sound.
        tables: Gives further findings.
        outside: What whoever checks has from elsewhere.
        elsewhere: Who parses the documents, too: those that a signed root proves are then not parsed here,
            unless anything at all is found to be wrong.

    Raises:
        UnavailableError: The database is away or busy.
    """
    audit = _Audit(log, location, outside, deep=deep)
    audit.run(0 if elsewhere is None else elsewhere.until)
    if elsewhere is not None and not (audit.is_sound and elsewhere.confirmed()):
        audit = _Audit(log, location, outside, deep=deep)
        audit.run()
    further = tuple(tables()) if tables is not None else ()
    findings = audit.report.findings() + further
    if tables is None:
        audit.basis.not_checked.append("tables")
    return Verification(findings, tuple(audit.report.notes), audit.basis)


class _Audit:
    """The audit of a log with its seal, and with what others have of it."""

    def __init__(self, log: LogReader, location: Location, outside: Outside, *, deep: bool) -> None:
        self._log = log
        self._outside = outside
        self._deep = deep
        self.report = Report()
        self.basis = Basis()
        self._claims = ClaimAudit(location, self.report, _origin_of(log), alone=outside.alone)
        self._audit: LogAudit | None = None

    @property
    def is_sound(self) -> bool:
        """Whether nothing is wrong, and all that was signed is proven."""
        return self._audit is not None and self._audit.is_proven and not self.report.findings()

    def run(self, parsed_until: int = 0) -> None:
        """Look at one moment of the log.

        Args:
            parsed_until: Up to here documents are parsed elsewhere.

        Raises:
            UnavailableError: The database is away or busy.
        """
        try:
            self._look(parsed_until)
        except UnicodeDecodeError:
            # SQLite quotes what it stumbled over, and that is no text any more.
            _report_unreadable(self.report, CorruptionError(LEDGER_MALFORMED), self._reached)
        except LedgerError as error:
            _report_unreadable(self.report, error, self._reached)

    @property
    def _reached(self) -> int:
        return 0 if self._audit is None else self._audit.reached

    def _look(self, parsed_until: int) -> None:
        claims, report = self._claims, self.report
        with self._log.reading() as connection, closing(AuditSource(connection)) as source:
            audit = LogAudit(source, report, claims, deep=self._deep, parsed_until=parsed_until)
            self._audit = audit
            audit.run()
            tree = Tree(StoredTiles(Transaction.of(connection)))
            beyond = OutsideAudit(tree, audit.reached, claims, report)
            beyond.run(self._outside, audit.claims)
            self.basis = beyond.basis
            self.basis.compared += audit_beside(source, report, [*claims.beside, *beyond.beside])


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
