"""`medledger table`: the rows of a record table, now or then."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import typer

from replay.entrypoints.cli.headings import of_table
from replay.entrypoints.cli.options import (
    AllOption,
    AtOption,
    FormatOption,
    KnownAtOption,
    LedgerOption,
    OutputOption,
)
from replay.entrypoints.cli.output import chosen
from replay.entrypoints.cli.session import tables_at
from replay.entrypoints.cli.wording import examples, say

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command(
    help=say(
        "Show a record table as it is, or as it was at a day (--at), as known at a day (--known-at). "
        "Rows come in the order of their document numbers.",
        "查看一张记录表：现在的，或某一天（--at）、按某一天所知（--known-at）的。各行按单号排列。",
    ),
    epilog=examples(
        "medledger table sales --where lot=L24",
        "medledger table 销售记录 --at 2026-05-31 --format xlsx --output 销售记录.xlsx",
        "medledger table sales --struck --known-at 1200",
    ),
)
def table(
    key: Annotated[
        str,
        typer.Argument(metavar="TABLE", help=say("Key or Chinese title of a table.", "表的键或中文表名。")),
    ],
    where: Annotated[
        list[str] | None,
        typer.Option(
            "--where",
            metavar="FIELD=VALUE",
            help=say(
                "Only rows with this value; of one field repeated any, of several fields all.",
                "只显示该字段为此值的行；同一字段可给多个值，不同字段须同时满足。",
            ),
        ),
    ] = None,
    struck: Annotated[
        bool,
        typer.Option(
            "--struck",
            help=say(
                "Show struck rows and every version of a register, too.", "同时显示已作废的行和档案的各版本。"
            ),
        ),
    ] = False,
    ledger: LedgerOption = None,
    at: AtOption = None,
    known_at: KnownAtOption = None,
    form: FormatOption = None,
    output: OutputOption = None,
    everything: AllOption = False,
) -> None:
    """Show a record table."""
    from ledger.intake.detection import table_named
    from projections.views.filters import filters
    from projections.views.tables import count, rows
    from replay.cutoff import reached

    answer = chosen(form, output, everything=everything)
    with tables_at(ledger) as program:
        wanted = table_named(key)
        chosen_rows = filters(wanted, where or (), program.zone)
        cutoff = reached(program.log, program.readmodel, program.zone, at=at, known_at=known_at).cutoff
        with program.readmodel.reading() as connection:
            found = rows(
                connection,
                program.log,
                wanted,
                cutoff,
                zone=program.zone,
                struck=struck,
                where=chosen_rows,
            )
            whole = None if where else partial(count, connection, wanted, cutoff, struck=struck)
            answer.rows(of_table(wanted), found, whole)
