"""Recalls of goods that were consigned, exchanged, set apart or destroyed: the log proves the tables."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import orjson
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from ledger.log.prepared import Prepared
from ledger.log.recorder import LogRecorder
from ledger.settings import locate
from projections.answers.goods.recall_scope import Scope
from projections.engine.read_model import ReadModel
from tests.support.both_databases import Ledgers, proved
from tests.support.budgets import examples
from tests.support.databases import Server
from tests.support.histories import DAYS, scopes
from tests.support.stock_histories import stock_histories


# Not shrunk: each step of it would make two ledgers.
@settings(
    deadline=None,
    max_examples=examples(12, gate=5),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    history=stock_histories(orderly=True), query=st.lists(scopes(), min_size=2, max_size=4), data=st.data()
)
def test_every_road_gives_the_same_bytes_whatever_moved(
    postgres_server: Server,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    history: list[Prepared],
    query: list[Scope],
    data: st.DataObject,
) -> None:
    """Quick and proved, SQLite and PostgreSQL, caught up in two steps: one answer at any cut-off."""
    folder = tmp_path / uuid4().hex
    folder.mkdir()
    monkeypatch.setenv("MEDLEDGER_HOME", str(folder))
    url = postgres_server.create()
    first = data.draw(st.integers(1, len(history)))
    ledgers = Ledgers((locate(str(folder / "medledger.db")), locate(url)))
    try:
        for part in (history[:first], history[first:]):
            if part:
                ledgers.take(part)
        for scope in query:
            day = data.draw(st.sampled_from([None, *DAYS]))
            known = data.draw(st.integers(1, len(history)))
            answers = [_parts(log, model, scope, day, known) for log, model in ledgers]
            assert answers[0] == answers[1]
        assert ledgers.digests()[0] == ledgers.digests()[1]
    finally:
        ledgers.close()
        postgres_server.drop(url)


def _parts(log: LogRecorder, model: ReadModel, scope: Scope, day: str | None, known: int) -> bytes:
    answer = proved(log, model, scope, day, known) or {}
    return orjson.dumps({name: part for name, part in answer.items() if name != "basis"})
