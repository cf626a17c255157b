"""Personal values: kept beside the hashed documents, which hold only their salted digests."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from ledger.errors import CorruptionError
from ledger.log.dialect import Dialect
from ledger.log.documents import decoded
from ledger.log.prepared import digest_of
from ledger.log.problems import PERSONAL_MISMATCH
from ledger.log.transaction import Transaction

Row = tuple[int, str, bytes, str]  # position, field, salt, value


def matches(document: Mapping[str, Any], field: str, salt: bytes, value: str) -> bool:
    """Return whether a personal value is the one whose digest the (decoded) event document holds."""
    data = document.get("data")
    return isinstance(data, dict) and data.get(field) == digest_of(salt, value)


def check(rows: Iterable[Row], documents: Mapping[int, bytes]) -> None:
    """Compare personal values with the digests in their events, given by position.

    Raises:
        CorruptionError: A value is not the one that was recorded: changed, or moved from another row.
    """
    for position, field, salt, value in rows:
        stored = documents.get(position)
        if stored is None or not matches(decoded(position, stored), field, bytes(salt), value):
            raise CorruptionError(PERSONAL_MISMATCH, position=position, field=field)


def rows_of(
    fetch: Callable[[str, Sequence[Any]], list[Any]], dialect: Dialect, positions: Sequence[int]
) -> list[Row]:
    """Return all personal rows of these events, ordered by position and field."""
    condition, value = dialect.among_positions("position", positions)
    return fetch(
        f"SELECT position, field, salt, value FROM personal WHERE {condition} ORDER BY position, field",
        (value,),
    )


def rows_between(
    fetch: Callable[[str, Sequence[Any]], list[Any]], dialect: Dialect, after: int, until: int
) -> list[Row]:
    """Return the personal rows of the events within `(after, until]`, ordered by position and field."""
    return fetch(
        "SELECT position, field, salt, value FROM personal"
        f" WHERE position > {dialect.mark} AND position <= {dialect.mark} ORDER BY position, field",
        (after, until),
    )


def repeated_in(fetch: Callable[[str, Sequence[Any]], list[Any]], dialect: Dialect, text: str) -> set[str]:
    """Return the personal values, of whomever, that a text contains."""
    within = "instr" if dialect.name == "sqlite" else "strpos"
    rows = fetch(f"SELECT DISTINCT value FROM personal WHERE {within}({dialect.mark}, value) > 0", (text,))
    return {value for (value,) in rows if value}


def erase_as_told(transaction: Transaction, event: int, told: Sequence[Mapping[str, Any]]) -> None:
    """Erase the personal values that an event of this transaction, or an earlier one, says are erased.

    On PostgreSQL nobody who works with the ledger may delete them: a function of the owner of the log does,
    and only what an event says that is on record.

    Args:
        transaction: The one that also appends the event, where it is new.
        event: Its position.
        told: What it says: `fields` and `positions` that go together.
    """
    if transaction.dialect.name == "postgresql":
        transaction.run("SELECT erase_personal(%s::bigint)", (event,))
        return
    for one in told:
        places = [(position, field) for position in one["positions"] for field in one["fields"]]
        transaction.driver.executemany("DELETE FROM personal WHERE position = ? AND field = ?", places)
