"""A backup taken while others write, checked, damaged, and put back on either database."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from ledger.log.opening import open_log
from ledger.settings import locate
from tests.support.cli import Cli
from tests.support.databases import Server
from tests.support.desk import Desk, receipt, returned, sale


@pytest.fixture
def traded(desk: Desk) -> Desk:
    """A ledger with a few movements."""
    desk.recorded("receipts", receipt("YS9", lot="L9"))
    desk.recorded("sales", sale("XS1"), sale("XS2", lot="L9"))
    desk.recorded("returns", returned("TH1", sale_no="XS1"))
    return desk


def test_what_is_put_back_is_the_same_ledger_on_either_database(
    traded: Desk, tmp_path: Path, postgres_server: Server
) -> None:
    """The same rows, the same root, a sound seal; whoever has the backup cannot sign with it."""
    cli, folder = traded.cli, tmp_path / "backup"
    told = cli.run("backup", str(folder)).json
    status = cli.run("status").json
    assert told["position"] == status["position"] == status["backup"]["position"]
    assert sorted(one.name for one in folder.iterdir()) == ["backup.json", "medledger.db"]
    assert b"PRIVATE+KEY" not in (folder / "medledger.db").read_bytes()
    before = {key: cli.table(key) for key in ("sales", "returns", "customers", "stock_balances")}
    url = postgres_server.create()
    try:
        for place in (str(tmp_path / "elsewhere.db"), url):
            other = Cli(place, tmp_path, settings={"MEDLEDGER_HOME": str(tmp_path / "other")})
            assert other.run("restore", str(folder)).json["root"] == told["root"]
            assert {key: other.table(key) for key in before} == before
            status = other.run("status").json
            assert (status["position"], status["backup"]) == (told["position"], None)
            assert other.run("restore", str(folder), expect=2).err.startswith("Making a ledger: there is one")
    finally:
        postgres_server.drop(url)


def test_a_check_says_how_far_the_ledger_is_beyond_it(traded: Desk, tmp_path: Path) -> None:
    cli, folder = traded.cli, str(tmp_path / "backup")
    cli.run("backup", folder)
    traded.recorded("sales", sale("XS3"))
    found = cli.run("restore", folder, "--check").json
    assert (found["ok"], found["behind"], found["findings"]) == (True, 1, [])
    assert cli.run("backup", folder, expect=2).err.startswith("Backing up: expected an empty folder or none")


def test_a_damaged_backup_is_found_and_an_unfinished_one_is_none(traded: Desk, tmp_path: Path) -> None:
    cli, folder = traded.cli, tmp_path / "backup"
    cli.run("backup", str(folder))
    file = folder / "medledger.db"
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    found = cli.run("restore", str(folder), "--check", expect=1).json
    assert [one["kind"] for one in found["findings"]] == ["changed"]
    other = Cli(
        str(tmp_path / "elsewhere.db"), tmp_path, settings={"MEDLEDGER_HOME": str(tmp_path / "other")}
    )
    assert other.run("restore", str(folder), expect=2).err.startswith(
        "Checking a backup: expected medledger.db"
    )
    (folder / "backup.json").unlink()
    assert cli.run("restore", str(folder), expect=2).err.startswith("Restoring: expected a folder that ")


def test_a_restore_that_was_broken_off_is_begun_again(traded: Desk, tmp_path: Path) -> None:
    """An empty log is all that it may have left: rows come in one transaction."""
    traded.cli.run("backup", str(tmp_path / "backup"))
    place = tmp_path / "elsewhere.db"
    open_log(locate(str(place)), create=True).close()
    other = Cli(str(place), tmp_path, settings={"MEDLEDGER_HOME": str(tmp_path / "other")})
    other.run("restore", str(tmp_path / "backup"))
    assert other.table("sales") == traded.cli.table("sales")


def test_a_backup_is_of_one_moment_while_others_write(traded: Desk, tmp_path: Path) -> None:
    """Sales go on meanwhile; each backup is whole, and of a position that there was."""
    cli, done = traded.cli, threading.Event()
    traded.recorded("receipts", receipt("YS10", lot="L10", quantity="1000"))
    files = [traded.file(sale(f"XW{n}", lot="L10", quantity="1")) for n in range(3)]

    def sell() -> None:
        for file in files:
            cli.start("import", str(file))
        done.set()

    seller = threading.Thread(target=sell)
    seller.start()
    positions = []
    while not positions or (not done.is_set() and len(positions) < 3):
        folder = tmp_path / f"backup-{len(positions)}"
        positions.append(cli.start("backup", str(folder)).json["position"])
        found = cli.start("restore", str(folder), "--check").json
        assert found["ok"], found
    seller.join()
    assert positions == sorted(positions)
