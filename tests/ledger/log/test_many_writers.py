"""Many writers, threads and processes: no position missing, none out of order, no event unseen.

With the library's database functions switched on, followers miss events there: ids are drawn before commit
order is fixed. Here commit order is position order.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from itertools import count

import orjson
import pytest

from ledger.errors import ConflictError
from ledger.log.library.recorder import LibraryRecorder
from ledger.log.opening import open_log
from ledger.log.query import selection_of_tags
from ledger.log.recorder import Condition, LogRecorder
from ledger.log.tiles import StoredTiles
from ledger.log.transaction import Transaction
from ledger.merkle.tree import Tree, fold, leaf_hash
from ledger.settings import Location
from tests.support.prepared_events import sold
from tests.support.writing_processes import writing

THREADS, PROCESSES, APPENDS, SIZE = 6, 8, 25, 3


def follow_by_subscription(log: LogRecorder, expected: int) -> list[int]:
    """Return the positions a subscription gives, in its order."""
    with LibraryRecorder(log).subscribe() as subscription:
        return [next(subscription).position for _ in range(expected)]


def follow_by_scan(log: LogRecorder, expected: int) -> list[int]:
    """Return the positions that reads from the last seen one on give, as a projection makes them."""
    seen: list[int] = []
    while len(seen) < expected:
        for batch in log.scan(after=seen[-1] if seen else 0, batch=7):
            seen += [position for position, _ in batch]
    return seen


def in_threads(*works: Callable[[], object]) -> list[object]:
    """Run these at the same time and return what they return."""
    results: list[object] = [None] * len(works)

    def run(at: int) -> None:
        results[at] = works[at]()

    threads = [threading.Thread(target=run, args=(at,)) for at in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
        assert not thread.is_alive()
    return results


def assert_everybody_is_there_in_order(log: LogRecorder, writers: list[int]) -> None:
    """Compare what is stored with what each writer wrote, one after another."""
    by_writer: dict[int, list[int]] = {writer: [] for writer in writers}
    last_time = ""
    for batch in log.scan():
        for _, document in batch:
            envelope = orjson.loads(document)
            by_writer[envelope["data"]["writer"]].append(envelope["data"]["number"])
            assert last_time <= envelope["record_time"]
            last_time = envelope["record_time"]
    wanted = [number for number in range(APPENDS) for _ in range(SIZE)]
    assert by_writer == dict.fromkeys(writers, wanted)


def assert_the_tree_is_that_of_the_documents(log: LogRecorder) -> None:
    """Compare the stored tiles and leaves with a tree made of the stored documents alone."""
    leaves = [leaf_hash(document) for batch in log.scan() for _, document in batch]
    with log.reading() as connection:
        source = StoredTiles(Transaction.of(connection))
        assert Tree(source).root(len(leaves)) == fold(leaves)
        assert source.full_tiles() == len(leaves) // 256


def test_followers_miss_nothing_while_threads_write(log: LogRecorder) -> None:
    total = THREADS * APPENDS * SIZE

    def writer(number: int) -> Callable[[], None]:
        def run() -> None:
            for append in range(APPENDS):
                data = {"writer": number, "number": append}
                log.append_prepared([sold(f"{number}/{append}/{at}", data=data) for at in range(SIZE)])

        return run

    works = [writer(number) for number in range(THREADS)]
    results = in_threads(
        lambda: follow_by_subscription(log, total), lambda: follow_by_scan(log, total), *works
    )
    assert results[0] == results[1] == list(range(1, total + 1))
    assert_everybody_is_there_in_order(log, list(range(THREADS)))
    assert_the_tree_is_that_of_the_documents(log)


def test_followers_miss_nothing_while_processes_write(location: Location) -> None:
    log = open_log(location, create=True)
    total = PROCESSES * APPENDS * SIZE
    url = location.url if location.path is None else str(location.path)
    with writing(url, writers=PROCESSES, appends=APPENDS, size=SIZE):
        results = in_threads(lambda: follow_by_subscription(log, total), lambda: follow_by_scan(log, total))
    assert results[0] == results[1] == list(range(1, total + 1))
    assert_everybody_is_there_in_order(log, list(range(PROCESSES)))
    assert_the_tree_is_that_of_the_documents(log)
    log.close()


def test_of_many_who_decide_on_the_same_events_one_wins(log: LogRecorder) -> None:
    unit = selection_of_tags(["serial:P01/SN7"], ["goods_sold"])

    def sell(number: int) -> Callable[[], int | str]:
        def run() -> int | str:
            try:
                event = sold(number, tags=["serial:P01/SN7"])
                return log.append_prepared([event], condition=Condition(unit, after=0)).first
            except ConflictError as error:
                return error.code

        return run

    results = in_threads(*(sell(number) for number in range(THREADS)))
    assert sorted(map(str, results)) == ["1", *["decision_outdated"] * (THREADS - 1)]


def test_who_lost_reads_again_and_gets_his_turn(log: LogRecorder) -> None:
    def insist(number: int) -> Callable[[], int]:
        def run() -> int:
            while True:
                try:
                    return log.append_prepared([sold(number)], expected_head=log.head()).first
                except ConflictError:
                    continue

        return run

    results = in_threads(*(insist(number) for number in range(THREADS)))
    assert sorted(map(int, map(str, results))) == list(range(1, THREADS + 1))


def test_the_tree_grows_rightly_when_two_recorders_take_turns(location: Location) -> None:
    one, other = open_log(location, create=True), open_log(location)
    numbers = count()
    for log, size in ((one, 3), (other, 250), (one, 1), (other, 600), (other, 2), (one, 2000), (other, 5)):
        log.append_prepared([sold(next(numbers)) for _ in range(size)])
        assert_the_tree_is_that_of_the_documents(log)
    one.close()
    other.close()


@pytest.mark.parametrize("sizes", [[255, 1, 1], [256], [511, 1], [1, 1, 1], [65_536 - 10, 20]])
def test_tiles_close_at_their_edges(sqlite_location: Location, sizes: list[int]) -> None:
    log = open_log(sqlite_location, create=True)
    numbers = count()
    for size in sizes:
        log.append_prepared([sold(next(numbers), tags=()) for _ in range(size)])
    assert_the_tree_is_that_of_the_documents(log)
    log.close()
