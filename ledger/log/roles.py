"""The role on PostgreSQL that may read and append, and nothing else, on the log's own tables.

It is made where the one who makes the ledger may make roles; else the triggers alone refuse changes. Our
connections take it on for their daily work; only creating and migrating the schema is done without it.
"""

from __future__ import annotations

from sqlalchemy import Connection

from ledger.log.tables import SCHEMA

ROLE = "medledger_appender"

_MAY_MAKE = "SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user"
# What a new connection says to take the role on; nothing happens where it is not ours, or no log is here.
TAKE_ROLE = f"""
SELECT set_config('role', rolname, false) FROM pg_roles
WHERE rolname = '{ROLE}' AND pg_has_role(session_user, oid, 'MEMBER')
AND has_schema_privilege(rolname, to_regnamespace('{SCHEMA}'), 'USAGE');
"""
_MAKE = f"""
DO $$ BEGIN
    CREATE ROLE {ROLE} NOLOGIN;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$
"""
_GRANTS = (
    f"GRANT USAGE ON SCHEMA {SCHEMA} TO {ROLE}",
    f"GRANT SELECT, INSERT ON events, events_tags, personal, tiles, checkpoints, settings TO {ROLE}",
    f"GRANT SELECT, INSERT ON index_checkpoints TO {ROLE}",
    f"REVOKE DELETE ON personal FROM {ROLE}",
    f"GRANT EXECUTE ON FUNCTION erase_personal(bigint) TO {ROLE}",
    f"GRANT SELECT, INSERT ON accesses TO {ROLE}",
    f"GRANT SELECT, INSERT, UPDATE, DELETE ON decision_state, generations, tag_index TO {ROLE}",
    f"GRANT SELECT ON alembic_version TO {ROLE}",
)
# Read models are made and dropped by the program in schemas of their own.
_GRANT_SCHEMAS = f"""
DO $$ BEGIN
    EXECUTE format('GRANT CREATE ON DATABASE %%I TO {ROLE}', current_database());
END $$
"""


def make_role(connection: Connection) -> bool:
    """Make the role and give it its rights on the log of this database, where that is permitted."""
    if not connection.exec_driver_sql(_MAY_MAKE).scalar():
        return False
    from psycopg.errors import InsufficientPrivilege
    from sqlalchemy.exc import ProgrammingError

    try:
        with connection.begin_nested():
            for statement in (_MAKE, f"GRANT {ROLE} TO CURRENT_USER", *_GRANTS, _GRANT_SCHEMAS):
                connection.exec_driver_sql(statement)
    except ProgrammingError as error:
        if isinstance(error.orig, InsufficientPrivilege):
            return False  # the role exists, but is not ours to grant: the triggers remain
        raise
    return True
