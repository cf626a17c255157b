"""Reading: streams in order, each event once, whatever the batch; bounded memory; times and positions."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from eventsourcing.dcb.api import DCBEvent, DCBQuery, DCBQueryItem
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.errors import CorruptionError
from ledger.log.library.queries import selection_of
from ledger.log.library.recorder import LibraryRecorder
from ledger.log.opening import open_log
from ledger.log.recorder import LogRecorder
from ledger.settings import Location
from tests.support.budgets import examples
from tests.support.databases import sqlite_at
from tests.support.prepared_events import event_id_of, several, sold, ticking

TAGS = ["lot:a", "lot:b", "lot:c", "lot:rare"]


def positions(batches: object) -> list[int]:
    return [position for batch in batches for position, _ in batch]  # type: ignore[attr-defined]


def test_a_scan_gives_every_event_once_whatever_the_batch(log: LogRecorder) -> None:
    log.append_prepared(several(25))
    for batch in (1, 2, 7, 25, 1000):
        sizes = [len(rows) for rows in log.scan(batch=batch)]
        assert sum(sizes) == 25
        assert max(sizes) <= batch
        assert positions(log.scan(batch=batch)) == list(range(1, 26))
    assert positions(log.scan(after=10, until=12)) == [11, 12]
    assert positions(log.scan(after=20, until=900)) == [21, 22, 23, 24, 25]
    assert positions(log.scan(after=25)) == []


def test_a_scan_shows_what_was_there_when_it_began(log: LogRecorder) -> None:
    log.append_prepared(several(10))
    scan = log.scan(batch=4)
    first = next(scan)
    log.append_prepared(several(10, "later"))
    assert positions([first, *scan]) == list(range(1, 11))


def test_a_scan_by_type_passes_over_other_types(log: LogRecorder) -> None:
    log.append_prepared([sold(n, event_type="goods_sold" if n % 3 else "record_voided") for n in range(30)])
    assert positions(log.scan(types=["record_voided"], batch=4)) == list(range(1, 31, 3))
    assert positions(log.scan(types=["record_voided", "goods_sold"], batch=4)) == list(range(1, 31))


def test_a_scan_by_tags_gives_each_event_once_in_order(log: LogRecorder) -> None:
    log.append_prepared([sold(n, tags=[f"lot:{n % 7}", f"customer:{n % 5}"]) for n in range(500)])
    wanted = [n + 1 for n in range(500) if n % 7 == 3 or n % 5 == 2]
    for batch in (1, 10, 1000):
        assert positions(log.scan_tags(["lot:3", "customer:2"], batch=batch)) == wanted
    assert positions(log.scan_tags(["lot:3"], after=100, until=130)) == [102, 109, 116, 123, 130]
    assert positions(log.scan_tags(["lot:none"])) == []
    assert positions(log.scan_tags([])) == []
    assert positions(log.scan_tags(["lot:3"], types=["record_voided"])) == []


@pytest.fixture(scope="module")
def mixed_log(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LogRecorder]:
    log = open_log(sqlite_at(tmp_path_factory.mktemp("mixed")), create=True)
    for start in range(0, 400, 20):
        log.append_prepared(
            [
                sold(
                    n,
                    event_type="goods_sold" if n % 4 else "goods_returned",
                    tags=[tag for at, tag in enumerate(TAGS) if n % (at * 31 + 2) == 0],
                )
                for n in range(start, start + 20)
            ]
        )
    yield log
    log.close()


items = st.builds(
    DCBQueryItem,
    types=st.lists(st.sampled_from(["goods_sold", "goods_returned", "unseen"]), max_size=2),
    tags=st.lists(st.sampled_from([*TAGS, "lot:unseen"]), max_size=3),
)


@settings(max_examples=examples(150), deadline=None)
@given(
    query=st.builds(DCBQuery, st.lists(items, max_size=4)),
    after=st.integers(0, 410),
    batch=st.integers(1, 50),
)
def test_any_query_gives_what_its_definition_says(
    mixed_log: LogRecorder, query: DCBQuery, after: int, batch: int
) -> None:
    def matches(event: DCBEvent) -> bool:
        return not query.items or any(
            (not item.types or event.type in item.types) and set(item.tags) <= set(event.tags)
            for item in query.items
        )

    wanted = [
        one.position
        for one in LibraryRecorder(mixed_log).read()
        if one.position > after and matches(one.event)
    ]
    assert positions(mixed_log.select(selection_of(query), after, mixed_log.head(), batch)) == wanted
    assert [
        one.position for one in LibraryRecorder(mixed_log).read(query, after=after, limit=batch)
    ] == wanted[:batch]


def test_the_library_reads_what_was_prepared_for_the_ledger(log: LogRecorder) -> None:
    log.append_prepared([sold("XS1", data={"sale_no": "XS1", "line": 1}, tags=["sale:XS1"])])
    (one,) = LibraryRecorder(log).read()
    assert one.event == DCBEvent("goods_sold", b'{"line":1,"sale_no":"XS1"}', ["sale:XS1"])


def test_single_events_are_found_by_position_and_by_id(log: LogRecorder) -> None:
    log.append_prepared(several(5))
    assert log.receipts([event_id_of("XS3")])[event_id_of("XS3")].position == 4
    assert log.receipts([event_id_of("nobody")]) == {}
    assert log.document(4) == log.receipts([event_id_of("XS3")])[event_id_of("XS3")].document
    assert log.document(6) is None
    assert sorted(log.documents([5, 1, 9])) == [1, 5]


def test_a_time_finds_the_last_position_recorded_by_then(location: Location) -> None:
    days = [f"2026-05-{day:02}T00:00:00.000000Z" for day in (1, 2, 2, 5)]
    times = ticking(*days)
    log = open_log(location, create=True, clock=lambda: next(times))
    assert log.position_at("2026-05-09T00:00:00.000000Z") == 0
    for number in range(4):
        log.append_prepared(several(2, f"{number}-"))
    asked = ["2026-04-30T23:59:59.999999Z", days[0], "2026-05-01T12:00:00.000000Z", days[1], days[3], "2027"]
    assert [log.position_at(time) for time in asked] == [0, 2, 2, 6, 8, 8]
    assert log.record_time_at(3) == days[1]
    assert log.record_time_at(9) is None
    log.close()


def test_bytes_that_are_no_document_are_corruption(sqlite_location: Location) -> None:
    log = open_log(sqlite_location, create=True)
    log.append_prepared(several(2))
    with log.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER events_refuses_UPDATE")
        connection.exec_driver_sql("UPDATE events SET document = x'7b' WHERE position = 2")
    with pytest.raises(CorruptionError) as caught:
        list(LibraryRecorder(log).read())
    assert caught.value.reason.message("en") == (
        "Reading position 2: expected an event document, got something unreadable."
    )
    log.close()


MEASURE = """
import resource, sys
from ledger.log.library.recorder import LibraryRecorder
from ledger.log.opening import open_log
from ledger.settings import locate
log = open_log(locate(sys.argv[1]))
sum(len(batch) for batch in log.scan(until=200, batch=100))
sum(len(batch) for batch in log.scan_tags(["lot:all", "lot:even"], until=200, batch=100))
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
seen = sum(len(batch) for batch in log.scan(batch=100))
seen += sum(len(batch) for batch in log.scan_tags(["lot:all", "lot:even"], batch=100))
seen += sum(1 for one in LibraryRecorder(log).read())
print(seen, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def test_reading_a_large_log_holds_bounded_memory(log: LogRecorder, location: Location) -> None:
    """Eighty megabytes of documents pass; what the process holds grows by a fraction of that."""
    text = "x" * 40_000
    for start in range(0, 2000, 100):
        events = [
            sold(n, data={"note": text}, tags=["lot:all", "lot:even" if n % 2 else "lot:odd"])
            for n in range(start, start + 100)
        ]
        log.append_prepared(events)
    url = location.url if location.path is None else str(location.path)
    root = Path(__file__).parents[3]
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, url], capture_output=True, text=True, check=True, cwd=root
    )
    seen, grown_kilobytes = map(int, done.stdout.split())
    assert seen == 6000
    assert grown_kilobytes < 32_000
