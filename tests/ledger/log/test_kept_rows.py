"""Checkpoints and generations as rows."""

from __future__ import annotations

import pytest

from ledger.errors import CorruptionError
from ledger.log.checkpoints import Checkpoints, KeptCheckpoint
from ledger.log.generations import (
    Generation,
    all_generations,
    get_generation,
    remove_generation,
    set_generation,
)
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
    assert checkpoints.at_most(29) == checkpoints.all()[1]
    assert checkpoints.at_most(9) is None


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


def test_generations_are_written_replaced_and_removed(log: LogRecorder) -> None:
    first = Generation("records", 1, "3", "serving", TIME)
    with log.writing() as connection:
        assert get_generation(connection, "records") is None
        set_generation(connection, first)
        set_generation(connection, Generation("movements", 1, "1", "building", TIME))
        set_generation(connection, first._replace(generation=2))
    with log.reading() as connection:
        assert get_generation(connection, "records") == first._replace(generation=2)
        assert [one.name for one in all_generations(connection)] == ["movements", "records"]
    with log.writing() as connection:
        remove_generation(connection, "movements")
        assert [one.name for one in all_generations(connection)] == ["records"]
