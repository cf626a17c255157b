"""A question with the basis of an earlier answer: the same answer, whatever was recorded since."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import uuid4

import orjson
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from ledger.errors import CommandError
from ledger.events import catalogue
from ledger.log.prepared import Prepared
from ledger.log.recorder import LogRecorder
from ledger.settings import locate
from projections.answers.cases.cases import case_tables, cases
from projections.answers.cases.due_items import everything
from projections.answers.catalogue import VIEW_KEYS, stream
from projections.answers.findings.findings import findings
from projections.answers.goods.recall_scope import Scope
from projections.engine.read_model import ReadModel
from projections.reading.query import Query, today
from projections.reading.record_rows import rows
from replay.as_of import basis, traced
from replay.cutoff import reached
from replay.recall import recall_preview
from tests.support.both_databases import Ledgers
from tests.support.budgets import examples
from tests.support.databases import Server
from tests.support.events import ZONE
from tests.support.histories import DAYS, histories, scopes
from tests.support.random_logs import random_logs
from tests.support.stock_histories import stock_histories

Basis = dict[str, Any]
Answer = tuple[Basis, bytes]
LISTS = ("cases", "obligations", "findings")


def asked(log: LogRecorder, model: ReadModel, question: Any, at: str | None, given: Basis | None) -> Answer:
    """Return the basis of an answer and its bytes; a scope is a recall, a text a table, a view or a list."""
    if isinstance(question, Scope):
        answer = recall_preview(log, model, question, zone=ZONE, at=at, given=given).answer
        trace = traced(log, model, question, zone=ZONE, given=answer["basis"])
        return answer["basis"], orjson.dumps([answer, trace])
    resolved = reached(log, model, ZONE, at=at, basis=given)
    with model.reading() as connection:
        day, hashes = today(resolved.cutoff, ZONE), log.leaf_hashes
        query = Query(connection, log, resolved.cutoff, ZONE, day, hashes=hashes)
        found = list(_rows(query, question))
    shown = basis(log, resolved)
    return shown, orjson.dumps([shown, found], option=orjson.OPT_NON_STR_KEYS)


def _rows(query: Query, name: str) -> Any:
    if name in VIEW_KEYS:
        return stream(name, query).rows()
    if name == "cases":
        return cases(query, case_tables())
    if name == "obligations":
        return everything(query)
    if name == "findings":
        return findings(query.connection, query.cutoff, zone=ZONE, log=query.personal)
    return rows(query.connection, query.personal, catalogue.table(name), query.cutoff, zone=ZONE)


# Not shrunk: each step of it would make two ledgers.
@settings(
    deadline=None,
    max_examples=examples(10, gate=4),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    history=st.one_of(random_logs(), histories(), stock_histories(), stock_histories(orderly=True)),
    recalls=st.lists(scopes(), min_size=2, max_size=4),
    views=st.lists(st.sampled_from(VIEW_KEYS), min_size=1, max_size=5, unique=True),
    data=st.data(),
)
def test_the_same_question_gives_the_same_bytes(
    postgres_server: Server,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    history: list[Prepared],
    recalls: list[Scope],
    views: list[str],
    data: st.DataObject,
) -> None:
    """After later events, voids and a rebuild; recalls, traces, tables, views, cases, duties and findings."""
    folder = tmp_path / uuid4().hex
    folder.mkdir()
    monkeypatch.setenv("MEDLEDGER_HOME", str(folder))
    history = list({one.event_id: one for one in history}.values())
    half = data.draw(st.integers(1, len(history)))
    day = data.draw(st.sampled_from([None, *DAYS]))
    tables = sorted({catalogue.table_of(one.type).key for one in history})
    url = postgres_server.create()
    ledgers = Ledgers((locate(str(folder / "medledger.db")), locate(url)), whole=True)
    try:
        ledgers.take(history[:half])
        told = [_told(log, model, [*recalls, *tables, *views, *LISTS], day) for log, model in ledgers]
        if history[half:]:
            ledgers.take(history[half:])
        for earlier, (log, model) in zip(told, ledgers, strict=True):
            model.rebuild()
            for question, (given_back, answer) in earlier:
                assert asked(log, model, question, None, given_back)[1] == answer, question
    finally:
        ledgers.close()
        postgres_server.drop(url)


def _told(
    log: LogRecorder, model: ReadModel, questions: list[Any], day: str | None
) -> list[tuple[Any, Answer]]:
    """Return the questions that can be asked by now, with their answers."""
    found = []
    for question in questions:
        try:
            found.append((question, asked(log, model, question, day, None)))
        except CommandError as refused:
            assert refused.code in {"option_unknown", "udi_unreadable"}
    return found
