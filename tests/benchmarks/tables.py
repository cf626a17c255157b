"""How quickly every record table and view leaves the program as CSV, beside plain `sqlite3` and `csv`.

    .venv/bin/python -m tests.benchmarks.tables [--lines 200000] [--only KEY ...] [--keep FOLDER]
                                                [--cpu] [--postgres [URL]]

The floor writes the very same rows: they are put into a plain table of text first, untimed; then one SELECT
and one csv.writer are timed. With --keep the ledger lies in that folder and is used again. Without a URL
--postgres starts a server from a package. With --cpu seconds are those that this process computed, which a
busy machine does not lengthen; a server's are not among them. The program's start and catching up are not
counted.
"""

from __future__ import annotations

import argparse
import csv
import os
import re
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, redirect_stdout
from itertools import islice
from pathlib import Path
from typing import Any

from ledger.events import catalogue
from ledger.events.base import Table
from ledger.intake.importer import Importer
from ledger.intake.opening import open_inputs
from ledger.settings import Location, locate
from projections.answers import catalogue as answers
from replay import bootstrap
from replay.bootstrap import Program
from replay.cutoff import resolve
from replay.telling.answers.table_rows import Showing
from replay.telling.headings import Heading
from replay.telling.options import RecordsForm
from replay.telling.output import Output, chosen
from replay.telling.selection import Selection
from tests.benchmarks import figures, trade
from tests.benchmarks.every_table import write_every_table
from tests.benchmarks.open_cases import write_cases

HEADINGS = (
    Heading("table", "表", rank=1),
    Heading("rows", "行数", "integer", rank=1),
    Heading("seconds", "秒", "decimal", rank=1),
    Heading("rows_per_second", "行/秒", "integer", rank=1),
    Heading("floor_seconds", "底线秒", "decimal", rank=1),
    Heading("floor_rows_per_second", "底线行/秒", "integer", rank=1),
    Heading("ratio", "与底线之比", "decimal", rank=1),
    Heading("first_rows_seconds", "前200行秒", "decimal", rank=1),
    Heading("memory_mb", "内存增长MB", "decimal", rank=1),
)
_PART = 5000  # rows put into the plain table at a time
Clock = Callable[[], float]


def build(location: Location, folder: Path, lines: int) -> None:
    """Make a ledger of so many sale lines, a twentieth of returns and cases, and rows in every table."""
    bootstrap.make(location)
    with bootstrap.opened(location) as program:
        _take(program, folder, trade.write_registers(folder))
        _take(program, folder, [trade.write_sales(folder / "sales.csv", lines)])
        _take(program, folder, [trade.write_returns(folder / "returns.csv", lines // 20)])
        _take(program, folder, write_cases(folder, lines // 20, late=20))
        for table, path in write_every_table(folder, max(20, lines // 100)):
            _take(program, folder, [path], table.key)
        program.caught_up()


def _take(program: Program, folder: Path, paths: Sequence[Path], table: str | None = None) -> None:
    inputs = [one for path in paths for one in open_inputs(path, table=table, zone=program.zone)]
    report = Importer(program.ledger(), lambda one: folder / f"{Path(one.file).name}.rejects").run(inputs)
    for one in report.files:
        if one.rejected:
            print(f"{Path(one.file).name}: {one.rejected} of {one.rows} rows refused", file=sys.stderr)


def measured(program: Program, keys: Sequence[str], folder: Path, now: Clock) -> Iterator[dict[str, Any]]:
    """Yield what each table and view takes."""
    for key in keys:
        print(f"\r{key:<40}", end="", file=sys.stderr, flush=True)
        yield measure(program, answers.named(key), folder, now)
    print(file=sys.stderr)


def measure(program: Program, table: Table, folder: Path, now: Clock) -> dict[str, Any]:
    """Return what one table takes: to CSV, to the floor's CSV, and to the first rows on a screen.

    Args:
        program: The ledger, its tables caught up.
        table: A record table or a view.
        folder: For what is written.
        now: Tells the seconds.
    """
    written, floor_written = folder / "rows.csv", folder / "floor.csv"
    before = _reset_peak()
    seconds = _seconds(program, table, Output("csv", written), now)
    memory = (_peak() - before) / 1024
    with (folder / "screen.txt").open("w", encoding="utf-8") as screen, redirect_stdout(screen):
        first = _seconds(program, table, Output("table"), now)  # a file would get every row
    rows, floor = floor_of(written, floor_written, now)
    if written.read_bytes() != floor_written.read_bytes():
        raise SystemExit(f"{table.key}: the floor wrote other bytes")
    return {
        "table": table.key,
        "rows": rows,
        "seconds": round(seconds, 4),
        "rows_per_second": round(rows / seconds),
        "floor_seconds": round(floor, 4),
        "floor_rows_per_second": round(rows / floor),
        "ratio": round(floor / seconds, 3),
        "first_rows_seconds": round(first, 3),
        "memory_mb": round(memory, 1),
    }


def _seconds(program: Program, table: Table, output: Output, now: Clock) -> float:
    started = now()
    resolved = resolve(program.log, program.zone)
    Showing(program, table, resolved, [], Selection(), RecordsForm(), output, voided=False).write()
    return now() - started


def floor_of(source: Path, target: Path, now: Clock) -> tuple[int, float]:
    """Write the rows of a CSV file again with `sqlite3` and `csv`; return how many, and the seconds."""
    database = target.with_suffix(".db")
    database.unlink(missing_ok=True)
    plain = sqlite3.connect(database)
    with source.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file)
        titles = next(reader)
        plain.execute(f"CREATE TABLE plain ({', '.join(f'c{number}' for number in range(len(titles)))})")
        insert = f"INSERT INTO plain VALUES ({', '.join('?' * len(titles))})"
        while part := list(islice(reader, _PART)):
            plain.executemany(insert, part)
    plain.commit()
    started = now()
    with target.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(titles)
        writer.writerows(plain.execute("SELECT * FROM plain"))
    seconds = now() - started
    count = plain.execute("SELECT count(*) FROM plain").fetchone()[0]
    plain.close()
    return count, seconds


def _reset_peak() -> int:
    """Let the peak memory of this process begin anew; return what it holds now, in kB."""
    try:
        Path("/proc/self/clear_refs").write_text("5", "ascii")
        return _status("VmRSS")
    except OSError:  # not Linux: no figure
        return 0


def _peak() -> int:
    try:
        return _status("VmHWM")
    except OSError:
        return 0


def _status(name: str) -> int:
    found = re.search(rf"{name}:\s+(\d+) kB", Path("/proc/self/status").read_text("ascii"))
    return int(found[1]) if found else 0


def main() -> None:
    """Measure what was asked for and print it: readable on a terminal, JSON in a pipe."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=200_000)
    parser.add_argument("--only", nargs="*", default=(*catalogue.TABLE_KEYS, *answers.VIEW_KEYS))
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--cpu", action="store_const", const=time.process_time, default=time.perf_counter)
    parser.add_argument("--postgres", nargs="?", const="")
    options = parser.parse_args()
    with ExitStack() as stack:
        work = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder = options.keep or work
        folder.mkdir(parents=True, exist_ok=True)
        os.environ["MEDLEDGER_HOME"] = str(folder / "home")
        made = folder / "made"
        if options.postgres is None:
            location = locate(str(folder / "tables.db"))
        else:
            server = stack.enter_context(figures.server(options.postgres or None, work))
            location = locate(figures.database(server, "tables_benchmark"))
            made.unlink(missing_ok=True)
        if not made.exists():
            build(location, work, options.lines)
            made.touch()
        program = stack.enter_context(bootstrap.opened(location))
        program.caught_up()
        chosen(None, None, everything=True).rows(HEADINGS, measured(program, options.only, work, options.cpu))


if __name__ == "__main__":
    main()
