"""票、帐、货相符: what matches, what differs, since when, and what ends it (P-02, C-25)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.log.prepared import Prepared
from projections.answers.trade.matching.papers import BILL, GOODS, Line, MatchedPaper, allot
from tests.support.asking import asking
from tests.support.events import event, received, returned, sold, voided


def checked(no: str, sale: str | None = "XS1", line: int | None = 1, **rest: Any) -> Prepared:
    defaults = {"customer_code": "C1", "product_code": "P1", "outbound_on": "2026-05-01", "quantity": "10"}
    defaults |= {"check_result": "passed", "checker": "S2"}
    named = {"outbound_no": no, "line": 1, "sale_no": sale, "sale_line": line}
    return event("outbound_checked", defaults, **(named | rest))


def bill(no: str, sale: str | None = "XS1", line: int | None = 1, **rest: Any) -> Prepared:
    defaults = {"invoice_kind": "sales", "issued_on": "2026-05-03", "amount": "100", "quantity": "10"}
    defaults |= {"product_code": "P1", "customer_code": "C1"}
    named = {"invoice_no": no, "line": 1, "sale_no": sale, "sale_line": line}
    return event("invoice_issued", defaults, **(named | rest))


def sale(no: str = "XS1", line: int = 1, **rest: Any) -> Prepared:
    return sold(no, line, **({"quantity": "10", "unit_price": "10", "customer_name": "医院"} | rest))


def purchase(no: str = "CG1", line: int = 1, **rest: Any) -> Prepared:
    defaults = {"purchased_on": "2026-03-01", "supplier_code": "V1", "product_code": "P1"}
    defaults |= {"quantity": "10", "amount": "80", "purchaser": "S3"}
    return event("goods_purchased", defaults, purchase_no=no, line=line, **rest)


def got(no: str, of: str | None = "CG1", **rest: Any) -> Prepared:
    return event(
        "invoice_issued",
        {"invoice_kind": "purchase", "invoice_direction": "received", "issued_on": "2026-04-03"},
        invoice_no=no,
        line=1,
        purchase_no=of,
        **({"supplier_code": "V1", "product_code": "P1", "quantity": "10", "amount": "80"} | rest),
    )


def explained(line: int | None = 1, **rest: Any) -> Prepared:
    defaults = {"match_direction": "sales", "doc_no": "XS1", "reason": "运费另开票", "approver": "S9"}
    return event(
        "match_explained",
        defaults | {"explained_on": "2026-06-10"},
        explanation_no="SM1",
        line=line,
        **rest,
    )


def states(*events: Prepared, **asked: Any) -> dict[tuple[str, int | None], str]:
    with asking(*events) as tables:
        found = tables.rows("three_way_matches", **asked)
    return {(row["doc_no"], row["line"]): row["match_state"] for row in found}


def test_bill_record_and_goods_that_agree_match():
    with asking(sale(), checked("CK1"), bill("FP1", tax_amount="13")) as tables:
        [row] = tables.rows("three_way_matches")
    assert row == {
        "match_direction": "sales",
        "doc_no": "XS1",
        "line": 1,
        "customer_code": "C1",
        "supplier_code": None,
        "party_name": "医院",
        "product_code": "P1",
        "product_name": None,
        "lot": None,
        "serial": None,
        "record_quantity": "10",
        "goods_quantity": "10",
        "invoice_quantity": "10",
        "record_amount": "100",
        "invoice_amount": "100",
        "invoice_no": "FP1",
        "match_state": "matched",
        "days_open": None,
        "owner": "S1",
        "explanation": None,
    }


def test_a_gift_owes_no_bill():
    """S0-1 4.3: it is told as what it is; what is billed all the same is held against it."""
    assert states(sale(sale_kind="gift")) == {("XS1", 1): "gift"}
    assert states(sale(sale_kind="gift"), checked("CK1")) == {("XS1", 1): "gift"}
    assert states(sale(sale_kind="gift"), checked("CK1"), bill("FP1")) == {("XS1", 1): "matched"}
    assert states(sale(sale_kind="sale")) == {("XS1", 1): "no_invoice"}


def test_what_is_missing_or_differs_is_said():
    assert states(sale()) == {("XS1", 1): "no_invoice"}
    assert states(sale(), checked("CK1")) == {("XS1", 1): "no_invoice"}
    assert states(sale(), bill("FP1")) == {("XS1", 1): "no_goods"}
    assert states(sale(), checked("CK1", check_result="blocked"), bill("FP1")) == {("XS1", 1): "no_goods"}
    assert states(sale(), checked("CK1", quantity="9"), bill("FP1")) == {("XS1", 1): "quantity_differs"}
    assert states(sale(), checked("CK1"), bill("FP1", quantity="9")) == {("XS1", 1): "quantity_differs"}
    assert states(sale(), checked("CK1"), bill("FP1", amount="99")) == {("XS1", 1): "price_differs"}


def test_the_amount_of_a_bill_may_be_stated_without_its_tax_and_a_fen_is_no_difference():
    whole = bill("FP1", amount="88.5", tax_amount="11.5")
    assert states(sale(), checked("CK1"), whole) == {("XS1", 1): "matched"}
    assert states(sale(), checked("CK1"), bill("FP1", amount="100.01")) == {("XS1", 1): "matched"}
    assert states(sale(), checked("CK1"), bill("FP1", amount="100.02")) == {("XS1", 1): "price_differs"}


def test_the_house_sets_by_how_much_amounts_may_differ():
    setting = event(
        "rule_set",
        {"rule_kind": "threshold", "title": "尾差", "setting": "value", "approver": "S9"},
        rule_key="MATCH.AMOUNT",
        value="1",
        effective_from="2026-06-01",
    )
    events = (sale(), checked("CK1"), bill("FP1", amount="99"), setting)
    assert states(*events) == {("XS1", 1): "matched"}
    assert states(*events, at="2026-05-31") == {("XS1", 1): "price_differs"}


def test_a_paper_that_names_no_line_fills_the_lines_of_its_goods_in_order():
    lines = [sale("XS1", 1, lot="L1"), sale("XS1", 2, lot="L2"), sale("XS1", 3, product="P2")]
    out = checked("CK1", line=None, quantity="10", lot="L1"), checked("CK2", line=None, lot="L2")
    bills = bill("FP1", line=None, quantity="20", amount="200"), bill("FP2", line=None, product="P2")
    with asking(*lines, *out, *bills) as tables:
        found = tables.rows("three_way_matches")
    assert [(row["line"], row["goods_quantity"], row["invoice_quantity"]) for row in found] == [
        (1, "10", "10"),
        (2, "10", "10"),
        (3, None, "10"),
    ]
    assert [row["invoice_amount"] for row in found] == ["100", "100", "100"]


def test_shipments_tell_of_the_goods_where_nothing_was_checked_out():
    shipment = event(
        "goods_shipped",
        {"shipped_on": "2026-05-01", "customer_code": "C1", "product_code": "P1", "quantity": "10"},
        shipment_no="YS1",
        line=1,
        sale_no="XS1",
        transport_mode="carrier",
    )
    assert states(sale(), shipment, bill("FP1")) == {("XS1", 1): "matched"}
    assert states(sale(), checked("CK1"), shipment, bill("FP1")) == {("XS1", 1): "matched"}


def test_goods_that_go_straight_to_the_customer_are_told_by_their_receipt():
    direct = sale(sale_mode="drop_shipment", purchase_no="CG1")
    receipt = received("YS1", quantity="10", drop_shipment=True, purchase_no="CG1")
    found = states(direct, receipt, bill("FP1"), match_direction="sales")
    assert found == {("XS1", 1): "matched"}


def test_goods_used_from_a_consignment_had_gone_out_before():
    used = event(
        "consignment_use_confirmed",
        consignment_no="XP1",
        line=1,
        used_on="2026-05-01",
        used_quantity="10",
        sale_no="XS1",
        sale_line=1,
    )
    assert states(sale(consignment_no="XP1"), used, bill("FP1")) == {("XS1", 1): "matched"}


@pytest.mark.parametrize(
    ("told", "days_open"),
    [
        ({"used_on": "2026-06-29"}, 1),
        ({"event_time": "2026-06-28T16:30:00.000000Z"}, 1),  # half past midnight here
        ({}, 180),  # nobody says when: recorded on New Year's Day
    ],
    ids=["day", "time", "untold"],
)
def test_goods_used_are_open_from_the_day_of_their_use(told: dict[str, str], days_open: int) -> None:
    used = event(
        "consignment_use_confirmed",
        consignment_no="XP1",
        used_quantity="10",
        sale_no="XS1",
        sale_line=1,
        **told,
    )
    with asking(used) as tables:
        [row] = tables.rows("three_way_matches")
    assert (row["match_state"], row["days_open"]) == ("no_record", days_open)


def test_goods_and_bills_without_a_record_are_listed_under_what_they_name():
    alone = bill("FP9", sale=None, line=None), checked("CK9", sale=None, line=None)
    unknown = checked("CK2", sale="XS7", line=2), bill("FP2", sale="XS7", line=2)
    with asking(*alone, *unknown) as tables:
        found = tables.rows("three_way_matches")
    assert [(row["doc_no"], row["line"], row["match_state"]) for row in found] == [
        ("CK9", 1, "no_record"),
        ("FP9", 1, "no_record"),
        ("XS7", 2, "no_record"),
    ]
    assert [row["record_quantity"] for row in found] == [None] * 3
    assert (found[2]["goods_quantity"], found[2]["invoice_quantity"]) == ("10", "10")
    assert (found[0]["owner"], found[2]["customer_code"]) == ("S2", "C1")


def test_goods_of_another_lot_than_the_record_says_stand_apart():
    found = states(sale(lot="L1"), checked("CK1", line=None, lot="L2"), bill("FP1"))
    assert found == {("XS1", 1): "no_goods", ("XS1", None): "no_record"}


def test_what_comes_back_lessens_record_and_goods_until_a_red_bill_lessens_the_bill():
    before = (sale(), checked("CK1"), bill("FP1"))
    back = returned("TH1", quantity="4", sale_no="XS1", sale_line=1, returned_on="2026-06-01")
    red = bill("FP2", invoice_kind="red", quantity="4", amount="40", issued_on="2026-06-20")
    with asking(*before, back, red) as tables:
        [then] = tables.rows("three_way_matches", at="2026-06-11")
        [now] = tables.rows("three_way_matches")
    assert (then["match_state"], then["days_open"]) == ("quantity_differs", 10)
    assert [then[f"{side}_quantity"] for side in ("record", "goods", "invoice")] == ["6", "6", "10"]
    assert (now["match_state"], now["invoice_quantity"], now["record_amount"]) == ("matched", "6", "60")


def test_a_red_bill_goes_where_the_bill_went_that_it_reverses():
    back = returned("TH1", quantity="10", sale_no="XS1", sale_line=1)
    red = bill("FP2", sale=None, line=None, invoice_kind="red", red_of="FP1")
    assert states(sale(), checked("CK1"), bill("FP1"), back, red) == {("XS1", 1): "matched"}


def test_a_unit_exchanged_or_repaired_leaves_the_sale_as_it_was():
    back = returned("TH1", quantity="1", sale_no="XS1", sale_line=1, disposition="replaced")
    exchange = event(
        "unit_exchanged",
        {"exchanged_on": "2026-06-02", "customer_code": "C1", "product_code": "P1", "quantity": "1"},
        exchange_no="HH1",
        line=1,
        replacement_product_code="P1",
        replacement_outbound_no="CK2",
        reason="故障",
        handler="S1",
    )
    events = (sale(), checked("CK1"), bill("FP1"), back, exchange, checked("CK2", quantity="1"))
    assert states(*events) == {("XS1", 1): "matched"}


def test_one_bill_may_serve_several_sales_that_name_it():
    lines = [sale(f"XS{number}", invoice_no="FP1") for number in (1, 2, 3)]
    out = [checked(f"CK{number}", sale=f"XS{number}") for number in (1, 2, 3)]
    whole = bill("FP1", sale=None, line=None, quantity="28", amount="280")
    with asking(*lines, *out, whole) as tables:
        found = tables.rows("three_way_matches")
        asked_for_one = tables.rows("three_way_matches", doc_no="XS3")
    assert [row["invoice_quantity"] for row in found] == ["10", "10", "8"]
    assert [row["match_state"] for row in found] == ["matched", "matched", "quantity_differs"]
    assert asked_for_one == found[2:]


def test_purchases_are_held_against_receipts_and_the_suppliers_bills():
    receipt = received("YS1", purchase_no="CG1", quantity="10", accepted_on="2026-04-01")
    with asking(purchase(), receipt, got("FP1")) as tables:
        [row] = tables.rows("three_way_matches")
        [first] = tables.rows("three_way_matches", at="2026-03-11")
        [then] = tables.rows("three_way_matches", at="2026-04-02")
    assert (row["match_direction"], row["match_state"], row["owner"]) == ("purchase", "matched", "S3")
    assert (first["match_state"], first["days_open"]) == ("no_goods", 10)
    assert (then["match_state"], then["days_open"]) == ("no_invoice", 32)


def test_a_receipt_without_a_purchase_has_no_record():
    with asking(received("YS1", 2)) as tables:
        [row] = tables.rows("three_way_matches")
    assert (row["doc_no"], row["line"], row["match_state"]) == ("YS1", 2, "no_record")
    assert (row["supplier_code"], row["days_open"]) == ("V1", 90)


def test_what_went_back_to_the_supplier_lessens_the_purchase():
    receipt = received("YS1", purchase_no="CG1", quantity="10")
    gone = event(
        "goods_disposed",
        {"disposal_kind": "returned_to_supplier", "disposed_on": "2026-05-01", "decided_by": "S9"},
        disposal_no="CZ1",
        line=1,
        purchase_no="CG1",
        product_code="P1",
        quantity="2",
        reason="退供",
    )
    red = got("FP2", invoice_kind="red", quantity="2", amount="16", issued_on="2026-05-05")
    assert states(purchase(), receipt, got("FP1"), gone) == {("CG1", 1): "quantity_differs"}
    assert states(purchase(), receipt, got("FP1"), gone, red) == {("CG1", 1): "matched"}


def test_an_explanation_closes_a_difference_from_its_day_until_it_is_voided():
    events = [
        sale(),
        checked("CK1"),
        bill("FP1", amount="99"),
        explained(),
        voided("match_explanations", "SM1", [4]),
    ]
    with asking(*events) as tables:
        [before] = tables.rows("three_way_matches", at="2026-06-09", known=4)
        [row] = tables.rows("three_way_matches", known=4)
        [after] = tables.rows("three_way_matches")
    assert before["match_state"] == after["match_state"] == "price_differs"
    assert (row["match_state"], row["explanation"], row["days_open"]) == ("explained", "运费另开票", None)


def test_an_explanation_may_be_of_one_kind_of_difference_or_of_a_whole_document():
    bills = bill("FP1", amount="99")
    assert states(sale(), checked("CK1"), bills, explained(match_state="no_goods")) == {
        ("XS1", 1): "price_differs"
    }
    assert states(sale(), sale(line=2), explained(None)) == {("XS1", 1): "explained", ("XS1", 2): "explained"}
    assert states(sale(), checked("CK1"), bill("FP1"), explained()) == {("XS1", 1): "matched"}


def test_a_late_bill_counts_from_when_it_was_known_and_a_voided_one_until_then():
    events = [sale(), checked("CK1"), bill("FP1"), voided("invoices", "FP1", [3])]
    assert states(*events, known=2) == {("XS1", 1): "no_invoice"}
    assert states(*events, known=3) == {("XS1", 1): "matched"}
    assert states(*events, known=3, at="2026-05-02") == {("XS1", 1): "no_invoice"}
    assert states(*events) == {("XS1", 1): "no_invoice"}


def test_documents_come_in_the_order_of_their_numbers_purchases_first():
    events = [sale("B"), sale("A", 2), sale("A", 1), sale("a"), checked("AA", sale=None, line=None)]
    with asking(*events, purchase("Z")) as tables:
        found = tables.rows("three_way_matches")
    assert [(row["doc_no"], row["line"]) for row in found] == [
        ("Z", 1),
        ("A", 1),
        ("A", 2),
        ("AA", 1),
        ("B", 1),
        ("a", 1),
    ]


QUANTITY = st.decimals("0.25", "40", places=2)


@given(
    needed=st.lists(QUANTITY, min_size=1, max_size=5),
    given_out=st.lists(st.tuples(QUANTITY, st.decimals("0", "999", places=2)), max_size=6),
)
def test_nothing_is_lost_or_made_when_papers_are_laid_on_lines(
    needed: list[Decimal], given_out: list[tuple[Decimal, Decimal]]
):
    lines = [Line("XS1", number, "2026-05-01", {}, quantity=one) for number, one in enumerate(needed, 1)]
    for quantity, amount in given_out:
        papers = [
            MatchedPaper(kind, "2026-05-01", "N", quantity=quantity, amount=amount) for kind in (GOODS, BILL)
        ]
        assert allot(lines, papers) == []
    shares = [paper for line in lines for paper in line.papers if paper.kind == BILL]
    assert sum(one.quantity or 0 for one in shares) == sum(quantity for quantity, _ in given_out)
    assert sum(one.amount or 0 for one in shares) == sum(amount for _, amount in given_out)
    for line in lines[:-1]:
        assert line.taken(GOODS) <= (line.quantity or 0)
