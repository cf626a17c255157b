"""Faults of a month by product, lot and cause (故障月度汇总), with what came again (S0-3 4.2.3, S4-F 4).

What a fault is, and when it is a repeat, is said in :mod:`projections.answers.indicators.faults`. A fault of
which nobody knows the cause yet has a blank class. A group shows the meeting that reviewed its month and the
corrective action that concerns it: the one its complaints name, the one about its product and lot that came
from a review of faults, or the one of that meeting.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from projections.answers.indicators.faults import Fault, faults
from projections.answers.indicators.periods import Period
from projections.answers.indicators.sources import Sources
from projections.reading.query import Query
from projections.reading.stream import Row

_Key = tuple[Period, str, str, str]


def rows(query: Query) -> Iterator[dict[str, Any]]:
    """Yield one row per month, product, lot and class of cause."""
    sources = Sources(query)
    groups: dict[_Key, list[Fault]] = defaultdict(list)
    for one in faults(sources):
        period = sources.period(one.day)
        if period is not None:
            product, lot = one.row["product_code"], one.row["lot"] or ""
            groups[period, product, lot, one.cause_class or ""].append(one)
    actions, meetings = _Actions(sources.rows("capa")), _Meetings(sources)
    for key in sorted(groups):
        yield _row(key, groups[key], meetings[key[0]], actions)


class _Meetings(dict[Period, Row | None]):
    """The review of faults of each period."""

    def __init__(self, sources: Sources) -> None:
        super().__init__()
        self._sources = sources

    def __missing__(self, period: Period) -> Row | None:
        found = self[period] = _meeting(self._sources, period)
        return found


def _row(key: _Key, found: Sequence[Fault], meeting: Row | None, actions: _Actions) -> dict[str, Any]:
    period, product, lot, cause_class = key
    return {
        "month": period.month,
        "product_code": product,
        "product_name": _last(found, "product_name"),
        "model": _last(found, "model"),
        "lot": lot or None,
        "cause_class": cause_class or None,
        "fault_count": len(found),
        "unit_count": len({unit for one in found for unit in one.units}),
        "repeat_count": sum(one.repeat for one in found),
        "in_warranty_count": sum(bool(one.row.get("in_warranty")) for one in found),
        "cause": _most(found),
        "feedback": _fed_back(found),
        "capa_no": actions.concerning(period, found, meeting),
        "meeting_no": meeting["meeting_no"] if meeting else None,
    }


def _last(found: Sequence[Fault], column: str) -> str | None:
    """Return what the newest fault says that says anything."""
    return next((one.row[column] for one in reversed(found) if one.row[column] is not None), None)


def _most(found: Sequence[Fault]) -> str | None:
    """Return the cause in words that is named most often."""
    causes = Counter(one.row["cause"] for one in found if one.row["cause"])
    return min(causes, key=lambda one: (-causes[one], one), default=None)


def _fed_back(found: Sequence[Fault]) -> str | None:
    """Return of how many faults the analysis went to marketing, of those that a repair call tells of."""
    calls = [one for one in found if one.table == "repairs"]
    if not calls:
        return None
    return f"已反馈{sum(one.fed_back for one in calls)}次，共{len(calls)}次"


def _meeting(sources: Sources, period: Period) -> Row | None:
    """Return the newest review of faults about a period: by its own period, else held in the month after."""
    reviews = [row for row in sources.rows("meetings") if row["meeting_kind"] == "fault_review"]
    about = [row for row in reviews if row["period_from"] and row["period_to"]]
    about = [row for row in about if row["period_from"] <= period.last and row["period_to"] >= period.first]
    if not about:
        following = _month_after(period.last)
        about = [row for row in reviews if not row["period_from"] and row["held_on"][:7] == following]
    return max(about, key=lambda row: (row["held_on"], row["meeting_no"]), default=None)


def _month_after(day: str) -> str:
    year, month = int(day[:4]), int(day[5:7])
    return f"{year + month // 12:04}-{month % 12 + 1:02}"


class _Actions:
    """The corrective actions, by the records that they name and by product."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._naming: dict[str, list[str]] = defaultdict(list)
        self._of_product: dict[str | None, list[Row]] = defaultdict(list)
        for row in rows:
            for name in {row["complaint_no"], row["subject_no"]} - {None}:
                self._naming[name].append(row["capa_no"])
            self._of_product[row["product_code"]].append(row)
        self._numbers = {row["capa_no"] for every in self._of_product.values() for row in every}

    def concerning(self, period: Period, found: Sequence[Fault], meeting: Row | None) -> str | None:
        """Return the corrective action that concerns a group, the surest first."""
        named = {str(one.row["capa_no"]) for one in found if one.row.get("capa_no")}
        surest = named & self._numbers
        for one in found:
            surest.update(self._naming.get(one.number, ()))
        for numbers in (surest, self._of_goods(period, found[0]), self._of_review(period, meeting)):
            if first := min(numbers, default=None):
                return first
        return min(named, default=None)

    def _of_goods(self, period: Period, fault: Fault) -> Iterator[str]:
        product, lot = fault.row["product_code"], fault.row["lot"]
        rows = self._since(period, product)
        return (row["capa_no"] for row in rows if row["lot"] in {lot, None})

    def _of_review(self, period: Period, meeting: Row | None) -> Iterator[str]:
        rows = () if meeting is None else self._since(period, None)
        return (row["capa_no"] for row in rows if meeting is not None and _came_of(row, meeting))

    def _since(self, period: Period, product: str | None) -> Iterator[Row]:
        rows = self._of_product.get(product, ())
        return (row for row in rows if (row["opened_on"] or "")[:10] >= period.first)


def _came_of(row: Row, meeting: Row) -> bool:
    return bool(row["meeting_no"] == meeting["meeting_no"] or row["capa_no"] == meeting["capa_no"])
