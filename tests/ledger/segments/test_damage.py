"""Each kind of damage of a store is named in one sentence, and of a store that is sound nothing is said."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ledger.merkle.note import Signer
from ledger.seal.key import signer_at
from ledger.seal.keyring import read_keyring
from ledger.segments.columns import parquet_bytes
from ledger.segments.manifest import SegmentManifest, manifest_name
from ledger.segments.manifests import read_manifest
from ledger.segments.remembered import place_of
from ledger.segments.verifying import SegmentsVerified
from ledger.settings import Location, locate
from replay import bootstrap
from replay.bootstrap import Program, opened
from replay.segmenting import Segmenting, verified_alone
from tests.support.events import sold
from tests.support.ready_ledgers import ReadyLedgers
from tests.support.segmented import WIDTH, history, make_segmented, stored


class Damaged:
    """A ledger with a store of two segments, to be damaged.

    Attributes:
        program: The ledger.
        store: The folder.
    """

    def __init__(self, program: Program, store: Path) -> None:
        self.program, self.store = program, store

    @property
    def signer(self) -> Signer:
        """The key of the ledger."""
        return signer_at(self.program.location, read_keyring(self.program.log).current)

    @property
    def manifest(self) -> SegmentManifest:
        """The newest manifest."""
        number = len(list((self.store / "manifests").iterdir()))
        return read_manifest(Segmenting(self.program, str(self.store)).store, number).manifest

    def path(self, kind: str, at: int = 0) -> Path:
        """Return a file of a kind, in the order of positions."""
        return sorted((self.store / kind).iterdir())[at]

    def verified(self, **options: Any) -> SegmentsVerified:
        """Verify it, beside the ledger."""
        return Segmenting(self.program, str(self.store)).verify(**options)

    def sentence(self, **options: Any) -> str:
        """Return the one thing that is wrong."""
        findings = self.verified(**options).findings
        assert len(findings) == 1, [one.reason.message("en") for one in findings]
        assert findings[0].reason.message("zh") != findings[0].reason.message("en")
        return findings[0].reason.message("en")

    def resign(self, change: Callable[[SegmentManifest], SegmentManifest]) -> None:
        """Sign another manifest in the place of the newest, as only the ledger's key could."""
        manifest = change(self.manifest)
        path = self.store / manifest_name(manifest.number)
        path.write_text(self.signer.sign(manifest.text()), "utf-8")
        place_of(self.program.location).unlink(missing_ok=True)

    def put_instead(self, kind: str, table: pa.Table, at: int = 0) -> None:
        """Put other rows in the place of a file, and sign a manifest that lists them."""
        path, data = self.path(kind, at), parquet_bytes(table)
        name = str(path.relative_to(self.store))
        path.write_bytes(data)

        def of_other_bytes(one: Any) -> Any:
            return (
                replace(one, sha256=hashlib.sha256(data).hexdigest(), size=len(data))
                if one.name == name
                else one
            )

        self.resign(
            lambda told: replace(
                told,
                segments=tuple(map(of_other_bytes, told.segments)),
                twins=tuple(map(of_other_bytes, told.twins)),
            )
        )

    def rows(self, kind: str, at: int = 0) -> pa.Table:
        """Return the rows of a file."""
        return pq.read_table(self.path(kind, at)).combine_chunks()


@pytest.fixture
def damaged(sqlite_location: Location, ready_ledgers: ReadyLedgers, tmp_path: Path) -> Iterator[Damaged]:
    ready_ledgers.put(sqlite_location, "a segmented ledger", make_segmented)
    with opened(sqlite_location) as program:
        stored(program, ready_ledgers, tmp_path / "store")
        yield Damaged(program, tmp_path / "store")


def changed(table: pa.Table, column: str, row: int, value: Any) -> pa.Table:
    """Return rows with one value changed."""
    values = table.column(column).to_pylist()
    values[row] = value
    at = table.column_names.index(column)
    field = table.schema.field(at)
    return table.set_column(at, field, pa.array(values, type=field.type))


def test_of_a_sound_store_nothing_is_said(damaged: Damaged):
    verified = damaged.verified()
    assert (verified.ok, verified.checked, verified.twins, verified.ledger) == (True, 512, ["goods"], True)
    assert damaged.verified(quick=True).ok
    alone = verified_alone(str(damaged.store), str(damaged.signer.verifier))
    assert (alone.ok, alone.ledger) == (True, False)


@pytest.mark.parametrize("kind", ["events", "goods", "lines"])
def test_a_cut_file(damaged: Damaged, kind: str):
    path = damaged.path(kind)
    size = path.stat().st_size
    path.write_bytes(path.read_bytes()[:-7])
    assert damaged.sentence() == (
        f"Reading {path.relative_to(damaged.store)}: expected {size} bytes, got {size - 7}."
    )


@pytest.mark.parametrize("kind", ["events", "goods", "lines"])
def test_a_flipped_byte(damaged: Damaged, kind: str):
    path = damaged.path(kind, 1)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    assert damaged.sentence(quick=True).startswith(
        f"Reading {path.relative_to(damaged.store)}: expected content with SHA-256 "
    )


def test_a_missing_file(damaged: Damaged):
    path = damaged.path("events", 1)
    path.unlink()
    name = path.relative_to(damaged.store)
    assert damaged.sentence() == f"Reading segments: the manifest lists {name}, but it is missing."


def test_swapped_files(damaged: Damaged):
    one, other = damaged.path("events", 0), damaged.path("events", 1)
    data = one.read_bytes(), other.read_bytes()
    one.write_bytes(data[1])
    other.write_bytes(data[0])
    told = [finding.reason.message("en") for finding in damaged.verified().findings]
    names = [str(path.relative_to(damaged.store)) for path in (one, other)]
    assert told == [
        f"Reading {names[0]}: its content is that of {names[1]}; the files were swapped.",
        f"Reading {names[1]}: its content is that of {names[0]}; the files were swapped.",
    ]


def test_a_segment_of_another_ledger(damaged: Damaged, tmp_path: Path):
    location = locate(str(tmp_path / "other.db"))
    bootstrap.make(location)
    with opened(location) as other:
        other.log.append_prepared(history(300))
        other.checkpoint()
        Segmenting(other, str(tmp_path / "theirs")).write(width=WIDTH)
    theirs = min((tmp_path / "theirs" / "events").iterdir())
    shutil.copy(theirs, damaged.path("events"))
    assert "expected" in damaged.sentence()
    damaged.put_instead("events", pq.read_table(theirs))
    assert "expected subtree root" in damaged.sentence()


def test_a_store_of_another_ledger(damaged: Damaged, tmp_path: Path):
    location = locate(str(tmp_path / "other.db"))
    bootstrap.make(location)
    with opened(location) as other:
        told = Segmenting(other, str(damaged.store)).verify()
    (one,) = told.findings
    assert one.reason.message("en").startswith(
        "Reading manifest manifests/00000001.txt: expected a manifest signed by the key of the ledger"
    )


def test_an_older_manifest_put_back(damaged: Damaged):
    Segmenting(damaged.program, str(damaged.store))
    damaged.program.log.append_prepared([sold(f"XT{number}") for number in range(300)])
    damaged.program.checkpoint()
    Segmenting(damaged.program, str(damaged.store)).write()
    assert damaged.verified().ok
    (damaged.store / manifest_name(2)).unlink()
    assert damaged.sentence() == (
        "Checking segments: expected manifest 2 or later, got 1: an older one was put back."
    )


def test_a_manifest_between_that_is_gone_or_replaced(damaged: Damaged):
    damaged.program.log.append_prepared([sold(f"XT{number}") for number in range(300)])
    damaged.program.checkpoint()
    Segmenting(damaged.program, str(damaged.store)).write()
    first = damaged.store / manifest_name(1)
    kept = first.read_text("utf-8")
    first.unlink()
    assert damaged.sentence() == "Reading the manifests: expected manifests/00000001.txt, but it is missing."
    manifest = read_manifest(Segmenting(damaged.program, str(damaged.store)).store, 2).manifest
    other = replace(manifest, number=1, previous="-", twins=())
    first.write_text(damaged.signer.sign(other.text()), "utf-8")
    assert damaged.sentence() == (
        "Reading manifest manifests/00000002.txt: "
        "expected it to go on from the one in front, but it does not."
    )
    first.write_text(kept.replace("width 256", "width 512"), "utf-8")
    assert damaged.sentence().startswith(
        "Reading manifest manifests/00000001.txt: expected a manifest signed"
    )


def test_a_manifest_that_folds_to_another_root(damaged: Damaged):
    damaged.resign(lambda told: replace(told, rest=bytes(32)))
    assert "the segments fold to" in damaged.sentence()


def test_a_ledger_with_another_history(damaged: Damaged):
    def of_other_root(told: SegmentManifest) -> SegmentManifest:
        other = replace(told, rest=bytes(32))
        return replace(other, checkpoint=(told.checkpoint[0], other.folded()))

    damaged.resign(of_other_root)
    head = damaged.program.log.head()
    said = f"Checking segments: expected root {_root(damaged)} of the ledger at size {head}, got "
    assert damaged.sentence().startswith(said)


def _root(damaged: Damaged) -> str:
    from ledger.seal.checkpoint import root_at
    from ledger.segments.manifest import shown_root

    return shown_root(root_at(damaged.program.log)[1])


def test_a_ledger_that_was_put_back(damaged: Damaged):
    head = damaged.program.log.head()
    damaged.resign(lambda it: replace(it, checkpoint=(head + 3, it.checkpoint[1])))
    assert damaged.sentence() == (
        f"Checking segments: expected at least {head + 3} events in the ledger, got {head}."
    )


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("document", b'{"position":8}', "the document at position 8 does not give the leaf hash beside it"),
        ("leaf", bytes(32), "the document at position 8 does not give the leaf hash beside it"),
        ("tags", ["lot:P1/other"], "at position 8 the column tags is not what the document says"),
        ("lot", ["other"], "at position 8 the column lot is not what the document says"),
        ("type", "goods_lost", "at position 8 the column type is not what the document says"),
        ("event_id", "ab" * 16, "at position 8 the column event_id is not what the document says"),
        ("position", 9, "expected every position from 1 to 256 once and in order, got others"),
    ],
)
def test_a_changed_column_even_if_signed(damaged: Damaged, column: str, value: Any, said: str):
    damaged.put_instead("events", changed(damaged.rows("events"), column, 7, value))
    name = damaged.path("events").relative_to(damaged.store)
    assert damaged.sentence() == f"Checking {name}: {said}."


def test_a_file_that_is_no_parquet_even_if_signed(damaged: Damaged):
    table = damaged.rows("goods").drop_columns(["leaf"])
    damaged.put_instead("goods", table)
    assert "expected a Parquet file with the columns of its kind" in damaged.sentence()


def test_a_twin_that_leaves_out_a_row(damaged: Damaged):
    rows = damaged.rows("goods")
    gone = rows.slice(20, 1).to_pylist()[0]
    damaged.put_instead("goods", pa.concat_tables([rows.slice(0, 20), rows.slice(21)]))
    goods = "/".join(gone[key] for key in ("product", "lot", "serial") if gone[key])
    name = damaged.path("goods").relative_to(damaged.store)
    assert damaged.sentence() == (
        f"Checking {name}: expected a row of position {gone['position']} for {goods}, but it is missing."
    )


@pytest.mark.parametrize("twice", [False, True])
def test_a_twin_that_adds_a_row(damaged: Damaged, twice: bool):
    rows = damaged.rows("goods")
    more = rows.slice(20, 1)
    if not twice:
        more = changed(more, "position", 0, 1)
    damaged.put_instead("goods", pa.concat_tables([rows.slice(0, 21), more, rows.slice(21)]))
    told = more.to_pylist()[0]
    goods = "/".join(told[key] for key in ("product", "lot", "serial") if told[key])
    name = damaged.path("goods").relative_to(damaged.store)
    assert damaged.sentence() == (
        f"Checking {name}: the row of position {told['position']} for {goods} is in no event."
    )


def test_a_twin_with_another_document(damaged: Damaged):
    damaged.put_instead("goods", changed(damaged.rows("goods"), "document", 3, b"{}"))
    assert "is in no event" in damaged.sentence()


def test_a_twin_that_covers_less(damaged: Damaged):
    damaged.resign(lambda told: told.with_twins(one for one in told.twins if one.first == 1))
    assert damaged.sentence() == (
        "Checking the twin by goods: expected positions 1 to 512 covered once each, that ends at 256."
    )


def test_of_every_file_any_byte_counts(damaged: Damaged):
    """Whatever byte of whatever file is flipped, something is said."""
    for path in sorted(damaged.store.rglob("*")):
        if not path.is_file():
            continue
        kept = path.read_bytes()
        for at in range(0, len(kept), 1 + len(kept) // 3):
            data = bytearray(kept)
            data[at] ^= 0x20
            path.write_bytes(data)
            assert not damaged.verified(quick=True).ok, (path, at)
        path.write_bytes(kept)
    assert damaged.verified().ok
