"""Following the log: the tables are caught up whenever somebody has recorded something.

Of several programs that follow one ledger one is active; the others wait to take over from it. The active one
also raises what is overdue, for time goes by without anybody recording.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ledger.errors import ConflictError, LedgerError, Reason
from replay.succession import succeeding

if TYPE_CHECKING:
    from replay.bootstrap import Program

RAISE_EVERY = 60.0  # seconds


@dataclass(frozen=True, slots=True)
class Followed:
    """What following came to.

    Attributes:
        position: How far the tables are.
        wakeups: How often something new was there.
        raised: How many overdue notices it recorded.
        active: Whether it was ever its turn.
    """

    position: int
    wakeups: int = 0
    raised: int = 0
    active: bool = True


def follow(
    program: Program,
    stopped: threading.Event,
    *,
    once: bool = False,
    raise_every: float = RAISE_EVERY,
    waiting: Callable[[], None] = lambda: None,
    trouble: Callable[[Reason], None] = lambda _reason: None,
) -> Followed:
    """Catch the tables up, then again whenever the log has grown, until `stopped` is set.

    Args:
        program: The ledger at work.
        stopped: Set from a signal handler or another thread.
        once: Catch up a single time, whoever is active; raise nothing.
        raise_every: Seconds between two looks at what is overdue; 0 for never.
        waiting: Called if another program is active, before waiting for its end.
        trouble: Called with the reason why a notice could not be recorded, once for each reason.

    Raises:
        UnavailableError: The database went away, or the tables cannot be written.
        CorruptionError: A stored document cannot be read.
    """
    if once:
        return Followed(_caught_up(program))
    with succeeding(program, stopped, waiting) as active:
        if not active:
            return Followed(program.readmodel.position(), active=False)
        return _Following(program, stopped, _Overdue(program, raise_every, trouble)).run()


class _Following:
    """One turn of the active program."""

    def __init__(self, program: Program, stopped: threading.Event, overdue: _Overdue) -> None:
        self._program = program
        self._stopped = stopped
        self._overdue = overdue

    def run(self) -> Followed:
        """Follow until stopped."""
        from ledger.log.library.subscription import waiter_of

        position, wakeups = _caught_up(self._program), 0
        waiter = waiter_of(self._program.log)
        try:
            while not self._stopped.is_set():
                if self._program.log.head() > position:
                    position, wakeups = _caught_up(self._program), wakeups + 1
                    waiter.seen()
                elif not self._overdue.looked():
                    waiter.wait(self._stopped)
        finally:
            waiter.stop()
        # Looking at what is overdue catches up, too: the tables may be farther than the last wakeup.
        return Followed(self._program.readmodel.position(), wakeups, self._overdue.raised)


class _Overdue:
    """Looks at what is overdue from time to time and raises it."""

    def __init__(self, program: Program, every: float, trouble: Callable[[Reason], None]) -> None:
        self.raised = 0
        self._program = program
        self._every = every
        self._trouble = trouble
        self._next = time.monotonic()
        self._told: set[str] = set()

    def looked(self) -> bool:
        """Raise what is overdue, if it is time to look again; return whether it was."""
        if not self._every or time.monotonic() < self._next:
            return False
        self._next = time.monotonic() + self._every
        self._raise()
        return True

    def _raise(self) -> None:
        """Raise; a rule that refuses, or others who are always faster, must not end the following."""
        from ledger.entry.live import EntryRefusedError
        from replay.escalation import raise_notices

        try:
            entered = raise_notices(self._program)
        except (EntryRefusedError, ConflictError) as error:
            self._tell(error)
            return
        self.raised += len(entered.recorded) if entered is not None else 0

    def _tell(self, error: LedgerError) -> None:
        message = error.reason.message()
        if message not in self._told:
            self._told.add(message)
            self._trouble(error.reason)


def _caught_up(program: Program) -> int:
    from projections.engine.catch_up import catch_up

    return catch_up(program.readmodel, program.log)
