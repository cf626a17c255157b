"""From counted cases to figures: periods, groups, rates, thresholds, breaches, and the cases behind them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from operator import attrgetter
from typing import Any, Final

from ledger.state.quantities import ZERO, plain
from projections.answers.indicators.figures import share
from projections.answers.indicators.indicator import Indicator
from projections.answers.indicators.periods import Period
from projections.answers.indicators.registry import INDICATORS
from projections.answers.indicators.sources import Sources
from projections.answers.indicators.terms import Counted
from projections.reading.query import Query

# What a case adds, and to which results.
_ADDS: Final = attrgetter("day", "groups", "part", "whole", "breach", "apart")


@dataclass(slots=True)
class Result:
    """What an indicator is in one period for the whole house or one group.

    Attributes:
        indicator: Which.
        period: Of what days.
        group: Which group; None is the whole house.
        part: The numerator.
        whole: The denominator; of a count it means nothing.
        breaches: How many cases break the limit.
        apart: How many cases are counted beside it, by why nobody can tell of them.
        cases: The cases behind it, in the order in which they count.
    """

    indicator: Indicator
    period: Period
    group: str | None
    part: Decimal = ZERO
    whole: Decimal = ZERO
    breaches: int = 0
    apart: Counter[str] = field(default_factory=Counter)
    cases: list[Counted] = field(default_factory=list)

    def add(self, many: int, part: Decimal, whole: Decimal, *, breach: bool, apart: str | None) -> None:
        """Count so many cases that are alike."""
        if apart is not None:
            self.apart[apart] += many
            return
        self.part += part * many
        self.whole += whole * many
        self.breaches += breach * many

    @property
    def value(self) -> str | None:
        """The figure itself: a share to four places, None without a denominator, or a count."""
        return share(self.part, self.whole) if self.indicator.unit == "rate" else plain(self.part)

    def met(self, sources: Sources) -> tuple[str | None, bool | None]:
        """Return the threshold in words, and whether it is met; None where there is nothing to judge."""
        wanted = sources.settings.threshold(self.indicator, min(self.period.last, sources.query.today))
        if wanted is None:
            return None, None
        if self.indicator.unit != "rate":
            return wanted.text, wanted.met(Fraction(self.part))
        if not self.whole:
            return wanted.text, None
        return wanted.text, wanted.met(Fraction(self.part) / Fraction(self.whole))


def results(
    query: Query, wanted: Collection[str] = (), sources: Sources | None = None, *, with_cases: bool = True
) -> Iterator[tuple[Result, Sources]]:
    """Yield what every indicator is, by period, indicator and group; the whole house comes first.

    Args:
        query: The question; its filters may ask for a period.
        wanted: Ids of indicators; none for all.
        sources: Where to read, if something was read already.
        with_cases: Keep the cases behind each result, not only what they add up to.
    """
    sources = sources or Sources(query, summed=not with_cases)
    found: dict[tuple[Period, str, str], Result] = {}
    chosen = [one for one in INDICATORS if not wanted or one.id in wanted]
    for indicator in chosen:
        counting = _Counting(indicator, sources, found)
        counting.keep() if with_cases else counting.count()
    if sources.periods.only is not None:
        for indicator in chosen:
            key = (sources.periods.only, indicator.id, "")
            found.setdefault(key, Result(indicator, sources.periods.only, None))
    for key in sorted(found):
        yield found[key], sources


class _Counting:
    """Adds the cases of an indicator to what is found of it."""

    def __init__(
        self, indicator: Indicator, sources: Sources, found: dict[tuple[Period, str, str], Result]
    ) -> None:
        self._indicator = indicator
        self._sources = sources
        self._found = found

    def count(self) -> None:
        """Count what they add up to: most add what others of their day and groups do."""
        self._add(self._indicator.counted(self._sources))

    def keep(self) -> None:
        """Count them, and keep each of them behind its results."""
        cases = list(self._indicator.counted(self._sources))
        self._add(cases)
        concerned: dict[tuple[str | None, tuple[str, ...]], list[Result]] = {}
        for case in cases:
            found = concerned.get((case.day, case.groups))
            if found is None:
                found = concerned[case.day, case.groups] = self._results(case.day, case.groups)
            if case.number is not None:
                for result in found:
                    result.cases.append(case)

    def _add(self, counted: Iterable[Counted]) -> None:
        alike: Counter[tuple[Any, ...]] = Counter()
        for one in counted:
            alike[_ADDS(one)] += one.many
        for (day, groups, part, whole, breach, apart), many in alike.items():
            for result in self._results(day, groups):
                result.add(many, part, whole, breach=breach, apart=apart)

    def _results(self, day: str | None, groups: tuple[str, ...]) -> list[Result]:
        """Return those that a case counts in: of the whole house, and of each of its groups."""
        period = self._sources.period(day)
        if period is None:
            return []
        return [self._result(period, group) for group in (None, *groups)]

    def _result(self, period: Period, group: str | None) -> Result:
        key = period, self._indicator.id, group or ""
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = Result(self._indicator, period, group)
        return found


def row(result: Result, sources: Sources) -> dict[str, Any]:
    """Return a result as a row of `kpi_results`."""
    threshold, met = result.met(sources)
    rate = result.indicator.unit == "rate"
    return {
        "kpi_key": result.indicator.id,
        "kpi_name": result.indicator.zh,
        "period_from": result.period.first,
        "period_to": result.period.last,
        "group_code": result.group,
        "numerator": plain(result.part),
        "denominator": plain(result.whole) if rate else None,
        "denominator_note": f"{result.indicator.whole_zh} {result.indicator.whole_en}",
        "kpi_value": result.value,
        "threshold": threshold,
        "met": met,
        "breach_count": result.breaches,
        "time_unknown": result.apart["time_unknown"],
        "before_start": result.apart["before_start"],
    }


def behind(found: Sequence[Result]) -> Iterator[dict[str, Any]]:
    """Yield the cases behind some results: which row of which table, what it adds, whether it is a breach."""
    for result in found:
        for one in sorted(result.cases, key=_place):
            yield {
                "kpi_key": result.indicator.id,
                "group_code": result.group,
                "period_from": result.period.first,
                "period_to": result.period.last,
                "counted_on": one.day,
                "subject_table": one.table,
                "subject_no": one.number,
                "line": one.line,
                "in_numerator": bool(one.part) and one.apart is None,
                "in_denominator": _divides(one) if result.indicator.unit == "rate" else None,
                "breach": one.breach,
                "remark": one.note,
                "counted_apart": one.apart,
            }


def _divides(one: Counted) -> bool:
    return bool(one.whole) and one.apart is None


def _place(one: Counted) -> tuple[str, str, str, int, str]:
    return (one.day or "", one.table, one.number or "", one.line or 0, one.note or "")
