"""Balances by day, against sums that are made anew each time."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from ledger.state.days import Days, changed, lowest, number, until

DAYS = [f"2026-05-{day:02}" for day in range(1, 10)]
CHANGES = st.lists(
    st.tuples(st.sampled_from(DAYS), st.integers(-5, 5) | st.decimals(-5, 5, places=1)), max_size=12
)


def naive(changes: list[tuple[str, int | Decimal]], day: str) -> Decimal:
    """Return the sum of all changes up to a day."""
    return sum((Decimal(change) for when, change in changes if when <= day), Decimal(0))


@given(CHANGES, st.sampled_from(DAYS))
def test_a_balance_is_the_sum_of_its_changes_whatever_their_order(
    changes: list[tuple[str, int | Decimal]], day: str
) -> None:
    """At the end of any day, and the lowest from any day on."""
    days: Days = []
    for when, change in changes:
        days = changed(days, when, change)
    assert [one for one, _ in days] == sorted({one for one, _ in days})
    assert all(number(change) if isinstance(change, int) else Decimal(change) for _, change in days)
    assert until(days, day) == naive(changes, day)
    least, when = lowest(days, day, naive(changes, DAYS[-1]))
    assert least == min(naive(changes, one) for one in DAYS if one >= day)
    assert when >= day
    assert naive(changes, when) == least
