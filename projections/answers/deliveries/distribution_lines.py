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

from collections.abc import Iterable, Iterator
from decimal import localcontext
from heapq import merge
from typing import Any, Final

from ledger.state.quantities import ZERO, plain
from projections.answers.deliveries.flow_goods import Flows
from projections.answers.deliveries.flow_others import other_lines, place
from projections.answers.deliveries.flow_papers import Goods, Papers
from projections.answers.goods.account import EXACT
from projections.answers.goods.open_matters import OpenMatters
from projections.engine.chunks import chunks
from projections.reading.query import Query
from projections.reading.select import columns_of, in_order, personal_values, select_rows
from projections.reading.stream import Row
from projections.tables.record_tables import record_table

# Filters that the view answers itself: a row may fit by more than its own columns show.
ANSWERED: Final = frozenset({"supplier_code"})
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
_POINTERS = ("customer_contact", "customer_phone")


def rows(query: Query) -> Iterator[dict[str, Any]]:
    """Yield the rows, ordered by sale, line, unit and position; null comes first."""
    flows = Flows(query)
    papers, matters, keys = Papers(query), OpenMatters(query), columns_of("distribution_lines")
    lines = merge(other_lines(query, flows), _sold(query, flows), key=place)
    for part in chunks(lines):
        _put_lots(part, papers)
        _tell(query, part)
        for line in part:
            yield in_order(keys, _finished(line, papers, matters))


def _sold(query: Query, flows: Flows) -> Iterator[Row]:
    """Yield the units of the sale lines that are asked for, in order."""
    for line in _sale_lines(query, flows):
        serials = sorted((line["serial"] or "").split(";"))
        for serial in serials:
            unit = (line["position"], serial)
            if flows.shown is not None and unit not in flows.shown:
                continue
            out = flows.sold.get(unit)
            quantity = "1" if serial else line["quantity"]
            with localcontext(EXACT):
                yield {
                    **line,
                    "flow_kind": "sold",
                    "serial": serial or None,
                    "quantity": quantity,
                    "returned_quantity": plain(out.returned if out else ZERO),
                    "exchanged_quantity": plain(out.exchanged if out else ZERO),
                    "recovered_quantity": plain(out.recovered if out else ZERO),
                    "quantity_out": plain(out.left) if out else quantity,
                    "current_serial": flows.current_serial(out) if out else serial or None,
                    "event_position": line["position"],
                }


def _sale_lines(query: Query, flows: Flows) -> Iterator[Row]:
    order = ("sale_no", "line")
    if flows.shown is None:
        return select_rows(query, "sales", _SOLD, order=order)
    position = record_table("sales").c.position
    positions = sorted({position for position, _ in flows.shown})
    found = [
        row for part in chunks(positions) for row in select_rows(query, "sales", _SOLD, position.in_(part))
    ]
    return iter(sorted(found, key=lambda row: (row["sale_no"], row["line"], row["position"])))


def _put_lots(part: Iterable[Row], papers: Papers) -> None:
    missing = [line for line in part if line["serial"] is not None and line["lot"] is None]
    found = papers.lots((line["product_code"], line["serial"]) for line in missing)
    for line in missing:
        line["lot"] = found.get((line["product_code"], line["serial"])) or None


def _tell(query: Query, part: Iterable[Row]) -> None:
    """Put the personal values of sale lines in place of where they lie."""
    sold = [line for line in part if line["flow_kind"] == "sold"]
    values = personal_values(query, (line[name] for line in sold for name in _POINTERS))
    for line in sold:
        for name in _POINTERS:
            line[name] = values.get(line[name])


def _finished(line: Row, papers: Papers, matters: OpenMatters) -> Row:
    goods = Goods(line["product_code"], line["lot"] or "", line["serial"] or "")
    sale_no, number = line["sale_no"], line["line"]
    origin = papers.origin(goods, line["event_time"])
    outbound_no = line.get("outbound_no") or papers.outbound_no(goods, sale_no, number)
    serials = {line["serial"], line["current_serial"]}
    found = matters.of(goods.product, line["lot"], serials, sale_no, number)
    own = {key: value for key, value in line.items() if value is not None}
    return {
        **origin,
        **own,
        "outbound_no": outbound_no,
        "shipment_no": papers.shipment_no(goods, sale_no, number, outbound_no),
        "open_matters": sorted({*found, *line.get("open_matters", ())}) or None,
    }
