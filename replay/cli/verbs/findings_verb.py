"""`medledger findings`: broken rules, who is to look into them, and how they were settled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ledger.errors import CommandError, Problem
from projections.reading.stream import ended
from replay.cli.headings import Heading, of_goods
from replay.cli.nothing import say_nothing
from replay.cli.options import LedgerOption, RecordsForm, Times, grouped
from replay.cli.selection import Selection, stream_of, table_of
from replay.cli.session import tables_at
from replay.cli.verbs import findings_work
from replay.cli.wording import examples, say

if TYPE_CHECKING:
    from projections.reading.filters import Filter
    from replay.bootstrap import Program
    from replay.cli.output import Output

app = typer.Typer(rich_markup_mode=None, add_completion=False)

OPTIONS_BEFORE = Problem(
    "findings_options_before",
    "读取命令行：{options} 应写在 {verb} 之后。",
    "Reading the command line: expected {options} behind {verb}.",
    "例如 medledger findings {verb} --at 2026-05-31。",
    "For example medledger findings {verb} --at 2026-05-31.",
)
STATES = {"open": "未关闭", "closed": "已关闭"}
SEVERITIES = {"finding": "违规", "warning": "提示"}
CLOSED_BY = {"struck": "已作废", "resolved": "已处理", "covered": "后续到货已覆盖", "cured": "后续补录已消除"}
RESOLUTIONS = {
    "corrected": "已更正",
    "explained": "已说明",
    "accepted_risk": "接受风险",
    "false_alarm": "误报",
}
HEADINGS = (
    Heading("position", "日志位置", "integer", rank=0),
    Heading("rule", "规则", rank=0),
    Heading("severity", "级别", "enum", SEVERITIES),
    Heading("state", "状态", "enum", STATES, rank=0),
    Heading("record_table", "记录表", rank=1),
    Heading("doc_no", "单号", rank=0),
    Heading("line", "行号", "integer", rank=0),
    Heading("message", "说明", rank=0, sentence=True),
    Heading("customer_code", "客户编码"),
    Heading("supplier_code", "供货者编码"),
    *of_goods(rank=2),
    Heading("assignee", "责任人", rank=2),
    Heading("assigned_on", "指派日期", "date"),
    Heading("due_on", "应完成日期", "date", rank=2),
    Heading("closed_by", "关闭方式", "enum", CLOSED_BY),
    Heading("resolution", "处理结论", "enum", RESOLUTIONS),
    Heading("resolved_by", "批准人"),
    Heading("resolved_on", "处理日期", "date"),
    Heading("resolution_reason", "处理说明"),
    Heading("overridden", "已放行", "boolean"),
    Heading("seen_at_recording", "录入时已发现", "boolean"),
    Heading("known_since", "何时得知（日志位置）", "integer"),
    Heading("because", "依据（日志位置）", "list"),
    Heading("event_time", "业务时间", "datetime"),
    Heading("record_time", "记录时间", "datetime"),
    Heading("voided_at", "作废时间", "datetime"),
)
# JSON has besides what the message was made of, and which of its event's findings it is.
IN_JSON = (*HEADINGS, Heading("number", "序号", "integer"), Heading("particulars", "要素"))


@app.callback(
    invoke_without_command=True,
    help=say(
        "List the rules that recorded facts break by what is known: open ones, assigned ones (open all the "
        "same) and closed ones. What is stored at recording never changes; later papers cure, and later "
        "papers break. Each row says whether it was seen at recording, since when it is known, and because "
        "of which events. Exit code 1 while any is open. Warnings are no findings and show on request only.",
        "按现有资料列出已记录的业务违反的规则，包括未关闭的、已指派的（仍未关闭）和已关闭的。录入时的判定永不改变；"
        "后补的资料可以消除违规，也可以造成违规；每行注明录入时是否已发现、何时得知、依据哪些记录。"
        "有未关闭的即退出码为 1。提示不是违规，只在要求时列出。",
    ),
    epilog=examples(
        "medledger findings",
        "medledger findings --open --format csv --output 问题.csv",
        "medledger findings --where customer_code=C1 --from 2026-05-01 --sort rule",
        "medledger findings assign 1207 G-05 --to E3 --due 2026-06-30",
        'medledger findings resolve 1207 G-05 --as explained --reason "补到验收记录" --approver E9',
        "medledger findings counts --by customer",
    ),
)
@grouped
def findings(
    context: typer.Context,
    only_open: Annotated[
        bool,
        typer.Option("--open", help=say("List the open ones only.", "只列未关闭的。")),
    ] = False,
    warnings: Annotated[
        bool,
        typer.Option("--warnings", help=say("List warnings, too.", "同时列出提示。")),
    ] = False,
    *,
    selection: Selection,
    times: Times,
    ledger: LedgerOption = None,
    form: RecordsForm,
) -> int:
    """List broken rules, unless a verb of their own follows."""
    if context.invoked_subcommand is not None:
        _refuse_options(context)
        return 0
    answer = form.chosen()
    with tables_at(ledger) as program:
        is_open = list_findings(
            program, selection, times, form, answer, only_open=only_open, warnings=warnings
        )
    return 1 if is_open else 0


def list_findings(
    program: Program,
    selection: Selection,
    times: Times,
    form: RecordsForm,
    answer: Output,
    *,
    only_open: bool = False,
    warnings: bool = False,
) -> bool:
    """Write the broken rules, whichever door asks; return whether one that is shown is open.

    Args:
        program: The ledger, its tables caught up.
        selection: Which rows and columns, as typed.
        times: Both cut-offs, as typed.
        form: Whether it is told who recorded the rows, and on which basis.
        answer: Where to and in which form.
        only_open: Leave out the closed ones.
        warnings: Add warnings.

    Raises:
        CommandError: There is no such column or value, or a cut-off cannot be read.
    """
    from projections.answers.findings.findings import findings as found_at
    from projections.reading.known_values import resolved
    from replay.cli.verbs.findings_work import known_rules

    counter, table = _Counter(), table_of("findings", "违规清单", "findings", HEADINGS)
    reached = times.reached(program, "findings")
    answer = form.on(answer, program, reached)
    asked = selection.filters(table, program.zone, day="event_time")
    with program.readmodel.reading() as connection:
        asked = resolved(connection, table, known_rules(asked))
        rows = found_at(
            connection,
            reached.cutoff,
            zone=program.zone,
            log=program.log,
            open_only=only_open,
            warnings=warnings,
        )
        counted = counter.fitting(_told(rows), asked)
        every = IN_JSON if answer.format == "json" else HEADINGS
        headings = form.headings(selection.chosen(table, form.headings(HEADINGS)) or every)
        told = form.telling(program, reached, connection, table)
        found = selection.arranged(table, headings, told(stream_of(IN_JSON, counted)))
        if not answer.rows(headings, found):
            say_nothing(answer, say("findings", "违规清单"), reached, asked)
    return counter.is_open


app.command(
    "assign",
    short_help=say("record who is to look into a finding", "指派责任人"),
    help=say(
        "Record who is to look into a finding, and by when. It stays open; the newest assignment counts.",
        "记录由谁在何时前处理一项违规。该违规仍未关闭；以最新的指派为准。",
    ),
    epilog=examples("medledger findings assign 1207 G-05 --to E3 --due 2026-06-30"),
)(findings_work.assign)
app.command(
    "resolve",
    short_help=say("record how a finding was settled", "记录处理结论"),
    help=say(
        "Record how a finding was settled, with the reason and who approved it; this closes it. It is "
        "settled once: to take that back, void the record of finding_resolutions.",
        "记录一项违规如何处理，须有说明和批准人，随即关闭。每项只处理一次；如需撤回，请作废该处理记录。",
    ),
    epilog=examples(
        'medledger findings resolve 1207 G-05 --as explained --reason "补到验收记录" --approver E9'
    ),
)(findings_work.resolve)
app.command(
    "counts",
    short_help=say("count them by rule, customer or month", "按规则、客户、月份统计"),
    help=say(
        "Count open, assigned and closed findings by rule, by customer and by month of the record.",
        "按规则、客户和业务月份统计未关闭、已指派和已关闭的违规。",
    ),
    epilog=examples("medledger findings counts --by customer --at 2026-06-30"),
)(findings_work.counts)


def _refuse_options(context: typer.Context) -> None:
    """Refuse options that belong to the list where a verb follows: they would count for nothing.

    Raises:
        CommandError: There are some; the ledger alone may be named anywhere.
    """
    names = {one.name: max(one.opts, key=len) for one in context.command.params}
    given = [names[name] for name, value in context.params.items() if value and name != "ledger"]
    if given:
        raise CommandError(OPTIONS_BEFORE, options=", ".join(given), verb=context.invoked_subcommand)


def _told(rows: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield findings, each with its sentence."""
    from ledger.rulebook import BY_ID

    with ended(rows):
        for row in rows:
            rule = BY_ID.get(row["rule"])
            message = row["rule"] if rule is None else rule.message(row["particulars"])
            yield {**row, "message": message}


class _Counter:
    """Passes findings on that fit, and remembers whether one is open."""

    def __init__(self) -> None:
        self.is_open = False

    def fitting(self, rows: Iterable[dict[str, Any]], where: Sequence[Filter]) -> Iterator[dict[str, Any]]:
        with ended(rows):
            for row in rows:
                if all(one.fits(row) for one in where):
                    counts = row["severity"] == "finding" and row["state"] == "open"
                    self.is_open = self.is_open or counts
                    yield row
