"""A rebuild in a process of its own that is killed (SIGKILL) at a chosen moment, as a machine might."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from ledger.log.opening import open_log
from ledger.log.recorder import LogRecorder
from ledger.settings import locate
from projections.engine.read_model import open_readmodel
from replay.rebuild import rebuild

MOMENTS = ("in the middle", "in the switch", "after the switch")


def killed_rebuild(url: str, moment: str, position: int = 0) -> None:
    """Run a rebuild that is killed; it must not have come to its end.

    Args:
        url: Of the ledger.
        moment: One of `MOMENTS`.
        position: For one in the middle: once it has come there.
    """
    process = multiprocessing.get_context("spawn").Process(target=_rebuild, args=(url, moment, position))
    process.start()
    process.join(timeout=120)
    assert process.exitcode == -signal.SIGKILL


def _rebuild(url: str, moment: str, position: int) -> None:
    location = locate(url)
    log = open_log(location)
    model = open_readmodel(log, location)
    if moment == "in the switch":
        _killed_in_the_switch(log)
    rebuild(model, log, progress=_killed_at(position) if moment == "in the middle" else None)
    kill()


def _killed_at(position: int) -> Callable[[int, int], None]:
    def progress(reached: int, _until: int) -> None:
        if reached >= position:
            kill()

    return progress


def _killed_in_the_switch(log: LogRecorder) -> None:
    """Kill once the row that says which generation serves is written, and not committed."""

    @sa.event.listens_for(log.engine, "after_cursor_execute")
    def _written(_connection: Any, _cursor: Any, statement: str, _values: Any, *_more: Any) -> None:
        if "'serving'" in statement:
            kill()


def kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)
