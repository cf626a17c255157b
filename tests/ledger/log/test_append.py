"""Appending: no gaps, record times that never decrease, conditions, and one transaction for all of it."""

from __future__ import annotations

import orjson
import pytest
import sqlalchemy as sa

from ledger.errors import ConflictError, CorruptionError, UnavailableError
from ledger.log.opening import open_log
from ledger.log.prepared import RECORD_TIME_PLACEHOLDER
from ledger.log.query import selection_of_tags
from ledger.log.recorder import Condition, LogRecorder
from ledger.log.transaction import Transaction
from ledger.settings import Location
from tests.support.prepared_events import several, sold, stored_positions, ticking


def test_the_stored_document_is_canonical_and_holds_everything(log: LogRecorder) -> None:
    event = sold(
        "XS1",
        data={"quantity": "10", "lot": "L24", "implantable": True, "line": 1},
        tags=["lot:P01/L24", "customer:C9", "lot:P01/L24"],
        source="sales.csv:17",
        note="急",
        extra=[["区域", "华东"]],
        filled=["line"],
        given=["customer_name"],
        findings=[{"rule": "G-01", "days": "3"}],
        replaces="f" * 32,
        versions={"products": 2, "customers": 1},
    )
    appended = log.append_prepared([event])
    stored = log.document(1)
    assert stored is not None
    assert stored == orjson.dumps(orjson.loads(stored), option=orjson.OPT_SORT_KEYS)
    assert orjson.loads(stored) == {
        "data": {"implantable": True, "line": 1, "lot": "L24", "quantity": "10"},
        "event_id": event.event_id,
        "event_time": "2026-04-30T16:00:00.000000Z",
        "extra": [["区域", "华东"]],
        "filled": ["line"],
        "findings": [{"days": "3", "rule": "G-01"}],
        "given": ["customer_name"],
        "note": "急",
        "position": 1,
        "record_time": appended.record_time,
        "recorded_by": "tester",
        "replaces": "f" * 32,
        "source": "sales.csv:17",
        "tags": ["customer:C9", "lot:P01/L24"],
        "type": "goods_sold",
        "versions": {"customers": 1, "products": 2},
    }


def test_what_is_empty_does_not_appear_in_the_document(log: LogRecorder) -> None:
    log.append_prepared([sold("XS1", event_time=None, extra=[], findings=[], note="", source=None)])
    envelope = orjson.loads(log.document(1) or b"")
    assert sorted(envelope) == [
        "data",
        "event_id",
        "event_time",
        "position",
        "record_time",
        "recorded_by",
        "tags",
        "type",
    ]
    assert envelope["event_time"] is None


def test_an_event_recorded_now_has_its_record_time_as_event_time(log: LogRecorder) -> None:
    marker = RECORD_TIME_PLACEHOLDER.decode()
    event = sold("XS1", event_time=None, recorded_now=True, note=f"a note may hold {marker!r} or {marker}")
    appended = log.append_prepared([event])
    envelope = orjson.loads(log.document(1) or b"")
    assert envelope["event_time"] == envelope["record_time"] == appended.record_time
    assert envelope["note"].endswith(marker)
    with log.reading() as connection:
        columns = connection.exec_driver_sql("SELECT event_time, record_time FROM events").one()
    assert tuple(columns) == (appended.record_time, appended.record_time)


def test_positions_have_no_gap_after_failed_appends(log: LogRecorder) -> None:
    log.append_prepared(several(3, "A"))

    def fail(_connection: Transaction, first: int, _record_time: str) -> None:
        raise RuntimeError(f"the desk is closed at {first}")

    with pytest.raises(RuntimeError, match="the desk is closed at 4"):
        log.append_prepared(several(5, "B"), in_same_transaction=fail)
    with pytest.raises(ConflictError):
        log.append_prepared(several(5, "C"), expected_head=2)
    assert log.append_prepared(several(300, "D")).first == 4
    assert stored_positions(log) == list(range(1, 304))


def test_record_time_never_decreases_when_the_clock_jumps_back(location: Location) -> None:
    late, early = "2026-05-01T00:00:00.000000Z", "2026-04-01T00:00:00.000000Z"
    times = ticking(late, early, "2026-05-02T00:00:00.000000Z", early)
    log = open_log(location, create=True, clock=lambda: next(times))
    seen = [log.append_prepared([sold(number)]).record_time for number in range(4)]
    log.close()
    reopened = open_log(location, clock=lambda: early)
    seen.append(reopened.append_prepared([sold("after reopening")]).record_time)
    later = "2026-05-02T00:00:00.000000Z"
    assert seen == [late, late, later, later, later]
    assert [reopened.record_time_at(position) for position in range(1, 6)] == seen
    reopened.close()


def test_an_append_that_expected_another_head_is_a_conflict(log: LogRecorder) -> None:
    log.append_prepared(several(2))
    with pytest.raises(ConflictError) as caught:
        log.append_prepared([sold("late")], expected_head=1)
    assert caught.value.code == "log_moved_on"
    assert caught.value.reason.message("en") == (
        "Recording: expected the log at position 1, got 2: somebody else has recorded meanwhile."
    )
    assert log.append_prepared([sold("late")], expected_head=2).first == 3


def test_a_condition_fails_only_for_what_the_decision_has_not_seen(log: LogRecorder) -> None:
    log.append_prepared([sold("XS1", tags=["lot:P01/L24"]), sold("XS2", tags=["lot:P01/L25"])])
    lot = selection_of_tags(["lot:P01/L24"], ["goods_sold"])
    with pytest.raises(ConflictError) as caught:
        log.append_prepared([sold("XS3")], condition=Condition(lot, after=0))
    assert caught.value.code == "decision_outdated"
    assert log.append_prepared([sold("XS3")], condition=Condition(lot, after=1)).first == 3


def test_what_is_written_beside_is_in_or_out_with_the_events(log: LogRecorder) -> None:
    seen: list[tuple[int, str]] = []

    def beside(connection: Transaction, first: int, record_time: str) -> None:
        seen.append((first, record_time))
        mark = log.dialect.mark
        connection.run(f"INSERT INTO decision_state VALUES ({mark}, {mark})", ("k", b"[1]"))

    appended = log.append_prepared(several(2), in_same_transaction=beside)
    assert seen == [(1, appended.record_time)]
    with pytest.raises(UnavailableError) as caught:
        log.append_prepared([sold("third")], in_same_transaction=beside)  # the key is there already
    assert caught.value.code == "ledger_refused"
    assert log.head() == 2


def test_a_log_that_lost_its_last_events_while_we_watched_is_corrupt(sqlite_location: Location) -> None:
    log = open_log(sqlite_location, create=True)
    log.append_prepared(several(10))
    with log.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER events_refuses_DELETE")
        connection.exec_driver_sql("DELETE FROM events WHERE position > 8")
    for _ in range(2):
        with pytest.raises(CorruptionError) as caught:
            log.append_prepared([sold("next")])
        assert caught.value.code == "log_shrunk"
    log.close()


def test_a_supposed_head_that_is_wrong_is_looked_up(postgres_location: Location) -> None:
    """Given two programs, when each appends as if it were alone, then no position is taken twice."""
    one, other = open_log(postgres_location, create=True), open_log(postgres_location)
    firsts = [
        log.append_prepared([sold(f"XS{number}")]).first for number, log in enumerate((one, one, other))
    ]
    firsts += [one.append_prepared([sold("XS3")]).first, other.append_prepared([sold("XS4")]).first]
    assert firsts == [1, 2, 3, 4, 5]
    with pytest.raises(ConflictError) as caught:
        one.append_prepared([sold("XS5")], expected_head=4)
    assert caught.value.code == "log_moved_on"
    assert stored_positions(one) == [1, 2, 3, 4, 5]
    one.close()
    other.close()


def test_who_appended_last_asks_no_more_where_the_log_ends(
    postgres_location: Location, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = open_log(postgres_location, create=True)
    log.append_prepared([sold("XS1")])
    with monkeypatch.context() as patch:
        patch.setattr(log, "critical_section", lambda: pytest.fail("it asked"))
        assert [log.append_prepared([sold(f"XS{number}")]).first for number in (2, 3)] == [2, 3]
    assert stored_positions(log) == [1, 2, 3]
    log.close()


@pytest.mark.parametrize("kept", [1, 0])
def test_events_cut_off_a_log_on_a_server_are_missed_by_who_appended_them(
    postgres_location: Location, kept: int
) -> None:
    log = open_log(postgres_location, create=True)
    log.append_prepared([sold("XS1")])
    log.append_prepared([sold("XS2")])
    administrator = sa.create_engine(postgres_location.url, poolclass=sa.NullPool)
    with administrator.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE medledger_log.events DISABLE TRIGGER USER")
        connection.exec_driver_sql(f"DELETE FROM medledger_log.events WHERE position > {kept}")
    with pytest.raises(CorruptionError) as caught:
        log.append_prepared([sold("XS3")])
    assert caught.value.code == "log_shrunk"
    log.close()


def test_a_batch_of_nothing_is_a_mistake_of_the_program(log: LogRecorder) -> None:
    with pytest.raises(ValueError, match="expected at least one event"):
        log.append_prepared([])


def test_a_float_never_reaches_the_log() -> None:
    with pytest.raises(TypeError, match="decimals are kept as text"):
        sold("XS1", data={"quantity": 2.5})
