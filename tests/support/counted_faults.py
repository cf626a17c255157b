"""What ought to be found of the faults of a simulated year, by a plain count of what happened."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from tests.support.outcomes import DONE, LATE, OPEN, Owed, date_of, outcome
from tests.support.simulated_faults import Call
from tests.support.simulated_year import Year
from tests.support.worked_days import after_office_hours, after_worked_days, months_on, moved_on

_ZONE_HOURS: Final = {"city": 3, "suburb": 7, "other": 8}


def of_call(call: Call) -> Iterator[Owed]:
    """S4-A 4.1, 4.2; S4-B 9; S4-I 措施-4, 意见-3: from the call; a repair is known by its day."""
    at, repaired = call.at, call.repaired
    answers = [one for one in (call.responded, call.dispatched) if one is not None]
    respond = after_office_hours(at, 2 if call.weight == "urgent" else 4)
    yield outcome("repairs", call.number, "CLK.RESPOND", respond, min(answers, default=None))
    yield from _sending(call)
    limits: dict[str, datetime | date] = {
        "urgent": at + timedelta(hours=12),
        "minor": after_worked_days(at.date(), 2),
        "complex": moved_on(at.date() + timedelta(days=7)),
    }
    if call.sent is None or date_of(limits[call.weight]) < call.sent:
        yield outcome("repairs", call.number, "CLK.REPAIR", limits[call.weight], repaired or call.back)
    else:
        # the clock stands still while the unit is at its maker
        state = OPEN if call.back is None else DONE
        yield Owed("repairs", call.number, "CLK.REPAIR", state, call.back, call.back)
    if call.sent is not None and call.planned is not None:
        yield outcome("repairs", call.number, "L-30", call.planned, call.back)
    if (lent := _lending(call)) is not None:
        yield lent
    yield outcome("repairs", call.number, "CLK.CARD", moved_on(at.date()), call.card)


def _sending(call: Call) -> Iterator[Owed]:
    """L-06, L-08 to L-10: to a unit that is brought in nobody has to go, unless that is late already."""
    owed = (
        ("L-06", after_worked_days(call.at.date(), 2), call.dispatched or call.repaired),
        ("CLK.ARRIVE", after_office_hours(call.at, _ZONE_HOURS[call.zone]), call.arrived),
    )
    for clock, due, done in owed:
        if clock == "CLK.ARRIVE" and call.untold:
            yield outcome("repairs", call.number, clock, due, None, untold=True)
        elif done is not None or call.taken is None:
            yield outcome("repairs", call.number, clock, due, done)
        elif date_of(due) < call.taken or (isinstance(due, datetime) and due < _brought(call, call.taken)):
            yield Owed("repairs", call.number, clock, LATE, date_of(due), call.taken)


def _brought(call: Call, day: date) -> datetime:
    """Return when a unit was brought in on a day: behind what is known to come before it on that day."""
    before = [one for one in (call.at, call.responded) if one is not None and one.date() == day]
    return max([datetime.combine(day, time()), *before])


def _lending(call: Call) -> Owed | None:
    """L-11, L-12: owed where twelve hours passed unrepaired; whoever lends before that is in time."""
    due, owed_from = call.at + timedelta(hours=24), call.at + timedelta(hours=12)
    if call.lent is not None:
        return outcome("repairs", call.number, "L-12", due, call.lent)
    if call.repaired is not None:
        # anywhere in its day, but behind what is known to come before it on that day
        known = (call.responded, call.dispatched, None if call.untold else call.arrived)
        before = [one for one in known if one is not None and one.date() == call.repaired]
        if max([datetime.combine(call.repaired, time()), *before]) <= owed_from:
            return None
    return outcome("repairs", call.number, "L-12", due, call.repaired or call.back)


def of_blamed(year: Year) -> Iterator[Owed]:
    """S4-A 4.1, GSP §105: nothing more is heard of these complaints."""
    for one in year.blamed:
        yield outcome("complaints", one.number, "CLK.RESPOND", after_office_hours(one.at, 4), None)
        reply = after_worked_days(one.at.date(), 7)
        yield outcome("complaints", one.number, "CN.COMPLAINT.REPLY", reply, None)


@dataclass(frozen=True)
class Fault:
    """A fault: of a unit or of a lot, with its cause and when that was found."""

    day: date
    table: str
    number: str
    serial: str | None
    lot: str | None
    cause: str | None
    found: date | None

    def cause_by(self, day: date) -> str | None:
        """Return the cause as it was known at the end of a day."""
        return self.cause if self.found is not None and self.found <= day else None


def faults(year: Year) -> list[Fault]:
    """Return every fault, each once: a complaint, unless a call came of it in the same month."""
    of_complaint = {one.complaint: one for one in year.calls if one.complaint is not None}
    found = []
    for one in year.blamed:
        call = of_complaint.get(one.number)
        if call is None or call.at.date() > _month_end(one.at.date()):
            found.append(Fault(one.at.date(), "complaints", one.number, one.serial, None, None, None))
    counted = {one.number for one in found}
    for call in year.calls:
        if call.complaint not in counted:
            day, cause = call.at.date(), call.cause
            found.append(Fault(day, "repairs", call.number, call.serial, call.lot, cause, call.found))
    found += [
        Fault(one.day, "service_records", one.number, one.serial, one.lot, one.cause, one.day)
        for one in year.served
    ]
    return sorted(found, key=lambda one: (one.day, one.table, one.number))


def repeated(found: list[Fault]) -> list[Fault]:
    """Return those that had come on the same unit or lot within ninety days, as known at the month's end."""
    again = []
    for place, one in enumerate(found):
        end, since = _month_end(one.day), one.day - timedelta(days=90)
        for other in found[:place]:
            alike = (one.serial is not None and one.serial == other.serial) or (
                one.lot is not None and one.lot == other.lot
            )
            if alike and other.day >= since and other.cause_by(end) == one.cause_by(end):
                again.append(one)
                break
    return again


Cluster = tuple[str, str | None, str | None]
"""A month, a lot and a cause."""


def clusters(year: Year) -> dict[Cluster, tuple[int, int, int]]:
    """Return of each month, lot and cause the number of faults, of their units, and of what came again."""
    found = faults(year)
    again = Counter(map(_cluster, repeated(found)))
    units: dict[Cluster, set[str]] = defaultdict(set)
    for one in found:
        units[_cluster(one)].update([one.serial] if one.serial is not None else [])
    return {key: (many, len(units[key]), again[key]) for key, many in Counter(map(_cluster, found)).items()}


def _cluster(one: Fault) -> Cluster:
    return one.day.isoformat()[:7], one.lot, one.cause_by(_month_end(one.day))


def _month_end(day: date) -> date:
    return months_on(day.replace(day=1), 1) - timedelta(days=1)
