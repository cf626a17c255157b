"""The trace: every movement of a lot, a unit or to a customer, in the order in which it happened."""

from __future__ import annotations

from typing import Any

from tests.support.desk import Desk, receipt, returned, sale, void


def _moves(rows: list[dict[str, Any]]) -> list[tuple[str, str, str | None, str]]:
    """Return kind, document, the party of the other side and quantity of each movement."""
    return [
        (row["kind"], row["doc_no"], row["supplier_code"] or row["customer_code"], row["quantity"])
        for row in rows
    ]


def _trade(desk: Desk) -> None:
    """Two sales and two returns of lot L1, written down in another order than they happened in."""
    desk.recorded(
        "sales",
        sale("XS2", quantity="20", customer_code="C2", sold_on="2026-05-10"),
        sale("XS1", quantity="10", sold_on="2026-05-01"),
    )
    desk.recorded(
        "returns",
        returned("TH2", quantity="5", customer_code="C2", returned_on="2026-05-25"),
        returned("TH1", quantity="2", returned_on="2026-05-05"),
    )


def test_a_lot_is_traced_backward_and_forward(desk: Desk) -> None:
    """From the supplier to each holder and back, by the day on which it happened."""
    _trade(desk)
    assert _moves(desk.cli.trace("--lot", "L1")) == [
        ("received", "YS1", "S1", "100"),
        ("sold", "XS1", "C1", "10"),
        ("returned", "TH1", "C1", "2"),
        ("sold", "XS2", "C2", "20"),
        ("returned", "TH2", "C2", "5"),
    ]


def test_a_customer_is_traced_over_all_goods(desk: Desk) -> None:
    """Only what went to that customer and came back, of any lot."""
    _trade(desk)
    desk.recorded("receipts", receipt("YS2", "L2"))
    desk.recorded("sales", sale("XS3", "L2", sold_on="2026-05-03"))
    assert [(row["doc_no"], row["lot"]) for row in desk.cli.trace("--customer", "C1")] == [
        ("XS1", "L1"),
        ("XS3", "L2"),
        ("TH1", "L1"),
    ]


def test_a_unit_is_traced_through_two_hands(desk: Desk) -> None:
    """Received, sold, taken back, sold again: one row each, though its lines carried other units too."""
    unit = {"product_code": "P02"}
    desk.recorded("receipts", receipt("YS2", "", "2", serial="SN1;SN2", **unit))
    desk.recorded("sales", sale("XS1", "", "2", serial="SN1;SN2", **unit))
    desk.recorded("returns", returned("TH1", "", serial="SN1", **unit))
    desk.recorded(
        "sales", sale("XS2", "", "1", serial="SN1", customer_code="C2", sold_on="2026-06-01", **unit)
    )
    assert _moves(desk.cli.trace("--product", "P02", "--serial", "SN1")) == [
        ("received", "YS2", "S1", "1"),
        ("sold", "XS1", "C1", "1"),
        ("returned", "TH1", "C1", "1"),
        ("sold", "XS2", "C2", "1"),
    ]


def test_a_trace_takes_both_cut_offs(desk: Desk) -> None:
    """What had happened by then, as known by then."""
    _trade(desk)
    known = desk.cli.position()
    desk.recorded("voids", void("returns", "TH2"))
    desk.recorded("voids", void("sales", "XS2"))
    now = [row["doc_no"] for row in desk.cli.trace("--lot", "L1")]
    early = [row["doc_no"] for row in desk.cli.trace("--lot", "L1", "--at", "2026-05-09")]
    then = [row["doc_no"] for row in desk.cli.trace("--lot", "L1", "--at", "2026-05-10", "--known-at", known)]
    assert now == early == ["YS1", "XS1", "TH1"]
    assert then == ["YS1", "XS1", "TH1", "XS2"]


def test_a_lot_of_two_products_is_told_apart(desk: Desk) -> None:
    """Lots are the products' own: the same number on another product is another lot."""
    desk.recorded("receipts", receipt("YS2", product_code="P03", quantity="1", serial="SN1"))
    assert [row["doc_no"] for row in desk.cli.trace("--product", "P01", "--lot", "L1")] == ["YS1"]
    assert [row["doc_no"] for row in desk.cli.trace("--lot", "L1")] == ["YS1", "YS2"]


def test_what_nobody_knows_is_refused_with_what_is_near(desk: Desk) -> None:
    """A lot that is known and had not moved yet has no movements: exit code 0."""
    assert desk.cli.trace("--lot", "L1", "--at", "2025-12-31") == []
    refused = desk.cli.run("trace", "--lot", "l1", "--format", "json", expect=2)
    assert refused.err.splitlines() == [
        "Reading the scope: expected a known value of --lot, got 'l1'.",
        "The nearest known ones: L1.",
    ]
    refused = desk.cli.run("trace", "--lot", "九宫格", expect=2)
    assert refused.err.splitlines()[1] == "None is near; known are for example: L1."
    refused = desk.cli.run("trace", "--serial", "SN1", expect=2)
    assert refused.err.splitlines()[1] == "None of that kind is known yet."
    refused = desk.cli.run("trace", "--customer", "C404", "--format", "json", expect=2)
    assert "--customer" in refused.err


def test_what_nobody_knows_is_refused_in_every_option(desk: Desk) -> None:
    """Interface rule 10: with what is near, as a recall does; nor is a separator alone everything."""
    _trade(desk)
    near = {
        "--lot": ("L9", "The nearest known ones: L1."),
        "--serial": ("SN9", "None of that kind is known yet."),
        "--customer": ("C9", "The nearest known ones: C1, C2."),
        "--supplier": ("S9", "The nearest known ones: S1."),
        "--product": ("P09", "The nearest known ones: P01, P02, P03."),
        "--receipt": ("YS9", "The nearest known ones: YS1."),
    }
    for option, (value, advice) in near.items():
        also = ("--lot", "L1") if option == "--product" else ()
        for verb in (("trace",), ("recall", "preview")):
            if option == "--receipt" and verb != ("trace",):
                continue
            for given in (value, ";"):
                said = desk.cli.run(*verb, option, given, *also, expect=2).err.splitlines()
                assert said[0] == f"Reading the scope: expected a known value of {option}, got {given!r}."
            assert desk.cli.run(*verb, option, value, *also, expect=2).err.splitlines()[1] == advice
    for verb in (("trace",), ("recall", "preview")):
        assert "got ';'" in desk.cli.run(*verb, "--udi", ";", expect=2).err
