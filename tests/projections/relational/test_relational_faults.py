"""A statement with one fault put into it gives, for some history, other rows than the ledger."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from ledger.log.prepared import Prepared
from projections.answers.goods.stock import stock
from projections.relational.stock import stock_sql
from tests.support.budgets import budget
from tests.support.histories import DAYS, histories
from tests.support.relational import related
from tests.support.small_tables import cutoff, tables_of
from tests.support.stock_histories import stock_histories

FAULTS = (
    ("AND position NOT IN (SELECT position FROM voided)", ""),
    ("AND (CAST($at AS VARCHAR) IS NULL OR event_time <= $at)", "AND $at IS NOT DISTINCT FROM $at"),
    ("position <= $known\n        AND (CAST", "position < $known\n        AND (CAST"),
    ("WHEN 'restocked' THEN 'saleable'", "WHEN 'repaired' THEN 'saleable'"),
    ("ORDER BY (kind = 'received') DESC, event_time DESC", "ORDER BY event_time DESC"),
    ("coalesce(homes.lot, '')", "''"),
    ("OR whole_lots.lot IS NULL THEN", "THEN"),
    ("serial <> '' AND says_accepted", "serial <> ''"),
    ("FILTER (WHERE source = 'saleable'), 0) AS entered", "FILTER (WHERE false), 0) AS entered"),
    ("least(greatest(-quarantined, 0), greatest(saleable, 0))", "0"),
    ("sold - returned + given", "sold - returned"),
    ("accepted - sold + restocked + entered", "accepted - sold + entered"),
)


@pytest.mark.skipif(budget() == "gate", reason="takes twenty seconds: the night puts faults in")
def test_every_seeded_fault_is_noticed() -> None:
    whole = stock_sql()
    for right, _ in FAULTS:
        assert right in whole, right
    left = [whole.replace(right, wrong) for right, wrong in FAULTS]

    @settings(
        deadline=None,
        max_examples=150,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.one_of(histories(), stock_histories()), st.sampled_from([None, *DAYS]), st.data())
    def noticing(history: list[Prepared], day: str | None, data: st.DataObject) -> None:
        if not left or len(history) < 8:
            return
        cut = cutoff(day, data.draw(st.integers(len(history) // 2, len(history))))
        with tables_of(*history) as connection, related(history, connection) as relations:
            expected = list(stock(connection, cut))
            left[:] = [one for one in left if relations.ask(one, at=cut.at, known=cut.known) == expected]

    noticing()
    unnoticed = [fault for fault in FAULTS if whole.replace(*fault) in left]
    assert unnoticed == []
