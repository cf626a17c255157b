"""What reading a workbook may cost: memory, time and unpacked bytes, in proportion to the file.

A workbook is an archive of tables in which one kilobyte can ask for a terabyte. What an honest one needs
grows with its size: 100,000 rows of 20 columns are 8 MB packed, 200 MB unpacked and held in 180 MB.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

if sys.platform == "win32":  # pragma: no cover
    resource = None
else:
    import resource

_MEGABYTE: Final = 1 << 20
_LEAST_MEMORY: Final = 150 * _MEGABYTE
_MEMORY: Final = 32  # bytes for each byte of the file
_LEAST_UNPACKED: Final = 64 * _MEGABYTE
_UNPACKED: Final = 60
_LEAST_SECONDS: Final = 4
_SECONDS: Final = 2  # for each megabyte of the file
_STATM: Final = Path("/proc/self/statm")
_HELD_AT_FIRST: Final = 256 * _MEGABYTE  # of addresses, where the system does not tell


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one workbook may cost.

    Attributes:
        memory: Bytes beyond what the reader itself holds.
        unpacked: Bytes of all parts together.
        seconds: Of the processor.
    """

    memory: int
    unpacked: int
    seconds: int

    @property
    def megabytes(self) -> int:
        """The memory, as a message says it."""
        return self.memory // _MEGABYTE


def limits_of(size: int) -> Limits:
    """Return what reading a workbook of so many bytes may cost."""
    return Limits(
        memory=max(_LEAST_MEMORY, _MEMORY * size),
        unpacked=_LEAST_UNPACKED + _UNPACKED * size,
        seconds=_LEAST_SECONDS + _SECONDS * size // _MEGABYTE,
    )


def keep_within(limits: Limits) -> None:
    """Let the system end this process where it goes beyond; without such means of it, do nothing."""
    if resource is None:  # pragma: no cover
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(used.ru_utime + used.ru_stime) + 1 + limits.seconds
    _lower(resource.RLIMIT_CORE, 0)
    _lower(resource.RLIMIT_CPU, seconds)
    _lower(resource.RLIMIT_AS, _held() + limits.memory)


def _lower(which: int, value: int) -> None:
    """Set a soft limit; the hard one stays, so that the next workbook gets one of its own."""
    if resource is None:  # pragma: no cover
        return
    hard = resource.getrlimit(which)[1]
    try:
        resource.setrlimit(which, (value if hard < 0 else min(value, hard), hard))
    except (ValueError, OSError):  # a system that takes no such limit
        return


def _held() -> int:
    """Return how many bytes of addresses this process holds."""
    try:
        return int(_STATM.read_text("ascii").split()[0]) * (resource.getpagesize() if resource else 4096)
    except (OSError, ValueError, IndexError):
        return _HELD_AT_FIRST
