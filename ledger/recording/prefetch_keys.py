"""Which decision entries the rows of a unit of work will ask for, so that they are read at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ledger.deciding.decision import Command, Refused
from ledger.deciding.plan import Plan, plan
from ledger.deciding.prefetch import about, anything_stands, standing
from ledger.deciding.recorded_lines import lines_of_their_own
from ledger.recording.state_cache import StateCache
from ledger.state.keys import lot_key, record_key, record_key_of, register_key, unit_key
from ledger.state.kinds import SEPARATOR

_MOVING = frozenset({"receipts", "sales", "returns"})


def prefetch_keys(documents: Iterable[Sequence[Command | Refused]], state: StateCache) -> Iterator[str]:
    """Yield the keys that most decisions on these rows will ask for."""
    stands = anything_stands(state)
    for lines in documents:
        yield from lines_of_their_own(lines)
        for command in lines:
            if not isinstance(command, Refused):
                yield from _keys_of(command, state, stands=stands)


def _keys_of(command: Command, state: StateCache, *, stands: bool) -> Iterator[str]:
    table, data = command.table, command.data
    shape = plan(table.key)
    for reference in shape.references:
        code = data.get(reference.column.key)
        if code is not None and not state.knows(reference.table, code):
            yield register_key(reference.table, code)
            yield from about(reference.table, code)
    if table.kind == "register":
        yield register_key(table.key, SEPARATOR.join(str(data.get(key, "")) for key in table.identity))
        return
    yield record_key(table, data)
    if stands:
        yield from standing(data, state)
    if shape.further:
        yield from _named_sales(shape, data)
    if table.key in _MOVING and "product_code" in data:
        yield from _goods(data)


def _named_sales(shape: Plan, data: Mapping[str, Any]) -> Iterator[str]:
    for reference in shape.further:
        if reference.line is not None and reference.column.key in data:
            yield record_key_of(reference.table, data[reference.column.key], data.get(reference.line, 1))


def _goods(data: Mapping[str, Any]) -> Iterator[str]:
    """Yield the keys of the lot and of each unit."""
    product = data["product_code"]
    yield lot_key(product, data.get("lot", ""))
    if "serial" in data:
        for serial in data["serial"].split(";"):
            yield unit_key(product, serial)
