"""What segments cost and give: writing, verifying, rebuilding, and the documents of a lot from the twin.

    .venv/bin/python -m tests.benchmarks.segments [--sales 60000] [--size 4096] [--lots 200] [--keep FOLDER]

One SQLite ledger of sales is made and written out. Every figure is events per second of the processor (of all
threads of this process), beside a floor of the same run: for writing and verifying, hashing the same
documents and nothing else; for the rebuild, the same rebuild from the log's database; for the lot, the same
lot by the tags of the log's database.
"""

from __future__ import annotations

import argparse
import hashlib
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from ledger.log.query import selection_of_tags
from ledger.log.reader import LogReader
from ledger.settings import locate
from replay import bootstrap
from replay.bootstrap import Program, opened
from replay.segmenting import Segmenting
from tests.support.events import customer, product, received, sold

_AT_ONCE = 5000
_T = TypeVar("_T")


def spent(work: Callable[[], _T]) -> tuple[float, _T]:
    """Return processor seconds of a piece of work, and what it gave."""
    before = time.process_time()
    given = work()
    return time.process_time() - before, given


def make(folder: Path, sales: int, lots: int) -> Path:
    """Make the ledger, signed and caught up; return its place."""
    path = folder / "medledger.db"
    bootstrap.make(locate(str(path)))
    with opened(locate(str(path))) as program:
        program.log.append_prepared([product("P1"), customer("C1"), customer("C2")])
        program.log.append_prepared(
            [received(f"YS{number}", lot=f"L{number}", quantity="100000") for number in range(lots)]
        )
        for first in range(0, sales, _AT_ONCE):
            numbers = range(first, min(first + _AT_ONCE, sales))
            program.log.append_prepared([sold(f"XS{number}", lot=f"L{number % lots}") for number in numbers])
        program.checkpoint()
        program.caught_up()
    return path


def hashed(program: Program, until: int) -> Callable[[], int]:
    """Return what hashes the documents as leaves and does nothing else."""
    documents = [raw for batch in program.log.scan(until=until, batch=8192) for _, raw in batch]

    def run() -> int:
        sha256 = hashlib.sha256
        return len([sha256(b"\x00" + raw).digest() for raw in documents])

    return run


def told(name: str, events: int, seconds: float, floor: float) -> None:
    """Print one figure and its ratio to the floor."""
    print(f"{name:<28}{events / seconds:>12,.0f} a second{seconds / floor:>9.2f} x the floor")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="What segments cost and give.")
    parser.add_argument("--sales", type=int, default=60_000)
    parser.add_argument("--size", type=int, default=4096)
    parser.add_argument("--lots", type=int, default=200)
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scrap:
        folder = options.keep or Path(scrap)
        folder.mkdir(parents=True, exist_ok=True)
        path = make(folder, options.sales, options.lots)
        with opened(locate(str(path))) as program:
            measure(program, folder, options.size)


def measure(program: Program, folder: Path, size: int) -> None:
    """Measure one ledger with its store."""
    segmenting = Segmenting(program, str(folder / "store"))
    writing, written = spent(lambda: segmenting.write(width=size))
    events = written["position"]
    floor, _ = spent(hashed(program, events))
    sizes = {kind: round(count / events) for kind, count in written["bytes"].items()}
    print(f"{events:,} events in {written['files']['events']} segments; bytes an event: {sizes}")
    told("hashing alone", events, floor, floor)
    told("writing, twin and lines", events, writing, floor)
    quick, verified = spent(lambda: segmenting.verify(quick=True))
    assert verified.ok
    told("verifying leaves (--quick)", events, quick, floor)
    whole, verified = spent(segmenting.verify)
    assert verified.ok
    told("verifying all", events, whole, floor)
    print("compacted:", segmenting.compact()["joined"], "files fewer")
    assert segmenting.verify().ok
    from_log, _ = spent(program.rebuild)
    rebuilt, _ = spent(lambda: program.rebuild(source=segmenting.reading()))
    head = program.log.head()
    told("rebuilding from the log", head, from_log, from_log)
    told("rebuilding from segments", head, rebuilt, from_log)
    lot = selection_of_tags(["lot:P1/L7"])

    def fetched(log: LogReader) -> int:
        return sum(len(batch) for batch in log.select(lot, 0, head))

    hot, count = spent(lambda: fetched(program.log))
    for name, log in (("twin", segmenting.reading()), ("tags of segments", segmenting.reading(twin=False))):
        cold, same = spent(partial(fetched, log))
        assert same == count
        print(f"a lot of {count} events by the {name}: {cold:.4f} s, {cold / hot:.1f} x the log's own tags")


if __name__ == "__main__":
    main()
