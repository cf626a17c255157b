"""A ledger that threads share: who waits is committed together, and each hears only of its own."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import orjson
import pytest

from ledger.deciding.decision import Command, Refused
from ledger.errors import ConflictError
from ledger.log.recorder import LogRecorder
from ledger.recording.shared import Seat, SharedLedger
from ledger.recording.unit_of_work import Recorded, UnitOfWork
from tests.support.decisions import customer, member, product, receipt, sale, supplier

THREADS = 8


@pytest.fixture
def house(log: LogRecorder) -> SharedLedger:
    ledger = SharedLedger(log, recorded_by="tester")
    ledger.submit([[one] for one in (supplier(), product(), customer(), member(), receipt())])
    return ledger


def while_all_wait(house: SharedLedger, documents: list[Any]) -> list[Any]:
    """Submit each document from a thread of its own, while the turn is taken until all of them wait."""
    taken, pool = threading.Event(), ThreadPoolExecutor(len(documents) + 1)

    def hold(_unit: UnitOfWork) -> None:
        taken.set()
        deadline = time.monotonic() + 60
        while house.waiting < len(documents):
            assert time.monotonic() < deadline
            time.sleep(0.01)

    holder = pool.submit(house.deciding, hold)
    assert taken.wait(60)
    answers = [pool.submit(one) if callable(one) else pool.submit(house.submit, [one]) for one in documents]
    pool.shutdown()
    holder.result()
    return answers


def times(log: LogRecorder) -> list[str]:
    return [log.record_time_at(position) or "" for position in range(6, log.head() + 1)]


def test_those_that_wait_are_committed_together(log: LogRecorder, house: SharedLedger):
    answers = while_all_wait(house, [[sale(f"XS{number}")] for number in range(THREADS)])
    positions = [one.position for each in answers for [one] in each.result()]
    assert sorted(positions) == list(range(6, 6 + THREADS))
    assert len(set(times(log))) == 1, "one append has one record time"
    assert log.head() == 5 + THREADS


def test_a_document_that_is_refused_takes_nothing_from_the_others(log: LogRecorder, house: SharedLedger):
    bad: list[Command] = [sale("XS1"), sale("XS1", line=2, customer_code="C9")]
    answers = while_all_wait(house, [[sale("XS0")], bad, [sale("XS2")]])
    kinds = [type(one) for each in answers for document in each.result() for one in document]
    assert kinds == [Recorded, Refused, Refused, Recorded]
    assert log.head() == 7


def test_one_that_fails_fails_alone(log: LogRecorder, house: SharedLedger):
    def broken() -> None:
        house.deciding(lambda _unit: 1 / 0, live=False)

    first, failed, last = while_all_wait(house, [[sale("XS0")], broken, [sale("XS2")]])
    with pytest.raises(ZeroDivisionError):
        failed.result()
    assert {type(one) for each in (first, last) for [one] in each.result()} == {Recorded}
    assert log.head() == 7


def test_another_program_that_was_faster_overtakes_none_of_them(log: LogRecorder, house: SharedLedger):
    other = SharedLedger(log, recorded_by="other")
    tried = []

    def overtaken(unit: UnitOfWork) -> list[Any]:
        if not tried:
            tried.append(other.submit([[sale("XS9")]]))
            raise ConflictError
        return unit.decided([[sale("XS1")]])

    answers = while_all_wait(house, [[sale("XS0")], lambda: house.deciding(overtaken, live=False)])
    assert {type(one) for each in answers for [one] in each.result()} == {Recorded}
    assert log.head() == 8


def test_many_threads_lose_nothing(log: LogRecorder, house: SharedLedger):
    def write(writer: int) -> list[int]:
        done = [house.submit([[sale(f"XS{writer}-{number}")]]) for number in range(5)]
        return [one.position for [[one]] in done if isinstance(one, Recorded)]

    with ThreadPoolExecutor(THREADS) as pool:
        positions = [position for each in pool.map(write, range(THREADS)) for position in each]
    assert sorted(positions) == list(range(6, 6 + THREADS * 5))


def test_each_records_in_a_name_of_his_own(log: LogRecorder, house: SharedLedger):
    """Threads of one program speak for several people; what they enter is committed together all the same."""

    def entered(number: int) -> Callable[[], object]:
        return lambda: Seat(house, f"E{number}").deciding(
            lambda unit: unit.decided([[sale(f"XS{number}")]]), live=False
        )

    while_all_wait(house, [entered(number) for number in range(THREADS)])
    documents = [orjson.loads(one) for batch in log.scan(5) for _, one in batch]
    names = {one["data"]["sale_no"]: one["recorded_by"] for one in documents}
    assert names == {f"XS{number}": f"E{number}" for number in range(THREADS)}
