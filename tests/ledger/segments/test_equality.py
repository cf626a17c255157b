"""What is read from segments is what the log gives: record tables, selections, the answer of a recall."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from pathlib import Path

import orjson
import pytest

from ledger.log.query import Branch, Selection
from ledger.log.reader import LogReader
from ledger.segments.reader import SegmentLog, open_segment_log
from ledger.segments.store import SegmentStore
from ledger.settings import Location
from projections.answers.goods.recall_scope import Scope
from projections.engine.digest import digests
from projections.engine.read_model import open_readmodel
from projections.reading.cutoff import CutOff
from replay.bootstrap import Program, opened
from replay.recall import proving_road
from replay.scratch import scratch
from replay.segmenting import Segmenting
from tests.support.events import sold
from tests.support.ready_ledgers import ReadyLedgers
from tests.support.segmented import WIDTH, make_segmented, stored


@pytest.fixture
def program(location: Location, ready_ledgers: ReadyLedgers) -> Iterator[Program]:
    ready_ledgers.put(location, "a segmented ledger", make_segmented)
    with opened(location) as program:
        yield program


@pytest.fixture
def segments(program: Program, ready_ledgers: ReadyLedgers, tmp_path: Path) -> SegmentLog:
    return stored(program, ready_ledgers, tmp_path / "store", personal=True).reading()


def flat(batches) -> list[tuple[int, bytes]]:
    return [row for batch in batches for row in batch]


def test_every_question_of_a_log_has_the_same_answer(program: Program, segments: SegmentLog):
    log: LogReader = program.log
    assert segments.covered < log.head() == segments.head()
    assert flat(segments.scan()) == flat(log.scan())
    assert flat(segments.scan(100, 600, batch=7)) == flat(log.scan(100, 600))
    for types in (("goods_sold",), ("goods_returned", "record_voided")):
        assert flat(segments.scan(types=types)) == flat(log.scan(types=types)) != []
    for tags in (["lot:P1/L3"], ["serial:P/2/S4", "customer:C1"], ["lot:P1/none"], []):
        assert flat(segments.scan_tags(tags)) == flat(log.scan_tags(tags))
    both = Selection((Branch(all_tags=("product:P1", "lot:P1/L1"), types=("goods_sold",)),))
    assert flat(segments.select(both, 0, 700)) == flat(log.select(both, 0, 700)) != []
    some = [1, 2, 256, 257, 512, 513, log.head(), log.head() + 1]
    assert segments.documents(some) == log.documents(some)
    assert segments.leaf_hashes(some) == log.leaf_hashes(some)
    assert segments.leaf_tiles(range(5)) == log.leaf_tiles(range(5)) != {}
    assert sorted(segments.tags_beginning("lot:")) == sorted(log.tags_beginning("lot:")) != []
    times = [log.record_time_at(position) for position in some]
    assert [segments.record_time_at(position) for position in some] == times
    assert segments.position_at(times[3]) == log.position_at(times[3])
    ids = [orjson.loads(raw)["event_id"] for raw in log.documents([3, 300, 600]).values()]
    assert segments.receipts([*ids, "nobody"]) == log.receipts(ids)
    personal = [(position, "phone") for position in range(1, 20)]
    assert segments.personal(personal) == log.personal(personal) != {}


def test_goods_are_found_by_the_twin_once_it_was_compared(program: Program, tmp_path: Path):
    segmenting = Segmenting(program, str(tmp_path / "store"))
    segmenting.write(width=WIDTH)
    assert not segmenting.reading().basis()["twin"], "nobody has compared it yet"
    assert segmenting.verify(quick=True).ok
    assert not segmenting.reading().basis()["twin"]
    assert segmenting.verify().twins == ["goods"]
    read, log = segmenting.reading(), program.log
    assert read.basis()["twin"]
    for tags in (["lot:P1/L3"], ["serial:P/2/S4", "lot:P/2/LU"], ["lot:P1/L3", "customer:C1"], ["lot:P/no"]):
        for types in ((), ("goods_sold",)):
            assert flat(read.scan_tags(tags, types=types)) == flat(log.scan_tags(tags, types=types))
            part = flat(read.scan_tags(tags, types=types, after=100, until=530, batch=7))
            assert part == flat(log.scan_tags(tags, types=types, after=100, until=530))
    scope, cutoff = Scope(lots=("L1",)), CutOff(None, 2**62)
    assert orjson.dumps(proving_road(read, scope, cutoff)) == orjson.dumps(proving_road(log, scope, cutoff))
    log.append_prepared([sold(f"XT{number}", lot="L3") for number in range(300)])
    program.checkpoint()
    segmenting.write()
    assert not segmenting.reading().basis()["twin"], "a new manifest lists what was not compared"


def test_segments_alone_are_the_log_as_far_as_they_go(program: Program, segments: SegmentLog, tmp_path: Path):
    alone = open_segment_log(SegmentStore(str(tmp_path / "store")))
    assert alone.head() == 512
    assert flat(alone.scan()) == flat(program.log.scan(until=512))
    personal = [(position, "phone") for position in range(1, 20)]
    assert alone.personal(personal) == alone.personal_checked(personal) == program.log.personal(personal)
    names = ("ledger_id", "origin", "verifier_key", "time_zone")
    assert {name: alone.get_setting(name) for name in names} == {
        name: program.log.get_setting(name) for name in names
    }


def test_tables_made_from_segments_have_the_digests_of_those_made_from_the_log(
    program: Program, segments: SegmentLog
):
    found = []
    for log in (program.log, segments):
        with scratch(log.scan(), beside=log) as connection:
            from projections.tables.catalogue import PROJECTIONS

            found.append(digests(connection, PROJECTIONS))
    assert found[0] == found[1]
    assert sum(one.rows for one in found[0]) > 600


def test_a_rebuild_from_segments_serves_and_agrees(program: Program, segments: SegmentLog):
    with program.readmodel.reading() as connection:
        before = digests(connection, program.readmodel.projections)
    done = program.rebuild(source=segments)
    assert all(one.equal for one in done.compared)
    model = open_readmodel(program.log, program.location)
    try:
        with model.reading() as connection:
            assert digests(connection, model.projections) == before
    finally:
        model.close()


def test_a_recall_proved_by_segments_has_the_bytes_of_one_proved_by_the_log(
    program: Program, segments: SegmentLog
):
    scopes = [Scope(lots=("L1",)), Scope(serials=("S3",)), Scope(products=("P/2",)), Scope(customers=("C1",))]
    for scope, known in product(scopes, (300, 2**62)):
        cutoff = CutOff(None, known)
        answers = [orjson.dumps(proving_road(log, scope, cutoff)) for log in (program.log, segments)]
        assert answers[0] == answers[1], (scope, known)
        assert orjson.loads(answers[0])["consignees"], (scope, known)
