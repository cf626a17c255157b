"""Ledgers of earlier programs hold individuals in clear: they stay readable, and say what they hold."""

from __future__ import annotations

from contextlib import closing

import pytest

from ledger.log.opening import open_log
from ledger.seal.key import establish
from ledger.settings import Location, locate
from replay.bootstrap import TIME_ZONE
from tests.support.cli import Cli
from tests.support.desk import Desk, sale, staff
from tests.support.events import customer


@pytest.fixture
def old(sqlite_location: Location) -> Desk:
    """A ledger whose first event is an individual in clear, as programs before 0.4.0 wrote it."""
    with closing(open_log(sqlite_location, create=True)) as log:
        log.put_setting(TIME_ZONE, "Asia/Shanghai")
        establish(log, sqlite_location)
        log.append_prepared([customer("K1", kind="individual", name="旧人密", address="旧路密")])
    folder = sqlite_location.key_file.parent
    desk = Desk(Cli(str(sqlite_location.path), folder), folder)
    desk.furnish()
    desk.recorded("staff", staff("E2"))
    return desk


def test_an_old_ledger_is_read_and_says_what_it_holds_in_clear(old: Desk) -> None:
    """By name too; new rows copy nothing, and what cannot be erased is named."""
    old.recorded("sales", sale("XS1", customer_code="旧人密"))
    with closing(open_log(locate(old.cli.ledger))) as log:
        assert "旧人密".encode() not in (log.document(log.head()) or b"")
    [row] = old.cli.table("sales")
    assert (row["customer_code"], row["customer_name"], row["customer_address"]) == ("K1", "旧人密", "旧路密")
    for verb in (("status",), ("verify", "--format", "json")):
        assert old.cli.run(*verb).json["in_clear"] == {"files": 1, "first": 1}
    done = old.cli.run("erase", "--subject", "customers/K1", "--reason", "本人要求", "--approver", "E2").json
    assert (done["in_clear"], done["values"]) == ([1], 0)
    assert len(done["remains"]) == 1
    assert old.cli.run("verify", "--deep", "--format", "json").json["findings"] == []
