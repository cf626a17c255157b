"""How a complaint is taken in, handed over, decided and answered, rule by rule (S4-I 客户投诉管理办法)."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.deciding.rule import Rule
from tests.support import rules
from tests.support.complaint_cases import (
    answered,
    assessed,
    complaint,
    decided,
    house,
    investigated,
    transferred,
)
from tests.support.decisions import Command, History, command, stage

GRAVE = {"severity": "grave"}


def live(*commands: Command) -> History:
    """Return a history in which these were recorded, and the next is asked live."""
    return house(*commands, live=True)


def adverse_event(number: str = "AE1", **rest: Any) -> Command:
    """Return an adverse event that somebody told of."""
    fields = {"became_aware_at": "2026-03-02", "product_code": "P1", "manifestation": "皮疹"}
    return stage("adverse_event_received", number, **(fields | rest))


def test_whoever_was_asked_first_owns_the_complaint() -> None:
    """G-41 (S0-4 §3.2): the owner is filled in; another one needs a hand-over."""
    found = live().when(complaint(first_responder="E1")).accepted()
    assert found.data["owner"] == "E1"
    assert found.filled == ["owner"]
    history = live()
    (sentence,) = history.when(complaint(first_responder="E1", owner="V1")).refused(rules.OWNER_CHANGED)
    assert (
        sentence
        == "Owner 'V1' of complaint 'TS1' is not 'E1', who was asked first, and nothing was handed over."
    )
    live(complaint(first_responder="E1")).when(transferred(owner="Q1")).accepted()


def test_a_complaint_is_assessed_with_nature_and_weight() -> None:
    """S0-3 §4.2.2: live all of it; what older records lack is left."""
    history = live(complaint(harm_suspected=True))
    (sentence,) = history.when(assessed(nature=None, severity=None)).refused(rules.ASSESSMENT_INCOMPLETE)
    assert sentence == (
        "The assessment of complaint 'TS1' is incomplete: missing: nature, severity, ae_decision."
    )
    history.when(assessed(ae_decision=False)).accepted()
    house(complaint(harm_suspected=True)).when(assessed(nature=None)).accepted()


def test_the_head_or_somebody_named_deals_with_every_complaint() -> None:
    """G-39 (S4-I 意见-7): nobody names themselves but a head."""
    history = live(complaint())
    (sentence,) = history.when(assessed(handler=None)).refused(rules.NO_HANDLER)
    assert sentence.endswith("named for it: no handler.")
    history.when(assessed(handler="E9")).refused(rules.NO_HANDLER)
    history.recorded_by = "E1"
    history.when(assessed(handler="E1")).refused(rules.NO_HANDLER)
    history.when(assessed(handler="E2")).accepted()
    head = live(complaint())
    head.recorded_by = "V1"
    head.when(assessed(handler="V1")).accepted()
    house(complaint()).when(assessed(handler=None)).accepted()
    gone = assessed(handler="E9", event_time="2026-03-02T08:00:00.000000Z")
    house(complaint()).when(gone).accepted(rules.NO_HANDLER)


def test_nothing_is_investigated_before_it_is_assessed() -> None:
    """G-39: who deals with it is named in the assessment."""
    history = live(complaint(), transferred())
    history.when(investigated()).refused(rules.NO_HANDLER)
    history.when(assessed()).accepted()


def test_a_quality_complaint_goes_to_quality_before_it_is_handled() -> None:
    """G-42 (S1-E §4.2.2): to the department, or to somebody of it."""
    history = live(complaint(), assessed(nature="quality"))
    (sentence,) = history.when(stage("complaint_accepted", "TS1", accepted_at="2026-03-04")).refused(
        rules.QUALITY_NOT_HANDED_OVER
    )
    assert sentence == (
        "Quality complaint 'TS1' was not handed to quality before stage complaint_accepted: no hand-over."
    )
    history.given(transferred(transferred_to="销售部")).when(investigated()).refused(
        rules.QUALITY_NOT_HANDED_OVER
    )
    for to in ({"transferred_to": "质管部"}, {"transferred_to": None, "owner": "Q1"}):
        live(complaint(), assessed(nature="quality"), transferred(**to)).when(investigated()).accepted()


def test_an_imported_quality_complaint_says_where_it_went_or_nothing() -> None:
    """G-42: a register that never kept hand-overs is not judged by them."""
    assessment = assessed(nature="quality")
    house(complaint(), assessment).when(answered()).accepted()
    elsewhere = transferred(transferred_to="销售部")
    house(complaint(), assessment, elsewhere, investigated()).when(decided()).accepted(
        rules.QUALITY_NOT_HANDED_OVER
    )


def test_adverse_reactions_go_to_quality_and_become_a_case() -> None:
    """G-43 (S1-E §4.2.3): the number of the case, and the hand-over."""
    history = live(complaint(), assessed(nature="adverse_reaction"))
    (sentence,) = history.when(answered()).refused(rules.NO_ADVERSE_EVENT)
    assert "no adverse_event_no; no hand-over" in sentence
    history.when(transferred(adverse_event_no="AE1")).refused(rules.LINK_UNKNOWN)
    history.given(adverse_event(), transferred(adverse_event_no="AE1")).when(investigated()).accepted()


def test_an_imported_adverse_reaction_names_its_case_where_the_house_keeps_such() -> None:
    """G-43: a finding; where no adverse event was ever kept, nothing."""
    told = (complaint(), assessed(nature="adverse_reaction"))
    house(*told).when(answered()).accepted()
    house(*told, adverse_event()).when(answered()).accepted(rules.NO_ADVERSE_EVENT)


def test_a_return_in_the_name_of_quality_is_a_return_case() -> None:
    """G-44 (S1-E §4.2.4)."""
    history = live(complaint(), assessed(nature="quality_return"))
    (sentence,) = history.when(answered()).refused(rules.NO_RETURN_CASE)
    assert sentence.endswith("names no return case before stage complaint_answered.")
    case = stage(
        "return_requested",
        "TC1",
        received_at="2026-03-03",
        customer_code="C1",
        product_code="P1",
        quantity="1",
        reason="漏液",
        return_policy="two_approvals",
    )
    history.given(case, transferred(return_case_no="TC1")).when(investigated()).accepted()


def test_a_grave_complaint_is_read_by_the_deputy_general_manager_first() -> None:
    """G-38 (S4-I 意见-5): before it is handled, and by nobody below."""
    history = live(complaint(), assessed(**GRAVE))
    (sentence,) = history.when(investigated_at_once()).refused(rules.GRAVE_UNAPPROVED)
    assert sentence == (
        "Complaint 'TS1' is grave, but the deputy general manager has not read it before stage "
        "complaint_site_examined."
    )
    history.when(approved("V1")).refused(rules.DECIDER_UNAUTHORISED)
    history.when(approved(None)).refused(rules.DECISION_UNSIGNED)
    history.given(approved("D1")).when(investigated()).accepted()


def approved(by: str | None) -> Command:
    """Return that somebody read a grave complaint."""
    return stage("complaint_grave_approved", "TS1", grave_approver=by, grave_instruction="即刻调查")


def investigated_at_once() -> Command:
    """Return a joint examination on site."""
    return stage("complaint_site_examined", "TS1", site_visit_on="2026-03-04")


def test_an_imported_grave_complaint_without_it_is_one_finding() -> None:
    """G-38, G-34: told once, where it was decided or answered."""
    history = house(complaint(), assessed(**GRAVE))
    history.when(investigated()).accepted()
    history.when(decided(by="G1")).accepted(rules.GRAVE_UNAPPROVED)
    history.when(answered()).accepted()
    house(complaint(), assessed(**GRAVE)).when(answered()).accepted(
        rules.GRAVE_UNAPPROVED, rules.ANSWER_UNDECIDED
    )


@pytest.mark.parametrize(
    ("severity", "by", "broken"),
    [
        ("minor", "E1", [rules.DECIDER_UNAUTHORISED]),
        ("minor", "V1", []),
        ("general", "V1", [rules.DECIDER_UNAUTHORISED]),
        ("general", "Q1", []),
        ("general", "G1", []),
        (None, "V1", []),
    ],
)
def test_who_may_decide_on_what(severity: str | None, by: str, broken: list[Rule]) -> None:
    """G-34 (S4-I 投诉-处理-7): after-sales on minor, quality on general, the managers on grave matters."""
    given = (complaint(), assessed(severity=severity), investigated())
    history = live(*given).when(decided(by=by))
    if broken:
        history.refused(*broken)
    house(*given).when(decided(by=by)).accepted(*broken)


def test_the_house_sets_who_may_decide() -> None:
    """G-34: a setting names posts, roles or staff; a post's own limits name what it may decide on."""
    given = (complaint(), assessed(severity="general"), investigated())
    ruled = command(
        "rule_settings",
        rule_key="APPROVE.COMPLAINT.general",
        rule_kind="approval_level",
        title="一般投诉核决权限",
        setting="value",
        value="客服部经理；总经理",
        approver="G1",
        effective_from="2020-01-01",
    )
    live(*given, ruled).when(decided(by="V1")).accepted()
    (sentence,) = live(*given, ruled).when(decided(by="Q1")).refused(rules.DECIDER_UNAUTHORISED)
    assert sentence == (
        "decided_by 'Q1' holds the post '质量负责人' and may not decide on a general complaint; "
        "it takes 客服部经理；总经理."
    )
    post = command(
        "posts",
        post_code="sales",
        name="销售员",
        duties="销售",
        decision_limits="轻微及一般投诉",
        effective_from="2020-01-01",
    )
    live(*given, post).when(decided(by="E1")).accepted()


def test_a_decision_says_who_decided_what_and_whether_it_is_tracked() -> None:
    """G-34, G-46: live; what older records lack is left."""
    given = (complaint(), assessed(), investigated())
    bare = decided(by=None, outcome=None, tracking_required=None)
    found = live(*given).when(bare).refused(rules.DECISION_UNSIGNED, rules.TRACKING_UNDECIDED)
    assert found[0] == "Stage complaint_decided of complaints 'TS1' does not say: decided_by, outcome."
    house(*given).when(bare).accepted()


def test_an_unfounded_complaint_releases_the_receivable() -> None:
    """G-37 (S4-I 投诉-处理-10)."""
    given = (complaint(), assessed(), investigated())
    live(*given).when(decided(outcome="unfounded")).refused(rules.UNFOUNDED_RECEIVABLE)
    live(*given).when(decided(outcome="unfounded", receivable_released=True)).accepted()
    house(*given).when(decided(outcome="unfounded")).accepted()
    house(*given).when(decided(receivable_released=True)).accepted(rules.UNFOUNDED_RECEIVABLE)


def test_an_urgent_complaint_is_reported_up() -> None:
    """G-85 (S4-I 职责-11): a warning."""
    given = (complaint(), assessed(urgent=True), investigated())
    live(*given).when(decided()).accepted(rules.URGENT_NOT_REPORTED)
    report = stage("complaint_reported", "TS1", report_text="见附件", reported_on="2026-03-05")
    live(*given, report).when(decided()).accepted()


def test_three_departments_keep_the_signed_form() -> None:
    """G-47 (S4-I 投诉-处理-4)."""
    given = (complaint(), assessed(), investigated(), decided())

    def signed(*copies: str) -> Command:
        return stage(
            "complaint_signed_off", "TS1", signed_off_on="2026-03-07", copies_filed=list(copies) or None
        )

    (sentence,) = live(*given).when(signed("质量管理部", "销售部")).refused(rules.COPIES_NOT_FILED)
    assert sentence == "Complaint 'TS1' was signed off without the copies of: accounts."
    live(*given).when(signed()).refused(rules.COPIES_NOT_FILED)
    live(*given).when(signed("第一联质管部", "第二联销售部门", "第三联财务部")).accepted()
    house(*given).when(signed()).accepted()
    house(*given).when(signed("质管部")).accepted(rules.COPIES_NOT_FILED)
