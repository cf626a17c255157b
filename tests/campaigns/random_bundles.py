"""Bundles of random ledgers, checked untouched: no check may raise a false alarm.

::

    python -m tests.campaigns.random_bundles [--ledgers 500] [--first 0]

Each ledger is a history drawn from a number: late entries, voids, re-entries, units and lots, texts that a
spreadsheet would run, letters of many scripts, personal values some of which are erased.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from ledger.log.prepared import Prepared
from ledger.settings import locate
from replay import bootstrap
from replay.bootstrap import Program
from replay.cutoff import resolve
from replay.evidence.exporting import Wish, export
from replay.evidence.packs import Pack, of_goods, of_inspection, of_tables
from tests.support import events
from tests.support.bundles import both

DAYS = [f"2026-05-{day:02}" for day in range(1, 29)]
TEXTS = [
    None,
    "=1+1",
    "-2",
    "+8613",
    "@x",
    "'quoted",
    "a,b\nc",
    '"',
    "𠮷田",
    "Ω≈ç",
    "0012",
    "1e5",
    "2026-05-01",
    " x ",
]
TABLES = {"goods_sold": "sales", "goods_returned": "returns", "goods_received": "receipts"}
LOTS = ["L1", "L2", "00123", "1E5", "批次三", "-7", "L/4"]


def history(draw: random.Random, length: int) -> list[Prepared]:
    """Return the events of a random ledger, in the order of the log; they lie behind its first event."""
    made = [events.product("P1"), events.product("P2"), events.product("P1", specification="10ml")]
    gone: set[int] = set()
    for number in range(length):
        found = [at for at, one in enumerate(made, 1) if one.type in TABLES and at not in gone]
        if found and draw.random() < 0.15:
            at = draw.choice(found)
            gone.add(at)
            one = made[at - 1]
            made.append(
                events.voided(TABLES[one.type], f"V{number}", [at + 1], line=number + 1, tags=set(one.tags))
            )
        else:
            made.append(_movement(draw, number))
    return made


def _movement(draw: random.Random, number: int) -> Prepared:
    build = draw.choice([events.received, events.sold, events.sold, events.returned])
    day = draw.choice(DAYS)
    given: dict[str, Any] = {
        "product": draw.choice(["P1", "P1", "P2"]),
        "lot": draw.choice([None, *LOTS]),
        "serial": draw.choice([None, None, f"S{number}", f"S{number};T{number}"]),
        "quantity": draw.choice(["1", "2", "0.5", "3.25", "10", "123456789012345.678"]),
        "expiry_date": draw.choice([None, "2028-01-01"]),
    }
    if build is events.received:
        own: dict[str, Any] = {"accepted_quantity": "1", "supplier": "V1", "received_on": day}
        own["supplier_name"] = draw.choice(TEXTS)
    elif build is events.sold:
        own = {"sold_on": day, "seller": "S1", "customer": "C1", "customer_address": draw.choice(TEXTS)}
    else:
        own = {"returned_on": day, "disposition": draw.choice(["restocked", "destroyed", "pending"])}
        own |= {"customer": "C1", "customer_name": draw.choice(TEXTS)}
    return build(f"D{number}", number + 1, **{key: value for key, value in (given | own).items() if value})


def packs(program: Program, draw: random.Random) -> list[Pack]:
    """Return some packs of a ledger."""
    resolved = resolve(program.log, program.zone)
    return [
        of_tables(["sales", "returns", "receipts", "products", "voids"]),
        of_goods(program, resolved, "lot", "P1", draw.choice([*LOTS, "NEVER"])),
        of_goods(program, resolved, "unit", "P1", f"S{draw.randrange(20)}"),
        *([of_inspection(program, "2026-05-01", "2026-05-20")] if draw.random() < 0.05 else []),
    ]


def try_ledger(number: int, folder: Path) -> list[str]:
    """Return what the checks say of untouched bundles of a random ledger: nothing, if all is well."""
    draw = random.Random(number)
    location = locate(str(folder / "medledger.db"))
    bootstrap.make(location)
    said = []
    with bootstrap.opened(location) as program:
        program.log.append_prepared(history(draw, draw.randrange(1, 40)))
        program.caught_up()
        known = str(draw.randrange(1, program.log.head() + 1)) if draw.random() < 0.5 else None
        at = draw.choice([None, "2026-05-14"])
        for place, pack in enumerate(packs(program, draw)):
            resolved = resolve(program.log, program.zone, at=at, known_at=known)
            target = folder / (f"{place}.zip" if draw.random() < 0.3 else str(place))
            wish = Wish(personal=draw.choice([None, "核查"]))
            export(program, pack, resolved, target, wish)
            alone, ours = both(target)
            if not alone["ok"] or not ours["ok"] or alone["checked"] != ours["checked"]:
                said.append(f"ledger {number}, {pack.name}: {alone['findings'][:3]} {ours['findings'][:3]}")
    return said


def main() -> int:
    """Try ledgers, and say what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ledgers", type=int, default=500)
    parser.add_argument("--first", type=int, default=0)
    typed = parser.parse_args()
    begin, said = time.process_time(), []
    for number in range(typed.first, typed.first + typed.ledgers):
        with tempfile.TemporaryDirectory() as folder:
            said += try_ledger(number, Path(folder))
    for line in said:
        print(line)
    print(f"{typed.ledgers} ledgers, {len(said)} false alarms, {time.process_time() - begin:.0f} s of CPU")
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main())
