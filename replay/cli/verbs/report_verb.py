"""`medledger report`: periodic reports, issued and made again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from ledger.errors import CommandError, Problem
from replay.cli.failures import reason_of
from replay.cli.named_files import check_writable
from replay.cli.report_options import (
    ChartOption,
    FromOption,
    IssuedByOption,
    IssuedOption,
    IssuedToOption,
    IssueOption,
    MonthOption,
    NameArgument,
    ReviewerOption,
    ToOption,
    YearOption,
)
from replay.cli.report_screen import receipt_of, show, show_receipt
from replay.cli.session import tables_at
from replay.telling.headings import Heading
from replay.telling.heard import note, tell
from replay.telling.options import Form, LedgerOption, Times, WhereOption, grouped
from replay.telling.output import Output, chosen
from replay.telling.wording import examples, say

if TYPE_CHECKING:
    from replay.bootstrap import Program
    from replay.reports.declared import Report

app = typer.Typer(rich_markup_mode=None, add_completion=False)

ISSUE_FORM = Problem(
    "issue_form",
    "签发报表：应为 json、csv、xlsx 或 pdf，实际为 {form}。",
    "Issuing a report: expected json, csv, xlsx or pdf, got {form}.",
    "屏幕上的表格不能签发；例如 --format xlsx。",
    "A table on the screen is not issued; for example --format xlsx.",
)
REPORT_OR_ISSUE = Problem(
    "report_or_issue",
    "出具报表：应为报表名，或用 --issued 指明已签发的编号，实际两者都有，或带有不适用的选项。",
    "Making a report: expected the name of a report, or --issued with the number of one that was issued; "
    "got both, or an option that does not go with it.",
    "重现已签发的报表时，期间、时点和筛选条件取自签发记录。",
    "The period, the cut-offs and the filters of an issued report are those of its record.",
)
_DEFAULT_NAME = "report.json"  # of a file that stands for the one that will bear the number
LISTED = (
    Heading("name", "名称", rank=1),
    Heading("title", "报表", rank=1),
    Heading("table", "视图", rank=2),
    Heading("due", "期限", rank=2),
    Heading("basis", "依据", rank=2),
)
_EN = (
    "Make a periodic report, of the last month that is over unless told otherwise; without a name, list "
    "them. The period, both cut-offs, the position of the log and the version of the program are part of it. "
    "--issue records that it is issued, with the SHA-256 of its JSON form, and writes the file; --issued "
    "makes an issued report again from the log, byte for byte, and says whether the digest still agrees: "
    "exit code 1 if not."
)
_ZH = (
    "出具定期报表，未指明时为上一个整月；不写报表名则列出全部报表。统计期间、截至日期、所依据的录入时间、日志位置和程序版本是报表的一部分。"
    "--issue 记录签发及其 JSON 内容的 SHA-256 摘要，并写出文件；--issued 由日志逐字节重现已签发的报表，"
    "并说明摘要是否一致，不一致时退出码为 1。"
)


@app.command(
    help=say(_EN, _ZH),
    epilog=examples(
        "medledger report",
        "medledger report complaints --month 2026-05 --chart 投诉.html",
        "medledger report indicators --month 2026-05 --issue --output 指标.xlsx",
        "medledger report self-inspection --year 2026",
        "medledger report complaints --basis 投诉.json",
        "medledger report --issued BB-20260608-001",
    ),
)
@grouped
def report(
    name: NameArgument = None,
    month: MonthOption = None,
    year: YearOption = None,
    first: FromOption = None,
    last: ToOption = None,
    where: WhereOption = None,
    chart: ChartOption = None,
    issue: IssueOption = False,
    issued_by: IssuedByOption = None,
    issued_to: IssuedToOption = None,
    reviewer: ReviewerOption = None,
    issued: IssuedOption = None,
    *,
    ledger: LedgerOption = None,
    times: Times,
    form: Form,
) -> int:
    """Make, issue or compare a report."""
    _check_chart(chart)
    if issue and form.output is None:
        check_writable(Path(_DEFAULT_NAME))
    if issued is not None:
        if name or issue or where or any((month, year, first, last, times.at, times.known_at, times.basis)):
            raise CommandError(REPORT_OR_ISSUE)
        return _again(ledger, issued, form, chart)
    if name is None:
        from replay.reports.declared import listed

        form.chosen().rows(LISTED, listed())
        return 0
    from ledger import clock
    from replay.reports.declared import report_named
    from replay.reports.issuing import report_of
    from replay.reports.periods import period_of

    wanted = report_named(name)
    answer = _issued_form(form) if issue else form.chosen()
    with tables_at(ledger) as program:
        today, given = clock.today(program.zone), times.earlier("report")
        typed = {"month": month, "year": year, "first": first, "last": last}
        period = period_of(wanted, today, **_period_of(typed, given))
        document = report_of(
            program,
            wanted,
            period,
            where=where or _where_of(given),
            at=times.at,
            known_at=times.known_at,
            given=given,
        )
        if issue:
            said = {"issued_by": issued_by, "issued_to": issued_to, "reviewer": reviewer}
            given = {key: value for key, value in said.items() if value is not None}
            return _issue(program, wanted, document, answer, given, chart)
    _draw(document, chart)
    _write(wanted, document, answer)
    return 0


def _period_of(typed: dict[str, str | None], given: dict[str, Any] | None) -> dict[str, str | None]:
    """Return the period as typed, else that of an earlier answer, else none."""
    if given is None or "period_from" not in given or any(typed.values()):
        return typed
    return {"first": str(given["period_from"]), "last": str(given.get("period_to"))}


def _where_of(given: dict[str, Any] | None) -> list[str]:
    """Return the filters of an earlier answer."""
    found = (given or {}).get("where")
    return [str(one) for one in found] if isinstance(found, list) else []


def _issued_form(form: Form) -> Output:
    """Return the form in which a report is issued: as asked, by the file's ending, else a workbook.

    Raises:
        CommandError: It cannot be issued so.
    """
    answer = form.chosen() if form.form or form.output else Output("xlsx")
    if answer.format == "table":
        raise CommandError(ISSUE_FORM, form=answer.format)
    return answer


def _check_chart(chart: Path | None) -> None:
    """Refuse a chart that cannot be drawn before anything is recorded."""
    from replay.reports.charts import in_form

    if chart is not None:
        in_form(chart.name, "", b"<?xml?>")


def _issue(
    program: Program,
    wanted: Report,
    document: dict[str, Any],
    answer: Output,
    said: dict[str, str],
    chart: Path | None,
) -> int:
    from ledger.entry.live import EntryRefusedError
    from replay.cli.refusals import tell_refusal
    from replay.reports.issuing import issue

    try:
        issued = issue(program, wanted, document, answer.format, said)
    except EntryRefusedError as error:
        for one in error.refusals:
            tell_refusal(one, "report_issues")
        return error.exit_code
    file = answer.file or Path(f"{issued.number}.{answer.format}")
    _after_issue(wanted, document, Output(answer.format, file), chart)
    receipt = receipt_of(issued, file)
    said_in = chosen(None, None)
    said_in.receipt(receipt, lambda console: show_receipt(console, receipt))
    return 0


def _after_issue(wanted: Report, document: dict[str, Any], answer: Output, chart: Path | None) -> None:
    """Write what was issued; it is issued, and can be made again, also where its file cannot be written."""
    try:
        _file(wanted, document, answer)
        _draw(document, chart)
    except (OSError, CommandError) as error:
        tell(reason_of(error)[0])


def _again(ledger: str | None, number: str, form: Form, chart: Path | None) -> int:
    from replay.reports.issuing import reproduced

    with tables_at(ledger) as program:
        found = reproduced(program, number)
    answer = form.chosen() if form.form or form.output else None
    _draw(found.document, chart)
    if answer is not None:
        _write(found.report, found.document, answer)
    receipt = receipt_of(found, answer.file if answer else None) | {"found": found.found}
    if answer is None or answer.file is not None:
        said_in = chosen(None, None)
        said_in.document(receipt, lambda console: show_receipt(console, receipt))
    note(
        say(
            f"{found.number}: the digest {'agrees' if found.agrees else 'does NOT agree'}.",
            f"{found.number}：摘要{'一致' if found.agrees else '不一致'}。",
        )
    )
    return 0 if found.agrees else 1


def _draw(document: dict[str, Any], chart: Path | None) -> None:
    if chart is None:
        return
    from replay.reports.charts import in_form
    from replay.reports.pictures import heading, notes, picture

    drawn = in_form(chart.name, heading(document), picture(document), notes(document))
    with Output("json", chart).destination() as target:
        target.write(drawn)


def _write(wanted: Report, document: dict[str, Any], answer: Output) -> None:
    if answer.format == "table":
        with answer.console() as console:
            show(console, wanted, document, everything=answer.everything)
        return
    _file(wanted, document, answer)


def _file(wanted: Report, document: dict[str, Any], answer: Output) -> None:
    from replay.telling.files.report_files import content

    with answer.destination() as target:
        target.write(content(wanted, document, answer.format))
