"""A return that was sent to the supplier and the papers that say so: the goods count once, in any order."""

from __future__ import annotations

import random
from typing import Any

import orjson
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.deciding.decision import Accepted, Command
from ledger.state.kinds import ELSEWHERE, TALLY, UNIT, dumps
from projections.answers.goods.stock import statuses
from projections.tables.movements import Movements
from replay.scratch import scratch
from tests.support.budgets import examples
from tests.support.decisions import History, customer, member, product, supplier
from tests.support.sent_worlds import DAYS, SENT, SentWorld, naive
from tests.support.small_tables import cutoff

_STATUSES = ("quarantined", "nonconforming", "disposed", SENT)
_KEPT = (ELSEWHERE.letter, UNIT.letter, TALLY.key("sent"), TALLY.key("brought"))


@settings(deadline=None, max_examples=examples(300, gate=8))
@given(st.integers(min_value=0, max_value=10**9))
def test_in_any_order_goods_that_were_sent_back_count_once(seed: int) -> None:
    """The state of decisions and the stock of every day; both as they are counted by hand."""
    world = SentWorld(random.Random(seed))
    first: dict[str, Any] = {}
    for rows in world.orders(3):
        history = _lived_through(world, rows)
        kept = {key: dumps(entry) for key, entry in history.state.items() if key.startswith(_KEPT)}
        first = first or kept
        assert kept == first
        with scratch([_stored(history)], projections=[Movements()]) as connection:
            for day in DAYS:
                _check_stock(list(statuses(connection, cutoff(day))), naive(world.standing(), day))


def _check_stock(found: list[dict[str, Any]], counted: dict[str, Any]) -> None:
    for line in found:
        goods = line["lot"], line["serial"] or ""
        assert {one: line[one] for one in _STATUSES} == {one: str(counted[one][goods]) for one in _STATUSES}


def _lived_through(world: SentWorld, rows: list[Command]) -> History:
    """Return what became of all rows; what is refused is brought again when the others are there."""
    history = History().given(supplier(), product(), customer(), member(), *world.before)
    waiting = rows
    while waiting:
        left = []
        for one in waiting:
            history.when(one)
            if isinstance(history.decided, Accepted):
                history.given(one)
            else:
                left.append(one)
        assert len(left) < len(waiting), history.decided
        waiting = left
    return history


def _stored(history: History) -> list[tuple[int, bytes]]:
    times = {"record_time": "2026-06-01T00:00:00.000000Z", "recorded_by": "tester"}
    return [(event["position"], orjson.dumps({**event, **times})) for event in history.events]
