"""`medledger table`: the rows of a record table or of a view, now or then."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from ledger.errors import CommandError, Problem
from replay.cli.headings import NOTE, of_table
from replay.cli.options import Form, LedgerOption, Times, WhereOption, grouped
from replay.cli.output import Output
from replay.cli.session import tables_at
from replay.cli.wording import examples, say

if TYPE_CHECKING:
    from ledger.events.base import Table
    from projections.reading.cutoff import CutOff
    from projections.reading.filters import Filter
    from replay.bootstrap import Program

app = typer.Typer(rich_markup_mode=None, add_completion=False)

VIEW_HAS_NO_VOIDS = Problem(
    "view_has_no_strikes",
    "查看 {zh}：--struck 只用于记录表，实际是由其他记录得出的视图。",
    "Showing {table}: --struck is for recorded tables, and this is a view that is derived from others.",
    "去掉 --struck；作废的行在其来源表中查看：{sources}。",
    "Leave --struck out; voided rows show in the tables it is made of: {sources}.",
)


@app.command(
    help=say(
        "Show a record table or a view as it is, or as it was at a day (--at), as known at a day "
        "(--known-at). Rows come in the order of their document numbers. A case is one row, laid together "
        "from its stages, with the newest one as `stage`.",
        "查看一张记录表或视图：现在的，或某一天（--at）、按某一天所知（--known-at）的。各行按单号排列。"
        "个案为一行，由其各环节合并而成，并注明当前环节。",
    ),
    epilog=examples(
        "medledger table sales --where lot=L24",
        "medledger table 销售记录 --at 2026-05-31 --format xlsx --output 销售记录.xlsx",
        "medledger table sales --struck --known-at 1200",
        "medledger table quality_holds --where stage=placed",
        "medledger table stock_balances --where product_code=P01 --at 2026-05-31",
    ),
)
@grouped
def table(
    key: Annotated[
        str,
        typer.Argument(
            metavar="TABLE", help=say("Key or Chinese title of a table or view.", "表或视图的键或中文名。")
        ),
    ],
    where: WhereOption = None,
    voided: Annotated[
        bool,
        typer.Option(
            "--struck",
            "--voided",
            help=say(
                "Show voided rows, every version of a register and every stage of a case, too.",
                "同时显示已作废的行、档案的各版本和个案的各环节。",
            ),
        ),
    ] = False,
    *,
    ledger: LedgerOption = None,
    times: Times,
    form: Form,
) -> None:
    """Show a record table or a view."""
    from projections.answers.catalogue import named
    from projections.reading.filters import filters

    answer = form.chosen()
    with tables_at(ledger) as program:
        wanted = named(key)
        chosen_rows = filters(wanted, where or (), program.zone)
        cutoff = times.reached(program).cutoff
        write_table(program, wanted, cutoff, chosen_rows, answer, voided=voided)


def write_table(
    program: Program,
    wanted: Table,
    cutoff: CutOff,
    where: Sequence[Filter],
    answer: Output,
    *,
    voided: bool = False,
) -> None:
    """Write the rows of a record table or a view.

    Args:
        program: The ledger, its tables caught up.
        wanted: Which table or view.
        cutoff: What was true when, as known when.
        where: Only what fits.
        answer: Where to and in which form.
        voided: Of a record table also voided rows, older versions and each stage of a case.

    Raises:
        CommandError: `struck` is asked of a view.
    """
    if wanted.kind != "view":
        _show_table(program, wanted, cutoff, where, answer, voided=voided)
        return
    if voided:
        sources = ", ".join(wanted.derived_from)
        raise CommandError(VIEW_HAS_NO_VOIDS, table=wanted.key, zh=wanted.zh, sources=sources)
    _show_view(program, wanted, cutoff, where, answer)


def _show_table(
    program: Program, table: Table, cutoff: CutOff, where: Sequence[Filter], answer: Output, *, voided: bool
) -> None:
    from projections.reading.record_rows import count, stream

    with program.readmodel.reading() as connection:
        found = stream(
            connection,
            program.log,
            table,
            cutoff,
            zone=program.zone,
            voided=voided,
            where=where,
            more=(NOTE,),
        )
        whole = None if where else partial(count, connection, table, cutoff, voided=voided)
        answer.rows(of_table(table, each=voided), found, whole)


def _show_view(
    program: Program, view: Table, cutoff: CutOff, where: Sequence[Filter], answer: Output
) -> None:
    from projections.answers.catalogue import answered, counting, stream
    from projections.reading.query import Query, today

    with program.readmodel.reading() as connection:
        day, hashes = today(cutoff, program.zone), program.log.leaf_hashes
        query = Query(connection, program.log, cutoff, program.zone, day, where, hashes)
        rest = [one for one in where if one.key not in answered(view.key)]
        whole = None if where else counting(view.key, query)
        answer.rows(of_table(view), stream(view.key, query).fitting(rest), whole)
