"""What is demanded, and what was once found not to hold, is tried by tests that are there."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from tests.support.audited import AUDITED, SHOWN

_ROOT = Path(__file__).resolve().parents[2]
_EVERY = {**AUDITED, **SHOWN}


@cache
def _text(file: str) -> str:
    return (_ROOT / file).read_text(encoding="utf-8")


@pytest.mark.parametrize("demand", _EVERY)
def test_a_demand_has_a_test(demand: str) -> None:
    """By file and name, of a table of cases by the case, so that none goes without the other."""
    assert _EVERY[demand]
    for node in _EVERY[demand]:
        file, _, test = node.partition("::")
        name, _, case = test.removesuffix("]").partition("[")
        assert re.search(rf"^def {name}\(", _text(file), re.MULTILINE), node
        assert not case or f'"{case}"' in _text(file), node


def test_no_demand_stands_in_both_tables() -> None:
    assert not AUDITED.keys() & SHOWN.keys()
