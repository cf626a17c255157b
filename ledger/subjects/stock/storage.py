"""Deciding on what is done in the store: put away, checked, measured, counted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

from ledger.deciding.case_days import day_in
from ledger.deciding.decision import Command, Context
from ledger.deciding.rule import Breach
from ledger.state.entries import Receipt, Return, State, Version, document_prefix
from ledger.state.quantities import ZERO, plain
from ledger.state.ranges import Range, narrowest, out_of_range, permitted
from ledger.state.tallies import amount, stopped
from ledger.subjects.stock.places import judge_conditions, judge_in_use, judge_return_area, judge_zone, place
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

_FAILED_POINTS: Final = (
    ("appearance_ok", "外观不合格 appearance failed"),
    ("packaging_ok", "包装不完好 packing failed"),
    ("validity_ok", "不在有效期内 past its validity"),
    ("monitoring_ok", "监控报警装置不正常 monitoring out of order"),
)
_TITLES: Final = {"temperature": "温度 temperature", "humidity": "湿度 humidity"}


def judge_putaway(
    command: Command, state: State, context: Context, versions: dict[str, Version]
) -> tuple[list[Breach], list[Breach]]:
    """Judge a put-away line: what passed, in the zone and the conditions that fit."""
    data: dict[str, Any] = command.data
    on = data["putaway_on"]
    returned = data.get("putaway_kind") == "sales_return" or "return_no" in data
    passed = _passed(data, "return" if returned else "receipt", state)
    found = list(_more_than_passed(data, passed, state))
    location = place(state, data["location_code"], on, context)
    if location is not None:
        status = data.get("quality_status")
        if returned:
            verdict = status == "conforming" if status is not None else passed is not None
            found += judge_return_area(data, location, passed=verdict and (passed is None or passed > ZERO))
        elif status is not None or data.get("putaway_kind", "purchase") == "purchase":
            found += judge_zone(data, status or "conforming", location)
        found += judge_in_use(location, on)
        if "products" in versions:
            found += judge_conditions(data, versions["products"].data, location)
    return [], found


def _passed(data: dict[str, Any], document: str, state: State) -> Decimal | None:
    """Return how much of the goods passed on the receipt or return they come from; None if unknown."""
    number = data.get(f"{document}_no")
    if number is None:
        return None
    lines = [one.body for _, one in state.scan(document_prefix(f"{document}s", number)) if one.position]
    if not lines:
        return None
    product, lot = data["product_code"], data.get("lot", "")
    fitting = [one for one in lines if one.product == product and (not lot or one.lot in {"", lot})]
    return sum((_passed_on(one) for one in fitting), ZERO)


def _passed_on(line: Receipt | Return) -> Decimal:
    if isinstance(line, Receipt):
        return Decimal(line.accepted)
    return Decimal(line.quantity) if line.restocked else ZERO


def _more_than_passed(data: dict[str, Any], passed: Decimal | None, state: State) -> Iterator[Breach]:
    if passed is None or data.get("quality_status", "conforming") != "conforming":
        return
    document = "receipt" if "receipt_no" in data else "return"
    if document == "return" and passed <= ZERO:
        return  # where the goods may lie is judged by the zone
    number, goods = data[f"{document}_no"], (data["product_code"], data.get("lot", ""))
    stored = amount(state, "stored", document, number, *goods) + Decimal(data["quantity"])
    if stored > passed:
        yield MORE_THAN_PASSED.broken(
            document=number, putaway=plain(stored), lot=goods[1] or "—", passed=plain(passed)
        )


def judge_reading(
    command: Command, state: State, context: Context, _versions: dict[str, Version]
) -> tuple[list[Breach], list[Breach]]:
    """Judge a reading of temperature and humidity against its own limits and those of its place."""
    data = command.data
    on = day_in(data["read_at"], context) or ""
    location = place(state, data.get("location_code"), on, context)
    found: list[Breach] = []
    if location is not None:
        found += judge_in_use(location, on)
    found += _stopped_equipment(data, on, state, context)
    limits = _limits(data, location or {})
    outside = out_of_range(data, limits)
    found += _excess(data, outside)
    found += _flag(data, limits, outside)
    return [], found


def _limits(data: Mapping[str, Any], location: Mapping[str, Any]) -> dict[str, str]:
    limits = {}
    for what in _TITLES:
        low, high = narrowest((permitted(data, what), permitted(location, what)))
        if low is not None:
            limits[f"{what}_min"] = low
        if high is not None:
            limits[f"{what}_max"] = high
    return limits


def _excess(data: dict[str, Any], outside: tuple[str, str, Range] | None) -> Iterator[Breach]:
    if outside is None and not data.get("out_of_range"):
        return
    what, value, limit = outside or ("temperature", data["temperature"], Range(None, None))
    rule = READING_HANDLED if "measures" in data else READING_OUT
    place_name = data.get("location_code") or data.get("equipment_code") or data.get("vehicle_no") or "—"
    yield rule.broken(
        place=place_name,
        read_at=data["read_at"],
        what=_TITLES[what],
        value=value,
        low=limit.low or "—",
        high=limit.high or "—",
    )


def _flag(
    data: dict[str, Any], limits: Mapping[str, str], outside: tuple[str, str, Range] | None
) -> Iterator[Breach]:
    flag = data.get("out_of_range")
    if flag is None or not limits or flag == (outside is not None):
        return
    what, value, limit = outside or ("temperature", data["temperature"], permitted(limits))
    yield READING_FLAG.broken(
        reading_no=data["reading_no"],
        flag="是 yes" if flag else "否 no",
        what=_TITLES[what],
        value=value,
        low=limit.low or "—",
        high=limit.high or "—",
        side="范围外 outside" if outside else "范围内 inside",
    )


def _stopped_equipment(data: dict[str, Any], on: str, state: State, context: Context) -> Iterator[Breach]:
    code = data.get("equipment_code")
    if code is not None and any((day_in(one, context) or "") <= on for one in stopped(state, code).values()):
        yield LOCATION_ENDED.broken(what="设备 equipment", code=code, on=on)
        return
    register = state.register("equipment", code) if code is not None else None
    if register is None or not register.known:
        return
    file = register.nearest(context.start_of(on)).data
    if file.get("status") in {"stopped", "scrapped"} or file.get("in_use_from", on) > on:
        yield LOCATION_ENDED.broken(what="设备 equipment", code=code, on=on)


def judge_stock_check(
    command: Command, _state: State, _context: Context, _versions: dict[str, Version]
) -> tuple[list[Breach], list[Breach]]:
    """Judge a stock check: its verdict agrees with its points, and a failure has consequences."""
    data, number = command.data, command.data["stock_check_no"]
    failed = [title for column, title in _FAILED_POINTS if data.get(column) is False]
    if data.get("expiry_date", "9999") < data["checked_on"]:
        failed.append(f"失效日期 expiry {data['expiry_date']}")
    if data["conclusion"] == "conforming":
        what = "; ".join(failed)
        return [], [CHECK_CONTRADICTS.broken(stock_check_no=number, what=what)] if failed else []
    if data["conclusion"] == "nonconforming" and "hold_no" not in data and "measures" not in data:
        what = "; ".join(failed) or "结论不合格 nonconforming"
        return [], [CHECK_WITHOUT_MEASURES.broken(stock_check_no=number, what=what)]
    return [], []


def judge_stocktake(
    command: Command, _state: State, _context: Context, _versions: dict[str, Version]
) -> tuple[list[Breach], list[Breach]]:
    """Judge a count: its difference is counted less book, and has a cause."""
    data = command.data
    expected = Decimal(data["counted_quantity"]) - Decimal(data["book_quantity"])
    difference = data.get("difference", plain(expected))
    integrity = []
    if Decimal(difference) != expected:
        integrity.append(
            COUNT_ARITHMETIC.broken(
                difference=difference,
                counted=data["counted_quantity"],
                book=data["book_quantity"],
                expected=plain(expected),
            )
        )
    compliance = []
    if expected and "cause" not in data:
        compliance.append(
            COUNT_UNEXPLAINED.broken(
                stocktake_no=data["stocktake_no"], line=data["line"], difference=plain(expected)
            )
        )
    return integrity, compliance
