"""Fixtures for the tables: the read model of an empty log, on each database."""

from collections.abc import Iterator

import pytest

from ledger.log.recorder import LogRecorder
from ledger.settings import Location
from projections.engine.read_model import ReadModel, open_readmodel
from tests.support.ready_ledgers import Beginning, with_tables


@pytest.fixture
def beginning() -> Beginning:
    """A log that is empty, with its tables: what fills them is tested here, not how they are made."""
    return Beginning("an empty log with tables", with_tables())


@pytest.fixture
def readmodel(log: LogRecorder, location: Location) -> Iterator[ReadModel]:
    """The tables of the log, empty before the first catch-up."""
    model = open_readmodel(log, location)
    yield model
    model.close()
