"""A customer sends back goods of several sales at once, and names no sale, or all of them."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from tests.stories.conftest import Copied
from tests.support.desk import Desk, Row, receipt, returned, sale, staff


@pytest.fixture
def sold(at_a_copy: Copied) -> Iterator[Desk]:
    """Return a desk whose ledger knows two sales of 100 of one lot to one customer."""
    with at_a_copy() as desk:
        desk.recorded("receipts", receipt("YS1", "L1", "300"))
        desk.recorded("sales", sale("XS1", lot="L1", quantity="100", sold_on="2026-05-02"))
        desk.recorded("sales", sale("XS2", lot="L1", quantity="100", sold_on="2026-05-03"))
        yield desk


def back(quantity: str = "150", **more: str) -> Row:
    """Return a return that names no sale, unless it is given one."""
    row = {**returned("TH1", lot="L1", quantity=quantity, returned_on="2026-05-10", **more)}
    if "sale_no" not in more:
        row.pop("sale_no", None)
    return row


def parts(desk: Desk) -> list[tuple[int, str, int, str]]:
    """Return the lines of the return as they are recorded."""
    rows = desk.cli.table("returns")
    return [(one["line"], one["sale_no"], one["sale_line"], one["quantity"]) for one in rows]


def test_a_return_of_more_than_any_sale_takes_the_oldest_first(sold: Desk) -> None:
    """150 of 100 and 100: two lines, each a return of its own sale; the same file again is a duplicate."""
    assert sold.take("returns", back()) == (1, 0, 0)
    assert parts(sold) == [(1, "XS1", 1, "100"), (2, "XS2", 1, "50")]
    assert sold.take("returns", back()) == (0, 1, 0)
    assert parts(sold) == [(1, "XS1", 1, "100"), (2, "XS2", 1, "50")]
    assert sold.cli.preview("--lot", "L1")["totals"]["returned"] == "150"


def test_the_order_of_the_numbers_that_are_named_counts(sold: Desk) -> None:
    """Several numbers in one cell."""
    assert sold.take("returns", back(sale_no="XS2、XS1")) == (1, 0, 0)
    assert parts(sold) == [(1, "XS2", 1, "100"), (2, "XS1", 1, "50")]
    assert sold.take("returns", back(sale_no="XS2、XS1")) == (0, 1, 0)


def test_the_lines_of_its_document_keep_their_numbers(sold: Desk) -> None:
    """The second part stands behind them."""
    rows = (back(line="1"), back("20", line="2"))
    assert sold.take("returns", *rows) == (2, 0, 0)
    assert parts(sold) == [(1, "XS1", 1, "100"), (2, "XS2", 1, "20"), (3, "XS2", 1, "50")]
    assert sold.take("returns", *rows) == (0, 2, 0)


def test_more_than_all_sales_have_outstanding_is_refused(sold: Desk) -> None:
    """With what is to be looked at."""
    said = sold.refused("returns", back("250"))
    assert "Customer 'C1' has no sale with enough outstanding" in said
    assert "all sales together have less outstanding" in said


def test_live_entry_takes_a_return_apart_as_well(sold: Desk) -> None:
    """The receipt has both lines."""
    row = {key: value for key, value in back().items() if key not in {"return_no", "line"}}
    sold.recorded("staff", staff("E8", post="业务负责人"), staff("E9", post="质量负责人"))
    row |= {"business_approver": "E8", "quality_approver": "E9"}
    done = sold.cli.run("record", "returns", stdin=json.dumps(row, ensure_ascii=False)).json
    assert [one["line"] for one in done["recorded"]] == [1, 2]
    assert [one[1:] for one in parts(sold)] == [("XS1", 1, "100"), ("XS2", 1, "50")]


def test_units_go_back_to_the_sales_that_gave_them_out(at_a_copy: Copied) -> None:
    """Each serial to its own line."""
    with at_a_copy() as desk:
        desk.recorded("receipts", receipt("YS1", "", "2", product_code="P02", serial="A1;A2"))
        for number, serial in (("XS1", "A1"), ("XS2", "A2")):
            desk.recorded("sales", sale(number, product_code="P02", serial=serial, quantity="1", lot=""))
        row = {**back("2", product_code="P02", serial="A2;A1"), "lot": ""}
        assert desk.take("returns", row) == (1, 0, 0)
        rows = {(one["sale_no"], one["serial"], one["quantity"]) for one in desk.cli.table("returns")}
        assert rows == {("XS1", "A1", "1"), ("XS2", "A2", "1")}
