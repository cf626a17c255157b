"""Numbers of new documents: the next free one of a table's pattern.

What a decision assigns is part of the very append that uses it, so two writers never assign one number: the
second is overtaken and decides again. Kept is only how far the numbers under a prefix are known to be taken
(`z table prefix suffix`); without it the records themselves are asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ledger.deciding.rule_settings import NO_FACTS, value
from ledger.events.base import Table
from ledger.state.keys import document_prefix, record_key_of, register_key
from ledger.state.kinds import NUMBER, SEPARATOR
from ledger.state.repository import State

_FIELD = re.compile(r"\{(yyyymmdd|yyyymm|yymmdd|yyyy|yy|mm|dd|seq(\d+))\}")
_UNLESS = " unless "
_REMARK = re.compile(r"[\s;；,，]")
_WIDTHS = {
    "yyyymmdd": (0, 8),
    "yyyymm": (0, 6),
    "yymmdd": (2, 8),
    "yyyy": (0, 4),
    "yy": (2, 4),
    "mm": (4, 6),
    "dd": (6, 8),
}


@dataclass(frozen=True, slots=True)
class Pattern:
    """How the numbers of a day look: what stands before and behind the sequence, and its least width."""

    before: str
    width: int
    after: str

    def number(self, sequence: int) -> str:
        """Return the number of a sequence; a pattern without one has a single number."""
        return f"{self.before}{sequence:0{self.width}d}{self.after}" if self.width else self.before

    def sequence(self, number: str) -> int | None:
        """Return the sequence that a number has under this pattern, if it is of it."""
        middle = number[len(self.before) : len(number) - len(self.after)]
        fits = number.startswith(self.before) and number.endswith(self.after)
        return (
            int(middle)
            if fits and len(middle) >= self.width and middle.isascii() and middle.isdecimal()
            else None
        )


def pattern_on(text: str, day: str) -> Pattern | None:
    """Return a pattern as it is on a day, or None where it asks for what nobody knows.

    >>> pattern_on("XS-{yyyymmdd}-{seq3}", "2026-05-01")
    Pattern(before='XS-20260501-', width=3, after='')
    """
    stated = _REMARK.split(text.strip(), maxsplit=1)[0]
    if not _FIELD.search(stated):
        return None
    before, width, after = "", 0, ""
    digits = day.replace("-", "")
    place = 0
    for field in _FIELD.finditer(stated):
        plain = stated[place : field.start()]
        if field[2]:
            if width:
                return None
            before, after, width = before + after + plain, "", int(field[2])
        else:
            first, last = _WIDTHS[field[1]]
            after += plain + digits[first:last]
        place = field.end()
    after += stated[place:]
    if not width:
        before, after = after, ""
    return None if "{" in before + after or (width > 18) else Pattern(before, width, after)


class Numbers:
    """Assigns numbers within one decision."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._assigned: dict[str, int] = {}

    def following(self, table: Table, day: str) -> str | None:
        """Return the next free number of a table, or None where it has no pattern to take it from.

        Where the pattern is for houses without codes of their own, one that has some is assigned none.

        Args:
            table: The table.
            day: The business day of the document.
        """
        pattern = self._pattern(table, day)
        if pattern is None:
            return None
        if not pattern.width:
            return None if _taken(self._state, table, pattern.before) else pattern.before
        key = NUMBER.key(table.key, pattern.before, pattern.after)
        last = self._assigned.get(key)
        if last is None:
            kept: int | None = self._state.get(key)
            last = self._highest(table, pattern) if kept is None else kept
        if last == 0 and _UNLESS in table.numbering and self._has_own_codes(table):
            return None
        last += 1
        while _taken(self._state, table, pattern.number(last)):
            last += 1
        self._assigned[key] = last
        return pattern.number(last)

    def settle(self) -> None:
        """Keep how far the numbers are taken, now that they are."""
        for key, last in self._assigned.items():
            self._state.put(key, last)

    def _pattern(self, table: Table, day: str) -> Pattern | None:
        setting = value(table.key, day, NO_FACTS, self._state)
        return pattern_on(setting if setting is not None else table.numbering, day)

    def _highest(self, table: Table, pattern: Pattern) -> int:
        numbers = _numbers(self._state, table, pattern.before)
        return max((one for number in numbers if (one := pattern.sequence(number))), default=0)

    def _has_own_codes(self, table: Table) -> bool:
        return next(self._state.scan(register_key(table.key, "")), None) is not None


def _numbers(state: State, table: Table, before: str) -> Iterator[str]:
    """Yield the numbers in use that start with a text."""
    prefix = register_key(table.key, before) if table.kind == "register" else record_key_of(table.key, before)
    for key, _ in state.scan(prefix):
        yield key.split(SEPARATOR)[2]


def _taken(state: State, table: Table, number: str) -> bool:
    if table.kind == "register":
        return state.register(table.key, number) is not None
    if len(table.identity) == 1:
        return state.get(record_key_of(table.key, number)) is not None
    return next(state.scan(document_prefix(table.key, number)), None) is not None
