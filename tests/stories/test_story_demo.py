"""`medledger demo`: the tour that a newcomer takes first."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from replay.demo import story
from replay.demo.house import CUSTOMER
from replay.demo.write_sample import CORRECTION, FIRST_IMPORT
from tests.support.cli import Cli

WRONG, RIGHT = (CUSTOMER[code]["name"] for code in (story.WRONG_CUSTOMER, story.RIGHT_CUSTOMER))


@pytest.fixture
def program(tmp_path: Path) -> Cli:
    """Return the program in an empty folder, bound to no ledger that exists."""
    return Cli(str(tmp_path / "other.db"), tmp_path)


def test_the_tour_shows_two_answers_that_differ(program: Cli) -> None:
    """It names the wrong hospital as known before the correction, and the right one as known now."""
    told = program.start("demo", "tour").out
    rows = {
        name: next(line for line in told.splitlines() if name in line and "0300" in line)
        for name in (WRONG, RIGHT)
    }
    assert re.search(r"1200\s+—\s+<- differs$", rows[WRONG])
    assert re.search(r"—\s+1200\s+<- differs$", rows[RIGHT])
    assert sum("<- differs" in line for line in told.splitlines()) == 2
    assert "\x1b" not in told


def test_the_tour_leaves_a_ledger_and_the_exports(program: Cli) -> None:
    """The folder holds the ledger, its key, the files and the rejected rows; nothing else is touched."""
    program.run("demo", program.home / "tour")
    folder = program.home / "tour"
    assert {path.name for path in program.home.iterdir()} == {"tour"}
    assert {path.name for path in (folder / "exports").iterdir()} == {
        *FIRST_IMPORT,
        *CORRECTION,
        "销售明细2026年1-6月.rejects.csv",
        "销售明细2026年1-6月.rejects.xlsx",
    }
    assert (folder / "medledger.db.key").stat().st_mode & 0o777 == 0o600
    made = Cli(str(folder / "medledger.db"), program.home)
    assert made.position() == 513
    assert made.run("verify", "--format", "json").json["ok"] is True


def test_what_the_tour_says_to_try_next_works(program: Cli) -> None:
    """Each command at its end runs as printed; `findings` ends with 1, because there are some."""
    told = program.run("demo", program.home / "a tour").out
    *commands, served = [shlex.split(line) for line in told.splitlines() if "--ledger" in line]
    assert served[1] == "serve"  # which serves until it is stopped
    assert [words[1] for words in commands] == [
        *("recall", "trace", "findings", "obligations", "report", "table", "verify"),
    ]
    for words in commands:
        assert words[0].endswith("medledger")
        program.run(*words[1:], expect=1 if words[1] == "findings" else 0)


def test_a_second_tour_replaces_the_first(program: Cli) -> None:
    """Whatever was tried out in the folder is gone; an empty folder will do, too."""
    (program.home / "tour").mkdir()
    program.run("demo", program.home / "tour")
    (program.home / "tour" / "exports" / "notes").mkdir()
    program.run("demo", program.home / "tour")
    assert not (program.home / "tour" / "exports" / "notes").exists()


def test_a_folder_with_other_content_is_left_alone(program: Cli) -> None:
    """Somebody's work is never deleted: exit code 2, nothing changed."""
    for taken in (program.home / "work", program.home / "file", program.home / "link"):
        if taken.name == "work":
            taken.mkdir()
            (taken / "thesis.txt").write_text("years of work", "utf-8")
        elif taken.name == "file":
            taken.write_text("years of work", "utf-8")
        else:
            taken.symlink_to(program.home / "work")
        refused = program.run("demo", taken, expect=2)
        assert str(taken) in refused.err
    assert (program.home / "work" / "thesis.txt").read_text("utf-8") == "years of work"
    assert (program.home / "file").read_text("utf-8") == "years of work"


def test_a_folder_that_cannot_be_made_is_refused(program: Cli) -> None:
    """A path through a file is no folder."""
    (program.home / "file").write_text("", "utf-8")
    assert "tour" in program.run("demo", program.home / "file" / "tour", expect=2).err


def test_the_tour_speaks_chinese(program: Cli) -> None:
    """All its own words follow the language."""
    program.settings["MEDLEDGER_LANG"] = "zh"
    told = program.run("demo", program.home / "演示").out
    assert "厂家召回" in told
    assert "← 不同" in told
    assert not re.search(r"\b(position|differs|nothing|signed)\b", told, re.IGNORECASE)
