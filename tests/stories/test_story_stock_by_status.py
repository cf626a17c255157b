"""A lot from its receipt through a clinic's choice, a nonconformity, a disposal and a count, day by day."""

from __future__ import annotations

from typing import Any

from tests.support.desk import Desk, Row, receipt, sale, staff, void

NAMED: Row = {"consignment_no": "XP1", "line": "1"}
OUT: Row = {
    **NAMED,
    "consignment_kind": "医疗机构选配",
    "consigned_on": "2026-02-01",
    "customer_code": "C1",
    "product_code": "P01",
    "lot": "L7",
    "quantity": "20",
    "handler": "E1",
}
USED: Row = {**NAMED, "used_on": "2026-02-03", "used_quantity": "5"}
BACK: Row = {**NAMED, "returned_on": "2026-02-05", "unused_quantity": "15"}
FOUND: Row = {
    "nonconformity_no": "BHG1",
    "found_on": "2026-03-01",
    "found_stage": "在库检查",
    "product_code": "P01",
    "lot": "L7",
    "quantity": "6",
    "nonconformity": "包装破损",
}
JUDGED: Row = {
    "nonconformity_no": "BHG1",
    "confirmed_by": "E2",
    "confirmed_on": "2026-03-02",
    "conclusion": "不合格",
    "nc_disposition": "销毁",
    "decided_by": "E2",
    "decided_on": "2026-03-03",
}
DESTROYED: Row = {
    "disposal_no": "CZ1",
    "disposal_kind": "销毁",
    "disposed_on": "2026-03-10",
    "nonconformity_no": "BHG1",
    "product_code": "P01",
    "lot": "L7",
    "quantity": "4",
    "reason": "包装破损",
    "decided_by": "E2",
    "done_by": "E1",
    "witnesses": "E2",
}
COUNTED: Row = {
    "stocktake_no": "PD1",
    "counted_on": "2026-03-20",
    "product_code": "P01",
    "lot": "L7",
    "book_quantity": "79",
    "counted_quantity": "78",
    "cause": "查找中",
    "measures": "复盘",
    "checker": "E1",
}


def _live_through(desk: Desk) -> None:
    desk.recorded("staff", staff("E2", post="质量负责人"))
    desk.recorded("receipts", receipt("YS7", "L7", "90"))
    desk.recorded("consignments", OUT)
    desk.recorded("consignments", USED)
    desk.recorded("sales", sale("XS7", "L7", "5", sold_on="2026-02-03", consignment_no="XP1"))
    desk.recorded("consignments", BACK)
    desk.recorded("nonconformities", FOUND)
    desk.recorded("nonconformities", JUDGED)
    desk.recorded("disposals", DESTROYED)
    desk.recorded("stocktakes", COUNTED)


def _stock(desk: Desk, *arguments: object) -> dict[str, tuple[str, str]]:
    """Return quantity and saleable quantity by where the goods are and what they are worth."""
    rows = desk.cli.table("stock_balances", "--where", "lot=L7", *arguments)
    return {
        row["quality_status"] or row["goods_kind"]: (row["quantity"], row["saleable_quantity"])
        for row in rows
    }


def test_the_stock_of_each_day(desk: Desk) -> None:
    """What may be sold, what a clinic has, what is nonconforming: now and as of each earlier day."""
    _live_through(desk)
    out = "产品（选配在外）"
    assert _stock(desk, "--at", "2025-12-31") == {}
    assert _stock(desk, "--at", "2026-01-01") == {"conforming": ("90", "90")}
    assert _stock(desk, "--at", "2026-02-01") == {"conforming": ("70", "70"), out: ("20", "0")}
    assert _stock(desk, "--at", "2026-02-03") == {"conforming": ("70", "70"), out: ("15", "0")}
    assert _stock(desk, "--at", "2026-02-05") == {"conforming": ("85", "85")}
    assert _stock(desk, "--at", "2026-03-01") == {"conforming": ("79", "79"), "nonconforming": ("6", "0")}
    assert _stock(desk, "--at", "2026-03-10") == {"conforming": ("79", "79"), "nonconforming": ("2", "0")}
    assert _stock(desk) == {"conforming": ("78", "78"), "nonconforming": ("2", "0")}


def test_a_recall_knows_where_all_of_it_is(desk: Desk) -> None:
    """On hand by status, with the clinic that has the consigned goods; proved from the log, then and now."""
    _live_through(desk)
    then = desk.cli.preview("--lot", "L7", "--at", "2026-02-03", "--prove")
    assert [(row["status"], row["quantity"], row.get("customer_name")) for row in then["on_hand"]] == [
        ("consigned", "15", "医院C1"),
        ("saleable", "70", None),
    ]
    assert (then["totals"]["outstanding"], then["totals"]["unexplained"]) == ("5", "0")
    now = desk.cli.preview("--lot", "L7", "--prove")["totals"]
    names = ("accepted", "on_hand", "outstanding", "disposed", "unexplained")
    assert [now[name] for name in names] == ["90", "80", "5", "4", "1"]


def test_the_way_of_the_lot(desk: Desk) -> None:
    """Every movement in order, on paper and on the screen."""
    _live_through(desk)
    way = desk.cli.trace("--lot", "L7")
    assert [(row["kind"], row["quantity"], row["on_hand"]) for row in way] == [
        ("received", "90", "90"),
        ("consigned", "20", "90"),
        ("used", "5", "90"),
        ("sold", "5", "85"),
        ("unused", "15", "85"),
        ("set_apart", "6", "85"),
        ("disposed", "4", "81"),
        ("counted", "1", "80"),
    ]
    screen = desk.cli.run("trace", "--lot", "L7", "--format", "table").out
    assert "PD1" in screen
    sheet = desk.cli.run("trace", "--lot", "L7", "--format", "csv").out.splitlines()
    assert len(sheet) == len(way) + 1
    assert "选配出库" in sheet[2]
    assert "可销售,选配在外" in sheet[2]


def test_what_was_voided_is_back_on_the_shelf(desk: Desk) -> None:
    """A void takes the movement out of every answer that knows of it, whatever day is asked about."""
    _live_through(desk)
    known = str(desk.cli.position())
    desk.recorded("voids", void("disposals", "CZ1"), void("stocktakes", "PD1"))
    assert _stock(desk) == {"conforming": ("79", "79"), "nonconforming": ("6", "0")}
    assert _stock(desk, "--known-at", known)["nonconforming"] == ("2", "0")


def test_taking_more_than_there_is_becomes_a_finding_until_it_is_covered(desk: Desk) -> None:
    """What was imported happened; a receipt that turns up later closes the finding."""
    desk.recorded("consignments", {**OUT, "lot": "L8"})
    (found,) = [row for row in desk.findings() if row["rule"] == "M-24"]
    assert (found["record_table"], found["lot"], found["state"]) == ("consignments", "L8", "open")
    desk.recorded("receipts", receipt("YS8", "L8", "20"))
    assert not [row for row in desk.findings() if row["rule"] == "M-24"]


def test_samples_that_were_used_up_are_with_the_customer_and_in_no_stock(desk: Desk) -> None:
    """R-94, P-46: found in a recall of their lot, sold to nobody, and the requisition is settled (M-25a)."""
    desk.recorded("receipts", receipt("YS7", "L7", "90"))
    sample = {**OUT, "consignment_kind": "样品领用", "quantity": "5"}
    told = ({"used_quantity": "2"}, {"used_on": "2026-02-04", "used_quantity": "1"})
    desk.recorded("consignments", sample, *({**USED, **one, "环节": "使用确认"} for one in told))
    desk.recorded("consignments", {**BACK, "unused_quantity": "2"}, {**NAMED, "closed_on": "2026-02-06"})
    assert desk.findings() == []
    (holder,) = desk.cli.preview("--lot", "L7", "--prove")["consignees"]
    said = tuple(holder[one] for one in ("customer_code", "sold", "outstanding", "sale_nos"))
    assert said == ("C1", "0", "3", [])
    totals = desk.cli.preview("--lot", "L7")["totals"]
    assert (totals["on_hand"], totals["outstanding"], totals["unexplained"]) == ("87", "3", "0")
    (line,) = desk.cli.table("distribution_lines", "--where", "lot=L7")
    assert (line["flow_kind"], line["quantity_out"]) == ("consigned", "3")
    assert desk.cli.table("custody_items") == []
    desk.cli.run("rebuild")
    assert desk.cli.run("verify").json["ok"]


def test_no_more_comes_back_than_went_out(desk: Desk) -> None:
    """The arithmetic of a consignment holds on import, too."""
    desk.recorded("receipts", receipt("YS7", "L7", "90"))
    desk.recorded("consignments", OUT)
    told = desk.refused("consignments", {**NAMED, "used_on": "2026-02-03", "used_quantity": "21"})
    assert "20" in told
    rest: dict[str, Any] = desk.cli.preview("--lot", "L7")["totals"]
    assert rest["unexplained"] == "0"
