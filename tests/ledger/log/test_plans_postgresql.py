"""Plans on PostgreSQL: one that was cached while the tables were empty would scan the tag table for ever."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from ledger.log.opening import open_log
from ledger.log.query import selection_of_all_tags
from ledger.log.recorder import Condition, LogRecorder
from ledger.log.state_store import StateStore
from ledger.settings import Location
from tests.support.prepared_events import several, sold

TABLES = ("events", "events_tags", "decision_state")
REPEATS = 12  # psycopg prepares after 5 executions, the server settles on a plan after 5 more


def ask(log: LogRecorder) -> None:
    """Ask everything that a hot path asks."""
    list(log.scan_tags(["lot:7", "customer:3"]))
    list(log.scan_tags(["lot:7"]))
    list(log.select(selection_of_all_tags(["lot:7", "customer:3"]), 0, log.head()))
    log.receipts(["0" * 32, "1" * 32])
    log.documents([7, 3])
    StateStore().get_many(log.fetch, log.dialect, ["lot:7", "lot:8"])
    list(StateStore().scan_prefix(log.fetch, log.dialect, "lot:7", limit=5))


def scanned_rows(connection: Connection) -> dict[str, int]:
    connection.exec_driver_sql("SELECT pg_stat_force_next_flush()")
    connection.exec_driver_sql("COMMIT")
    rows = connection.exec_driver_sql(
        "SELECT relname, seq_tup_read FROM pg_stat_user_tables"
        f" WHERE schemaname = 'medledger_log' AND relname IN {TABLES}"
    )
    return {row[0]: row[1] for row in rows}


@pytest.fixture
def grown_log(postgres_location: Location) -> Iterator[LogRecorder]:
    """A log that was analysed and asked everything often while it was empty, and then grew."""
    log = open_log(postgres_location, create=True)
    owner = sa.create_engine(postgres_location.url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with owner.connect() as connection:
        for table in TABLES:  # later the server would find out by itself, but not in time for an import
            connection.exec_driver_sql(f"ALTER TABLE medledger_log.{table} SET (autovacuum_enabled = false)")
            connection.exec_driver_sql(f"VACUUM ANALYZE medledger_log.{table}")
    for number in range(REPEATS):
        ask(log)
        condition = Condition(selection_of_all_tags(["lot:7", "customer:3"]))
        log.append_prepared([sold(f"empty{number}")], condition=condition)
    for start in range(0, 20_000, 2000):
        events = [
            sold(n, tags=[f"lot:{n % 2000}", f"customer:{n % 997}", f"sale:{n}"])
            for n in range(start, start + 2000)
        ]
        log.append_prepared(events)
    with log.transaction() as transaction:
        rows = [(f"lot:{number}", b"[]") for number in range(20_000)]
        StateStore().put_many(transaction, rows, [], [])
    yield log
    log.close()


def test_plans_made_while_the_tables_were_empty_do_not_scan_them_when_they_are_full(
    grown_log: LogRecorder,
) -> None:
    for _ in range(REPEATS):
        ask(grown_log)
    # What was read while the tables were small is counted before, however quickly they grew.
    grown_log.fetch("SELECT pg_stat_force_next_flush()", ())
    with grown_log.writing() as connection:
        before = scanned_rows(connection)
    for number in range(REPEATS):
        ask(grown_log)
        condition = Condition(selection_of_all_tags(["lot:7", "nobody"]))
        grown_log.append_prepared([sold(f"full{number}")], condition=condition)
    grown_log.fetch("SELECT pg_stat_force_next_flush()", ())
    with grown_log.writing() as connection:
        after = scanned_rows(connection)
    assert after == before


def test_every_session_plans_with_the_sizes_of_the_moment(postgres_location: Location) -> None:
    log = open_log(postgres_location, create=True)
    log.append_prepared(several(2))
    with log.reading() as connection:
        assert connection.exec_driver_sql("SHOW plan_cache_mode").scalar() == "force_custom_plan"
        assert connection.exec_driver_sql("SHOW synchronous_commit").scalar() != "off"
    log.close()
