"""Opening a ledger: what is there is judged before it is touched; schemas move on under a lock."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from ledger.errors import CorruptionError, LedgerError, UnavailableError
from ledger.log import migrations, tables
from ledger.log.doors import said_at_doors, say_at_doors
from ledger.log.migrations.versions import r0006_doors
from ledger.log.opening import open_log
from ledger.log.recorder import LogRecorder
from ledger.log.schema import LATEST
from ledger.seal.audit.beside import audit_beside
from ledger.seal.audit.report import Report
from ledger.seal.audit.source import AuditSource
from ledger.seal.audit.structure import judge_structure
from ledger.settings import Location, locate
from tests.support.databases import Server
from tests.support.prepared_events import several, sold


def refusal(location: Location, *, create: bool = False) -> LedgerError:
    with pytest.raises(LedgerError) as caught:
        open_log(location, create=create)
    return caught.value


def test_where_no_ledger_is_the_advice_is_to_make_one(location: Location) -> None:
    error = refusal(location)
    assert isinstance(error, UnavailableError)
    assert error.code == "no_ledger"
    assert error.reason.message("en") == (
        f"Opening the ledger {location.display}: expected a ledger, found none."
    )
    assert error.reason.advice("en").startswith("Run medledger init first")
    assert location.path is None or not location.path.exists()


def test_a_database_that_does_not_exist_is_no_ledger(postgres_server: Server) -> None:
    assert refusal(locate(postgres_server.url_of("medledger_test_nowhere"))).code == "no_ledger"


def test_a_server_that_does_not_answer_is_away() -> None:
    error = refusal(locate("postgresql://127.0.0.1:1/ledger"))
    assert isinstance(error, UnavailableError)
    assert error.code == "ledger_away"


def test_a_file_that_is_no_database_is_refused_and_left_alone(sqlite_location: Location) -> None:
    path = sqlite_location.path or Path()
    path.write_bytes("销售单号,行号\n".encode() * 100)
    before = path.read_bytes()
    for create in (False, True):
        assert refusal(sqlite_location, create=create).code == "not_a_ledger"
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


def test_the_database_of_another_program_is_refused_and_left_alone(sqlite_location: Location) -> None:
    path = sqlite_location.path or Path()
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE invoices (number TEXT)")
    other.close()
    before = path.read_bytes()
    for create in (False, True):
        assert refusal(sqlite_location, create=create).code == "not_a_ledger"
    assert path.read_bytes() == before


def test_an_empty_file_is_no_ledger_but_one_can_be_made_of_it(sqlite_location: Location) -> None:
    path = sqlite_location.path or Path()
    path.touch()
    assert refusal(sqlite_location).code == "no_ledger"
    open_log(sqlite_location, create=True).close()
    open_log(sqlite_location).close()


def test_a_folder_is_no_ledger(tmp_path: Path) -> None:
    assert refusal(locate(str(tmp_path))).code == "not_a_ledger"


def test_a_ledger_may_be_made_in_a_folder_that_is_not_there_yet(tmp_path: Path) -> None:
    place = locate(str(tmp_path / "new" / "folder" / "medledger.db"))
    open_log(place, create=True).close()
    log = open_log(place)
    assert log.head() == 0
    log.close()


def test_a_place_where_nothing_can_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    assert (
        refusal(locate(str(tmp_path / "file" / "medledger.db")), create=True).code == "ledger_not_permitted"
    )


def test_a_damaged_database_is_corruption(sqlite_location: Location) -> None:
    log = open_log(sqlite_location, create=True)
    log.append_prepared(several(500))
    log.close()
    path = sqlite_location.path or Path()
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xa5" * (len(content) - 4096)
    path.write_bytes(content)
    with pytest.raises(CorruptionError) as caught:
        list(open_log(sqlite_location).scan())
    assert caught.value.code == "ledger_malformed"


def test_making_a_ledger_that_exists_opens_it_as_it_is(log: LogRecorder, location: Location) -> None:
    log.append_prepared([sold("XS1")])
    again = open_log(location, create=True)
    assert again.head() == 1
    again.close()


def test_two_who_make_the_same_ledger_at_once_both_get_it(location: Location) -> None:
    errors: list[Exception] = []

    def make(number: int) -> None:
        try:
            log = open_log(location, create=True)
            log.append_prepared([sold(number)])
            log.close()
        except Exception as error:  # noqa: BLE001 (the test shows it)
            errors.append(error)

    threads = [threading.Thread(target=make, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    log = open_log(location)
    assert log.head() == 4
    log.close()


def test_a_schema_that_could_not_be_made_to_its_end_is_not_there_at_all(postgres_location: Location) -> None:
    engine = sa.create_engine(postgres_location.url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE SCHEMA medledger_log")
        connection.exec_driver_sql("CREATE TABLE medledger_log.tiles (in_the_way integer)")
    assert refusal(postgres_location, create=True).code == "ledger_refused"
    with engine.begin() as connection:
        made = connection.exec_driver_sql(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'medledger_log'"
        )
        assert made.scalars().all() == ["tiles"]
        connection.exec_driver_sql("DROP TABLE medledger_log.tiles")
    open_log(postgres_location, create=True).close()


def set_revision(location: Location, revision: str) -> None:
    engine = sa.create_engine(location.url, poolclass=sa.NullPool)
    table = "alembic_version" if location.is_sqlite else "medledger_log.alembic_version"
    with engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE {table} SET version_num = '{revision}'")


def test_the_ledger_of_a_newer_program_is_not_touched(location: Location) -> None:
    open_log(location, create=True).close()
    set_revision(location, "9999")
    for create in (False, True):
        error = refusal(location, create=create)
        assert isinstance(error, UnavailableError)
        assert error.reason.message("en") == (
            f"Opening the ledger {location.display}: expected schema {LATEST} or earlier, got 9999."
        )


def test_the_constant_names_the_last_revision() -> None:
    scripts = ScriptDirectory(str(Path(migrations.__file__).parent))
    assert scripts.get_heads() == [LATEST]


def test_the_tables_as_declared_are_the_tables_as_migrated(log: LogRecorder) -> None:
    def ours(_object: object, name: str | None, kind: str, *_rest: object) -> bool:
        return not (kind == "table" and name == "alembic_version")

    with log.reading() as connection:
        context = MigrationContext.configure(
            connection, opts={"include_object": ours, "compare_type": log.dialect.name == "postgresql"}
        )
        differences = compare_metadata(context, tables.metadata)
    # Names of constraints and comments are the migration's own affair.
    assert [one for one in differences if "comment" not in str(one[0])] == []


def test_an_existing_ledger_opens_without_loading_alembic_or_the_other_driver(location: Location) -> None:
    open_log(location, create=True).close()
    url = location.url if location.path is None else str(location.path)
    script = (
        "import sys\n"
        "from ledger.log.opening import open_log\n"
        "from ledger.settings import locate\n"
        "open_log(locate(sys.argv[1])).close()\n"
        "print(sorted({'alembic', 'psycopg', 'pydantic'} & set(sys.modules)))\n"
    )
    root = Path(__file__).parents[3]
    done = subprocess.run(
        [sys.executable, "-c", script, url], capture_output=True, text=True, check=True, cwd=root
    )
    assert done.stdout.strip() == ("[]" if location.is_sqlite else "['psycopg']")


def test_accounts_of_an_earlier_program_are_bound_when_the_ledger_is_moved_on(location: Location) -> None:
    """Entries that had no digest get theirs, and the table refuses changes as before."""
    open_log(location, create=True).close()
    engine = sa.create_engine(location.url, poolclass=sa.NullPool)
    is_sqlite = location.is_sqlite
    with engine.begin() as connection:
        if not is_sqlite:
            connection.exec_driver_sql("SET search_path = medledger_log")
        connection.exec_driver_sql("DROP TABLE doors")
        for statement in r0006_doors.SQLITE if is_sqlite else r0006_doors.POSTGRESQL:
            connection.exec_driver_sql(statement)
        for number in (1, 2):
            connection.exec_driver_sql(
                f"INSERT INTO doors VALUES ({number}, '2026', 'key_over', 'K', '{{}}')"
            )
    set_revision(location, "0006")
    log = open_log(location)
    say_at_doors(log, "key", "L", {"post": "viewer", "proof": "00"})
    assert [(one.number, one.name) for one in said_at_doors(log)] == [(1, "K"), (2, "K"), (3, "L")]
    report = Report()
    with log.reading() as connection, closing(AuditSource(connection)) as source:
        assert audit_beside(source, report, []) == [{"what": "doors", "size": 0, "count": 3}]
        assert list(judge_structure(connection)) == []
    assert report.findings() == ()
    log.close()
    with pytest.raises(sa.exc.DBAPIError), engine.begin() as connection:
        connection.exec_driver_sql(f"DELETE FROM {'' if is_sqlite else 'medledger_log.'}doors")


def test_the_settings_of_a_ledger_are_written_once(log: LogRecorder) -> None:
    assert log.get_setting("time_zone") is None
    log.put_setting("time_zone", "Asia/Shanghai")
    log.put_setting("time_zone", "Asia/Shanghai")
    with pytest.raises(LedgerError) as caught:
        log.put_setting("time_zone", "UTC")
    assert caught.value.reason.message("en") == (
        "Setting time_zone: expected it not to be set yet, got the value 'Asia/Shanghai' on record."
    )
    assert log.settings() == {"time_zone": "Asia/Shanghai"}
