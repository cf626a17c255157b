"""What strangers' programs make of a bundle: the same cells, every heading, every lot."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pypdf
import pytest

from replay.evidence.workbook import HEAD_ROWS
from tests.support.bundles import trading_house
from tests.support.cli import Cli
from tests.support.strangers import OFFICE, PDFTOTEXT, opened_by_office, text_of_pdf

pytestmark = pytest.mark.xdist_group("evidence")
PACK = ("inspection", "--from", "2026-01-01", "--to", "2026-06-30", "--personal", "检查")
_SHORT = timedelta(milliseconds=1)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Cli:
    """A ledger with half a year of trade."""
    return trading_house(tmp_path_factory.mktemp("strangers"))


@pytest.fixture(scope="module")
def bundle(house: Cli, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An inspection's bundle: every table."""
    place = tmp_path_factory.mktemp("inspection") / "bundle"
    house.run("export", *PACK, "--output", place)
    return place


def forms(bundle: Path) -> Iterator[tuple[str, list[dict[str, Any]], list[list[str]]]]:
    """Yield place, columns and lines of each table and each view, the headings first."""
    rules = json.loads((bundle / "data/rules.json").read_bytes())
    for place, form in ((f"{one}/{form['key']}", form) for one in ("tables", "views") for form in rules[one]):
        with (bundle / f"data/{place}.csv").open(encoding="utf-8-sig", newline="") as stream:
            yield place, form["columns"], list(csv.reader(stream))


def is_shown(text: str, value: Any) -> bool:
    """Tell whether a cell holds what the CSV says: a text, a number, a day or a time."""
    if value is None or value == "":
        return text == ""
    if isinstance(value, datetime):
        return abs(datetime.fromisoformat(text).replace(tzinfo=None) - value) < _SHORT
    if isinstance(value, int | float):
        return float(text) == float(value)
    return str(value) == text


def test_bagit_finds_the_bundle_valid(bundle: Path) -> None:
    """The Library of Congress's own command, on the folder."""
    command = [sys.executable, "-m", "bagit", "--validate", bundle]
    done = subprocess.run(command, capture_output=True, check=False, encoding="utf-8")
    assert done.returncode == 0, done.stderr


def test_openpyxl_finds_the_same_cells_in_every_workbook(bundle: Path) -> None:
    """Heading by heading, row by row, nothing is a formula."""
    seen = 0
    for key, columns, lines in forms(bundle):
        book = openpyxl.load_workbook(bundle / f"data/{key}.xlsx")
        rows = list(book.active.iter_rows(min_row=HEAD_ROWS, max_col=len(columns)))
        assert len(rows) == len(lines), key
        for cells, texts in zip(rows, lines, strict=True):
            wrong = [
                cell.value for cell, text in zip(cells, texts, strict=True) if not is_shown(text, cell.value)
            ]
            assert (key, wrong) == (key, [])
            assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
            seen += len(cells)
    assert seen > 3000


@pytest.mark.skipif(OFFICE is None, reason="no LibreOffice on this machine (Debian: libreoffice-calc)")
def test_libreoffice_finds_the_same_cells_in_every_workbook(bundle: Path, tmp_path: Path) -> None:
    """What it shows after it has calculated every sheet is what the CSV holds."""
    tables = {key: (columns, lines) for key, columns, lines in forms(bundle)}
    files = [bundle / f"data/{key}.xlsx" for key in tables]
    papers = sorted((bundle / "data").glob("papers/*.xlsx"))
    opened = opened_by_office([*files, *papers], tmp_path)
    assert all(any(any(row) for sheet in opened[one.stem] for row in sheet) for one in papers)
    assert set(opened) == {one.stem for one in (*files, *papers)}
    assert {key.partition("/")[0] for key in tables} == {"tables", "views"}
    for key, (columns, lines) in tables.items():
        shown = [row for sheet in opened[Path(key).name] for row in sheet[HEAD_ROWS - 1 :]]
        assert len(shown) == len(lines), key
        assert [one.strip() for one in shown[0]] == lines[0]
        for row, texts in zip(shown[1:], lines[1:], strict=True):
            wrong = [
                (got, text)
                for column, got, text in zip(columns, row, texts, strict=False)
                if not _reads(str(column["type"]), got, text)
            ]
            assert (key, wrong) == (key, [])


def _reads(kind: str, got: str, text: str) -> bool:
    """Tell whether what a sheet shows is what the CSV says; it shows a time to the second."""
    if kind == "datetime" and text:
        return got == text[:19].replace("T", " ") or got == text
    if kind in {"integer", "decimal", "money"} and text and got:
        return float(got) == float(text)
    return got == text


def _headings_and_lots(bundle: Path, key: str) -> tuple[set[str], set[str]]:
    columns, lines = next((columns, lines) for one, columns, lines in forms(bundle) if one == key)
    places = [at for at, column in enumerate(columns) if column["key"] in {"lot", "product_code"}]
    headings = {str(column["zh"]) for column in columns if column.get("official")}
    return headings, {line[at] for line in lines[1:] for at in places if line[at]}


@pytest.mark.parametrize("key", ["sales", "receipts", "returns"])
def test_a_reader_of_pdf_finds_every_heading_and_every_lot(bundle: Path, key: str) -> None:
    """Text on paper can be searched and copied."""
    reader = pypdf.PdfReader(bundle / f"data/tables/{key}.pdf")
    text = "".join("".join(page.extract_text() for page in reader.pages).split())
    headings, lots = _headings_and_lots(bundle, f"tables/{key}")
    assert len(lots) > 1
    assert [one for one in (*headings, *lots) if one not in text] == []


@pytest.mark.skipif(PDFTOTEXT is None, reason="no pdftotext on this machine (Debian: poppler-utils)")
def test_pdftotext_finds_every_heading_and_every_lot(bundle: Path) -> None:
    """A heading may go on in the next line: compared without blanks, in the order in which they are drawn."""
    found = 0
    for place, _, lines in forms(bundle):
        text = "".join(text_of_pdf(bundle / f"data/{place}.pdf").split())
        headings, lots = _headings_and_lots(bundle, place)
        assert (place, [one for one in (*headings, *lots) if one not in text]) == (place, [])
        assert "第1页" in text
        assert len(lines) > 1 or not lots
        found += len(lots)
    assert found > 10
