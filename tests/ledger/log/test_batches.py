"""Batches: one transaction for many events, where the library's runner spends one transaction on each."""

from __future__ import annotations

import sqlite3
import time

from ledger.log.batch import encode_rows
from ledger.log.opening import open_log
from ledger.log.recorder import LogRecorder
from ledger.settings import Location
from tests.support.prepared_events import several, sold

TIME = "2026-05-01T00:00:00.000000Z"


def test_a_batch_is_one_commit_on_sqlite(sqlite_location: Location) -> None:
    log = open_log(sqlite_location, create=True)
    with sqlite3.connect(sqlite_location.path or "") as other:
        pages = other.execute("PRAGMA data_version").fetchone()
        log.append_prepared(several(1000))
        (after,) = other.execute("PRAGMA data_version").fetchone()
        assert after == pages[0] + 1
    other.close()
    log.close()


def test_a_batch_is_one_transaction_on_postgresql(postgres_location: Location) -> None:
    log = open_log(postgres_location, create=True)
    log.append_prepared(several(1000))
    for table in ("events", "events_tags", "tiles"):
        assert log.fetch(f"SELECT count(DISTINCT xmin::text) FROM {table}", ()) == [(1,)]
    log.close()


def test_a_few_events_and_many_are_stored_alike(log: LogRecorder) -> None:
    """Few are inserted, many are copied in binary form."""
    personal = (("contact", b"s" * 16, "张三"),)
    text = {"note": '引号"反斜线\\换行\n制表\t'}
    few = [sold(f"few{n}", data=text, personal=personal, tags=["客户:一", "lot:P/1"]) for n in range(2)]
    many = [sold(f"many{n}", data=text, personal=personal, tags=["客户:一", "lot:P/1"]) for n in range(20)]
    log.append_prepared(few)
    log.append_prepared(many)
    rows = log.fetch("SELECT type, event_time, length(leaf) FROM events", ())
    assert set(rows) == {("goods_sold", "2026-04-30T16:00:00.000000Z", 32)}
    assert len(log.personal([(n, "contact") for n in range(1, 23)])) == 22
    assert [len(batch) for batch in log.scan_tags(["客户:一"])] == [22]
    wanted = {row[0]: row[6] for row in encode_rows([*few, *many], 1, TIME).events}
    stored = {
        position: document.replace((log.record_time_at(position) or "").encode(), TIME.encode())
        for batch in log.scan()
        for position, document in batch
    }
    assert stored == wanted


def test_ten_thousand_events_take_seconds_not_minutes(log: LogRecorder) -> None:
    events = several(10_000, tags=["lot:P/1", "customer:C9", "product:P"])
    begun = time.monotonic()
    for start in range(0, len(events), 1000):
        log.append_prepared(events[start : start + 1000])
    assert time.monotonic() - begun < 10
    assert log.head() == 10_000
