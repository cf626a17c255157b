"""Temperatures and humidity: what a product, a place or a reading permits, and what lies outside."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


class Range(NamedTuple):
    """What is permitted, as written; an end that is None bounds nothing."""

    low: str | None
    high: str | None

    @property
    def bounded(self) -> bool:
        """Whether either end is given."""
        return self.low is not None or self.high is not None

    def excludes(self, value: str | Decimal) -> bool:
        """Return whether a value lies outside."""
        number = Decimal(value)
        below = self.low is not None and number < Decimal(self.low)
        return below or (self.high is not None and number > Decimal(self.high))

    def within(self, outer: Range) -> bool:
        """Return whether everything this range permits is permitted by another one."""
        low_fits = outer.low is None or (self.low is not None and Decimal(self.low) >= Decimal(outer.low))
        high_fits = outer.high is None or (
            self.high is not None and Decimal(self.high) <= Decimal(outer.high)
        )
        return low_fits and high_fits

    def __str__(self) -> str:
        return f"{self.low or '—'}~{self.high or '—'}"


def permitted(data: Mapping[str, Any], what: str = "temperature") -> Range:
    """Return what a row permits: of a product, a place or a reading; `what` is temperature or humidity."""
    return Range(data.get(f"{what}_min"), data.get(f"{what}_max"))


def narrowest(ranges: Iterable[Range]) -> Range:
    """Return what all of the ranges permit."""
    given = list(ranges)
    lows = [one.low for one in given if one.low is not None]
    highs = [one.high for one in given if one.high is not None]
    return Range(max(lows, key=Decimal, default=None), min(highs, key=Decimal, default=None))


def out_of_range(reading: Mapping[str, Any], limits: Mapping[str, Any]) -> tuple[str, str, Range] | None:
    """Return what of a reading lies outside its limits, the value and the limits; None where nothing does."""
    for what in ("temperature", "humidity"):
        value, limit = reading.get(what), permitted(limits, what)
        if value is not None and limit.excludes(value):
            return what, value, limit
    return None


def numbers_in(text: str) -> list[str]:
    """Return the temperatures that a text names: `2.1～7.8℃` are two; a range sign is no minus."""
    plain = re.sub(r"(?<=[\d℃C°])\s*[-–—~～至到]\s*(?=-?\d)", " ", text)
    return _NUMBER.findall(plain)
