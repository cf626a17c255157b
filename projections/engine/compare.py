"""Row for row: do two stores hold the same? Answered by the database itself, without fetching the rows.

The statements are plain text: each is run once, and SQLAlchemy takes longer to compose the statements of two
hundred tables than the database to answer them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import sqlalchemy as sa

from projections.engine.digest import digest


@dataclass(frozen=True, slots=True)
class Comparison:
    """One table of the store that serves against the same table built anew from the log.

    Attributes:
        table: Its name.
        rows: How many rows the log gives.
        served: How many rows the serving store has.
        missing: Rows that the log gives and the serving store lacks.
        surplus: Rows of the serving store that the log does not give.
        changed: Rows in both, with some value different.
        first: The lowest position of any of these, where the table has positions.
        digest: SHA-256 over the rows that the log gives, where that was asked for.
        served_digest: The like of the serving store; the same where both hold the same rows.
    """

    table: str
    rows: int
    served: int
    missing: int = 0
    surplus: int = 0
    changed: int = 0
    first: int | None = None
    digest: str | None = None
    served_digest: str | None = None

    @property
    def equal(self) -> bool:
        """Whether both hold the same rows."""
        return not (self.missing or self.surplus or self.changed)


def compare(connection: sa.Connection, table: sa.Table, schema: str) -> Comparison:
    """Compare a table with the same table of the serving store.

    Args:
        connection: Sees both at one moment.
        table: Built anew.
        schema: Under which the connection sees the serving store.
    """
    ours, theirs = f'"{table.name}"', f'"{schema}"."{table.name}"'
    counts = f"SELECT (SELECT count(*) FROM {ours}), (SELECT count(*) FROM {theirs})"
    rows, served = connection.exec_driver_sql(counts).one()
    if not rows and not served:
        return Comparison(table.name, 0, 0)
    same = " AND ".join(f'ours."{key.name}" = theirs."{key.name}"' for key in table.primary_key)
    place = 'ours."position"' if "position" in table.c else "CAST(NULL AS BIGINT)"
    differs = _differs(table, connection.dialect.name)
    both, changed, first_changed = connection.exec_driver_sql(
        f"SELECT count(*), coalesce(sum(CASE WHEN {differs} THEN 1 ELSE 0 END), 0),"
        f" min(CASE WHEN {differs} THEN {place} END)"
        f" FROM {ours} AS ours JOIN {theirs} AS theirs ON {same}"
    ).one()
    alone = (
        f"SELECT min({place}) FROM {{}} AS ours WHERE NOT EXISTS (SELECT 1 FROM {{}} AS theirs WHERE {same})"
    )
    missing, surplus = rows - both, served - both
    first_missing = connection.exec_driver_sql(alone.format(ours, theirs)).scalar() if missing else None
    first_surplus = connection.exec_driver_sql(alone.format(theirs, ours)).scalar() if surplus else None
    places = [place for place in (first_changed, first_missing, first_surplus) if place is not None]
    return Comparison(table.name, rows, served, missing, surplus, int(changed), min(places, default=None))


def digested(connection: sa.Connection, table: sa.Table, served: sa.Table, found: Comparison) -> Comparison:
    """Return a comparison with the digests of both tables; rows that are equal are read only once."""
    ours = digest(connection, table).sha256
    return replace(
        found, digest=ours, served_digest=ours if found.equal else digest(connection, served).sha256
    )


def _differs(table: sa.Table, dialect: str) -> str:
    """Return the condition that some column besides the key has another value, where null is one, too."""
    distinct = "IS DISTINCT FROM" if dialect == "postgresql" else "IS NOT"
    rest = [column.name for column in table.c if not column.primary_key]
    return " OR ".join(f'ours."{name}" {distinct} theirs."{name}"' for name in rest) or "1 = 0"
