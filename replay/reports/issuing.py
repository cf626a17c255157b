"""Reports issued as an event, and made again from their basis, to be compared.

An issue records what is needed to make the report again: which report, of which period, what was true when,
as known at which position of the log, the filters, and the SHA-256 of the document's bytes. The file itself
need not be kept: the log gives it again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from ledger import clock
from ledger.errors import CommandError, Problem
from ledger.events import catalogue
from projections.answers.indicators.periods import Period
from projections.reading.cutoff import CutOff
from projections.reading.filters import Filter
from projections.reading.query import Query, today
from replay.cutoff import Resolved, moment, reached
from replay.reports.declared import Report, report_named
from replay.reports.making import Document, canonical, made

if TYPE_CHECKING:
    from replay.bootstrap import Program

ISSUES: Final = "report_issues"
FORMS: Final = {"json": "jsonl", "csv": "csv", "xlsx": "xlsx"}
PERIOD_NOT_OVER: Final = Problem(
    "period_not_over",
    "签发{zh}：应为已结束的期间，实际至 {last} 才结束。",
    "Issuing the report {name}: expected a period that is over, got one that ends on {last}.",
    "期间结束后再签发；不加 --issue 可以先看。",
    "Issue it once the period is over; leave --issue out to look at it now.",
)
ISSUER_UNKNOWN: Final = Problem(
    "issuer_unknown",
    "签发报表：应写明由花名册中的哪位人员签发，实际使用者“{user}”不在花名册中。",
    "Issuing a report: expected to know who of the staff issues it, but {user!r} is not on the roster.",
    "请把环境变量 MEDLEDGER_USER 设为人员编码，或加 --issued-by 人员编码。",
    "Set MEDLEDGER_USER to a staff code, or give one with --issued-by.",
)
NO_SUCH_ISSUE: Final = Problem(
    "no_such_issue",
    "重现报表：应为已签发的编号，实际没有“{number}”。",
    "Making an issued report again: expected the number of an issue, got '{number}'.",
    "medledger table report_issues 列出全部签发记录。",
    "medledger table report_issues lists them all.",
)
NOT_REPRODUCIBLE: Final = Problem(
    "not_reproducible",
    "重现 {number}：签发记录应写明报表、期间、截至日期和日志位置，实际缺少或无法识别 {column}。",
    "Making {number} again: expected its record to say report, period, time and position; "
    "{column} is missing or unknown.",
    "只有用 medledger report --issue 签发的报表可以重现。",
    "Only reports issued by medledger report --issue can be made again.",
)


@dataclass(frozen=True, slots=True)
class Issued:
    """A report that was issued.

    Attributes:
        number: Of the issue.
        report: Which.
        document: As it was made.
        digest: SHA-256 of its bytes, as recorded.
        agrees: Whether the document has that digest.
        form: In which form it was issued (`json`, `csv`, `xlsx`).
    """

    number: str
    report: Report
    document: Document
    digest: str
    agrees: bool
    form: str

    @property
    def found(self) -> str:
        """SHA-256 of the bytes that the log gives now."""
        return digest_of(self.document)


def digest_of(document: Document) -> str:
    """Return the SHA-256 of the bytes of a report."""
    return hashlib.sha256(canonical(document)).hexdigest()


def report_of(
    program: Program,
    report: Report,
    period: Period,
    *,
    where: Sequence[str] = (),
    at: str | None = None,
    known_at: str | None = None,
    given: Mapping[str, Any] | None = None,
) -> Document:
    """Return a report as of the cut-offs that a user typed, or of the basis of an earlier answer.

    Raises:
        CommandError: A filter or a cut-off cannot be read.
    """
    resolved = reached(program.log, program.readmodel, program.zone, at=at, known_at=known_at, basis=given)
    return made(program.log, program.readmodel, program.zone, report, period, resolved, where=where)


def _is_on_roster(program: Program) -> bool:
    """Return whether whoever records is a member of staff, by code."""
    from ledger.entry.actors import staff_code

    ledger = program.ledger()
    code = ledger.deciding(lambda unit: staff_code(unit.state, ledger.recorded_by), check=True)
    return code is not None


def issue(
    program: Program,
    report: Report,
    document: Document,
    form: str,
    said: dict[str, str],
    key: str | None = None,
) -> Issued:
    """Record that a report is issued.

    Args:
        program: The ledger.
        report: Which.
        document: As it was made.
        form: In which form it leaves the house.
        said: What the user says of it: `issued_by`, `issued_to`, `reviewer`, `purpose`.
        key: Of the entry; said again with it, it is issued once.

    Raises:
        CommandError: Its period is not over.
        EntryRefusedError: The record is refused.
    """
    basis = document["basis"]
    day = clock.today(program.zone)
    if basis["period_to"] > day:
        raise CommandError(PERIOD_NOT_OVER, zh=report.zh, name=report.name, last=basis["period_to"])
    if "issued_by" not in said and not _is_on_roster(program):
        raise CommandError(ISSUER_UNKNOWN, user=program.ledger().recorded_by)
    digest = digest_of(document)
    scope = {"code": basis["code"]} | ({"where": basis["where"]} if basis["where"] else {})
    row = {
        "issue_kind": report.kind,
        "report_key": report.key,
        "title": f"{report.zh} {basis['period_from']} — {basis['period_to']}",
        "period_from": basis["period_from"],
        "period_to": basis["period_to"],
        "scope_filter": json.dumps(scope, ensure_ascii=False, sort_keys=True),
        "as_true_at": basis["at"],
        "as_known_at": basis["known_at"],
        "position_to": str(basis["position"]),
        "row_count": str(len(document["rows"])),
        "digest": digest,
        "issue_format": FORMS[form],
        "issued_on": day,
        **said,
    }
    told = {name: value for name, value in row.items() if value is not None}
    entered = program.entering(ISSUES, told, key=key)
    number = str(entered.recorded[0].identity["issue_no"])
    return Issued(number, report, document, digest, agrees=True, form=form)


def reproduced(program: Program, number: str) -> Issued:
    """Return an issued report, made again from what its record says, and whether it is the same.

    Raises:
        CommandError: There is no such issue, or it was not issued by this program.
    """
    row = _row_of(program, number)
    scope = _scope(row["scope_filter"])
    report, period, resolved = _what(program, number, row, scope.get("code"))
    document = made(
        program.log,
        program.readmodel,
        program.zone,
        report,
        period,
        resolved,
        where=scope.get("where", ()),
    )
    form = next((name for name, kept in FORMS.items() if kept == row["issue_format"]), "json")
    digest = str(row["digest"])
    return Issued(number, report, document, digest, digest_of(document) == digest.lower(), form)


def _row_of(program: Program, number: str) -> dict[str, Any]:
    cutoff = reached(program.log, program.readmodel, program.zone).cutoff
    column = catalogue.table(ISSUES).by_key["issue_no"]
    with program.readmodel.reading() as connection:
        query = Query(connection, program.log, cutoff, program.zone, today(cutoff, program.zone))
        found = list(query.rows(ISSUES, where=[Filter("issue_no", column, [number.strip()])]))
    if not found:
        raise CommandError(NO_SUCH_ISSUE, number=number)
    return found[0]


def _what(
    program: Program, number: str, row: dict[str, Any], code: str | None
) -> tuple[Report, Period, Resolved]:
    for column in ("report_key", "period_from", "period_to", "as_true_at"):
        if row[column] is None:
            raise CommandError(NOT_REPRODUCIBLE, number=number, column=column)
    try:
        report = report_named(row["report_key"])
    except CommandError as unknown:
        raise CommandError(NOT_REPRODUCIBLE, number=number, column="report_key") from unknown
    position = row["position_to"]
    if not 0 <= position <= program.log.head():
        raise CommandError(NOT_REPRODUCIBLE, number=number, column="position_to")
    zone, at = program.zone, moment(row["as_true_at"], program.zone)
    resolved = Resolved(CutOff(at, position), clock.shown(at, zone) or "", row["as_known_at"], position, code)
    return report, Period(row["period_from"], row["period_to"]), resolved


def _scope(text: str | None) -> dict[str, Any]:
    try:
        found = json.loads(text or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
