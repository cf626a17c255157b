"""Packings of a product: boxes and cases are counted in its own unit, and kept as they were given."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.stories.conftest import Copied
from tests.support.desk import Desk, Row, receipt, sale

BOX, CASE = "16901234567899", "26901234567896"


@pytest.fixture
def house(at_a_copy: Copied) -> Iterator[Desk]:
    """Return a desk whose product P01, counted in 支, comes in boxes of 10 and cases of 200."""
    with at_a_copy() as desk:
        desk.recorded("pack_levels", level("盒", "10", BOX), level("箱", "200", CASE))
        yield desk


def level(name: str, factor: str, identifier: str = "") -> Row:
    """Return a packing level of P01."""
    return {"product_code": "P01", "level": name, "factor": factor, "udi_di": identifier}


def counted(desk: Desk, table: str) -> list[tuple[str | None, ...]]:
    """Return what lines count, and what they were given in."""
    keys = ("quantity", "unit", "pack_quantity", "pack_unit")
    return [tuple(one.get(key) for key in keys) for one in desk.cli.table(table)]


def test_a_receipt_in_cases_and_a_sale_in_boxes_count_units(house: Desk) -> None:
    """1 case came, 3 boxes went: 170 are left."""
    case = receipt("YS1", "L1", "1", unit="箱")
    house.recorded("receipts", case)
    box = sale("XS1", lot="L1", quantity="3", unit="盒", unit_price="125")
    house.recorded("sales", box)
    assert counted(house, "receipts") == [("200", "支", "1", "箱")]
    assert counted(house, "sales") == [("30", "支", "3", "盒")]
    assert house.cli.table("receipts")[0]["accepted_quantity"] == "200"
    sold = house.cli.table("sales")[0]
    assert (sold["unit_price"], sold["amount"]) == ("12.5", "375")
    totals = house.cli.preview("--lot", "L1")["totals"]
    assert (totals["sold"], totals["on_hand"], totals["unexplained"]) == ("30", "170", "0")
    assert house.take("sales", box) == (0, 1, 0)
    assert house.take("receipts", case) == (0, 1, 0)


def test_the_exported_line_is_a_duplicate(house: Desk) -> None:
    """It carries both the quantity in units and what was given."""
    house.recorded("receipts", receipt("YS1", "L1", "1", unit="箱"))
    path = house.folder / "导出.csv"
    house.cli.run("table", "receipts", "--format", "csv", "--output", path)
    assert house.take_file(path).counts == (0, 1, 0)


def test_a_unit_that_is_no_packing_of_the_product_is_refused_as_before(house: Desk) -> None:
    """Nothing else converts."""
    said = house.refused("receipts", receipt("YS1", "L1", "1", unit="托"))
    assert "托" in said


def test_the_code_on_a_case_tells_the_goods_and_the_packing(house: Desk) -> None:
    """A row that names its goods by the scanned code alone counts cases."""
    row = receipt("YS1", "L1", "2", udi=f"(01){CASE}(10)L1")
    house.recorded("receipts", {key: value for key, value in row.items() if key != "product_code"})
    assert counted(house, "receipts") == [("400", "支", "2", "箱")]
    assert house.cli.table("receipts")[0]["product_code"] == "P01"


def test_a_scanned_case_beside_the_product_is_no_contradiction(house: Desk) -> None:
    """And does not change how the line is counted: its unit says that."""
    house.recorded("receipts", receipt("YS1", "L1", "40", udi=f"(01){CASE}(10)L1"))
    assert counted(house, "receipts") == [("40", "支" if _unit(house) else None, None, None)]
    rules = {one["rule"] for one in house.findings()}
    assert "G-11" not in rules


def test_the_code_of_a_packing_finds_the_goods(house: Desk) -> None:
    """In a recall's scope, whether a line carries the code or not."""
    house.recorded("receipts", receipt("YS1", "L1", "1", unit="箱"))
    house.recorded("sales", sale("XS1", lot="L1", quantity="5"))
    answer = house.cli.preview("--udi", f"(01){BOX}(10)L1")
    assert answer["totals"]["sold"] == "5"


def test_a_packing_that_is_not_registered_twice_alike_is_the_newest(house: Desk) -> None:
    """A case that holds more from a day on counts so from that day."""
    house.recorded("pack_levels", {**level("箱", "240", CASE), "业务时间": "2026-05-01"})
    early = receipt("YS1", "L1", "1", unit="箱", received_on="2026-04-01", accepted_on="2026-04-01")
    late = receipt("YS2", "L1", "1", unit="箱", received_on="2026-05-10", accepted_on="2026-05-10")
    house.recorded("receipts", early, late)
    assert [one[0] for one in counted(house, "receipts")] == ["200", "240"]


def _unit(desk: Desk) -> bool:
    return "unit" in desk.cli.table("receipts")[0]
