"""How quickly what is owed is answered among many open cases; the program's start is not counted.

    .venv/bin/python -m tests.benchmarks.open_cases [--cases 100000] [--late 5] [--postgres URL]

Most cases are complaints of the last hour, assessed and not answered yet. So many per cent (`--late`) were
opened over the last sixty days and left lying: complaints, repairs and feedback, overdue in several things
each. The floor is the plain reading of all rows of the same table, as many columns.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from ledger import clock
from ledger.intake.importer import Importer
from ledger.intake.opening import open_inputs
from ledger.settings import locate
from projections.answers.cases.cases import case_tables, cases
from projections.answers.cases.due_items import count as counted
from projections.answers.cases.due_items import everything
from projections.engine.catch_up import catch_up
from projections.reading.cutoff import CutOff
from projections.reading.query import Query, today
from projections.tables.obligation_tables import OBLIGATIONS
from replay import bootstrap
from replay.telling.screen.rows import FIRST_ROWS
from tests.benchmarks import trade

ROUNDS = 5


def write_cases(folder: Path, count: int, late: int) -> list[Path]:
    """Write files of open complaints, repairs and feedback, so many per cent left lying; return the files."""
    now = datetime.now(ZoneInfo("Asia/Shanghai")).replace(microsecond=0, tzinfo=None)
    rows: dict[str, list[str]] = {"complaints": [], "repairs": [], "feedbacks": []}
    for n in range(count):
        lying = n % 100 < late
        minutes = 1 + n * 86_400 // count if lying else 1 + n % 60
        at = (now - timedelta(minutes=minutes)).isoformat(sep=" ")
        customer, product = f"C{n % trade.CUSTOMERS:04d}", f"P{n % trade.PRODUCTS:03d}"
        if not lying or n % 5 < 2:
            assessed = "," if lying else "service,minor"
            rows["complaints"].append(f"TS{n:06d},{at[:10]},{at},{customer},{product},漏液,{assessed}")
        elif n % 5 < 4:
            weight = ("minor", "complex", "urgent")[n % 3]
            rows["repairs"].append(f"WX{n:06d},{at},{customer},{product},不启动,{weight}")
        else:
            rows["feedbacks"].append(f"XX{n:06d},inquiry,{at},E1,{customer},询问有效期")
    headings = {
        "complaints": (
            "complaint_no,received_on,received_at,customer_code,product_code,content,nature,severity"
        ),
        "repairs": "repair_no,requested_on,customer_code,product_code,fault,fault_weight",
        "feedbacks": "feedback_no,feedback_kind,received_at,handler,customer_code,content",
    }
    files = []
    for key, lines in rows.items():
        path = folder / f"{key}.csv"
        path.write_text("\n".join([headings[key], *lines]), encoding="utf-8")
        files.append(path)
    return files


def _timed(work: Callable[[], int]) -> str:
    seconds, count = [], 0
    for _ in range(ROUNDS):
        start = time.perf_counter()
        count = work()
        seconds.append(time.perf_counter() - start)
    return f"{statistics.median(seconds):.3f} s ({count:,} rows)"


def _every(query: Query, states: set[str] | None) -> int:
    return sum(1 for _ in everything(query, states=states, by_due=True))


def _on_terminal(query: Query, states: set[str] | None) -> int:
    shown = sum(1 for _ in islice(everything(query, states=states, by_due=True), FIRST_ROWS))
    return max(shown, counted(query, states=states))


def measure(count: int, late: int, address: str | None, folder: Path) -> None:
    """Make a ledger with so many open cases, ask it, and print what it took."""
    location = locate(address or str(folder / "cases.db"))
    bootstrap.make(location)
    files = [*trade.write_registers(folder), *write_cases(folder, count, late)]
    with bootstrap.opened(location) as program:
        start = time.perf_counter()
        inputs = [one for path in files for one in open_inputs(path, zone=program.zone)]
        Importer(program.ledger(), lambda one: folder / f"{Path(one.file).stem}.rejects.csv").run(inputs)
        print(f"import: {time.perf_counter() - start:.1f} s")
        start = time.perf_counter()
        catch_up(program.readmodel, program.log)
        print(f"tables: {time.perf_counter() - start:.1f} s")
        with program.readmodel.reading() as connection:
            cutoff = CutOff(None, program.log.head())
            query = Query(connection, program.log, cutoff, program.zone, today(cutoff, program.zone))
            past = clock.stored(datetime.now(ZoneInfo("UTC")) - timedelta(days=20))
            earlier = CutOff(past, program.log.head())
            then = Query(connection, program.log, earlier, program.zone, today(earlier, program.zone))
            kinds = case_tables()
            unmet, overdue = {"open", "due_soon", "overdue"}, {"overdue"}
            print("on a terminal, the most urgent 200 and how many there are")
            print("  obligations:             ", _timed(lambda: _on_terminal(query, None)))
            print("  obligations --open:      ", _timed(lambda: _on_terminal(query, unmet)))
            print("  obligations --overdue:   ", _timed(lambda: _on_terminal(query, overdue)))
            print("every row")
            print("  obligations:             ", _timed(lambda: _every(query, None)))
            print("  obligations --open:      ", _timed(lambda: _every(query, unmet)))
            print("  obligations --overdue:   ", _timed(lambda: _every(query, overdue)))
            print("  obligations --overdue --at:", _timed(lambda: _every(then, overdue)))
            print(
                "  cases --overdue:         ",
                _timed(lambda: sum(1 for _ in cases(query, kinds, overdue=True))),
            )
            print(
                "  cases --open:            ",
                _timed(lambda: sum(1 for _ in cases(query, kinds, state="open"))),
            )
            plain = sa.select(*list(OBLIGATIONS.c)[:20])
            print("  floor, plain reading:    ", _timed(lambda: len(connection.execute(plain).all())))


def main() -> None:
    """Read the command line and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--late", type=int, default=5, help="per cent left lying")
    parser.add_argument("--postgres", help="URL of an empty database; SQLite by default")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("MEDLEDGER_HOME", folder)
        measure(options.cases, options.late, options.postgres, Path(folder))


if __name__ == "__main__":
    main()
