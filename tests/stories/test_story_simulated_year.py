"""A year of a simulated distributor of devices and medicines: the ledger counts as its simulator does.

The simulator knows by plain counting which gate found what, what every clock came to, and each indicator of
each month. Its files come in any order. More years, and larger ones:
`python -m tests.support.compared_year SEED SIZE`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.budgets import budget
from tests.support.compared_year import compared

YEARS = [(1, 1)] if budget() == "gate" else [(1, 1), (2, 1), (3, 1), (4, 1), (5, 2), (6, 4)]


@pytest.mark.parametrize(("seed", "size"), YEARS)
def test_a_year_is_counted_alike(seed: int, size: int, tmp_path: Path) -> None:
    """Findings, warnings, states of obligations, K-01 to K-28 by month, and what was undone at month ends."""
    apart = compared(seed, size, tmp_path)
    assert apart == {name: ([], []) for name in ("findings", "obligations", "figures", "undone", "faults")}
