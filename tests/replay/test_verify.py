"""Sound logs verify, of every size and while others write on; what a verification says and how."""

import multiprocessing
import threading

import pytest

from ledger.seal.audit.problems import ROW_CHANGED
from ledger.seal.audit.report import Finding, Span
from ledger.seal.copies import append_copy
from ledger.seal.opening import open_sealed
from replay.verify import verify
from tests.ledger.seal.tampering import Ledger
from tests.support.databases import sqlite_at
from tests.support.erasing import erase
from tests.support.events import sold


@pytest.fixture
def ledger(location, ready_ledgers):
    """A ledger of 600 events, signed at 200, 512 and 600."""
    ready_ledgers.put(location, "600 signed events", lambda place: Ledger.make(place).close())
    ledger = Ledger(location)
    yield ledger
    ledger.close()


# --- no false alarm


@pytest.mark.parametrize("sizes", [(), (0,), (1,), (255,), (256,), (257,), (0, 1, 100, 256, 257, 700)])
def test_a_sound_log_of_any_size_verifies(location, sizes):
    """On both sides of a tile's border; the empty log too."""
    ledger = Ledger.make(location, sizes).seal()
    ledger.record_until(ledger.recorded + 3)
    assert ledger.verify().as_json()["findings"] == []
    assert ledger.verify(deep=True).as_json()["findings"] == []
    assert ledger.verify().notes == ()
    ledger.close()


def test_events_that_no_checkpoint_covers_are_told(ledger):
    """An earlier program recorded them, or somebody who has no key."""
    ledger.record_until(603)
    assert ledger.found() == [("unsealed", 601)]
    assert ledger.verify().findings[0].message == "events 601 to 603: not covered by a signed checkpoint."
    ledger.checkpoint()
    assert ledger.found() == []


def test_a_log_that_was_never_given_a_key_verifies(log, location):
    """Until `init` has made it, there is nothing to compare signatures with."""
    assert verify(log, location).ok
    log.append_prepared([sold("XS1"), sold("XS2")])
    assert verify(log, location).ok


def test_events_of_a_foreign_application_verify(log, location):
    """Whatever bytes the library's own applications append."""
    from eventsourcing.dcb.api import DCBEvent

    from ledger.log.library.recorder import LibraryRecorder

    LibraryRecorder(log).append(
        [DCBEvent("foreign", b"\x00\xff", ["a", "b"]), DCBEvent("foreign", b'{"a":1}', [])]
    )
    assert verify(log, location, deep=True).ok


def test_erased_personal_values_are_no_finding(ledger):
    erase(ledger.seal().log, 1, ["contact"])
    assert ledger.verify().ok


# --- others at work


def test_appending_and_signing_meanwhile_does_not_disturb(ledger):
    """One moment of the log is looked at, whatever happens while it is read."""
    ledger.seal()
    stop = threading.Event()
    failures = []

    def write_on():
        try:
            while not stop.is_set():
                ledger.record_until(ledger.recorded + 7)
                ledger.checkpoint()
        except Exception as error:  # noqa: BLE001 (told by the test)
            failures.append(error)

    writer = threading.Thread(target=write_on)
    writer.start()
    try:
        found = [ledger.found() for _ in range(12)]
    finally:
        stop.set()
        writer.join()
    assert failures == []
    assert found == [[]] * 12
    assert ledger.log.head() > 600


def test_another_process_writing_meanwhile_does_not_disturb(ledger):
    context = multiprocessing.get_context("spawn")
    writer = context.Process(target=_write_on, args=(ledger.location,))
    writer.start()
    try:
        while writer.is_alive():
            assert ledger.found() == []
    finally:
        writer.join()
    assert writer.exitcode == 0
    assert ledger.log.head() == 850


def _write_on(location):
    log = open_sealed(location)
    for number in range(25):
        log.append_prepared([sold(f"PX{number}-{line}") for line in range(10)])
    log.close()


def test_the_first_checkpoint_taken_meanwhile_does_not_disturb(location):
    """The copies did not exist when verification looked for them, and do when it asks again."""
    ledger = Ledger.make(location, ())
    ledger.record_until(3)
    original = ledger.log.reading

    def reading():
        ledger.log.reading = original
        ledger.checkpoint()
        return original()

    ledger.log.reading = reading
    assert ledger.found() == []
    ledger.close()


# --- copies, further findings, unreadable databases


def test_a_torn_copy_is_told_but_is_nothing_wrong(ledger):
    with ledger.location.checkpoint_file.open("a") as file:
        file.write("medledger/abc\n70")
    verification = ledger.verify()
    assert verification.ok
    assert [(note.kind, note.position) for note in verification.notes] == [("torn_copy", None)]
    assert verification.as_json()["findings"] == []


def test_a_copy_from_another_ledger_is_of_another_key(ledger, tmp_path):
    other = Ledger.make(sqlite_at(tmp_path / "other"), (5,))
    append_copy(ledger.location.checkpoint_file, other.checkpoint().note)
    other.close()
    assert ledger.found() == [("other_key", 5)]


def test_copies_that_may_not_be_read_are_told(ledger):
    path = ledger.location.checkpoint_file
    path.rename(path.with_suffix(".away"))
    path.mkdir()
    assert ledger.found() == [("missing", None)]


def test_findings_about_the_tables_are_added(ledger):
    drift = Finding("drift", 5, ROW_CHANGED.with_(where=Span(5, 5)))
    assert ledger.verify(tables=lambda: [drift]).findings == (drift,)
    assert not ledger.verify(tables=lambda: [drift]).ok


@pytest.mark.parametrize(
    ("lang", "message"),
    [
        ("zh", "第 300 至 302 条：内容应与记录时的哈希一致，实已被改动。"),
        ("en", "events 300 to 302: expected the bytes that were recorded, got others."),
    ],
)
def test_findings_speak_the_language_of_the_user(ledger, monkeypatch, lang, message):
    monkeypatch.setenv("MEDLEDGER_LANG", lang)
    with ledger.attacker() as hand:
        for position in (300, 301, 302):
            hand.change(position)
    told = ledger.verify().as_json()
    assert not told["ok"]
    assert told["findings"] == [{"kind": "changed", "position": 300, "message": message}]
