"""Rows in an order of the asker's choosing."""

from __future__ import annotations

from projections.answers.catalogue import named
from projections.reading.ordering import orders


def test_a_day_alone_comes_before_the_times_of_that_day():
    """Not where its midnight would lie in UTC: rows are read as they are shown."""
    shown = [
        "2026-06-01T07:00:00+08:00",
        None,
        "2026-06-01",
        "2026-06-01T00:00:00+08:00",
        "2026-05-31T23:59:00+08:00",
        "2026-06-01T00:00:00.500000+08:00",
        "2026-06-02",
    ]
    (order,) = orders(named("due_items"), ["due_at"])
    assert sorted(shown, key=order.sort_key()) == [None, *(shown[at] for at in (4, 2, 3, 5, 0, 6))]
