"""What the order of papers still decides, and what of it reaches no answer (docs/concepts/importing.md)."""

from __future__ import annotations

import random
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as tries
from hypothesis import strategies as st

from tests.stories.conftest import Copied
from tests.support.budgets import examples
from tests.support.desk import Desk, Row, customer, receipt, returned, sale, void

OLD, NEW = sale("XS1", quantity="5", sold_on="2026-05-01"), sale("XS2", quantity="5", sold_on="2026-05-02")
UNNAMED = returned("TH1", quantity="5", returned_on="2026-05-10")
NAMED = returned("TH2", quantity="5", returned_on="2026-05-12", sale_no="XS1", sale_line="1")


def holders(desk: Desk) -> list[Row]:
    """Return what customers had of the lot and have."""
    keys = ("customer_code", "sold", "returned", "outstanding")
    return [{key: row[key] for key in keys} for row in desk.cli.preview("--lot", "L1")["consignees"]]


@pytest.mark.parametrize("order", list(permutations(range(4)))[::5])
def test_a_return_without_a_number_leaves_what_another_names(
    at_a_copy: Copied, order: tuple[int, ...]
) -> None:
    """Of one import, whatever the order of its files and whichever return is the earlier."""
    with at_a_copy() as desk:
        desk.recorded("receipts", receipt())
        papers = (OLD, NEW, UNNAMED, NAMED)
        assert desk.cli.import_(*(desk.file(papers[place]) for place in order)).counts == (4, 0, 0)
        lines = {row["return_no"]: row["sale_no"] for row in desk.cli.table("returns")}
        assert lines == {"TH1": "XS2", "TH2": "XS1"}
        assert holders(desk) == [{"customer_code": "C1", "sold": "10", "returned": "10", "outstanding": "0"}]


@pytest.mark.parametrize("first", [OLD, NEW])
def test_a_line_taken_without_a_number_stays_taken(at_a_copy: Copied, first: Row) -> None:
    """The other sale comes later: the row names another line, what the customer has is the same."""
    with at_a_copy() as desk:
        desk.recorded("receipts", receipt())
        desk.recorded("sales", first)
        desk.recorded("returns", UNNAMED)
        desk.recorded("sales", NEW if first is OLD else OLD)
        (row,) = desk.cli.table("returns")
        assert row["sale_no"] == first["sale_no"]
        assert holders(desk) == [{"customer_code": "C1", "sold": "10", "returned": "5", "outstanding": "5"}]


def _bought_and_brought_back(draw: random.Random) -> list[tuple[str, Row]]:
    """Return sales of one lot in the first days of May, and returns behind them that name none of them."""
    bought = [draw.randrange(3, 10) for _ in range(draw.randrange(2, 5))]
    papers = [
        ("sales", sale(f"XS{no}", quantity=str(much), sold_on=f"2026-05-0{draw.randrange(1, 6)}", line="1"))
        for no, much in enumerate(bought)
    ]
    left = sum(bought)
    for no in range(draw.randrange(2, 5)):
        much = draw.randrange(1, 5)
        if (left := left - much) >= 0:
            day = f"2026-05-{10 + draw.randrange(9)}"
            papers.append(("returns", returned(f"TH{no}", quantity=str(much), returned_on=day)))
    return papers


def _day(table: str, row: Row) -> str:
    return row["sold_on" if table == "sales" else "returned_on"]


@tries(max_examples=examples(10, gate=1), deadline=None)
@given(seed=st.integers(min_value=0, max_value=10**6))
def test_who_has_what_follows_from_days_and_quantities_alone(at_a_copy: Copied, seed: int) -> None:
    """Returns that name no sale, a paper an import in any order: all go in, and every day is as counted."""
    draw = random.Random(seed)
    papers = _bought_and_brought_back(draw)
    for _ in range(3):
        with at_a_copy() as desk:
            desk.recorded("receipts", receipt())
            left = draw.sample(papers, len(papers))
            while left:  # what cannot be recorded yet is brought again
                rest = [one for one in left if desk.take(one[0], one[1], expect=None)[2]]
                assert len(rest) < len(left), desk.rejects
                left = rest
            for day in ("2026-05-03", "2026-05-12", "2026-05-31"):
                ways = {"sales": 1, "returns": -1}
                there = sum(ways[key] * int(row["quantity"]) for key, row in papers if _day(key, row) <= day)
                found = desk.cli.preview("--lot", "L1", "--at", day)["totals"]
                assert (found["outstanding"], found["unexplained"]) == (str(there), "0"), day


def test_a_snapshot_is_what_the_register_said_when_the_line_was_recorded(at_a_copy: Copied) -> None:
    """A name that changed before the sale, and was typed after it, stands in no line that was there."""
    renamed = customer("C3", name="新名", event_time="2026-04-01")
    names = []
    for late in (False, True):
        with at_a_copy() as desk:
            desk.recorded("receipts", receipt())
            desk.recorded("customers", customer("C3"), *([] if late else [renamed]))
            desk.recorded("sales", sale(customer_code="C3"))
            if late:
                desk.recorded("customers", renamed)
            (row,) = desk.cli.table("sales")
            names.append(row["customer_name"])
            assert desk.findings() == []
            assert holders(desk) == [
                {"customer_code": "C3", "sold": "10", "returned": "0", "outstanding": "10"}
            ]
    assert names == ["新名", "医院C3"]


def test_a_void_takes_the_one_of_two_contents_that_came_first(at_a_copy: Copied) -> None:
    """A void names a record and not its content; whichever comes second is the new entry."""
    wrong, right = sale(quantity="5", line="1"), sale(quantity="7", line="1")
    for papers in ((wrong, right), (right, wrong)):
        with at_a_copy() as desk:
            desk.recorded("receipts", receipt())
            files: list[Any] = [*(desk.file(one) for one in papers), desk.file(void("sales", "XS1", "1"))]
            assert desk.cli.import_(*files).counts == (3, 0, 0)
            rows = [(row["quantity"], bool(row["voided_at"])) for row in desk.cli.table("sales", "--struck")]
            assert sorted(rows, key=lambda one: one[1]) == [
                (papers[1]["quantity"], False),
                (papers[0]["quantity"], True),
            ]
