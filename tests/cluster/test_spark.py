"""Spark over segments finds what the program itself finds, and its documents give the same answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from ledger.errors import CommandError
from ledger.settings import Location
from projections.reading.cutoff import CutOff
from replay.bootstrap import Program, opened
from replay.cluster.goods import log_by_spark
from replay.cluster.verifying import spread_over
from replay.recall import EVERYTHING, proving_road, scope_of
from replay.segmenting import Segmenting, verified_alone
from tests.support.ready_ledgers import ReadyLedgers
from tests.support.segmented import WIDTH, make_segmented

SCOPES = (
    {"product": ["P1"], "lot": ["L1"]},
    {"lot": ["L3"]},
    {"product": ["P/2"], "serial": ["S7"]},
    {"customer": ["C1"], "product": ["P/2"]},
)


@pytest.fixture
def program(sqlite_location: Location, ready_ledgers: ReadyLedgers) -> Iterator[Program]:
    ready_ledgers.put(sqlite_location, "a segmented ledger", make_segmented)
    with opened(sqlite_location) as program:
        yield program


@pytest.fixture
def store(program: Program, tmp_path: Path) -> Path:
    Segmenting(program, str(tmp_path / "store")).write(width=WIDTH)
    return tmp_path / "store"


def _file(store: Path, kind: str, at: int) -> Path:
    return sorted((store / kind).iterdir())[at]


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-9])


def _swap(path: Path) -> None:
    other = next(one for one in path.parent.iterdir() if one != path)
    path.write_bytes(other.read_bytes())


def _both(program: Program, store: Path, spark: Any, *, quick: bool = False) -> tuple[Any, Any]:
    """Return what the program and what Spark found, as they are told."""
    told = []
    for spread in (None, spread_over(spark)):
        found = Segmenting(program, str(store)).verify(quick=quick, spread=spread)
        told.append(([one.as_json() for one in found.findings], found.checked, found.twins, found.ledger))
    return told[0], told[1]


@pytest.mark.parametrize("quick", [False, True])
def test_a_sound_store_is_sound_to_spark(program: Program, store: Path, spark: Any, quick: bool):
    own, by_spark = _both(program, store, spark, quick=quick)
    assert own == by_spark == ([], 2 * WIDTH, [] if quick else ["goods"], True)
    assert verified_alone(str(store), None, quick=quick, spread=spread_over(spark)).ok


@pytest.mark.parametrize("damage", [_flip, _cut, _swap, Path.unlink])
@pytest.mark.parametrize("kind", ["events", "goods", "lines"])
def test_damage_is_told_in_the_same_words(
    program: Program, store: Path, spark: Any, kind: str, damage: Callable[[Path], None]
):
    damage(_file(store, kind, 1))
    for quick in (False, True):
        own, by_spark = _both(program, store, spark, quick=quick)
        assert own[0]
        assert own == by_spark


def test_damage_of_several_files_is_told_in_the_same_order(program: Program, store: Path, spark: Any):
    _flip(_file(store, "lines", 0))
    _cut(_file(store, "goods", 1))
    _flip(_file(store, "events", 0))
    _file(store, "events", 1).unlink()
    own, by_spark = _both(program, store, spark)
    assert len(own[0]) == 4
    assert own == by_spark


def test_goods_are_found_by_spark_and_answered_by_the_ledger(program: Program, store: Path, spark: Any):
    with pytest.raises(CommandError, match="compared with the events"):
        log_by_spark(program, str(store), spark)
    assert Segmenting(program, str(store)).verify(spread=spread_over(spark)).ok
    log = log_by_spark(program, str(store), spark)
    for options in SCOPES:
        scope = scope_of(**options)
        for known in (400, EVERYTHING):
            cutoff = CutOff(None, known)
            expected = proving_road(program.log, scope, cutoff)
            assert expected["consignees"]
            assert orjson.dumps(proving_road(log, scope, cutoff)) == orjson.dumps(expected)
