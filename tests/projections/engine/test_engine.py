"""`catch_up`: the one way from events to rows, exactly once, whatever happens in between."""

import threading
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.errors import CorruptionError
from ledger.log.prepared import Prepared
from ledger.log.recorder import LogRecorder
from ledger.settings import Location
from projections.engine.catch_up import catch_up
from projections.engine.columns import Text, Whole
from projections.engine.digest import digests, overall
from projections.engine.projection import Document, ProjectionFailure
from projections.engine.read_model import ReadModel, open_readmodel
from projections.engine.writer import Writer
from projections.tables.catalogue import PROJECTIONS
from replay.scratch import Scope, ScratchModel
from tests.support.budgets import examples
from tests.support.events import customer, sold, staff, stored, voided
from tests.support.random_logs import random_logs


class Seen:
    """Notes every event that it is given, and fails where it is told to."""

    name = "seen"
    version = 1
    metadata = sa.MetaData()
    table = sa.Table(
        "seen",
        metadata,
        sa.Column("number", Whole, primary_key=True),
        sa.Column("position", Whole),
        sa.Column("type", Text),
    )

    def __init__(self) -> None:
        self.refused: set[int] = set()
        self.interrupted_at: int | None = None

    def project(self, writer: Writer, batch: Sequence[Document]) -> None:
        """Insert a row for each event, also for one that it was given before."""
        columns = ("position", "type")
        writer.insert(self.table, columns, [(event["position"], event["type"]) for event in batch])
        for event in batch:
            if event["position"] in self.refused:
                raise ProjectionFailure(event["position"], "not today")
            if event["position"] == self.interrupted_at:
                raise KeyboardInterrupt


def positions(model: ReadModel | ScratchModel) -> list[int]:
    with model.current().reading() as connection:
        return list(connection.scalars(sa.select(Seen.table.c.position).order_by(Seen.table.c.number)))


def in_batches(
    documents: Sequence[tuple[int, bytes]], sizes: Sequence[int]
) -> Iterator[list[tuple[int, bytes]]]:
    """Cut documents into batches of the given sizes, over and over."""
    rest = iter(documents)
    while True:
        for size in sizes:
            part = list(islice(rest, size))
            if not part:
                return
            yield part


def digest_of(batches: Any) -> str:
    model = ScratchModel()
    try:
        catch_up(model, Scope(batches))
        with model.store.reading() as connection:
            return overall(digests(connection, PROJECTIONS))
    finally:
        model.close()


@settings(max_examples=examples(40), deadline=None)
@given(history=random_logs(), sizes=st.lists(st.integers(min_value=1, max_value=7), min_size=1, max_size=5))
def test_batches_of_any_size_give_equal_rows(history: list[Prepared], sizes: list[int]):
    documents = stored(history)
    assert digest_of(in_batches(documents, sizes)) == digest_of([documents])


@settings(max_examples=examples(40), deadline=None)
@given(history=random_logs(), data=st.data())
def test_stopping_and_going_on_gives_equal_rows(history: list[Prepared], data: st.DataObject):
    documents = stored(history)
    stops = sorted(data.draw(st.lists(st.integers(min_value=0, max_value=len(history)), max_size=4)))
    model = ScratchModel()
    try:
        for stop in [*stops, None]:
            catch_up(model, Scope([documents]), until=stop)
            assert model.store.position() == (len(history) if stop is None else stop)
        with model.store.reading() as connection:
            assert overall(digests(connection, PROJECTIONS)) == digest_of([documents])
    finally:
        model.close()


def test_catch_up_returns_the_position_and_tells_its_progress(log: LogRecorder, readmodel: ReadModel):
    assert catch_up(readmodel, log) == 0
    log.append_prepared([sold(f"XS{number}") for number in range(7)])
    seen: list[tuple[int, int]] = []
    assert catch_up(readmodel, log, progress=lambda *reached: seen.append(reached)) == 7
    assert seen == [(7, 7)]
    assert {row.position for row in readmodel.tracking().values()} == {7}


def test_until_stops_early(log: LogRecorder, readmodel: ReadModel):
    log.append_prepared([sold(f"XS{number}") for number in range(7)])
    assert catch_up(readmodel, log, until=3) == 3
    assert readmodel.position() == 3
    assert catch_up(readmodel, log) == 7


def test_a_program_killed_between_two_batches_has_projected_every_event_once(
    log: LogRecorder, location: Location, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("projections.engine.catch_up.BATCH", 2)
    seen = Seen()
    model = open_readmodel(log, location, [seen])
    catch_up(model, log)
    log.append_prepared([staff(f"S{number}") for number in range(25)])
    seen.interrupted_at = 20
    with pytest.raises(KeyboardInterrupt):
        catch_up(model, log)
    reached = model.position()
    assert reached == 16, "batches of two, two to a transaction: the one with 20 is undone as a whole"
    assert positions(model) == list(range(1, reached + 1))
    seen.interrupted_at = None
    assert catch_up(model, log) == 25
    assert positions(model) == list(range(1, 26))
    model.close()


def test_an_event_that_cannot_be_projected_is_parked_and_its_neighbours_are_not(
    log: LogRecorder, location: Location
):
    seen = Seen()
    seen.refused = {2, 5}
    model = open_readmodel(log, location, [seen])
    log.append_prepared([staff(f"S{number}") for number in range(6)])
    assert catch_up(model, log) == 6
    assert positions(model) == [1, 3, 4, 6]
    assert [(each.position, each.projection, each.reason) for each in model.parked()] == [
        (2, "seen", "not today"),
        (5, "seen", "not today"),
    ]
    model.close()


def test_a_projection_that_fails_takes_nothing_from_another(log: LogRecorder, location: Location):
    seen = Seen()
    seen.refused = {1}
    model = open_readmodel(log, location, [seen, *PROJECTIONS])
    log.append_prepared([sold("XS1"), sold("XS2")])
    catch_up(model, log)
    with model.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM sales").scalar_one() == 2
    assert positions(model) == [2]
    model.close()


def test_events_of_a_foreign_application_are_parked(log: LogRecorder, readmodel: ReadModel):
    from eventsourcing.dcb.api import DCBEvent

    from ledger.log.library.recorder import LibraryRecorder

    LibraryRecorder(log).append(
        [
            DCBEvent(type="SomethingElse", data=b"\x00\xff", tags=["a"]),
            DCBEvent(type="Other", data=b"[1]", tags=[]),
        ]
    )
    assert catch_up(readmodel, log) == 2
    assert [(each.position, each.reason) for each in readmodel.parked()] == [
        (1, "unknown event type SomethingElse"),
        (2, "unknown event type Other"),
    ]


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b"{}", b'{"position":8}'])
def test_a_document_that_cannot_be_read_stops_everything(damage: bytes):
    model = ScratchModel()
    with pytest.raises(CorruptionError) as caught:
        catch_up(model, Scope([[*stored([sold("XS1")]), (2, damage)]]))
    assert caught.value.reason.message("en") == (
        "Reading position 2: expected an event document, got something unreadable."
    )
    assert model.store.position() == 0
    model.close()


def test_two_that_catch_up_at_once_project_every_event_once(
    log: LogRecorder, location: Location, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("projections.engine.catch_up.BATCH", 5)
    models = [open_readmodel(log, location, [Seen()]) for _ in range(3)]
    catch_up(models[0], log)
    log.append_prepared([staff(f"S{number}") for number in range(400)])
    reached: list[int] = []
    threads = [
        threading.Thread(target=lambda model=model: reached.append(catch_up(model, log))) for model in models
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert reached == [400, 400, 400]
    assert positions(models[0]) == list(range(1, 401))
    for model in models:
        model.close()


def test_voids_and_what_they_void_may_lie_in_one_batch_or_in_two(log: LogRecorder, readmodel: ReadModel):
    log.append_prepared([customer("C1"), sold("XS1"), voided("sales", "XS1", [2])])
    log.append_prepared([sold("XS2")])
    catch_up(readmodel, log)
    log.append_prepared([voided("sales", "XS2", [4])])
    catch_up(readmodel, log)
    with readmodel.reading() as connection:
        found = (
            connection.exec_driver_sql("SELECT voided_position FROM sales ORDER BY position").scalars().all()
        )
    assert found == [3, 5]
