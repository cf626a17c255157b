"""What a void names: a register row, a line, a document or a case (interface rule 5).

A number of several parts is written with `/` between them, as messages show it: `客户/C1/经营许可证/证1`.
A document is named by its number alone, a line of it by number and line, any other row of it by both parts.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any

from ledger.events import catalogue
from ledger.events.base import Column, Table
from ledger.state.entries import Record, Register
from ledger.state.keys import document_prefix, record_key_of, register_key
from ledger.state.kinds import SEPARATOR
from ledger.state.repository import State

_MOST_SLASHES = 12


def table_of_void(data: dict[str, Any]) -> Table | None:
    """Return the table that a void names by key, title or other title, or None."""
    return catalogue.named(data["record_table"])


def voided_register(state: State, data: dict[str, Any]) -> tuple[str, Register] | None:
    """Return the register row that a void names, with its code, or None if it names none."""
    table = _declared(data["record_table"])
    if table is None or table.kind != "register" or "line" in data:
        return None
    for parts in readings(table, data["record_no"]):
        code = SEPARATOR.join(parts)
        register: Register | None = state.get(register_key(table.key, code))
        if register is not None:
            return code, register
    return None


def voided_records(state: State, data: dict[str, Any]) -> list[tuple[str, Record]]:
    """Return the records that a void names: one row, or all rows of a document."""
    target, number, line = data["record_table"], data["record_no"], data.get("line")
    if line is not None:
        return _there(state, [record_key_of(target, number, line)])
    found = _there(state, [record_key_of(target, number)])
    found = found or list(state.scan(document_prefix(target, number)))
    table = _declared(target)
    if found or table is None:
        return found
    return _there(state, [record_key_of(target, *parts) for parts in readings(table, number)])[:1]


def readings(table: Table, number: str) -> Iterator[list[str]]:
    """Yield the ways to read a number as the parts of a table's identity; labels of choices become keys."""
    columns = [table.by_key[key] for key in table.identity]
    words = number.split("/")
    if len(words) > _MOST_SLASHES:
        words = [*words[: _MOST_SLASHES - 1], "/".join(words[_MOST_SLASHES - 1 :])]
    for cuts in combinations(range(1, len(words)), len(columns) - 1):
        places = zip((0, *cuts), (*cuts, len(words)), strict=True)
        parts = ["/".join(words[start:end]) for start, end in places]
        yield [_value(column, part) for column, part in zip(columns, parts, strict=True)]


def _value(column: Column, part: str) -> str:
    for choice in column.values:
        if part in (choice.zh, *choice.aliases):
            return choice.key
    return part


def _there(state: State, keys: list[str]) -> list[tuple[str, Record]]:
    return [(key, record) for key in keys if (record := state.get(key)) is not None]


def _declared(key: str) -> Table | None:
    try:
        return catalogue.table(key)
    except KeyError:
        return None
