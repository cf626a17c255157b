"""The balance of a lot, against sums that are made anew each time."""

from __future__ import annotations

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
