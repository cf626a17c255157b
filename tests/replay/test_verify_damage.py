"""Damage of every kind: in the upper tiles of a large log, by random values, by lost tables and pages."""

import random
import sqlite3

import pytest

from ledger.errors import UnavailableError
from replay.verify import verify
from tests.ledger.seal.tampering import Attacker, Ledger, copied, found, verified
from tests.support.databases import sqlite_at


@pytest.fixture
def ledger(location, ready_ledgers):
    """A ledger of 600 events, signed at 200, 512 and 600."""
    ready_ledgers.put(location, "600 signed events", lambda place: Ledger.make(place).close())
    ledger = Ledger(location)
    yield ledger
    ledger.close()


@pytest.fixture(scope="module")
def large(tmp_path_factory, ready_ledgers):
    """A SQLite ledger of 70,000 events, so that a tile of the second level is full; closed."""
    location = sqlite_at(tmp_path_factory.mktemp("large"))
    sizes = range(10_000, 70_001, 10_000)
    ready_ledgers.put(location, "70,000 signed events", lambda place: Ledger.make(place, sizes).close())
    return location


def test_a_log_of_70_000_events_verifies(large):
    assert verified(large, deep=True).as_json()["findings"] == []


@pytest.mark.parametrize(
    ("level", "column", "offset", "expected"),
    [
        (1, "hashes", 100, ("changed", 100 * 256 + 1)),
        (1, "root", 0, ("changed", 1)),
        (0, "root", 0, ("changed", 100 * 256 + 1)),
    ],
)
def test_a_change_within_the_upper_tiles_isfound(large, tmp_path, level, column, offset, expected):
    """The tile of the second level keeps the roots of the first 256 tiles."""
    location = copied(large, tmp_path)
    with Attacker(location) as hand:
        idx = 100 if level == 0 else 0
        where = f"FROM tiles WHERE level = {level} AND idx = {idx}"
        value = bytearray(hand.value(f"SELECT {column} {where}"))
        value[offset * 32] ^= 1
        hand.run(f"UPDATE tiles SET {column} = ? {where.removeprefix('FROM tiles ')}", bytes(value))
    assert found(location) == [expected]


def test_a_change_that_only_the_upper_tile_betrays_isfound(large, tmp_path):
    """Document, leaf and the whole tile were altered: the tile above tells which 256 events it is about."""
    location = copied(large, tmp_path)
    with Attacker(location) as hand:
        hand.change(30_000, leaf=True, tile=True, root=True)
        hand.run("DELETE FROM checkpoints WHERE size < 70000")
    assert found(location) == [("missing", 10_000), ("changed", 117 * 256 + 1)]


def test_a_missing_upper_tile_isfound(large, tmp_path):
    location = copied(large, tmp_path)
    with Attacker(location) as hand:
        hand.run("DELETE FROM tiles WHERE level = 1")
    assert found(location) == [("missing", 1)]


def test_thousands_of_changes_are_told_in_bounded_space(large, tmp_path):
    """A hundred findings one by one; the rest as a number."""
    location = copied(large, tmp_path)
    with Attacker(location) as hand:
        hand.run("UPDATE events SET leaf = zeroblob(32) WHERE position % 2 = 0")
    verification = verified(location)
    assert [finding.position for finding in verification.findings] == list(range(2, 202, 2))
    assert [note.reason.message("en") for note in verification.notes] == [
        "34900 more findings of the kind changed are not listed."
    ]


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
    verification = verified(location, deep=True)
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
    location = copied(small, tmp_path)
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
    assert 1 <= len(found(location)) <= 2


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A SQLite ledger of 300 events, closed."""
    location = sqlite_at(tmp_path_factory.mktemp("small"))
    Ledger.make(location, (100, 300)).close()
    return location
