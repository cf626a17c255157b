"""Stock as one statement over segments is the stock that the ledger answers, row for row."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.errors import CommandError
from ledger.log.prepared import Prepared
from projections.answers.goods.stock import stock
from projections.relational.stock import stock_sql
from tests.support.budgets import examples
from tests.support.events import received, sold
from tests.support.histories import DAYS, histories
from tests.support.relational import related
from tests.support.small_tables import cutoff, tables_of
from tests.support.stock_histories import stock_histories


@settings(deadline=None, max_examples=examples(200, gate=8))
@given(st.one_of(histories(), stock_histories(), stock_histories(orderly=True)), st.data())
def test_stock_by_one_statement_equals_the_ledgers(history: list[Prepared], data: st.DataObject) -> None:
    with tables_of(*history) as connection, related(history, connection) as relations:
        for _ in range(3):
            day = data.draw(st.sampled_from([None, *DAYS]))
            known = data.draw(st.integers(0, len(history)))
            cut = cutoff(day, known)
            found = relations.ask(stock_sql(), at=cut.at, known=known)
            assert found == list(stock(connection, cut))


def test_a_quantity_that_cannot_be_counted_exactly_is_told() -> None:
    history = [received("YS1", lot="L1", quantity="5"), sold("XS1", lot="L1", quantity="0.1234567890123")]
    with tables_of(*history) as connection, related(history, connection) as relations:
        assert relations.ask(stock_sql(), at=None, known=1)[0]["saleable"] == "5"
        with pytest.raises(CommandError) as refused:
            relations.ask(stock_sql(), at=None, known=2)
    assert refused.value.code == "relational_not_exact"
