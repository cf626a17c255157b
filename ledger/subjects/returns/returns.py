"""Deciding on returns: only goods that were sold, to whom they were sold, no more than is still out."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from ledger.deciding.goods import tracking_gap
from ledger.deciding.rule import Breach
from ledger.deciding.situation import Situation
from ledger.deciding.subject import Filled
from ledger.state.effects import unsold
from ledger.subjects.returns.sale_lines import find_sale_line
from ledger.subjects.returns.terms import judge_terms
from ledger.subjects.stock.stocking import judge_unsold


def fill_sale(s: Situation) -> Filled:
    """Fill in sale, lot and serial of a return from the sale line that it belongs to (interface rule 9).

    A consignment that was never sold has no sale line; neither has what came back from none that fits.
    """
    if unsold(s.command.data):
        return Filled()
    found = find_sale_line(s.data, s.state, s.context)
    if isinstance(found, Breach):
        return Filled()
    sale = found.sale
    columns: dict[str, Any] = {}
    if found.is_sale:
        columns |= {"sale_no": found.number, "sale_line": found.line}
    if "lot" not in s.data and sale.lot:
        columns["lot"] = sale.lot
    left = [one for one in sale.serials if one not in sale.returned_serials]
    if "serial" not in s.data and len(left) == 1 and Decimal(s.data["quantity"]) == 1:
        columns["serial"] = left[0]
    return Filled(columns)


def judge_return(s: Situation) -> Iterator[Breach]:
    """Judge a return line: of goods that are out, and on the terms on which goods come back."""
    breaches = list(judge_unsold(s) if unsold(s.command.data) else _sold(s))
    yield from breaches
    if not breaches:
        yield from tracking_gap(s.data, s.version("products"))
        yield from judge_terms(s)


def _sold(s: Situation) -> Iterator[Breach]:
    found = find_sale_line(s.data, s.state, s.context)
    if isinstance(found, Breach):
        yield found
