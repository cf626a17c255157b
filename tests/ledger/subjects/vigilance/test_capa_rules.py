"""Corrective and preventive action: issued, confirmed by another person, closed once it works."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support import rules
from tests.support.decisions import Command, History, both, command, hold, member, quality, sale, stage, trade

NO = "CAPA-2026-001"


def opened(**more: Any) -> Command:
    """Return an action as it is issued on 1 May."""
    fields: dict[str, Any] = {
        "capa_kind": "corrective",
        "capa_source": "complaint",
        "opened_on": "2026-05-01",
        "problem": "同批次三次投诉",
        "responsible_department": "技术部",
        "responsible_staff": "E1",
    }
    return stage("capa_opened", NO, **(fields | more))


def analysed(cause: str = "运输温度") -> Command:
    """Return the analysis of the cause."""
    return stage("capa_cause_analysed", NO, cause=cause)


def planned(**more: Any) -> Command:
    """Return the measures."""
    return stage("capa_planned", NO, **({"measures": "更换承运商"} | more))


def implemented(day: str = "2026-05-10") -> Command:
    """Return that it was carried out."""
    return stage("capa_implemented", NO, implemented_on=day, implementation="已更换")


def verified(effect: str | None = "effective", by: str = "Q1", day: str = "2026-05-20") -> Command:
    """Return a verification of the effect."""
    return stage("capa_verified", NO, verified_by=by, verified_on=day, effect=effect)


def closed() -> Command:
    """Return the closing."""
    return stage("capa_closed", NO, closed_on="2026-06-01")


def house(*more: Command, live: bool = False) -> History:
    """Start with a house in which `Q1` is quality."""
    return trade(quality(), sale(), *more, live=live)


def test_an_action_goes_its_whole_way() -> None:
    """S0-3 4.2.3, R-71: issued, analysed, planned, carried out, found effective, closed."""
    history = house(live=True)
    for one in (opened(), analysed(), planned(), implemented(), verified(), closed()):
        history.when(one).accepted()


def test_the_person_responsible_does_not_verify() -> None:
    """S4-I 投诉-职责-质量5: quality confirms the effect, and nobody confirms the own work."""
    history = house(opened(responsible_staff="Q1"), analysed(), planned(), implemented())
    both(history, verified(), rules.SELF_VERIFIED)
    history = house(opened(), analysed(), planned(responsible_staff="Q1"), implemented())
    both(history, verified(), rules.SELF_VERIFIED)


def test_quality_verifies() -> None:
    """S4-I 投诉-职责-质量5, S2-F 2(2)."""
    other = member("E2", post="销售员")
    both(house(other, opened(), analysed(), planned(), implemented()), verified(by="E2"), rules.NOT_QUALITY)


@pytest.mark.parametrize("effect", ["partly", "not_effective"])
def test_it_is_closed_only_when_it_works(effect: str) -> None:
    """K-28: the newest verification counts."""
    history = house(opened(), analysed(), planned(), implemented(), verified(effect))
    both(history, closed(), rules.NOT_EFFECTIVE)


def test_a_later_verification_counts_more() -> None:
    """K-28: partly effective at first, carried on, then effective."""
    history = house(opened(), analysed(), planned(), implemented(), verified("partly"), live=True)
    history.when(implemented("2026-05-25")).accepted()
    history.when(verified(day="2026-05-30")).accepted()
    history.when(closed()).accepted()


def test_a_verification_without_an_effect_closes_nothing_live() -> None:
    """K-28: an old record may have left it open."""
    history = house(opened(), analysed(), planned(), implemented(), verified(None), live=True)
    history.when(closed()).refused(rules.NOT_EFFECTIVE)
    history.live = False
    history.when(closed()).accepted()


def test_without_effect_the_cause_is_analysed_again() -> None:
    """S0-3 4.2.3: neither carried out once more nor verified once more before that."""
    start = (opened(), analysed(), planned(), implemented(), verified("not_effective"))
    both(house(*start), implemented("2026-05-25"), rules.NOT_ANALYSED_AGAIN)
    both(house(*start), verified(day="2026-05-26"), rules.NOT_ANALYSED_AGAIN)
    history = house(*start, live=True)
    again = (analysed("包装强度"), planned(measures="加固包装"), implemented("2026-05-25"))
    for one in (*again, verified(day="2026-05-30"), closed()):
        history.when(one).accepted()


def test_it_is_due_after_it_is_issued() -> None:
    """S0-3 4.2.3."""
    both(house(), opened(due_at="2026-04-30"), rules.DUE_BEFORE_OPENED)
    both(house(opened(), analysed()), planned(due_at="2026-04-30"), rules.DUE_BEFORE_OPENED)
    house(live=True).when(opened(due_at="2026-05-01")).accepted()


def test_the_record_it_comes_from_is_known() -> None:
    """T-16: a case, a fact or a file, by key or title; older papers may come later."""
    unknown = opened(subject_table="adverse_events", subject_no="BLSJ-404")
    history = house(hold(), live=True)
    history.when(unknown).refused(rules.SOURCE_UNKNOWN)
    history.when(opened(complaint_no="KH-404")).refused(rules.SOURCE_UNKNOWN)
    history.when(opened(subject_table="没有的表", subject_no="1")).refused(rules.SOURCE_UNKNOWN)
    house().when(unknown).accepted()
    for table, number in (
        ("quality_holds", "TS1"),
        ("停售、封存与停止经营通知", "TS1"),
        ("sales", "XS1"),
        ("sales", "XS1/1"),
        ("products", "P1"),
    ):
        house(hold(), live=True).when(opened(subject_table=table, subject_no=number)).accepted()


def meeting(**more: Any) -> Command:
    """Return the minutes of the monthly review of faults."""
    fields: dict[str, Any] = {
        "meeting_no": "HY1",
        "meeting_kind": "fault_review",
        "held_on": "2026-05-01",
        "participants": ["E1", "Q1"],
        "conclusions": "接头松动集中出现",
    }
    return command("meetings", **(fields | more))


def test_the_meeting_decides_whether_an_action_is_needed() -> None:
    """P-31, R-72: held first, and the action issued if it is needed."""
    named = opened(capa_source="fault_review", meeting_no="HY1")
    house(meeting(capa_needed=True), live=True).when(named).accepted()
    house(meeting(), live=True).when(named).accepted()
    both(house(meeting(capa_needed=False)), named, rules.MEETING_DECIDED)
    both(house(meeting(capa_needed=True, capa_no="CAPA-9")), named, rules.MEETING_DECIDED)
    house(live=True).when(named).refused(rules.SOURCE_UNKNOWN)


def test_the_minutes_say_the_same_as_the_action() -> None:
    """R-72: written up after the action was issued."""
    history = house(opened(capa_source="fault_review", meeting_no="HY1"))
    history.when(meeting(capa_needed=True, capa_no=NO)).accepted()
    both(house(), meeting(capa_needed=False, capa_no=NO), rules.MEETING_DECIDED)
    both(house(opened(meeting_no="HY9")), meeting(capa_no=NO), rules.MEETING_DECIDED)
