"""Interface rule 8: what must be known, what should be, and what may come later."""

from __future__ import annotations

from typing import Any

from ledger.deciding.decision import Command
from tests.support import rules
from tests.support.decisions import command, given, member, sale, trade, void


def contract(number: str = "HT1", **rest: Any) -> Command:
    """Return a command for a quality agreement with supplier `S1`."""
    fields = {
        "contract_no": number,
        "contract_kind": "quality_agreement",
        "party_name": "S1供应商",
        "supplier_code": "S1",
        "signed_on": "2026-01-01",
    }
    return command("contracts", **(fields | rest))


def document(version: str = "1") -> Command:
    """Return a command for a version of document `ZD1`."""
    return command(
        "documents",
        document_no="ZD1",
        version=version,
        document_kind="policy",
        document_title="制度",
        effective_from="2026-01-01",
    )


def invoice(**rest: Any) -> Command:
    """Return a command for an invoice line."""
    fields = {
        "invoice_no": "FP1",
        "line": 1,
        "invoice_kind": "sales",
        "issued_on": "2026-02-02",
        "amount": "100",
    }
    return command("invoices", **(fields | rest))


def test_a_register_that_the_house_does_not_keep_is_not_asked() -> None:
    """M-13: an old house without a register of contracts drowns in no findings."""
    trade().when(sale(contract_no="HT404")).accepted()
    trade(contract()).when(sale(contract_no="HT404")).accepted(rules.UNKNOWN_STAFF)
    trade(contract()).when(sale(contract_no="HT1")).accepted()


def test_the_sentence_of_an_unknown_reference_fits_any_register() -> None:
    """M-13: columns and values in one sentence."""
    (sentence,) = trade(contract(), live=True).when(sale(contract_no="HT404")).refused(rules.UNKNOWN_STAFF)
    assert sentence == "contract_no 'HT404' is not registered."


def test_facts_and_cases_may_come_later() -> None:
    """A sale names its outbound check, its consignment and its vouchers before they are recorded."""
    named = sale(outbound_no="CK1", consignment_no="XP1", voucher_nos=["PZ1"])
    trade(live=False).when(named).accepted()


def test_a_sale_is_known_by_its_number_or_its_line() -> None:
    """M-01: hard wherever it is named."""
    history = trade(sale(line=2))
    history.when(invoice(sale_no="XS1")).accepted()
    history.when(invoice(sale_no="XS1", sale_line=2, invoice_no="FP2")).accepted()
    (sentence,) = history.when(invoice(sale_no="XS1", sale_line=1, invoice_no="FP3")).refused(
        rules.UNKNOWN_REFERENCE
    )
    assert sentence == "sale_no 'XS1/1' is not in the table sales."
    history.given(void("sales", "XS1"))
    history.when(invoice(sale_no="XS1", invoice_no="FP4")).refused(rules.UNKNOWN_REFERENCE)


def test_each_member_of_a_list_is_looked_up() -> None:
    """M-13 names those that nobody knows; a name stands for its code."""
    meeting = command(
        "meetings",
        meeting_no="HY1",
        meeting_kind="quality_analysis",
        held_on="2026-02-02",
        subject="季度分析",
        content="质量分析",
        participants=["E1", "员工E1", "E404", "E405"],
    )
    found = given(member()).when(meeting).accepted(rules.UNKNOWN_STAFF)
    assert found.findings[0]["value"] == "E404;E405"
    assert found.data["participants"] == ["E1", "E404", "E405"]


def test_a_document_is_known_by_its_number_in_any_version() -> None:
    """A reference to a row of two parts names the first of them."""
    history = trade(document(), live=True)
    history.when(contract(template_no="ZD1")).accepted()
    history.when(contract(template_no="ZD404")).refused(rules.UNKNOWN_STAFF)


def test_what_the_same_import_comes_to_later_is_no_finding() -> None:
    """The importer says which rows it has yet to come to."""
    supplier = command("suppliers", supplier_code="S2", name="乙供应商", quality_contract="HT2")
    trade(contract()).when(supplier).accepted(rules.UNKNOWN_STAFF)
    supplier.expected = frozenset({("contracts", "HT2")})
    trade(contract()).when(supplier).accepted()


def test_a_post_may_be_named_and_stays_as_it_is_named() -> None:
    """Only products, parties and staff are resolved from their names to their codes."""
    post = command("posts", post_code="GW1", name="sales", department="销售部", key_quality_post=False)
    found = given(post).when(member(post="sales")).accepted()
    assert found.data["post"] == "sales"
    given(post).when(member(post="storekeeper")).accepted(rules.UNKNOWN_STAFF)


def test_a_register_row_of_two_parts_is_voided_by_both() -> None:
    """Interface rule 5; the number alone does not say which."""
    history = given(member(), document("1"), document("2"))
    history.when(void("documents", "ZD1")).refused(rules.VOID_UNKNOWN)
    assert history.when(void("documents", "ZD1/2")).accepted().voided == [3]


def test_one_row_of_a_document_without_lines_is_voided_by_both_parts() -> None:
    """A training of two people: the whole, or one of them."""
    history = given(member(), member("E2"), training("E1"), training("E2"))
    assert history.when(void("trainings", "PX1/E2")).decided.voided == [4]  # type: ignore[union-attr]
    assert history.when(void("trainings", "PX1")).accepted().voided == [3, 4]


def training(code: str) -> Command:
    """Return a command for a training of a member of staff."""
    return command(
        "trainings",
        training_no="PX1",
        staff_code=code,
        training_kind="induction",
        trained_on="2026-02-02",
        topic="法规",
        training_result="passed",
    )


def test_a_fact_may_count_from_a_time_of_day() -> None:
    """A temperature is read at a moment; a day alone counts from its start."""
    reading = {"reading_no": "WD1", "location_code": "K1", "temperature": "20", "recorder": "E1"}
    at = "2026-02-02T03:00:00.000000Z"
    read = given(member()).when(command("temperature_readings", read_at=at, **reading)).accepted()
    assert read.envelope.event_time == at
    by_day = given(member()).when(command("temperature_readings", read_at="2026-02-02", **reading)).accepted()
    assert by_day.envelope.event_time == "2026-02-01T16:00:00.000000Z"
