"""From what a user typed of a filter to the filter: the value is read like the cell of an import file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ledger.errors import CommandError
from ledger.events.base import Column, Table
from ledger.intake.cells.cell_error import CellError
from ledger.intake.cells.converters import converter
from ledger.intake.cells.dates import day, end_of_month
from projections.reading.case_stages import stage_named
from projections.reading.comparisons import CONTAINS, FROM, NUMBERS, TO, Bound, Containing
from projections.reading.filters import FILTER_VALUE_UNFIT, NEVER, Filter, Typed
from projections.reading.nearest import near_phrase, nearest
from projections.tables.record_tables import STAGE

_DATES = frozenset({"date", "datetime"})
_MONTH = "month"


def filter_of(table: Table, key: str, column: Column | None, typed: Typed, zone: str) -> Filter:
    """Return the filter that was typed.

    Args:
        table: Whose rows are filtered.
        key: The column.
        column: Its declaration, None for the stage of a case.
        typed: Sign and value.
        zone: The ledger's time zone.

    Raises:
        CommandError: The value is not of the type of the column.
    """
    if typed.sign in {FROM, TO}:
        upward = typed.sign == FROM
        bound = _bound(table, key, column, typed.value, zone, upward=upward)
        return Bound(key, column, zone=zone, typed=[typed], bound=bound, upward=upward)
    is_text = column is None or column.type != "boolean"
    if typed.sign == CONTAINS and typed.value and is_text:
        return _containing(table, key, column, typed, zone)
    values = list(_values(table, key, column, typed.value, zone))
    return Filter(key, column, values, zone, [typed])


def _containing(table: Table, key: str, column: Column | None, typed: Typed, zone: str) -> Filter:
    """Return a filter on text; of choices those whose key or label contains it."""
    choices = _choices(table, key, column)
    if not choices:
        return Containing(key, column, zone=zone, typed=[typed], texts=[typed.value])
    text = typed.value.casefold()
    values = [one for one, label in choices if text in one.casefold() or text in label.casefold()]
    if not values:
        raise _unfit(table, key, column, typed.value)
    return Filter(key, column, list(values), zone, [typed])


def _choices(table: Table, key: str, column: Column | None) -> list[tuple[str, str]]:
    if column is None:
        return [(one.key, one.zh) for one in table.stages] if key == STAGE else []
    return [(one.key, one.zh) for one in column.values]


def _bound(table: Table, key: str, column: Column | None, text: str, zone: str, *, upward: bool) -> str:
    """Return a bound in the stored form; a month alone is bound by its first or its last day."""
    if column is not None and column.type == "boolean":
        raise _unfit(table, key, column, text)
    month = end_of_month(text) if column is not None and column.type in _DATES else None
    if month is not None:
        return f"{month[:8]}01" if upward else month
    if column is not None and column.type in NUMBERS:
        from ledger.intake.cells.numbers import decimal

        try:
            value: Any = decimal(text)
        except CellError as error:
            raise _unfit(table, key, column, text) from error
    else:
        (value, *_) = _values(table, key, column, text, zone) or (None,)
    if value is None:
        raise _unfit(table, key, column, text)
    return str(value)


def _values(table: Table, key: str, column: Column | None, text: str, zone: str) -> Sequence[Any]:
    if column is None:
        return [_stage(table, text) if key == STAGE else text or None]
    if key == _MONTH and text:
        return [_month(table, column, text, zone)]
    read = converter(column, table, heading=column.zh, zone=zone, today=NEVER, words={})
    try:
        value = read(text)
    except CellError as error:
        raise _unfit(table, key, column, text) from error
    return value if isinstance(value, list) else [value]


def _month(table: Table, column: Column, text: str, zone: str) -> str:
    """Return a month in the form in which views show it; a day stands for its month."""
    try:
        found = end_of_month(text) or day(text, zone)
    except CellError as error:
        raise _unfit(table, column.key, column, text) from error
    if found is None:
        raise _unfit(table, column.key, column, text)
    return found[: len("2026-05")]


def _stage(table: Table, text: str) -> str:
    found = stage_named(table, text)
    if found is None:
        raise _unfit(table, STAGE, None, text)
    return found.key


def _unfit(table: Table, key: str, column: Column | None, text: str) -> CommandError:
    words = (word for choice in _choices(table, key, column) for word in choice)
    near = near_phrase(nearest(text, words))
    return CommandError(FILTER_VALUE_UNFIT, table=table.key, field=key, text=text, near=near)
