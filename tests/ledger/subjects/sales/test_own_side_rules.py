"""Our own side of a sale: licence, scope, mode of business, the seller, the product's own standing."""

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


def company(code: str = "HQ", **rest: Any) -> Command:
    """Return a command that registers our own company."""
    fields = {
        "company_code": code,
        "name": "我司医疗",
        "uscc": "91350200776049653A",
        "address": "一号路1号",
        "phone": "0592-1234567",
        "business_mode": "wholesale",
        "scope": "三类:6846,6877",
    }
    return command("companies", **(fields | rest))


def own(kind: str = "trade_licence", number: str = "Z1", **rest: Any) -> Command:
    """Return a command that registers a paper of our own."""
    return licence("HQ", kind, number, owner_kind="own", **rest)


def authorised(number: str = "SQ1", **rest: Any) -> Command:
    """Return a command that registers an authorisation of our salesperson `E1`."""
    fields = {
        "authorisation_no": number,
        "authorisation_kind": "own_salesperson",
        "grantee_name": "员工E1",
        "staff_code": "E1",
        "scope": "全部",
        "valid_from": "2026-01-01",
        "valid_until": "2026-12-31",
    }
    return command("authorisations", **(fields | rest))


def training(number: str = "PX1", staff: str = "E1", **rest: Any) -> Command:
    """Return a command for a training that was passed."""
    fields = {
        "training_no": number,
        "staff_code": staff,
        "trained_on": "2026-01-10",
        "topic": "产品知识",
        "training_result": "passed",
    }
    return command("trainings", **(fields | rest))


def trade(*commands: Command, live: bool = False, seller: Command | None = None, **goods: Any) -> History:
    """Start with a product of class III, received, a hospital and a seller."""
    third = {"device_class": "III", "category_code_2002": "6846"}
    start = (supplier(), product(**(third | goods)), customer(), seller or member(), quality(), receipt())
    return given(*start, *commands, live=live)


def test_our_own_licence_is_valid_on_the_day() -> None:
    """G-12 (Order 54 §22): it lapsed; a filing does not serve for class III."""
    history = trade(own(valid_until="2026-01-31"))
    both(history, sale(), rules.OWN_LICENCE)
    history.when(sale("XS2", sold_on="2026-01-31")).accepted()
    both(trade(own("trade_filing")), sale(), rules.OWN_LICENCE)
    trade(own("trade_filing"), device_class="II").when(sale()).accepted()
    trade(own("trade_filing"), device_class="I").when(sale()).accepted()


def test_the_companys_file_may_name_the_licence() -> None:
    """G-12 (Order 54 §14)."""
    both(trade(company(trade_licence_until="2026-01-31")), sale(), rules.OWN_LICENCE)
    trade(company(trade_licence_until="2026-02-01")).when(sale()).accepted()
    trade(company()).when(sale()).accepted()


def test_a_registrant_sells_its_own_goods_without_permission() -> None:
    """G-12 (Order 54 §27)."""
    trade(company(trade_licence_until="2026-01-31"), registrant="我司医疗").when(sale()).accepted()


def test_a_product_outside_our_own_scope() -> None:
    """G-12a (Order 54 §14): the licence's scope, else the company's."""
    found = both(trade(company(scope="三类:6815")), sale(), rules.OWN_SCOPE)
    assert found.findings[0]["scope"] == "三类:6815"
    trade(company(scope="三类:6815"), own(scope="三类:6846")).when(sale()).accepted()
    both(trade(company(), own(scope="三类:6815")), sale(), rules.OWN_SCOPE)


def test_our_own_scope_of_another_class() -> None:
    """G-12a (Order 54 §14): goods of class III without a category, our scope of class II alone."""
    uncoded = {"category_code_2002": None}
    both(trade(company(scope="第二类医疗器械"), **uncoded), sale(), rules.OWN_SCOPE)
    trade(company(scope="三类:6815"), **uncoded).when(sale()).accepted()


def test_our_own_scope_in_the_other_catalogue_is_a_warning() -> None:
    """M-20 (regulation §1.1)."""
    trade(company(scope="三类:13,14"), live=True).when(sale()).accepted(rules.SCOPE_UNCLEAR)


def test_the_licensed_mode_of_business() -> None:
    """G-12b (Order 54 §71): a wholesaler does not retail, a shop does not sell to hospitals."""
    wholesale = trade(company(), customer("C2", kind="individual"))
    both(wholesale, sale(customer_code="C2", sale_mode="retail"), rules.OWN_MODE)
    both(trade(company(business_mode="retail")), sale(), rules.OWN_MODE)
    trade(company(business_mode="retail"), own(business_mode="both")).when(sale()).accepted()


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "left"},
        {"status": "off_post"},
        {"employed_until": "2026-01-31"},
        {"employed_from": "2026-02-02"},
        {"authorised_until": "2026-01-31"},
    ],
)
def test_a_seller_who_is_not_on_post(fields: dict[str, str]) -> None:
    """G-14a (GSP §78): also who hands out consigned goods."""
    history = trade(seller=member(**fields))
    both(history, sale(), rules.SELLER_OFF_POST)
    both(history, consigned(), rules.SELLER_OFF_POST)


def test_a_seller_without_a_valid_authorisation() -> None:
    """G-14 (GSP §78): where such authorisations are kept; day and products count."""
    trade().when(sale()).accepted()
    both(trade(authorised(valid_until="2026-01-31")), sale(), rules.SELLER_NOT_AUTHORISED)
    both(trade(authorised(product_codes=["P9"])), sale(), rules.SELLER_NOT_AUTHORISED)
    both(trade(authorised(status="suspended")), sale(), rules.SELLER_NOT_AUTHORISED)
    both(trade(member("E2"), authorised(staff_code="E2")), sale(), rules.SELLER_NOT_AUTHORISED)
    history = trade(authorised(product_codes=["P1"]))
    history.when(sale()).accepted()
    history.when(sale("XS2", sold_on="2027-01-01")).accepted(rules.SELLER_NOT_AUTHORISED)


def test_a_voided_authorisation_is_none_and_begins_no_register() -> None:
    """G-14 (decision 0015): with the only one voided, the house keeps none."""
    history = trade(authorised(), authorised("SQ2", staff_code="E9", grantee_name="乙"))
    history.given(void("authorisations", "SQ1"))
    history.when(sale(quantity="1")).accepted(rules.SELLER_NOT_AUTHORISED)
    history.given(void("authorisations", "SQ2"))
    history.when(sale("XS2", quantity="1")).accepted()


def test_a_seller_who_was_not_trained_in_the_product() -> None:
    """G-04 (S0-3 4.1.2): where trainings are kept; the roster's own list of products is the last word."""
    trade().when(sale()).accepted()
    trade(training()).when(sale()).accepted()
    both(trade(member("E2"), training(staff="E2")), sale(), rules.SELLER_UNTRAINED)
    both(trade(training(product_codes=["P9"])), sale(), rules.SELLER_UNTRAINED)
    both(trade(training(training_result="failed")), sale(), rules.SELLER_UNTRAINED)
    both(trade(training(valid_until="2026-01-31")), sale(), rules.SELLER_UNTRAINED)
    both(trade(training(trained_on="2026-02-02")), sale(), rules.SELLER_UNTRAINED)
    both(trade(seller=member(authorised_products=["P9"])), sale(), rules.SELLER_UNTRAINED)
    trade(seller=member(authorised_products=["P1"])).when(sale()).accepted()


def test_a_voided_training_no_longer_counts() -> None:
    """G-04."""
    history = trade(member("E2"), training(), training("PX2", staff="E2"))
    history.when(sale(quantity="1")).accepted()
    history.given(void("trainings", "PX1")).when(sale("XS2", quantity="1")).accepted(rules.SELLER_UNTRAINED)


@pytest.mark.parametrize("status", ["suspended", "discontinued"])
def test_a_product_that_is_no_longer_sold(status: str) -> None:
    """G-72a (GSP §74, §110)."""
    both(trade(status=status), sale(), rules.PRODUCT_STOPPED)


def test_a_special_control_product_needs_its_evidence() -> None:
    """G-08 (S0-1 4.4): by the product's flag or its classes."""
    both(trade(special_control=True), sale(), rules.SPECIAL_EVIDENCE)
    both(trade(special_classes=["special_control"]), sale(), rules.SPECIAL_EVIDENCE)
    trade(evidence(), special_control=True).when(sale(special_evidence=["PZ-1"])).accepted()


@pytest.mark.parametrize(
    ("filed", "why"),
    [
        ({"voucher_no": "PZ-2"}, "PZ-1 is not filed"),
        ({"voucher_kind": "photo"}, "PZ-1 is of kind photo"),
        ({"product_code": "P9"}, "PZ-1 is of product P9"),
        ({"customer_code": "C9"}, "PZ-1 is of customer C9"),
        ({"valid_until": "2026-01-31"}, "PZ-1 was valid until 2026-01-31"),
    ],
)
def test_the_evidence_of_special_control_exists_and_fits(filed: dict[str, str], why: str) -> None:
    """G-08b (S0-1 4.4): filed, of the right kind, for this product and customer, and valid on the day."""
    known = (product("P9"), customer("C9"), evidence(**filed))
    history = trade(*known, special_control=True)
    found = both(history, sale(special_evidence=["PZ-1"]), rules.SPECIAL_EVIDENCE_UNFIT).findings
    assert rules.SPECIAL_EVIDENCE_UNFIT.message(found[0], "en") == (
        f"The evidence of special-control product 'P1' does not do: {why}."
    )


def evidence(**rest: Any) -> Command:
    """Return a command that files the evidence for a special-control sale."""
    fields = {
        "voucher_no": "PZ-1",
        "voucher_kind": "authority",
        "title": "购用证明",
        "filed_on": "2026-01-10",
    }
    return command("vouchers", **(fields | rest))


def test_goods_that_no_consumer_can_use_are_not_sold_by_retail() -> None:
    """G-02a (Order 54 §71): implants, and what the file says; a clinic may still get a sample of them."""
    person = customer("C2", kind="individual")
    retail = {"sale_mode": "retail"}
    for goods in ({"implantable": True}, {"special_classes": ["implanted"]}, {"self_use": False}):
        history = trade(person, **goods)
        both(history, sale(customer_code="C2", **retail), rules.PROFESSIONAL_RETAIL)
        both(history, sale("XS2", **retail), rules.PROFESSIONAL_RETAIL)
        history.when(sale("XS3")).accepted()
        history.when(consigned(consignment_kind="trial")).accepted()
    trade(person, self_use=True).when(sale(customer_code="C2", **retail)).accepted()


def test_a_special_control_product_is_never_sold_to_a_person() -> None:
    """G-08a (S0-1 4.4): nor by retail."""
    history = trade(customer("C2", kind="individual"), evidence(), special_control=True)
    line = sale(customer_code="C2", sale_mode="retail", special_evidence=["PZ-1"])
    both(history, line, rules.SPECIAL_RETAIL)


def first(kind: str, **rest: Any) -> Command:
    """Return a command that asks for a first approval."""
    fields = {"approval_kind": kind, "applied_on": "2026-01-10", "applicant": "E1", "party_name": "甲"}
    return stage("first_approval_requested", "SP1", **(fields | rest))


def decided(event: str, decision: str) -> Command:
    """Return a command that decides the first approval."""
    return stage(event, "SP1", approver="Q1", decision=decision, decided_on="2026-01-20")


def test_a_product_waits_for_its_first_approval() -> None:
    """G-63d (GSP §54): where product approvals are kept, and for the first deal only."""
    asked = first("product", product_code="P1")
    reviewed = stage("first_approval_reviewed", "SP1", reviewer="Q1", reviewed_on="2026-01-15")
    granted = decided("first_approval_granted", "approved")
    both(trade(asked), sale(), rules.PRODUCT_NOT_APPROVED)
    trade(asked, reviewed, granted).when(sale()).accepted()
    sold = trade(sale(sold_on="2026-01-20", quantity="1"), asked)
    sold.when(sale("XS2")).accepted()


def test_a_product_whose_first_approval_was_rejected() -> None:
    """G-71b (S2-F 4.7)."""
    history = trade(first("product", product_code="P1"), decided("first_approval_rejected", "refused"))
    both(history, sale(), rules.PRODUCT_REJECTED)


def report(number: str, conclusion: str, day: str, **rest: Any) -> Command:
    """Return a command for an inspection report on lot `L1`."""
    fields = {
        "report_no": number,
        "report_kind": "routine_test",
        "product_code": "P1",
        "lot": "L1",
        "inspected_on": day,
        "conclusion": conclusion,
    }
    return command("inspection_reports", **(fields | rest))


def test_a_lot_that_failed_its_inspection() -> None:
    """G-05a (S0-3 4.1.4): the newest verdict by the day counts, an open one changes nothing."""
    history = trade(report("JY1", "nonconforming", "2026-01-20"), report("JY2", "pending", "2026-01-25"))
    both(history, sale(quantity="1"), rules.NONCONFORMING_REPORT)
    history.when(sale("XS2", quantity="1", sold_on="2026-01-19")).accepted()
    history.given(report("JY3", "conforming", "2026-02-01"))
    history.when(sale("XS3", quantity="1")).accepted()
    history.when(sale("XS4", quantity="1", sold_on="2026-01-31")).accepted(rules.NONCONFORMING_REPORT)
    history.given(void("inspection_reports", "JY3"))
    history.when(sale("XS5", quantity="1")).accepted(rules.NONCONFORMING_REPORT)


def test_a_direct_shipment_names_its_reason_and_its_purchase() -> None:
    """M-19 (GSP §85, §93): by the mode of sale or by the mark."""
    history = trade()
    found = both(history, sale(sale_mode="drop_shipment"), rules.DROP_SHIPMENT)
    assert found.findings[0]["missing"] == [
        {"phrase": "sales.drop_shipment_reason"},
        {"phrase": "sales.purchase_no"},
    ]
    both(trade(), sale(drop_shipment=True, drop_shipment_reason="急救"), rules.DROP_SHIPMENT)


def test_the_selling_company_is_written_into_the_line() -> None:
    """GSP §83, §86: name, address and telephone of the only company; of several, nobody can say which."""
    history = trade(company())
    accepted = history.when(sale()).accepted()
    assert {key: accepted.data[key] for key in ("seller_name", "seller_address", "seller_phone")} == {
        "seller_name": "我司医疗",
        "seller_address": "一号路1号",
        "seller_phone": "0592-1234567",
    }
    history.given(company("BR", name="分公司"))
    assert "seller_name" not in history.when(sale("XS2")).accepted().data


def test_settings_make_a_rule_a_warning_or_waive_it() -> None:
    """Rules as data: each sale by the setting of its own day."""
    history = trade(
        company(scope="三类:6815"),
        setting(rules.OWN_SCOPE.id, "warned", "2026-02-01"),
        setting(rules.OWN_SCOPE.id, "waived", "2026-03-01", effective_until="2026-03-31"),
    )
    history.when(sale("XS1", quantity="1", sold_on="2026-01-31")).accepted(rules.OWN_SCOPE)
    warned = history.when(sale("XS2", quantity="1")).accepted(rules.OWN_SCOPE)
    assert warned.findings[0]["severity"] == "warning"
    history.when(sale("XS3", quantity="1", sold_on="2026-03-31")).accepted()
    again = history.when(sale("XS4", quantity="1", sold_on="2026-04-01")).accepted(rules.OWN_SCOPE)
    assert again.findings[0]["severity"] == "warning"


def contract(number: str = "ZL1", **rest: Any) -> Command:
    """Return a command that registers a contract of letting with C1 for half a year."""
    fields: dict[str, Any] = {
        "contract_no": number,
        "contract_kind": "rental",
        "customer_code": "C1",
        "party_name": "C1医院",
        "signed_on": "2026-01-01",
        "valid_until": "2026-06-30",
    }
    return command("contracts", **(fields | rest))


def let(under: str | None = "ZL1", number: str = "XP1", **rest: Any) -> Command:
    return consigned(number, **({"consignment_kind": "rental", "contract_no": under} | rest))


@pytest.mark.parametrize(
    ("made", "number", "what"),
    [
        ({}, None, "sales_no_rental"),
        ({"contract_kind": "sales"}, "ZL1", "sales_not_rental"),
        ({"customer_code": None}, "ZL1", None),
        ({"valid_until": "2026-01-31"}, "ZL1", "sales_rental_term"),
        ({"signed_on": "2026-02-02"}, "ZL1", "sales_rental_term"),
        ({"status": "ended"}, "ZL1", "sales_rental_status"),
        ({"valid_until": None}, "ZL1", None),
    ],
)
def test_goods_are_let_under_a_contract_of_letting(
    made: dict[str, Any], number: str | None, what: str | None
) -> None:
    """M-150: with that customer, in force on the day; refused live, a finding on import."""
    if what is None:
        trade(contract(**made), live=True).when(let(number)).accepted()
        return
    found = both(trade(contract(**made)), let(number), rules.RENTAL_CONTRACT)
    told = found.findings[0]["what"]
    assert told["phrase"] == what


def test_a_contract_of_letting_is_with_its_own_customer() -> None:
    """M-150; one that is not registered is told by M-13, and not at all where no contracts are kept."""
    history = trade(customer("C2"), contract(customer_code="C2"))
    both(history, let(), rules.RENTAL_CONTRACT)
    history.when(let(number="XP2", customer_code="C2")).accepted()
    both(history, let("ZL9", "XP3"), rules.UNKNOWN_STAFF)
    trade(live=True).when(let("ZL9")).accepted()
