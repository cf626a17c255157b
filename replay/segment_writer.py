"""Segments are written while the log grows: whenever one more is full and covered by a checkpoint."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Self

from ledger.errors import LedgerError, Reason
from ledger.settings import Location
from replay.segmenting import Segmenting

EVERY: Final = 2.0  # seconds between two looks at the log
_AT_ONCE: Final = 16  # segments of one manifest, so that whoever waits for the end waits for few


@dataclass(slots=True)
class SegmentWriter:
    """Writes the segments of a ledger until it is stopped; to be used as a context manager.

    Attributes:
        location: Of the ledger.
        url: Of the store.
        trouble: Called with the reason why segments cannot be written, once for each.
        every: Seconds between two looks at the log.
    """

    location: Location
    url: str
    trouble: Callable[[Reason], None] = lambda _reason: None
    every: float = EVERY
    _stopped: threading.Event = field(default_factory=threading.Event)
    _told: set[str] = field(default_factory=set)
    _thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._run, name="segments", daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        while not self._stopped.is_set():
            try:
                self._follow()
            except LedgerError as error:
                self._tell(error)
                self._stopped.wait(self.every)

    def _follow(self) -> None:
        """Write with connections of one's own, for as long as nothing goes wrong."""
        from replay.bootstrap import opened

        with opened(self.location) as program:
            segmenting = Segmenting(program, self.url)
            told = segmenting.status()
            while not self._stopped.is_set():
                head = program.log.head()
                if told["manifest"] is None or head - told["position"] >= told["width"]:
                    told = segmenting.write(at_most=_AT_ONCE)
                    if told["written"]:
                        continue
                self._stopped.wait(self.every)

    def _tell(self, error: LedgerError) -> None:
        message = error.reason.message()
        if message not in self._told:
            self._told.add(message)
            self.trouble(error.reason)
