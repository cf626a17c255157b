"""The recall answer against a naive count over random histories, at random cut-offs."""

from __future__ import annotations

from dataclasses import asdict

from hypothesis import given, settings
from hypothesis import strategies as st

from ledger import clock
from ledger.log.prepared import Prepared
from projections.answers.goods.recall import preview
from projections.answers.goods.recall_scope import Scope
from projections.reading.cutoff import CutOff
from projections.tables.findings import Findings
from projections.tables.movements import Movements
from projections.tables.records import Records
from replay.scratch import scratch
from tests.support.budgets import examples
from tests.support.events import ZONE, stored
from tests.support.histories import DAYS, histories, scopes
from tests.support.naive_count import Count, without_units

PARTS = ("received", "consignees", "on_hand", "totals")


@settings(deadline=None, max_examples=examples(150))
@given(histories(), st.lists(scopes(), min_size=1, max_size=3), st.data())
def test_the_answer_equals_a_naive_count(
    history: list[Prepared], asked: list[Scope], data: st.DataObject
) -> None:
    """At any world time and any knowledge, whatever the history did and whatever the scope asks."""
    documents = stored(history)
    with scratch([documents], projections=(Records(), Movements(), Findings())) as connection:
        for scope in asked:
            day = data.draw(st.sampled_from([None, *DAYS]))
            at = None if day is None else clock.end_of(day, ZONE)
            known = data.draw(st.integers(0, len(history)))
            answer = asdict(preview(connection, CutOff(at, known), scope))
            assert {name: without_units(answer[name]) for name in PARTS} == Count.of(
                documents, at, known
            ).recall(scope)
