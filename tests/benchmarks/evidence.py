"""What evidence costs: the pack of a lot with ten thousand lines, that of a year, and their checks.

::

    python -m tests.benchmarks.evidence [--lines 200000] [--hot 10000] [--keep FOLDER]

Times are of the processor, memory is the most that a process held. Each step is a process of its own.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from replay import bootstrap
from replay.bootstrap import Program
from replay.cutoff import resolve
from replay.evidence.checking.bundle import check_bundle
from replay.evidence.exporting import Wish, export
from replay.evidence.packs import Pack, of_goods, of_inspection
from tests.benchmarks import trade
from tests.support.cli import Cli

HOT = "P000", "L00000"


def measured(name: str, work: Callable[[], Any]) -> Any:
    """Do something in a process of its own, print what it cost, and return what it says."""
    read, write = os.pipe()
    begin = time.monotonic()
    if (child := os.fork()) == 0:
        os.close(read)
        with os.fdopen(write, "w") as stream:
            json.dump(work(), stream)
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as stream:
        said = json.load(stream)
    _, _, used = os.wait4(child, 0)
    cost = used.ru_utime + used.ru_stime
    wall, most = time.monotonic() - begin, used.ru_maxrss / 1024
    print(f"{name:<44} {cost:8.1f} s CPU {wall:8.1f} s {most:7.0f} MB", flush=True)
    return said


def made(folder: Path, lines: int, *, hot: bool) -> Cli:
    """Return a ledger with some sale lines, all of one lot if it is a hot one."""
    folder.mkdir(parents=True, exist_ok=True)
    cli = Cli(str(folder / "medledger.db"), folder)
    if not Path(cli.ledger).exists():
        cli.run("init")
        cli.run("import", *trade.write_registers(folder))
        cli.run("import", trade.write_sales(folder / "sales.csv", lines, hot_lot=hot))
    return cli


def exported(cli: Cli, target: Path, pack: Callable[[Program], Pack]) -> Callable[[], Any]:
    """Return what makes a bundle."""
    from ledger.settings import locate

    def work() -> Any:
        with bootstrap.opened(locate(cli.ledger)) as program:
            program.caught_up()
            wanted = pack(program)
            return export(program, wanted, resolve(program.log, program.zone), target, Wish()).as_json()

    return work


def by_python_alone(bundle: Path) -> dict[str, Any]:
    """Return what the checker inside of a bundle says."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", bundle / "data" / "check.py"], capture_output=True, check=False
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=200_000)
    parser.add_argument("--hot", type=int, default=10_000)
    parser.add_argument("--keep", type=Path)
    typed = parser.parse_args()
    with tempfile.TemporaryDirectory() as given:
        folder = typed.keep or Path(given)
        hot = made(folder / "hot", typed.hot, hot=True)
        _try(f"lot of {typed.hot} lines", hot, folder / "lot", _lot)
        year = made(folder / "year", typed.lines, hot=False)
        _try(f"inspection of {typed.lines} lines", year, folder / "inspection", _inspection)


def _lot(program: Program) -> Pack:
    return of_goods(program, resolve(program.log, program.zone), "lot", *HOT)


def _inspection(program: Program) -> Pack:
    return of_inspection(program, "2025-01-01", "2026-12-31")


def _try(name: str, cli: Cli, target: Path, pack: Callable[[Program], Pack]) -> None:
    said = measured(f"export, {name}", exported(cli, target, pack))
    print("  rows", sum(one["rows"] for one in said["tables"]), "events", said["events"])
    alone_said = measured(f"check.py, {name}", lambda: by_python_alone(target))
    ours = measured(f"medledger check, {name}", lambda: check_bundle(target).as_json())
    assert alone_said["ok"] and ours["ok"], (alone_said["findings"][:3], ours["findings"][:3])


if __name__ == "__main__":
    main()
