"""Fixtures that every test may ask for: places for ledgers, and logs on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.log.library.recorder import LibraryRecorder
from ledger.log.opening import open_log
from ledger.log.recorder import LogRecorder
from ledger.settings import Location, locate
from tests.support.databases import Server, running_server, sqlite_at


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    """A real PostgreSQL server, started once for the whole run."""
    with running_server() as server:
        yield server


@pytest.fixture
def sqlite_location(tmp_path: Path) -> Location:
    """A place for a SQLite ledger; nothing is there yet."""
    return sqlite_at(tmp_path)


@pytest.fixture
def postgres_location(
    postgres_server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Location]:
    """An empty database of its own for a ledger, its key and checkpoint copies in a folder of its own."""
    monkeypatch.setenv("MEDLEDGER_HOME", str(tmp_path / "home"))
    url = postgres_server.create()
    yield locate(url)
    postgres_server.drop(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def location(request: pytest.FixtureRequest) -> Location:
    """A place for a ledger, once on each database."""
    name = "sqlite_location" if request.param == "sqlite" else "postgres_location"
    place: Location = request.getfixturevalue(name)
    return place


@pytest.fixture
def log(location: Location) -> Iterator[LogRecorder]:
    """An empty log, once on each database."""
    recorder = open_log(location, create=True)
    yield recorder
    recorder.close()


@pytest.fixture
def library(log: LogRecorder) -> LibraryRecorder:
    """The empty log as a recorder of the `eventsourcing` library."""
    return LibraryRecorder(log)
