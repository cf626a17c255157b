"""The SQL tables of what is owed: what each event marks, and the obligations as known from a position on."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from projections.engine.columns import Text, Whole

METADATA = sa.MetaData()
MARKS = sa.Table(
    "clock_marks",
    METADATA,
    sa.Column("subject", Text, primary_key=True),
    sa.Column("position", Whole, primary_key=True, autoincrement=False),
    sa.Column("type", Text, nullable=False),
    sa.Column("at", Text, nullable=False),
    sa.Column("day", Text),
    sa.Column("recorded", Text, nullable=False),
    sa.Column("own", Whole, nullable=False),
    sa.Column("data", Text, nullable=False),
    sa.Column("told", Whole, nullable=False),
    sa.Column("voided_position", Whole),
    sqlite_with_rowid=False,
)
sa.Index("clock_marks_position", MARKS.c.position, info={"while_building": True})
OBLIGATIONS = sa.Table(
    "obligations",
    METADATA,
    sa.Column("subject", Text, primary_key=True),
    sa.Column("known_from", Whole, primary_key=True, autoincrement=False),
    sa.Column("number", Whole, primary_key=True, autoincrement=False),
    sa.Column("known_to", Whole),
    sa.Column("since", Text, nullable=False),
    sa.Column("until", Text),
    sa.Column("due_at", Text),
    sa.Column("done_moment", Text),
    sa.Column("told", Text, nullable=False),  # a JSON object: what is shown, as far as there is any
    sqlite_with_rowid=False,
)
_KEY: Final = ("subject", "known_from", "number")
_NOW = sa.text("until IS NULL AND done_moment IS NULL")
sa.Index("obligations_due", OBLIGATIONS.c.due_at, sqlite_where=_NOW, postgresql_where=_NOW)
# What is due first is told without sorting; the key is part of it, as in SQLite it is of any index.
sa.Index("obligations_by_due", OBLIGATIONS.c.due_at, *(OBLIGATIONS.c[key] for key in _KEY))
