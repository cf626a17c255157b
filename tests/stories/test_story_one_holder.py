"""A unit is with one customer at a time, whatever day a paper is of and whenever it is typed."""

from __future__ import annotations

import pytest

from tests.stories.conftest import Begin
from tests.support.desk import Desk, Row, receipt, returned, sale, void

UNIT: Row = {"product_code": "P02", "lot": "", "serial": "SN1", "quantity": "1"}


def sold(no: str, day: str, customer: str = "C2") -> Row:
    """Return a sale of the unit."""
    return sale(no, sold_on=day, customer_code=customer, **UNIT)


def back(no: str, day: str, sale_no: str, customer: str = "C1") -> Row:
    """Return a return of the unit."""
    return returned(no, returned_on=day, sale_no=sale_no, customer_code=customer, **UNIT)


def lent(desk: Desk) -> None:
    """Record that the unit was with C1 from 2 to 5 May."""
    desk.furnish()
    desk.recorded("receipts", receipt("YS9", accepted_quantity="1", **UNIT))
    desk.recorded("sales", sold("XS1", "2026-05-02", "C1"))
    desk.recorded("returns", back("TH1", "2026-05-05", "XS1"))


@pytest.fixture
def house(begin: Begin) -> Desk:
    """Return a desk at a ledger with that trade."""
    return begin(lent)


def holders(desk: Desk, day: str) -> list[str]:
    """Return who holds the unit on a day, as a recall tells."""
    rows = desk.cli.preview("--serial", "SN1", "--at", day)["consignees"]
    return [row["customer_code"] for row in rows if row["outstanding"] != "0"]


@pytest.mark.parametrize("day", ["2026-05-02", "2026-05-03", "2026-05-04", "2026-05-01"])
def test_a_late_sale_of_a_day_on_which_somebody_else_has_the_unit_is_rejected(house: Desk, day: str) -> None:
    """Also of the day before, as nothing says that it came back until then."""
    house.refused("sales", sold("XS3", day))
    assert holders(house, "2026-05-04") == ["C1"]


def test_a_late_sale_that_fits_between_is_recorded(house: Desk) -> None:
    house.recorded("sales", sold("XS3", "2026-05-06"))
    assert (holders(house, "2026-05-04"), holders(house, "2026-05-07")) == (["C1"], ["C2"])


def test_a_return_behind_which_the_unit_was_sold_again_is_not_voided(house: Desk) -> None:
    """Nor once the next customer brought it back: rule 5 of the interface; strike that sale first."""
    house.recorded("sales", sold("XS2", "2026-05-10"))
    reason = (
        "returns TH1/1 cannot be voided: the unit that came back was sold again. Strike first: sales XS2/1."
    )
    assert house.refused("voids", void("returns", "TH1", "1")).startswith(reason)
    house.recorded("returns", back("TH6", "2026-05-12", "XS2", "C2"))
    assert house.refused("voids", void("returns", "TH1", "1")).startswith(reason)
    assert (holders(house, "2026-05-11"), holders(house, "2026-05-13")) == (["C2"], [])


def test_voided_from_the_newest_on_each_is_taken_out(house: Desk) -> None:
    house.recorded("sales", sold("XS2", "2026-05-10"))
    house.recorded("returns", back("TH6", "2026-05-12", "XS2", "C2"))
    for table, number in (("returns", "TH6"), ("sales", "XS2"), ("returns", "TH1")):
        house.recorded("voids", void(table, number, "1"))
    assert holders(house, "2026-05-13") == ["C1"]


def test_a_void_of_all_in_one_file_is_taken(house: Desk) -> None:
    house.recorded("sales", sold("XS2", "2026-05-10"))
    house.recorded("voids", void("sales", "XS2", "1"), void("returns", "TH1", "1"))
    assert holders(house, "2026-05-13") == ["C1"]
