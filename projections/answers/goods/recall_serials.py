"""The serials that a scope asks for, single ones and ranges, and where the database knows some of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

import sqlalchemy as sa

from ledger.phrases import Particular
from ledger.serial_ranges import SIGN, SerialRange, parsed_range
from projections.reading.goods_movements import NAMES_UNIT
from projections.reading.nearest import NEAREST, nearness
from projections.tables.movements import MOVEMENTS

_M = MOVEMENTS.c
_NEXT = 2  # serials that are named on each side of a range
_AFTER_DIGITS = chr(ord("9") + 1)


class AskedSerials:
    """Serials that are asked for; ranges are compared, never listed.

    Args:
        single: Serials.
        ranges: Ranges as typed, `A0001..A0350`.

    Raises:
        CommandError: A text is no range.
    """

    def __init__(self, single: Iterable[str], ranges: Iterable[str] = ()) -> None:
        self.single = frozenset(single)
        self.ranges = tuple(map(parsed_range, ranges))

    def __bool__(self) -> bool:
        return bool(self.single or self.ranges)

    def __contains__(self, serial: str) -> bool:
        return serial in self.single or any(one.holds(serial) for one in self.ranges)

    def meet(self, units: Collection[str]) -> bool:
        """Return whether one of some units is asked for."""
        if not units:
            return False
        return not self.single.isdisjoint(units) or (bool(self.ranges) and any(map(self.__contains__, units)))

    def on_lines(self) -> Iterator[sa.ColumnElement[bool]]:
        """Yield conditions of which every line that names a serial that is asked for meets one."""
        if self.single:
            yield sa.and_(_M.serial.in_(sorted(self.single)), NAMES_UNIT)
        yield from map(_numbered, self.ranges)

    def on_labels(self) -> sa.ColumnElement[bool]:
        """Return a condition that every line meets whose label names a serial that is asked for."""
        begins = {*self.single, *(one.prefix for one in self.ranges)}
        if not all(begins):  # a range of digits alone: any label
            return _M.told_serial.is_not(None)
        some = (_M.told_serial.contains(text, autoescape=True) for text in sorted(begins))
        return sa.and_(_M.told_serial.is_not(None), sa.or_(*some))


def is_known(connection: sa.Connection, wanted: str, mine: sa.ColumnElement[bool]) -> bool:
    """Return whether a line, or its label, names a serial of a range.

    Args:
        connection: Of a read model.
        wanted: The range.
        mine: Which lines to look at.
    """
    asked = AskedSerials((), (wanted,))
    named = sa.select(_M.serial).where(mine, *asked.on_lines()).distinct()
    if any(serial in asked for serial in connection.scalars(named)):
        return True
    told = sa.select(_M.told_serial).where(mine, asked.on_labels()).distinct()
    return any(asked.meet(text.split(";")) for text in connection.scalars(told))


def near_range(wanted: str, known: Iterable[str]) -> Particular:
    """Return a sentence that names the known serials next to a range, else those most like its first one."""
    sought = parsed_range(wanted)
    single = {serial for text in known for serial in text.split(";")}
    numbered = sorted((number, one) for one in single if (number := sought.number(one)) is not None)
    below = [serial for number, serial in numbered if number < sought.first]
    above = [serial for number, serial in numbered if number > sought.last]
    beside = [*below[-_NEXT:], *above[:_NEXT]]
    if beside:
        return NEAREST.with_(values=", ".join(beside))
    return nearness(wanted.partition(SIGN)[0], single)


def _numbered(wanted: SerialRange) -> sa.ColumnElement[bool]:
    """Return the condition that a serial begins like a range and goes on with a digit."""
    from_digits, after = (_M.serial >= f"{wanted.prefix}0"), (_M.serial < f"{wanted.prefix}{_AFTER_DIGITS}")
    return sa.and_(from_digits, after, NAMES_UNIT)
