"""Stored rows of a record table turned into the rows that people see."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from functools import lru_cache, partial
from typing import Any, Protocol

import orjson

from ledger import clock
from ledger.events.base import Column, Table

TIMES = ("event_time", "record_time")
Pointer = tuple[int, str]
Row = dict[str, Any]
Show = Callable[[Any], Any]


class PersonalValues(Protocol):
    """Where personal fields lie: beside the log, until they are erased."""

    def personal(self, wanted: Iterable[Pointer]) -> dict[Pointer, str]:
        """Return the values that are still there, by position and field."""


class Finish:
    """Turns stored rows of one table, as they are read, into rows as they are shown.

    Args:
        table: Whose rows.
        personal: The log.
        zone: Time zone of the ledger, in which times are shown.
        only: The columns that were read, where not all were.
    """

    def __init__(
        self, table: Table, personal: PersonalValues, zone: str, only: Collection[str] | None = None
    ) -> None:
        shown = lru_cache(maxsize=1024)(partial(clock.shown, zone=zone))  # many rows share their times
        self._personal = personal
        self._shows: dict[str, Show] = dict.fromkeys((*TIMES, "voided_at"), shown)
        self._shows |= {column.key: show for column in table.columns if (show := _show(column, zone))}
        self._pointed = {column.key: column for column in table.columns if column.personal}
        if only is not None:
            self._shows = {key: one for key, one in self._shows.items() if key in {*only, "voided_at"}}
            self._pointed = {key: one for key, one in self._pointed.items() if key in only}

    def __call__(self, found: list[Row]) -> None:
        """Finish some rows in place."""
        _resolve(found, self._pointed, self._personal)
        for row in found:
            for key, convert in self._shows.items():
                if row[key] is not None:
                    row[key] = convert(row[key])


def _resolve(found: list[Row], pointed: dict[str, Column], personal: PersonalValues) -> None:
    """Put personal values in place of the pointers to them; what was erased is null."""
    wanted: dict[str, Pointer] = {}
    for key in pointed:
        for row in found:
            pointer = row[key]
            if pointer is not None and pointer not in wanted:
                position, _, field = pointer.partition(":")
                wanted[pointer] = (int(position), field)
    if not wanted:
        return
    values = personal.personal(wanted.values())
    for key, column in pointed.items():
        for row in found:
            if row[key] is not None:
                value = values.get(wanted[row[key]])
                row[key] = None if value is None else _typed(column, value)


def _typed(column: Column, value: str) -> Any:
    """Return a personal value, kept as text, in the type of its column."""
    return orjson.loads(value) if column.type in {"integer", "boolean", "list"} else value


def _show(column: Column, zone: str) -> Show | None:
    if column.personal:
        return None
    if column.type == "list":
        return orjson.loads
    if column.type == "boolean":
        return bool
    if column.type == "datetime":
        return partial(moment, zone=zone)
    return None


def moment(text: str, zone: str) -> str | None:
    """Return a time in the ledger's zone; a bare date, of which the time is unknown, as it is."""
    return clock.shown(text, zone) if len(text) == clock.WIDTH else text
