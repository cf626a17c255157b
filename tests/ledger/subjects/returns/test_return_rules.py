"""On which terms goods come back, where they wait, and what goes back to stock."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.deciding.rule import Rule
from tests.support import rules
from tests.support.decisions import (
    APPROVED,
    Command,
    History,
    approvers,
    back,
    both,
    command,
    customer,
    given,
    location,
    member,
    product,
    receipt,
    sale,
    setting,
    supplier,
)


def _sold(*commands: Command, **goods: Any) -> History:
    house = (supplier(), product(**goods), customer(), member(), *approvers())
    return given(*house, receipt(), sale(), *commands)


def returned(number: str = "TH1", **rest: Any) -> Command:
    """Return a return line that two persons approved."""
    return back(number, **(APPROVED | rest))


def test_a_return_needs_two_approvals() -> None:
    """G-18 (S1-D 5.1.3): refused live without any, and a finding on import."""
    history = _sold()
    found = both(history, back(), rules.TWO_APPROVALS).findings
    told = rules.TWO_APPROVALS.message(found[0], "en")
    assert "business approval missing" in told
    assert "quality approval missing" in told
    history.live = True
    history.when(returned("TH2")).accepted()


def test_one_approval_is_not_two() -> None:
    """G-18 (S1-D 5.1.3): one missing, the same person twice, or two persons of one post."""
    history = _sold(member("B2", post="业务负责人"))
    both(history, back(business_approver="B1"), rules.TWO_APPROVALS)
    both(history, back("TH2", quality_approver="Q1", quantity="1"), rules.TWO_APPROVALS)
    same = {"business_approver": "Q1", "quality_approver": "Q1"}
    both(_sold(), back(**same), rules.TWO_APPROVALS)
    post = {"business_approver": "B2", "quality_approver": "B1"}
    both(_sold(member("B2", post="业务负责人")), back(**post), rules.TWO_APPROVALS, rules.NOT_QUALITY)


def test_quality_approves_for_quality() -> None:
    """G-18, G-75 (S1-D 5.1.3): the second approver is of quality."""
    both(_sold(), back(business_approver="B1", quality_approver="E1"), rules.NOT_QUALITY)


def test_goods_whose_cold_chain_broke_are_not_restocked() -> None:
    """G-21 (S1-D 5.2.3): a reading of the return case that is out of range."""
    reading = {"read_at": "2026-02-20T00:00:00.000000Z", "temperature_max": "8", "measures": "隔离"}
    hot = command("temperature_readings", reading_no="R1", return_case_no="TA1", temperature="11", **reading)
    history = _sold(hot, cold_chain=True)
    fields = {"return_case_no": "TA1", "temperature_record": "WD1"}
    both(history, returned(**fields), rules.COLD_CHAIN_FAILED)
    history.when(returned("TH2", quantity="1", disposition="destroyed", **fields)).accepted()
    history.when(returned("TH3", quantity="1", temperature_record="WD2", return_case_no="TA2")).accepted()


@pytest.mark.parametrize(
    ("zone", "fields", "fits"),
    [
        ("qualified", {}, True),
        ("returned", {"disposition": "pending"}, True),
        ("recalled", {"quality_status": "doubtful", "disposition": "pending"}, True),
        ("qualified", {"disposition": "pending"}, False),
        ("qualified", {"quality_status": "damaged", "disposition": "destroyed"}, False),
        ("outbound", {"quality_status": "doubtful", "disposition": "repaired"}, False),
    ],
)
def test_a_return_waits_in_its_area(zone: str, fields: dict[str, str], fits: bool) -> None:
    """G-23 (GSP §106, S1-D 5.2.2): until it has passed."""
    history = _sold(location("T-01", zone))
    one = returned(location_code="T-01", **fields)
    if fits:
        history.when(one).accepted()
    else:
        both(history, one, rules.RETURN_AREA)


@pytest.mark.parametrize(
    "flaw",
    [{"quality_status": "doubtful"}, {"quality_status": "damaged"}, {"inspected_on": "2026-02-28"}],
)
def test_only_what_passed_goes_back_to_stock(flaw: dict[str, str]) -> None:
    """G-24 (GSP §106): a conforming verdict, given after the goods came back."""
    both(_sold(), returned(**flaw), rules.RESTOCKED_UNFIT)


POLICIES: list[tuple[Rule, dict[str, str]]] = [
    (rules.RETURN_EXPIRED, {"expiry_date": "2026-02-28"}),
    (rules.RETURN_OPENED, {"quality_status": "damaged", "disposition": "pending"}),
    (rules.RETURN_USED, {"nonconformity": "有使用痕迹"}),
    (rules.RETURN_REASON, {"reason": "其他"}),
]


@pytest.mark.parametrize(("rule", "flaw"), POLICIES)
def test_a_condition_of_the_return_policy(rule: Rule, flaw: dict[str, str]) -> None:
    """G-25, G-26, G-27, G-28 (S1-H 4, S1-I 3): off until a setting requires it, from its day on."""
    _sold().when(returned(**flaw)).accepted()
    both(_sold(setting(rule.id, rule_kind="return_policy")), returned(**flaw), rule)
    _sold(setting(rule.id, since="2026-03-02")).when(returned(**flaw)).accepted()


def test_proof_of_purchase() -> None:
    """G-30 (S1-I 4): a voucher, where the policy asks for it."""
    _sold().when(returned()).accepted()
    history = _sold(setting("G-30"))
    both(history, returned(), rules.RETURN_PROOF)
    history.when(returned("TH2", quantity="1", voucher_nos=["V1"])).accepted()


def test_a_condition_that_is_waived_for_quality() -> None:
    """G-26 (S1-I 3.3, C-13): goods that come back under the warranty."""
    waived = setting("G-26", "waived_for_quality")
    flaw = {"quality_status": "damaged", "disposition": "pending"}
    both(_sold(waived), returned(**flaw), rules.RETURN_OPENED)
    _sold(waived).when(returned(**flaw, return_kind="warranty_refund")).accepted()


def test_a_denied_flaw_is_none() -> None:
    """G-26, G-27 (S1-H 4): words that say that nothing is wrong."""
    words = {"nonconformity": "包装未拆封，无使用痕迹"}
    _sold(setting("G-26"), setting("G-27")).when(returned(**words)).accepted()


def test_recalled_goods_come_back_on_no_terms_but_identity() -> None:
    """G-29 (S1-I 6.4): no approvals, temperature or policy; but they were sold to this customer."""
    settings = [setting(rule.id) for rule, _ in POLICIES] + [setting("G-30")]
    history = _sold(*settings, customer("C2"), cold_chain=True)
    flaws = {"expiry_date": "2026-02-28", "quality_status": "damaged", "reason": "其他"}
    recalled = {"return_kind": "recall_return", "disposition": "pending"}
    history.live = True
    history.when(back(**recalled, **flaws)).accepted()
    history.when(back("TH2", **recalled, customer_code="C2")).refused(rules.OTHER_GOODS)


def test_recalled_goods_do_not_go_back_to_stock() -> None:
    """G-24, G-29 (Order 29): what is done with them afterwards is judged all the same."""
    both(_sold(), back(return_kind="recall_return"), rules.RESTOCKED_UNFIT)
