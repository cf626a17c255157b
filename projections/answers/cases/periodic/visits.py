"""Visits that are due: by the state of the warranty, and where a customer is visited at all.

S4-I 措施-6: on site every three months in warranty and every six months after, by telephone and for quality
tracking once a month; S1-E 4.1.3.4: users every half year. A visit that says itself when the next is due
(`next_due_on`) goes before the cycle.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Final, NamedTuple

from ledger.clocks.months import months_after
from projections.answers.cases.periodic.cycle import Cycle
from projections.reading.query import Query
from projections.reading.stream import Row

_ON_SITE: Final = frozenset({"on_site", "inspection", "quality_tracking"})
_TRACKING: Final = frozenset({"phone", "quality_tracking"})
_USER: Final = frozenset({"user_quality", "key_customer", "reception", "on_site", "phone"})
_SEEN: Final = ("customer_code", "product_code", "serial", "next_due_on")
_VISIT: Final = (*_SEEN, "visited_on", "visit_kind", "warranty_no")
_QUALITY_TRACKING: Final = (*_SEEN, "tracked_on")
_WARRANTY: Final = (
    *("status", "accepted_on", "customer_code", "product_code", "lot", "serial", "handler"),
    *("warranty_until", "warranty_months", "visit_cycle_months"),
)
_IN_WARRANTY, _AFTER = 3, 6
_USER_CYCLE, _TRACKING_CYCLE = 6, 1


class _Visit(NamedTuple):
    on: str
    kind: str
    customer: str
    product: str | None
    serial: str | None
    warranty: str | None
    next_on: str | None
    position: int


def visit_cycles(query: Query) -> Iterator[Cycle]:
    """Yield the visits that were and are due at the cut-off."""
    visits = _visits(query)
    by_customer: dict[str, list[_Visit]] = defaultdict(list)
    for one in visits:
        by_customer[one.customer].append(one)
    active: dict[str, Row] = {}
    for warranty in query.rows("warranties", only=_WARRANTY):
        if warranty["status"] == "ended" or warranty["accepted_on"] > query.today:
            continue
        yield from _of_warranty(warranty, by_customer[warranty["customer_code"]], query.today)
        until = _until(warranty)
        if until >= query.today:
            active.setdefault(warranty["customer_code"], warranty)
    for customer, warranty in sorted(active.items()):
        tracked = [one for one in by_customer[customer] if one.kind in _TRACKING]
        yield from _chain(
            Cycle(
                "L-27",
                "customers",
                customer,
                "call the customer, track quality",
                "电话和质量跟踪回访",
                "service_manager",
                warranty["accepted_on"],
                None,
                customer=customer,
                owner=warranty["handler"],
            ),
            tracked,
            lambda _day: _TRACKING_CYCLE,
            only_last=True,
        )
    for customer, made in sorted(by_customer.items()):
        of_users = [one for one in made if one.kind in _USER]
        if of_users and customer not in active:
            yield from _chain(
                Cycle(
                    "L-24",
                    "customers",
                    customer,
                    "visit the user",
                    "访问用户",
                    "service_manager",
                    of_users[0].on,
                    None,
                    customer=customer,
                ),
                of_users[1:],
                lambda _day: _USER_CYCLE,
                next_on=of_users[0].next_on,
            )


def _of_warranty(warranty: Row, visits: Iterable[_Visit], today: str) -> Iterator[Cycle]:
    until, months = _until(warranty), warranty["visit_cycle_months"]
    fitting = [one for one in visits if one.kind in _ON_SITE and _about(one, warranty)]

    def cycle(day: str) -> int:
        return (months or _IN_WARRANTY) if day <= until else _AFTER

    made = [one for one in fitting if one.on >= warranty["accepted_on"] and one.on <= today]
    for one in _chain(
        Cycle(
            "L-25",
            "warranties",
            warranty["warranty_no"],
            "visit on site",
            "上门回访",
            "service_manager",
            warranty["accepted_on"],
            None,
            owner=warranty["handler"],
            customer=warranty["customer_code"],
            product=warranty["product_code"],
            lot=warranty["lot"],
            serial=warranty["serial"],
        ),
        made,
        cycle,
    ):
        yield one if one.started_on <= until else one._replace(clock="L-26")


def _until(warranty: Row) -> str:
    stated: str | None = warranty["warranty_until"]
    return stated or months_after(warranty["accepted_on"], warranty["warranty_months"])


def _about(visit: _Visit, warranty: Row) -> bool:
    if visit.warranty is not None:
        return bool(visit.warranty == warranty["warranty_no"])
    if visit.product is not None and visit.product != warranty["product_code"]:
        return False
    return visit.serial is None or warranty["serial"] is None or visit.serial == warranty["serial"]


def _chain(
    first: Cycle,
    made: Iterable[_Visit],
    length: Callable[[str], int],
    *,
    only_last: bool = False,
    next_on: str | None = None,
) -> Iterator[Cycle]:
    """Yield one round after the other: each visit meets the round it falls into and begins the next."""
    started, agreed = first.started_on, next_on
    for one in made:
        due = agreed or months_after(started, length(started))
        if not only_last:
            yield first._replace(started_on=started, due_on=due, done_on=one.on, done_position=one.position)
        started, agreed = one.on, one.next_on
    yield first._replace(started_on=started, due_on=agreed or months_after(started, length(started)))


def _visits(query: Query) -> list[_Visit]:
    found = [
        _Visit(
            row["visited_on"],
            row["visit_kind"],
            row["customer_code"],
            row["product_code"],
            row["serial"],
            row["warranty_no"],
            row["next_due_on"],
            row["position"],
        )
        for row in query.rows("visits", only=_VISIT)
        if row["visited_on"] is not None and row["visited_on"] <= query.today
    ]
    found += [
        _Visit(
            row["tracked_on"],
            "quality_tracking",
            row["customer_code"],
            row["product_code"],
            row["serial"],
            None,
            row["next_due_on"],
            row["position"],
        )
        for row in query.rows("quality_trackings", only=_QUALITY_TRACKING)
        if row["tracked_on"] <= query.today
    ]
    return sorted(found, key=lambda one: (one.on, one.position))
