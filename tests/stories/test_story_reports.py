"""The monthly reports through the command line: looked at, drawn, issued, and made again years later."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from tests.support.cli import Answer
from tests.support.desk import Desk, Row, returned, sale, void

COMPLAINT: Row = {
    "complaint_no": "TS1",
    "received_on": "2026-05-11",
    "customer_code": "C1",
    "product_code": "P01",
    "lot": "L1",
    "content": "等了三天没人来",
    "complaint_kind": "服务",
}
CARD: Row = {
    "survey_no": "DC1",
    "survey_kind": "opinion_card",
    "issued_on": "2026-05-10",
    "customer_code": "C1",
    "technician": "E1",
    "answered_on": "2026-05-12",
    "attitude": "very",
    "skill": "satisfied",
}


def trade(desk: Desk) -> None:
    """Record the small house and a month of its trade; `E1` is at the desk."""
    desk.furnish()
    desk.cli.settings["MEDLEDGER_USER"] = "E1"
    desk.recorded("sales", sale(), sale("XS2", quantity="5", sold_on="2026-05-03", customer_code="C2"))
    desk.recorded("returns", returned(reason="质量问题"))
    desk.recorded("complaints", COMPLAINT)
    desk.recorded("surveys", CARD, {**CARD, "survey_no": "DC2", "skill": "not"})


@pytest.fixture
def house(begin: Callable[..., Desk], monkeypatch: pytest.MonkeyPatch) -> Desk:
    """The small house after a month of trade; `E1` is at the desk."""
    desk = begin(trade)
    monkeypatch.chdir(desk.cli.home)
    desk.cli.settings["MEDLEDGER_USER"] = "E1"
    return desk


def report(desk: Desk, *words: object, expect: int = 0) -> Answer:
    return desk.cli.run("report", *words, expect=expect)


def test_without_a_name_the_reports_are_listed(house: Desk) -> None:
    listed = report(house, "--format", "json").json
    assert [one["name"] for one in listed] == [
        *("complaints", "feedback", "faults", "service", "technicians"),
        *("indicators", "sales", "due", "self-inspection"),
    ]
    assert "客户投诉案件统计表" in report(house, "--format", "table").out


def test_a_month_is_looked_at_in_every_form(house: Desk) -> None:
    """JSON says what it rests on; a screen shows title, basis and rows; files have the official headings."""
    found = report(house, "service", "--month", "2026-05").json
    assert found["basis"]["period_to"] == "2026-05-31"
    (whole,) = [row for row in found["rows"] if row["group_kind"] == "all"]
    assert (whole["sold_quantity"], whole["return_rate"], whole["complaint_count"]) == ("15", "0.0667", 1)
    screen = report(house, "退货投诉统计通报", "--month", "2026-05", "--format", "table").out
    assert "2026-05-01 – 2026-05-31" in screen
    assert f"(position {found['basis']['position']})" in screen
    report(house, "service", "--month", "2026-05", "--output", "通报.csv")
    with Path("通报.csv").open(encoding="utf-8-sig", newline="") as stream:
        assert next(csv.DictReader(stream))["销售数量"] == "15"
    report(house, "service", "--month", "2026-05", "--output", "通报.xlsx")
    assert openpyxl.load_workbook("通报.xlsx").sheetnames == ["退货投诉统计通报", "近十二个月", "依据"]


def test_the_cases_that_break_a_limit_are_listed_with_their_numbers(house: Desk) -> None:
    found = report(house, "indicators", "--month", "2026-05", "--where", "kpi_key=K-02").json
    assert (found["rows"][0]["kpi_value"], found["rows"][0]["threshold"]) == ("0.5", ">95%")
    broken = [(one["subject_table"], one["subject_no"]) for one in found["cases"] if one["breach"]]
    assert broken == [("surveys", "DC2")]
    shown = report(house, "indicators", "--month", "2026-05", "--format", "table").out
    assert "Cases that break a limit" in shown
    assert "DC2" in shown


def test_the_same_figures_are_a_view_at_any_cut_off(house: Desk) -> None:
    known = house.cli.position()
    house.recorded("voids", void("surveys", "DC2"))
    where = (
        "--where",
        "kpi_key=K-02",
        "--where",
        "period_from=2026-05-01",
        "--where",
        "period_to=2026-05-31",
    )
    (now, *_) = house.cli.table("kpi_results", *where)
    (then, *_) = house.cli.table("kpi_results", *where, "--known-at", str(known))
    assert (then["numerator"], then["denominator"], now["denominator"]) == ("1", "2", "1")


def test_a_report_is_issued_and_years_later_made_again(house: Desk) -> None:
    """Whatever came since about the month: the file and its picture are the same, and the digest agrees."""
    words = ("service", "--month", "2026-05", "--issue", "--issued-to", "各部门")
    receipt = report(house, *words, "--output", "通报.xlsx", "--chart", "通报.html").json
    number = receipt["issue_no"]
    assert receipt["file"] == "通报.xlsx"
    (row,) = house.cli.table("report_issues")
    assert (row["report_key"], row["issue_kind"], row["issued_by"]) == (
        "service_statistics",
        "bulletin",
        "E1",
    )
    assert (row["position_to"], row["digest"]) == (receipt["position"], receipt["digest"])
    assert (row["period_from"], row["issued_to"], row["issue_format"]) == ("2026-05-01", "各部门", "xlsx")

    house.recorded("returns", returned("TH2", reason="又退"))
    house.recorded("complaints", {**COMPLAINT, "complaint_no": "TS2"})
    house.recorded("voids", void("sales", "XS2"))
    again = report(house, "--issued", number, "--output", "again.xlsx", "--chart", "again.html")
    assert again.json["agrees"] is True
    assert "agrees" in again.err
    assert Path("again.xlsx").read_bytes() == Path("通报.xlsx").read_bytes()
    assert Path("again.html").read_bytes() == Path("通报.html").read_bytes()
    plain = report(house, "--issued", number, "--format", "json").out
    assert hashlib.sha256(plain.encode()).hexdigest() == receipt["digest"]
    fresh = report(house, "service", "--month", "2026-05").json
    assert fresh["rows"][0]["complaint_count"] == 2
    assert fresh["rows"][0]["bulletin_no"] == number
    assert json.loads(plain)["rows"][0]["complaint_count"] == 1
    assert house.cli.run("verify").json["ok"]


def test_an_issue_without_a_file_name_is_a_workbook_named_by_its_number(house: Desk) -> None:
    receipt = report(house, "sales", "--month", "2026-05", "--issue").json
    assert Path(receipt["file"]).name == f"{receipt['issue_no']}.xlsx"
    assert openpyxl.load_workbook(receipt["file"]).sheetnames[0] == "销售情况汇总"


def test_a_digest_that_does_not_agree_is_told_by_the_exit_code(house: Desk) -> None:
    """A record that claims another content than the log gives."""
    receipt = report(house, "sales", "--month", "2026-05", "--issue").json
    (row,) = house.cli.table("report_issues")
    kept = {key: value for key, value in row.items() if value is not None}
    for name in ("position", "event_time", "record_time", "voided_at"):
        kept.pop(name, None)
    false = {**kept, "issue_no": "BB-FALSE", "digest": "0" * 64, "position_to": str(row["position_to"])}
    house.recorded("report_issues", {key: str(value) for key, value in false.items()})
    assert report(house, "--issued", receipt["issue_no"]).exit_code == 0
    answer = report(house, "--issued", "BB-FALSE", expect=1)
    assert answer.json["agrees"] is False
    assert "does NOT agree" in answer.err


def test_what_cannot_be_is_said_in_a_sentence(house: Desk) -> None:
    wrong = [
        (("profit",), "expected one of complaints"),
        (("sales", "--month", "May"), "expected a month"),
        (("sales", "--chart", "x.png"), "ends in .svg or .html"),
        (("sales", "--issue", "--format", "table"), "expected json, csv, xlsx or pdf"),
        (("sales", "--year", "2999"), "expected one that begins by today"),
        (("due", "--month", "2999-01", "--issue"), "a period that is over"),
        (("sales", "--issued", "BB-1"), "or --issued"),
        (("--issued", "BB-1"), "expected the number of an issue"),
        (("sales", "--where", "colour=red"), "expected a field of the table"),
        (("self-inspection", "--where", "figure=1"), "expected no filters"),
    ]
    before = house.cli.position()
    for words, sentence in wrong:
        assert sentence in report(house, *words, expect=2).err
    assert house.cli.position() == before
    assert not Path("x.png").exists()


def test_who_is_not_on_the_roster_has_to_say_who_issues(house: Desk) -> None:
    house.cli.settings["MEDLEDGER_USER"] = "somebody"
    refused = report(house, "sales", "--month", "2026-05", "--issue", expect=2)
    assert refused.err.endswith("Set MEDLEDGER_USER to a staff code, or give one with --issued-by.\n")
    assert list(Path().glob("BB-*")) == []
    receipt = report(house, "sales", "--month", "2026-05", "--issue", "--issued-by", "E1").json
    assert receipt["agrees"] is True


def test_pictures_are_drawn_for_every_report(house: Desk) -> None:
    for one in report(house, "--format", "json").json:
        file = Path(f"{one['name']}.svg")
        report(house, one["name"], "--month", "2026-05", "--chart", file, "--output", "x.json")
        assert file.read_bytes().startswith(b"<?xml")
        assert "2026-05-01" in Path("x.json").read_text("utf-8")
