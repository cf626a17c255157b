"""Deciding on what is done in the store: put away, checked, measured, counted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

from ledger.deciding.case_days import day_in
from ledger.deciding.rule import Breach
from ledger.deciding.situation import Situation
from ledger.phrases import Part
from ledger.state.entries import Receipt, Return
from ledger.state.quantities import ZERO, plain
from ledger.state.ranges import Range, narrowest, out_of_range, permitted
from ledger.state.tallies import amount, names, stopped
from ledger.subjects.stock import phrases
from ledger.subjects.stock.places import (
    judge_conditions,
    judge_in_use,
    judge_return_area,
    judge_zone,
    place,
)
from ledger.subjects.stock.storage_rules import (
    CHECK_CONTRADICTS,
    CHECK_WITHOUT_MEASURES,
    COUNT_ARITHMETIC,
    COUNT_UNEXPLAINED,
    LOCATION_ENDED,
    MORE_THAN_PASSED,
    READING_FLAG,
    READING_HANDLED,
    READING_OUT,
)

_POINTS: Final = (
    ("appearance_ok", phrases.APPEARANCE_FAILED),
    ("packaging_ok", phrases.PACKING_FAILED),
    ("validity_ok", phrases.PAST_VALIDITY),
    ("monitoring_ok", phrases.MONITORING_FAILED),
)


def judge_putaway(s: Situation) -> Iterator[Breach]:
    """Judge a put-away line: what passed, in the zone and the conditions that fit."""
    row, on = s.row, s.row["putaway_on"]
    returned = row.get("putaway_kind") == "sales_return" or "return_no" in row
    passed = _passed(s, "return" if returned else "receipt")
    yield from _more_than_passed(s, passed)
    location = place(s, row["location_code"], on)
    if location is None:
        return
    status = row.get("quality_status")
    if returned:
        conforming = status == "conforming" if status is not None else passed is not None
        yield from judge_return_area(row, location, passed=conforming and (passed is None or passed > ZERO))
    elif status is not None or row.get("putaway_kind", "purchase") == "purchase":
        yield from judge_zone(row, status or "conforming", location)
    yield from judge_in_use(location, on)
    if (product := s.version("products")) is not None:
        yield from judge_conditions(row, product.data, location)


def _passed(s: Situation, document: str) -> Decimal | None:
    """Return how much of the goods passed on the receipt or return they come from; None if unknown."""
    number = s.row.get(f"{document}_no")
    if number is None:
        return None
    lines = [record.body for _, record in s.state.lines(f"{document}s", number) if record.position]
    if not lines:
        return None
    product, lot = s.row["product_code"], s.row.get("lot", "")
    fitting = [line for line in lines if line.product == product and (not lot or line.lot in {"", lot})]
    return sum((_passed_on(line) for line in fitting), ZERO)


def _passed_on(line: Receipt | Return) -> Decimal:
    if isinstance(line, Receipt):
        return Decimal(line.accepted)
    return Decimal(line.quantity) if line.restocked else ZERO


def _more_than_passed(s: Situation, passed: Decimal | None) -> Iterator[Breach]:
    """Judge whether more is put away than passed on the document that the goods come from."""
    row = s.row
    if passed is None or row.get("quality_status", "conforming") != "conforming":
        return
    document = "receipt" if "receipt_no" in row else "return"
    if document == "return" and passed <= ZERO:
        return  # where the goods may lie is judged by the zone
    number, product, lot = row[f"{document}_no"], row["product_code"], row.get("lot", "")
    stored = amount(s.state, "stored", document, number, product, lot) + Decimal(row["quantity"])
    if stored > passed:
        yield MORE_THAN_PASSED.broken(
            document=number, putaway=plain(stored), lot=lot or "—", passed=plain(passed)
        )


def judge_reading(s: Situation) -> Iterator[Breach]:
    """Judge a reading of temperature and humidity against its own limits and those of its place."""
    row, on = s.row, s.day or ""
    location = place(s, row.get("location_code"), on)
    if location is not None:
        yield from judge_in_use(location, on)
    yield from _stopped_equipment(s, on)
    limits = _limits(row, location or {})
    outside = out_of_range(row, limits)
    yield from _excess(s, outside)
    yield from _flag(row, limits, outside)


def _limits(row: Mapping[str, Any], location: Mapping[str, Any]) -> dict[str, str]:
    """Return the narrowest limits that the row or its place sets, as columns of a reading."""
    limits = {}
    for what in phrases.MEASURED:
        low, high = narrowest((permitted(row, what), permitted(location, what)))
        if low is not None:
            limits[f"{what}_min"] = low
        if high is not None:
            limits[f"{what}_max"] = high
    return limits


def _excess(s: Situation, outside: tuple[str, str, Range] | None) -> Iterator[Breach]:
    """Judge a reading that is, or is said to be, out of range: it owes measures; handled it only warns."""
    row = s.row
    if outside is None and not row.get("out_of_range"):
        return
    what, value, limit = outside or ("temperature", row["temperature"], Range(None, None))
    handled = "measures" in row or names(s.state, "handled", row["reading_no"])
    rule = READING_HANDLED if handled else READING_OUT
    yield rule.broken(
        place=row.get("location_code") or row.get("equipment_code") or row.get("vehicle_no") or "—",
        read_at=row["read_at"],
        what=phrases.MEASURED[what],
        value=value,
        low=limit.low or "—",
        high=limit.high or "—",
    )


def _flag(
    row: Mapping[str, Any], limits: Mapping[str, str], outside: tuple[str, str, Range] | None
) -> Iterator[Breach]:
    """Judge whether the mark of excess agrees with the reading."""
    flag = row.get("out_of_range")
    if flag is None or not limits or flag == (outside is not None):
        return
    what, value, limit = outside or ("temperature", row["temperature"], permitted(limits))
    yield READING_FLAG.broken(
        reading_no=row["reading_no"],
        flag=phrases.YES if flag else phrases.NO,
        what=phrases.MEASURED[what],
        value=value,
        low=limit.low or "—",
        high=limit.high or "—",
        side=phrases.OUTSIDE if outside else phrases.INSIDE,
    )


def _stopped_equipment(s: Situation, on: str) -> Iterator[Breach]:
    """Judge whether the equipment that was read was in use: not held or vetoed, and not out of service."""
    code = s.row.get("equipment_code")
    if code is None:
        return
    blocked = any((day_in(since, s.context) or "") <= on for since in stopped(s.state, code).values())
    if blocked or _out_of_service(s, code, on):
        yield LOCATION_ENDED.broken(what=phrases.EQUIPMENT, code=code, on=on)


def _out_of_service(s: Situation, code: str, on: str) -> bool:
    register = s.state.register("equipment", code)
    if register is None or not register.known:
        return False
    file = register.nearest(s.context.start_of(on)).data
    return file.get("status") in {"stopped", "scrapped"} or file.get("in_use_from", on) > on


def judge_stock_check(s: Situation) -> Iterator[Breach]:
    """Judge a stock check: its verdict agrees with its points, and a failure has consequences."""
    row, number, failed = s.row, s.row["stock_check_no"], tuple(_failed_points(s.row))
    if row["conclusion"] == "conforming" and failed:
        yield CHECK_CONTRADICTS.broken(stock_check_no=number, what=failed)
    if row["conclusion"] == "nonconforming" and "hold_no" not in row and "measures" not in row:
        yield CHECK_WITHOUT_MEASURES.broken(stock_check_no=number, what=failed or phrases.NONCONFORMING)


def _failed_points(row: Mapping[str, Any]) -> Iterator[Part]:
    """Yield what a stock check says against the goods."""
    for column, failure in _POINTS:
        if row.get(column) is False:
            yield failure
    if row.get("expiry_date", "9999") < row["checked_on"]:
        yield phrases.EXPIRED_ON.with_(day=row["expiry_date"])


def judge_stocktake(s: Situation) -> Iterator[Breach]:
    """Judge a count: its difference is counted less book, and has a cause."""
    row, counted, book = s.row, s.row["counted_quantity"], s.row["book_quantity"]
    expected = Decimal(counted) - Decimal(book)
    difference = row.get("difference", plain(expected))
    if Decimal(difference) != expected:
        yield COUNT_ARITHMETIC.broken(
            difference=difference, counted=counted, book=book, expected=plain(expected)
        )
    if expected and "cause" not in row:
        yield COUNT_UNEXPLAINED.broken(
            stocktake_no=row["stocktake_no"], line=row["line"], difference=plain(expected)
        )
