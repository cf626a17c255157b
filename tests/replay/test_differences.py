"""What differs between two answers, applied to the first, gives the second: for every table and view."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

import orjson
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from ledger import clock
from ledger.errors import CommandError
from ledger.events import catalogue
from ledger.log.prepared import Prepared
from ledger.settings import locate
from projections.answers.catalogue import VIEW_KEYS, stream, view
from projections.answers.goods.recall_scope import Scope
from projections.reading.cutoff import CutOff
from projections.reading.query import Query, today
from projections.reading.record_rows import rows
from replay.cutoff import Resolved
from replay.differences.answers import of_one, of_recall
from replay.differences.pairing import differing
from replay.differences.span import Span
from replay.recall import recall_at
from tests.support.both_databases import Ledgers
from tests.support.budgets import examples
from tests.support.databases import Server
from tests.support.events import ZONE, stored
from tests.support.histories import scopes
from tests.support.random_logs import random_logs
from tests.support.stock_histories import stock_histories

DAYS = ("2026-01-31", "2026-03-01", "2026-05-02", "2026-05-04", "2026-07-31")


def applied(before: Iterable[Any], document: dict[str, Any]) -> list[bytes]:
    """Return the rows of the first answer after what differs, in an order of their own."""
    found = [orjson.dumps(row) for row in before]
    for row in [*document["removed"], *(entry["before"] for entry in document["changed"])]:
        found.remove(orjson.dumps(row))
    found += [orjson.dumps(row) for row in document["added"]]
    found += [orjson.dumps(entry["after"]) for entry in document["changed"]]
    return sorted(found)


def point(known: int, day: str) -> Resolved:
    """Return one point."""
    at = clock.end_of(day, ZONE)
    return Resolved(CutOff(at, known), clock.shown(at, ZONE) or "", None, known)


def answer(span: Span, key: str, cutoff: CutOff) -> list[Any]:
    """Return a table or a view as `medledger table` shows it."""
    if key in VIEW_KEYS:
        day = today(cutoff, ZONE)
        query = Query(span.connection, span.log, cutoff, ZONE, day, hashes=span.log.leaf_hashes)
        return list(stream(key, query).rows())
    table = catalogue.table(key)
    more = [name for name in ("note",) if name not in table.by_key]
    return list(rows(span.connection, span.log, table, cutoff, zone=ZONE, more=more))


def explained(span: Span, key: str, *, sound: bool) -> dict[str, Any]:
    """Return what differs in a table, after checking it against both answers."""
    table = view(key) if key in VIEW_KEYS else catalogue.table(key)
    document = of_one(span, table).document(span)
    first, second = (answer(span, key, cutoff) for cutoff in span.cutoffs)
    assert applied(first, document) == sorted(map(orjson.dumps, second)), key
    for entry in document["changed"]:
        assert entry["before"] != entry["after"]
        assert {name: entry["after"].get(name) for name in table.identity} == entry["key"]
    explain(span, document, sound=sound)
    return document


def explain(span: Span, document: dict[str, Any], *, sound: bool) -> None:
    """Check that what differs is explained by events, all of them recorded between the points."""
    if span.times is None:
        differs = any(document[name] for name in ("added", "removed", "changed"))
        assert bool(document["because"]) == differs or not sound
        assert all(span.low < position <= span.high for position in document["because"])


def recalled(span: Span, scope: Scope, *, sound: bool) -> dict[str, Any]:
    """Return what differs between two recalls, after checking it against both, list by list."""
    first, second = (recall_at(span.log, span.connection, scope, one) for one in (span.first, span.second))
    document = of_recall(span, first, second).document(span)
    for name in (first.keys() | second.keys()) - {"basis"}:
        mine = {
            part: [one for one in document[part] if one["list"] == name]
            for part in ("added", "removed", "changed")
        }
        for part in ("added", "removed"):
            mine[part] = [{key: one[key] for key in one if key != "list"} for one in mine[part]]
        before, after = (_as_list(one.get(name)) for one in (first, second))
        assert applied(before, mine) == sorted(map(orjson.dumps, after)), name
    explain(span, document, sound=sound)
    return document


def _as_list(part: Any) -> list[Any]:
    return part if isinstance(part, list) else [] if part is None else [part]


def is_sound(history: list[Prepared]) -> bool:
    """Return whether every void names the table of what it voids, as the program sees to it."""
    events = [orjson.loads(document) for _, document in stored(history)]
    tables = {event["position"]: catalogue.table_of(event["type"]).key for event in events}
    return all(
        tables.get(position) == event["data"]["record_table"]
        for event in events
        for position in event.get("struck", ())
    )


# Not shrunk: each step of it would make two ledgers.
@settings(
    deadline=None,
    max_examples=examples(12, gate=5),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    history=st.one_of(random_logs(), stock_histories(), stock_histories(orderly=True)),
    recalls=st.lists(scopes(), max_size=2),
    data=st.data(),
)
def test_what_differs_applied_to_the_first_answer_gives_the_second(
    postgres_server: Server,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    history: list[Prepared],
    recalls: list[Scope],
    data: st.DataObject,
) -> None:
    """Late entries, voids, corrections, versions, stages; forward and backward; SQLite as PostgreSQL."""
    folder = tmp_path / uuid4().hex
    folder.mkdir()
    monkeypatch.setenv("MEDLEDGER_HOME", str(folder))
    url = postgres_server.create()
    ledgers = Ledgers((locate(str(folder / "medledger.db")), locate(url)), whole=True)
    try:
        history = list({one.event_id: one for one in history}.values())
        sound = is_sound(history)
        ledgers.take(history)
        tables = {catalogue.table_of(one.type).key for one in history}
        views = data.draw(st.lists(st.sampled_from(VIEW_KEYS), max_size=4, unique=True))
        for _ in range(2):
            points = data.draw(_points(len(history)))
            for key in dict.fromkeys([*sorted(tables), "purchases", "stock_balances", *views]):
                documents = []
                for log, model in ledgers:
                    with model.reading() as connection:
                        documents.append(explained(Span(log, connection, ZONE, *points), key, sound=sound))
                assert _told(documents[0]) == _told(documents[1]), key
            for scope in recalls:
                with suppress(CommandError):  # the history never named it
                    for log, model in ledgers:
                        with model.reading() as connection:
                            recalled(Span(log, connection, ZONE, *points), scope, sound=sound)
    finally:
        ledgers.close()
        postgres_server.drop(url)


@settings(
    deadline=None,
    max_examples=examples(8, gate=4),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(history=st.one_of(stock_histories(), stock_histories(orderly=True)), data=st.data())
def test_views_of_goods_differ_only_where_the_events_say(
    tmp_path: Path, history: list[Prepared], data: st.DataObject
) -> None:
    """Where receipts, sales and returns alone came between, only their goods are asked for again."""
    folder = tmp_path / uuid4().hex
    folder.mkdir()
    ledgers = Ledgers((locate(str(folder / "medledger.db")),), whole=True)
    try:
        history = list({one.event_id: one for one in history}.values())
        ledgers.take(history)
        day = data.draw(st.sampled_from(DAYS))
        for low in data.draw(st.lists(st.integers(0, len(history) - 1), min_size=3, max_size=6)):
            points = point(low, day), point(low + data.draw(st.integers(1, len(history) - low)), day)
            for key in ("stock_balances", "distribution_lines"):
                for log, model in ledgers:
                    with model.reading() as connection:
                        explained(Span(log, connection, ZONE, *points), key, sound=is_sound(history))
    finally:
        ledgers.close()


@st.composite
def _points(draw: st.DrawFn, head: int) -> tuple[Resolved, Resolved]:
    known = st.integers(0, head)
    day = draw(st.sampled_from(DAYS))
    other = draw(st.sampled_from([day, day, *DAYS]))
    return point(draw(known), day), point(draw(known), other)


def _told(document: dict[str, Any]) -> tuple[Any, ...]:
    """Return what two ledgers of the same events tell alike: not when each recorded them."""
    keys = [entry["key"] for entry in document["changed"]]
    return document["because"], keys, len(document["added"]), len(document["removed"])


def test_rows_of_one_identity_are_paired_in_their_order() -> None:
    first = [{"no": 1, "n": 1}, {"no": 1, "n": 2}, {"no": 2, "n": 5}]
    second = [{"no": 2, "n": 5}, {"no": 1, "n": 2}, {"no": 1, "n": 3}, {"no": 1, "n": 4}, {"no": 3, "n": 0}]
    found = [(pair.key, pair.before, pair.after) for pair in differing(first, second, ["no"])]
    assert found == [
        ((1,), {"no": 1, "n": 1}, {"no": 1, "n": 3}),
        ((1,), None, {"no": 1, "n": 4}),
        ((3,), None, {"no": 3, "n": 0}),
    ]
