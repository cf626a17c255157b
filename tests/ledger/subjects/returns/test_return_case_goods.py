"""The goods of a return case: temperature papers, receipt, rejection, inspection and its conditions."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.deciding.rule import Rule
from ledger.phrases import rendered
from tests.support import rules
from tests.support.decisions import (
    Command,
    back,
    both,
    command,
    location,
    receipt,
    sale,
    setting,
    stage,
)
from tests.support.returning import NO as CASE
from tests.support.returning import (
    approved,
    arrived,
    closed,
    decided,
    fetched,
    inspected,
    matched,
    noticed,
    papers,
    received,
    refund_asked,
    rejected,
    requested,
    ruled,
    ruling_asked,
    sold,
)

PROVED = {"proof_of_purchase": "PZ1"}
EVERY = ["in_validity", "pack_intact", "unopened", "no_leak", "reason_real", "proof"]


def hot(temperature: str = "11") -> Command:
    fields = {"read_at": "2026-02-20T00:00:00.000000Z", "temperature_max": "8", "measures": "隔离"}
    return command(
        "temperature_readings", reading_no="R1", return_case_no=CASE, temperature=temperature, **fields
    )


def test_refrigerated_goods_are_received_on_their_papers() -> None:
    """G-20 (S1-D 5.2.1, GSP §67): statement and record, judged before the goods are received."""
    history = sold(*approved(), fetched(), live=True, cold_chain=True)
    (told,) = history.when(received()).refused(rules.CASE_COLD_PAPERS)
    assert "not judged" in told
    (told,) = history.when(papers(temperature_record=None)).refused(rules.CASE_COLD_PAPERS)
    assert "temperature_record" in told
    history.when(papers(cold_chain_ok=None)).refused(rules.CASE_COLD_PAPERS)
    history.when(papers()).accepted()
    history.when(received()).accepted()
    both(sold(*approved(), fetched(), cold_chain=True), received(), rules.CASE_COLD_PAPERS)
    both(
        sold(*approved(), fetched(), cold_chain=True),
        papers(temperature_statement=None),
        rules.CASE_COLD_PAPERS,
    )


def test_a_broken_cold_chain_only_leads_to_rejection() -> None:
    """G-21 (S1-D 5.2.3): judged as failing, with or without papers, the goods are rejected."""
    bad = papers(temperature_statement=None, temperature_record=None, cold_chain_ok=False)
    history = sold(*approved(), fetched(), live=True, cold_chain=True)
    history.when(bad).accepted()
    both(history, received(), rules.CASE_COLD_FAILED)
    history = sold(*approved(), fetched(), bad, live=True, cold_chain=True)
    history.when(rejected()).accepted()
    history.when(closed()).accepted()


def test_a_reading_out_of_range_contradicts_good_papers() -> None:
    """G-21 (S1-D 5.2.3): what was measured counts, whatever the verdict says."""
    before = (*approved(), fetched(), hot())
    both(sold(*before, cold_chain=True), papers(), rules.CASE_COLD_FAILED)
    sold(*approved(), fetched(), hot("5"), live=True, cold_chain=True).when(papers()).accepted()
    late = sold(*approved(), fetched(), papers(), hot(), cold_chain=True)
    both(late, received(), rules.CASE_COLD_FAILED)


def test_recalled_goods_come_back_whatever_their_temperature() -> None:
    """G-29 (S1-I 6.4)."""
    first = requested(return_policy="recall", recall_no="ZH1")
    sold(first, matched(), live=True, cold_chain=True).when(received()).accepted()


@pytest.mark.parametrize(
    ("column", "rule"),
    [
        ("rejection_reason", rules.REJECTION_UNTOLD),
        ("quality_told_at", rules.REJECTION_UNTOLD),
    ],
)
def test_a_rejection_is_recorded_and_reported(column: str, rule: Rule) -> None:
    """G-21 (S1-D 5.2.3): its reason, and that quality was told."""
    both(sold(*arrived()), rejected(**{column: None}), rule)


def test_the_customer_is_told_of_a_rejection() -> None:
    """G-19 (S1-D 5.1.3)."""
    sold(*arrived(), live=True).when(rejected(customer_told_at=None)).refused(rules.CUSTOMER_UNTOLD)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"notice_matched": False}, "not as the notice says"),
        ({"received_quantity": "5"}, "received 5, more than the 4 of the notice"),
    ],
)
def test_goods_are_received_as_the_notice_says(fields: dict[str, Any], words: str) -> None:
    """G-22 (S1-D 5.2.2): checked against the notice, no more than it says."""
    told = both(sold(*approved(), fetched()), received(**fields), rules.OTHER_THAN_NOTIFIED)
    assert words in rendered(told.findings[0], "en")["what"]


def test_a_receipt_says_what_was_checked_and_how_much_came() -> None:
    """G-22 (S1-D 5.2.2): at live entry."""
    history = sold(*approved(), fetched(), live=True)
    history.when(received(notice_matched=None)).refused(rules.OTHER_THAN_NOTIFIED)
    history.when(received(received_quantity=None)).refused(rules.OTHER_THAN_NOTIFIED)
    history.when(received(received_quantity="3")).accepted()


def test_what_went_back_meanwhile_is_not_received_again() -> None:
    """G-17 (S1-D 5.1.2)."""
    history = sold(*approved(), fetched(), back(quantity="8"), live=True)
    history.when(received()).refused(rules.CASE_MORE_THAN_OUT)


def test_returned_goods_wait_in_a_return_area_that_fits_them() -> None:
    """G-23 (S1-D 5.2.2, GSP §106): a place, of the right zone, at the right temperature, in use."""
    history = sold(*approved(), fetched(), live=True)
    history.when(received(location_code=None)).refused(rules.NO_RETURN_AREA)
    both(sold(location(), *approved(), fetched()), received(location_code="A-01"), rules.RETURN_AREA)
    warm = location("T-02", "returned", temperature_min="10", temperature_max="30")
    product = {"temperature_min": "2", "temperature_max": "8"}
    both(sold(warm, *approved(), fetched(), **product), received(location_code="T-02"), rules.LOCATION_RANGE)
    past = location("T-03", "returned", effective_until="2026-01-31")
    both(sold(past, *approved(), fetched()), received(location_code="T-03"), rules.LOCATION_ENDED)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"quality_status": "damaged"}, "disagree"),
        ({"conclusion": "nonconforming", "nonconformity": "破", "measures": "隔离"}, "disagree"),
    ],
)
def test_an_inspection_does_not_contradict_itself(fields: dict[str, Any], words: str) -> None:
    """G-24 (S1-D 5.2.4): conclusion and quality say the same."""
    told = both(sold(*arrived()), inspected(**fields), rules.CASE_VERDICT)
    assert words in rendered(told.findings[0], "en")["what"]


def test_an_inspection_is_complete() -> None:
    """G-24 (GSP §106, S1-D 5.2.4): who, when, quality, conclusion; of what failed also why."""
    history = sold(*arrived(), live=True)
    history.when(inspected(conclusion=None)).refused(rules.CASE_VERDICT)
    history.when(inspected(inspector=None)).refused(rules.CASE_VERDICT)
    bad = {"quality_status": "damaged", "conclusion": "nonconforming"}
    (told,) = history.when(inspected(**bad)).refused(rules.CASE_VERDICT)
    assert "nonconformity" in told
    assert "measures" in told
    history.when(inspected(**bad, nonconformity="外包装破损", measures="移入不合格品区")).accepted()


def test_the_lot_is_named_before_it_is_inspected() -> None:
    """G-24 (S1-D 5.2.4): batch by batch; the sale may know the lot."""
    sold(*arrived(lot=None), live=True).when(inspected()).accepted()
    history = sold(*approved(lot=None)[:1], matched(sale_no=None, sale_line=None), live=True)
    history.given(noticed(), *approved()[3:], fetched(), received())
    history.when(inspected()).refused(rules.TRACKING_GAP)


def pharmacy(**rest: Any) -> tuple[Command, ...]:
    """The road of a pharmacy up to the receipt."""
    first = requested(return_policy="pharmacy", **(PROVED | rest))
    return first, matched(), received(notice_matched=None)


def test_a_policy_asks_for_its_conditions() -> None:
    """G-25, G-26, G-28, G-30 (S1-I 3, 4): each has its answer at the inspection."""
    history = sold(*pharmacy(), live=True)
    wanted = (rules.CASE_EXPIRED, rules.CASE_OPENED, rules.CASE_REASON, rules.CASE_PROOF)
    told = history.when(inspected()).refused(*wanted)
    assert "unopened" in told[1]
    assert "no_leak" in told[1]
    history.when(inspected(checks_passed=EVERY)).accepted()
    sold(*pharmacy()).when(inspected()).accepted()
    sold(*arrived(), live=True).when(inspected()).accepted()


def test_refunds_first_ask_for_no_traces() -> None:
    """G-27 (S1-H 4.3): no trace of use, expiry or human damage."""
    first = requested(return_policy="refund_first", **PROVED)
    before = (first, matched(), noticed(), *approved()[3:], fetched(), received())
    passed = {"checks_passed": ["in_validity", "pack_intact", "unopened", "proof"]}
    (told,) = sold(*before, live=True).when(inspected(**passed)).refused(rules.CASE_USED)
    for trace in ("no_use_trace", "no_expiry_trace", "no_human_damage"):
        assert trace in told


def test_a_service_desk_reviews_the_reason() -> None:
    """G-28 (S0-4 4.4.1)."""
    first = requested(return_policy="service_desk")
    history = sold(first, matched(), received(notice_matched=None), live=True)
    history.when(inspected()).refused(rules.CASE_REASON)
    history.when(inspected(checks_passed=["reason_real"])).accepted()


@pytest.mark.parametrize(
    ("condition", "rule"),
    [
        ("in_validity", rules.CASE_EXPIRED),
        ("unopened", rules.CASE_OPENED),
        ("reason_real", rules.CASE_REASON),
        ("proof", rules.CASE_PROOF),
    ],
)
def test_a_condition_that_is_not_met_goes_up(condition: str, rule: Rule) -> None:
    """G-25 to G-30, G-32 (S1-I 6): what was found is recorded, and only a ruling goes on with it."""
    failed = inspected(checks_passed=[one for one in EVERY if one != condition], checks_failed=[condition])
    both(sold(*pharmacy(), failed), decided(), rule)
    history = sold(*pharmacy(), failed, ruling_asked(), ruled(), live=True)
    history.when(decided()).accepted()


@pytest.mark.parametrize("condition", ["sold_by_us", "lot_unchanged"])
def test_identity_is_never_ruled_away(condition: str) -> None:
    """G-31, G-16 (S1-H 6.3): a changed lot is not dealt with, whoever rules."""
    failed = inspected(checks_failed=[condition])
    both(sold(*arrived(), failed, ruling_asked(), ruled()), decided(), rules.LOT_CHANGED)


def test_goods_past_their_expiry_are_not_taken_back() -> None:
    """G-25 (S1-H 4.1; S1-I 3.1, 6.1): neither goods nor money, unless a ruling says so."""
    old = {"expiry_date": "2026-02-28"}
    first = requested(return_policy="pharmacy", **PROVED, **old)
    both(sold(first, matched()), received(notice_matched=None), rules.CASE_EXPIRED)
    paid = requested(return_policy="refund_first", **PROVED, **old)
    both(sold(paid, matched()), refund_asked(), rules.CASE_EXPIRED)
    history = sold(first, matched(), ruling_asked(), ruled(), live=True)
    history.when(noticed()).accepted()
    sold(requested(**old), matched(), live=True).when(noticed()).accepted()


def test_the_receipt_knows_the_expiry() -> None:
    """G-25: where the request does not say it."""
    goods = (receipt("YS2", lot="L2", expiry_date="2026-02-15"), sale("XS2", lot="L2"))
    first = requested(return_policy="pharmacy", lot="L2", **PROVED)
    history = sold(*goods, first, matched(sale_no="XS2"))
    both(history, received(notice_matched=None), rules.CASE_EXPIRED)


def test_a_request_brings_its_proof_and_its_reason() -> None:
    """G-28, G-30 (S1-I 3.4, 4; S1-H 5.1)."""
    history = sold(live=True)
    history.when(requested(return_policy="pharmacy")).refused(rules.CASE_PROOF)
    history.when(requested(return_policy="refund_first")).refused(rules.CASE_PROOF)
    both(sold(), requested(return_policy="pharmacy", reason="其他", **PROVED), rules.CASE_REASON)
    history.when(requested(reason="其他", voucher_nos=["PZ1"])).accepted()


def test_a_house_sets_each_condition_for_itself() -> None:
    """C-13: required under every policy, waived, or waived for quality."""
    failed = inspected(checks_failed=["unopened"])
    both(sold(setting("G-26"), *arrived(), failed), decided(), rules.CASE_OPENED)
    passed = [one for one in EVERY if one != "unopened"]
    opened = inspected(checks_passed=passed, checks_failed=["unopened"])
    sold(setting("G-26a", "waived"), *pharmacy(), opened, live=True).when(decided()).accepted()
    quality = setting("G-26", "waived_for_quality")
    both(sold(quality, *pharmacy(), opened), decided(), rules.CASE_OPENED)
    sold(quality, *pharmacy(quality_claimed=True), opened, live=True).when(decided()).accepted()


@pytest.mark.parametrize("waived", ["sold_by_us", "lot_unchanged"])
def test_a_recall_waives_everything_but_identity(waived: str) -> None:
    """G-29 (S1-I 6.4)."""
    first = requested(return_policy="recall", recall_no="ZH1")
    before = (first, matched(), received(notice_matched=None))
    both(sold(*before), inspected(checks_waived=[*EVERY, waived]), rules.WAIVED_UNDULY)
    history = sold(*before, live=True)
    history.when(inspected(checks_waived=[*EVERY, "cold_chain"], checks_failed=["unopened"])).accepted()
    history.when(decided(disposition="destroyed")).accepted()


def test_a_quality_problem_waives_the_pack_alone() -> None:
    """G-26, G-29 (S1-I 3.3): opened to find out; never the expiry."""
    passed = [one for one in EVERY if one != "unopened"]
    both(sold(*pharmacy()), inspected(checks_passed=passed, checks_waived=["unopened"]), rules.WAIVED_UNDULY)
    history = sold(*pharmacy(quality_claimed=True), live=True)
    history.when(inspected(checks_passed=passed, checks_waived=["unopened"])).accepted()
    rest = [one for one in EVERY if one != "in_validity"]
    both(
        sold(*pharmacy(quality_claimed=True)),
        inspected(checks_passed=rest, checks_waived=["in_validity"]),
        rules.WAIVED_UNDULY,
    )


def test_a_condition_is_met_or_not() -> None:
    """G-29: not both."""
    both(
        sold(*arrived()),
        inspected(checks_passed=["unopened"], checks_failed=["unopened"]),
        rules.WAIVED_UNDULY,
    )


def test_the_recall_that_spares_the_goods_is_named() -> None:
    """G-29 (S1-I 6.4): without one there is no exception."""
    both(sold(), requested(return_policy="recall"), rules.WAIVED_UNDULY)
    sold(live=True).when(requested(return_policy="recall", recall_no="ZH1")).accepted()


def test_a_return_of_a_complaint_is_of_its_goods() -> None:
    """G-44 (S1-E 4.2.4): the return procedure follows a complaint of the same customer and product."""
    complaint = {"received_on": "2026-02-25", "content": "质量问题", "customer_code": "C1", "lot": "L1"}
    asked = requested(complaint_no="TS1", quality_claimed=True)
    history = sold(stage("complaint_received", "TS1", product_code="P1", **complaint), live=True)
    history.when(asked).accepted()
    other = stage("complaint_received", "TS1", product_code="P1", **(complaint | {"lot": "L5"}))
    both(sold(other), asked, rules.COMPLAINT_DIFFERS)
