"""The revision of the log's schema: read quickly when a ledger is opened, moved on only where it must be."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from ledger.errors import UnavailableError
from ledger.log.problems import NEWER_LEDGER
from ledger.log.tables import SCHEMA

if TYPE_CHECKING:
    from alembic.config import Config

LATEST = "0007"  # the last revision under migrations/versions; compared without loading Alembic

_SQLITE_TABLE = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'alembic_version'"
_POSTGRESQL_TABLE = (
    f"SELECT count(*) FROM pg_tables WHERE schemaname = '{SCHEMA}' AND tablename = 'alembic_version'"
)


def revision_of(connection: Connection) -> str | None:
    """Return the revision of the schema that is there, or None if there is no log."""
    is_sqlite = connection.dialect.name == "sqlite"
    if not connection.exec_driver_sql(_SQLITE_TABLE if is_sqlite else _POSTGRESQL_TABLE).scalar():
        return None
    return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()


def migrate(connection: Connection, found: str | None, location: str) -> None:
    """Bring the schema to the latest revision, in the caller's transaction and under its lock.

    Raises:
        UnavailableError: The schema is of a revision that this program does not know.
    """
    from alembic import command
    from alembic.script import ScriptDirectory
    from alembic.util import CommandError as UnknownRevision

    config = _config(connection)
    if found is not None:
        try:
            ScriptDirectory.from_config(config).get_revision(found)
        except UnknownRevision as error:
            raise UnavailableError(NEWER_LEDGER, location=location, known=LATEST, found=found) from error
    command.upgrade(config, "head")


def _config(connection: Connection) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    config.attributes["schema"] = None if connection.dialect.name == "sqlite" else SCHEMA
    return config
