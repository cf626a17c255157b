"""Reports: made at a basis, issued as an event, made again byte for byte (R-25, R-41, R-68, P-44)."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC
from typing import Any

import openpyxl
import pytest

from ledger import clock
from ledger.errors import CommandError
from ledger.log.prepared import Prepared
from ledger.settings import Location
from projections.answers import catalogue
from projections.answers.indicators.periods import Period
from replay.bootstrap import Program, make, opened
from replay.reports.declared import REPORTS, report_named
from replay.reports.issuing import Issued, digest_of, issue, report_of, reproduced
from replay.reports.making import canonical
from replay.reports.periods import period_of
from replay.reports.pictures import heading, notes, picture
from replay.telling.files.report_files import FORMS, content
from tests.support.events import customer, event, product, received, returned, sold, staff, voided
from tests.support.ready_ledgers import ReadyLedgers

MAY = Period("2026-05-01", "2026-05-31")
COMPLAINT = {"customer_code": "C1", "content": "坏", "received_on": "2026-05-12", "product_code": "P1"}
SURVEY = {"survey_kind": "opinion_card", "issued_on": "2026-05-05", "customer_code": "C1"}
CALL = {"requested_on": "2026-05-03", "customer_code": "C1", "product_code": "P1", "fault": "坏"}


def history() -> list[Prepared]:
    return [
        product(),
        customer(customer_class="hospital"),
        staff("S1"),
        received("YS1", lot="L1", quantity="100"),
        sold("XS1", lot="L1", quantity="10", unit_price="9.5"),
        sold("XS2", lot="L1", quantity="4", sold_on="2026-06-02"),
        returned("TH1", lot="L1", returned_on="2026-05-20", reason="质量问题"),
        event("repair_requested", CALL, repair_no="WX1", serial="A1", fault_weight="urgent", zone="city"),
        event("repair_dispatched", repair_no="WX1", technician="S1", dispatched_at="2026-05-03"),
        event("repair_diagnosed", repair_no="WX1", diagnosed_on="2026-05-03", cause_class="wear"),
        event("survey_issued", SURVEY, survey_no="DC1", technician="S1"),
        event("survey_answered", survey_no="DC1", answered_on="2026-05-06", attitude="very", skill="fair"),
        event("complaint_received", COMPLAINT, complaint_no="TS1", complaint_kind="service"),
        event("complaint_assessed", complaint_no="TS1", abnormality_class="bad_attitude"),
        event("complaint_decided", complaint_no="TS1", decided_on="2026-05-14", outcome="founded"),
        event("complaint_closed", complaint_no="TS1", closed_on="2026-05-15"),
        event(
            "feedback_received",
            {"feedback_kind": "opinion", "received_at": "2026-05-04", "handler": "S1", "content": "好"},
            feedback_no="XX1",
        ),
    ]


def later() -> list[Prepared]:
    """Return what is recorded after the issue, about the same month, and a void of what was reported."""
    return [
        sold("XS9", lot="L1", quantity="7"),
        returned("TH9", lot="L1", returned_on="2026-05-21", reason="多发"),
        event("complaint_received", COMPLAINT, complaint_no="TS9", complaint_kind="service"),
        event("complaint_closed", complaint_no="TS9", closed_on="2026-05-16"),
        event("survey_issued", SURVEY, survey_no="DC9", technician="S1"),
        event("survey_answered", survey_no="DC9", answered_on="2026-05-07", attitude="not"),
        event("repair_diagnosed", repair_no="WX1", diagnosed_on="2026-05-04", cause_class="design"),
        voided("sales", "XS1", [5]),
        product(name="新名称", event_time="2026-01-01"),
        event(
            "feedback_received",
            {"feedback_kind": "opinion", "received_at": "2026-05-05", "handler": "S1", "content": "差"},
            feedback_no="XX9",
        ),
    ]


@pytest.fixture
def program(
    location: Location, ready_ledgers: ReadyLedgers, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Program]:
    monkeypatch.setenv("MEDLEDGER_USER", "S1")
    ready_ledgers.put(location, "a house that reports", begun)
    with opened(location) as found:
        yield found


def begun(location: Location) -> None:
    make(location)
    with opened(location) as program:
        program.log.append_prepared(history())
        program.caught_up()


def made(program: Program, name: str, period: Period = MAY, **rest: Any) -> dict[str, Any]:
    return report_of(program, report_named(name), period, **rest)


def issued(program: Program, name: str, form: str = "xlsx", **rest: Any) -> Issued:
    report = report_named(name)
    return issue(program, report, report_of(program, report, MAY, **rest), form, {})


def test_each_report_has_rows_and_says_what_it_rests_on(program: Program) -> None:
    for report in REPORTS:
        document = made(program, report.name)
        assert list(document)[:4] == ["report", "title", "source", "basis"]
        basis = document["basis"]
        assert (basis["period_from"], basis["period_to"], basis["where"]) == (*MAY, [])
        assert basis["position"] == basis["checkpoint"]["size"] == len(history()) + 1
        assert basis["code"].startswith("medledger ")
        assert document["rows"], report.name
        assert {part.key for part in report.parts} == document.keys() - {
            *("report", "title", "source", "basis", "rows")
        }
        if report.view:
            keys = [column.key for column in catalogue.view(report.view).columns]
            assert all(list(row) == keys for row in document["rows"]), report.name


def test_the_rows_are_those_of_the_month(program: Program) -> None:
    def rows(name: str, *columns: str) -> list[tuple[Any, ...]]:
        return [tuple(row[key] for key in columns) for row in made(program, name)["rows"]]

    assert rows("complaints", "month", "abnormality_class", "closed_count", "founded_count") == [
        ("2026-05", "bad_attitude", 1, 1)
    ]
    assert ("XX1",) in rows("feedback", "source_no")
    assert rows("faults", "month", "cause_class", "fault_count") == [("2026-05", "wear", 1)]
    assert rows("service", "group_kind", "sold_quantity", "return_count")[0] == ("all", "10", 1)
    assert rows("technicians", "technician", "attitude_score", "skill_score") == [("S1", "4", "2")]
    assert ("product", "10", "95", "1") in rows(
        "sales", "group_kind", "quantity", "amount", "returned_quantity"
    )
    figures = dict(rows("self-inspection", "figure", "number"))
    assert (figures["销售单数"], figures["退货单数"], figures["成立的投诉件数"]) == ("1", "1", "1")
    assert ("repairs", "WX1", "overdue") in rows("due", "subject_table", "subject_no", "state")


def test_indicators_come_with_their_definitions_and_the_cases_behind_them(program: Program) -> None:
    document = made(program, "indicators", where=["kpi_key=K-02"])
    assert [row["group_code"] for row in document["rows"]] == [
        None,
        "survey_kind:opinion_card",
        "technician:S1",
    ]
    assert [one["kpi_key"] for one in document["definitions"]] == ["K-02"]
    (case,) = document["cases"]
    assert (case["subject_table"], case["subject_no"], case["breach"]) == ("surveys", "DC1", True)
    assert document["basis"]["where"] == ["kpi_key=K-02"]
    whole = made(program, "indicators")
    assert len({row["kpi_key"] for row in whole["rows"]}) == 28
    assert all(row["denominator"] or row["kpi_value"] is not None for row in whole["rows"])


def test_the_twelve_months_before_are_part_of_what_is_drawn(program: Program) -> None:
    months = made(program, "complaints", Period("2026-06-01", "2026-06-30"))["twelve_months"]
    assert [(row["month"], row["closed_count"]) for row in months] == [("2026-05", 1)]
    service = made(program, "service")["twelve_months"]
    assert [row["month"] for row in service] == ["2026-05"]


def test_every_report_says_which_rules_were_softened_in_its_period(program: Program) -> None:
    """Decision 0044: a setting that lets a rule only warn is shown until its last day."""
    assert "softened" not in made(program, "complaints")
    soft = {"rule_kind": "gate", "title": "证照补录", "setting": "warned", "approver": "S1"}
    days = {"effective_from": "2026-05-10", "effective_until": "2026-05-31"}
    program.log.append_prepared([event("rule_set", soft, rule_key="G-01a", **days)])
    program.caught_up()
    told = {"rule_key": "G-01a", **soft, **days}
    told.pop("rule_kind")
    for name in ("complaints", "indicators"):
        document = made(program, name)
        assert document["softened"] == [told]
        assert "放宽的规则：G-01a 证照补录，仅警告，2026-05-10 至 2026-05-31" in notes(document)
    april = Period("2026-04-01", "2026-04-30")
    assert "softened" not in made(program, "complaints", april)


def test_no_report_holds_a_personal_value() -> None:
    """Else the erasure of a person would change what was issued."""
    for report in REPORTS:
        if report.view:
            assert [one.key for one in catalogue.view(report.view).columns if one.personal] == []


@pytest.mark.parametrize("name", [report.name for report in REPORTS])
def test_an_issued_report_is_made_again_byte_for_byte(program: Program, name: str) -> None:
    """Whatever was recorded since: the same document, the same files, the same picture."""
    first = issued(program, name)
    before = {form: content(first.report, first.document, form) for form in FORMS}
    program.log.append_prepared(later())
    program.caught_up()
    again = reproduced(program, first.number)
    assert again.agrees
    assert (again.report, again.digest, again.form) == (first.report, first.digest, "xlsx")
    assert {form: content(again.report, again.document, form) for form in FORMS} == before
    assert picture(again.document) == picture(first.document)
    assert heading(again.document) == heading(first.document)
    assert notes(again.document) == notes(first.document)
    fresh = made(program, name)
    assert canonical(fresh) != before["json"]
    if name not in {"due", "technicians", "faults"}:
        assert fresh["rows"] != again.document["rows"]


def test_an_issue_is_a_record_of_what_the_report_rests_on(program: Program) -> None:
    first = issued(program, "service", "csv", where=["group_kind=all"], known_at="17")
    again = reproduced(program, first.number)
    assert again.agrees
    basis = again.document["basis"]
    assert (basis["position"], basis["where"]) == (17, ["group_kind=all"])
    assert (again.form, len(again.document["rows"])) == ("csv", 1)
    assert first.digest == digest_of(first.document) == again.found


def test_a_report_that_another_program_would_make_otherwise_does_not_agree(program: Program) -> None:
    row = {
        "issue_kind": "periodic",
        "report_key": "fault_summaries",
        "title": "故障",
        "period_from": "2026-05-01",
        "period_to": "2026-05-31",
        "as_true_at": "2026-06-01T10:00:00.5+08:00",
        "position_to": "5",
        "digest": "0" * 64,
        "issued_on": "2026-06-01",
    }
    program.entering("report_issues", row | {"issue_no": "BB-1"})
    found = reproduced(program, "BB-1")
    assert not found.agrees
    assert found.document["rows"] == []
    assert found.document["basis"]["at"] == "2026-06-01T10:00:00.500000+08:00"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({}, "no_such_issue"),
        ({"report_key": "sales"}, None),
        ({"report_key": "evidence"}, "not_reproducible"),
        ({"as_true_at": None}, "not_reproducible"),
        ({"period_from": None}, "not_reproducible"),
        ({"position_to": "999"}, "not_reproducible"),
    ],
)
def test_what_was_not_issued_here_cannot_be_made_again(
    program: Program, change: dict[str, Any], code: str | None
) -> None:
    row = {
        "issue_kind": "evidence",
        "report_key": "sales_summaries",
        "title": "证据",
        "period_from": "2026-05-01",
        "period_to": "2026-05-31",
        "as_true_at": "2026-06-01",
        "position_to": "5",
        "digest": "0" * 64,
        "issued_on": "2026-06-01",
        **change,
    }
    if change:
        given = {key: value for key, value in row.items() if value is not None}
        program.entering("report_issues", given | {"issue_no": "BB-1"})
    if code is None:
        assert reproduced(program, "BB-1").report.name == "sales"
        return
    with pytest.raises(CommandError) as refused:
        reproduced(program, "BB-1")
    assert refused.value.code == code


def test_a_period_that_is_not_over_is_not_issued(program: Program) -> None:
    report = report_named("sales")
    document = report_of(program, report, Period("2026-01-01", "2999-12-31"))
    with pytest.raises(CommandError) as refused:
        issue(program, report, document, "json", {})
    assert refused.value.code == "period_not_over"


def test_csv_has_the_headings_of_the_form_and_the_basis_behind_them(program: Program) -> None:
    report = report_named("service")
    document = made(program, "service")
    text = content(report, document, "csv").decode("utf-8-sig")
    first, *_ = rows = list(csv.DictReader(io.StringIO(text)))
    assert list(first)[:3] == ["月份", "统计口径", "统计对象编码"]
    assert first["退货率"] == "0.1"
    assert {row["统计期间起"] for row in rows} == {"2026-05-01"}
    assert {row["日志位置"] for row in rows} == {str(len(history()) + 1)}
    assert json.loads(content(report, document, "json")) == document


def test_a_workbook_has_a_sheet_for_each_table_and_one_for_the_basis(program: Program) -> None:
    report = report_named("indicators")
    document = made(program, "indicators")
    book = openpyxl.load_workbook(io.BytesIO(content(report, document, "xlsx")))
    assert book.sheetnames == ["服务质量指标表", "指标定义", "计入案件", "依据"]
    assert [cell.value for cell in book["服务质量指标表"][1]][:2] == ["指标编号", "指标名称"]
    assert book["服务质量指标表"].max_row == len(document["rows"]) + 1
    said = {row[0]: row[1] for row in book["依据"].values}
    assert said["日志位置"] == str(len(history()) + 1)
    assert said["程序版本"] == document["basis"]["code"]
    at = clock.parsed(document["basis"]["at"]).astimezone(UTC).replace(tzinfo=None, microsecond=0)
    assert book.properties.created == at


def test_reports_are_named_by_name_key_or_title() -> None:
    assert (
        report_named("complaints")
        is report_named("客户投诉案件统计表")
        is report_named("complaint_statistics")
    )
    with pytest.raises(CommandError) as refused:
        report_named("profit")
    assert refused.value.code == "no_such_report"


@pytest.mark.parametrize(
    ("name", "given", "found"),
    [
        ("sales", {"month": "2026-05"}, MAY),
        ("sales", {"year": "2026"}, ("2026-01-01", "2026-12-31")),
        ("sales", {"first": "2026-05-10", "last": "2026-06-09"}, ("2026-05-10", "2026-06-09")),
        ("sales", {"first": "2026-05-10"}, ("2026-05-10", "2026-07-15")),
        ("sales", {"last": "2026-05-10"}, ("2026-05-01", "2026-05-10")),
        ("sales", {}, ("2026-06-01", "2026-06-30")),
        ("due", {}, ("2026-07-01", "2026-07-15")),
        ("self-inspection", {}, ("2025-01-01", "2025-12-31")),
        ("complaints", {"first": "2026-01-01", "last": "2026-03-31"}, ("2026-01-01", "2026-03-31")),
    ],
)
def test_periods_as_typed(name: str, given: dict[str, str], found: tuple[str, str]) -> None:
    assert period_of(report_named(name), "2026-07-15", **given) == found


@pytest.mark.parametrize(
    ("name", "given", "code"),
    [
        ("sales", {"month": "2026-13"}, "period_unreadable"),
        ("sales", {"month": "5月"}, "period_unreadable"),
        ("sales", {"year": "26"}, "period_unreadable"),
        ("sales", {"first": "2026-02-30"}, "period_unreadable"),
        ("sales", {"month": "2026-05", "year": "2026"}, "period_twice"),
        ("sales", {"first": "2026-05-02", "last": "2026-05-01"}, "period_backwards"),
        ("complaints", {"first": "2026-05-02", "last": "2026-05-31"}, "whole_months"),
        ("feedback", {"first": "2026-05-01"}, "whole_months"),
    ],
)
def test_periods_that_cannot_be(name: str, given: dict[str, str], code: str) -> None:
    with pytest.raises(CommandError) as refused:
        period_of(report_named(name), "2026-07-15", **given)
    assert refused.value.code == code
