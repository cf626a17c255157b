"""The faults of a simulated year: calls, units at their makers, services and complaints without a call."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from tests.support.year_draws import LAST, SERIALS, Moment, day_in, later, moment_on, past, worked_day

LOTS: Final = {serial: f"G{place // 3 + 1}" for place, serial in enumerate(SERIALS)}
"""The lot of each unit at a customer."""
CAUSES: Final = ("wear", "human", "product_quality")


@dataclass(frozen=True)
class Call:
    """A repair call and what became of it; None is what never happened.

    Attributes:
        untold: The arrival was written down without its time.
        lot: Of the unit, where whoever took the call wrote it down.
        taken: When the unit was taken away, or brought in, and its fault found.
        planned: The day by which the maker was to be done with it.
        sent: When it went to the maker.
        back: When it came back from there, repaired.
        complaint: Number of the complaint that it came of.
    """

    number: str
    at: Moment
    customer: str
    serial: str
    zone: str
    weight: str
    technician: str
    responded: Moment | None
    dispatched: Moment | None
    arrived: Moment | None
    untold: bool
    repaired: date | None
    lent: Moment | None
    card: date | None
    cause: str
    lot: str | None = None
    taken: date | None = None
    planned: date | None = None
    sent: date | None = None
    back: date | None = None
    complaint: str | None = None

    @property
    def found(self) -> date | None:
        """The day on which its cause was found."""
        return self.repaired or self.taken


@dataclass(frozen=True)
class Served:
    """A fault that was put right on the way, without a call.

    Attributes:
        serial: Of its unit, None where only the lot was written down.
    """

    number: str
    day: date
    serial: str | None
    lot: str
    cause: str


@dataclass(frozen=True)
class Blamed:
    """A complaint about a unit of which nothing more is heard, but that a repair call may come of it."""

    number: str
    at: Moment
    serial: str


def call(draw: random.Random, number: int) -> Call:
    """Draw a repair call that is dealt with by the customer, or by nobody."""
    at = moment_on(draw, worked_day(draw))
    responded = later(draw, at, 0, 1, 2, 5, 20) if draw.random() < 0.9 else None
    dispatched = later(draw, responded or at, 0, 1, 20, 70) if draw.random() < 0.9 else None
    arrived = later(draw, dispatched, 0, 1, 3, 20) if dispatched and draw.random() < 0.9 else None
    repaired = None
    if arrived is not None and draw.random() < 0.9:
        repaired = arrived.date() + timedelta(days=draw.choice([0, 0, 1, 2, 3, 9]))
    lent = later(draw, at, 3, 14, 20, 30) if draw.random() < 0.3 else None
    if lent is not None and repaired is not None and lent.date() >= repaired:
        lent = None
    card = at.date() + timedelta(days=draw.choice([0, 0, 0, 1, 4])) if draw.random() < 0.8 else None
    ends = [one for one in (responded, dispatched, arrived, lent) if one is not None]
    if any(one.date() > LAST for one in ends) or (repaired and repaired > LAST) or (card and card > LAST):
        return call(draw, number)
    return Call(
        f"WX{number:03}",
        at,
        draw.choice(["H1", "H2", "H3"]),
        draw.choice(SERIALS),
        draw.choice(["city", "suburb", "other"]),
        draw.choice(["minor", "complex", "urgent"]),
        draw.choice(["T1", "T2"]),
        responded,
        dispatched,
        arrived,
        arrived is not None and draw.random() < 0.15,
        repaired,
        lent,
        card,
        draw.choice(["wear", "human", "product_quality"]),
    )


def factory_call(draw: random.Random, number: int) -> Call:
    """Draw a repair call of a unit that goes to its maker: fetched by who came, or brought to the counter."""
    made = call(draw, number)
    dispatched = later(draw, made.responded or made.at, 0, 1, 20)
    arrived: Moment | None = later(draw, dispatched, 0, 1, 3)
    taken = arrived.date() if arrived else LAST
    if draw.random() < 0.5:
        at_counter = made.at.date() + timedelta(days=draw.choice([0, 0, 1, 3, 9]))
        taken = max(at_counter, made.responded.date() if made.responded else at_counter)
        arrived = None
    sent = taken + timedelta(days=draw.choice([1, 2, 10]))
    back = sent + timedelta(days=draw.choice([5, 15, 30, 60]))
    if sent > LAST:
        return factory_call(draw, number)
    return replace(
        made,
        number=f"FX{number:03}",
        dispatched=None if arrived is None else dispatched,
        arrived=arrived,
        untold=False,
        repaired=None,
        lent=made.lent if made.lent and made.lent.date() < sent else None,
        card=None,
        taken=taken,
        planned=taken + timedelta(days=draw.choice([10, 20, 40])) if draw.random() < 0.8 else None,
        sent=sent,
        back=past(back) if draw.random() < 0.8 else None,
    )


def with_lots(draw: random.Random, calls: list[Call]) -> list[Call]:
    """Return calls of which some name the lot of their unit."""
    return [replace(one, lot=LOTS[one.serial] if draw.random() < 0.5 else None) for one in calls]


def served(draw: random.Random, size: int) -> list[Served]:
    """Draw faults that were put right without a call, of a unit or of who knows which of a lot."""
    found = []
    for number in range(1, 8 * size + 1):
        serial = draw.choice(SERIALS)
        whole = draw.random() < 0.3
        lot, cause = LOTS[serial], draw.choice(CAUSES)
        found.append(Served(f"FW{number:03}", day_in(draw), None if whole else serial, lot, cause))
    return found


def blamed(draw: random.Random, calls: list[Call], size: int) -> tuple[list[Blamed], list[Call]]:
    """Draw complaints about units, and return them with the calls, of which some came of a complaint.

    Such a call comes in the month of the complaint, or in a later one.
    """
    found, after = [], list(calls)
    for number in range(1, 6 * size + 1):
        made = Blamed(f"TP{number:03}", moment_on(draw, worked_day(draw)), draw.choice(SERIALS))
        if draw.random() < 0.6:
            place = draw.randrange(len(calls))
            when = calls[place].at - timedelta(days=draw.choice([0, 1, 3, 20, 40]), minutes=30)
            if after[place].complaint is None and when.year == LAST.year:
                made = replace(made, at=when, serial=calls[place].serial)
                after[place] = replace(after[place], complaint=made.number)
        found.append(made)
    return found, after
