"""Where goods lie: the zone that fits their quality, and the temperature that the place keeps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from ledger.deciding.rule import Breach
from ledger.deciding.situation import Situation
from ledger.state.ranges import permitted
from ledger.subjects.stock import phrases
from ledger.subjects.stock.storage_rules import LOCATION_ENDED, LOCATION_RANGE, RETURN_AREA, ZONE_UNFIT

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


def place(s: Situation, code: str | None, on: str) -> Mapping[str, Any] | None:
    """Return the row of a location in force on a day, where it is registered."""
    register = s.state.register("locations", code) if code is not None else None
    if register is None or not register.known:
        return None
    return register.nearest(s.context.start_of(on)).data


def judge_zone(row: Mapping[str, Any], status: str, location: Mapping[str, Any]) -> Iterator[Breach]:
    """Judge whether goods of a quality status may lie in the zone of a location."""
    if location["zone_kind"] not in _FITTING[status]:
        yield _unfit(row, status, location)


def _unfit(row: Mapping[str, Any], status: str, location: Mapping[str, Any]) -> Breach:
    return ZONE_UNFIT.broken(
        status=status,
        product_code=row["product_code"],
        zone=phrases.ZONES[location["zone_kind"]],
        location_code=location["location_code"],
    )


def judge_return_area(
    row: Mapping[str, Any], location: Mapping[str, Any], *, passed: bool
) -> Iterator[Breach]:
    """Judge whether returned goods lie in a return area until they have passed."""
    zone = location["zone_kind"]
    if zone not in _RETURN_ZONES and not (passed and zone in GOOD):
        yield RETURN_AREA.broken(
            product_code=row["product_code"],
            zone=phrases.ZONES[zone],
            location_code=location["location_code"],
        )


def judge_conditions(
    row: Mapping[str, Any], product: Mapping[str, Any], location: Mapping[str, Any]
) -> Iterator[Breach]:
    """Judge whether a location keeps the temperature that a product asks for."""
    wanted, kept = permitted(product), permitted(location)
    if wanted.bounded and kept.bounded and not kept.within(wanted):
        yield LOCATION_RANGE.broken(
            product_code=row["product_code"],
            location_code=location["location_code"],
            wanted=str(wanted),
            kept=str(kept),
        )


def judge_in_use(location: Mapping[str, Any], on: str) -> Iterator[Breach]:
    """Judge whether a location was in use on a day."""
    if not location["effective_from"] <= on <= location.get("effective_until", "9999"):
        yield LOCATION_ENDED.broken(what=phrases.PLACE, code=location["location_code"], on=on)


def judge_receipt_place(s: Situation) -> Iterator[Breach]:
    """Judge where a delivery waits for its acceptance: goods that failed do not lie among the good ones."""
    on = s.row.get("accepted_on", s.row["received_on"])
    location = place(s, s.row.get("location_code"), on)
    if location is not None and s.row["conclusion"] != "conforming" and location["zone_kind"] in GOOD:
        yield _unfit(s.row, s.row["conclusion"], location)
