"""References: codes and names that must, or should, be known (interface rule 8).

Hard are product, customer, supplier and sale: unknown, they refuse the row. The others are kept as given. One
that names a row of a register is judged where the house keeps that register; staff, products and parties it
always keeps. One that names a fact or a case is not judged: those may come later by nature.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from ledger.deciding.decision import Command, Context
from ledger.deciding.integrity_rules import NAME_OF_SEVERAL, UNKNOWN_REFERENCE
from ledger.deciding.packings import packing_named
from ledger.deciding.phrases import NAMED_SEVERAL
from ledger.deciding.plan import HARD, Reference, plan
from ledger.deciding.record_rules import UNKNOWN_STAFF
from ledger.deciding.rule import Breach
from ledger.deciding.told_apart import told_apart
from ledger.events import catalogue
from ledger.phrases import Said
from ledger.state.entries import Record, Register
from ledger.state.indexes import has_records
from ledger.state.keys import document_prefix, record_key_of, register_key
from ledger.state.kinds import SEPARATOR
from ledger.state.repository import State

_PRODUCT = "product_code"
_NOTHING: Mapping[str, Any] = {}
_BY_NAME = HARD | {"staff"}  # their rows may be given by name; the code is what is kept
_SEVERAL = "{name} ({codes})"
_ALWAYS_KEPT = HARD | {"staff"}


class Known(NamedTuple):
    """What a row's references name.

    Attributes:
        registers: The versions of the row that a column names.
        missing: The references that name nothing known.
        values: What of them is unknown, by column.
        codes: The code, or list of codes, of what a row names by name, by column.
        several: The codes of all that carry the name in a column, where those are several.
        packed: The packing that the goods are named by, where a row names them by its device identifier.
    """

    registers: dict[str, Register]
    missing: list[Reference]
    values: dict[str, str]
    codes: dict[str, Any]
    several: dict[str, list[str]]
    packed: str | None = None


def resolve(command: Command, state: State) -> Known:
    """Look up every reference of a row once; the command is not changed.

    A name that fits exactly one product, customer, supplier or member of staff stands for the code.
    """
    data, shape = command.data, plan(command.table.key)
    known = Known({}, [], {}, {}, {})
    registers, missing, values, codes, several, packed = known
    for column, table, reference in shape.lookups:
        value = data.get(column)
        if value is None:
            continue
        register, said = state.register(table, value), data if column == _PRODUCT else _NOTHING
        if register is None:
            register, packed = _named(column, value, table, known, state, said, packed)
        if register is not None and register.known:
            registers[column] = register
        elif reference.hard or _is_judged(state, table, value, command):
            missing.append(reference)
            values[column] = codes.get(column, value)
            if register is None and len(names := _names(state, table, value, said)) > 1:
                several[column] = names
    for reference in shape.further:
        if reference.column.key in data:
            _resolve_further(reference, command, state, known)
    return known if packed is None else known._replace(packed=packed)


def _names(state: State, table: str, value: str, said: Mapping[str, Any]) -> list[str]:
    """Return the codes of all that a name may mean, less those that the rest of the row rules out."""
    names = state.codes_of_name(table, value)
    return told_apart(state, table, names, said) or names


def _named(
    column: str,
    value: str,
    table: str,
    known: Known,
    state: State,
    said: Mapping[str, Any],
    packed: str | None,
) -> tuple[Register | None, str | None]:
    """Return what a value that is no code names, and by which packing; its code is noted among the known."""
    register, code = _otherwise(state, table, value, said)
    if register is None and column == _PRODUCT and (found := packing_named(state, value)) is not None:
        (code, packed), register = found, state.register(table, found[0])
    if code is not None:
        known.codes[column] = code
    return register, packed


def _resolve_further(reference: Reference, command: Command, state: State, known: Known) -> None:
    """Look up a sale, or every element of a list, and add to what is known of the row."""
    column = reference.column.key
    unknown, elements = _unknown(reference, command, state)
    if elements != command.data[column]:
        known.codes[column] = elements
    if unknown:
        known.missing.append(reference)
        known.values[column] = ";".join(unknown)


def _otherwise(
    state: State, table: str, value: str, said: Mapping[str, Any]
) -> tuple[Register | None, str | None]:
    """Return what a value that is no code names, by its name or as the first part of an identity.

    Beside it the code that is to be kept instead, where the value names a row by name. What the row says of
    the goods besides tells products of one name apart.
    """
    codes = state.codes_of_name(table, value)
    if len(codes) > 1:
        codes = told_apart(state, table, codes, said)
    if len(codes) == 1:
        return state.register(table, codes[0]), codes[0] if table in _BY_NAME else None
    return next(_first_part(state, table, value), None), None


def _first_part(state: State, table: str, value: str) -> Iterator[Register]:
    """Yield the standing rows of a register whose identity has several parts, the first of them `value`."""
    if len(catalogue.table(table).identity) > 1:
        for _, register in state.scan(register_key(table, value) + SEPARATOR):
            if register.known:
                yield register


def _is_judged(state: State, table: str, value: str, command: Command) -> bool:
    if (table, value) in command.expected:
        return False
    return table in _ALWAYS_KEPT or has_records(state, table)


def _unknown(reference: Reference, command: Command, state: State) -> tuple[list[str], Any]:
    """Return what is unknown of a sale, or of the elements of a list, and the value with codes for names."""
    data, column, table = command.data, reference.column.key, reference.table
    given = data[column]
    if reference.line is not None:
        line = data.get(reference.line)
        arises = (table, given) in command.expected
        name = given if line is None else f"{given}/{line}"
        return [] if arises or _sale_stands(state, given, line) else [name], given
    codes, unknown = [], []
    for value in given:
        register, code = state.register(table, value), None
        if register is None:
            register, code = _otherwise(state, table, value, _NOTHING)
        codes.append(code or value)
        if not (register and register.known) and _is_judged(state, table, value, command):
            unknown.append(value)
    return unknown, given if codes == given else list(dict.fromkeys(codes))


def _sale_stands(state: State, number: str, line: int | None) -> bool:
    record: Record | None = state.get(record_key_of("sales", number, line or 1))
    if record is not None and record.position:
        return True
    if line is not None:
        return False
    return any(one.position for _, one in state.scan(document_prefix("sales", number)))


def judge_references(
    _command: Command, known: Known, context: Context
) -> tuple[list[Breach], list[dict[str, Any]]]:
    """Return the hard references that are unknown, and the findings on the others."""
    breaches: list[Breach] = []
    unknown: list[tuple[str, str, str | Said]] = []
    for reference in known.missing:
        column = reference.column
        value, several = known.values[column.key], ", ".join(known.several.get(column.key, ()))
        if reference.hard:
            particulars = {
                "column": column.key,
                "heading": column.zh,
                "value": value,
                "table": catalogue.table(reference.table).zh,
                "table_key": reference.table,
            }
            breach = (
                NAME_OF_SEVERAL.broken(**particulars, codes=several)
                if several
                else UNKNOWN_REFERENCE.broken(**particulars)
            )
            breaches.append(breach)
        else:
            said = NAMED_SEVERAL.with_(name=value, codes=several) if several else value
            unknown.append((column.key, column.zh, said))
    if not unknown:
        return breaches, []
    columns, headings = (
        " ".join(dict.fromkeys(part)) for part in zip(*(one[:2] for one in unknown), strict=True)
    )
    values = _joined([one[2] for one in unknown])
    breach = UNKNOWN_STAFF.broken(column=columns, heading=headings, value=values)
    if context.live:
        return [*breaches, breach], []
    return breaches, [breach.finding]


def _joined(values: list[str | Said]) -> str | Said:
    """Return several values as one text; a name of several says so where it stands alone."""
    if len(values) == 1:
        return values[0]
    texts = (one if isinstance(one, str) else _SEVERAL.format_map(one.particulars) for one in values)
    return " ".join(dict.fromkeys(texts))
