"""The records that tell of goods of one product, from every table, those that were voided among them.

A fact is found by its product and lot. A case is found by what its first stage says; its later stages carry
only what is new, so each is read together with those that stood before it. A purchase that names no lot
belongs to the goods whose receipts name the purchase.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import orjson
import sqlalchemy as sa

from projections.answers.goods.open_matters import named
from projections.answers.goods.trace_sources import EXCHANGES, PURCHASES, RECEIPTS, SOURCES, TraceSource
from projections.answers.goods.trace_wanted import Named
from projections.engine.chunks import CHUNK, chunks
from projections.reading.query import Query
from projections.reading.stream import Row
from projections.tables.movement_stages import VOIDS
from projections.tables.record_tables import STAGE, record_table

_ROWS = 500
_ENVELOPE = ("position", "event_time", "record_time")
_LISTS = ("lots", "serials", "voucher_nos")
Columns = Mapping[str, sa.ColumnElement[Any]]
Goods = tuple[str, str]  # lot and serial, `''` where none is named


class Record(NamedTuple):
    """A record and the goods of the product that it names.

    Attributes:
        source: Its table.
        row: Of a stage of a case what the case says by then.
        own: What the record itself says.
        goods: Lots and units; one that names neither is `('', '')`.
    """

    source: TraceSource
    row: Row
    own: Row
    goods: tuple[Goods, ...]

    @property
    def when(self) -> str:
        """When it happened, else when it was recorded; in the stored form."""
        return str(self.own["event_time"] or self.own["record_time"])

    @property
    def about_product(self) -> bool:
        """Whether it is a matter of the whole product; a repair is one of a unit that it may not name."""
        return self.source.is_case and not self.source.given and self.goods == (("", ""),)


def records(
    query: Query, product: str, wanted: Named, homes: Mapping[str, str], lots: Iterable[str]
) -> Iterator[Record]:
    """Yield the records of goods of a product, of which more may be read than is wanted.

    Args:
        query: How far to look.
        product: Its code.
        wanted: What is asked for of it.
        homes: The lot of each unit that is known to have one.
        lots: Those that the wanted units are of.
    """
    narrow = _Narrow(product, wanted, homes, sorted({*wanted.lots, *lots} - {""}))
    for source in SOURCES:
        if source.is_case:
            yield from _stages(query, source, narrow)
            continue
        for row in _each(query, source, narrow):
            yield Record(source, row, row, goods_of(source, row, product))


def purchases_of(query: Query, product: str, numbers: Sequence[str]) -> Iterator[Record]:
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
        for row in _rows(query, source, condition):
            yield Record(source, row, row, (("", ""),))


def purchase_numbers(found: Iterable[Record]) -> list[str]:
    """Return the purchases that receipts name."""
    receipts = (one.row for one in found if one.source.table == RECEIPTS)
    return sorted({row["purchase_no"] for row in receipts if row["purchase_no"] is not None})


def goods_of(source: TraceSource, row: Row, product: str) -> tuple[Goods, ...]:
    """Return the lots and units of a product that a record names.

    What came back of a loan only its movement says: the return may name another than was lent last.
    """
    given = row["product_code"]
    if given == product and not (source.given or source.has_lists) and row.get("serial") is None:
        return ((row.get("lot") or "", ""),)  # as most records do
    found: list[Goods] = []
    alone = row.get(STAGE) in source.given_in
    if given == product and not alone:
        lots, serials = named(row, "lot"), named(row, "serial")
        only = lots[0] if len(lots) == 1 else ""
        found += [(only, serial) for serial in serials] or [(lot, "") for lot in lots] or [("", "")]
    if source.table == EXCHANGES or row.get(STAGE) == "loaner_issued":
        found += _given(source, row, product)
    return tuple(dict.fromkeys(found))


def _given(source: TraceSource, row: Row, product: str) -> Iterator[Goods]:
    if row[f"{source.given}product_code"] == product:
        for serial in (row[f"{source.given}serial"] or "").split(";"):
            yield row.get(f"{source.given}lot") or "", serial


class _Narrow:
    """What of a product must be read."""

    def __init__(self, product: str, wanted: Named, homes: Mapping[str, str], lots: Sequence[str]) -> None:
        self.product = product
        self._all = wanted.everything
        self._lots = lots
        # Of a lot asked for whole, records may name its units alone.
        units = {serial for _, serial in wanted.units}
        if wanted.lots:
            units = {serial for serial, lot in homes.items() if lot in wanted.lots}
        self._whole_lots = bool(wanted.lots)
        # A unit that never moved may be of any lot.
        self._anywhere = not wanted.lots and not units <= homes.keys()
        self._units = sorted(units)

    def conditions(self, source: TraceSource) -> list[sa.ColumnElement[bool]]:
        """Return conditions that an index answers each, and that together leave nothing out."""
        columns = dict(record_table(source.table).c)
        found = self._of(columns, "")
        return [*found, *self._of(columns, source.given)] if source.given else found

    def _of(self, columns: Columns, prefix: str) -> list[sa.ColumnElement[bool]]:
        product = columns[f"{prefix}product_code"] == self.product
        if self._all or f"{prefix}lot" not in columns:
            return [product]
        lot, serial = columns[f"{prefix}lot"], columns[f"{prefix}serial"]
        unit = self._unit(serial)
        if self._anywhere:
            return [sa.and_(product, unit), sa.and_(product, lot.is_(None), serial.is_(None))]
        in_lot = [product, lot.in_(self._lots)]
        if not self._whole_lots:
            in_lot.append(sa.or_(serial.is_(None), unit))
        alone = sa.or_(unit, serial.is_(None)) if STAGE in columns else unit  # of a case: the whole product
        return [sa.and_(*in_lot), sa.and_(product, lot.is_(None), alone)]

    def _unit(self, serial: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
        """Return the condition that a record names one of the units, or that it names several."""
        if len(self._units) > CHUNK:
            return serial.is_not(None)
        return sa.or_(serial.in_(self._units), serial.contains(";"))


def _stages(query: Query, source: TraceSource, narrow: _Narrow) -> Iterator[Record]:
    """Yield the stages of the cases whose first stage is about the goods."""
    columns = record_table(source.table).c
    numbers = {row[source.number] for row in _each(query, source, narrow)}
    cases: dict[tuple[str, int | None], list[Row]] = defaultdict(list)
    for part in chunks(sorted(numbers)):
        for row in _rows(query, source, columns[source.number].in_(part)):
            cases[row[source.number], row.get("line")].append(row)
    for stages in cases.values():
        said: Row = {}
        for own in stages:
            row = {**said, **{key: value for key, value in own.items() if value is not None}}
            merged = {**dict.fromkeys(own), **row}
            yield Record(source, merged, own, goods_of(source, merged, narrow.product))
            if not own["struck"]:
                said = row


def _each(query: Query, source: TraceSource, narrow: _Narrow) -> Iterator[Row]:
    """Yield the records that any of the conditions finds, each once."""
    seen: set[int] = set()
    for condition in narrow.conditions(source):
        for row in _rows(query, source, condition):
            if row["position"] not in seen:
                seen.add(row["position"])
                yield row


def _rows(query: Query, source: TraceSource, condition: sa.ColumnElement[bool]) -> Iterator[Row]:
    """Yield the records, `struck` where a void known by then took them out."""
    table = record_table(source.table)
    names = (*_ENVELOPE, *source.columns, "struck")
    by = sa.exists().where(
        VOIDS.c.position == table.c.position, VOIDS.c.voided_position <= query.cutoff.known
    )
    statement = (
        sa.select(*(table.c[name] for name in names[:-1]), by)
        .where(query.cutoff.recorded(table), condition)
        .order_by(table.c.position)
    )
    lists = [name for name in _LISTS if name in names]
    with query.connection.execute(statement.execution_options(yield_per=_ROWS)) as result:
        for found in result:
            row = dict(zip(names, found, strict=True))
            for name in lists:
                if row[name] is not None:
                    row[name] = orjson.loads(row[name])
            row["struck"] = bool(row["struck"])
            yield row
