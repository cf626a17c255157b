"""Deciding on receipts: what came in, in which state, and what of it was accepted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from ledger.deciding.goods import tracking_gap
from ledger.deciding.rule import Breach
from ledger.deciding.rule_settings import binds, facts_of, mode
from ledger.deciding.situation import Situation
from ledger.names import serials_of
from ledger.phrases import Phrase
from ledger.state.entries import Lot, Unit
from ledger.state.quantities import ZERO, plain
from ledger.state.ranges import numbers_in, permitted
from ledger.state.stays import is_twice_here
from ledger.state.tallies import amount, counted
from ledger.subjects.supply import phrases
from ledger.subjects.supply.purchases import judge_approvals, judge_blocks
from ledger.subjects.supply.receipt_rules import (
    ACCEPTED_THOUGH_FAILED,
    COLD_ACCEPTED,
    COLD_PAPERS,
    DROP_ACCEPTANCE,
    EXPIRED_ACCEPTED,
    FAILED_WITHOUT_MEASURES,
    LAPSED_WHEN_MADE,
    MORE_THAN_RECEIVED,
    OTHER_DATES,
    OTHER_PURCHASE,
    REFUSED_ARITHMETIC,
    TWICE_HERE,
)
from ledger.subjects.supply.suppliers import judge_supplier

_COLD: Final = (
    ("transport_mode", phrases.TRANSPORT_MODE),
    ("transit_temperature", phrases.TEMPERATURE_ON_THE_WAY),
    ("arrival_temperature", phrases.TEMPERATURE_AT_ARRIVAL),
    ("departed_at", phrases.DEPARTURE),
    ("arrived_at", phrases.ARRIVAL),
)
_DATES: Final = (("expiry_date", phrases.EXPIRY, "expires"), ("production_date", phrases.MADE, "made"))
_FAILED: Final = (("nonconformity", phrases.FAILED_POINTS), ("measures", phrases.MEASURES))


def judge_receipt(s: Situation) -> Iterator[Breach]:
    """Judge a receipt line; its lot or serial may be missing on import."""
    row, product = s.row, s.version("products")
    on: str = row.get("accepted_on", row["received_on"])
    some = Decimal(row["accepted_quantity"]) > ZERO
    yield from _quantities(row)
    yield from tracking_gap(row, product)
    yield from judge_supplier(s, row.get("purchase_date", on))
    yield from _verdict(row, some=some)
    yield from _purchased(s)
    yield from _other_dates(s)
    if some:
        yield from judge_blocks(s, on)
        if not _is_bought(s):
            yield from judge_approvals(s, row.get("purchase_date", on))
        yield from _twice_here(s, on)
        yield from _expired(row, on)
        yield from _lapsed_when_made(s, on)
    if product is not None and product.data.get("cold_chain"):
        yield from _cold_papers(s, on)
        yield from _cold_range(row, product.data) if some else ()
    if row.get("drop_shipment"):
        yield from _dropped(row)


def _quantities(row: Mapping[str, Any]) -> Iterator[Breach]:
    """Judge that no more was accepted and refused than arrived (GSP §65)."""
    accepted, refused = row["accepted_quantity"], row.get("refused_quantity", "0")
    if Decimal(accepted) + Decimal(refused) > Decimal(row["quantity"]):
        yield MORE_THAN_RECEIVED.broken(accepted=accepted, refused=refused, quantity=row["quantity"])


def _verdict(row: Mapping[str, Any], *, some: bool) -> Iterator[Breach]:
    """Judge whether the verdict agrees with the quantities, and a failure has points and measures."""
    conclusion, accepted = row["conclusion"], row["accepted_quantity"]
    if some and conclusion != "conforming":
        yield ACCEPTED_THOUGH_FAILED.broken(conclusion=conclusion, accepted=accepted)
    if conclusion == "nonconforming":
        missing = tuple(title for column, title in _FAILED if column not in row)
        if missing:
            yield FAILED_WITHOUT_MEASURES.broken(missing=missing)
    if "refused_quantity" in row and conclusion != "pending":
        rest = Decimal(row["quantity"]) - Decimal(accepted) - Decimal(row["refused_quantity"])
        if rest > ZERO:
            yield REFUSED_ARITHMETIC.broken(
                quantity=row["quantity"], accepted=accepted, refused=row["refused_quantity"], rest=plain(rest)
            )


def _other_dates(s: Situation) -> Iterator[Breach]:
    """Judge whether earlier receipts of the lot, or of the units, state other dates (interface rule 15)."""
    row, product = s.row, s.row["product_code"]
    goods: list[Lot | Unit | None] = [s.state.unit(product, one) for one in serials_of(row)]
    if "lot" in row:
        goods.append(s.state.lot(product, row["lot"]))
    for column, what, kind in _DATES:
        stated = row.get(column)
        if stated is None:
            continue
        others = {day for one in goods if one is not None for day in getattr(one, kind)} - {stated}
        if others:
            yield OTHER_DATES.broken(
                product_code=product,
                lot=row.get("lot", "—"),
                what=what,
                earlier=", ".join(sorted(others)),
                stated=stated,
            )


def _twice_here(s: Situation, on: str) -> Iterator[Breach]:
    """Judge units that are accepted although they were accepted before and have not gone since."""
    product, serials = s.row["product_code"], serials_of(s.row)
    if twice := [one for one in serials if is_twice_here(s.state.unit(product, one), on)]:
        yield TWICE_HERE.broken(product_code=product, serial=";".join(twice), on=on)


def _expired(row: Mapping[str, Any], on: str) -> Iterator[Breach]:
    """Judge goods that were accepted after their last day."""
    expires = row.get("expiry_date")
    if expires is not None and expires < on:
        yield EXPIRED_ACCEPTED.broken(
            product_code=row["product_code"], lot=row.get("lot", "—"), expiry_date=expires, on=on
        )


def _lapsed_when_made(s: Situation, on: str) -> Iterator[Breach]:
    """Judge goods that were accepted by their registration on the day on which they were made.

    On import this only warns, unless a setting requires it: the sale of such goods is the finding (M-11).
    """
    code, made = s.row["product_code"], s.row.get("production_date")
    register = s.state.register("products", code) if made is not None else None
    if made is None or register is None or not register.known:
        return
    file = register.nearest(s.context.start_of(made)).data
    since, until = file.get("registration_valid_from"), file.get("registration_valid_until")
    if (since is not None and made < since) or (until is not None and made > until):
        breach = LAPSED_WHEN_MADE.broken(
            product_code=code, production_date=made, valid_from=since or "—", valid_until=until or "—"
        )
        required = mode(LAPSED_WHEN_MADE, on, facts_of(s.row, s.versions), s.state) == "required"
        yield breach if s.live or required else replace(breach, warning=True)


def _cold_papers(s: Situation, on: str) -> Iterator[Breach]:
    """Judge whether a delivery of refrigerated goods has the data of its transport (GSP §63)."""
    missing = tuple(title for column, title in _COLD if column not in s.row)
    if missing and binds(COLD_PAPERS, on, facts_of(s.row, s.versions), s.state):
        yield COLD_PAPERS.broken(product_code=s.row["product_code"], missing=missing)


def _cold_range(row: Mapping[str, Any], product: Mapping[str, Any]) -> Iterator[Breach]:
    """Judge whether the transport of what was accepted kept the product's range; the first excess is told."""
    limits = permitted(product)
    for what, temperature in _temperatures(row):
        if limits.excludes(temperature):
            yield COLD_ACCEPTED.broken(
                product_code=row["product_code"],
                low=limits.low or "—",
                high=limits.high or "—",
                what=what,
                temperature=temperature,
                accepted=row["accepted_quantity"],
            )
            return


def _temperatures(row: Mapping[str, Any]) -> Iterator[tuple[Phrase, str]]:
    """Yield the temperatures that a delivery tells, each with what it is."""
    for temperature in numbers_in(row.get("transit_temperature", "")):
        yield phrases.TRANSIT_TEMPERATURE, temperature
    if "arrival_temperature" in row:
        yield phrases.ARRIVAL_TEMPERATURE, row["arrival_temperature"]


def _dropped(row: Mapping[str, Any]) -> Iterator[Breach]:
    """Judge a direct shipment: accepted where it arrived, by somebody named, on the day it arrived."""
    faults = (
        ("acceptance_place" not in row, phrases.NO_PLACE),
        ("inspector" not in row, phrases.NO_INSPECTOR),
        (row.get("accepted_on", row["received_on"]) != row["received_on"], phrases.ANOTHER_DAY),
    )
    wrong = tuple(fault for is_so, fault in faults if is_so)
    if wrong:
        yield DROP_ACCEPTANCE.broken(receipt_no=row["receipt_no"], what=wrong)


def _is_bought(s: Situation) -> bool:
    """Return whether the purchase that a receipt names is recorded: it was judged when goods were bought."""
    number = s.row.get("purchase_no")
    return number is not None and bool(counted(s.state, "bought", number))


def _purchased(s: Situation) -> Iterator[Breach]:
    """Judge a receipt against the purchase that it names, where that is recorded."""
    number, supplier, product = s.row.get("purchase_no"), s.row["supplier_code"], s.row["product_code"]
    suppliers = counted(s.state, "bought", number) if number is not None else {}
    if not suppliers:
        return
    if supplier not in suppliers:
        expected = ", ".join(sorted(suppliers))
        yield OTHER_PURCHASE.broken(
            purchase_no=number, what=phrases.SUPPLIER, expected=expected, got=supplier
        )
    elif not amount(s.state, "bought", number, product):
        yield OTHER_PURCHASE.broken(
            purchase_no=number, what=phrases.PRODUCT, expected=phrases.AS_BOUGHT, got=product
        )
