"""The structure of the database: the triggers that refuse changes, and who may do what on the log's tables.

What guards the log can be taken away by whoever may change the file or administers the server. On SQLite the
structure is compared with that of a new, empty log; on PostgreSQL triggers, functions and grants with those
that the program makes.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import Connection, create_engine

from ledger.log.migrations.versions import r0001_log, r0003_erasure
from ledger.log.roles import PREFIX
from ledger.log.schema import LATEST, migrate
from ledger.log.tables import SCHEMA, metadata
from ledger.seal.audit.problems import GRANT_EXTRA, GUARD_CHANGED, GUARD_EXTRA, GUARD_MISSING
from ledger.seal.audit.report import Finding

_GUARDS = (
    "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"
)
_TRIGGERS = f"""
SELECT c.relname, t.tgname, t.tgenabled::text, p.proname, t.tgtype
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid
WHERE c.relnamespace = to_regnamespace('{SCHEMA}') AND NOT t.tgisinternal ORDER BY 1, 2
"""
_FUNCTIONS = f"""
SELECT proname, prosrc, prosecdef FROM pg_proc WHERE pronamespace = to_regnamespace('{SCHEMA}') ORDER BY 1
"""
_RULES = f"""
SELECT c.relname, r.rulename FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
WHERE c.relnamespace = to_regnamespace('{SCHEMA}') AND r.rulename <> '_RETURN' ORDER BY 1, 2
"""
_GRANTED = f"""
SELECT c.relname, coalesce(r.rolname, 'PUBLIC'), a.privilege_type
FROM pg_class c, aclexplode(c.relacl) a LEFT JOIN pg_roles r ON r.oid = a.grantee
WHERE c.relnamespace = to_regnamespace('{SCHEMA}') AND c.relkind IN ('r', 'p', 'v')
AND a.grantee <> c.relowner ORDER BY 1, 2, 3
"""
_BEFORE, _DELETE, _UPDATE, _TRUNCATE = 2, 8, 16, 32  # bits of pg_trigger.tgtype
_CHANGING: Final = frozenset({"UPDATE", "DELETE", "TRUNCATE", "TRIGGER", "REFERENCES", "MAINTAIN"})
DISPOSABLE: Final = frozenset({"decision_state", "generations", "tag_index"})


def judge_structure(connection: Connection) -> Iterator[Finding]:
    """Yield what of the structure was taken away, changed or added.

    Args:
        connection: Of the log's database, in a transaction.
    """
    if connection.dialect.name == "sqlite":
        yield from _compared(_expected_on_sqlite(), _on_sqlite(connection))
        return
    yield from _compared(_expected_on_postgresql(), _on_postgresql(connection))
    yield from _grants(connection)


def _compared(expected: dict[tuple[str, str], str], got: dict[tuple[str, str], str]) -> Iterator[Finding]:
    for (kind, name), is_ in sorted(expected.items()):
        there = got.get((kind, name))
        if there is None:
            yield Finding("missing", None, GUARD_MISSING.with_(part=kind, name=name))
        elif there != is_:
            yield Finding("changed", None, GUARD_CHANGED.with_(part=kind, name=name))
    for kind, name in sorted(got.keys() - expected.keys()):
        yield Finding("inserted", None, GUARD_EXTRA.with_(part=kind, name=name))


@cache
def _expected_on_sqlite() -> dict[tuple[str, str], str]:
    """Return the structure of a new, empty log."""
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        migrate(connection, None, ":memory:")
        found = _on_sqlite(connection)
    engine.dispose()
    return found


def _on_sqlite(connection: Connection) -> dict[tuple[str, str], str]:
    rows = connection.exec_driver_sql(_GUARDS).all()
    found = {(kind, name): f"{table} {' '.join(str(sql).split())}" for kind, name, table, sql in rows}
    return found | _revisions(connection)


def _revisions(connection: Connection) -> dict[tuple[str, str], str]:
    """Return what the database says of the revision of its schema: one line."""
    rows = connection.exec_driver_sql("SELECT version_num FROM alembic_version").all()
    return {("revision", str(revision)): "" for (revision,) in rows}


@cache
def _expected_on_postgresql() -> dict[tuple[str, str], str]:
    every = _BEFORE | _UPDATE | _DELETE | _TRUNCATE
    growing = metadata.tables.keys() - DISPOSABLE - {"personal"}
    found = {("trigger", f"{one}.{one}_refuses_change"): f"A refuse_change {every}" for one in growing}
    found["revision", LATEST] = ""
    found["trigger", "personal.personal_refuses_change"] = f"A refuse_change {every - _DELETE}"
    found["trigger", "personal.personal_refuses_delete"] = f"A refuse_erasing {_BEFORE | _DELETE}"
    for source in (
        r0001_log.POSTGRESQL_TABLES,
        r0003_erasure.POSTGRESQL_FUNCTION,
        r0003_erasure.POSTGRESQL_REFUSAL,
    ):
        head, _, rest = source.partition("$$")
        name = head[head.rindex("FUNCTION") :].split()[1].partition("(")[0]
        found["function", name] = _said(rest.partition("$$")[0], "SECURITY DEFINER" in head)
    return found


def _on_postgresql(connection: Connection) -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    for table, name, enabled, function, bits in connection.exec_driver_sql(_TRIGGERS):
        found["trigger", f"{table}.{name}"] = f"{enabled} {function} {bits}"
    for name, source, definer in connection.exec_driver_sql(_FUNCTIONS):
        found["function", name] = _said(source, definer)
    for table, name in connection.exec_driver_sql(_RULES):
        found["rule", f"{table}.{name}"] = ""
    return found | _revisions(connection)


def _said(source: Any, definer: Any) -> str:
    return f"{bool(definer)} {sha256(' '.join(str(source).split()).encode()).hexdigest()}"


def _grants(connection: Connection) -> Iterator[Finding]:
    """Yield who else than the owner of the log may change what only grows."""
    for table, grantee, privilege in connection.exec_driver_sql(_GRANTED):
        if table in DISPOSABLE and grantee != "PUBLIC":
            continue
        ours = str(grantee).startswith(PREFIX)
        if privilege in _CHANGING or not (ours or privilege == "SELECT"):
            yield Finding(
                "inserted", None, GRANT_EXTRA.with_(grantee=grantee, privilege=privilege, table=table)
            )
