"""The guides for running a ledger: what they say to type is typed, in order, on a small ledger."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.settings import locate
from tests.support.cli import Cli
from tests.support.desk import Desk
from tests.support.ready_ledgers import ReadyLedgers
from tests.support.segmented import make_segmented

GUIDES = Path(__file__).parents[2] / "docs" / "guides"


def _typed(guide: str) -> Iterator[list[str]]:
    """Yield the commands of a guide that need neither a server nor another program."""
    text = (GUIDES / guide).read_text("utf-8")
    for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL):
        for line in block.splitlines():
            words = shlex.split(line)
            if words and words[0] in {"medledger", "python3"} and "$OWNER_URL" not in words:
                yield words


@pytest.mark.parametrize("guide", ["backup-and-restore.md", "upgrade.md", "monitoring.md"])
def test_what_a_guide_says_can_be_typed(guide: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each command ends with 0; the ledger lies where the guides say, in the current folder."""
    monkeypatch.chdir(tmp_path)
    cli = Cli("medledger.db", tmp_path)
    cli.run("init")
    Desk(cli, tmp_path).furnish()
    typed = list(_typed(guide))
    assert typed
    for program, *words in typed:
        if program == "python3":
            subprocess.run([sys.executable, *words], check=True, cwd=tmp_path)
        else:
            cli.run(*words)


def test_what_the_guide_of_segments_says_can_be_typed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ready_ledgers: ReadyLedgers
) -> None:
    """Each command ends with 0, on a ledger of more than one small segment."""
    monkeypatch.chdir(tmp_path)
    ready_ledgers.put(locate("medledger.db"), "a segmented ledger", make_segmented)
    cli = Cli("medledger.db", tmp_path)
    typed = [words for _, *words in _typed("segments.md")]
    assert len(typed) == 6
    for words in typed:
        cli.run(*words)
    assert cli.run("segments", "status", "segments/").json["position"] == 512


def test_a_backup_can_be_put_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file in its place, nothing of the old one beside it, key and copies as they are."""
    monkeypatch.chdir(tmp_path)
    cli = Cli("medledger.db", tmp_path)
    cli.run("init")
    Desk(cli, tmp_path).furnish()
    before = cli.table("customers")
    program, *words = next(one for one in _typed("backup-and-restore.md") if one[0] == "python3")
    subprocess.run([sys.executable, *words], check=True, cwd=tmp_path)
    for old in ("medledger.db-wal", "medledger.db-shm", *(one.name for one in tmp_path.glob("*.tables.*"))):
        (tmp_path / old).unlink(missing_ok=True)
    (tmp_path / "backup.db").replace(tmp_path / "medledger.db")
    assert cli.run("verify", "--deep").json["ok"]
    assert cli.table("customers") == before
    assert program == "python3"
