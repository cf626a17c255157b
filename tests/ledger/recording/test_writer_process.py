"""Many batches go through a writer process; whatever happens to it, each row is recorded once."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from functools import partial

import pytest

from ledger.deciding.decision import Command, Duplicate
from ledger.log.opening import open_log
from ledger.log.recorder import LogRecorder
from ledger.recording import pipeline
from ledger.recording.ledger import Ledger
from ledger.recording.unit_of_work import Outcome, Recorded
from ledger.recording.writer_process import Writer
from ledger.settings import Location
from tests.support.decisions import back, customer, member, product, receipt, sale, supplier

BATCHES = 14
Batch = list[list[Command]]


@pytest.fixture
def house(location: Location, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[LogRecorder, Ledger]]:
    """A ledger that takes a writer at once, and knows a small house."""
    monkeypatch.setattr(pipeline, "_WRITER_FROM", 1)
    log = open_log(location, create=True)
    ledger = Ledger(log, recorded_by="tester", reopen=partial(open_log, location))
    ledger.submit([[one] for one in (supplier(), product(), customer(), member(), receipt())])
    yield log, ledger
    log.close()


def _batches() -> list[Batch]:
    """Batches that build on each other: units sold in one come back in the next, to be sold again."""
    made: list[Batch] = []
    for number in range(BATCHES):
        unit = f"U{number // 3}"
        day = f"2026-03-{number + 1:02d}"
        if number % 3 == 1:
            rows = [back(f"TH{number}", sale_no=None, serial=unit, quantity="1", returned_on=day)]
        else:
            rows = [sale(f"XS{number}", serial=unit, quantity="1", sold_on=day)]
        made.append([rows, [sale(f"ZZ{number}", line=line, sold_on=day) for line in (1, 2, 3)]])
    return made


@pytest.fixture
def writers(monkeypatch: pytest.MonkeyPatch) -> list[Writer]:
    """The writers that were started."""
    started: list[Writer] = []
    begin = Writer.__init__

    def kept(self: Writer, location: Location) -> None:
        begin(self, location)
        started.append(self)

    monkeypatch.setattr(Writer, "__init__", kept)
    return started


def _slowly(
    batches: list[Batch], writers: list[Writer], between: Callable[[int], None]
) -> Iterator[tuple[int, Batch]]:
    """Yield batches, from the second on to a writer that has started; call `between` before each."""
    for number, batch in enumerate(batches):
        until = time.monotonic() + 60
        while writers and number < 3 and not writers[0].ready and time.monotonic() < until:
            time.sleep(0.05)
        between(number)
        yield number, batch


def _flat(found: list[tuple[int, list[list[Outcome]]]]) -> list[Outcome]:
    return [outcome for _, documents in found for document in documents for outcome in document]


def test_a_writer_process_records_what_deciding_alone_would(
    house: tuple[LogRecorder, Ledger], writers: list[Writer], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Positions follow each other in the order of the rows; offered again, every row is a duplicate."""
    log, ledger = house
    used: list[int] = []
    start = Writer.start

    def counted(self: Writer, *given: object) -> None:
        used.append(1)
        start(self, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(Writer, "start", counted)
    found = list(ledger.stream(_slowly(_batches(), writers, lambda _number: None)))
    assert [number for number, _ in found] == list(range(BATCHES))
    assert [outcome.position for outcome in _flat(found) if isinstance(outcome, Recorded)] == list(
        range(6, 6 + 4 * BATCHES)
    )
    assert len(used) > BATCHES // 2
    assert log.head() == 5 + 4 * BATCHES
    again = _flat(list(Ledger(log, recorded_by="tester").stream(enumerate(_batches()))))
    assert all(isinstance(outcome, Duplicate) for outcome in again)


def test_a_killed_writer_loses_and_doubles_nothing(
    house: tuple[LogRecorder, Ledger], writers: list[Writer]
) -> None:
    """SIGKILL to the writer while batches are under way: the ledger goes on by itself."""
    log, ledger = house

    def kill(number: int) -> None:
        if number == 7:
            os.kill(writers[0]._process.pid or 0, signal.SIGKILL)

    found = _flat(list(ledger.stream(_slowly(_batches(), writers, kill))))
    assert all(isinstance(outcome, Recorded | Duplicate) for outcome in found)
    assert log.head() == 5 + 4 * BATCHES
    assert [position for batch in log.scan() for position, _ in batch] == list(range(1, log.head() + 1))


def test_batches_that_were_overtaken_are_decided_again(
    house: tuple[LogRecorder, Ledger], writers: list[Writer], location: Location
) -> None:
    """Another program sells a unit between two batches: the sale in flight behind it is refused."""
    log, ledger = house
    batches = _batches()
    batches[9] = [[sale("XS9", serial="STOLEN", quantity="1")]]

    def overtake(number: int) -> None:
        if number == 9:
            other = open_log(location)
            Ledger(other, recorded_by="other").submit([[sale("YY1", serial="STOLEN", quantity="1")]])
            other.close()

    found = list(ledger.stream(_slowly(batches, writers, overtake)))
    kinds = [type(outcome).__name__ for outcome in _flat(found)]
    assert kinds.count("Refused") == 1
    assert kinds.count("Recorded") == 4 * (BATCHES - 1)
    assert log.head() == 5 + 4 * (BATCHES - 1) + 1
