"""Rule 1: what makes a row the same row, and what happens when it is not quite the same."""

from __future__ import annotations

import pytest

from tests.support.desk import Desk, receipt, returned, sale


def test_the_same_file_twice_is_all_duplicates_and_moves_nothing(desk: Desk) -> None:
    """Importing a file again records nothing, whatever the file is called."""
    rows = [sale("XS1"), sale("XS1", quantity="5"), sale("XS2", quantity="2.50")]
    desk.recorded("sales", *rows)
    position = desk.cli.position()
    assert desk.take("sales", *rows) == (0, 3, 0)
    assert desk.cli.position() == position


def test_the_same_row_written_differently_is_a_duplicate(desk: Desk) -> None:
    """Typed values are compared: other headings, order, date form, digits and width make no difference."""
    desk.recorded("sales", sale(line="1", quantity="1000", invoice_no="FP-77"))
    other = {
        "发票号": " FP-77 ",
        "销售数量": "１,０００",
        "经手人": "E1",
        "产品批号": "Ｌ１",
        "货号": "P01",
        "客户编号": "C1",
        "销 售 日 期": "2026年5月1日",
        "销售单编号": "XS1",
        "行号": "1",
    }
    assert desk.take("sales", other) == (0, 1, 0)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("quantity", "11"),
        ("customer_code", "C2"),
        ("sold_on", "2026-05-02"),
        ("lot", "L2"),
        ("unit_price", "2"),
    ],
)
def test_other_content_under_the_same_identity_is_rejected(desk: Desk, column: str, value: str) -> None:
    """A changed field is not an edit: the row is rejected and the record stays as it was."""
    first = sale(unit_price="1")
    desk.recorded("sales", first)
    desk.refused("sales", {**first, column: value})
    assert [row[column] for row in desk.cli.table("sales")] == [first[column]]


def test_a_blank_against_a_value_is_other_content(desk: Desk) -> None:
    """Neither a value that was blank before nor a blank where a value stood is the same row."""
    desk.recorded("sales", sale("XS1", invoice_no="FP-1"), sale("XS2"))
    desk.refused("sales", sale("XS1"))
    desk.refused("sales", sale("XS2", invoice_no="FP-2"))


def test_a_snapshot_given_only_once_is_not_compared(desk: Desk) -> None:
    """What the register filled in and what a file gives are compared only when both were given."""
    desk.recorded("sales", sale("XS1"), sale("XS2", customer_name="医院C1"))
    assert desk.take("sales", sale("XS1", customer_name="别的名字"), sale("XS2")) == (0, 2, 0)
    desk.refused("sales", sale("XS2", customer_name="别的名字"))


def test_a_given_snapshot_stands(desk: Desk) -> None:
    """The text that an import gives is kept, the rest comes from the register."""
    desk.recorded("sales", sale(customer_name="单据上的名字"))
    (row,) = desk.cli.table("sales")
    assert (row["customer_name"], row["customer_address"]) == ("单据上的名字", "C1路1号")
    assert row["product_name"] == "产品P01"


def test_unknown_columns_are_reported_and_not_compared(desk: Desk) -> None:
    """A column that no heading knows is kept beside the row and does not make it another row."""
    done = desk.take_file(desk.file(sale(制单人="甲")), "--table", "sales")
    assert done.files[0]["unknown_columns"] == ["制单人"]
    assert desk.take("sales", sale(制单人="乙")) == (0, 1, 0)


def test_missing_line_numbers_follow_the_order_in_the_document(desk: Desk) -> None:
    """Rows of two documents are mixed; each document counts its own lines."""
    desk.recorded(
        "sales",
        sale("XS1", quantity="1"),
        sale("XS2", quantity="2"),
        sale("XS1", quantity="3"),
        sale("XS1", quantity="4"),
    )
    lines = {(row["sale_no"], row["line"]): row["quantity"] for row in desk.cli.table("sales")}
    assert lines == {("XS1", 1): "1", ("XS1", 2): "3", ("XS1", 3): "4", ("XS2", 1): "2"}


def test_line_numbers_given_later_name_the_same_rows(desk: Desk) -> None:
    """A number that was assigned and the same number given are one identity."""
    desk.recorded("sales", sale(quantity="1"), sale(quantity="2"))
    assert desk.take("sales", sale(line="2", quantity="2"), sale(line="1", quantity="1")) == (0, 2, 0)


def test_two_equal_lines_of_one_document_are_two_rows(desk: Desk) -> None:
    """Without line numbers, two equal rows are lines 1 and 2, and both again are duplicates."""
    desk.recorded("sales", sale(), sale())
    assert desk.take("sales", sale(), sale()) == (0, 2, 0)
    assert desk.cli.preview("--lot", "L1")["totals"]["sold"] == "20"


def test_one_identity_twice_in_one_file(desk: Desk) -> None:
    """The same line twice is one row and one duplicate; with other content the document is rejected."""
    assert desk.take("sales", sale(line="1"), sale(line="1")) == (1, 1, 0)
    desk.refused("sales", sale("XS2", line="1"), sale("XS2", line="1", quantity="9"))


def test_numbers_and_lots_of_other_tables_are_other_identities(desk: Desk) -> None:
    """A receipt, a sale and a return may carry the same number."""
    desk.recorded("receipts", receipt("N1"))
    desk.recorded("sales", sale("N1"))
    desk.recorded("returns", returned("N1", sale_no="N1"))
