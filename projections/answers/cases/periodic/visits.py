"""Visits that are due: of each unit by the state of its warranty, and of users wherever there are any.

S4-I 措施-6: on site every three months in warranty and every six months after, by telephone and for quality
tracking every month; S1-E 4.1.3.4: users every half year. A visit on site that says itself when the next is
due (`next_due_on`) goes before the cycle. A round that nobody came in stays missed, each of them: what is
done later is a round of its own, or ends those missed on site as late.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from ledger import clock
from ledger.clocks.months import months_after
from projections.answers.cases.periodic.cycle import Cycle
from projections.answers.cases.periodic.visit_standards import Length, VisitStandards
from projections.answers.cases.periodic.visits_made import Visit, visits_made
from projections.reading.query import Query
from projections.reading.select import select_stored
from projections.reading.stream import Row

_WARRANTY: Final = (
    *("status", "accepted_on", "customer_code", "product_code", "lot", "serial", "handler"),
    *("warranty_until", "warranty_months", "visit_cycle_months"),
)
_IN_WARRANTY, _AFTER, _USER_CYCLE, _CALL_CYCLE = 3, 6, 6, 1
_LONGEST: Final = 1200  # months; more is a mistake, and ends in no calendar
Lengths = Callable[[str], Length]


def visit_cycles(query: Query) -> Iterator[Cycle]:
    """Yield the visits that were and are due at the cut-off."""
    made = visits_made(query)
    standards = VisitStandards(query)
    ended = _ended(query)
    accepted: dict[str, str] = {}
    for warranty in query.rows("warranties", only=_WARRANTY):
        if warranty["accepted_on"] > query.today:
            continue
        customer = warranty["customer_code"]
        accepted[customer] = min(accepted.get(customer, warranty["accepted_on"]), warranty["accepted_on"])
        until = min(query.today, ended.get(warranty["warranty_no"], query.today))
        for serial in (warranty["serial"] or "").split(";"):
            rounds = _of_unit(warranty, serial or None, made.get(customer, []), standards, until)
            yield from _up_to(rounds, until, query.today)
    yield from _of_users(made, accepted, standards, query.today)


def _ended(query: Query) -> dict[str, str]:
    """Return the day on which a warranty was ended, of those that are: no round begins after it."""
    found: dict[str, str] = {}
    rows = select_stored(query, "warranties", ("warranty_no", "status", "event_time", "record_time"))
    for row in rows:  # by position: what is registered anew goes on
        if row["status"] == "ended":
            day = clock.day_of(row["event_time"] or row["record_time"], query.zone)
            found.setdefault(row["warranty_no"], day)
        else:
            found.pop(row["warranty_no"], None)
    return found


def _of_unit(
    warranty: Row, serial: str | None, visits: Iterable[Visit], standards: VisitStandards, last: str
) -> Iterator[Cycle]:
    """Yield the rounds of one unit: on site, and by telephone."""
    begun, until, customer = warranty["accepted_on"], warranty_end(warranty), warranty["customer_code"]
    own = [one for one in visits if begun <= one.on <= last and one.about(warranty, serial)]
    first = Cycle(
        "L-25",
        "warranties",
        warranty["warranty_no"],
        "visit on site",
        "上门回访",
        "service_manager",
        begun,
        None,
        owner=warranty["handler"],
        customer=customer,
        product=warranty["product_code"],
        lot=warranty["lot"],
        serial=serial,
    )

    def length(day: str) -> Length:
        if day > until:
            return standards.length("L-26", customer, day, _AFTER)
        stated = warranty["visit_cycle_months"]
        return (
            Length(stated) if stated and stated > 0 else standards.length("L-25", customer, day, _IN_WARRANTY)
        )

    for one in _chain(first, [visit for visit in own if visit.on_site], length, last):
        yield one if one.started_on <= until else one._replace(clock="L-26")
    calls = first._replace(clock="L-27", en="call the customer, track quality", zh="电话和质量跟踪回访")
    yield from _monthly(
        calls,
        [visit for visit in own if visit.call],
        lambda day: standards.length("L-27", customer, day, _CALL_CYCLE),
        last,
    )


def _up_to(rounds: Iterable[Cycle], last: str, today: str) -> Iterator[Cycle]:
    """Yield the rounds of a unit; where all ended on a day, none that could still have been met after it."""
    for one in rounds:
        if last == today or one.done_on is not None or (one.due_on or "") <= last:
            yield one


def warranty_end(warranty: Row) -> str:
    """Return the last day of a warranty: as stated, else by its months."""
    stated: str | None = warranty["warranty_until"]
    months = min(int(warranty["warranty_months"] or 0), _LONGEST)
    return stated or months_after(warranty["accepted_on"], months)


def _of_users(
    made: dict[str, list[Visit]], accepted: dict[str, str], standards: VisitStandards, today: str
) -> Iterator[Cycle]:
    """Yield the visits of users: from the first visit, the first unit, or when the house set it for them."""
    begun: dict[str, list[str]] = defaultdict(list)
    for customer, day in accepted.items():
        begun[customer].append(day)
    for customer, visits in made.items():
        begun[customer] += [one.on for one in visits if one.of_user][:1]
    for customer in standards.customers:
        since = standards.begins(customer)
        begun[customer] += [since] if since is not None and since <= today else []
    for customer, days in sorted(begun.items()):
        if not days:
            continue
        first = Cycle(
            "L-24",
            "customers",
            customer,
            "visit the user",
            "访问用户",
            "service_manager",
            min(days),
            None,
            customer=customer,
        )
        there = [one for one in made.get(customer, []) if one.on_site and one.on >= min(days)]

        def length(day: str, code: str = customer) -> Length:
            return standards.length("L-24", code, day, _USER_CYCLE)

        yield from _chain(first, there, length, today)


def _chain(first: Cycle, made: Sequence[Visit], length: Lengths, last: str) -> Iterator[Cycle]:
    """Yield one round after the other: a visit ends those that it comes too late for, and begins the next.

    Rounds follow upon each other as long as nobody comes, each with its own last day. A visit on the very day
    on which it all begins is where it begins.
    """
    started, agreed = first.started_on, None
    for one in made:
        if one.on == first.started_on:
            agreed = one.next_on
            continue
        rounds = list(_rounds(first, started, agreed, length, one.on))
        yield from (each._replace(done_on=one.on, done_position=one.position) for each in rounds)
        started, agreed = one.on, one.next_on
    yield from _rounds(first, started, agreed, length, last)


def _rounds(first: Cycle, started: str, agreed: str | None, length: Lengths, until: str) -> Iterator[Cycle]:
    """Yield the rounds from a day on that have run out before another; if none has, the one that runs."""
    origin, times, each, due = started, 0, length(started), started
    while True:
        begun, now = due, length(due)
        if now != each:
            origin, times, each = begun, 0, now
        times += 1
        due = agreed if agreed is not None and agreed > started else each.after(origin, times)
        if due >= until and begun != started:
            return
        yield first.again(begun, due, each.standard)
        if due >= until:
            return
        if agreed is not None:
            origin, times, agreed = due, 0, None


def _monthly(first: Cycle, made: Sequence[Visit], length: Lengths, last: str) -> Iterator[Cycle]:
    """Yield a round for every calendar month after that of the beginning, each met by its own calls.

    A cycle of several months takes so many of them together, one in days begins a round when one ends.
    """
    begin = months_after(f"{first.started_on[:7]}-01", 1)
    place = number = 0
    while begin <= last:
        each, number = length(begin), number + 1
        following = each.after(begin)
        due = _day_before(following)
        while place < len(made) and made[place].on < begin:
            place += 1
        done = made[place] if place < len(made) and made[place].on <= due else None
        yield first.again(
            begin,
            due,
            each.standard,
            done_on=done.on if done else None,
            done_position=done.position if done else None,
            number=number,
        )
        begin = following


@lru_cache(maxsize=4096)
def _day_before(day: str) -> str:
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()
