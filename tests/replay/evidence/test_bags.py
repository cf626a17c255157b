"""Bags of every kind, judged by a stranger's program and by our checks: they agree, or it is said why."""

from __future__ import annotations

from pathlib import Path

import bagit
import pytest

from ledger.merkle.note import Signer
from ledger.seal.key import read_key
from tests.support.bag_corpus import BagCase, bags, sealed
from tests.support.bundle_tampering import copied
from tests.support.bundles import both, kinds, trading_house
from tests.support.cli import Cli

pytestmark = pytest.mark.xdist_group("evidence")
CORPUS = [*bags()]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Cli:
    """A ledger with half a year of trade."""
    return trading_house(tmp_path_factory.mktemp("bags"))


@pytest.fixture(scope="module")
def signer(house: Cli) -> Signer:
    """The ledger's own key."""
    return read_key(Path(f"{house.ledger}.key"))


@pytest.fixture(scope="module")
def bundle(house: Cli, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bundle as it was made."""
    place = tmp_path_factory.mktemp("untouched") / "bundle"
    house.run("export", "table", "products", "--output", place)
    return place


def is_valid(place: Path) -> bool:
    """Tell what `bagit.py --validate` says of a bag."""
    try:
        return bool(bagit.Bag(str(place)).is_valid())
    except (bagit.BagError, LookupError, ValueError):
        return False


@pytest.mark.parametrize("case", CORPUS, ids=lambda case: case.name)
def test_a_bag_is_judged_alike_or_it_is_said_why(
    bundle: Path, signer: Signer, tmp_path: Path, case: BagCase
) -> None:
    """What the stranger's program refuses we refuse; what we refuse besides is no bundle, for a reason."""
    place = copied(bundle, tmp_path / "b")
    case.change(place)
    if case.sealed:
        sealed(place, signer)
    alone, ours = both(place)
    assert (kinds(alone), kinds(ours)) == (case.kinds, case.kinds)
    assert is_valid(place) is case.valid
    assert bool(case.why) is (case.valid is bool(case.kinds))


def test_no_invalid_bag_is_found_whole() -> None:
    """The judges differ in one direction alone: ours asks for more."""
    assert all(case.kinds for case in CORPUS if not case.valid)
    assert len(CORPUS) >= 50
