"""The examples in the docstrings are what the functions do."""

from __future__ import annotations

import doctest
from importlib import import_module
from pathlib import Path

import pytest

import ledger

ROOT = Path(ledger.__file__).parents[1]
MODULES = [
    ".".join(path.relative_to(ROOT).with_suffix("").parts)
    for path in sorted((ROOT / "ledger" / "intake").rglob("*.py"))
    if ">>>" in path.read_text(encoding="utf-8")
]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module_hold(name: str) -> None:
    outcome = doctest.testmod(import_module(name))
    assert outcome.attempted > 0
    assert outcome.failed == 0


def test_there_are_examples() -> None:
    """A module that is moved away takes its examples along; none of them are lost from view."""
    assert len(MODULES) >= 6
