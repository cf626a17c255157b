"""The record contract: every table and column that other programs rely on, where the contract is at hand.

The contract lies outside the program. Where it is not there these tests are skipped and say so; what the
program promises is then held by the reference pages alone.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ledger.events import catalogue
from ledger.events.base import Table
from projections.answers.catalogue import VIEW_KEYS, view

CONTRACT = Path(__file__).resolve().parents[3] / "shared" / "design" / "records.json"
LATER = frozenset({"recalls", "recall_consignees", "recall_progress_reports"})  # recalls are not kept yet


def contract() -> dict[str, dict[str, Any]]:
    if not CONTRACT.exists():
        pytest.skip("the record contract is not on this machine")
    stated = json.loads(CONTRACT.read_text("utf-8"))["tables"]
    return {one["key"]: one for one in stated if one["key"] not in LATER}


def declared(key: str) -> Table:
    return view(key) if key in VIEW_KEYS else catalogue.table(key)


def test_every_table_of_the_contract_is_declared() -> None:
    stated = contract()
    assert set(stated) <= {*catalogue.TABLE_KEYS, *VIEW_KEYS}


def test_every_column_is_what_the_contract_says() -> None:
    """Keys, headings, types, choices, references, snapshots, aliases, and what is required and personal."""
    for key, stated in contract().items():
        table = declared(key)
        assert (table.zh, table.kind) == (stated["zh"], stated["kind"])
        assert list(table.identity) == stated["identity"]
        assert [column.key for column in table.columns] == [field["key"] for field in stated["fields"]]
        for field in stated["fields"]:
            column = table.by_key[field["key"]]
            assert (column.zh, column.type, column.required) == (
                field["zh"],
                field["type"],
                field["required"],
            ), (key, field["key"])
            assert column.ref == field.get("ref")
            assert column.snapshot_of == field.get("snapshot_of")
            assert column.personal == field.get("personal", False)
            assert list(column.aliases) == field.get("aliases", [])
            assert [one.key for one in column.values] == [one["key"] for one in field.get("values", [])]


def test_every_stage_is_what_the_contract_says() -> None:
    """The stages of a case, what they carry, who records them and what may follow."""
    for key, stated in contract().items():
        if stated["kind"] != "case":
            continue
        table = catalogue.table(key)
        assert [
            (one.event, one.key, one.zh, list(one.columns), one.by, list(one.following), one.repeats)
            for one in table.stages
        ] == [
            (
                one["event"],
                one["stage"],
                one["zh"],
                one["fields"],
                one["by"],
                one["next"],
                one.get("repeats", False),
            )
            for one in stated["stages"]
        ]
