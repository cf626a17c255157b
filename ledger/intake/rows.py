"""One row of a file, its cells read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ledger.errors import Reason


@dataclass(slots=True)
class Row:
    """One row of a file, its cells read.

    Attributes:
        number: The row's number as a spreadsheet shows it, from 1.
        data: Column key to value of the stored form, personal values in clear; blanks are absent.
        cells: The cells as they stand in the file.
        reasons: What is wrong with the row; empty if nothing is.
        extra: Non-blank cells of unknown columns as `[heading, text]`.
        note: The remark.
        event_time: The business time that the row carries itself, in stored form.
        replaces: Event id of the struck event that the row stands in for.
        filled: Columns that were left out and follow from others: the quantity from the serials.
        stage: Of a case, the event type of the stage that the row names.
    """

    number: int
    data: dict[str, Any]
    cells: list[str]
    reasons: list[Reason]
    extra: list[list[str]] | None = None
    note: str | None = None
    event_time: str | None = None
    replaces: str | None = None
    filled: tuple[str, ...] = ()
    stage: str | None = None
