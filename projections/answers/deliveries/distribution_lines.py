"""Who bought what (销售流向追溯表): one row for each line and unit that went out, and what came back of it.

A row is a unit of a sale line, or the whole line where it names none. Goods given in exchange (`exchanged`),
sent to replenish a delivery (`shipped`) and out on consignment or loan (`consigned`) have rows of their own;
the ones consigned stand under no sale until their use is confirmed. Goods that came back and fit no line have
a row `returned` with nothing sold. For every row

    quantity_out = quantity - what came back of it

where an exchange counts as coming back unless it names the return that brought the goods, and used goods of a
consignment are no longer out under it. So what is out of a lot, over its rows to customers, is the
`outstanding` of a recall of it, at whatever cut-off. A lot that the line does not name is taken from the
receipt of the unit; so are dates, maker and registration that it leaves blank.

The filters product_code, lot, serial, udi, customer_code, supplier_code and sale_no are looked up, not looked
for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import localcontext
from operator import itemgetter
from typing import Any, Final

import sqlalchemy as sa

from ledger.state.quantities import plain
from projections.answers.deliveries.distribution_goods import Flows
from projections.answers.deliveries.distribution_leaving import Leaving
from projections.answers.deliveries.distribution_origins import DistributedGoods, Origins
from projections.answers.deliveries.distribution_others import other_lines
from projections.answers.deliveries.persons import Persons
from projections.answers.goods.account import EXACT
from projections.answers.goods.open_matters import OpenGoodsMatters
from projections.engine.chunks import chunks
from projections.reading.fetching import stored_parts
from projections.reading.query import Query
from projections.reading.select import columns_of
from projections.tables.record_tables import record_table

# Filters that the view answers itself: a row may fit by more than its own columns show.
ANSWERED: Final = frozenset({"supplier_code"})
_ROWS = 500
_KEYS = columns_of("distribution_lines")
_AT = {key: index for index, key in enumerate(_KEYS)}
_SALE_NO, _LINE, _PRODUCT, _LOT, _SERIAL = itemgetter("sale_no", "line", "product_code", "lot", "serial")(_AT)
_QUANTITY, _RETURNED, _EXCHANGED, _RECOVERED, _OUT = itemgetter(
    "quantity", "returned_quantity", "exchanged_quantity", "recovered_quantity", "quantity_out"
)(_AT)
_NOW, _OUTBOUND, _SHIPMENT, _MATTERS, _POSITION = itemgetter(
    "current_serial", "outbound_no", "shipment_no", "open_matters", "event_position"
)(_AT)
_KIND = _AT["flow_kind"]
_PERSONAL = itemgetter("customer_contact", "customer_phone")(_AT)
# What a sale line itself says.
_SOLD = (
    "sale_no",
    "line",
    "sold_on",
    "customer_code",
    "customer_name",
    "customer_kind",
    "customer_address",
    "delivery_address",
    "customer_contact",
    "customer_phone",
    "product_code",
    "product_name",
    "model",
    "specification",
    "registration_no",
    "registrant",
    "manufacturer",
    "lot",
    "serial",
    "udi",
    "production_date",
    "expiry_date",
    "quantity",
    "outbound_no",
    "seller",
)
_WHEN = len(_KEYS)  # behind the columns of a line: when its goods left
Line = list[Any]  # the columns of the view, and `_WHEN`


def tuples(query: Query) -> Iterator[tuple[Any, ...]]:
    """Yield the rows, ordered by sale, line, unit and position; null comes first."""
    flows = Flows(query)
    finish = _Finish(query, flows)
    for part in chunks(_together(query, flows), _ROWS):
        finish(part)
        for line in part:
            yield tuple(line[:_WHEN])


def _together(query: Query, flows: Flows) -> Iterator[Line]:
    """Yield the lines of sales and all others, in order."""
    waiting: list[tuple[tuple[str, int, str, int], Line]] = []
    for page in _sale_lines(query, flows):
        _wait(waiting, query, flows, page[-1][_SALE_NO])
        for line in _sold(page, flows):
            while waiting and waiting[-1][0] <= place(line):
                yield waiting.pop()[1]
            yield line
    _wait(waiting, query, flows, None)
    for _, line in reversed(waiting):
        yield line


def _wait(
    waiting: list[tuple[tuple[str, int, str, int], Line]], query: Query, flows: Flows, sale_no: str | None
) -> None:
    """Find what came back of the sales up to one; let the lines wait that are none of sales."""
    flows.reach(sale_no)
    fresh = other_lines(query, flows)
    if fresh:
        lines = ([*(row.get(key) for key in _KEYS), row["event_time"]] for row in fresh)
        waiting += [(place(line), line) for line in lines]
        waiting.sort(key=itemgetter(0), reverse=True)


def place(line: Line) -> tuple[str, int, str, int]:
    """Return where a line stands: by sale, line, unit and position; null comes first."""
    return line[_SALE_NO] or "", line[_LINE] or 0, line[_SERIAL] or "", line[_POSITION]


def _sold(rows: Iterable[Sequence[Any]], flows: Flows) -> Iterator[Line]:
    """Yield the units of sale lines that are asked for, in order."""
    for row in rows:
        for serial in sorted((row[_SERIAL] or "").split(";")):
            unit = (row[_POSITION], serial)
            if flows.shown is not None and unit not in flows.shown:
                continue
            line = list(row)
            if serial:
                line[_SERIAL] = line[_NOW] = serial
                line[_QUANTITY] = line[_OUT] = "1"
            back = flows.sold.get(unit)
            if back is not None:
                with localcontext(EXACT):
                    line[_RETURNED], line[_EXCHANGED], line[_RECOVERED] = back[:3]
                    line[_OUT] = plain(back.left)
                    line[_NOW] = flows.unit_now(serial, back.left, back.replaced_by)
            yield line


def _sale_lines(query: Query, flows: Flows) -> Iterator[Sequence[Sequence[Any]]]:
    """Yield the sale lines, some at a time, of which as a whole everything is still out."""
    sales = record_table("sales")
    statement = sa.select(*_columns(sales)).where(query.cutoff.live(sales))
    order = [sales.c[name].asc().nulls_first() for name in ("sale_no", "line")]
    if flows.shown is None:
        yield from stored_parts(query.connection, statement.order_by(*order, sales.c.position))
        return
    found: list[Sequence[Any]] = []
    for part in chunks(sorted({position for position, _ in flows.shown})):
        found += query.connection.execute(statement.where(sales.c.position.in_(part))).all()
    if found:
        yield sorted(found, key=lambda row: (row[_SALE_NO], row[_LINE], row[_POSITION]))


def _columns(sales: sa.Table) -> list[sa.ColumnElement[Any]]:
    """Return a sale line as a row of the view, and when it was sold."""
    given: dict[str, sa.ColumnElement[Any]] = {key: sales.c[key] for key in _SOLD}
    nothing: sa.ColumnElement[Any] = sa.literal_column("'0'")
    given |= dict.fromkeys(("returned_quantity", "exchanged_quantity", "recovered_quantity"), nothing)
    given |= {"flow_kind": sa.literal_column("'sold'"), "quantity_out": sales.c.quantity}
    given["event_position"] = sales.c.position
    return [*(given.get(key, sa.null()).label(f"c{at}") for at, key in enumerate(_KEYS)), sales.c.event_time]


class _Finish:
    """What is looked up for many lines at once, put into them."""

    def __init__(self, query: Query, flows: Flows) -> None:
        self._persons = Persons(query)
        self._matters = OpenGoodsMatters(query)
        self._origins = Origins(query)
        self._leaving = Leaving(query, flows.products)

    def __call__(self, part: Sequence[Line]) -> None:
        """Finish some lines, which come in the order of the sales."""
        in_sale = [line[_KIND] == "sold" and line[_LOT] is not None for line in part]
        self._put_lots(part)
        self._persons.put([line for line in part if line[_KIND] == "sold"], _PERSONAL)
        goods = [DistributedGoods(line[_PRODUCT], line[_LOT] or "", line[_SERIAL] or "") for line in part]
        places = [line[_POSITION] if named else None for line, named in zip(part, in_sale, strict=True)]
        receipts = self._origins.of(dict(zip(goods, places, strict=True)))
        leaving, troubled = self._leaving, self._matters.products
        leaving.expect({line[_OUTBOUND] for line in part if line[_KIND] != "sold"} - {None})
        for line, one in zip(part, goods, strict=True):
            for at, said in receipts[one].until(line[_WHEN]):
                if line[at] is None:
                    line[at] = said
            if leaving.tells_of(line[_SALE_NO]):
                left = leaving.of(one, line[_SALE_NO], line[_LINE], line[_OUTBOUND])
                line[_OUTBOUND], line[_SHIPMENT] = left
            if one.product in troubled or line[_MATTERS] is not None:
                self._put_matters(line, one)

    def _put_lots(self, part: Iterable[Line]) -> None:
        missing = [line for line in part if line[_SERIAL] is not None and line[_LOT] is None]
        found = self._origins.lots((line[_PRODUCT], line[_SERIAL]) for line in missing)
        for line in missing:
            line[_LOT] = found.get((line[_PRODUCT], line[_SERIAL])) or None

    def _put_matters(self, line: Line, goods: DistributedGoods) -> None:
        units = {line[_SERIAL], line[_NOW]}
        found = self._matters.of(goods.product, line[_LOT], units, line[_SALE_NO], line[_LINE])
        line[_MATTERS] = sorted({*found, *(line[_MATTERS] or ())}) or None
