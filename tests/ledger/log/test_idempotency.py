"""The same event id with the same content is recorded once; also when the answer of a COMMIT was lost."""

from __future__ import annotations

from itertools import pairwise

import pytest
from eventsourcing.dcb.api import DCBEvent
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.errors import ConflictError, DuplicateError, UnavailableError
from ledger.log.library.recorder import LibraryRecorder
from ledger.log.opening import open_log
from ledger.log.prepared import Prepared
from ledger.log.recorder import LogRecorder
from ledger.settings import Location, locate
from tests.support.answer_dropping import AnswerDroppingProxy
from tests.support.budgets import examples
from tests.support.databases import sqlite_at
from tests.support.prepared_events import several, sold, stored_positions


def test_the_same_events_again_return_the_first_receipt(log: LogRecorder) -> None:
    first = log.append_prepared(several(5), expected_head=0)
    log.append_prepared(several(3, "other"))
    again = log.append_prepared(several(5), expected_head=0)  # the head that the first attempt saw
    assert not first.repeated
    assert again == (first.first, first.last, first.record_time, True)
    assert log.head() == 8


def test_an_event_recorded_now_is_the_same_event_when_offered_again_later(log: LogRecorder) -> None:
    first = log.append_prepared([sold("XS1", event_time=None, recorded_now=True)])
    again = log.append_prepared([sold("XS1", event_time=None, recorded_now=True)])
    assert (again.first, again.record_time, again.repeated) == (1, first.record_time, True)


def test_the_same_id_with_other_content_is_refused(log: LogRecorder) -> None:
    log.append_prepared([sold("XS1")])
    with pytest.raises(DuplicateError) as caught:
        log.append_prepared([sold("XS1", note="now with a note")])
    assert caught.value.reason.message("en").endswith(
        "expected the content stored at position 1, got other content."
    )
    assert log.head() == 1


def test_a_batch_of_which_a_part_is_on_record_is_refused_as_a_whole(log: LogRecorder) -> None:
    log.append_prepared(several(2))
    with pytest.raises(DuplicateError) as caught:
        log.append_prepared(several(4))
    assert caught.value.code == "batch_partly_recorded"
    assert log.head() == 2


def test_one_id_twice_in_a_batch_is_refused(log: LogRecorder) -> None:
    with pytest.raises(DuplicateError) as caught:
        log.append_prepared([sold("XS1"), sold("XS2"), sold("XS1")])
    assert caught.value.code == "event_id_twice"
    assert log.head() == 0


def test_other_content_takes_precedence_over_a_head_that_moved_on(log: LogRecorder) -> None:
    log.append_prepared([sold("XS1")])
    with pytest.raises(DuplicateError):
        log.append_prepared([sold("XS1", note="other")], expected_head=0)
    with pytest.raises(ConflictError):
        log.append_prepared([sold("XS2")], expected_head=0)


@settings(
    max_examples=examples(40), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(batches=st.lists(st.lists(st.integers(0, 12), min_size=1, max_size=5, unique=True), max_size=12))
def test_however_often_events_are_offered_each_is_on_record_once(
    tmp_path_factory: pytest.TempPathFactory, batches: list[list[int]]
) -> None:
    log = open_log(sqlite_at(tmp_path_factory.mktemp("log")), create=True)
    recorded: dict[int, int] = {}
    for batch in batches:
        known = [number for number in batch if number in recorded]
        if known and len(known) < len(batch):
            with pytest.raises(DuplicateError):
                log.append_prepared([sold(number) for number in batch])
            continue
        appended = log.append_prepared([sold(number) for number in batch])
        assert appended.repeated == bool(known)
        if known:
            assert appended.first == min(recorded[number] for number in batch)
        recorded.update({number: appended.first + at for at, number in enumerate(batch) if not known})
    found = log.receipts(sold(number).event_id for number in recorded)
    assert {number: found[sold(number).event_id].position for number in recorded} == recorded
    assert stored_positions(log) == list(range(1, len(recorded) + 1))
    log.close()


def test_a_lost_commit_answer_does_not_lose_the_receipt(postgres_location: Location) -> None:
    """The library's own recorder answers the retry with IntegrityError though the event is stored."""
    open_log(postgres_location, create=True).close()
    with AnswerDroppingProxy(postgres_location) as proxy:
        log = open_log(locate(proxy.url))
        log.append_prepared([sold("before")])
        proxy.drop_next_commit_answer()
        appended = log.append_prepared(several(3))
        assert proxy.dropped == 1
        assert (appended.first, appended.last, appended.repeated) == (2, 4, True)
        assert log.append_prepared([sold("after")], expected_head=4).first == 5
        log.close()


def test_a_commit_of_unknown_outcome_can_be_repeated_by_the_caller(postgres_location: Location) -> None:
    direct = open_log(postgres_location, create=True)
    with AnswerDroppingProxy(postgres_location) as proxy:
        log = open_log(locate(proxy.url))
        proxy.drop_next_commit_answer(and_close=True)
        with pytest.raises(UnavailableError) as caught:
            log.append_prepared(several(3), expected_head=0)
        assert "trying again never posts twice" in caught.value.reason.advice("en")
        log.close()
    first = direct.append_prepared(several(3), expected_head=0)
    assert (first.first, first.last, first.repeated) == (1, 3, True)
    assert direct.head() == 3
    direct.close()


def test_a_lost_commit_answer_does_not_post_an_event_of_the_library_twice(
    postgres_location: Location,
) -> None:
    open_log(postgres_location, create=True).close()
    with AnswerDroppingProxy(postgres_location) as proxy:
        log = open_log(locate(proxy.url))
        library = LibraryRecorder(log)
        proxy.drop_next_commit_answer()
        assert library.append([DCBEvent("type1", b"data1", ["tagX"])]) == 1
        assert [one.position for one in library.read()] == [1]
        log.close()


def test_positions_follow_each_other_within_a_batch(log: LogRecorder) -> None:
    events: list[Prepared] = several(600)
    appended = log.append_prepared(events)
    receipts = log.receipts(event.event_id for event in events)
    found = {name: receipt.position for name, receipt in receipts.items()}
    assert (appended.first, appended.last) == (1, 600)
    assert all(found[b.event_id] == found[a.event_id] + 1 for a, b in pairwise(events))
