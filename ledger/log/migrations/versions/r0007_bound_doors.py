"""Entries of the doors' table are bound to the one in front, as those of the access log are."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from ledger.log.chained import DOORS, NOTHING, digest_of
from ledger.log.migrations.versions import r0006_doors

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_WHAT = {"sqlite": ("what TEXT NOT NULL", "digest BLOB NOT NULL")}
_WHAT["postgresql"] = ('what text COLLATE "C" NOT NULL', "digest bytea NOT NULL")


def upgrade() -> None:
    """Make the table anew with a digest in each entry, and its triggers with it."""
    name = op.get_context().dialect.name
    made, *guards = r0006_doors.SQLITE if name == "sqlite" else r0006_doors.POSTGRESQL
    what, digest = _WHAT[name]
    database = op.get_bind()
    entries = database.exec_driver_sql(f"SELECT {', '.join(DOORS.columns)} FROM doors ORDER BY number").all()
    op.execute("DROP TABLE doors")
    op.execute(made.replace(what, f"{what},\n        {digest}"))
    last = NOTHING
    for entry in entries:
        last = digest_of(last, tuple(entry))
        columns = dict(zip((*DOORS.columns, "digest"), (*entry, last), strict=True))
        marks = ", ".join(f":{one}" for one in columns)
        database.execute(sa.text(f"INSERT INTO doors VALUES ({marks})"), columns)
    for guard in guards:
        op.execute(guard)
