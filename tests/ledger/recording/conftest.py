"""A small house with somebody at the desk."""

from __future__ import annotations

import pytest

from ledger.log.recorder import LogRecorder
from ledger.recording.ledger import Ledger
from tests.support.live import HOUSE, record


@pytest.fixture
def ledger(log: LogRecorder) -> Ledger:
    """A small house; `E1` sits at the desk, `Q1` is the head of quality."""
    place = Ledger(log, recorded_by="E1")
    record(place, *HOUSE)
    return place
