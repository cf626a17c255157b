"""`medledger retention`: which records may go, because every rule lets them; nothing deletes them."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from replay.cli.session import tables_at
from replay.telling.answers.table_rows import Showing
from replay.telling.files.face import face_of
from replay.telling.options import LedgerOption, RecordsForm, Times, grouped
from replay.telling.selection import Selection
from replay.telling.wording import examples, say

app = typer.Typer(rich_markup_mode=None, add_completion=False)

_TABLE = "retention_items"
_MAY_GO = "retention_state=disposable"
_DAY = "keep_until"


@app.command(
    help=say(
        "List the records that may be disposed of: every rule of retention lets them go, no case, hold or "
        "recall stands in the way, and nobody disposed of them yet; each with the rules and their days. "
        "--at may lie ahead. Nothing is deleted, by this verb or by any other: a disposal is an event of the "
        "table record_disposals. --every lists what must be kept, too, and why.",
        "列出可以处置的记录：各项保存期限均已届满、没有未结的个案、封存或召回、且尚未处置的；附各规则及其日期。"
        "--at 可以是将来的日期。任何命令都不删除记录：处置本身是一个事件，记入 record_disposals 表。"
        "--every 同时列出必须保存的记录及其原因。",
    ),
    epilog=examples(
        "medledger retention",
        "medledger retention --where subject_table=sales --at 2031-12-31",
        "medledger retention --every --where subject_table=complaints --output 保存期限.xlsx",
    ),
)
@grouped
def retention(
    selection: Selection,
    every: Annotated[
        bool,
        typer.Option(
            "--every",
            help=say("Also what must be kept, with what blocks it.", "同时列出必须保存的，及其原因。"),
        ),
    ] = False,
    *,
    ledger: LedgerOption = None,
    times: Times,
    form: RecordsForm,
) -> None:
    """List what may go."""
    from projections.answers.catalogue import view

    answer, table = form.chosen(), view(_TABLE)
    if not every:
        selection = replace(selection, where=[*(selection.where or ()), _MAY_GO])
    with tables_at(ledger) as program:
        where = selection.filters(table, program.zone, day=_DAY)
        resolved = times.reached(program, "table", ahead=True)
        answer = form.on(answer, program, resolved)
        asked = [f"{one.name}{one.sign}{one.value}" for each in where for one in each.typed]
        answer = replace(answer, face=face_of(program, resolved, table.zh, asked, answer.format))
        Showing(program, table, resolved, where, selection, form, answer, voided=False).write()
