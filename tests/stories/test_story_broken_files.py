"""Hundreds of broken files through the command line: one sentence each, nothing half recorded."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.ledger.intake.broken_files import KINDS, broken_files
from tests.support.cli import Cli


@pytest.mark.parametrize("kind", KINDS)
def test_a_broken_file_is_told_in_a_sentence_and_nothing_is_half_recorded(
    kind: str, sqlite_location: object, tmp_path: Path
) -> None:
    """Rows = recorded + duplicates + rejected; a file refused as a whole leaves the log where it was."""
    home = tmp_path / "home"
    home.mkdir()
    cli = Cli(str(getattr(sqlite_location, "path", "")), home)
    cli.run("init")
    position = 1  # the first event says how the ledger was made
    for number, (name, content) in enumerate(broken_files(kind)):
        path = tmp_path / f"{number:03}" / name
        path.parent.mkdir()
        path.write_bytes(content)
        answer = cli.run("import", path, expect=None)
        assert answer.exit_code in {0, 2}, str(answer)
        if answer.out:
            report = json.loads(answer.out)
            for one in report["files"]:
                assert one["rows"] == one["recorded"] + one["duplicates"] + one["rejected"]
            position += sum(one["recorded"] for one in report["files"])
            assert report["position"] == position
        else:
            assert answer.exit_code == 2
            lines = len(answer.err.strip().splitlines())
            assert lines in {2, 4}, answer.err  # of a sheet as typed: whom two columns of names mean
    assert cli.run("status", "--format", "json").json["position"] == position
