"""What the index says a house has is what the house's own recall says, whatever was recorded."""

from __future__ import annotations

import duckdb
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger import clock
from ledger.log.prepared import Prepared
from projections.answers.goods.recall import preview
from projections.answers.goods.recall_scope import Scope
from projections.reading.cutoff import CutOff
from replay.federation.extract import Extract, take_rows
from replay.federation.finding import AskedGoods, Cut, lines_of, products_asked_for, set_cut
from replay.federation.holdings import goods_moved, sums_by_house
from replay.federation.index import VERSION, Index, Kept
from tests.support.asking import asking
from tests.support.budgets import examples
from tests.support.events import ZONE
from tests.support.histories import DAYS, histories
from tests.support.stock_histories import stock_histories

_LOTS = ("L1", "L2")


@settings(max_examples=examples(60, gate=10))
@given(st.one_of(histories(), stock_histories()), st.data())
def test_the_index_and_the_house_say_the_same(history: list[Prepared], data: st.DataObject) -> None:
    known = data.draw(st.integers(2, len(history)), "known")
    at = data.draw(st.sampled_from([None, *DAYS]), "at")
    moment = None if at is None else clock.end_of(at, ZONE)
    with asking(*history) as asked:
        found = Extract(len(history), b"", ZONE)
        take_rows(asked.connection, found)
        index = Index(duckdb.connect())
        index.make()
        index.put(Kept("h", len(history), "", ZONE, VERSION, "", None), found)
        set_cut(index, [Cut("h", moment, known)])
        for lot in _LOTS:
            wanted = AskedGoods(lot=lot)
            moved = goods_moved(lines_of(index, products_asked_for(index, wanted), [lot], None), wanted)
            for sums in sums_by_house(moved):
                scope = Scope(products=(sums["product_code"],), lots=(lot,))
                own = preview(asked.connection, CutOff(moment, known), scope).totals
                assert {name: sums[name] for name in own} == own
