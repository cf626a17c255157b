"""The tamper table is whole: how many edits and scenarios there are, and that no table or column lacks."""

from __future__ import annotations

from collections import Counter
from typing import Final

from ledger.log.tables import metadata
from tests.ledger.seal import beside_cases, chain_cases, column_edits, row_cases, seal_cases
from tests.ledger.seal.tampering import CASES, SCENARIOS
from tests.replay.test_verify_witness import UNDETECTABLE
from tests.support import single_edits

EDITS: Final = (
    *column_edits.COLUMN_EDITS,
    *single_edits.PERSONAL,
    *single_edits.SETTINGS,
    *single_edits.STATE,
    *single_edits.GUARDS,
    *single_edits.INDEX,
    *single_edits.TABLES,
)
BESIDES: Final = (*single_edits.HARMLESS, *single_edits.UNOPENED)
assert beside_cases and chain_cases and row_cases and seal_cases  # they enter their cases


def test_there_are_enough_of_each() -> None:
    """Single edits that are found, scenarios of several steps, and what only somebody outside can find."""
    single = {one.what for one in EDITS} | (CASES.keys() - SCENARIOS)
    assert len(single) >= 120
    assert len(SCENARIOS) + len(UNDETECTABLE) >= 30
    assert CASES.keys() >= SCENARIOS
    assert [
        what for what, count in Counter(one.what for one in (*EDITS, *BESIDES)).items() if count > 1
    ] == []


def test_every_table_and_column_of_the_database_is_edited() -> None:
    """Each column is set, and of each table a row goes or comes; all is found but what nothing rests on."""
    touched = {one for edit in (*EDITS, *BESIDES) for one in edit.touches}
    columns = {(table.name, column.name) for table in metadata.tables.values() for column in table.columns}
    rows = {(table, "row") for table in metadata.tables}
    assert (columns | rows | {("alembic_version", "version_num")}) - touched == set()
    harmless = {one for edit in single_edits.HARMLESS for one in edit.touches}
    found = {one for edit in (*EDITS, *single_edits.UNOPENED) for one in edit.touches}
    assert {table for table, _ in harmless - found} == {"generations", "index_checkpoints"}


def test_every_kind_of_table_that_is_shown_is_edited() -> None:
    """Records, movements, findings and what is owed are each replayed and compared."""
    shown = {table for edit in single_edits.TABLES for table, _ in edit.touches}
    assert {"sales", "movements", "findings", "obligations"} <= shown
