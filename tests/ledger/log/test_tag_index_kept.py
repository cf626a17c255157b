"""The tag index in the database: grown in any portions it is the one that is made anew, on both databases."""

from __future__ import annotations

import random
import threading

import pytest

from ledger.log import tag_index
from ledger.log.opening import open_log
from ledger.log.prepared import Prepared
from ledger.log.recorder import LogRecorder
from ledger.log.tag_index import TagIndex, index_at
from ledger.merkle.tag_index import verify_index_proof
from ledger.settings import Location
from tests.support.prepared_events import sold

_WORDS = ("lot:P/A", "lot:P/]", 'lot:P/"],"type":"', "product:P", "customer:C1", "staff:E01", "serial:P/甲")


def _events(count: int, seed: int) -> list[Prepared]:
    draw = random.Random(seed)
    return [
        sold(
            f"{seed}-{number}",
            tags=[*draw.sample(_WORDS, draw.randint(0, 4)), f"serial:P/{seed}/{number // 2}"],
        )
        for number in range(count)
    ]


def _expected(log: LogRecorder) -> dict[str, list[int]]:
    """The positions of each tracing tag, by the table of tags."""
    found: dict[str, list[int]] = {}
    for tag, position in log.fetch("SELECT tag, position FROM events_tags ORDER BY tag, position", ()):
        if not tag.startswith("staff:"):
            found.setdefault(tag, []).append(position)
    return found


@pytest.mark.parametrize("portion", [1, 7, 25_000])
def test_every_tag_is_proved_whole_and_grown_is_the_same_as_made_anew(
    log: LogRecorder, monkeypatch: pytest.MonkeyPatch, portion: int
) -> None:
    monkeypatch.setattr(tag_index, "PORTION", portion)
    index = TagIndex(log)
    empty = index.head()
    assert index.catch_up() == empty  # nothing is signed of an empty log but that there is nothing
    for seed, count in enumerate((1, 30, 12)):
        log.append_prepared(_events(count, seed))
        head = index.catch_up()
        expected = _expected(log)
        assert (head.covered, head.size) == (log.head(), len(expected))
        for tag in [*expected, "lot:P/none", "serial:P", "customer:C2"]:
            proof, positions = index.prove(tag)
            assert positions == expected.get(tag, [])
            verify_index_proof(proof, positions, head.root)
    assert index.rebuild() == head


def test_a_tag_with_many_positions_goes_on_from_its_edge(log: LogRecorder) -> None:
    """Blocks of 256 positions, through one, two and three of them."""
    index = TagIndex(log)
    made = 0
    for count in (255, 1, 1, 255, 300, 3):
        log.append_prepared([sold(f"XS{made + number}") for number in range(count)])
        made += count
        head = index.catch_up()
        proof, positions = index.prove("lot:P01/L24")
        assert positions == list(range(1, made + 1))
        verify_index_proof(proof, positions, head.root)
    assert index.rebuild() == head


def test_an_index_that_was_interrupted_goes_on(log: LogRecorder, monkeypatch: pytest.MonkeyPatch) -> None:
    log.append_prepared(_events(40, 1))
    index = TagIndex(log)
    whole = index.catch_up()
    index.catch_up(0)
    with log.writing() as connection:
        connection.exec_driver_sql("DELETE FROM tag_index")
    monkeypatch.setattr(tag_index, "PORTION", 10)
    index._advance(0, 10, last=False)
    assert not index.head().root  # not to be signed
    assert index.catch_up(10).root
    assert index.catch_up() == whole


def test_several_that_bring_it_on_at_once_count_nothing_twice(location: Location, log: LogRecorder) -> None:
    log.append_prepared(_events(400, 1))
    others = [open_log(location) for _ in range(4)]
    heads = []

    def bring_on(other: LogRecorder) -> None:
        heads.append(TagIndex(other).catch_up())

    threads = [threading.Thread(target=bring_on, args=(other,)) for other in others]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for other in others:
        other.close()
    assert set(heads) == {TagIndex(log).rebuild()}
    assert len(heads) == len(others)


def test_the_index_of_an_earlier_position_is_the_one_that_stood_there(log: LogRecorder) -> None:
    log.append_prepared(_events(20, 1))
    then = TagIndex(log).catch_up()
    proofs = {tag: TagIndex(log).prove(tag) for tag in ("lot:P/A", "lot:P/none")}
    log.append_prepared(_events(20, 2))
    TagIndex(log).catch_up()
    with index_at(log, 20) as index:
        assert index.head() == then
        assert {tag: index.prove(tag) for tag in proofs} == proofs
    with index_at(log, 40) as index:
        assert index.head() == TagIndex(log).head() != then
