"""Samples of which the units have serials: some are used up where they are, the others are still out."""

from __future__ import annotations

from tests.support.desk import Desk, Row, receipt

NAMED: Row = {"consignment_no": "XP1", "line": "1"}
UNITS: Row = {"product_code": "P03", "lot": "L9", "serial": "A;B;C"}
OUT: Row = {
    "consignment_kind": "样品领用",
    "consigned_on": "2026-02-01",
    "customer_code": "C1",
    "handler": "E1",
}
USED: Row = {"used_on": "2026-02-03", "used_quantity": "1", "使用序列号": "B"}


def test_a_recall_of_one_unit_finds_who_has_it(desk: Desk) -> None:
    """R-94, P-46: the used unit is with the customer, the others are out; the column comes by its heading."""
    desk.recorded("receipts", {**receipt("YS9", "L9", "3"), **UNITS})
    desk.recorded("consignments", {**NAMED, **OUT, **UNITS, "quantity": "3"})
    desk.recorded("consignments", {**NAMED, **USED})
    assert desk.findings() == []
    found = {one: desk.cli.preview("--product", "P03", "--serial", one) for one in "AB"}
    assert [found[one]["totals"]["outstanding"] for one in "AB"] == ["0", "1"]
    (row,) = desk.cli.table("custody_items")
    assert (row["serial"], row["quantity"]) == ("A;C", "2")


def test_of_units_that_come_back_each_is_where_it_is(desk: Desk) -> None:
    """GSP §90: the unit is on the shelf again and may be sold; the file comes home; none comes back twice."""
    desk.recorded("receipts", {**receipt("YS9", "L9", "3"), **UNITS})
    desk.recorded("consignments", {**NAMED, **OUT, **UNITS, "quantity": "3"})
    back = {"returned_on": "2026-02-05", "unused_quantity": "1", "未使用序列号": "C"}
    desk.recorded("consignments", {**NAMED, **back})
    twice = {**NAMED, **back, "returned_on": "2026-02-06"}
    assert "only 0 is out on line 1 of consignment 'XP1'" in desk.refused("consignments", twice)
    (row,) = desk.cli.table("custody_items")
    assert (row["serial"], row["quantity"]) == ("A;B", "2")
    sold = {"sale_no": "XS9", "line": "1", "sold_on": "2026-02-07", "customer_code": "C1", "seller": "E1"}
    desk.recorded("sales", {**sold, "product_code": "P03", "lot": "L9", "serial": "C", "quantity": "1"})
    found = {one: desk.cli.preview("--product", "P03", "--serial", one, "--prove") for one in "AC"}
    assert [found[one]["totals"]["outstanding"] for one in "AC"] == ["0", "1"]
    assert found["A"]["consignees"] == []
    assert found["C"]["consignees"][0]["sale_nos"] == ["XS9"]
    assert desk.findings() == []
