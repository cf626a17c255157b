"""The database itself refuses to change or remove what is on record."""

from __future__ import annotations

import sqlite3
from uuid import uuid4

import psycopg
import pytest
import sqlalchemy as sa

from ledger.errors import CommandError, LedgerError, UnavailableError
from ledger.log.accesses import note
from ledger.log.checkpoints import KeptCheckpoint, insert_checkpoint
from ledger.log.doors import say_at_doors
from ledger.log.opening import open_log
from ledger.log.recorder import LogRecorder
from ledger.log.roles import role_of
from ledger.settings import Location
from tests.support.databases import Server
from tests.support.erasing import erase
from tests.support.prepared_events import several, sold

KEPT = {"events": "type", "events_tags": "type", "tiles": "root", "checkpoints": "note"}
KEPT |= {"settings": "value", "accesses": "what", "doors": "what"}


@pytest.fixture
def filled(log: LogRecorder) -> LogRecorder:
    """A log with a row in each of its tables."""
    log.append_prepared([*several(256), sold("personal", personal=(("contact", b"s" * 16, "张三"),))])
    with log.transaction() as transaction:
        kept = KeptCheckpoint(257, b"r" * 32, "note", "2026-05-01T00:00:00.000000Z")
        insert_checkpoint(transaction, kept)
    log.put_setting("origin", "example")
    note(log, "exported", "tester", {"verb": "table"})
    say_at_doors(log, "account", "tester", {"post": "admin"})
    return log


def row_counts(log: LogRecorder) -> list[int]:
    return [log.fetch(f"SELECT count(*) FROM {table}", ())[0][0] for table in (*KEPT, "personal")]


@pytest.mark.parametrize("table", KEPT)
@pytest.mark.parametrize("action", ["UPDATE {table} SET {column} = {column}", "DELETE FROM {table}"])
def test_update_and_delete_are_refused(filled: LogRecorder, table: str, action: str) -> None:
    before = row_counts(filled)
    assert 0 not in before
    with pytest.raises(LedgerError) as caught, filled.writing() as connection:
        connection.exec_driver_sql(action.format(table=table, column=KEPT[table]))
    assert caught.value.code in {"append_only", "ledger_not_permitted"}
    assert row_counts(filled) == before


def test_the_refusal_of_the_trigger_is_one_sentence_and_one_advice(sqlite_location: Location) -> None:
    log = open_log(sqlite_location, create=True)
    log.append_prepared([sold("XS1")])
    with pytest.raises(CommandError) as caught, log.writing() as connection:
        connection.exec_driver_sql("DELETE FROM events")
    assert caught.value.reason.message("en") == (
        f"Changing the ledger {sqlite_location.path}: the database refused: "
        "medledger: the log only grows, events refuses DELETE"
    )
    assert caught.value.reason.advice("en") == (
        "The log only grows: to correct a record, void it and enter it again."
    )
    log.close()


def test_personal_values_may_be_erased_but_not_changed(filled: LogRecorder) -> None:
    with pytest.raises(LedgerError), filled.writing() as connection:
        connection.exec_driver_sql("UPDATE personal SET value = 'somebody else'")
    erase(filled, 257, ["contact"])
    assert filled.personal([(257, "contact")]) == {}


def test_sqlite_does_not_use_the_last_position_again(sqlite_location: Location) -> None:
    """SQLite gives the id of a deleted last row to the next one; here the row cannot be deleted."""
    log = open_log(sqlite_location, create=True)
    log.append_prepared(several(3))
    with (
        sqlite3.connect(sqlite_location.path or "") as other,
        pytest.raises(sqlite3.IntegrityError, match="events refuses DELETE"),
    ):
        other.execute("DELETE FROM events WHERE position = 3")
    other.close()
    assert log.append_prepared([sold("next")]).first == 4
    log.close()


def test_insert_or_replace_on_sqlite_meets_the_same_refusal(sqlite_location: Location) -> None:
    log = open_log(sqlite_location, create=True)
    log.append_prepared(several(3))
    with pytest.raises(CommandError) as caught, log.writing() as connection:
        connection.exec_driver_sql(
            "INSERT OR REPLACE INTO events VALUES (3, 'x', 'goods_sold', NULL, '2026', x'00', x'00')"
        )
    assert caught.value.code == "append_only"
    log.close()


@pytest.fixture
def owner(postgres_server: Server, postgres_location: Location) -> sa.Engine:
    """The one who made the database, not in the role that only appends."""
    return sa.create_engine(postgres_location.url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)


@pytest.mark.parametrize("table", KEPT)
@pytest.mark.parametrize("action", ["TRUNCATE {}", "DELETE FROM {}", "UPDATE {} SET {} = {}"])
def test_triggers_refuse_the_owner_too(
    postgres_location: Location, owner: sa.Engine, table: str, action: str
) -> None:
    open_log(postgres_location, create=True).close()
    statement = action.format(f"medledger_log.{table}", KEPT[table], KEPT[table])
    for replicating in ("origin", "replica"):
        with owner.connect() as connection, pytest.raises(sa.exc.DBAPIError, match="the log only grows"):
            connection.exec_driver_sql(f"SET session_replication_role = {replicating}")
            connection.exec_driver_sql(statement)


def test_connections_take_on_the_role_that_may_only_read_and_append(postgres_location: Location) -> None:
    log = open_log(postgres_location, create=True)
    log.append_prepared([sold("XS1")])
    with log.reading() as connection:
        database = str(connection.exec_driver_sql("SELECT current_database()").scalar())
        assert connection.exec_driver_sql("SELECT current_user").scalar() == role_of(database)
    disable = "ALTER TABLE events DISABLE TRIGGER ALL"
    for statement in ("DELETE FROM events", "TRUNCATE events", "DROP TABLE events", disable):
        with pytest.raises(UnavailableError) as caught, log.writing() as connection:
            connection.exec_driver_sql(statement)
        assert caught.value.code == "ledger_not_permitted"
    log.close()


def test_without_the_right_to_make_roles_the_triggers_alone_protect(
    postgres_server: Server, postgres_location: Location, owner: sa.Engine
) -> None:
    name = f"medledger_test_clerk_{uuid4().hex[:8]}"
    database = psycopg.conninfo.conninfo_to_dict(postgres_location.url.replace("+psycopg", ""))["dbname"]
    with owner.connect() as connection:
        connection.exec_driver_sql(f"CREATE ROLE {name} LOGIN PASSWORD 'clerk'")
        connection.exec_driver_sql(f'ALTER DATABASE "{database}" OWNER TO {name}')
    try:
        url = sa.make_url(postgres_location.url).set(username=name, password="clerk")
        clerk = Location(url.render_as_string(hide_password=False), None, postgres_location.beside)
        log = open_log(clerk, create=True)
        log.append_prepared([sold("XS1")])
        with log.reading() as connection:
            assert connection.exec_driver_sql("SELECT current_user").scalar() == name
        with pytest.raises(CommandError) as caught, log.writing() as connection:
            connection.exec_driver_sql("TRUNCATE events")
        assert caught.value.code == "append_only"
        log.close()
    finally:
        with owner.connect() as connection:
            connection.exec_driver_sql("DROP SCHEMA IF EXISTS medledger_log CASCADE")
            connection.exec_driver_sql(f'ALTER DATABASE "{database}" OWNER TO CURRENT_USER')
            connection.exec_driver_sql(f"DROP ROLE {name}")
