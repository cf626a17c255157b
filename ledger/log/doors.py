"""What is kept of those who come in by the doors: accounts, keys and sessions, in the order it was said.

It lies beside the log in a table that only grows: an account that ends, a password that changes, a session
that is over is one more entry, bound to the one in front (`ledger.log.chained`). No password and no key lies
here, only what proves that one was given.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import orjson

from ledger.log.chained import DOORS, add_entry
from ledger.log.reader import LogReader
from ledger.log.recorder import LogRecorder

_COLUMNS: Final = ", ".join(DOORS.columns)


class DoorEntry(NamedTuple):
    """An entry of the doors' table.

    Attributes:
        number: From 1, without gaps.
        at: Time in stored form.
        kind: What it says, such as `account` or `session_over`.
        name: Of whom or what it says it.
        what: JSON values.
    """

    number: int
    at: str
    kind: str
    name: str
    what: dict[str, Any]


def say_at_doors(log: LogRecorder, kind: str, name: str, what: Mapping[str, Any]) -> None:
    """Add an entry.

    Args:
        log: The log beside which it lies.
        kind: What it says.
        name: Of whom or what.
        what: JSON values; no secret.

    Raises:
        UnavailableError: The database is away, busy or may not be written.
    """
    add_entry(log, DOORS, kind, name, orjson.dumps(dict(what)).decode())


def said_at_doors(log: LogReader, after: int = 0) -> list[DoorEntry]:
    """Return the entries behind a number, in order.

    Raises:
        CorruptionError: One of them makes no sense.
    """
    rows = log.fetch(
        f"SELECT {_COLUMNS} FROM doors WHERE number > {log.dialect.mark} ORDER BY number", (after,)
    )
    return [
        DoorEntry(number, at, kind, name, DOORS.what(number, kind, what))
        for number, at, kind, name, what in rows
    ]
