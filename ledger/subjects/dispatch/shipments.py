"""Deciding on transport: checked before it left, of its sale, in its temperature, with its papers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from ledger.deciding.rule import Breach
from ledger.deciding.rule_settings import binds, facts_of
from ledger.deciding.sale_lines import SaleLine
from ledger.deciding.situation import Situation
from ledger.state.quantities import ZERO, plain
from ledger.state.ranges import permitted
from ledger.state.tallies import amount, names
from ledger.subjects.dispatch import phrases
from ledger.subjects.dispatch.outbound import judge_held, other_than_sold
from ledger.subjects.dispatch.rules import (
    COLD_SHIPMENT_PAPERS,
    COLD_SHIPMENT_RANGE,
    COLD_SHIPMENT_READINGS,
    DELIVERY_NOTE,
    NOT_CHECKED_OUT,
)
from ledger.subjects.dispatch.sale_match import sale_match

_LEAVING: Final = frozenset({"sale", "consignment", "replenishment"})
_ARRIVED: Final = frozenset({"arrived_at", "arrival_temperature", "received_by", "signed_on"})
_AT_LOADING: Final = (
    ("loaded_temperature", phrases.LOADING_TEMPERATURE),
    ("departed_at", phrases.DEPARTURE),
)
_AT_ARRIVAL: Final = (
    ("arrival_temperature", phrases.ARRIVAL_TEMPERATURE),
    ("arrived_at", phrases.ARRIVAL),
)
_MEASURED: Final = (("loaded_temperature", phrases.AT_LOADING), ("arrival_temperature", phrases.AT_ARRIVAL))


def judge_shipment(s: Situation) -> Iterator[Breach]:
    """Judge a transport line; of one that is not of its sale, nothing else is asked."""
    lines, different = sale_match(s.row, s.state)
    if different is not None:
        yield other_than_sold(s, different)
        return
    if s.row.get("shipment_kind", "sale") in _LEAVING:
        yield from _checked_out(s, lines)
        yield from judge_held(s, s.row["shipped_on"])
        yield from _delivery_note(s, lines)
    product = s.version("products")
    if product is not None and product.data.get("cold_chain"):
        yield from _cold_papers(s)
        yield from _cold_range(s.row, product.data)
        yield from _read(s)


def _checked_out(s: Situation, lines: Sequence[SaleLine]) -> Iterator[Breach]:
    """Judge whether what is shipped passed the outbound check that covers it."""
    row, code = s.row, s.row["product_code"]
    number, sale = row.get("outbound_no"), row.get("sale_no")
    blocked = False
    if number is not None:
        passed = amount(s.state, "passed", "check", number, code)
        blocked = bool(amount(s.state, "blocked", "check", number, code))
    else:
        passed = sum((amount(s.state, "passed", "sale", sale, line.line) for line in lines), ZERO)
    if passed >= Decimal(row["quantity"]):
        return
    if blocked or passed or binds(NOT_CHECKED_OUT, row["shipped_on"], facts_of(row, s.versions), s.state):
        detail = f"{number or row.get('sale_no', '—')}: {plain(passed)} < {row['quantity']}"
        yield NOT_CHECKED_OUT.broken(shipment_no=row["shipment_no"], product_code=code, named=detail)


def _delivery_note(s: Situation, lines: Sequence[SaleLine]) -> Iterator[Breach]:
    """Judge a direct shipment, which its own delivery note must go with."""
    if "delivery_note_no" in s.row:
        return
    for line in lines:
        record = s.state.record("sales", line.number, line.line)
        sale = s.context.stored(record.position)["data"] if record is not None else {}
        direct = sale.get("drop_shipment") or sale.get("sale_mode") == "drop_shipment"
        if direct and "delivery_note_no" not in sale:
            document = phrases.SHIPMENT.with_(number=s.row["shipment_no"])
            yield DELIVERY_NOTE.broken(sale_no=s.row["sale_no"], document=document)
            return


def _cold_papers(s: Situation) -> Iterator[Breach]:
    """Judge whether refrigerated transport tells its temperatures and times, as far as it has come."""
    row = s.row
    asked = _AT_LOADING if _ARRIVED.isdisjoint(row) else (*_AT_LOADING, *_AT_ARRIVAL)
    missing = tuple(title for column, title in asked if column not in row)
    if missing and binds(COLD_SHIPMENT_PAPERS, row["shipped_on"], facts_of(row, s.versions), s.state):
        yield COLD_SHIPMENT_PAPERS.broken(
            product_code=row["product_code"], shipment_no=row["shipment_no"], missing=missing
        )


def _read(s: Situation) -> Iterator[Breach]:
    """Judge whether the way of refrigerated goods that have arrived was measured."""
    row = s.row
    if not _ARRIVED.isdisjoint(row) and not names(s.state, "read", row["shipment_no"]):
        yield COLD_SHIPMENT_READINGS.broken(product_code=row["product_code"], shipment_no=row["shipment_no"])


def _cold_range(row: Mapping[str, Any], product: Mapping[str, Any]) -> Iterator[Breach]:
    """Judge whether the transport kept the product's range; the first excess is told."""
    limits = permitted(product)
    for column, what in _MEASURED:
        if column in row and limits.excludes(row[column]):
            yield COLD_SHIPMENT_RANGE.broken(
                product_code=row["product_code"],
                shipment_no=row["shipment_no"],
                low=limits.low or "—",
                high=limits.high or "—",
                what=what,
                temperature=row[column],
            )
            return
