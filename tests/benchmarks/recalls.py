"""How quickly a large recall is opened, told, answered and shown; the program's start is not counted.

    .venv/bin/python -m tests.benchmarks.recalls [--consignees 3000] [--answers 10000] [--postgres URL]

One lot was sold in ten lines to each consignee. The floor is Python's own sqlite3 reading the same sale lines
and summing them by customer.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from ledger.events import catalogue
from ledger.recording.ledger import Ledger
from ledger.settings import locate
from projections.answers.goods.recall_scope import Scope
from projections.tables.record_tables import record_table
from replay import bootstrap
from replay.bootstrap import Program
from replay.recalls.completing import completed, untold
from replay.recalls.opening import open_recall
from replay.recalls.rows import typed_row
from replay.recalls.shown import shown
from tests.support.decisions import customer, member, product, receipt, sale, supplier

LINES = 10
CHUNK = 2000


def furnish(program: Program, consignees: int) -> None:
    """Record registers, a receipt, and the sales of one lot to all consignees."""
    codes = [f"C{n:05d}" for n in range(consignees)]
    rows = [supplier(), product(), member(), member("Q1", post="质量负责人")]
    rows += [customer(code) for code in codes]
    rows.append(receipt(quantity=str(consignees * LINES * 2)))
    rows += [
        sale(f"XS{n:05d}-{line}", customer_code=code, quantity="2", sold_on=f"2026-02-{line + 1:02d}")
        for n, code in enumerate(codes)
        for line in range(LINES)
    ]
    ledger = Ledger(program.log, recorded_by="import")
    for first in range(0, len(rows), CHUNK):
        ledger.submit([[row] for row in rows[first : first + CHUNK]])
    program.caught_up()


def main() -> int:
    """Print how long each step takes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--consignees", type=int, default=3000)
    parser.add_argument("--answers", type=int, default=10_000)
    parser.add_argument("--postgres", metavar="URL", help="an empty database to measure in, too")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for place in filter(None, [str(Path(folder) / "medledger.db"), asked.postgres]):
            measure(place, asked.consignees, asked.answers)
    return 0


def measure(place: str, consignees: int, answers: int) -> None:
    """Measure one database."""
    location = locate(place)
    bootstrap.make(location)
    with bootstrap.opened(location) as program:
        furnish(program, consignees)
        sys.stdout.write(f"{'sqlite' if location.path else 'postgresql'}: {consignees} consignees\n")
        floor = timed("floor: read and sum the sale lines", lambda: summed(program))
        said = {"reason": "密封不良", "origin": "registrant", "level": "1", "opened_by": "Q1"}
        opened = timed("recall open", lambda: open_recall(program, Scope(lots=("L1",)), said, None), floor)
        number = str(opened[0].recorded[0].identity["recall_no"])
        timed(f"recall notify --everyone ({consignees})", lambda: notify(program, number), floor)
        timed(f"{answers} answers", lambda: answer(program, number, consignees, answers), floor)
        program.caught_up()
        timed("recall show", lambda: shown(program, number), floor)
        timed("recall show, once more", lambda: shown(program, number), floor)


def timed(name: str, work: Callable[[], Any], floor: Any = None) -> Any:
    """Run something, print its CPU seconds and their ratio to the floor's, and return what it gave."""
    begun = time.process_time()
    found = work()
    seconds = time.process_time() - begun
    if name.startswith("floor"):
        found = seconds
    ratio = f"  {seconds / floor:6.1f} of the floor" if isinstance(floor, float) else ""
    sys.stdout.write(f"  {name:45} {seconds:7.2f} s{ratio}\n")
    return found


def summed(program: Program) -> dict[str, Decimal]:
    """Return what each customer was sold, by the plainest reading there is."""
    sales = record_table("sales").c
    found: dict[str, Decimal] = defaultdict(Decimal)
    with program.readmodel.reading() as connection:
        for code, quantity in connection.execute(sa.select(sales.customer_code, sales.quantity)):
            found[code] += Decimal(quantity)
    return found


def notify(program: Program, number: str) -> None:
    """Tell everybody."""
    stage = catalogue.table("recalls").stage("recall_notice_sent")
    rows = [
        typed_row(stage, number, {"customer_code": code, "notice_method": "email"})
        for code in untold(program, number)
    ]
    program.entering("recalls", completed(program, stage, rows))


def answer(program: Program, number: str, consignees: int, answers: int) -> None:
    """Record answers, a thousand in one document."""
    stage = catalogue.table("recalls").stage("recall_response_received")
    every = [
        typed_row(
            stage,
            number,
            {"customer_code": f"C{n % consignees:05d}", "customer_on_hand": "5", "customer_used": str(n % 9)},
        )
        for n in range(answers)
    ]
    for first in range(0, answers, 1000):
        program.entering("recalls", completed(program, stage, every[first : first + 1000]))


if __name__ == "__main__":
    raise SystemExit(main())
