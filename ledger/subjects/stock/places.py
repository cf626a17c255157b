"""Where goods lie: the zone that fits their quality, and the temperature that the place keeps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from ledger.deciding.decision import Context
from ledger.deciding.rule import Breach
from ledger.state.entries import State
from ledger.state.ranges import permitted
from ledger.subjects.returns.return_rules import RETURN_AREA
from ledger.subjects.stock.storage_rules import LOCATION_ENDED, LOCATION_RANGE, ZONE_UNFIT

GOOD: Final = frozenset({"qualified", "outbound", "display", "loaner", "parts"})
_WAITING: Final = frozenset({"pending", "returned", "recalled"})
_BAD: Final = frozenset({"nonconforming", "recalled"})
_FITTING: Final[dict[str, frozenset[str]]] = {
    "conforming": GOOD,
    "doubtful": _WAITING | _BAD,
    "damaged": _BAD | {"returned"},
    "expired": _BAD | {"returned"},
    "nonconforming": _BAD,
    "pending": _WAITING,
}
_RETURN_ZONES: Final = frozenset({"returned", "recalled", "nonconforming"})
_ZONES: Final = {
    "pending": "待验区",
    "qualified": "合格品区",
    "nonconforming": "不合格品区",
    "outbound": "发货区",
    "returned": "退货区",
    "recalled": "召回区",
    "loaner": "备用机区",
    "parts": "备件区",
    "display": "陈列区",
}


def place(state: State, code: str | None, on: str, context: Context) -> dict[str, Any] | None:
    """Return the row of a location in force on a day, where it is registered."""
    register = state.register("locations", code) if code is not None else None
    if register is None or not register.known:
        return None
    return register.nearest(context.start_of(on)).data


def zone_title(zone: str) -> str:
    """Return a zone as messages name it."""
    return f"{_ZONES[zone]} ({zone})"


def judge_zone(data: dict[str, Any], status: str, location: Mapping[str, Any]) -> Iterator[Breach]:
    """Judge whether goods of a quality status may lie in the zone of a location."""
    zone = location["zone_kind"]
    if zone not in _FITTING[status]:
        yield ZONE_UNFIT.broken(
            status=status,
            product_code=data["product_code"],
            zone=zone_title(zone),
            location_code=location["location_code"],
        )


def judge_return_area(data: dict[str, Any], location: Mapping[str, Any], *, passed: bool) -> Iterator[Breach]:
    """Judge whether returned goods lie in a return area until they have passed."""
    zone = location["zone_kind"]
    if zone not in _RETURN_ZONES and not (passed and zone in GOOD):
        yield RETURN_AREA.broken(
            product_code=data["product_code"],
            zone=zone_title(zone),
            location_code=location["location_code"],
        )


def judge_conditions(
    data: dict[str, Any], product: Mapping[str, Any], location: Mapping[str, Any]
) -> Iterator[Breach]:
    """Judge whether a location keeps the temperature that a product asks for."""
    wanted, kept = permitted(product), permitted(location)
    if wanted.bounded and kept.bounded and not kept.within(wanted):
        yield LOCATION_RANGE.broken(
            product_code=data["product_code"],
            location_code=location["location_code"],
            wanted=str(wanted),
            kept=str(kept),
        )


def judge_in_use(location: Mapping[str, Any], on: str) -> Iterator[Breach]:
    """Judge whether a location was in use on a day."""
    if not location["effective_from"] <= on <= location.get("effective_until", "9999"):
        yield LOCATION_ENDED.broken(what="库位 place", code=location["location_code"], on=on)


def judge_receipt_place(data: dict[str, Any], on: str, state: State, context: Context) -> Iterator[Breach]:
    """Judge where a delivery waits for its acceptance: goods that failed do not lie among the good ones."""
    location = place(state, data["location_code"], on, context)
    if location is not None and data["conclusion"] != "conforming" and location["zone_kind"] in GOOD:
        yield ZONE_UNFIT.broken(
            status=data["conclusion"],
            product_code=data["product_code"],
            zone=zone_title(location["zone_kind"]),
            location_code=location["location_code"],
        )
