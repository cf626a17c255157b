"""What the customer is told, how a complaint is taken up again, when it may be closed (S4-I 投诉-处理)."""

from __future__ import annotations

from typing import Any

from tests.support import rules
from tests.support.complaint_cases import (
    answered,
    assessed,
    closed,
    complaint,
    decided,
    house,
    investigated,
    objected,
    reopened,
    tracked,
    transferred,
)
from tests.support.decisions import Command, History, command, stage


def live(*commands: Command) -> History:
    """Return a history in which these were recorded, and the next is asked live."""
    return house(*commands, live=True)


def test_sales_promises_nothing_before_the_decision() -> None:
    """G-34 (S4-I 投诉-处理-7): a plain answer may be given at once, one that grants something may not."""
    history = live(complaint(), assessed())
    (sentence,) = history.when(answered(answer="同意换货并补偿运费")).refused(rules.ANSWER_UNDECIDED)
    assert sentence == (
        "Complaint 'TS1' may be answered only after the decision of who is authorised: "
        "the answer grants something: 补偿."
    )
    history.when(answered(answer="已说明使用方法")).accepted()
    claim = live(complaint(complaint_kind="claim"), assessed())
    claim.when(answered()).refused(rules.ANSWER_UNDECIDED)
    claim.given(investigated_by_service(), decided(by="V1")).when(answered(answer="换货")).accepted()


def investigated_by_service() -> Command:
    """Return a service order."""
    return stage("complaint_service_ordered", "TS1", service_notice_no="FW1")


def test_the_internal_form_is_not_given_to_the_customer() -> None:
    """G-35 (S4-I 投诉-处理-7): not enclosed, not filed with them, not issued to them."""
    live(complaint(), assessed()).when(answered(answer="随函附客户抱怨处理表复印件")).refused(
        rules.FORM_TO_CUSTOMER
    )
    paper = {"voucher_no": "PZ1", "voucher_kind": "form", "filed_on": "2026-03-09"}

    def voucher(**rest: Any) -> Command:
        return command("vouchers", **({**paper, "title": "客户抱怨处理表", "copy_holder": "C1医院"} | rest))

    (sentence,) = live().when(voucher()).refused(rules.FORM_TO_CUSTOMER)
    assert "voucher PZ1, kept by C1医院" in sentence
    live().when(voucher(copy_holder="质量管理部")).accepted()
    live().when(voucher(title="报修单")).accepted()
    about = {"title": "处理单", "subject_table": "complaints", "subject_no": "TS1", "copy_holder": "C1"}
    live().when(voucher(**about)).refused(rules.FORM_TO_CUSTOMER)
    issue = {
        "issue_no": "BB1",
        "issue_kind": "evidence",
        "title": "投诉",
        "as_known_at": "2026-03-09",
        "position_to": 1,
        "digest": "0",
        "issued_on": "2026-03-09",
        "issued_by": "E1",
    }
    to_customer = command("report_issues", **issue, report_key="complaints", issued_to="C1")
    live().when(to_customer).refused(rules.FORM_TO_CUSTOMER)
    live().when(command("report_issues", **issue, report_key="complaints", issued_to="市局")).accepted()
    live().when(command("report_issues", **issue, report_key="sales", issued_to="C1")).accepted()


def test_a_complaint_taken_up_again_names_the_original_and_the_reason() -> None:
    """G-36 (S4-I 投诉-处理-5): the same case with a reason, or a new one that names the first."""
    round_ = (complaint(), assessed(), answered(), objected())
    live(*round_).when(reopened(reopen_reason=None, original_complaint_no="TS1")).refused(
        rules.REOPENED_WITHOUT_ORIGINAL
    )
    live(*round_).when(reopened()).accepted()
    again = live(*round_)
    again.when(complaint("TS2", original_complaint_no="TS2")).refused(rules.ORIGINAL_UNFIT)
    again.when(complaint("TS2", original_complaint_no="TS404")).refused(rules.LINK_UNKNOWN)
    again.when(complaint("TS2", original_complaint_no="TS1", customer_code="C2")).refused(
        rules.REOPENED_WITHOUT_ORIGINAL
    )
    again.when(complaint("TS2", original_complaint_no="TS1")).accepted()
    house().when(complaint("TS2", original_complaint_no="TS404")).accepted()


def test_what_the_customer_does_not_accept_is_not_closed() -> None:
    """G-36: taken up again, or put to a petition that was decided."""
    round_ = (complaint(), assessed(), answered(customer_view="not_accepted"))
    history = live(*round_)
    history.when(closed()).refused(rules.CLOSED_NOT_ACCEPTED)
    house(*round_).when(closed()).accepted(rules.CLOSED_NOT_ACCEPTED)
    history.given(answered(answer="再次说明", customer_view="accepted")).when(closed()).accepted()


def test_a_complaint_closes_only_after_an_answer() -> None:
    """G-40 (S0-1 §4.10): one given since it was last taken up."""
    round_ = (complaint(), assessed(), answered(), tracked(), reopened())
    history = live(*round_, tracked(tracked_on="2026-03-20"))
    (sentence,) = history.when(closed(closed_on="2026-03-21")).refused(rules.CLOSED_UNANSWERED)
    assert sentence == (
        "Complaint 'TS1' has no answer to the customer since it was taken up again, so it cannot be closed."
    )
    only_a_view = answered(answer=None, answered_at=None, customer_view="accepted")
    house(complaint(), assessed(), only_a_view).when(closed()).accepted(rules.CLOSED_UNANSWERED)


def test_an_answer_after_reopening_waits_for_a_new_decision() -> None:
    """G-34, G-36: put forward and decided anew."""
    history = live(complaint(), assessed(), answered(), tracked(), reopened())
    anew = answered(answer="重新说明", answered_at="2026-03-20")
    history.when(anew).refused(rules.ANSWER_UNDECIDED)
    history.given(decided(by="V1", decided_on="2026-03-19")).when(anew).accepted()


def test_what_is_to_be_tracked_is_tracked_before_it_is_closed() -> None:
    """G-46 (S4-I 投诉-处理-3)."""
    round_ = (complaint(), assessed(), investigated(), decided(tracking_required=True), answered())
    live(*round_).when(closed()).refused(rules.NOT_TRACKED)
    house(*round_).when(closed()).accepted(rules.NOT_TRACKED)
    live(*round_, tracked()).when(closed()).accepted()


def test_a_founded_quality_complaint_is_not_closed_before_it_is_signed_off_and_all_are_told() -> None:
    """GSP §105; G-47 (S4-I 投诉-处理-4): all of it may come after the answer, and in either order."""
    round_ = (complaint(), assessed(nature="quality"), transferred(), investigated(), decided(), answered())
    (sentence,) = live(*round_).when(closed()).refused(rules.STAGE_BEFORE)
    assert sentence == (
        "Stage complaint_closed of complaints 'TS1' comes before what it takes: complaint_signed_off, "
        "registrant_notified_at, supplier_notified_at (S4-I 投诉-处理-4(2nd); G-47; GSP §105)."
    )
    house(*round_).when(closed()).accepted(rules.STAGE_BEFORE)
    told = stage("complaint_parties_notified", "TS1", supplier_notified_at="2026-03-09")
    live(*round_, told).when(closed()).refused(rules.STAGE_BEFORE)
    both_told = stage(
        *("complaint_parties_notified", "TS1"),
        supplier_notified_at="2026-03-09",
        registrant_notified_at="2026-03-09",
    )
    signed = stage(
        *("complaint_signed_off", "TS1"),
        signed_off_on="2026-03-09",
        copies_filed=["质量部", "销售部", "会计科"],
    )
    for order in ((both_told, signed), (signed, both_told)):
        history = live(*round_)
        for one in order:
            history.when(one).accepted()
        history.when(closed(closed_on="2026-03-10")).accepted()
