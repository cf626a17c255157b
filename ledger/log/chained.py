"""Tables beside the log that only grow, each entry bound to the one in front: the access log, the doors.

The digest of an entry is the SHA-256 over the digest in front and the entry itself. So one that is changed or
taken out of the middle is found by the table alone; where the chain ended, every checkpoint says
(`ledger.seal.chain`), so that the end cannot be cut off either.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import orjson

from ledger.errors import CorruptionError
from ledger.log.dialect import bytes_of
from ledger.log.problems import BESIDE_MALFORMED
from ledger.log.transaction import Transaction
from ledger.phrases import Phrase

if TYPE_CHECKING:
    from ledger.log.recorder import LogRecorder

_SIZE: Final = 32  # bytes of a digest
NOTHING: Final = b""  # stands for the digest in front of the first


class End(NamedTuple):
    """Where such a table ends.

    Attributes:
        number: Of its last entry; 0 while there is none.
        digest: Of that entry; empty while there is none.
    """

    number: int = 0
    digest: bytes = NOTHING


class Ends(NamedTuple):
    """Where both tables end."""

    accesses: End = End()
    doors: End = End()


class Chained(NamedTuple):
    """Such a table.

    Attributes:
        name: Of the table.
        columns: Its columns in order, that of the digest left out.
        since: Revision of the schema from which on the table is there with digests.
        title: What people call it.
        told: The texts that an entry tells besides, by its kind; a kind that is not here tells anything.
    """

    name: str
    columns: tuple[str, ...]
    since: str
    title: Phrase
    told: Mapping[str, tuple[str, ...]]

    def what(self, number: int, kind: str, text: str | bytes) -> dict[str, Any]:
        """Return what an entry tells besides.

        Raises:
            CorruptionError: It makes no sense.
        """
        try:
            what = orjson.loads(text)
        except orjson.JSONDecodeError as error:
            raise self.malformed(number) from error
        if not isinstance(what, dict) or not all(
            isinstance(what.get(key), str) for key in self.told.get(kind, ())
        ):
            raise self.malformed(number)
        return what

    def malformed(self, number: int) -> CorruptionError:
        """Return the error of an entry that makes no sense."""
        return CorruptionError(BESIDE_MALFORMED, table=self.title.with_(), number=number)


ACCESSES: Final = Chained(
    "accesses",
    ("number", "at", "person", "kind", "what"),
    "0005",
    Phrase("access_log", "访问日志", "The access log"),
    {},
)
DOORS: Final = Chained(
    "doors",
    ("number", "at", "kind", "name", "what"),
    "0007",
    Phrase("doors_table", "账户与会话表", "The table of accounts and sessions"),
    {
        "account": ("post", "proof"),
        "password": ("proof",),
        "key": ("post", "proof"),
        "session": ("proof", "until"),
        "session_over": ("proof",),
        "captured": ("job",),
        "epcis_query": ("words",),
    },
)
_LAST: Final = (
    "SELECT 1, number, digest FROM (SELECT number, digest FROM accesses ORDER BY number DESC LIMIT 1) AS a"
    " UNION ALL "
    "SELECT 2, number, digest FROM (SELECT number, digest FROM doors ORDER BY number DESC LIMIT 1) AS d"
)


def digest_of(before: bytes, entry: tuple[Any, ...]) -> bytes:
    """Return the digest of an entry behind another.

    Raises:
        TypeError: It holds what the program does not write.
    """
    return hashlib.sha256(before + orjson.dumps(entry)).digest()


def add_entry(log: LogRecorder, table: Chained, *values: str) -> None:
    """Add an entry; what it says of number and time is the table's own.

    Args:
        log: The log beside which the table lies.
        table: Which one.
        values: Of the columns behind number and time.

    Raises:
        UnavailableError: The database is away, busy or may not be written.
    """
    with log.noting() as transaction:
        end = _end_of(transaction, table)
        entry = (end.number + 1, log.clock(), *values)
        marks = ", ".join([log.dialect.mark] * (len(entry) + 1))
        columns = ", ".join((*table.columns, "digest"))
        row = (*entry, digest_of(end.digest, entry))
        transaction.run(f"INSERT INTO {table.name} ({columns}) VALUES ({marks})", row)
    log.noted += 1


def ends(transaction: Transaction) -> Ends:
    """Return where both tables end; an end that the program did not write counts for none."""
    found = {which: _end(number, digest) for which, number, digest in transaction.rows(_LAST)}
    return Ends(found.get(1, End()), found.get(2, End()))


def _end_of(transaction: Transaction, table: Chained) -> End:
    rows = transaction.rows(f"SELECT number, digest FROM {table.name} ORDER BY number DESC LIMIT 1")
    return End(rows[0][0], bytes_of(rows[0][1])) if rows else End()


def _end(number: int, digest: Any) -> End:
    known = bytes_of(digest)
    return End(number, known) if number > 0 and len(known) == _SIZE else End()
