"""Following the log: the tables are caught up whenever somebody has recorded something."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ledger.log.library.recorder import LibraryRecorder
    from ledger.log.library.subscription import LogSubscription
    from replay.bootstrap import Program


@dataclass(frozen=True, slots=True)
class Followed:
    """What following came to.

    Attributes:
        position: How far the tables are.
        wakeups: How often something new was there.
    """

    position: int
    wakeups: int


def follow(program: Program, stopped: threading.Event, *, once: bool = False) -> Followed:
    """Catch the tables up, then again whenever the log has grown, until `stopped` is set.

    Args:
        program: The ledger at work.
        stopped: Set from a signal handler or another thread.
        once: Catch up a single time.

    Raises:
        UnavailableError: The database went away, or the tables cannot be written.
        CorruptionError: A stored document cannot be read.
    """
    from ledger.log.library.recorder import LibraryRecorder

    position, wakeups = _caught_up(program), 0
    if once:
        return Followed(position, wakeups)
    with LibraryRecorder(program.log).subscribe(after=position) as subscription:
        threading.Thread(target=_stop_then, args=(stopped, subscription), daemon=True).start()
        try:
            for event in subscription:
                if event.position > position:  # a catch-up takes all there is, so most events are in already
                    position, wakeups = _caught_up(program), wakeups + 1
        finally:
            stopped.set()
    return Followed(position, wakeups)


def _caught_up(program: Program) -> int:
    from projections.engine.catch_up import catch_up

    return catch_up(program.readmodel, program.log)


def _stop_then(stopped: threading.Event, subscription: LogSubscription[LibraryRecorder]) -> None:
    """Stop the subscription once that is asked for; a signal handler could not, it may hold its lock."""
    stopped.wait()
    subscription.stop()
