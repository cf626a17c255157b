"""Goods given by one name and brought back by another: a sale names the units, the return only their lot.

What is below zero on one line is then taken from other lines of the same customer, product and lot, as far as
they have it; sums over the customer stay what they are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from ledger.state.quantities import ZERO
from projections.answers.goods.recall_rows import Key
from projections.answers.recalls.held import Held


def offset(found: dict[Key, Held]) -> dict[Key, Held]:
    """Return lines of which none is below zero where another of the same goods can make up for it."""
    siblings: dict[tuple[str, str, str], list[Held]] = defaultdict(list)
    for key, held in found.items():
        siblings[key.party, key.product_code, key.lot].append(held)
    for lines in siblings.values():
        if len(lines) > 1:
            for name in ("known", "found"):
                _made_up(lines, name)
            _brought_back(lines)
    return {key: held for key, held in found.items() if not held.is_empty or held.was_given}


def _made_up(lines: Iterable[Held], name: str) -> None:
    """Fill what is below zero from lines that are above."""
    for short in lines:
        for other in lines:
            lack = -Decimal(getattr(short, name))
            have = Decimal(getattr(other, name))
            if lack > ZERO and have > ZERO:
                moved = min(lack, have)
                setattr(short, name, getattr(short, name) + moved)
                setattr(other, name, have - moved)


def _brought_back(lines: Iterable[Held]) -> None:
    """Let what came back beyond what a line was given count for lines that have something outside."""
    for more in lines:
        for other in lines:
            beyond, room = more.back - more.distributed, other.distributed - other.back
            if other is not more and beyond > ZERO and room > ZERO:
                _moved(more, other, min(beyond, room))


def _moved(source: Held, target: Held, quantity: Decimal) -> None:
    """Move so much of what came back from one line to another, the newest first."""
    source.back -= quantity
    target.back += quantity
    while quantity and source.returns:
        day, position, moved = source.returns.pop()
        part = min(moved, quantity)
        target.returns.append((day, position, part))
        quantity -= part
        if moved > part:
            source.returns.append((day, position, moved - part))
