"""Which rows make one document, and the numbers of its lines (interface rules 1 and 2)."""

from __future__ import annotations

from collections.abc import Sequence

from ledger.events.base import Table
from ledger.intake.rows import Row


def has_documents(table: Table) -> bool:
    """Return whether rows of a table that share the first part of their identity make one document."""
    return len(table.identity) > 1 and table.kind != "register" and table.key != "voids"


def number_lines(document: Sequence[Row], table: Table) -> None:
    """Give missing line numbers in row order within the document."""
    if not table.has_lines or table.key == "voids" or all("line" in row.data for row in document):
        return
    if any(row.day is not None for row in document):
        return  # they get their numbers with that of the document
    taken = {row.data["line"] for row in document if "line" in row.data}
    following = 1
    for row in document:
        if "line" not in row.data and not any(
            reason.particulars.get("column") == "line" for reason in row.reasons
        ):
            while following in taken:
                following += 1
            row.data["line"] = following
            row.filled = (*row.filled, "line")
            taken.add(following)
