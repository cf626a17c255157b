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
