"""Checkpoints as rows."""

from __future__ import annotations

import pytest

from ledger.errors import LedgerError
from ledger.log.checkpoints import (
    Checkpoints,
    KeptCheckpoint,
    count_checkpoints,
    insert_checkpoint,
    last_checkpoint,
)
from ledger.log.recorder import LogRecorder

TIME = "2026-05-01T00:00:00.000000Z"


def _kept(size: int, note: str = "note") -> KeptCheckpoint:
    return KeptCheckpoint(size, bytes([size]) * 32, note, TIME)


def test_checkpoints_are_kept_and_read_smallest_first(log: LogRecorder) -> None:
    checkpoints = Checkpoints(log)
    assert (checkpoints.latest(), checkpoints.all()) == (None, [])
    with log.transaction() as transaction:
        assert last_checkpoint(transaction) is None
        for size in (30, 10, 20):
            insert_checkpoint(transaction, _kept(size))
    assert checkpoints.all() == [_kept(10), _kept(20), _kept(30)]
    assert checkpoints.latest() == _kept(30)
    with log.transaction() as transaction:
        assert (last_checkpoint(transaction), count_checkpoints(transaction)) == (_kept(30), 3)


def test_there_is_one_checkpoint_of_a_size(log: LogRecorder) -> None:
    """A second one would contradict the first, or say it twice."""
    with log.transaction() as transaction:
        insert_checkpoint(transaction, _kept(10))
    with pytest.raises(LedgerError), log.transaction() as transaction:
        insert_checkpoint(transaction, _kept(10, "second"))
    assert Checkpoints(log).all() == [_kept(10)]
