"""Named places at which a test may let the program fail: one before and one after each durable step.

Nothing but code can arm one: no variable of the environment and no option does. Where none is armed, passing
one is a look into an empty mapping.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

# By what the program does; in the order in which a run of it passes them.
FAILPOINTS: Final[dict[str, tuple[str, ...]]] = {
    "init": (
        *("init.log_made", "init.zone_kept", "init.id_kept", "init.key_made"),
        *("init.copies_begun", "init.origin_kept", "init.key_entered", "init.opened"),
    ),
    "erase": (
        *("erase.rows_thrown_away", "erase.recorded"),
        *("erase.log_cleaned", "erase.tables_followed"),
    ),
    "append": ("append.begun", "append.written", "append.committed"),
    "checkpoint": ("checkpoint.signed", "checkpoint.stored", "checkpoint.copied"),
    "segments": (
        *("segments.read", "segments.written", "segments.stored"),
        *("segments.signed", "segments.listed", "segments.joined"),
    ),
    "tables": ("tables.projected", "tables.committed"),
    "rebuild": (
        *("rebuild.made", "rebuild.indexed", "rebuild.compared"),
        *("rebuild.finished", "rebuild.switching", "rebuild.switched"),
    ),
}
_armed: dict[str, Callable[[], None]] = {}


def passing(name: str) -> None:
    """Pass a failpoint: whoever armed it acts here."""
    if _armed and name in _armed:
        _armed[name]()


def arm(name: str, act: Callable[[], None]) -> None:
    """Let something happen whenever a failpoint is passed, until the process ends.

    Args:
        name: One of `FAILPOINTS`.
        act: What happens there; it may raise, or end the process.

    Raises:
        LookupError: There is no failpoint of that name.
    """
    if all(name not in names for names in FAILPOINTS.values()):
        raise LookupError(f"arming: expected a failpoint, got {name!r}")
    _armed[name] = act


@contextmanager
def armed(name: str, act: Callable[[], None]) -> Iterator[None]:
    """Let something happen whenever a failpoint is passed meanwhile.

    Raises:
        LookupError: There is no failpoint of that name.
    """
    arm(name, act)
    try:
        yield
    finally:
        del _armed[name]
