"""The balance of a lot, against sums that are made anew each time."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from ledger.state import lots
from ledger.state.entries import EMPTY_LOT
from tests.support.decisions import Entries

DAYS = [f"2026-{month:02}-{day:02}" for month in (1, 2, 4) for day in (3, 15, 28)]
MOVES = st.lists(st.tuples(st.booleans(), st.sampled_from(DAYS), st.integers(1, 9)), max_size=14)


@given(MOVES, st.sampled_from(DAYS), st.integers(1, 9))
def test_what_may_leave_on_a_day_lacks_on_no_later_one(
    moves: list[tuple[bool, str, int]], day: str, quantity: int
) -> None:
    """Receipts and sales in any order, over months in which nothing moved; some receipts voided again."""
    state, kept = Entries(), []
    for receipt, when, many in moves:
        change = many if receipt else -many
        kept.append((when, change, receipt))
        if receipt:
            lots.accepted(state, "P1", "L1", state.lot("P1", "L1") or EMPTY_LOT, when, many)
        else:
            lots.moved(state, "P1", "L1", when, -many)
        if receipt and many == 9:
            kept.pop()
            lots.accepted(state, "P1", "L1", state.lot("P1", "L1") or EMPTY_LOT, when, -many)
    lot = state.lot("P1", "L1") or EMPTY_LOT
    balance = {one: sum(change for when, change, _ in kept if when <= one) for one in DAYS}
    least, when = lots.least(state, "P1", "L1", lot, day)
    assert least == min(balance[one] for one in DAYS if one >= day)
    assert when >= day
    assert lots.there_on(state, "P1", "L1", lot, day) == balance[day]
    assert lots.is_accepted(lot, day) == any(receipt and one <= day for one, _, receipt in kept)
    if lots.is_accepted(lot, day) and lots.is_enough(lot, day, quantity):
        assert quantity <= least


def test_a_balance_of_many_days_is_the_sum_of_all_that_came_and_went() -> None:
    """Over three years, in no order: what stands under its years and what came lately count together."""
    state, draw, kept = Entries(), random.Random(3), []
    for _ in range(900):
        when = (date(2024, 1, 1) + timedelta(days=draw.randrange(1000))).isoformat()
        change = draw.choice([-2, -1, 1, 3])
        kept.append((when, change))
        lots.moved(state, "P1", "L1", when, change)
    lot = state.lot("P1", "L1") or EMPTY_LOT
    days = sorted({when for when, _ in kept})
    balance = {one: sum(change for when, change in kept if when <= one) for one in days}
    assert lot.years == ["2024", "2025", "2026"]
    for day in days[::25]:
        assert lots.there_on(state, "P1", "L1", lot, day) == balance[day]
        assert lots.least(state, "P1", "L1", lot, day)[0] == min(balance[one] for one in days if one >= day)


def test_parts_of_units_are_counted_exactly() -> None:
    """Decimals count as whole numbers do, lately and under their years."""
    state = Entries()
    for _ in range(200):
        lots.moved(state, "P1", "L1", "2026-01-03", Decimal("0.1"))
        lots.moved(state, "P1", "L1", "2026-01-04", Decimal("-0.1"))
    lot = state.lot("P1", "L1") or EMPTY_LOT
    assert lots.there_on(state, "P1", "L1", lot, "2026-01-03") == 20
    assert lots.least(state, "P1", "L1", lot, "2026-01-03") == (0, "2026-01-04")
