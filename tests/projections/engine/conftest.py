"""Here tables are made: nothing is built before the first catch-up."""

import pytest

from tests.support.ready_ledgers import Beginning, empty_log


@pytest.fixture
def beginning() -> Beginning:
    """Nothing but a log."""
    return Beginning("an empty log", empty_log)
