"""Verification of sound logs of every size, of logs that are written on meanwhile, and of old copies put back."""

import multiprocessing
import random
import shutil
import sqlite3
import threading

import pytest

from ledger.errors import UnavailableError
from ledger.log.opening import open_log
from ledger.seal.audit.problems import ROW_CHANGED
from ledger.seal.audit.report import Finding, Span
from ledger.seal.checkpoint import take_checkpoint
from ledger.seal.copies import append_copy
from ledger.settings import locate
from replay.verify import verify
from tests.ledger.seal.tampering import Attacker, Ledger
from tests.support.databases import sqlite_at
from tests.support.events import sold


@pytest.fixture
def ledger(location):
    """A ledger of 600 events, signed at 200, 512 and 600."""
    ledger = Ledger.make(location)
    yield ledger
    ledger.close()


# --- no false alarm


@pytest.mark.parametrize("sizes", [(), (0,), (1,), (255,), (256,), (257,), (0, 1, 100, 256, 257, 700)])
def test_a_sound_log_of_any_size_verifies(location, sizes):
    """With and without checkpoints, on both sides of a tile's border; the empty log too."""
    ledger = Ledger.make(location, sizes)
    ledger.record_until(ledger.recorded + 3)
    assert ledger.verify().as_json() == {"ok": True, "findings": []}
    assert ledger.verify(deep=True).as_json() == {"ok": True, "findings": []}
    assert ledger.verify().notes == ()
    ledger.close()


def test_a_log_that_was_never_given_a_key_verifies(log, location):
    """Until `init` has made it, there is nothing to compare signatures with."""
    assert verify(log, location).ok
    log.append_prepared([sold("XS1"), sold("XS2")])
    assert verify(log, location).ok


def test_events_of_a_foreign_application_verify(log, location):
    """Whatever bytes the library's own applications append."""
    from eventsourcing.dcb.api import DCBEvent

    log.append([DCBEvent("foreign", b"\x00\xff", ["a", "b"]), DCBEvent("foreign", b'{"a":1}', [])])
    assert verify(log, location, deep=True).ok


def test_erased_personal_values_are_no_finding(ledger):
    ledger.log.erase_personal(1, ["contact"])
    assert ledger.verify().ok


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """A SQLite ledger of 70,000 events, so that a tile of the second level is full; closed."""
    location = sqlite_at(tmp_path_factory.mktemp("large"))
    ledger = Ledger.make(location, range(10_000, 70_001, 10_000))
    ledger.close()
    return location


def test_a_log_of_70_000_events_verifies(large):
    log = open_log(large)
    assert verify(log, large, deep=True).as_json() == {"ok": True, "findings": []}
    log.close()


@pytest.mark.parametrize(
    ("level", "column", "offset", "expected"),
    [
        (1, "hashes", 100, ("changed", 100 * 256 + 1)),
        (1, "root", 0, ("changed", 1)),
        (0, "root", 0, ("changed", 100 * 256 + 1)),
    ],
)
def test_a_change_within_the_upper_tiles_is_found(large, tmp_path, level, column, offset, expected):
    """The tile of the second level keeps the roots of the first 256 tiles."""
    location = _copied(large, tmp_path)
    with Attacker(location) as hand:
        idx = 100 if level == 0 else 0
        where = f"FROM tiles WHERE level = {level} AND idx = {idx}"
        value = bytearray(hand.value(f"SELECT {column} {where}"))
        value[offset * 32] ^= 1
        hand.run(f"UPDATE tiles SET {column} = ? {where.removeprefix('FROM tiles ')}", bytes(value))
    assert _found(location) == [expected]


def test_a_change_that_only_the_upper_tile_betrays_is_found(large, tmp_path):
    """Document, leaf and the whole tile were altered: the tile above tells which 256 events it is about."""
    location = _copied(large, tmp_path)
    with Attacker(location) as hand:
        hand.change(30_000, leaf=True, tile=True, root=True)
        hand.run("DELETE FROM checkpoints WHERE size < 70000")
    assert _found(location) == [("changed", 117 * 256 + 1)]


def test_a_missing_upper_tile_is_found(large, tmp_path):
    location = _copied(large, tmp_path)
    with Attacker(location) as hand:
        hand.run("DELETE FROM tiles WHERE level = 1")
    assert _found(location) == [("missing", 1)]


def test_thousands_of_changes_are_told_in_bounded_space(large, tmp_path):
    """A hundred findings one by one; the rest as a number."""
    location = _copied(large, tmp_path)
    with Attacker(location) as hand:
        hand.run("UPDATE events SET leaf = zeroblob(32) WHERE position % 2 = 0")
    log = open_log(location)
    verification = verify(log, location)
    log.close()
    assert [finding.position for finding in verification.findings] == list(range(2, 202, 2))
    assert [note.reason.message("en") for note in verification.notes] == [
        "34900 more findings of the kind changed are not listed."
    ]


# --- others at work


def test_appending_and_signing_meanwhile_does_not_disturb(ledger):
    """One moment of the log is looked at, whatever happens while it is read."""
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
    log = open_log(location)
    for number in range(25):
        log.append_prepared([sold(f"PX{number}-{line}") for line in range(10)])
        take_checkpoint(log, location)
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
    assert _found(location) == [("rolled_back", 301)]
    assert _message(location) == (
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
    assert again.found() == [("rolled_back", 401)]
    again.close()


# --- copies, further findings, unreadable databases


def test_a_torn_copy_is_told_but_is_nothing_wrong(ledger):
    with ledger.location.checkpoint_file.open("a") as file:
        file.write("medledger/abc\n70")
    verification = ledger.verify()
    assert verification.ok
    assert [(note.kind, note.position) for note in verification.notes] == [("torn_copy", None)]
    assert verification.as_json() == {"ok": True, "findings": []}


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
    assert ledger.verify().as_json() == {
        "ok": False,
        "findings": [{"kind": "changed", "position": 300, "message": message}],
    }


@pytest.mark.parametrize("table", ["events", "events_tags", "personal", "tiles", "checkpoints", "settings"])
def test_a_table_that_is_gone_is_missing(ledger, table):
    with ledger.attacker() as hand:
        hand.run(f"DROP TABLE {table}")
    assert ledger.found() == [("missing", None)]


def test_a_database_that_is_away_is_no_finding(sqlite_location):
    """Who cannot read has found nothing."""
    ledger = Ledger.make(sqlite_location, (5,))
    holder = sqlite3.connect(sqlite_location.path, isolation_level=None)
    ledger.close()
    sqlite_location.path.unlink()
    sqlite_location.path.mkdir()
    with pytest.raises(UnavailableError):
        verify(ledger.log, sqlite_location)
    holder.close()


def test_a_damaged_database_file_is_told_and_does_not_raise(tmp_path):
    """A page of the log overwritten: from there on it cannot be read."""
    location = sqlite_at(tmp_path)
    Ledger.make(location, (600,)).close()
    with sqlite3.connect(location.path) as connection:
        page = (
            connection.execute(
                "SELECT max(pageno) FROM dbstat WHERE name = 'events' AND pagetype = 'leaf'"
            ).fetchone()[0]
            if _has_dbstat(connection)
            else 200
        )
    connection.close()
    data = bytearray(location.path.read_bytes())
    data[(page - 1) * 4096 : page * 4096] = b"\xaa" * 4096
    location.path.write_bytes(data)
    log = open_log(location)
    verification = verify(log, location, deep=True)
    log.close()
    assert not verification.ok
    assert "changed" in {finding.kind for finding in verification.findings}


def _has_dbstat(connection):
    try:
        connection.execute("SELECT 1 FROM dbstat LIMIT 1")
    except sqlite3.OperationalError:
        return False
    return True


VALUES = [0, -3, 7, 10**15, 2.5, "", "x", "第", b"", b"\xff\xfe"]
COLUMNS = {
    "events": ["position", "event_id", "type", "event_time", "record_time", "leaf", "document"],
    "events_tags": ["tag", "position", "type"],
    "personal": ["salt", "value"],
    "tiles": ["level", "idx", "root", "hashes"],
    "checkpoints": ["size", "root", "note"],
}


@pytest.mark.parametrize("seed", range(40))
def test_no_value_put_anywhere_passes_or_breaks_verification(small, tmp_path, seed):
    """Numbers as text, text as bytes, bytes that are no text: found, and never an exception."""
    location = _copied(small, tmp_path)
    draw = random.Random(seed)
    table = draw.choice(list(COLUMNS))
    column, value = draw.choice(COLUMNS[table]), draw.choice(VALUES)
    as_text = draw.choice(["?", "CAST(? AS TEXT)"])
    key = {"events_tags": "tag", "personal": "field", "tiles": "idx", "checkpoints": "size"}.get(
        table, "position"
    )
    with Attacker(location) as hand:
        row = draw.randrange(hand.value(f"SELECT count(*) FROM {table}"))
        of_row = f"(SELECT {key} FROM {table} LIMIT 1 OFFSET {row})"
        condition = f"{key} = {of_row}"
        if table in {"events_tags", "personal"}:
            of_row = f"(SELECT position FROM {table} LIMIT 1 OFFSET {row})"
            condition += f" AND position = {of_row}"
        try:
            hand.run(f"UPDATE {table} SET {column} = {as_text} WHERE {condition}", value)
        except sqlite3.IntegrityError:
            return  # SQLite takes nothing but numbers there
    found = _found(location)
    assert found
    assert len(found) <= 2


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A SQLite ledger of 300 events, closed."""
    location = sqlite_at(tmp_path_factory.mktemp("small"))
    Ledger.make(location, (100, 300)).close()
    return location


def _copied(location, folder):
    shutil.copytree(location.path.parent, folder, dirs_exist_ok=True)
    return locate(str(folder / location.path.name))


def _found(location):
    log = open_log(location)
    try:
        return [(finding.kind, finding.position) for finding in verify(log, location).findings]
    finally:
        log.close()


def _message(location):
    log = open_log(location)
    try:
        return verify(log, location).findings[0].reason.message("en")
    finally:
        log.close()
