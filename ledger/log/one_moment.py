"""The log as it is at one moment: what others append meanwhile is not seen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

from sqlalchemy import Connection

from ledger.log.reader import LogReader
from ledger.log.transaction import Transaction


class LogAtOneMoment(LogReader):
    """A log whose every answer belongs to the same moment; for one thread, within its transaction.

    Args:
        log: The log itself, which writes go to.
        connection: In a read transaction on it.
    """

    def __init__(self, log: LogReader, connection: Connection) -> None:
        self.engine, self.dialect, self.location = log.engine, log.dialect, log.location
        self._log, self._connection = log, connection
        self._transaction = Transaction.of(connection)
        self._head = super().head()

    @property
    def itself(self) -> LogReader:
        """The log, whichever moment of it this is."""
        return self._log

    def head(self) -> int:
        """Return the last position at this moment; 0 while there was none."""
        return self._head

    def reading(self) -> AbstractContextManager[Connection]:
        """Give the read transaction that this moment is."""
        return nullcontext(self._connection)

    def writing(self) -> AbstractContextManager[Connection]:
        """Open a write transaction on the log as it is by now; this moment does not see it."""
        return self._log.writing()

    def fetch(self, statement: str, values: Sequence[Any]) -> list[Any]:
        """Return all rows of one statement as tuples, as they are at this moment."""
        return self._transaction.rows(statement, values)

    def close(self) -> None:
        """Do nothing: the moment ends with its transaction."""


@contextmanager
def at_one_moment(log: LogReader) -> Iterator[LogAtOneMoment]:
    """Yield a log as it is now, whatever others append meanwhile."""
    with log.reading() as connection:
        yield LogAtOneMoment(log, connection)
