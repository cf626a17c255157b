"""Which decision entries the rows of a unit of work will ask for, so that they are read at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ledger.deciding.decision import Command, Refused
from ledger.deciding.plan import Plan, plan
from ledger.deciding.prefetch import about, anything_stands, standing
from ledger.deciding.recorded_lines import lines_of_their_own
from ledger.deciding.scans import told_by_scan
from ledger.deciding.unnumbered import comes_unnumbered
from ledger.recording.state_cache import StateCache
from ledger.state.keys import lot_key, record_key, record_key_of, register_key, unit_key
from ledger.state.kinds import SEPARATOR

_MOVING = frozenset({"receipts", "sales", "returns"})


def prefetch_keys(documents: Iterable[Sequence[Command | Refused]], state: StateCache) -> list[str]:
    """Return the keys that most decisions on these rows will ask for."""
    stands = anything_stands(state)
    named: set[tuple[str, str]] = set()
    found: list[str] = []
    for lines in documents:
        if comes_unnumbered(lines):
            continue
        found += lines_of_their_own(lines)
        for command in lines:
            if not isinstance(command, Refused):
                _look_at(command, named, found)
                if stands and command.table.kind != "register":
                    found += standing(command.data, state)
    for table, code in named:
        if not state.knows(table, code):
            found.append(register_key(table, code))
            found += about(table, code)
    return found


def _look_at(command: Command, named: set[tuple[str, str]], found: list[str]) -> None:
    """Add the register rows that a row names, and the keys of what else it is about."""
    table, data = command.table, command.data
    shape = plan(table.key)
    for column, register, _ in shape.lookups:
        if column in data:
            named.add((register, data[column]))
    if table.kind == "register":
        parts = (str(data.get(key, "")) for key in table.identity)
        found.append(register_key(table.key, SEPARATOR.join(parts)))
        return
    found.append(record_key(table, data))
    if shape.further:
        found += _named_sales(shape, data)
    if table.key in _MOVING and "product_code" in data:
        product = data["product_code"]
        told = told_by_scan(data, table.by_key, {}) if "udi" in data else {}
        found.append(lot_key(product, data.get("lot", told.get("lot", ""))))
        if units := data.get("serial", told.get("serial")):
            found += (unit_key(product, serial) for serial in units.split(";"))


def _named_sales(shape: Plan, data: Mapping[str, Any]) -> Iterator[str]:
    for reference in shape.further:
        if reference.line is not None and reference.column.key in data:
            yield record_key_of(reference.table, data[reference.column.key], data.get(reference.line, 1))
