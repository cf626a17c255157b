"""Judging what leaves the store of parts: no more than is there on that day (S0-4 4.4.3, R-59)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ledger.deciding.rule import Breach
from ledger.deciding.situation import Situation
from ledger.state.days import number
from ledger.state.parts import is_named, left_in, names, there
from ledger.state.quantities import plain
from ledger.subjects.repairs.rules import MORE_PARTS


def judge_part_moved(s: Situation) -> Iterator[Breach]:
    """Judge whether a part that is issued, used, sent or scrapped is there: its serial or lot, and in all."""
    place = left_in(s.data)
    if place is None:
        return
    code, quantity = s.data["part_code"], number(s.data["quantity"])
    known = [name for name in names(s.data) if is_named(s.state, place, code, name)]
    least = max(0, min(there(s.state, place, code, name, s.data["moved_on"]) for name in known))
    if quantity > least:
        yield MORE_PARTS.broken(
            movement_no=s.data["movement_no"],
            part_code=code,
            available=plain(Decimal(least)),
            quantity=s.data["quantity"],
        )
