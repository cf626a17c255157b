"""Findings then and now: later knowledge cures, later knowledge breaks, and what was seen stays known."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.desk import Desk, customer, product, receipt, sale, staff, void

Open = list[tuple[str, str]]


def open_findings(desk: Desk, *options: object) -> Open:
    """Return rule and document of each open finding, in order."""
    rows = desk.cli.rows("findings", *options, expect=None)
    return sorted((row["rule"], row["doc_no"]) for row in rows if row["state"] == "open")


def row_of(desk: Desk, rule: str, doc_no: str, *options: object) -> dict[str, Any]:
    """Return the only finding of a rule on a document."""
    rows = desk.cli.rows("findings", *options, expect=None)
    (row,) = [one for one in rows if (one["rule"], one["doc_no"]) == (rule, doc_no)]
    return row


def test_a_renewal_typed_late_cures_the_lapsed_licence(desk: Desk) -> None:
    """As known before the renewal the finding is open; what was seen is still seen."""
    desk.recorded("customers", customer("C7", licence_valid_until="2026-03-31"))
    desk.recorded("sales", sale("XS1", customer_code="C7"))
    before = desk.cli.position()
    assert open_findings(desk) == [("G-01", "XS1")]
    renewed = customer("C7", licence_valid_until="2031-03-31", event_time="2026-04-01")
    desk.recorded("customers", renewed)
    row = row_of(desk, "G-01", "XS1")
    assert (row["state"], row["closed_by"], row["seen_at_recording"]) == ("closed", "cured", True)
    assert row["because"] == [before, before + 1]
    assert open_findings(desk) == []
    assert open_findings(desk, "--known-at", before) == [("G-01", "XS1")]


def test_a_renewal_from_a_later_day_cures_nothing(desk: Desk) -> None:
    desk.recorded("customers", customer("C7", licence_valid_until="2026-03-31"))
    desk.recorded("sales", sale("XS1", customer_code="C7"))
    desk.recorded("customers", customer("C7", licence_valid_until="2031-03-31", event_time="2026-05-02"))
    assert open_findings(desk) == [("G-01", "XS1")]


def test_a_voided_renewal_breaks_the_sale_that_it_covered(desk: Desk) -> None:
    desk.recorded("customers", customer("C7", licence_valid_until="2026-03-31"))
    renewed = customer("C7", licence_valid_until="2031-03-31", event_time="2026-04-01")
    desk.recorded("customers", renewed)
    desk.recorded("sales", sale("XS1", customer_code="C7"))
    sold = desk.cli.position()
    assert open_findings(desk) == []
    desk.recorded("voids", void("customers", "C7"))
    row = row_of(desk, "G-01", "XS1")
    assert (row["state"], row["seen_at_recording"]) == ("open", False)
    assert (row["known_since"], row["because"]) == (sold + 1, [sold, sold + 1])
    assert "2026-03-31" in row["message"]
    assert open_findings(desk, "--known-at", sold) == []
    assert desk.cli.run("findings", expect=1).exit_code == 1


def test_a_late_version_of_a_product_breaks_what_was_sold_since(desk: Desk) -> None:
    """Goods made after the registration had lapsed, as its file says now."""
    desk.recorded("sales", sale("XS1"))
    sold = desk.cli.position()
    late = product(registration_valid_until="2025-11-30", event_time="2025-11-01")
    desk.recorded("products", late)
    row = row_of(desk, "M-11", "XS1")
    assert (row["state"], row["seen_at_recording"], row["known_since"]) == ("open", False, sold + 1)


def test_the_missing_receipt_covers_a_sale(desk: Desk) -> None:
    desk.recorded("sales", sale("XS1", lot="L9"))
    sold = desk.cli.position()
    assert open_findings(desk) == [("G-05", "XS1")]
    desk.recorded("receipts", receipt("YS9", "L9"))
    assert row_of(desk, "G-05", "XS1")["closed_by"] == "covered"
    desk.recorded("voids", void("receipts", "YS9"))
    row = row_of(desk, "G-05", "XS1")
    assert (row["state"], row["seen_at_recording"], row["known_since"]) == ("open", True, sold)


def test_a_receipt_of_a_later_day_covers_nothing(desk: Desk) -> None:
    desk.recorded("sales", sale("XS1", lot="L9"))
    desk.recorded("receipts", receipt("YS9", "L9", received_on="2026-05-02", accepted_on="2026-05-02"))
    assert open_findings(desk) == [("G-05", "XS1")]


def test_a_voided_receipt_uncovers_a_sale(desk: Desk) -> None:
    desk.recorded("receipts", receipt("YS9", "L9"))
    desk.recorded("sales", sale("XS1", lot="L9"))
    sold = desk.cli.position()
    desk.recorded("voids", void("receipts", "YS9"))
    desk.recorded("sales", sale("XS2", lot="L1"))
    row = row_of(desk, "G-05", "XS1")
    assert (row["state"], row["seen_at_recording"]) == ("open", False)
    assert (row["known_since"], row["because"]) == (sold + 1, [sold, sold + 1])
    assert open_findings(desk, "--known-at", sold) == []


def test_a_voided_receipt_of_a_unit_uncovers_its_sale(desk: Desk) -> None:
    unit = {"product_code": "P02", "lot": "", "serial": "A1", "quantity": "1"}
    desk.recorded("receipts", receipt("YS9", **{**unit, "accepted_quantity": "1"}))
    desk.recorded("sales", sale("XS1", **unit))
    desk.recorded("voids", void("receipts", "YS9"))
    row = row_of(desk, "G-05", "XS1")
    assert (row["state"], row["seen_at_recording"]) == ("open", False)


def test_a_corrected_expiry_cures_and_breaks(desk: Desk) -> None:
    """The sale of the goods that were called expired is in order; that of the others is not."""
    desk.recorded("receipts", receipt("YS8", "L8", expiry_date="2026-04-30"))
    desk.recorded("receipts", receipt("YS9", "L9", expiry_date="2027-04-30"))
    desk.recorded("sales", sale("XS8", lot="L8"), sale("XS9", lot="L9"))
    assert open_findings(desk) == [("G-06", "XS8")]
    desk.recorded("voids", void("receipts", "YS8"), void("receipts", "YS9"))
    desk.recorded("receipts", receipt("YS8", "L8", expiry_date="2028-04-30"))
    desk.recorded("receipts", receipt("YS9", "L9", expiry_date="2026-04-01"))
    assert open_findings(desk) == [("G-06", "XS9")]
    assert row_of(desk, "G-06", "XS8")["closed_by"] == "cured"
    assert row_of(desk, "G-06", "XS9")["seen_at_recording"] is False


def test_of_two_dates_of_a_lot_the_later_receipt_is_the_one_that_differs(desk: Desk) -> None:
    """Whatever was recorded first."""
    desk.recorded("receipts", receipt("YS9", "L9", received_on="2026-02-02", accepted_on="2026-02-02"))
    desk.recorded("receipts", receipt("YS8", "L9", expiry_date="2027-01-31"))
    assert open_findings(desk) == [("M-42b", "YS9")]
    row = row_of(desk, "M-42b", "YS9")
    assert (row["seen_at_recording"], row["particulars"]["earlier"]) == (False, "2027-01-31")
    assert row_of(desk, "M-42b", "YS8")["closed_by"] == "cured"


def test_a_sale_entered_late_takes_what_another_sold(desk: Desk) -> None:
    """The goods were gone on the later day, so that is the sale without goods."""
    desk.recorded("receipts", receipt("YS9", "L9", "10"))
    desk.recorded("sales", sale("XS1", lot="L9", quantity="8"))
    first = desk.cli.position()
    desk.recorded("sales", sale("XS2", lot="L9", quantity="5", sold_on="2026-04-01"))
    assert open_findings(desk) == [("M-10", "XS1")]
    row = row_of(desk, "M-10", "XS1")
    assert (row["seen_at_recording"], row["known_since"]) == (False, first + 1)
    assert row_of(desk, "M-10", "XS2")["closed_by"] == "covered"
    assert open_findings(desk, "--known-at", first) == []


def test_of_one_day_the_higher_number_lacks(desk: Desk) -> None:
    desk.recorded("receipts", receipt("YS9", "L9", "10"))
    for number in ("XS10", "XS9"):
        desk.recorded("sales", sale(number, lot="L9", quantity="8"))
    assert open_findings(desk) == [("M-10", "XS10")]


def test_a_hold_entered_late_breaks_what_was_sold_meanwhile(desk: Desk) -> None:
    desk.recorded("sales", sale("XS1"), sale("XS2", sold_on="2026-04-01"))
    held = {
        "hold_no": "ZT1",
        "hold_kind": "停售",
        "target_kind": "批次",
        "product_code": "P01",
        "lots": "L1",
        "reason": "抽检可疑",
        "decided_by": "E1",
        "placed_at": "2026-04-15T09:00:00+08:00",
    }
    desk.recorded("quality_holds", held)
    broken = [row for row in desk.findings() if not row["seen_at_recording"]]
    assert [row["doc_no"] for row in broken] == ["XS1"]


def test_a_member_of_staff_registered_late_cures(desk: Desk) -> None:
    desk.recorded("sales", sale("XS1", seller="E9"))
    assert ("M-13", "XS1") in open_findings(desk)
    desk.recorded("staff", staff("E9"))
    assert open_findings(desk) == []
    desk.recorded("voids", void("staff", "E9"))
    assert ("M-13", "XS1") in open_findings(desk)


def test_what_is_broken_only_now_can_be_assigned_and_resolved(desk: Desk) -> None:
    desk.recorded("receipts", receipt("YS9", "L9"))
    desk.recorded("sales", sale("XS1", lot="L9"))
    sold = str(desk.cli.position())
    assert desk.cli.run("findings", "assign", sold, "G-05", "--to", "E1", expect=None).exit_code != 0
    desk.recorded("voids", void("receipts", "YS9"))
    assert desk.cli.run("findings", "assign", sold, "G-05", "--to", "E1", expect=None).exit_code == 0
    assert row_of(desk, "G-05", "XS1")["assignee"] == "E1"


@pytest.mark.parametrize("order", [(0, 1, 2), (1, 0, 2), (2, 1, 0), (1, 2, 0)])
def test_the_order_of_the_papers_does_not_matter(desk: Desk, order: tuple[int, ...]) -> None:
    """A receipt, a sale of it, and a sale of another day that takes too much."""
    papers = (
        ("receipts", receipt("YS9", "L9", "10")),
        ("sales", sale("XS1", lot="L9", quantity="8")),
        ("sales", sale("XS2", lot="L9", quantity="5", sold_on="2026-04-01")),
    )
    for place in order:
        desk.recorded(papers[place][0], papers[place][1])
    assert open_findings(desk) == [("M-10", "XS1")]
