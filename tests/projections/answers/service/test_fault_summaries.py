"""故障月度汇总: faults by product, lot and cause, and what came again (K-10, K-13, S0-3 4.2.3, S4-F 4)."""

from __future__ import annotations

from typing import Any

from ledger.log.prepared import Prepared
from tests.support.asking import asking
from tests.support.events import event

VIEW = "fault_summaries"


def fault(number: str, day: str, kind: str | None = "wear", /, **rest: Any) -> list[Prepared]:
    """Return a repair call and, where its cause is known, its diagnosis."""
    data = {"customer_code": "C1", "product_code": "P1", "fault": "不开机", "requested_on": day}
    told = {name: rest.pop(name) for name in ("in_warranty", "cause", "analysis_sent_at") if name in rest}
    found = [event("repair_requested", data, repair_no=number, **rest)]
    if kind is not None:
        found.append(event("repair_diagnosed", repair_no=number, diagnosed_on=day, cause_class=kind, **told))
    return found


def setting(key: str, value: str) -> Prepared:
    data = {"rule_kind": "threshold", "title": key, "setting": "value", "approver": "S1"}
    return event("rule_set", data, rule_key=key, value=value, effective_from="2026-01-01")


def summary(*events: Prepared, **asked: Any) -> list[dict[str, Any]]:
    with asking(*events) as tables:
        return tables.rows(VIEW, **asked)


def repeats(*events: Prepared) -> list[tuple[str, int, int]]:
    return [(row["month"], row["fault_count"], row["repeat_count"]) for row in summary(*events)]


def test_the_faults_of_a_month_by_product_lot_and_cause() -> None:
    events = [
        *fault("WX1", "2026-05-03", lot="L1", serial="A1", in_warranty=True, cause="电池老化", model="M1"),
        *fault(
            "WX2",
            "2026-05-04",
            lot="L1",
            serial="A2",
            cause="电池老化",
            analysis_sent_at="2026-05-06",
            product_name="监护仪",
        ),
        *fault("WX3", "2026-05-05", None, lot="L1"),
        *fault("WX4", "2026-06-05", "transport", lot="L1"),
    ]
    found = summary(*events)
    assert [(row["month"], row["cause_class"], row["fault_count"]) for row in found] == [
        ("2026-05", None, 1),
        ("2026-05", "wear", 2),
        ("2026-06", "transport", 1),
    ]
    assert found[1] == {
        "month": "2026-05",
        "product_code": "P1",
        "product_name": "监护仪",
        "model": "M1",
        "lot": "L1",
        "cause_class": "wear",
        "fault_count": 2,
        "unit_count": 2,
        "repeat_count": 1,
        "in_warranty_count": 1,
        "cause": "电池老化",
        "feedback": "已反馈1次，共2次",
        "capa_no": None,
        "meeting_no": None,
    }


def test_a_fault_is_told_once() -> None:
    """A service record of a call and a complaint that led to one are that call's; others are their own."""
    service = {"customer_code": "C1", "product_code": "P1", "service_content": "修", "service_result": "好"}
    told = {"customer_code": "C1", "product_code": "P1", "content": "坏", "received_on": "2026-05-02"}
    events = [
        event("complaint_received", told, complaint_no="TS1", complaint_kind="product"),
        *fault("WX1", "2026-05-03", complaint_no="TS1"),
        event(
            "service_performed",
            service,
            service_no="FW1",
            service_on="2026-05-03",
            repair_no="WX1",
            cause_class="wear",
        ),
        event("service_performed", service, service_no="FW2", service_on="2026-05-04", cause_class="wear"),
        event(
            "service_performed", service, service_no="FW3", service_on="2026-05-04", service_kind="training"
        ),
        event("complaint_received", told, complaint_no="TS2", complaint_kind="product"),
        event("complaint_received", told, complaint_no="TS3", complaint_kind="service"),
    ]
    assert [(row["cause_class"], row["fault_count"]) for row in summary(*events)] == [(None, 1), ("wear", 2)]


def test_the_same_fault_of_a_unit_or_a_lot_within_ninety_days_is_a_repeat() -> None:
    first = fault("WX1", "2026-01-10", serial="A1", lot="L1")
    assert repeats(*first, *fault("WX2", "2026-04-10", serial="A1", lot="L2")) == [
        ("2026-01", 1, 0),
        ("2026-04", 1, 1),
    ]
    assert repeats(*first, *fault("WX2", "2026-04-11", serial="A1"))[1] == ("2026-04", 1, 0)
    assert repeats(*first, *fault("WX2", "2026-02-01", serial="A9", lot="L1"))[1] == ("2026-02", 1, 1)
    assert repeats(*first, *fault("WX2", "2026-02-01", "human", serial="A1", lot="L1"))[1][2] == 0
    assert repeats(*first, *fault("WX2", "2026-02-01", serial="A1", product="P2"))[1][2] == 0
    assert repeats(*first, *fault("WX2", "2026-06-01", serial="A8", repeat_of="WX1"))[1][2] == 1


def test_the_house_sets_the_window_and_how_many_are_too_many() -> None:
    three = [one for n in (1, 2, 3) for one in fault(f"WX{n}", f"2026-0{n}-10", serial="A1")]
    assert [one[2] for one in repeats(*three)] == [0, 1, 1]
    assert [one[2] for one in repeats(*three, setting("K-13.WINDOW", "30"))] == [0, 0, 1]
    assert [one[2] for one in repeats(*three, setting("K-13.MORE_THAN", "2"))] == [0, 0, 1]


def test_a_group_names_the_review_of_its_month_and_the_action_that_concerns_it() -> None:
    review = {"meeting_kind": "fault_review", "participants": ["S1"], "conclusions": "改进"}
    action = {"capa_kind": "corrective", "capa_source": "fault_review", "problem": "老化"}
    action |= {"responsible_department": "技术部", "opened_on": "2026-06-05"}
    events = [
        *fault("WX1", "2026-05-03", lot="L1"),
        *fault("WX2", "2026-05-04", lot="L2"),
        event("meeting_held", review, meeting_no="HY1", held_on="2026-06-03"),
        event("capa_opened", action, capa_no="CAPA1", product_code="P1", lot="L1"),
        event("capa_opened", action, capa_no="CAPA2", meeting_no="HY1"),
    ]
    assert [(row["lot"], row["meeting_no"], row["capa_no"]) for row in summary(*events)] == [
        ("L1", "HY1", "CAPA1"),
        ("L2", "HY1", "CAPA2"),
    ]
    own = event(
        "meeting_held",
        review,
        meeting_no="HY2",
        held_on="2026-07-20",
        period_from="2026-05-01",
        period_to="2026-05-31",
    )
    found = summary(*events, own, at="2026-07-31")
    assert {row["meeting_no"] for row in found} == {"HY2"}


def test_a_past_day_knows_no_later_cause() -> None:
    events = fault("WX1", "2026-05-03", lot="L1")
    assert [row["cause_class"] for row in summary(*events, known=1)] == [None]
    assert [row["cause_class"] for row in summary(*events)] == ["wear"]
    assert summary(*events, at="2026-05-02") == []
