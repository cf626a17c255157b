"""Golden bundles, made once and never edited: found whole for ever, and drawn again from their ledger."""

from __future__ import annotations

import csv
import json
import zipfile
from hashlib import sha256
from pathlib import Path
from shutil import which

import pytest

from ledger.log.recorder import LogRecorder
from replay.evidence import check as alone
from tests.support.bundles import both, by_itself
from tests.support.golden_bundles import AT, FOLDER, pack_of, unpacked

pytestmark = pytest.mark.xdist_group("evidence")
DIGESTS = {
    "complaint.1.zip": "5aa6e026f626f3f1f255d824061357fa6286e700018378a8351bf33fb4facd78",
    "complaint.1.ledger.zip": "66199a2a9dbb8f1d79aae00ea92d4a242aa726178cbf7b6fd05bf2c58957f84e",
    "lot.1.zip": "26c3b04eb9426a187d871084f8abd68ded487df8e30549198488715f93230439",
    "lot.1.ledger.zip": "f68ea65ce0bbe615e7584c13c35180d8fc66bdcc97dc986a26fd60222e105792",
}
# When the ledgers are taken up again: no day of the machine, on which a gap of the clock would hang.
LONG_AFTER = "2030-01-02T03:04:05.000000Z"
KEYS = {
    "lot.1": "medledger/3543f8b86cf75e8a+3949b93c+AfT4mQEmWXJ/nwT45wB8L2UbJSL9fIZhnr0cQB4NaxjC",
    "complaint.1": "medledger/8c65ec1190ddfd5d+0eaa7e68+AUphoNq+hwkU7Nw2AksZWNgurKVd9eHH2GPZ8bapCJ1O",
}


@pytest.fixture(params=KEYS)
def name(request: pytest.FixtureRequest) -> str:
    """The name of a golden bundle."""
    return str(request.param)


@pytest.fixture
def bundle(name: str, tmp_path: Path) -> Path:
    """A golden bundle, put into a folder."""
    with zipfile.ZipFile(FOLDER / f"{name}.zip") as archive:
        archive.extractall(tmp_path / "golden")
    return tmp_path / "golden/bundle"


def test_what_is_golden_was_not_edited() -> None:
    """Its bytes are written down here."""
    assert {one.name: sha256(one.read_bytes()).hexdigest() for one in FOLDER.iterdir()} == DIGESTS


def test_both_checks_of_today_find_it_whole(name: str, bundle: Path) -> None:
    """With the key that the ledger's holder gave; as a ZIP and as a folder."""
    for place in (FOLDER / f"{name}.zip", bundle):
        alone, ours = both(place, KEYS[name])
        assert (alone["findings"], ours["findings"]) == ([], [])
        assert alone["checked"] == ours["checked"]
        assert min(alone["checked"][one] for one in ("rows", "events", "proofs", "personal", "tags")) > 0


def test_the_checker_that_went_with_it_finds_it_whole(name: str, bundle: Path) -> None:
    """Whoever received it then needs nothing of today."""
    assert by_itself(bundle, "--key", KEYS[name])["findings"] == []


@pytest.mark.parametrize("version", ["3.9", "3.10", "3.12", "3.13"])
def test_the_checker_runs_on_other_versions_of_python(version: str, name: str, bundle: Path) -> None:
    """On each that is on this machine: the same whole bundle, and the same one changed cell."""
    python = _python(version)
    for checker in (None, Path(alone.__file__)):
        assert by_itself(bundle, "--key", KEYS[name], python=python, checker=checker)["findings"] == []
    table = max((bundle / "data/tables").glob("*.csv"), key=lambda one: one.stat().st_size)
    table.write_bytes(table.read_bytes().replace(b"2026-05", b"2026-06", 1))
    changed = by_itself(bundle, "--key", KEYS[name], python=python, checker=Path(alone.__file__))
    assert changed["findings"]
    assert changed == by_itself(bundle, "--key", KEYS[name], checker=Path(alone.__file__))


def _python(version: str) -> str:
    """Return a Python of a version; where this machine has none the test is skipped."""
    kept = sorted(Path.home().glob(f".pyenv/versions/{version}.*/bin/python"))
    found = [str(one) for one in kept] or [which(f"python{version}")]
    if found[-1] is None:
        pytest.skip(f"no Python {version} on this machine")
    return found[-1]


def test_its_ledger_gives_it_again(
    name: str, bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What follows from the log alone is the same, byte for byte; of each table every cell of then."""
    (tmp_path / "ledger").mkdir()
    cli = unpacked(name, tmp_path / "ledger")
    monkeypatch.setattr(LogRecorder, "clock", staticmethod(lambda: LONG_AFTER))
    cli.run("checkpoint", "--accept-clock")
    known = json.loads((bundle / "data/basis.json").read_bytes())["position"]
    cli.run("export", *pack_of(name), *AT, "--known-at", str(known), "--output", tmp_path / "again")
    again = tmp_path / "again"
    for file in ("events.jsonl", "proofs.jsonl", "checkpoint", "completeness.json"):
        assert (again / "data" / file).read_bytes() == (bundle / "data" / file).read_bytes(), file
    kept = {one.relative_to(bundle) for one in bundle.rglob("*") if one.is_file()}
    assert kept <= {one.relative_to(again) for one in again.rglob("*") if one.is_file()}
    for file in (bundle / "data/tables").glob("*.csv"):
        then, now = rows(file), rows(again / "data/tables" / file.name)
        assert [{key: row.get(key) for key in old} for old, row in zip(then, now, strict=True)] == then


def rows(file: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV by heading."""
    with file.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))
