"""What a void leaves uncovered is told, whatever order the papers came in."""

from __future__ import annotations

import pytest

from tests.support.desk import Desk, Row, receipt, returned, sale, staff, void


def told(desk: Desk) -> list[tuple[str, str]]:
    """Return rule and document of the open findings."""
    return [(row["rule"], row["doc_no"]) for row in desk.findings()]


def test_a_voided_return_uncovers_what_was_sold_of_it(desk: Desk) -> None:
    """Four came back and were sold again; without the return they were never there twice."""
    desk.recorded("receipts", receipt("YS2", "LQ", "10"))
    desk.recorded("sales", sale("XS1", "LQ"))
    desk.recorded("returns", returned("TH1", "LQ", "4"))
    desk.recorded("sales", sale("XS2", "LQ", "4", sold_on="2026-05-25", customer_code="C2"))
    assert told(desk) == [("G-18", "TH1")]  # nobody is told to have approved it
    desk.recorded("voids", void("returns", "TH1"))
    assert told(desk) == [("M-10", "XS2")]
    assert desk.cli.preview("--lot", "LQ", "--prove")["totals"]["unexplained"] == "-4"


def test_of_two_receipts_the_voided_one_uncovers_its_part(desk: Desk) -> None:
    """Entered again with too little it still lacks, with enough nothing does."""
    desk.recorded("receipts", receipt("YS2", "LQ", "10"), receipt("YS3", "LQ", "5"))
    desk.recorded("sales", sale("XS1", "LQ", "12"))
    desk.recorded("voids", void("receipts", "YS3"))
    assert told(desk) == [("M-10", "XS1")]
    for quantity, expected in (("1", [("M-10", "XS1")]), ("2", [])):
        desk.recorded("receipts", receipt("YS3", "LQ", quantity))
        assert told(desk) == expected
        if expected:
            desk.recorded("voids", void("receipts", "YS3", reason=f"不是{quantity}"))


def test_a_voided_receipt_of_units_uncovers_what_became_of_each(desk: Desk) -> None:
    """One was sold, the other written off."""
    units: Row = {"product_code": "P02", "lot": ""}
    gone = {"disposal_no": "CZ1", "line": "1", "disposed_on": "2026-05-25", "disposal_kind": "written_off"}
    desk.recorded("receipts", receipt("YS2", quantity="2", serial="A1;A2", **units))
    desk.recorded("sales", sale("XS1", quantity="1", serial="A1", line="1", **units))
    rest = {"quantity": "1", "serial": "A2", "reason": "破损", "decided_by": "E1", **units}
    desk.recorded("disposals", gone | rest)
    assert told(desk) == []
    desk.recorded("voids", void("receipts", "YS2"))
    assert sorted(told(desk)) == [("G-05", "XS1"), ("M-24", "CZ1")]


def test_a_voided_member_of_staff_uncovers_who_sold(desk: Desk) -> None:
    """Registers as well: the name on the sale is nobody's now."""
    desk.recorded("staff", staff("E5"))
    desk.recorded("sales", sale("XS1", seller="E5"))
    assert told(desk) == []
    desk.recorded("voids", void("staff", "E5"))
    assert told(desk) == [("M-13", "XS1")]


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (1, 0, 2, 3), (0, 2, 1, 3), (0, 2, 3, 1)])
def test_the_sale_stands_anywhere_between_the_receipts(desk: Desk, order: tuple[int, ...]) -> None:
    """Ten, voided, six: eight were sold, so two lack."""
    papers = (
        ("receipts", receipt("YS2", "LQ", "10")),
        ("sales", sale("XS1", "LQ", "8")),
        ("voids", void("receipts", "YS2")),
        ("receipts", receipt("YS2", "LQ", "6")),
    )
    for place in order:
        desk.recorded(*papers[place])
    assert told(desk) == [("M-10", "XS1")]
    assert desk.cli.preview("--lot", "LQ")["totals"]["unexplained"] == "-2"
