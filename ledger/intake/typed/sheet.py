"""The rows of a sheet as people type it: what its headings leave open, settled for each of them."""

from __future__ import annotations

from typing import Any, Final

from ledger import clock
from ledger.errors import CommandError
from ledger.events.base import Column, Table
from ledger.intake.cells.cell_error import CellError
from ledger.intake.cells.converters import converter
from ledger.intake.headings.answers import Answers
from ledger.intake.rows import Row
from ledger.intake.typed.lacking import Lacking
from ledger.names import compared_name

_PARTIES: Final = ("customer_code", "supplier_code", "topic")  # what a document without a number is about


class TypedSheet:
    """What of a sheet does not stand in its cells.

    Attributes:
        lacking: What its headings leave open.
        table: The table.

    Args:
        table: The table.
        lacks: What its headings leave open.
        answers: All that is answered.
        zone: The ledger's time zone.
        today: Today in that zone.

    Raises:
        CommandError: An answer is no value of its column.
    """

    def __init__(self, table: Table, lacks: Lacking, answers: Answers, *, zone: str, today: str) -> None:
        self.lacking = lacks
        self.table = table
        self._zone = zone
        self._values = {
            key: _value(table, table.by_key[key], text, zone, today) for key, text in lacks.answers.items()
        }
        self._codes = {key: code for key, code in answers.items() if key[0] != table.key}
        self._named = [column for column in table.columns if column.ref is not None and column.type == "ref"]
        self._times = table.event_time or tuple(key for one in table.beginnings for key in one.at)

    def complete(self, row: Row) -> None:
        """Settle what the cells of a row leave open."""
        for key, value in self._values.items():
            row.data.setdefault(key, value)
        for code, name in self.lacking.names.items():
            if code not in row.data and name in row.data:
                row.data[code] = row.data[name]
        if self._codes:
            for column in self._named:
                said = row.data.get(column.key)
                meant = self._codes.get((column.ref or "", compared_name(said))) if said else None
                if meant is not None:
                    row.data[column.key] = meant
        if self.lacking.number and self.table.identity[0] not in row.data:
            row.day = self._day(row)

    def _day(self, row: Row) -> str:
        """Return the business day of a row, empty where it tells none."""
        told: list[str] = [row.data[key] for key in self._times if key in row.data]
        time = told[0] if told else row.envelope.event_time or ""
        return clock.day_of(time, self._zone) if len(time) == clock.WIDTH else time[:10]

    def group(self, row: Row) -> str:
        """Return what the rows of one document share: day and party; a row of bad cells is alone."""
        if row.reasons:
            return f"{row.number}"
        if row.day is None:
            return f"# {row.data[self.table.identity[0]]}"
        party = next((str(row.data[key]) for key in _PARTIES if key in row.data), "")
        return f"{row.day} {compared_name(party)}"


def _value(table: Table, column: Column, text: str, zone: str, today: str) -> Any:
    read = converter(column, table, heading=column.zh, zone=zone, today=today, words={})
    try:
        return read(text)
    except CellError as unfit:
        raise CommandError(unfit.reason(column)) from None
