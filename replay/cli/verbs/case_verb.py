"""`medledger case`: one case from its first stage to its last."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from replay.cli.session import tables_at
from replay.cli.verbs.cases_verb import TableOption
from replay.telling.answers.cases import STATES, tables_named
from replay.telling.headings import Heading, of_column, to_second
from replay.telling.options import FormatOption, LedgerOption, OutputOption, Times, grouped
from replay.telling.output import Output, chosen
from replay.telling.wording import examples, say

if TYPE_CHECKING:
    from rich.console import Console

    from ledger.events.base import Table

app = typer.Typer(rich_markup_mode=None, add_completion=False)

VOIDED = {"struck": "已作废"}


@app.command(
    help=say(
        "Show one case: its stages in order, what each of them carried, who recorded it and when; voided "
        "ones are marked. A number that names several (the lines of a document) shows each.\n\n"
        'The JSON is {"number", "basis", "cases": [{"table", "table_zh", "number", "line", "state", '
        '"stage", "next", "possible", "row", "stages", "obligations", "linked"}]}: `next` has the stages '
        "that usually come next, `possible` all that may come, these in front; `row` has every column of the "
        "table as it stands, `obligations` are as the verb of that name lists them, `linked` names the "
        "records that the case names or that name it, and each of "
        '`stages` is {"stage", "event", "zh", "position", "event_time", "record_time", "time_told", '
        '"late_entry", "voided_at", "recorded_by", "source", "note", "carried"}. `time_told` is false where '
        "nothing tells when the stage took place: it is shown with its record time, and meets or misses no "
        "limit. `late_entry` is true where it was entered more than two days after its time.",
        "查看一个个案：按顺序列出各环节、各环节所载内容、记录人和时间，已作废的有标注。一个编号含多行时逐行显示。\n\n"
        'JSON 为 {"number", "basis", "cases": [{"table", "table_zh", "number", "line", "state", "stage", '
        '"next", "possible", "row", "stages", "obligations", "linked"}]}：next 为通常的下一环节，'
        "possible 为全部可进行的环节（通常的在前）；row 为该个案当前各字段；obligations 同该命令；"
        "linked 为个案所指和指向它的记录；"
        'stages 每项为 {"stage", "event", "zh", '
        '"position", "event_time", "record_time", "time_told", "late_entry", "voided_at", "recorded_by", '
        '"source", "note", "carried"}。time_told 为 false 表示未写明该环节的时间，'
        "只显示录入时间，不判定是否按期；late_entry 为 true 表示在其时间两天以后才录入（补录）。",
    ),
    epilog=examples(
        "medledger case TSFC-20260501-001",
        "medledger case XP-20260501-001 --at 2026-05-31",
        "medledger case TS-202605-0001 --chart 个案.html",
    ),
)
@grouped
def case(
    number: Annotated[str, typer.Argument(metavar="NO", help=say("Number of the case.", "个案编号。"))],
    table: TableOption = None,
    chart: Annotated[
        Path | None,
        typer.Option(
            "--chart",
            metavar="FILE",
            help=say(
                "Also draw the case and what it owes along time, as a page (.html) or a picture (.svg).",
                "同时把个案各环节和时限画成时间轴，存为网页（.html）或图片（.svg）。",
            ),
        ),
    ] = None,
    *,
    times: Times,
    ledger: LedgerOption = None,
    form: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """Show one case."""
    from replay.as_of import case_told

    answer = chosen(form, output)
    wanted = tables_named(table)
    with tables_at(ledger) as program:
        found = case_told(
            program.log,
            program.readmodel,
            number,
            wanted,
            zone=program.zone,
            at=times.at,
            known_at=times.known_at,
            given=times.earlier("case"),
        )
    if chart is not None:
        _draw(found, chart)
    answer.document(found, lambda console: _show(console, found))


def _draw(found: dict[str, Any], chart: Path) -> None:
    """Draw the time line of each case that a number names."""
    from ledger.events import catalogue
    from replay.reports.charts import pages_in_form, timeline

    drawn = []
    for one in found["cases"]:
        line = f"/{one['line']}" if one["line"] is not None else ""
        title = f"{catalogue.table(one['table']).zh} {one['number']}{line}"
        standing = [stage for stage in one["stages"] if stage["voided_at"] is None]
        drawn.append(timeline(standing, one["obligations"], title))
    with Output("json", chart).destination() as target:
        target.write(pages_in_form(chart.name, found["number"], drawn))


def _show(console: Console, found: dict[str, Any]) -> None:
    from ledger.events import catalogue
    from replay.telling.screen.rows import print_basis

    print_basis(console, found["basis"])
    for one in found["cases"]:
        _show_case(console, catalogue.table(one["table"]), one)


def _show_case(console: Console, table: Table, found: dict[str, Any]) -> None:
    from replay.telling.screen.rows import print_title

    line = f"/{found['line']}" if found["line"] is not None else ""
    labels = {**STATES, **VOIDED}
    state = say(found["state"], labels[found["state"]])
    print_title(console, f"{say(table.en, table.zh)} {found['number']}{line} ({state})")
    for stage in found["stages"]:
        _show_stage(console, table, stage)
    _show_obligations(console, found["obligations"])
    if found["linked"]:
        from rich.text import Text

        records = [f"{say(one['table'], one['table_zh'])} {one['number']}" for one in found["linked"]]
        console.print(Text(say("Linked: ", "关联记录：") + say(", ", "、").join(records)))
    _show_coming(console, table, found)


def _show_coming(console: Console, table: Table, found: dict[str, Any]) -> None:
    """Print which stages usually come next, where others may come as well, and all that may come."""
    names = {one.event: one.zh for one in table.stages}
    usual, possible = (
        ", ".join(say(event, names[event]) for event in found[key]) for key in ("next", "possible")
    )
    if usual and usual != possible:
        console.print(say(f"Usually next: {usual}", f"通常的下一环节：{usual}"))
    if possible:
        console.print(say(f"Possible now: {possible}", f"可进行的环节：{possible}"))


def _show_obligations(console: Console, found: list[dict[str, Any]]) -> None:
    """Print what is owed and was owed, each on a line."""
    from rich.text import Text

    from replay.telling.answers.obligations import STATES as DUTY_STATES

    styles = {"overdue": "bold red", "done_late": "red", "due_soon": "yellow"}
    for one in found:
        due, late = to_second(one["due_at"] or "—"), one["hours_late"] or one["entered_late"]
        state = say(one["state"], DUTY_STATES[one["state"]])
        matter = say(one["matter"], one["matter_zh"])
        line = say(f"  owed: {matter}, due {due}: {state}", f"  时限：{matter}，应于 {due}：{state}")
        if late is not None:
            line += say(f" ({late} h)", f"（{late} 小时）")
        console.print(Text(line, style=styles.get(one["state"], "")))


def _show_stage(console: Console, table: Table, stage: dict[str, Any]) -> None:
    from rich.text import Text

    when, by = to_second(stage["event_time"] or stage["record_time"]), stage["recorded_by"]
    voided = stage["voided_at"] is not None
    mark = say("  [voided]", "  【已作废】") if voided else ""
    if not stage["time_told"]:
        mark += say("  [time not told; shown: when it was recorded]", "  【未写明时间，所示为录入时间】")
    elif stage["late_entry"]:
        mark += say("  [entered late]", "  【补录】")
    title = f"{when}  {say(stage['event'], stage['zh'])}  {by}  #{stage['position']}{mark}"
    console.print(Text(title, style="dim strike" if voided else "bold"))
    for key, value in stage["carried"].items():
        if key not in table.identity:
            heading: Heading = of_column(table, table.by_key[key])
            console.print(Text(f"  {heading.title}: {heading.shown(value)}", style="dim" if voided else ""))
    if stage["note"]:
        console.print(Text(say(f"  note: {stage['note']}", f"  备注: {stage['note']}")))
