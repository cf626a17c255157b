"""From a column's declaration to the function that reads its cells."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from typing import Any

from ledger.events import catalogue
from ledger.events.base import Column, Table
from ledger.intake.cells.cell_problems import RETURNED_NEGATIVE
from ledger.intake.cells.codes import code, lot
from ledger.intake.cells.dates import day, expiry, moment, not_after
from ledger.intake.cells.numbers import decimal, line_number, money, not_negative, positive, whole
from ledger.intake.cells.serials import serials
from ledger.intake.cells.words import (
    Choices,
    copied_text,
    free_text,
    several,
    table_key,
    unit_of_measure,
    yes_no,
)
from ledger.intake.headings.normalising import bare

Read = Callable[[str], Any]
_CODE_ENDINGS = ("_no", "_code", "lot", "serial")
_CODE_KEYS = frozenset({"udi", "udi_di", "uscc"})
_COUNTED = frozenset({"customer_on_hand", "customer_used", "customer_destroyed"})  # goods, too
_CODE_LISTS = frozenset({"lots", "serials"})
SERIALS = {
    "serial": "quantity",
    "replacement_serial": "quantity",
    "replenish_serial": "replenished_quantity",
    "used_serial": "used_quantity",
    "unused_serial": "unused_quantity",
    "part_serial": "",
    "loaner_serial": "",
}
"""Columns whose cells may name several units, each with the column that says how many."""
_MEMO_SIZE = 4096
_MEMO_TEXT = 64


class Memo(dict[str, Any]):
    """What the cells of one column said, for texts that come again; bounded, in entries and in characters."""

    __slots__ = ("_read",)

    def __init__(self, read: Read) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, text: str) -> Any:
        """Read a text that is not remembered."""
        value = self._read(text) if text else None
        if len(text) <= _MEMO_TEXT:
            if len(self) >= _MEMO_SIZE:
                self.clear()
            self[text] = value
        return value


def remembering(column: Column, read: Read) -> Read:
    """Return a function that reads like `read`, and remembers what may well come again; no text is None.

    What quantities and prices come to comes again as they do. A list is made anew: whoever holds it may
    change it.
    """
    return partial(_unless_empty, read) if column.type == "list" else Memo(read).__getitem__


def _unless_empty(read: Read, text: str) -> Any:
    return read(text) if text else None


_REGISTER_WORDS = frozenset({"pack_unit"})  # as the register of packings spells them


def is_code(column: Column, table: Table) -> bool:
    """Whether a column of text names a thing, so that its cells are codes and not words."""
    if column.type == "ref":
        return True
    if column.type == "list":
        return column.ref is not None or column.key in _CODE_LISTS
    return column.type == "text" and (
        column.key in table.identity or column.key in _CODE_KEYS or column.key.endswith(_CODE_ENDINGS)
    )


def is_copied(column: Column, table: Table) -> bool:
    """Whether a column holds what lines copy from a register, there or in the line, or a word of one."""
    return (
        column.key in _REGISTER_WORDS
        or column.snapshot_of is not None
        or f"{table.key}.{column.key}" in _copied()
    )


@cache
def _copied() -> frozenset[str]:
    every = (column.snapshot_of for table in catalogue.tables() for column in table.columns)
    return frozenset(one for one in every if one is not None)


def is_serials(column: Column) -> bool:
    """Whether a cell of a column may name several units."""
    return column.type == "text" and column.key in SERIALS


def names_units(heading: str) -> bool:
    """Whether a heading over lots also asks for serials, as `生产批号或序列号` does."""
    name = bare(heading)
    return "序列号" in name or "序列號" in name


def is_expiry(column: Column) -> bool:
    """Whether a column holds the end of a thing's life, which may be printed as a month alone."""
    return column.type == "date" and "expiry" in column.key


def converter(
    column: Column, table: Table, *, heading: str, zone: str, today: str, words: dict[str, str]
) -> Read:
    """Return the function that reads the cells of a column: text to value of the stored form, blank to None.

    Args:
        column: The column.
        table: Its table.
        heading: The heading under which the cells stand.
        zone: The ledger's time zone.
        today: Today in that zone; business dates lie not after it.
        words: Compared text to the text that is read instead, as a mapping file says.
    """
    read = _reader(column, table, heading, zone)
    if column.type in {"date", "datetime"} and column.key not in table.future:
        read = partial(_until, read, today, zone)
    return partial(_translated, read, words) if words else read


def _reader(column: Column, table: Table, heading: str, zone: str) -> Read:
    key = column.key
    match column.type:
        case "date":
            return partial(_in_zone, expiry, zone) if is_expiry(column) else partial(_in_zone, day, zone)
        case "datetime":
            return partial(_in_zone, moment, zone)
        case "integer":
            return line_number if key == "line" else whole
        case "decimal" | "money":
            return _number(column, table)
        case "boolean":
            return yes_no
        case "enum":
            return Choices(column.values)
        case "list":
            return partial(_list, _part(column, table))
        case _:
            return _text(column, table, heading)


def _number(column: Column, table: Table) -> Read:
    if column.key in _COUNTED:
        return not_negative
    if column.type == "money":
        return money
    if "quantity" not in column.key:
        return decimal
    if column.key != "quantity":
        return not_negative
    return partial(positive, negative=RETURNED_NEGATIVE) if table.key == "returns" else positive


def _text(column: Column, table: Table, heading: str) -> Read:
    if column.key == "record_table":
        return table_key
    if is_serials(column):
        return serials
    if column.key == "lot" and (names_units(heading) or table.kind == "fact"):
        return serials  # a combined text, of which the decision knows whether the product has serials
    if column.key == "unit":
        return unit_of_measure
    if column.key.endswith("_lot"):
        return lot
    if is_code(column, table):
        return code
    return copied_text if is_copied(column, table) else free_text


def _part(column: Column, table: Table) -> Read:
    if column.values:
        return Choices(column.values)
    return code if is_code(column, table) else free_text


def _list(part: Read, text: str) -> list[Any] | None:
    return several(text, part)


def _in_zone(read: Callable[[str, str], str | None], zone: str, text: str) -> str | None:
    return read(text, zone)


def _until(read: Read, today: str, zone: str, text: str) -> str | None:
    return not_after(text, read(text), today, zone)


def _translated(read: Read, words: dict[str, str], text: str) -> Any:
    return read(words.get(bare(text), text))
