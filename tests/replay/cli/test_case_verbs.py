"""`medledger cases`, `case` and `table` on cases and views: what they print, and how they refuse."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from ledger.log.opening import open_log
from ledger.settings import locate
from tests.support.events import event, sold, voided

NO_VOIDS = (
    "Showing change_items: --struck is for recorded tables, and this is a view that is derived from others."
)
NOT_RECORDED = (
    "Recording into stock_balances: expected a table that is recorded, "
    "got a view that is derived from others."
)
PLACED = {"product_code": "P1", "lots": ["L1"], "reason": "异味", "placed_at": "2026-05-01T01:00:00.000000Z"}


@pytest.fixture
def ledger(run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A ledger with a hold that was released, one whose release was voided, and goods on consignment."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MEDLEDGER_URL", raising=False)
    assert run("init").code == 0
    log = open_log(locate("medledger.db"))
    consigned = {"consigned_on": "2026-05-02", "customer_code": "C1", "product_code": "P1", "quantity": "5"}
    log.append_prepared(
        [
            event("hold_placed", PLACED, hold_no="TS1", by="E1"),
            event("hold_released", hold_no="TS1", released_at="2026-05-09T01:00:00.000000Z"),
            event("hold_placed", PLACED, hold_no="TS2", note="急"),
            event("hold_released", hold_no="TS2", release_reason="误放"),
            voided("quality_holds", "TS2", [5]),
            event("goods_consigned_out", consigned, consignment_no="XP1", line=1),
            sold("XS1", lot="L1"),
        ]
    )
    log.close()
    return tmp_path / "medledger.db"


def test_cases_say_where_each_stands(run, ledger):
    rows = json.loads(run("cases").text)
    assert [(row["number"], row["stage_zh"], row["state"], row["next"]) for row in rows] == [
        ("XP1", "出库", "open", ["consignment_use_confirmed", "consignment_unused_returned"]),
        ("TS1", "解除", "closed", []),
        ("TS2", "停售封存", "open", ["hold_parties_notified", "hold_reported", "hold_released"]),
    ]


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        (("--open",), ["XP1", "TS2"]),
        (("--closed",), ["TS1"]),
        (("--table", "quality_holds"), ["TS1", "TS2"]),
        (("--table", "quality_holds", "--where", "stage=解除"), ["TS1"]),
        (("--where", "lots=L1", "--open"), ["TS2"]),
        (("--where", "customer_code=C1"), ["XP1"]),
        (("--open", "--at", "2026-05-08"), ["XP1", "TS1", "TS2"]),
        (("--known-at", "5", "--closed"), ["TS1", "TS2"]),
        (("--where", "number=TS1"), ["TS1"]),
        (("--where", "编号=TS2", "--where", "number=XP1"), ["XP1", "TS2"]),
        (("--where", "number~TS", "--where", "state=进行中"), ["TS2"]),
        (("--where", "number>=TS2"), ["XP1", "TS2"]),
        (("--where", "number<=TS1"), ["TS1"]),
        (("--where", "table=quality_holds", "--where", "next~hold_released"), ["TS2"]),
        (("--where", "生产批号=L1", "--closed"), ["TS1"]),
        (("--where", "stage_zh=解除"), ["TS1"]),
        (("--from", "2026-05-01", "--to", "2026年5月1日"), ["TS1", "TS2"]),
        (("--from", "2026/5/2", "--to", "46144"), ["XP1"]),
        (("--to", "2026-05"), ["XP1", "TS1", "TS2"]),
        (("--where", "last_at>=2026-05-09", "--table", "quality_holds"), ["TS1"]),
        (("--sort", "-number"), ["XP1", "TS2", "TS1"]),
        (("--sort", "state,-编号"), ["TS1", "XP1", "TS2"]),
    ],
)
def test_cases_are_chosen_by_table_state_field_and_time(run, ledger, words, numbers):
    assert [row["number"] for row in json.loads(run("cases", *words).text)] == numbers


def test_cases_show_the_columns_asked_for(run, ledger):
    chosen = json.loads(run("cases", "--columns", "编号,state", "--open").text)
    assert chosen == [{"number": "XP1", "state": "open"}, {"number": "TS2", "state": "open"}]


def test_cases_that_are_not_there_say_what_was_looked_at(run, ledger):
    ran = run("cases", "--where", "stage=placed", "--where", "lot=L1", "--from", "2027-01-01")
    assert (ran.code, json.loads(ran.text)) == (0, [])
    assert ran.err.startswith("Nothing found: looked at cases up to ")
    assert ran.err.rstrip().endswith("for rows that fit stage=placed, lot=L1, begun_at>=2027-01-01.")


def test_cases_are_a_table_on_a_screen_and_come_as_csv(run, ledger):
    lines = run("cases", terminal=True, lang="zh").text.splitlines()
    assert lines[1].startswith("选配与样品出库登记")
    assert lines[-1].startswith("共 3 行。")
    rows = list(csv.DictReader(io.StringIO(run("cases", "--format", "csv").text)))
    assert [(row["编号"], row["状态"]) for row in rows] == [
        ("XP1", "进行中"),
        ("TS1", "已结束"),
        ("TS2", "进行中"),
    ]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("cases", "--table", "sales"), "Looking at cases: expected a table of cases, got sales."),
        (
            ("cases", "--open", "--closed"),
            "Listing cases: expected one of --open, --closed and --overdue, got several.",
        ),
        (
            ("cases", "--where", "colour=red"),
            "Filtering consignments: expected a field of the table, got “colour”.",
        ),
        (("cases", "--where", "number=TS9"), "Filtering cases: nothing known has “TS9” as its number."),
        (
            ("cases", "--where", "lot=L77"),
            "Filtering consignments: nothing known has “L77” as its lot.",
        ),
        (
            ("cases", "--where", "overdue>=soon"),
            "Filtering cases: the value “soon” of overdue is not of its type.",
        ),
        (("cases", "--sort", "colour"), "Filtering cases: expected a field of the table, got “colour”."),
        (("case", "TS9"), "Showing a case: expected the number of a case that is known, got 'TS9'."),
        (
            ("case", "TS1", "--at", "2026-04-30"),
            "Showing a case: expected the number of a case that is known, got 'TS1'.",
        ),
        (
            ("case", "TS1", "--table", "consignments"),
            "Showing a case: expected the number of a case that is known, got 'TS1'.",
        ),
    ],
)
def test_what_cannot_be_looked_at_is_refused_with_a_sentence(run, ledger, words, sentence):
    ran = run(*words)
    assert (ran.code, ran.err.splitlines()[0], len(ran.err.splitlines())) == (2, sentence, 2)


def test_one_case_has_its_stages_with_what_they_carried(run, ledger):
    told = json.loads(run("case", "TS2").text)
    assert (told["number"], told["basis"]["position"]) == ("TS2", 8)
    (hold,) = told["cases"]
    assert (hold["table"], hold["state"], hold["stage"]) == ("quality_holds", "open", "placed")
    assert hold["row"]["reason"] == "异味"
    first, second = hold["stages"]
    assert (first["position"], first["recorded_by"], first["note"], first["voided_at"]) == (
        4,
        "tester",
        "急",
        None,
    )
    assert (second["event"], second["carried"]["release_reason"]) == ("hold_released", "误放")
    assert second["voided_at"] is not None


def test_a_case_reads_on_a_screen_from_its_first_stage_to_its_last(run, ledger):
    text = run("case", "TS2", terminal=True).text
    assert "TS2 (open)" in text
    assert "2026-05-01 09:00:00  hold_placed  tester  #4" in text
    assert "  reason: 异味" in text
    assert "hold_released  tester  #5  [voided]" in text
    assert "Possible now: hold_parties_notified, hold_reported, hold_released" in text
    zh = run("case", "TS2", terminal=True, lang="zh").text
    assert "解除  tester  #5  【已作废】" in zh
    assert "可进行的环节：通知相关方, 报告药监部门, 解除" in zh


def test_the_table_of_a_case_has_its_stage_and_with_voids_all_of_them(run, ledger):
    rows = list(csv.DictReader(io.StringIO(run("table", "quality_holds", "--format", "csv").text)))
    assert [row["当前环节"] for row in rows] == ["解除", "停售封存"]
    every = list(
        csv.DictReader(io.StringIO(run("table", "quality_holds", "--struck", "--format", "csv").text))
    )
    assert [row["环节"] for row in every] == ["停售封存", "解除", "停售封存", "解除"]
    assert [bool(row["作废时间"]) for row in every] == [False, False, False, True]


def test_tables_count_cases_and_list_views_without_a_count(run, ledger):
    found = {row["key"]: row for row in json.loads(run("tables").text)}
    assert (found["quality_holds"]["rows"], found["quality_holds"]["recorded"]) == (2, 4)
    stock = found["stock_balances"]
    assert (stock["kind"], stock["rows"], stock["recorded"]) == ("view", None, None)


def test_a_view_is_shown_like_a_table_and_has_its_columns_alone(run, ledger):
    from projections.answers.catalogue import view

    columns = [column.key for column in view("change_items").columns]
    rows = json.loads(run("table", "更正与作废记录清单").text)
    assert rows
    assert all(list(row) == columns for row in rows)
    assert json.loads(run("table", "change_items", "--known-at", "5").text) == []
    heading = run("table", "change_items", "--format", "csv").text.splitlines()[0]
    assert heading.split(",") == [column.zh for column in view("change_items").columns]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (
            ("table", "change_items", "--struck"),
            NO_VOIDS,
        ),
        (
            ("table", "change_items", "--where", "recorded_by=E1"),
            "Filtering change_items: expected a field of the table, got “recorded_by”.",
        ),
        (
            ("import", "any.csv", "--table", "stock_balances"),
            NOT_RECORDED,
        ),
        (
            ("import", "any.csv", "--table", "库存记录"),
            NOT_RECORDED,
        ),
    ],
)
def test_what_a_view_is_not_for_is_refused(run, ledger, words, sentence):
    Path("any.csv").write_text("product_code\nP1\n", "utf-8")
    ran = run(*words)
    assert (ran.code, ran.err.splitlines()[0]) == (2, sentence)
