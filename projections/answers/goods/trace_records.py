"""The records that tell of goods of one product, from every table, those that were voided among them.

A fact is found by its product and lot. A case is found by what its first stage says; its later stages carry
only what is new, so each is read together with those that stood before it. A purchase that names no lot
belongs to the goods whose receipts name the purchase.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from projections.answers.goods.trace_narrow import TraceNarrow
from projections.answers.goods.trace_said import Record, TraceSaid, fact_columns, goods_of, said_by_stage
from projections.answers.goods.trace_sources import PURCHASES, RECEIPTS, SOURCES, TraceSource
from projections.answers.goods.trace_wanted import Named
from projections.engine.chunks import chunks
from projections.reading.query import Query
from projections.reading.stream import Row
from projections.tables.movement_stages import VOIDS
from projections.tables.record_tables import record_table

_OWN = ("position", "event_time", "record_time", "voided")  # of each record, beside its columns


class TraceRecords:
    """The records of goods, read for one product after another."""

    def __init__(self, query: Query) -> None:
        self._query = query
        self._statements: dict[str, sa.Select[Any]] = {}
        self._empty: dict[str, bool] = {}

    def of(
        self, product: str, wanted: Named, homes: Mapping[str, str], lots: Iterable[str]
    ) -> Iterator[Record]:
        """Yield the records of goods of a product, of which more may be read than is wanted.

        Args:
            product: Its code.
            wanted: What is asked for of it.
            homes: The lot of each unit that is known to have one.
            lots: Those that the wanted units are of.
        """
        narrow = TraceNarrow(product, wanted, homes, sorted({*wanted.lots, *lots} - {""}))
        for source in SOURCES:
            if wanted.everything and self._is_empty(source):
                continue
            if source.is_case:
                yield from self._stages(source, narrow)
            else:
                yield from self._facts(source, narrow.conditions(source), product)

    def purchases(self, product: str, numbers: Sequence[str]) -> Iterator[Record]:
        """Yield the purchases of these numbers that name no lot and no unit of the product."""
        source = next(one for one in SOURCES if one.table == PURCHASES)
        columns = record_table(PURCHASES).c
        for part in chunks(numbers):
            condition = sa.and_(
                columns.purchase_no.in_(part),
                columns.product_code == product,
                columns.lot.is_(None),
                columns.serial.is_(None),
            )
            yield from self._facts(source, [condition], product)

    def _is_empty(self, source: TraceSource) -> bool:
        """Return whether a table holds nothing: most hold nothing of any product, which one look tells."""
        found = self._empty.get(source.table)
        if found is None:
            first = sa.select(record_table(source.table).c.position).limit(1)
            found = self._empty[source.table] = self._query.connection.scalar(first) is None
        return found

    def _facts(
        self, source: TraceSource, conditions: Sequence[sa.ColumnElement[bool]], product: str
    ) -> Iterator[Record]:
        """Yield the facts of a table that any of the conditions finds, each once."""
        seen: set[int] = set()
        statement = self._statements.get(source.table)
        if statement is None:
            statement = self._statements[source.table] = self._selected(source, fact_columns(source))
        for condition in conditions:
            for said in map(TraceSaid._make, self._executed(statement, condition)):
                if len(conditions) > 1:
                    if said.position in seen:
                        continue
                    seen.add(said.position)
                yield Record(source, said, goods_of(source, said, product))

    def _stages(self, source: TraceSource, narrow: TraceNarrow) -> Iterator[Record]:
        """Yield the stages of the cases whose first stage is about the goods."""
        table = record_table(source.table)
        number = table.c[source.number]
        numbers: set[str] = set()
        for condition in narrow.conditions(source):
            found = sa.select(number).where(self._query.cutoff.recorded(table), condition)
            numbers.update(self._query.connection.scalars(found))
        cases: dict[tuple[str, int | None], list[Row]] = defaultdict(list)
        for part in chunks(sorted(numbers)):
            for row in self._stored(source, number.in_(part)):
                cases[row[source.number], row.get("line")].append(row)
        for stages in cases.values():
            known: Row = {}
            for own in stages:
                merged = {**known, **{key: value for key, value in own.items() if value is not None}}
                said = said_by_stage(source, merged, own)
                yield Record(source, said, goods_of(source, said, narrow.product))
                if not own["voided"]:
                    known = merged

    def _stored(self, source: TraceSource, condition: sa.ColumnElement[bool]) -> Iterator[Row]:
        """Yield the columns of stages as they are kept, and `_OWN`."""
        columns = record_table(source.table).c
        own = [columns[name] for name in _OWN[:-1]]
        names = (*_OWN[:-1], *source.columns, _OWN[-1])
        statement = self._selected(source, [*own, *(columns[name] for name in source.columns)])
        for row in self._executed(statement, condition):
            yield dict(zip(names, row, strict=True))

    def _selected(self, source: TraceSource, columns: Sequence[sa.ColumnElement[Any]]) -> sa.Select[Any]:
        """Return the statement that reads columns of all records, and whether each was voided."""
        table = record_table(source.table)
        known = VOIDS.c.voided_position <= self._query.cutoff.known
        voided = sa.exists().where(VOIDS.c.position == table.c.position, known)
        recorded = self._query.cutoff.recorded(table)
        return sa.select(*columns, voided.label("voided")).where(recorded).order_by(table.c.position)

    def _executed(
        self, statement: sa.Select[Any], condition: sa.ColumnElement[bool]
    ) -> Sequence[sa.Row[Any]]:
        return self._query.connection.execute(statement.where(condition)).all()


def purchase_numbers(found: Iterable[Record]) -> list[str]:
    """Return the purchases that receipts name."""
    numbers = {record.said.purchase_no for record in found if record.source.table == RECEIPTS}
    return sorted(number for number in numbers if number is not None)
