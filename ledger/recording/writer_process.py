"""A writer process: appends one batch on a second core while the next is being decided.

The ledger decides a batch, hands it over and goes on; before it hands over the next, it takes the answer.
What was reported as recorded was durable then, as without a writer. The writer is a convenience only: if it
does not start or goes away, the ledger appends by itself, and offers again what it has no answer for.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

from ledger.errors import LedgerError
from ledger.log.appended import Appended
from ledger.log.prepared import Prepared
from ledger.log.recorder import LogRecorder
from ledger.log.transaction import Transaction
from ledger.recording.entries import STORE
from ledger.recording.state_cache import Changes
from ledger.recording.unit_of_work import UnitOfWork

_READY = "ready"
Reopen = Callable[[], LogRecorder]  # picklable: it is called in the other process


class WriterGoneError(Exception):
    """The writer process gave no answer; whether its last batch is recorded is not known."""


class Writer:
    """The handle on a writer process; one batch is on its way at a time."""

    def __init__(self, reopen: Reopen) -> None:
        context = multiprocessing.get_context("spawn")
        self._line, far_end = context.Pipe()
        self._process = context.Process(target=_write, args=(far_end, reopen), daemon=True)
        self._process.start()
        far_end.close()
        self._ready = False
        self._gone = False

    @property
    def ready(self) -> bool:
        """Whether the process has opened the log and waits for work."""
        if self._gone:
            return False
        if not self._ready:
            with contextlib.suppress(OSError, EOFError):
                self._ready = self._line.poll() and self._line.recv() == _READY
        return self._ready

    def start(self, unit: UnitOfWork, changes: Changes) -> None:
        """Hand over a unit that has events.

        Raises:
            WriterGoneError: The process went away; nothing was handed over.
        """
        rows = [
            (one.type, one.tags, one.event_id, one.event_time, one.head, one.tail, one.personal)
            for one in unit.events
        ]
        try:
            self._line.send((rows, unit.head, (changes.inserts, changes.updates, changes.deletes)))
        except OSError as error:
            self._gone = True
            raise WriterGoneError from error

    def finish(self) -> Appended:
        """Wait until the unit handed over is durable.

        Raises:
            LedgerError: As `append_prepared` does.
            WriterGoneError: The process went away.
        """
        try:
            answer = self._line.recv()
        except (OSError, EOFError) as error:
            self._gone = True
            raise WriterGoneError from error
        if isinstance(answer, LedgerError):
            raise answer
        if not isinstance(answer, Appended):
            raise WriterGoneError(answer)
        return answer

    def close(self) -> None:
        """Let the process end."""
        self._line.close()
        self._process.join(10)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()


def _write(line: Connection, reopen: Reopen) -> None:
    """Append what comes over the line until it is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    log = reopen()
    with contextlib.suppress(OSError, EOFError):
        line.send(_READY)
        while True:
            rows, head, changes = line.recv()
            line.send(_appended(log, [Prepared(*row) for row in rows], head, changes))
    log.close()


def _appended(log: LogRecorder, events: list[Prepared], head: int, changes: Any) -> object:
    """Append one unit; return the receipt, the error of the ledger, or how else it failed."""

    def write(transaction: Transaction, _first: int, _record_time: str) -> None:
        STORE.put_many(transaction, *changes)

    try:
        return log.append_prepared(events, expected_head=head, in_same_transaction=write)
    except LedgerError as error:
        return error
    except Exception as error:  # noqa: BLE001 - whatever it was, the ledger offers the unit again
        return repr(error)
