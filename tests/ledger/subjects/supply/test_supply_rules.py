"""Whom goods are bought from, on which papers, and what may be accepted of a delivery."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.deciding.rule import Rule
from tests.support import rules
from tests.support.decisions import (
    Command,
    History,
    both,
    command,
    customer,
    given,
    hold,
    licence,
    member,
    product,
    purchase,
    quality,
    receipt,
    sale,
    setting,
    supplier,
    veto,
    void,
)

FEBRUARY = "2026-01-31T16:00:00.000000Z"
CONTRACT = {
    "contract_no": "HT1",
    "contract_kind": "purchase",
    "party_name": "S1供应商",
    "signed_on": "2025-12-01",
    "supplier_code": "S1",
    "quality_clauses": "质量符合标准",
    "approved_on": "2025-12-02",
    "status": "approved",
}


def _house(*commands: Command, seller: dict[str, Any] | None = None, **goods: Any) -> History:
    return given(supplier(**(seller or {})), product(**goods), member(), quality(), *commands)


def contract(**rest: Any) -> Command:
    """Return a purchase contract in order, but for what is told."""
    return command("contracts", **(CONTRACT | rest))


def agreement(**rest: Any) -> Command:
    """Return a quality agreement with its repair clause."""
    fields = {"contract_no": "ZL1", "contract_kind": "quality_agreement", "repair_clause": "负责维修"}
    return contract(**(fields | rest))


def approval(kind: str = "enterprise", number: str = "SY1", **rest: Any) -> list[Command]:
    """Return the stages of a first approval that was reviewed and granted."""
    first = {
        "approval_no": number,
        "approval_kind": kind,
        "applied_on": "2025-12-01",
        "applicant": "E1",
        "party_name": "S1供应商",
    }
    subject = {"supplier_code": "S1"} if kind == "enterprise" else {"product_code": "P1"}
    reviewed = {"approval_no": number, "reviewer": "Q1", "reviewed_on": "2025-12-02"}
    granted = {"approval_no": number, "approver": "Q1", "decision": "approved", "decided_on": "2025-12-03"}
    return [
        command("first_approvals", **(first | subject)),
        command("first_approvals", **reviewed),
        command("first_approvals", **(granted | rest)),
    ]


def test_a_supplier_whose_licence_had_lapsed() -> None:
    """G-61 (GSP §53, §57): by the file, on the purchase day; purchases and receipts; its last day is good."""
    history = _house(seller={"licence_no": "Z1", "licence_valid_until": "2026-01-03"})
    both(history, purchase(purchased_on="2026-01-04"), rules.SUPPLIER_LAPSED)
    both(history, receipt(), rules.SUPPLIER_LAPSED)
    history.when(receipt("YS2", purchase_date="2026-01-03")).accepted()
    history.when(purchase("CG2")).accepted()


def test_a_renewed_paper_cures_the_file() -> None:
    """G-61 (GSP §57): of each sort of paper that is known, one must stand on the day."""
    file = {"licence_kind": "trade_licence", "licence_no": "Z1", "licence_valid_until": "2025-12-31"}
    renewed = licence(number="Z2", valid_from="2026-01-01", valid_until="2030-12-31")
    _house(renewed, seller=file).when(purchase()).accepted()
    revoked = licence(number="Z2", status="revoked")
    both(_house(revoked, seller=file), purchase(), rules.SUPPLIER_LAPSED)


@pytest.mark.parametrize(
    ("kind", "paper", "risk", "fits"),
    [
        ("distributor", "trade_filing", "II", True),
        ("distributor", "trade_filing", "III", False),
        ("distributor", "trade_licence", "III", True),
        ("distributor", "production_licence", "III", False),
        ("manufacturer", "production_licence", "III", True),
        ("manufacturer", "production_filing", "II", False),
        ("manufacturer", "production_filing", "I", True),
        ("registrant", "registration_certificate", "III", True),
        (None, "trade_filing", "III", False),
    ],
)
def test_a_permission_must_fit_the_class(kind: str | None, paper: str, risk: str, fits: bool) -> None:
    """G-61a (Order 54 §4, §27): a maker makes, a trader trades; class III asks for a licence."""
    seller = {"supplier_kind": kind, "licence_kind": paper, "licence_no": "Z1"}
    history = _house(seller=seller, device_class=risk)
    if fits:
        history.when(purchase()).accepted()
    else:
        both(history, purchase(), rules.SUPPLIER_UNFIT)


def test_goods_outside_the_scope_of_the_supplier() -> None:
    """G-61b (GSP §51, Order 54 §14): the scope of a trade paper, by the product's category."""
    seller = {"licence_kind": "trade_licence", "licence_no": "Z1", "scope": "三类:6846植入材料和人工器官"}
    history = _house(seller=seller, device_class="III", category_code_2002="6821")
    both(history, purchase(), rules.SUPPLIER_SCOPE)
    inside = _house(seller=seller, device_class="III", category_code_2002="6846")
    inside.when(purchase()).accepted()


def test_nothing_is_bought_from_a_private_person() -> None:
    """G-62 (S2-A): a supplier that shows an identity card only; nobody may override it."""
    history = _house(seller={"licence_kind": "identity_document", "licence_no": "330"})
    both(history, purchase(), rules.PRIVATE_SUPPLIER)
    both(history, receipt(), rules.PRIVATE_SUPPLIER)
    assert not rules.PRIVATE_SUPPLIER.overridable


def test_nothing_is_bought_from_a_supplier_whose_kind_is_individual() -> None:
    """G-62 (S2-A): 张三 is a private person whatever he shows; purchases and receipts."""
    shown = {"licence_kind": "trade_licence", "licence_no": "Z1"}
    history = _house(seller={"name": "张三", "supplier_kind": "individual"} | shown)
    found = both(history, purchase(), rules.PRIVATE_SUPPLIER).findings
    assert rules.PRIVATE_SUPPLIER.message(found[0], "en") == (
        "Supplier 'S1' shows only individual (kind of supplier), as a private person would: "
        "nothing may be bought from them."
    )
    both(history, receipt(), rules.PRIVATE_SUPPLIER)


def test_papers_of_a_supplier_that_are_incomplete() -> None:
    """G-62a (S2-A, decision 0044): from the first day; class I asks for no permission.

    A business licence is asked for where the house registers those of suppliers.
    """
    bare = {"licence_kind": None}
    alone = both(_house(seller=bare), purchase(), rules.SUPPLIER_PAPERS).findings
    assert rules.SUPPLIER_PAPERS.message(alone[0], "en") == (
        "The papers of supplier 'S1' are incomplete: production or trade licence or filing is missing."
    )
    both(_house(seller=bare), receipt(), rules.SUPPLIER_PAPERS)
    elsewhere = licence("S2", "business_licence", "Y2")
    history = _house(supplier("S2", licence_kind=None), elsewhere, licence("S2", number="Z2"), seller=bare)
    found = both(history, purchase(), rules.SUPPLIER_PAPERS).findings
    assert rules.SUPPLIER_PAPERS.message(found[0], "en") == (
        "The papers of supplier 'S1' are incomplete: "
        "business licence; production or trade licence or filing is missing."
    )
    assert rules.SUPPLIER_PAPERS.message(found[0], "zh") == (
        "供货者“S1”证照不全，缺少：营业执照；生产或经营许可、备案。"
    )
    history.when(purchase("CG2", supplier_code="S2")).accepted()
    _house(licence(kind="business_licence"), seller=bare, device_class="I").when(purchase()).accepted()
    assert not rules.SUPPLIER_PAPERS.overridable


def test_a_house_that_has_not_typed_its_papers_yet_is_warned_until_a_day() -> None:
    """G-62a (decision 0044): nobody may override it, but a setting with an end lets it warn."""
    soft = setting("G-62a", "warned", effective_until="2026-03-31")
    history = _house(soft, seller={"licence_kind": None})
    history.live = True
    warned = history.when(purchase()).accepted(rules.SUPPLIER_PAPERS)
    assert warned.findings[0]["severity"] == "warning"
    history.when(purchase("CG2", purchased_on="2026-04-01")).refused(rules.SUPPLIER_PAPERS)


def test_no_first_purchase_before_its_approval() -> None:
    """G-63 (GSP §53, §54): supplier and product, where the house keeps such approvals."""
    history = _house(supplier("S2"), *approval())
    history.when(purchase()).accepted()
    both(history, purchase("CG2", supplier_code="S2"), rules.NO_FIRST_APPROVAL)
    both(history, purchase("CG3", purchased_on="2025-12-02"), rules.NO_FIRST_APPROVAL)
    history.given(product("P2"), *approval("product", "SY2")).when(purchase("CG4")).accepted()
    both(history, purchase("CG5", product_code="P2"), rules.NO_FIRST_APPROVAL)


def test_no_first_receipt_before_the_approval_either() -> None:
    """G-63 (GSP §53, §54): a house that records no purchases is asked at its receipts; refused ones too."""
    history = _house(supplier("S2"), product("P2"), *approval(), *approval("product", "SY2"))
    history.when(receipt()).accepted()
    both(history, receipt("YS2", supplier_code="S2"), rules.NO_FIRST_APPROVAL)
    both(history, receipt("YS3", product_code="P2"), rules.NO_FIRST_APPROVAL)
    refused = {"accepted_quantity": "0", "refused_quantity": "100"}
    history.when(receipt("YS4", supplier_code="S2", **refused)).accepted()
    both(history, purchase("CG1", supplier_code="S2"), rules.NO_FIRST_APPROVAL)
    history.when(receipt("YS5", supplier_code="S2", purchase_no="CG1")).accepted()


def test_a_file_that_names_its_approval_or_review_stands_for_it() -> None:
    """G-63 (GSP §53): parties approved before the house kept approvals here."""
    named = supplier("S2", approval_no="SY-2019-1")
    history = _house(named, supplier("S3", reviewed_on="2019-05-01"), supplier("S4"), *approval())
    history.when(purchase(supplier_code="S2")).accepted()
    history.when(purchase("CG2", supplier_code="S3")).accepted()
    history.given(setting("G-63"))
    found = both(history, purchase("CG3", supplier_code="S4"), *[rules.NO_FIRST_APPROVAL] * 2)
    assert [one["code"] for one in found.findings] == ["S4", "P1"]


def test_a_first_approval_that_was_refused() -> None:
    """G-71 (S2-F 4.7): the newest decision counts, also where no approval was ever granted."""
    *begun, _ = approval()
    refused = command(
        "first_approvals",
        approval_no="SY1",
        approver="Q1",
        decision="refused",
        decided_on="2025-12-03",
        refusal_reason="资质不符",
    )
    both(_house(*begun, refused), purchase(), rules.APPROVAL_REFUSED)


@pytest.mark.parametrize(
    "flaw",
    [
        {"quality_clauses": None},
        {"status": "draft"},
        {"approved_on": "2026-02-01"},
        {"supplier_code": "S2"},
        {"contract_kind": "sales"},
        {"valid_until": "2025-12-31"},
    ],
)
def test_a_contract_that_does_not_do(flaw: dict[str, str | None]) -> None:
    """G-64 (S2-A): approved, running, with this supplier, with quality clauses."""
    history = _house(supplier("S2"), contract(**flaw))
    both(history, purchase(contract_no="HT1"), rules.CONTRACT_UNFIT)
    history.when(purchase("CG2")).accepted()


def test_a_contract_in_order() -> None:
    """G-64 (S2-A)."""
    _house(contract()).when(purchase(contract_no="HT1")).accepted()


def test_no_quality_agreement_in_force() -> None:
    """G-64a (GSP §56): where the house keeps them; with its repair clause."""
    history = _house(supplier("S2"), agreement())
    history.when(purchase()).accepted()
    both(history, purchase("CG2", supplier_code="S2"), rules.QUALITY_AGREEMENT)
    both(_house(agreement(repair_clause=None)), purchase(), rules.QUALITY_AGREEMENT)
    both(_house(agreement(valid_until="2025-12-31")), purchase(), rules.QUALITY_AGREEMENT)


def test_a_vetoed_supplier_and_a_stopped_product() -> None:
    """G-65 (S2-F 4.1): from the day of the veto until quality lifts it; receipts as purchases."""
    history = _house(veto())
    both(history, purchase(), rules.PURCHASE_BLOCKED)
    both(history, receipt(), rules.PURCHASE_BLOCKED)
    history.when(purchase("CG2", purchased_on="2025-12-31")).accepted()
    lifted = command("quality_vetoes", veto_no="FJ1", released_by="Q1", lifted_on="2026-02-01")
    history.given(lifted).when(purchase("CG3", purchased_on="2026-02-02")).accepted()
    stopped = _house(hold(hold_kind="stop_purchase"))
    both(stopped, purchase(purchased_on="2026-02-03"), rules.PURCHASE_BLOCKED)


@pytest.mark.parametrize(
    ("seller", "goods"),
    [
        ({"status": "suspended"}, {}),
        ({"status": "terminated"}, {}),
        ({}, {"status": "discontinued"}),
    ],
)
def test_a_supplier_or_product_no_longer_bought(seller: dict[str, str], goods: dict[str, str]) -> None:
    """G-72 (S2-F 4.8)."""
    both(_house(seller=seller, **goods), purchase(), rules.SUPPLIER_STOPPED)


def test_a_purchase_plan_that_was_vetoed() -> None:
    """G-73 (S2-F 4.9): until the veto is lifted."""
    plan = veto(
        veto_ground="purchase_plan", target_kind="purchase_plan", supplier_code=None, subject_no="JH1"
    )
    history = _house(plan)
    both(history, purchase(purchase_plan_no="JH1"), rules.PLAN_VETOED)
    history.when(purchase("CG2", purchase_plan_no="JH2")).accepted()
    lifted = command("quality_vetoes", veto_no="FJ1", released_by="Q1", lifted_on="2026-02-01")
    history.given(lifted).when(purchase("CG3", purchase_plan_no="JH1")).accepted()


def test_a_direct_shipment_gives_its_reason_and_customer() -> None:
    """M-43 (GSP §59)."""
    both(_house(), purchase(drop_shipment=True), rules.DROP_SHIPMENT_REASON)


def test_no_more_is_accepted_than_arrived() -> None:
    """M-40 (GSP §65): refused live and on import."""
    history = _house()
    history.when(receipt(accepted_quantity="101")).refused(rules.MORE_THAN_RECEIVED)
    history.when(receipt(accepted_quantity="90", refused_quantity="11")).refused(rules.MORE_THAN_RECEIVED)


def test_what_arrived_is_accounted_for() -> None:
    """M-40a (GSP §65): only where the refused quantity is told, and not while the verdict is pending."""
    history = _house()
    both(history, receipt(accepted_quantity="90", refused_quantity="5"), rules.REFUSED_ARITHMETIC)
    history.when(receipt("YS2", accepted_quantity="90")).accepted()


def test_a_failed_acceptance_says_why_and_what_was_done() -> None:
    """G-67 (GSP §65)."""
    failed = {"conclusion": "nonconforming", "accepted_quantity": "0"}
    history = _house()
    both(history, receipt(**failed), rules.FAILED_WITHOUT_MEASURES)
    told = {"nonconformity": "外包装破损", "measures": "拒收"}
    history.when(receipt("YS2", **(failed | told))).accepted()


@pytest.mark.parametrize("conclusion", ["nonconforming", "pending"])
def test_accepted_against_the_verdict(conclusion: str) -> None:
    """G-67a (GSP §64)."""
    told = {"nonconformity": "外包装破损", "measures": "拒收"}
    both(_house(), receipt(conclusion=conclusion, **told), rules.ACCEPTED_THOUGH_FAILED)


def test_a_cold_chain_delivery_without_its_papers() -> None:
    """M-41 (GSP §63): binds from when the house keeps temperature readings."""
    cold = {"cold_chain": True, "temperature_min": "2", "temperature_max": "8"}
    _house(**cold).when(receipt()).accepted()
    reading = command("temperature_readings", reading_no="R1", read_at=FEBRUARY, temperature="5")
    history = _house(reading, **cold)
    both(history, receipt(), rules.COLD_PAPERS)
    papers = {
        "transport_mode": "carrier",
        "transit_temperature": "2.5～7.9℃",
        "arrival_temperature": "6",
        "departed_at": FEBRUARY,
        "arrived_at": FEBRUARY,
    }
    history.when(receipt("YS2", **papers)).accepted()


@pytest.mark.parametrize("measured", [{"arrival_temperature": "8.1"}, {"transit_temperature": "1.5-6"}])
def test_a_broken_cold_chain_is_not_accepted(measured: dict[str, str]) -> None:
    """M-41a (GSP §67): out of the product's range, yet accepted."""
    history = _house(cold_chain=True, temperature_min="2", temperature_max="8")
    both(history, receipt(**measured), rules.COLD_ACCEPTED)
    history.when(receipt("YS2", accepted_quantity="0", **measured)).accepted()


def test_expired_goods_are_not_accepted() -> None:
    """M-42 (Order 739 §55): the last day is good."""
    history = _house()
    both(history, receipt(expiry_date="2026-01-04"), rules.EXPIRED_ACCEPTED)
    history.when(receipt("YS2", lot="L2", expiry_date="2026-01-05")).accepted()


def test_goods_made_without_a_valid_registration_are_not_accepted() -> None:
    """M-42a (Order 739 §55): before it was granted, and after it lapsed; on import a warning, or as set."""
    term = {"registration_valid_from": "2020-07-01", "registration_valid_until": "2025-06-30"}
    history = _house(**term)
    warned = both(history, receipt(production_date="2025-07-01"), rules.LAPSED_WHEN_MADE)
    assert warned.findings[0]["severity"] == "warning"
    both(history, receipt("YS2", lot="L2", production_date="2020-06-30"), rules.LAPSED_WHEN_MADE)
    history.when(receipt("YS3", lot="L3", production_date="2025-06-30")).accepted()
    required = both(
        _house(setting("M-42a"), **term), receipt(production_date="2025-07-01"), rules.LAPSED_WHEN_MADE
    )
    assert "severity" not in required.findings[0]


def test_one_lot_has_one_expiry() -> None:
    """M-42b (GSP §65): the later receipt is told of the earlier one; what was voided says nothing."""
    history = _house().given(receipt(expiry_date="2027-08-01"))
    other = receipt("YS2", expiry_date="2027-11-01")
    both(history, other, rules.OTHER_DATES)
    _house().when(other).accepted()
    history.given(void("receipts", "YS1")).when(receipt("YS3", expiry_date="2027-11-01")).accepted()
    made = _house().given(receipt(serial="A", quantity="1", production_date="2025-01-01"))
    again = receipt("YS2", lot="L2", serial="A", quantity="1", production_date="2025-02-01")
    both(made, again, rules.OTHER_DATES, rules.TWICE_HERE)


def test_a_unit_comes_in_again_only_after_it_has_gone() -> None:
    """M-27: back to the supplier or written off in between, whichever paper is recorded first."""
    unit = {"serial": "A", "quantity": "1", "lot": "LA"}
    first, again = receipt("YS2", **unit), receipt("YS3", received_on="2026-02-10", **unit)
    both(_house().given(first), again, rules.TWICE_HERE)
    both(_house().given(again), first, rules.TWICE_HERE)
    gone = command(
        "disposals",
        disposal_no="CZ1",
        line=1,
        disposal_kind="returned_to_supplier",
        disposed_on="2026-02-01",
        product_code="P1",
        reason="破损",
        decided_by="E1",
        **unit,
    )
    history = _house().given(customer(), first, gone)
    history.when(again).accepted()
    history.when(sale("XS9", sold_on="2026-02-12", **unit)).accepted()
    late = _house().given(customer(), first)
    late.when(again).accepted(rules.TWICE_HERE)
    late.given(gone).when(sale("XS9", sold_on="2026-02-12", **unit)).accepted()


def test_a_direct_shipment_is_accepted_on_the_spot() -> None:
    """M-43a (GSP §66): place, inspector, the same day."""
    history = _house()
    both(history, receipt(drop_shipment=True), rules.DROP_ACCEPTANCE)
    there = {"drop_shipment": True, "acceptance_place": "C1医院", "inspector": "E1"}
    history.when(receipt("YS2", **there)).accepted()
    history.when(receipt("YS3", accepted_on="2026-01-06", **there)).accepted(rules.DROP_ACCEPTANCE)


@pytest.mark.parametrize("other", [{"supplier_code": "S2"}, {"product_code": "P2"}])
def test_a_delivery_that_was_not_bought(other: dict[str, str]) -> None:
    """M-44 (GSP §62): another supplier or product than the purchase says; unknown ones say nothing."""
    history = _house(supplier("S2"), product("P2"), purchase())
    both(history, receipt(purchase_no="CG1", **other), rules.OTHER_PURCHASE)
    history.when(receipt("YS2", purchase_no="CG1")).accepted()
    history.when(receipt("YS3", purchase_no="CG9")).accepted()


def test_what_is_voided_counts_no_more() -> None:
    """M-44 (interface rule 5): a purchase that is voided binds nobody."""
    voided = command(
        "voids",
        record_table="purchases",
        record_no="CG1",
        line=1,
        reason="录入错误",
        approver="E1",
        voided_on="2026-04-01",
    )
    history = _house(supplier("S2"), purchase(), voided)
    history.when(receipt(purchase_no="CG1", supplier_code="S2")).accepted()


def test_the_hard_rules_of_buying_let_nobody_override_them() -> None:
    """G-62, G-65 (S2-A; S2-F 4.1)."""
    hard: tuple[Rule, ...] = (rules.PRIVATE_SUPPLIER, rules.SUPPLIER_PAPERS, rules.PURCHASE_BLOCKED)
    assert not any(rule.overridable for rule in hard)
