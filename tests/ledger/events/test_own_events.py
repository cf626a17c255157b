"""Events of the ledger itself: the stored bytes of each kind, once written, are understood for ever.

A golden file is the past and is never edited; its leaf hash is written down here. A kind without one fails.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ledger.events.own import OWN_EVENTS
from tests.ledger.seal.tampering import leaf_of

FOLDER = Path(__file__).parents[2] / "golden" / "own"
LEAVES = {
    "checkpoint_cosigned.1": "1a82553a5468a8010ed2c19f798c0d183e4e3853b029cd3db341ad121c94c41b",
    "clock_accepted.1": "820f85511f9cffdf001098d132e02053e140391f3cc08735603f845337a922ef",
    "evidence_exported.1": "85ebfb80e096571ac5e80d23a108a457df710d255ba79c69119733706a3c89d6",
    "key_rotated.1": "708c910be7c03dff7428e8760e9028ce170ec2194c389ad2fddcda08674607c2",
    "ledger_opened.1": "f715b95a214464715b52262eb7a49034ae2211bdc2c7a311c50e8bb95ee3d4e5",
    "personal_erased.1": "3782f823944f50aa4bff2caefcda8ed62e1db83f1d6e6f51338e8c8f390f6f7b",
    "restore_accepted.1": "a10c55564ada778d699a4c919f07e70a3cb2a0fcfd1adae1d074b35c086ff736",
    "witnesses_named.1": "fa5a573dfc9af69deafd9a2cb2dad1724780958e8a6661dfc23cc0c9fcb9b2c3",
}


def test_every_kind_has_its_golden_file() -> None:
    """A new kind of event needs one, and its leaf here."""
    assert {name.rpartition(".")[0] for name in LEAVES} == OWN_EVENTS.keys()
    assert {path.stem for path in FOLDER.glob("*.json")} == LEAVES.keys()


@pytest.mark.parametrize("name", LEAVES)
def test_what_was_stored_is_understood(name: str) -> None:
    """The bytes are those of then, and their members are declared today."""
    stored = (FOLDER / f"{name}.json").read_bytes()
    assert leaf_of(stored).hex() == LEAVES[name]
    event = json.loads(stored)
    declared = OWN_EVENTS[event["type"]]
    assert event["type"] == name.rpartition(".")[0]
    assert set(event["data"]) <= {member for member, _ in declared.members}
