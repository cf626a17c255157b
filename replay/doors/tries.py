"""How often somebody tries to come in: after failures an account, and an address, has to wait."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from replay.doors.problems import LOCKED_OUT, LockedOutError

FREE = 5  # failures of an account, or of an address with any accounts, before it waits
LONGEST = 900.0  # seconds
_PER_ADDRESS = 4  # an address may be a whole office


@dataclass(slots=True)
class _Failures:
    count: int = 0
    until: float = 0.0


@dataclass(slots=True)
class Tries:
    """Failures by account and by address; a success forgets those of the account.

    Attributes:
        now: Seconds of a clock that only goes forward.
    """

    now: Callable[[], float] = time.monotonic
    _kept: dict[tuple[str, str], _Failures] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def check(self, name: str, address: str) -> None:
        """Refuse where there were too many failures.

        Raises:
            LockedOutError: The account or the address has to wait.
        """
        with self._lock:
            waits = [one.until - self.now() for key in _keys(name, address) if (one := self._kept.get(key))]
        if (longest := max(waits, default=0.0)) > 0:
            raise LockedOutError(LOCKED_OUT, seconds=int(longest) + 1)

    def failed(self, name: str, address: str) -> None:
        """Note a failure: from the sixth on each doubles how long is to be waited."""
        with self._lock:
            for key, free in zip(_keys(name, address), (FREE, FREE * _PER_ADDRESS), strict=True):
                kept = self._kept.setdefault(key, _Failures())
                kept.count += 1
                if kept.count >= free:
                    kept.until = self.now() + min(LONGEST, 2.0 ** min(kept.count - free, 10))

    def succeeded(self, name: str, address: str) -> None:
        """Forget the failures of an account."""
        with self._lock:
            for key in _keys(name, address)[:1]:
                self._kept.pop(key, None)


def _keys(name: str, address: str) -> tuple[tuple[str, str], tuple[str, str]]:
    return ("account", name), ("address", address)
