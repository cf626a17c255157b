"""What the index of tags costs: made anew from all events, and the proof that nothing of a lot was left out.

::

    python -m tests.benchmarks.tag_index [--events 1000000] [--proofs 200]

Times are of the processor. The events are sales of many lots, units and customers, one of the lots hot.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import orjson

from ledger.log.prepared import Prepared
from ledger.log.recorder import LogRecorder
from ledger.log.tag_index import TagIndex
from ledger.seal.key import read_signer
from ledger.settings import locate
from replay import bootstrap
from replay.evidence.complete import completeness
from tests.support import events

TOGETHER = 5_000
HOT = "lot:P1/L0"


def sales(number: int) -> Iterator[list[Prepared]]:
    """Yield sales in batches: every hundredth of the hot lot, the others of five thousand lots."""
    draw = random.Random(1)
    for start in range(0, number, TOGETHER):
        batch = []
        for at in range(start, min(start + TOGETHER, number)):
            lot = "L0" if at % 100 == 0 else f"L{draw.randrange(5000)}"
            customer = f"C{draw.randrange(3000)}"
            batch.append(
                events.sold(f"XS{at}", lot=lot, serial=f"S{at}" if at % 4 == 0 else None, customer=customer)
            )
        yield batch


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--proofs", type=int, default=200)
    typed = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        location = locate(str(Path(folder) / "medledger.db"))
        bootstrap.make(location)
        with bootstrap.opened(location) as program:
            for batch in sales(typed.events):
                program.log.append_prepared(batch)
            begin = time.process_time()
            head = TagIndex(program.log).rebuild()
            spent = time.process_time() - begin
            told = f"index of {head.covered:,} events, {head.size:,} tags: {spent:.1f} s CPU"
            print(f"{told} (30 s for a million)", flush=True)
            _prove(program.log, location, typed.proofs)


def _prove(log: LogRecorder, location: object, number: int) -> None:
    signer = read_signer(log, location)  # type: ignore[arg-type]
    draw = random.Random(2)
    size = log.head()
    for name, tags in (
        ("a lot", [f"lot:P1/L{draw.randrange(1, 5000)}" for _ in range(number)]),
        ("a unit", [f"serial:P1/S{draw.randrange(0, size, 4)}" for _ in range(number)]),
        ("a lot that was never there", [f"lot:P1/N{at}" for at in range(number)]),
        ("the hot lot", [HOT]),
    ):
        times, lengths = [], []
        for tag in tags:
            begin = time.process_time()
            told = completeness(log, signer, [tag], size).told
            times.append(time.process_time() - begin)
            one = told["tags"][0]
            lengths.append(len(orjson.dumps(one)) - len(orjson.dumps(one["positions"])))
        print(
            f"proof of {name}: {1000 * statistics.median(times):.1f} ms, at most {1000 * max(times):.1f} ms; "
            f"{max(lengths):,} bytes besides its positions (50 ms, 8,192 bytes)",
            flush=True,
        )


if __name__ == "__main__":
    main()
