"""How goods of sales left: the outbound checks and shipments of each sale, in the order of the sales.

The database lays outbound checks, shipments and sales together and orders what it finds by sale, so that it
is read once beside the lines of the sales, however much there is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from collections.abc import Set as AbstractSet
from typing import Any, NamedTuple

import sqlalchemy as sa

from projections.answers.deliveries.distribution_origins import DistributedGoods
from projections.engine.chunks import chunks
from projections.reading.query import Query
from projections.tables.record_tables import record_table

_ROWS = 500
_COMING_BACK = ("return_pickup", "recall", "supplier_return")
_OUT, _SHIP, _SALES = (record_table(key) for key in ("outbound_checks", "shipments", "sales"))


class Left(NamedTuple):
    """A record of goods that left, as it stands under a sale.

    Attributes:
        sale_no: Of the sale.
        outbound_no: The outbound document, for shipments the one that they name.
        product_code: Of the goods.
        lot: Null where it names none.
        serial: Its units, joined by `;`.
        line: Of the sale, where it names one.
        shipment_no: Null for an outbound check.
        direct: Whether a shipment names the sale itself, not an outbound document alone.
    """

    sale_no: str
    outbound_no: str | None
    product_code: str
    lot: str | None
    serial: str | None
    line: int | None
    shipment_no: str | None
    direct: int

    def carries(self, goods: DistributedGoods) -> bool:
        """Return whether it is of these goods: of their lot, and of the unit where both name one."""
        if self.product_code != goods.product:
            return False
        if self.lot != (goods.lot or None) and (self.lot is not None or not goods.serial):
            return False
        return not goods.serial or self.serial is None or goods.serial in self.serial.split(";")


class Leaving:
    """The records of goods that left, asked for sale by sale in ascending order.

    Args:
        query: How far to look.
        products: Read only what is of these; None reads all.
    """

    def __init__(self, query: Query, products: Collection[str] | None) -> None:
        self._query = query
        self._products = products
        self._found = self._read()
        self._next = next(self._found, None)
        self._sale_no = ""
        self._of_sale: list[Left] = []
        self._alone: dict[str, list[Left]] = {}

    def expect(self, outbound: AbstractSet[str]) -> None:
        """Read the shipments of outbound documents that may be asked for under no sale."""
        self._alone |= self._by_outbound(outbound - self._alone.keys())

    def tells_of(self, sale_no: str | None) -> bool:
        """Return whether there can be any record of goods that stand under a sale."""
        return bool(self._records(sale_no) or self._alone)

    def of(
        self, goods: DistributedGoods, sale_no: str | None, line: int | None, outbound_no: str | None
    ) -> tuple[str | None, str | None]:
        """Return outbound document and shipment of goods.

        Args:
            goods: Which.
            sale_no: Under which sale they stand.
            line: Of the sale.
            outbound_no: The outbound document that their own record names.
        """
        records = [one for one in self._records(sale_no) if one.carries(goods)]
        records.sort(key=lambda one: one.lot is None)
        if not outbound_no:
            checks = (one for one in records if one.shipment_no is None and one.line in {None, line})
            outbound_no = next((one.outbound_no for one in checks), None)
        return outbound_no, self._shipment(records, goods, outbound_no)

    def _shipment(self, records: list[Left], goods: DistributedGoods, outbound_no: str | None) -> str | None:
        for one in records:
            if one.direct:
                return one.shipment_no
        if outbound_no is None:
            return None
        if outbound_no in self._alone:
            records = [one for one in self._alone[outbound_no] if one.carries(goods)]
            records.sort(key=lambda one: one.lot is None)
        shipments = (one for one in records if one.shipment_no is not None)
        return next((one.shipment_no for one in shipments if one.outbound_no == outbound_no), None)

    def _records(self, sale_no: str | None) -> list[Left]:
        if sale_no is None:
            return []
        if sale_no != self._sale_no:
            self._sale_no, self._of_sale = sale_no, []
            while self._next is not None and self._next.sale_no <= sale_no:
                if self._next.sale_no == sale_no:
                    self._of_sale.append(self._next)
                self._next = next(self._found, None)
        return self._of_sale

    def _read(self) -> Iterator[Left]:
        found = sa.union_all(self._checks(), self._shipments(), *self._of_documents()).subquery()
        statement = (
            sa.select(*(found.c[name] for name in Left._fields))
            .where(found.c.sale_no.is_not(None))
            .order_by(found.c.sale_no, found.c.event_time.asc().nulls_first(), found.c.position)
        )
        with self._query.connection.execute(statement.execution_options(yield_per=_ROWS)) as result:
            for row in result:
                yield Left(*row)

    def _by_outbound(self, numbers: Collection[str]) -> dict[str, list[Left]]:
        found: dict[str, list[Left]] = {number: [] for number in numbers}
        for part in chunks(sorted(numbers)):
            none = sa.cast(sa.null(), _SHIP.c.sale_no.type)
            statement = self._leaving(none, direct=0).where(_SHIP.c.outbound_no.in_(part))
            by = (_SHIP.c.event_time.asc().nulls_first(), _SHIP.c.position)
            for row in self._query.connection.execute(statement.order_by(*by)).all():
                one = Left(*row[: len(Left._fields)])
                found[one.outbound_no or ""].append(one)
        return found

    def _checks(self) -> sa.Select[Any]:
        return self._wanted(
            _OUT,
            sa.select(
                _OUT.c.sale_no,
                _OUT.c.outbound_no,
                *(_OUT.c[name] for name in ("product_code", "lot", "serial")),
                _OUT.c.sale_line.label("line"),
                sa.cast(sa.null(), _SHIP.c.shipment_no.type).label("shipment_no"),
                sa.literal(0).label("direct"),
                _OUT.c.event_time,
                _OUT.c.position,
            ),
        )

    def _shipments(self) -> sa.Select[Any]:
        return self._leaving(_SHIP.c.sale_no, direct=1)

    def _of_documents(self) -> Iterator[sa.Select[Any]]:
        """Yield the shipments of the outbound documents that checks and sale lines name."""
        for table in (_OUT, _SALES):
            named = (
                sa.select(table.c.sale_no, table.c.outbound_no)
                .where(self._query.cutoff.live(table), table.c.outbound_no.is_not(None))
                .distinct()
                .subquery()
            )
            yield self._leaving(named.c.sale_no, direct=0).where(_SHIP.c.outbound_no == named.c.outbound_no)

    def _leaving(self, sale_no: sa.ColumnElement[Any], *, direct: int) -> sa.Select[Any]:
        kind = _SHIP.c.shipment_kind
        return self._wanted(
            _SHIP,
            sa.select(
                sale_no.label("sale_no"),
                _SHIP.c.outbound_no,
                *(_SHIP.c[name] for name in ("product_code", "lot", "serial")),
                sa.cast(sa.null(), _OUT.c.sale_line.type).label("line"),
                _SHIP.c.shipment_no,
                sa.literal(direct).label("direct"),
                _SHIP.c.event_time,
                _SHIP.c.position,
            ).where(sa.or_(kind.is_(None), kind.not_in(_COMING_BACK))),
        )

    def _wanted(self, table: sa.Table, statement: sa.Select[Any]) -> sa.Select[Any]:
        fits = statement.where(self._query.cutoff.live(table))
        return fits if self._products is None else fits.where(table.c.product_code.in_(self._products))
