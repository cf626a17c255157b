"""Old copies put back: the checkpoints beside the database know more than it does."""

import shutil

import pytest

from ledger.log.opening import open_log
from ledger.seal.sealing import take_checkpoint
from tests.ledger.seal.tampering import Attacker, Ledger, found, verified
from tests.support.databases import sqlite_at
from tests.support.events import sold


@pytest.fixture
def ledger(location, ready_ledgers):
    """A ledger of 600 events, signed at 200, 512 and 600."""
    ready_ledgers.put(location, "600 signed events", lambda place: Ledger.make(place).close())
    ledger = Ledger(location)
    yield ledger
    ledger.close()


# --- an old copy put back


def test_an_old_copy_of_the_database_file_is_noticed(tmp_path):
    """The file as it was, the checkpoints beside it as they are."""
    location = sqlite_at(tmp_path)
    ledger = Ledger.make(location, (200, 300))
    ledger.close()
    shutil.copy(location.path, tmp_path / "backup")
    log = open_log(location)
    log.append_prepared([sold(f"later{number}") for number in range(50)])
    take_checkpoint(log, location)
    log.close()
    shutil.copy(tmp_path / "backup", location.path)
    assert found(location) == [("rolled_back", 301), ("truncated", 301)]
    assert verified(location).findings[0].reason.message("en") == (
        "An old copy of the ledger was put back: a signed checkpoint has 350 events, the log 300."
    )


def test_an_old_copy_that_was_written_on_is_noticed(ledger):
    """It has as many events again as were signed, but not the same ones."""
    ledger.close()
    with Attacker(ledger.location) as hand:
        hand.cut_to(300)
    again = Ledger(ledger.location)
    again.record_until(700, sale="YS")
    assert again.found() == [("rolled_back", 201)]
    assert again.verify().findings[0].reason.message("en") == (
        "An old copy of the ledger was put back and written on: the first 200 events agree with the signed "
        "copies, the first 512 do not."
    )
    again.close()


def test_an_old_copy_that_was_written_on_a_little_is_noticed(ledger):
    ledger.close()
    with Attacker(ledger.location) as hand:
        hand.cut_to(300)
    again = Ledger(ledger.location)
    again.record_until(400, sale="YS")
    assert again.found() == [("rolled_back", 401), ("truncated", 401)]
    again.close()
