"""Ledgers that are made once in a run and then copied, so that many tests may start from the same history.

A SQLite ledger is copied as its files, one on PostgreSQL as a database made from a template. Key and
checkpoint copies are copied with it. All processes of a run share what is ready: the first one that needs a
history makes it while the others wait.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pytest

from ledger.log.opening import open_log
from ledger.log.prepared import Prepared
from ledger.settings import Location, locate
from projections.engine.catch_up import catch_up
from projections.engine.read_model import open_readmodel
from replay.bootstrap import Program, opened
from tests.support.databases import Server, sqlite_at
from tests.support.run_folder import alone

Make = Callable[[Location], None]
_LEDGER = "medledger.db"


class Beginning(NamedTuple):
    """A history under its name.

    Attributes:
        name: The same wherever `make` is the same.
        make: Makes the ledger at a place and closes it again.
    """

    name: str
    make: Make


def empty_log(location: Location) -> None:
    """Make a log that is empty."""
    open_log(location, create=True).close()


def with_tables(*history: Prepared) -> Make:
    """Return what makes a log of these events, with its tables."""

    def make(location: Location) -> None:
        log = open_log(location, create=True)
        if history:
            log.append_prepared(history)
        model = open_readmodel(log, location)
        catch_up(model, log)
        model.close()
        log.close()

    return make


@dataclass(frozen=True)
class ReadyLedgers:
    """Histories that are ready to be copied.

    Attributes:
        folder: Where their files lie; every process of the run has the same.
        server: Gives the PostgreSQL server; called only where one is needed.
    """

    folder: Path
    server: Callable[[], Server]

    def put(self, location: Location, name: str, make: Make) -> None:
        """Put a history at an empty place; it is made first if this is the first that wants it.

        Args:
            location: A place that the fixtures give; nothing is there, or an empty database.
            name: Of the history, the same wherever the same `make` is given.
            make: Makes the ledger at a place and closes it again.
        """
        kind = "sqlite" if location.is_sqlite else "postgresql"
        folder = self.folder / f"{kind}-{hashlib.sha256(name.encode()).hexdigest()[:16]}"
        folder.mkdir(parents=True, exist_ok=True)
        with alone(folder / "lock"):
            source = self._ready(folder, location, make)
        if location.path is not None and source.path is not None:
            _copy_files(source.path, location.path)
        else:
            self.server().replace(location.url, template=source.url)
            _copy_companions(source, location)

    def drop(self) -> None:
        """Drop the databases of the histories; for the end of a run on a server that goes on."""
        for place in self.folder.glob("postgresql-*/place"):
            self.server().drop(place.read_text("utf-8"))

    def _ready(self, folder: Path, location: Location, make: Make) -> Location:
        """Return where the history lies, made now unless it is there."""
        place = folder / "place"
        if place.exists():
            return _located(place.read_text("utf-8"), folder)
        url = str(folder / _LEDGER) if location.is_sqlite else self.server().create()
        source = _located(url, folder)
        make(source)
        place.write_text(url, "utf-8")
        return source


@contextmanager
def opened_copy(ready: ReadyLedgers, server: Server | None, name: str, make: Make) -> Iterator[Program]:
    """Open one more copy of a history, on the server or as a file, for whoever needs many of them.

    Args:
        ready: The histories.
        server: None for a file.
        name: Of the history.
        make: Makes it.
    """
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patched:
        patched.setenv("MEDLEDGER_HOME", folder)
        patched.setenv("MEDLEDGER_USER", "tester")
        location = locate(server.create()) if server else sqlite_at(Path(folder))
        ready.put(location, name, make)
        with opened(location) as program:
            yield program
        if server:
            server.drop(location.url)


def _located(url: str, home: Path) -> Location:
    """Return the place of a ledger whose key lies in `home`, whatever the environment says."""
    place = locate(url)
    return place if place.is_sqlite else Location(place.url, None, home / place.beside.name)


def _copy_files(source: Path, target: Path) -> None:
    for file in source.parent.glob(f"{source.name}*"):
        if not file.name.endswith("-shm"):  # SQLite makes it again
            shutil.copy2(file, target.with_name(target.name + file.name.removeprefix(source.name)))


def _copy_companions(source: Location, target: Location) -> None:
    target.beside.parent.mkdir(parents=True, exist_ok=True)
    for file, copy in (
        (source.key_file, target.key_file),
        (source.checkpoint_file, target.checkpoint_file),
    ):
        if file.exists():
            shutil.copy2(file, copy)
