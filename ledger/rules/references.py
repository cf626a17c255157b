"""References: codes and names that must, or should, be known (interface rule 8)."""

from __future__ import annotations

from ledger.rules.decision import Command, Context
from ledger.rules.fold import compared_name
from ledger.rules.plan import plan
from ledger.rules.registry import UNKNOWN_REFERENCE, UNKNOWN_STAFF, Breach
from ledger.rules.state import State, name_key

_TITLES = {"products": "产品档案", "customers": "购货者档案", "suppliers": "供货者档案", "sales": "销售记录"}


def resolve_names(command: Command, state: State) -> None:
    """Replace a name that fits exactly one row of its register by that row's code, in the command's data."""
    data = command.data
    for reference in plan(command.table.key).references:
        value = data.get(reference.column.key)
        if value is None or state.register(reference.table, value) is not None:
            continue
        codes = state.get(name_key(reference.table, compared_name(value)))
        if codes and len(codes) == 1:
            data[reference.column.key] = codes[0]


def judge_references(
    command: Command, state: State, context: Context
) -> tuple[list[Breach], list[dict[str, str]]]:
    """Return the hard references that are unknown, and the findings on the others."""
    breaches: list[Breach] = []
    unknown: list[tuple[str, str, str]] = []
    data = command.data
    for reference in plan(command.table.key).references:
        column = reference.column
        value = data.get(column.key)
        if value is None:
            continue
        register = state.register(reference.table, value)
        if register is not None and register.known:
            continue
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
