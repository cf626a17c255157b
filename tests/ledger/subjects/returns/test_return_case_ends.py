"""How a return case ends: ruling, decision, return record, refund, close."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.phrases import rendered
from tests.support import rules
from tests.support.decisions import Command, back, both, command, sale, stage, void
from tests.support.returning import (
    NO,
    approved,
    arrived,
    closed,
    completed,
    decided,
    declined,
    fetched,
    inspected,
    matched,
    papers,
    received,
    refund_asked,
    refund_verified,
    refunded,
    rejected,
    requested,
    ruled,
    ruling_asked,
    sold,
)

DOUBTFUL = {"quality_status": "doubtful", "conclusion": "pending"}
RECORD = {"business_approver": "B1", "quality_approver": "Q1", "inspected_on": "2026-03-05"}


def recorded(number: str = "TH1", **rest: Any) -> Command:
    """The return record of the case."""
    fields = {"return_case_no": NO, "returned_on": "2026-03-04", "reason": "医院科室撤并", **RECORD}
    return back(number, **(fields | rest))


def settled(**goods: Any) -> tuple[Command, ...]:
    """The stages up to the decision."""
    return *arrived(**goods), inspected(), decided()


def test_only_the_person_named_rules() -> None:
    """G-32 (S1-H 6.4, S0-4 4.2): named when the ruling is asked for."""
    before = (requested(), matched())
    history = sold(*before, live=True)
    history.when(ruling_asked(adjudicator=None)).refused(rules.RULED_BY_OTHER)
    both(sold(*before, ruling_asked()), ruled(adjudicator="E1"), rules.RULED_BY_OTHER)
    history = sold(*before, ruling_asked(), live=True)
    history.when(ruled(ruling=None)).refused(rules.RULED_BY_OTHER)
    history.when(ruled(adjudicator=None)).refused(rules.RULED_BY_OTHER)
    history.when(decided()).refused(rules.STAGE_BEFORE, rules.DECIDED_UNINSPECTED)
    history.when(ruled()).accepted()
    history.when(declined()).accepted()


def test_what_cannot_be_decided_is_appraised_or_ruled_on_first() -> None:
    """G-32 (S1-I 6.3): a doubtful verdict is decided on by nobody but who rules, or on a result."""
    before = (*arrived(), inspected(**DOUBTFUL))
    scrap = decided(disposition="destroyed")
    both(sold(*before), scrap, rules.UNDECIDABLE)
    sold(*before, live=True).when(decided(disposition="pending")).accepted()
    sold(*before, ruling_asked(), ruled(), live=True).when(scrap).accepted()
    sent = stage("return_appraisal_requested", NO, sample_sent_on="2026-03-06", institution="省检测院")
    result = stage("return_appraised", NO, appraisal_result="质量问题属实")
    history = sold(*before, sent, live=True)
    history.when(scrap).refused(rules.STAGE_BEFORE, rules.UNDECIDABLE)
    history.given(result).when(scrap).accepted()


@pytest.mark.parametrize("verdict", [DOUBTFUL, {"quality_status": "damaged", "conclusion": "nonconforming"}])
def test_no_ruling_restocks_what_did_not_pass(verdict: dict[str, str]) -> None:
    """G-24 (S1-D 5.2.4): only a conforming verdict does."""
    both(sold(*arrived(), inspected(**verdict), ruling_asked(), ruled()), decided(), rules.RESTOCKED_UNFIT)


def test_recalled_goods_are_not_restocked() -> None:
    """G-24, G-29 (S1-I 6.4)."""
    first = requested(return_policy="recall", recall_no="ZH1")
    before = (first, matched(), received(notice_matched=None), inspected())
    both(sold(*before), decided(), rules.RESTOCKED_UNFIT)
    sold(*before, live=True).when(decided(disposition="destroyed")).accepted()


def test_a_reading_out_of_range_bars_the_stock() -> None:
    """G-21 (S1-D 5.2.3): measured only after the goods were received."""
    reading = {"read_at": "2026-02-20T00:00:00.000000Z", "temperature_max": "8", "measures": "隔离"}
    hot = command("temperature_readings", reading_no="R1", return_case_no=NO, temperature="11", **reading)
    before = (*approved(), fetched(), papers(), received(), inspected(), hot)
    both(sold(*before, cold_chain=True), decided(), rules.RESTOCKED_UNFIT)


def test_a_failed_cold_chain_check_bars_the_stock() -> None:
    """G-21 (S1-D 5.2.3): found at the inspection."""
    both(sold(*arrived(), inspected(checks_failed=["cold_chain"])), decided(), rules.CASE_COLD_FAILED)


def test_nothing_is_decided_on_goods_that_were_not_inspected() -> None:
    """G-24 (S1-D 5.2.4): a ruling is no inspection."""
    (told,) = (
        sold(requested(), matched(), ruling_asked(), ruled(), live=True)
        .when(decided())
        .refused(rules.DECIDED_UNINSPECTED)
    )
    assert "not received" in told
    both(sold(requested(), matched(), ruling_asked(), ruled()), decided(), rules.DECIDED_UNINSPECTED)
    refused = (*arrived(), rejected(), ruling_asked(), ruled())
    both(sold(*refused), decided(), rules.DECIDED_UNINSPECTED)


def test_quality_decides_on_the_goods() -> None:
    """G-75: and it is said who did."""
    both(sold(*arrived(), inspected()), decided(decided_by="E1"), rules.NOT_QUALITY)
    history = sold(*arrived(), inspected(), live=True)
    history.when(decided(decided_by=None)).refused(rules.DECIDED_UNINSPECTED)


def test_a_completed_case_has_its_return_record() -> None:
    """GSP §107: at live entry one arises with it, or one is named that is there."""
    history = sold(*settled(), live=True)
    history.when(completed(compensation="none")).refused(rules.OTHER_THAN_CASE)
    history.when(completed(return_no="TH9")).refused(rules.OTHER_THAN_CASE)
    history.given(recorded()).when(completed(return_no="TH1")).accepted()
    sold(*settled()).when(completed(return_no="TH9")).accepted()


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"quantity": "3"}, "quantity 4 ≠ 3"),
        ({"return_case_no": "THSL-2"}, "it is of case THSL-2"),
        ({"disposition": "destroyed"}, "disposition"),
    ],
)
def test_a_record_that_is_named_is_of_the_case(other: dict[str, Any], words: str) -> None:
    """GSP §107: same customer, product, lot, units and quantity."""
    fields = {"return_case_no": None} | other
    told = both(sold(*settled(), recorded(**fields)), completed(return_no="TH1"), rules.OTHER_THAN_CASE)
    assert words in rendered(told.findings[0], "en")["what"]


def test_a_record_of_other_units_is_not_of_the_case() -> None:
    """GSP §107: by their serials."""
    units = {"lot": None, "serial": "A1;A2", "quantity": "2"}
    one = {"lot": None, "quantity": "1"}
    before = [sale("XS2", **units), *settled(**one, serial="A1")]
    before[2] = matched(sale_no="XS2")
    before[-3] = received(received_quantity="1")
    other = recorded(return_case_no=None, sale_no="XS2", serial="A2", **one)
    both(sold(*before, other), completed(return_no="TH1"), rules.OTHER_THAN_CASE)


def test_no_return_record_runs_ahead_of_its_case() -> None:
    """G-31 (S1-H 6.1): goods of a case become stock by its decision alone."""
    history = sold(*arrived(), live=True)
    (told,) = history.when(recorded()).refused(rules.PRIVATE_HANDLING)
    assert "only return_goods_received is recorded" in told
    sold(*arrived()).when(recorded()).accepted()
    sold(*settled(), live=True).when(recorded()).accepted()
    sold(live=True).when(recorded()).accepted()


def test_a_return_record_agrees_with_its_case() -> None:
    """GSP §107: also where it is entered by itself."""
    both(sold(*settled()), recorded(quantity="3"), rules.OTHER_THAN_CASE)
    history = sold(*settled(), recorded(), completed(return_no="TH1"), live=True)
    history.when(recorded("TH2")).refused(rules.OTHER_THAN_CASE)


def test_a_case_of_another_policy_spares_its_record_the_approvals() -> None:
    """C-11 (S1-I 4): the policy of the case says who decides."""
    first = requested(return_policy="service_desk")
    road = (
        first,
        matched(),
        received(notice_matched=None),
        inspected(checks_passed=["reason_real"]),
        decided(),
    )
    plain = recorded(business_approver=None, quality_approver=None)
    sold(*road, live=True).when(plain).accepted()
    sold(*settled(), live=True).when(plain).refused(rules.TWO_APPROVALS)


def test_a_completed_stage_stays_while_its_record_stands() -> None:
    """Interface rule 5: the record is voided first."""
    history = sold(*settled(), recorded(), completed(return_no="TH1"), live=True)
    history.when(void("return_cases", NO)).refused(rules.VOID_BREAKS)
    history.given(void("returns", "TH1", 1)).when(void("return_cases", NO)).accepted()


def test_what_a_record_of_the_case_rests_on_stays_while_it_stands() -> None:
    """Interface rule 5, G-24: a decision to restock is not voided under the goods that were restocked."""
    history = sold(*settled(), recorded(), live=True)
    history.when(void("return_cases", NO)).refused(rules.VOID_BREAKS)
    history.given(void("returns", "TH1", 1)).when(void("return_cases", NO)).accepted()
    history = sold(*settled(), recorded(), completed(return_no="TH1"), refund_asked(), live=True)
    history.when(void("return_cases", NO)).accepted()


def test_a_refund_is_asked_for_with_day_and_amount() -> None:
    """G-33 (S1-H 5.2): after the review."""
    before = (*settled(), recorded(), completed(return_no="TH1"))
    history = sold(*before, live=True)
    history.when(refund_asked(refund_amount=None)).refused(rules.REFUND_UNREVIEWED)
    both(sold(*before), refund_asked(refund_amount="0"), rules.REFUND_UNREVIEWED)
    history.when(refund_asked()).accepted()


def test_finance_verifies_the_amount() -> None:
    """G-33 (S1-H 5.3): by somebody, and no more than was asked for."""
    before = (*settled(), recorded(), completed(return_no="TH1"), refund_asked())
    both(sold(*before), refund_verified(refund_verified_amount="400.01"), rules.REFUND_UNVERIFIED)
    history = sold(*before, live=True)
    history.when(refunded()).refused(rules.STAGE_BEFORE)
    history.when(refund_verified(refund_verified_by=None)).refused(rules.REFUND_UNVERIFIED)
    history.when(refund_verified(refund_verified_amount="380")).accepted()
    history.when(refunded(refunded_on=None, invoice_no="H1")).refused(rules.REFUND_UNVERIFIED)
    both(sold(*before, refund_verified()), refunded(compensation="exchange"), rules.REFUND_UNVERIFIED)
    history.when(refunded()).accepted()
    history.when(closed()).accepted()


def test_a_case_is_not_closed_on_a_promise() -> None:
    """S1-I 4.5: what was agreed as compensation is given first."""
    before = (*settled(), recorded())
    history = sold(*before, completed(return_no="TH1", compensation="refund"), live=True)
    history.when(closed()).refused(rules.CASE_UNFINISHED)
    history = sold(*before, completed(return_no="TH1", compensation="exchange"), live=True)
    history.when(closed()).refused(rules.CASE_UNFINISHED)
    done = completed(return_no="TH1", compensation="exchange", exchange_no="HH1")
    sold(*before, done, live=True).when(closed()).accepted()
    sold(*before, completed(return_no="TH1"), live=True).when(closed()).accepted()


def test_money_that_was_paid_first_waits_for_its_goods() -> None:
    """S1-H 5.4: a case is not closed while the goods are still out."""
    first = requested(return_policy="refund_first", proof_of_purchase="PZ1")
    paid = (first, matched(), refund_asked(), refund_verified(), refunded())
    both(sold(*paid), closed(), rules.CASE_UNFINISHED)


def test_goods_that_were_received_and_declined_went_somewhere() -> None:
    """S1-H 6.1: the closing note says where."""
    before = (
        *arrived(),
        inspected(checks_failed=["unopened"]),
        ruling_asked(),
        ruled(),
        declined(customer_told_at=None),
    )
    history = sold(*before, live=True)
    history.when(closed()).refused(rules.CASE_UNFINISHED)
    history.when(closed(close_note="三月九日由客户自提取回")).accepted()
