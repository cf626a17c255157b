"""Cases through the command line: a row tells a whole case or a stage, read as one row or stage by stage."""

from __future__ import annotations

from tests.support.desk import Desk, Row, on_choice, product, sale, staff, supplier, void

OUT: Row = on_choice()
USED: Row = {"used_on": "2026-04-03", "used_quantity": "3"}
BACK: Row = {"returned_on": "2026-04-05", "unused_quantity": "7"}
CLOSED: Row = {"closed_on": "2026-04-06", "close_note": "两清"}
NAMED: Row = {"consignment_no": "XP1", "line": "1"}


def row_of(desk: Desk, *arguments: str) -> Row:
    """Return the one row of the only case."""
    (row,) = desk.cli.table("consignments", *arguments)
    return row


def test_a_row_tells_a_whole_case(desk: Desk) -> None:
    """One row, four events, read as one row; the same file again is a duplicate."""
    before = desk.cli.position()
    desk.recorded("consignments", {**OUT, **USED, **BACK, **CLOSED})
    assert desk.cli.position() == before + 4
    row = row_of(desk)
    assert (row["stage"], row["position"]) == ("closed", before + 4)
    assert (row["quantity"], row["used_quantity"], row["unused_quantity"]) == ("10", "3", "7")
    assert (row["customer_name"], row["close_note"]) == ("医院C1", "两清")
    assert [one["stage"] for one in desk.cli.table("consignments", "--struck")] == [
        "goods_consigned_out",
        "use_confirmed",
        "unused_returned",
        "closed",
    ]
    assert desk.take("consignments", {**OUT, **USED, **BACK, **CLOSED}) == (0, 1, 0)


def test_a_row_is_recorded_if_anything_of_it_is_new(desk: Desk) -> None:
    """The case so far, and then the case as it has become."""
    desk.recorded("consignments", OUT)
    desk.recorded("consignments", {**OUT, **USED})
    desk.recorded("consignments", {**NAMED, **BACK})
    assert desk.take("consignments", OUT, {**OUT, **USED}, {**OUT, **USED, **BACK}) == (0, 3, 0)
    assert row_of(desk)["stage"] == "unused_returned"


def test_a_row_of_which_a_stage_is_refused_leaves_nothing(desk: Desk) -> None:
    """More would be used than went out: nothing of the row is recorded, its first stage neither."""
    reason = desk.refused("consignments", {**OUT, **USED, "used_quantity": "11"})
    assert "11 would be used or come back, but only 10 is out" in reason
    assert desk.cli.table("consignments") == []


def test_a_row_that_tells_no_more_than_a_beginning_and_an_end_is_recorded_with_what_lacks(desk: Desk) -> None:
    """An old register: settled, and nobody wrote down what became of the goods."""
    desk.recorded("consignments", {**OUT, **CLOSED})
    assert row_of(desk)["stage"] == "closed"
    assert [one["rule"] for one in desk.cli.rows("findings", expect=1)] == ["M-25a"]


def test_a_stage_of_a_case_that_nobody_knows_is_rejected(desk: Desk) -> None:
    """It may come with another file of the same import."""
    assert "XP1/1" in desk.refused("consignments", {**NAMED, **USED})
    first, later = desk.file(OUT), desk.file({**NAMED, **USED, "环节": "使用确认"})
    done = desk.cli.import_(later, first, "--table", "consignments")
    assert done.counts == (2, 0, 0)
    assert row_of(desk)["stage"] == "use_confirmed"


def test_a_file_of_stages_is_known_by_its_headings(desk: Desk) -> None:
    """Rows of one case in one file are taken in their order; the stage column says what each one is."""
    rows: list[Row] = [
        {**OUT, "环节": "出库"},
        {**NAMED, **USED, "环节": "使用确认(成为销售)"},
        {**NAMED, **BACK, "环节": "unused_returned"},
        {**NAMED, "used_on": "2026-04-06", "used_quantity": "2", "环节": "consignment_use_confirmed"},
    ]
    rows[2]["unused_quantity"] = "5"
    done = desk.take_file(desk.file(*rows))
    assert (done.files[0]["table"], done.counts) == ("consignments", (4, 0, 0))
    assert row_of(desk)["used_quantity"] == "2"
    assert [one.get("used_quantity") for one in desk.cli.table("consignments", "--struck")] == [
        None,
        "3",
        None,
        "2",
    ]


def test_a_row_may_not_say_what_its_stage_does_not_carry(desk: Desk) -> None:
    """Named with the Chinese headings, so that the clerk finds the columns."""
    desk.recorded("consignments", OUT)
    reason = desk.refused("consignments", {**NAMED, **USED, **CLOSED, "环节": "使用确认"})
    assert "closed_on, close_note" in reason


def test_a_stage_that_the_case_does_not_have_is_rejected(desk: Desk) -> None:
    """The reason lists the stages."""
    reason = desk.refused("consignments", {**OUT, "环节": "批准"})
    assert "goods_consigned_out, use_confirmed, unused_returned, closed" in reason


def test_a_void_takes_back_the_newest_stage_and_the_past_keeps_it(desk: Desk) -> None:
    """Struck stages are shown on request; other content then replaces."""
    desk.recorded("consignments", {**OUT, **USED})
    known = desk.cli.position()
    desk.recorded("voids", void("选配与样品出库登记", "XP1", "1"))
    assert row_of(desk)["stage"] == "goods_consigned_out"
    assert row_of(desk, "--known-at", str(known))["stage"] == "use_confirmed"
    assert desk.take("consignments", {**OUT, **USED}) == (0, 1, 0)
    desk.recorded("consignments", {**NAMED, "used_on": "2026-04-03", "used_quantity": "4"})
    assert row_of(desk)["used_quantity"] == "4"
    voided = [one for one in desk.cli.table("consignments", "--struck") if one.get("voided_at")]
    assert [one["used_quantity"] for one in voided] == ["3"]


def test_a_case_is_read_as_of_any_day(desk: Desk) -> None:
    """Stages count from their own days."""
    desk.recorded("consignments", {**OUT, **USED, **BACK})
    assert desk.cli.table("consignments", "--at", "2026-03-31") == []
    assert row_of(desk, "--at", "2026-04-02")["stage"] == "goods_consigned_out"
    assert row_of(desk, "--at", "2026-04-03")["stage"] == "use_confirmed"


def test_what_an_import_only_comes_to_later_is_no_finding(desk: Desk) -> None:
    """A supplier names a contract, and the contract the supplier: both come in one import."""
    other = {
        "contract_no": "HT0",
        "contract_kind": "质量保证协议",
        "supplier_code": "S1",
        "signed_on": "2026-01-01",
        "party_name": "供应商",
    }
    desk.recorded("contracts", other)
    done = desk.cli.import_(
        desk.file({**supplier("S2"), "quality_contract": "HT2"}),
        desk.file({**other, "contract_no": "HT2", "supplier_code": "S2"}),
    )
    assert done.counts == (2, 0, 0)
    assert desk.findings(expect=0) == []
    desk.recorded("suppliers", {**supplier("S3"), "quality_contract": "HT404"})
    (finding,) = desk.findings(expect=1)
    assert finding["rule"] == "M-13"


def test_a_register_row_of_several_parts_is_voided_by_all_of_them(desk: Desk) -> None:
    """Joined by a slash, as messages show it; labels stand for their keys."""
    papers: Row = {
        "owner_kind": "购货者",
        "owner_code": "C1",
        "licence_kind": "营业执照",
        "licence_no": "91/甲",
    }
    desk.recorded("licences", papers)
    desk.recorded("voids", void("licences", "customer/C1/营业执照/91/甲"))
    assert desk.cli.table("licences") == []
    (row,) = desk.cli.table("voids")
    assert row["record_no"].startswith("customer/C1/")


def test_each_member_of_a_list_is_judged(desk: Desk) -> None:
    """Products that a member of staff may sell: one is known, one is not."""
    desk.recorded("products", product("P09"))
    desk.recorded("staff", {**staff("E8"), "authorised_products": "P09；产品P01；P404"})
    (finding,) = desk.findings(expect=1)
    assert "P404" in finding["message"]
    assert "P09" not in finding["message"]
    row = desk.cli.table("staff", "--where", "staff_code=E8")[0]
    assert row["authorised_products"] == ["P09", "P01", "P404"]


def test_a_fact_that_names_an_unknown_sale_is_rejected(desk: Desk) -> None:
    """Rule 8: a sale is a hard reference wherever it is named."""
    bill: Row = {
        "invoice_no": "FP1",
        "line": "1",
        "issued_on": "2026-05-02",
        "invoice_kind": "销售发票",
        "sale_no": "XS1",
        "amount": "100",
    }
    assert "XS1" in desk.refused("invoices", bill)
    done = desk.cli.import_(desk.file(bill), desk.file(sale()))
    assert done.counts == (2, 0, 0)
