"""Checkpoints as rows."""

from __future__ import annotations

import pytest

from ledger.errors import CorruptionError
from ledger.log.checkpoints import Checkpoints, KeptCheckpoint
from ledger.log.recorder import LogRecorder

TIME = "2026-05-01T00:00:00.000000Z"


def test_checkpoints_are_kept_and_read_smallest_first(log: LogRecorder) -> None:
    checkpoints = Checkpoints(log)
    assert checkpoints.latest() is None
    assert checkpoints.all() == []
    for size in (30, 10, 20):
        assert checkpoints.insert(size, bytes([size]) * 32, f"note {size}", TIME)
    assert [one.size for one in checkpoints.all()] == [10, 20, 30]
    assert checkpoints.latest() == KeptCheckpoint(30, bytes([30]) * 32, "note 30", TIME)


def test_a_checkpoint_of_the_same_size_and_root_is_kept_once(log: LogRecorder) -> None:
    checkpoints = Checkpoints(log)
    assert checkpoints.insert(10, b"r" * 32, "first", TIME)
    assert not checkpoints.insert(10, b"r" * 32, "second", TIME)
    assert [one.note for one in checkpoints.all()] == ["first"]


def test_a_checkpoint_of_the_same_size_and_another_root_is_corruption(log: LogRecorder) -> None:
    checkpoints = Checkpoints(log)
    checkpoints.insert(10, b"r" * 32, "first", TIME)
    with pytest.raises(CorruptionError) as caught:
        checkpoints.insert(10, b"x" * 32, "second", TIME)
    assert caught.value.code == "checkpoint_mismatch"
