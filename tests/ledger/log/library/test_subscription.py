"""Following: every event in order on both databases, from other processes too, and a clean stop."""

from __future__ import annotations

import threading
import time

import pytest
import sqlalchemy as sa
from eventsourcing.dcb.api import DCBQuery, DCBQueryItem, DCBSequencedEvent
from eventsourcing.persistence import ProgrammingError

from ledger.errors import UnavailableError
from ledger.log.library.recorder import LibraryRecorder
from ledger.log.opening import open_log
from ledger.log.recorder import LogRecorder
from ledger.settings import Location
from tests.support.prepared_events import several, sold


class Follower(threading.Thread):
    """Takes what a subscription gives until it ends."""

    def __init__(self, log: LogRecorder, query: DCBQuery | None = None, after: int | None = None) -> None:
        super().__init__()
        self.subscription = LibraryRecorder(log).subscribe(query, after=after)
        self.seen: list[DCBSequencedEvent] = []
        self.error: Exception | None = None
        self.start()

    def run(self) -> None:
        try:
            with self.subscription as subscription:
                self.seen.extend(subscription)
        except Exception as error:  # noqa: BLE001 (the test asks for it)
            self.error = error

    def wait_for(self, count: int) -> list[int]:
        deadline = time.monotonic() + 20
        while len(self.seen) < count and time.monotonic() < deadline:
            time.sleep(0.005)
        return [one.position for one in self.seen]

    def end(self) -> None:
        self.subscription.stop()
        self.join(timeout=10)
        assert not self.is_alive()


def test_a_follower_sees_what_was_and_what_comes(log: LogRecorder) -> None:
    log.append_prepared(several(1200, "before"))
    follower = Follower(log)
    assert follower.wait_for(1200) == list(range(1, 1201))
    log.append_prepared(several(3, "after"))
    assert follower.wait_for(1203)[-3:] == [1201, 1202, 1203]
    follower.end()


def test_a_follower_sees_what_another_recorder_appends(log: LogRecorder, location: Location) -> None:
    follower = Follower(log, after=0)
    other = open_log(location)
    for number in range(20):
        other.append_prepared([sold(number)])
        if number % 5 == 0:
            follower.wait_for(number + 1)  # let it fall asleep in between
    assert follower.wait_for(20) == list(range(1, 21))
    follower.end()
    other.close()


def test_a_follower_of_a_query_sees_only_what_matches(log: LogRecorder) -> None:
    query = DCBQuery([DCBQueryItem(tags=["lot:even"])])
    follower = Follower(log, query, after=4)
    for number in range(10):
        log.append_prepared([sold(number, tags=["lot:even" if number % 2 else "lot:odd"])])
    assert follower.wait_for(3) == [6, 8, 10]
    follower.end()
    assert len(follower.seen) == 3


def test_a_stopped_subscription_ends_and_gives_nothing_more(log: LogRecorder) -> None:
    log.append_prepared(several(3))
    subscription = LibraryRecorder(log).subscribe()
    with subscription:
        assert next(subscription).position == 1
        subscription.stop()
        assert list(subscription) == []
    with pytest.raises(ProgrammingError), subscription:
        pass


def test_a_stop_from_another_thread_wakes_the_one_who_waits(log: LogRecorder) -> None:
    follower = Follower(log)
    time.sleep(0.3)
    begun = time.monotonic()
    follower.end()
    assert time.monotonic() - begun < 2
    assert follower.error is None


def test_no_thread_and_no_connection_is_left_behind(log: LogRecorder) -> None:
    threads = threading.active_count()
    for _ in range(3):
        follower = Follower(log)
        time.sleep(0.05)
        follower.end()
    assert threading.active_count() == threads
    log.close()
    assert log.engine.pool.checkedout() == 0  # type: ignore[attr-defined]


def test_a_follower_that_lost_its_database_says_so_and_a_new_one_goes_on(postgres_location: Location) -> None:
    log = open_log(postgres_location, create=True)
    log.append_prepared(several(2))
    follower = Follower(log)
    follower.wait_for(2)
    time.sleep(0.3)
    administrator = sa.create_engine(
        postgres_location.url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool
    )
    with administrator.connect() as connection:
        connection.exec_driver_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    follower.join(timeout=10)
    assert isinstance(follower.error, UnavailableError)
    assert follower.error.code == "ledger_away"
    log.append_prepared([sold("later")])
    again = Follower(log, after=2)
    assert again.wait_for(1) == [3]
    again.end()
    log.close()
