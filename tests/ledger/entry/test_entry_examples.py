"""The examples in docstrings of live entry hold."""

from __future__ import annotations

import doctest
from importlib import import_module

import pytest


@pytest.mark.parametrize("name", ["entry.documents", "deciding.numbering"])
def test_the_examples_in_docstrings_hold(name: str) -> None:
    """Each module's examples are run as they stand."""
    done = doctest.testmod(import_module(f"ledger.{name}"))
    assert done.attempted
    assert not done.failed
