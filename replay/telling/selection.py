"""`--where`, `--from`, `--to`, `--sort` and `--columns`: which rows of an answer are shown, and how."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated

import typer

from ledger.errors import CommandError, Problem
from replay.telling.headings import Heading, Row
from replay.telling.options import WhereOption
from replay.telling.wording import say

if TYPE_CHECKING:
    from ledger.events.base import Table
    from projections.reading.filters import Filter
    from projections.reading.ordering import Order
    from projections.reading.stream import Stream

NO_DAY = Problem(
    "table_has_no_day",
    "查看 {zh}：--from 和 --to 需要各行有一个日期，该表没有。",
    "Showing {table}: --from and --to need a day in each row, and this one has none.",
    "去掉 --from 和 --to，或用 --where 按其他字段筛选。",
    "Leave --from and --to out, or filter by another field with --where.",
)
Several = list[str] | None
_REGISTERS = {"product_code": "products", "customer_code": "customers", "supplier_code": "suppliers"}


@dataclass(frozen=True, slots=True)
class Selection:
    """Which rows and columns, as typed."""

    where: WhereOption = None
    first: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="D",
            help=say("Only rows of this day or later.", "只取该日及以后的行。"),
        ),
    ] = None
    last: Annotated[
        str | None,
        typer.Option(
            "--to",
            metavar="D",
            help=say("Only rows of this day or earlier.", "只取该日及以前的行。"),
        ),
    ] = None
    sort: Annotated[
        Several,
        typer.Option(
            "--sort",
            metavar="FIELD",
            help=say(
                "Order by this field, by -FIELD downwards; several joined by commas.",
                "按该字段排序，-字段 为降序；多个字段以逗号分隔。",
            ),
        ),
    ] = None
    columns: Annotated[
        Several,
        typer.Option(
            "--columns",
            metavar="FIELD",
            help=say(
                "Show these fields only, in this order; several joined by commas.",
                "只显示这些字段，并按此顺序；多个字段以逗号分隔。",
            ),
        ),
    ] = None

    def filters(self, table: Table, zone: str, *, day: str | None) -> list[Filter]:
        """Return the filters that were typed.

        Args:
            table: Whose rows are filtered.
            zone: The ledger's time zone.
            day: The column that gives a row its day, None if there is none.

        Raises:
            CommandError: No such column or value, or the rows have no day.
        """
        from projections.reading.filters import filters

        bounds = [(">=", self.first), ("<=", self.last)]
        texts = [f"{day}{sign}{value}" for sign, value in bounds if value is not None]
        if texts and day is None:
            raise CommandError(NO_DAY, table=table.key, zh=table.zh)
        return filters(table, [*(self.where or ()), *texts], zone)

    def order(self, table: Table) -> list[Order]:
        """Return what the rows are ordered by.

        Raises:
            CommandError: No such column.
        """
        from projections.reading.ordering import orders

        return orders(table, self.sort or ())

    def chosen(self, table: Table, headings: Sequence[Heading]) -> tuple[Heading, ...] | None:
        """Return the headings that were asked for, None for all.

        Args:
            table: Whose columns.
            headings: All there are, unless the envelope has more.

        Raises:
            CommandError: No such column.
        """
        from projections.reading.filters import column_named

        names = [one.strip() for text in self.columns or () for one in text.replace("，", ",").split(",")]
        if not any(names):
            return None
        known = {word: one for one in headings for word in (one.key, one.zh)}
        found: dict[str, Heading] = {}
        for name in filter(None, names):
            heading = known.get(name)
            if heading is None:
                key, column = column_named(table, name)
                heading = known.get(key) or Heading(key, column.zh if column else key)
            found.setdefault(heading.key, replace(heading, rank=min(1, heading.rank)))
        return tuple(found.values())

    def arranged(self, table: Table, headings: Sequence[Heading], stream: Stream) -> Stream:
        """Return rows in the order asked for, with the columns of the headings."""
        from projections.reading.ordering import sorted_stream

        return sorted_stream(stream, self.order(table)).only([one.key for one in headings])


def table_of(key: str, zh: str, en: str, headings: Iterable[Heading]) -> Table:
    """Return the columns of an answer as those of a view, so that they are filtered like one."""
    from ledger.events.base import Choice, Column, Table

    columns = tuple(
        Column(
            one.key,
            one.zh,
            one.type,  # type: ignore[arg-type]
            values=tuple(Choice(value, label) for value, label in one.labels.items()),
            ref=_REGISTERS.get(one.key),
        )
        for one in headings
    )
    return Table(key, zh, en, "view", "", columns, identity=(columns[0].key,))


def stream_of(headings: Sequence[Heading], rows: Iterable[Row]) -> Stream:
    """Return rows that are dicts as a stream of the columns of some headings."""
    from projections.reading.stream import of_dicts

    return of_dicts([one.key for one in headings], rows)
