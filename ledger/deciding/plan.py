"""What the decisions on a table's rows need of its declaration, worked out once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from ledger.events import catalogue
from ledger.events.base import Column, Table

_OWN_GOODS = frozenset({"lot", "serial"})
HARD = frozenset({"products", "customers", "suppliers"})
_FINDING_THEIR_SALE = frozenset({"returns"})  # judged with the return itself
_REF_OF = {
    "products": "product_code",
    "customers": "customer_code",
    "suppliers": "supplier_code",
    "companies": "",
}


@dataclass(frozen=True, slots=True)
class Reference:
    """A column that names rows of a register, or a sale; `hard` ones refuse the row when unknown.

    Attributes:
        column: The column.
        table: What it names rows of.
        hard: Whether an unknown one refuses the row.
        line: Of a sale, the column with its line, or an empty text; None where it names no sale.
    """

    column: Column
    table: str
    hard: bool
    line: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """A table's references, snapshots, tags and personal fields.

    Attributes:
        references: Columns that name rows of registers that exist.
        snapshots: Per register: its referring column and the (column, register column) pairs it fills. No
            column refers to our own company.
        snapshot_columns: All columns that are snapshots.
        personal: Columns kept beside the document.
        tags: (column, tag kind) pairs of columns that hold one value.
        special_tags: Those that hold a lot, serials or a list; lots and serials are qualified by product.
        lookups: The references once more, as (column, register, reference) for quick passes.
        further: References that few tables have: sales, and lists of register rows.
    """

    references: tuple[Reference, ...]
    snapshots: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...]
    snapshot_columns: frozenset[str]
    personal: frozenset[str]
    tags: tuple[tuple[str, str], ...]
    special_tags: tuple[tuple[str, str], ...]
    lookups: tuple[tuple[str, str, Reference], ...]
    further: tuple[Reference, ...]


@cache
def plan(key: str) -> Plan:
    """Return the plan of a table."""
    table = catalogue.table(key)
    registers = {one.key for one in catalogue.tables() if one.kind == "register"}
    references = tuple(
        Reference(column, column.ref, column.ref in HARD)
        for column in table.columns
        if column.type == "ref" and column.ref in registers
    )
    tags = [(column, catalogue.TAG_KINDS[column]) for column in table.tags]
    return Plan(
        references=references,
        snapshots=_snapshots(table, registers),
        snapshot_columns=frozenset(column.key for column in table.columns if column.snapshot_of),
        personal=frozenset(column.key for column in table.columns if column.personal),
        tags=tuple(pair for pair in tags if not _special(table, *pair)),
        special_tags=tuple(pair for pair in tags if _special(table, *pair)),
        lookups=tuple((one.column.key, one.table, one) for one in references),
        further=tuple(_further(table, registers)),
    )


def _further(table: Table, registers: set[str]) -> Iterator[Reference]:
    for column in table.columns:
        if column.type == "list" and column.ref in registers:
            yield Reference(column, column.ref, hard=False)
        elif column.ref == "sales" and table.key not in _FINDING_THEIR_SALE:
            line = column.key.removesuffix("_no") + "_line"
            yield Reference(column, "sales", hard=True, line=line if line in table.by_key else "")


def _special(table: Table, column: str, kind: str) -> bool:
    return kind in {"lot", "serial"} or table.by_key[column].type == "list"


def _snapshots(table: Table, registers: set[str]) -> tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...]:
    found: dict[str, list[tuple[str, str]]] = {}
    for column in table.columns:
        if column.snapshot_of:
            source, _, source_column = column.snapshot_of.partition(".")
            if source in registers and source in _REF_OF:
                pairs = found.setdefault(source, [])
                if not column.personal:
                    pairs.append((column.key, source_column))
    return tuple((source, _REF_OF[source], tuple(pairs)) for source, pairs in found.items())


def tags_of(key: str, data: dict[str, Any]) -> list[str]:
    """Return the tags of a row, in no order."""
    shape = plan(key)
    found = [f"{kind}:{data[column]}" for column, kind in shape.tags if column in data]
    for column, kind in shape.special_tags:
        if column not in data:
            continue
        value = data[column]
        product = data.get("product_code" if column in _OWN_GOODS else catalogue.product_of(column), "")
        if kind in {"lot", "serial"} and isinstance(value, list):
            found.extend(f"{kind}:{product}/{one}" for one in value)
        elif kind == "lot":
            found.append(f"lot:{product}/{value}")
        elif kind == "serial":
            found.extend(f"serial:{product}/{one}" for one in value.split(";"))
        else:
            found.extend(f"{kind}:{one}" for one in value)
    return found
