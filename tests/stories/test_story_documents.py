"""Rules 2, 3 and 4: documents in or out as a whole, the order of files, several serials in one line."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.cli import csv_rows
from tests.support.desk import Desk, customer, product, receipt, returned, sale, staff, supplier, void


def test_a_wrong_line_keeps_its_document_out_and_only_that(desk: Desk) -> None:
    """Every row of the document is rejected; the other documents are recorded."""
    rows = [sale("XS1"), sale("XS1", product_code="P99"), sale("XS2"), sale("XS3")]
    assert desk.take("sales", *rows, expect=2) == (2, 0, 2)
    assert [row["sale_no"] for row in desk.rejects] == ["XS1", "XS1"]
    assert [row["sale_no"] for row in desk.cli.table("sales")] == ["XS2", "XS3"]


def test_a_scattered_document_is_one_document(desk: Desk) -> None:
    """Rows of one number count together even when other documents stand between them."""
    rows = [sale("XS1"), sale("XS2"), sale("XS3"), sale("XS1", quantity="-1"), sale("XS2")]
    assert desk.take("sales", *rows, expect=2) == (3, 0, 2)
    assert [row["sale_no"] for row in desk.cli.table("sales")] == ["XS2", "XS2", "XS3"]


def test_rows_already_recorded_stay_duplicates_when_a_new_line_is_wrong(desk: Desk) -> None:
    """Only the new rows of a document are in or out together."""
    desk.recorded("sales", sale(line="1"), sale(line="2"))
    rows = [sale(line="1"), sale(line="2"), sale(line="3"), sale(line="4", lot="", product_code="P99")]
    assert desk.take("sales", *rows, expect=2) == (0, 2, 2)


def test_absent_lines_may_come_later(desk: Desk) -> None:
    """A second file may bring further lines of a document that is already there."""
    desk.recorded("sales", sale(line="1"), sale(line="2"))
    desk.recorded("sales", sale(line="3"))
    assert [row["line"] for row in desk.cli.table("sales")] == [1, 2, 3]


def test_a_rejects_file_is_corrected_and_imported_again(desk: Desk) -> None:
    """The rejects file has the original columns; its two extra ones are ignored when it comes back."""
    desk.take("sales", sale("XS1", 制单人="甲"), sale("XS1", product_code="P99", 制单人="甲"), expect=2)
    corrected = [{**row, "product_code": "P01"} for row in desk.rejects]
    assert [row["制单人"] for row in corrected] == ["甲", "甲"]
    done = desk.take_file(desk.file(*corrected), "--table", "sales")
    assert done.counts == (2, 0, 0)
    assert done.files[0]["unknown_columns"] == ["制单人"]


def test_a_rejects_file_that_is_still_wrong_loses_no_row(desk: Desk) -> None:
    """What is wrong in it still goes to another file, and the file itself stays as it was corrected."""
    wrong = [sale(f"XS{number}", quantity="-1") for number in range(3000)]
    desk.cli.import_(desk.file(*wrong, name="export.csv"), expect=2)
    rejects = desk.folder / "export.rejects.csv"
    text = rejects.read_text("utf-8-sig")
    head, _, tail = text.rpartition("-1,E1")
    rejects.write_text(f"{head}1,E1{tail}", "utf-8-sig")
    assert desk.cli.import_(rejects, expect=2).counts == (1, 0, 2999)
    made = {len(csv_rows(path)) for path in desk.folder.glob("export.rejects*.csv")}
    assert made == {3000, 2999}


def test_several_inputs_have_a_rejects_file_each(desk: Desk) -> None:
    """With several files, each that has rejected rows gets a rejects file with its own columns."""
    first = desk.file(receipt("YS2", supplier_code="S9"))
    second = desk.file(sale("XS1", customer_code="C9"))
    third = desk.file(sale("XS2"))
    assert desk.cli.import_(first, second, third, expect=2).counts == (1, 0, 2)
    made = [
        path for place in (desk.folder, desk.cli.home) for path in place.rglob("*") if path.suffix == ".csv"
    ]
    rejects = [csv_rows(path) for path in made if "拒收原因" in path.read_text("utf-8-sig")]
    assert sorted(next(iter(rows[0])) for rows in rejects) == ["receipt_no", "sale_no"]


def test_files_are_taken_in_the_order_of_the_trade(desk: Desk) -> None:
    """Registers, receipts, sales, returns and voids may be named in any order."""
    approved = {"business_approver": "B9", "quality_approver": "Q9"}
    files = [
        desk.file(void("sales", "XS8", "1")),
        desk.file(
            returned("TH9", "L9", sale_no="XS9", product_code="P09", customer_code="C9", **approved),
        ),
        desk.file(
            sale("XS9", "L9", product_code="P09", customer_code="C9", seller="E9"),
            sale("XS8", "L9", product_code="P09", customer_code="C9", seller="E9"),
        ),
        desk.file(receipt("YS9", "L9", product_code="P09", supplier_code="S9")),
        desk.file(staff("E9"), staff("B9", post="业务负责人"), staff("Q9", post="质量负责人")),
        desk.file(supplier("S9")),
        desk.file(customer("C9")),
        desk.file(product("P09")),
    ]
    assert desk.cli.import_(*files).counts == (11, 0, 0)
    assert desk.findings(expect=0) == []


def _units(desk: Desk, *serials: str) -> None:
    rows = [receipt("YS5", "", "1", product_code="P02", serial=serial) for serial in serials]
    desk.recorded("receipts", *rows)


def _unit_sale(no: str, serial: str, **more: str) -> dict[str, str]:
    return sale(no, "", "1", product_code="P02", serial=serial, **more)


def test_a_unit_still_out_is_tried_again_after_its_return(desk: Desk) -> None:
    """The second sale of a unit waits for the return that a later file brings."""
    _units(desk, "SN1")
    sales = desk.file(
        _unit_sale("XS1", "SN1"), _unit_sale("XS2", "SN1", customer_code="C2", sold_on="2026-05-30")
    )
    back = desk.file(returned("TH1", "", product_code="P02", serial="SN1", sale_no="XS1"))
    assert desk.cli.import_(sales, back).counts == (3, 0, 0)
    answer = desk.cli.preview("--product", "P02", "--serial", "SN1")
    assert [(row["customer_code"], row["outstanding"]) for row in answer["consignees"]] == [
        ("C1", "0"),
        ("C2", "1"),
    ]


def test_a_unit_that_is_out_cannot_be_sold_again(desk: Desk) -> None:
    """A serial is sold once until it has come back."""
    _units(desk, "SN1")
    desk.recorded("sales", _unit_sale("XS1", "SN1"))
    reason = desk.refused("sales", _unit_sale("XS2", "SN1", customer_code="C2", sold_on="2026-05-30"))
    assert "SN1" in reason
    assert "XS1" in reason


def test_a_unit_twice_in_one_document_is_rejected(desk: Desk) -> None:
    """The lines of one document are judged together."""
    desk.refused("sales", _unit_sale("XS1", "SN1"), _unit_sale("XS1", "SN1"))


@pytest.mark.parametrize("separator", [";", "；", "、", "\n"])
def test_several_serials_in_one_cell_are_one_row_and_several_units(desk: Desk, separator: str) -> None:
    """One line stays one event and one row; answers show one row for each unit."""
    _units(desk, "SN1", "SN2", "SN3")
    row = {**_unit_sale("XS1", separator.join(["SN1", "SN2", "SN3"])), "quantity": ""}
    before = desk.cli.position()
    desk.recorded("sales", row)
    assert desk.cli.position() == before + 1
    (stored,) = desk.cli.table("sales")
    assert stored["quantity"] == "3"
    answer = desk.cli.preview("--product", "P02")
    assert [_unit(row) for row in answer["consignees"]] == [("SN1", "1"), ("SN2", "1"), ("SN3", "1")]
    assert answer["totals"]["outstanding"] == "3"
    assert [row["serial"] for row in desk.cli.trace("--product", "P02", "--serial", "SN2")] == ["SN2", "SN2"]


def _unit(row: dict[str, Any]) -> tuple[str, str]:
    return row["serial"], row["sold"]


def test_a_quantity_that_is_not_the_number_of_serials_is_rejected(desk: Desk) -> None:
    """The quantity may be left out; another number is wrong."""
    desk.refused("sales", {**_unit_sale("XS1", "SN1;SN2"), "quantity": "3"})
    desk.recorded("sales", {**_unit_sale("XS1", "SN1;SN2"), "quantity": "2"})


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("quantity", "-5"),
        ("quantity", "0"),
        ("quantity", "ten"),
        ("unit", "箱"),
        ("sold_on", "2999-01-01"),
        ("sold_on", "2026-05"),
        ("sold_on", ""),
        ("drop_shipment", "maybe"),
    ],
)
def test_a_cell_that_cannot_be_meant_is_rejected(desk: Desk, column: str, value: str) -> None:
    """Quantities are above zero, units are the product's, business dates are not in the future."""
    desk.refused("sales", {**sale(), column: value})


def test_blank_signs_are_blank_except_in_free_text(desk: Desk) -> None:
    """`/`, `-`, `—` and 无 alone mean that nothing was given."""
    desk.recorded("sales", sale("XS1", invoice_no="/", order_no="—", outbound_no="无", delivery_note_no="-"))
    (row,) = desk.cli.table("sales")
    assert [row[key] for key in ("invoice_no", "order_no", "outbound_no", "delivery_note_no")] == [None] * 4


def test_a_lot_that_a_spreadsheet_made_a_number_is_read_back(desk: Desk) -> None:
    """`20260501.0` is the lot 20260501; a month alone is an expiry on its last day."""
    desk.recorded("receipts", receipt("YS7", "20260501.0", expiry_date="2029-02"))
    desk.recorded("sales", sale("XS7", "20260501"))
    assert desk.findings(expect=0) == []
    rows = [row for row in desk.cli.table("receipts") if row["receipt_no"] == "YS7"]
    assert [(row["lot"], row["expiry_date"]) for row in rows] == [("20260501", "2029-02-28")]
