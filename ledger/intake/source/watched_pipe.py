"""The answers of another process, read as long as it is at work: one that is stuck is taken for gone.

A library that finds no memory left may wait for itself for ever. Time of the clock tells nothing of that on a
machine that is busy; a process that neither runs nor answers does.
"""

from __future__ import annotations

import os
import select
import sys
import time
from pathlib import Path
from typing import Final

_GLANCE: Final = 1.0  # seconds
_STUCK: Final = 3  # glances without an answer and without work
_WITHOUT_SIGHT: Final = 300.0  # seconds of the clock, where the system does not tell what a process does
_CHUNK: Final = 1 << 20


class WatchedPipe:
    """The reading end of a pipe that another process writes to.

    Args:
        descriptor: Of the pipe.
        process: Number of the process.
    """

    def __init__(self, descriptor: int, process: int) -> None:
        self._descriptor = descriptor
        self._process = process
        self._held = bytearray()

    def read(self, count: int) -> bytes:
        """Return so many bytes; fewer where the process has ended, or is stuck."""
        held = self._held
        while len(held) < count and self._is_ready():
            chunk = os.read(self._descriptor, _CHUNK)
            if not chunk:
                break
            held += chunk
        found = bytes(held[:count])
        del held[:count]
        return found

    def _is_ready(self) -> bool:
        """Wait until there is something to read; return whether it is worth it."""
        if sys.platform == "win32":  # pragma: no cover
            return True
        begun, stuck, before = time.monotonic(), 0, ""
        while not select.select([self._descriptor], [], [], _GLANCE)[0]:
            now = self._work()
            stuck = stuck + 1 if now and now == before else 0
            before = now
            if stuck >= _STUCK or (not now and time.monotonic() - begun > _WITHOUT_SIGHT):
                return False
        return True

    def _work(self) -> str:
        """Return how long the process has worked if it sleeps; something new at each call if it runs."""
        try:
            told = (
                Path(f"/proc/{self._process}/stat").read_text("ascii", "replace").rpartition(")")[2].split()
            )
        except OSError:
            return ""
        return " ".join(told[11:13]) if told[0] in "SZ" else f"runs at {time.monotonic()}"
