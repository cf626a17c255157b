"""Exchanges, disposals and returns take no more than is there: of each unit, of each lot, on each day."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.desk import Desk, Row, receipt, returned, sale, void

UNIT: Row = {"product_code": "P02", "lot": "", "quantity": "1"}
GIVEN: Row = {"replacement_product_code": "P02", "replacement_lot": ""}


def exchange(no: str, **more: str) -> Row:
    """Return an exchange of goods of lot `L1` for as many of lot `L2`, that names no sale."""
    return {
        "exchange_no": no,
        "line": "1",
        "exchanged_on": "2026-05-10",
        "customer_code": "C1",
        "product_code": "P01",
        "lot": "L1",
        "serial": "",
        "quantity": "4",
        "reason": "故障",
        "handler": "E1",
        "replacement_product_code": "P01",
        "replacement_lot": "L2",
        "replacement_serial": "",
        **more,
    }


def disposal(no: str, **more: str) -> Row:
    """Return a disposal of goods of lot `L1`, destroyed before a witness."""
    return {
        "disposal_no": no,
        "line": "1",
        "disposed_on": "2026-05-25",
        "product_code": "P01",
        "lot": "L1",
        "quantity": "4",
        "disposal_kind": "destroyed",
        "reason": "破损",
        "decided_by": "E1",
        "witnesses": "E2",
        **more,
    }


def broken(desk: Desk, *rules: str) -> list[tuple[str, str]]:
    """Return rule and document of the open findings on goods."""
    goods = {"G-05", "M-10", "M-24", "M-24b"}
    return [(row["rule"], row["doc_no"]) for row in desk.findings() if row["rule"] in goods | set(rules)]


def totals(desk: Desk, *scope: str) -> dict[str, Any]:
    """Return the totals of a recall that are not zero."""
    answer = desk.cli.preview(*scope, "--prove")
    assert answer["proof"]["proved"]
    return {key: value for key, value in answer["totals"].items() if value != "0"}


def test_exchanges_that_name_no_sale_are_held_to_what_the_customer_has(desk: Desk) -> None:
    """Over several sales: six of the ten may still be exchanged, nine not."""
    desk.recorded("sales", sale("XS1", quantity="6"), sale("XS2", quantity="4"))
    desk.recorded("receipts", receipt("YS2", "L2", "30"))
    desk.recorded("exchanges", exchange("HH1"))
    assert "enough outstanding" in desk.refused("exchanges", exchange("HH2", quantity="9"))
    desk.recorded("exchanges", exchange("HH3", quantity="2"))
    assert totals(desk, "--lot", "L1") == {
        "received": "100",
        "accepted": "100",
        "sold": "10",
        "outstanding": "4",
        "on_hand": "96",
    }
    assert broken(desk) == []


def test_an_exchange_of_more_than_lies_there_is_told(desk: Desk) -> None:
    """Of a lot a finding on import; of a lot that never came it is refused (M-24a)."""
    desk.recorded("sales", sale("XS1"))
    desk.recorded("receipts", receipt("YS2", "L2", "3"))
    desk.recorded("exchanges", exchange("HH1"))
    assert broken(desk) == [("M-24", "HH1")]
    assert "nothing was in stock" in desk.refused("exchanges", exchange("HH2", replacement_lot="L9"))


def test_what_an_exchange_gave_is_exchanged_and_returned_once(desk: Desk) -> None:
    """A chain of units: each of them can go on only from where it is."""
    desk.recorded("receipts", receipt("YS2", product_code="P02", lot="", quantity="3", serial="A1;A2;A3"))
    desk.recorded("sales", sale("XS1", serial="A1", line="1", **UNIT))
    desk.recorded("exchanges", exchange("HH1", serial="A1", replacement_serial="A2", **UNIT, **GIVEN))
    again = exchange("HH2", serial="A1", replacement_serial="A3", **UNIT, **GIVEN)
    assert "outstanding" in desk.refused("exchanges", again)
    itself = exchange("HH3", serial="A2", replacement_serial="A2", **UNIT, **GIVEN)
    desk.refused("exchanges", itself)
    desk.recorded("exchanges", exchange("HH4", serial="A2", replacement_serial="A3", **UNIT, **GIVEN))
    assert "outstanding" in desk.refused("returns", returned("TH1", serial="A2", **UNIT))
    desk.recorded("returns", returned("TH2", serial="A3", **UNIT))
    assert totals(desk, "--product", "P02") == {
        "received": "3",
        "accepted": "3",
        "sold": "1",
        "returned": "1",
        "on_hand": "3",
    }


def test_a_disposal_takes_what_is_there_on_its_day(desk: Desk) -> None:
    """Of a lot that never came it is refused, of a unit twice as well; of a lot too much is told."""
    assert "nothing was in stock" in desk.refused("disposals", disposal("CZ1", lot="L9"))
    desk.recorded("receipts", receipt("YS2", product_code="P02", lot="", quantity="1", serial="A1"))
    desk.recorded("disposals", disposal("CZ2", serial="A1", **UNIT))
    desk.refused("disposals", disposal("CZ3", serial="A1", **UNIT))
    desk.refused("sales", sale("XS9", serial="A1", sold_on="2026-05-26", **UNIT))
    desk.recorded("disposals", disposal("CZ4", quantity="60"), disposal("CZ5", quantity="60"))
    assert broken(desk) == [("M-24", "CZ5")]
    desk.recorded("disposals", disposal("CZ6", quantity="1", disposed_on="2025-12-31"))
    assert ("M-24", "CZ6") in broken(desk)


@pytest.mark.parametrize(("way", "kind"), [("销毁", "destroyed"), ("退回供货者", "returned_to_supplier")])
@pytest.mark.parametrize("paper_first", [False, True])
def test_a_return_and_the_paper_that_carries_it_out_move_the_goods_once(
    desk: Desk, way: str, kind: str, paper_first: bool
) -> None:
    """Whichever is recorded first; what was brought too early is brought again."""
    desk.recorded("sales", sale("XS1", quantity="20"))
    back = returned("TH1", quantity="4", disposition=way)
    paper = disposal("CZ1", return_no="TH1", disposal_kind=kind, supplier_code="S1")
    if paper_first:
        desk.take("disposals", paper, expect=None)
    desk.recorded("returns", back)
    desk.take("disposals", paper)
    gone = "disposed" if kind == "destroyed" else "returned_to_supplier"
    assert totals(desk, "--lot", "L1") == {
        "received": "100",
        "accepted": "100",
        "sold": "20",
        "returned": "4",
        "outstanding": "16",
        "on_hand": "80",
        gone: "4",
    }
    assert broken(desk) == []


def test_a_return_is_destroyed_in_parts_and_no_more(desk: Desk) -> None:
    """What waits in quarantine becomes less with each paper; the third takes what is not there."""
    desk.recorded("sales", sale("XS1", quantity="20"))
    desk.recorded("returns", returned("TH1", quantity="4", disposition="销毁"))
    for number, left in (("CZ1", "1"), ("CZ2", None)):
        desk.recorded("disposals", disposal(number, return_no="TH1", quantity="3" if left else "1"))
        waiting = [
            row["quantity"]
            for row in desk.cli.preview("--lot", "L1")["on_hand"]
            if row["status"] == "quarantined"
        ]
        assert waiting == ([left] if left else [])
    assert broken(desk) == []
    desk.recorded("disposals", disposal("CZ3", return_no="TH1", quantity="1"))
    assert broken(desk) == [("M-24", "CZ3")]


def test_units_that_came_back_for_destruction_are_destroyed_one_by_one(desk: Desk) -> None:
    """And the return is voided only when the papers that carried it out are."""
    desk.recorded("receipts", receipt("YS2", product_code="P02", lot="", quantity="2", serial="A1;A2"))
    units = {**UNIT, "quantity": "2", "serial": "A1;A2"}
    desk.recorded("sales", sale("XS1", line="1", **units))
    desk.recorded("returns", returned("TH1", disposition="销毁", **units))
    desk.recorded("disposals", disposal("CZ1", return_no="TH1", serial="A1", **UNIT))
    desk.refused("disposals", disposal("CZ2", return_no="TH1", serial="A1", **UNIT))
    assert "Strike first: disposals CZ1/1" in desk.refused("voids", void("returns", "TH1"))
    desk.recorded("voids", void("disposals", "CZ1"))
    desk.recorded("voids", void("returns", "TH1"))
    assert totals(desk, "--product", "P02") == {
        "received": "2",
        "accepted": "2",
        "sold": "2",
        "outstanding": "2",
    }


def apart(number: str, quantity: str, **more: str) -> dict[str, str]:
    """Return goods of lot L1 that were set apart from what came back on 22 May."""
    row = {"nonconformity_no": number, "found_on": "2026-05-22", "found_stage": "销售退回", "finder": "E1"}
    return row | {"product_code": "P01", "lot": "L1", "quantity": quantity, "nonconformity": "破损"} | more


@pytest.mark.parametrize("way", ["待处理", "销毁", "退还供应商"])
@pytest.mark.parametrize("paper_first", [False, True])
def test_a_paper_takes_no_goods_of_another_return(desk: Desk, way: str, paper_first: bool) -> None:
    """M-24b: what was set apart is disposed of by its nonconformity; those of the other return stay told."""
    desk.recorded("sales", sale("XS1", quantity="20"))
    other = returned("TH2", quantity="5", disposition="待处理")
    desk.recorded("returns", returned("TH1", quantity="4", disposition=way), other)
    papers = [
        ("nonconformities", apart("BHG1", "4", return_no="TH1")),
        ("disposals", disposal("CZ1", quantity="4", return_no="TH1")),
    ]
    for table, row in papers[:: -1 if paper_first else 1]:
        desk.recorded(table, row)
    assert broken(desk) == [("M-24b", "CZ1")]
    desk.recorded("voids", void("disposals", "CZ1"))
    desk.recorded("disposals", disposal("CZ2", quantity="4", nonconformity_no="BHG1"))
    assert broken(desk, "G-68b") == [("G-68b", "CZ2")]  # nobody has decided it
    answer = desk.cli.preview("--lot", "L1")
    there = {row["status"]: row["quantity"] for row in answer["on_hand"]}
    assert there == {"quarantined": "5", "saleable": "80"}
    assert answer["totals"]["disposed"] == "4"


def test_of_one_return_the_later_paper_takes_too_much(desk: Desk) -> None:
    """M-24b, whichever was typed first; without it, it is in order again."""
    desk.recorded("sales", sale("XS1", quantity="20"))
    desk.recorded("returns", *(returned(no, quantity="4", disposition="待处理") for no in ("TH1", "TH2")))
    desk.recorded("disposals", disposal("CZ9", quantity="2", return_no="TH1", disposed_on="2026-05-27"))
    desk.recorded("disposals", disposal("CZ10", quantity="3", return_no="TH1", disposed_on="2026-05-26"))
    assert broken(desk) == [("M-24b", "CZ9")]
    desk.recorded("voids", void("disposals", "CZ10"))
    assert broken(desk) == []


def part(number: str, kind: str, quantity: str, moved_on: str, **more: str) -> dict[str, str]:
    """Return a movement of part B1."""
    row = {"movement_no": number, "line": "1", "moved_on": moved_on, "movement_kind": kind, "part_code": "B1"}
    return row | {"part_name": "电源板", "part_kind": "part", "quantity": quantity} | more


def test_parts_lack_on_the_same_line_in_any_order(desk: Desk) -> None:
    """M-104: the later issue lacks, whichever was typed first; a receipt cures it, its void breaks it."""
    first, second = part("BJ1", "issued", "2", "2026-03-01"), part("BJ2", "issued", "2", "2026-03-05")
    desk.recorded("part_movements", second)
    desk.recorded("part_movements", first)
    desk.recorded("part_movements", part("BJ3", "received", "2", "2026-02-01"))
    assert [(one["rule"], one["doc_no"]) for one in desk.findings()] == [("M-104", "BJ2")]
    desk.recorded("part_movements", part("BJ4", "received", "2", "2026-03-04"))
    assert desk.findings() == []
    desk.recorded("voids", void("part_movements", "BJ4", "1"))
    assert [(one["rule"], one["doc_no"]) for one in desk.findings()] == [("M-104", "BJ2")]
