"""The access log: who did what at the doors that is no event of the log.

A refusal of what could not even be read, an export, a sign-in change nothing that was recorded, so they take
no position; they lie in a table of their own that only grows, each entry bound to the one in front
(`ledger.log.chained`). No personal data of customers or patients gets in: keys of tables, codes of problems,
counts and digests, and the name of who acted.

An entry waits for no disk: it is with the database when the call returns, on the disk with the next append.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import orjson

from ledger.log.chained import ACCESSES, add_entry
from ledger.log.reader import LogReader
from ledger.log.recorder import LogRecorder

KINDS: Final = ("refused", "exported", "signed_in", "visited")
_COLUMNS: Final = ", ".join((*ACCESSES.columns, "digest"))
_BATCH: Final = 1000
_SORTED: Final = orjson.OPT_SORT_KEYS


class Access(NamedTuple):
    """An entry of the access log.

    Attributes:
        number: From 1, without gaps.
        at: Time in stored form.
        person: Who acted, as the environment or the login names them.
        kind: One of `KINDS`.
        what: JSON values: the verb, the table, counts, digests, codes of problems.
        digest: SHA-256 over the digest in front and this entry.
    """

    number: int
    at: str
    person: str
    kind: str
    what: dict[str, Any]
    digest: bytes


def note(log: LogRecorder, kind: str, person: str, what: Mapping[str, Any]) -> None:
    """Add an entry to the access log.

    Args:
        log: The log beside which it lies.
        kind: One of `KINDS`.
        person: Who acted.
        what: JSON values; nothing of it may be personal.

    Raises:
        UnavailableError: The database is away, busy or may not be written.
    """
    told = {key: value for key, value in what.items() if value is not None}
    add_entry(log, ACCESSES, person, kind, orjson.dumps(told, option=_SORTED).decode())


class Accesses:
    """The access log of one ledger."""

    def __init__(self, log: LogReader) -> None:
        self._log = log

    def newest(self, before: int | None = None, most: int = _BATCH) -> list[Access]:
        """Return entries, newest first.

        Args:
            before: Only those of a smaller number.
            most: At most so many.

        Raises:
            CorruptionError: One of them makes no sense.
        """
        mark = self._log.dialect.mark
        condition, values = ("", ()) if before is None else (f"WHERE number < {mark}", (before,))
        rows = self._log.fetch(
            f"SELECT {_COLUMNS} FROM accesses {condition} ORDER BY number DESC LIMIT {most}", values
        )
        return [_access(row) for row in rows]

    def last_exported(self, verb: str) -> Access | None:
        """Return the newest entry of an export by a verb; None where there is none."""
        mark = self._log.dialect.mark
        rows = self._log.fetch(
            f"SELECT {_COLUMNS} FROM accesses WHERE kind = 'exported' AND what LIKE {mark} "
            "ORDER BY number DESC LIMIT 1",
            (f'%"verb":"{verb}"%',),
        )
        return _access(rows[0]) if rows else None


def _access(row: tuple[Any, ...]) -> Access:
    number, at, person, kind, what, digest = row
    return Access(number, at, person, kind, ACCESSES.what(number, kind, what), bytes(digest))
