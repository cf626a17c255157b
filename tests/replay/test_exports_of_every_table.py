"""Every record table, exported and imported again: nothing changes, and another ledger gets the same."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from ledger.events import catalogue
from ledger.events.base import Stage, Table
from ledger.intake.importer import FileReport, Importer
from ledger.intake.opening import open_inputs
from ledger.settings import locate
from ledger.subjects.people.finding_rules import FINDING_OF_OTHER_LEDGER
from projections.answers.findings.findings import findings
from projections.reading.record_rows import rows
from replay import bootstrap
from replay.bootstrap import Program
from replay.cutoff import resolve
from replay.telling.answers.table_rows import Showing
from replay.telling.options import RecordsForm
from replay.telling.output import Output
from replay.telling.selection import Selection
from tests.benchmarks import trade
from tests.benchmarks.every_table import value, write_every_table
from tests.support.budgets import budget
from tests.support.cli import csv_rows

AT_NIGHT = budget() != "gate"
SAME = [("csv", True), ("json", False)]
OTHER = ["csv"]
if AT_NIGHT:
    SAME += [("csv", False), ("json", True), ("xlsx", False), ("xlsx", True)]
    OTHER += ["xlsx", "json"]
ROWS = 2
MANY = 60  # of the stages of all cases, what the walks reach at least
PARTLY = frozenset({"voids", "sales"})  # what is voided stays away, and so does its void
OF_FINDINGS = frozenset({"finding_assignments", "finding_resolutions"})  # name positions of their ledger


def walk(table: Table) -> list[Stage]:
    """Return stages of a case one after another, as far as one goes without coming back."""
    found = [table.stages[0]]
    while True:
        coming = [one for one in table.stages if one.event in found[-1].following and one not in found]
        if not coming:
            return found
        found.append(coming[0])


def write_cases(folder: Path) -> Iterator[tuple[Table, Path]]:
    """Write a file for every kind of case, whose rows tell it up to each of its stages."""
    for table in (one for one in catalogue.tables() if one.kind == "case"):
        path, stages = folder / f"{table.key}.stages.csv", walk(table)
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, [column.key for column in table.columns], restval="")
            writer.writeheader()
            for length in range(1, len(stages) + 1):
                writer.writerow(_told(table, stages[:length], 100 + length))
        yield table, path


def _told(table: Table, stages: Sequence[Stage], n: int) -> dict[str, str]:
    carried = {key for one in stages for key in one.columns} | set(table.identity)
    row = {column.key: value(table, column, n) for column in table.columns if column.key in carried}
    row.update(one.when for one in stages if one.when is not None)
    return {key: text for key, text in row.items() if key not in {"serial", "udi", "sale_no", "sale_line"}}


@contextmanager
def ledger(path: Path) -> Iterator[Program]:
    location = locate(str(path))
    if not path.exists():
        bootstrap.make(location)
    with bootstrap.opened(location) as program:
        yield program


def take(program: Program, folder: Path, files: Sequence[tuple[str | None, Path]]) -> list[FileReport]:
    """Import files, of which some name their table."""
    inputs = [one for key, path in files for one in open_inputs(path, table=key, zone=program.zone)]
    return Importer(program.ledger(), lambda one: folder / f"{Path(one.file).name}.rejects").run(inputs).files


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with rows in every table."""
    folder = tmp_path_factory.mktemp("every-table")
    with ledger(folder / "house.db") as program:
        files: list[tuple[str | None, Path]] = [(None, path) for path in trade.write_registers(folder)]
        files += [(None, trade.write_sales(folder / "sales.csv", 40))]
        files += [(None, trade.write_returns(folder / "returns.csv", 4))]
        take(program, folder, files)
        take(program, folder, [(table.key, path) for table, path in write_every_table(folder, ROWS)])
        take(program, folder, [(table.key, path) for table, path in write_cases(folder)])
        program.caught_up()
        take(program, folder, list(write_findings_work(folder, *_a_finding(program))))
        program.caught_up()
    return folder / "house.db"


def _a_finding(program: Program) -> tuple[int, str]:
    """Return the position and the rule of a finding."""
    cutoff = resolve(program.log, program.zone).cutoff
    with program.readmodel.reading() as connection:
        shown = findings(connection, cutoff, zone=program.zone, log=program.log)
        return next((one["position"], one["rule"]) for one in shown)


def write_findings_work(folder: Path, position: int, rule: str) -> Iterator[tuple[str | None, Path]]:
    """Write that somebody is to look into a finding, and that it was settled."""
    for key in sorted(OF_FINDINGS):
        table = catalogue.table(key)
        row = {column.key: value(table, column, 1) for column in table.columns if column.required}
        path = folder / f"{key}.typed.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(row))
            writer.writeheader()
            writer.writerow(row | {"finding_position": str(position), "rule_key": rule})
        yield key, path


def exported(
    program: Program, folder: Path, form: str, *, every: bool = False
) -> list[tuple[str | None, Path]]:
    """Write every table that has rows; return the files, which tell themselves what they are."""
    resolved = resolve(program.log, program.zone)
    found: list[tuple[str | None, Path]] = []
    for table in catalogue.tables():
        path = folder / f"{table.key}.{form}"
        written = Output(form, path)
        Showing(program, table, resolved, [], Selection(), RecordsForm(), written, voided=every).write()
        found.append((None, path))
    return found


def shown(program: Program) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of every table, less where and when they were recorded."""
    program.caught_up()
    cutoff = resolve(program.log, program.zone).cutoff
    with program.readmodel.reading() as connection:
        return {
            table.key: [
                {key: text for key, text in row.items() if key not in {"position", "record_time"}}
                for row in rows(connection, program.log, table, cutoff, zone=program.zone, more=("note",))
            ]
            for table in catalogue.tables()
        }


def test_every_table_has_rows_to_try(house: Path) -> None:
    with ledger(house) as program:
        told = shown(program)
        assert [key for key, one in told.items() if not one] == []
        stages = {row["stage"] for one in told.values() for row in one if "stage" in row}
        assert len(stages) > MANY


@pytest.mark.parametrize(("form", "every"), SAME)
def test_imported_into_the_same_ledger_nothing_changes(
    house: Path, tmp_path: Path, form: str, *, every: bool
) -> None:
    """Every row of every table is a duplicate, and no column is unknown."""
    with ledger(house) as program:
        head = program.log.head()
        reports = take(program, tmp_path, exported(program, tmp_path, form, every=every))
        wrong = [one for one in reports if one.duplicates != one.rows or one.unknown_columns]
        assert wrong == []
        assert program.log.head() == head


@pytest.mark.parametrize("form", OTHER)
def test_imported_into_an_empty_ledger_it_gives_the_same_tables(
    house: Path, tmp_path: Path, form: str
) -> None:
    """Row for row and column for column."""
    with ledger(house) as program, ledger(tmp_path / "other.db") as other:
        reports = take(other, tmp_path, exported(program, tmp_path, form))
        partly = PARTLY | OF_FINDINGS
        assert [one for one in reports if one.recorded != one.rows and one.table not in partly] == []
        told, again = shown(program), shown(other)
        differing = [key for key, one in told.items() if again[key] != one and key not in partly]
        assert differing == []
        assert [again[key] for key in OF_FINDINGS] == [[], []]
    _check_rejects(tmp_path)


def _check_rejects(folder: Path) -> None:
    """Check why what was done about findings is not taken from another ledger's export."""
    for key in OF_FINDINGS:
        (path,) = folder.glob(f"{key}.*.rejects")
        (row,) = csv_rows(path)
        position = row.get("违规记录位置") or row["finding_position"]
        said = FINDING_OF_OTHER_LEDGER.problem.with_(position=position)
        assert (row["拒收原因"], row["处理建议"]) == (said.message(), said.advice())
