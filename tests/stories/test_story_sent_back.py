"""A return that was sent to the supplier, and papers that say so again: the goods move once (GSP §106)."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.bringing_papers import ONE_BY_ONE, WAYS, bring
from tests.support.budgets import budget, examples
from tests.support.desk import Desk, Row, returned, sale, void
from tests.support.houses import Place
from tests.support.sent_worlds import DAYS, SENT, SentWorld, as_papers, naive, naive_beyond, naive_lacking

_PLACE = frozenset(
    {
        *("position", "known_since", "because", "seen_at_recording", "record_time"),
        *("known_at", "event_position", "event_hash", "voided_at"),
        "balance",  # of one day's lines, as they were recorded
    }
)
_ORDERS = {name: WAYS[name] for name in ("as it happened", "backwards")} | {"one by one": ONE_BY_ONE}
_TOO_MUCH = ("M-24", "M-24b")
TH1 = returned("TH1", quantity="4", disposition="退还供应商")


def paper(no: str, quantity: str, **more: str) -> Row:
    """Return a record that goods of `TH1` were sent to the supplier."""
    row = {"disposal_no": no, "line": "1", "disposal_kind": "退供货者", "disposed_on": "2026-05-25"}
    row |= {"return_no": "TH1", "product_code": "P01", "lot": "L1", "quantity": quantity, "reason": "破损"}
    return row | {"supplier_code": "S1", "decided_by": "E1", **more}


def _bring(desk: Desk, *rows: Row) -> None:
    for row in rows:
        table = next(key for key in ("returns", "disposals", "voids") if _NUMBER[key] in row)
        desk.recorded(table, row)


_NUMBER = {"returns": "returned_on", "disposals": "disposal_no", "voids": "record_table"}


def _told(desk: Desk) -> tuple[str, str, list[tuple[str, str]]]:
    """Return what is in quarantine, what went back to the supplier, and which papers take too much."""
    answer = desk.cli.preview("--lot", "L1")
    waits = [row["quantity"] for row in answer["on_hand"] if row["status"] == "quarantined"]
    found = [(row["rule"], row["doc_no"]) for row in desk.findings() if row["rule"].startswith("M-24")]
    return "".join(waits) or "0", answer["totals"]["returned_to_supplier"], found


@pytest.mark.parametrize(
    ("papers", "expected"),
    [
        ([paper("CZ1", "3")], ("0", "4", [])),
        ([paper("CZ1", "3"), paper("CZ2", "1")], ("0", "4", [])),
        ([paper("CZ1", "4"), paper("CZ2", "4")], ("0", "8", [("M-24", "CZ2")])),
        ([paper("CZ1", "5")], ("0", "5", [("M-24", "CZ1")])),
        ([paper("CZ1", "4", lot="")], ("0", "4", [])),
        ([paper("CZ1", "4", disposed_on="2026-05-19")], ("0", "4", [("M-24", "CZ1")])),
        ([paper("CZ1", "4"), void("disposals", "CZ1")], ("0", "4", [])),
        ([paper("CZ1", "4"), void("disposals", "CZ1"), paper("CZ1", "3")], ("0", "4", [])),
    ],
    ids=["a part", "in parts", "twice", "too much", "without a lot", "too early", "voided", "entered again"],
)
@pytest.mark.parametrize("return_is", ["first", "last"])
def test_the_papers_of_a_return_tell_what_it_has_told(
    desk: Desk, papers: list[Row], expected: tuple[str, str, list[tuple[str, str]]], return_is: str
) -> None:
    """As much was sent as the return says, or as its papers add up to where that is more."""
    desk.recorded("sales", sale(quantity="20"))
    _bring(desk, *([TH1, *papers] if return_is == "first" else [*papers, TH1]))
    assert _told(desk) == expected


def test_a_return_that_is_voided_leaves_its_papers_without_goods(desk: Desk) -> None:
    """And entered again, as it was or only to wait in quarantine, it covers them again."""
    desk.recorded("sales", sale(quantity="20"))
    _bring(desk, TH1, paper("CZ1", "3"), void("returns", "TH1"))
    assert _told(desk) == ("0", "3", [("M-24", "CZ1")])
    _bring(desk, {**TH1, "disposition": "待处理"})
    assert _told(desk) == ("1", "3", [])
    _bring(desk, void("returns", "TH1", reason="录错结果"), {**TH1, "reason": "退供"})
    assert _told(desk) == ("0", "4", [])
    assert desk.cli.preview("--lot", "L1", "--prove")["proof"]["proved"]


@pytest.mark.parametrize("return_is", ["first", "last"])
def test_what_was_set_apart_before_it_was_sent_counts_once(desk: Desk, return_is: str) -> None:
    """The return says that it was sent, a nonconformity that it waits; the disposal of that sends it."""
    desk.recorded("sales", sale(quantity="20"))
    found = {
        "found_on": "2026-05-21",
        "found_stage": "sales_return",
        "nonconformity": "破损",
        "quantity": "3",
    }
    apart = {"nonconformity_no": "BHG1", "return_no": "TH1", "product_code": "P01", "lot": "L1", **found}
    for table, row in (("nonconformities", apart), ("returns", TH1))[:: -1 if return_is == "first" else 1]:
        desk.recorded(table, row)
    answer = desk.cli.preview("--lot", "L1")
    there = {row["status"]: row["quantity"] for row in answer["on_hand"]}
    assert there == {"saleable": "80", "nonconforming": "3"}
    desk.recorded("disposals", paper("CZ1", "3", nonconformity_no="BHG1"))
    assert _told(desk) == ("0", "4", [])


@settings(max_examples=examples(15, gate=1), deadline=None)
@given(seed=st.integers(min_value=0, max_value=10**6))
def test_in_any_order_returns_and_their_papers_give_the_same_answers(at_a_house: Place, seed: int) -> None:
    """Recall answers of every day, stock, the sheet of each lot and open findings; as counted by hand."""
    draw = random.Random(seed)
    world = SentWorld(draw, sends=draw.random() < 0.5)
    papers = as_papers([*world.before, *world.rows])
    for one in papers:
        one.row |= {
            key: value.replace("P1", "P01") for key, value in one.row.items() if key == "product_code"
        }
    first: dict[str, Any] = {}
    days = DAYS if budget() != "gate" else draw.sample(DAYS, 3)
    for name, way in _ORDERS.items():
        with at_a_house() as (program, desk):
            bring(program, desk, draw, way, papers)
            found = _answers(desk, days)
            for day in days:
                _check(found[day], naive(world.standing(), day))
            lacking = {
                row["doc_no"] for row in found["findings"] if row["rule"] == "M-24" and not row["serial"]
            }
            assert lacking == naive_lacking(world.standing())
            rows = found["findings"]
            told = {rule: {row["doc_no"] for row in rows if row["rule"] == rule} for rule in _TOO_MUCH}
            assert told["M-24b"] == naive_beyond(world.standing()) - told["M-24"]
        first = first or found
        assert [key for key in first if first[key] != found[key]] == [], name


def _answers(desk: Desk, days: Sequence[str]) -> dict[str, Any]:
    found: dict[str, Any] = {day: _recalled(desk, day) for day in days}
    found["findings"] = sorted((_placeless(row) for row in desk.findings()), key=repr)
    for view in ("stock_balances", "unit_traces"):
        found[view] = sorted((_placeless(row) for row in desk.cli.table(view)), key=repr)
    assert all(int(row["quantity"]) >= 0 for row in found["stock_balances"])
    return found


def _recalled(desk: Desk, day: str) -> dict[str, Any]:
    answer = desk.cli.preview("--product", "P01", "--at", day)
    return {key: value for key, value in answer.items() if key not in {"basis", "proof"}}


def _placeless(row: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key not in _PLACE}


def _check(answer: dict[str, Any], counted: dict[str, Any]) -> None:
    """Assert what went back to the supplier or was destroyed, and what waits, as counted by hand."""
    totals = answer["totals"]
    assert totals["returned_to_supplier"] == str(sum(counted[SENT].values()))
    assert totals["disposed"] == str(sum(counted["disposed"].values()))
    for status in ("quarantined", "nonconforming"):
        there = {
            (row["lot"], row["serial"] or ""): int(row["quantity"])
            for row in answer["on_hand"]
            if row["status"] == status
        }
        assert there == {goods: amount for goods, amount in counted[status].items() if amount > 0}
