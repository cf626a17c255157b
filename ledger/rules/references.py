"""References: codes and names that must, or should, be known (interface rule 8).

Hard are product, customer, supplier and sale: unknown, they refuse the row. The others are kept as given. One
that names a row of a register is judged where the house keeps that register; staff, products and parties it
always keeps. One that names a fact or a case is not judged: those may come later by nature.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from ledger.events import catalogue
from ledger.rules.decision import Command, Context
from ledger.rules.fold import compared_name
from ledger.rules.indexes import kept
from ledger.rules.plan import HARD, Reference, plan
from ledger.rules.registry import UNKNOWN_REFERENCE, UNKNOWN_STAFF, Breach
from ledger.rules.state import (
    SEPARATOR,
    Record,
    Register,
    State,
    document_prefix,
    name_key,
    record_key_of,
    register_key,
)

_BY_NAME = HARD | {"staff"}  # their rows may be given by name; the code is what is kept
_ALWAYS_KEPT = HARD | {"staff"}


class Known(NamedTuple):
    """What a row's references name.

    Attributes:
        registers: The versions of the row that a column names.
        missing: The references that name nothing known.
        values: What of them is unknown, by column.
    """

    registers: dict[str, Register]
    missing: list[Reference]
    values: dict[str, str]


def resolve(command: Command, state: State) -> Known:
    """Look up every reference of a row once.

    A name that fits exactly one product, customer, supplier or member of staff is replaced by the code, in
    the command's data.
    """
    data = command.data
    registers: dict[str, Register] = {}
    missing: list[Reference] = []
    values: dict[str, str] = {}
    shape = plan(command.table.key)
    for column, table, reference in shape.lookups:
        value = data.get(column)
        if value is None:
            continue
        register = state.register(table, value)
        if register is None:
            register = _otherwise(state, table, column, data)
        if register is not None and register.known:
            registers[column] = register
        elif reference.hard or _is_judged(state, table, value, command):
            missing.append(reference)
            values[column] = data[column]
    for reference in shape.further:
        column = reference.column.key
        if column in data:
            unknown = _unknown(reference, command, state)
            if unknown:
                missing.append(reference)
                values[column] = ";".join(unknown)
    return Known(registers, missing, values)


def _otherwise(state: State, table: str, column: str, data: dict[str, Any]) -> Register | None:
    """Return what a value that is no code names: by its name, or as the first part of an identity."""
    value = data[column]
    codes = state.get(name_key(table, compared_name(value)))
    if codes and len(codes) == 1:
        if table in _BY_NAME:
            data[column] = codes[0]
        return state.register(table, codes[0])
    return next(_first_part(state, table, value), None)


def _first_part(state: State, table: str, value: str) -> Iterator[Register]:
    """Yield the standing rows of a register whose identity has several parts, the first of them `value`."""
    if len(catalogue.table(table).identity) > 1:
        for _, register in state.scan(register_key(table, value) + SEPARATOR):
            if register.known:
                yield register


def _is_judged(state: State, table: str, value: str, command: Command) -> bool:
    if (table, value) in command.expected:
        return False
    return table in _ALWAYS_KEPT or kept(state, table)


def _unknown(reference: Reference, command: Command, state: State) -> list[str]:
    """Return what is unknown of a sale, or of the elements of a list."""
    data, column, table = command.data, reference.column.key, reference.table
    if reference.line is not None:
        line = data.get(reference.line)
        name = data[column] if line is None else f"{data[column]}/{line}"
        arises = (table, data[column]) in command.expected
        return [] if arises or _sale_stands(state, data[column], line) else [name]
    codes, unknown = [], []
    for value in data[column]:
        element = {column: value}
        register = state.register(table, value) or _otherwise(state, table, column, element)
        codes.append(element[column])
        if not (register and register.known) and _is_judged(state, table, value, command):
            unknown.append(value)
    if codes != data[column]:
        data[column] = list(dict.fromkeys(codes))
    return unknown


def _sale_stands(state: State, number: str, line: int | None) -> bool:
    record: Record | None = state.get(record_key_of("sales", number, line or 1))
    if record is not None and record.position:
        return True
    if line is not None:
        return False
    return any(one.position for _, one in state.scan(document_prefix("sales", number)))


def judge_references(
    _command: Command, known: Known, context: Context
) -> tuple[list[Breach], list[dict[str, str]]]:
    """Return the hard references that are unknown, and the findings on the others."""
    breaches: list[Breach] = []
    unknown: list[tuple[str, str, str]] = []
    for reference in known.missing:
        column = reference.column
        value = known.values[column.key]
        if reference.hard:
            breaches.append(
                UNKNOWN_REFERENCE.broken(
                    column=column.key,
                    heading=column.zh,
                    value=value,
                    table=catalogue.table(reference.table).zh,
                    table_key=reference.table,
                )
            )
        else:
            unknown.append((column.key, column.zh, value))
    if not unknown:
        return breaches, []
    columns, headings, values = (" ".join(dict.fromkeys(part)) for part in zip(*unknown, strict=True))
    breach = UNKNOWN_STAFF.broken(column=columns, heading=headings, value=values)
    if context.live:
        return [*breaches, breach], []
    return breaches, [breach.finding]
