"""What was once found not to hold is tried by tests that are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support.audited import AUDITED

_ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("demand", AUDITED)
def test_a_demand_that_once_failed_has_a_test(demand: str) -> None:
    """By file and name, so that neither goes without the other."""
    assert AUDITED[demand]
    for node in AUDITED[demand]:
        file, _, test = node.partition("::")
        text = (_ROOT / file).read_text(encoding="utf-8")
        assert re.search(rf"^def {test}\(", text, re.MULTILINE), node
