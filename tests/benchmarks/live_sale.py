"""What one durable live sale costs, against the floor: the same bytes and tags written plainly.

    .venv/bin/python -m tests.benchmarks.live_sale [--sales 500] [--rounds 5] [--only sqlite postgres]
                                                   [--postgres URL] [--profile FILE] [--trace]

One warm process, every rule, one sale of one line after the other. `record` takes the row as a command,
`enter` as the JSON document that the doors take, `append` gives the log an event that is decided already. The
floor commits each event by itself, as durably as the ledger; it is measured in the same run, in turns, and
the medians over all rounds are compared. On PostgreSQL sixteen threads then sell beside one.
"""

from __future__ import annotations

import argparse
import cProfile
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

from ledger.deciding.decision import Command
from ledger.entry.live import enter
from ledger.events import catalogue
from ledger.log.recorder import LogRecorder
from ledger.recording.ledger import Ledger
from ledger.settings import Location, locate
from replay import bootstrap
from tests.benchmarks import floor, trade
from tests.benchmarks.figures import _events, _import, _pragmas, database
from tests.benchmarks.figures import server as started
from tests.benchmarks.hot_lots import writers
from tests.support.prepared_events import sold

WARM_UP = 50  # sales before anything is measured


def _record(ledger: Ledger, number: int) -> None:
    ledger.record([Command(catalogue.table("sales"), trade.live_sale(number))])


def _enter(ledger: Ledger, number: int) -> None:
    enter(ledger, "sales", trade.live_sale(number))


PATHS: dict[str, Callable[[Ledger, int], None]] = {"record": _record, "enter": _enter}
LEAST = {"record": 0.33, "enter": 0.33, "append": 0.7}


def _each(work: Callable[[int], object], numbers: range) -> list[float]:
    """Return the seconds that each of these sales took."""
    found = []
    for number in numbers:
        started = time.perf_counter()
        work(number)
        found.append(time.perf_counter() - started)
    return found


def measure(options: argparse.Namespace, folder: Path, server: str | None) -> None:
    """Measure both paths and the floor on one database, in turns, and print the medians."""
    location = _place(folder, server)
    bootstrap.make(location)
    times: dict[str, list[float]] = {name: [] for name in (*PATHS, "append", "floor")}
    with bootstrap.opened(location) as house:
        _import(house, trade.write_registers(folder), folder)
        ledger = house.ledger()
        start = 0
        for path in PATHS.values():
            _each(partial(path, ledger), range(start, start + WARM_UP))
            start += WARM_UP
        write = _floor(house.log, folder, server)
        with _profiled(options.profile):
            for _ in range(options.rounds):
                for name, path in PATHS.items():
                    head = house.log.head()
                    numbers = range(start, start + options.sales)
                    times[name] += _each(partial(path, ledger), numbers)
                    start += options.sales
                times["floor"] += [write(event) for event in _events(house.log, head)]
        if options.trace:
            _trace(house.log, lambda: _enter(ledger, start))
        for number in range(options.rounds):
            head = house.log.head()
            times["append"] += _appended(house.log, number, options.sales)
            times["floor"] += [write(event) for event in _events(house.log, head)]
        _print(times, server)
        if server is not None:
            writers(house)


def _appended(log: LogRecorder, number: int, count: int) -> list[float]:
    """Append events like that of the last sale, with as many tags; return the seconds that each took."""
    tags = _events(log, log.head() - 1)[0][3]
    prepared = [
        sold(f"{number}/{at}", data=trade.live_sale(at), tags=tags, event_id=uuid4().hex)
        for at in range(count)
    ]
    return _each(lambda at: log.append_prepared([prepared[at]]), range(count))


def _place(folder: Path, server: str | None) -> Location:
    return locate(str(folder / "live.db") if server is None else database(server, "live_sale"))


def _floor(log: LogRecorder, folder: Path, server: str | None) -> Callable[[floor.Event], float]:
    """Return what writes one event in one commit, as large a database as the ledger's before it."""
    before = _events(log, 0)
    if server is None:
        connection = floor.open_sqlite(folder / "floor.db", _pragmas(log))
        floor.write_sqlite(connection, before)
        return lambda event: floor.write_sqlite(connection, [event])
    plain = floor.open_postgres(server)
    floor.write_postgres(plain, before)
    return lambda event: floor.insert_postgres(plain, event)


@contextmanager
def _profiled(path: Path | None) -> Iterator[None]:
    if path is None:
        yield
        return
    with cProfile.Profile() as profile:
        yield
    profile.dump_stats(path)


def _trace(log: LogRecorder, work: Callable[[], None]) -> None:
    """Print every statement that one sale sends to SQLite."""
    pool: Any = log.engine.pool
    pooled = log.engine.raw_connection()
    driver: Any = pooled.driver_connection
    driver.set_trace_callback(lambda statement: print("   ", statement[:150].replace("\n", " ")))
    pooled.close()
    print(f"statements of one sale ({pool.status()}):")
    work()


def _print(times: dict[str, list[float]], server: str | None) -> None:
    middle = {name: statistics.median(seconds) for name, seconds in times.items()}
    print("SQLite" if server is None else "PostgreSQL")
    for name, seconds in middle.items():
        least = LEAST.get(name)
        ratio = f"  {middle['floor'] / seconds:5.2f} of the floor (at least {least})" if least else ""
        print(f"  {name:<8} {seconds * 1000:7.3f} ms a sale  {1 / seconds:8,.0f}/s{ratio}", flush=True)


def main() -> None:
    """Measure what was asked for and print it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sales", type=int, default=500, help="sales of each path in a round")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", nargs="*", choices=("sqlite", "postgres"), default=("sqlite", "postgres"))
    parser.add_argument("--postgres", help="URL of a server; without it one is started from a package")
    parser.add_argument("--profile", type=Path, help="write a profile of everything measured to this file")
    parser.add_argument("--trace", action="store_true", help="print the statements of one sale (SQLite)")
    options = parser.parse_args()
    for name in options.only:
        with tempfile.TemporaryDirectory() as folder:
            os.environ["MEDLEDGER_HOME"] = str(Path(folder) / "home")
            if name == "sqlite":
                measure(options, Path(folder), None)
                continue
            with started(options.postgres, Path(folder)) as server:
                options.trace = False
                measure(options, Path(folder), server)


if __name__ == "__main__":
    main()
