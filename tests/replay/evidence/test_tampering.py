"""The tamper table: every kind of change to a bundle is found, and both checks call it the same."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import openpyxl
import pytest

from ledger.log import tag_index
from ledger.log.reader import LogReader
from ledger.merkle.note import Signer
from ledger.seal.key import read_key
from ledger.settings import locate
from replay import bootstrap
from replay.evidence import bag
from tests.support.altered import altering
from tests.support.budgets import budget
from tests.support.bundle_tampering import (
    Tampering,
    by_hand,
    copied,
    flipped,
    forged,
    in_sheet,
    of_workbooks,
    removed,
    reseal,
)
from tests.support.bundles import both, kinds, trading_house
from tests.support.cli import Cli

pytestmark = pytest.mark.xdist_group("evidence")
TABLE = [*by_hand(), *forged(), *of_workbooks()]
EVERY = (
    1 if budget() != "gate" else 17
)  # of every so manieth file and way; the table above has one of each kind


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Cli:
    """A ledger with half a year of trade."""
    return trading_house(tmp_path_factory.mktemp("tampering"))


@pytest.fixture(scope="module")
def signer(house: Cli) -> Signer:
    """The ledger's own key."""
    return read_key(Path(f"{house.ledger}.key"))


@pytest.fixture(scope="module")
def bundle(house: Cli, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bundle as it was made."""
    place = tmp_path_factory.mktemp("untouched") / "bundle"
    house.run("export", "table", "sales", "returns", "customers", "complaints", "voids", "--output", place)
    return place


def test_there_are_sixty_kinds_of_change() -> None:
    """Each name is a kind of its own; of sixty at least it is said beforehand what they must be called."""
    assert len({one.name for one in TABLE}) == len(TABLE) >= 80
    assert sum("*" not in one.kinds for one in TABLE) >= 60


@pytest.mark.parametrize("tampering", TABLE, ids=lambda one: one.name)
def test_a_change_is_found_and_named_by_both_checks(
    bundle: Path, signer: Signer, tmp_path: Path, tampering: Tampering
) -> None:
    """What a hand changed is found by digests; what the key's own holder forges, by what the events prove."""
    place = copied(bundle, tmp_path / "b")
    tampering.change(place)
    if tampering.seal == "signed":
        reseal(place, signer)
    alone, ours = both(place)
    assert kinds(alone) == kinds(ours) != set()
    if "*" not in tampering.kinds:
        assert kinds(alone) == tampering.kinds
    if tampering.seal == "signed":
        reseal(place, None)
        assert kinds(both(place)[0]) >= kinds(alone)


def test_manifests_written_anew_without_the_key_are_found(bundle: Path, tmp_path: Path) -> None:
    """Who changes a cell and every digest still cannot sign."""
    place = copied(bundle, tmp_path / "b")
    (place / "data/README.html").write_text("nothing to see")
    reseal(place, None)
    for verdict in both(place):
        assert kinds(verdict) == {"signature"}


def test_another_ledgers_signature_is_found(bundle: Path, tmp_path: Path) -> None:
    """A bundle signed anew by a key of one's own names another key than its checkpoint's."""
    place = copied(bundle, tmp_path / "b")
    reseal(place, Signer.new("medledger/0000000000000000"))
    for verdict in both(place):
        assert kinds(verdict) == {"signature"}


def test_an_older_checkpoint_is_found(house: Cli, bundle: Path, signer: Signer, tmp_path: Path) -> None:
    """A checkpoint that the ledger did sign, but of a smaller log, proves none of the newer events."""
    house.run("export", "table", "products", "--known-at", "12", "--output", tmp_path / "old")
    place = copied(bundle, tmp_path / "b")
    shutil.copyfile(tmp_path / "old/data/checkpoint", place / "data/checkpoint")
    reseal(place, signer)
    for verdict in both(place):
        assert kinds(verdict) == {"basis", "proof"}


def test_every_file_of_a_bundle_is_watched(lot: Path, tmp_path: Path) -> None:
    """Whichever file is flipped or taken away, both checks find it, and call it the same."""
    place, unseen = copied(lot, tmp_path / "b"), []
    names = sorted(one.relative_to(place).as_posix() for one in place.rglob("*") if one.is_file())
    assert len(names) > 30
    ways = [(name, how) for name in names for how in (flipped, removed)]
    for name, how in ways[::EVERY]:
        whole = (place / name).read_bytes()
        how(name)(place)
        alone, ours = both(place)
        if kinds(alone) != kinds(ours) or not kinds(alone):
            unseen.append((name, how.__name__, kinds(alone), kinds(ours)))
        (place / name).write_bytes(whole)
    assert unseen == []
    assert all(verdict["ok"] for verdict in both(place))


def test_a_paper_with_other_cells_is_found(house: Cli, bundle: Path, signer: Signer, tmp_path: Path) -> None:
    """A genuine PDF of another day: by its digest; where the holder of the key signs it, by nobody."""
    void = house.table("voids")[-1]["position"]
    house.run("export", "table", "sales", "--known-at", str(void - 1), "--output", tmp_path / "old")
    place, name = copied(bundle, tmp_path / "b"), "data/tables/sales.pdf"
    assert (tmp_path / "old" / name).read_bytes() != (place / name).read_bytes()
    shutil.copyfile(tmp_path / "old" / name, place / name)
    for verdict in both(place):
        assert "changed" in kinds(verdict) <= {"changed", "bag"}
    reseal(place, None)
    for verdict in both(place):
        assert kinds(verdict) == {"signature"}
    reseal(place, signer)
    for verdict in both(place):
        assert verdict["ok"]
        assert "pdf" in {one["what"] for one in verdict["not_checked"]}


def test_a_voided_row_shown_as_standing_is_found(
    house: Cli, bundle: Path, signer: Signer, tmp_path: Path
) -> None:
    """Tables as known before a void, put beside the void itself."""
    void = house.table("voids")[-1]["position"]
    house.run("export", "table", "sales", "--known-at", str(void - 1), "--output", tmp_path / "old")
    place = copied(bundle, tmp_path / "b")
    for ending in ("csv", "xlsx", "rows.jsonl"):
        name = f"data/tables/sales.{ending}"
        shutil.copyfile(tmp_path / "old" / name, place / name)
    reseal(place, signer)
    alone, ours = both(place)
    assert kinds(alone) == kinds(ours)
    assert "struck" in kinds(alone)


def test_a_changed_personal_value_is_found(house: Cli, signer: Signer, tmp_path: Path) -> None:
    """Value, salt and field are bound to the digest in the event."""
    house.run("export", "table", "customers", "--personal", "核查", "--output", tmp_path / "b")
    file = tmp_path / "b/data/personal.jsonl"
    whole = file.read_bytes()
    for old, new in ((b"0300-1", b"0300-9"), (b'"salt":"', b'"salt":"00'), (b'"phone"', b'"name"')):
        file.write_bytes(whole.replace(old, new, 1))
        reseal(tmp_path / "b", signer)
        alone, ours = both(tmp_path / "b")
        assert kinds(alone) == kinds(ours) >= {"personal"}
    file.unlink()
    reseal(tmp_path / "b", signer)
    alone, ours = both(tmp_path / "b")
    assert kinds(alone) == kinds(ours) >= {"source", "cell"}


def test_what_is_no_plain_file_is_found(bundle: Path, tmp_path: Path) -> None:
    """A link in a folder, and an entry of a ZIP that leads out of it or comes twice."""
    place = copied(bundle, tmp_path / "b")
    (place / "data/tables/link").symlink_to("/etc/passwd")
    for verdict in both(place):
        assert kinds(verdict) == {"bag"}
    for name in ("../out.txt", f"{bag.ROOT}/../../out.txt", f"{bag.ROOT}/data/basis.json", "/etc/x"):
        file = tmp_path / "b.zip"
        bag.pack(bundle, file)
        with (
            zipfile.ZipFile(file, "a") as archive,
            pytest.warns(UserWarning) if "basis" in name else _quiet(),
        ):
            archive.writestr(name, "x")
        for verdict in both(file):
            assert kinds(verdict) == {"bag"}, name


def test_a_zip_that_is_damaged_is_found(bundle: Path, tmp_path: Path) -> None:
    """Whichever byte of the ZIP is hit, neither check crashes, and they agree on the verdict."""
    file = tmp_path / "b.zip"
    bag.pack(bundle, file)
    whole = file.read_bytes()
    for part in range(1, 12):
        raw = bytearray(whole)
        raw[len(raw) * part // 12] ^= 0xFF
        file.write_bytes(raw)
        alone, ours = both(file)
        assert alone["ok"] == ours["ok"]
    for verdict in both(_file(tmp_path / "none.zip", b"")):
        assert kinds(verdict) == {"bag"}


def _file(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


class _quiet:  # noqa: N801  stands beside pytest.warns
    def __enter__(self) -> None:
        return None

    def __exit__(self, *_: object) -> None:
        return None


@pytest.fixture(scope="module")
def lot(house: Cli, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundle of a lot, which proves that nothing of the lot was left out."""
    place = tmp_path_factory.mktemp("lot") / "bundle"
    made = house.run("export", "lot", "P01", "L1", "--output", place).json
    assert "completeness" not in {one["kind"] for one in made["left_out"]}
    return place


def test_a_row_left_out_with_its_event_is_found(lot: Path, signer: Signer, tmp_path: Path) -> None:
    """The holder of the key drops a sale from every file with its numbers: the index still has it."""
    place = copied(lot, tmp_path / "b")
    gone = _without_last_sale(place)
    reseal(place, signer)
    alone, ours = both(place)
    assert kinds(alone) == kinds(ours) == {"completeness"}
    told = json.loads((place / "data/completeness.json").read_bytes())
    told["tags"][0]["positions"].remove(gone)
    (place / "data/completeness.json").write_text(json.dumps(told))
    reseal(place, signer)
    alone, ours = both(place)
    assert kinds(alone) == kinds(ours) == {"completeness"}


def _without_last_sale(place: Path) -> int:
    """Drop the last sale with its event, its proof and its row in every form; return its position."""
    tables = place / "data/tables"
    rows = (tables / "sales.rows.jsonl").read_bytes().splitlines(keepends=True)
    gone = max(json.loads(rows[-1])["events"])
    (tables / "sales.rows.jsonl").write_bytes(b"".join(rows[:-1]))
    lines = (tables / "sales.csv").read_bytes().splitlines(keepends=True)
    (tables / "sales.csv").write_bytes(b"".join(lines[:-1]))
    book = openpyxl.load_workbook(tables / "sales.xlsx")
    last = book.active.max_row
    in_sheet(rf'<row r="{last}".*?</row>', "")(place)
    for name in ("events.jsonl", "proofs.jsonl"):
        file = place / "data" / name
        kept = [one for one in file.read_bytes().splitlines(True) if json.loads(one)["position"] != gone]
        file.write_bytes(b"".join(kept))
    basis = json.loads((place / "data/basis.json").read_bytes())
    basis["events"] -= 1
    next(one for one in basis["tables"] if one["key"] == "sales")["rows"] -= 1
    (place / "data/basis.json").write_text(json.dumps(basis, ensure_ascii=False), "utf-8")
    return gone


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("positions", []),
        ("size", 1 << 20),
        ("bucket_root", "00" * 32),
        ("climb", []),
        ("leaf", None),
        ("tag", "lot:P01/L2"),
    ],
    ids=str,
)
def test_a_forged_leaf_of_the_index_is_found(
    lot: Path, signer: Signer, tmp_path: Path, member: str, value: object
) -> None:
    """Whatever is changed in the proof, it does not lead to the signed root any more."""
    place = copied(lot, tmp_path / "b")
    told = json.loads((place / "data/completeness.json").read_bytes())
    told["tags"][0][member] = value
    (place / "data/completeness.json").write_text(json.dumps(told))
    reseal(place, signer)
    alone, ours = both(place)
    assert kinds(alone) == kinds(ours) == {"completeness"}


def test_a_lot_said_to_be_absent_is_found(house: Cli, lot: Path, signer: Signer, tmp_path: Path) -> None:
    """The proof of absence of one lot proves nothing of another; without a proof nothing is proved."""
    house.run("export", "lot", "P01", "NEVER", "--output", tmp_path / "never")
    for verdict in both(tmp_path / "never"):
        assert verdict["ok"]
        assert verdict["checked"]["tags"] == 1
    place = copied(lot, tmp_path / "b")
    shutil.copyfile(tmp_path / "never/data/completeness.json", place / "data/completeness.json")
    reseal(place, signer)
    for verdict in both(place):
        assert "completeness" in kinds(verdict)
    (place / "data/completeness.json").unlink()
    reseal(place, signer)
    for verdict in both(place):
        assert "missing" in kinds(verdict)


def test_an_event_of_the_lot_without_a_row_is_found(lot: Path, signer: Signer, tmp_path: Path) -> None:
    """An event that is there but hidden from the tables has no row, and no reason to have none."""
    place = copied(lot, tmp_path / "b")
    whole = {name: (place / "data" / name).read_bytes() for name in ("events.jsonl", "proofs.jsonl")}
    _without_last_sale(place)
    for name, content in whole.items():
        (place / "data" / name).write_bytes(content)
    basis = json.loads((place / "data/basis.json").read_bytes())
    basis["events"] += 1
    (place / "data/basis.json").write_text(json.dumps(basis, ensure_ascii=False), "utf-8")
    reseal(place, signer)
    for verdict in both(place):
        assert kinds(verdict) == {"unused"}


def test_an_index_that_lies_is_found_by_making_it_anew_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The ledger's own holder indexes and signs a lot without one of its sales: no bundle can show it."""
    (tmp_path / "house").mkdir()
    house = trading_house(tmp_path / "house")
    hidden = max(one["position"] for one in house.table("sales") if one["lot"] == "L1")
    true = tag_index._tags_of

    def lying(log: LogReader, after: int, until: int) -> dict[str, list[int]]:
        told = {tag: [one for one in all_ if one != hidden] for tag, all_ in true(log, after, until).items()}
        return {tag: positions for tag, positions in told.items() if positions}

    with monkeypatch.context() as patched, _without_tags(house, hidden):
        patched.setattr(tag_index, "_tags_of", lying)
        with bootstrap.opened(locate(house.ledger)) as program:
            tag_index.TagIndex(program.log).rebuild()
        house.run("export", "lot", "P01", "L1", "--output", tmp_path / "b")
        house.run("checkpoint")
    stored = (tmp_path / "b/data/events.jsonl").read_bytes().splitlines()
    assert hidden not in {json.loads(one)["position"] for one in stored}
    for verdict in both(tmp_path / "b"):
        assert verdict["findings"] == []
        assert verdict["checked"]["tags"] == 1
    assert house.run("verify").json["findings"] == []
    found = house.run("verify", "--deep", expect=None).json["findings"]
    assert {one["kind"] for one in found} == {"changed"}
    assert any("tag index" in one["message"] for one in found)


@contextmanager
def _without_tags(house: Cli, position: int) -> Iterator[None]:
    """Hide an event from every question by tags; put its tags back at last."""
    with altering(locate(house.ledger)) as database:
        name = "events_tags_refuses_DELETE"
        [(guard,)] = database.rows(f"SELECT sql FROM sqlite_master WHERE name = '{name}'")
        rows = database.rows(f"SELECT * FROM events_tags WHERE position = {position}")
        database.run(f"DROP TRIGGER {name}")
        database.run("DELETE FROM events_tags WHERE position = ?", position)
        database.run(guard)
    yield
    with altering(locate(house.ledger)) as database:
        for row in rows:
            database.run(f"INSERT INTO events_tags VALUES ({', '.join('?' * len(row))})", *row)
