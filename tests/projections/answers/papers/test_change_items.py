"""Corrections as an inspector reads them: old and new side by side, by whom, when and why (G-83, C-03)."""

from __future__ import annotations

from typing import Any

from tests.support.asking import asking
from tests.support.events import customer, event, product, sold, staff, voided

KEYS = ("subject_no", "field_key", "old_value", "new_value", "kind_of_change")


def told(found: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return [tuple(row[key] for key in KEYS) for row in found]


def corrected() -> list[Any]:
    first, other = sold("XS1", 1), sold("XS1", 2)
    void = voided("sales", "XS1", [1], 1, reason="数量录错", approver="S9", by="王")
    again = sold("XS1", 1, quantity="2", lot="L1", replaces=first.event_id, by="李")
    return [first, other, void, again]


def test_a_void_is_one_row_with_its_reason_and_who_approved_it():
    with asking(*corrected()[:3]) as tables:
        [row] = tables.rows("change_items")
    assert row == {
        "subject_table": "sales",
        "subject_no": "XS1",
        "field_key": None,
        "old_value": None,
        "new_value": None,
        "kind_of_change": "voided",
        "reason": "数量录错",
        "changed_by": "王",
        "changed_at": "2026-01-01T08:00:02+08:00",
        "approver": "S9",
        "old_position": 1,
        "event_position": 3,
        "line": 1,
    }


def test_what_replaces_a_voided_record_shows_each_field_that_differs():
    with asking(*corrected()) as tables:
        found = tables.rows("change_items")
    assert told(found) == [
        ("XS1", None, None, None, "voided"),
        ("XS1", "lot", None, "L1", "replaced"),
        ("XS1", "quantity", "1", "2", "replaced"),
    ]
    assert {(row["old_position"], row["event_position"]) for row in found[1:]} == {(1, 4)}
    assert {(row["reason"], row["changed_by"], row["approver"]) for row in found[1:]} == {
        ("数量录错", "李", "S9")
    }


def test_a_void_of_a_document_is_told_for_each_of_its_lines():
    with asking(sold("XS1", 1), sold("XS1", 2), voided("sales", "XS1", [1, 2])) as tables:
        found = tables.rows("change_items")
    assert [(row["line"], row["old_position"], row["event_position"]) for row in found] == [
        (1, 1, 3),
        (2, 2, 3),
    ]


def test_a_register_shows_each_version_beside_the_one_that_stood_before():
    events = [
        product("P1", name="旧名", cold_chain=False),
        product("P1", name="新名", cold_chain=True, note="换证", by="赵"),
        voided("products", "P1", [2]),
        product("P1", name="新名", cold_chain=False, event_time="2026-02-01"),
        event(
            "rule_set",
            {"rule_kind": "gate", "title": "规则", "setting": "required", "approver": "S9"},
            rule_key="G-02",
            effective_from="2026-01-01",
        ),
    ]
    with asking(*events) as tables:
        found = tables.rows("change_items")
    assert told(found) == [
        ("P1", "name", "旧名", "新名", "changed"),
        ("P1", "cold_chain", "否", "是", "changed"),
        ("P1", None, None, None, "voided"),
        ("P1", "name", "旧名", "新名", "changed"),
    ]
    assert [(row["old_position"], row["event_position"]) for row in found] == [(1, 2), (1, 2), (2, 3), (1, 4)]
    assert (found[0]["reason"], found[0]["changed_by"]) == ("换证", "赵")


def test_a_register_version_that_replaces_a_voided_one_is_held_against_it():
    second = product("P1", name="误名")
    events = [product("P1", name="旧名"), second, voided("products", "P1", [2], reason="误录")]
    with asking(*events, product("P1", name="新名", replaces=second.event_id)) as tables:
        found = tables.rows("change_items")
    assert told(found)[2:] == [("P1", "name", "误名", "新名", "replaced")]
    assert found[2]["reason"] == "误录"


def test_stages_of_cases_are_taken_back_and_entered_again():
    def placed(reason: str, **rest: Any) -> Any:
        defaults = {
            "hold_kind": "stop_sale",
            "target_kind": "lot",
            "product_code": "P1",
            "lots": ["L1", "L2"],
        }
        defaults |= {"decided_by": "S9", "placed_at": "2026-05-01"}
        return event("hold_placed", defaults, hold_no="TS1", reason=reason, tags=[], **rest)

    first = placed("疑似缺陷")
    again = placed("确认缺陷", lots=["L1"], replaces=first.event_id)
    with asking(first, voided("quality_holds", "TS1", [1]), again) as tables:
        found = tables.rows("change_items", subject_table="quality_holds")
    assert told(found) == [
        ("TS1", None, None, None, "voided"),
        ("TS1", "lots", "L1;L2", "L1", "replaced"),
        ("TS1", "reason", "疑似缺陷", "确认缺陷", "replaced"),
    ]


def test_personal_values_show_until_they_are_erased():
    events = [customer("C1", phone="0300-1"), customer("C1", phone="0300-2"), staff("S1", sex="male")]
    with asking(*events) as tables:
        assert told(tables.rows("change_items")) == [("C1", "phone", "0300-1", "0300-2", "changed")]
        tables.values.erase(1, "phone")
        assert told(tables.rows("change_items")) == [("C1", "phone", None, "0300-2", "changed")]
        tables.values.erase(2, "phone")
        assert told(tables.rows("change_items")) == [("C1", None, None, None, "changed")]


def test_only_changes_known_by_then_to_what_had_happened_by_then_show():
    with asking(*corrected()) as tables:
        assert tables.rows("change_items", known=2) == []
        assert len(tables.rows("change_items", known=3)) == 1
        assert tables.rows("change_items", at="2026-04-30") == []
        assert len(tables.rows("change_items", at="2026-05-01")) == 3


def test_changes_of_all_tables_come_in_the_order_of_the_log():
    events = [
        sold("XS1"),
        customer("C1"),
        voided("sales", "XS1", [1]),
        customer("C1", name="新"),
        sold("XS2"),
        voided("sales", "XS2", [5]),
    ]
    with asking(*events) as tables:
        found = tables.rows("change_items")
        sales = tables.rows("change_items", subject_table="sales")
    assert [(row["event_position"], row["subject_table"]) for row in found] == [
        (3, "sales"),
        (4, "customers"),
        (6, "sales"),
    ]
    assert sales == [found[0], found[2]]
