"""The cells of a sheet as a person reads them, each with what it has lost.

A cell of a sheet has a type, and a code must not: `2026-05-01` in a column of lots is what a spreadsheet has
made of something else, as are TRUE, 08:30 and a number of more digits than it keeps. The text of such a cell
is one that is read as damaged again wherever it is written to, so that a rejects file does not mend it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from ledger.intake.cells.cell_error import CellError
from ledger.intake.cells.cell_problems import BECAME_DATE, BECAME_TRUTH, DAYS_OF_1904, NO_FORMULA_VALUE
from ledger.intake.cells.damage import looks_like_date
from ledger.intake.source.number_formats import shown
from ledger.intake.source.source import Places
from ledger.intake.source.workbook_styles import DAYS_TO_1904, Look, Styles

_EXACT: Final = 2**53  # whole numbers up to here are exact in a spreadsheet's cell
_LAST_DAY: Final = 100_000  # in the year 2173; a greater number in a column of days is written as 20260501
_USUAL: Final = Look()
_days = re.compile(r"\d{5}(?:\.\d+)?", re.ASCII).fullmatch


class CellTexts:
    """Reads the values of a sheet's rows, from the top.

    Args:
        styles: How cells of the workbook are shown.
        sheet: The sheet's name.
        left: The column in which its first cells stand, from 0.
        places: What stands where in the rows.
    """

    def __init__(self, styles: Styles, sheet: str, left: int, places: Places) -> None:
        self._left = left
        self._codes = sorted(places.codes)
        self._texts = places.texts
        self._known = places.known
        self._days = sorted(places.days) if styles.since_1904 else []
        shown_in = frozenset(place + left for place in places.codes | places.texts)
        self._looks = styles.looks_of(sheet, shown_in) if places.known else iter(())
        self._next = next(self._looks, None)

    def row(self, row: int, values: Sequence[Any]) -> tuple[list[str], dict[int, CellError]]:
        """Return the texts of a row, and which of its cells are damaged.

        Args:
            row: Its number, from 0; rows are read in order.
            values: The values of its cells.
        """
        cells = [value if isinstance(value, str) else text_of(value) for value in values]
        errors: dict[int, CellError] = {}
        looks = self._looks_in(row) if self._next is not None else {}
        for place in self._codes:
            value = values[place]
            if value != "" and (value.__class__ is not str or looks):
                cells[place], error = _code(value, looks.get(place, _USUAL))
                if error is not None:
                    errors[place] = error
        for place in self._days:
            cells[place], error = _of_1904(values[place], cells[place])
            if error is not None:
                errors[place] = error
        for place, look in looks.items():
            if look.is_unknown and place in self._known and values[place] == "":
                errors[place] = CellError(NO_FORMULA_VALUE)
            elif place in self._texts and isinstance(values[place], float):
                seen = shown(values[place], look.form)
                cells[place] = seen.text if seen.problem is None else cells[place]
        return cells, errors

    def _looks_in(self, row: int) -> dict[int, Look]:
        """Return the unusual looks in a row, by place."""
        found: dict[int, Look] = {}
        while self._next is not None and self._next[0] <= row:
            at, column, look = self._next
            if at == row:
                found[column - self._left] = look
            self._next = next(self._looks, None)
        return found


def _code(value: Any, look: Look) -> tuple[str, CellError | None]:
    """Return the text of a cell in a column of codes, and what is lost of it."""
    if isinstance(value, str):
        return (f"'{value}" if look.is_quoted and looks_like_date(value.strip()) else value), None
    if isinstance(value, bool):
        return text_of(value), CellError(BECAME_TRUTH, text=text_of(value))
    if isinstance(value, float | int):
        seen = shown(float(value), look.form)
        if seen.problem is None:
            return seen.text, None
        return seen.text, CellError(seen.problem, text=text_of(float(value)), format=seen.form)
    text = _as_shown(value)
    return text, CellError(BECAME_DATE, text=text)


def _as_shown(value: Any) -> str:
    """Return a day or time in a form that no code has."""
    if isinstance(value, date):
        day = f"{value.year}/{value.month}/{value.day}"
        at = value.time() if isinstance(value, datetime) else time()
        return f"{day} {at.replace(microsecond=0).isoformat()}" if at != time() else day
    return value.replace(microsecond=0).isoformat() if isinstance(value, time) else f"{value}?"


def _of_1904(value: Any, text: str) -> tuple[str, CellError | None]:
    """Return the text of a cell in a column of days, of a workbook that counts them from 1904."""
    if isinstance(value, float) and 0 <= value < _LAST_DAY:
        return text_of(value + DAYS_TO_1904), None
    if isinstance(value, str) and _days(value.strip()):
        return f"{text}?", CellError(DAYS_OF_1904, text=text)
    return text, None


def text_of(value: Any) -> str:
    """Return a cell as a person reads it: whole numbers without a point, dates as dates."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        if value.is_integer() and abs(value) < _EXACT:
            return str(int(value))
        return format(value, ".15g")
    if isinstance(value, datetime):
        return value.isoformat(" ", timespec="seconds" if not value.microsecond else "microseconds")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value) if isinstance(value, timedelta | int) else ""
