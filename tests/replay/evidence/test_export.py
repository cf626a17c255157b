"""Bundles as the command line writes them: what is inside, and that both checks find them whole."""

from __future__ import annotations

import ast
import csv
import json
import re
import sys
import zipfile
from datetime import datetime
from pathlib import Path

import bagit
import openpyxl
import pypdf
import pytest

from ledger.errors import CommandError
from ledger.events import catalogue
from ledger.settings import locate
from replay import bootstrap
from replay.doors.evidence import exported
from replay.evidence import check, papers, workbook
from tests.support.bundles import both, by_itself, trading_house
from tests.support.cli import Cli

pytestmark = pytest.mark.xdist_group("evidence")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Cli:
    """A ledger with half a year of trade."""
    return trading_house(tmp_path_factory.mktemp("evidence"))


def test_a_pack_of_tables_is_whole_by_itself_and_by_the_program(house: Cli, tmp_path: Path) -> None:
    """Python alone finds every event, proof and cell in order, and so does the program."""
    bundle = tmp_path / "bundle"
    made = house.run("export", "table", "sales", "returns", "voids", "--output", bundle).json
    assert [one["key"] for one in made["tables"]] == ["sales", "returns", "voids"]
    alone, ours = by_itself(bundle), house.run("check", bundle).json
    assert (alone["findings"], ours["findings"]) == ([], [])
    assert alone["checked"]["rows"] == sum(one["rows"] for one in made["tables"]) == ours["checked"]["rows"]
    assert alone["checked"]["events"] == made["events"]


@pytest.mark.parametrize(
    "pack",
    [
        ("inspection", "--from", "2026-01-01", "--to", "2026-06-30"),
        ("lot", "P01", "L1"),
        ("unit", "P02", "A"),
        ("table", "customers"),
    ],
    ids=lambda pack: pack[0],
)
def test_every_pack_is_whole(house: Cli, tmp_path: Path, pack: tuple[str, ...]) -> None:
    """A folder and a ZIP of the same pack hold the same files and pass both checks."""
    made = house.run("export", *pack, "--output", tmp_path / "a").json
    again = house.run(
        "export", *pack, "--basis", tmp_path / "a/data/basis.json", "--output", tmp_path / "b.zip"
    )
    assert again.json["digest"] == made["digest"]
    for place in (tmp_path / "a", tmp_path / "b.zip"):
        alone, ours = both(place)
        assert (alone["findings"], ours["findings"]) == ([], [])
        assert alone["checked"] == ours["checked"]


def test_the_same_basis_gives_the_same_bytes(house: Cli, tmp_path: Path) -> None:
    """No file of a bundle knows the clock or a random number: two ZIP files are equal, byte for byte."""
    first, second = tmp_path / "1.zip", tmp_path / "2.zip"
    times = ("--at", "2026-06-30", "--known-at", str(house.position()))
    for file in (first, second):
        house.run("export", "lot", "P01", "L1", *times, "--for", "药监局", "--output", file)
    assert first.read_bytes() == second.read_bytes()


def test_a_table_in_a_bundle_holds_what_the_table_verb_shows(house: Cli, tmp_path: Path) -> None:
    """The columns that an article asks for come first; no row and no text is lost."""
    house.run("export", "table", "sales", "--output", tmp_path / "b")
    with (tmp_path / "b/data/tables/sales.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    shown = house.table("sales")
    assert [row["销售单号"] for row in rows] == [row["sale_no"] for row in shown]
    assert [row["销售数量"] for row in rows] == [row["quantity"] for row in shown]
    assert next(iter(rows[0])) == "销售日期"


def test_personal_data_stay_at_home_unless_a_purpose_is_stated(house: Cli, tmp_path: Path) -> None:
    """A customer's contact is nowhere in a bundle; with a purpose it is there and is checked."""
    without = house.run("export", "table", "customers", "--output", tmp_path / "without").json
    assert next(one["kind"] for one in without["left_out"]) == "personal"
    files = [one for one in (tmp_path / "without").rglob("*") if one.is_file()]
    assert not any("赵一".encode() in one.read_bytes() for one in files)
    house.run("export", "table", "customers", "--personal", "召回通知", "--output", tmp_path / "with")
    assert "赵一" in (tmp_path / "with/data/tables/customers.csv").read_text("utf-8")
    alone, ours = both(tmp_path / "with")
    assert (alone["findings"], ours["findings"]) == ([], [])
    assert alone["checked"]["personal"] == ours["checked"]["personal"] > 0


def test_a_lot_that_was_never_there_is_an_empty_bundle(house: Cli, tmp_path: Path) -> None:
    """Nothing is refused: the receiver learns that there is nothing."""
    made = house.run("export", "lot", "P01", "NEVER", "--output", tmp_path / "b").json
    assert (made["absent"], made["tables"], made["events"]) == (True, [], 0)
    assert by_itself(tmp_path / "b")["ok"]


def test_what_no_record_could_hold_is_not_proved_absent(house: Cli, tmp_path: Path) -> None:
    """`L1` with a line break, a blank, an unseen sign looks like the lot that is there."""
    before = house.position()
    for lot in ("L1\n", "L\n1", "L1\u200b", "Ｌ１", " L1", ""):
        refused = house.run("export", "lot", "P01", lot, "--output", tmp_path / "b", expect=2)
        assert "Exporting a pack: expected a code as records can hold it, got '" in refused.err
        assert refused.err.count("\n") == 2  # a sentence and an advice, whatever the lot holds
        assert lot in {"L\n1", ""} or "Records write it as 'L1': ask for that." in refused.err
    with bootstrap.opened(locate(house.ledger)) as program:
        program.caught_up()
        with pytest.raises(CommandError):
            exported(program, {"pack": "lot", "arguments": ["P01", "L\x1b[2J1"]}, tmp_path / "b.zip")
    assert [*tmp_path.iterdir()] == []
    assert house.position() == before


def test_for_whom_a_bundle_is_made_steers_nothing(house: Cli, tmp_path: Path) -> None:
    """What a program asks for over HTTP comes without a terminal's eyes: such signs stand as symbols."""
    with bootstrap.opened(locate(house.ledger)) as program:
        program.caught_up()
        asked = {"pack": "lot", "arguments": ["P01", "L1"], "for": "药监局\x1b[2J\x00"}
        exported(program, asked, tmp_path / "b.zip")
    assert house.rows("exports")[-1]["for"] == "药监局␛[2J␀"
    for verdict in both(tmp_path / "b.zip"):
        assert verdict["findings"] == []


def test_the_checker_is_one_short_file_of_python_alone() -> None:
    """Fewer than nine hundred lines of Python 3.9; the program's own check takes nothing from it."""
    text = Path(check.__file__).read_text("utf-8")
    assert len(text.splitlines()) < 900
    tree = ast.parse(text, feature_version=(3, 9))
    names = {one.name for node in ast.walk(tree) if isinstance(node, ast.Import) for one in node.names}
    names |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in names} <= sys.stdlib_module_names
    for file in (Path(check.__file__).parent / "checking").glob("*.py"):
        assert not re.search(r"evidence\.check\b|evidence import .*\bcheck\b", file.read_text("utf-8")), file


def test_an_earlier_checkpoint_is_shown_to_be_a_beginning(house: Cli, tmp_path: Path) -> None:
    """The receiver's own checkpoint and a proof from it: the log only grew."""
    house.run("export", "table", "sales", "--known-at", "20", "--output", tmp_path / "early")
    earlier = tmp_path / "early/data/checkpoint"
    house.run("export", "table", "sales", "--since", earlier, "--output", tmp_path / "late")
    told = json.loads((tmp_path / "late/data/consistency.json").read_bytes())
    assert told["first"]["size"] == 20
    for verdict in both(tmp_path / "late", earlier=earlier):
        assert verdict["ok"]
        assert verdict["checked"]["consistency"] == 1
    house.run("export", "table", "sales", "--output", tmp_path / "without")
    for verdict in both(tmp_path / "without", earlier=earlier):
        assert [one["kind"] for one in verdict["findings"]] == ["earlier"]


def test_another_key_is_found(house: Cli, tmp_path: Path) -> None:
    """A bundle that another ledger signed is not this ledger's."""
    (tmp_path / "other").mkdir()
    other = Cli(str(tmp_path / "other/medledger.db"), tmp_path / "other")
    key = other.run("init").json["verifier_key"]
    house.run("export", "table", "sales", "--output", tmp_path / "b")
    for verdict in both(tmp_path / "b", key):
        assert {one["kind"] for one in verdict["findings"]} == {"signature", "checkpoint"}


def test_a_bundle_never_replaces_something_else(house: Cli, tmp_path: Path) -> None:
    """A folder that holds other files, and the ledger itself, are refused and not touched."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/letter.txt").write_text("x")
    refused = house.run("export", "table", "sales", "--output", tmp_path / "mine", expect=2)
    assert "is there and is none" in refused.err
    house.run("export", "table", "sales", "--output", house.ledger, expect=2)
    assert house.position() > 0


def test_a_zip_has_one_folder_and_knows_no_time(house: Cli, tmp_path: Path) -> None:
    """Entries are sorted, dated 1980, below one folder."""
    house.run("export", "table", "sales", "--output", tmp_path / "b.zip")
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        names = archive.namelist()
        assert names == sorted(names)
        assert {name.partition("/")[0] for name in names} == {"bundle"}
        assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_strangers_tool_accepts_the_bag(house: Cli, tmp_path: Path) -> None:
    """The Library of Congress's own program finds the bag valid, its digests included."""
    house.run("export", "table", "sales", "--output", tmp_path / "b")
    assert bagit.Bag(str(tmp_path / "b")).validate()


def test_a_strangers_program_opens_the_workbook(house: Cli, tmp_path: Path) -> None:
    """Dates are dates, numbers numbers, codes text; the head stays in sight and is repeated on paper."""
    house.run("export", "table", "sales", "--output", tmp_path / "b")
    sheet = openpyxl.load_workbook(tmp_path / "b/data/tables/sales.xlsx").active
    assert sheet.title == "销售记录"
    assert (sheet.freeze_panes, sheet.page_setup.orientation) == ("A6", "landscape")
    assert sheet.sheet_properties.pageSetUpPr.fitToPage  # one page wide, which is what is left unsaid
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (None, 0)
    assert sheet.print_title_rows == "$5:$5"
    assert sheet.auto_filter.ref.startswith("A5:")
    row = {head.value: cell.value for head, cell in zip(sheet[5], sheet[6], strict=True)}
    assert isinstance(row["销售日期"], datetime)
    assert row["销售数量"] == 10
    assert row["生产批号"] == "L1"
    assert "安和医疗器械有限公司" in sheet["A2"].value


def test_paper_shows_every_heading_an_article_asks_for_and_every_lot(house: Cli, tmp_path: Path) -> None:
    """Official columns stay though they are empty; the house's own are there where a row fills them."""
    house.run("export", "table", "sales", "--output", tmp_path / "b")
    reader = pypdf.PdfReader(tmp_path / "b/data/tables/sales.pdf")
    text = "\n".join(page.extract_text() for page in reader.pages)
    table = catalogue.table("sales")
    assert all(column.zh in text for column in table.columns if column.legal)
    assert all(row["lot"] in text for row in house.table("sales") if row["lot"])
    summary = pypdf.PdfReader(tmp_path / "b/data/summary.pdf").pages[0].extract_text()
    assert "安和医疗器械有限公司" in summary


def test_every_export_is_an_event(house: Cli, tmp_path: Path) -> None:
    """Who gave what to whom, on which basis, with which digest; the next basis counts it."""
    before = house.position()
    made = house.run("export", "lot", "P01", "L1", "--for", "药监局", "--output", tmp_path / "b.zip").json
    assert made["position"] == house.position() == before + 1
    shown = house.rows("exports")[-1]
    assert (shown["position"], shown["pack"], shown["arguments"]) == (before + 1, "lot", "product=P01 lot=L1")
    assert (shown["for"], shown["digest"], shown["exported_by"]) == ("药监局", made["digest"], "tester")
    assert shown["basis_position"] == made["checkpoint"]["size"] == before
    assert house.run("verify").json["ok"]


def test_what_is_too_long_goes_on_with_the_next_sheet_and_volume(
    house: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full sheet is followed by another, a full volume by another; both checks read on."""
    monkeypatch.setattr(workbook, "SHEET_ROWS", workbook.HEAD_ROWS + 2)
    monkeypatch.setattr(papers, "VOLUME_ROWS", 2)
    made = house.run("export", "table", "sales", "--output", tmp_path / "b").json
    book = openpyxl.load_workbook(tmp_path / "b/data/tables/sales.xlsx")
    assert book.sheetnames[:3] == ["销售记录", "销售记录2", "销售记录3"]
    assert len(book.sheetnames) == -(-made["tables"][0]["rows"] // 2)
    assert (tmp_path / "b/data/tables/sales.2.pdf").is_file()
    for verdict in both(tmp_path / "b"):
        assert verdict["findings"] == []


def test_a_cell_that_a_spreadsheet_would_run_is_guarded_and_marked(house: Cli, tmp_path: Path) -> None:
    """What somebody typed stands behind an apostrophe in every file; row, basis and bag say so."""
    rows = tmp_path / "staff.csv"
    rows.write_text("staff_code,name,post\nE9,=HYPERLINK(1),销售员\n", "utf-8")
    house.import_(rows)
    house.run("export", "table", "staff", "--output", tmp_path / "b")
    assert "'=HYPERLINK(1)" in (tmp_path / "b/data/tables/staff.csv").read_text("utf-8")
    sources = (tmp_path / "b/data/tables/staff.rows.jsonl").read_text("utf-8")
    assert '"name":"data.name guarded"' in sources
    assert "Guarded-Cells: 1" in (tmp_path / "b/bag-info.txt").read_text("utf-8")
    sheet = openpyxl.load_workbook(tmp_path / "b/data/tables/staff.xlsx").active
    assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)
    for verdict in both(tmp_path / "b"):
        assert verdict["findings"] == []


def test_a_register_row_that_carries_the_tag_goes_with_the_pack(house: Cli, tmp_path: Path) -> None:
    """A unit's warranty is in its pack, the version in force; nothing of the unit is left out."""
    rows = tmp_path / "warranties.csv"
    heads = "warranty_no,customer_code,product_code,serial,accepted_on,warranty_months"
    for months in (12, 24):
        rows.write_text(f"{heads}\nBX9,C2,P02,C,2026-04-01,{months}\n", "utf-8")
        house.import_("--table", "warranties", rows)
    made = house.run("export", "unit", "P02", "C", "--output", tmp_path / "b").json
    assert {"key": "warranties", "rows": 1} in made["tables"]
    for verdict in both(tmp_path / "b"):
        assert verdict["findings"] == []


def test_a_folder_that_is_not_there_is_not_made(house: Cli, tmp_path: Path) -> None:
    """A slip in the path costs a sentence, not a folder somewhere."""
    refused = house.run("export", "table", "sales", "--output", tmp_path / "no/b.zip", expect=2)
    assert "cannot be written" in refused.err
    assert not (tmp_path / "no").exists()
