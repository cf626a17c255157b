"""Settings that a ledger keeps about itself: time zone, origin, public key ... each written once."""

from __future__ import annotations

from sqlalchemy import Connection

from ledger.errors import ConflictError
from ledger.log.dialect import mark
from ledger.log.problems import SETTING_FIXED


def put(connection: Connection, name: str, value: str) -> None:
    """Fix a setting in the caller's transaction; the same value again changes nothing.

    Raises:
        ConflictError: The setting has another value already.
    """
    sign = mark(connection)
    connection.exec_driver_sql(
        f"INSERT INTO settings (name, value) VALUES ({sign}, {sign}) ON CONFLICT (name) DO NOTHING",
        (name, value),
    )
    kept = connection.exec_driver_sql(f"SELECT value FROM settings WHERE name = {sign}", (name,)).scalar_one()
    if kept != value:
        raise ConflictError(SETTING_FIXED, name=name, value=kept)
