"""Rule 11 and the recall answer: stock by lot and by unit, and the sum that must come out."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.support.desk import Desk, Row, receipt, returned, sale, void

RECEIVED = (
    *("supplier_code", "supplier_name", "product_code", "lot", "serial"),
    *("quantity", "accepted", "receipt_nos"),
)
CONSIGNEE = (
    *("customer_code", "customer_name", "address", "contact", "phone", "product_code", "lot", "serial"),
    *("sold", "returned", "outstanding", "first_sold_on", "last_sold_on", "sale_nos", "sellers"),
)
ON_HAND = ("product_code", "lot", "serial", "status", "quantity")
TOTALS = (
    *("received", "accepted", "sold", "returned", "outstanding"),
    *("on_hand", "disposed", "returned_to_supplier", "unexplained"),
)


def _stock(answer: dict[str, Any]) -> dict[tuple[str | None, str], str]:
    key = "serial" if any(row["serial"] for row in answer["on_hand"]) else "lot"
    return {(row[key], row["status"]): row["quantity"] for row in answer["on_hand"] if row["quantity"] != "0"}


def _adds_up(totals: dict[str, str]) -> bool:
    value = {name: Decimal(text) for name, text in totals.items()}
    out = value["outstanding"] + value["disposed"] + value["returned_to_supplier"]
    return value["accepted"] == value["on_hand"] + out + value["unexplained"]


def test_stock_of_a_lot(desk: Desk) -> None:
    """Accepted less sold plus restocked is saleable; returned and pending is quarantined."""
    desk.recorded("sales", sale(quantity="40"))
    desk.recorded(
        "returns",
        returned("TH1", quantity="5"),
        returned("TH2", quantity="3", disposition="待处理"),
        returned("TH3", quantity="2", disposition="换货"),
        returned("TH4", quantity="1", disposition="返修"),
    )
    answer = desk.cli.preview("--lot", "L1")
    assert _stock(answer) == {("L1", "saleable"): "65", ("L1", "quarantined"): "6"}
    assert answer["totals"]["on_hand"] == "71"
    assert answer["totals"]["outstanding"] == "29"
    assert answer["totals"]["unexplained"] == "0"


def disposal(no: str, quantity: str, of: str = "", kind: str = "销毁") -> Row:
    """Return the record that goods were destroyed, or sent to the supplier."""
    return {
        "disposal_no": no,
        "line": "1",
        "disposal_kind": kind,
        "disposed_on": "2026-05-25",
        "return_no": of,
        "product_code": "P01",
        "lot": "L1",
        "quantity": quantity,
        "reason": "破损",
        "supplier_code": "S1" if kind != "销毁" else "",
        "decided_by": "E1",
        "witnesses": "E2",
    }


def test_destroyed_goods_and_goods_sent_back_leave_the_house(desk: Desk) -> None:
    """What is to be destroyed waits until it is; what went back is neither on hand nor outstanding."""
    desk.recorded("sales", sale(quantity="40"))
    desk.recorded("returns", returned("TH1", quantity="5", disposition="销毁"))
    desk.recorded("returns", returned("TH2", quantity="3", disposition="退还供应商"))
    answer = desk.cli.preview("--lot", "L1")
    totals = answer["totals"]
    assert (totals["disposed"], totals["returned_to_supplier"], totals["unexplained"]) == ("0", "3", "0")
    assert _stock(answer) == {("L1", "saleable"): "60", ("L1", "quarantined"): "5"}


@pytest.mark.parametrize("papers_first", [False, True])
def test_a_return_and_the_paper_that_carries_it_out_move_the_goods_once(
    desk: Desk, papers_first: bool
) -> None:
    """GSP §106: destroyed, sent to the supplier, or left open first; in either order of the papers."""
    desk.recorded("sales", sale(quantity="60"))
    returns = [
        returned("TH1", quantity="4", disposition="销毁"),
        returned("TH2", quantity="5", disposition="退还供应商"),
        returned("TH3", quantity="6", disposition="待处理"),
        returned("TH4", quantity="2", disposition="待处理"),
    ]
    papers = [
        disposal("CZ1", "4", "TH1"),
        disposal("CZ2", "5", "TH2", "退供货者"),
        disposal("CZ3", "6", "TH3"),
        disposal("CZ4", "2", "TH4", "退供货者"),
    ]
    if papers_first:
        # What waits in quarantine is not there yet; the papers of what was sent on tell its return too.
        assert desk.take("disposals", *papers, expect=2) == (2, 0, 2)
    desk.recorded("returns", *returns)
    assert desk.take("disposals", *papers) == ((2, 2, 0) if papers_first else (4, 0, 0))
    answer = desk.cli.preview("--lot", "L1", "--prove")
    totals = answer["totals"]
    assert answer["proof"]["proved"]
    assert (totals["disposed"], totals["returned_to_supplier"], totals["unexplained"]) == ("10", "7", "0")
    assert _stock(answer) == {("L1", "saleable"): "40"}
    assert [row["rule"] for row in desk.findings() if row["rule"] == "M-24"] == []
    desk.recorded("voids", void("disposals", "CZ2"), void("disposals", "CZ1"))
    answer = desk.cli.preview("--lot", "L1")
    assert answer["totals"]["disposed"] == "6"
    assert answer["totals"]["returned_to_supplier"] == "7"


@pytest.mark.parametrize("conclusion", ["合格", "不合格", "待定"])
def test_only_the_accepted_quantity_counts(desk: Desk, conclusion: str) -> None:
    """Whatever the conclusion says, what was accepted is on hand."""
    desk.recorded("receipts", receipt("YS2", "L2", "50", accepted_quantity="45", conclusion=conclusion))
    answer = desk.cli.preview("--lot", "L2")
    assert (answer["totals"]["received"], answer["totals"]["accepted"]) == ("50", "45")
    assert _stock(answer) == {("L2", "saleable"): "45"}


def test_more_sold_than_accepted_is_never_negative_stock(desk: Desk) -> None:
    """Saleable stops at zero; the rest is unexplained, below zero."""
    desk.recorded("sales", sale(quantity="120"))
    answer = desk.cli.preview("--lot", "L1")
    assert _stock(answer) == {}
    assert answer["totals"]["unexplained"] == "-20"


def test_stock_of_units(desk: Desk) -> None:
    """Where the receipt named serials, stock is per serial."""
    unit = {"product_code": "P02"}
    desk.recorded("receipts", receipt("YS2", "", "4", serial="SN1；SN2；SN3；SN4", **unit))
    desk.recorded("sales", sale("XS1", "", "3", serial="SN1、SN2、SN3", **unit))
    desk.recorded("returns", returned("TH1", "", serial="SN1", **unit))
    desk.recorded("returns", returned("TH2", "", serial="SN2", disposition="返修", **unit))
    answer = desk.cli.preview("--product", "P02")
    assert _stock(answer) == {("SN4", "saleable"): "1", ("SN1", "saleable"): "1", ("SN2", "quarantined"): "1"}
    assert [(row["serial"], row["outstanding"]) for row in answer["consignees"]] == [
        ("SN1", "0"),
        ("SN2", "0"),
        ("SN3", "1"),
    ]
    assert _adds_up(answer["totals"])


def test_decimals_stay_exact(desk: Desk) -> None:
    """Quantities are decimals, printed without exponent or trailing zeros."""
    desk.recorded("receipts", receipt("YS2", "L2", "1000.500"))
    desk.recorded("sales", sale("XS1", "L2", "0.1"), sale("XS2", "L2", "0.20"))
    totals = desk.cli.preview("--lot", "L2")["totals"]
    assert (totals["accepted"], totals["sold"], totals["on_hand"]) == ("1000.5", "0.3", "1000.2")


def test_one_consignee_row_for_each_customer_product_and_lot(desk: Desk) -> None:
    """Lines add up; days, numbers and sellers are gathered, unique and sorted."""
    desk.recorded(
        "sales",
        sale("XS3", sold_on="2026-05-03", customer_phone="0300-9"),
        sale("XS1"),
        sale("XS3", quantity="2.5"),
    )
    (row,) = desk.cli.preview("--lot", "L1")["consignees"]
    assert (row["sold"], row["returned"], row["outstanding"]) == ("22.5", "0", "22.5")
    assert (row["first_sold_on"], row["last_sold_on"]) == ("2026-05-01", "2026-05-03")
    assert (row["sale_nos"], row["sellers"]) == (["XS1", "XS3"], ["E1"])
    assert (row["customer_name"], row["address"], row["contact"]) == ("医院C1", "C1路1号", "联系人C1")


def test_fully_returned_rows_stay_and_voided_rows_go(desk: Desk) -> None:
    """Who had the goods and gave them back is still asked; who never had them is not."""
    desk.recorded("sales", sale("XS1"), sale("XS2", customer_code="C2"))
    desk.recorded("returns", returned(quantity="10"))
    desk.recorded("voids", void("sales", "XS2"))
    rows = desk.cli.preview("--lot", "L1")["consignees"]
    assert [(row["customer_code"], row["outstanding"]) for row in rows] == [("C1", "0")]


def test_a_recall_scope_combines_options(desk: Desk) -> None:
    """Different options by *and*, repeated values by *or*."""
    desk.recorded(
        "receipts", receipt("YS2", "L2"), receipt("YS2", "L1", product_code="P03", serial="SN1", quantity="1")
    )
    desk.recorded(
        "sales",
        sale("XS1"),
        sale("XS2", "L2"),
        sale("XS3", "L2", customer_code="C2"),
        sale("XS4", "L1", "1", product_code="P03", serial="SN1"),
    )

    def found(*scope: str) -> list[str]:
        return [no for row in desk.cli.preview(*scope)["consignees"] for no in row["sale_nos"]]

    assert found("--lot", "L1") == ["XS1", "XS4"]
    assert found("--lot", "L1", "--lot", "L2") == ["XS1", "XS2", "XS4", "XS3"]
    assert found("--lot", "L1", "--product", "P01") == ["XS1"]
    assert found("--lot", "L2", "--customer", "C2") == ["XS3"]
    assert found("--serial", "SN1") == ["XS4"]
    assert desk.cli.run("recall", "preview", "--lot", "L404", expect=2).out == ""


def test_the_two_roads_agree(desk: Desk) -> None:
    """`--prove` replays the scope's own events and finds the same answer: exit code 0."""
    desk.recorded("sales", sale("XS1"), sale("XS2", customer_code="C2"))
    desk.recorded("returns", returned(quantity="3"))
    before = desk.cli.position()
    desk.recorded("voids", void("sales", "XS2"))
    plain = desk.cli.preview("--lot", "L1")
    proved = desk.cli.preview("--lot", "L1", "--prove")
    assert {name: proved[name] for name in ("received", "consignees", "on_hand", "totals")} == {
        name: plain[name] for name in ("received", "consignees", "on_hand", "totals")
    }
    desk.cli.preview("--lot", "L1", "--known-at", str(before), "--at", "2026-05-10", "--prove")


def test_the_answer_has_the_promised_shape(desk: Desk) -> None:
    """Names and order of the keys are a promise; they are only ever added to."""
    desk.recorded("sales", sale())
    answer = desk.cli.preview("--lot", "L1")
    assert list(answer)[:5] == ["scope", "basis", "received", "consignees", "on_hand"]
    assert list(answer)[5:8] == ["possible", "totals", "by_unit"]
    assert set(RECEIVED) <= set(answer["received"][0])
    assert set(CONSIGNEE) <= set(answer["consignees"][0])
    assert set(ON_HAND) <= set(answer["on_hand"][0])
    assert set(TOTALS) <= set(answer["totals"])
    assert answer["received"][0]["receipt_nos"] == ["YS1"]
    assert answer["consignees"][0]["serial"] is None
