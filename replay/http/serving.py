"""What a server holds while it serves: the ledger, who may come in, and how it is going."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from replay.doors.epcis_kept import KeptForEpcis
from replay.telling.heard import hearing

if TYPE_CHECKING:
    from replay.bootstrap import Program
    from replay.doors.accounts import Accounts
    from replay.doors.openid import Provider
    from replay.http.journal import Journal

_AT_ONCE: Final = (
    2  # answers that are worked out at once: more only wait for each other, and keep sales waiting
)
_PATIENCE: Final = 1.0  # seconds for which an answer waits for its turn, however long another one takes


@dataclass(slots=True)
class Serving:
    """A ledger that is served.

    Attributes:
        program: The ledger.
        accounts: Who may come in.
        secure: Whether browsers reach it by HTTPS, so that cookies may ask for it.
        proxied: Whether a proxy of ours is in front, which says from where a request comes.
        journal: Where it is written what was answered and what failed; None for nowhere.
        provider: Where people of the house also sign in; None where they do not.
        started: Seconds of the monotonic clock.
        requests: How many were answered, by method and status.
        seconds: How long they took together, by method.
        epcis: What is kept of the EPCIS door: captured documents, named queries.
    """

    program: Program
    accounts: Accounts
    secure: bool = False
    proxied: bool = False
    journal: Journal | None = None
    provider: Provider | None = None
    started: float = field(default_factory=time.monotonic)
    requests: Counter[tuple[str, int]] = field(default_factory=Counter)
    seconds: Counter[str] = field(default_factory=Counter)
    epcis: KeptForEpcis = field(init=False)
    _catching_up: threading.Lock = field(default_factory=threading.Lock)
    _turns: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(_AT_ONCE))
    _mine: threading.local = field(default_factory=threading.local)

    def __post_init__(self) -> None:
        self.epcis = KeptForEpcis(self.program.log)

    @contextmanager
    def tables(self) -> Iterator[Program]:
        """Give the program with its tables caught up; what it notes is not written to standard error.

        A few read at once, the others wait for their turn; but nobody for long behind what takes long.
        """
        with hearing(), self._in_turn():
            with self._catching_up:
                self.program.caught_up()
            yield self.program

    @contextmanager
    def _in_turn(self) -> Iterator[None]:
        """Wait for a turn, for a while; who has one already has it."""
        if getattr(self._mine, "turn", False):
            yield
            return
        taken = self._turns.acquire(timeout=_PATIENCE)
        self._mine.turn = True
        try:
            yield
        finally:
            self._mine.turn = False
            if taken:
                self._turns.release()

    def answered(self, method: str, status: int, seconds: float) -> None:
        """Count a request."""
        self.requests[method, status] += 1
        self.seconds[method] += seconds  # type: ignore[assignment]
