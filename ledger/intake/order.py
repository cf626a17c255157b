"""The order in which the files of one import are taken (interface rule 3), and what is yet to come in it.

Registers go before what refers to them, as far as they do not refer to each other: a supplier names a
contract, and the contract the supplier. Where a row names a register row that the same import only comes to
later, that is no finding.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from ledger.events import catalogue
from ledger.events.base import Table

if TYPE_CHECKING:
    from ledger.intake.opening import Input

REGISTERS = (
    *("posts", "staff", "rule_settings", "companies", "suppliers", "products", "pack_levels", "customers"),
    *("locations", "equipment", "documents", "contracts", "authorisations", "licences", "service_standards"),
    *("training_plans", "warranties"),
)
_AFTER_REGISTERS = {"receipts": 1, "sales": 2, "returns": 3, "voids": 9}
# Cases that tell of other cases, often by the day alone where the other has its hour.
_LOOKING_BACK = frozenset({"daily_reports", "surveys", "visits"})


def place(table: Table) -> tuple[int, int]:
    """Return where a table comes: registers, receipts, sales, returns, other facts, cases, voids."""
    if table.kind == "register":
        return 0, REGISTERS.index(table.key) if table.key in REGISTERS else len(REGISTERS)
    return _AFTER_REGISTERS.get(table.key, 4 if table.kind == "fact" else 5), int(table.key in _LOOKING_BACK)


@cache
def looking_ahead(key: str) -> tuple[tuple[str, str], ...]:
    """Return the columns of a table that name registers taken with it or after it, each with the register."""
    table = catalogue.table(key)
    if table.kind != "register":
        return ()
    found = []
    for column in table.columns:
        named = column.ref and _register(column.ref)
        if named and place(named) >= place(table):
            found.append((column.key, named.key))
    return tuple(found)


def _register(key: str) -> Table | None:
    try:
        table = catalogue.table(key)
    except KeyError:  # a table of a later version
        return None
    return table if table.kind == "register" else None


class Coming:
    """Which register rows an import still comes to, of those that rows taken before them may name."""

    def __init__(self, inputs: Sequence[Input]) -> None:
        self._inputs = inputs
        self._codes: dict[str, frozenset[str]] = {}

    def named_in(self, one: Input, data: dict[str, Any]) -> frozenset[tuple[str, str]]:
        """Return the register rows that a row names and that this import has, as (table, code)."""
        found: set[tuple[str, str]] = set()
        for column, register in looking_ahead(one.table.key):
            if column in data:
                values = data[column] if isinstance(data[column], list) else (data[column],)
                found.update((register, value) for value in values if value in self._coming(register))
        return frozenset(found)

    def _coming(self, register: str) -> frozenset[str]:
        if register not in self._codes:
            self._codes[register] = frozenset(
                number
                for one in self._inputs
                if one.table.key == register
                for number in one.numbers()
                if number is not None
            )
        return self._codes[register]
