"""The snapshot of decision state: keys and values, written in the same transaction as the events.

It lets a decision in a fresh process read a few rows in place of a lot's whole history. It is disposable: it
follows from the log. Keys are text ordered by code point; values are bytes and mean nothing here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from ledger.log.dialect import Dialect
from ledger.log.postgresql_copy import copy_rows
from ledger.log.transaction import Transaction

_AT_ONCE = 10_000
_PAGE = 1000
_LAST = "\U0010ffff"  # no key goes on with a higher code point


_UPDATE = (
    "UPDATE decision_state SET value = n.value"
    " FROM unnest(%b::text[], %b::bytea[]) AS n (key, value) WHERE decision_state.key = n.key"
)
_INSERT = "INSERT INTO decision_state SELECT * FROM unnest(%b::text[], %b::bytea[])"

Rows = Callable[[str, Sequence[Any]], list[Any]]


class StateStore:
    """Access to the table `decision_state`.

    Writing works in the caller's transaction. Reading takes any way to ask the database: that of a
    transaction, or the log's own, where each statement sees one moment.
    """

    def get_many(self, rows: Rows, dialect: Dialect, keys: Sequence[str]) -> dict[str, bytes]:
        """Return the values of these keys; unknown ones are absent."""
        found: dict[str, bytes] = {}
        for at in range(0, len(keys), _AT_ONCE):
            condition, value = dialect.among_texts("key", keys[at : at + _AT_ONCE])
            found.update(rows(f"SELECT key, value FROM decision_state WHERE {condition}", (value,)))
        return found

    def scan_prefix(
        self, rows: Rows, dialect: Dialect, prefix: str, limit: int | None = None, *, after: str | None = None
    ) -> Iterator[tuple[str, bytes]]:
        """Yield the keys that begin with `prefix` and their values, ordered by code point of the key.

        Args:
            rows: How to ask the database.
            dialect: How it writes SQL.
            prefix: What the keys begin with.
            limit: At most so many.
            after: Only keys behind this one.
        """
        sign = dialect.mark
        statement = (
            f"SELECT key, value FROM decision_state WHERE key {{}} {sign} AND key < {sign}"
            f" ORDER BY key LIMIT {sign}"
        )
        low, comparison, left = (prefix, ">=", limit) if after is None else (after, ">", limit)
        while left is None or left > 0:
            page = _PAGE if left is None else min(left, _PAGE)
            found = rows(statement.format(comparison), (low, prefix + _LAST, page))
            yield from found
            if len(found) < page:
                return
            low, comparison = found[-1][0], ">"
            left = None if left is None else left - page

    def put_many(
        self,
        transaction: Transaction,
        inserts: Sequence[tuple[str, bytes]],
        updates: Sequence[tuple[str, bytes]],
        deletes: Sequence[str],
    ) -> None:
        """Write new keys, new values of known keys, and remove keys.

        Args:
            transaction: The one that also appends the events.
            inserts: Keys that are not there yet.
            updates: Keys that are there.
            deletes: Keys to be removed; unknown ones are passed over.
        """
        if transaction.dialect.name == "sqlite":
            _put_on_sqlite(transaction.driver, inserts, updates, deletes)
        else:
            _put_on_postgresql(transaction.driver, inserts, updates, deletes)

    def clear(self, transaction: Transaction) -> None:
        """Remove everything."""
        transaction.run("DELETE FROM decision_state")


def _put_on_sqlite(
    driver: Any,
    inserts: Sequence[tuple[str, bytes]],
    updates: Sequence[tuple[str, bytes]],
    deletes: Sequence[str],
) -> None:
    if deletes:
        driver.executemany("DELETE FROM decision_state WHERE key = ?", [(key,) for key in sorted(deletes)])
    if updates:
        driver.executemany(
            "UPDATE decision_state SET value = ?2 WHERE key = ?1", sorted(updates, key=lambda row: row[0])
        )
    if inserts:
        driver.executemany(
            "INSERT INTO decision_state VALUES (?, ?)", sorted(inserts, key=lambda row: row[0])
        )


def _put_on_postgresql(
    driver: Any,
    inserts: Sequence[tuple[str, bytes]],
    updates: Sequence[tuple[str, bytes]],
    deletes: Sequence[str],
) -> None:
    with driver.cursor() as cursor:
        if deletes:
            cursor.execute("DELETE FROM decision_state WHERE key = ANY(%s::text[])", (list(deletes),))
        if driver.pgconn.pipeline_status:  # few events go in one round trip, which holds no COPY
            cursor.execute(f"WITH known AS ({_UPDATE}) {_INSERT}", (*_columns(updates), *_columns(inserts)))
            return
        if updates:
            cursor.execute(_UPDATE, _columns(updates))
        if inserts:
            copy_rows(cursor, "decision_state", ("text", "bytea"), inserts)


def _columns(rows: Sequence[tuple[str, bytes]]) -> tuple[list[str], list[bytes]]:
    return [key for key, _ in rows], [value for _, value in rows]
