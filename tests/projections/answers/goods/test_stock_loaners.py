"""Loaners of repairs in the stock, in traces and in recalls: lent they are ours, and a recall finds them."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.log.prepared import Prepared
from projections.answers.goods.stock import statuses
from tests.support.events import received, voided
from tests.support.repair_events import CALL, WHOLE, at, called, stage
from tests.support.small_tables import cutoff, recalled, tables_of, traced
from tests.support.view_answers import columns, view_of

LENT = stage("loaner_issued", loaner_product_code="P1", loaner_serial="LN1", loaner_issued_at=at(4))


def back(**rest: Any) -> Prepared:
    """Return that the loaner came back on 11 March."""
    fields: dict[str, Any] = {"loaner_serial": "LN1", "loaner_returned_at": at(11), "loaner_state": "划伤"}
    return stage("loaner_returned", **(fields | rest))


def where(*history: Prepared, day: str | None = None, known: int = 10**9) -> dict[str, str]:
    """Return in which status each unit is; one that stands nowhere is left out."""
    found = {}
    with tables_of(*history) as connection:
        for line in statuses(connection, cutoff(day, known)):
            there = [
                name
                for name in ("saleable", "quarantined", "on_loan", "customer", "short")
                if line[name] not in {"0", None}
            ]
            found[line["serial"] or ""] = "+".join(there)
    return found


BASE = [received("YS0", serial="LN1;LN2", quantity="2", received_on="2026-01-05"), *CALL, LENT]


def test_a_loaner_is_lent_and_comes_back_to_quarantine() -> None:
    assert where(*BASE) == {"LN1": "on_loan", "LN2": "saleable"}
    assert where(*BASE, day="2026-03-03") == {"LN1": "saleable", "LN2": "saleable"}
    assert where(*BASE, back()) == {"LN1": "quarantined", "LN2": "saleable"}
    assert where(*BASE, back(), day="2026-03-10") == {"LN1": "on_loan", "LN2": "saleable"}


@pytest.mark.parametrize("state", ["完好", " Intact ", "正常"])
def test_a_sound_loaner_is_saleable_again(state: str) -> None:
    assert where(*BASE, back(loaner_state=state))["LN1"] == "saleable"


@pytest.mark.parametrize("state", [None, "外观完好，屏幕有划痕", "不完好"])
def test_anything_else_waits_to_be_looked_at(state: str | None) -> None:
    assert where(*BASE, back(loaner_state=state))["LN1"] == "quarantined"


def test_what_was_never_lent_does_not_come_back() -> None:
    """Another serial, or a second return: nothing moves."""
    assert where(*BASE, back(loaner_serial="LN2")) == {"LN1": "on_loan", "LN2": "saleable"}
    twice = [*BASE, back(), back(loaner_state="完好")]
    assert where(*twice) == {"LN1": "quarantined", "LN2": "saleable"}


def test_a_voided_return_leaves_it_out() -> None:
    """As known before the void it was back."""
    history = [*BASE, back(), voided("repairs", "WX1", [len(BASE) + 1])]
    assert where(*history)["LN1"] == "on_loan"
    assert where(*history, known=len(BASE) + 1)["LN1"] == "quarantined"
    assert where(*history, back(loaner_state="完好"))["LN1"] == "saleable"


def test_a_trace_follows_the_loaner() -> None:
    """From the receipt to the customer who had it, and back."""
    found = traced(*BASE, back(), serials="LN1")["movements"]
    shown = [(row["kind"], row["on_date"], row["doc_no"], row["customer_code"]) for row in found]
    assert shown == [
        ("received", "2026-01-05", "YS0", None),
        ("lent", "2026-03-04", "WX1", "C1"),
        ("loaner_back", "2026-03-11", "WX1", "C1"),
    ]
    assert [(row["from_status"], row["to_status"]) for row in found[1:]] == [
        ("saleable", "on_loan"),
        ("on_loan", "quarantined"),
    ]


def test_the_trace_sheet_tells_loan_and_repair_apart() -> None:
    """The loaner's sheet has its loan; the customer's unit has its repair, without the loan."""
    rows = view_of("unit_traces", *BASE, back(), serial="LN1")
    assert columns(rows, "doc_no", "trace_role", "moved_in", "moved_out", "balance") == [
        ("YS0", "received", "1", None, "1"),
        ("WX1", "consigned", None, "1", "0"),
        ("WX1", "returned", "1", None, "1"),
    ]
    sheet = view_of("unit_traces", *BASE, back(), *WHOLE[8:10], serial="SN1")
    assert columns(sheet, "trace_role", "conclusion") == [
        *[("serviced", None)] * 6,
        ("checked", "conforming"),
    ]


def test_a_repair_of_an_unnamed_unit_is_not_told_of_every_unit() -> None:
    """It is the matter of one unit, whichever that is."""
    unnamed = called(serial=None)
    assert columns(view_of("unit_traces", *BASE[:1], unnamed, serial="LN1"), "doc_no") == [("YS0",)]
    everything = view_of("unit_traces", *BASE[:1], unnamed, product_code="P1")
    assert ("WX1",) in columns(everything, "doc_no")


def test_a_recall_finds_a_loaner_with_its_customer() -> None:
    """Ours, and not in the house: whom to call is said, by the name that the repair call gives."""
    answer = recalled(*BASE, products="P1")
    assert answer["on_hand"] == [
        {
            "product_code": "P1",
            "lot": None,
            "serial": "LN1",
            "status": "on_loan",
            "quantity": "1",
            "customer_code": "C1",
            "customer_name": "客户C1",
            "unit": None,
        },
        {
            "product_code": "P1",
            "lot": None,
            "serial": "LN2",
            "status": "saleable",
            "quantity": "1",
            "unit": None,
        },
    ]
    assert (answer["totals"]["on_hand"], answer["totals"]["unexplained"]) == ("2", "0")
    nameless = [one for one in BASE if one is not CALL[0]]
    nameless.insert(1, called(customer_name=None))
    [lent, _] = recalled(*nameless, products="P1")["on_hand"]
    assert (lent["customer_code"], lent["customer_name"]) == ("C1", None)
    by_customer = recalled(*BASE, customers="C1")["on_hand"]
    assert [row["serial"] for row in by_customer if "customer_code" in row] == ["LN1"]
