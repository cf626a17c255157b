"""Completeness: a row that is left out together with its event is found, and so is every forged proof.

All changes are made by the holder of the key himself, who signs the bundle anew: what finds them is the tag
index, whose root the checkpoint signs.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from ledger.merkle.note import Signer
from ledger.seal.checkpoint import Checkpoint
from ledger.seal.key import read_key
from tests.support.bundle_tampering import copied, reseal
from tests.support.bundles import both, by_itself, kinds, trading_house
from tests.support.cli import Cli

pytestmark = pytest.mark.xdist_group("evidence")
PROOFS = "data/completeness.json"
Edit = Callable[[dict[str, Any]], None]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Cli:
    """A ledger with half a year of trade."""
    return trading_house(tmp_path_factory.mktemp("completeness"))


@pytest.fixture(scope="module")
def signer(house: Cli) -> Signer:
    """The ledger's own key."""
    return read_key(Path(f"{house.ledger}.key"))


@pytest.fixture(scope="module")
def lot(house: Cli, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundle of a lot."""
    place = tmp_path_factory.mktemp("lot") / "bundle"
    house.run("export", "lot", "P01", "L1", "--output", place)
    return place


@pytest.fixture(scope="module")
def absent(house: Cli, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundle of a lot that was never there."""
    place = tmp_path_factory.mktemp("absent") / "bundle"
    made = house.run("export", "lot", "P01", "NEVER", "--output", place).json
    assert made["absent"] is True
    return place


def test_a_lot_is_complete_and_a_lot_that_never_was_is_absent(lot: Path, absent: Path) -> None:
    for place, counted in ((lot, "complete"), (absent, "absent")):
        for verdict in both(place):
            assert verdict["ok"], verdict["findings"]
            assert verdict["checked"][counted] == 1
            assert "completeness" not in {one["what"] for one in verdict["not_checked"]}
        assert by_itself(place)["ok"]


def test_voided_records_of_a_lot_go_with_it(lot: Path) -> None:
    """The sale that was a mistake has no row, and its event is there all the same."""
    told = json.loads((lot / PROOFS).read_bytes())
    events = [json.loads(line) for line in (lot / "data/events.jsonl").read_bytes().splitlines()]
    held = [one["position"] for one in events if "lot:P01/L1" in one["tags"]]
    assert told["tags"][0]["positions"] == held
    assert {"record_voided", "goods_sold"} <= {one["type"] for one in events}
    voided = {position for one in events for position in one.get("struck", [])}
    assert voided & set(held)


def test_a_sale_left_out_with_its_event_and_its_proof_is_found(
    lot: Path, signer: Signer, tmp_path: Path
) -> None:
    place = copied(lot, tmp_path / "b")
    position = _drop_first_sale(place)
    for shorten in (False, True):
        if shorten:
            told = json.loads((place / PROOFS).read_bytes())
            told["tags"][0]["positions"].remove(position)
            (place / PROOFS).write_text(json.dumps(told))
        reseal(place, signer)
        for verdict in both(place):
            assert kinds(verdict) == {"completeness", "unused"}  # what is not shown complete needs rows
            assert "lot:P01/L1" in verdict["findings"][0]["message"]


def test_a_lot_without_its_proof_is_found(lot: Path, signer: Signer, tmp_path: Path) -> None:
    place = copied(lot, tmp_path / "b")
    (place / PROOFS).unlink()
    reseal(place, signer)
    for verdict in both(place):
        assert not verdict["ok"]


def _first(told: dict[str, Any]) -> dict[str, Any]:
    proof: dict[str, Any] = [*told["tags"], *told["absent"]][0]
    return proof


def _flip(text: str) -> str:
    return ("1" if text[0] == "0" else "0") + text[1:]


def _in_leaf(told: dict[str, Any], edit: Edit) -> None:
    proof = _first(told)
    for name in ("leaf", "before", "after"):
        if proof.get(name):
            edit(proof[name])


FORGERIES: dict[str, Edit] = {
    "another index": lambda told: told["index"].update(size=told["index"]["size"] + 1),
    "another root of the index": lambda told: told["index"].update(root="A" * 43 + "="),
    "no proof": lambda told: told.update(tags=[], absent=[]),
    "a proof twice": lambda told: told.update(tags=told["tags"] * 2, absent=told["absent"] * 2),
    "another tag": lambda told: _first(told).update(tag="lot:P01/L2"),
    "another bucket": lambda told: _first(told)["bucket"].update(root="0" * 64),
    "another size of the bucket": lambda told: _first(told)["bucket"].update(size=7),
    "a climb cut": lambda told: _first(told)["climb"].pop(),
    "a climb changed": lambda told: _first(told)["climb"].__setitem__(3, _flip(_first(told)["climb"][3])),
    "another place": lambda told: _in_leaf(told, lambda leaf: leaf.update(number=leaf["number"] + 1)),
    "a longer path": lambda told: _in_leaf(told, lambda leaf: leaf["path"].append("0" * 64)),
    "no text": lambda told: told.clear(),
}


@pytest.mark.parametrize("name", FORGERIES)
@pytest.mark.parametrize("which", ["lot", "absent"])
def test_a_forged_proof_is_found_by_both_checks(
    request: pytest.FixtureRequest, signer: Signer, tmp_path: Path, which: str, name: str
) -> None:
    place = copied(request.getfixturevalue(which), tmp_path / "b")
    told = json.loads((place / PROOFS).read_bytes())
    before = deepcopy(told)
    FORGERIES[name](told)
    if told == before:
        pytest.skip("an absent tag alone in its bucket has no neighbours to change")
    (place / PROOFS).write_text(json.dumps(told))
    reseal(place, signer)
    alone, ours = both(place)
    assert not alone["ok"]
    assert not ours["ok"]
    assert "completeness" in kinds(alone) | {"completeness" if "unreadable" in kinds(alone) else ""}
    assert {one["file"] for one in alone["findings"]} == {one["file"] for one in ours["findings"]} == {PROOFS}


def test_an_index_that_another_ledger_signed_is_found(lot: Path, tmp_path: Path) -> None:
    """A checkpoint with another index, signed by a key that is not the ledger's."""
    place = copied(lot, tmp_path / "b")
    stranger = Signer.new("medledger/0000000000000000")
    reseal(place, stranger)
    for verdict in both(place):
        assert "signature" in kinds(verdict)


def test_a_lot_said_to_be_absent_that_is_there_is_found(
    lot: Path, absent: Path, signer: Signer, tmp_path: Path
) -> None:
    """The neighbours of another tag do not show it, whatever is written beside them."""
    place = copied(absent, tmp_path / "b")
    for file in ("data/completeness.json", "data/basis.json"):
        text = (place / file).read_text("utf-8")
        (place / file).write_text(text.replace("NEVER", "L1"), "utf-8")
    reseal(place, signer)
    for verdict in both(place):
        assert kinds(verdict) == {"completeness"}
    assert Checkpoint.parse((lot / "data/checkpoint").read_text("utf-8").partition("\n\n")[0] + "\n").tags


def test_the_bundle_of_an_earlier_state_is_complete_for_that_state(house: Cli, tmp_path: Path) -> None:
    """As known earlier, the index is the one of that position; asked again later, the bytes are the same."""
    then = house.position() // 2
    pack = ("export", "lot", "P01", "L1")
    first = house.run(*pack, "--known-at", str(then), "--output", tmp_path / "a").json
    basis = tmp_path / "a" / "data" / "basis.json"
    assert (
        house.run(*pack, "--basis", basis, "--output", tmp_path / "b.zip").json["digest"] == first["digest"]
    )
    for verdict in both(tmp_path / "a"):
        assert verdict["ok"], verdict["findings"]
        assert verdict["checked"]["complete"] == 1


def test_goods_drawn_at_random_are_complete_or_absent(house: Cli, tmp_path: Path) -> None:
    draw = random.Random(7)
    known = [("lot", "P01", "L1"), ("unit", "P02", "A"), ("unit", "P02", "C"), ("lot", "P03", "LM")]
    for number in range(6):
        kind, product, code = (
            draw.choice(known) if number % 2 else ("lot", "P01", f"N{draw.randrange(10**9)}")
        )
        place = tmp_path / str(number)
        house.run("export", kind, product, code, "--output", place)
        for verdict in both(place):
            assert verdict["ok"], verdict["findings"]
            assert verdict["checked"]["complete" if number % 2 else "absent"] == 1


def _drop_first_sale(place: Path) -> int:
    """Leave out the table of sales, and the event of its first row with its proof; return its position."""
    sources = place / "data/tables/sales.rows.jsonl"
    first: dict[str, Any] = json.loads(sources.read_bytes().splitlines()[0])
    events = map(json.loads, (place / "data/events.jsonl").read_bytes().splitlines())
    sold = {one["position"] for one in events if one["type"] == "goods_sold"}
    (position,) = sold.intersection(first["events"])
    (place / "data/tables/sales.csv").unlink()
    for ending in ("xlsx", "pdf", "rows.jsonl"):
        (place / f"data/tables/sales.{ending}").unlink()
    _drop_table(place, "sales")
    for name in ("events", "proofs"):
        file = place / f"data/{name}.jsonl"
        kept = [
            line
            for line in file.read_bytes().splitlines(keepends=True)
            if json.loads(line)["position"] != position
        ]
        file.write_bytes(b"".join(kept))
    basis = json.loads((place / "data/basis.json").read_bytes())
    basis["events"] -= 1
    (place / "data/basis.json").write_text(json.dumps(basis))
    return int(position)


def _drop_table(place: Path, key: str) -> None:
    for name in ("basis", "rules"):
        file = place / f"data/{name}.json"
        told = json.loads(file.read_bytes())
        told["tables"] = [one for one in told["tables"] if one["key"] != key]
        file.write_text(json.dumps(told))
