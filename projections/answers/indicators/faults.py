"""Faults from whatever record tells of them, and the same fault come again (K-10, K-13).

A fault is a repair call; a service record of a fault that no repair call stands for; a complaint about a
product that no repair call stands for. The same fault is one of the same product and cause on the same unit
or in the same lot. From how many within how many days on it is a repeat, the house may set.

Each is told as its matter stood at the end of the period in which it counts: a cause that is found later, or
a repair ordered later for a complaint, changes nothing of that period. A fault counts once: the repair of a
complaint that counted in an earlier period is no other fault.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, takewhile
from operator import attrgetter
from typing import Any, Final

from ledger.events.case import merge_stages
from ledger.when import LAST_DAY
from projections.answers.indicators.indicator import Indicator
from projections.answers.indicators.periods import day_of, earlier
from projections.answers.indicators.sources import Course, Sources
from projections.answers.indicators.terms import ONE, Choice, Counted
from projections.answers.indicators.timeliness import unissued
from projections.reading.stream import Row

WINDOW: Final = Choice(
    "K-13.WINDOW",
    "90",
    (),
    "同一故障在多少天内再次出现算重复",
    "within how many days the same fault is a repeat",
)
MORE_THAN: Final = Choice(
    "K-13.MORE_THAN",
    "1",
    (),
    "同一故障在该天数内超过几次算重复",
    "more than how many of the same fault in that time are a repeat",
)


@dataclass(slots=True)
class Fault:
    """One fault of one product.

    Attributes:
        day: When it was told.
        table: Which record tells of it.
        number: Of that record.
        row: That record, as it stood at the end of the period of that day.
        causes: The classes of cause that were told, each with its day, the oldest first.
        fed_back: Whether its analysis went to marketing.
        repeat: Whether the same fault had come before.
    """

    day: str
    table: str
    number: str
    row: Row
    causes: Sequence[tuple[str, str]]
    fed_back: bool = False
    repeat: bool = False

    @property
    def cause_class(self) -> str | None:
        """The class of its cause, None while nobody knows."""
        found: str | None = self.row.get("cause_class")
        return found

    @property
    def units(self) -> list[str]:
        """The units that it is of, as far as they are named."""
        return [one for one in (self.row.get("serial") or "").split(";") if one]

    @property
    def place(self) -> tuple[Any, ...]:
        """What it is ordered by."""
        return (self.day, self.table, self.number)

    def cause_by(self, day: str) -> str | None:
        """Return the class of its cause as it was known in the world at the end of a day."""
        return next((one for at, one in reversed(self.causes) if at <= day), None)


def faults(sources: Sources) -> list[Fault]:
    """Return every fault known, in the order of the days; repeats are marked."""
    return sources.once(_marked)


def _marked(sources: Sources) -> list[Fault]:
    complained = list(_complained(sources))
    found = [*complained, *_served(sources), *_called(sources, complained)]
    found.sort(key=attrgetter("place"))
    _mark(sources, found)
    return found


def _called(sources: Sources, complained: Sequence[Fault]) -> Iterator[Fault]:
    """Yield the repair calls, but for those of complaints that counted in an earlier period."""
    counted = {one.number: sources.until(one.day) for one in complained}
    for row, course in sources.courses("repairs"):
        number, day = row["repair_no"], day_of(row["requested_on"])
        if day is None or counted.get(row["complaint_no"] or "", LAST_DAY) < day:
            continue
        then = _as_of(course, sources.until(day), row)
        yield Fault(
            day, "repairs", number, then, _causes(course), fed_back=row["analysis_sent_at"] is not None
        )


def _served(sources: Sources) -> Iterator[Fault]:
    for row in sources.rows("service_records"):
        tells = row["cause_class"] is not None or row["service_kind"] == "repair"
        if row["repair_no"] is None and tells:
            day = row["service_on"]
            yield Fault(day, "service_records", row["service_no"], row, _causes(Course([(day, row)])))


def _complained(sources: Sources) -> Iterator[Fault]:
    """Yield the complaints about a product that no repair call stands for, as their periods ended."""
    called: dict[str, str] = {}
    for row in sources.rows("repairs"):
        if row["complaint_no"] is not None and row["requested_on"] is not None:
            day = str(day_of(row["requested_on"]))
            called[row["complaint_no"]] = min(day, called.get(row["complaint_no"], LAST_DAY))
    for row, course in sources.courses("complaints"):
        number, received = row["complaint_no"], day_of(row["received_on"])
        if received is None:
            continue
        for day in (received, *(at for at, _ in course.stages if at > received)):
            until = sources.until(day)
            then = _as_of(course, until, row)
            if then["product_code"] is None or not _of_product(then):
                continue
            if then["repair_no"] is None and called.get(number, LAST_DAY) > until:
                first = received if until == sources.until(received) else day
                yield Fault(first, "complaints", number, then, _causes(course))
            break


def _as_of(course: Course, day: str, newest: Row) -> Row:
    """Return a matter as it stood at the end of a day; what came of it is told as it is."""
    if course.straight and course.stages[-1][0] <= day:
        return newest
    stood = merge_stages(row for at, row in course.stages if at <= day)
    return {key: stood.get(key) for key in newest} | {"capa_no": newest.get("capa_no")}


def _causes(course: Course) -> list[tuple[str, str]]:
    return [(at, row["cause_class"]) for at, row in course.stages if row["cause_class"] is not None]


def _of_product(row: Row) -> bool:
    if row["nature"] is not None:
        return bool(row["nature"] == "quality")
    return bool(row["complaint_kind"] == "product")


def _mark(sources: Sources, found: list[Fault]) -> None:
    """Mark the repeats: those that had come often enough before, by the causes known as the period ended."""
    before: dict[tuple[Any, ...], list[Fault]] = defaultdict(list)
    for one in found:
        since, until = earlier(one.day, sources.number(WINDOW, one.day)), sources.until(one.day)
        enough = sources.number(MORE_THAN, one.day)
        one.repeat = one.row.get("repeat_of") is not None
        for key in _keys(one):
            same = (other for other in _since(before[key], since) if other.cause_by(until) == one.cause_class)
            one.repeat = one.repeat or sum(1 for _ in islice(same, enough)) >= enough
            before[key].append(one)


def _since(found: Sequence[Fault], day: str) -> Iterator[Fault]:
    """Yield the faults from a day on, the newest first."""
    return takewhile(lambda one: one.day >= day, reversed(found))


def _keys(one: Fault) -> Iterator[tuple[Any, ...]]:
    product, lot = one.row["product_code"], one.row["lot"]
    for serial in one.units:
        yield (product, "serial", serial)
    if lot is not None:
        yield (product, "lot", lot)


def _groups(one: Fault) -> tuple[str, ...]:
    cause = () if one.cause_class is None else (f"cause_class:{one.cause_class}",)
    return (f"product_code:{one.row['product_code']}", *cause)


def _counted(sources: Sources) -> Iterator[Counted]:
    for one in faults(sources):
        yield Counted(one.day, one.table, one.number, None, ONE, groups=_groups(one))
    yield from unissued(sources, "L-22")


def _repeated(sources: Sources) -> Iterator[Counted]:
    for one in faults(sources):
        if one.repeat:
            yield Counted(one.day, one.table, one.number, None, ONE, breach=True, groups=_groups(one))


INDICATORS: Final = (
    Indicator(
        "K-10",
        "故障次数（故障月度汇总）",
        "Monthly fault summary",
        "count",
        "期间内的故障数：报修、无报修单的维修和产品投诉，以期末所知为准；未及时汇总的为未达标",
        "faults of the period: repair calls, and repairs and complaints about products without a call, as "
        "they stood at its end; each counts once",
        "计数，不设分母",
        "a count: there is no denominator",
        "S0-3 §4.2.3",
        "fault_summaries",
        _counted,
        groups=("product_code", "cause_class"),
    ),
    Indicator(
        "K-13",
        "重复故障",
        "Repeated problems",
        "list",
        "期间内同一产品、同一原因在同一台或同一批上再次出现的故障；原因以期末所知为准",
        "faults of the period that had come before on the same unit or lot, of the same product and cause, "
        "as known at its end",
        "清单，不设分母",
        "a list: there is no denominator",
        "S4-F 4",
        "fault_summaries",
        _repeated,
        choices=(WINDOW, MORE_THAN),
        groups=("product_code", "cause_class"),
    ),
)
