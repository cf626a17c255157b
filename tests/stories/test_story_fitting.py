"""Papers of one unit that only fit together: the one before the last sale, and its return."""

from __future__ import annotations

from tests.support.desk import Desk, product, receipt, returned, sale

UNIT = {"product_code": "P02", "serial": "SN1"}
EARLIER = sale("XS1", "", "1", sold_on="2026-05-02", **UNIT)
BACK = returned("TH1", "", "1", returned_on="2026-05-05", sale_no="XS1", sale_line="1", **UNIT)
LATER = sale("XS2", "", "1", sold_on="2026-05-06", customer_code="C2", **UNIT)


def begun(desk: Desk) -> Desk:
    """Receive the unit, and know of its last sale alone."""
    desk.recorded("receipts", receipt("YS2", "", "1", **UNIT))
    desk.recorded("sales", LATER)
    return desk


def test_a_sale_and_its_return_come_behind_the_next_sale(desk: Desk) -> None:
    """Interface rule 3: neither could be recorded alone."""
    begun(desk)
    assert "SN1" in desk.refused("sales", EARLIER)
    desk.refused("returns", BACK)
    done = desk.cli.import_(desk.file(BACK), desk.file(EARLIER))
    assert done.counts == (2, 0, 0)
    held = desk.cli.preview("--serial", "SN1", "--at", "2026-05-03", "--prove")
    assert [row["customer_code"] for row in held["consignees"] if row["outstanding"] == "1"] == ["C1"]
    held = desk.cli.preview("--serial", "SN1", "--prove")
    assert [row["customer_code"] for row in held["consignees"] if row["outstanding"] == "1"] == ["C2"]
    assert held["totals"]["unexplained"] == "0"


def test_what_does_not_fit_keeps_nothing_out_that_does(desk: Desk) -> None:
    """A third sale of the same days is refused, and says with whom the unit is."""
    begun(desk)
    third = sale("XS3", "", "1", sold_on="2026-05-03", customer_code="C2", **UNIT)
    done = desk.cli.import_(desk.file(third), desk.file(BACK), desk.file(EARLIER), expect=2)
    assert done.counts == (2, 0, 1)


def test_a_document_goes_in_whole_or_not_at_all(desk: Desk) -> None:
    """Its other line is of an unknown product: the sale stays out, and with it the return."""
    begun(desk)
    other = {**EARLIER, "line": "2", "product_code": "P404", "serial": "SN9"}
    done = desk.cli.import_(desk.file({**EARLIER, "line": "1"}, other), desk.file(BACK), expect=2)
    assert done.counts == (0, 0, 3)


def test_many_documents_that_wait_for_others(desk: Desk) -> None:
    """A month of one unit, newest first, a file for each paper."""
    desk.recorded("products", product("P05", "serial"))
    unit = {"product_code": "P05", "serial": "SN1"}
    desk.recorded("receipts", receipt("YS5", "", "1", **unit))
    files = []
    for day in range(27, 3, -2):
        number = f"XS{day}"
        back = {"sale_no": number, "sale_line": "1", "returned_on": f"2026-02-{day + 1:02}", **unit}
        files.append(desk.file(sale(number, "", "1", sold_on=f"2026-02-{day:02}", **unit)))
        files.append(desk.file(returned(f"TH{day}", "", "1", **back)))
    assert desk.cli.import_(*files).counts == (24, 0, 0)
