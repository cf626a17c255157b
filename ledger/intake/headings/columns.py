"""The columns of one file, each with the function that reads its cells."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from operator import itemgetter
from typing import Any

from ledger.events.base import Column, Table
from ledger.intake.cells.cell_error import CellError, about
from ledger.intake.cells.cell_problems import MISSING_VALUE
from ledger.intake.cells.codes import code
from ledger.intake.cells.converters import Read, converter, remembering
from ledger.intake.cells.counted_in import agreed, number_and_unit
from ledger.intake.cells.words import copied_text, free_text, guarded_copy, guarded_text
from ledger.intake.completion import Completion
from ledger.intake.headings.headings import Layout
from ledger.intake.headings.mapping import Mapping as HeadingMapping
from ledger.intake.headings.named_columns import names_in
from ledger.intake.rows import Row

_GUARDED: Mapping[Read, Read] = {free_text: guarded_text, copied_text: guarded_copy}
_PRODUCT, _UNIT = "product_code", "unit"
Pick = Callable[[Sequence[str]], tuple[str, ...]]


class Columns:
    """The columns of one file, made once and used for each of its rows.

    Attributes:
        keys: Keys of the columns that the file has, in the table's order.
        reads: What reads the cells of each.
        pick: Takes their cells from a record.
        document_number: Where the document number stands, and what its cells say.
        required: Keys without which a row is refused, whatever else it says.
        completion: What follows once the cells are read.
    """

    def __init__(
        self, layout: Layout, mapping: HeadingMapping, *, zone: str, today: str, guarded: bool = False
    ) -> None:
        table, headings = layout.table, layout.headings
        self._table = table
        self._columns = [column for column in table.columns if column.key in layout.columns]
        places = [layout.columns[column.key] for column in self._columns]
        self._places = [layout.places_of(column.key) for column in self._columns]
        self.keys = tuple(column.key for column in self._columns)
        self.reads = tuple(
            remembering(
                column,
                _read_of(
                    guarded,
                    column,
                    table,
                    heading=headings[place],
                    zone=zone,
                    today=today,
                    words=mapping.values.get(column.key, {}),
                ),
            )
            for column, place in zip(self._columns, places, strict=True)
        )
        self.pick = _picker(self._places)
        needed = set(table.identity) if table.kind == "case" else set(table.by_key)
        needed -= {"line", "quantity", *layout.settled}  # the first two may be counted
        self._required = [column for column in table.columns if column.required and column.key in needed]
        self.required = frozenset(column.key for column in self._required)
        self._names = names_in(table.key)
        self._nameless = frozenset(self._names) - set(self.keys)  # codes that names alone tell
        number = table.identity[0]
        self.document_number: tuple[int, Read] = (len(headings), code)
        if number in self.keys:
            first = self.keys.index(number)
            self.document_number = (places[first], self.reads[first])
        self.completion = Completion(layout, zone=zone, today=today, guarded=guarded)

    def read_with_care(
        self, row: Row, cells: Sequence[str], errors: Mapping[int, CellError] | None = None
    ) -> None:
        """Read the cells of a row one by one, and note all that is wrong with them.

        Args:
            row: Takes what they say.
            cells: The cells.
            errors: What is known to be wrong with some of them before they are read, by place.
        """
        failed: set[str] = set()
        counted: dict[str, tuple[Column, str, CellError]] = {}
        parts = zip(self._columns, self.reads, self.pick(cells), self._places, strict=True)
        for column, read, text, places in parts:
            error = next((errors[place] for place in places if place in errors), None) if errors else None
            try:
                if error is not None:
                    raise error
                value = read(text) if text else None
            except CellError as unfit:
                if error is None and (unit := self._counted(row, column, read, text)):
                    counted[column.key] = column, unit, unfit
                    continue
                row.reasons.append(unfit.reason(column))
                failed.add(column.key)
            else:
                if value is not None:
                    row.data[column.key] = value
        if counted:
            failed |= _in_one_unit(row, counted)
        for column in self._required:
            if column.key not in row.data and column.key not in failed:
                self._by_name(row, column, failed)
        self.completion.complete(row, cells, quantity_failed="quantity" in failed)

    def _counted(self, row: Row, column: Column, read: Read, text: str) -> str | None:
        """Read a quantity with its unit behind it, and return the unit; None where the cell is none."""
        if "quantity" not in column.key or _UNIT not in self._table.by_key:
            return None
        said = number_and_unit(text)
        if said is None:
            return None
        try:
            row.data[column.key] = read(said[0])
        except CellError:
            return None
        return said[1]

    def _by_name(self, row: Row, column: Column, failed: Container[str]) -> None:
        """Let a name stand for a code that is not given; the decision looks it up."""
        name = self._names.get(column.key)
        if name is not None and name in row.data:
            row.data[column.key] = row.data[name]
            return
        if column.key == _PRODUCT and "udi" in row.data:
            row.data[_PRODUCT] = row.data["udi"]  # the code on a packing tells the goods
            return
        said = self._table.by_key[name] if name and column.key in self._nameless else column
        if said.key not in failed:
            row.reasons.append(about(MISSING_VALUE, said.zh, said.key))


def _in_one_unit(row: Row, counted: Mapping[str, tuple[Column, str, CellError]]) -> set[str]:
    """Let the units behind the quantities of a row be its unit; return which quantities disagree about it.

    Whether it is the unit of the product is asked when the row is decided, as of any row that states one.
    """
    unit = agreed([said for _, said, _ in counted.values()], row.data.get(_UNIT))
    if unit is not None:
        row.data[_UNIT] = unit
        return set()
    for key, (column, _, unfit) in counted.items():
        del row.data[key]
        row.reasons.append(unfit.reason(column))
    return set(counted)


def _read_of(guarded: bool, column: Column, table: Table, **rest: Any) -> Read:
    read = converter(column, table, **rest)
    return _GUARDED.get(read, read) if guarded else read


def _picker(places: Sequence[Sequence[int]]) -> Pick:
    if not places:
        return lambda _cells: ()
    if any(len(one) > 1 for one in places):
        return lambda cells: tuple(
            ";".join(filter(str.strip, (cells[place] for place in one))) for one in places
        )
    if len(places) == 1:
        first = places[0][0]
        return lambda cells: (cells[first],)
    pick: Any = itemgetter(*(one[0] for one in places))
    found: Pick = pick
    return found
