"""The rows of a record table or of a view, now or then."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from ledger.errors import CommandError, Problem
from projections.answers.catalogue import LOOKING_AHEAD
from replay.telling.files.face import face_of
from replay.telling.headings import NOTE, in_article_order, of_table
from replay.telling.nothing import say_nothing
from replay.telling.options import RecordsForm, Times
from replay.telling.output import Output
from replay.telling.selection import Selection
from replay.telling.wording import say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from sqlalchemy import Connection

    from ledger.events.base import Table
    from projections.reading.filters import Filter
    from projections.reading.ordering import Order
    from projections.reading.stream import Stream
    from replay.bootstrap import Program
    from replay.cutoff import Resolved
    from replay.telling.headings import Heading

_ALWAYS = frozenset({"stage", "position", "event_time", "record_time", "voided_at"})
_OFFICIAL = frozenset({"csv", "xlsx", "pdf"})  # forms in which the headings are those of the official forms
_EVERYTHING = 2**62  # a position behind all that the tables hold
VIEW_HAS_NO_VOIDS = Problem(
    "view_has_no_strikes",
    "查看 {zh}：--struck 只用于记录表，实际是由其他记录得出的视图。",
    "Showing {table}: --struck is for recorded tables, and this is a view that is derived from others.",
    "去掉 --struck；作废的行在其来源表中查看：{sources}。",
    "Leave --struck out; voided rows show in the tables it is made of: {sources}.",
)


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
