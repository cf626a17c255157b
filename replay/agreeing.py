"""Other processes tell whether the tables agree with the log, while this one reads the log itself.

One adds up the rows of the tables, the other what the log gives (:mod:`projections.engine.tally`); both hash
alike, by a seed and a salt that are drawn for the two of them. They are a convenience only: if one does not
start, goes away or cannot tell, whoever asks compares the tables by itself.
"""

from __future__ import annotations

import os
import pickle
import secrets
import signal
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from subprocess import DEVNULL, PIPE, Popen
from typing import IO, Final, cast

from ledger.errors import LedgerError
from ledger.log.opening import open_log
from ledger.settings import Location
from projections.engine.read_model import ReadModel, open_readmodel
from projections.engine.tally import summable_until, sums_of_log, sums_of_tables

FROM: Final = 100_000  # events: fewer are added up before another process has started
_TABLES, _LOG = "tables", "log"
_SALT: Final = 16  # bytes
_SEEDS: Final = 2**32  # hash seeds that Python takes


class Agreeing:
    """Two processes: what the first says of the tables, the second compares with what the log gives.

    Args:
        location: Of the ledger.
        model: Its tables.

    Attributes:
        stamp: Of the tables, before they were looked at.
        until: How far the tables had come by then: so far at least the documents of the log are parsed.
    """

    def __init__(self, location: Location, model: ReadModel) -> None:
        self.stamp = model.stamp()
        self.until = model.position()
        self._generation = model.generation
        self._started = _started(location)
        self._said: bytes | None = None

    def on(self, generation: int) -> bool:
        """Wait for the answer; return whether the tables of a generation agree with the log."""
        if self._said is None:
            self._said = self._started[-1].communicate()[0] if self._started else b""
        return self._said == b"%d" % generation

    def confirmed(self) -> bool:
        """Wait for the answer; return whether the tables that served at first agree with the log."""
        return self.on(self._generation)

    def close(self) -> None:
        """End those that are still at work."""
        for process in self._started:
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


def _started(location: Location) -> list[Popen[bytes]]:
    """Return the two processes, the second of which hears the first; none where the machine allows none.

    They begin with this module: one made by `multiprocessing` would run once more whatever script asked. What
    lies in the folder where somebody happens to be is no module of them (`-P`).
    """
    words = (sys.executable, "-P", "-m", __name__)
    alike = {**os.environ, "PYTHONHASHSEED": str(secrets.randbelow(_SEEDS))}
    started: list[Popen[bytes]] = []
    try:
        first = Popen((*words, _TABLES), stdin=PIPE, stdout=PIPE, stderr=DEVNULL, env=alike)  # noqa: S603
        started.append(first)
        heard, said = cast("IO[bytes]", first.stdout), cast("IO[bytes]", first.stdin)
        with heard, said:
            started.append(
                Popen((*words, _LOG), stdin=heard, stdout=PIPE, stderr=DEVNULL, env=alike)  # noqa: S603
            )
            with suppress(OSError):
                said.write(pickle.dumps((location, secrets.token_bytes(_SALT))))
                said.flush()
    except OSError:
        for process in started:
            process.kill()
            process.wait()
        return []
    return started


def main() -> None:
    """Add up the tables, or the log; write the number of the generation that agrees, else nothing."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(LedgerError, OSError, EOFError):
        if sys.argv[1] == _TABLES:
            _add_up_tables(sys.stdin.buffer, sys.stdout.buffer)
        else:
            _compare_with_log(sys.stdin.buffer, sys.stdout.buffer)


def _add_up_tables(heard: IO[bytes], told: IO[bytes]) -> None:
    """Say which moment of the tables it is about, then what they add up to."""
    location, salt = pickle.load(heard)  # noqa: S301 - from whoever started this process
    with closing(open_log(location)) as log, closing(open_readmodel(log, location)) as model:
        if model.outdated():
            return
        with model.reading() as served:
            until = summable_until(served)
            if until is None:
                return
            pickle.dump((location, salt, model.generation, until), told)
            told.flush()
            pickle.dump(sums_of_tables(served, model.projections, salt), told)


def _compare_with_log(heard: IO[bytes], told: IO[bytes]) -> None:
    """Write the number of the generation whose tables add up to what the log gives."""
    location, salt, generation, until = pickle.load(heard)  # noqa: S301 - from the process beside this one
    with closing(open_log(location)) as log, closing(open_readmodel(log, location)) as model:
        given = sums_of_log(model.projections, log, until, salt)
        if given is not None and given == pickle.load(heard):  # noqa: S301
            told.write(b"%d" % generation)


if __name__ == "__main__":
    main()
