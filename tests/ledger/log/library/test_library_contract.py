"""The library's own test case for recorders, on both databases (a bare subclass of it would run none)."""

from __future__ import annotations

import pytest
from eventsourcing.dcb.api import DCBAppendCondition, DCBEvent, DCBQuery, DCBQueryItem
from eventsourcing.dcb.tests import DCBRecorderTestCase
from eventsourcing.persistence import IntegrityError, ProgrammingError

from ledger.log.library.recorder import LibraryRecorder


def test_append_and_read_keep_the_contract_of_the_library(library: LibraryRecorder) -> None:
    DCBRecorderTestCase()._test_append_read(library)


def test_append_and_read_keep_the_contract_when_the_log_is_not_empty(library: LibraryRecorder) -> None:
    library.append([DCBEvent("earlier", b"{}", ["tagZ"]) for _ in range(7)])
    query = DCBQuery([DCBQueryItem(types=["earlier"])])
    assert [one.position for one in library.read(query)] == [1, 2, 3, 4, 5, 6, 7]


def test_append_and_subscribe_keep_the_contract_of_the_library(library: LibraryRecorder) -> None:
    DCBRecorderTestCase()._test_append_subscribe(library)


def test_the_helpers_of_the_library_are_all_called_here() -> None:
    helpers = {name for name in dir(DCBRecorderTestCase) if name.startswith("_test_")}
    assert helpers == {"_test_append_read", "_test_append_subscribe"}


def test_a_query_of_more_items_than_one_statement_takes_finds_each_event_once(
    library: LibraryRecorder,
) -> None:
    library.append([DCBEvent("seen", b"{}", [f"a:{n}", f"b:{n}", "all"]) for n in range(350)])
    items = [DCBQueryItem(tags=[f"a:{n}", f"b:{n}"]) for n in range(350)]
    items += [DCBQueryItem(tags=[f"a:{n}", "all"]) for n in range(350)]
    assert [one.position for one in library.read(DCBQuery(items))] == list(range(1, 351))
    with pytest.raises(IntegrityError):
        library.append([DCBEvent("late", b"{}")], DCBAppendCondition(DCBQuery(items)))


def test_an_append_of_nothing_is_a_mistake_of_the_program(library: LibraryRecorder) -> None:
    with pytest.raises(ProgrammingError):
        library.append([])
