"""Who may be sold to: papers of the right kind, in date and in scope; approvals; and who is stopped."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.deciding.decision import Command
from tests.support import rules
from tests.support.decisions import (
    History,
    both,
    command,
    consigned,
    customer,
    given,
    licence,
    member,
    product,
    quality,
    receipt,
    sale,
    setting,
    stage,
    supplier,
    void,
)

TRADE_LICENCE = "粤穗药监械经营许20220089号"
TRADE_FILING = "浙杭药监械经营备20250018号"


def dealer(code: str = "C1", **rest: Any) -> Command:
    """Return a command that registers a distributor."""
    return customer(code, **({"kind": "distributor"} | rest))


def paper(kind: str, number: str = "Z9", owner: str = "C1", **rest: Any) -> Command:
    """Return a command that registers a paper of a customer."""
    return licence(owner, kind, number, owner_kind="customer", **rest)


def house(*commands: Command, live: bool = False, **goods: Any) -> History:
    """Start with a product of class III, received; the customer is among the commands."""
    third = {"device_class": "III", "category_code": "13", "category_code_2002": "6846"}
    return given(supplier(), product(**(third | goods)), member(), quality(), receipt(), *commands, live=live)


def test_a_business_licence_out_of_date() -> None:
    """G-03 (S0-3 4.1.1): what is registered is judged; its last day is good."""
    history = house(
        dealer(licence_kind="trade_licence"), paper("business_licence", "91", valid_until="2026-01-31")
    )
    both(history, sale(), rules.BUSINESS_LICENCE)
    history.when(sale("XS2", sold_on="2026-01-31")).accepted()


def test_a_missing_business_licence_binds_where_such_papers_are_kept() -> None:
    """G-03 (decision 0015): the first business licence of any customer begins it; hospitals need none."""
    history = house(dealer(licence_kind="trade_licence"), customer("C2"), customer("C3"))
    history.when(sale()).accepted()
    history.given(paper("business_licence", "91", owner="C3"))
    both(history, sale("XS2"), rules.BUSINESS_LICENCE)


@pytest.mark.parametrize(
    ("device_class", "kind", "fits"),
    [
        ("III", "trade_licence", True),
        ("III", "trade_filing", False),
        ("II", "trade_filing", True),
        ("II", "trade_licence", False),
        ("I", "business_licence", True),
    ],
)
def test_a_distributor_needs_the_paper_of_the_class(device_class: str, kind: str, fits: bool) -> None:
    """G-01a (Order 54 §4, §21): class III a licence, class II a filing of its own, class I nothing."""
    history = house(dealer(licence_kind=kind), device_class=device_class)
    if fits:
        history.when(sale()).accepted()
    else:
        both(history, sale(), rules.NOT_ENTITLED)


def test_the_filing_of_class_ii_stands_beside_the_licence() -> None:
    """G-01a (Order 54 §21): as a paper of its own, or named in the scope of an old licence."""
    licensed = dealer(licence_kind="trade_licence", licence_no="Z1")
    both(house(licensed, device_class="II"), sale(), rules.NOT_ENTITLED)
    house(licensed, paper("trade_filing"), device_class="II").when(sale()).accepted()
    old = dealer(licence_kind="trade_licence", licence_no="Z1", scope="二、三类:6846,6815")
    house(old, device_class="II").when(sale()).accepted()


def test_class_ii_goods_that_are_exempt_from_the_filing() -> None:
    """G-01a (Order 739 §41): a thermometer may go to a shop that has a business licence alone."""
    shop = dealer(licence_kind="business_licence", licence_no="91")
    both(house(shop, device_class="II"), sale(), rules.NOT_ENTITLED)
    house(shop, device_class="II", filing_exempt=True).when(sale()).accepted()
    both(house(shop, device_class="III", filing_exempt=True), sale(), rules.NOT_ENTITLED)


@pytest.mark.parametrize(
    ("number", "told"),
    [
        ("国械注准20213140001", "III"),
        ("国械注进20212140001", "II"),
        ("国械注许20213140001", "III"),
        ("粤械注准20202140001", "II"),
        ("国食药监械(准)字2013第3460001号", "III"),
        ("沪械备20210001", None),
        ("国械备20210001", None),
        ("of no known form", None),
    ],
)
def test_a_blank_class_is_read_from_the_registration_number(number: str, told: str | None) -> None:
    """G-01a (Order 47 §115, §116): the digit behind the year; a filing is of class I."""
    shop = dealer(licence_kind="business_licence", licence_no="91")
    history = house(shop, device_class=None, registration_no=number)
    if told is None:
        history.when(sale()).accepted()
    else:
        found = both(history, sale(), rules.NOT_ENTITLED).findings
        assert found[0]["device_class"] == told


def test_a_retail_sale_to_a_dealer_asks_for_its_papers_too() -> None:
    """G-01a: retail is to consumers; a firm does not slip through by the mode of sale."""
    shop = dealer(licence_kind="business_licence", licence_no="91")
    both(house(shop), sale(sale_mode="retail"), rules.NOT_ENTITLED)


def test_a_paper_runs_by_its_own_dates_whenever_it_was_typed() -> None:
    """G-01 (GSP §82): a renewal from April that was typed in November is good in June; before it the old."""
    old = {"licence_kind": "trade_licence", "licence_no": "Z1", "licence_valid_from": "2020-04-01"}
    first = dealer(**old, licence_valid_until="2026-03-31", event_time="2020-04-01T00:00:00.000000Z")
    renewed = {**old, "licence_valid_from": "2026-04-01", "licence_valid_until": "2031-03-31"}
    late = dealer(**renewed, event_time="2026-11-29T00:00:00.000000Z")
    history = house(first, late)
    history.when(sale("XS1", sold_on="2026-06-02")).accepted()
    history.when(sale("XS2", sold_on="2026-03-31")).accepted()
    history.when(sale("XS3", sold_on="2026-12-01")).accepted()
    both(history, sale("XS4", sold_on="2031-04-01"), rules.LICENCE_LAPSED)
    early = dealer(**renewed, event_time="2026-03-01T00:00:00.000000Z")
    house(first, early).when(sale("XS1", sold_on="2026-03-15")).accepted()


def test_a_term_that_was_put_right_is_the_right_one() -> None:
    """G-01: of the same paper from the same day the newest version speaks, its scope from its own day on."""
    typed = {"licence_kind": "trade_licence", "licence_no": "Z1", "licence_valid_from": "2021-01-01"}
    wrong = dealer(**typed, licence_valid_until="2025-12-31", event_time="2021-01-01T00:00:00.000000Z")
    right = dealer(**typed, licence_valid_until="2030-12-31", event_time="2026-05-01T00:00:00.000000Z")
    house(wrong, right).when(sale()).accepted()
    both(house(wrong), sale(), rules.LICENCE_LAPSED)


def test_a_paper_without_an_end_runs_until_the_file_names_the_next() -> None:
    """G-01: the next says from which day it runs, or takes its place at once."""
    open_end = dealer(licence_kind="trade_licence", licence_no="Z1", event_time="2020-01-01T00:00:00.000000Z")
    later = {"licence_kind": "trade_licence", "licence_no": "Z2", "event_time": "2026-01-15T00:00:00.000000Z"}
    begun = dealer(**later, licence_valid_from="2026-04-01")
    house(open_end, begun).when(sale(sold_on="2026-02-01")).accepted()
    ended = dealer(**later, licence_valid_until="2026-01-31")
    both(house(open_end, ended), sale(sold_on="2026-02-01"), rules.LICENCE_LAPSED)


def test_a_registered_paper_runs_by_its_own_dates_too() -> None:
    """G-01a (GSP §57): a renewal of the same number; what is revoked ends then."""
    file = dealer(licence_kind=None)
    term = {
        "valid_from": "2020-04-01",
        "valid_until": "2026-01-31",
        "event_time": "2020-04-01T00:00:00.000000Z",
    }
    again = {"valid_from": "2026-02-01", "valid_until": "2031-01-31"}
    history = house(
        file,
        paper("trade_licence", **term),
        paper("trade_licence", **again, event_time="2026-11-29T00:00:00.000000Z"),
    )
    history.when(sale(sold_on="2026-02-01")).accepted()
    history.given(paper("trade_licence", **again, status="revoked", event_time="2026-12-10T00:00:00.000000Z"))
    history.when(sale("XS2", sold_on="2026-03-01")).accepted()
    both(history, sale("XS3", sold_on="2026-12-20"), rules.NOT_ENTITLED)


def test_the_number_tells_the_kind_of_a_paper_that_does_not_say() -> None:
    """G-01a (Order 54 §15, §21): 备 is a filing, 许 a licence."""
    both(house(dealer(licence_no=TRADE_FILING)), sale(), rules.NOT_ENTITLED)
    house(dealer(licence_no=TRADE_LICENCE)).when(sale()).accepted()
    house(dealer(licence_no="of no known form")).when(sale()).accepted()


@pytest.mark.parametrize(
    "buyer",
    [
        {"kind": "distributor", "licence_kind": None},
        {"kind": "distributor", "licence_kind": "business_licence", "licence_no": "91"},
        {"kind": "distributor", "licence_kind": "drug_trade_licence", "licence_no": "浙AA57100001"},
        {"kind": "medical_institution", "licence_kind": None},
        {"kind": "device_maker", "licence_kind": None},
    ],
)
def test_a_buyer_without_any_paper_that_entitles_is_refused_from_the_first_day(buyer: dict[str, Any]) -> None:
    """G-01a (decision 0044): whether the house keeps papers or not; the quality head may let it pass."""
    found = both(house(customer(**buyer)), sale(), rules.NOT_ENTITLED).findings
    assert (found[0]["known"] == "—") == (buyer["licence_kind"] is None)
    assert rules.NOT_ENTITLED.overridable


def test_a_registered_paper_entitles_as_the_file_does() -> None:
    """G-01a: a hospital by the register of licences; a maker buys by its production licence."""
    kept = house(customer(licence_kind=None), paper("practice_licence"))
    kept.when(sale()).accepted()
    maker = house(customer(kind="device_maker"), paper("production_licence"))
    maker.when(sale()).accepted()


def test_a_registered_renewal_stands_in_for_the_file() -> None:
    """G-01 (GSP §82): the file was not updated, the register of licences was."""
    lapsed = dealer(licence_kind="trade_licence", licence_valid_until="2026-01-31")
    both(house(lapsed), sale(), rules.LICENCE_LAPSED)
    renewed = paper("trade_licence", valid_from="2026-02-01", valid_until="2031-01-31")
    history = house(lapsed, renewed)
    history.when(sale()).accepted()
    revoked = paper("trade_licence", valid_from="2026-02-01", valid_until="2031-01-31", status="revoked")
    both(house(lapsed, revoked), sale(), rules.LICENCE_LAPSED)


def test_a_product_outside_the_buyers_scope() -> None:
    """G-01b (GSP §82): by either catalogue; several papers add up."""
    only = dealer(licence_kind="trade_licence", scope="三类:6815,6866")
    found = both(house(only), sale(), rules.OUT_OF_SCOPE)
    assert found.findings[0]["category"] == "13/6846"
    both(house(dealer(licence_kind="trade_licence", scope="三类:01,02")), sale(), rules.OUT_OF_SCOPE)
    house(only, paper("trade_licence", scope="三类:6846植入材料和人工器官")).when(sale()).accepted()


def test_a_scope_that_cannot_be_compared_is_a_warning() -> None:
    """M-20 (regulation §1.1): printed in one catalogue, the product coded in the other."""
    only = dealer(licence_kind="trade_licence", scope="三类:6815,6866")
    history = house(only, category_code_2002=None, live=True)
    accepted = history.when(sale()).accepted(rules.SCOPE_UNCLEAR)
    assert accepted.findings[0]["severity"] == "warning"
    house(only, category_code=None, category_code_2002=None).when(sale()).accepted()


def test_a_scope_of_another_class_does_not_cover_goods_without_a_category() -> None:
    """G-01b (GSP §82; Order 54 §4): class III, the licence speaks of class II alone."""
    uncoded = {"category_code": None, "category_code_2002": None}
    second = dealer(licence_kind="trade_licence", scope="二类:6815;第二类医疗器械")
    found = both(house(second, **uncoded), sale(), rules.OUT_OF_SCOPE)
    assert (found.findings[0]["category"], found.findings[0]["device_class"]) == ("—", "III")
    house(dealer(licence_kind="trade_licence", scope="二、三类医疗器械"), **uncoded).when(sale()).accepted()
    house(dealer(licence_kind="trade_licence", scope="三类:6815"), **uncoded).when(sale()).accepted()
    blank = dict.fromkeys(("category_code", "category_code_2002", "device_class"))
    both(house(second, **blank), sale(), rules.OUT_OF_SCOPE)  # the class that the number tells


def test_another_unit_needs_a_statement_of_need() -> None:
    """G-01c (GSP §81, decision 0044): from the first day."""
    other = customer(kind="other_unit", need_statement=None)
    history = house(other, customer("C2", kind="other_unit", need_statement="PZ-1"))
    both(history, sale(), rules.NEED_STATEMENT)
    history.when(sale("XS2", customer_code="C2")).accepted()


def test_a_setting_demands_a_paper_that_the_house_never_kept() -> None:
    """G-03 (decision 0015): a row of the settings says so from a day."""
    history = house(
        dealer(licence_kind="trade_licence"), setting(rules.BUSINESS_LICENCE.id, since="2026-02-01")
    )
    both(history, sale(), rules.BUSINESS_LICENCE)
    history.when(sale("XS2", sold_on="2026-01-31")).accepted()


@pytest.mark.parametrize("status", ["suspended", "disqualified"])
def test_a_buyer_who_is_stopped(status: str) -> None:
    """G-13 (S2-F 4.2): the file in force on the day decides."""
    before = customer(event_time="2025-12-31T16:00:00.000000Z")
    history = house(before, customer(status=status, event_time="2026-01-31T16:00:00.000000Z"))
    both(history, sale(), rules.BUYER_STOPPED)
    history.when(sale("XS2", sold_on="2026-01-31")).accepted()


def approval(number: str = "SP1", code: str = "C1", **rest: Any) -> Command:
    """Return a command that asks for the first approval of a customer."""
    fields = {
        "approval_kind": "customer",
        "applied_on": "2026-01-10",
        "applicant": "E1",
        "party_name": "甲",
        "customer_code": code,
    }
    return stage("first_approval_requested", number, **(fields | rest))


def decided(event: str, number: str = "SP1", day: str = "2026-01-20") -> Command:
    """Return a command that decides a first approval."""
    decision = "approved" if event == "first_approval_granted" else "refused"
    return stage(event, number, approver="Q1", decision=decision, decided_on=day)


def reviewed(number: str = "SP1") -> Command:
    """Return a command that reviews a first approval."""
    return stage("first_approval_reviewed", number, reviewer="Q1", reviewed_on="2026-01-15")


def test_the_first_sale_waits_for_the_buyers_approval() -> None:
    """G-63c (GSP §82): where such approvals are kept, and for the first sale only."""
    history = house(customer(), customer("C2"))
    history.given(sale("XS0", sold_on="2026-01-20", quantity="1"))
    history.given(customer("C3"), approval("SP2", "C3"))
    both(history, sale(customer_code="C2"), rules.BUYER_NOT_APPROVED)
    history.when(sale("XS2")).accepted()
    approved = house(customer(), approval(), reviewed(), decided("first_approval_granted"))
    approved.when(sale()).accepted()
    approved.when(sale("XS2", sold_on="2026-01-19")).accepted(rules.BUYER_NOT_APPROVED)


def test_a_buyer_whose_approval_was_rejected() -> None:
    """G-66a (S2-F 4.2, 4.7): a known refusal is always judged."""
    history = house(customer(), approval(), decided("first_approval_rejected"))
    both(history, sale(), rules.BUYER_REJECTED)
    history.given(void("first_approvals", "SP1"))
    history.when(sale("XS2", quantity="1")).accepted(rules.BUYER_NOT_APPROVED)


def test_papers_checked_after_the_first_sale_are_a_warning() -> None:
    """M-21 (guide ※8.82): the first sale alone is told."""
    history = house(customer(reviewed_on="2026-02-02"))
    history.when(sale(quantity="1")).accepted(rules.REVIEWED_LATE)
    history.when(sale("XS2", quantity="1", sold_on="2026-02-02")).accepted()


def test_a_dealer_whose_authorisation_lapsed_or_names_other_products() -> None:
    """G-14b (S1-F 2.6): only a dealer with authorisations is bound by them."""

    def authorised(**rest: Any) -> Command:
        fields = {
            "authorisation_no": "SQ1",
            "authorisation_kind": "dealer",
            "grantee_name": "甲",
            "customer_code": "C1",
            "scope": "全部",
            "valid_from": "2025-01-01",
            "valid_until": "2026-12-31",
        }
        return command("authorisations", **(fields | rest))

    licensed = dealer(licence_kind="trade_licence")
    house(licensed, authorised()).when(sale()).accepted()
    both(house(licensed, authorised(valid_until="2026-01-31")), sale(), rules.DEALER_NOT_AUTHORISED)
    both(house(licensed, authorised(product_codes=["P9"])), sale(), rules.DEALER_NOT_AUTHORISED)


def test_consigned_goods_are_judged_by_buyer_too() -> None:
    """G-01 (GSP §89): what is chosen becomes a sale."""
    history = house(dealer(licence_kind="trade_filing"))
    both(history, consigned(), rules.NOT_ENTITLED)
    person = house(customer(kind="individual"))
    both(person, consigned(), rules.PRIVATE_BUYER)


def test_what_was_in_order_is_judged_again_when_a_paper_changes() -> None:
    """Decision state: what is remembered of a buyer ends with the registers it rests on."""
    history = house(dealer(licence_kind="trade_licence", licence_valid_until="2026-03-01"))
    history.when(sale(quantity="1")).accepted()
    history.when(sale("XS2", quantity="1")).accepted()
    history.when(sale("XS3", quantity="1", sold_on="2026-03-02")).accepted(rules.LICENCE_LAPSED)
    history.given(paper("business_licence", "91", valid_until="2026-01-31"))
    history.when(sale("XS4", quantity="1")).accepted(rules.BUSINESS_LICENCE)
