"""报修登记簿: whom each call sent, when somebody came, which card went out, how it stands (S4-I 作业-2)."""

from __future__ import annotations

from typing import Any

import pytest

from ledger import clock
from ledger.log.prepared import Prepared
from ledger.log.recorder import LogRecorder
from projections.answers import catalogue
from projections.engine.catch_up import catch_up
from projections.engine.read_model import ReadModel
from projections.reading.cutoff import CutOff
from projections.reading.query import Query, today
from tests.support.asking import asking
from tests.support.events import ZONE, event, product, received, sold, voided
from tests.support.repair_events import AWAY, CALL, WHOLE, at, called, on, stage

VIEW = "repair_calls"


def calls(*events: Prepared, **query: Any) -> list[dict[str, Any]]:
    """Return the register."""
    with asking(*events) as tables:
        return tables.rows(VIEW, **query)


def card(number: str = "DC1", kind: str = "opinion_card") -> Prepared:
    """Return a card for the call."""
    told = {"survey_kind": kind, "issued_on": on(3), "customer_code": "C1"}
    return event("survey_issued", told, survey_no=number, repair_no="WX1")


def test_a_call_from_the_telephone_to_the_repair() -> None:
    [row] = calls(*WHOLE, card("DC0", "satisfaction"), card())
    shown = {key: value for key, value in row.items() if value is not None}
    assert shown == {
        "called_on": "2026-03-02",
        "repair_no": "WX1",
        "requested_on": "2026-03-02T09:00:00+08:00",
        "customer_code": "C1",
        "customer_name": "客户C1",
        "customer_phone": "0571",
        "product_code": "P1",
        "serial": "SN1",
        "fault": "不能开机",
        "technician": "T1",
        "dispatched_at": "2026-03-02T11:00:00+08:00",
        "arrived_at": "2026-03-03T10:00:00+08:00",
        "finished_on": "2026-03-06",
        "card_no": "DC1",
        "state": row["state"],
    }
    assert row["state"] in {"done", "done_late"}


def test_the_newest_visit_counts() -> None:
    """Sent again, to come again."""
    again = [
        stage("dispatched", technician="T2", dispatched_at=at(5)),
        stage("arrived", arrived_at=at(5, 5), card_shown=True),
    ]
    [row] = calls(*CALL, *again)
    assert (row["technician"], row["arrived_at"]) == ("T2", "2026-03-05T13:00:00+08:00")
    assert row["finished_on"] is None


def test_a_call_is_not_finished_while_it_fails() -> None:
    """Neither by a failed inspection nor with a new diagnosis; what the factory repaired is."""
    repaired = stage("repaired", repaired_on=on(6))
    failed = stage("inspected", inspected_on=on(7), conclusion="nonconforming")
    assert calls(*AWAY, repaired)[0]["finished_on"] == "2026-03-06"
    assert calls(*AWAY, repaired, failed)[0]["finished_on"] is None
    assert calls(*AWAY, repaired, failed, stage("diagnosed", diagnosed_on=on(8)))[0]["finished_on"] is None
    factory = [
        stage("sent_to_factory", factory_sent_on=on(8)),
        stage("received_from_factory", factory_back_on=on(9)),
    ]
    assert calls(*AWAY, repaired, failed, factory[0])[0]["finished_on"] is None
    assert calls(*AWAY, repaired, failed, *factory)[0]["finished_on"] == "2026-03-09"


def test_a_call_that_waits_is_overdue() -> None:
    """By the clocks of the call; nothing is owed before it comes."""
    [row] = calls(called())
    assert row["state"] == "overdue"
    assert calls(called(), at="2026-03-01") == []


def test_a_call_of_which_nobody_says_when_it_was_answered_is_of_unknown_time() -> None:
    """All else was in time, the card too."""
    silent = event("repair_responded", repair_no="WX1", response_note="已答")
    done = event("repair_repaired", repair_no="WX1", repaired_on=on(2))
    issued = {"survey_kind": "opinion_card", "issued_on": on(2), "customer_code": "C1"}
    [row] = calls(called(), silent, done, event("survey_issued", issued, survey_no="DC1", repair_no="WX1"))
    assert row["state"] == "time_unknown"


def test_the_calls_of_a_day() -> None:
    """In the order in which they came; one may be asked for."""
    later = called("WX0", requested_on=at(3))
    assert [row["repair_no"] for row in calls(called(), later)] == ["WX1", "WX0"]
    assert [row["repair_no"] for row in calls(called(), later, called_on="2026-03-03")] == ["WX0"]


def test_a_call_is_read_as_it_was_known() -> None:
    """What was voided later was there before."""
    events = [called(), stage("responded", responded_at=at(2, 2)), voided("repairs", "WX1", [2])]
    assert len(calls(*events, known=2)) == 1
    assert calls(called(), voided("repairs", "WX1", [1])) == []


@pytest.mark.parametrize("view", ["repair_calls", "custody_items", "service_archives"])
def test_a_view_is_the_same_on_both_databases(view: str, log: LogRecorder, readmodel: ReadModel) -> None:
    """SQLite and PostgreSQL."""
    events = [
        product("P1"),
        received("YS1", serial="SN1;LN1", quantity="2", supplier_code="V1"),
        sold("XS1", serial="SN1"),
        *AWAY,
        called("wx0", customer_code="c0", customer_name=None),
        card(),
    ]
    log.append_prepared(events)
    catch_up(readmodel, log)
    cutoff = CutOff(clock.end_of("2026-06-30", ZONE), log.head())
    with readmodel.reading() as connection:
        found = list(catalogue.answer(view)(Query(connection, log, cutoff, ZONE, today(cutoff, ZONE))))
    with asking(*events) as tables:
        expected = tables.rows(view)
    personal = [{key: row[key] for key in row if key != "customer_phone"} for row in found]
    assert personal == [{key: row[key] for key in row if key != "customer_phone"} for row in expected]
    assert len(found) == {"repair_calls": 2, "custody_items": 2, "service_archives": 11}[view]
