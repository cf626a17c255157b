"""The guide for Python programs runs as it stands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support.cli import Cli
from tests.support.desk import Desk

GUIDE = Path(__file__).parents[2] / "docs" / "guides" / "embed.md"


def test_the_program_of_the_guide_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It checks itself; what it prints is one event."""
    monkeypatch.chdir(tmp_path)
    cli = Cli("company.db", tmp_path)
    cli.run("init")
    Desk(cli, tmp_path).furnish()
    block = re.search(r"```python\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL)
    assert block is not None
    capsys.readouterr()
    exec(compile(block.group(1), str(GUIDE), "exec"), {})  # noqa: S102 (our own guide)
    assert re.fullmatch(r"\d+ \d+\n", capsys.readouterr().out)
