"""Other processes tell whether the tables agree with the log, while this one reads the log itself.

Each adds up the tables of some projections (:mod:`projections.engine.tally`). They are a convenience only: if
one does not start, goes away or cannot tell, whoever asks compares the tables by itself.
"""

from __future__ import annotations

import pickle
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from subprocess import DEVNULL, PIPE, Popen
from typing import IO, Final, cast

from ledger.errors import LedgerError
from ledger.log.opening import open_log
from ledger.log.recorder import LogRecorder
from ledger.settings import Location
from projections.engine.projection import Projection
from projections.engine.read_model import ReadModel, open_readmodel
from projections.engine.tally import agrees

FROM: Final = 100_000  # events: fewer are added up before another process has started


class Agreeing:
    """Some processes, each with the tables of some projections.

    Args:
        location: Of the ledger.
        model: Its tables.

    Attributes:
        stamp: Of the tables, before they were looked at.
    """

    def __init__(self, location: Location, model: ReadModel) -> None:
        self.stamp = model.stamp()
        self._started = [_started(location, names) for names in _shares(model.projections)]

    def on(self, generation: int) -> bool:
        """Wait for the answers; return whether all say that the tables of a generation agree with the log."""
        answers = [process.communicate()[0] for process in self._started if process is not None]
        return len(answers) == len(self._started) and set(answers) == {b"%d" % generation}

    def close(self) -> None:
        """End those that are still at work."""
        for process in filter(None, self._started):
            with process:
                process.kill()


@contextmanager
def agreeing(location: Location, model: ReadModel) -> Iterator[Agreeing]:
    """Have other processes begin, and end them at the end."""
    begun = Agreeing(location, model)
    try:
        yield begun
    finally:
        begun.close()


def _shares(projections: Sequence[Projection]) -> list[list[str]]:
    """Return the names of the first projection, which costs as much as the others together, and of these."""
    names = [projection.name for projection in projections]
    return [part for part in (names[:1], names[1:]) if part]


def _started(location: Location, names: Sequence[str]) -> Popen[bytes] | None:
    """Return a process that adds up the tables of some projections, None where the machine allows none.

    It begins with this module: one made by `multiprocessing` would run once more whatever script asked. What
    lies in the folder where somebody happens to be is no module of it (`-P`).
    """
    words = (sys.executable, "-P", "-m", __name__)
    try:
        process = Popen(words, stdin=PIPE, stdout=PIPE, stderr=DEVNULL)  # noqa: S603
    except OSError:
        return None
    with suppress(OSError), cast("IO[bytes]", process.stdin) as line:
        line.write(pickle.dumps((location, names)))
    process.stdin = None
    return process


def main() -> None:
    """Write the number of the generation that serves if its tables agree with the log, else nothing."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    location, names = pickle.load(sys.stdin.buffer)  # noqa: S301 - from whoever started this process
    with (
        suppress(LedgerError, OSError),
        closing(open_log(location)) as log,
        closing(open_readmodel(log, location)) as model,
    ):
        if _agree(model, log, names):
            sys.stdout.write(str(model.generation))


def _agree(model: ReadModel, log: LogRecorder, names: Sequence[str]) -> bool:
    projections = [projection for projection in model.projections if projection.name in names]
    if model.outdated():
        return False
    with model.reading() as served:
        return agrees(served, projections, log)


if __name__ == "__main__":
    main()
