"""`--at` and `--known-at` after today: refused by every reading verb, but where an answer looks ahead."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from projections.answers.catalogue import LOOKING_AHEAD, VIEW_KEYS
from replay.cli.main import VERBS
from replay.reports.declared import REPORTS

AHEAD = "2099-01-01"
GOODS = ("--lot", "L1")
ASKED = {
    "tables": [("tables",)],
    "table": [("table", key) for key in ("sales", "products", "complaints", *VIEW_KEYS)],
    "cases": [("cases",)],
    "case": [("case", "TS1")],
    "obligations": [("obligations",)],
    "report": [("report", one.name) for one in REPORTS],
    "trace": [("trace", *GOODS)],
    "recall": [("recall", "preview", *GOODS), ("recall", "list"), ("recall", "show", "ZH1")],
    "findings": [("findings",), ("findings", "counts")],
    "late": [("late",)],
    "form": [("form", "complaint", "TS1", "--output", "never-written.pdf")],
    "label": [("label", "--product", "P01", "--lot", "L1", "--output", "never-written.svg")],
    "retention": [("retention",)],
    "diff": [("diff", "--at", "2020-01-01", "table", key) for key in ("sales", "customers", "due_items")],
}
REFUSED = "Reading a time: expected none after today ("


@pytest.fixture
def ledger(run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MEDLEDGER_URL", str(tmp_path / "medledger.db"))
    assert run("init").code == 0
    return tmp_path


def test_all_verbs_that_take_a_cut_off_are_tried() -> None:
    taking = {one.name for one in VERBS if "--at" in str(_options(one.name))}
    assert taking == set(ASKED) - {"recall"}
    assert "--at" in _options("recall", "preview")


def _options(name: str, *below: str) -> list[str]:
    command = next(one for one in VERBS if one.name == name).load()
    for word in below:
        command = command.commands[word]
    return [option for one in command.params for option in one.opts]


def test_what_takes_cut_offs_takes_a_basis() -> None:
    """So that every answer can be asked for again."""
    commands = [(one,) for one in ASKED if one != "recall"] + [
        ("recall", one) for one in ("preview", "list", "show")
    ]
    commands += [("findings", "counts")]
    assert [one for one in commands if "--basis" not in _options(*one)] == []


def test_a_day_to_come_is_refused_where_nothing_looks_ahead(run, ledger) -> None:
    """A fact, a register, a case, every other view, every report, and all that tells what was."""
    for words in (one for several in ASKED.values() for one in several):
        looks_ahead = words[0] in {"obligations", "retention"} or words[-1] in LOOKING_AHEAD
        ran = run(*words, "--at", AHEAD)
        if looks_ahead:
            assert (ran.code, json.loads(ran.text)) == (0, json.loads(ran.text)), words
        else:
            assert (ran.code, ran.err.startswith(REFUSED)) == (2, True), (words, ran.err)
            assert len(ran.err.splitlines()) == 2


def test_knowledge_to_come_is_refused_everywhere(run, ledger) -> None:
    """Also where an answer looks ahead: what will be known nobody knows."""
    for several in ASKED.values():
        for words in (several[0], several[-1], ("table", "expiry_items"), ("obligations",)):
            for known in (AHEAD, "999999"):
                ran = run(*words, "--known-at", known)
                assert ran.code == 2, words
                assert ran.err.startswith((REFUSED, "Reading a position of the log: expected 1 to 1"))


def test_a_report_of_a_period_to_come_is_refused_where_it_does_not_look_ahead(run, ledger) -> None:
    for one in REPORTS:
        ran = run(
            "report", one.name, "--year" if one.yearly else "--month", "2099" if one.yearly else "2099-05"
        )
        assert ran.code == (0 if one.key in LOOKING_AHEAD else 2), (one.name, ran.err)
        if ran.code:
            assert ran.err.startswith("Reading a period: expected one that begins by today (")
            assert ran.err.splitlines()[1] == "Nobody knows yet what will be; choose a period that has begun."


def test_the_help_says_what_looks_ahead(run) -> None:
    shown = " ".join(run("table", "--help").text.split())
    assert f"or falls due ({', '.join(sorted(LOOKING_AHEAD))}) take a day to come." in shown
    assert "A day to come may be asked for" in " ".join(run("obligations", "--help").text.split())
