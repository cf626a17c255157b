"""A trusted time stamp over the checkpoint: asked for, kept in the bundle, held against certificates."""

from __future__ import annotations

import json
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ledger.seal.key import read_key
from replay.evidence.bag import pack
from tests.support.bundle_tampering import copied, cut, flipped, put, reseal
from tests.support.bundles import Verdict, both, by_itself, kinds, trading_house
from tests.support.cli import Cli
from tests.support.time_authority import OPENSSL, TimeAuthority, listening

pytestmark = [
    pytest.mark.xdist_group("evidence"),
    pytest.mark.skipif(OPENSSL is None, reason="no openssl on this machine"),
]
FRAME = {"bag-info.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt", "manifest.note"}
"""What lists the stamp, or stands over what lists it."""


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TimeAuthority]:
    """A time-stamping authority on this machine."""
    with listening(tmp_path_factory.mktemp("authority") / "tsa") as made:
        yield made


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, authority: TimeAuthority) -> Cli:
    """A ledger whose bundles are stamped."""
    cli = trading_house(tmp_path_factory.mktemp("stamped"))
    return replace(cli, settings={"MEDLEDGER_TSA": authority.url, "no_proxy": "127.0.0.1"})


@pytest.fixture(scope="module")
def bundle(house: Cli, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A stamped bundle as it was made."""
    place = tmp_path_factory.mktemp("untouched") / "b"
    made = house.run("export", "lot", "P01", "L1", "--output", place).json
    assert "timestamp" not in {one["kind"] for one in made["left_out"]}
    return place


@pytest.fixture(scope="module")
def older(house: Cli, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The stamp of an older checkpoint."""
    place = tmp_path_factory.mktemp("older") / "b"
    house.run("export", "table", "products", "--known-at", "30", "--output", place)
    return (place / "data/timestamp.tsr").read_bytes()


@pytest.fixture(autouse=True)
def _well(authority: TimeAuthority) -> None:
    authority.manner = "well"


def verdicts(house: Cli, bundle: Path, *options: object) -> tuple[Verdict, Verdict]:
    """Return what Python alone and the program say."""
    alone = by_itself(bundle, *map(str, options))
    return alone, house.run("check", bundle, *options, expect=None).json


def test_a_stamped_bundle_passes_both_checks_and_openssl(
    house: Cli, authority: TimeAuthority, bundle: Path
) -> None:
    """Both tell the time of the stamp; `openssl ts -verify` by hand agrees."""
    alone, ours = verdicts(house, bundle, "--tsa", authority.certificates)
    assert (alone["findings"], ours["findings"]) == ([], [])
    assert alone["checked"] == ours["checked"]
    assert alone["checked"]["timestamps"] == 1
    assert alone["timestamp"] == ours["timestamp"]
    assert "authority" not in {one["what"] for one in (*alone["not_checked"], *ours["not_checked"])}
    command = [str(OPENSSL), "ts", "-verify", "-in", "data/timestamp.tsr", "-data", "data/checkpoint"]
    by_hand = [*command, "-CAfile", authority.certificates]
    assert subprocess.run(by_hand, cwd=bundle, capture_output=True, check=False).returncode == 0


def test_without_certificates_the_authority_is_said_to_be_unknown(house: Cli, bundle: Path) -> None:
    """The stamp is whole, by whichever certificate it brought along; both ask for the authority's own."""
    for verdict in verdicts(house, bundle):
        assert verdict["ok"]
        assert verdict["checked"]["timestamps"] == 1
        why = "whose time stamp it is: name it with --tsa"
        assert {"what": "authority", "why": why} in verdict["not_checked"]


def test_all_but_the_stamp_and_what_lists_it_is_the_same_again(
    house: Cli, bundle: Path, tmp_path: Path
) -> None:
    """Every other file of a bundle of the same basis is equal, byte for byte."""
    again = tmp_path / "b"
    house.run("export", "lot", "P01", "L1", "--basis", bundle / "data/basis.json", "--output", again)
    names = [one.relative_to(bundle) for one in bundle.rglob("*") if one.is_file()]
    differing = {str(name) for name in names if (bundle / name).read_bytes() != (again / name).read_bytes()}
    assert differing <= {"data/timestamp.tsr", *FRAME}
    assert "data/timestamp.tsr" in differing


@pytest.mark.parametrize("change", ["flipped", "cut", "nothing", "of another checkpoint"])
def test_a_changed_stamp_is_found(
    house: Cli, bundle: Path, older: bytes, tmp_path: Path, change: str
) -> None:
    """Also where the holder of the signing key lists and signs it anew."""
    place, name = copied(bundle, tmp_path / "b"), "data/timestamp.tsr"
    how = {"flipped": flipped(name, 0.98), "cut": cut(name), "nothing": put(name, b"")}
    how.get(change, put(name, older))(place)
    reseal(place, read_key(Path(f"{house.ledger}.key")))
    for verdict in verdicts(house, place):
        assert kinds(verdict) == {"timestamp"}
        assert "timestamps" not in verdict["checked"]


def test_a_stamp_of_another_authority_is_found(house: Cli, bundle: Path, tmp_path: Path) -> None:
    """Who names the authority's certificates learns that it was not this one; a ZIP is read as well."""
    other = TimeAuthority(tmp_path / "tsa")
    other.make()
    pack(bundle, tmp_path / "b.zip")
    for verdict in verdicts(house, bundle, "--tsa", other.certificates):
        assert kinds(verdict) == {"timestamp"}
    for verdict in both(tmp_path / "b.zip"):
        assert verdict["checked"]["timestamps"] == 1


def test_without_openssl_the_stamp_is_said_to_be_unchecked(
    house: Cli, bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is found, and nothing is claimed."""
    monkeypatch.setenv("PATH", str(tmp_path))
    for verdict in verdicts(house, bundle):
        assert verdict["ok"]
        assert "timestamp" not in verdict
        why = "the time stamp, for want of an openssl that can"
        assert {"what": "timestamp", "why": why} in verdict["not_checked"]


def test_a_stamp_with_the_whole_chain_inside_is_taken(
    house: Cli, authority: TimeAuthority, tmp_path: Path
) -> None:
    """Authorities send their certificates in any order."""
    authority.manner = "chained"
    house.run("export", "lot", "P01", "L1", "--output", tmp_path / "b")
    for verdict in verdicts(house, tmp_path / "b", "--tsa", authority.certificates):
        assert verdict["ok"]
        assert verdict["checked"]["timestamps"] == 1


@pytest.mark.parametrize(
    ("manner", "said"),
    [
        ("refusing", "did not answer (HTTP 500); no bundle was written."),
        ("mute", "to stamp what it was asked, and it did not ("),
        ("other", "to stamp what it was asked, and it did not (message imprint); no bundle was written."),
        ("rejecting", "to stamp what it was asked, and it did not (status 2"),
    ],
)
def test_an_authority_that_does_not_stamp_costs_a_sentence_and_leaves_nothing(
    house: Cli, authority: TimeAuthority, tmp_path: Path, manner: str, said: str
) -> None:
    """No bundle is half made, and no export is recorded."""
    authority.manner, before = manner, house.position()
    refused = house.run("export", "lot", "P01", "L1", "--output", tmp_path / "b", expect=4)
    assert said in refused.err
    assert [*tmp_path.iterdir()] == []
    assert house.position() == before


def test_an_authority_that_is_away_costs_a_sentence(house: Cli, tmp_path: Path) -> None:
    """The address is named, without the password that it may hold; what to do is said."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    away = replace(
        house, settings={"MEDLEDGER_TSA": f"http://me:secret@127.0.0.1:{port}/", "no_proxy": "127.0.0.1"}
    )
    refused = away.run("export", "lot", "P01", "L1", "--output", tmp_path / "b", expect=4)
    assert f"Asking for a time stamp: the authority http://127.0.0.1:{port}/ did not answer (" in refused.err
    assert "with MEDLEDGER_TSA left blank the bundle has no time stamp." in refused.err
    assert "secret" not in refused.err
    wrong = replace(house, settings={"MEDLEDGER_TSA": "tsa.example"})
    refused = wrong.run("export", "lot", "P01", "L1", "--output", tmp_path / "b", expect=2)
    assert (
        "expected MEDLEDGER_TSA to be an address with http:// or https://, got 'tsa.example'." in refused.err
    )
    assert [*tmp_path.iterdir()] == []


def test_the_page_of_the_bundle_says_how_to_check_the_stamp(bundle: Path) -> None:
    """And the basis says that there is one."""
    page = (bundle / "data/README.html").read_text("utf-8")
    assert "openssl ts -verify -in data/timestamp.tsr -data data/checkpoint -CAfile" in page
    assert json.loads((bundle / "data/basis.json").read_bytes())["timestamp"] == "data/timestamp.tsr"
