"""What a federation's answers cost: `python -m tests.benchmarks.federation --houses 300 --lines 2000`.

The index is filled with made-up movements of so many houses, each of which sells on to the next; then one
lot is asked for, as `federation recall --as-kept` and `federation trace --as-kept` do. Times are CPU seconds
of this process; `ratio` is over a bare scan of the same file for the lot, taken in the same minute.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from projections.reading.goods_movements import Movement
from replay.federation.answers import Question, recall, trace
from replay.federation.extract import Extract
from replay.federation.finding import asked_for
from replay.federation.group import Group, House
from replay.federation.index import VERSION, Kept, opened_index

DI = "06901234567892"
_LOTS = 500  # of one product, in every house
_TIMES = 5


def main() -> None:
    """Fill an index, ask, and print what it cost as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--houses", type=int, default=300)
    parser.add_argument("--lines", type=int, default=2000, help="movements of each house")
    asked = parser.parse_args()
    with TemporaryDirectory() as folder:
        print(json.dumps(measured(Path(folder), asked.houses, asked.lines), indent=2))


def measured(folder: Path, houses: int, lines: int) -> dict[str, Any]:
    """Return what filling and asking cost."""
    names = [f"H{number:04}" for number in range(houses)]
    group = Group(folder / "group.json", tuple(House(name, name, "") for name in names))
    filling = _cost(lambda: _fill(group, names, lines), times=1)
    question = Question(asked_for(udi=DI, lot="L0007"), look=False)

    def scanned() -> None:
        with opened_index(group.index) as index:
            index.rows("SELECT count(*) FROM lines WHERE lot = 'L0007'")

    floor = _cost(scanned)
    costs = {"recall": _cost(lambda: recall(group, question)), "trace": _cost(lambda: trace(group, question))}
    counted = trace(group, question)["counted"]
    return {
        "houses": houses,
        "lines": houses * lines,
        "bytes_a_line": round(group.index.stat().st_size / (houses * lines), 1),
        "lines_a_cpu_second_filled": round(houses * lines / filling),
        "scan_cpu_seconds": round(floor, 4),
        **{f"{name}_cpu_seconds": round(cost, 4) for name, cost in costs.items()},
        **{f"{name}_ratio": round(cost / floor, 1) for name, cost in costs.items()},
        "counted": counted,
    }


def _cost(act: Callable[[], Any], times: int = _TIMES) -> float:
    """Return the least CPU seconds of some times."""
    costs = []
    for _ in range(times):
        begun = time.process_time()
        act()
        costs.append(time.process_time() - begun)
    return min(costs)


def _fill(group: Group, names: list[str], lines: int) -> None:
    with opened_index(group.index, write=True) as index:
        for number, name in enumerate(names):
            kept = Kept(name, lines, "root", "Asia/Shanghai", VERSION, "", "2026-06-01T00:00:00.000000Z")
            index.put(kept, _extract(number, len(names), lines))


def _extract(number: int, houses: int, lines: int) -> Extract:
    """Return what a house gives that receives from the one before it and sells to the next."""
    found = Extract(lines, b"", "Asia/Shanghai")
    time_of = "2026-06-01T00:00:00.000000Z"
    found.products = [(1, "P01", DI, "N1", "M1", "product", "piece", None)]
    sides = (("own", number), ("supplier", (number - 1) % houses), ("customer", (number + 1) % houses))
    found.parties = [(side, 2, "X", f"CODE{other:06}", "house", None, None) for side, other in sides]
    found.recorded = [(position, time_of) for position in range(1, lines + 1)]
    blank: dict[str, Any] = dict.fromkeys(Movement._fields)
    for position in range(1, lines + 1):
        sold = position % 2
        own = {"kind": "sold", "customer_code": "X"} if sold else {"kind": "received", "supplier_code": "X"}
        goods = {"product_code": "P01", "lot": f"L{position // 2 % _LOTS:04}", "serial": "", "quantity": "3"}
        told = {"position": position, "event_time": "2026-05-01T00:00:00.000000Z", "doc_no": f"D{position}"}
        found.lines.append(
            Movement(**{**blank, **own, **goods, **told, "part": 0, "accepted": None if sold else "3"})
        )
    return found


if __name__ == "__main__":
    main()
