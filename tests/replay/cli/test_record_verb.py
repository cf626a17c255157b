"""`medledger record`: a document as JSON in, a receipt out, every broken rule told."""

from __future__ import annotations

import json
import sqlite3
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from ledger.settings import Location
from tests.support.cli import Answer, Cli
from tests.support.desk import Desk, customer, staff

SALE = {"sold_on": "2026-05-01", "customer_code": "C1", "product_code": "P01", "lot": "L1", "quantity": 10}


@pytest.fixture
def cli(sqlite_location: Location, tmp_path: Path) -> Cli:
    """A small house; `E1` sits at the desk, `Q1` is the head of quality."""
    program = Cli(str(sqlite_location.path), tmp_path, {"MEDLEDGER_USER": "E1"})
    program.run("init")
    desk = Desk(program, tmp_path)
    desk.furnish()
    desk.recorded("staff", staff("Q1", post="质量负责人"))
    desk.recorded("customers", customer("C9", licence_valid_until="2026-01-31"))
    return program


def _record(cli: Cli, document: Any, *more: str, expect: int = 0) -> Answer:
    content = document if isinstance(document, str) else json.dumps(document, ensure_ascii=False)
    return cli.run("record", "sales", *more, stdin=content, expect=expect)


def test_the_receipt_names_positions_and_identity(cli: Cli) -> None:
    """In a pipe, JSON: what was recorded, what had been, and the head."""
    shared = {key: value for key, value in SALE.items() if key != "quantity"}
    answer = _record(cli, {**shared, "lines": [{"quantity": 1}, {"数量": "2.0"}]}).json
    assert answer == {
        "table": "sales",
        "recorded": [
            {"position": 12, "event_id": first, "sale_no": "XS-20260501-001", "line": 1}
            if not number
            else {"position": 13, "event_id": first, "sale_no": "XS-20260501-001", "line": 2}
            for number, first in enumerate(one["event_id"] for one in answer["recorded"])
        ],
        "duplicates": [],
        "position": 13,
    }
    rows = cli.table("sales")
    assert [(row["quantity"], row["seller"]) for row in rows] == [("1", "E1"), ("2", "E1")]


def test_who_waits_is_answered_once_the_tables_hold_the_entry(cli: Cli) -> None:
    """Read your own write: without --wait the tables come along when somebody asks, or follows the log."""
    cli.table("sales")
    assert "tables" not in _record(cli, SALE | {"sale_no": "XS1"}).json
    assert {row["lag"] for row in cli.run("status").json["projections"]} == {1}
    waited = _record(cli, SALE | {"sale_no": "XS2"}, "--wait").json
    assert waited["tables"] == waited["position"]
    assert {row["lag"] for row in cli.run("status").json["projections"]} == {0}
    assert "tables" not in _record(cli, SALE | {"sale_no": "XS3"}, "--wait", "--check").json


def test_a_second_writer_waits_and_then_is_told_in_one_sentence(cli: Cli) -> None:
    """Exit code 4; the same entry succeeds within the limit once the other is done."""
    cli.settings["MEDLEDGER_PATIENCE"] = "0.3"
    other = sqlite3.connect(cli.ledger, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    begun = time.monotonic()
    refused = _record(cli, SALE | {"sale_no": "XS1"}, expect=4)
    assert 0.3 <= time.monotonic() - begun < 30
    assert refused.err.splitlines() == [
        f"Using the ledger {cli.ledger}: expected a turn, but another program held it for too long.",
        "Wait a moment and try again; trying again never posts twice.",
    ]
    cli.settings["MEDLEDGER_PATIENCE"] = "60"
    threading.Timer(0.5, other.rollback).start()
    assert _record(cli, SALE | {"sale_no": "XS1"}).json["position"] == 12
    other.close()


def test_the_same_document_again_is_a_duplicate(cli: Cli) -> None:
    """Whoever does not know whether an entry arrived repeats it."""
    document = SALE | {"sale_no": "XS1"}
    first = _record(cli, document).json
    again = _record(cli, [document]).json
    assert again == {"table": "sales", "recorded": [], "duplicates": [12], "position": first["position"]}


def test_refusals_are_told_on_both_streams(cli: Cli) -> None:
    """Exit 2: a sentence and a line of advice for each rule; the same as values in JSON."""
    answer = _record(cli, SALE | {"customer_code": "C9", "lot": "L9"}, expect=2)
    refused = answer.json["refused"]
    assert [(one["line"], one["rule"], one["overridable"]) for one in refused] == [
        (1, "G-01", True),
        (1, "G-05", False),
    ]
    assert refused[0]["particulars"]["customer_code"] == "C9"
    told = answer.err.splitlines()
    assert told[::3] == [one["message"] for one in refused]
    assert told[1::3] == [one["advice"] for one in refused]
    assert [line.split()[:2] for line in told[2::3]] == [["Rule", one["rule"]] for one in refused]
    told = cli.table("gate_refusals")
    assert [(row["rule_key"], row["command"], row["staff_code"]) for row in told] == [
        ("G-01", "goods_sold", "E1"),
        ("G-05", "goods_sold", "E1"),
    ]


def test_an_override_takes_a_reason_and_the_head_of_quality(cli: Cli) -> None:
    """The sale stands with its finding; the refusal that did not happen is on record."""
    row = SALE | {"customer_code": "C9"}
    words = ("--override", "G-01", "--reason", "急救", "--approver")
    assert _record(cli, row, *words, "E1", expect=2).json["refused"][-1]["code"] == "override_not_by_them"
    answer = _record(cli, row, *words, "Q1").json
    assert answer["recorded"][0]["findings"] == ["G-01"]
    assert [one["table"] for one in answer["arising"]] == ["gate_refusals"]
    assert cli.table("gate_refusals")[-1]["overridden_by"] == "Q1"


def test_reasons_and_approvers_belong_to_overrides(cli: Cli) -> None:
    """One for each, or one for all."""
    answer = _record(cli, SALE, "--override", "G-01", "--reason", "x", expect=2)
    assert answer.err.startswith("Overriding rules: expected a --reason and an --approver for each")
    assert _record(cli, SALE, "--reason", "x", expect=2).out == ""


def test_check_records_nothing(cli: Cli) -> None:
    """Neither the document nor a refusal."""
    before = cli.position()
    answer = _record(cli, SALE, "--check").json
    assert answer["recorded"] == [{"sale_no": "XS-20260501-001", "line": 1}]
    _record(cli, SALE | {"customer_code": "C9"}, "--check", expect=2)
    assert cli.position() == before


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (
            '{"a": }',
            "Reading the document: expected JSON, got something else at line 1, column 7 (Expecting value).",
        ),
        (
            "",
            "Reading the document: expected JSON, got something else at line 1, column 1 (Expecting value).",
        ),
        ('{"a": 1, "a": 2}', "Reading the document: expected each member once, got 'a' twice."),
        ('{"lot": "\\ud800"}', "Reading the document: expected JSON, got something else at line 1, column 1"),
        ("[" * 200_000, "Reading the document: expected JSON, got something else at line 1, column 1"),
        ("[]", "Reading the document: expected at least one row, got none."),
    ],
)
def test_what_is_no_document_gets_one_sentence(cli: Cli, content: str, sentence: str) -> None:
    """One sentence, one line of advice, nothing on standard output."""
    answer = _record(cli, content, expect=2)
    assert answer.out == ""
    first, *advice = answer.err.splitlines()
    assert first.startswith(sentence)
    assert len(advice) == 1


def test_a_document_may_come_from_a_file(cli: Cli, tmp_path: Path) -> None:
    """With or without byte order mark; other bytes than UTF-8 are told."""
    file = tmp_path / "销售单.json"
    file.write_text(json.dumps(SALE), encoding="utf-8-sig")
    assert cli.run("record", "销售记录", "--file", file).json["recorded"][0]["line"] == 1
    file.write_bytes("{'销售单号': 1}".encode("gb18030"))
    assert cli.run("record", "sales", "--file", file, expect=2).err.startswith(
        "Reading the document: expected UTF"
    )


def test_a_person_reads_a_table(cli: Cli) -> None:
    """The receipt as a screen shows it."""
    text = _record(cli, SALE, "--format", "table").out
    assert "XS-20260501-001/1" in text
    assert "Position 12." in text
    assert _record(cli, SALE | {"lot": "L9"}, "--format", "table", expect=2).out == ""


def test_without_a_ledger_nothing_is_read(tmp_path: Path) -> None:
    """Exit 4, as every verb."""
    answer = Cli(str(tmp_path / "nowhere.db"), tmp_path).run("record", "sales", stdin="{}", expect=4)
    assert answer.out == ""
