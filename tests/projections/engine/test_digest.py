"""Digests: equal where the rows are equal, on whichever database they lie."""

from collections.abc import Iterator
from itertools import count

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings

from ledger.events import catalogue
from ledger.log.opening import open_log
from ledger.log.prepared import Prepared
from ledger.settings import Location
from projections.engine.catch_up import replay
from projections.engine.digest import digest, digests, overall
from projections.engine.places import Places, places
from projections.engine.store import parked
from projections.reading.cutoff import CutOff
from projections.reading.record_rows import rows
from projections.tables.catalogue import PROJECTIONS
from projections.tables.record_tables import record_table
from replay.scratch import Scope, scratch
from tests.support.budgets import examples
from tests.support.events import ZONE, customer, product, sold, stored
from tests.support.personal import Echo
from tests.support.random_logs import TABLES, random_logs

NUMBERS = count(1)


@pytest.fixture
def schemas(postgres_location: Location) -> Iterator[Places]:
    log = open_log(postgres_location, create=True)
    yield places(postgres_location, PROJECTIONS)
    log.close()


def contents(connection: sa.Connection) -> tuple[object, ...]:
    """Return the digests, the parked events and the rows as users see them."""
    cutoff = CutOff(None, 10_000)
    seen = {
        (key, voided): list(rows(connection, Echo(), catalogue.table(key), cutoff, zone=ZONE, voided=voided))
        for key in TABLES
        for voided in (False, True)
    }
    return digests(connection, PROJECTIONS), parked(connection), seen


@settings(
    max_examples=examples(15), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(history=random_logs())
def test_both_databases_give_equal_digests_and_equal_answers(schemas: Places, history: list[Prepared]):
    documents = stored(history)
    generation = next(NUMBERS)
    store = schemas.building(generation)
    try:
        store.create()
        replay(store, Scope([documents]))
        with scratch([documents]) as here, store.reading() as there:
            assert contents(there) == contents(here)
    finally:
        store.close()
        assert schemas.drop(generation)


def test_text_is_ordered_by_code_point_on_both_databases(schemas: Places):
    names = ["b", "A", "a", "é", "Z", "中", "_", "0", "ａ", "\U0001f600", "e\u0301"]
    documents = stored([sold(name, lot=name, product=name) for name in names])
    generation = next(NUMBERS)
    store = schemas.building(generation)
    store.create()
    replay(store, Scope([documents]))
    with scratch([documents]) as here, store.reading() as there:
        assert contents(there) == contents(here)
    store.close()
    schemas.drop(generation)


def test_one_changed_value_changes_the_digest_of_its_table_alone():
    with scratch([stored([customer("C1"), product("P1")])]) as first:
        before = digests(first, PROJECTIONS)
    with scratch([stored([customer("C1", name="别名"), product("P1")])]) as second:
        after = digests(second, PROJECTIONS)
    assert [new.table for old, new in zip(before, after, strict=True) if old != new] == ["customers"]
    assert overall(before) != overall(after)


def test_a_null_and_an_empty_text_are_not_the_same():
    with scratch([stored([sold("XS1")])]) as first:
        before = digest(first, record_table("sales"))
    with scratch([stored([sold("XS1", invoice_no="")])]) as second:
        assert digest(second, record_table("sales")).sha256 != before.sha256
