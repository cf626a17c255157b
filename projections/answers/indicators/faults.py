"""Faults from whatever record tells of them, and the same fault come again (K-10, K-13).

A fault is a repair call; a service record of a fault that no repair call stands for; a complaint about a
product that no repair call stands for. The same fault is one of the same product and cause on the same unit
or in the same lot. From how many within how many days on it is a repeat, the house may set.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from projections.answers.indicators.indicator import Indicator
from projections.answers.indicators.periods import day_of, earlier
from projections.answers.indicators.sources import Sources
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
        row: That record.
        fed_back: Whether its analysis went to marketing.
        repeat: Whether the same fault had come before.
    """

    day: str
    table: str
    number: str
    row: Row
    fed_back: bool = False
    repeat: bool = False

    @property
    def cause_class(self) -> str | None:
        """The class of its cause, None while nobody knows."""
        found: str | None = self.row["cause_class"]
        return found

    @property
    def units(self) -> list[str]:
        """The units that it is of, as far as they are named."""
        return [one for one in (self.row["serial"] or "").split(";") if one]

    @property
    def place(self) -> tuple[Any, ...]:
        """What it is ordered by."""
        return (self.day, self.table, self.number)


def faults(sources: Sources) -> list[Fault]:
    """Return every fault known, in the order of the days; repeats are marked."""
    return sources.once(_marked)


def _marked(sources: Sources) -> list[Fault]:
    found = sorted(_told(sources), key=lambda one: one.place)
    _mark(sources, found)
    return found


def _told(sources: Sources) -> Iterator[Fault]:
    covered = {row["complaint_no"] for row in sources.rows("repairs")} - {None}
    for row in sources.rows("repairs"):
        day = day_of(row["requested_on"])
        if day is not None:
            yield Fault(day, "repairs", row["repair_no"], row, fed_back=row["analysis_sent_at"] is not None)
    for row in sources.rows("service_records"):
        tells = row["cause_class"] is not None or row["service_kind"] == "repair"
        if row["repair_no"] is None and tells:
            yield Fault(row["service_on"], "service_records", row["service_no"], row)
    for row in sources.rows("complaints"):
        day = day_of(row["received_on"])
        alone = row["repair_no"] is None and row["complaint_no"] not in covered
        about = row["product_code"] is not None and _of_product(row)
        if day is not None and alone and about:
            yield Fault(day, "complaints", row["complaint_no"], row)


def _of_product(row: Row) -> bool:
    if row["nature"] is not None:
        return bool(row["nature"] == "quality")
    return bool(row["complaint_kind"] == "product")


def _mark(sources: Sources, found: list[Fault]) -> None:
    before: dict[tuple[Any, ...], list[str]] = defaultdict(list)
    for one in found:
        since = earlier(one.day, sources.number(WINDOW, one.day))
        enough = sources.number(MORE_THAN, one.day)
        one.repeat = one.row.get("repeat_of") is not None
        for key in _keys(one):
            days = before[key]  # ascending, as the faults are
            same = len(days) - bisect_left(days, since)
            one.repeat = one.repeat or same >= enough
            days.append(one.day)


def _keys(one: Fault) -> Iterator[tuple[Any, ...]]:
    product, lot = one.row["product_code"], one.row["lot"]
    for serial in one.units:
        yield (product, one.cause_class, "serial", serial)
    if lot is not None:
        yield (product, one.cause_class, "lot", lot)


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
        "期间内的故障次数：报修、无报修单的维修服务和产品投诉；月初未出具汇总的为未达标",
        "faults of the period: repair calls, and repairs and complaints about products without a call",
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
        "期间内同一产品、同一原因在同一台或同一批上再次出现的故障",
        "faults of the period that had come before on the same unit or lot, of the same product and cause",
        "清单，不设分母",
        "a list: there is no denominator",
        "S4-F 4",
        "fault_summaries",
        _repeated,
        choices=(WINDOW, MORE_THAN),
        groups=("product_code", "cause_class"),
    ),
)
