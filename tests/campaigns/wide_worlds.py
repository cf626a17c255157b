"""Bring the papers of many wide worlds in every order, and print those whose answers hang on it.

    python -m tests.campaigns.wide_worlds FIRST LAST [--postgresql]

Each world between two seeds is brought in six orders, one of them one row an import; every answer is compared
with a count by hand and with the same answer after the first order. Ends with exit code 1 if some differ.
"""

from __future__ import annotations

import sys
import tempfile
import time
import traceback
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from replay.bootstrap import Program
from tests.support.bringing_papers import ONE_BY_ONE, WAYS
from tests.support.cli import Cli
from tests.support.databases import Server, running_server
from tests.support.desk import Desk
from tests.support.houses import Place, house
from tests.support.ready_ledgers import ReadyLedgers, opened_copy
from tests.support.world_answers import differing

_EVERY = {**WAYS, "one row an import": ONE_BY_ONE}


def at_a_house(folder: Path, server: Server | None) -> Place:
    """Return what opens one more ledger with the registers of a small house."""

    def _server() -> Server:
        assert server is not None
        return server

    ready = ReadyLedgers(folder, _server)

    @contextmanager
    def _open() -> Iterator[tuple[Program, Desk]]:
        with opened_copy(ready, server, "campaigns.house", house) as program:
            home = program.location.beside.parent
            yield program, Desk(Cli(program.location.url, home), home)

    return _open


def main(words: list[str]) -> int:
    """Bring the worlds between two seeds, both included; return the exit code."""
    first, last = (int(word) for word in words[:2])
    bad = 0
    with ExitStack() as open_now:
        folder = Path(open_now.enter_context(tempfile.TemporaryDirectory()))
        server = open_now.enter_context(running_server()) if "--postgresql" in words else None
        place = at_a_house(folder, server)
        for seed in range(first, last + 1):
            begun = time.process_time()
            try:
                wrong = differing(place, seed, _EVERY)
            except AssertionError:
                wrong = [traceback.format_exc(limit=-2)]
            bad += bool(wrong)
            print(f"{'BAD' if wrong else 'ok '} {seed} {time.process_time() - begun:.1f} s", flush=True)
            for one in wrong:
                print(f"    {one}", flush=True)
    print(f"{last - first + 1} worlds, {bad} bad")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
