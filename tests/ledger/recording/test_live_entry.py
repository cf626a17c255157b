"""Live entry: what the system fills in, what is refused and told, what of it is recorded."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import orjson
import pytest
from sqlalchemy import text

from ledger import clock
from ledger.deciding.decision import Override
from ledger.entry.live import Entered, EntryRefusedError, enter
from ledger.errors import CommandError, ConflictError
from ledger.log.opening import open_log
from ledger.recording.ledger import Ledger
from ledger.recording.unit_of_work import Outcome, UnitOfWork
from ledger.settings import Location
from tests.support.decisions import command, customer, member, sale
from tests.support.live import HOUSE, ROW, events, record, refused


def _numbers(entered: Entered) -> list[tuple[str, int]]:
    return [(one.identity["sale_no"], one.identity["line"]) for one in entered.recorded]


def test_number_lines_and_person_come_from_the_system(ledger: Ledger) -> None:
    """A document of two lines gets the next number of its day; what lines share is stated once."""
    shared = {"sold_on": "2026-05-01", "customer_code": "C1"}
    lines = [{"product_code": "P1", "lot": "L1", "quantity": "2"}] * 2
    entered = enter(ledger, "sales", {**shared, "lines": lines})
    assert _numbers(entered) == [("XS-20260501-001", 1), ("XS-20260501-001", 2)]
    assert [one.position for one in entered.recorded] == [8, 9]
    assert entered.position == ledger.log.head() == 9
    event = events(ledger, "goods_sold")[0]
    assert event["data"]["seller"] == "E1"
    assert event["recorded_by"] == "E1"
    assert event["filled"] == ["line", "sale_no", "seller"]
    assert entered.recorded[0].event_id == event["event_id"]


def test_what_is_given_is_kept(ledger: Ledger) -> None:
    """Number, line and seller stand as given; Chinese headings and JSON values are read as cells are."""
    record(ledger, member("E2"))
    row = {"销售单号": "甲-7", "行号": 3, "销售日期": "2026/5/1", "客户编码": "C1", "产品编码": "P1"}
    entered = enter(
        ledger, "销售记录", [row | {"生产批号": "L1", "数量": 2, "是否直调": False, "经办人": "E2"}]
    )
    assert _numbers(entered) == [("甲-7", 3)]
    data = events(ledger, "goods_sold")[0]["data"]
    assert (data["quantity"], data["drop_shipment"], data["seller"]) == ("2", False, "E2")


def test_numbers_that_others_took_are_passed_over(ledger: Ledger) -> None:
    """Numbers given by hand or imported are taken, voided ones too; each day counts by itself."""
    enter(ledger, "sales", ROW)
    record(ledger, sale("XS-20260501-002", sold_on="2026-05-01"), sale("XS-20260501-0040"))
    assert _numbers(enter(ledger, "sales", ROW)) == [("XS-20260501-003", 1)]
    assert _numbers(enter(ledger, "sales", ROW | {"sold_on": "2026-05-02"})) == [("XS-20260502-001", 1)]


def test_numbers_do_not_depend_on_the_kept_state(ledger: Ledger) -> None:
    """How far numbers are taken is disposable: without it, the records are asked."""
    enter(ledger, "sales", ROW)
    enter(ledger, "sales", ROW)
    with ledger.log.writing() as connection:
        connection.execute(text("DELETE FROM decision_state"))
    again = Ledger(ledger.log, recorded_by="E1")
    assert _numbers(enter(again, "sales", ROW)) == [("XS-20260501-003", 1)]


def test_the_house_may_number_in_its_own_way(ledger: Ledger) -> None:
    """A numbering rule of the house counts from its day."""
    setting = {"rule_key": "sales", "rule_kind": "numbering", "title": "销售单编号", "setting": "value"}
    given = {"value": "甲{yyyymm}/{seq2}号", "approver": "Q1", "effective_from": "2026-05-01"}
    record(ledger, command("rule_settings", **setting, **given))
    assert _numbers(enter(ledger, "sales", ROW)) == [("甲202605/01号", 1)]
    assert _numbers(enter(ledger, "sales", ROW)) == [("甲202605/02号", 1)]
    assert _numbers(enter(ledger, "sales", ROW | {"sold_on": "2026-04-30"})) == [("XS-20260430-001", 1)]


def test_rows_without_lines_get_a_number_each(ledger: Ledger) -> None:
    """A list of register rows is one entry: all of them or none."""
    entered = enter(ledger, "staff", [{"name": "张", "post": "销售员"}, {"name": "李", "post": "验收员"}])
    assert [one.identity for one in entered.recorded] == [
        {"staff_code": "YG-0001"},
        {"staff_code": "YG-0002"},
    ]


def test_the_same_document_again_gives_the_first_positions(ledger: Ledger) -> None:
    """An entry whose answer was lost can be repeated."""
    document = {"sale_no": "XS1", "lines": [ROW, ROW | {"quantity": 3}]}
    first = enter(ledger, "sales", document)
    again = enter(ledger, "sales", document)
    assert again.duplicates == tuple(one.position for one in first.recorded)
    assert (again.recorded, again.position) == ((), first.position)


@pytest.mark.parametrize(
    ("member", "code"),
    [
        ("position", "entry_system_member"),
        ("记录时间", "entry_system_member"),
        ("recorded_by", "entry_system_member"),
        ("event_id", "entry_system_member"),
        ("findings", "entry_system_member"),
        ("event_time", "entry_system_member"),
        ("quantitty", "entry_unknown_member"),
        ("数量", "entry_member_twice"),
        ("销售单位", "entry_ambiguous_member"),
    ],
)
def test_members_that_cannot_be_are_refused(ledger: Ledger, member: str, code: str) -> None:
    """Time, person and position come from the system; unlike in a file, an unknown member is refused."""
    refusal = refused(ledger, "sales", {**ROW, member: "1"})
    assert [(one.line, one.rule, one.reason.code) for one in refusal.refusals] == [(1, None, code)]
    assert ledger.position == 7


def test_an_unknown_member_is_met_with_near_names(ledger: Ledger) -> None:
    """The advice names what was probably meant."""
    reason = refused(ledger, "sales", {**ROW, "quantitty": "1"}).reasons[0]
    assert reason.message("en") == "Reading the document: 'quantitty' is no column of sales."
    assert reason.advice("en").startswith("Did you mean quantity")


def test_a_register_row_may_carry_its_business_time(ledger: Ledger) -> None:
    """Interface rule 6: only registers do."""
    enter(
        ledger, "customers", {"customer_code": "C3", "name": "丙", "kind": "个人", "event_time": "2026-01-01"}
    )
    assert events(ledger, "customer_registered")[-1]["event_time"] == "2025-12-31T16:00:00.000000Z"


def test_every_broken_rule_of_every_line_is_told_in_the_order_of_the_rules(ledger: Ledger) -> None:
    """Decided together: what cannot be read, what breaks integrity, what breaks compliance."""
    lines = [
        {"product_code": "P1", "lot": "L9", "quantity": "2", "expiry_date": "2026-01-01", "unit": "盒"},
        {"product_code": "P1", "lot": "L1", "quantity": "0"},
        {"product_code": "P9", "lot": "L1", "quantity": "1", "seller": "E9"},
    ]
    shared = {"sold_on": "2026-05-01", "customer_code": "C2"}
    refusal = refused(ledger, "sales", {**shared, "lines": lines})
    assert [(one.line, one.rule) for one in refusal.refusals] == [
        *((1, rule) for rule in ("M-05", "G-01", "G-05", "G-06")),
        (2, None),
        *((3, rule) for rule in ("M-01", "M-13")),
    ]
    assert [one.overridable for one in refusal.refusals[:3]] == [False, True, False]


def test_a_refusal_is_recorded(ledger: Ledger) -> None:
    """Regulation 1.6 #1: each rule that refused, for each line; nothing of the document itself."""
    refusal = refused(ledger, "sales", [ROW | {"customer_code": "C2"}, ROW | {"customer_code": "C9"}])
    assert refusal.position == ledger.position == 9
    first, second = (one["data"] for one in events(ledger, "command_refused"))
    assert events(ledger, "goods_sold") == []
    day = clock.day_of(first["refused_at"], ledger.zone).replace("-", "")
    assert [first["refusal_no"], second["refusal_no"]] == [f"LJ-{day}-0001", f"LJ-{day}-0002"]
    assert {key: first[key] for key in first if key not in {"refusal_no", "refused_at"}} == {
        "rule_key": "G-01",
        "command": "goods_sold",
        "subject_table": "sales",
        "product_code": "P1",
        "lot": "L1",
        "customer_code": "C2",
        "staff_code": "E1",
        "reason": "客户“C2”的证照有效期—至2026-01-01，不含销售日2026-05-01。",
        "facts_found": "customer_code=C2；sold_on=2026-05-01；valid_from=—；valid_until=2026-01-01",
        "severity_kind": "required",
    }
    assert (second["rule_key"], "customer_code" in second) == ("M-01", False)


def test_what_cannot_be_read_and_what_is_only_checked_leaves_no_event(ledger: Ledger) -> None:
    """Only a rule that was broken is a refusal of the trade."""
    refused(ledger, "sales", ROW | {"quantity": "x"})
    refused(ledger, "sales", {"sold_on": "2026-05-01"})
    assert refused(ledger, "sales", ROW | {"customer_code": "C2"}, check=True).position == 7
    checked = enter(ledger, "sales", ROW, check=True)
    assert (_numbers(checked), ledger.position) == ([("XS-20260501-001", 1)], 7)
    assert _numbers(enter(ledger, "sales", ROW)) == [("XS-20260501-001", 1)]


def test_a_refused_document_uses_up_no_number(ledger: Ledger) -> None:
    """Numbers have no gap for it."""
    refused(ledger, "sales", ROW | {"customer_code": "C2"})
    assert _numbers(enter(ledger, "sales", ROW)) == [("XS-20260501-001", 1)]


def test_the_head_of_quality_may_let_a_rule_pass(ledger: Ledger) -> None:
    """The finding says who and why, and the refusal that did not happen is recorded with it."""
    override = Override("G-01", "急救", "Q1")
    entered = enter(ledger, "sales", ROW | {"customer_code": "C2"}, overrides=[override])
    assert [(one.table, one.position) for one in entered.arising] == [("gate_refusals", 9)]
    finding = events(ledger, "goods_sold")[0]["findings"][0]
    assert {key: finding[key] for key in ("rule", "overridden_by", "override_reason")} == {
        "rule": "G-01",
        "overridden_by": "Q1",
        "override_reason": "急救",
    }
    told = events(ledger, "command_refused")[0]["data"]
    assert (told["overridden_by"], told["override_reason"]) == ("Q1", "急救")
    assert told["subject_no"] == "XS-20260501-001/1"


@pytest.mark.parametrize(
    ("override", "code"),
    [
        (Override("G-01", "急救", "E1"), "override_not_by_them"),
        (Override("G-01", "急救", "nobody"), "override_not_by_them"),
        (Override("G-06", "急救", "Q1"), "override_not_allowed"),
    ],
)
def test_an_override_that_is_not_allowed_is_refused(ledger: Ledger, override: Override, code: str) -> None:
    """Neither for a hard rule nor by anybody else; what the rule itself says is told first."""
    row = ROW | {"customer_code": "C2", "expiry_date": "2026-01-01"}
    refusal = refused(ledger, "sales", row, overrides=[override])
    assert [(one.rule, one.reason.code) for one in refusal.refusals] == [
        ("G-01", "licence_lapsed"),
        ("G-06", "expired"),
        (None, code),
    ]


def test_an_override_names_a_rule_a_reason_and_a_person(ledger: Ledger) -> None:
    """A slip of the pen is no override."""
    for override, code in (
        (Override("G-99", "x", "Q1"), "entry_unknown_rule"),
        (Override("G-01", " ", "Q1"), "entry_override_incomplete"),
    ):
        with pytest.raises(CommandError) as caught:
            enter(ledger, "sales", ROW, overrides=[override])
        assert caught.value.code == code


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ([], "entry_no_rows"),
        ("XS1", "entry_wrong_shape"),
        ({"lines": {"a": 1}}, "entry_wrong_shape"),
        ([ROW, None], "entry_wrong_shape"),
        ([ROW | {"sale_no": "XS1"}, ROW | {"sale_no": "XS2"}], "entry_several_numbers"),
    ],
)
def test_a_document_of_another_shape_is_refused(ledger: Ledger, document: Any, code: str) -> None:
    """One sentence; nothing is read of it."""
    with pytest.raises(CommandError) as caught:
        enter(ledger, "sales", document)
    assert caught.value.code == code


def test_the_systems_own_table_is_not_entered(ledger: Ledger) -> None:
    """Refusals are recorded when they happen."""
    with pytest.raises(CommandError) as caught:
        enter(ledger, "gate_refusals", {})
    assert caught.value.code == "entry_system_table"


def test_whoever_is_always_overtaken_is_told_so(ledger: Ledger) -> None:
    """Another writer at every try: a conflict in the end, and nothing of the document is recorded."""
    other = Ledger(ledger.log, recorded_by="other")
    tries: list[int] = []

    def overtaken(unit: UnitOfWork) -> list[Outcome]:
        other.submit([[customer(f"K{len(tries)}")]])
        tries.append(unit.head)
        return unit.document([sale()])

    with pytest.raises(ConflictError) as caught:
        ledger.deciding(overtaken)
    assert caught.value.code == "log_busy"
    assert len(tries) == ledger.position - 7
    assert events(ledger, "goods_sold") == []


def test_writers_at_once_never_assign_a_number_twice(location: Location) -> None:
    """Six writers, five documents each: thirty numbers without a gap, refusals in between."""
    log = open_log(location, create=True)
    Ledger(log, recorded_by="E1").submit([[one] for one in HOUSE])

    def enter_some(_writer: int) -> Sequence[str]:
        own = open_log(location)
        ledger = Ledger(own, recorded_by="E1")
        found = []
        for _ in range(5):
            found.append(_numbers(enter(ledger, "sales", ROW))[0][0])
            with pytest.raises(EntryRefusedError):
                enter(ledger, "sales", ROW | {"customer_code": "C2"})
        own.close()
        return found

    with ThreadPoolExecutor(6) as pool:
        numbers = [number for some in pool.map(enter_some, range(6)) for number in some]
    assert sorted(numbers) == [f"XS-20260501-{number:03d}" for number in range(1, 31)]
    refusals = [
        orjson.loads(one)["data"] for batch in log.scan(types=["command_refused"]) for _, one in batch
    ]
    assert len({one["refusal_no"] for one in refusals}) == len(refusals) == 30
    log.close()
