"""References: codes and names that must, or should, be known (interface rule 8)."""

from __future__ import annotations

from typing import NamedTuple

from ledger.rules.decision import Command, Context
from ledger.rules.fold import compared_name
from ledger.rules.plan import Reference, plan
from ledger.rules.registry import UNKNOWN_REFERENCE, UNKNOWN_STAFF, Breach
from ledger.rules.state import Register, State, name_key

_TITLES = {"products": "产品档案", "customers": "购货者档案", "suppliers": "供货者档案", "sales": "销售记录"}


class Known(NamedTuple):
    """What a row's references name: registers by column, and the references that name nothing known."""

    registers: dict[str, Register]
    missing: list[Reference]


def resolve(command: Command, state: State) -> Known:
    """Look up every reference of a row once.

    A name that fits exactly one row of its register is replaced by that row's code, in the command's data.
    """
    data = command.data
    registers: dict[str, Register] = {}
    missing: list[Reference] = []
    for column, table, reference in plan(command.table.key).lookups:
        value = data.get(column)
        if value is None:
            continue
        register = state.register(table, value)
        if register is None:
            codes = state.get(name_key(table, compared_name(value)))
            if codes and len(codes) == 1:
                data[column] = codes[0]
                register = state.register(table, codes[0])
        if register is not None and register.known:
            registers[column] = register
        else:
            missing.append(reference)
    return Known(registers, missing)


def judge_references(
    command: Command, known: Known, context: Context
) -> tuple[list[Breach], list[dict[str, str]]]:
    """Return the hard references that are unknown, and the findings on the others."""
    breaches: list[Breach] = []
    unknown: list[tuple[str, str, str]] = []
    for reference in known.missing:
        column = reference.column
        value = command.data[column.key]
        if reference.hard:
            breaches.append(
                UNKNOWN_REFERENCE.broken(
                    column=column.key,
                    heading=column.zh,
                    value=value,
                    table=_TITLES[reference.table],
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
