"""What the seal costs: a durable append and an import, signed beside the same unsigned; and the tag index.

    .venv/bin/python -m tests.benchmarks.sealing [--sales 2000] [--lines 20000] [--tries 5]
                                                 [--only sqlite postgres] [--postgres URL]

Two ledgers take the same sales in turns, one of them with its seal taken off (`log.seal = None`): the same
code, the same rows, no signature, no checkpoint and no copy. A ledger so made is for measuring alone. The
floor writes the same bytes and tags plainly, as durably, in the same turns. Medians are compared, by wall and
by processor, copies and all processes of an import included. The last lines are the share of the tag index,
brought up and signed as after every import.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple

from ledger.entry.live import enter
from ledger.intake.importer import Importer
from ledger.intake.opening import open_inputs
from ledger.log.opening import open_log
from ledger.recording.ledger import Ledger
from ledger.seal.opening import open_sealed
from ledger.settings import Location, locate
from replay import bootstrap
from replay.bootstrap import Program
from tests.benchmarks import floor, trade
from tests.benchmarks.figures import _events, _import, database
from tests.benchmarks.figures import server as started
from tests.benchmarks.live_sale import WARM_UP, _floor

LIMIT = 1.10
TURN = (
    20  # sales of one kind, then of the other: the disk of a shared machine is quick and slow by the second
)
NAMES = ("sealed", "without", "floor")


class Spent(NamedTuple):
    """Seconds by the clock on the wall, and of the processor."""

    wall: float
    cpu: float


def spent(work: Callable[[], object]) -> Spent:
    """Return what something took, this process and those that it started and that ended."""
    wall, before = time.perf_counter(), _processor()
    work()
    return Spent(time.perf_counter() - wall, _processor() - before)


def _processor() -> float:
    ended = os.times()
    return time.process_time() + ended.children_user + ended.children_system


class Place:
    """Where the ledgers of one database are made."""

    def __init__(self, folder: Path, server: str | None) -> None:
        self.folder = folder
        self.server = server
        self._count = 0

    def made(self) -> Location:
        """Return a ledger that was just made."""
        self._count += 1
        name = f"sealing_{self._count}"
        location = locate(
            str(self.folder / f"{name}.db") if self.server is None else database(self.server, name)
        )
        bootstrap.make(location)
        return location


def ledger_of(program: Program, *, sealed: bool) -> Ledger:
    """Return what records in a ledger, with its seal or without."""
    reopen = partial(open_sealed if sealed else open_log, program.location)
    if not sealed:
        program.log.seal = None
    return Ledger(program.log, recorded_by="benchmark", reopen=reopen)


def live(place: Place, options: argparse.Namespace) -> None:
    """Record sale after sale, in turns, and print what one costs."""
    registers = trade.write_registers(place.folder)
    with bootstrap.opened(place.made()) as one, bootstrap.opened(place.made()) as other:
        works: dict[str, Callable[[int], object]] = {}
        for program, name in ((one, "sealed"), (other, "without")):
            _import(program, registers, place.folder)
            works[name] = partial(_enter, ledger_of(program, sealed=name == "sealed"))
            for number in range(WARM_UP):
                works[name](number)
        write = _floor(one.log, place.folder, place.server)
        wall: dict[str, list[float]] = {name: [] for name in NAMES}
        cpu: dict[str, list[float]] = {name: [] for name in NAMES}
        for turn in range(options.sales // TURN):
            head = one.log.head()
            numbers = range(WARM_UP + turn * TURN, WARM_UP + (turn + 1) * TURN)
            for name in ("sealed", "without") if turn % 2 else ("without", "sealed"):
                took = [spent(partial(works[name], number)) for number in numbers]
                wall[name] += [each.wall for each in took]
                cpu[name].append(sum(each.cpu for each in took) / len(took))
            took = [spent(partial(write, event)) for event in _events(one.log, head)]
            wall["floor"] += [each.wall for each in took]
            cpu["floor"].append(sum(each.cpu for each in took) / len(took))
    _print("a sale", wall, cpu, 1000, "ms")


def imports(place: Place, options: argparse.Namespace) -> None:
    """Import the same lines, in turns, and print what that costs, and the share of the index."""
    registers = trade.write_registers(place.folder)
    sales = trade.write_sales(place.folder / "sales.csv", options.lines)
    wall: dict[str, list[float]] = {name: [] for name in (*NAMES, "index")}
    cpu: dict[str, list[float]] = {name: [] for name in (*NAMES, "index")}
    for turn in range(options.tries):
        for name in ("sealed", "without") if turn % 2 else ("without", "sealed"):
            with bootstrap.opened(place.made()) as program:
                _import(program, registers, place.folder)
                program.indexed()
                head = program.log.head()
                took = {name: spent(partial(_take, program, sales, sealed=name == "sealed"))}
                if name == "sealed":
                    took["index"] = spent(program.indexed)
                    events = _events(program.log, head)
                    took["floor"] = spent(partial(_plain, place, events))
            for key, each in took.items():
                wall[key].append(each.wall)
                cpu[key].append(each.cpu)
    _print(f"an import of {options.lines:,} lines", wall, cpu, 1, "s")
    for what, times in (("CPU", cpu), ("wall", wall)):
        share = statistics.median(times["index"]) / statistics.median(times["sealed"])
        print(f"  tag index, {what}: {share:.1%} of the import (at most 10 %)", flush=True)


def _enter(ledger: Ledger, number: int) -> None:
    enter(ledger, "sales", trade.live_sale(number))


def _take(program: Program, sales: Path, *, sealed: bool) -> None:
    ledger = ledger_of(program, sealed=sealed)
    inputs = open_inputs(sales, zone=ledger.zone)
    report = Importer(ledger, lambda one: sales.with_name(f"{Path(one.file).stem}.rejects.csv")).run(inputs)
    if report.rejected:
        raise SystemExit(f"{report.rejected} rows rejected")


def _plain(place: Place, events: list[floor.Event]) -> None:
    if place.server is None:
        path = place.folder / "floor-of-imports.db"
        floor.write_sqlite(floor.open_sqlite(path, {}), events)
        for one in place.folder.glob(f"{path.name}*"):
            one.unlink()
        return
    plain = floor.open_postgres(place.server)
    floor.write_postgres(plain, events)
    plain.close()


def _print(
    what: str, wall: dict[str, list[float]], cpu: dict[str, list[float]], times: int, unit: str
) -> None:
    print(f" {what}")
    for kind, found in (("wall", wall), ("CPU", cpu)):
        middle = {name: statistics.median(each) for name, each in found.items()}
        told = ", ".join(f"{name} {seconds * times:.3f} {unit}" for name, seconds in middle.items())
        ratio = middle["sealed"] / middle["without"]
        print(f"  {kind}: {told}; sealed is {ratio:.3f} of without (at most {LIMIT})", flush=True)


def main() -> None:
    """Measure what was asked for and print it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sales", type=int, default=2000, help="single sales of each kind")
    parser.add_argument("--lines", type=int, default=20_000, help="of an import")
    parser.add_argument("--tries", type=int, default=5, help="imports of each kind")
    parser.add_argument("--only", nargs="*", choices=("sqlite", "postgres"), default=("sqlite", "postgres"))
    parser.add_argument("--postgres", help="URL of a server; without it one is started from a package")
    options = parser.parse_args()
    for name in options.only:
        with tempfile.TemporaryDirectory() as text:
            folder = Path(text)
            os.environ["MEDLEDGER_HOME"] = str(folder / "home")
            if name == "sqlite":
                _measure(Place(folder, None), options, "SQLite")
                continue
            with started(options.postgres, folder) as server:
                _measure(Place(folder, server), options, "PostgreSQL")


def _measure(place: Place, options: argparse.Namespace, name: str) -> None:
    print(name)
    if options.sales:
        live(place, options)
    if options.lines:
        imports(place, options)


if __name__ == "__main__":
    main()
