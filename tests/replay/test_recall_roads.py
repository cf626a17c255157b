"""Both roads of a recall, on both databases: the tables and the log give the same bytes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import orjson
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from ledger import clock
from ledger.errors import CommandError
from ledger.log.opening import open_log
from ledger.log.prepared import Prepared
from ledger.log.recorder import LogRecorder
from ledger.settings import Location, locate
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
from tests.support.histories import DAYS, histories, scopes
from tests.support.naive_count import Count, without_units

PARTS = ("received", "consignees", "on_hand", "totals", "possible", "by_unit", "possible_counted")
COUNTED = PARTS[:4]
REFUSED = b"refused"
PROJECTIONS = (Records(), Movements(), Findings())


class Ledgers:
    """The same events on both databases."""

    def __init__(self, locations: list[Location]) -> None:
        self.logs = [open_log(location, create=True) for location in locations]
        self.models = [
            open_readmodel(log, location, PROJECTIONS)
            for log, location in zip(self.logs, locations, strict=True)
        ]

    def take(self, history: list[Prepared]) -> None:
        """Record events and bring the tables up."""
        for log, model in zip(self.logs, self.models, strict=True):
            log.append_prepared(history)
            catch_up(model, log)

    def __iter__(self) -> Iterator[tuple[LogRecorder, ReadModel]]:
        return iter(zip(self.logs, self.models, strict=True))

    def close(self) -> None:
        """Close both."""
        for log, model in self:
            model.close()
            log.close()


# Not shrunk: each step of it would make two ledgers.
@settings(
    deadline=None,
    max_examples=examples(12),
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
    ledgers = Ledgers([locate(str(folder / "medledger.db")), locate(url)])
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
        tables = [_digests(model) for _, model in ledgers]
        assert tables[0] == tables[1]
    finally:
        ledgers.close()
        postgres_server.drop(url)


def _parts(log: LogRecorder, model: ReadModel, scope: Scope, day: str | None, known: int) -> bytes:
    try:
        found = recall_preview(log, model, scope, zone=ZONE, at=day, known_at=str(known), prove=True)
    except CommandError as refused:
        # What no line of the history ever named is refused.
        assert refused.code in {"option_unknown", "udi_unreadable"}
        return REFUSED
    assert found.proved, found.differences
    return orjson.dumps({name: found.answer[name] for name in PARTS})


def _digests(model: ReadModel) -> list[Any]:
    with model.reading() as connection:
        return digests(connection, [Movements()])
