"""`medledger tables`: which record tables and views there are and how many rows are recorded."""

from __future__ import annotations

from typing import Annotated

import typer

from replay.cli.session import tables_at
from replay.telling.answers.tables import list_tables
from replay.telling.options import LedgerOption, RowsForm, Times, grouped
from replay.telling.wording import examples, say

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command(
    help=say(
        "List the record tables and views: the rows that count, and all that were recorded, with voided "
        "rows, earlier versions and every stage of a case. A view is derived when it is asked for, so it has "
        "no count.",
        "列出记录表和视图：有效行数，以及含作废、旧版本和个案各环节在内的已记录行数。视图在查询时得出，没有行数。",
    ),
    epilog=examples("medledger tables", "medledger tables --filled --at 2026-05-31"),
)
@grouped
def tables(
    filled: Annotated[
        bool,
        typer.Option("--filled", help=say("Only tables that hold any record.", "只列有记录的表。")),
    ] = False,
    *,
    ledger: LedgerOption = None,
    times: Times,
    form: RowsForm,
) -> None:
    """List the record tables."""
    answer = form.chosen()
    with tables_at(ledger) as program:
        list_tables(program, times, form, answer, filled=filled)
