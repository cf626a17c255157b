"""Where a unit was on which day: its stays, one after the other, whatever order they were recorded in.

A unit is among the saleable goods, or it stays somewhere else from one day to another: with a customer, in
quarantine, on a consignment. Every event that moves it ends one stay and begins another, each under the name
of the event, so that a void takes away exactly what its event did. Two stays may share the day on which one
ends and the other begins.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from ledger.state.effects import CUSTOMER, DISPOSED, REFUSED, SALEABLE, SENT_BACK
from ledger.state.entries import Stay, Unit
from ledger.state.kinds import SEPARATOR
from ledger.when import LAST_DAY

_NO_STAY: Final = frozenset({SALEABLE, REFUSED})
_GONE: Final = frozenset({SENT_BACK, DISPOSED})  # from there a unit comes back only with another receipt
_OF_RECEIPT: Final = "receipts" + SEPARATOR


def begun(unit: Unit, status: str, day: str, name: str) -> Unit:
    """Return a unit that an event brought somewhere on a day."""
    if status in _NO_STAY:
        return unit
    return unit._replace(stays=sorted([*unit.stays, Stay(day, status, name)], key=_order))


def ended(unit: Unit, status: str, day: str, name: str, *, begun_by: str = "") -> Unit:
    """Return a unit that an event took away on a day from where it was.

    Of several stays that last, the one begun by a named event ends, else the last begun by that day.
    """
    lasting = [stay for stay in unit.stays if stay.status == status and not stay.until]
    fitting = [stay for stay in lasting if stay.name == begun_by] or [
        stay for stay in lasting if not begun_by and stay.since <= day
    ]
    if not fitting:
        return unit
    gone = fitting[-1]
    return unit._replace(stays=[_end(stay, day, name) if stay is gone else stay for stay in unit.stays])


def undone(unit: Unit, name: str) -> Unit:
    """Return a unit as if an event had not moved it."""
    stays = list(unit.stays)
    for place in reversed(range(len(stays))):
        if stays[place].name == name:
            del stays[place]
            break
    reopened = [stay._replace(until="", ended_by="") if stay.ended_by == name else stay for stay in stays]
    return unit._replace(stays=sorted(reopened, key=_order))


def begun_as_before(unit: Unit, status: str, day: str, name: str, before: Stay | None) -> Unit:
    """Return a unit that an event brought somewhere; what moved it on from there before still does."""
    moved = begun(unit, status, day, name)
    if before is None or not before.until:
        return moved
    on = {"until": before.until, "ended_by": before.ended_by}
    return moved._replace(stays=[one._replace(**on) if one.name == name else one for one in moved.stays])


def moved_since(unit: Unit, name: str) -> list[str]:
    """Return what moved a unit from where it would not be any more, if an event had not moved it."""
    reopened = [stay for stay in unit.stays if stay.ended_by == name]
    return [
        later.name
        for stay in reopened[-1:]  # a stage that repeats ended several under one name: the newest is voided
        for later in unit.stays
        if later.name != name and later is not stay and later.since >= stay.until
    ]


def with_customer(unit: Unit | None, day: str) -> Stay | None:
    """Return the stay with a customer that goods handed over on a day, and not yet back, would overlap."""
    for stay in unit.stays if unit is not None else ():
        if stay.status == CUSTOMER and (not stay.until or day < stay.until):
            return stay
    return None


def gone(unit: Unit | None, day: str) -> Stay | None:
    """Return what a unit left us for good by, so that it cannot be handed over on a day and stay out."""
    if unit is not None:
        for stay in unit.stays:
            if stay.status in _GONE and not _is_over(unit, stay, day):
                return stay
    return None


def is_sold_when_gone(unit: Unit) -> bool:
    """Return whether a customer was given, or still had, a unit when it had left us for good."""
    return any(
        (not one.until or stay.since < one.until) and not _is_over(unit, stay, one.since)
        for stay in unit.stays
        if stay.status in _GONE
        for one in unit.stays
        if one.status == CUSTOMER
    )


def held(unit: Unit | None, day: str = LAST_DAY) -> Stay | None:
    """Return the stay with a customer that lasts, the last one begun by a day if there is any."""
    lasting = [one for one in unit.stays if one.status == CUSTOMER and not one.until] if unit else []
    begun_by_then = [one for one in lasting if one.since <= day]
    return next(reversed(begun_by_then or lasting), None)


def elsewhere(unit: Unit | None, day: str) -> Stay | None:
    """Return the stay, not with a customer, that keeps a unit from leaving the saleable goods on a day."""
    if unit is not None:
        for stay in reversed(unit.stays):
            if stay.status != CUSTOMER and not _is_over(unit, stay, day):
                return stay
    return None


def is_in(unit: Unit, status: str, day: str) -> bool:
    """Return whether a unit can leave a status for good on a day: it is there, and goes nowhere else later.

    Among the saleable goods is what is nowhere else.
    """
    if status == SALEABLE:
        return all(_is_over(unit, stay, day) for stay in unit.stays)
    lasting = [stay for stay in unit.stays if stay.status == status and stay.since <= day and not stay.until]
    return any(not _is_over(unit, stay, day) for stay in lasting)


def is_twice_here(unit: Unit | None, day: str) -> bool:
    """Return whether a unit that one more receipt accepts on a day was ours already, and had not gone.

    Between two receipts it must have left for good: back to the supplier, or written off.
    """
    if unit is None or not unit.accepted:
        return False
    before = max((one for one in unit.accepted if one <= day), default=None)
    after = min((one for one in unit.accepted if one > day), default=None)
    spans = [(before, day)] if before is not None else []
    spans += [(day, after)] if after is not None else []
    gone = [stay.since for stay in unit.stays if stay.status in _GONE]
    return not all(any(start <= since <= end for since in gone) for start, end in spans)


def came_twice(unit: Unit) -> list[str]:
    """Return the days on which receipts accepted a unit that was ours already and had not gone."""
    gone = [stay.since for stay in unit.stays if stay.status in _GONE]
    return [day for before, day in pairwise(unit.accepted) if not any(before <= one <= day for one in gone)]


def overlaps(stays: Sequence[Stay]) -> Iterator[tuple[Stay, Stay]]:
    """Yield the stays with customers that overlap, each with the one before it."""
    ordered = sorted((stay for stay in stays if stay.status == CUSTOMER), key=_end_order)
    for before, stay in pairwise(ordered):
        if not before.until or stay.since < before.until:
            yield before, stay


def _is_over(unit: Unit, stay: Stay, day: str) -> bool:
    """Return whether a stay had ended by a day.

    Of goods that are gone another receipt ends it, of what a receipt did not accept the one that does.
    """
    if stay.until:
        return stay.until <= day
    if stay.name.startswith(_OF_RECEIPT):
        return any(stay.since <= one <= day for one in unit.accepted)
    return stay.status in _GONE and any(stay.since < one <= day for one in unit.accepted)


def _end(stay: Stay, day: str, name: str) -> Stay:
    return stay._replace(until=max(day, stay.since), ended_by=name)


def _order(stay: Stay) -> tuple[str, str]:
    return stay.since, stay.name


def _end_order(stay: Stay) -> tuple[str, str]:
    return stay.since, stay.until or "~"
