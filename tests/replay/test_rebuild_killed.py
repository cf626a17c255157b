"""A rebuild that is killed: nothing is lost, the next one goes on where it was, and the answers are equal."""

from collections.abc import Iterator

import pytest

from ledger.log.recorder import LogRecorder
from ledger.settings import Location
from projections.engine.catch_up import catch_up
from projections.engine.digest import TableDigest, digests
from projections.engine.generations import Generations
from projections.engine.places import places
from projections.engine.read_model import ReadModel, open_readmodel
from replay.rebuild import drift, rebuild
from tests.support.events import customer, received, sold, voided
from tests.support.killed_rebuilds import killed_rebuild

_SALES = 7000  # more than one transaction of a build


@pytest.fixture
def readmodel(log: LogRecorder, location: Location) -> Iterator[ReadModel]:
    log.append_prepared([customer("C1"), received("YS1", lot="L1")])
    log.append_prepared([sold(f"XS{number}", lot="L1") for number in range(_SALES)])
    log.append_prepared([voided("sales", "XS1", [4])])
    model = open_readmodel(log, location)
    catch_up(model, log)
    yield model
    model.close()


def answers(model: ReadModel) -> list[TableDigest]:
    with model.reading() as connection:
        return digests(connection, model.projections)


def last(log: LogRecorder) -> dict[str, object]:
    said: dict[str, object] = Generations(log).told("build")[-1].said
    return said


def test_one_killed_in_the_middle_is_gone_on_with(log: LogRecorder, readmodel: ReadModel, location: Location):
    before = answers(readmodel)
    killed_rebuild(location.url, "in the middle", 6000)
    assert Generations(log).serving() == 1
    assert (last(log)["state"], last(log)["left"]) == ("building", _SALES + 3)
    log.append_prepared([sold("XS7001")])
    assert catch_up(readmodel, log) == log.head(), "who works on does not notice"
    seen: list[int] = []
    rebuilt = rebuild(readmodel, log, progress=lambda position, _until: seen.append(position))
    assert (rebuilt.generation, seen[0]) == (2, 6000)
    assert all(table.equal for table in rebuilt.compared)
    assert (last(log)["state"], last(log)["runs"], last(log)["different"]) == ("switched", 2, [])
    assert last(log)["digest"] == last(log)["served_digest"]
    assert drift(readmodel, log) == []
    untouched = {one.table: one for one in before}
    changed = {one.table for one in answers(readmodel) if one != untouched[one.table]}
    assert changed == {"sales", "movements"}


def test_one_killed_in_the_switch_has_not_switched(
    log: LogRecorder, readmodel: ReadModel, location: Location
):
    before = answers(readmodel)
    killed_rebuild(location.url, "in the switch")
    assert (Generations(log).serving(), last(log)["state"]) == (1, "building")
    assert answers(readmodel) == before
    rebuilt = rebuild(readmodel, log)
    assert (rebuilt.generation, last(log)["runs"]) == (2, 2)
    assert answers(readmodel) == before
    assert drift(readmodel, log) == []


def test_one_killed_after_the_switch_has_switched(log: LogRecorder, readmodel: ReadModel, location: Location):
    before = answers(readmodel)
    killed_rebuild(location.url, "after the switch")
    assert (Generations(log).serving(), last(log)["state"]) == (2, "switched")
    assert catch_up(readmodel, log) == log.head()
    assert readmodel.generation == 2
    assert answers(readmodel) == before
    assert places(location, ()).generations() == [1, 2]


def test_what_another_program_still_builds_is_not_gone_on_with(
    log: LogRecorder, readmodel: ReadModel, location: Location
):
    other = open_readmodel(log, location)
    numbers: list[int] = []

    def at_first(_position: int, _until: int) -> None:
        if not numbers:
            numbers.append(rebuild(other, log).generation)

    assert rebuild(readmodel, log, progress=at_first).generation == 3
    assert numbers == [3]
    other.close()


def test_one_that_was_built_before_the_machine_started_is_built_anew(
    log: LogRecorder, readmodel: ReadModel, location: Location
):
    killed_rebuild(location.url, "in the middle", 6000)
    with log.writing() as connection:
        connection.exec_driver_sql(
            'UPDATE generations SET state = replace(state, \'"machine":"\', \'"machine":"earlier \')'
        )
    seen: list[int] = []
    rebuilt = rebuild(readmodel, log, progress=lambda position, _until: seen.append(position))
    assert (rebuilt.generation, seen[0]) == (3, 0)
    assert [note.number for note in Generations(log).told("build")] == [1, 3], "2 will never serve"
    assert places(location, ()).generations() == [1, 3]
