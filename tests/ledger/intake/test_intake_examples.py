"""The examples in the docstrings are what the functions do."""

from __future__ import annotations

import doctest
from importlib import import_module

import pytest


@pytest.mark.parametrize("name", ["cells", "codes", "dates", "folding", "passing", "quantities"])
def test_the_examples_of_a_module_hold(name: str) -> None:
    outcome = doctest.testmod(import_module(f"ledger.intake.{name}"))
    assert outcome.attempted > 0
    assert outcome.failed == 0
