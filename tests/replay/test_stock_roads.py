"""Recalls of goods that were consigned, exchanged, set apart or destroyed: the log proves the tables."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import uuid4

import orjson
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from ledger.errors import CommandError
from ledger.log.opening import open_log
from ledger.log.prepared import Prepared
from ledger.log.recorder import LogRecorder
from ledger.settings import locate
from projections.answers.goods.recall_scope import Scope
from projections.engine.catch_up import catch_up
from projections.engine.digest import digests
from projections.engine.read_model import ReadModel, open_readmodel
from projections.tables.findings import Findings
from projections.tables.movements import Movements
from projections.tables.records import Records
from replay.recall import recall_preview
from tests.support.budgets import examples
from tests.support.databases import Server
from tests.support.events import ZONE
from tests.support.histories import DAYS, scopes
from tests.support.stock_histories import stock_histories


# Not shrunk: each step of it would make two ledgers.
@settings(
    deadline=None,
    max_examples=examples(12),
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
    answers: list[list[Any]] = []
    tables = []
    cutoffs = [
        (data.draw(st.sampled_from([None, *DAYS])), data.draw(st.integers(1, len(history)))) for _ in query
    ]
    try:
        for location in (locate(str(folder / "medledger.db")), locate(url)):
            log = open_log(location, create=True)
            model = open_readmodel(log, location, (Records(), Movements(), Findings()))
            for part in (history[:first], history[first:]):
                if part:
                    log.append_prepared(part)
                    catch_up(model, log)
            answers.append([])
            for scope, (day, known) in zip(query, cutoffs, strict=True):
                answers[-1].append(_parts(log, model, scope, day, known))
            with model.reading() as connection:
                tables.append(digests(connection, [Movements()]))
            model.close()
            log.close()
        assert answers[0] == answers[1]
        assert tables[0] == tables[1]
    finally:
        postgres_server.drop(url)


def _parts(log: LogRecorder, model: ReadModel, scope: Scope, day: str | None, known: int) -> bytes:
    try:
        found = recall_preview(log, model, scope, zone=ZONE, at=day, known_at=str(known), prove=True)
    except CommandError as refused:
        # What no line of the history ever named is refused.
        return refused.code.encode()
    assert found.proved, found.differences
    return orjson.dumps({name: part for name, part in found.answer.items() if name != "basis"})
