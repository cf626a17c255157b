"""Every entry is signed before it is acknowledged; whoever holds something outside of the house can tell."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import time
from datetime import timedelta
from pathlib import Path

import pytest

from ledger import clock
from ledger.failpoints import FAILPOINTS, armed
from ledger.log.checkpoints import Checkpoints
from ledger.log.opening import open_log
from ledger.log.recorder import LogRecorder
from ledger.merkle.note import Signer
from ledger.seal.copies import read_copies
from ledger.seal.key import read_key
from ledger.settings import Location, locate
from tests.ledger.seal.tampering import Attacker
from tests.support.cli import Answer, Cli
from tests.support.desk import Desk, product, receipt, sale


def kinds(answer: Answer) -> list[tuple[str, int | None]]:
    """Return the findings of a verification, as kind and position."""
    return [(one["kind"], one["position"]) for one in answer.json["findings"]]


def place_of(cli: Cli) -> Location:
    """Return where a ledger lies, with its key and its copies."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MEDLEDGER_HOME", str(cli.home))
        return locate(cli.ledger)


def own_file(cli: Cli, ending: str) -> Path:
    """Return the key or the file of copies of a ledger, whatever it is called."""
    place = place_of(cli)
    return place.key_file if ending == "key" else place.checkpoint_file


def sizes(cli: Cli) -> list[int]:
    """Return what the checkpoints of the database cover."""
    log = open_log(locate(cli.ledger))
    try:
        return [one.size for one in Checkpoints(log).all()]
    finally:
        log.close()


@pytest.fixture
def file_desk(tmp_path: Path) -> Desk:
    """A desk at a SQLite ledger with two products."""
    desk = Desk(Cli(str(tmp_path / "medledger.db"), tmp_path), tmp_path)
    desk.cli.run("init")
    desk.recorded("products", product())
    desk.recorded("products", product("P02"))
    return desk


# --- always sealed


def test_every_append_is_covered_when_it_is_acknowledged(desk: Desk) -> None:
    """An import, a live entry, and the copy beside the database when the program ends."""
    before = desk.cli.position()
    desk.recorded("sales", sale())
    entered = desk.cli.run("record", "sales", stdin=json.dumps(sale("XS2", quantity="1")))
    assert entered.exit_code == 0
    assert sizes(desk.cli)[-2:] == [before + 1, before + 2]
    notes = read_copies(own_file(desk.cli, "checkpoints")).notes
    assert notes[-1].split("\n")[1] == str(before + 2)
    assert desk.cli.run("status", "--format", "json").json["unsealed"] is None
    assert kinds(desk.cli.run("verify")) == []


def test_what_no_checkpoint_covers_is_named(desk: Desk) -> None:
    """Its signature was taken away, here and there."""
    head = desk.cli.position()
    with Attacker(place_of(desk.cli)) as hand:
        hand.run("DELETE FROM checkpoints WHERE size = ?", head)
        last = hand.value("SELECT max(size) FROM checkpoints")
    path = own_file(desk.cli, "checkpoints")
    path.write_text("".join(f"{note}\n\n" for note in read_copies(path).notes[:-1]))
    assert kinds(desk.cli.run("verify", expect=1)) == [("unsealed", last + 1)]
    assert desk.cli.run("status", "--format", "json").json["unsealed"] == {"first": last + 1, "last": head}


def test_a_log_that_is_older_than_its_copies_is_not_written_on(file_desk: Desk) -> None:
    """The database of yesterday, put back; going on is possible, and is on record."""
    cli, database = file_desk.cli, Path(file_desk.cli.ledger)
    cli.table("products")
    shutil.copy(database, database.with_name("backup"))
    file_desk.recorded("products", product("P03"))
    cli.table("products")
    shutil.copy(database.with_name("backup"), database)
    refused = cli.run("import", file_desk.file(product("P04")), expect=5)
    assert refused.err.splitlines()[0] == (
        "Comparing the log: 4 events were signed, it has 3; possibly an old backup: nothing was written."
    )
    assert cli.position() == 3
    assert kinds(cli.run("verify", expect=1)) == [("rolled_back", 4), ("truncated", 4), ("truncated", 4)]
    assert cli.run("status", "--format", "json").json["truncated"] == {"log": 3, "copies": 4, "tables": 4}
    assert cli.run("checkpoint", "--accept-restore", expect=2)
    cli.run("checkpoint", "--accept-restore", "--reason", "disk lost")
    cli.table("products")
    assert kinds(cli.run("verify")) == []
    file_desk.recorded("products", product("P04"))
    assert kinds(cli.run("verify")) == []


def test_lost_copies_are_named_and_never_begun_anew(desk: Desk) -> None:
    path = own_file(desk.cli, "checkpoints")
    path.unlink()
    refused = desk.cli.run("import", desk.file(sale()), "--table", "sales", expect=2)
    assert "there are no copies of them" in refused.err
    assert not path.exists()
    assert kinds(desk.cli.run("verify", expect=1)) == [("missing", None)]
    desk.cli.run("checkpoint", "--copies", "--reason", "stick lost")
    assert kinds(desk.cli.run("verify")) == []
    desk.recorded("sales", sale())
    assert desk.cli.run("checkpoint", "--copies", "--reason", "again", expect=2)


# --- where the key lies


def test_a_ledger_that_was_moved_and_renamed_finds_its_key(file_desk: Desk, tmp_path: Path) -> None:
    """By its id, not by its name: another name, another folder, files named anyhow."""
    other = tmp_path / "公司" / "账本.db"
    other.parent.mkdir()
    for ending, name in (("", "账本.db"), (".key", "any.key"), (".checkpoints", "any.checkpoints")):
        Path(file_desk.cli.ledger + ending).rename(other.with_name(name))
    moved = Desk(Cli(str(other), tmp_path), tmp_path, written=10)
    moved.recorded("products", product("P03"))
    assert kinds(moved.cli.run("verify")) == []
    assert not other.with_name("账本.db.checkpoints").exists()


def test_a_key_on_a_stick_signs_while_the_stick_is_there(tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    desk = Desk(Cli(str(tmp_path / "medledger.db"), tmp_path), tmp_path)
    desk.cli.run("init", "--key-file", stick / "my.key")
    assert not Path(desk.cli.ledger + ".key").exists()
    desk.recorded("products", product())
    stick.rename(tmp_path / "away")
    refused = desk.cli.run("import", desk.file(product("P02")), expect=2)
    assert f"{stick / 'my.key'} is not there" in refused.err
    assert [row["product_code"] for row in desk.cli.table("products")] == ["P01"]
    assert kinds(desk.cli.run("verify")) == []
    desk.cli.settings["MEDLEDGER_KEY"] = str(tmp_path / "away" / "my.key")
    desk.recorded("products", product("P02"))


def test_a_stick_without_permissions_is_taken_and_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On FAT a file is everybody's and stays so; elsewhere such a key is refused."""
    stick = tmp_path / "stick"
    real_open, real_chmod = os.open, Path.chmod

    def opened(path: Path, flags: int, mode: int = 0o777, **more: int) -> int:
        descriptor = real_open(path, flags, mode, **more)
        if flags & os.O_CREAT and stick in Path(path).parents:
            os.fchmod(descriptor, 0o755)
        return descriptor

    monkeypatch.setattr(os, "open", opened)
    monkeypatch.setattr(
        Path, "chmod", lambda path, mode: None if stick in path.parents else real_chmod(path, mode)
    )
    desk = Desk(Cli(str(tmp_path / "medledger.db"), tmp_path), tmp_path)
    made = desk.cli.run("init", "--key-file", stick / "my.key")
    assert made.json["key_on_open_medium"] is True
    desk.recorded("products", product())
    assert kinds(desk.cli.run("verify")) == []
    monkeypatch.undo()
    assert "chmod 600" in desk.cli.run("import", desk.file(product("P02")), expect=2).err


class _BrokenOffError(BaseException):
    pass


def _break_off() -> None:
    raise _BrokenOffError


@pytest.mark.parametrize("point", [*FAILPOINTS["init"], "checkpoint.signed", "checkpoint.stored"])
@pytest.mark.parametrize("key", ["", "stick/my.key"])
def test_an_init_that_was_broken_off_is_completed_by_the_next(tmp_path: Path, point: str, key: str) -> None:
    desk = Desk(Cli(str(tmp_path / "medledger.db"), tmp_path), tmp_path)
    options = ["--key-file", tmp_path / key] if key else []
    with armed(point, _break_off), pytest.raises(_BrokenOffError):
        desk.cli.run("init", *options)
    if point not in {"init.key_entered", "init.opened", "checkpoint.signed", "checkpoint.stored"}:
        assert desk.cli.run("import", desk.file(product()), expect=None).exit_code in {2, 4}
    if point != "checkpoint.stored":  # all of it was there
        desk.cli.run("init", *options)
    desk.recorded("products", product("P05"))
    assert kinds(desk.cli.run("verify")) == []


# --- checked by others


def test_an_outsider_finds_that_the_past_was_rewritten(tmp_path: Path) -> None:
    """Day 1: a checkpoint is handed out. Day 9: the key makes all anew. He has a copy and the public half."""
    house, visitor = tmp_path / "house", tmp_path / "visitor"
    house.mkdir()
    visitor.mkdir()
    desk = Desk(Cli(str(house / "medledger.db"), house), house)
    key = desk.cli.run("init").json["verifier_key"]
    desk.recorded("products", product())
    desk.cli.run("checkpoint", "--export", visitor / "day1.txt")
    desk.recorded("products", product("P02"))
    _make_anew(house, desk)
    inside = desk.cli.run("verify")
    assert kinds(inside) == []  # nothing inside contradicts it
    assert {"held", "witnesses"} <= set(inside.json["not_checked"])
    shutil.copy(house / "medledger.db", visitor / "copy.db")
    check = ("--read-only", "--against", visitor / "day1.txt", "--key", key)
    found = Cli(str(visitor / "copy.db"), visitor).run("verify", *check, expect=1)
    assert kinds(found) == [("forked", 2)]


def _make_anew(house: Path, desk: Desk) -> None:
    """Make the ledger again with its id and its key, and other content: whoever has the key can."""
    with sqlite3.connect(house / "medledger.db") as connection:
        ledger_id = connection.execute("SELECT value FROM settings WHERE name = 'ledger_id'").fetchone()[0]
    private = (house / "medledger.db.key").read_text()
    for path in house.glob("medledger.db*"):
        path.unlink()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("secrets.token_hex", lambda _size: ledger_id)
        patch.setattr(Signer, "new", lambda _name: Signer.parse(private))
        desk.cli.run("init")
    desk.recorded("products", product(name="他物"))
    desk.recorded("products", product("P02"))


def test_another_key_and_an_older_log_are_named(file_desk: Desk, tmp_path: Path) -> None:
    cli, database = file_desk.cli, Path(file_desk.cli.ledger)
    key = str(read_key(own_file(cli, "key")).verifier)
    shutil.copy(database, tmp_path / "older.db")
    file_desk.recorded("products", product("P03"))
    cli.run("checkpoint", "--export", tmp_path / "now.txt")
    other = str(Signer.new(key.split("+", maxsplit=1)[0]).verifier)
    found = kinds(cli.run("verify", "--against", tmp_path / "now.txt", "--key", other, expect=1))
    assert found == [("other_key", 4), ("other_key", 4)]
    alone = tmp_path / "alone"
    alone.mkdir()
    shutil.move(tmp_path / "older.db", alone / "older.db")
    older = Cli(str(alone / "older.db"), alone)
    check = ("--read-only", "--against", tmp_path / "now.txt", "--key", key)
    assert kinds(older.run("verify", *check, expect=1)) == [("older", 4)]


@pytest.mark.parametrize("wal", [False, True])
def test_a_copy_that_cannot_be_written_is_verified(file_desk: Desk, tmp_path: Path, *, wal: bool) -> None:
    """Nothing is made beside it; what its write-ahead log holds counts."""
    database = Path(file_desk.cli.ledger)
    holder = sqlite3.connect(database) if wal else None
    if holder is not None:
        holder.execute("SELECT count(*) FROM events").fetchone()  # so that nobody folds the log in
        file_desk.recorded("products", product("P03"))
    folder = tmp_path / "copy"
    folder.mkdir()
    for name in ("medledger.db", "medledger.db-wal", "medledger.db.checkpoints"):
        if (tmp_path / name).exists():
            shutil.copy(tmp_path / name, folder / name)
    assert (folder / "medledger.db-wal").exists() == wal
    before = sorted((path.name, path.read_bytes()) for path in folder.iterdir())
    folder.chmod(0o555)
    answer = Cli(str(folder / "medledger.db"), folder).run("verify", "--read-only")
    folder.chmod(0o755)
    assert kinds(answer) == []
    assert answer.json["compared"][0]["size"] == (4 if wal else 3)
    assert "tables" in answer.json["not_checked"]
    assert sorted((path.name, path.read_bytes()) for path in folder.iterdir()) == before
    if holder is not None:
        holder.close()


def test_a_witness_signs_what_goes_on_from_what_he_saw(file_desk: Desk, tmp_path: Path) -> None:
    cli = file_desk.cli
    witness = tmp_path / "witness.key"
    named = cli.run("cosign", "--make-key", "hospital", "--key-file", witness).json["verifier_key"]
    first, second = tmp_path / "first.txt", tmp_path / "second.txt"
    cli.run("checkpoint", "--witness", named, "--required", "1", "--export", first)
    assert kinds(cli.run("verify", expect=1)) == [("unwitnessed", None)]
    assert cli.run("cosign", first, "--key-file", witness).json["seen"] is None
    assert cli.run("checkpoint", "--cosigned", first).json["cosigned_by"] == ["hospital"]
    answer = cli.run("verify")
    assert answer.json["compared"][-1] == {
        "what": "witnesses",
        "size": 4,
        "required": 1,
        "witnesses": ["hospital"],
    }
    assert answer.json["unwitnessed_from"] == 5
    cli.run("checkpoint", "--export", second)
    refused = cli.run("cosign", second, "--key-file", witness, expect=2)
    assert "4 events were seen last" in refused.err
    cli.run("checkpoint", "--export", second, "--since", "4")
    assert cli.run("cosign", second, "--key-file", witness).json["seen"] == 4


def test_a_witness_does_not_sign_what_was_rewritten(tmp_path: Path) -> None:
    house = tmp_path / "house"
    house.mkdir()
    desk = Desk(Cli(str(house / "medledger.db"), house), house)
    desk.cli.run("init")
    desk.recorded("products", product())
    witness, note = tmp_path / "witness.key", tmp_path / "note.txt"
    desk.cli.run("cosign", "--make-key", "hospital", "--key-file", witness)
    desk.cli.run("checkpoint", "--export", note)
    desk.cli.run("cosign", note, "--key-file", witness)
    _make_anew(house, desk)
    desk.cli.run("checkpoint", "--export", note, "--since", "2")
    before = note.read_bytes()
    assert kinds(desk.cli.run("cosign", note, "--key-file", witness, expect=1)) == [("forked", 2)]
    assert note.read_bytes() == before


def test_a_rotated_key_is_followed_from_the_old_one(desk: Desk, tmp_path: Path) -> None:
    """Both have signed the event; whoever knows the old key needs no new one."""
    cli = desk.cli
    old = str(read_key(own_file(cli, "key")).verifier)
    cli.run("checkpoint", "--export", tmp_path / "before.txt")
    assert cli.run("key", "rotate", expect=2)
    rotated = cli.run("key", "rotate", "--reason", "its keeper has left").json
    assert [one["since"] for one in rotated["keys"]] == [0, cli.position()]
    desk.recorded("sales", sale())
    cli.run("checkpoint", "--export", tmp_path / "after.txt")
    check = ("--against", tmp_path / "before.txt", "--against", tmp_path / "after.txt", "--key", old)
    assert kinds(cli.run("verify", *check)) == []
    assert kinds(cli.run("verify", "--key", rotated["verifier_key"])) == []
    cli.run("export", "lot", "P01", "L1", "--output", tmp_path / "pack.zip")
    assert cli.run("check", tmp_path / "pack.zip", "--key", rotated["verifier_key"]).json["ok"]


def test_a_rotation_that_was_broken_off_is_completed(desk: Desk) -> None:
    """The new key is at hand before the event is; it takes the old one's place with the next append."""
    with armed("append.committed", _break_off), pytest.raises(_BrokenOffError):
        desk.cli.run("key", "rotate", "--reason", "its keeper has left")
    desk.recorded("sales", sale())
    assert kinds(desk.cli.run("verify")) == []
    assert desk.take("receipts", receipt("YS2")) == (1, 0, 0)


# --- the clock


def at(monkeypatch: pytest.MonkeyPatch, moment: str) -> None:
    """Set the clock of the ledger."""
    monkeypatch.setattr(LogRecorder, "clock", staticmethod(lambda: moment))


def test_a_clock_that_went_back_is_refused_until_it_is_accepted(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Five minutes are nothing; more is asked about once, and recorded."""
    now, begun = clock.parsed(clock.now()), desk.cli.position()
    at(monkeypatch, clock.stored(now + timedelta(hours=3)))
    desk.recorded("products", product("P03"))
    at(monkeypatch, clock.stored(now + timedelta(hours=2, minutes=56)))
    desk.recorded("products", product("P04"))
    at(monkeypatch, clock.stored(now))
    file = desk.file(product("P05"))
    refused = desk.cli.run("import", file, expect=2)
    assert "more than five minutes before the last entry" in refused.err
    assert "--accept-clock" in refused.err
    assert desk.cli.position() == begun + 2
    assert desk.cli.import_(file, "--accept-clock").counts == (1, 0, 0)
    desk.recorded("products", product("P06"))
    told = desk.cli.run("verify", expect=1)
    assert kinds(told) == [("future", begun + 1)]
    assert [(one["position"], one["accepted"]) for one in told.json["jumps"]] == [(begun + 3, True)]


def test_a_clock_that_is_far_ahead_is_refused_until_it_is_accepted(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing vouches for it: the machine has not been running that long."""
    at(monkeypatch, clock.stored(clock.parsed(clock.now()) + timedelta(days=2)))
    document, begun = json.dumps(product("P03")), desk.cli.position()
    refused = desk.cli.run("record", "products", stdin=document, expect=2)
    assert "more than a day after the last entry" in refused.err
    assert desk.cli.position() == begun
    desk.cli.run("record", "products", "--accept-clock", stdin=document)
    assert desk.cli.position() == begun + 2
    desk.recorded("products", product("P04"))


def test_a_weekend_is_no_nuisance_where_the_machine_kept_running(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its running time has grown as much as its clock."""
    desk.recorded("products", product("P02"))
    (noted,) = own_file(desk.cli, "checkpoints").parent.glob("*.clock")
    boot, seconds, moment = noted.read_text().split()
    noted.write_text(f"{boot} {float(seconds) - 3 * 86_400} {moment}")
    at(monkeypatch, clock.stored(clock.parsed(clock.now()) + timedelta(days=3)))
    desk.recorded("products", product("P03"))
    assert [row["product_code"] for row in desk.cli.table("products")] == ["P01", "P02", "P03"]


def test_the_zone_of_the_machine_does_not_matter(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    for zone in ("Pacific/Kiritimati", "Pacific/Niue"):
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        desk.recorded("products", product(zone))
    monkeypatch.undo()
    time.tzset()
    assert kinds(desk.cli.run("verify")) == []
