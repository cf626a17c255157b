"""Delivery notes (随货同行单): one row for each line of goods that left, or that the supplier sent for us.

A row is a line of an outbound check. Where no outbound check tells of them, lines of a sale that names a
delivery note (goods shipped straight from the supplier) and goods sent out without a sale have a row of their
own. The number of the note is that of the outbound check, else of the sale, else of the shipment. What the
outbound check does not carry is taken from the sale line, from the shipment, and at last from the registers
as in force at the cut-off; telephone numbers from where the log keeps them.

A note for several documents counts its lines on; else a line has the number of its document.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from projections.answers.deliveries.delivery_note_lines import CONSIGNED, OUTBOUND, Origin, lines
from projections.answers.deliveries.delivery_note_papers import DeliveryNotePapers
from projections.answers.goods.registered import Registered
from projections.engine.chunks import chunks
from projections.reading.query import Query
from projections.reading.select import columns_of, first, in_order
from projections.reading.stream import Row

_OF_GOODS = (
    "registrant",
    "contract_manufacturer",
    "product_name",
    "model",
    "specification",
    "registration_no",
    "storage_conditions",
    "unit",
)
_OWN_TRANSPORT = {"own_vehicle", "courier", "customer_pickup", "supplier_delivery"}
_STAMPED = "已加盖出库印章"


def rows(query: Query) -> Iterator[dict[str, Any]]:
    """Yield one row per note and line, ordered by note, then by document and line; null comes first."""
    columns, registered = columns_of("delivery_notes"), Registered(query)
    house = next((row["name"] for row in query.rows("companies")), None)
    for part in chunks(_numbered(lines(query))):
        papers = DeliveryNotePapers(query, [line for line, _ in part], registered)
        made = [in_order(columns, _row(line, number, papers, house)) for line, number in part]
        papers.tell(made)
        yield from made


def _numbered(found: Iterator[Origin]) -> Iterator[tuple[Origin, int]]:
    """Yield each line with its number on the note."""
    for note, group in groupby(found, key=lambda line: line.delivery_note_no):
        if note is None:
            yield from ((line, line.line) for line in group)
            continue
        together = list(group)
        alone = len({(line.table, line.document) for line in together}) == 1
        yield from ((line, line.line if alone else number) for number, line in enumerate(together, 1))


def _row(line: Origin, number: int, papers: DeliveryNotePapers, house: str | None) -> dict[str, Any]:
    own, sale = papers.own(line), papers.sale(line)
    shipment, product, customer = papers.shipment(line), papers.product(line), papers.customer(line)
    dropped = _dropped(sale)
    seller = first((sale,), "seller_name") or house
    return {
        "delivery_note_no": line.delivery_note_no,
        "line": number,
        "seller_name": seller,
        **_goods(own, sale, product),
        "product_code": own["product_code"],
        "lot": own.get("lot"),
        "serial": own.get("serial"),
        "expiry_date": first((own, sale), "expiry_date"),
        "quantity": own["quantity"],
        "logistics_provider": _provider(shipment),
        "customer_code": own["customer_code"],
        "customer_name": first((own, sale, shipment), "customer_name") or first((customer,), "name"),
        "delivery_address": first((sale, shipment, customer), "delivery_address")
        or first((customer,), "address"),
        "customer_phone": first((sale, shipment), "customer_phone") or first((customer,), "phone"),
        "shipped_on": first((shipment,), "shipped_on") or _left_on(line, own),
        "online_order_no": first((sale, shipment), "online_order_no"),
        "drop_shipment": dropped,
        "drop_shipper_name": seller if dropped else None,
        "drop_shipment_reason": first((sale,), "drop_shipment_reason"),
        "outbound_no": first((own,), "outbound_no"),
        "sale_no": first((own, sale), "sale_no"),
        "stamp": _STAMPED if own.get("stamped") else None,
    }


def _goods(own: Row, sale: Row | None, product: Row | None) -> dict[str, Any]:
    found = {name: first((own, sale, product), name) for name in _OF_GOODS}
    return {**found, "product_name": found["product_name"] or first((product,), "name")}


def _left_on(line: Origin, own: Row) -> str | None:
    names: Sequence[str] = {OUTBOUND: ("outbound_on",), CONSIGNED: ("consigned_on",)}.get(line.table, ())
    return next((own[name] for name in (*names, "sold_on") if own.get(name) is not None), None)


def _provider(shipment: Row | None) -> str | None:
    """Return the company that stores and transports for us: the carrier, unless it is a mere courier."""
    if shipment is None or shipment["transport_mode"] in _OWN_TRANSPORT:
        return None
    name: str | None = shipment["carrier_name"]
    return name


def _dropped(sale: Row | None) -> bool | None:
    if sale is None:
        return None
    return True if sale["sale_mode"] == "drop_shipment" else sale["drop_shipment"]
