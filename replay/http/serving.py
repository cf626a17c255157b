"""What a server holds while it serves: the ledger, who may come in, and how it is going."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from replay.doors.epcis_kept import KeptForEpcis
from replay.telling.heard import hearing

if TYPE_CHECKING:
    from replay.bootstrap import Program
    from replay.doors.accounts import Accounts
    from replay.doors.openid import Provider
    from replay.http.journal import Journal


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

    def __post_init__(self) -> None:
        self.epcis = KeptForEpcis(self.program.log)

    @contextmanager
    def tables(self) -> Iterator[Program]:
        """Give the program with its tables caught up; what it notes is not written to standard error."""
        with hearing():
            with self._catching_up:
                self.program.caught_up()
            yield self.program

    def answered(self, method: str, status: int, seconds: float) -> None:
        """Count a request."""
        self.requests[method, status] += 1
        self.seconds[method] += seconds  # type: ignore[assignment]
