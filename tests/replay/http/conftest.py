"""A small house that is served, one for a module of tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.served import House, house


@pytest.fixture(scope="module")
def served_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Give a served house that the tests of a module share."""
    with house(tmp_path_factory.mktemp("served")) as found:
        yield found
