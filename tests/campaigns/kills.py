"""Strike down every kind of work on a ledger, again and again; show that nothing is lost, doubled or half.

    .venv/bin/python -m tests.campaigns.kills [--kills 1000] [--minutes 25] [--seed N]
                                              [--only sqlite postgresql] [--operations import record …]
                                              [--postgres URL] [--each]

With `--each` every kind of work is killed once at each of its failpoints, in turn, and by nothing else; it
ends with exit code 1 where one was not met in the time given.

Each kind of work (init, import, record, checkpoint, erase, rebuild, segments, work) is killed (SIGKILL) at
random moments and at every named failpoint in turn. On PostgreSQL sessions are ended by the server, the
postmaster is killed, answers to COMMIT are lost. The disk is full: by a limit on the size of files, and,
where this account may mount a small file system, for good.

After every blow the ledger is opened: every acknowledged event is there once, at its position; no event that
was there is gone; no document is half; and what was broken off is done to its end. After an erasure, and
whenever all is looked at: of a person whose values are erased all is there, or nothing and one event that
says so, and what was acknowledged as erased is in no file and no table. After every few blows (`--every`),
and at the end of every ledger, all is looked at from the first event on, and `verify --deep` is clean, which
replays the tables from the log. At the end of every ledger its answers equal those of one undisturbed.

Victims are forked from a server that has done every kind of work once (`tests.campaigns.warmed`), where one
import appends every hundred rows.
"""

from __future__ import annotations

import argparse
import hashlib
import multiprocessing
import os
import random
import shutil
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ledger.failpoints import FAILPOINTS
from ledger.settings import locate
from tests.campaigns.hunted import Hunted, Script, WrongError, different
from tests.campaigns.servers import CampaignServer, campaign_server, filled, small_disk
from tests.campaigns.victims import WARMED_BY, Fault, Job, suffered
from tests.support.answer_dropping import AnswerDroppingProxy
from tests.support.cli import Cli
from tests.support.compiled_once import compile_once
from tests.support.databases import Server

DATABASES = ("sqlite", "postgresql")


@dataclass(frozen=True, slots=True)
class Operation:
    """A kind of work.

    Attributes:
        name: What the counts call it.
        jobs: Gives the next piece of it.
        points: The failpoints that it passes.
        most: How often it may pass one of them.
        seconds: How long a piece of it takes, roughly.
        beside: What is recorded beside it, so that it has something to do.
        idle: Whether it records nothing, and whoever looks at all does it to its end anyway.
    """

    name: str
    jobs: Callable[[Hunted], list[Job]]
    points: tuple[str, ...]
    most: int = 1
    seconds: float = 0.4
    beside: int = 0
    idle: bool = False


def _signing(hunted: Hunted) -> list[Job]:
    checkpoint = Job(("checkpoint", "--format", "json"))
    return [job for typed in hunted.next_typed(2) for job in (typed, checkpoint)]


def _segmenting(hunted: Hunted) -> list[Job]:
    name = hashlib.sha256(hunted.cli.ledger.encode()).hexdigest()[:16]
    store = str(hunted.cli.home / f"segments-{name}")
    return [Job(("segments", "write", store, "--size", "256")), Job(("segments", "compact", store))]


_REBUILDS = [Job(("rebuild", "--format", "json"))]
_WORK = [Job(("work", "--seconds", "0.7", "--raise-every", "0"))]
OPERATIONS: dict[str, Operation] = {
    one.name: one
    for one in (
        Operation("import", Hunted.next_file, (*FAILPOINTS["append"],), most=3, seconds=0.7),
        Operation("record", lambda hunted: hunted.next_typed(4), FAILPOINTS["append"], most=4, seconds=0.3),
        Operation("checkpoint", _signing, FAILPOINTS["checkpoint"], most=2, seconds=0.3),
        Operation(
            "erase",
            Hunted.next_erasure,
            (*FAILPOINTS["append"], *FAILPOINTS["erase"], *FAILPOINTS["tables"]),
            seconds=0.5,
        ),
        Operation(
            "rebuild",
            lambda _hunted: _REBUILDS,
            (*FAILPOINTS["rebuild"], *FAILPOINTS["tables"]),
            seconds=0.9,
            idle=True,
        ),
        Operation(
            "segments",
            _segmenting,
            FAILPOINTS["segments"],
            most=2,
            seconds=0.6,
            idle=True,
        ),
        Operation("work", lambda _hunted: _WORK, FAILPOINTS["tables"], seconds=0.6, beside=2, idle=True),
    )
}


def struck_at(operations: Sequence[str]) -> list[tuple[str, str]]:
    """Return the failpoints at which these kinds of work are struck, and the making of a ledger, in turn."""
    found = [("init", point) for point in FAILPOINTS["init"]]
    return found + [(name, point) for name in operations for point in OPERATIONS[name].points]


@dataclass
class Counts:
    """What a campaign did, by database, operation and what struck it."""

    blows: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    ledgers: int = 0
    acknowledged: int = 0
    missed: int = 0
    unmet: list[tuple[str, str]] = field(default_factory=list)

    @property
    def killed(self) -> int:
        """How many times SIGKILL was sent to a process that lived."""
        return sum(count for (_, _, kind), count in self.blows.items() if kind in _KILLS)

    @property
    def all(self) -> int:
        """How many blows there were."""
        return sum(self.blows.values())


_RANDOM: str = "killed at a random moment"
_POSTMASTER: str = "postmaster killed"
_KILLS = {_RANDOM, _POSTMASTER, *(name for names in FAILPOINTS.values() for name in names)}


class Campaign:
    """Blows against the ledgers of one database."""

    def __init__(self, database: str, script: Script, draw: random.Random, folder: Path) -> None:
        self.database = database
        self.script = script
        self.draw = draw
        self.folder = folder
        self.counts = Counts()
        self.server: CampaignServer | None = None
        self.disk: Path | None = None
        self.each = False
        self.every = 1
        self._calm: dict[str, Any] = {}
        self._made = 0

    def begin(self) -> None:
        """Record the script once, undisturbed."""
        with self._ledger() as calm:
            calm.cli.run("init")
            calm.begin()
            calm.done(list(calm.rest()))
            self._calm = calm.answers()

    def unmet(self, operations: Sequence[str]) -> list[tuple[str, str]]:
        """Return kinds of work and failpoints at which they have not been struck yet."""
        return [one for one in struck_at(operations) if not self.counts.blows[self.database, *one]]

    def round(self, operations: Sequence[str], *, enough: Callable[[], bool], pieces: int) -> None:
        """Strike at one ledger until its script is done, then compare its answers.

        Args:
            operations: Which kinds of work.
            enough: Whether to strike no more.
            pieces: How many pieces of each.

        Raises:
            WrongError: Something does not hold.
        """
        with self._ledger() as hunted:
            self._init(hunted)
            hunted.begin()
            order = [OPERATIONS[name] for name in operations for _ in range(pieces)]
            self.draw.shuffle(order)
            if self.each:
                order = [one for one in order if any(name == one.name for name, _ in self.unmet(operations))]
            struck: list[str] = []
            for operation in order:
                if not enough():
                    struck.append(self._strike(hunted, operation))
                    if len(struck) == self.every:
                        _check(hunted, struck)
                        struck = []
            hunted.done(list(hunted.rest()))
            _check(hunted, struck)
            unequal = different(self._calm, hunted.answers())
            if unequal:
                raise WrongError(f"different from the undisturbed ledger: {unequal}")
            self.counts.ledgers += 1
            self.counts.acknowledged += len(hunted.acknowledged)

    def _init(self, hunted: Hunted) -> None:
        """Kill the making of a ledger, and complete it."""
        point = self._rarest("init", FAILPOINTS["init"])
        met = suffered(hunted.cli, [Job(("init",))], Fault(point, failpoint=point))
        self._count("init", point, struck=met.killed)
        hunted.cli.run("init")

    def _strike(self, hunted: Hunted, operation: Operation) -> str:
        """Strike at one piece of work, look at what is left, and do it to its end; return what was done."""
        fault, context = self._fault(hunted, operation)
        jobs = operation.jobs(hunted)
        beside = hunted.next_typed(operation.beside)
        with context as cli:
            if beside:
                fault = _beside(fault, hunted, beside)
            met = suffered(cli, jobs, fault)
        for job, answer in zip(jobs, met.answers, strict=False):
            hunted.heard(job, answer)
        self._count(operation.name, fault.kind, struck=met.struck)
        if self.server is not None:
            self.server.restart()
        hunted.look(erased=operation.name == "erase")
        hunted.done([*([] if operation.idle else jobs), *beside])
        return f"{operation.name}: {fault.kind}"

    def _count(self, operation: str, kind: str, *, struck: bool) -> None:
        if struck:
            self.counts.blows[self.database, operation, kind] += 1
        else:
            self.counts.missed += 1

    def _fault(self, hunted: Hunted, operation: Operation) -> tuple[Fault, Any]:
        """Draw what happens: a failpoint, a random moment, or what only this database knows."""
        kind = 0.0 if self.each else self.draw.random()
        plain = _given(hunted.cli)
        if kind < 0.4:
            point = self._rarest(operation.name, operation.points)
            nth = 1 if self.each else self.draw.randint(1, operation.most)
            return Fault(point, failpoint=point, nth=nth), plain
        if kind < 0.75:
            return Fault(_RANDOM, after=self.draw.uniform(0.02, operation.seconds * 1.2)), plain
        return self._other_fault(hunted, operation, plain)

    def _other_fault(self, hunted: Hunted, operation: Operation, plain: Any) -> tuple[Fault, Any]:
        choices: list[str] = ["disk full"] if self.disk is not None else []
        if self.server is None:
            choices.append("file too large")
        else:
            choices += ["sessions ended", "answer to COMMIT lost"]
            choices += [_POSTMASTER] if self.server.killable else []
        chosen = self.draw.choice(choices)
        moment = self.draw.uniform(0.02, operation.seconds)
        if chosen == "file too large":
            return Fault(chosen, room=self._room(hunted)), plain
        if chosen == "disk full":
            return Fault(chosen), self._full(hunted.cli)
        if chosen == "answer to COMMIT lost":
            return Fault(chosen), self._deaf(hunted.cli)
        assert self.server is not None
        act = self._ending(hunted) if chosen == "sessions ended" else self.server.kill
        return Fault(chosen, meanwhile=_later(moment, act)), plain

    def _room(self, hunted: Hunted) -> int:
        """Return a size that a file of the ledger cannot grow beyond: somewhat more than the log has."""
        path = locate(hunted.cli.ledger).path
        assert path is not None
        return path.stat().st_size + self.draw.randrange(0, 600_000)

    def _ending(self, hunted: Hunted) -> Callable[[], bool]:
        server = self.server
        assert server is not None
        name = hunted.cli.ledger.partition("?")[0].rpartition("/")[2]
        return lambda: server.terminate(name) > 0

    @contextmanager
    def _full(self, cli: Cli) -> Iterator[Cli]:
        assert self.disk is not None
        with filled(self.disk, self.draw.randrange(0, 3_000_000)):
            yield cli

    @contextmanager
    def _deaf(self, cli: Cli) -> Iterator[Cli]:
        with AnswerDroppingProxy(locate(cli.ledger)) as proxy:
            proxy.drop_next_commit_answer(and_close=self.draw.random() < 0.5)
            yield Cli(proxy.url, cli.home, cli.settings)

    def _rarest(self, operation: str, points: Sequence[str]) -> str:
        """Return the failpoint that has struck an operation least often."""
        return min(
            points, key=lambda point: (self.counts.blows[self.database, operation, point], self.draw.random())
        )

    @contextmanager
    def _ledger(self) -> Iterator[Hunted]:
        self._made += 1
        home = (
            self.folder if self.server is not None or self.disk is None else self.disk
        ) / f"home{self._made}"
        home.mkdir()
        if self.server is None:
            yield Hunted(Cli(str(home / "medledger.db"), home), self.script)
            shutil.rmtree(home)
            return
        url = self.server.server.create()
        yield Hunted(Cli(url, home), self.script)
        self.server.server.drop(url)


def _check(hunted: Hunted, struck: Sequence[str]) -> None:
    """Look at all of a ledger; what is wrong came of one of the last blows.

    Raises:
        WrongError: Something does not hold.
    """
    try:
        hunted.done([*_REBUILDS, *_WORK])
        hunted.check()
    except (WrongError, AssertionError) as wrong:
        raise WrongError(f"{wrong} (after {', '.join(struck)})") from wrong


@contextmanager
def _given(cli: Cli) -> Iterator[Cli]:
    yield cli


def _later(seconds: float, act: Callable[[], bool]) -> Callable[[], bool]:
    def _after_a_while() -> bool:
        time.sleep(seconds)
        return act()

    return _after_a_while


def _beside(fault: Fault, hunted: Hunted, jobs: list[Job]) -> Fault:
    """Return a fault beside which somebody records, too: what the follower has to do."""
    inner, struck = fault.meanwhile, []

    def _both() -> bool:
        acting = threading.Thread(target=lambda: struck.append(inner is not None and inner()))
        acting.start()
        for job in jobs:
            hunted.heard(job, hunted.cli.run(*job.words, stdin=job.stdin, expect=None))
        acting.join()
        return any(struck)

    return Fault(fault.kind, fault.after, fault.failpoint, fault.nth, fault.room, _both)


def hunt(options: argparse.Namespace, database: str) -> Counts:
    """Strike at ledgers of one database until there were enough kills, or the time is over.

    Args:
        options: Of the command.
        database: Which.

    Raises:
        WrongError: Something does not hold.
    """
    compile_once()
    draw = random.Random(f"{options.seed} {database}")
    ends = time.monotonic() + options.minutes * 60
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder.chmod(0o755)
        (folder / "files").mkdir()
        script = Script(folder / "files", options.pieces, 20 * options.pieces, options.lines, options.pieces)
        script.write()
        campaign = Campaign(database, script, draw, folder)
        campaign.each, campaign.every = options.each, options.every
        if database == "postgresql":
            given = options.postgres and CampaignServer(Server(options.postgres))
            campaign.server = given or stack.enter_context(campaign_server(folder))
            campaign.disk = campaign.server.disk
            warmed_by = campaign.server.server.create()
            stack.callback(campaign.server.server.drop, warmed_by)
            os.environ[WARMED_BY] = warmed_by
        else:
            campaign.disk = stack.enter_context(small_disk(folder / "disk"))
        campaign.begin()

        def enough() -> bool:
            if options.each and not campaign.unmet(options.operations):
                return True
            return campaign.counts.killed >= options.kills or time.monotonic() > ends

        while not enough():
            campaign.round(options.operations, enough=enough, pieces=options.pieces)
            print(f"{database}: {campaign.counts.all} blows, {campaign.counts.ledgers} ledgers", flush=True)
        campaign.counts.unmet = campaign.unmet(options.operations) if options.each else []
    return campaign.counts


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the campaign; return 0 when everything held."""
    options = options_of(arguments)
    print(f"seed {options.seed}", flush=True)
    started = time.monotonic()
    share = -(-options.kills // len(options.only))
    own = argparse.Namespace(**{**vars(options), "kills": share})
    code = 0
    with ProcessPoolExecutor(len(options.only), multiprocessing.get_context("spawn")) as pool:
        running = {database: pool.submit(hunt, own, database) for database in options.only}
        for database, counts in running.items():
            try:
                found = counts.result()
                _tell(database, found)
                for operation, point in found.unmet:
                    print(f"{database}: {operation} was not struck at {point}", flush=True)
                    code = 1
            except WrongError as wrong:
                print(f"{database}: WRONG: {wrong}", flush=True)
                code = 1
    print(f"{time.monotonic() - started:.0f} s", flush=True)
    return code


def _tell(database: str, counts: Counts) -> None:
    print(
        f"{database}: {counts.all} blows, of them {counts.killed} with SIGKILL, on {counts.ledgers} ledgers;"
        f" {counts.acknowledged} acknowledged events, each there once; {counts.missed} blows came too late"
    )
    for (_, operation, kind), count in sorted(counts.blows.items()):
        print(f"  {operation:<11} {kind:<26} {count:>5}")


def options_of(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Return the options of a command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--minutes", type=float, default=24)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**9))
    parser.add_argument("--only", nargs="+", choices=DATABASES, default=DATABASES)
    parser.add_argument("--operations", nargs="+", choices=OPERATIONS, default=list(OPERATIONS))
    parser.add_argument("--each", action="store_true", help="once at each failpoint, and by nothing else")
    parser.add_argument("--postgres", metavar="URL", help="a server of yours, which is not killed")
    parser.add_argument("--lines", type=int, default=300, help="sale lines of one file")
    parser.add_argument("--pieces", type=int, default=8, help="pieces of each kind of work for one ledger")
    parser.add_argument("--every", type=int, default=8, help="blows after which all is looked at")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
