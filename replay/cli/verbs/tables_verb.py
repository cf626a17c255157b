"""`medledger tables`: which record tables and views there are and how many rows are recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from replay.cli.headings import Heading
from replay.cli.options import LedgerOption, RowsForm, Times, grouped
from replay.cli.session import tables_at
from replay.cli.wording import examples, say

if TYPE_CHECKING:
    from ledger.events.base import Table
    from replay.bootstrap import Program
    from replay.cli.output import Output

app = typer.Typer(rich_markup_mode=None, add_completion=False)

HEADINGS = (
    Heading("key", "表", rank=1),
    Heading("zh", "表名", rank=1),
    Heading("en", "英文名"),
    Heading("kind", "种类"),
    Heading("rows", "行数", "integer", rank=1),
    Heading("recorded", "已记录", "integer", rank=1),
)


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


def list_tables(
    program: Program, times: Times, form: RowsForm, answer: Output, *, filled: bool = False
) -> None:
    """Write which tables and views there are, whichever door asks.

    Args:
        program: The ledger, its tables caught up.
        times: Both cut-offs, as typed.
        form: Whether the basis is told.
        answer: Where to and in which form.
        filled: Only tables that hold any record.

    Raises:
        CommandError: A cut-off cannot be read.
    """
    from ledger.events import catalogue
    from projections.answers.catalogue import views
    from projections.reading.record_rows import count

    reached = times.reached(program, "tables")
    cutoff, answer = reached.cutoff, form.on(answer, program, reached)
    with program.readmodel.reading() as connection:
        found = [
            _listed(table, count(connection, table, cutoff), count(connection, table, cutoff, voided=True))
            for table in catalogue.tables()
        ]
    if filled:
        answer.rows(HEADINGS, [row for row in found if row["recorded"]])
    else:
        answer.rows(HEADINGS, [*found, *(_listed(view) for view in views())])


def _listed(table: Table, rows: int | None = None, recorded: int | None = None) -> dict[str, Any]:
    return {
        "key": table.key,
        "zh": table.zh,
        "en": table.en,
        "kind": table.kind,
        "rows": rows,
        "recorded": recorded,
    }
