"""The access log: who did what at the doors that is no event of the log.

A refusal of what could not even be read, an export, a sign-in change nothing that was recorded, so they take
no position; they lie in a table of their own that only grows. Each entry carries the digest of the one in
front, so that one that is changed or taken out of the middle is found. No personal data of customers or
patients gets in: keys of tables, codes of problems, counts and digests, and the name of who acted.

An entry waits for no disk: it is with the database when the call returns, on the disk with the next append.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

import orjson

from ledger.errors import Problem, Reason
from ledger.log.reader import LogReader
from ledger.log.recorder import LogRecorder

SINCE: Final = "0005"  # revision of the schema from which on there is an access log
KINDS: Final = ("refused", "exported", "signed_in")
_COLUMNS: Final = "number, at, person, kind, what, digest"
_BATCH: Final = 1000
_NOTHING: Final = b""
_SORTED: Final = orjson.OPT_SORT_KEYS

ACCESS_CHANGED: Final = Problem(
    "access_changed",
    "核验访问日志：第 {number} 条应与记录时一致，实际已被改动，或它前面的一条已被改动。",
    "Verifying the access log: expected entry {number} as it was written, it or the one before it was "
    "changed.",
    "停止使用该库，与备份核对。",
    "Stop using this database and compare it with a backup.",
)
ACCESS_MISSING: Final = Problem(
    "access_missing",
    "核验访问日志：第 {number} 条应在，实际缺失。",
    "Verifying the access log: expected entry {number}, it is not there.",
    "停止使用该库，与备份核对。",
    "Stop using this database and compare it with a backup.",
)


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
    with log.noting() as transaction:
        last = transaction.rows("SELECT number, digest FROM accesses ORDER BY number DESC LIMIT 1")
        number, before = (last[0][0] + 1, bytes(last[0][1])) if last else (1, _NOTHING)
        row = (number, log.clock(), person, kind, orjson.dumps(told, option=_SORTED).decode())
        marks = ", ".join([log.dialect.mark] * 6)
        transaction.run(f"INSERT INTO accesses ({_COLUMNS}) VALUES ({marks})", (*row, _digest(before, row)))


class Accesses:
    """The access log of one ledger."""

    def __init__(self, log: LogReader) -> None:
        self._log = log

    def newest(self, before: int | None = None, most: int = _BATCH) -> list[Access]:
        """Return entries, newest first.

        Args:
            before: Only those of a smaller number.
            most: At most so many.
        """
        mark = self._log.dialect.mark
        condition, values = ("", ()) if before is None else (f"WHERE number < {mark}", (before,))
        rows = self._log.fetch(
            f"SELECT {_COLUMNS} FROM accesses {condition} ORDER BY number DESC LIMIT {most}", values
        )
        return [_access(row) for row in rows]

    def broken(self) -> Iterator[tuple[int, Reason]]:
        """Yield the entries that are not as they were written, by number; only the end may lack unnoticed."""
        before, number = _NOTHING, 0
        mark = self._log.dialect.mark
        while rows := self._log.fetch(
            f"SELECT {_COLUMNS} FROM accesses WHERE number > {mark} ORDER BY number LIMIT {_BATCH}", (number,)
        ):
            for row in rows:
                if row[0] != number + 1:
                    yield number + 1, ACCESS_MISSING.with_(number=number + 1)
                elif not _holds(before, row):
                    yield row[0], ACCESS_CHANGED.with_(number=row[0])
                number, before = row[0], row[5] if isinstance(row[5], bytes) else _NOTHING


def _digest(before: bytes, row: tuple[Any, ...]) -> bytes:
    return hashlib.sha256(before + orjson.dumps(row)).digest()


def _holds(before: bytes, row: tuple[Any, ...]) -> bool:
    """Return whether an entry is the one that was written behind another; values of other types are not."""
    try:
        return _digest(before, row[:5]) == bytes(row[5])
    except TypeError:
        return False


def _access(row: tuple[Any, ...]) -> Access:
    number, at, person, kind, what, digest = row
    return Access(number, at, person, kind, orjson.loads(what), bytes(digest))
