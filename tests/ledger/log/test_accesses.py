"""The access log: what was done and is no event, each entry bound to the one in front."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from ledger.errors import UnavailableError
from ledger.log.accesses import Accesses, note
from ledger.log.opening import open_log
from ledger.log.recorder import LogRecorder
from ledger.seal.audit.beside import audit_beside
from ledger.seal.audit.report import Report
from ledger.seal.audit.source import AuditSource
from ledger.settings import Location
from tests.support.cli import Cli
from tests.support.prepared_events import sold


def broken(log: LogRecorder) -> list[tuple[int, str]]:
    """Return number and code of what an audit without any checkpoint finds."""
    report = Report()
    with log.reading() as connection, closing(AuditSource(connection)) as source:
        audit_beside(source, report, [])
    return [(one.reason.particulars["number"], one.reason.code) for one in report.findings()]


def test_entries_are_numbered_and_come_newest_first(log: LogRecorder) -> None:
    """What is null is not kept."""
    for rows in (1, None, 3):
        note(log, "exported", "tester", {"verb": "table", "rows": rows})
    found = Accesses(log).newest()
    assert [(one.number, one.person, one.kind) for one in found] == [
        (number, "tester", "exported") for number in (3, 2, 1)
    ]
    assert [one.what for one in found] == [
        {"verb": "table", "rows": 3},
        {"verb": "table"},
        {"verb": "table", "rows": 1},
    ]
    assert [one.number for one in Accesses(log).newest(before=3, most=1)] == [2]
    assert broken(log) == []


def test_an_entry_takes_no_position(log: LogRecorder) -> None:
    """The log of events is what it was."""
    log.append_prepared([sold("XS1")])
    note(log, "refused", "tester", {"table": "sales"})
    assert log.head() == 1


def test_notes_and_appends_do_not_wait_for_each_other_in_vain(log: LogRecorder) -> None:
    """Both go on at once, and neither loses one."""
    with ThreadPoolExecutor(8) as pool:
        noted = [pool.submit(note, log, "refused", "tester", {"rows": number}) for number in range(40)]
        appended = [pool.submit(log.append_prepared, [sold(f"XS{number}")]) for number in range(20)]
        for one in (*noted, *appended):
            one.result()
    assert log.head() == 20
    assert len(Accesses(log).newest()) == 40
    assert broken(log) == []


@pytest.mark.parametrize(
    ("edit", "code", "number"),
    [
        ("UPDATE accesses SET person = 'somebody' WHERE number = 2", "audit_beside_changed", 2),
        ("UPDATE accesses SET at = '2020' WHERE number = 1", "audit_beside_changed", 1),
        ("UPDATE accesses SET kind = 'refused' WHERE number = 3", "audit_beside_changed", 3),
        ("UPDATE accesses SET what = '{}' WHERE number = 3", "audit_beside_changed", 3),
        ("UPDATE accesses SET digest = x'00' WHERE number = 2", "audit_beside_changed", 2),
        ("UPDATE accesses SET digest = 'text' WHERE number = 2", "audit_beside_changed", 2),
        ("UPDATE accesses SET person = x'ff' WHERE number = 3", "audit_beside_changed", 3),
        ("UPDATE accesses SET person = CAST(x'ff' AS TEXT) WHERE number = 3", "audit_beside_changed", 3),
        ("UPDATE accesses SET person = CAST(person AS BLOB) WHERE number = 3", "audit_beside_changed", 3),
        ("UPDATE accesses SET number = 9 WHERE number = 3", "audit_beside_missing", 3),
        ("DELETE FROM accesses WHERE number = 2", "audit_beside_missing", 2),
        ("DELETE FROM accesses WHERE number = 1", "audit_beside_missing", 1),
    ],
)
def test_an_edit_is_found(sqlite_location: Location, edit: str, code: str, number: int) -> None:
    """Whoever may write the file drops the triggers first."""
    log = open_log(sqlite_location, create=True)
    for _ in range(3):
        note(log, "exported", "tester", {"rows": 5})
    with sqlite3.connect(sqlite_location.path or "") as other:
        other.execute("DROP TRIGGER accesses_refuses_UPDATE")
        other.execute("DROP TRIGGER accesses_refuses_DELETE")
        other.execute(edit)
    other.close()
    assert broken(log)[0] == (number, code)
    log.close()


def test_where_nothing_can_be_written_it_is_said(
    sqlite_location: Location, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A note is refused as an append is."""
    monkeypatch.setenv("MEDLEDGER_PATIENCE", "0.1")
    log = open_log(sqlite_location, create=True)
    with sqlite3.connect(sqlite_location.path or "", isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(UnavailableError):
            note(log, "exported", "tester", {})
        other.execute("ROLLBACK")
    other.close()
    note(log, "exported", "tester", {})
    assert len(Accesses(log).newest()) == 1
    log.close()


def test_a_table_that_was_dropped_is_missed(sqlite_location: Location, tmp_path: Path) -> None:
    """`verify` names it and goes on."""
    cli = Cli(str(sqlite_location.path), tmp_path)
    cli.run("init")
    with sqlite3.connect(sqlite_location.path or "") as other:
        other.execute("DROP TABLE accesses")
    other.close()
    found = cli.run("verify", expect=1).json
    assert [one["kind"] for one in found["findings"]] == ["missing"]
