"""No exception of a database crosses the boundary: each becomes an error that says what to do now."""

from __future__ import annotations

import itertools
import resource
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from ledger.errors import LedgerError, UnavailableError
from ledger.log.failures import ledger_error, translated
from ledger.log.opening import open_log
from ledger.log.recorder import LogRecorder
from ledger.log.transaction import Transaction
from ledger.settings import Location
from tests.support.prepared_events import several, sold, stored_positions


def all_below(*roots: type[Exception]) -> list[type[Exception]]:
    """Return these classes and every class below them."""
    found = list(roots)
    for kind in found:
        found += [below for below in kind.__subclasses__() if below not in found]
    return found


def test_every_error_of_a_driver_is_one_of_ours() -> None:
    for kind in all_below(sqlite3.Error, psycopg.Error):
        for failure in (kind("boom"), sa.exc.DBAPIError("SELECT 1", {}, kind("boom"))):
            error = ledger_error(failure, "here")
            assert isinstance(error, LedgerError), kind
            for language in ("zh", "en"):
                assert "\n" not in error.reason.message(language)
                assert "{" not in error.reason.message(language) + error.reason.advice(language)


def test_errors_of_sqlalchemy_itself_are_ours_too() -> None:
    for kind in (sa.exc.TimeoutError, sa.exc.ResourceClosedError, sa.exc.InvalidRequestError):
        with pytest.raises(UnavailableError), translated("here"):
            raise kind("boom")


def test_an_error_of_somebody_else_passes_unchanged() -> None:
    with pytest.raises(ZeroDivisionError), translated("here"):
        raise ZeroDivisionError


def test_what_a_caller_does_wrong_in_a_transaction_becomes_an_error_of_ours(log: LogRecorder) -> None:
    for door in (log.reading, log.writing):
        with pytest.raises(LedgerError), door() as connection:
            connection.exec_driver_sql("SELECT * FROM no_such_table")
    with pytest.raises(LedgerError):
        log.fetch("SELECT * FROM no_such_table", ())
    assert log.head() == 0


def test_a_full_disk_loses_nothing_and_is_said_in_one_sentence(sqlite_location: Location) -> None:
    log = open_log(sqlite_location, create=True)
    log.engine.dispose()
    limit_pages(log, 150)
    numbers = itertools.count()
    acknowledged = 0
    with pytest.raises(UnavailableError) as caught:
        while True:
            acknowledged = log.append_prepared([sold(next(numbers)) for _ in range(50)]).last
    assert caught.value.reason.message("en") == (
        f"Writing to the ledger {sqlite_location.path}: the disk is full; "
        "this was not recorded, all before it is safe."
    )
    assert caught.value.reason.message("zh").endswith("磁盘已满，本次未记录，此前已记录的完好。")
    assert acknowledged > 0
    assert stored_positions(log) == list(range(1, acknowledged + 1))
    limit_pages(log, 100_000)
    assert log.append_prepared(several(50, "with space again")).first == acknowledged + 1
    log.close()


def limit_pages(log: LogRecorder, pages: int) -> None:
    """Let the database file grow to so many pages: for SQLite, that is the disk."""
    for listener in list(getattr(log, "limits", [])):
        sa.event.remove(log.engine, "connect", listener)

    def limit(driver: sqlite3.Connection, _record: object) -> None:
        driver.execute(f"PRAGMA max_page_count = {pages}").close()

    sa.event.listen(log.engine, "connect", limit)
    log.limits = [limit]  # type: ignore[attr-defined]
    log.engine.dispose()


@contextmanager
def files_no_larger_than(size: int) -> Iterator[None]:
    """Let every write beyond `size` fail, as on a broken disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_after_a_failed_commit_nothing_is_recorded_until_the_log_is_opened_anew(
    sqlite_location: Location,
) -> None:
    """What an fsync that failed has left on the disk is unknown, and the next one would not tell."""
    log = open_log(sqlite_location, create=True)
    log.append_prepared(several(20, "safe"))
    ahead = Path(f"{sqlite_location.path}-wal").stat().st_size
    with files_no_larger_than(ahead + 8192), pytest.raises(UnavailableError) as caught:
        log.append_prepared(several(200, "lost"))
    assert caught.value.code in {"ledger_away", "disk_full"}
    for attempt in range(2):
        with pytest.raises(UnavailableError) as caught:
            log.append_prepared([sold(attempt)])
        assert caught.value.code == "log_stopped"
    assert stored_positions(log) == list(range(1, 21))  # reading goes on
    log.close()
    reopened = open_log(sqlite_location)
    assert stored_positions(reopened) == list(range(1, 21))
    assert reopened.append_prepared(several(200, "lost")).first == 21
    reopened.close()


def test_a_database_that_is_held_by_another_program_is_busy(sqlite_location: Location) -> None:
    log = open_log(sqlite_location, create=True)
    with log.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout = 50")  # the connection goes back to the pool so
    with sqlite3.connect(sqlite_location.path or "", isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(UnavailableError) as caught:
            log.append_prepared([sold("XS1")])
        assert caught.value.code == "ledger_busy"
        other.execute("ROLLBACK")
    other.close()
    assert log.append_prepared([sold("XS1")]).first == 1
    log.close()


def test_after_the_server_dropped_its_connections_the_next_append_succeeds(
    postgres_location: Location,
) -> None:
    log = open_log(postgres_location, create=True)
    log.append_prepared([sold("XS1")])
    terminate_others(postgres_location, "pid <> pg_backend_pid()")
    assert log.append_prepared([sold("XS2")]).first == 2
    log.close()


def terminate_others(location: Location, which: str) -> None:
    """End server processes that serve this database, as an administrator would."""
    administrator = sa.create_engine(location.url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with administrator.connect() as connection:
        connection.exec_driver_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            f" WHERE datname = current_database() AND {which}"
        )


def test_a_connection_that_breaks_inside_the_critical_section_records_nothing(
    postgres_location: Location,
) -> None:
    log = open_log(postgres_location, create=True)

    def break_off(transaction: Transaction, _first: int, _record_time: str) -> None:
        pid = transaction.rows("SELECT pg_backend_pid()")[0][0]
        terminate_others(postgres_location, f"pid = {pid}")

    with pytest.raises(UnavailableError) as caught:
        log.append_prepared(several(3), in_same_transaction=break_off)
    assert caught.value.code == "ledger_away"
    assert log.head() == 0
    assert log.append_prepared(several(3)).first == 1
    log.close()
