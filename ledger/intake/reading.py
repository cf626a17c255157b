"""Records to rows: the loop that every imported line goes through."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from operator import call
from typing import Any

from ledger.events.envelope import Envelope
from ledger.intake.cells.cell_error import CellError
from ledger.intake.cells.cell_problems import NUL_IN_CELL, ROW_CUT, TOO_MANY_CELLS
from ledger.intake.headings.columns import Columns
from ledger.intake.headings.headings import Layout
from ledger.intake.headings.normalising import bare
from ledger.intake.rows import Row
from ledger.intake.skipped_rows import EMPTY, TITLE, is_empty, may_be_no_row, skipped_as
from ledger.intake.source.source import Damaged, Marked, Source
from ledger.visible import visible

_NO_ERRORS: Mapping[int, CellError] = {}


class RowReader:
    """Reads the records of one file or sheet, of which the heading row is known.

    Args:
        source: Its records.
        layout: What its headings mean.
        columns: How its cells are read.
        name: The file's name, as events say where they come from; stored also where it is no UTF-8.
    """

    def __init__(self, source: Source, layout: Layout, columns: Columns, name: str) -> None:
        self._source = source
        self._name = visible(name.encode("utf-8", "surrogateescape").decode("utf-8", "replace"))
        self._width = len(layout.headings)
        self._columns = columns
        self._bare_headings = [bare(heading) for heading in layout.headings]

    def rows(self, heading_row: int, skipped: dict[str, int]) -> Iterator[Row]:
        """Yield the rows below the heading row.

        The usual row costs a look-up a cell. One with anything out of the ordinary is read a second time,
        with care for what is wrong with it.

        Args:
            heading_row: Number of the heading row.
            skipped: Counts the records that are no rows, by kind.
        """
        columns, width, nul = self._columns, self._width, self._source.may_hold_nul
        keys, reads, pick, required = columns.keys, columns.reads, columns.pick, columns.required
        complete, name = columns.completion.complete, self._name
        has_required = required <= set(keys)
        for number, cells in self._below(heading_row, skipped):
            if len(cells) == width and cells.__class__ is list and not nul:
                try:
                    data: dict[str, Any] = dict(zip(keys, map(call, reads, pick(cells)), strict=True))
                except CellError:
                    pass
                else:
                    whole = has_required and not may_be_no_row(cells)
                    if None in data.values():
                        data = {key: value for key, value in data.items() if value is not None}
                        whole = required <= data.keys() and not may_be_no_row(cells)
                    if whole:
                        envelope = Envelope(None, None, None, None, f"{name}:{number}")
                        row = Row(number, data, cells, [], envelope)
                        complete(row, cells)
                        yield row
                        continue
            if not cells:
                _count(skipped, EMPTY)
                continue
            row_or_kind = self._with_care(number, cells)
            if isinstance(row_or_kind, Row):
                yield row_or_kind
            else:
                _count(skipped, row_or_kind)

    def _below(self, heading_row: int, skipped: dict[str, int]) -> Iterator[tuple[int, list[str]]]:
        """Return the records below the heading row, those above counted."""
        records = enumerate(self._source.records(), self._source.first_number)
        for number, cells in records:
            if number == heading_row:
                break
            _count(skipped, EMPTY if is_empty(cells) else TITLE)
        return records

    def numbers(self, heading_row: int) -> Iterator[str | None]:
        """Yield the document number of each record below the heading row, None where it has none."""
        place, read = self._columns.document_number
        for number, cells in enumerate(self._source.records(), self._source.first_number):
            if number <= heading_row:
                continue
            usual = cells.__class__ is list and len(cells) > place
            if not usual and (len(cells) <= place or isinstance(cells, Damaged) or place in _errors(cells)):
                yield None
                continue
            try:
                yield read(cells[place])
            except CellError:
                yield None

    def _with_care(self, number: int, cells: list[str]) -> Row | str:
        """Return a row with all that is wrong with it, or the kind of record that it is instead."""
        row = Row(number, {}, list(cells), [], Envelope(source=f"{self._name}:{number}"))
        if isinstance(cells, Damaged):
            row.reasons.append(cells.reason)
            return row
        width = self._width
        if any(cell.strip() for cell in cells[width:]):
            row.reasons.append(TOO_MANY_CELLS.with_(expected=width, got=len(cells)))
        if len(cells) < width and self._source.ends_within_row():
            row.reasons.append(ROW_CUT.with_(expected=width, got=len(cells)))
        if self._source.may_hold_nul and any("\0" in cell for cell in cells):
            row.reasons.append(NUL_IN_CELL.with_())
        self._columns.read_with_care(row, cells + [""] * (width - len(cells)), _errors(cells))
        looked_at = row.reasons or may_be_no_row(cells)
        kind = skipped_as(cells, self._bare_headings) if looked_at else None
        return kind or row


def _errors(cells: list[str]) -> Mapping[int, CellError]:
    """Return what its source says is wrong with the cells of a record, by place."""
    return cells.errors if isinstance(cells, Marked) else _NO_ERRORS


def _count(skipped: dict[str, int], kind: str) -> None:
    skipped[kind] = skipped.get(kind, 0) + 1
