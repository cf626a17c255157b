"""Lines without numbers of a document that is recorded: each is the recorded line that says the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import orjson
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from ledger.deciding.decision import Command, Duplicate
from ledger.intake.line_numbers import number_lines
from ledger.intake.rows import Row
from ledger.log.opening import open_log
from ledger.recording.ledger import Ledger
from ledger.recording.unit_of_work import Outcome, Recorded
from ledger.settings import locate
from tests.support.budgets import examples
from tests.support.decisions import customer, member, product, sale, void

Line = tuple[str, str]  # lot and quantity


def _document(lines: Sequence[Line]) -> list[Command]:
    """Return the lines of sale `XS1` as an import makes them of rows without line numbers."""
    found = [sale(lot=lot, quantity=quantity) for lot, quantity in lines]
    rows = [Row(place, dict(command.data), [], []) for place, command in enumerate(found)]
    for row in rows:
        del row.data["line"]
    number_lines(rows, sale().table)
    return [Command(sale().table, row.data, unnumbered="line" in row.filled) for row in rows]


def _take(ledger: Ledger, lines: Sequence[Line]) -> list[Outcome]:
    return ledger.submit([_document(lines)])[0]


def _counts(outcomes: Sequence[Outcome]) -> tuple[int, int, int]:
    """Return how many rows were recorded, duplicates and refused."""
    recorded = sum(isinstance(one, Recorded) for one in outcomes)
    duplicates = sum(isinstance(one, Duplicate) for one in outcomes)
    return recorded, duplicates, len(outcomes) - recorded - duplicates


def _stored(ledger: Ledger, position: int = 0) -> dict[str, Any]:
    """Return the event at a position, by default the last."""
    document: dict[str, Any] = orjson.loads(ledger.log.document(position or ledger.position))
    return document


def _begin(ledger: Ledger, *lines: Line) -> None:
    ledger.submit([[product()], [customer()], [member()]])
    assert _counts(_take(ledger, lines)) == (len(lines), 0, 0)


A, B, C = ("LA", "10"), ("LB", "20"), ("LC", "5")


def test_the_same_lines_in_another_order_are_duplicates(ledger: Ledger) -> None:
    _begin(ledger, A, B, A)
    for order in ([B, A, A], [A, A, B], [B, A], [A, A], [B], [A]):
        assert _counts(_take(ledger, order)) == (0, len(order), 0)


def test_a_re_export_without_the_voided_line_is_duplicates(ledger: Ledger) -> None:
    """The line behind it does not take its number, though the voided one would be free."""
    _begin(ledger, A, B, C)
    ledger.submit([[void("sales", "XS1", line=2)]])
    assert _counts(_take(ledger, [A, C])) == (0, 2, 0)
    assert _counts(_take(ledger, [C, B, A])) == (0, 3, 0)
    assert _counts(_take(ledger, [C, ("LB", "25"), A])) == (1, 2, 0)
    assert _stored(ledger)["data"]["line"] == 2


def test_a_file_from_before_a_correction_is_duplicates(ledger: Ledger) -> None:
    """Interface rule 5: importing old files again is harmless, in whatever order their lines stand."""
    _begin(ledger, A, B, C)
    ledger.submit([[void("sales", "XS1", line=2)]])
    assert _counts(_take(ledger, [A, ("LB", "25"), C])) == (1, 2, 0)
    for order in ([A, B, C], [B, C, A], [C, B], [B]):
        assert _counts(_take(ledger, order)) == (0, len(order), 0)


def test_one_line_more_is_the_next_free_one(ledger: Ledger) -> None:
    _begin(ledger, A, B, A)
    outcomes = _take(ledger, [C, A, B, A])
    assert _counts(outcomes) == (1, 3, 0)
    assert _stored(ledger)["data"]["line"] == 4
    assert _counts(_take(ledger, [C])) == (0, 1, 0)
    assert _counts(_take(ledger, [A, C, A, B, A])) == (1, 4, 0)
    assert _stored(ledger)["data"]["line"] == 5


def test_what_may_be_a_correction_is_no_line_more(ledger: Ledger) -> None:
    """A recorded line is missing from the file: the row may be what it should have said."""
    _begin(ledger, A, B, A)
    for lines in ([A, ("LB", "25"), A], [("LB", "25"), A, A], [C], [A, C], [A, A, C]):
        outcomes = _take(ledger, lines)
        recorded, duplicates, refused = _counts(outcomes)
        assert (recorded, refused) == (0, 1), lines
        assert duplicates == len(lines) - 1


def test_a_row_that_names_its_line_is_that_line(ledger: Ledger) -> None:
    """Only numbers that follow from the order of the rows are given anew."""
    _begin(ledger, A, B)
    outcomes = ledger.submit([[sale(line=1, lot="LB", quantity="20")]])[0]
    assert _counts(outcomes) == (0, 0, 1)


def test_a_correction_takes_the_place_of_the_voided_line(ledger: Ledger) -> None:
    _begin(ledger, A, B, A)
    ledger.submit([[void("sales", "XS1", 2)]])
    assert _counts(_take(ledger, [B, A, A])) == (0, 3, 0)
    outcomes = _take(ledger, [("LB", "25"), A, A])
    assert _counts(outcomes) == (1, 2, 0)
    stored = _stored(ledger)
    assert (stored["data"]["line"], stored["replaces"] is None) == (2, False)


def test_lines_that_are_named_and_lines_that_are_not_may_stand_together(ledger: Ledger) -> None:
    _begin(ledger, A, B)
    named = sale(line=1, lot="LA", quantity="10")
    (open_row,) = _document([B])
    assert _counts(ledger.submit([[named, open_row]])[0]) == (0, 2, 0)


def test_lines_recorded_under_numbers_of_their_own_are_found(ledger: Ledger) -> None:
    """A first export numbers its lines in tens, the next one does not number them."""
    _begin(ledger)
    ledger.submit([[sale(line=10, lot="LA", quantity="10"), sale(line=20, lot="LB", quantity="20")]])
    assert _counts(_take(ledger, [A, B])) == (0, 2, 0)
    assert _counts(_take(ledger, [B, C, A])) == (1, 2, 0)


lines = st.lists(st.sampled_from([A, B, C, ("LA", "7"), ("LD", "1")]), min_size=1, max_size=6)


@settings(max_examples=examples(40), deadline=None)
@drawn(lines, st.randoms(use_true_random=False), lines)
def test_recorded_is_what_the_fullest_file_holds(first: list[Line], chance: Random, more: list[Line]) -> None:
    """Whatever the order: each line as often as in the file that holds most of it, and no file is refused."""
    with TemporaryDirectory() as folder, closing(open_log(locate(f"{folder}/a.db"), create=True)) as log:
        ledger = Ledger(log, recorded_by="E1")
        _begin(ledger, *first)
        shuffled = list(first)
        chance.shuffle(shuffled)
        assert _counts(_take(ledger, shuffled)) == (0, len(first), 0)
        whole = first + more
        chance.shuffle(whole)
        assert _counts(_take(ledger, whole)) == (len(more), len(first), 0)
        chance.shuffle(whole)
        assert _counts(_take(ledger, whole)) == (0, len(whole), 0)
        events = [_stored(ledger, position) for position in range(1, ledger.position + 1)]
        sales = [one["data"] for one in events if one["type"] == "goods_sold"]
        assert Counter((one["lot"], one["quantity"]) for one in sales) == Counter(whole)
        assert sorted(one["line"] for one in sales) == list(range(1, len(whole) + 1))
