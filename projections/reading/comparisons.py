"""Filters that compare: not before, not after, contains. They say to the database no less than what fits.

A bound on a date reaches from the start of its day, or to its end; a month alone from its first day, or to
its last. Numbers are compared as numbers, all else by code point; blank fits no bound. Text contains a text
whatever the case of its Latin letters and the width of its brackets.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

import sqlalchemy as sa

from ledger import clock
from projections.reading.filters import Filter

FROM: Final = ">="
TO: Final = "<="
CONTAINS: Final = "~"
DAY: Final = len("2026-05-01")
NUMBERS: Final = frozenset({"integer", "decimal", "money"})
_LOWER: Final = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")
_FULL_WIDTH: Final = str.maketrans("()", "（）")
_HALF_WIDTH: Final = str.maketrans("（）", "()")


@dataclass(slots=True)
class Bound(Filter):
    """A bound that the value of a column must keep.

    Attributes:
        bound: In the stored form: a text, a day, a time, or a number as text.
        upward: Whether values must not be less; else not more.
        blank: Whether a blank keeps it: what has no business time counts from always.
    """

    bound: str = ""
    upward: bool = True
    blank: bool = False

    @property
    def takes_blank(self) -> bool:
        """Whether a blank fits."""
        return self.blank

    def condition(self, table: sa.FromClause) -> sa.ColumnElement[bool]:
        """Return what the database can say about it."""
        if self.is_personal or self.type == "list":
            return sa.true()
        stored = table.c[self.key]
        if self.type in NUMBERS:
            kept = self._keeps(sa.cast(stored, sa.Double), float(self.bound))
        elif self.type == "datetime":
            days = sa.and_(sa.func.length(stored) == DAY, self._keeps(stored, self._day))
            times = sa.and_(sa.func.length(stored) > DAY, self._keeps(stored, self._time))
            kept = sa.or_(days, times)
        else:
            kept = self._keeps(stored, self.bound)
        return sa.or_(stored.is_(None), kept) if self.blank else kept

    def fits_value(self, found: Any) -> bool:
        """Return whether the value that a finished row shows keeps the bound."""
        if found is None:
            return self.blank
        if isinstance(found, list):
            return any(self.fits_value(one) for one in found)
        if self.type in NUMBERS:
            return bool(self._keeps(Decimal(str(found)), Decimal(self.bound)))
        text = str(found)
        if self.type != "datetime":
            # A view may show a month, or a time, where a day is asked for.
            return bool(self._keeps(text[: len(self.bound)], self.bound[: len(text)]))
        if len(text) <= DAY:
            return bool(self._keeps(text, self._day[: len(text)]))
        return bool(self._keeps(clock.stored(datetime.fromisoformat(text)), self._time))

    @property
    def _day(self) -> str:
        return self.bound if len(self.bound) == DAY else clock.day_of(self.bound, self.zone)

    @property
    def _time(self) -> str:
        if len(self.bound) > DAY:
            return self.bound
        return (clock.start_of if self.upward else clock.end_of)(self.bound, self.zone)

    def _keeps(self, value: Any, bound: Any) -> Any:
        return value >= bound if self.upward else value <= bound


@dataclass(slots=True)
class Containing(Filter):
    """Texts of which the value of a column must contain one."""

    texts: list[str] = field(default_factory=list)

    def join(self, other: Filter) -> None:
        """Let the texts of another filter of the same column fit as well."""
        self.typed += other.typed
        self.texts += other.texts if isinstance(other, Containing) else []

    def condition(self, table: sa.FromClause) -> sa.ColumnElement[bool]:
        """Return what the database can say about it."""
        if self.is_personal or self.type == "datetime":
            return sa.true()
        lowered = sa.func.lower(sa.cast(table.c[self.key], sa.Text))
        if self.type == "list":  # JSON text: a quote or a backslash stands there otherwise
            plain = [one for one in self.texts if '"' not in one and "\\" not in one]
            if len(plain) < len(self.texts):
                return sa.true()
        wanted = dict.fromkeys(form for one in self.texts for form in _forms(one))
        return sa.or_(*(lowered.contains(form, autoescape=True) for form in wanted))

    def fits_value(self, found: Any) -> bool:
        """Return whether the value that a finished row shows contains one of the texts."""
        if found is None:
            return False
        values = found if isinstance(found, list) else [found]
        return any(_contains(str(value), one) for value in values for one in self.texts)


def _forms(text: str) -> tuple[str, ...]:
    """Return the forms of a text that the database looks for: as given, brackets half and full width."""
    lowered = text.translate(_LOWER)
    return lowered, lowered.translate(_HALF_WIDTH), lowered.translate(_FULL_WIDTH)


def _contains(value: str, text: str) -> bool:
    lowered = value.translate(_LOWER)
    return any(form in lowered for form in _forms(text))
