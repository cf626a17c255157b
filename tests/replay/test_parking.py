"""Events that a projection could not take: counted as lag, tried again, or released with a reason."""

from collections.abc import Iterator

import pytest
from eventsourcing.dcb.api import DCBEvent

from ledger.errors import CommandError
from ledger.log.library.recorder import LibraryRecorder
from ledger.log.recorder import LogRecorder
from ledger.settings import Location
from projections.engine.catch_up import catch_up
from projections.engine.read_model import ReadModel, open_readmodel
from projections.engine.store import Parked, park
from replay.parking import release, waiting
from replay.rebuild import rebuild
from tests.support.cli import Cli
from tests.support.events import sold


@pytest.fixture
def readmodel(log: LogRecorder, location: Location) -> Iterator[ReadModel]:
    """Tables that took the first event, and could not take the second: no program of ours wrote it."""
    log.append_prepared([sold("XS1")])
    LibraryRecorder(log).append([DCBEvent(type="SomethingElse", data=b"{}", tags=[])])
    model = open_readmodel(log, location)
    catch_up(model, log)
    yield model
    model.close()


@pytest.fixture
def cli(location: Location, readmodel: ReadModel, tmp_path) -> Cli:
    assert readmodel.generation
    url = str(location.path) if location.path else location.url.replace("+psycopg", "")
    return Cli(url, tmp_path / "home")


def places_of(model: ReadModel) -> list[tuple[int, str]]:
    return [(one.position, one.projection) for one in waiting(model)]


def test_what_is_released_waits_no_longer_also_after_a_rebuild(log: LogRecorder, readmodel: ReadModel):
    assert places_of(readmodel) == [(2, "records")]
    note = release(readmodel, 2, "entered by another program")
    assert (note.number, note.said["projections"]) == (2, ["records"])
    assert places_of(readmodel) == []
    rebuild(readmodel, log)
    assert [one.position for one in readmodel.parked()] == [2]
    assert places_of(readmodel) == []


def test_only_what_waits_can_be_released(readmodel: ReadModel):
    release(readmodel, 2, "entered by another program")
    for position in (1, 2):
        with pytest.raises(CommandError) as caught:
            release(readmodel, position, "once more")
        assert caught.value.reason.message("en") == (
            f"Releasing the event at position {position}: expected it to be parked, but it is not."
        )


def test_what_can_be_taken_now_is_taken_when_it_is_tried_again(readmodel: ReadModel, cli: Cli):
    with readmodel.current().writing() as connection:
        park(connection, Parked(1, "movements", "as an earlier program said"))
    told = cli.run("rebuild", "--parked", "--format", "json").json
    assert (told["projections"], told["parked"]) == (["records", "movements"], 1)
    readmodel.refresh()
    assert places_of(readmodel) == [(2, "records")]


def test_status_counts_what_is_parked_as_lag_until_it_is_released(cli: Cli):
    before = cli.run("status", "--format", "json").json
    assert {row["name"]: (row["lag"], row["parked"]) for row in before["projections"]}["records"] == (1, 1)
    assert before["parked"] == [
        {"position": 2, "projection": "records", "reason": "unknown event type SomethingElse"}
    ]
    cli.run("rebuild", "--release", 2, "--reason", "entered by another program")
    after = cli.run("status", "--format", "json").json
    assert {(row["lag"], row["parked"]) for row in after["projections"]} == {(0, 0)}
    assert after["parked"] == []
    (told,) = after["released"]
    assert (told["position"], told["projections"], told["reason"], told["by"]) == (
        2,
        ["records"],
        "entered by another program",
        "tester",
    )
    assert cli.run("rebuild", "--parked", "--format", "json").json == {"projections": [], "parked": 0}


def test_a_release_wants_its_reason_and_nothing_else(cli: Cli):
    for words in (("--release", 2), ("--reason", "x"), ("--parked", "--drop-old"), ("records", "--parked")):
        assert cli.run("rebuild", *words, expect=2).err.splitlines()[0] == (
            "Rebuilding: expected one of projection names, --drop-old, --parked, or --release with --reason; "
            "got something else."
        )
