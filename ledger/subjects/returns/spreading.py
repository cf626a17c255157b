"""One return of goods of several sales: how much of it came back from which line.

A customer sends back what is left and names no sale, or all of them in one cell. Each line takes what of it
is still outstanding, the oldest first or in the order in which the sales are named; a unit goes to the line
that gave it out. Every part is a return of its own, under a line number of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, Final

from ledger.deciding.decision import Command, Context, Refused
from ledger.deciding.integrity_rules import NO_SALE_FOUND, OTHER_GOODS, TOO_MANY_BACK, UNKNOWN_REFERENCE
from ledger.deciding.references import resolve
from ledger.deciding.sale_lines import SaleLine, effective_lines
from ledger.deciding.scans import fill_from_scan
from ledger.names import serials_of
from ledger.state.effects import unsold
from ledger.state.keys import open_prefix
from ledger.state.quantities import ZERO, plain
from ledger.state.repository import State
from ledger.subjects.returns.sale_lines import list_open_lines, unfit

_CURABLE: Final = frozenset({NO_SALE_FOUND.id, TOO_MANY_BACK.id, UNKNOWN_REFERENCE.id})
_between = re.compile(r"[;；、,，\s]+").split
_WHOLE: Final = ("refund_amount",)  # of the return as a whole: stands with its first part


def spread(
    command: Command, refused: Refused, state: State, context: Context, *, lines: Sequence[int]
) -> list[Command]:
    """Return the parts of a return that no single sale line explains; none where several do not either.

    Args:
        command: The return.
        refused: Why it cannot be recorded as it is.
        state: What is known.
        context: What may be asked.
        lines: The line numbers of its document.
    """
    broken = {one.rule.id for one in refused.breaches}
    known = resolve(command, state)
    data = {**command.data, **known.codes}
    if (product := known.registers.get("product_code")) is not None:
        fill_from_scan(data, command.table.by_key, product.versions[-1], state, context)
    curable = _CURABLE | {OTHER_GOODS.id} if ";" in data.get("serial", "") else _CURABLE
    if not broken or not broken <= curable:
        return []
    if unsold(data) or not {"customer_code", "product_code", "quantity", "returned_on"} <= data.keys():
        return []
    shares = _by_unit(data, state, context) if "serial" in data else _by_quantity(data, state, context)
    if len(shares) < 2:
        return []
    following = max((*lines, 0)) + 1
    return [
        _part(command, data, share, data.get("line", 1) if place == 0 else following + place - 1)
        for place, share in enumerate(shares)
    ]


Share = tuple[SaleLine, dict[str, Any]]


def _by_quantity(data: dict[str, Any], state: State, context: Context) -> list[Share]:
    """Return what each line takes of a quantity; nothing where all together are too little."""
    left, shares = Decimal(data["quantity"]), list[Share]()
    for line in _lines(data, state, context):
        share = min(left, Decimal(line.outstanding))
        if share > ZERO and unfit({**data, "quantity": plain(share)}, line, state) is None:
            shares.append((line, {"quantity": plain(share)}))
            left -= share
        if left == ZERO:
            return shares
    return []


def _by_unit(data: dict[str, Any], state: State, context: Context) -> list[Share]:
    """Return the units that each line takes; nothing where one of them is out on none."""
    left, shares = serials_of(data), list[Share]()
    for line in _lines(data, state, context):
        units = [one for one in left if one in line.sale.serials and one not in line.sale.returned_serials]
        share = {"serial": ";".join(units), "quantity": str(len(units))}
        if units and unfit(data | share, line, state) is None:
            shares.append((line, share))
            left = [one for one in left if one not in units]
        if not left:
            return shares
    return []


def _lines(data: dict[str, Any], state: State, context: Context) -> Iterator[SaleLine]:
    """Yield the lines of the sales that a return names, else the customer's open ones, oldest first."""
    if "sale_no" in data:
        for number in dict.fromkeys(_between(data["sale_no"].strip())):
            yield from effective_lines({"sale_no": number}, state)
        return
    customer, product = data["customer_code"], data["product_code"]
    list_open_lines(customer, product, state, context)
    for _, one in list(state.scan(open_prefix(customer, product))):
        sale = state.sale(one.sale_no, one.line)
        if sale is not None:
            yield SaleLine(one.sale_no, one.line, sale)


def _part(command: Command, data: dict[str, Any], share: Share, line: int) -> Command:
    sold, said = share
    first = line == data.get("line", 1)
    kept = {key: value for key, value in data.items() if first or key not in _WHOLE}
    part = command.with_data({**kept, **said, "sale_no": sold.number, "sale_line": sold.line, "line": line})
    own = ("sale_line",) if command.data.get("sale_no") == sold.number else ("sale_line", "sale_no")
    own = (*own, *(key for key in data if key not in command.data))
    part.filled = tuple(dict.fromkeys((*command.filled, *own, *(() if first else ("line",)))))
    part.sheet_row = command.sheet_row if first else None
    return part
