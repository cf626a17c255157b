"""The road of a return case: policy, look-up of the sale, notice, approvals, refusal."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support import rules
from tests.support.decisions import (
    Command,
    History,
    back,
    both,
    command,
    consigned,
    customer,
    member,
    sale,
    setting,
)
from tests.support.returning import (
    approved,
    business,
    closed,
    declined,
    fetched,
    matched,
    moment,
    noticed,
    quality_says,
    received,
    refund_asked,
    refund_verified,
    refunded,
    refused,
    requested,
    ruling_asked,
    sold,
)


def company(mode: str) -> Command:
    fields = {"company_code": "BGS", "name": "本公司", "uscc": "91350211M000100Y43", "scope": "三类:13"}
    return command("companies", **fields, address="路1号", phone="0300-1", business_mode=mode)


def policy_set(since: str = "2020-01-01", **fields: Any) -> Command:
    row = setting("退货", "value", since, rule_kind="return_policy")
    row.data.update(fields)
    return row


def policy_of(history: History, **fields: Any) -> Any:
    return history.when(requested(return_policy=None, **fields)).accepted().data.get("return_policy")


def test_the_policy_is_filled_in_where_none_is_named() -> None:
    """C-11: a recall has its own, a setting decides, a retail house decides alone, any other needs two."""
    assert policy_of(sold(live=True)) == "two_approvals"
    assert policy_of(sold(company("retail"), live=True), proof_of_purchase="PZ1") == "pharmacy"
    assert policy_of(sold(company("both"), live=True)) == "two_approvals"
    assert policy_of(sold(live=True), recall_no="ZH-2026-001") == "recall"
    history = sold(live=True)
    assert history.when(requested(return_policy=None)).accepted().filled == ["return_policy"]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, "service_desk"),
        ({"since": "2026-03-02"}, "two_approvals"),
        ({"effective_until": "2026-02-28"}, "two_approvals"),
        ({"product_kind": "drug"}, "two_approvals"),
        ({"product_kind": "device"}, "service_desk"),
        ({"customer_kind": "distributor"}, "two_approvals"),
        ({"channel": "dealer"}, "two_approvals"),
        ({"value": "别的"}, "two_approvals"),
    ],
)
def test_a_setting_of_the_policy_counts_for_its_days_goods_and_buyers(fields: Any, expected: str) -> None:
    """C-11: per product class, kind of customer or channel; named by key or title."""
    row = policy_set(**({"value": "售后服务组判定"} | fields))
    assert policy_of(sold(row, live=True)) == expected


def test_of_an_import_the_policy_is_only_what_is_known() -> None:
    """What happened before the ledger was kept is under no policy, unless a recall or a setting says."""
    assert policy_of(sold()) is None
    assert policy_of(sold(), recall_no="ZH1") == "recall"
    assert policy_of(sold(policy_set(value="pharmacy"))) == "pharmacy"


@pytest.mark.parametrize(
    ("policy", "before", "one"),
    [
        ("two_approvals", (), received()),
        ("two_approvals", (), refund_asked()),
        ("two_approvals", (noticed(), business(), quality_says()), refund_asked()),
        ("refund_first", (), received()),
        ("pharmacy", (), noticed()),
        ("pharmacy", (), refund_asked()),
        ("service_desk", (), noticed()),
        ("service_desk", (), refund_asked()),
        ("recall", (), refund_asked()),
    ],
)
def test_a_policy_closes_what_it_does_not_open(
    policy: str, before: tuple[Command, ...], one: Command
) -> None:
    """C-11 (S1-D, S1-H, S1-I, S0-4): the declared transitions of the other policies."""
    first = requested(
        return_policy=policy, proof_of_purchase="PZ1", recall_no="ZH1" if policy == "recall" else None
    )
    both(sold(first, matched(), *before), one, rules.CASE_PATH)


@pytest.mark.parametrize(
    ("policy", "one"),
    [
        ("refund_first", refund_asked()),
        ("refund_first", noticed()),
        ("pharmacy", received()),
        ("service_desk", received()),
        ("recall", received()),
        ("recall", noticed()),
        ("two_approvals", noticed()),
    ],
)
def test_a_policy_opens_its_own_road(policy: str, one: Command) -> None:
    """C-11: refund first, or from the matched sale to receipt, or by a notice."""
    first = requested(
        return_policy=policy, proof_of_purchase="PZ1", recall_no="ZH1" if policy == "recall" else None
    )
    history = sold(first, matched(), live=True)
    history.when(one).accepted()


def test_refrigerated_goods_take_the_notice_under_every_policy() -> None:
    """S1-D 5.2.1: their temperature papers are judged on that road."""
    first = requested(return_policy="pharmacy", proof_of_purchase="PZ1")
    sold(first, matched(), live=True, cold_chain=True).when(noticed()).accepted()


def test_the_sale_is_looked_up_and_filled_in() -> None:
    """G-16, G-17 (S1-D 5.1.2): at live entry the system finds the line and what is still out of it."""
    history = sold(
        sale("XS2", quantity="3", sold_on="2026-02-02"), back(quantity="5"), requested(), live=True
    )
    told = history.when(matched(sold_by_us=None, sale_no=None, sale_line=None)).accepted()
    found = {key: told.data[key] for key in ("sold_by_us", "sale_no", "sale_line", "quantity_out")}
    assert found == {"sold_by_us": True, "sale_no": "XS1", "sale_line": 1, "quantity_out": "5"}
    assert told.filled == ["quantity_out", "sale_line", "sale_no", "sold_by_us"]


def test_the_unit_finds_its_sale() -> None:
    """G-16 (S1-D 5.1.2): by its serial, whatever else the customer bought."""
    unit = {"serial": "A2", "lot": None, "quantity": "1"}
    goods = [sale("XS2", serial="A1", lot=None, quantity="1"), sale("XS3", **unit)]
    history = sold(*goods, requested(**unit), live=True)
    told = history.when(matched(sold_by_us=None, sale_no=None, sale_line=None)).accepted()
    assert (told.data["sale_no"], told.data["quantity_out"]) == ("XS3", "1")


@pytest.mark.parametrize("goods", [{"lot": "L9"}, {"customer_code": "C2"}])
def test_what_was_not_sold_here_is_only_declined(goods: dict[str, str]) -> None:
    """G-16 (S1-D 5.1.2): the look-up finds nothing, the customer is told, and nothing else can come."""
    history = sold(customer("C2"), requested(**goods), live=True)
    told = history.when(matched(sold_by_us=None, sale_no=None, sale_line=None)).accepted()
    assert (told.data["sold_by_us"], told.data["quantity_out"]) == (False, "0")
    history.when(noticed()).refused(rules.ONLY_REFUSAL, rules.NOTICE_WITHOUT_SALE)
    history.when(ruling_asked()).refused(rules.ONLY_REFUSAL)
    history.when(declined(refusal_reason=None)).accepted()
    history.when(closed()).accepted()


def test_goods_said_not_to_be_ours_go_no_further_on_import_either() -> None:
    """G-16 (S1-D 5.1.2)."""
    history = sold(requested(), matched(sold_by_us=False, sale_no=None, sale_line=None))
    history.when(noticed()).accepted(rules.ONLY_REFUSAL)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"sale_no": "XS2"}, "lot"),
        ({"sale_no": "XS3"}, "C2"),
        ({"sold_by_us": False, "sale_no": None, "sale_line": None}, "sale XS1 line 1 is of these goods"),
    ],
)
def test_the_look_up_must_agree_with_the_sales(fields: dict[str, Any], words: str) -> None:
    """G-16, G-17 (S1-D 5.1.2): another lot, another customer, or denied although it was sold."""
    others = (customer("C2"), sale("XS2", lot="L2"), sale("XS3", customer_code="C2"), requested())
    history = sold(*others, live=True)
    (told,) = history.when(matched(**fields)).refused(rules.CASE_NOT_SOLD)
    assert words in told
    if fields.get("sold_by_us") is not False:
        history.live = False
        history.when(matched(**fields)).accepted(rules.CASE_NOT_SOLD)


def test_a_sale_that_is_named_is_ours() -> None:
    """G-16: an import that says both is a finding."""
    both(sold(requested()), matched(sold_by_us=False), rules.CASE_NOT_SOLD)


def test_goods_sold_later_did_not_come_from_that_sale() -> None:
    """G-16: the request lies before the sale."""
    history = sold(sale("XS2", sold_on="2026-03-20", lot="L2"), requested(lot="L2"), live=True)
    (told,) = history.when(matched(sale_no="XS2")).refused(rules.CASE_NOT_SOLD)
    assert "2026-03-20" in told


def test_no_more_is_matched_than_is_still_out() -> None:
    """G-17 (S1-D 5.1.2): whether the sale is named or looked up."""
    history = sold(back(quantity="8"), requested(), live=True)
    (told,) = history.when(matched()).refused(rules.CASE_MORE_THAN_OUT)
    assert "only 2 of sale 'XS1' line 1" in told
    history.when(matched(sold_by_us=None, sale_no=None, sale_line=None)).refused(rules.CASE_MORE_THAN_OUT)
    both(sold(requested(quantity="11")), matched(), rules.CASE_MORE_THAN_OUT)


def test_what_came_back_since_is_no_finding_of_an_import() -> None:
    """The record of the case itself may have been imported before the case."""
    sold(back(quantity="8"), requested()).when(matched()).accepted()


def test_a_notice_names_its_sale_and_no_more_than_is_out() -> None:
    """G-17 (S1-D 5.1.2, 5.1.4): what went back meanwhile counts."""
    history = sold(requested(), matched(), live=True)
    assert history.when(noticed()).accepted().data["return_notice_no"] == "THTZ-20260301-001"
    history = sold(requested(), matched(), back(quantity="8"), live=True)
    history.when(noticed()).refused(rules.CASE_MORE_THAN_OUT)
    history = sold(requested(), matched(sale_no=None, sale_line=None), live=True)
    history.when(noticed()).refused(rules.NOTICE_WITHOUT_SALE)
    history.live = False
    history.when(noticed()).accepted()


def test_a_unit_that_came_back_is_not_out() -> None:
    """G-17: the line has two units, one of which came back."""
    units = {"lot": None, "quantity": "2", "serial": "A1;A2"}
    one = {"lot": None, "quantity": "1", "serial": "A1"}
    history = sold(sale("XS2", **units), requested(**one), matched(sale_no="XS2"), live=True)
    history.given(back(sale_no="XS2", sale_line=1, **one))
    history.when(noticed()).refused(rules.CASE_MORE_THAN_OUT)


def test_goods_on_consignment_were_never_sold() -> None:
    """GSP §90: what is still out of the consignment may come back; no sale is asked for."""
    out = {"consignment_no": "XP1"}
    plain = {"sold_by_us": None, "sale_no": None, "sale_line": None}
    history = sold(consigned(), requested(**out), live=True)
    assert history.when(matched(**plain)).accepted().data["quantity_out"] == "10"
    history.when(noticed()).accepted()
    history = sold(consigned(quantity="3"), requested(**out), live=True)
    history.when(matched(**plain)).refused(rules.CASE_MORE_THAN_OUT)
    history = sold(consigned(), requested(lot="L9", **out), live=True)
    history.when(matched(**plain)).refused(rules.CASE_NOT_SOLD)


def test_two_persons_approve_before_goods_are_fetched() -> None:
    """G-18 (S1-D 5.1.3): one approval missing stops the vehicle."""
    history = sold(requested(), matched(), noticed(), business())
    history.live = True
    (told,) = history.when(fetched()).refused(rules.CASE_APPROVALS)
    assert "quality approval missing" in told
    both(sold(requested(), matched(), noticed(), business()), fetched(), rules.CASE_APPROVALS)
    sold(*approved(), live=True).when(fetched()).accepted()


def test_the_two_who_approve_are_two_persons_of_two_posts() -> None:
    """G-18 (S1-D 5.1.3): the same person twice, or two persons of one post."""
    history = sold(requested(), matched(), noticed(), business(business_approver="Q1"))
    both(history, quality_says(), rules.CASE_APPROVALS)
    history = sold(
        member("B2", post="质量负责人"), requested(), matched(), noticed(), business(business_approver="B2")
    )
    both(history, quality_says(), rules.CASE_APPROVALS)
    history = sold(requested(), matched(), noticed(), business())
    both(history, quality_says(quality_approver="E1"), rules.NOT_QUALITY)
    history = sold(requested(), matched(), noticed(), live=True)
    (told,) = history.when(business(business_approver=None)).refused(rules.CASE_APPROVALS)
    assert "nobody is named" in told


def test_a_refund_first_by_notice_has_both_approvals() -> None:
    """G-18, G-33 (S1-H 5.2): the money follows the same approvals."""
    first = requested(return_policy="refund_first", proof_of_purchase="PZ1")
    history = sold(first, matched(), noticed(), business(), quality_says(), live=True)
    history.when(refund_asked()).accepted()


def test_a_recall_needs_no_approvals() -> None:
    """G-29 (S1-I 6.4)."""
    first = requested(return_policy="recall", recall_no="ZH1")
    sold(first, matched(), noticed(), business(), live=True).when(fetched()).accepted()


def test_a_refusal_says_who_refused_and_why() -> None:
    """G-19 (S1-D 5.1.3): the reason stands on the notice."""
    before = (requested(), matched(), noticed())
    both(sold(*before), refused(refusal_reason=None), rules.REFUSAL_REASON)
    history = sold(*before, live=True)
    history.when(refused(business_decision=None)).refused(rules.REFUSAL_REASON)
    history.when(refused(business_approver=None)).refused(rules.REFUSAL_REASON)
    history.when(refused()).accepted()
    both(sold(*before), refused(quality_approver="E1", quality_decision="refused"), rules.NOT_QUALITY)


def test_the_customer_is_told_of_a_refusal() -> None:
    """G-19 (S1-D 5.1.3): with the reason of the refusal, or one of its own."""
    history = sold(requested(), matched(), noticed(), refused(), live=True)
    history.when(declined(customer_told_at=None)).refused(rules.CUSTOMER_UNTOLD)
    history.when(declined(refusal_reason=None, customer_told_at=moment(3))).accepted()
    history.when(closed()).accepted()
    both(sold(requested(), matched()), declined(refusal_reason=None), rules.REFUSAL_REASON)


def test_a_request_that_fails_its_conditions_may_be_declined_for_them() -> None:
    """G-19: the conditions that are not met are the reason."""
    history = sold(requested(), live=True)
    history.when(declined(refusal_reason=None, checks_failed=["unopened"])).accepted()


def test_money_before_goods_then_the_goods() -> None:
    """S1-H: refunded, then received; another policy never gets there."""
    first = requested(return_policy="refund_first", proof_of_purchase="PZ1")
    before = (first, matched(), refund_asked(), refund_verified(), refunded())
    sold(*before, live=True).when(received(received_on="2026-03-10")).accepted()
