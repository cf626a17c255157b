"""Stock by status: always the sum of its movements; and recalls reconciled whatever moved."""

from __future__ import annotations

from dataclasses import asdict
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from ledger import clock
from ledger.log.prepared import Prepared
from projections.answers.goods.recall import preview
from projections.answers.goods.stock import StockGoods, statuses
from projections.answers.goods.trace import trace
from tests.support.budgets import examples
from tests.support.events import ZONE, event, received, returned, sold, voided
from tests.support.histories import DAYS, scopes
from tests.support.naive_stock import KEPT, standing
from tests.support.small_tables import NOW, cutoff, recalled, tables_of, traced
from tests.support.stock_histories import stock_histories

STORED = {"lot": "L1", "product_code": "P1"}


def consigned(quantity: str = "10", number: str = "XP1", **rest: Any) -> Prepared:
    """Return goods that went to a clinic to choose from."""
    fields = {"consignment_kind": "clinical_choice", "consigned_on": "2026-04-10", "customer_code": "C1"}
    fields |= STORED | {"handler": "S1"}
    return event("goods_consigned_out", fields, consignment_no=number, line=1, quantity=quantity, **rest)


def used(quantity: str, day: str = "2026-04-12", number: str = "XP1") -> Prepared:
    """Return that some of them were used."""
    named = {"consignment_no": number, "line": 1}
    return event("consignment_use_confirmed", used_on=day, used_quantity=quantity, **named)


def unused(quantity: str, day: str = "2026-04-15", **rest: Any) -> Prepared:
    """Return that some of them came back."""
    named = {"consignment_no": "XP1", "line": 1}
    return event("consignment_unused_returned", returned_on=day, unused_quantity=quantity, **named, **rest)


def disposed(quantity: str, number: str = "CZ1", **rest: Any) -> Prepared:
    """Return goods that were destroyed."""
    fields = {"disposal_kind": "destroyed", "disposed_on": "2026-05-10", "reason": "破损", "decided_by": "S1"}
    return event("goods_disposed", fields | STORED, disposal_no=number, line=1, quantity=quantity, **rest)


def counted(book: str, found: str, **rest: Any) -> Prepared:
    """Return a stocktake line."""
    fields = STORED | {"book_quantity": book, "counted_quantity": found, "counted_on": "2026-05-20"}
    return event("stock_counted", fields, stocktake_no="PD1", line=1, **rest)


def set_apart(quantity: str, stage: str = "storage", number: str = "BHG1", **rest: Any) -> Prepared:
    """Return goods found nonconforming."""
    fields = STORED | {"found_on": "2026-05-02", "found_stage": stage, "nonconformity": "破损"}
    return event("nonconformity_found", fields, nonconformity_no=number, quantity=quantity, **rest)


def released(conclusion: str = "conforming", **rest: Any) -> Prepared:
    """Return the verdict on them."""
    named = {"nonconformity_no": "BHG1", "confirmed_on": "2026-05-04", "conclusion": conclusion}
    return event("nonconformity_confirmed", named, **rest)


def exchanged(old: str | None, new: str | None, **rest: Any) -> Prepared:
    """Return a unit of lot L1 exchanged for another."""
    fields = {"exchanged_on": "2026-05-15", "customer_code": "C1", "reason": "故障", "handler": "S1"}
    fields |= STORED | {"serial": old, "replacement_serial": new, "replacement_lot": "L1"}
    fields |= {"replacement_product_code": "P1", "exchange_no": "HH1", "quantity": "1"}
    return event("unit_exchanged", fields, line=1, **rest)


def lines(*history: Prepared, day: str | None = None, known: int = NOW, **which: Any) -> list[dict[str, Any]]:
    """Return the statuses of all goods, without what is zero."""
    with tables_of(*history) as connection:
        found = list(statuses(connection, cutoff(day, known), **which))
    return [
        {name: value for name, value in line.items() if value not in {"0", None, "P1", "L1"}}
        for line in found
    ]


def test_every_status_of_a_lot_day_by_day():
    history = [
        received("YS1", lot="L1", quantity="100", accepted_quantity="90", refused_quantity="4"),
        consigned("20"),
        used("5"),
        sold("XS1", lot="L1", quantity="5", sold_on="2026-04-12", consignment_no="XP1"),
        unused("15"),
        set_apart("6"),
        disposed("2"),
        disposed("5", "CZ2", nonconformity_no="BHG1"),
        counted("82", "80"),
    ]
    days = ["2026-04-01", "2026-04-10", "2026-04-12", "2026-04-15", "2026-05-02", "2026-05-10", None]
    refused = {"refused": "4", "nonconforming": "6"}
    assert [lines(*history, day=day)[0] for day in days] == [
        {"saleable": "90", **refused},
        {"saleable": "70", "consigned": "20", **refused},
        {"saleable": "70", "consigned": "15", "customer": "5", **refused},
        {"saleable": "85", "customer": "5", **refused},
        {"saleable": "79", "customer": "5", "refused": "4", "nonconforming": "12"},
        {"saleable": "77", "customer": "5", "refused": "4", "nonconforming": "7", "disposed": "7"},
        {"saleable": "75", "customer": "5", "refused": "4", "nonconforming": "7", "disposed": "7"},
    ]


def test_goods_whose_verdict_is_open_await_it():
    history = [received("YS1", lot="L1", quantity="8", accepted_quantity="0", conclusion="pending")]
    assert lines(*history) == [{"awaiting": "8"}]


def test_released_goods_are_saleable_again_and_those_never_accepted_are_not():
    history = [received("YS1", lot="L1", quantity="8", accepted_quantity="5")]
    assert lines(*history, set_apart("2"), released()) == [{"saleable": "5", "nonconforming": "3"}]
    assert lines(*history, set_apart("3", "receipt"), released()) == [{"saleable": "5", "nonconforming": "3"}]


def test_what_is_taken_beyond_the_stock_is_short():
    history = [received("YS1", lot="L1", quantity="3"), sold("XS1", lot="L1", quantity="2"), disposed("2.5")]
    assert lines(*history) == [{"short": "1.5", "customer": "2", "disposed": "2.5"}]


def test_an_exchange_moves_both_units():
    history = [received("YS1", lot="L1", serial="A;B", quantity="2"), sold("XS1", lot="L1", serial="A")]
    both = [{"serial": "A", "quarantined": "1"}, {"serial": "B", "customer": "1"}]
    assert lines(*history, exchanged("A", "B")) == both
    back = returned("TH1", lot="L1", serial="A", disposition="replaced", returned_on="2026-05-14")
    assert lines(*history, back, exchanged("A", "B", return_no="TH1")) == both


def test_goods_exchanged_for_others_of_the_same_lot_are_one_move():
    history = [
        received("YS1", lot="L1", quantity="9"),
        sold("XS1", lot="L1", quantity="2"),
        exchanged(None, None, quantity="2"),
    ]
    assert lines(*history) == [{"saleable": "5", "quarantined": "2", "customer": "2"}]


def test_a_loan_comes_back_by_its_return():
    history = [
        received("YS1", lot="L1", quantity="9"),
        consigned("4", consignment_kind="loan"),
        returned("TH1", lot="L1", quantity="3", return_kind="unused_consignment", consignment_no="XP1"),
    ]
    assert lines(*history, day="2026-05-31") == [{"saleable": "5", "on_loan": "4"}]
    assert lines(*history) == [{"saleable": "8", "on_loan": "1"}]
    assert lines(*history, unused("3", return_no="TH1")) == [{"saleable": "8", "on_loan": "1"}]


def test_a_voided_stage_moved_nothing():
    history = [
        received("YS1", lot="L1", quantity="9"),
        consigned("4"),
        used("4"),
        voided("consignments", "XP1", [3]),
        used("1"),
    ]
    assert lines(*history, known=4) == [{"saleable": "5", "consigned": "4"}]
    assert lines(*history) == [{"saleable": "6", "consigned": "3"}]


def test_a_hold_is_laid_over_what_is_saleable():
    history = [received("YS1", lot="L1", quantity="9"), sold("XS1", lot="L1", quantity="2")]

    def held(goods: StockGoods, saleable: Decimal) -> Decimal:
        return min(saleable, Decimal(5)) if goods.lot == "L1" else Decimal(0)

    assert lines(*history, held=held) == [{"saleable": "7", "held": "5", "customer": "2"}]


def test_a_recall_finds_consigned_goods_with_whom_they_are():
    """They are on hand, because they are ours; the row names the customer who has them."""
    history = [
        received("YS1", lot="L1", quantity="20"),
        consigned("10", customer_name="医院一"),
        used("3"),
        sold("XS1", lot="L1", quantity="3", sold_on="2026-04-12"),
        consigned("2", "XP2", customer_code="C2"),
    ]
    goods = {"product_code": "P1", "lot": "L1", "serial": None}
    answer = recalled(*history, lots="L1")
    assert [{key: value for key, value in row.items() if key != "unit"} for row in answer["on_hand"]] == [
        {**goods, "status": "consigned", "quantity": "7", "customer_code": "C1", "customer_name": "医院一"},
        {**goods, "status": "consigned", "quantity": "2", "customer_code": "C2", "customer_name": None},
        {**goods, "status": "saleable", "quantity": "8"},
    ]
    totals = answer["totals"]
    assert (totals["on_hand"], totals["outstanding"], totals["unexplained"]) == ("17", "3", "0")


def test_several_consigned_units_of_which_one_was_sold():
    """The stage says that one was used, the sale says which: nothing is counted twice."""
    history = [
        received("YS1", lot="L1", serial="A;B;C", quantity="3"),
        consigned("3", serial="A;B;C"),
        used("1"),
        sold("XS1", lot="L1", serial="B"),
    ]
    for known, on_hand in ((3, "3"), (4, "2")):
        totals = recalled(*history, lots="L1", known=known)["totals"]
        assert (totals["on_hand"], totals["unexplained"]) == (on_hand, "0")


def test_goods_that_failed_at_the_receipt_stay_out_of_the_reconciliation():
    """Sent back to the supplier they are neither on hand nor among the accepted goods."""
    history = [
        received("YS1", lot="L1", quantity="10", accepted_quantity="7"),
        set_apart("3", "receipt"),
        disposed("3", nonconformity_no="BHG1", disposal_kind="returned_to_supplier"),
        set_apart("2", number="BHG2"),
        disposed("1", "CZ2", nonconformity_no="BHG2"),
    ]
    first = recalled(*history[:3], lots="L1")["totals"]
    assert (first["on_hand"], first["returned_to_supplier"], first["unexplained"]) == ("7", "0", "0")
    totals = recalled(*history, lots="L1")["totals"]
    assert (
        Decimal(totals["on_hand"]) + Decimal(totals["disposed"]) + Decimal(totals["returned_to_supplier"])
        == 7
    )
    assert totals["unexplained"] == "0"


def test_a_difference_found_by_counting_is_unexplained():
    history = [received("YS1", lot="L1", quantity="10")]
    assert recalled(*history, counted("10", "8"), lots="L1")["totals"]["unexplained"] == "2"
    assert recalled(*history, counted("10", "11"), lots="L1")["totals"]["unexplained"] == "-1"


def test_the_way_of_a_lot_shows_every_movement():
    history = [
        received("YS1", lot="L1", quantity="20"),
        consigned("10"),
        used("3"),
        sold("XS1", lot="L1", quantity="3", sold_on="2026-04-12"),
        unused("7"),
        set_apart("5"),
        released("nonconforming"),
        disposed("5", nonconformity_no="BHG1"),
        counted("12", "11"),
    ]
    found = traced(*history, lots="L1")["movements"]
    names = ("kind", "doc_no", "on_date", "quantity", "on_hand", "outstanding")
    assert [tuple(row[name] for name in names) for row in found] == [
        ("received", "YS1", "2026-04-01", "20", "20", None),
        ("consigned", "XP1", "2026-04-10", "10", "20", None),
        ("used", "XP1", "2026-04-12", "3", "20", None),
        ("sold", "XS1", "2026-04-12", "3", "17", "3"),
        ("unused", "XP1", "2026-04-15", "7", "17", None),
        ("set_apart", "BHG1", "2026-05-02", "5", "17", None),
        ("disposed", "CZ1", "2026-05-10", "5", "12", None),
        ("counted", "PD1", "2026-05-20", "1", "11", None),
    ]
    assert [(row["from_status"], row["to_status"]) for row in found if "from_status" in row] == [
        ("saleable", "consigned"),
        ("consigned", "saleable"),
        ("consigned", "saleable"),
        ("saleable", "nonconforming"),
        ("nonconforming", "disposed"),
        ("saleable", "outside"),
    ]
    assert [row["doc_no"] for row in traced(*history, customers="C1")["movements"]] == [
        "XP1",
        "XP1",
        "XS1",
        "XP1",
    ]


@settings(deadline=None, max_examples=examples(150))
@given(stock_histories(), st.data())
def test_stock_by_status_is_the_sum_of_its_movements(history: list[Prepared], data: st.DataObject) -> None:
    """For whatever history, at any cut-off."""
    day = data.draw(st.sampled_from([None, *DAYS]))
    known = data.draw(st.integers(0, len(history)))
    with tables_of(*history) as connection:
        found = {_goods(line): _standing(line) for line in statuses(connection, cutoff(day, known))}
    at = None if day is None else clock.end_of(day, ZONE)
    assert found == standing(history, at, known)


@settings(deadline=None, max_examples=examples(100))
@given(stock_histories(), scopes(), st.data())
def test_recalls_add_up_whatever_moved(history: list[Prepared], scope: Any, data: st.DataObject) -> None:
    """The reconciliation identity, and rows that make up their totals; a trace never fails."""
    day = data.draw(st.sampled_from([None, *DAYS]))
    known = data.draw(st.integers(0, len(history)))
    with tables_of(*history) as connection:
        answer = asdict(preview(connection, cutoff(day, known), scope))
        trace(connection, cutoff(day, known), scope, zone=ZONE)
    totals = {name: Decimal(value) for name, value in answer["totals"].items()}
    gone = totals["outstanding"] + totals["disposed"] + totals["returned_to_supplier"]
    assert totals["accepted"] == totals["on_hand"] + gone + totals["unexplained"]
    quantities = [Decimal(row["quantity"]) for row in answer["on_hand"]]
    assert all(quantity > 0 for quantity in quantities)
    assert sum(quantities) == totals["on_hand"]
    shown = sum(Decimal(row["outstanding"]) for row in answer["consignees"])
    assert answer["narrowed"] or shown == totals["outstanding"]


def _goods(line: dict[str, Any]) -> tuple[str, str, str]:
    return line["product_code"], line["lot"] or "", line["serial"] or ""


def _standing(line: dict[str, Any]) -> dict[str, Fraction]:
    found = {status: Fraction(line[status]) for status in KEPT}
    found["saleable"] -= Fraction(line["short"])
    return {status: quantity for status, quantity in found.items() if quantity}
