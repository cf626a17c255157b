"""One row of a file, its cells read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ledger.errors import Reason
from ledger.events.envelope import NO_ENVELOPE, Envelope


@dataclass(slots=True)
class Row:
    """One row of a file, its cells read.

    Attributes:
        number: The row's number as a spreadsheet shows it, from 1.
        data: Column key to value of the stored form, personal values in clear; blanks are absent.
        cells: The cells as they stand in the file.
        reasons: What is wrong with the row; empty if nothing is.
        envelope: What the row carries besides; of a case with the stage that it names.
        filled: Columns that were left out and follow from others: the quantity from the serials, the
            line from the order of the rows.
        day: Of a row of a sheet without numbers its business day, empty where it tells none; else None.
    """

    number: int
    data: dict[str, Any]
    cells: list[str]
    reasons: list[Reason]
    envelope: Envelope = NO_ENVELOPE
    filled: tuple[str, ...] = ()
    day: str | None = None
