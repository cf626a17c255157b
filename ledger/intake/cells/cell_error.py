"""The exception with which a cell says that it cannot be read. It never leaves the intake."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ledger.errors import Problem, Reason

if TYPE_CHECKING:
    from ledger.events.base import Column

SHOWN = 60


class CellError(ValueError):  # a verdict on a cell, caught by whoever reads the row
    """A cell cannot be read as what its column asks for; the row's other cells can still be."""

    def __init__(self, problem: Problem, **particulars: Any) -> None:
        super().__init__(problem.code)
        self.problem = problem
        self.particulars = particulars

    def reason(self, column: Column) -> Reason:
        """Return why the row is rejected, naming the column."""
        return about(self.problem, column.zh, column.key, **self.particulars)


def about(problem: Problem, zh: str, column: str, **particulars: Any) -> Reason:
    """Return a problem with a cell, naming its column; a long cell is shown by its beginning."""
    text = particulars.get("text")
    if isinstance(text, str):
        particulars["text"] = shortened(text)
    return problem.with_(zh=zh, column=column, **particulars)


def shortened(text: str) -> str:
    """Return a cell's text as messages show it: one line, not too long."""
    line = " ".join(text.split())
    return line if len(line) <= SHOWN else f"{line[:SHOWN]}…"
