"""Where the papers of each direction come from: which tables, which columns, which rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from ledger import clock
from projections.answers.trade.matching.papers import BACK, GOODS, MatchedPaper
from projections.reading.query import Query
from projections.reading.rendering import TIMES
from projections.reading.select import select_stored
from projections.reading.stream import Row
from projections.tables.record_tables import record_table

SALES, PURCHASE = "sales", "purchase"
_GOODS = ("product_code", "lot", "serial", "quantity")
_NAMED = ("product_name", "customer_code", "customer_name")
_RECEIVED = (
    *("receipt_no", "line", "purchase_no", "received_on", "accepted_on", "product_code", "product_name"),
    *("lot", "serial", "accepted_quantity", "supplier_code", "supplier_name", "receiver"),
)
# Goods that come back against others or for repair leave the sale as it was; nothing is owed back for them.
_MADE_GOOD = {"exchange", "replenishment", "repair"}
_COMES_AGAIN = {"replaced", "repaired"}
Keyed = tuple[str, MatchedPaper]  # number of the document it belongs to, and the paper itself


def checked_out(query: Query) -> Iterator[Keyed]:
    """Yield outbound checks that passed; what went out in place of other goods belongs to no sale."""
    table = record_table("outbound_checks")
    columns = ("outbound_no", "line", "sale_no", "sale_line", "outbound_on", "checker")
    where = [
        table.c.check_result == "passed",
        sa.or_(
            table.c.sale_no.isnot(None),
            sa.and_(table.c.consignment_no.is_(None), table.c.repair_no.is_(None)),
        ),
    ]
    instead = _sent_instead(query)
    number = sa.func.coalesce(table.c.sale_no, table.c.outbound_no)
    where += chosen(query, number)
    for row in select_stored(
        query, "outbound_checks", (*columns, *_GOODS, *_NAMED), order=(number,), where=where
    ):
        if row["outbound_no"] not in instead:
            yield _out(row, "outbound_no", row["outbound_on"], row["sale_line"], row["checker"])


def shipped(query: Query) -> Iterator[Keyed]:
    """Yield goods shipped for a sale; a shipment that names an outbound check is told by that check."""
    table = record_table("shipments")
    columns = ("shipment_no", "line", "sale_no", "shipped_on", "outbound_no")
    where = [
        sa.func.coalesce(table.c.shipment_kind, "sale") == "sale",
        sa.or_(table.c.sale_no.isnot(None), table.c.outbound_no.is_(None)),
    ]
    number = sa.func.coalesce(table.c.sale_no, table.c.shipment_no)
    where += chosen(query, number)
    for row in select_stored(query, "shipments", (*columns, *_GOODS, *_NAMED), order=(number,), where=where):
        yield _out(row, "shipment_no", row["shipped_on"], None, None)


def used(query: Query) -> Iterator[Keyed]:
    """Yield goods on consignment whose use was confirmed as a sale: they had gone out before."""
    table = record_table("consignments")
    columns = ("consignment_no", "sale_no", "sale_line", "used_on", "used_quantity", *TIMES)
    named = (table.c.sale_no.isnot(None), table.c.used_quantity.isnot(None))
    where = [*named, *chosen(query, table.c.sale_no)]
    for row in select_stored(query, "consignments", columns, order=(table.c.sale_no,), where=where):
        quantity = _decimal(row["used_quantity"])
        day = row["used_on"] or clock.day_of(row["event_time"] or row["record_time"], query.zone)
        number = row["consignment_no"]
        yield row["sale_no"], MatchedPaper(GOODS, day, number, row["sale_line"], quantity=quantity)


def returned(query: Query) -> Iterator[Keyed]:
    """Yield what came back from sales for good, as quantities below zero."""
    table = record_table("returns")
    columns = ("return_no", "sale_no", "sale_line", "returned_on", "compensation", "disposition")
    where = [table.c.sale_no.isnot(None), *chosen(query, table.c.sale_no)]
    order = (table.c.sale_no,)
    for row in select_stored(query, "returns", (*columns, *_GOODS), order=order, where=where):
        if row["compensation"] in _MADE_GOOD or row["disposition"] in _COMES_AGAIN:
            continue
        yield row["sale_no"], _back(row, row["return_no"], row["returned_on"], row["sale_line"])


def received(query: Query) -> Iterator[Keyed]:
    """Yield what was accepted on receipt."""
    table = record_table("receipts")
    number = sa.func.coalesce(table.c.purchase_no, table.c.receipt_no)
    where = chosen(query, number)
    for row in select_stored(query, "receipts", _RECEIVED, order=(number,), where=where):
        yield row["purchase_no"] or row["receipt_no"], _accepted(row)


def delivered_directly(query: Query) -> dict[str, list[MatchedPaper]]:
    """Return what suppliers delivered straight to customers, by purchase."""
    table = record_table("receipts")
    where = [table.c.drop_shipment == 1, table.c.purchase_no.isnot(None)]
    found: dict[str, list[MatchedPaper]] = defaultdict(list)
    for row in select_stored(query, "receipts", _RECEIVED, where=where):
        found[row["purchase_no"]].append(_accepted(row))
    return found


def sent_back(query: Query) -> Iterator[Keyed]:
    """Yield what went back to suppliers from purchases, as quantities below zero."""
    table = record_table("disposals")
    columns = ("disposal_no", "purchase_no", "disposed_on")
    where = [table.c.disposal_kind == "returned_to_supplier", table.c.purchase_no.isnot(None)]
    where += chosen(query, table.c.purchase_no)
    order = (table.c.purchase_no,)
    for row in select_stored(query, "disposals", (*columns, *_GOODS), order=order, where=where):
        yield row["purchase_no"], _back(row, row["disposal_no"], row["disposed_on"], None)


def serials(text: str | None) -> frozenset[str]:
    """Return the units that a cell names."""
    return frozenset(text.split(";")) if text else frozenset()


def chosen(query: Query, number: sa.ColumnElement[Any]) -> list[sa.ColumnElement[bool]]:
    """Return the condition that a document is among those asked for, if some are."""
    wanted = query.values("doc_no")
    return [number.in_(wanted)] if wanted and None not in wanted else []


def _accepted(row: Row) -> MatchedPaper:
    return MatchedPaper(
        GOODS,
        row["accepted_on"] or row["received_on"],
        row["receipt_no"],
        None if row["purchase_no"] else row["line"],
        row["product_code"],
        row["lot"],
        serials(row["serial"]),
        _decimal(row["accepted_quantity"]),
        party=row["supplier_code"],
        party_name=row["supplier_name"],
        product_name=row["product_name"],
        owner=row["receiver"],
    )


def _out(row: Row, own: str, day: str, line: int | None, owner: str | None) -> Keyed:
    paper = MatchedPaper(
        GOODS,
        day,
        row[own],
        line if row["sale_no"] else row["line"],
        row["product_code"],
        row["lot"],
        serials(row["serial"]),
        _decimal(row["quantity"]),
        party=row["customer_code"],
        party_name=row["customer_name"],
        product_name=row["product_name"],
        owner=owner,
    )
    return row["sale_no"] or row[own], paper


def _back(row: Row, number: str, day: str, line: int | None) -> MatchedPaper:
    quantity = -Decimal(row["quantity"])
    units = serials(row["serial"])
    return MatchedPaper(BACK, day, number, line, row["product_code"], row["lot"], units, quantity)


def _sent_instead(query: Query) -> frozenset[str]:
    """Return the outbound checks of goods that went out in exchange or to make good a short delivery."""
    found = set()
    for key, column in (
        ("exchanges", "replacement_outbound_no"),
        ("delivery_discrepancies", "replenish_outbound_no"),
    ):
        where = [record_table(key).c[column].isnot(None)]
        found |= {row[column] for row in select_stored(query, key, (column,), where=where)}
    return frozenset(found)


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
