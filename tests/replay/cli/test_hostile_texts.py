"""What steers a terminal or runs in a spreadsheet goes nowhere raw: no screen, message or name of a file."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest

from tests.support.hostile_files import STEERING, malformed

HEADINGS = "供货者编码,供货者名称,备注\n"
_raw = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


@pytest.fixture
def ledger(run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A new ledger in the current folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MEDLEDGER_URL", raising=False)
    assert run("init").code == 0
    return tmp_path / "medledger.db"


@pytest.mark.parametrize("text", STEERING)
def test_nothing_that_steers_is_raw_on_a_screen_in_a_message_or_in_a_name(
    run, ledger: Path, text: str
) -> None:
    """In cells, unknown headings, names of files and on the command line; what takes no room is shown."""
    name = f"a{text.replace('/', '')}.csv"
    Path(name).write_text(f"{HEADINGS.strip()},x{text}\nS1,清屿{text},b\nS2,{text},\n", "utf-8")
    before = set(Path().iterdir())
    for words in (
        ("import", name),
        ("table", "suppliers"),
        ("table", "suppliers", "--where", f"name={text}"),
    ):
        for terminal in (False, True):
            ran = run(*words, terminal=terminal)
            assert not _raw.search(ran.text + ran.err), words
    for made in set(Path().iterdir()) - before:
        assert not _raw.search(made.name)
    for rejects in Path().glob("*.rejects.csv"):
        assert not re.search(
            "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", rejects.read_text("utf-8-sig")
        )


def test_a_formula_in_a_heading_or_a_cell_of_rejected_rows_is_guarded_and_comes_home(
    run, ledger: Path
) -> None:
    Path("a.csv").write_text('供货者编码,供货者名称,=1+1\n"=2+2",,@x\n', "utf-8")
    assert run("import", "a.csv").code == 2
    with Path("a.rejects.csv").open(encoding="utf-8-sig", newline="") as file:
        headings, cells = list(csv.reader(file))[:2]
    assert (headings[2], cells[0], cells[2]) == ("'=1+1", "'=2+2", "'@x")
    text = Path("a.rejects.csv").read_text("utf-8-sig").replace("'=2+2,,", "S9,清屿公司,")
    Path("b.csv").write_text(text, "utf-8")
    told = json.loads(run("import", "b.csv").text)
    assert (told["files"][0]["recorded"], told["files"][0]["unknown_columns"]) == (1, ["=1+1"])


@pytest.mark.parametrize("text", ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "＝1+1", "-5", "'so", '= "x"'])
def test_a_text_that_a_spreadsheet_would_run_comes_home_from_every_form(run, ledger: Path, text: str) -> None:
    Path("s.json").write_text(json.dumps([{"supplier_code": "S1", "name": text}]), "utf-8")
    assert run("import", "s.json").code == 0
    for form in ("csv", "xlsx", "json"):
        assert run("table", "suppliers", "--output", f"out.{form}").code == 0
        told = json.loads(run("import", f"out.{form}").text)
        assert (told["files"][0]["recorded"], told["files"][0]["duplicates"]) == (0, 1), form
    with Path("out.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows[0]["供货者名称"][0] not in "=+@＝" and (text == "-5" or rows[0]["供货者名称"][0] != "-")


def test_every_malformed_document_is_refused_in_a_sentence(run, ledger: Path) -> None:
    for text in malformed():
        Path("a.json").write_bytes(text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))
        ran = run("record", "sales", "--file", "a.json")
        assert ran.code == 2 and ran.err and "Traceback" not in ran.err, text[:80]
        assert not _raw.search(ran.err + ran.text), text[:80]


@pytest.mark.parametrize("name", ["a\nb.csv", "a\tb.csv", "a\rb.csv", "a\u2028b.csv"])
def test_a_name_of_several_lines_is_given_to_no_file(run, ledger: Path, name: str) -> None:
    for words in (("table", "suppliers", "--output", name), ("backup", name)):
        ran = run(*words)
        assert ran.code == 2 and ran.err.startswith(
            "Reading the command line: expected text that can be seen"
        )
    assert not Path(name).exists()


def test_a_half_character_on_the_command_line_is_refused(run, ledger: Path) -> None:
    ran = run("table", "suppliers", "--where", "name=\udcff")
    assert ran.code == 2 and ran.err.startswith("Reading the command line: expected text that can be seen")
