"""How often customers are visited, as the house has set it: by clock, class and grade of the customer.

A row of `service_standards` of kind `visit` sets a cycle: in months, years or days, for the clock that it
names (`clock_id`; without one the visits of users, L-24), for customers of the class and grade that it names.
It binds rounds that begin while it is in force, and a customer counts by the grade of that day: what is set
or graded later changes no round before it.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from functools import cache, cached_property
from typing import Any, Final, NamedTuple

from ledger import clock
from ledger.clocks.months import months_after
from ledger.when import LAST_DAY
from projections.reading.query import Query
from projections.reading.select import select_stored
from projections.reading.stream import Row

USERS: Final = "L-24"
_MONTHS: Final = {"month": 1, "year": 12}
_STANDARD: Final = (
    *("standard_kind", "clock_id", "customer_class", "customer_grade", "limit_value", "limit_unit"),
    *("priority", "effective_from", "effective_until"),
)
_GRADED: Final = ("customer_code", "customer_class", "grade", "event_time", "record_time")


class Length(NamedTuple):
    """How long a round is.

    Attributes:
        size: How many months, or days.
        months: Whether months are counted.
        standard: Number of the standard that sets it, None where the source does.
    """

    size: int
    months: bool = True
    standard: str | None = None

    def after(self, day: str, times: int = 1) -> str:
        """Return the last day of a round that begins on a day, or of the last of several."""
        if self.months:
            return months_after(day, self.size * times)
        return (date.fromisoformat(day) + timedelta(days=self.size * times)).isoformat()


class VisitStandards:
    """The cycles and priorities that the house has set.

    Args:
        query: How far to look.
    """

    def __init__(self, query: Query) -> None:
        self._query = query
        self._shown: dict[str, tuple[str | None, int | None]] = {}

    def length(self, of_clock: str, customer: str, day: str, usual: int) -> Length:
        """Return how long the round of a clock is that begins on a day.

        Args:
            of_clock: `L-24` to `L-27`.
            customer: Code of the customer.
            day: First day of the round.
            usual: Months where the house has set nothing.
        """
        if not self._cycles:
            return _of_months(usual)
        set_for = [one for one in self._cycles if (one["clock_id"] or USERS) == of_clock]
        best = self._best(set_for, customer, day)
        if best is None:
            return _of_months(usual)
        count = int(Decimal(best["limit_value"]))
        unit = best["limit_unit"]
        return Length(count * _MONTHS.get(unit, 1), unit in _MONTHS, best["standard_no"])

    def begins(self, customer: str) -> str | None:
        """Return from when the house has it that a customer of this grade or class is visited, if it has."""
        found = []
        changes = [clock.day_of(since, self._query.zone) for since, _ in self._versions.get(customer, [])]
        for one in self._cycles:
            first, last = one["effective_from"], one["effective_until"] or LAST_DAY
            if (one["clock_id"] or USERS) == USERS and _is_by_kind(one):
                days = (day for day in sorted({first, *changes}) if first <= day <= last)
                found += [day for day in days if self._fits(one, customer, day)][:1]
        return min(found, default=None)

    def shown(self, customer: str | None, day: str) -> tuple[str | None, int | None]:
        """Return the grade of a customer on a day, and the rank that the house gives such customers."""
        if customer is None:
            return None, None
        found = self._shown.get(customer)
        if found is None:
            best = self._best([one for one in self._rows if one["priority"] is not None], customer, day)
            rank = None if best is None else int(best["priority"])
            found = self._shown[customer] = (self._at(customer, day).get("grade"), rank)
        return found

    @property
    def customers(self) -> list[str]:
        """The customers that are graded or classed, where a cycle is set by that."""
        return sorted(self._versions) if any(map(_is_by_kind, self._cycles)) else []

    def _best(self, rows: list[Row], customer: str, day: str) -> Row | None:
        """Return of the rows in force the one that says most of the customer, of these the newest."""
        fitting = [
            one
            for one in rows
            if one["effective_from"] <= day <= (one["effective_until"] or day)
            and self._fits(one, customer, day)
        ]
        return max(fitting, key=_rank, default=None)

    def _fits(self, row: Row, customer: str, day: str) -> bool:
        asked = {"grade": row["customer_grade"], "customer_class": row["customer_class"]}
        wanted = {key: value for key, value in asked.items() if value is not None}
        return not wanted or wanted.items() <= self._at(customer, day).items()

    def _at(self, customer: str, day: str) -> dict[str, Any]:
        """Return what a customer was on a day; before the first version what that one says."""
        versions = self._versions.get(customer, [])
        end = clock.end_of(day, self._query.zone)
        known = [said for since, said in versions if since <= end]
        return known[-1] if known else versions[0][1] if versions else {}

    @cached_property
    def _rows(self) -> list[Row]:
        return list(self._query.rows("service_standards", only=_STANDARD))

    @cached_property
    def _cycles(self) -> list[Row]:
        return [one for one in self._rows if one["standard_kind"] == "visit" and _is_cycle(one)]

    @cached_property
    def _versions(self) -> dict[str, list[tuple[str, dict[str, Any]]]]:
        found: dict[str, list[tuple[str, dict[str, Any]]]] = defaultdict(list)
        for row in select_stored(self._query, "customers", _GRADED):
            said = {"grade": row["grade"], "customer_class": row["customer_class"]}
            found[row["customer_code"]].append((row["event_time"] or row["record_time"], said))
        for versions in found.values():
            versions.sort(key=lambda one: one[0])
        return found


@cache
def _of_months(size: int) -> Length:
    return Length(size)


def _rank(row: Row) -> tuple[int, str, int]:
    said = sum(row[key] is not None for key in ("customer_grade", "customer_class"))
    return said, row["effective_from"], row["position"]


def _is_by_kind(row: Row) -> bool:
    return bool(row["customer_grade"] or row["customer_class"])


def _is_cycle(row: Row) -> bool:
    try:
        value = Decimal(str(row["limit_value"]))
    except InvalidOperation:
        return False
    return row["limit_unit"] in {*_MONTHS, "day"} and value == value.to_integral_value() and value >= 1
