"""Medicines and veterinary drugs: who may buy and sell them, and how they reach who uses them."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.deciding.decision import Command
from tests.support import rules
from tests.support.decisions import (
    History,
    both,
    command,
    customer,
    given,
    licence,
    member,
    product,
    purchase,
    quality,
    receipt,
    sale,
    supplier,
)

DRUG = {"product_kind": "drug", "registration_no": "国药准字H20213001", "storage_conditions": "常温"}
VETERINARY = {"product_kind": "veterinary_drug", "registration_no": "兽药字010012345"}
MAKER = {"licence_kind": "drug_production_licence", "licence_no": "浙20160001"}
SHOP = {"licence_kind": "drug_trade_licence", "licence_no": "浙AA57100001"}


def house(*commands: Command, live: bool = False, seller: dict[str, Any] = MAKER, **goods: Any) -> History:
    """Start with a medicine, received; the customer is among the commands."""
    goods = DRUG | goods
    return given(supplier(**seller), product(**goods), member(), quality(), receipt(), *commands, live=live)


def farm_house(*commands: Command, **goods: Any) -> History:
    """Start with a veterinary drug, received from its maker."""
    maker = {"licence_kind": "veterinary_production_licence", "licence_no": "兽产1"}
    return house(*commands, seller=maker, **(VETERINARY | goods))


def filing(kind: str = "filing", number: str = "BA1", **rest: Any) -> Command:
    """Return a filing, or a public notice, of the sale of a veterinary drug."""
    fields = {"filing_no": number, "line": 1, "filing_kind": kind, "filed_on": "2026-01-20"}
    return command("veterinary_filings", **(fields | {"product_code": "P1", "lot": "L1"} | rest))


@pytest.mark.parametrize(
    ("kind", "paper", "fits"),
    [
        ("distributor", "drug_trade_licence", True),
        ("distributor", "trade_licence", False),
        ("distributor", "business_licence", False),
        ("distributor", None, False),
        ("medical_institution", "practice_licence", True),
        ("medical_institution", None, False),
        ("drug_maker", "drug_production_licence", True),
        ("drug_maker", "production_licence", False),
        ("animal_clinic", "animal_clinic_licence", False),
    ],
)
def test_a_buyer_of_medicines_needs_the_papers_for_medicines(
    kind: str, paper: str | None, fits: bool
) -> None:
    """G-01a (Drug Law §51): a device licence entitles nobody to medicines."""
    history = house(customer(kind=kind, licence_kind=paper, licence_no=paper and "Z1"))
    if fits:
        history.when(sale()).accepted()
        return
    found = both(history, sale(), rules.NOT_ENTITLED).findings
    assert "to buy product 'P1' of class medicine" in rules.NOT_ENTITLED.message(found[0], "en")
    assert "购买药品类产品“P1”" in rules.NOT_ENTITLED.message(found[0], "zh")


@pytest.mark.parametrize(
    ("scope", "goods", "covered"),
    [
        ("中成药、化学药制剂、抗生素", {}, True),
        ("中药饮片、中成药", {}, False),
        ("中药饮片、中成药", {"medicine_category": "chinese_patent"}, True),
        ("化学药、生物制品(除疫苗)", {"medicine_category": "biological"}, True),
        ("化学药、生物制品(除疫苗)", {"medicine_category": "vaccine"}, False),
        ("化学药、生物制品", {"medicine_category": "vaccine"}, None),
        ("化学药制剂", {"control_category": "psychotropic_2"}, False),
        ("化学药制剂、第二类精神药品", {"control_category": "psychotropic_2"}, True),
        ("药品批发", {}, None),
    ],
)
def test_the_scope_of_a_licence_for_medicines(
    scope: str, goods: dict[str, str], covered: bool | None
) -> None:
    """G-01b (Drug Law §51): by category, blank ones by the approval number; special control by name."""
    history = house(customer(kind="distributor", scope=scope, **SHOP), **goods)
    if covered is None:
        history.when(sale()).accepted(rules.SCOPE_UNCLEAR)
    elif covered:
        history.when(sale()).accepted()
    else:
        both(history, sale(), rules.OUT_OF_SCOPE)


@pytest.mark.parametrize(
    ("kind", "paper", "broken"),
    [
        ("distributor", "drug_trade_licence", None),
        ("manufacturer", "drug_production_licence", None),
        ("distributor", "trade_licence", "SUPPLIER_UNFIT"),
        ("manufacturer", "production_licence", "SUPPLIER_UNFIT"),
        ("distributor", "business_licence", "SUPPLIER_PAPERS"),
    ],
)
def test_a_supplier_of_medicines_needs_the_papers_for_medicines(
    kind: str, paper: str, broken: str | None
) -> None:
    """G-61a, G-62a (Drug Law §51, §55): at purchases and receipts."""
    seller = {"supplier_kind": kind, "licence_kind": paper, "licence_no": "Z1"}
    history = given(supplier(**seller), product(**DRUG), member(), quality())
    for one in (purchase(), receipt()):
        if broken is None:
            history.when(one).accepted()
        else:
            both(history, one, getattr(rules, broken))


def test_our_own_licence_covers_medicines_by_name() -> None:
    """G-12 (Drug Law §51): a licence for devices is none for medicines."""
    buyer = customer(kind="distributor", **SHOP)
    own = licence("HQ", "trade_licence", "Z9", owner_kind="own")
    both(house(buyer, own), sale(), rules.OWN_LICENCE)
    drugs = licence("HQ", "drug_trade_licence", "Z8", owner_kind="own", scope="化学药")
    house(buyer, own, drugs).when(sale()).accepted()
    both(house(buyer, own, drugs, medicine_category="chinese_patent"), sale(), rules.OWN_SCOPE)


def test_a_prescription_medicine_reaches_its_user_on_a_prescription() -> None:
    """G-08c: by retail, or to a private person; wholesale asks for none, and neither do other medicines."""
    person = customer("C2", kind="individual")
    history = house(person, customer(kind="distributor", **SHOP), prescription=True)
    retail = {"customer_code": "C2", "sale_mode": "retail"}
    both(history, sale(**retail), rules.PRESCRIPTION)
    history.when(sale("XS2", prescription_no="RX-1", **retail)).accepted()
    history.when(sale("XS3")).accepted()
    house(person).when(sale(**retail)).accepted()


@pytest.mark.parametrize("control", ["narcotic", "psychotropic_1", "radioactive", "precursor"])
def test_some_special_control_medicines_never_go_by_retail(control: str) -> None:
    """G-08, G-08a: they ask for evidence as well; others under control ask for a prescription."""
    person = customer("C2", kind="individual")
    retail = {"customer_code": "C2", "sale_mode": "retail"}
    both(
        house(person, control_category=control), sale(**retail), rules.SPECIAL_EVIDENCE, rules.SPECIAL_RETAIL
    )
    both(house(person, control_category="psychotropic_2"), sale(**retail), rules.PRESCRIPTION)


def test_a_sale_of_a_veterinary_drug_is_filed_before_it() -> None:
    """M-149 (S1-F 2.1, L-33): by its day, for the lot or all, for the customer or all."""
    notice = filing("notice", "GS1")
    buyer = customer(kind="distributor", licence_kind="veterinary_trade_licence", licence_no="兽1")
    found = both(farm_house(buyer, notice), sale(), rules.VETERINARY_UNFILED).findings
    assert rules.VETERINARY_UNFILED.message(found[0], "en") == (
        "The sale of veterinary drug 'P1', lot 'L1', to customer 'C1' was not filed by 2026-02-01."
    )
    farm_house(buyer, notice, filing()).when(sale()).accepted()
    farm_house(buyer, notice, filing(lot=None, customer_code="C1")).when(sale()).accepted()
    for other in ({"filed_on": "2026-02-02"}, {"lot": "L2"}, {"customer_code": "C2"}):
        history = farm_house(buyer, customer("C2"), notice, filing(**other))
        both(history, sale(), rules.VETERINARY_UNFILED)


def test_a_sale_of_a_veterinary_drug_is_told_to_the_public() -> None:
    """M-149a (S1-F 2.3): recorded live with a finding, which a later notice cures."""
    buyer = customer(kind="distributor", licence_kind="veterinary_trade_licence", licence_no="兽1")
    history = farm_house(buyer, filing())
    history.live = True
    history.when(sale()).accepted(rules.VETERINARY_UNPUBLISHED)
    history.when(filing("notice", "GS1", filed_on="2026-02-03")).accepted()
    history.when(sale("XS2")).accepted()


@pytest.mark.parametrize(
    ("buyer", "fits"),
    [
        ({"kind": "distributor", "licence_kind": "veterinary_trade_licence", "licence_no": "Z"}, True),
        ({"kind": "distributor", "licence_kind": "drug_trade_licence", "licence_no": "Z"}, False),
        ({"kind": "distributor", "licence_kind": "trade_licence", "licence_no": "Z"}, False),
        ({"kind": "animal_clinic", "licence_kind": "animal_clinic_licence", "licence_no": "Z"}, True),
        ({"kind": "animal_clinic"}, False),
        ({"kind": "farm"}, True),
    ],
)
def test_who_may_buy_veterinary_drugs(buyer: dict[str, str], fits: bool) -> None:
    """G-01a (Veterinary Drug Rules §22): traders and clinics by their licences, farms without."""
    history = farm_house(customer(**buyer), filing(), filing("notice", "GS1"))
    if fits:
        history.when(sale()).accepted()
    else:
        both(history, sale(), rules.NOT_ENTITLED)


def test_a_prescription_drug_for_animals_reaches_a_farm_on_a_prescription() -> None:
    """G-08c: whatever the mode of the sale."""
    history = farm_house(customer(kind="farm"), filing(), filing("notice", "GS1"), prescription=True)
    both(history, sale(), rules.PRESCRIPTION)
    history.when(sale("XS2", prescription_no="RX-1")).accepted()


def test_a_farm_or_a_clinic_for_animals_buys_devices_as_another_unit() -> None:
    """G-01c (GSP §81): with a statement of need."""
    for kind in ("farm", "animal_clinic"):
        device = {"product_kind": "device", "registration_no": "国械注准20213140001"}
        seller = {"licence_kind": "production_licence"}
        both(house(customer(kind=kind), seller=seller, **device), sale(), rules.NEED_STATEMENT)
