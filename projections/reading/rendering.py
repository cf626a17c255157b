"""Stored rows of a record table turned into the rows that people see."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any, Protocol

import orjson

from ledger import clock
from ledger.events.base import Column, Table
from projections.reading.stream import Memo, Part, Values
from projections.tables.pointers import Pointer, read_pointer

TIMES = ("event_time", "record_time")
_SHOWN_TIMES = frozenset({*TIMES, "voided_at"})
# Personal values lie as text; those of these types as JSON.
_KEPT_AS_JSON = frozenset({"integer", "boolean", "list"})
_MOST_KNOWN = 20_000  # personal values held at a time


class PersonalValues(Protocol):
    """Where personal fields lie: beside the log, until they are erased."""

    def personal(self, wanted: Iterable[Pointer]) -> dict[Pointer, str]:
        """Return the values that are still there, by position and field."""


class Finish:
    """Turns stored rows of one table, as they are read, into rows as they are shown; each stream has its own.

    Args:
        table: Whose rows.
        personal: The log.
        zone: Time zone of the ledger, in which times are shown.
        columns: Keys of the columns, in the order in which they are read.
    """

    def __init__(self, table: Table, personal: PersonalValues, zone: str, columns: Sequence[str]) -> None:
        shown = Memo(partial(clock.shown, zone=zone)).__getitem__  # many rows share their times
        self._shows: list[tuple[int, Callable[[Values], Values]]] = []
        self._pointed: list[tuple[int, Column]] = []
        self._personal = PersonalOnce(personal)
        for place, key in enumerate(columns):
            column = table.by_key.get(key)
            if key in _SHOWN_TIMES:
                self._shows.append((place, partial(_mapped, shown)))
            elif column is not None and column.personal:
                self._pointed.append((place, column))
            elif column is not None and (show := _show(column, zone)):
                self._shows.append((place, show))

    def __call__(self, part: Part) -> Part:
        """Return some rows as they are shown, column by column."""
        finished = list(part)
        if self._pointed:
            self._personal.learn(pointer for place, _ in self._pointed for pointer in part[place])
        for place, column in self._pointed:
            finished[place] = self._personal.values(column, part[place])
        for place, show in self._shows:
            finished[place] = show(part[place])
        return finished


class PersonalOnce:
    """Personal values by the pointers to them, each asked for once; what was erased is null."""

    def __init__(self, personal: PersonalValues) -> None:
        self._personal = personal
        self._known: dict[str, str | None] = {}

    def learn(self, pointers: Iterable[str | None]) -> None:
        """Ask at once for what is not known yet."""
        if len(self._known) > _MOST_KNOWN:
            self._known.clear()
        wanted = {pointer: read_pointer(pointer) for pointer in set(pointers) - self._known.keys() if pointer}
        if wanted:
            found = self._personal.personal(wanted.values())
            self._known |= {pointer: found.get(place) for pointer, place in wanted.items()}

    def values(self, column: Column, pointers: Values) -> Values:
        """Return the values of a column, in its type."""
        known = self._known
        values = [pointer and known[pointer] for pointer in pointers]
        if column.type not in _KEPT_AS_JSON:
            return values
        return [None if value is None else orjson.loads(value) for value in values]


def _show(column: Column, zone: str) -> Callable[[Values], Values] | None:
    if column.type == "list":
        return _lists
    if column.type == "boolean":
        return partial(_mapped, Memo(bool).__getitem__)
    if column.type == "datetime":
        return partial(_mapped, Memo(partial(moment, zone=zone)).__getitem__)
    return None


def _mapped(convert: Callable[[Any], Any], values: Values) -> Values:
    return list(map(convert, values))


def _lists(values: Values) -> Values:
    return [None if value is None else orjson.loads(value) for value in values]


def moment(text: str, zone: str) -> str | None:
    """Return a time in the ledger's zone; a bare date, of which the time is unknown, as it is."""
    return clock.shown(text, zone) if len(text) == clock.WIDTH else text
