"""Every indicator of the catalogue, K-01 to K-28, in order."""

from __future__ import annotations

from typing import Final

from projections.answers.indicators import complaining, control, faults, satisfaction, timeliness, trade
from projections.answers.indicators.indicator import Indicator

INDICATORS: Final[tuple[Indicator, ...]] = tuple(
    sorted(
        (
            *timeliness.INDICATORS,
            *satisfaction.INDICATORS,
            *complaining.INDICATORS,
            *faults.INDICATORS,
            *trade.INDICATORS,
            *control.INDICATORS,
        ),
        key=lambda one: one.id,
    )
)
BY_ID: Final = {one.id: one for one in INDICATORS}
