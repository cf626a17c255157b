"""Judging how spare parts move: no more leaves than is there on that day, no unit comes twice (R-59)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ledger.deciding.rule import Breach
from ledger.deciding.situation import Situation
from ledger.state.days import number
from ledger.state.parts import available, limits, most_of_a_serial
from ledger.state.quantities import plain
from ledger.subjects.repairs.rules import MORE_PARTS, MORE_PARTS_BACK, PART_TWICE


def judge_part_moved(s: Situation) -> Iterator[Breach]:
    """Judge whether what a movement takes is there, by serial, lot and in all, and what it brings is not."""
    row = s.data
    places = limits(row)
    least = min((available(s.state, place, row) for place in places), default=number(row["quantity"]))
    if least < number(row["quantity"]):
        rule = MORE_PARTS_BACK if "hands" in places else MORE_PARTS
        yield rule.broken(
            movement_no=row["movement_no"],
            part_code=row["part_code"],
            available=plain(Decimal(least)),
            quantity=row["quantity"],
        )
    if most_of_a_serial(s.state, row) > 1:
        yield PART_TWICE.broken(
            movement_no=row["movement_no"], part_code=row["part_code"], part_serial=row["part_serial"]
        )
