"""Units that were exchanged for one another are reached over all hops, each once."""

from __future__ import annotations

from projections.answers.goods.trace_exchanges import ExchangedGoods, ExchangeLink, beside


def _link(back: str, given: str, position: int = 1) -> ExchangeLink:
    one, other = (ExchangedGoods("P1", "", serial) for serial in (back, given))
    return ExchangeLink(position, "HH1", 1, "2026-05-10", "C1", "1", one, other)


CHAIN = [_link("A", "B", 1), _link("B", "C", 2), _link("X", "Y", 3)]


def test_a_unit_reaches_all_that_were_exchanged_for_it_over_any_number_of_hops():
    assert dict(beside(CHAIN, {("P1", "A")})) == {"P1": ["B", "C"]}
    assert dict(beside(CHAIN, {("P1", "C")})) == {"P1": ["A", "B"]}
    assert dict(beside(CHAIN, {("P2", "A")})) == {}


def test_a_circle_of_exchanges_ends():
    circle = [*CHAIN, _link("C", "A", 4), _link("A", "A", 5)]
    assert dict(beside(circle, {("P1", "B")})) == {"P1": ["A", "C"]}


def test_lots_are_not_followed():
    """A lot that one of another was exchanged for is told of, but not all that was sold of it."""
    assert dict(beside([_link("", "B")], {("P1", "")})) == {}
