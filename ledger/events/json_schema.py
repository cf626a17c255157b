"""What the catalogue tells other programs: a listing of the tables, and the JSON Schema of each record.

The schema is pydantic's own, of the class that the program itself records with, in the form in which values are
stored (decimals as plain strings). From the declaration it takes the Chinese titles, and what JSON Schema has no
word for: the keys that begin with `x-`.
"""

from __future__ import annotations

from typing import Any

from ledger.events.base import Column, Declared, Stage, Table
from ledger.events.catalogue import declaration

DIALECT = "https://json-schema.org/draft/2020-12/schema"
DECIMAL_PATTERN = r"^-?(0|[1-9]\d*)(\.\d+)?$"


def listing(tables: tuple[Table, ...]) -> dict[str, Any]:
    """Return which tables and columns there are, as `medledger schema` prints them."""
    return {"tables": [_listed(table) for table in tables]}


def _listed(table: Table) -> dict[str, Any]:
    fields = [
        {"key": column.key, "zh": column.zh, "type": column.type, "required": column.required}
        for column in table.columns
    ]
    return {"key": table.key, "zh": table.zh, "en": table.en, "kind": table.kind, "fields": fields}


def json_schema(table: Table, declared: type[Declared] | None = None) -> dict[str, Any]:
    """Return the JSON Schema of one record of a table, Chinese titles included.

    Args:
        table: The table, or a view.
        declared: The class that declares it; by default that of the catalogue of events.
    """
    built = (declared or declaration(table.key)).model_json_schema(mode="serialization")
    properties = {column.key: _property(built["properties"][column.key], column) for column in table.columns}
    if table.stages:
        properties["stage"] = _of_stages(table)
    return {
        "$schema": DIALECT,
        "$id": f"urn:medledger:record:{table.key}",
        "title": table.zh,
        "description": built["description"],
        "type": "object",
        "properties": properties,
        "required": built.get("required", []),
        "additionalProperties": False,
        "x-en": table.en,
        "x-kind": table.kind,
        "x-event": table.event,
        "x-identity": list(table.identity),
        **_particulars(table),
    }


def _particulars(table: Table) -> dict[str, Any]:
    """Return what only cases and views have: stages, and what a view is made of."""
    stated = {
        "x-stages": [_stage(one) for one in table.stages],
        "x-derived-from": list(table.derived_from),
        "x-rule": table.rule,
    }
    return {key: value for key, value in stated.items() if value}


def _of_stages(table: Table) -> dict[str, Any]:
    """Return the property that names a stage of a case: which one a row tells, or how far a case has come."""
    labels = {stage.key: stage.zh for stage in table.stages}
    return {"title": "环节", "type": "string", "enum": list(labels), "x-zh": labels}


def _stage(stage: Stage) -> dict[str, Any]:
    return {
        "event": stage.event,
        "key": stage.key,
        "zh": stage.zh,
        "fields": list(stage.columns),
        "by": stage.by,
        "following": list(stage.following),
        "at": next(iter(stage.at), None),
        "times": list(stage.at),
        "repeats": stage.repeats,
        "needs": [{"one_of": list(one.events), "clause": one.clause} for one in stage.needs],
        "before": [
            {"one_of": list(one.events), "facts": one.facts.split(), "when": one.when, "clause": one.clause}
            for one in stage.before
        ],
    }


def _property(built: dict[str, Any], column: Column) -> dict[str, Any]:
    kept = {key: value for key, value in built.items() if key not in {"column", "title", "default"}}
    branches = kept.pop("anyOf", None) or [{key: kept.pop(key) for key in _SHAPE if key in kept}]
    branches = [_branch(branch, column) for branch in branches]
    shape = branches[0] if len(branches) == 1 else {"anyOf": branches}
    return {"title": column.zh, **kept, **shape, **_annotations(column)}


_SHAPE = ("type", "format", "items", "pattern")


def _branch(branch: dict[str, Any], column: Column) -> dict[str, Any]:
    if branch.get("type") == "null":
        return branch
    keys = [choice.key for choice in column.values]
    if column.type == "enum":
        return {**branch, "enum": keys}
    if column.type == "list" and keys:
        return {**branch, "items": {"type": "string", "enum": keys}}
    if column.type in {"decimal", "money"}:
        return {"type": "string", "pattern": DECIMAL_PATTERN}
    return branch


def _annotations(column: Column) -> dict[str, Any]:
    """Return what JSON Schema has no word for: labels, references, snapshots, personal data."""
    stated: dict[str, Any] = {
        "x-zh": {choice.key: choice.zh for choice in column.values},
        "x-aliases": list(column.aliases),
        "x-ref": column.ref,
        "x-snapshot-of": column.snapshot_of,
        "x-personal": column.personal,
        "x-currency": "CNY" if column.type == "money" else None,
        "x-basis": column.basis,
    }
    return {key: value for key, value in stated.items() if value}
