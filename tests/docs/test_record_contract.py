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
    """Keys, headings, types, references, snapshots, what is required; at least the aliases and choices."""
    for key, stated in contract().items():
        table = declared(key)
        assert (table.zh, table.kind) == (stated["zh"], stated["kind"])
        assert list(table.identity) == stated["identity"]
        keys = [field["key"] for field in stated["fields"]]
        assert [column.key for column in table.columns if column.key in keys] == keys
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
            assert {*column.aliases} >= {*field.get("aliases", [])}
            assert {one.key for one in column.values} >= {one["key"] for one in field.get("values", [])}


def test_every_stage_is_what_the_contract_says() -> None:
    """The stages of a case, who records them, at least what they carry and what usually follows."""
    for key, stated in contract().items():
        if stated["kind"] != "case":
            continue
        table = catalogue.table(key)
        found = {one.event: one for one in table.stages}
        for said in stated["stages"]:
            one = found[said["event"]]
            assert (one.key, one.zh, one.by) == (said["stage"], said["zh"], said["by"])
            assert {*one.columns} >= {*said["fields"]}, one
            assert {*one.following} >= {*said["next"]}, one
            assert one.repeats >= said.get("repeats", False), one
