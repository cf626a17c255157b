"""What is asked on the day of a recall, in a large ledger: each answer beside the plainest reading there is.

    .venv/bin/python -m tests.benchmarks.hot_lots [--events 1000000] [--only NAME …] [--on sqlite postgres]
                                                  [--postgres URL] [--keep FOLDER]

Names: lot (one of 10,000 lines), units (10,000 sold by serial alone), product (100,000 lines), diff (of the
last day), verify, writers (16 threads beside one, on PostgreSQL). Times that went by stand beside CPU seconds
of this process: on PostgreSQL the server works, too. The floor reads the same sale lines by plain SQL and
sums them by customer. `tests.benchmarks.recalls` measures opening a recall and its board, `live_sale` a
single append.
"""

from __future__ import annotations

import argparse
import csv
import os
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import uuid4

import orjson
import sqlalchemy as sa

from ledger import clock
from ledger.errors import UnavailableError
from ledger.log.prepared import Prepared
from ledger.log.recorder import LogRecorder
from ledger.log.scan import flat
from ledger.settings import Location, locate
from projections.tables.record_tables import record_table
from replay import bootstrap
from replay.bootstrap import Program
from replay.recall import recall_preview, scope_of
from tests.benchmarks import trade
from tests.benchmarks.figures import _import, database
from tests.benchmarks.figures import server as started
from tests.support.cli import Cli

NAMES = ("lot", "units", "product", "diff", "verify", "writers")
LOT_LINES, UNITS, PRODUCT_LINES, WRITERS = 10_000, 10_000, 100_000, 16
_LAST_DAY = 500  # sale lines that are recorded last, for the difference
_UNITS_OF_A_LINE = 100
_REPEATED = 20_000  # sale lines that are imported, and recorded again until there are enough
_AT_ONCE = 2000
_HEADING = "销售单号,行号,销售日期,客户编码,产品编码,生产批号,序列号,单位,销售数量,单价,经办人"
_RECEIPTS = (
    "验收单号,行号,供货者编码,产品编码,生产批号,序列号,生产日期,有效期至,"
    "到货数量,验收合格数量,验收结论,收货日期,验收日期,验收人员"
)
_PRODUCT = (
    "产品编码,产品名称,单位,注册证号,注册证有效期至,注册人,"
    "储存条件,是否冷链管理,是否植入类,是否特殊管理,追溯方式"
)


def files(folder: Path) -> list[Path]:
    """Write the files of a ledger; the last holds the last day alone."""
    made = trade.write_registers(folder)
    made += [_units_product(folder), _units_received(folder)]
    made.append(trade.write_sales(folder / "rest.csv", _REPEATED, spare_it=True))
    made.append(trade.write_sales(folder / "lot.csv", LOT_LINES, hot_lot=True, first=50_000_000))
    made.append(_written(folder / "units.csv", _HEADING, _units_sold()))
    made.append(_written(folder / "product.csv", _HEADING, _product_sold(PRODUCT_LINES, "PS")))
    made.append(_written(folder / "last.csv", _HEADING, _product_sold(_LAST_DAY, "LS")))
    return made


def _units_product(folder: Path) -> Path:
    row = "PU,起搏器,台,国械注准20213149999,2031-12-31,甲医疗科技有限公司,常温,否,否,否,serial"
    return _written(folder / "units_product.csv", _PRODUCT, [row])


def _units_received(folder: Path) -> Path:
    dates, many = "2024-12-01,2029-11-30", _UNITS_OF_A_LINE
    rows = (
        f"YU{n:05d},1,S1,PU,U1,{';'.join(map(_serial, range(n * many, (n + 1) * many)))},{dates},"
        f"{many},{many},合格,2024-12-30,2024-12-31,E01"
        for n in range(UNITS // many)
    )
    return _written(folder / "units_received.csv", _RECEIPTS, rows)


def _serial(number: int) -> str:
    return f"SN{number:07d}"


def _units_sold() -> Iterator[str]:
    for n in range(UNITS):
        yield f"US{n:07d},1,{_day(n)},C{n * 7919 % trade.CUSTOMERS:04d},PU,,{_serial(n)},台,1,9000,E01"


def _product_sold(lines: int, prefix: str) -> Iterator[str]:
    lots = range(1, trade.LOTS, trade.PRODUCTS)
    for n in range(lines):
        lot = lots[n % len(lots)]
        document = n // 4
        number, buyer = f"{prefix}{document:07d},{n % 4 + 1}", document * 7919 % trade.CUSTOMERS
        yield f"{number},{_day(document)},C{buyer:04d},P001,L{lot:05d},,支,2,12.50,E01"


def _day(number: int) -> date:
    return date(2025, 1, 1) + timedelta(days=number % 365)


def _written(path: Path, heading: str, rows: Iterator[str] | Sequence[str]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(heading.split(","))
        writer.writerows(row.split(",") for row in rows)
    return path


def made(location: Location, folder: Path, events: int) -> None:
    """Make a ledger of about so many events, unless it is there already.

    Args:
        location: Where.
        folder: For the files that are imported.
        events: How many; no fewer than those of the goods that are asked about.
    """
    folder.mkdir(exist_ok=True)
    if _is_there(location):
        return
    every = files(folder)
    bootstrap.make(location)
    begun = time.monotonic()
    with bootstrap.opened(location) as program:
        _import(program, every[:-1], folder)
        _repeat(program.log, events - program.log.head())
        program.caught_up()
        _import(program, every[-1:], folder)
        program.caught_up()
        print(f"  {program.log.head():,} events in {time.monotonic() - begun:.0f} s", flush=True)


def _repeat(log: LogRecorder, count: int) -> None:
    """Record so many sale lines more, each as one of those of the rest, under numbers of their own.

    They are not decided again, which would take longer than all that is measured. The state that decides
    follows when somebody first decides.
    """
    lines = [line for _, line in islice(flat(log.scan(types=("goods_sold",))), _REPEATED)]
    for first in range(0, count, _AT_ONCE):
        numbers = range(first, min(first + _AT_ONCE, count))
        log.append_prepared([_again(lines[n % _REPEATED], n // _REPEATED) for n in numbers])


def _again(line: bytes, turn: int) -> Prepared:
    event = orjson.loads(line)
    before = event["data"]["sale_no"]
    number, event_id = f"R{turn:04d}{before}", uuid4().hex
    line = line.replace(before.encode(), number.encode()).replace(
        event["event_id"].encode(), event_id.encode()
    )
    head, _, rest = line.partition(b'"position":')
    return Prepared(
        type=event["type"],
        tags=sorted(tag.replace(before, number) for tag in event["tags"]),
        event_id=event_id,
        event_time=event["event_time"],
        head=head + b'"position":',
        tail=b',"recorded_by":' + rest.partition(b',"recorded_by":')[2],
    )


def _is_there(location: Location) -> bool:
    """Return whether a ledger was made and filled here before."""
    if location.path is not None and not location.path.exists():
        return False
    try:
        with bootstrap.opened(location) as program:
            return program.log.head() > PRODUCT_LINES
    except UnavailableError:
        return False


def measured(name: str, limit: float, work: Callable[[], object], floor: Callable[[], object] | None) -> None:
    """Print the medians of three runs, of which the first is not counted, and what is asked of them."""
    ours = [_seconds(work) for _ in range(4)][1:]
    cpu, gone = (statistics.median(values) for values in zip(*ours, strict=True))
    text = f"  {name:<44} {gone:8.3f} s  {cpu:8.3f} s of CPU  (at most {limit:g} s)"
    if floor is not None:
        plain = statistics.median(_seconds(floor)[1] for _ in range(3))
        text += f"  floor {plain:.3f} s: {gone / plain:.1f} times"
    print(text, flush=True)


def _seconds(work: Callable[[], object]) -> tuple[float, float]:
    cpu, begun = time.process_time(), time.perf_counter()
    work()
    return time.process_time() - cpu, time.perf_counter() - begun


def previews(program: Program, only: Sequence[str]) -> None:
    """Ask who has a lot, units that were sold by serial alone, and a product."""
    sales = record_table("sales").c
    asked: tuple[tuple[str, float, dict[str, Any], Any], ...] = (
        (
            "lot",
            0.3,
            {"product": ("P000",), "lot": ("L00000",)},
            sa.and_(sales.product_code == "P000", sales.lot == "L00000"),
        ),
        ("units", 0.3, {"product": ("PU",), "lot": ("U1",)}, sales.product_code == "PU"),
        ("product", 3.0, {"product": ("P001",)}, sales.product_code == "P001"),
    )
    for name, limit, options, where in asked:
        if name in only:
            scope = scope_of(**options)
            found = recall_preview(program.log, program.readmodel, scope, zone=program.zone).answer
            lines = sum(len(one["sale_nos"]) for one in found["consignees"])
            measured(
                f"recall preview {name} ({lines:,} sales)",
                limit,
                partial(recall_preview, program.log, program.readmodel, scope, zone=program.zone),
                partial(_summed, program, where),
            )


def _summed(program: Program, where: Any) -> dict[str, Decimal]:
    sales = record_table("sales").c
    found: dict[str, Decimal] = defaultdict(Decimal)
    with program.readmodel.reading() as connection:
        for code, quantity in connection.execute(sa.select(sales.customer_code, sales.quantity).where(where)):
            found[code] += Decimal(quantity)
    return found


def differences(cli: Cli, head: int) -> None:
    """Compare before and after the last day, in this process."""
    between = ("--known-at", str(head - _LAST_DAY), "--known-at", str(head))
    for asked in (
        ("table", "sales"),
        ("stock",),
        ("obligations",),
        ("cases",),
        ("table", "distribution_lines"),
        ("recall", "preview", "--lot", "L00001", "--product", "P001"),
    ):
        measured(
            f"diff of {_LAST_DAY} events: {' '.join(asked[:2])}",
            1.0,
            partial(cli.run, "diff", *between, *asked),
            None,
        )


def writers(program: Program) -> None:
    """Sell from one thread, and from sixteen, through the same program."""
    rates = {}
    for threads in (1, WRITERS):
        each = 240 // threads
        begun = time.perf_counter()
        with ThreadPoolExecutor(threads) as pool:
            for done in [pool.submit(_sold, program, f"{threads}x{one}", each) for one in range(threads)]:
                done.result()
        rates[threads] = each * threads / (time.perf_counter() - begun)
    print(
        f"  live sales: {rates[1]:,.0f}/s by one thread, {rates[WRITERS]:,.0f}/s by {WRITERS}: "
        f"{rates[WRITERS] / rates[1]:.1f} times (at least 4)",
        flush=True,
    )


def _sold(program: Program, name: str, count: int) -> None:
    stamp = clock.now()
    for number in range(count):
        row = {
            "sale_no": f"W{name}-{number}-{stamp[-15:]}",
            "sold_on": "2026-01-05",
            "customer_code": f"C{number % trade.CUSTOMERS:04d}",
            "product_code": "P003",
            "lot": "L00003",
            "quantity": "1",
            "seller": "E01",
        }
        program.entering("sales", row)


def measure(location: Location, folder: Path, options: argparse.Namespace) -> None:
    """Measure one database."""
    print(f"{'SQLite' if location.path else 'PostgreSQL'}, {options.events:,} events asked for", flush=True)
    made(location, folder, options.events)
    with bootstrap.opened(location) as program:
        program.caught_up()
        previews(program, options.only)
        head = program.log.head()
        if "diff" in options.only:
            name = str(location.path) if location.path else location.url.replace("+psycopg", "")
            differences(Cli(name, folder), head)
        if "verify" in options.only:
            seconds = _seconds(program.verify)
            print(
                f"  verify {head:,} events: {seconds[1]:.1f} s, {seconds[0]:.1f} s of CPU (20 s a million)",
                flush=True,
            )
        if "writers" in options.only and location.path is None:
            writers(program)


def main() -> int:
    """Measure what was asked for and print it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--only", nargs="*", choices=NAMES, default=NAMES)
    parser.add_argument("--on", nargs="*", choices=("sqlite", "postgres"), default=("sqlite", "postgres"))
    parser.add_argument("--postgres", metavar="URL", help="a server of yours")
    parser.add_argument("--keep", type=Path, help="a folder in which the ledgers stay, and are used again")
    options = parser.parse_args()
    with ExitStack() as stack:
        folder = options.keep or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder.mkdir(parents=True, exist_ok=True)
        os.environ["MEDLEDGER_HOME"] = str(folder / "home")
        if "sqlite" in options.on:
            measure(locate(str(folder / f"hot{options.events}.db")), folder / "files", options)
        if "postgres" in options.on:
            address = stack.enter_context(started(options.postgres, folder))
            kept = database(address, f"hot{options.events}", keep=options.keep is not None)
            measure(locate(kept), folder / "files", options)
    return 0


if __name__ == "__main__":
    sys.exit(main())
