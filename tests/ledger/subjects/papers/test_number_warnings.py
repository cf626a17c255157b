"""Numbers that look wrong are told as warnings, never refused, and the text stays as it was given."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.deciding.rule import Rule
from ledger.subjects.papers.numbers import paper_kind
from tests.support import rules
from tests.support.decisions import (
    command,
    customer,
    given,
    licence,
    product,
    setting,
    trade,
)

GTIN = "06901234567892"


def warned(one: Any, *expected: Rule, live: bool = True) -> dict[str, str]:
    """Assert that a register row is accepted, live too, with warnings of these rules; return the first."""
    accepted = given(live=live).when(one).accepted(*expected)
    assert all(finding["severity"] == "warning" for finding in accepted.findings)
    return accepted.findings[0] if accepted.findings else {}


@pytest.mark.parametrize(
    "code", ["91350200776049653A", "91440101MA5CJQ4N59", "91120113MABRRYG62U", "９11202213409016570"]
)
def test_credit_codes_that_are_right(code: str) -> None:
    """GB 32100-2015: examples from the regulation file; full-width digits are read."""
    warned(customer(uscc=code))


def test_a_credit_code_that_fails_its_check() -> None:
    """M-30 (GB 32100-2015): the early pilot codes fail too, though lawful."""
    finding = warned(customer(uscc="91350203M0001QAY9B"), rules.CREDIT_CODE)
    assert finding["value"] == "91350203M0001QAY9B"
    warned(command("suppliers", supplier_code="S1", name="甲", uscc="1"), rules.CREDIT_CODE)


def test_a_device_identifier_that_fails_its_check() -> None:
    """M-31 (GS1): the check digit of a GTIN; an MA code by its shape alone."""
    warned(product(udi_di=GTIN))
    warned(product(udi_di="6901234567892"))
    warned(product(udi_di="06901234567893"), rules.DEVICE_IDENTIFIER)
    warned(product(udi_di="MA.156.M0.100761.21234561", udi_issuer="ma"))
    warned(product(udi_di="MA.1", udi_issuer="ma"), rules.DEVICE_IDENTIFIER)
    warned(product(udi_di="anything", udi_issuer="ahm"))


@pytest.mark.parametrize(
    "number",
    [
        "国械注准20213130001",
        "国械注进20153660001",
        "国械注许20193150001",
        "沪械注准20162400123",
        "国械备20151134号",
        "浙温械备20140027号",
        "豫滑械备20180010号",
        "国食药监械(准)字2012第3460123号",
        "国食药监械（进）字2012第3460123号（更）",
    ],
)
def test_registration_and_filing_numbers_that_are_known(number: str) -> None:
    """Order 47 §115, §116: the old forms too."""
    warned(product(registration_no=number))


def test_a_registration_number_of_no_known_form() -> None:
    """M-33 (Order 47 §115): drugs by their own form."""
    warned(product(registration_no="注册证1号"), rules.REGISTRATION_NUMBER)
    warned(product(registration_no="国药准字H20200001", product_kind="drug"))
    warned(product(registration_no="国械注准20213130001", product_kind="drug"), rules.REGISTRATION_NUMBER)
    warned(product(registration_no="—", product_kind="other"))


def test_a_class_that_the_number_contradicts() -> None:
    """M-34 (Order 47 §115): the first digit behind the year is the class; a filing is class I."""
    finding = warned(product(registration_no="国械注准20213130001", device_class="II"), rules.CLASS_DIFFERS)
    assert finding["told"] == "III"
    warned(product(registration_no="浙温械备20140027号", device_class="III"), rules.CLASS_DIFFERS)
    warned(product(registration_no="浙温械备20140027号", device_class="I"))


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("粤穗食药监械经营许20150089号", "trade_licence"),
        ("粤穗药监械经营许20220089号", "trade_licence"),
        ("皖马食药监械经营备20140017号", "trade_filing"),
        ("鄂汉食药监械经营备2018H006号", "trade_filing"),
        ("沪食药监械生产许20000240号", "production_licence"),
        ("豫滑食药监械生产备20190009号", "production_filing"),
        ("琼AA898000001", "drug_trade_licence"),
        ("12345", None),
    ],
)
def test_what_kind_of_paper_a_number_is_of(number: str, kind: str | None) -> None:
    """Order 54 §15, §21: examples from court papers and notices."""
    assert paper_kind(number) == kind


def test_a_licence_number_of_no_known_form() -> None:
    """M-35 (Order 54): or of another kind of paper than it is said to be."""
    number = "粤穗药监械经营备20220089号"
    warned(licence("C1", "trade_filing", number, owner_kind="customer"))
    finding = warned(licence("C1", "trade_licence", number, owner_kind="customer"), rules.LICENCE_NUMBER)
    assert finding["kind"] == "医疗器械经营许可证"
    warned(customer(licence_kind="practice_licence", licence_no="anything"))
    warned(customer(licence_kind="trade_licence", licence_no="XK-1"), rules.LICENCE_NUMBER)


def test_a_warning_may_be_waived() -> None:
    """M-33 (rules as data)."""
    history = trade(setting("M-33", "waived"))
    history.when(product("P9", registration_no="x")).accepted()
