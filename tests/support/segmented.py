"""Ledgers with segments: a sealed history of a few hundred events, and a store beside it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from ledger.log.prepared import Prepared
from ledger.seal.keyring import read_keyring
from ledger.segments.manifests import latest_manifest
from ledger.segments.remembered import remember_manifest
from ledger.settings import Location
from replay import bootstrap
from replay.bootstrap import Program, opened
from replay.segmenting import Segmenting
from tests.support.events import customer, product, received, returned, sold, staff, supplier, voided
from tests.support.ready_ledgers import ReadyLedgers
from tests.support.run_folder import alone

WIDTH = 256
SALES = 600


def history(sales: int = SALES) -> list[Prepared]:
    """Return registers, receipts, sales of lots and units, returns and a void."""
    events = [
        product("P1"),
        product("P/2"),
        customer("C1", name="第一医院", phone="0300-1"),
        customer("C2", name="华东商贸", phone="0300-2"),
        supplier("V1"),
        staff("S1"),
        *(received(f"YS{number}", lot=f"L{number}", quantity="500") for number in range(5)),
        *(received(f"YU{number}", product="P/2", serial=f"S{number}", lot="LU") for number in range(40)),
    ]
    for number in range(sales):
        goods: dict[str, Any] = {"lot": f"L{number % 5}", "quantity": "2"}
        if number % 15 == 0:
            goods = {"product": "P/2", "serial": f"S{number // 15 % 40}", "lot": "LU"}
        events.append(sold(f"XS{number}", sold_on=f"2026-03-{1 + number % 28:02d}", **goods))
        if number % 40 == 7:
            events.append(returned(f"TH{number}", lot=f"L{number % 5}", returned_on="2026-04-02"))
    events.append(voided("sales", "XS1", [53]))
    return events


def make_segmented(location: Location) -> None:
    """Make a sealed ledger with that history, signed, its tables caught up."""
    bootstrap.make(location)
    with opened(location) as program:
        program.log.append_prepared(history())
        program.checkpoint()
        program.caught_up()


def stored(program: Program, ready: ReadyLedgers, folder: Path, *, personal: bool = False) -> Segmenting:
    """Put a store of a copied ledger's two segments into a folder, written once in a run and then copied.

    Args:
        program: A copy of the ledger that `make_segmented` makes, as it was made.
        ready: Where the store lies that is copied.
        folder: Nothing is there yet.
        personal: Copy the personal values, which no manifest lists, as well.
    """
    source = ready.folder / f"segments-{program.log.dialect.name}"
    with alone(ready.folder / f"{source.name}.lock"):
        if not source.exists():
            fresh = source.with_suffix(".new")
            Segmenting(program, str(fresh)).write(width=WIDTH, personal=True)
            fresh.rename(source)
    left_out = None if personal else shutil.ignore_patterns("personal")
    shutil.copytree(source, folder, ignore=left_out)
    segmenting = Segmenting(program, str(folder))
    kept = latest_manifest(segmenting.store, read_keyring(program.log).all)
    assert kept is not None
    remember_manifest(program.location, segmenting.store.shown, kept)
    return segmenting


def files_of(store: Path) -> dict[str, bytes]:
    """Return every file of a store in a folder, by name within it."""
    return {
        str(path.relative_to(store)): path.read_bytes() for path in sorted(store.rglob("*")) if path.is_file()
    }
