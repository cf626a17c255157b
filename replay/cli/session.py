"""From `--ledger` to a ledger at work, for the verbs; what is heavy is imported here, when a verb runs."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ledger.errors import CommandError, Problem
from ledger.settings import Location, locate
from replay.cli.progress import progress
from replay.telling.noting import used
from replay.telling.wording import say

if TYPE_CHECKING:
    from replay.bootstrap import Program

BAD_LOCATION = Problem(
    "bad_location",
    "定位账本：应为文件路径、sqlite:/// 或 postgresql:// 地址，实际无法识别。",
    "Finding the ledger: expected a path, a sqlite:/// or a postgresql:// URL, got something else.",
    "例如 --ledger 公司账本.db 或 --ledger postgresql://用户@主机:5432/库名。",
    "For example --ledger company.db or --ledger postgresql://user@host:5432/database.",
)
_SCHEMES = ("sqlite:", "postgresql:", "postgres:", "postgresql+psycopg:")


def location_of(given: str | None) -> Location:
    """Return where the ledger is that the command line, else the environment, names.

    Raises:
        CommandError: It is a URL that names no ledger. It is not repeated: it may hold a password.
    """
    try:
        location = locate(given)
    except ValueError as error:
        raise CommandError(BAD_LOCATION) from error
    named = given or os.environ.get("MEDLEDGER_URL") or ""
    if "://" in named and not named.startswith(_SCHEMES):
        raise CommandError(BAD_LOCATION)
    return location


@contextmanager
def ledger_at(given: str | None, *, read_only: bool = False) -> Iterator[Program]:
    """Open the ledger that the command line names.

    Args:
        given: What it names.
        read_only: Write nothing at all, not even beside the ledger.
    """
    from replay.bootstrap import opened

    # What libraries log is not for users; failures reach them as sentences.
    logging.getLogger().addHandler(logging.NullHandler())
    location = location_of(given)
    with opened(location, read_only=read_only) as program:
        if not read_only:
            used(location)
        yield program
        trouble = program.settle()
        if trouble is not None:  # what was recorded stands, so only a word about it
            from replay.telling.heard import tell

            tell(trouble.reason)


@contextmanager
def tables_at(given: str | None) -> Iterator[Program]:
    """Open the ledger that the command line names, with its tables caught up."""
    with ledger_at(given) as program:
        with progress(say("Catching the tables up", "更新记录表")) as tell:
            program.caught_up(tell)
        yield program
