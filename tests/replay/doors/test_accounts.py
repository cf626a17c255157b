"""Accounts are folded from the doors' table: an entry that makes no sense is named, and lets nobody in."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from ledger.errors import CorruptionError
from ledger.log.doors import say_at_doors
from ledger.log.opening import open_log
from ledger.log.recorder import LogRecorder
from ledger.settings import Location
from replay.doors.accounts import Accounts
from tests.support.cli import Cli


@pytest.mark.parametrize(
    ("kind", "what"),
    [
        ("account", {}),
        ("account", {"post": "viewer", "proof": 5}),
        ("account", {"post": "nobody's", "proof": "00"}),
        ("key", {"proof": "00"}),
        ("key", {"post": "nobody's", "proof": "00"}),
        ("password", {"proof": "00"}),
        ("account_over", {}),
        ("key_over", {}),
        ("session", {"proof": "00"}),
        ("session_over", {}),
    ],
)
def test_an_entry_that_makes_no_sense_is_named(
    sqlite_location: Location, kind: str, what: dict[str, Any]
) -> None:
    """Also what speaks of an account or key that no entry in front of it has made; asked again, again."""
    log = open_log(sqlite_location, create=True)
    accounts = Accounts(log)
    say_at_doors(log, "account", "A", {"post": "quality", "proof": "00"})
    assert not accounts.is_empty()
    say_at_doors(log, kind, "B", what)
    for _ in range(2):
        with pytest.raises(CorruptionError) as refused:
            accounts.accounts()
        assert (refused.value.code, refused.value.reason.particulars["number"]) == ("beside_malformed", 2)
    log.close()


def test_a_kind_of_a_later_program_is_passed_over(sqlite_location: Location) -> None:
    log: LogRecorder = open_log(sqlite_location, create=True)
    say_at_doors(log, "badge", "A", {"colour": "red"})
    assert Accounts(log).is_empty()
    log.close()


@pytest.mark.parametrize(("table", "verb"), [("doors", "users"), ("accesses", "log")])
def test_the_command_line_says_which_entry_is_damaged(
    sqlite_location: Location, tmp_path: Path, table: str, verb: str
) -> None:
    """One sentence and exit code 5; `verify` finds it."""
    cli = Cli(str(sqlite_location.path), tmp_path)
    cli.run("init")
    with sqlite3.connect(sqlite_location.path or "") as other:
        other.execute(f"INSERT INTO {table} VALUES (1, '2026', 'account', 'A', '[]', ?)", (b"\1" * 32,))
    other.close()
    told = cli.run(verb, expect=5).err
    assert "expected entry 1 to say what the program writes" in told
    assert "Traceback" not in told
    assert [one["kind"] for one in cli.run("verify", expect=1).json["findings"]] == ["changed"]
