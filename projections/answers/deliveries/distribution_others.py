"""Rows of goods that went out otherwise than by a sale, and of goods that came back and fit no line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import localcontext
from typing import Any

from ledger import clock
from ledger.state.effects import CUSTOMER
from ledger.state.quantities import ZERO, plain
from projections.answers.deliveries.distribution_goods import Flows
from projections.answers.deliveries.distribution_matching import EXCHANGED, Loose, Out
from projections.answers.goods.account import EXACT
from projections.answers.goods.open_matters import open_cases
from projections.reading.goods_movements import looked_up
from projections.reading.query import Query
from projections.reading.select import in_force
from projections.reading.stream import Row
from projections.tables.movements import KINDS

_REPLENISHED = KINDS["discrepancy_replenished"]
_CONSIGNED = KINDS["goods_consigned_out"]
_SAID = (
    "line",
    "customer_name",
    "product_code",
    "product_name",
    "model",
    "specification",
    "registration_no",
    "registrant",
    "manufacturer",
    "udi",
    "production_date",
    "expiry_date",
    "outbound_no",
    "replacement_expiry_date",
    "replacement_outbound_no",
    "replenish_outbound_no",
    "handler",
    "first_responder",
)
_OUTBOUND = ("outbound_no", "replacement_outbound_no", "replenish_outbound_no")
_OF_PRODUCT = ("model", "specification", "registration_no", "registrant", "manufacturer")


def other_lines(query: Query, flows: Flows) -> list[Row]:
    """Return the rows of what was found since they were asked for last, ordered as all of them are."""
    ones = flows.others_found()
    if not ones:
        return []
    said = _said(query, ones)
    customers = in_force(query, "customers", (one.row.customer_code for one in ones))
    products = in_force(query, "products", (one.row.product_code for one in ones))
    still_open = {row["consignment_no"] for row in open_cases(query, "consignments", ())}
    made = []
    with localcontext(EXACT):
        for one in ones:
            row, told = one.row, said[one.row.kind, one.row.position]
            line = {
                **_goods(row.product_code, told, products.get(row.product_code, {})),
                **_customer(row.customer_code, told, customers.get(row.customer_code or "", {})),
                **_flow(query, flows, one),
                "outbound_no": _first(told, _OUTBOUND),
                "seller": _first(told, ("handler", "first_responder")),
            }
            if row.kind == _CONSIGNED:
                line["line"] = told["line"]
                line["open_matters"] = [row.doc_no] if row.doc_no in still_open else []
            made.append(line)
    return sorted(made, key=_place)


def _place(line: Row) -> tuple[str, int, str, int]:
    return line["sale_no"] or "", line["line"] or 0, line["serial"] or "", line["event_position"]


def _flow(query: Query, flows: Flows, one: Out | Loose) -> Row:
    row = one.row
    shared = {
        "sale_no": one.link.sale_no,
        "line": one.link.line if one.link.sale_no is not None else None,
        "sold_on": clock.day_of(row.event_time, query.zone),
        "product_code": row.product_code,
        "lot": one.lot or None,
        "serial": row.serial or None,
        "event_position": row.position,
        "event_time": row.event_time,
    }
    if isinstance(one, Loose):
        return {
            **shared,
            "flow_kind": "returned",
            "quantity": plain(ZERO),
            "returned_quantity": plain(one.quantity),
            "exchanged_quantity": plain(ZERO),
            "recovered_quantity": plain(one.quantity if one.link.recalled else ZERO),
            "quantity_out": plain(-one.quantity),
            "current_serial": None,
        }
    return {
        **shared,
        "flow_kind": _kind(one),
        "quantity": plain(one.quantity),
        "returned_quantity": plain(one.returned),
        "exchanged_quantity": plain(one.exchanged),
        "recovered_quantity": plain(one.recovered),
        "quantity_out": plain(one.left),
        "current_serial": flows.current_serial(one),
    }


def _kind(out: Out) -> str:
    if out.status != CUSTOMER:
        return "consigned"
    return "exchanged" if out.row.kind == EXCHANGED else "shipped"


def _goods(code: str, told: Row, product: Row) -> Row:
    """Return what is known of goods: what their record says of them, else the register."""
    own = told if told["product_code"] == code else {}
    return {
        "product_name": own.get("product_name") or product.get("name"),
        **{name: own.get(name) or product.get(name) for name in _OF_PRODUCT},
        "udi": own.get("udi"),
        "production_date": own.get("production_date"),
        "expiry_date": own.get("expiry_date") or told["replacement_expiry_date"],
    }


def _first(told: Row, names: Sequence[str]) -> Any:
    return next((told[name] for name in names if told[name] is not None), None)


def _customer(code: str | None, told: Row, customer: Row) -> Row:
    return {
        "customer_code": code,
        "customer_name": told["customer_name"] or customer.get("name"),
        "customer_kind": customer.get("kind"),
        "customer_address": customer.get("address"),
        "delivery_address": customer.get("delivery_address"),
        "customer_contact": customer.get("contact"),
        "customer_phone": customer.get("phone"),
    }


def _said(query: Query, ones: Iterable[Out | Loose]) -> dict[tuple[str, int], Row]:
    """Return what the records of some movements say, by kind and position."""
    positions: dict[str, set[int]] = defaultdict(set)
    for one in ones:
        positions[one.row.kind].add(one.row.position)
    found: dict[tuple[str, int], Row] = {}
    for kind, places in positions.items():
        for position, values in looked_up(query.connection, kind, places, _SAID).items():
            found[kind, position] = dict(zip(_SAID, values, strict=True))
    return found
