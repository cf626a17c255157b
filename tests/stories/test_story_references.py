"""Rule 8: what must be known, what may be kept as given, and names in place of codes."""

from __future__ import annotations

import pytest

from tests.support.desk import Desk, customer, product, receipt, returned, sale, staff, supplier


@pytest.mark.parametrize("column", ["product_code", "customer_code"])
def test_a_sale_needs_a_known_product_and_customer(desk: Desk, column: str) -> None:
    """The reason names the code that nobody knows."""
    assert "X404" in desk.refused("sales", {**sale(), column: "X404"})


@pytest.mark.parametrize("column", ["product_code", "supplier_code"])
def test_a_receipt_needs_a_known_product_and_supplier(desk: Desk, column: str) -> None:
    """The reason names the code that nobody knows."""
    assert "X404" in desk.refused("receipts", {**receipt("YS2"), column: "X404"})


def test_a_return_needs_a_known_sale(desk: Desk) -> None:
    """A sale number that nobody knows is no sale."""
    desk.recorded("sales", sale())
    assert "X404" in desk.refused("returns", returned(sale_no="X404"))


def test_other_references_are_kept_as_given(desk: Desk) -> None:
    """Unknown staff is a finding; numbers whose tables do not exist yet are not."""
    desk.recorded("sales", sale("XS1", contract_no="HT-404", outbound_no="CK-404", purchase_no="CG-404"))
    assert desk.findings(expect=0) == []
    desk.recorded("sales", sale("XS2", seller="X404"))
    assert len(desk.findings(expect=1)) == 1
    assert [row["seller"] for row in desk.cli.table("sales")] == ["E1", "X404"]


def test_a_name_that_fits_exactly_one_stands_for_its_code(desk: Desk) -> None:
    """Customer, supplier, product and staff may be given by name."""
    desk.recorded(
        "receipts", receipt("YS2", supplier_code="供应商S1", product_code="产品P01", inspector="员工E1")
    )
    desk.recorded("sales", sale(customer_code="医院C2", product_code="产品P01", seller="员工E1"))
    (row,) = desk.cli.table("sales")
    assert (row["customer_code"], row["product_code"], row["seller"]) == ("C2", "P01", "E1")
    bought = desk.cli.table("receipts")[-1]
    assert (bought["supplier_code"], bought["product_code"], bought["inspector"]) == ("S1", "P01", "E1")
    assert desk.findings(expect=0) == []


def test_a_row_by_name_and_the_same_row_by_code_are_one_row(desk: Desk) -> None:
    """The code is what is compared."""
    desk.recorded("sales", sale(seller="员工E1", customer_code="医院C1"))
    assert desk.take("sales", sale()) == (0, 1, 0)


def test_a_name_of_two_is_nobody(desk: Desk) -> None:
    """A name that fits two customers does not say which, so the row is rejected."""
    desk.recorded("customers", customer("C7", name="同名医院"), customer("C8", name="同名医院"))
    desk.refused("sales", sale(customer_code="同名医院"))


def test_a_name_of_two_people_is_a_finding(desk: Desk) -> None:
    """The seller is no hard reference: the text is kept and pointed at."""
    desk.recorded("staff", staff("E7", name="同名"), staff("E8", name="同名"))
    desk.recorded("sales", sale(seller="同名"))
    assert len(desk.findings(expect=1)) == 1
    assert desk.cli.table("sales")[0]["seller"] == "同名"


def test_a_code_wins_over_a_name(desk: Desk) -> None:
    """A product named like another's code does not confuse."""
    desk.recorded("products", product("P05", name="P01"))
    desk.recorded("suppliers", supplier("S5", name="S1"))
    desk.recorded("receipts", receipt("YS2"))
    assert [row["product_code"] for row in desk.cli.table("receipts")] == ["P01", "P01"]


def test_codes_keep_their_case_and_leading_zeros(desk: Desk) -> None:
    """Codes are compared as written, after NFKC and trimming."""
    desk.recorded("customers", customer("007"), customer("7"), customer("c1"))
    desk.recorded(
        "sales",
        sale("XS1", customer_code="００７ "),
        sale("XS2", customer_code="7"),
        sale("XS3", customer_code="c1"),
    )
    assert [row["customer_code"] for row in desk.cli.table("sales")] == ["007", "7", "c1"]
