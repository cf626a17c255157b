"""The units and the compose file that the guides give start the program by verbs and options that it has."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support.cli import Cli

OPERATIONS = Path(__file__).parents[2] / "docs" / "guides" / "operations"
_UNITS = sorted(OPERATIONS.glob("*.service"))
_ANALYSE = shutil.which("systemd-analyze")


def _started() -> list[list[str]]:
    """Return what is started, by units and by containers: verb and options."""
    units = [re.search(r"^ExecStart=\S+ (.*)$", unit.read_text("utf-8"), re.MULTILINE) for unit in _UNITS]
    composed = (OPERATIONS / "compose.yaml").read_text("utf-8")
    said = re.findall(r"^ +command: (\[.*\])$", composed, re.MULTILINE)
    return [*(found[1].split() for found in units if found), *map(json.loads, said)]


def test_what_is_started_is_a_verb_with_options_that_it_has(tmp_path: Path) -> None:
    cli = Cli("medledger.db", tmp_path)
    started = _started()
    assert sorted({verb for verb, *_ in started}) == ["init", "serve", "work"]
    for verb in ("init", "serve", "work"):
        told = cli.run(verb, "--help").out
        options = {word for one, *words in started if one == verb for word in words if word.startswith("--")}
        assert all(option in told for option in options), (verb, options)


@pytest.mark.skipif(_ANALYSE is None, reason="systemd is not installed")
def test_the_units_are_what_systemd_reads() -> None:
    """Nothing is said of them but that the program is not where they expect it."""
    told = subprocess.run(
        [str(_ANALYSE), "verify", "--man=no", *_UNITS], capture_output=True, text=True, check=False
    ).stderr
    assert [line for line in told.splitlines() if "medledger" in line and "not executable" not in line] == []
