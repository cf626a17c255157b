"""What is owed by when, out of the tables: any day, as it was known on any day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import orjson
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger import clock
from ledger.clocks.duties import kept_columns
from ledger.clocks.running import ClockEvent, compute_obligations
from ledger.events import catalogue
from ledger.events.case import is_time_told
from ledger.log.prepared import Prepared
from ledger.log.recorder import LogRecorder
from projections.answers.cases.obligations import STATES, count, obligations, overdue_matters
from projections.engine.catch_up import catch_up
from projections.engine.read_model import ReadModel
from projections.reading.cutoff import CutOff
from projections.reading.query import Query, today
from projections.tables.obligation_tables import OBLIGATIONS
from projections.tables.obligations import Obligations
from replay.scratch import Scope, ScratchModel
from tests.support.asking import asking
from tests.support.budgets import examples
from tests.support.events import ZONE, event, product, stored, voided
from tests.support.personal import Echo

BEGINNING = "2026-05-11T02:00:00.000000Z"  # ten o'clock in the ledger's zone


def complaint(number: str = "TS1", at: str = BEGINNING, **rest: Any) -> Prepared:
    defaults = {"received_on": at[:10], "customer_code": "C1", "content": "漏液"}
    return event("complaint_received", defaults, complaint_no=number, received_at=at, **rest)


def answered(at: str, number: str = "TS1") -> Prepared:
    return event("complaint_answered", {"answer": "已换货"}, complaint_no=number, answered_at=at)


def adverse(number: str = "BL1", level: str = "serious", **rest: Any) -> Prepared:
    defaults = {"became_aware_at": "2026-05-11", "manifestation": "红肿", "product_code": "P1"}
    return event("adverse_event_received", defaults, adverse_event_no=number, event_level=level, **rest)


def of(found: list[dict[str, Any]], clock_id: str) -> list[tuple[Any, ...]]:
    return [(row["state"], row["due_at"], row["done_at"]) for row in found if row["clock_id"] == clock_id]


def told(
    *history: Prepared, at: str, known: int | None = None, tables: list[str] | None = None
) -> list[dict[str, Any]]:
    with asking(*history) as query:
        return list(obligations(query.query(at=at, known=known), tables))


def test_what_was_overdue_then_as_known_then() -> None:
    """An answer that was given in time but recorded late: then it was overdue, today it was in time."""
    history = (complaint(), product("P9"), answered("2026-05-19T02:00:00.000000Z"))
    due = "2026-05-20T23:59:59+08:00"
    reply = "CN.COMPLAINT.REPLY"
    assert of(told(*history, at="2026-05-25", known=2), reply) == [("overdue", due, None)]
    assert of(told(*history, at="2026-05-25"), reply) == [("done", due, "2026-05-19T10:00:00+08:00")]
    assert of(told(*history, at="2026-05-18"), reply) == [("open", due, None)]
    assert of(told(*history, at="2026-05-20", known=2), reply) == [("due_soon", due, None)]
    assert told(*history, at="2026-05-10") == []
    assert told(*history, at="2026-05-25", known=0) == []


def test_a_voided_answer_is_an_answer_no_more() -> None:
    history = (
        complaint(),
        answered("2026-05-12T02:00:00.000000Z"),
        voided("complaints", "TS1", [2]),
    )
    reply = "CN.COMPLAINT.REPLY"
    assert [row[0] for row in of(told(*history, at="2026-05-25", known=2), reply)] == ["done"]
    assert [row[0] for row in of(told(*history, at="2026-05-25"), reply)] == ["overdue"]


def test_a_voided_complaint_owes_nothing() -> None:
    history = (complaint(), complaint("TS2"), voided("complaints", "TS1", [1]))
    assert {row["number"] for row in told(*history, at="2026-05-25", known=2)} == {"TS1", "TS2"}
    assert {row["number"] for row in told(*history, at="2026-05-25")} == {"TS2"}


def test_lateness_is_not_hidden_by_a_later_entry() -> None:
    """Order 1/2018 §25: reported in time, it is claimed; the table tells how late that was entered."""
    with asking() as nothing:
        head = nothing.head
    assert head == 0
    reported = event(
        "adverse_event_reported",
        {"report_code": "R1"},
        adverse_event_no="BL1",
        reported_at="2026-05-30T02:00:00.000000Z",
    )
    documents = stored([adverse()], start="2026-05-11T03:00:00.000000Z")
    documents += stored([reported], first=2, start="2026-06-10T15:59:59.000000Z")
    with _tables(documents) as connection:
        [row] = [one for one in _ask(connection, "2026-06-30", 2) if one["clock_id"] == "CLK.AE.REPORT"]
        assert (row["state"], row["entered_late"], row["statutory"]) == ("done", "240", True)
        [row] = [one for one in _ask(connection, "2026-06-05", 1) if one["clock_id"] == "CLK.AE.REPORT"]
        assert (row["state"], row["entered_late"], row["hours_late"]) == ("overdue", None, "120")


def test_a_card_is_issued_for_a_repair() -> None:
    """S4-I 意见-3: a record of another table meets what a case owes."""
    call = event(
        "repair_requested",
        {"customer_code": "C1", "product_code": "P1", "fault": "不启动"},
        repair_no="WX1",
        requested_on=BEGINNING,
    )
    card = event(
        "survey_issued",
        {"survey_kind": "opinion_card", "customer_code": "C1"},
        survey_no="DC1",
        issued_on="2026-05-11",
        repair_no="WX1",
    )
    found = of(told(call, card, at="2026-05-30"), "CLK.CARD")
    assert found == [("done", "2026-05-11T23:59:59+08:00", "2026-05-11")]


def test_what_stands_still_says_since_when_and_why() -> None:
    """A unit at the factory: no time by which, and nothing overdue, until it is back."""
    call = event(
        "repair_requested",
        {"customer_code": "C1", "product_code": "P1", "fault": "不启动", "fault_weight": "minor"},
        repair_no="WX1",
        requested_on=BEGINNING,
    )
    sent = event("repair_sent_to_factory", {}, repair_no="WX1", factory_sent_on="2026-05-12")
    [row] = [one for one in told(call, sent, at="2026-06-30") if one["clock_id"] == "CLK.REPAIR"]
    assert (row["state"], row["due_at"]) == ("open", None)
    assert (row["paused_since"], row["paused_by"]) == ("2026-05-12T00:00:00+08:00", "repair_sent_to_factory")


def test_the_house_sets_limits_and_how_early_to_warn() -> None:
    standard = event(
        "service_standard_set",
        {"name": "答复时限", "standard_kind": "answer", "effective_from": "2026-01-01"},
        standard_no="BZ1",
        limit_value="20",
        limit_unit="working_day",
    )
    warn = event(
        "rule_set",
        {"rule_kind": "reminder", "title": "预警", "setting": "value", "approver": "S9"},
        rule_key="obligations",
        value="0.1",
        effective_from="2026-01-01",
    )
    [row] = [
        one
        for one in told(standard, complaint(), warn, at="2026-05-25")
        if one["clock_id"] == "CN.COMPLAINT.REPLY"
    ]
    assert (row["limit_id"], row["due_at"], row["state"]) == ("BZ1", "2026-06-08T23:59:59+08:00", "due_soon")


def test_the_overdue_are_counted_by_matter() -> None:
    with asking(complaint(), complaint("TS2", "2026-06-29T02:00:00.000000Z"), adverse()) as query:
        found = overdue_matters(query.query(at="2026-06-29"))
    assert found == {
        "complaints": {
            "TS1": (2, "2026-05-11T15:00:00+08:00"),
            "TS2": (1, "2026-06-29T15:00:00+08:00"),
        },
        "adverse_events": {"BL1": (2, "2026-05-12T23:59:59+08:00")},
    }


def _tables(documents: list[tuple[int, bytes]], batch: int = 500) -> Any:
    from contextlib import contextmanager

    @contextmanager
    def opened() -> Iterator[sa.Connection]:
        model = ScratchModel([Obligations(ZONE)] if batch != 500 else _all())
        try:
            for place in range(0, len(documents), batch):
                part = documents[: place + batch]
                catch_up(model, Scope([part[place:]]))
            with model.store.reading() as connection:
                yield connection
        finally:
            model.close()

    return opened()


def _all() -> Any:
    from projections.tables.catalogue import PROJECTIONS

    return PROJECTIONS


def _ask(connection: sa.Connection, at: str, known: int) -> list[dict[str, Any]]:
    cutoff = CutOff(clock.end_of(at, ZONE), known)
    return list(obligations(Query(connection, Echo(), cutoff, ZONE, today(cutoff, ZONE))))


TABLES = ("complaints", "repairs", "adverse_events", "return_cases", "capa")


@st.composite
def histories(draw: st.DrawFn) -> list[Prepared]:
    """Draw stages of a few cases in any order, and voids of some of them."""
    events: list[Prepared] = []
    for _ in range(draw(st.integers(1, 12))):
        if events and draw(st.integers(0, 4)) == 0:
            gone = draw(st.integers(1, len(events)))
            events.append(voided("complaints", f"N{len(events)}", [gone]))
            continue
        table = catalogue.table(draw(st.sampled_from(TABLES)))
        stage = draw(st.sampled_from(table.stages))
        number = draw(st.sampled_from(["A", "B"]))
        data: dict[str, Any] = {table.identity[0]: number}
        for key in sorted(kept_columns(table.key) & set(stage.columns)):
            column = table.by_key[key]
            if column.values:
                data[key] = draw(st.sampled_from([one.key for one in column.values]))
            elif column.type == "boolean":
                data[key] = draw(st.booleans())
            elif column.type in {"date", "datetime"}:
                data[key] = f"2026-06-{draw(st.integers(1, 28)):02}"
        day = draw(st.integers(1, 28))
        for key in stage.at[:1] if draw(st.integers(0, 5)) else ():
            exact = table.by_key[key].type == "datetime" and draw(st.booleans())
            data[key] = (
                f"2026-05-{day:02}T0{draw(st.integers(0, 9))}:30:00.000000Z" if exact else f"2026-05-{day:02}"
            )
        events.append(event(stage.event, data))
    return events


def naive(documents: list[tuple[int, bytes]], at: str, known: int) -> set[tuple[Any, ...]]:
    """Tell what is owed from the documents themselves, all of them, once."""
    decoded = [orjson.loads(raw) for position, raw in documents if position <= known]
    voided = {gone for one in decoded for gone in one.get("struck", ())}
    marks: dict[tuple[str, str], list[ClockEvent]] = {}
    for one in decoded:
        if one["position"] in voided or "struck" in one:
            continue
        table = catalogue.table_of(one["type"])
        data = one["data"]
        stage = table.stage(one["type"])
        told_at, told = stage.time_in(data), is_time_told(stage, one)
        marks.setdefault((table.key, data[table.identity[0]]), []).append(
            ClockEvent(
                one["position"],
                one["type"],
                one["event_time"] or one["record_time"] if told else one["record_time"],
                told_at if told_at is not None and len(told_at) == 10 else None,
                one["record_time"],
                True,
                {key: data[key] for key in data.keys() & kept_columns(table.key)},
                told,
            )
        )
    moment = clock.end_of(at, ZONE)
    found = set()
    for (table_key, number), happened in marks.items():
        for one in compute_obligations(table_key, happened, ZONE)[0]:
            if one.since <= moment and (one.until is None or one.until > moment):
                done = one.done_moment is not None and one.done_moment <= moment
                found.add(
                    (
                        table_key,
                        number,
                        one.clock,
                        one.limit,
                        one.round,
                        one.started_position,
                        one.due_at,
                        one.done_position if done else None,
                    )
                )
    return found


@settings(max_examples=examples(120), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(history=histories(), batch=st.integers(1, 5), day=st.integers(1, 31), data=st.data())
def test_the_tables_tell_what_the_events_tell(
    history: list[Prepared], batch: int, day: int, data: st.DataObject
) -> None:
    """In batches of any size, with voids, at any day, as known at any position."""
    documents = stored(history, start="2026-05-15T00:00:00.000000Z", seconds=3600)
    known = data.draw(st.integers(0, len(documents)))
    at = f"2026-05-{day:02}"
    with _tables(documents, batch) as connection:
        moment = clock.end_of(at, ZONE)
        statement = sa.select(OBLIGATIONS).where(
            OBLIGATIONS.c.known_from <= known,
            sa.or_(OBLIGATIONS.c.known_to.is_(None), OBLIGATIONS.c.known_to > known),
            OBLIGATIONS.c.since <= moment,
            sa.or_(OBLIGATIONS.c.until.is_(None), OBLIGATIONS.c.until > moment),
        )
        found = set()
        for row in connection.execute(statement):
            table, _, number = row.subject.partition("/")
            done = row.done_moment is not None and row.done_moment <= moment
            shown = orjson.loads(row.told)
            found.add(
                (
                    table,
                    number,
                    shown["clock_id"],
                    shown["limit_id"],
                    shown["round"],
                    shown["started_position"],
                    row.due_at,
                    shown["done_position"] if done else None,
                )
            )
    assert found == naive(documents, at, known)


def test_both_databases_tell_the_same(readmodel: ReadModel, log: LogRecorder) -> None:
    """The same events, the same answer, whatever the database; asked of the past, too."""
    history = [
        complaint(),
        adverse(),
        answered("2026-05-19T02:00:00.000000Z"),
        event("complaint_reopened", {"reopen_reason": "未解决"}, complaint_no="TS1"),
        voided("complaints", "TS1", [3]),
    ]
    log.append_prepared(history)
    catch_up(readmodel, log)
    cutoff = CutOff(clock.end_of("2026-06-30", ZONE), 3)
    with readmodel.reading() as connection:
        query = Query(connection, log, cutoff, ZONE, today(cutoff, ZONE))
        found = list(obligations(query))
        of_any_day = Query(connection, log, CutOff(None, 5), ZONE, today(cutoff, ZONE))
        everything = list(obligations(of_any_day))
        most_urgent_first = list(obligations(of_any_day, by_due=True))
    with asking(*history[:3]) as scratch:
        expected = list(obligations(scratch.query(at="2026-06-30")))
    unlike = {"entered_late"}  # these were recorded today
    assert [{k: v for k, v in row.items() if k not in unlike} for row in found] == [
        {k: v for k, v in row.items() if k not in unlike} for row in expected
    ]
    reply = [row for row in everything if row["clock_id"] == "CN.COMPLAINT.REPLY"]
    assert [row["done_at"] for row in reply] == [None]
    assert most_urgent_first == sorted(
        everything, key=lambda row: (row["due_at"] is None, row["due_at"] or "", row["table"], row["number"])
    )
    assert [row["due_at"] for row in most_urgent_first] != [row["due_at"] for row in everything]


@settings(max_examples=examples(40), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    history=histories(),
    day=st.none() | st.integers(1, 31),
    states=st.none() | st.sets(st.sampled_from(STATES)),
)
def test_as_many_are_counted_as_are_told(
    history: list[Prepared], day: int | None, states: set[str] | None
) -> None:
    """Where the database counts, and where it cannot."""
    documents = stored(history, start="2026-05-15T00:00:00.000000Z", seconds=3600)
    at = None if day is None else clock.end_of(f"2026-05-{day:02}", ZONE)
    with _tables(documents) as connection:
        cutoff = CutOff(at, len(documents))
        query = Query(connection, Echo(), cutoff, ZONE, today(cutoff, ZONE))
        for tables in (None, ("complaints",)):
            told_of = list(obligations(query, tables, states=states))
            assert count(query, tables, states=states) == len(told_of)


@pytest.mark.parametrize("day", ["2026-12-31", "2027-01-01"])
def test_the_version_says_how_far_the_calendar_goes(day: str) -> None:
    """A later calendar gives times where an older one had to leave them open: the tables are built anew."""
    from ledger.clocks.calendar import CalendarUnknownError, is_working, last_year

    assert Obligations(ZONE).version % 10_000 == last_year()
    moment = clock.parsed(clock.start_of(day, ZONE)) + timedelta(hours=12)
    if moment.year > last_year():
        with pytest.raises(CalendarUnknownError):
            is_working(moment.date())
    else:
        assert isinstance(is_working(moment.date()), bool)
