"""Indicators by period and group (服务质量指标): numerator, denominator in words, value, threshold, breaches.

A period is a month, or the one that `period_from` and `period_to` ask for. A row without a group is about the
whole house; others are about one technician, zone, urgency and the like (`technician:E3`). A rate without a
denominator has no value. What each indicator counts is data: :mod:`projections.answers.indicators`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from projections.answers.indicators.measuring import results, row
from projections.reading.query import Query


def rows(query: Query) -> Iterator[dict[str, Any]]:
    """Yield one row per period, indicator and group."""
    wanted = {key for key in query.values("kpi_key") if key}
    for result, sources in results(query, wanted, with_cases=False):
        yield row(result, sources)
