"""Texts that a spreadsheet might run: inert in every file of a bundle, marked there, given back on import."""

from __future__ import annotations

import csv
import json
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest

from ledger.intake.cells.wrapping import FORMULA_SIGNS, guarded, unguarded
from ledger.settings import locate
from replay import bootstrap
from tests.support import events
from tests.support.bundles import both
from tests.support.cli import Cli
from tests.support.formula_corpus import corpus
from tests.support.strangers import OFFICE, opened_by_office

pytestmark = pytest.mark.xdist_group("evidence")
TEXTS = corpus()
RUNS = re.compile(r"[=+\-@\t\r\n＝＋－＠]")
ESCAPED = re.compile(r"_x([0-9A-F]{4})_")  # of a workbook; this reader leaves it as it is
BLANK = " \t\r\n\u00a0\u3000"
NEGATIVE = re.compile(r"-[0-9][0-9,]*(\.[0-9]+)?")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Cli:
    """A ledger whose staff have such names."""
    home = tmp_path_factory.mktemp("formulas")
    cli = Cli(str(home / "medledger.db"), home)
    cli.run("init")
    with bootstrap.opened(locate(cli.ledger)) as program:
        staff = [events.staff(f"E{at:03}", name=text) for at, text in enumerate(TEXTS)]
        program.log.append_prepared(staff)
    return cli


@pytest.fixture(scope="module")
def bundle(house: Cli, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundle of their register."""
    place = tmp_path_factory.mktemp("guarded") / "bundle"
    house.run("export", "table", "staff", "--output", place)
    return place


def names(file: Path) -> list[str]:
    """Return the column of names of a CSV."""
    with file.open(encoding="utf-8-sig", newline="") as stream:
        rows = sorted(csv.DictReader(stream), key=lambda row: row["人员编码"])
    return [row["姓名"] for row in rows]


def test_there_are_two_hundred_texts() -> None:
    """Each once."""
    assert len(set(TEXTS)) == len(TEXTS) >= 200


def test_no_cell_of_the_csv_begins_with_what_a_spreadsheet_runs(bundle: Path) -> None:
    """A text with such a sign stands behind an apostrophe; a negative number is one."""
    shown = names(bundle / "data/tables/staff.csv")
    assert shown == [guarded(text) for text in TEXTS]
    assert [one for one in shown if RUNS.match(one) and not NEGATIVE.fullmatch(one)] == []
    assert [unguarded(one) for one in shown] == TEXTS


def test_no_cell_of_the_workbook_is_a_formula(bundle: Path) -> None:
    """Every one is a text as it was typed, quoted where the CSV guards it; nothing leads out of the book."""
    file = bundle / "data/tables/staff.xlsx"
    with zipfile.ZipFile(file) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        names_ = archive.namelist()
    assert "<f>" not in sheet.replace("&lt;f&gt;", "")
    assert 't="str"' not in sheet
    assert [one for one in names_ if "external" in one.lower() or "connection" in one.lower()] == []
    rows = openpyxl.load_workbook(file).active.iter_rows(min_row=5)
    place = [cell.value for cell in next(rows)].index("姓名")
    cells = sorted((row for row in rows), key=lambda row: str(row[0].value))
    assert {row[place].data_type for row in cells} == {"s"}
    assert [ESCAPED.sub(lambda found: chr(int(found[1], 16)), row[place].value) for row in cells] == TEXTS
    quoted = [row[place].value for row in cells if row[place].quotePrefix]
    assert len(quoted) == sum(guarded(text) != text for text in TEXTS)


def test_the_bundle_says_which_cells_it_changed(bundle: Path) -> None:
    """Row, basis and bag count the same cells; both checks find them right."""
    changed = [at for at, text in enumerate(TEXTS) if guarded(text) != text]
    lines = (bundle / "data/tables/staff.rows.jsonl").read_bytes().splitlines()
    marked = [one for one in map(json.loads, lines) if one["cells"]["name"] == "data.name guarded"]
    assert len(marked) == len(changed) > 150
    basis = json.loads((bundle / "data/basis.json").read_bytes())
    assert basis["tables"][0]["guarded"] == len(changed)
    assert f"Guarded-Cells: {len(changed)}\n" in (bundle / "bag-info.txt").read_text("utf-8")
    for verdict in both(bundle):
        assert verdict["findings"] == []


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_import_gives_every_text_back(house: Cli, bundle: Path, tmp_path: Path, ending: str) -> None:
    """The table of the bundle, taken into another ledger: every name as it was, but for blanks around it."""
    other = Cli(str(tmp_path / "medledger.db"), tmp_path)
    other.run("init")
    other.run("import", "--table", "staff", bundle / f"data/tables/staff.{ending}", expect=None)
    there = {row["staff_code"]: row["name"] for row in other.table("staff")}
    refused = [text for at, text in enumerate(TEXTS) if f"E{at:03}" not in there]
    assert refused == ["#N/A", "#REF!"]  # what a spreadsheet says of a formula that went wrong is no name
    back = {text: there[f"E{at:03}"] for at, text in enumerate(TEXTS) if text not in refused}
    assert {text: got for text, got in back.items() if got != text.strip(BLANK)} == {}


@pytest.mark.skipif(OFFICE is None, reason="no LibreOffice on this machine (Debian: libreoffice-calc)")
def test_libreoffice_calculates_none_of_them(bundle: Path, tmp_path: Path) -> None:
    """The workbook shows each text after it was calculated; in the CSV only numbers are taken for such."""
    table = bundle / "data/tables/staff"
    numbers = {"-1,000", "1E5", "00123"}
    for ending, expected in (("xlsx", TEXTS), ("csv", [guarded(text) for text in TEXTS])):
        folder = tmp_path / ending
        folder.mkdir()
        (rows,) = opened_by_office([table.with_suffix(f".{ending}")], folder)["staff"]
        head = next(at for at, row in enumerate(rows) if "姓名" in row)
        place = rows[head].index("姓名")
        shown = [row[place] for row in sorted(rows[head + 1 :], key=lambda row: row[0])]
        pairs = zip(shown, [re.sub("\r\n?", "\n", text) for text in expected], strict=True)
        differing = {text: got for got, text in pairs if re.sub("\r\n?", "\n", got) != text}
        assert differing.keys() == (set() if ending == "xlsx" else numbers), (ending, differing)


def test_every_sign_that_is_guarded_is_in_the_corpus() -> None:
    """The corpus does not fall behind the list."""
    assert {text[0] for text in TEXTS} >= {*FORMULA_SIGNS}
