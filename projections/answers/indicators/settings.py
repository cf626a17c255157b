"""What the house has set for its indicators: thresholds, and what the sources leave open.

A threshold is a row of `rule_settings` of kind `threshold` under the id of the indicator (`K-01`), else a row
of `service_standards` of kind `indicator` with that id as its number or name. What the sources leave open is
set by rows of `rule_settings` of kind `threshold`, too. What is in force on the last day of a period counts
for the period, so a change of mind changes no month before it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from fractions import Fraction
from functools import cached_property
from typing import Final

from projections.answers.indicators.terms import Choice, Measured, Threshold
from projections.reading import configured
from projections.reading.query import Query
from projections.reading.stream import Row

KINDS: Final = ("threshold",)
STANDARD: Final = "indicator"
_STANDARD: Final = ("standard_kind", "name", "threshold", "effective_from", "effective_until")
_SIGNS: Final = {
    ">=": (">=", "≥", "不低于", "不小于", "不少于", "至少"),
    "<=": ("<=", "≤", "不高于", "不大于", "不超过", "至多"),
    ">": (">", "大于", "高于", "超过"),
    "<": ("<", "小于", "低于", "少于"),
    "=": ("=", "等于"),
}
_NUMBER: Final = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*(%?)", re.ASCII)


class Settings:
    """What is set on which day.

    Args:
        query: How far to look.
    """

    def __init__(self, query: Query) -> None:
        self._query = query
        self._rules: dict[str, dict[str, str]] = {}
        self._chosen: dict[tuple[str, str], tuple[str, ...]] = {}

    def threshold(self, indicator: Measured, day: str) -> Threshold | None:
        """Return what an indicator should be on a day: as set by the house, else as the source says."""
        usual = indicator.threshold
        for text in (self._rule(indicator.id, day), *self._of_standards(indicator, day)):
            found = threshold(text, usual, rate=indicator.unit == "rate")
            if found is not None:
                return found
        return usual

    def chosen(self, choice: Choice, day: str) -> tuple[str, ...]:
        """Return what the house has chosen by a day, else the default; a value that means nothing is none."""
        found = self._chosen.get((choice.key, day))
        if found is None:
            found = self._chosen[choice.key, day] = _choice(choice, self._rule(choice.key, day))
        return found

    def ever_chosen(self, choice: Choice) -> set[tuple[str, ...]]:
        """Return all that may be chosen on any day: the default, and what the house has ever set."""
        texts = [row["value"] for row in self._ever_set if row["rule_key"] == choice.key]
        return {_choice(choice, text) for text in (None, *texts)}

    def number(self, choice: Choice, day: str) -> int:
        """Return a whole number that the house has chosen by a day, else the default."""
        text = self._rule(choice.key, day) or ""
        return int(text) if text.strip().isascii() and text.strip().isdigit() else int(choice.default)

    def _rule(self, key: str, day: str) -> str | None:
        rules = self._rules.get(day)
        if rules is None:
            rules = self._rules[day] = {
                row["rule_key"]: row["value"]
                for row in configured.on_day(self._ever_set, day)
                if row["setting"] == "value" and row["value"]
            }
        return rules.get(key)

    @cached_property
    def _ever_set(self) -> list[Row]:
        return configured.ever_set(self._query, KINDS)

    @cached_property
    def _standards(self) -> list[Row]:
        """What the house has set as a standard, the newest first."""
        found = [
            row
            for row in self._query.rows("service_standards", only=_STANDARD)
            if row["standard_kind"] == STANDARD and row["threshold"]
        ]
        found.sort(key=lambda row: (row["effective_from"], row["position"]), reverse=True)
        return found

    def _of_standards(self, indicator: Measured, day: str) -> Iterable[str]:
        names = {indicator.id, indicator.zh, indicator.en}
        return [
            row["threshold"]
            for row in self._standards
            if names & {row["standard_no"], row["name"]}
            and row["effective_from"] <= day <= (row["effective_until"] or day)
        ]


def _choice(choice: Choice, text: str | None) -> tuple[str, ...]:
    """Return what a text chooses, the default where it means nothing."""
    parts = tuple(part.strip() for part in re.split("[;；,，、]", text or "") if part.strip())
    if parts and (not choice.values or all(part in choice.values for part in parts)):
        return parts
    return tuple(choice.default.split(";"))


def threshold(text: str | None, usual: Threshold | None = None, *, rate: bool = True) -> Threshold | None:
    """Return the threshold that a text states, None if it states none.

    >>> threshold("大于95%").text, threshold("0.98", Threshold("<", Fraction(1))).text
    ('>95%', '<98%')

    Args:
        text: As somebody wrote it; a sign left out is that of the usual threshold, else at least.
        usual: The threshold that the source states.
        rate: Whether it is about a rate; one above 1 without a sign of per cent means so many per cent.
    """
    written = unicodedata.normalize("NFKC", text or "").strip()
    sign = usual.sign if usual is not None else ">="
    for one, words in _SIGNS.items():
        word = next((word for word in words if written.startswith(word)), None)
        if word is not None:
            sign, written = one, written.removeprefix(word).strip()
            break
    match = _NUMBER.fullmatch(written)
    if match is None:
        return None
    value = Fraction(match[1])
    if match[2] or (rate and value > 1):
        value /= 100
    return Threshold(sign, value, percent=rate)
