"""Following the log: the tables are caught up whenever somebody has recorded something.

Of several programs that follow one ledger one is active; the others wait to take over from it. The active one
also raises what is overdue, for time goes by without anybody recording.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ledger.errors import ConflictError, LedgerError, Reason, UnavailableError
from replay.succession import succeeding

if TYPE_CHECKING:
    from replay.bootstrap import Program

RAISE_EVERY = 60.0  # seconds
_SHORTEST_PAUSE, _LONGEST_PAUSE = 0.25, 5.0  # seconds between two looks for a server that went away


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
    beside: Callable[[], AbstractContextManager[object]] = nullcontext,
) -> Followed:
    """Catch the tables up, then again whenever the log has grown, until `stopped` is set.

    A PostgreSQL server that is restarted meanwhile is waited for, and its turn is taken again.

    Args:
        program: The ledger at work.
        stopped: Set from a signal handler or another thread.
        once: Catch up a single time, whoever is active; raise nothing.
        raise_every: Seconds between two looks at what is overdue; 0 for never.
        waiting: Called if another program is active, before waiting for its end.
        trouble: Called with the reason why a notice could not be recorded, once for each reason, and why a
            server is waited for.
        beside: What goes on beside it while it is active, such as bringing events to hooks.

    Raises:
        UnavailableError: The file cannot be read, or the tables cannot be written.
        CorruptionError: A stored document cannot be read.
    """
    if once:
        return Followed(_caught_up(program))
    following = _Following(program, stopped, _Overdue(program, raise_every, trouble))
    pauses = _Pauses(stopped, trouble)
    while True:
        try:
            with succeeding(program, stopped, waiting) as active:
                if not active:
                    return Followed(program.readmodel.position(), active=False)
                with beside():
                    following.run(pauses.over)
                # Looking at what is overdue catches up, too: the tables may be farther than the last wakeup.
                return following.came_to(program.readmodel.position())
        except UnavailableError as error:
            if program.location.path is not None:
                raise
            if not pauses.waited(error):
                return following.came_to(0)


class _Pauses:
    """A server that went away comes back: it is looked for again, after longer and longer pauses."""

    def __init__(self, stopped: threading.Event, trouble: Callable[[Reason], None]) -> None:
        self._stopped = stopped
        self._trouble = trouble
        self._seconds = 0.0

    def over(self) -> None:
        """Take note that the server answers."""
        self._seconds = 0.0

    def waited(self, error: UnavailableError) -> bool:
        """Wait for a while, telling why at first; return whether to look again."""
        if not self._seconds:
            self._trouble(error.reason)
        self._seconds = min(self._seconds * 2 or _SHORTEST_PAUSE, _LONGEST_PAUSE)
        return not self._stopped.wait(self._seconds)


class _Following:
    """What the active program does, over all its turns."""

    def __init__(self, program: Program, stopped: threading.Event, overdue: _Overdue) -> None:
        self._program = program
        self._stopped = stopped
        self._overdue = overdue
        self._wakeups = 0

    def came_to(self, position: int) -> Followed:
        """Return what following came to, with how far the tables are."""
        return Followed(position, self._wakeups, self._overdue.raised)

    def run(self, answered: Callable[[], None]) -> None:
        """Follow until stopped.

        Args:
            answered: Called once the tables are caught up.
        """
        from ledger.log.library.subscription import waiter_of

        position = _caught_up(self._program)
        answered()
        waiter = waiter_of(self._program.log)
        try:
            while not self._stopped.is_set():
                if self._program.log.head() > position:
                    position = _caught_up(self._program)
                    self._wakeups += 1
                    waiter.seen()
                elif not self._overdue.looked():
                    waiter.wait(self._stopped)
        finally:
            waiter.stop()


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
