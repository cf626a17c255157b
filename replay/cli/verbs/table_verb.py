"""`medledger table`: the rows of a record table or of a view, now or then."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from ledger.errors import CommandError, Problem
from projections.answers.catalogue import LOOKING_AHEAD
from replay.cli.face import face_of
from replay.cli.headings import NOTE, in_article_order, of_table
from replay.cli.nothing import say_nothing
from replay.cli.options import LedgerOption, RecordsForm, Times, grouped
from replay.cli.output import Output
from replay.cli.selection import Selection
from replay.cli.session import tables_at
from replay.cli.wording import examples, say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from sqlalchemy import Connection

    from ledger.events.base import Table
    from projections.reading.filters import Filter
    from projections.reading.ordering import Order
    from projections.reading.stream import Stream
    from replay.bootstrap import Program
    from replay.cli.headings import Heading
    from replay.cutoff import Resolved

_AHEAD = ", ".join(sorted(LOOKING_AHEAD))
_ALWAYS = frozenset({"stage", "position", "event_time", "record_time", "voided_at"})
_OFFICIAL = frozenset({"csv", "xlsx", "pdf"})  # forms in which the headings are those of the official forms
_EVERYTHING = 2**62  # a position behind all that the tables hold
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
        "from its stages, with the newest one as `stage`. What will be is refused, but views of what lapses "
        f"or falls due ({_AHEAD}) take a day to come.",
        "查看一张记录表或视图：现在的，或某一天（--at）、按某一天所知（--known-at）的。各行按单号排列。"
        "个案为一行，由其各环节合并而成，并注明当前环节。"
        f"将来的日期不予受理；只有到期、过期一类的视图（{_AHEAD}）可以看将来某一天。",
    ),
    epilog=examples(
        "medledger table sales --where lot=L24",
        "medledger table sales --from 2026-05-01 --to 2026-05-31 --sort -quantity,sale_no",
        'medledger table customers --where "name~医院" --columns customer_code,name,phone',
        "medledger table 销售记录 --at 2026-05-31 --format xlsx --output 销售记录.xlsx",
        "medledger table sales --struck --known-at 1200",
        "medledger table quality_holds --where stage=placed",
        "medledger table stock_balances --where product_code=P01 --at 2026-05-31",
        "medledger table sales --envelope --output 答复.json",
        "medledger table sales --basis 答复.json",
        "medledger table sales --who",
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
    selection: Selection,
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
    form: RecordsForm,
) -> None:
    """Show a record table or a view."""
    answer = form.chosen()
    with tables_at(ledger) as program:
        show_table(program, key, selection, times, form, answer, voided=voided)


def show_table(
    program: Program,
    key: str,
    selection: Selection,
    times: Times,
    form: RecordsForm,
    answer: Output,
    *,
    voided: bool = False,
) -> None:
    """Write the rows of a table or a view, whichever door asks.

    Args:
        program: The ledger, its tables caught up.
        key: Key or Chinese title.
        selection: Which rows and columns, as typed.
        times: Both cut-offs, as typed.
        form: Whether it is told who recorded the rows, and on which basis.
        answer: Where to and in which form.
        voided: Of a record table also voided rows, older versions and each stage of a case.

    Raises:
        CommandError: There is no such table, column or value, or a cut-off cannot be read.
    """
    from projections.answers.catalogue import day_column, named

    wanted = named(key)
    where = selection.filters(wanted, program.zone, day=day_column(wanted))
    resolved = times.reached(program, "table", ahead=wanted.key in LOOKING_AHEAD)
    if wanted.kind == "view" and voided:
        sources = ", ".join(wanted.derived_from)
        raise CommandError(VIEW_HAS_NO_VOIDS, table=wanted.key, zh=wanted.zh, sources=sources)
    answer = form.on(answer, program, resolved)
    asked = [f"{one.name}{one.sign}{one.value}" for each in where for one in each.typed]
    answer = replace(answer, face=face_of(program, resolved, wanted.zh, asked, answer.format))
    Showing(program, wanted, resolved, where, selection, form, answer, voided=voided).write()


@dataclass(frozen=True, slots=True)
class Showing:
    """The rows of one table or view on their way to wherever they are to go.

    Attributes:
        program: The ledger, its tables caught up.
        table: Which table or view.
        resolved: What was true when, as known when.
        where: Only what fits.
        selection: Which columns, in which order.
        form: Whether it is told who recorded the rows.
        answer: Where to and in which form.
        voided: Of a record table also voided rows, older versions and each stage of a case.
    """

    program: Program
    table: Table
    resolved: Resolved
    where: list[Filter]
    selection: Selection
    form: RecordsForm
    answer: Output
    voided: bool

    def write(self) -> None:
        """Write the rows; where there are none, say what was looked at.

        Raises:
            CommandError: A filter or a column asks for what nothing known has.
        """
        from projections.reading.known_values import resolved
        from projections.reading.ordering import sorted_stream

        table, columns = self.table, of_table(self.table, each=self.voided)
        columns = in_article_order(columns) if self.answer.format in _OFFICIAL else columns
        everything = self.form.headings(columns)
        headings = self.selection.chosen(table, everything)
        if headings is not None:
            headings = self.form.headings(headings)
        order = self.selection.order(table)
        with self.program.readmodel.reading() as connection:
            where = resolved(connection, table, self.where, self.resolved.cutoff.known)
            if table.kind == "view":
                found, count, left = *self._view(connection, where), order
            else:
                found, count, left = self._rows(connection, where, order, headings)
            found = self.form.telling(self.program, self.resolved, connection, table)(found)
            found = sorted_stream(found, left)
            if headings is not None:
                found = found.only([one.key for one in headings])
            if not self.answer.rows(headings or everything, found, count):
                say_nothing(self.answer, self._name, self.resolved, where, self._besides(connection))

    def _view(self, connection: Connection, where: list[Filter]) -> tuple[Stream, Callable[[], int] | None]:
        """Return the rows, and what counts them where that is quicker."""
        from ledger.log.leaf_hashes import LeafHashes
        from projections.answers.catalogue import answered, counting, stream
        from projections.reading.query import Query, today

        program, cutoff = self.program, self.resolved.cutoff
        day, hashes = today(cutoff, program.zone), LeafHashes(program.log)
        query = Query(connection, program.log, cutoff, program.zone, day, where, hashes)
        mine = answered(self.table.key)
        rest = [one for one in where if one.key not in mine or not one.values]
        count = None if where else counting(self.table.key, query)
        return stream(self.table.key, query).fitting(rest), count

    def _rows(
        self,
        connection: Connection,
        where: list[Filter],
        order: list[Order],
        headings: Sequence[Heading] | None,
    ) -> tuple[Stream, Callable[[], int] | None, list[Order]]:
        """Return the rows, what counts them, and the order that the database did not see to."""
        from projections.reading.record_rows import count, stream
        from projections.reading.recorders import RECORDER

        table, cutoff = self.table, self.resolved.cutoff
        in_memory = (table.kind == "case" and not self.voided) or any(one.is_personal for one in order)
        keys = [one.key for one in order]
        wanted = None if headings is None else [*keys, *(one.key for one in headings)]
        found = stream(
            connection,
            self.program.log,
            table,
            cutoff,
            zone=self.program.zone,
            voided=self.voided,
            where=where,
            more=_more(table, wanted or [NOTE, *keys, *(RECORDER if self.form.who else ())]),
            only=wanted,
            order=() if in_memory else order,
        )
        whole = None if where else partial(count, connection, table, cutoff, voided=self.voided)
        return found, whole, order if in_memory else []

    @property
    def _name(self) -> str:
        return say(self.table.key, self.table.zh)

    def _besides(self, connection: Connection) -> str:
        """Return how many rows there are besides, without filters, then and now."""
        if self.table.kind == "view":
            return ""
        from projections.reading.cutoff import CutOff
        from projections.reading.record_rows import count

        then = count(connection, self.table, self.resolved.cutoff)
        now = count(connection, self.table, CutOff(None, _EVERYTHING))
        return say(
            f"Without filters it holds {then} rows at that time, {now} as far as is known now.",
            f"不加筛选时，该表在此时点有 {then} 行，按目前所知共 {now} 行。",
        )


def _more(table: Table, asked: Iterable[str]) -> list[str]:
    """Return the columns asked for of the envelope that a row does not show unless asked for."""
    known = {*table.by_key, *_ALWAYS}
    return [key for key in dict.fromkeys(asked) if key not in known]
