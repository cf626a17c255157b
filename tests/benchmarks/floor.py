"""The floor: the same event bytes, tags and unique ids, written plainly in the same batches."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import psycopg

Event = tuple[int, str, bytes, tuple[str, ...]]  # position, event id, document, tags
BATCH = 1000


def batches(events: Sequence[Event]) -> Iterator[Sequence[Event]]:
    """Yield events in the batches in which they are committed."""
    for start in range(0, len(events), BATCH):
        yield events[start : start + BATCH]


def open_sqlite(path: Path, pragmas: dict[str, Any]) -> sqlite3.Connection:
    """Open a floor database with the ledger's own PRAGMAs."""
    connection = sqlite3.connect(path, isolation_level=None)
    for name, value in pragmas.items():
        connection.execute(f"PRAGMA {name}={value}")
    connection.executescript(
        "CREATE TABLE IF NOT EXISTS events (position INTEGER PRIMARY KEY, event_id TEXT NOT NULL UNIQUE,"
        " document BLOB NOT NULL);"
        "CREATE TABLE IF NOT EXISTS tags (tag TEXT, position INTEGER, PRIMARY KEY (tag, position))"
        " WITHOUT ROWID"
    )
    return connection


def write_sqlite(connection: sqlite3.Connection, events: Sequence[Event]) -> float:
    """Write all events; return the seconds it took."""
    started = time.perf_counter()
    for batch in batches(events):
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany("INSERT INTO events VALUES (?, ?, ?)", [event[:3] for event in batch])
        tags = sorted((tag, event[0]) for event in batch for tag in event[3])
        connection.executemany("INSERT INTO tags VALUES (?, ?)", tags)
        connection.execute("COMMIT")
    return time.perf_counter() - started


def open_postgres(url: str) -> psycopg.Connection[Any]:
    """Make the floor's tables anew in a database of its own schema."""
    connection = psycopg.connect(url, autocommit=True)
    connection.execute("DROP SCHEMA IF EXISTS floor CASCADE")
    connection.execute("CREATE SCHEMA floor")
    connection.execute(
        "CREATE TABLE floor.events"
        " (position bigint PRIMARY KEY, event_id text NOT NULL UNIQUE, document bytea NOT NULL)"
    )
    connection.execute(
        'CREATE TABLE floor.tags (tag text COLLATE "C", position bigint, PRIMARY KEY (tag, position))'
    )
    return connection


def write_postgres(connection: psycopg.Connection[Any], events: Sequence[Event]) -> float:
    """Write all events by COPY; return the seconds it took."""
    started = time.perf_counter()
    for batch in batches(events):
        with connection.transaction(), connection.cursor() as cursor:
            with cursor.copy("COPY floor.events FROM STDIN (FORMAT BINARY)") as copy:
                copy.set_types(["int8", "text", "bytea"])
                for event in batch:
                    copy.write_row(event[:3])
            with cursor.copy("COPY floor.tags FROM STDIN (FORMAT BINARY)") as copy:
                copy.set_types(["text", "int8"])
                for row in sorted((tag, event[0]) for event in batch for tag in event[3]):
                    copy.write_row(row)
    return time.perf_counter() - started


def insert_postgres(connection: psycopg.Connection[Any], event: Event) -> float:
    """Write one event in a commit of its own, in as few round trips as psycopg allows; return the seconds."""
    started = time.perf_counter()
    position, event_id, document, tags = event
    with connection.pipeline(), connection.transaction(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO floor.events VALUES (%s, %s, %s)", (position, event_id, document))
        cursor.executemany(
            "INSERT INTO floor.tags VALUES (%s, %s)", [(tag, position) for tag in sorted(tags)]
        )
    return time.perf_counter() - started
