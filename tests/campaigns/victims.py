"""A process that does the ledger's work and does not live to the end of it.

It is forked from a server that has loaded the program once, so that thousands of them can be had. What it has
acknowledged, it has sent before it died.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import NamedTuple

from ledger.failpoints import arm
from tests.support.cli import Answer, Cli

_FORKING = multiprocessing.get_context("forkserver")
_FORKING.set_forkserver_preload(["tests.campaigns.kills", "tests.campaigns.warmed"])
WARMED_BY = "TEST_CAMPAIGN_LEDGER"  # names an empty database for what the server does once, else it is SQLite
_LONGEST = 120.0  # seconds that any victim may live


class Job(NamedTuple):
    """One call of the command line: its words and what comes by standard input."""

    words: tuple[str, ...]
    stdin: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """What happens to a process.

    Attributes:
        kind: What the counts call it.
        after: Seconds after which it is killed; None where it is not killed by the clock.
        failpoint: Where it kills itself.
        nth: How often it has passed there by then.
        room: How large a file may become for it, in bytes, as on a disk that is full.
        meanwhile: Done beside it, while it works; returns whether that struck it.
    """

    kind: str
    after: float | None = None
    failpoint: str | None = None
    nth: int = 1
    room: int | None = None
    meanwhile: Callable[[], bool] | None = None


@dataclass(frozen=True, slots=True)
class Suffered:
    """What became of a process.

    Attributes:
        answers: To the jobs that it finished, in order.
        killed: Whether it was killed.
        struck: Whether the fault met it at all.
    """

    answers: tuple[Answer, ...]
    killed: bool
    struck: bool


def suffered(cli: Cli, jobs: Sequence[Job], fault: Fault) -> Suffered:
    """Let a process do some jobs, and a fault happen to it.

    Raises:
        RuntimeError: It neither ended nor could be killed.
    """
    ours, theirs = _FORKING.Pipe(duplex=False)
    process = _FORKING.Process(
        target=_suffer, args=(theirs, cli, tuple(jobs), fault.failpoint, fault.nth, fault.room)
    )
    process.start()
    theirs.close()
    struck = fault.meanwhile is not None and fault.meanwhile()
    if fault.after is not None:
        process.join(fault.after)
        process.kill()
    answers = _received(ours)
    process.join(_LONGEST)
    if process.exitcode is None:
        process.kill()
        raise RuntimeError(f"a process did not end: {jobs[len(answers)].words}")
    killed = process.exitcode == -signal.SIGKILL
    whole = len(answers) == len(jobs) and all(one.exit_code == 0 for one in answers)
    return Suffered(tuple(answers), killed, struck or killed or not whole)


def _received(ours: Connection) -> list[Answer]:
    answers: list[Answer] = []
    ended = time.monotonic() + _LONGEST
    try:
        while ours.poll(max(0.0, ended - time.monotonic())):
            answers.append(Answer(*ours.recv()))
    except (EOFError, OSError):
        pass  # the other end is gone, perhaps in the middle of a message: that one was not sent
    return answers


def _suffer(
    channel: Connection,
    cli: Cli,
    jobs: tuple[Job, ...],
    failpoint: str | None,
    nth: int,
    room: int | None,
) -> None:
    if failpoint is not None:
        arm(failpoint, _killing(nth))
    if room is not None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
    for job in jobs:
        answer = cli.run(*job.words, stdin=job.stdin, expect=None)
        channel.send((answer.arguments, answer.exit_code, answer.out, answer.err))


def _killing(nth: int) -> Callable[[], None]:
    """Return what kills this process when it is called for the nth time."""
    passed = 0

    def _passed() -> None:
        nonlocal passed
        passed += 1
        if passed == nth:
            os.kill(os.getpid(), signal.SIGKILL)

    return _passed
