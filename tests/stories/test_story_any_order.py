"""The same papers in any order, split over any imports, give the same answers (interface rule 3)."""

from __future__ import annotations

from hypothesis import given
from hypothesis import settings as tries
from hypothesis import strategies as st

from tests.support.bringing_papers import ONE_BY_ONE, WAYS
from tests.support.budgets import budget, examples
from tests.support.houses import Place
from tests.support.world_answers import differing


@tries(max_examples=examples(10, gate=2), deadline=None)
@given(seed=st.integers(min_value=0, max_value=10**6))
def test_papers_in_any_order_give_the_same_answers(at_a_house: Place, seed: int) -> None:
    """Of registers with validity, trade, mistakes and their voids: the same tables, findings and recalls."""
    ways = WAYS if budget() == "gate" else {**WAYS, "one row an import": ONE_BY_ONE}
    assert differing(at_a_house, seed, ways) == []
