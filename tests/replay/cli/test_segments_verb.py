"""`medledger segments`, `rebuild --from-segments` and `work --segments`, as a user calls them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ledger.settings import Location
from replay.bootstrap import opened
from tests.support.cli import Cli
from tests.support.events import sold
from tests.support.ready_ledgers import ReadyLedgers
from tests.support.segmented import make_segmented


@pytest.fixture
def cli(sqlite_location: Location, ready_ledgers: ReadyLedgers, tmp_path: Path) -> Cli:
    ready_ledgers.put(sqlite_location, "a segmented ledger", make_segmented)
    return Cli(str(sqlite_location.path), tmp_path)


def test_written_told_verified_and_read(cli: Cli, tmp_path: Path):
    store = str(tmp_path / "store")
    told = cli.run("segments", "status", store)
    assert (told.exit_code, told.json["manifest"], told.json["behind"]) == (0, None, told.json["head"])
    told = cli.run("segments", "write", store, "--size", "256")
    assert (told.exit_code, told.json["written"], told.json["position"]) == (0, 2, 512)
    shown = cli.run("segments", "status", store, "--format", "table").out
    assert "Manifest 1 lists positions 1 to 512; the log is" in shown
    verified = cli.run("segments", "verify", store)
    assert (verified.exit_code, verified.json["ok"], verified.json["checked"]) == (0, True, 512)
    assert (verified.json["twins"], verified.json["ledger"]) == (["goods"], True)
    alone = cli.run("segments", "verify", store, "--alone", "--quick", "--format", "table")
    assert alone.exit_code == 0
    assert "512 events fold to the root that was signed" in alone.out
    assert "Not compared with a ledger." in alone.out
    assert cli.run("segments", "compact", store).json["joined"] == 0
    rebuilt = cli.run("rebuild", "--from-segments", store)
    assert rebuilt.exit_code == 0
    assert rebuilt.json["segments"]["position"] == 512
    assert all(one["equal"] for one in rebuilt.json["compared"])
    assert cli.run("verify").exit_code == 0


def test_damage_is_exit_code_1_and_what_cannot_be_is_one_sentence(cli: Cli, tmp_path: Path):
    store = tmp_path / "store"
    nothing = cli.run("segments", "verify", str(store), expect=None)
    assert (nothing.exit_code, nothing.err.splitlines()[0]) == (
        4,
        f"Reading segments: expected a manifest in {store}, got none.",
    )
    refused = cli.run("segments", "write", str(store), "--size", "300", expect=None)
    assert refused.exit_code == 2
    assert "expected a power of two from 256" in refused.err
    cli.run("segments", "write", str(store), "--size", "256")
    path = min((store / "events").iterdir())
    path.write_bytes(path.read_bytes()[:-1])
    found = cli.run("segments", "verify", str(store), expect=None)
    assert (found.exit_code, found.json["ok"]) == (1, False)
    assert [one["kind"] for one in found.json["findings"]] == ["changed"]
    refused = cli.run("segments", "verify", str(store), "--alone", "--key", "no key", expect=None)
    assert (refused.exit_code, "expected one of a ledger, got 'no key'" in refused.err) == (2, True)


def test_work_writes_segments_where_a_store_is_named(cli: Cli, tmp_path: Path, sqlite_location: Location):
    store = str(tmp_path / "store")
    cli.run("segments", "write", store, "--size", "256")
    with opened(sqlite_location) as program:
        program.log.append_prepared([sold(f"XT{number}") for number in range(300)])
        program.checkpoint()
    told = cli.run("work", "--once", "--segments", store)
    assert (told.exit_code, told.json["segments"]["position"]) == (0, 768)
    with opened(sqlite_location) as program:
        program.log.append_prepared([sold(f"XU{number}") for number in range(300)])
        program.checkpoint()
    cli.settings["MEDLEDGER_SEGMENTS"] = store
    told = cli.run("work", "--seconds", "1.5", "--raise-every", "0")
    assert (told.exit_code, told.json["segments"]["position"]) == (0, 1024)
    assert cli.run("segments", "verify", store).json["ok"]


def test_without_the_extra_one_sentence_says_what_is_needed(cli: Cli, tmp_path: Path):
    """The rest of the program works; a verb of segments ends with exit code 2."""
    code = (
        "import sys\n"
        "for name in ('pyarrow', 'fsspec', 'duckdb', 's3fs'): sys.modules[name] = None\n"
        "from replay.cli.main import run\n"
        "sys.exit(run())\n"
    )

    def called(*arguments: str) -> subprocess.CompletedProcess[str]:
        environment = os.environ | {"MEDLEDGER_URL": cli.ledger, "MEDLEDGER_LANG": "en"}
        return subprocess.run(
            [sys.executable, "-c", code, *arguments],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    assert called("status").returncode == 0
    refused = called("segments", "write", str(tmp_path / "store"))
    assert refused.returncode == 2
    assert refused.stderr.splitlines()[0] == (
        "Using segments: the package fsspec is missing, pip install 'medledger[segments]' is needed."
    )
