"""Rows for every table of the catalogue, with something in each column that an import may bring.

Of a case there are two: one whose stages come in the order in which they are declared, and one that leaves
out what would close it until all others were tried.
"""

from __future__ import annotations

from collections.abc import Iterator

from ledger.events import catalogue
from ledger.events.base import Column, Stage, Table
from tests.support.desk import Row

_KNOWN = {"products": "P01", "customers": "C1", "suppliers": "S1", "staff": "E1", "sales": "XS1"}
_KNOWN |= {"receipts": "YS1", "returns": "TH1"}
_FIXED = {"lot": "L1", "lots": "L1", "replacement_lot": "L1", "line": "1", "sale_line": "1", "quantity": "1"}
_FIXED |= {"record_table": "sales", "record_no": "XS1", "unit": "支"}
_FIXED |= dict.fromkeys(("serial", "serials", "loaner_serial", "part_serial"), "")
_FIXED |= dict.fromkeys(("replacement_serial", "replenish_serial"), "")
_OWN: dict[str, Row] = {
    "receipts": {"refused_quantity": "", "accepted_quantity": "1"},
    "stocktakes": {"difference": "0"},
    "disposals": {
        "stock_status": "合格可销",
        "disposal_kind": "报损",
        "nonconformity_no": "",
        "return_no": "",
    },
    "finding_assignments": {"finding_position": "9", "rule_key": "M-12"},
    "finding_resolutions": {"finding_position": "9", "rule_key": "M-12"},
}


def rows_of(table: Table) -> Iterator[Row]:
    """Yield rows of a table: two that differ in number and days, of a case the stages of two."""
    if table.kind == "case":
        ends = [one for one in table.stages if not one.following]
        for number, order in (
            (1, [*(one for one in table.stages if one.following), *ends]),
            (2, table.stages),
        ):
            yield from (_stage(table, one, place, number) for place, one in enumerate(order, 1))
        return
    for number in (1, 2):
        row = {column.key: _value(column, number) for column in table.columns} | _OWN.get(table.key, {})
        yield row | _identity(table, number)


def _stage(table: Table, stage: Stage, place: int, number: int) -> Row:
    row = {key: _value(table.by_key[key], place) for key in stage.columns} | {"环节": stage.zh}
    return row | _identity(table, number) | (dict([stage.when]) if stage.when else {})


def _identity(table: Table, number: int) -> Row:
    """Return what names a row; where the first part names something known, that stays."""
    own = [table.by_key[key] for key in table.identity if key != "line"]
    return {one.key: f"{table.key}-{number}" for one in own if one.type == "text" and one.key not in _FIXED}


def _value(column: Column, number: int) -> str:
    if column.key in _FIXED:
        return _FIXED[column.key]
    if column.ref in _KNOWN:
        return _KNOWN[str(column.ref)]
    if column.values:
        return column.values[0].zh
    match column.type:
        case "date":
            lasting = "until" in column.key or "expiry" in column.key
            return "2028-11-30" if lasting else f"2026-05-0{number % 9 + 1}"
        case "datetime":
            return f"2026-05-0{number % 9 + 1} 10:30"
        case "integer" | "decimal" | "money":
            return "1"
        case "boolean":
            return "是"
    return f"{column.key}-1" if column.key.endswith(("_no", "_code")) else f"字 {column.key}"


TABLES = tuple(one for one in catalogue.tables() if one.kind != "view" and one.key != "voids")
"""All tables that rows are recorded in, without the voids of them."""
