"""A simulated year in a ledger: its files imported in any order, what it says beside the plain count.

`python -m tests.support.compared_year SEED [SIZE]` compares the year of a seed and prints what differs.
"""

from __future__ import annotations

import csv
import random
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from tests.support import counted_year as counted
from tests.support import outcomes
from tests.support.cli import Cli
from tests.support.counted_faults import Cluster, clusters
from tests.support.simulated_year import Year, simulated
from tests.support.typed_rows import Row
from tests.support.worked_days import months_on
from tests.support.year_draws import LAST
from tests.support.year_papers import papers

_AT: Final = ("--at", LAST.isoformat())
# Plans of trainings have an indicator of their own.
_ELSEWHERE: Final = frozenset({"training_plans"})
_UNDONE, _EXPIRING = "K-27", "K-26"


def imported(year: Year, cli: Cli, seed: int) -> None:
    """Import all files of a year at once, in any order, their rows in any order.

    Of a repair the rows stay in turn: a stage that tells no time has only its place in them. What the house
    has set comes first: it binds what is recorded after it.
    """
    draw = random.Random(seed)
    files = papers(year)
    order = [key for key, rows in files.items() if rows]
    draw.shuffle(order)
    order.sort(key=lambda key: key != "service_standards")
    for key in order:
        if key != "repairs":
            draw.shuffle(files[key])
    cli.run("init")
    done = cli.import_(*(_file(cli.home, key, files[key]) for key in order))
    assert done.counts == (sum(map(len, files.values())), 0, 0), done


def _file(folder: Path, key: str, rows: list[Row]) -> Path:
    path = folder / f"{key}.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(dict.fromkeys(name for row in rows for name in row)), restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def found(cli: Cli) -> set[counted.Broken]:
    """Return the open findings at the end of the year."""
    rows = cli.rows("findings", "--warnings", *_AT, expect=None)
    return {(one["rule"], one["record_table"], one["doc_no"]) for one in rows if one["state"] == "open"}


def owed(cli: Cli) -> Counter[tuple[str, str, str, str]]:
    """Return what was owed by the end of the year and how it stands: table, number, clock, state."""
    rows = [one for one in cli.rows("obligations", *_AT) if one["table"] not in _ELSEWHERE]
    return Counter((one["table"], one["number"], one["clock_id"], _state(one)) for one in rows)


def _state(one: dict[str, Any]) -> str:
    return outcomes.OPEN if one["state"] == "due_soon" else str(one["state"])


def figures(cli: Cli) -> tuple[dict[tuple[str, int], list[int]], Counter[tuple[str, int]]]:
    """Return each indicator of each month for the whole house, and what was undone at its end, by table."""
    whole: dict[tuple[str, int], list[int]] = {}
    undone: Counter[tuple[str, int]] = Counter()
    for row in _figures(cli):
        month, part, over = int(row["period_from"][5:7]), int(row["numerator"]), row["denominator"]
        if row["group_code"] is None and row["kpi_key"] != _UNDONE:
            whole[row["kpi_key"], month] = [part, part if over is None else int(over)]
        elif row["kpi_key"] == _UNDONE and row["group_code"] is not None:
            table = row["group_code"].removeprefix("table:")
            undone[table, month] += part if table not in _ELSEWHERE else 0
    return {key: value for key, value in whole.items() if value != [0, 0]}, +undone


def _figures(cli: Cli) -> Iterator[dict[str, Any]]:
    """Yield the rows of all months; what comes near its expiry is told of a month that is asked for."""
    every = cli.table("kpi_results", *_AT)
    yield from (
        row for row in every if row["kpi_key"] != _EXPIRING and row["period_from"][:4] == str(LAST.year)
    )
    for month in range(1, 13):
        first = date(LAST.year, month, 1)
        last = months_on(first, 1) - timedelta(days=1)
        span = ("--where", f"period_from={first}", "--where", f"period_to={last}")
        yield from cli.table("kpi_results", "--where", f"kpi_key={_EXPIRING}", *span, *_AT)


def summed(cli: Cli) -> dict[Cluster, tuple[int, int, int]]:
    """Return the faults, units and repeats of each month, lot and cause."""
    rows = cli.table("fault_summaries", *_AT)
    return {
        (row["month"], row["lot"], row["cause_class"]): (
            int(row["fault_count"]),
            int(row["unit_count"]),
            int(row["repeat_count"]),
        )
        for row in rows
    }


def differences(cli: Cli, year: Year) -> dict[str, tuple[list[Any], list[Any]]]:
    """Return by question what the ledger says and the count does not, and the other way."""
    said, wanted = found(cli), counted.findings(year)
    is_owed = owed(cli)
    ought = Counter((one.table, one.number, one.clock, one.state) for one in counted.owed(year))
    whole, undone = figures(cli)
    sums = {key: value for key, value in counted.figures(year).items() if value != [0, 0]}
    left = counted.undone(counted.owed(year))
    return {
        "findings": (sorted(said - wanted), sorted(wanted - said)),
        "obligations": (sorted(is_owed - ought), sorted(ought - is_owed)),
        "figures": _apart(whole, sums),
        "undone": _apart(dict(undone), dict(left)),
        "faults": _apart(summed(cli), clusters(year)),
    }


def _apart(said: dict[Any, Any], wanted: dict[Any, Any]) -> tuple[list[Any], list[Any]]:
    return (
        sorted(((key, value) for key, value in said.items() if wanted.get(key) != value), key=str),
        sorted(((key, value) for key, value in wanted.items() if said.get(key) != value), key=str),
    )


def compared(seed: int, size: int, folder: Path) -> dict[str, tuple[list[Any], list[Any]]]:
    """Make the year of a seed, import it into a new ledger in a folder, and return what differs."""
    year, cli = simulated(seed, size), Cli(str(folder / "medledger.db"), folder)
    imported(year, cli, seed)
    return differences(cli, year)


def main() -> int:
    """Compare the year of a seed and print what differs."""
    seed, size = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1
    with TemporaryDirectory() as folder:
        apart = compared(seed, size, Path(folder))
    for name, (said, wanted) in apart.items():
        print(f"{name}: the ledger alone {said}, the count alone {wanted}")
    return int(any(any(sides) for sides in apart.values()))


if __name__ == "__main__":
    sys.exit(main())
