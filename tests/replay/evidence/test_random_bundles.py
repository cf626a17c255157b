"""Untouched bundles of random ledgers: no check raises a false alarm (hundreds of them by a command)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.campaigns.random_bundles import try_ledger
from tests.support.budgets import budget


@pytest.mark.parametrize("number", range(12 if budget() == "gate" else 120))
def test_an_untouched_bundle_gives_no_alarm(number: int, tmp_path: Path) -> None:
    """Late entries, voids, formulas, rare signs: both checks find nothing, and count alike."""
    assert try_ledger(number, tmp_path) == []
