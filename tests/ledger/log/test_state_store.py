"""The snapshot of decision state is like a dict, and lives and dies with the transaction of the events."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.log.recorder import LogRecorder
from ledger.log.state_store import StateStore
from ledger.log.transaction import Transaction
from tests.support.budgets import examples
from tests.support.prepared_events import sold

STORE = StateStore()
keys = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=6)


@settings(
    max_examples=examples(40), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    steps=st.lists(
        st.tuples(st.dictionaries(keys, st.binary(max_size=30), max_size=8), st.sets(keys, max_size=4)),
        max_size=6,
    ),
    prefix=keys,
)
def test_the_store_is_a_dict_ordered_by_code_point(
    log: LogRecorder, steps: list[tuple[dict[str, bytes], set[str]]], prefix: str
) -> None:
    model: dict[str, bytes] = {}
    with log.transaction() as work:
        STORE.clear(work)
        for values, removed in steps:
            gone = removed - values.keys()
            inserts = [(key, value) for key, value in values.items() if key not in model]
            updates = [(key, value) for key, value in values.items() if key in model]
            STORE.put_many(work, inserts, updates, sorted(gone))
            model = {key: value for key, value in {**model, **values}.items() if key not in gone}
        assert STORE.get_many(work.rows, work.dialect, [*model, "never there"]) == model
        wanted = sorted((key, value) for key, value in model.items() if key.startswith(prefix))
        assert list(STORE.scan_prefix(work.rows, work.dialect, prefix)) == wanted
        assert list(STORE.scan_prefix(work.rows, work.dialect, prefix, limit=2)) == wanted[:2]


def test_a_prefix_is_scanned_in_pages_without_gap_or_repetition(log: LogRecorder) -> None:
    rows = [(f"lot\x1f{number:05}", b"[%d]" % number) for number in range(2500)]
    with log.transaction() as work:
        STORE.put_many(work, [*rows, ("lou", b"x"), ("lot", b"y")], [], [])
        assert list(STORE.scan_prefix(work.rows, work.dialect, "lot\x1f")) == rows
        assert list(STORE.scan_prefix(work.rows, work.dialect, "lot\x1f", limit=1001)) == rows[:1001]
        assert list(STORE.scan_prefix(work.rows, work.dialect, "lot\x1f", limit=0)) == []


def test_more_keys_than_one_statement_takes_are_found(log: LogRecorder) -> None:
    rows = [(f"key{number}", b"[]") for number in range(12_000)]
    with log.transaction() as work:
        STORE.put_many(work, rows, [], [])
        assert len(STORE.get_many(work.rows, work.dialect, [key for key, _ in rows])) == 12_000
        assert STORE.get_many(work.rows, work.dialect, []) == {}


def test_state_is_written_with_the_events_or_not_at_all(log: LogRecorder) -> None:
    def put(work: Transaction, first: int, _record_time: str) -> None:
        STORE.put_many(work, [(f"at{first}", b"[1]")], [], [])
        if first > 1:
            raise RuntimeError("too late")

    log.append_prepared([sold("XS1")], in_same_transaction=put)
    with pytest.raises(RuntimeError):
        log.append_prepared([sold("XS2")], in_same_transaction=put)
    assert STORE.get_many(log.fetch, log.dialect, ["at1", "at2"]) == {"at1": b"[1]"}
