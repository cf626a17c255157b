"""Ranges of serials, written `A0001..A0350`: every serial of the same beginning whose number lies between.

What counts is the number, not how it is written: `A7` and `A007` both lie in `A0001..A0350`. A range may be
huge: whoever uses one asks of a serial whether it lies in it, and never lists what does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final, NamedTuple

from ledger.errors import CommandError, Problem

SIGN: Final = ".."
RANGE_UNREADABLE: Final = Problem(
    "serial_range_unreadable",
    "读取序列号范围：应为以数字结尾的首尾两个序列号，例如 A0001..A0350，实际为“{text}”。",
    "Reading a range of serials: expected two that end in digits, like A0001..A0350, got {text!r}.",
    "改正后再试；单个序列号逐个给出。",
    "Correct it and try again; give single serials one by one.",
)
RANGE_OF_TWO: Final = Problem(
    "serial_range_of_two",
    "读取序列号范围：首尾序列号的开头应相同，实际为“{first}”和“{last}”。",
    "Reading a range of serials: expected both ends to begin alike, got {first!r} and {last!r}.",
    "每个范围只写一种开头的序列号；可给出多个范围。",
    "Write a range for each beginning; several may be given.",
)
RANGE_REVERSED: Final = Problem(
    "serial_range_reversed",
    "读取序列号范围：起始序列号应不大于截止序列号，实际为“{text}”。",
    "Reading a range of serials: expected the lower one first, got {text!r}.",
    "对调首尾后再试。",
    "Swap the two ends and try again.",
)
_numbered = re.compile("(.*?)([0-9]+)", re.DOTALL).fullmatch


class SerialRange(NamedTuple):
    """A range of serials.

    Attributes:
        prefix: What every serial of it begins with, up to the number at its end.
        first: The lowest number.
        last: The highest number.
    """

    prefix: str
    first: tuple[int, str]
    last: tuple[int, str]

    def holds(self, serial: str) -> bool:
        """Return whether a serial lies in the range, its ends among it."""
        number = self.number(serial)
        return number is not None and self.first <= number <= self.last

    def number(self, serial: str) -> tuple[int, str] | None:
        """Return the number of a serial as numbers compare; None where it begins otherwise or has none."""
        match = _numbered(serial)
        return _number(match[2]) if match is not None and match[1] == self.prefix else None


def is_range(text: str) -> bool:
    """Return whether a text has the sign of a range; whether it is a good one, :func:`parsed_range` tells."""
    return SIGN in text


@lru_cache(maxsize=1024)
def parsed_range(text: str) -> SerialRange:
    """Return the range that a text names.

    Raises:
        CommandError: It names none, its ends begin differently, or they are reversed.
    """
    first, sign, last = (part.strip() for part in text.partition(SIGN))
    low, high = _numbered(first), _numbered(last)
    if not sign or low is None or high is None:
        raise CommandError(RANGE_UNREADABLE, text=text)
    if low[1] != high[1]:
        raise CommandError(RANGE_OF_TWO, first=first, last=last)
    found = SerialRange(low[1], _number(low[2]), _number(high[2]))
    if found.first > found.last:
        raise CommandError(RANGE_REVERSED, text=text)
    return found


def in_range(serial: str, range_text: str) -> bool:
    """Return whether a serial lies in a range, its ends among it.

    >>> in_range("A0350", "A0001..A0350"), in_range("A7", "A0001..A0350"), in_range("A0351", "A0001..A0350")
    (True, True, False)

    Raises:
        CommandError: The second text names no range.
    """
    return parsed_range(range_text).holds(serial)


def names_serial(wanted: Iterable[str], serial: str) -> bool:
    """Return whether a list of serials and ranges of them names a serial.

    >>> names_serial(["SN7", "A0001..A0350"], "A0007")
    True
    """
    return any(serial == one or (names_range(one) and in_range(serial, one)) for one in wanted)


def names_range(text: str) -> bool:
    """Return whether a text names a range that can be read."""
    if not is_range(text):
        return False
    try:
        parsed_range(text)
    except CommandError:
        return False
    return True


def _number(digits: str) -> tuple[int, str]:
    """Return digits as their numbers compare, however many there are."""
    plain = digits.lstrip("0")
    return len(plain), plain
