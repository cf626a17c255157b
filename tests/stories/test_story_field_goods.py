"""Cases from the field about goods: back-dated, voided, exchanged, dated twice, destroyed; with siblings.

Which test is the case of which kind, and which are its siblings, stands in `tests/support/field_kinds.tsv`.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.stories.conftest import Copied
from tests.support.desk import Desk, Row, product, receipt, returned, sale, void

UNIT: Row = {"product_code": "P02", "lot": "", "quantity": "1"}
Wanted = list[tuple[str, str]]


def unit_sold(no: str, day: str, serial: str = "SN1", customer: str = "C1") -> Row:
    """Return the sale of a unit."""
    return sale(no, sold_on=day, customer_code=customer, serial=serial, line="1", **UNIT)


def unit_back(no: str, day: str, serial: str = "SN1", customer: str = "C1", **more: str) -> Row:
    """Return the return of a unit."""
    return returned(no, returned_on=day, customer_code=customer, serial=serial, **UNIT) | more


def exchanged(no: str, day: str, back: str, given: str, **more: str) -> Row:
    """Return an exchange of a unit of C1 for another."""
    row = {"exchange_no": no, "line": "1", "exchanged_on": day, "customer_code": "C1", "serial": back, **UNIT}
    row |= {"replacement_product_code": "P02", "replacement_serial": given, "reason": "故障", "handler": "E1"}
    return row | more


def lots_exchanged(no: str, day: str, quantity: str) -> Row:
    """Return an exchange of goods of lot LA, sold on XS1, for as many of lot LB."""
    row = {"exchange_no": no, "line": "1", "exchanged_on": day, "customer_code": "C1", "handler": "E1"}
    row |= {"product_code": "P01", "lot": "LA", "quantity": quantity, "sale_no": "XS1", "sale_line": "1"}
    return row | {"replacement_product_code": "P01", "replacement_lot": "LB", "reason": "故障"}


def destroyed(no: str, quantity: str, **more: str) -> Row:
    """Return the destruction of goods of lot LA before a witness."""
    row = {"disposal_no": no, "line": "1", "disposal_kind": "销毁", "disposed_on": "2026-05-25", "lot": "LA"}
    row |= {"product_code": "P01", "quantity": quantity, "reason": "破损", "decided_by": "E1"}
    return row | {"witnesses": "E2", **more}


def three_units(desk: Desk) -> None:
    """Record that SN1 was with C1 from 2 to 5 May, and SN2 and SN3 never left."""
    units = UNIT | {"quantity": "3", "serial": "SN1;SN2;SN3"}
    desk.recorded("receipts", receipt("YS1", accepted_quantity="3", **units))
    desk.recorded("sales", unit_sold("XS1", "2026-05-02"))
    desk.recorded("returns", unit_back("TH1", "2026-05-05"))


def findings(desk: Desk, *rules: str) -> Wanted:
    """Return rule and document of the open findings of some rules."""
    return [(row["rule"], row["doc_no"]) for row in desk.findings() if row["rule"] in rules]


def there(desk: Desk, *scope: str) -> tuple[dict[str, str], dict[str, str]]:
    """Return who has how much, and what lies where, both without nothing; the answer is proved."""
    answer = desk.cli.preview(*scope, "--prove")
    assert answer["proof"]["proved"]
    who: dict[str, str] = {}
    for row in answer["consignees"]:
        if row["outstanding"] != "0":
            who[f"{row['customer_code']} {row['lot'] or row['serial']}"] = row["outstanding"]
    lies = {f"{one['lot'] or one['serial']} {one['status']}": one["quantity"] for one in answer["on_hand"]}
    assert answer["totals"]["unexplained"] == "0"
    return who, lies


def _out(_no: str, day: str) -> tuple[str, list[Row]]:
    row = {"consignment_no": "XP1", "line": "1", "consignment_kind": "医疗机构选配", "consigned_on": day}
    return "consignments", [row | UNIT | {"customer_code": "C2", "serial": "SN1", "handler": "E1"}]


def _lent(_no: str, day: str) -> tuple[str, list[Row]]:
    row = {"repair_no": "WX1", "requested_on": f"{day} 09:00", "customer_code": "C2", "product_code": "P02"}
    lent = {"loaner_product_code": "P02", "loaner_serial": "SN1", "loaner_issued_at": f"{day} 10:00"}
    return "repairs", [row | lent | {"serial": "KH1", "fault": "坏"}]


LATE: dict[str, tuple[str, list[Row]]] = {
    "sold": ("sales", [unit_sold("XS3", "2026-05-03", customer="C2")]),
    "sold on the day it left": ("sales", [unit_sold("XS3", "2026-05-02", customer="C2")]),
    "consigned": _out("XP1", "2026-05-03"),
    "lent": _lent("WX1", "2026-05-03"),
    "given for another": ("exchanges", [exchanged("HH1", "2026-05-03", "SN2", "SN1")]),
    "destroyed": (
        "disposals",
        [destroyed("CZ1", "1", disposed_on="2026-05-03") | UNIT | {"serial": "SN1"}],
    ),
}


@pytest.mark.parametrize("late", LATE)
def test_a_unit_goes_nowhere_else_while_a_customer_has_it(at_a_copy: Copied, late: str) -> None:
    """Typed when it has long come back: it was with C1 on 3 and 4 May, and is in the answer of that day."""
    with at_a_copy() as desk:
        three_units(desk)
        table, rows = LATE[late]
        assert desk.take(table, *rows, expect=2)[2] == 1
        assert there(desk, "--serial", "SN1", "--at", "2026-05-04") == ({"C1 SN1": "1"}, {})
        assert there(desk, "--serial", "SN1") == ({}, {"SN1 saleable": "1"})


def test_a_late_receipt_of_a_unit_that_a_customer_has_is_told(at_a_copy: Copied) -> None:
    """M-27 on both its receipts, for either may be wrong; the unit is with C1 all the same."""
    with at_a_copy() as desk:
        three_units(desk)
        again = receipt("YS2", received_on="2026-05-03", accepted_on="2026-05-03", serial="SN1", **UNIT)
        desk.recorded("receipts", again | {"accepted_quantity": "1"})
        assert findings(desk, "M-27") == [("M-27", "YS1"), ("M-27", "YS2")]
        answer = desk.cli.preview("--serial", "SN1", "--at", "2026-05-04")
        assert [row["outstanding"] for row in answer["consignees"]] == ["1"]


def apart(of: str, **more: str) -> Row:
    """Return a nonconformity that was found in what a return brought."""
    row = {"nonconformity_no": "BHG1", "found_on": "2026-05-22", "found_stage": "销售退回", "finder": "E1"}
    return row | {"nonconformity": "破损", "return_no": of} | more


@pytest.mark.parametrize("way", ["重新入库", "待处理", "退还供应商"])
def test_a_return_whose_unit_was_set_apart_is_not_voided(at_a_copy: Copied, way: str) -> None:
    """The nonconformity first: else the unit is among the nonconforming and with the customer."""
    with at_a_copy() as desk:
        three_units(desk)
        desk.recorded("sales", unit_sold("XS2", "2026-05-10", customer="C2"))
        desk.recorded("returns", unit_back("TH2", "2026-05-20", customer="C2", disposition=way))
        found = apart("TH2", **UNIT, serial="SN1") if way != "重新入库" else _in_store("SN1")
        desk.recorded("nonconformities", found)
        assert "Strike first: nonconformities BHG1" in desk.refused("voids", void("returns", "TH2", "1"))
        assert there(desk, "--serial", "SN1") == ({}, {"SN1 nonconforming": "1"})
        desk.recorded("voids", void("nonconformities", "BHG1"))
        desk.recorded("voids", void("returns", "TH2", "1"))
        assert there(desk, "--serial", "SN1") == ({"C2 SN1": "1"}, {})


def _in_store(serial: str) -> Row:
    row = {"nonconformity_no": "BHG1", "found_on": "2026-05-22", "found_stage": "storage", "finder": "E1"}
    return row | {"nonconformity": "破损", "serial": serial, **UNIT}


def test_an_exchange_whose_replacement_came_back_is_not_voided(at_a_copy: Copied) -> None:
    with at_a_copy() as desk:
        three_units(desk)
        desk.recorded("sales", unit_sold("XS2", "2026-05-10"))
        desk.recorded("exchanges", exchanged("HH1", "2026-05-12", "SN1", "SN2"))
        desk.recorded("returns", unit_back("TH2", "2026-05-14", "SN2"))
        assert "Strike first: returns TH2/1" in desk.refused("voids", void("exchanges", "HH1", "1"))
        desk.recorded("sales", unit_sold("XS3", "2026-05-16", "SN2", "C2"))
        assert "Strike first: returns TH2/1" in desk.refused("voids", void("exchanges", "HH1", "1"))
        who, _ = there(desk, "--serial", "SN1", "--serial", "SN2", "--at", "2026-05-13")
        assert who == {"C1 SN2": "1"}


def test_a_return_behind_which_the_unit_was_lent_or_destroyed_is_not_voided(at_a_copy: Copied) -> None:
    """What became of it since is struck first, whatever it was."""
    for number, (table, rows) in enumerate((_lent("WX1", "2026-05-06"), LATE["destroyed"])):
        with at_a_copy() as desk:
            three_units(desk)
            later = [row | ({"disposed_on": "2026-05-06"} if number else {}) for row in rows]
            desk.take(table, *later)
            said = desk.refused("voids", void("returns", "TH1", "1"))
            assert "has gone elsewhere since" in said, said


def test_exchanges_and_returns_take_no_more_than_the_customer_has(at_a_copy: Copied) -> None:
    """Of ten sold four were exchanged: six may still be, twenty not; nor do ten come back."""
    with at_a_copy() as desk:
        desk.recorded("receipts", receipt("YS1", "LA"), receipt("YS2", "LB"))
        desk.recorded("sales", sale("XS1", "LA", line="1", sold_on="2026-05-10"))
        desk.recorded("exchanges", lots_exchanged("HH1", "2026-05-20", "4"))
        assert "only 6 is outstanding" in desk.refused("exchanges", lots_exchanged("HH2", "2026-05-21", "20"))
        named = {"sale_no": "XS1", "sale_line": "1", "returned_on": "2026-05-23"}
        assert "only 6 is outstanding" in desk.refused("returns", returned("TH1", "LA", "10", **named))
        desk.recorded("returns", returned("TH2", "LB", "2", returned_on="2026-05-23"))
        expected = {"LA quarantined": "4", "LA saleable": "90", "LB saleable": "98"}
        assert there(desk, "--lot", "LA", "--lot", "LB") == ({"C1 LA": "6", "C1 LB": "2"}, expected)


def test_what_was_exchanged_comes_back_as_what_was_given(at_a_copy: Copied) -> None:
    """The replacement comes back, once and under its own serial; the replaced unit is back already."""
    with at_a_copy() as desk:
        three_units(desk)
        desk.recorded("sales", unit_sold("XS2", "2026-05-10"))
        desk.recorded("exchanges", exchanged("HH1", "2026-05-20", "SN1", "SN2"))
        desk.recorded("returns", unit_back("TH2", "2026-05-23", "SN2"))
        named = {"sale_no": "XS2", "sale_line": "1"}
        desk.refused("returns", unit_back("TH3", "2026-05-23", "SN2", **named))
        desk.refused("returns", unit_back("TH4", "2026-05-23", "SN1", **named))
        lies = {"SN1 quarantined": "1", "SN2 saleable": "1"}
        assert there(desk, "--serial", "SN1", "--serial", "SN2") == ({}, lies)


def test_a_sale_that_was_exchanged_is_not_voided(at_a_copy: Copied) -> None:
    with at_a_copy() as desk:
        three_units(desk)
        desk.recorded("sales", unit_sold("XS2", "2026-05-10"))
        desk.recorded("exchanges", exchanged("HH1", "2026-05-20", "SN1", "SN2"))
        assert "Strike first: exchanges HH1/1" in desk.refused("voids", void("sales", "XS2", "1"))
        assert there(desk, "--serial", "SN1", "--serial", "SN2")[0] == {"C1 SN2": "1"}


def test_an_exchange_of_another_customer_or_of_what_came_back_is_rejected(at_a_copy: Copied) -> None:
    """C2 never had the unit; C1 has it no more."""
    with at_a_copy() as desk:
        three_units(desk)
        desk.refused("exchanges", exchanged("HH1", "2026-05-10", "SN1", "SN2"))
        desk.recorded("sales", unit_sold("XS2", "2026-05-12"))
        desk.refused("exchanges", exchanged("HH2", "2026-05-14", "SN1", "SN2", customer_code="C2"))
        desk.refused("exchanges", exchanged("HH3", "2026-05-11", "SN1", "SN2"))  # a day before its sale
        assert there(desk, "--product", "P02")[0] == {"C1 SN1": "1"}


def _dated(no: str, lot: str, day: str, expires: str, **more: str) -> Row:
    return receipt(no, lot, received_on=day, accepted_on=day, expiry_date=expires, **more)


def test_a_voided_receipt_dates_no_lot(at_a_copy: Copied) -> None:
    """G-06 by the receipt that stands alone, both ways; live the same day is cited; M-11 as well."""
    with at_a_copy() as desk:
        desk.recorded("receipts", _dated("YS1", "LA", "2026-05-01", "2026-08-01"))
        desk.recorded("receipts", _dated("YS3", "LB", "2026-05-01", "2026-11-01"))
        desk.recorded("receipts", _dated("YS2", "LA", "2026-05-02", "2026-11-01"))
        desk.recorded("receipts", _dated("YS4", "LB", "2026-05-02", "2026-08-01"))
        desk.recorded("voids", void("receipts", "YS2", "1"), void("receipts", "YS4", "1"))
        desk.recorded("sales", *(sale(no, lot, sold_on="2026-09-01") for no, lot in _OF_LOTS))
        assert findings(desk, "G-06", "M-42b") == [("G-06", "XS1")]
        rows = desk.cli.table("expiry_items", "--at", "2026-09-15")
        assert [(row["lot"], row["expiry_date"], row["expiry_state"]) for row in rows] == [
            ("LA", "2026-08-01", "expired"),
            ("LB", "2026-11-01", "near"),
        ]
        made = {"product_code": "P7", "expiry_date": "2028-01-31"}
        desk.recorded("products", product("P7", registration_valid_until="2026-03-01"))
        wrong = _dated("YS6", "LA", "2026-05-02", production_date="2026-04-01", expires="") | made
        desk.recorded("receipts", receipt("YS5", "LA", production_date="2026-02-01") | made, wrong)
        desk.recorded("voids", void("receipts", "YS6", "1"))
        desk.recorded("sales", sale("XS3", "LA", product_code="P7", sold_on="2026-06-01"))
        assert findings(desk, "M-11") == []


_OF_LOTS = (("XS1", "LA"), ("XS2", "LB"))


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (1, 0, 3, 2)])
def test_of_two_expiries_of_a_lot_the_earlier_counts(at_a_copy: Copied, order: tuple[int, ...]) -> None:
    """In the file in either order; the later receipt is told that it differs."""
    receipts = (
        _dated("YS1", "LA", "2026-05-01", "2026-08-01"),
        _dated("YS2", "LA", "2026-05-02", "2026-11-01"),
        _dated("YS3", "LB", "2026-05-02", "2026-11-01"),
        _dated("YS4", "LB", "2026-05-03", "2026-08-01"),
    )
    with at_a_copy() as desk:
        desk.recorded("receipts", *(receipts[place] for place in order))
        sales = [sale(no, lot, sold_on="2026-09-01") for no, lot in _OF_LOTS]
        desk.recorded("sales", *sales, sale("XS3", "LB", sold_on="2026-09-01", expiry_date="2026-12-31"))
        found = findings(desk, "G-06", "M-42b")
        assert sorted(found) == [("G-06", f"XS{one}") for one in "123"] + [("M-42b", "YS2"), ("M-42b", "YS4")]
        rows = desk.cli.table("expiry_items", "--at", "2026-09-15")
        assert {(row["lot"], row["expiry_date"]) for row in rows} == {
            ("LA", "2026-08-01"),
            ("LB", "2026-08-01"),
        }


def test_a_return_for_destruction_and_its_paper_are_one(at_a_copy: Copied) -> None:
    """Four for destruction, five to the supplier, six that waited: fifteen are gone, and none twice."""
    with at_a_copy() as desk:
        desk.recorded("receipts", receipt("YS1", "LA"))
        desk.recorded("sales", sale("XS1", "LA", "60", sold_on="2026-05-10"))
        ways = (("TH1", "4", "销毁"), ("TH2", "5", "退还供应商"), ("TH3", "6", "待处理"))
        desk.recorded("returns", *(returned(no, "LA", much, disposition=way) for no, much, way in ways))
        desk.recorded("disposals", destroyed("CZ1", "4", return_no="TH1"))
        sent = {"disposal_kind": "退供货者", "supplier_code": "S1"}
        desk.recorded("disposals", destroyed("CZ2", "5", return_no="TH2", **sent))
        desk.recorded("disposals", destroyed("CZ3", "6", return_no="TH3"))
        assert there(desk, "--lot", "LA") == ({"C1 LA": "45"}, {"LA saleable": "40"})
        totals = desk.cli.preview("--lot", "LA")["totals"]
        assert (totals["disposed"], totals["returned_to_supplier"]) == ("10", "5")
        assert findings(desk, "M-24", "M-24b") == []
        desk.recorded("disposals", destroyed("CZ4", "6", return_no="TH3", disposed_on="2026-05-26"))
        assert findings(desk, "M-24", "M-24b") == [("M-24", "CZ4")]


@pytest.mark.parametrize("sale_first", [True, False])
def test_a_voided_receipt_uncovers_its_sale_in_either_order(at_a_copy: Copied, sale_first: bool) -> None:
    papers = [("receipts", receipt("YS1", "LA")), ("sales", sale("XS1", "LA"))]
    with at_a_copy() as desk:
        for table, row in papers[:: -1 if sale_first else 1]:
            desk.recorded(table, row)
        desk.recorded("voids", void("receipts", "YS1", "1"))
        assert findings(desk, "G-05") == [("G-05", "XS1")]


def test_a_voided_receipt_uncovers_what_is_out_on_a_consignment(at_a_copy: Copied) -> None:
    """M-24 on the consignment; another receipt of that day cures it, one of a later day does not."""
    row = {"consignment_no": "XP1", "line": "1", "consignment_kind": "医疗机构选配", "handler": "E1"}
    row |= {"consigned_on": "2026-04-01", "customer_code": "C1", "product_code": "P01", "lot": "LA"}
    with at_a_copy() as desk:
        desk.recorded("receipts", receipt("YS1", "LA"))
        desk.recorded("consignments", row | {"quantity": "10"})
        desk.recorded("voids", void("receipts", "YS1", "1"))
        assert findings(desk, "M-24") == [("M-24", "XP1")]
        desk.recorded("receipts", _dated("YS2", "LA", "2026-04-02", "2028-01-01"))
        assert findings(desk, "M-24") == [("M-24", "XP1")]
        desk.recorded("receipts", _dated("YS3", "LA", "2026-04-01", "2028-01-01"))
        assert findings(desk, "M-24") == []


def test_what_is_proved_of_a_struck_receipt_is_not_silent(at_a_copy: Copied) -> None:
    """What went out of it stands below zero in `unexplained`, beside who has it."""
    with at_a_copy() as desk:
        desk.recorded("receipts", receipt("YS1", "LA"))
        desk.recorded("sales", sale("XS1", "LA"))
        desk.recorded("voids", void("receipts", "YS1", "1"))
        answer: dict[str, Any] = desk.cli.preview("--lot", "LA", "--prove")
        assert answer["totals"]["unexplained"] == "-10"
        assert [row["outstanding"] for row in answer["consignees"]] == ["10"]
