"""What follows once the cells of a row are read: units and their count, printed expiry, envelope, extras."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from ledger import clock
from ledger.events.base import Column
from ledger.intake.cells.cell_error import CellError, about
from ledger.intake.cells.cell_problems import (
    CELL_TOO_LONG,
    MISSING_VALUE,
    QUANTITY_OF_SERIALS,
    STEERING_TEXT,
)
from ledger.intake.cells.converters import SERIALS, Memo, names_units
from ledger.intake.cells.dates import end_of_month, moment, not_after
from ledger.intake.cells.serials import count_of, counted, listed
from ledger.intake.cells.words import CELL_LIMIT, event_id, free_text, guarded_text
from ledger.intake.headings.headings import NEWEST, STAGE, Layout, envelope_heading
from ledger.intake.rows import Row
from ledger.intake.stage_names import stage_cell, stage_if_known
from ledger.visible import steers, visible

_POSITION_DIGITS = 18


class Completion:
    """What follows once the cells of a row are read.

    Attributes:
        needed: Whether anything does, in a file with these headings.
    """

    def __init__(self, layout: Layout, *, zone: str, today: str, guarded: bool = False) -> None:
        table, columns = layout.table, layout.columns
        self._quantity = table.by_key.get("quantity")
        self._combined = "lot" in columns and names_units(layout.headings[columns["lot"]])
        self._units = "serial" in columns or self._combined
        self._listed = [(column, SERIALS[column.key]) for column in table.columns if _lists(column, columns)]
        self._ranges = table.by_key.get("serials") if "serials" in columns else None
        self._later = table.kind == "case"  # a later stage needs no quantity: the decision looks
        self._expiry = columns.get("expiry_date") if "expiry_text" in table.by_key else None
        self._printed = Memo(_printed_month)
        self._unknown = [(visible(layout.headings[place].strip()), place) for place in sorted(layout.unknown)]
        read: dict[str, Callable[[str], Any]] = {
            "event_time": lambda text: _business_time(text, today, zone),
            "note": guarded_text if guarded else free_text,
            "replaces": event_id,
            STAGE: partial(stage_cell, table),
            NEWEST: partial(stage_if_known, table),
            "position": _position,
            "voided_at": free_text,
        }
        self._envelope = [(key, place, Memo(read[key])) for key, place in layout.envelope.items()]

    def complete(self, row: Row, cells: Sequence[str], *, quantity_failed: bool = False) -> None:
        """Complete a row whose cells are read, and note what is wrong with the rest of it."""
        data = row.data
        for column, count in self._listed:
            if column.key in data and not quantity_failed:
                self._part_units(row, column, data.get(count))
        if self._ranges is not None and "serials" in data:
            self._part_ranges(row, self._ranges)
        if self._quantity is not None and not quantity_failed and (self._units or "quantity" not in data):
            self._count_units(row)
        if self._expiry is not None and "expiry_date" in data and "expiry_text" not in data:
            printed = self._printed[cells[self._expiry]]
            if printed is not None:
                data["expiry_text"] = printed
        if self._envelope:
            self._read_envelope(row, cells)
        if self._unknown:
            self._keep_extra(row, cells)

    def _read_envelope(self, row: Row, cells: Sequence[str]) -> None:
        read: dict[str, Any] = {}
        for key, place, memo in self._envelope:
            if cells[place]:
                try:
                    read[key] = memo[cells[place]]
                except CellError as unfit:
                    row.reasons.append(about(unfit.problem, envelope_heading(key), key, **unfit.particulars))
        newest = read.pop(NEWEST, None)
        if read.get("position") is None:
            read.pop("voided_at", None)  # of somebody else's file: what it means there is not known
        elif newest is not None:
            read.setdefault(STAGE, newest)
        if read:
            row.envelope = row.envelope._replace(**read)

    def _part_units(self, row: Row, column: Column, quantity: str | None) -> None:
        """Part the serials of a cell where its quantity says that there are several."""
        try:
            row.data[column.key] = counted(row.data[column.key], quantity)
        except CellError as unfit:
            row.reasons.append(unfit.reason(column))

    def _part_ranges(self, row: Row, column: Column) -> None:
        try:
            row.data[column.key] = listed(row.data[column.key], row.data.get("quantity"))
        except CellError as unfit:
            row.reasons.append(unfit.reason(column))

    def _count_units(self, row: Row) -> None:
        data, quantity = row.data, self._quantity
        serial = data.get("serial")
        lot = data.get("lot", "") if self._combined else ""
        units = serial or (lot if ";" in lot else None)
        given = data.get("quantity")
        if given is None and units:
            data["quantity"] = str(count_of(units))
            row.filled = ("quantity",)
        elif quantity is not None and given is None and quantity.required and not self._later:
            row.reasons.append(about(MISSING_VALUE, quantity.zh, quantity.key))
        elif quantity is not None and serial and given is not None and given != str(count_of(serial)):
            row.reasons.append(
                about(QUANTITY_OF_SERIALS, quantity.zh, quantity.key, text=given, count=count_of(serial))
            )

    def _keep_extra(self, row: Row, cells: Sequence[str]) -> None:
        extra = [[heading, cells[place]] for heading, place in self._unknown if cells[place].strip()]
        if extra:
            row.envelope = row.envelope._replace(extra=extra)
        for heading, text in extra:
            if len(text) > CELL_LIMIT:
                row.reasons.append(about(CELL_TOO_LONG, heading, heading, limit=CELL_LIMIT))
            elif steers(text):
                row.reasons.append(about(STEERING_TEXT, heading, heading, text=text))


def _lists(column: Column, places: Mapping[str, int]) -> bool:
    return column.type == "text" and column.key in SERIALS and column.key in places


def _position(text: str) -> int | None:
    """Return the position that one of our exports shows; a file of somebody else may say anything there."""
    digits = text.strip().removesuffix(".0")
    return (
        int(digits) if digits.isascii() and digits.isdecimal() and len(digits) <= _POSITION_DIGITS else None
    )


def _printed_month(text: str) -> str | None:
    """Return an expiry as printed, if it names a month alone."""
    return text.strip() if end_of_month(text) else None


def _business_time(text: str, today: str, zone: str) -> str | None:
    found = not_after(text, moment(text, zone), today, zone)
    return clock.start_of(found, zone) if found is not None and len(found) < clock.WIDTH else found
