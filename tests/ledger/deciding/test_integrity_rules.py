"""The arithmetic of tracing: what is refused live and on import alike."""

from __future__ import annotations

import pytest

from ledger.phrases import rendered
from tests.support import rules
from tests.support.decisions import (
    back,
    command,
    consigned,
    customer,
    given,
    member,
    product,
    receipt,
    sale,
    supplier,
    trade,
    unused,
    void,
)


def test_a_sale_of_an_unknown_product_to_an_unknown_customer_is_refused() -> None:
    """M-01 (architecture: the arithmetic of tracing): both unknown references are named."""
    messages = given(member()).when(sale()).refused(rules.UNKNOWN_REFERENCE, rules.UNKNOWN_REFERENCE)
    assert messages == (
        "customer_code 'C1' is not in the table customers.",
        "product_code 'P1' is not in the table products.",
    )


def test_a_receipt_from_an_unknown_supplier_is_refused() -> None:
    """M-01 (architecture: the arithmetic of tracing)."""
    given(product()).when(receipt()).refused(rules.UNKNOWN_REFERENCE)


def test_a_return_of_an_unknown_sale_is_refused() -> None:
    """M-01 (interface rule 9)."""
    trade().when(back(sale_no="XS9")).refused(rules.UNKNOWN_REFERENCE)


def test_a_return_of_a_voided_sale_is_refused() -> None:
    """M-01 (interface rule 9): a voided sale is no sale."""
    trade(sale(), void("sales", "XS1", 1)).when(back()).refused(rules.UNKNOWN_REFERENCE)


def test_a_unit_cannot_be_sold_while_it_is_out() -> None:
    """M-02 (architecture: a serial sold twice)."""
    history = trade(sale(serial="SN1", quantity="1"))
    messages = history.when(sale("XS2", serial="SN1", quantity="1", sold_on="2026-02-02")).refused(
        rules.UNIT_OUT
    )
    assert messages == ("Serial 'SN1' of product 'P1' is out on line 1 of sale 'XS1' and has not come back.",)


def test_a_unit_that_came_back_can_be_sold_again() -> None:
    """M-02: the return frees the unit."""
    history = trade(sale(serial="SN1", quantity="1"), back(serial="SN1", quantity="1"))
    history.when(sale("XS2", serial="SN1", quantity="1", sold_on="2026-03-02")).accepted()


@pytest.mark.parametrize("day", ["2026-01-20", "2026-02-05", "2026-02-09"])
@pytest.mark.parametrize("kind", ["written_off", "returned_to_supplier"])
def test_a_unit_that_left_for_good_is_not_sold(day: str, kind: str) -> None:
    """M-02 (interface rule 14): neither after that nor before, unless it came back until then."""
    arrived = receipt("YS9", serial="SN9", quantity="1", accepted_quantity="1")
    gone = command(
        "disposals",
        disposal_no="CZ1",
        line=1,
        disposal_kind=kind,
        disposed_on="2026-02-05",
        lot="L1",
        product_code="P1",
        serial="SN9",
        quantity="1",
        reason="破损",
        decided_by="E1",
    )
    history = trade(arrived, gone)
    (sentence,) = history.when(sale(serial="SN9", quantity="1", sold_on=day)).refused(rules.UNIT_GONE)
    assert sentence.endswith("since 2026-02-05, by 'CZ1', and was not accepted again.")
    history.given(
        receipt("YS10", serial="SN9", quantity="1", accepted_quantity="1", accepted_on="2026-02-08")
    )
    if day == "2026-02-09":
        history.when(sale(serial="SN9", quantity="1", sold_on=day)).accepted()


def test_other_content_under_an_identity_is_refused() -> None:
    """M-03 (G-83, inspection guide ※3.22): the differing columns are named, and what to do."""
    messages = trade(sale()).when(sale(quantity="11")).refused(rules.OTHER_CONTENT)
    assert messages == (
        "销售记录 XS1/1 is already recorded with other content at position 6 (differs in: quantity).",
    )


def test_a_blank_against_a_value_is_other_content() -> None:
    """M-03 (interface rule 1)."""
    trade(sale(invoice_no="F1")).when(sale()).refused(rules.OTHER_CONTENT)


def test_the_same_row_is_a_duplicate_even_when_one_of_them_gives_a_snapshot() -> None:
    """Interface rule 1: a snapshot not given both times is not compared."""
    trade(sale()).when(sale(customer_name="C1医院")).duplicate(6)
    trade(sale(customer_name="老名字")).when(sale()).duplicate(6)
    trade(sale(customer_name="老名字")).when(sale(customer_name="新名字")).refused(rules.OTHER_CONTENT)


def test_after_a_void_other_content_is_accepted_and_replaces_the_voided_event() -> None:
    """Interface rule 5: `replaces` is set by the system."""
    history = trade(sale(), void("sales", "XS1", 1))
    voided = history.events[5]["event_id"]
    accepted = history.when(sale(quantity="11")).accepted()
    assert accepted.envelope.replaces == voided
    history.when(sale(quantity="11")).duplicate(8)


def test_the_identical_row_stays_voided_unless_it_names_replaces() -> None:
    """Interface rule 5: importing old files again is harmless."""
    history = trade(sale(), void("sales", "XS1", 1))
    history.when(sale()).duplicate(6)
    history.when(sale(replaces=history.events[5]["event_id"])).accepted()


def test_a_sale_with_returns_cannot_be_voided() -> None:
    """M-04 (interface rule 5): the message names what to void first."""
    history = trade(sale(), back())
    messages = history.when(void("sales", "XS1", 1)).refused(rules.VOID_BREAKS)
    assert messages == ("sales XS1/1 cannot be voided: the line has returns.",)
    history.given(void("returns", "TH1", 1)).when(void("sales", "XS1", 1)).accepted(rules.VOID_OWN)


def test_a_return_whose_unit_was_sold_again_cannot_be_voided() -> None:
    """M-04 (interface rule 5)."""
    again = sale("XS2", serial="SN1", quantity="1", sold_on="2026-03-05")
    history = trade(sale(serial="SN1", quantity="1"), back(serial="SN1", quantity="1"), again)
    history.when(void("returns", "TH1", 1)).refused(rules.VOID_BREAKS)


def test_a_receipt_may_always_be_voided() -> None:
    """Interface rule 5: also when its goods were sold."""
    trade(sale()).when(void("receipts", "YS1", 1)).accepted()


def test_the_last_version_of_a_used_register_row_cannot_be_voided() -> None:
    """M-04 (interface rule 5)."""
    history = trade(sale())
    history.when(void("customers", "C1")).refused(rules.VOID_BREAKS)
    history.given(customer(name="新名"), void("customers", "C1"))
    history.when(void("customers", "C1", reason="又一次")).refused(rules.VOID_BREAKS)


def test_a_void_without_a_line_voids_the_whole_document() -> None:
    """Interface rule 5: one void, every standing line."""
    history = trade(sale(), sale(line=2, quantity="3"))
    accepted = history.when(void("sales", "XS1")).accepted(rules.VOID_OWN)
    assert accepted.voided == [6, 7]
    assert "lot:P1/L1" in accepted.tags


def test_the_same_void_again_is_a_duplicate_and_another_is_refused() -> None:
    """M-08 (interface rule 5): a void is final."""
    history = trade(sale(), void("sales", "XS1", 1))
    history.when(void("销售记录", "XS1", 1)).duplicate(7)
    history.when(void("sales", "XS1", 1, reason="另一原因")).refused(rules.VOIDED_ALREADY)
    history.when(void("voids", "sales", 1)).refused(rules.VOIDED_ALREADY)


def test_a_record_entered_again_can_be_voided_again() -> None:
    """Interface rule 5: the second void belongs to the second event."""
    history = trade(sale(), void("sales", "XS1", 1), sale(quantity="11"))
    history.when(void("sales", "XS1", 1, reason="再次更正")).accepted(rules.VOID_OWN)


def test_voiding_what_is_unknown_is_refused() -> None:
    """M-09 (interface rule 5)."""
    trade().when(void("sales", "XS1", 1)).refused(rules.VOID_UNKNOWN)


def test_another_unit_of_measure_is_refused() -> None:
    """M-05 (interface: cells): nothing converts."""
    messages = trade().when(sale(unit="箱")).refused(rules.OTHER_UNIT)
    assert messages == ("Unit '箱' was given for product 'P1', whose unit is '支'; nothing converts.",)


def test_a_quantity_that_is_not_the_count_of_the_serials_is_refused() -> None:
    """M-06 (interface: cells)."""
    trade().when(sale(serial="SN1;SN2", quantity="3")).refused(rules.SERIAL_COUNT)


def test_a_return_before_the_sale_is_refused() -> None:
    """M-07 (interface rule 9)."""
    trade(sale()).when(back(returned_on="2026-01-31")).refused(rules.RETURN_BEFORE_SALE)


def test_goods_sold_to_another_customer_are_not_taken_back() -> None:
    """G-16 (GSP §106, S1-D 5.1.1): only what was sold to this customer."""
    history = trade(customer("C2"), sale())
    messages = history.when(back(customer_code="C2")).refused(rules.OTHER_GOODS)
    assert messages == (
        "The goods that come back are not those that were sold: customer_code: expected 'C1', got 'C2'.",
    )


def test_another_lot_or_serial_than_was_sold_is_not_taken_back() -> None:
    """G-16 (GSP §106): matching goods."""
    trade(sale()).when(back(lot="L2")).refused(rules.OTHER_GOODS)
    trade(sale(serial="SN1", quantity="1")).when(back(serial="SN2", quantity="1")).refused(rules.OTHER_GOODS)


def test_a_unit_that_is_out_elsewhere_does_not_come_back_on_a_line_without_serials() -> None:
    """G-16 (GSP §106): the unit is out on another sale, and stays out there."""
    history = trade(sale("XS1", serial="SN1", quantity="1"), sale("XS2"))
    messages = history.when(back(sale_no="XS2", serial="SN1", quantity="1")).refused(rules.OTHER_GOODS)
    assert messages == (
        ("The goods that come back are not those that were sold: serial SN1: expected 'XS1/1', got 'XS2/1'."),
    )
    history.when(back(sale_no="XS2", serial="SN7", quantity="1")).accepted(rules.TWO_APPROVALS)


def test_no_more_comes_back_than_is_outstanding_over_all_returns() -> None:
    """G-17 (S1-D 5.1.2): earlier returns count, voided ones do not."""
    history = trade(sale(), back(quantity="8"))
    messages = history.when(back("TH2", quantity="3")).refused(rules.TOO_MANY_BACK)
    assert messages == ("3 would come back, but only 2 is outstanding on line 1 of sale 'XS1'.",)
    history.given(void("returns", "TH1", 1)).when(back("TH2", quantity="10")).accepted(rules.TWO_APPROVALS)


def test_a_unit_cannot_come_back_twice() -> None:
    """G-17: the serial was returned already."""
    history = trade(sale(serial="SN1;SN2", quantity="2"), back(serial="SN1", quantity="1"))
    history.when(back("TH2", serial="SN1", quantity="1")).refused(rules.TOO_MANY_BACK)


def test_a_return_without_a_sale_number_takes_the_oldest_line_with_enough_outstanding() -> None:
    """G-16 (interface rule 9): the line found is written into the row."""
    history = trade(
        sale("XS1", sold_on="2026-02-03"),
        sale("XS2", sold_on="2026-02-01", quantity="3"),
        sale("XS3", sold_on="2026-02-02"),
    )
    accepted = history.when(back(sale_no=None, quantity="4")).accepted(rules.TWO_APPROVALS)
    assert (accepted.data["sale_no"], accepted.data["sale_line"]) == ("XS3", 1)
    assert accepted.filled == ["sale_line", "sale_no"]
    history.when(back(sale_no=None, quantity="4")).duplicate(9)


def test_a_return_that_fits_no_sale_is_refused() -> None:
    """G-16 (GSP §106): nothing with enough outstanding."""
    trade(sale()).when(back(sale_no=None, quantity="11")).refused(rules.NO_SALE_FOUND)


def test_a_blank_lot_and_the_last_serial_are_taken_from_the_sale_line() -> None:
    """Interface rule 9: the serial only if one unit is left."""
    history = trade(sale(serial="SN1;SN2", quantity="2"), back(serial="SN2", quantity="1"))
    accepted = history.when(back("TH2", lot=None, quantity="1")).accepted(rules.TWO_APPROVALS)
    assert (accepted.data["lot"], accepted.data["serial"]) == ("L1", "SN1")


def test_names_are_resolved_to_the_code_they_fit() -> None:
    """Interface rule 8: a name that fits exactly one."""
    history = trade()
    accepted = history.when(sale(customer_code="C1 医院", seller="员工E1")).accepted()
    assert (accepted.data["customer_code"], accepted.data["seller"]) == ("C1", "E1")
    history.given(customer("C7", name="C1医院"))
    (sentence,) = history.when(sale("XS2", customer_code="C1医院")).refused(rules.NAME_OF_SEVERAL)
    assert sentence == "customer_code 'C1医院' is the name of several in the table customers: C1, C7."


def test_names_are_compared_folded_on_both_sides() -> None:
    """Interface rule 8: brackets, blanks, case and full width tell nobody apart."""
    history = trade(customer("C8", name="市立医院（东院）"), customer("C9", name="ＡＢＣ[Lab] 诊所"))
    names = {
        "市立医院(东院)": "C8",
        "市立医院（东院）": "C8",
        " 市立 医院【东院】": "C8",
        "abc（lab）诊所": "C9",
    }
    for number, (name, code) in enumerate(names.items()):
        row = sale(f"XS{number}", customer_code=name)
        assert history.when(row).accepted().data["customer_code"] == code


def test_a_name_of_several_staff_is_told_with_their_codes() -> None:
    """M-13: on import a finding, and it says whom the name may mean."""
    history = trade(member("E8", name="孙丙"), member("E9", name="孙 丙"), live=False)
    accepted = history.when(sale(seller="孙丙")).accepted(rules.UNKNOWN_STAFF)
    several = rendered(accepted.findings[0], "en")["value"]
    assert several == "孙丙 (the name of several: E8, E9)"


def test_snapshots_are_taken_from_the_version_in_force_on_the_day() -> None:
    """Interface rule 6; record contract convention 5: an import may give one, and that text stands."""
    history = trade(customer(address="新街2号", event_time="2026-01-31T16:00:00.000000Z"))
    accepted = history.when(sale()).accepted()
    assert accepted.data["customer_address"] == "新街2号"
    assert accepted.versions == {"customers": 6, "products": 2}
    earlier = history.when(sale("XS2", sold_on="2026-01-31", customer_name="当时的名字")).accepted()
    assert earlier.data["customer_address"] == "C1路1号"
    assert earlier.data["customer_name"] == "当时的名字"
    assert earlier.given == ["customer_name"]


def test_a_register_row_equal_to_any_version_is_a_duplicate() -> None:
    """Interface rule 6: unless it carries another business time."""
    history = given(supplier(), supplier(name="改名"))
    history.when(supplier()).duplicate(1)
    history.when(supplier(name="改名")).duplicate(2)
    history.when(supplier(name="再改")).accepted()


def test_a_lone_lot_of_a_serial_tracked_product_is_its_serial() -> None:
    """Record contract: a combined lot-or-serial column is moved to serial when tracked by serial."""
    history = given(
        supplier(),
        product(tracking="serial"),
        customer(),
        member(),
        receipt(lot=None, serial="A;B", quantity="2"),
    )
    accepted = history.when(sale(lot="A;B", quantity="2")).accepted()
    assert accepted.data["serial"] == "A;B"
    assert "lot" not in accepted.data
    assert accepted.tags.count("serial:P1/A") == 1


def test_a_line_of_goods_without_serials_has_one_lot() -> None:
    """M-06: of several in a cell nobody knows how much of each there is."""
    history = trade()
    for lot in ("L1;L2", "SN1;SN2"):
        (sentence,) = history.when(sale(lot=lot, quantity="2")).refused(rules.SEVERAL_LOTS)
        assert sentence == f"A line has one lot, but {lot!r} names several, and how much of each is lost."


def test_a_stage_behind_which_its_unit_went_elsewhere_is_not_voided() -> None:
    """M-04 (interface rule 5): else the unit would be on a consignment, and with its buyer."""
    unit = {"serial": "SN1", "quantity": "1"}
    history = trade(consigned(**unit), unused(quantity="1"), sale(sold_on="2026-02-07", **unit))
    messages = history.when(void("consignments", "XP1", 1)).refused(rules.VOID_BREAKS)
    assert messages == (
        "consignments XP1/1 cannot be voided: the unit that came back has gone elsewhere since.",
    )
    history.given(void("sales", "XS1", 1)).when(void("consignments", "XP1", 1)).accepted()
