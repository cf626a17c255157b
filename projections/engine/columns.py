"""Column types whose values compare alike on every database: text by code point, whole numbers of 64 bits."""

from __future__ import annotations

import sqlalchemy as sa

# PostgreSQL orders text by the collation of the database unless told otherwise; SQLite always by bytes.
Text = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
Whole = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
