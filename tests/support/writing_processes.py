"""Processes of their own that write to a log, as other programs would."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager

from ledger.log.opening import open_log
from ledger.settings import locate
from tests.support.prepared_events import sold


def write(url: str, writer: int, appends: int, size: int) -> None:
    """Append so many batches, the name of each event saying who wrote it and as which."""
    log = open_log(locate(url))
    for number in range(appends):
        events = [
            sold(f"{writer}/{number}/{at}", data={"writer": writer, "number": number}) for at in range(size)
        ]
        log.append_prepared(events)
    log.close()


@contextmanager
def writing(url: str, *, writers: int, appends: int, size: int) -> Iterator[None]:
    """Run so many writing processes meanwhile; at the end they must all have succeeded."""
    spawn = multiprocessing.get_context("spawn")
    processes = [spawn.Process(target=write, args=(url, writer, appends, size)) for writer in range(writers)]
    for process in processes:
        process.start()
    yield
    for process in processes:
        process.join(timeout=120)
    assert [process.exitcode for process in processes] == [0] * writers
