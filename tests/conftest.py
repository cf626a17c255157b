"""Fixtures that every test may ask for: places for ledgers, and logs on both databases."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import settings

from ledger.log.library.recorder import LibraryRecorder
from ledger.log.opening import open_log
from ledger.log.recorder import LogRecorder
from ledger.settings import Location, locate
from tests.support.budgets import budget, examples
from tests.support.compiled_once import compile_once
from tests.support.databases import VARIABLE, Server, running_server, sqlite_at
from tests.support.heaviest_first import heaviest_first
from tests.support.ready_ledgers import Beginning, ReadyLedgers, empty_log
from tests.support.run_folder import own_folder, shared_folder
from tests.support.thinned import without_some_stories

_RUN = pytest.StashKey[ExitStack]()


def pytest_configure(config: pytest.Config) -> None:
    """Give the run a folder of its own; worker processes are children of the one that has it."""
    gc.set_threshold(50_000, 20, 20)  # a full search passes over thousands of collected tests
    compile_once()
    settings.register_profile(
        budget(),
        max_examples=examples(100),
        deadline=None,
        derandomize=budget() == "gate",  # the gate says the same of the same code; the night looks elsewhere
    )
    settings.load_profile(budget())
    if not hasattr(config, "workerinput"):
        config.stash[_RUN] = ExitStack()
        config.stash[_RUN].enter_context(own_folder())


def pytest_xdist_auto_num_workers() -> int:
    """Return one process more than there are cores: tests often wait for a disk or for another program."""
    return (os.cpu_count() or 1) + 1


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave to the night what may wait, and let the heaviest files begin."""
    items[:], waiting = without_some_stories(items)
    if waiting:
        config.hook.pytest_deselected(items=waiting)
    heaviest_first(items)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave nothing behind, on a server that goes on neither."""
    if _RUN in config.stash:
        if VARIABLE in os.environ:
            server = Server(os.environ[VARIABLE])
            ReadyLedgers(shared_folder() / "ready", lambda: server).drop()
        config.stash[_RUN].close()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    """A real PostgreSQL server, started once for the whole run."""
    with running_server() as server:
        yield server


@pytest.fixture(scope="session")
def ready_ledgers(request: pytest.FixtureRequest) -> ReadyLedgers:
    """Histories that are made once in the whole run, and copied."""
    return ReadyLedgers(shared_folder() / "ready", lambda: request.getfixturevalue("postgres_server"))


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
def beginning() -> Beginning:
    """What is there before a test of a log: nothing but the log."""
    return Beginning("an empty log", empty_log)


@pytest.fixture
def log(location: Location, ready_ledgers: ReadyLedgers, beginning: Beginning) -> Iterator[LogRecorder]:
    """An empty log, once on each database."""
    ready_ledgers.put(location, *beginning)
    recorder = open_log(location)
    yield recorder
    recorder.close()


@pytest.fixture
def library(log: LogRecorder) -> LibraryRecorder:
    """The empty log as a recorder of the `eventsourcing` library."""
    return LibraryRecorder(log)
