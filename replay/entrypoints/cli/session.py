"""From `--ledger` to a ledger at work, for the verbs; what is heavy is imported here, when a verb runs."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ledger.settings import locate
from replay.entrypoints.cli.progress import progress
from replay.entrypoints.cli.wording import say

if TYPE_CHECKING:
    from replay.bootstrap import Program


@contextmanager
def ledger_at(given: str | None) -> Iterator[Program]:
    """Open the ledger that the command line names."""
    from replay.bootstrap import opened

    # What libraries log is not for users; failures reach them as sentences.
    logging.getLogger().addHandler(logging.NullHandler())
    with opened(locate(given)) as program:
        yield program


@contextmanager
def tables_at(given: str | None) -> Iterator[Program]:
    """Open the ledger that the command line names, with its tables caught up."""
    with ledger_at(given) as program:
        with progress(say("Catching the tables up", "更新记录表")) as tell:
            program.caught_up(tell)
        yield program
