"""Rule 5: records are voided, never edited, and both stay visible."""

from __future__ import annotations

from typing import Any

import orjson

from ledger.log.opening import open_log
from ledger.settings import locate
from tests.support.desk import Desk, customer, receipt, returned, sale, void


def _document(desk: Desk, position: int) -> dict[str, Any]:
    log = open_log(locate(desk.cli.ledger))
    try:
        stored = log.document(position)
    finally:
        log.close()
    assert stored is not None
    found = orjson.loads(stored)
    assert isinstance(found, dict)
    return found


def _names(answer: dict[str, Any]) -> list[str]:
    return [row["customer_code"] for row in answer["consignees"]]


def test_a_voided_sale_leaves_every_answer_that_knows_of_the_void(desk: Desk) -> None:
    """Now it is gone, as known before the void it is there."""
    desk.recorded("sales", sale())
    before = desk.cli.position()
    desk.recorded("voids", void("sales", "XS1", "1"))
    assert desk.cli.table("sales") == []
    assert _names(desk.cli.preview("--lot", "L1")) == []
    assert _names(desk.cli.preview("--lot", "L1", "--known-at", before)) == ["C1"]
    assert [row["sale_no"] for row in desk.cli.table("sales", "--known-at", before)] == ["XS1"]


def test_a_void_counts_whatever_day_is_asked_about(desk: Desk) -> None:
    """A void dated in June takes the sale out of the answer for May too, when it is known."""
    desk.recorded("sales", sale())
    before = desk.cli.position()
    desk.recorded("voids", void("sales", "XS1", "1"))
    assert _names(desk.cli.preview("--lot", "L1", "--at", "2026-05-10")) == []
    assert _names(desk.cli.preview("--lot", "L1", "--at", "2026-05-10", "--known-at", before)) == ["C1"]


def test_voided_rows_are_shown_on_request(desk: Desk) -> None:
    """`--struck` shows the voided row with the time of its void."""
    desk.recorded("sales", sale())
    desk.recorded("voids", void("sales", "XS1", "1"))
    (row,) = desk.cli.table("sales", "--struck")
    (row_of_void,) = desk.cli.table("voids")
    assert row["voided_at"] == row_of_void["record_time"]


def test_a_void_without_a_line_voids_the_whole_document(desk: Desk) -> None:
    """All lines that stand are voided; other documents are not."""
    desk.recorded("sales", sale("XS1"), sale("XS1"), sale("XS1"), sale("XS2"))
    desk.recorded("voids", void("sales", "XS1"))
    assert [row["sale_no"] for row in desk.cli.table("sales")] == ["XS2"]


def test_a_table_may_be_named_by_its_title(desk: Desk) -> None:
    """销售记录 is the table `sales`."""
    desk.recorded("sales", sale())
    desk.recorded("voids", void("销售记录", "XS1", "1"))
    assert desk.cli.table("sales") == []


def test_a_sale_with_returns_is_voided_after_them(desk: Desk) -> None:
    """The refusal names the return; when that is voided, the sale may be."""
    desk.recorded("sales", sale())
    desk.recorded("returns", returned("TH77", sale_no="XS1"))
    assert "TH77" in desk.refused("voids", void("sales", "XS1", "1"))
    assert "TH77" in desk.refused("voids", void("sales", "XS1"))
    desk.recorded("voids", void("returns", "TH77", "1"))
    desk.recorded("voids", void("sales", "XS1", "1"))
    assert desk.cli.table("sales") == desk.cli.table("returns") == []


def test_a_return_whose_unit_was_sold_again_is_voided_after_that_sale(desk: Desk) -> None:
    """The refusal names the second sale."""
    unit = {"product_code": "P02", "serial": "SN1"}
    desk.recorded("receipts", receipt("YS2", "", "1", **unit))
    desk.recorded("sales", sale("XS1", "", "1", **unit))
    desk.recorded("returns", returned("TH1", "", "1", sale_no="XS1", **unit))
    desk.recorded("sales", sale("XS88", "", "1", customer_code="C2", sold_on="2026-05-30", **unit))
    assert "XS88" in desk.refused("voids", void("returns", "TH1", "1"))
    desk.recorded("voids", void("sales", "XS88", "1"))
    desk.recorded("voids", void("returns", "TH1", "1"))


def test_a_disposal_behind_which_its_unit_came_in_again_is_voided_after_that_receipt(desk: Desk) -> None:
    """Else the unit would be there twice; rule M-27 is asked of the receipt alone."""
    unit = {"product_code": "P02", "serial": "SN1"}
    desk.recorded("receipts", receipt("YS2", "", "1", **unit))
    gone = {"disposal_no": "CZ1", "line": "1", "disposal_kind": "销毁", "disposed_on": "2026-05-25", **unit}
    gone |= {"quantity": "1", "reason": "破损", "decided_by": "E1", "witnesses": "E2", "method": "粉碎"}
    desk.recorded("disposals", gone)
    again = {"received_on": "2026-05-28", "accepted_on": "2026-05-28"}
    desk.recorded("receipts", receipt("YS3", "", "1", **unit, **again))
    reason = (
        "disposals CZ1/1 cannot be voided: the unit was received again since. Strike first: the receipt of "
        "serial 'SN1' of product 'P02' accepted on 2026-05-28."
    )
    assert desk.refused("voids", void("disposals", "CZ1", "1")).startswith(reason)
    desk.recorded("voids", void("receipts", "YS3"))
    desk.recorded("voids", void("disposals", "CZ1", "1"))
    desk.recorded("voids", void("receipts", "YS2"))


def test_a_receipt_may_always_be_voided(desk: Desk) -> None:
    """Goods of it were sold: the void is recorded and the sale stands, unexplained."""
    desk.recorded("sales", sale())
    desk.recorded("voids", void("receipts", "YS1"))
    answer = desk.cli.preview("--lot", "L1")
    assert answer["received"] == []
    assert answer["totals"]["unexplained"] == "-10"


def test_other_content_is_accepted_after_a_void_and_replaces_the_voided_row(desk: Desk) -> None:
    """The new row stands under the same number and names the event that it replaces."""
    desk.recorded("sales", sale())
    voided = desk.cli.position()
    desk.recorded("voids", void("sales", "XS1", "1"))
    desk.recorded("sales", sale(customer_code="C2"))
    assert _names(desk.cli.preview("--lot", "L1")) == ["C2"]
    again = _document(desk, desk.cli.position())
    assert again["replaces"] == _document(desk, voided)["event_id"]
    assert [row["customer_code"] for row in desk.cli.table("sales", "--struck")] == ["C1", "C2"]
    assert desk.take("sales", sale(customer_code="C2")) == (0, 1, 0)


def test_the_identical_row_stays_voided(desk: Desk) -> None:
    """Importing old files again is harmless: the voided row is a duplicate."""
    desk.recorded("sales", sale())
    desk.recorded("voids", void("sales", "XS1", "1"))
    position = desk.cli.position()
    assert desk.take("sales", sale()) == (0, 1, 0)
    assert desk.cli.position() == position
    assert desk.cli.table("sales") == []


def test_the_identical_row_comes_back_when_it_names_what_it_replaces(desk: Desk) -> None:
    """Only `replaces` itself undoes a void made by mistake, as a new event."""
    desk.recorded("sales", sale())
    event_id = _document(desk, desk.cli.position())["event_id"]
    desk.recorded("voids", void("sales", "XS1", "1"))
    desk.recorded("sales", sale(更正的事件=event_id))
    assert _names(desk.cli.preview("--lot", "L1")) == ["C1"]
    assert desk.take("sales", sale(更正的事件=event_id)) == (0, 1, 0)


def test_old_files_stay_harmless_after_a_re_entry(desk: Desk) -> None:
    """The row that was voided and replaced is still a duplicate."""
    desk.recorded("sales", sale())
    desk.recorded("voids", void("sales", "XS1", "1"))
    desk.recorded("sales", sale(customer_code="C2"))
    assert desk.take("sales", sale()) == (0, 1, 0)
    assert _names(desk.cli.preview("--lot", "L1")) == ["C2"]


def test_a_third_content_is_rejected_while_the_re_entry_stands(desk: Desk) -> None:
    """After the re-entry the identity is taken again."""
    desk.recorded("sales", sale())
    desk.recorded("voids", void("sales", "XS1", "1"))
    desk.recorded("sales", sale(customer_code="C2"))
    desk.refused("sales", sale(quantity="3"))


def test_the_same_void_again_is_a_duplicate(desk: Desk) -> None:
    """The position does not move."""
    desk.recorded("sales", sale())
    desk.recorded("voids", void("sales", "XS1", "1"))
    position = desk.cli.position()
    assert desk.take("voids", void("sales", "XS1", "1")) == (0, 1, 0)
    assert desk.cli.position() == position


def test_the_re_entry_can_be_voided_too(desk: Desk) -> None:
    """A second void of the same number, for another reason, voids the row that stands."""
    desk.recorded("sales", sale())
    desk.recorded("voids", void("sales", "XS1", "1"))
    desk.recorded("sales", sale(customer_code="C2"))
    desk.recorded("voids", void("sales", "XS1", "1", reason="客户又错了", voided_on="2026-06-02"))
    assert desk.cli.table("sales") == []
    assert len(desk.cli.table("sales", "--struck")) == 2


def test_what_is_not_there_cannot_be_voided(desk: Desk) -> None:
    """Unknown numbers, lines and tables are rejected."""
    desk.recorded("sales", sale())
    desk.refused("voids", void("sales", "XS9", "1"))
    desk.refused("voids", void("sales", "XS1", "2"))
    desk.refused("voids", void("bills", "XS1", "1"))


def test_a_void_is_final(desk: Desk) -> None:
    """A void cannot be voided."""
    desk.recorded("sales", sale())
    desk.recorded("voids", void("sales", "XS1", "1"))
    desk.refused("voids", void("voids", "sales"))
    assert desk.cli.table("sales") == []


def test_of_a_register_the_newest_version_is_voided(desk: Desk) -> None:
    """The version before it is in force again."""
    desk.recorded("customers", customer("C2", name="改名医院"))
    assert desk.cli.table("customers", "--where", "customer_code=C2")[-1]["name"] == "改名医院"
    desk.recorded("voids", void("customers", "C2"))
    assert desk.cli.table("customers", "--where", "customer_code=C2")[-1]["name"] == "医院C2"


def test_the_last_version_is_kept_while_facts_use_it(desk: Desk) -> None:
    """A customer with a sale stays; one without may go, and is then unknown."""
    desk.recorded("sales", sale())
    desk.refused("voids", void("customers", "C1"))
    desk.recorded("voids", void("customers", "C2"))
    desk.refused("sales", sale("XS2", customer_code="C2"))


def test_the_last_version_may_be_voided_after_its_facts(desk: Desk) -> None:
    """A sale that was voided no longer uses its customer."""
    desk.recorded("sales", sale())
    desk.recorded("voids", void("sales", "XS1"))
    desk.recorded("voids", void("customers", "C1"))
    desk.refused("sales", sale("XS2"))
