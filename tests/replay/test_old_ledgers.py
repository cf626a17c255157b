"""Ledgers of every released version, made once, never edited: upgraded, they answer what they answered."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from shutil import copy
from typing import Any

import pytest

from tests.support.cli import Cli
from tests.support.old_ledgers import FOLDER, LEDGER, VERSIONS, asked, unpacked

DIGESTS = {
    "0.1.0.zip": "17415cb1bddd95fc83987319d50932fbc23d60738d4e10b7e0d487216d0772a6",
    "0.2.0.zip": "ecab51aeb7a05282d36e6fc6ff9c896b3f8d13ea9518f41abe2c3dd361918e69",
    "0.3.0.zip": "6d6f3492b49ac34becf266436b0365eee9f662d029d109137730064019a1f76a",
}
Old = tuple[str, Cli, dict[str, Any]]


@pytest.fixture(params=VERSIONS)
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Old:
    """A version, the ledger that it wrote, and what it answered."""
    (tmp_path / "ledger").mkdir()
    return request.param, *unpacked(request.param, tmp_path / "ledger")


def test_what_is_golden_was_not_edited() -> None:
    """Its bytes are written down here."""
    assert {one.name: sha256(one.read_bytes()).hexdigest() for one in FOLDER.iterdir()} == DIGESTS


def test_a_ledger_of_each_version_is_upgraded_and_answers_as_it_did(old: Old, tmp_path: Path) -> None:
    version, cli, then = old
    before = cli.run("status").json
    assert before["outdated"], "the tables are those of the old program"
    assert sound(cli)
    told = dict(asked(cli, version))
    assert told.keys() == then.keys()
    for question, answer in then.items():
        if question.startswith("findings"):
            assert_still_found(answer, told[question])
        else:
            assert_told(answer, told[question], question)
    after = cli.run("status").json
    assert (after["outdated"], after["position"]) == ([], before["position"])
    assert after["checkpoint"]["root"] == before["checkpoint"]["root"]
    assert sound(cli)
    assert_restored(cli, tmp_path, told)


def assert_restored(cli: Cli, folder: Path, told: dict[str, Any]) -> None:
    """Back up, check and restore in another place, with the key and the copies; it answers the same there."""
    cli.run("backup", folder / "backup")
    assert cli.run("restore", folder / "backup", "--check").json["ok"]
    (folder / "other").mkdir()
    other = Cli(str(folder / "other" / LEDGER), folder / "other")
    for kind in ("key", "checkpoints"):
        copy(f"{cli.ledger}.{kind}", f"{other.ledger}.{kind}")
    other.run("restore", folder / "backup")
    assert sound(other)
    for question in ("table sales --at 2026-07-01", "findings --at 2026-07-01"):
        assert other.run(*question.split(), "--format", "json", expect=None).json == told[question]


def sound(cli: Cli) -> bool:
    """Return whether log, seal and tables agree."""
    return cli.run("verify").json["findings"] == []


def assert_told(then: Any, now: Any, place: str) -> None:
    """Check that everything that was told is told alike; more may be."""
    if isinstance(then, dict):
        for key, value in then.items():
            assert key in now, f"{place}: {key}"
            assert_told(value, now[key], f"{place}: {key}")
    elif isinstance(then, list):
        assert len(then) == len(now), place
        for number, (one, other) in enumerate(zip(then, now, strict=True)):
            assert_told(one, other, f"{place} {number}")
    else:
        assert then == now, place


def assert_still_found(then: list[dict[str, Any]], now: list[dict[str, Any]]) -> None:
    """Check that each finding stands as it stood; rules that came later may have found more."""
    assert then
    by_place = {(row["position"], row["rule"]): row for row in now}
    for row in then:
        assert_told(row, by_place[row["position"], row["rule"]], f"findings {row['position']}")
