"""Where the tour is shown: numbered steps, lines and small tables, on a terminal or in a pipe."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from ledger.settings import language

_WIDTH = 80


def say(en: str, zh: str) -> str:
    """Return the English or the Chinese wording, as the user's language is."""
    return zh if language() == "zh" else en


class Stage:
    """Prints the steps of a tour."""

    def __init__(self) -> None:
        self._step = 0
        self._console = Console(highlight=False, markup=False, emoji=False)
        if not self._console.is_terminal and "COLUMNS" not in os.environ:
            self._console.width = _WIDTH

    def step(self, title: str) -> None:
        """Print the heading of the next step."""
        self._step += 1
        self._console.print()
        self._console.print(Text(f"{self._step}. {title}", style="bold"), soft_wrap=True)

    def line(self, text: str, style: str = "") -> None:
        """Print a line, never broken."""
        self._console.print(Text(text, style=style), soft_wrap=True)

    def table(
        self,
        texts: Sequence[str],
        numbers: Sequence[str],
        rows: Sequence[Sequence[Any]],
        *,
        marked: bool = False,
    ) -> None:
        """Print rows.

        Args:
            texts: Headings of the first columns.
            numbers: Headings of the last columns.
            rows: Cells; None is shown as a dash.
            marked: Whether rows whose last two cells differ stand out.
        """
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
        for text in texts:
            table.add_column(Text(text, style="bold"), no_wrap=True)
        for text in numbers:
            table.add_column(Text(text, style="bold"), justify="right", no_wrap=True)
        if marked:
            table.add_column("", no_wrap=True)
        for row in rows:
            cells = [Text("—" if cell is None else str(cell)) for cell in row]
            differs = marked and row[-1] != row[-2]
            mark = [Text(say("<- differs", "← 不同"))] if differs else []
            table.add_row(*cells, *mark, style="bold yellow" if differs else "")
        self._console.print(table)
