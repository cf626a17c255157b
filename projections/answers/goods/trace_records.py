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
            conditions = narrow.conditions(source)
            found = self._stages if source.is_case else self._facts
            for record in found(source, conditions, frozenset((product,))):
                yield record[1]

    def of_products(
        self, products: Sequence[str], sources: Iterable[TraceSource]
    ) -> Iterator[tuple[str, Record]]:
        """Yield the records of some tables about any goods of neighbouring products, each with the product.

        Args:
            products: Their codes, in order.
            sources: The tables.
        """
        for source in sources:
            columns = record_table(source.table).c
            prefixes = ("", source.given) if source.given else ("",)
            conditions = [
                sa.and_(code >= products[0], code <= products[-1])
                for code in (columns[f"{prefix}product_code"] for prefix in prefixes)
            ]
            found = self._stages if source.is_case else self._facts
            yield from found(source, conditions, frozenset(products))

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
            for _, record in self._facts(source, [condition], frozenset((product,))):
                yield record

    def _facts(
        self, source: TraceSource, conditions: Sequence[sa.ColumnElement[bool]], products: frozenset[str]
    ) -> Iterator[tuple[str, Record]]:
        """Yield the facts of a table that any of the conditions finds, once for each product they name."""
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
                for product in products & {said.product_code, said.given_product_code}:
                    yield product, Record(source, said, goods_of(source, said, product))

    def _stages(
        self, source: TraceSource, conditions: Sequence[sa.ColumnElement[bool]], products: frozenset[str]
    ) -> Iterator[tuple[str, Record]]:
        """Yield the stages of the cases whose first stage is about the goods, once for each product."""
        number = record_table(source.table).c[source.number]
        numbers = self._numbers(source, conditions, products)
        cases: dict[tuple[str, int | None], list[Row]] = defaultdict(list)
        for part in chunks(sorted(numbers)):
            # No object for each of them.
            named: sa.BindParameter[Any] = sa.bindparam("numbers", part, expanding=True)
            for row in self._stored(source, number.in_(named)):
                cases[row[source.number], row.get("line")].append(row)
        for stages in cases.values():
            known: Row = {}
            for own in stages:
                merged = own
                if known:
                    merged = known | {key: value for key, value in own.items() if value is not None}
                said = said_by_stage(source, merged, own)
                for product in numbers[own[source.number]]:
                    yield product, Record(source, said, goods_of(source, said, product))
                if not own["voided"]:
                    known = merged

    def _numbers(
        self, source: TraceSource, conditions: Sequence[sa.ColumnElement[bool]], products: frozenset[str]
    ) -> dict[str, set[str]]:
        """Return the products that the stages of cases name, by the number of the case."""
        table = record_table(source.table)
        given = table.c[f"{source.given}product_code"] if source.given else sa.null()
        found: dict[str, set[str]] = defaultdict(set)
        for condition in conditions:
            statement = sa.select(table.c[source.number], table.c.product_code, given).where(
                self._query.cutoff.recorded(table), condition
            )
            for number, *named in self._query.connection.execute(statement).all():
                found[number] |= products.intersection(named)
        return found

    def _stored(self, source: TraceSource, condition: sa.ColumnElement[bool]) -> Iterator[Row]:
        """Yield the columns of stages as they are kept, and `_OWN`."""
        columns = record_table(source.table).c
        names = (*_OWN[:-1], *source.columns, _OWN[-1])
        statement = self._statements.get(source.table)
        if statement is None:
            statement = self._selected(source, [columns[name] for name in names[:-1]])
            self._statements[source.table] = statement
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
