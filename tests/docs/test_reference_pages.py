"""The reference pages say what the program does: they are made again here and compared."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from ledger.events import catalogue
from ledger.gates import GATES
from projections.answers.catalogue import VIEW_KEYS

ROOT = Path(__file__).resolve().parents[2]
PAGES = ROOT / "docs" / "reference"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages as the program makes them now."""
    folder = tmp_path_factory.mktemp("reference")
    words = [sys.executable, "-m", "replay.reference.pages", "--into", str(folder)]
    subprocess.run(words, cwd=ROOT, check=True, env={**os.environ, "MEDLEDGER_LANG": "zh"})
    return folder


def test_every_page_is_what_the_program_says_now(made: Path) -> None:
    """If this fails: run `python -m replay.reference.pages` and look at the difference."""
    fresh = {path.relative_to(made): path.read_text("utf-8") for path in made.rglob("*.md")}
    kept = {path.relative_to(PAGES): path.read_text("utf-8") for path in PAGES.rglob("*.md")}
    assert kept == fresh


def test_every_table_has_its_place_on_a_page_of_its_subject(made: Path) -> None:
    """Each record table and each view is a heading on exactly one page."""
    headings = [
        heading
        for path in (made / "tables").glob("*.md")
        for heading in re.findall(r"^## (\w+)$", path.read_text("utf-8"), flags=re.MULTILINE)
    ]
    assert sorted(headings) == sorted([*catalogue.TABLE_KEYS, *VIEW_KEYS])


def test_every_gate_is_held_by_a_rule_or_by_a_written_reason() -> None:
    """G-01 to G-85, none left out, none without an answer."""
    assert [gate.id for gate in GATES] == [f"G-{number:02}" for number in range(1, 86)]
    assert [gate.id for gate in GATES if not gate.rules and not gate.reason] == []


def test_every_problem_has_both_sentences(made: Path) -> None:
    """Each code is a heading with an English and a Chinese sentence, each with its advice."""
    parts = re.split(r"^## ", (made / "errors.md").read_text("utf-8"), flags=re.MULTILINE)[1:]
    assert len(parts) > 20
    for part in parts:
        code, *lines = [line for line in part.splitlines() if line]
        assert re.fullmatch(r"[a-z0-9_]+", code)
        english, chinese = lines
        assert re.fullmatch(r"- \S.*<br>\*\S.*\*", english), part
        assert re.fullmatch(r"- \S.*<br>\*\S.*\*", chinese), part
        assert re.search("[\u4e00-\u9fff]{2}", chinese), part
        assert re.search("[A-Za-z]{3}", english), part


def test_every_setting_of_the_program_is_documented() -> None:
    """No variable of the environment is read that the page does not name."""
    used = set()
    for package in ("ledger", "projections", "replay"):
        for file in (ROOT / package).rglob("*.py"):
            used |= set(re.findall(r"MEDLEDGER_[A-Z]+", file.read_text("utf-8")))
    documented = set(re.findall(r"MEDLEDGER_[A-Z]+", (PAGES / "settings.md").read_text("utf-8")))
    assert used == documented
