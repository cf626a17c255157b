"""Both roads of a recall, on both databases: the tables and the log give the same bytes."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import orjson
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from ledger import clock
from ledger.log.prepared import Prepared
from ledger.log.recorder import LogRecorder
from ledger.settings import locate
from projections.answers.goods.recall_scope import Scope
from projections.engine.read_model import ReadModel
from tests.support.both_databases import Ledgers, proved
from tests.support.budgets import examples
from tests.support.databases import Server
from tests.support.events import ZONE
from tests.support.histories import DAYS, histories, scopes
from tests.support.naive_count import Count, without_units

PARTS = ("received", "consignees", "on_hand", "totals", "possible", "by_unit", "possible_counted")
COUNTED = PARTS[:4]
REFUSED = b"refused"


# Not shrunk: each step of it would make two ledgers.
@settings(
    deadline=None,
    max_examples=examples(12, gate=5),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(history=histories(), query=st.lists(scopes(), min_size=1, max_size=3), data=st.data())
def test_every_road_gives_the_same_bytes(
    postgres_server: Server,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    history: list[Prepared],
    query: list[Scope],
    data: st.DataObject,
) -> None:
    """Quick and proved, SQLite and PostgreSQL, and a naive count: one answer at any cut-off."""
    folder = tmp_path / uuid4().hex
    folder.mkdir()
    monkeypatch.setenv("MEDLEDGER_HOME", str(folder))
    url = postgres_server.create()
    ledgers = Ledgers((locate(str(folder / "medledger.db")), locate(url)))
    try:
        ledgers.take(history)
        for scope in query:
            day = data.draw(st.sampled_from([None, *DAYS]))
            known = data.draw(st.integers(1, len(history)))
            answers = [_parts(log, model, scope, day, known) for log, model in ledgers]
            assert answers[0] == answers[1]
            if answers[0] == REFUSED:
                continue
            at = None if day is None else clock.end_of(day, ZONE)
            documents = [row for part in ledgers.logs[0].scan() for row in part]
            answer = orjson.loads(answers[0])
            assert {name: without_units(answer[name]) for name in COUNTED} == Count.of(
                documents, at, known
            ).recall(scope)
        assert ledgers.digests()[0] == ledgers.digests()[1]
    finally:
        ledgers.close()
        postgres_server.drop(url)


def _parts(log: LogRecorder, model: ReadModel, scope: Scope, day: str | None, known: int) -> bytes:
    answer = proved(log, model, scope, day, known)
    return orjson.dumps({name: answer[name] for name in PARTS}) if answer else REFUSED
