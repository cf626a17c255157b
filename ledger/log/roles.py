"""The role of a ledger on PostgreSQL: it may read and append, and nothing else, on the log's own tables.

Each ledger has a role of its own, named after its database, so that several in one server share no rights. It
is made where the one who makes the ledger may make roles; what could not be made or granted is told, with the
statements that an administrator runs. Our connections take it on for their daily work; only creating,
migrating and granting is done without it. Two logins are meant: the owner of the log for upgrades, and one
that is a member of the role and nothing else for the rest. Which role is the ledger's is read from the rights
on its schema, so that a copy of a database, or a restored one, keeps on working as it is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection

from ledger.log.tables import SCHEMA

PREFIX: Final = "medledger_appender"  # alone it is the role that ledgers of 0.3.0 on one server shared
_LONGEST: Final = 63  # bytes of a name
_TABLES_PREFIX: Final = "medledger_tables_"

# The roles that may look into the log's schema, of which this session is a member; the ledger's own first.
_ITS_ROLE: Final = f"""
SELECT given.rolname FROM pg_namespace AS log, aclexplode(log.nspacl) AS right_, pg_roles AS given
WHERE log.nspname = '{SCHEMA}' AND right_.privilege_type = 'USAGE' AND given.oid = right_.grantee
AND starts_with(given.rolname, '{PREFIX}') AND pg_has_role(session_user, given.oid, 'MEMBER')
AND has_database_privilege(given.oid, current_database(), 'CREATE')
ORDER BY length(given.rolname) DESC, given.rolname LIMIT 1
"""
# What a new connection says to take the role on; nothing happens where it is not ours, or no log is here.
TAKE_ROLE: Final = f"SELECT set_config('role', coalesce(({_ITS_ROLE}), 'none'), false);"
_GRANTS: Final = (
    "GRANT USAGE ON SCHEMA {schema} TO {role}",
    "GRANT SELECT, INSERT ON events, events_tags, personal, tiles, checkpoints, settings TO {role}",
    "GRANT SELECT, INSERT ON index_checkpoints, accesses, doors TO {role}",
    "REVOKE DELETE ON personal FROM {role}",
    "GRANT EXECUTE ON FUNCTION erase_personal(bigint) TO {role}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON decision_state, generations, tag_index TO {role}",
    "GRANT SELECT ON alembic_version TO {role}",
)
_MAKE: Final = "CREATE ROLE {role} NOLOGIN"
_JOIN: Final = "GRANT {role} TO {owner}"
_OPEN: Final = "GRANT CREATE ON DATABASE {database} TO {role}"  # read models lie in schemas of their own
_OTHERS: Final = f"""
SELECT given.rolname FROM pg_namespace AS log, aclexplode(log.nspacl) AS right_, pg_roles AS given
WHERE log.nspname = '{SCHEMA}' AND right_.privilege_type = 'USAGE' AND given.oid = right_.grantee
AND starts_with(given.rolname, '{PREFIX}')
"""
_STANDING: Final = f"""
SELECT session_user, current_user, current_database(),
    (SELECT rolsuper FROM pg_roles WHERE rolname = current_user),
    (SELECT pg_has_role(session_user, nspowner, 'MEMBER') FROM pg_namespace WHERE nspname = '{SCHEMA}'),
    has_table_privilege('{SCHEMA}.events', 'SELECT'), has_table_privilege('{SCHEMA}.events', 'INSERT'),
    has_table_privilege('{SCHEMA}.events', 'UPDATE') OR has_table_privilege('{SCHEMA}.events', 'DELETE')
        OR has_table_privilege('{SCHEMA}.events', 'TRUNCATE'),
    has_database_privilege(current_database(), 'CREATE')
"""


@dataclass(frozen=True, slots=True)
class Granted:
    """What became of the role of a ledger.

    Attributes:
        role: Its name.
        complete: Whether everything was made and granted.
        statements: What an administrator is to run, in order, before `medledger init --grant` is run again.
    """

    role: str
    complete: bool
    statements: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return it as `medledger init` tells it."""
        return {"name": self.role, "granted": self.complete, "statements": list(self.statements)}


@dataclass(frozen=True, slots=True)
class Standing:
    """As whom a connection works, and what it may do.

    Attributes:
        login: The account that connected.
        role: The one whose rights count now.
        database: Its name.
        owner: Whether the account owns the log, and so may upgrade it.
        may_read: Whether it may read the log.
        may_append: Whether it may append.
        may_change: Whether only the triggers keep it from changing what is recorded.
        may_make_tables: Whether it may make the tables.
    """

    login: str
    role: str
    database: str
    owner: bool
    may_read: bool
    may_append: bool
    may_change: bool
    may_make_tables: bool

    @property
    def kind(self) -> str:
        """`appender`: in the role of the ledger; `owner`: with the rights of the owner; else `other`."""
        if self.role.startswith(PREFIX):
            return "appender"
        return "owner" if self.owner or self.may_change else "other"

    def as_json(self) -> dict[str, Any]:
        """Return it as `medledger status` tells it."""
        return {
            "login": self.login,
            "role": self.role,
            "works_as": self.kind,
            "login_is_owner": self.owner,
            "may": {
                "read": self.may_read,
                "append": self.may_append,
                "change_the_log": self.may_change,
                "make_tables": self.may_make_tables,
                "upgrade": self.owner,
            },
        }


def role_of(database: str) -> str:
    """Return the name of the role of the ledger in a database."""
    name = f"{PREFIX}_{database}"
    if len(name.encode()) <= _LONGEST:
        return name
    digest = hashlib.sha256(database.encode()).hexdigest()
    return f"{PREFIX}_{digest[:24]}"


def standing(connection: Connection) -> Standing:
    """Return as whom a connection works, and what it may do."""
    found = connection.exec_driver_sql(_STANDING).one()
    login, role, database, is_super, owner, *may = found
    return Standing(
        login, role, database, bool(owner), bool(may[0]), bool(may[1]), is_super or may[2], bool(may[3])
    )


def make_role(connection: Connection) -> Granted:
    """Make the role of the ledger in this database and give it its rights; tell what is not permitted.

    Whatever other role of a ledger had rights here, as after a restore or in a ledger of 0.3.0, loses them;
    tables that are not the role's own are dropped, for they are made anew by whoever asks for them.

    Args:
        connection: Of the owner of the log, in a transaction, its search path the log's schema.
    """
    database, owner = connection.exec_driver_sql("SELECT current_database(), current_user").one()
    role = role_of(database)
    names = {"role": _quoted(role), "owner": _quoted(owner), "database": _quoted(database), "schema": SCHEMA}
    missing = _administered(connection, role, names)
    if _exists(connection, role):
        for statement in _GRANTS:
            connection.exec_driver_sql(statement.format(**names))
        _take_from_others(connection, role)
        if not missing:
            _drop_foreign_tables(connection, role)
    return Granted(role, not missing, tuple(f"{one};" for one in missing))


def _administered(connection: Connection, role: str, names: dict[str, str]) -> list[str]:
    """Do what may need an administrator; return the statements that were not permitted."""
    missing: list[str] = []
    if not _exists(connection, role):
        missing += _tried(connection, _MAKE.format(**names))
    is_member = "SELECT pg_has_role(current_user, %(role)s, 'MEMBER')"
    if missing or not connection.exec_driver_sql(is_member, {"role": role}).scalar():
        missing += [_JOIN.format(**names)] if missing else _tried(connection, _JOIN.format(**names))
    may_open = "SELECT has_database_privilege(%(role)s, current_database(), 'CREATE')"
    if missing or not connection.exec_driver_sql(may_open, {"role": role}).scalar():
        statement = _OPEN.format(**names)
        missing += [statement] if not _exists(connection, role) else _tried(connection, statement)
    return missing


def _tried(connection: Connection, statement: str) -> list[str]:
    """Run a statement; return it where it is not permitted."""
    from psycopg.errors import DuplicateObject, InsufficientPrivilege, UniqueViolation
    from sqlalchemy.exc import DBAPIError

    try:
        with connection.begin_nested():
            connection.exec_driver_sql(statement)
    except DBAPIError as error:
        if isinstance(error.orig, InsufficientPrivilege):
            return [statement]
        if not isinstance(error.orig, DuplicateObject | UniqueViolation):
            raise
    return []


def _exists(connection: Connection, role: str) -> bool:
    found = connection.exec_driver_sql("SELECT 1 FROM pg_roles WHERE rolname = %(role)s", {"role": role})
    return found.first() is not None


def _take_from_others(connection: Connection, role: str) -> None:
    """Take the rights on this log from roles of other ledgers."""
    for other in _names(connection, _OTHERS):
        if other != role:
            for what in ("TABLES", "FUNCTIONS"):
                connection.exec_driver_sql(
                    f"REVOKE ALL ON ALL {what} IN SCHEMA {SCHEMA} FROM {_quoted(other)}"
                )
            connection.exec_driver_sql(f"REVOKE ALL ON SCHEMA {SCHEMA} FROM {_quoted(other)}")


def _drop_foreign_tables(connection: Connection, role: str) -> None:
    """Drop the tables that the role does not own, as they come out of a dump: they are made again."""
    asked = f"SELECT nspname FROM pg_namespace WHERE starts_with(nspname, '{_TABLES_PREFIX}')"
    for schema in _names(connection, f"{asked} AND nspowner <> '{_quoted(role)}'::regrole"):
        _tried(connection, f"DROP SCHEMA {_quoted(schema)} CASCADE")


def _names(connection: Connection, statement: str) -> Sequence[str]:
    return [row[0] for row in connection.exec_driver_sql(statement).all()]


def _quoted(name: str) -> str:
    """Return a name as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'
