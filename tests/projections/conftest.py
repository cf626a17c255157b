"""Fixtures for the tables: the read model of an empty log, on each database."""

from collections.abc import Iterator

import pytest

from ledger.log.recorder import LogRecorder
from ledger.settings import Location
from projections.engine.read_model import ReadModel, open_readmodel


@pytest.fixture
def readmodel(log: LogRecorder, location: Location) -> Iterator[ReadModel]:
    """The tables of the log; nothing is built before the first catch-up."""
    model = open_readmodel(log, location)
    yield model
    model.close()
