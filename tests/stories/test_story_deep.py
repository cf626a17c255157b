"""All that decides is checked: settings, state, guards and rights, found by `verify --deep` and put right."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from ledger.settings import locate
from tests.support.altered import altering
from tests.support.desk import Desk, customer, returned, sale, staff

GARBLED = b"\xff{"
# What is done to the state, and at which event it is found; None where the entry is of no single event.
STATE = {
    "a lot that has more": ("UPDATE decision_state SET value = ? WHERE key LIKE 'u%'", b"[]"),
    "a customer who never was": ("DELETE FROM decision_state WHERE key LIKE 'v%customers%C1'",),
    "a sale that never was": ("DELETE FROM decision_state WHERE key LIKE 'r%sales%XS2%'",),
    "an entry of no kind": ("INSERT INTO decision_state (key, value) VALUES ('kx', ?)", b"1"),
    "an open line taken away": ("DELETE FROM decision_state WHERE key LIKE 'o%'",),
    "a list that claims more": ("UPDATE decision_state SET value = ? WHERE key LIKE 'm%'", b"3"),
    "an entry garbled": ("UPDATE decision_state SET value = ? WHERE key LIKE 'u%'", GARBLED),
    "a position garbled": ("UPDATE decision_state SET value = ? WHERE key LIKE 'position%'", GARBLED),
    "a position ahead of the log": ("UPDATE decision_state SET value = ? WHERE key LIKE 'position%'", b"999"),
}
SQLITE_GUARDS = {
    "a trigger dropped": ("DROP TRIGGER events_refuses_DELETE", "missing"),
    "a trigger for personal values dropped": ("DROP TRIGGER personal_refuses_UPDATE", "missing"),
    "a trigger added": (
        "CREATE TRIGGER quiet AFTER INSERT ON events BEGIN DELETE FROM decision_state; END",
        "inserted",
    ),
    "a view added": ("CREATE VIEW sold AS SELECT * FROM events", "inserted"),
}
_NOTHING = """CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RETURN NULL; END $$"""
_ERASED = """CREATE OR REPLACE FUNCTION erase_personal(told_at bigint) RETURNS bigint LANGUAGE sql
SECURITY DEFINER
AS $$ SELECT 1::bigint $$"""
POSTGRESQL_GUARDS = {
    "a trigger dropped": ("DROP TRIGGER events_refuses_change ON events", "missing"),
    "a trigger disabled": ("ALTER TABLE events_tags DISABLE TRIGGER events_tags_refuses_change", "changed"),
    "a trigger for replicas only": (
        "ALTER TABLE tiles ENABLE REPLICA TRIGGER tiles_refuses_change",
        "changed",
    ),
    "a function that refuses nothing": (_NOTHING, "changed"),
    "erasing without an event": (_ERASED, "changed"),
    "a function added": ("CREATE FUNCTION helpful() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$", "inserted"),
    "a right to change": ("GRANT UPDATE ON events TO PUBLIC", "inserted"),
    "a right to delete": ("GRANT DELETE ON personal TO PUBLIC", "inserted"),
    "a right to write for everybody": ("GRANT INSERT ON events TO PUBLIC", "inserted"),
    "a rule that swallows": ("CREATE RULE quiet AS ON INSERT TO personal DO INSTEAD NOTHING", "inserted"),
}


@pytest.fixture
def traded(desk: Desk) -> Desk:
    """A desk that sold and took back without a sale number, so that open lines are listed."""
    desk.recorded("sales", sale("XS1"), sale("XS2", quantity="3"))
    desk.recorded("returns", returned(quantity="2"))
    return desk


def alter(desk: Desk, statement: str, *values: object) -> None:
    """Run one statement beside the program; it must do something."""
    with altering(locate(desk.cli.ledger)) as database:
        touched = database.run(statement, *values)
        assert touched or not statement.startswith(("UPDATE", "DELETE", "INSERT"))


def deep(desk: Desk) -> list[tuple[str, int | None]]:
    """Return the kinds and positions of what the deep check finds."""
    found = desk.cli.run("verify", "--deep", "--format", "json", expect=None).json
    return [(one["kind"], one["position"]) for one in found["findings"]]


def test_an_undisturbed_ledger_is_sound_and_a_changed_state_is_found_and_remade(traded: Desk) -> None:
    """Entry by entry; what the log gives is put back, and the ledger decides as before."""
    assert deep(traded) == []
    assert traded.cli.run("rebuild", "--format", "json").json["state"] == {"remade": 0}
    for name, (statement, *values) in STATE.items():
        alter(traded, statement, *values)
        found = deep(traded)
        assert [kind for kind, _ in found] == ["drift"], name
        assert traded.cli.run("verify", "--format", "json").json["ok"], (
            "that the state is right, only --deep says"
        )
        assert traded.cli.run("rebuild", "--format", "json").json["state"]["remade"] >= 1, name
        assert deep(traded) == [], name
    assert traded.take("sales", sale("XS1"), sale("XS2", quantity="3")) == (0, 2, 0)
    traded.recorded("returns", returned("TH2", quantity="1"))
    assert deep(traded) == []


def test_a_garbled_state_is_said_in_one_sentence(traded: Desk) -> None:
    """Exit code 5, what is wrong, and what to do about it."""
    for statement in ("key LIKE 'u%'", "key LIKE 'position%'"):
        alter(traded, f"UPDATE decision_state SET value = ? WHERE {statement}", GARBLED)
        path = traded.file(sale("XS9", quantity="1"))
        said = traded.cli.run("import", path, "--table", "sales", expect=5)
        assert "rebuild" in said.err
        assert "Traceback" not in said.err + said.out
        traded.cli.run("rebuild")
    traded.recorded("sales", sale("XS9", quantity="1"))


def test_a_changed_setting_is_found_at_the_first_event(traded: Desk) -> None:
    """The time zone decides which day a sale is of; the first event says which it is."""
    with altering(locate(traded.cli.ledger)) as database:
        if database.is_sqlite:
            database.run("DROP TRIGGER settings_refuses_UPDATE")
        else:
            database.run("ALTER TABLE settings DISABLE TRIGGER settings_refuses_change")
        database.run("UPDATE settings SET value = ? WHERE name = 'time_zone'", "America/New_York")
    found = traded.cli.run("verify", "--format", "json", expect=1).json["findings"]
    assert ("changed", 1) in [(one["kind"], one["position"]) for one in found]
    assert "Asia/Shanghai" in str(found)


def test_guards_and_rights_are_those_that_the_program_made(traded: Desk) -> None:
    """A trigger, a function, a rule, a right: gone, changed or added, each is named."""
    sqlite = locate(traded.cli.ledger).is_sqlite
    for name, (statement, kind) in (SQLITE_GUARDS if sqlite else POSTGRESQL_GUARDS).items():
        before = deep(traded)
        alter(traded, statement)
        fresh = deep(traded)
        assert len(fresh) == len(before) + 1, name
        assert kind in [one for one, _ in fresh], name


def test_whoever_appends_may_not_delete_what_is_personal(desk: Desk) -> None:
    """On PostgreSQL a function deletes what an event says; nobody else may."""
    if locate(desk.cli.ledger).is_sqlite:
        pytest.skip("whoever may write the file may change anything in it")
    desk.recorded("customers", customer("K1", kind="个人", name="某人"))
    with altering(locate(desk.cli.ledger)) as database:
        [(role,)] = database.rows(
            "SELECT rolname FROM pg_roles WHERE starts_with(rolname, 'medledger_appender')"
            " AND has_table_privilege(rolname, 'medledger_log.events', 'INSERT') AND NOT rolsuper LIMIT 1"
        )
        for statement in (
            "DELETE FROM personal",
            f'SET ROLE "{role}"; DELETE FROM personal',
            f'SET ROLE "{role}"; SELECT erase_personal(2)',
        ):
            with pytest.raises((psycopg.Error, sqlite3.Error)):
                database.run(statement)
            database.run("RESET ROLE")


def test_a_recall_says_whether_its_tables_were_checked_since_they_were_written(traded: Desk) -> None:
    """Checked by verify, until they are written again; an earlier basis gives the same bytes."""
    asked = ("recall", "preview", "--lot", "L1", "--format", "json")
    assert traded.cli.run(*asked).json["basis"]["tables_checked"] is False
    traded.cli.run("verify")
    first = traded.cli.run(*asked)
    assert first.json["basis"]["tables_checked"] is True
    kept = traded.folder / "answer.json"
    kept.write_text(first.out, "utf-8")
    if locate(traded.cli.ledger).is_sqlite:
        place = Path(locate(traded.cli.ledger).path or "")
        tables = next(path for path in place.parent.glob(f"{place.name}.tables.*") if path.name[-1].isdigit())
        with closing(sqlite3.connect(tables)) as file, file:
            file.execute("UPDATE sales SET note = 'x' WHERE sale_no = 'XS2'")
        assert traded.cli.run(*asked).json["basis"]["tables_checked"] is False
    traded.recorded("sales", sale("XS8", quantity="1"))
    assert traded.cli.run(*asked).json["basis"]["tables_checked"] is False
    assert traded.cli.run(*asked[:-2], "--basis", kept, "--format", "json").out == first.out


def test_an_answer_from_before_an_erasure_says_so(traded: Desk) -> None:
    """The basis names the events that erased what it showed."""
    traded.recorded("staff", staff("E2"))
    asked = ("recall", "preview", "--lot", "L1", "--format", "json")
    kept = traded.folder / "answer.json"
    first = traded.cli.run(*asked)
    kept.write_text(first.out, "utf-8")
    done = traded.cli.run("erase", "--subject", "customers/C1", "--reason", "离职", "--approver", "E2").json
    again = traded.cli.run(*asked[:-2], "--basis", kept, "--format", "json").json
    assert again["basis"]["erased_since"] == [done["position"]]
    assert (first.json["consignees"][0]["phone"], again["consignees"][0]["phone"]) == ("0300-C1", None)
    assert "erased_since" not in traded.cli.run(*asked).json["basis"]
