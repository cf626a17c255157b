"""Where decided units of work go: into the log, to a writer process, or into a rehearsal's scratch file.

An appender takes one unit at a time: `start` hands it over, `finish` waits until it is durable, or tells why
it is not. In between the next unit may be decided.
"""

from __future__ import annotations

from typing import Protocol

from ledger.errors import ConflictError
from ledger.log.appended import Appended
from ledger.log.recorder import LogRecorder
from ledger.log.transaction import Transaction
from ledger.recording.entries import STORE
from ledger.recording.pending import NOW
from ledger.recording.problems import BUSY
from ledger.recording.state_cache import Changes
from ledger.recording.unit_of_work import UnitOfWork


class Appender(Protocol):
    """Takes a unit of work with what it changes in the decision state; both are appended, or neither."""

    def start(self, unit: UnitOfWork, changes: Changes) -> None:
        """Hand over a unit that has events."""

    def finish(self) -> Appended:
        """Return once the unit handed over is durable.

        Raises:
            ConflictError: Another writer was faster.
            LedgerError: As `LogRecorder.append_prepared` says.
        """


class LogAppender:
    """Appends to the log, events and decision state in one transaction and one commit."""

    def __init__(self, log: LogRecorder) -> None:
        self._log = log
        self._handed: tuple[UnitOfWork, Changes] | None = None

    def start(self, unit: UnitOfWork, changes: Changes) -> None:
        """Hand over a unit that has events."""
        self._handed = unit, changes

    def finish(self) -> Appended:
        """Append the unit handed over; return once it is durable.

        Raises:
            ConflictError: Another writer was faster, or another program recorded the very same events.
            LedgerError: As `LogRecorder.append_prepared` says.
        """
        if self._handed is None:
            raise LookupError("appending: expected a unit of work, got none")
        (unit, changes), self._handed = self._handed, None

        def write(transaction: Transaction, _first: int, record_time: str) -> None:
            inserts, updates = changes.inserts, changes.updates
            if unit.recorded_now:
                inserts, updates = _at(inserts, record_time), _at(updates, record_time)
            STORE.put_many(transaction, inserts, updates, changes.deletes)

        appended = self._log.append_prepared(unit.events, expected_head=unit.head, in_same_transaction=write)
        if appended.repeated:
            raise ConflictError(BUSY, tries=1)
        return appended


def _at(rows: list[tuple[str, bytes]], record_time: str) -> list[tuple[str, bytes]]:
    """Return entries with the record time where it belongs, now that it is settled."""
    before, now = NOW.encode(), record_time.encode()
    return [(key, value.replace(before, now)) for key, value in rows]
