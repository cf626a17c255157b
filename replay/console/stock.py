"""The stock by status, place and lot; what nears its expiry; the readings of temperature and their curve."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa
from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from ledger import clock
from projections.answers.catalogue import named
from projections.tables.record_tables import record_table
from replay.console.band import band_of
from replay.console.curves import Reading, curve
from replay.console.grid import Grid, Look
from replay.console.listing import FORMS, Listed, downloaded, listed
from replay.console.lists import for_readers
from replay.console.naming import Names, registers_of
from replay.console.pages import page, title_of
from replay.console.words import word
from replay.doors import questions
from replay.doors.answering import rows_of
from replay.doors.posts import Right
from replay.doors.questions import Parameters
from replay.http.asking import guest_of, permitted, serving_of
from replay.telling.headings import Heading, of_table

if TYPE_CHECKING:
    from replay.bootstrap import Program

router = APIRouter(include_in_schema=False)
_STOCK: Final = "stock_balances"
_EXPIRY: Final = "expiry_items"
_READINGS: Final = "temperature_readings"
_BALANCES: Final = (
    *("product_code", "lot", "serial", "quality_status", "location_code", "quantity", "held_quantity"),
    *("saleable_quantity", "unit", "expiry_date", "last_moved_on", "last_counted_on"),
)
_LAPSING: Final = (
    *("product_code", "lot", "serial", "expiry_date", "days_left", "expiry_state", "stock_quantity"),
    *("location_code", "measures", "hold_no", "disposal_no"),
)
_OUTSIDE: Final = (
    *("reading_no", "read_at", "temperature", "temperature_min", "temperature_max", "humidity"),
    *("excursion_reason", "measures", "recorder"),
)
_FILTERS: Final = ("product_code", "lot", "quality_status", "location_code")
_PLACES: Final = ("location_code", "equipment_code", "vehicle_no", "shipment_no", "return_case_no")
_IN_STOCK: Final = "stock_quantity>=0.001"
_DAYS: Final = 30  # of a curve where no other period is asked for


@router.get("/stock")
def stock(request: Request) -> Response:
    """Show what is in stock by status, place and lot."""
    permitted(request, Right.READ, _STOCK)
    given = request.query_params
    filters = {name: given.get(name, "").strip() for name in _FILTERS}
    asked = band_of(request).asked(**filters)
    with serving_of(request).tables() as program:
        found = rows_of(partial(questions.ask_table, program, _STOCK, band_of(request).asked()))
        shown = _shown(request, program, _STOCK, asked, _BALANCES)
    states = next(one for one in of_table(named(_STOCK)) if one.key == "quality_status")
    there = {row["quality_status"] for row in found}
    return page(
        request,
        "stock.html",
        section="stock",
        shown=shown,
        filters=filters,
        sums=_sums(found, states),
        states=[(key, states.shown(key)) for key in states.labels if key in there],
        places=sorted({row["location_code"] for row in found if row["location_code"]}),
    )


def _shown(request: Request, program: Program, table: str, asked: Parameters, names: Sequence[str]) -> Listed:
    return listed(
        request,
        program,
        partial(questions.ask_table, program, table),
        title_of(table),
        table,
        asked=asked,
        registers=registers_of(named(table)),
        headings=for_readers(names),
    )


def _sums(rows: Iterable[Mapping[str, Any]], states: Heading) -> list[tuple[str, str, list[str]]]:
    """Return by status what there is, what of it is held and what may be sold, each by unit."""
    sums: dict[str, dict[str, list[Decimal]]] = defaultdict(lambda: defaultdict(lambda: [Decimal(0)] * 3))
    for row in rows:
        of_status = sums[row["quality_status"] or ""]
        parts = (row["quantity"], row["held_quantity"], row["saleable_quantity"])
        unit = row["unit"] or ""
        of_status[unit] = [had + Decimal(one or 0) for had, one in zip(of_status[unit], parts, strict=True)]
    return [
        (
            state,
            states.shown(state),
            [
                " · ".join(
                    f"{found[place]:,f} {unit}" for unit, found in sorted(units.items()) if found[place]
                )
                for place in range(3)
            ],
        )
        for state, units in sorted(sums.items())
    ]


@router.get("/stock/expiry")
def expiry(request: Request) -> Response:
    """Show what is in stock and nears its expiry, what lapses first in front."""
    permitted(request, Right.READ, _EXPIRY)
    asked = band_of(request).asked(sort="days_left", where=_IN_STOCK)
    with serving_of(request).tables() as program:
        shown = _shown(request, program, _EXPIRY, asked, _LAPSING)
    return page(request, "expiry.html", section="stock", shown=shown)


@router.get("/stock/temperature")
def temperature(request: Request) -> Response:
    """Show the curve of a place, and its readings out of range."""
    permitted(request, Right.READ, _READINGS)
    with serving_of(request).tables() as program:
        found = _Readings.of(request, program)
        outside = [row for row in found.rows if is_outside(row)]
        look = Look(
            band_of(request),
            Names(program, guest_of(request).post),
            _READINGS,
            registers_of(named(_READINGS)),
        )
        headings = for_readers(_OUTSIDE)(of_table(named(_READINGS)))
        grid: Grid = look.grid(word("out_of_range"), headings, outside)
    words = {"place": found.place, "from": found.first, "to": found.last}
    return page(
        request,
        "temperature.html",
        section="stock",
        found=found,
        grid=grid,
        outside=len(outside),
        picture=band_of(request).url("/stock/temperature/picture.svg", **words),
        files={"where": found.place, "from": found.first, "to": found.last},
    )


@router.get("/stock/temperature/picture.svg")
def temperature_picture(request: Request) -> Response:
    """Draw the curve of a place."""
    permitted(request, Right.READ, _READINGS)
    with serving_of(request).tables() as program:
        found = _Readings.of(request, program)
    readings = [
        Reading(row["read_at"], float(row["temperature"]), is_outside(row))
        for row in found.rows
        if row["temperature"] is not None
    ]
    drawn = (
        curve(found.place, readings, *_limits(found.rows))
        if readings
        else b'<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'
    )
    return Response(drawn, media_type="image/svg+xml")


@dataclass(frozen=True, slots=True)
class _Readings:
    """The readings of one place in a period.

    Attributes:
        places: Every place of which there are readings, as a filter of the table (`location_code=L1`).
        place: The one that is shown; empty where there is none.
        first: Day.
        last: Day.
        rows: In the order of time.
    """

    places: Sequence[str]
    place: str
    first: str
    last: str
    rows: Sequence[Mapping[str, Any]]

    @classmethod
    def of(cls, request: Request, program: Program) -> _Readings:
        """Return what the address asks for: the first place and its last days by default."""
        band, given = band_of(request), request.query_params
        known = questions.reached_of(program, band.asked()).position
        with program.readmodel.reading() as connection:
            newest = dict(_newest(connection, known))
        asked = given.get("place", "")
        place = asked if asked in newest else next(iter(sorted(newest)), "")
        reached = clock.shown(newest[place], program.zone) if place else None
        last = given.get("to") or (reached or band.at or clock.today(program.zone))[:10]
        first = given.get("from") or _days_before(last)
        if not place:
            return cls([], place, first, last, [])
        words = {"where": place, "from": first, "to": last, "sort": "read_at"}
        rows = rows_of(partial(questions.ask_table, program, _READINGS, band.asked(**words)))
        return cls(sorted(newest), place, first, last, rows)


def _newest(connection: sa.Connection, known: int) -> Iterator[tuple[str, str]]:
    """Yield every place of which there are readings, with the time of the newest in stored form."""
    rows = record_table(_READINGS).c
    for name in _PLACES:
        asked = (
            sa.select(rows[name], sa.func.max(rows.read_at))
            .where(rows[name].is_not(None), rows.position <= known, rows.voided_position.is_(None))
            .group_by(rows[name])
        )
        for code, at in connection.execute(asked):
            yield f"{name}={code}", at


def _days_before(day: str) -> str:
    try:
        return (date.fromisoformat(day) - timedelta(days=_DAYS)).isoformat()
    except ValueError:
        return day


def is_outside(row: Mapping[str, Any]) -> bool:
    """Return whether a reading is out of range: as recorded, else by the limits that it names."""
    if row["out_of_range"] is not None:
        return bool(row["out_of_range"])
    if row["temperature"] is None:
        return False
    value, low, high = (
        None if row[name] is None else Decimal(row[name])
        for name in ("temperature", "temperature_min", "temperature_max")
    )
    below = low is not None and value is not None and value < low
    return below or (high is not None and value is not None and value > high)


def _limits(rows: Sequence[Mapping[str, Any]]) -> tuple[float | None, float | None]:
    """Return the limits that the newest readings name."""
    found = []
    for name in ("temperature_min", "temperature_max"):
        value = next((row[name] for row in reversed(rows) if row[name] is not None), None)
        found.append(None if value is None else float(value))
    return found[0], found[1]


@router.get("/stock/{name}.{form}")
def stock_file(request: Request, name: str, form: str) -> Response:
    """Give a page of the stock as a file."""
    table = {"expiry": _EXPIRY, "temperature": _READINGS}.get(name)
    if table is None or form not in FORMS:
        raise HTTPException(404)
    permitted(request, Right.READ, table)
    with serving_of(request).tables() as program:
        ask = partial(questions.ask_table, program, table)
        words = {"sort": "days_left", "where": _IN_STOCK} if table == _EXPIRY else {}
        given = {
            name: request.query_params.getlist(name)
            for name in ("from", "to", "where")
            if name in request.query_params
        }
        asked = band_of(request).asked(**(words | given))
        return downloaded(request, program, lambda _, answer: ask(asked, answer), table, form)
