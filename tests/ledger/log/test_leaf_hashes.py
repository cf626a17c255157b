"""The leaf hashes of many events are those that the events have, whether or not a full tile holds them."""

from __future__ import annotations

from ledger.log.leaf_hashes import LeafHashes
from ledger.log.recorder import LogRecorder
from tests.support.prepared_events import several


def test_the_hash_is_that_of_the_event_in_a_full_tile_and_behind_the_last_one(log: LogRecorder) -> None:
    log.append_prepared(several(600))
    asked = LeafHashes(log)
    for positions in (range(1, 601), [256, 257, 600], [513], []):
        assert asked(positions) == log.leaf_hashes(positions)
    assert len(asked(range(1, 601))) == 600


def test_a_position_that_the_log_does_not_reach_has_no_hash(log: LogRecorder) -> None:
    log.append_prepared(several(3))
    assert LeafHashes(log)([3, 4, 1000]) == log.leaf_hashes([3])
