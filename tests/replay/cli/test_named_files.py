"""What a command line names to be written is no file of the ledger, no input, and can be written."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
import typer

from replay.cli.main import VERBS
from replay.cli.named_files import FOLDERS, PLACES, READ, WRITTEN

SALES = "销售单号,销售日期,客户编码,产品编码,生产批号,数量,经办人,制单人\nXS1,2026-05-01,C1,P01,L1,1,E1,\n"
SUPPLIER = {"supplier_code": "S1", "name": "清屿公司"}
_NAMED = ("FILE", "FILE...", "DIR", "PATH", "[FOLDER]", "FOLDER")


@pytest.fixture
def ledger(run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A new ledger in the current folder, its tables built, with files under other names that lead to it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MEDLEDGER_URL", raising=False)
    assert run("init").code == 0
    assert run("table", "sales").code == 0
    Path("sales.csv").write_text(SALES, "utf-8")
    Path("notes.json").write_text(json.dumps(SUPPLIER), "utf-8")
    Path("link.json").symlink_to("medledger.db")
    Path("hard.json").hardlink_to("medledger.db")
    Path("here").symlink_to(".", target_is_directory=True)
    return tmp_path / "medledger.db"


def _contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def _own_files(ledger: Path) -> list[str]:
    tables = [path.name for path in ledger.parent.glob("medledger.db.tables.*")]
    sides = ["-wal", "-shm", "-journal", ".key", ".checkpoints", ".clock", ".work"]
    sides += [".key.seen", ".hooks", ".corrections", ".corrections/0123456789abcdef.json"]
    return ["medledger.db", "MEDLEDGER.DB", *(f"medledger.db{side}" for side in sides), *tables]


def test_no_answer_is_written_over_a_file_of_the_ledger(run, ledger: Path) -> None:
    """By its name, in another case, through links, a hard link, a detour or a URL: nothing is touched."""
    others = ["link.json", "hard.json", "here/medledger.db", "x/../medledger.db", "sqlite:///medledger.db"]
    before = _contents(ledger.parent)
    for name in [*_own_files(ledger), *others, str(ledger), f"sqlite:///{ledger}"]:
        ran = run("tables", "--format", "json", "--output", name)
        assert (ran.code, ran.out) == (2, b""), name
        assert ran.err == (
            f"Writing {Path(name)}: expected a file of your own, got one of the ledger, a database or a "
            "signing key.\nChoose another name; nothing was read and nothing changed.\n"
        )
    assert _contents(ledger.parent) == before


def test_nor_over_a_ledger_that_the_verb_does_not_open(run, ledger: Path) -> None:
    """`schema` needs no ledger; it destroys none either, also not that of somebody else or its key."""
    assert run("init", "--ledger", "other.db").code == 0
    before = _contents(ledger.parent)
    for name in ("medledger.db", "medledger.db.key", "other.db", "other.db.key"):
        assert run("schema", "--format", "json", "--output", name).code == 2
    assert _contents(ledger.parent) == before


def test_nor_over_what_is_read_nor_two_into_one(run, ledger: Path) -> None:
    Path("hard.csv").hardlink_to("sales.csv")
    before = _contents(ledger.parent)
    for words in (
        ("import", "sales.csv", "--output", "sales.csv", "--format", "json"),
        ("import", "sales.csv", "--output", "hard.csv", "--format", "json"),
        ("import", "sales.csv", "--rejects", "here/sales.csv"),
        ("import", "sales.csv", "--mapping", "notes.json", "--rejects", "notes.json"),
        ("record", "suppliers", "--file", "notes.json", "--output", "./notes.json"),
        ("table", "sales", "--basis", "notes.json", "--output", "notes.json"),
        ("import", "sales.csv", "--rejects", "r.csv", "--output", "R.csv", "--format", "json"),
        ("report", "complaints", "--output", "a.json", "--chart", "here/a.json"),
    ):
        ran = run(*words)
        assert (ran.code, ran.out) == (2, b""), words
        assert ran.err.startswith("Writing "), ran.err
    assert _contents(ledger.parent) == before


def test_rejects_of_several_files_are_compared_by_the_names_they_get(run, ledger: Path) -> None:
    for name in ("a.csv", "r-a.csv"):
        Path(name).write_text(SALES, "utf-8")
    assert run("import", "a.csv", "r-a.csv", "--rejects", "r.csv").code == 2
    assert Path("r-a.csv").read_text("utf-8") == SALES


def test_a_place_that_cannot_be_written_is_known_before_anything_is_recorded(run, ledger: Path) -> None:
    Path("folder").mkdir()
    Path("file").touch()
    loop = Path("loop.json")
    loop.symlink_to(loop)
    for place in ("none/a.json", "folder", "file/a.json", "loop.json", f"{'x' * 300}.json"):
        ran = run("record", "suppliers", "--file", "notes.json", "--format", "json", "--output", place)
        assert (ran.code, ran.out) == (2, b""), place
        assert "it cannot be written" in ran.err
    for form in ("csv", "xlsx", "pdf"):
        assert run("record", "suppliers", "--file", "notes.json", "--format", form).code == 2
    assert run("recall", "letters", "ZH-1", "--output", "file").code == 2
    assert json.loads(run("table", "suppliers").text) == []


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_what_is_no_ordinary_file_is_written_to(run, ledger: Path) -> None:
    """A pipe keeps its name and its reader gets all; `/dev/null` stays what it is; a link stays a link."""
    os.mkfifo("pipe")
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(Path("pipe").read_bytes()))
    reader.start()
    assert run("tables", "--format", "xlsx", "--output", "pipe").code == 0
    reader.join(10)
    assert read[0].startswith(b"PK") and stat.S_ISFIFO(Path("pipe").stat().st_mode)
    assert run("tables", "--format", "csv", "--output", os.devnull).code == 0
    assert stat.S_ISCHR(Path(os.devnull).stat().st_mode)
    Path("to.csv").symlink_to("target.csv")
    assert run("tables", "--output", "to.csv").code == 0
    assert Path("to.csv").is_symlink() and Path("target.csv").read_bytes()


def test_files_are_private_whatever_the_mask_says(run, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MEDLEDGER_URL", raising=False)
    Path("sales.csv").write_text(SALES.replace("XS1,", ",") + SALES, "utf-8")
    before = os.umask(0)
    try:
        run("init")
        run("import", "sales.csv")
        run("checkpoint")
        run("tables", "--output", "tables.json")
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    finally:
        os.umask(before)
    del modes["sales.csv"]
    assert modes.pop("medledger.db.key") == 0o600
    assert {"medledger.db", "medledger.db.checkpoints", "sales.rejects.csv", "tables.json"} <= modes.keys()
    assert set(modes.values()) == {0o640}, modes


def test_a_ledger_that_others_could_read_is_closed_to_them(run, ledger: Path) -> None:
    for path in ledger.parent.glob("medledger.db*"):
        if not path.name.endswith(".key"):
            path.chmod(0o644)
    run("checkpoint")
    run("table", "sales")
    found = [stat.S_IMODE(path.stat().st_mode) for path in ledger.parent.glob("medledger.db*")]
    assert not any(mode & 0o007 for mode in found), found


def test_a_file_that_the_group_may_write_is_named_by_status(run, ledger: Path) -> None:
    """To take that away could lock colleagues out, so it is said and left to the owner."""
    assert json.loads(run("status").text)["exposed"] == []
    ledger.chmod(0o660)
    assert {"file": str(ledger), "mode": "0660"} in json.loads(run("status").text)["exposed"]


def _program(*words: str, stdin: str, **options: Any) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("medledger")), *words]
    environment = {**os.environ, "MEDLEDGER_LANG": "en"}
    return subprocess.run(
        command, input=stdin, text=True, stderr=subprocess.PIPE, check=False, env=environment, **options
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a full disk")
def test_what_is_recorded_is_told_also_where_the_answer_cannot_be_written(run, ledger: Path) -> None:
    """A full disk, a reader that went away, a closed output: exit code 0, and the receipt beside."""
    full = os.open("/dev/full", os.O_WRONLY)
    receiver, sender = os.pipe()
    os.close(receiver)
    ways: list[dict[str, Any]] = [{"stdout": full}, {"stdout": sender}, {"preexec_fn": lambda: os.close(1)}]
    for number, options in enumerate(ways, start=1):
        ran = _program(
            "record", "suppliers", stdin=json.dumps({**SUPPLIER, "supplier_code": number}), **options
        )
        assert ran.returncode == 0, ran.stderr
        told, advice, receipt = ran.stderr.splitlines()
        assert told.startswith("The command is done and recorded")
        assert advice.startswith("Do not enter it again")
        assert json.loads(receipt)["recorded"][0]["position"] == number + 1
    for one in (full, sender):
        os.close(one)
    ran = _program("record", "suppliers", "--output", "/dev/full", stdin=json.dumps(SUPPLIER))
    assert ran.returncode == 0 and '"position":5' in ran.stderr.splitlines()[-1]
    ran = _program("import", "sales.csv", "--output", "/dev/full", stdin="", stdout=subprocess.PIPE)
    assert ran.returncode == 2 and '"rejected":1' in ran.stderr


def _commands(command: Any) -> list[Any]:
    names = command.list_commands(typer.Context(command)) if hasattr(command, "list_commands") else []
    found = [command] if not names else []
    for name in names:
        found += _commands(command.get_command(typer.Context(command), name))
    return found


def test_every_option_that_names_a_file_is_known_as_read_or_written() -> None:
    """A new option cannot be forgotten: it is looked at, or this fails."""
    for verb in VERBS:
        for command in _commands(verb.load()):
            for parameter in command.params:
                if parameter.metavar in _NAMED or parameter.name in {"file", "files", "output", "folder"}:
                    assert parameter.name in WRITTEN | FOLDERS | PLACES | READ, (verb.name, parameter.name)
