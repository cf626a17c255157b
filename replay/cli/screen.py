"""Readable tables for a terminal, and the consoles they are printed on."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, TextIO

from rich.cells import cell_len, set_cell_size
from rich.console import Console, ConsoleOptions
from rich.control import strip_control_codes
from rich.segment import Segment
from rich.style import Style
from rich.text import Text

from replay.cli.headings import NUMBERS, Heading, Row, to_second
from replay.cli.wording import say

FIRST_ROWS = 200
WIDEST_CELL = 28
PIPE_WIDTH = 160
_BOLD, _VOIDED = Style(bold=True), Style(dim=True, strike=True)


def console_to(stream: TextIO | None) -> Console:
    """Return a console on standard output or on a file; without a terminal wide, unless COLUMNS says."""
    console = Console(file=stream, highlight=False, markup=False, emoji=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = PIPE_WIDTH
    return console


def print_rows(
    console: Console,
    headings: Sequence[Heading],
    rows: Iterable[Row],
    *,
    everything: bool = False,
    counted: bool = True,
    count: Callable[[], int] | None = None,
) -> None:
    """Print rows as a table: the first 200 and how many there are, or every one.

    Empty columns are left out; where the rest is too wide, the columns of a low rank come first and a line
    says how many are not shown.

    Args:
        console: Where to print.
        headings: The columns.
        rows: Taken as they come.
        everything: Print every row.
        counted: Say how many rows there are.
        count: Tells that, where it is quicker than taking the rows that are not shown.
    """
    stream = iter(rows)
    first = list(islice(stream, FIRST_ROWS))
    filled = [heading for heading in headings if any(row.get(heading.key) is not None for row in first)]
    columns = [_Shown.of(heading, first) for heading in filled or headings]
    chosen = _fitting(columns, console.width)
    if first:
        console.print(_Lines(chosen, first, headed=True))
    total = len(first)
    while everything and (part := list(islice(stream, FIRST_ROWS))):
        console.print(_Lines([one.over(part) for one in chosen], part))
        total += len(part)
    shown = total
    if counted:
        total += 0 if shown < FIRST_ROWS else _rest(stream, shown, count)
        _print_foot(console, shown, total, len(filled) - len(chosen) if filled else 0)


def _rest(stream: Iterator[Row], shown: int, count: Callable[[], int] | None) -> int:
    """Return how many rows were not shown."""
    return sum(1 for _ in stream) if count is None else count() - shown


def print_title(console: Console, title: str) -> None:
    """Print the title of a part of an answer."""
    console.print()
    console.print(Text(title, style="bold underline"))


def print_basis(console: Console, basis: dict[str, Any]) -> None:
    """Print what an answer rests on."""
    at, known_at = to_second(basis["at"]), to_second(basis["known_at"])
    position = basis["position"]
    line = say(
        f"As at {at}, as known at {known_at} (position {position}).",
        f"业务时点 {at}，认知时点 {known_at}（日志位置 {position}）。",
    )
    console.print(Text(line, style="dim"))


@dataclass(slots=True)
class _Shown:
    """A column on its way to the screen.

    Attributes:
        heading: Which.
        texts: Of the rows, on one line each.
        width: In cells of the screen.
    """

    heading: Heading
    texts: list[str]
    width: int

    @classmethod
    def of(cls, heading: Heading, rows: Sequence[Row]) -> _Shown:
        """Return a column as wide as its longest value, if that is no sentence, in reason."""
        texts = heading.shown_values(row.get(heading.key) for row in rows)
        longest = max(map(cell_len, {heading.title, *texts}))
        width = max(1, longest if heading.sentence else min(WIDEST_CELL, longest))
        return cls(heading, _on_one_line(texts), width)

    def over(self, rows: Sequence[Row]) -> _Shown:
        """Return the same column of other rows."""
        texts = self.heading.shown_values(row.get(self.heading.key) for row in rows)
        return _Shown(self.heading, _on_one_line(texts), self.width)

    def cells(self, *, headed: bool) -> list[str]:
        """Return the texts, that of the title first if asked for, each as wide as the column."""
        texts = [self.heading.title, *self.texts] if headed else self.texts
        right, width = self.heading.type in NUMBERS, self.width
        cut = [text if cell_len(text) <= width else set_cell_size(text, width - 1) + "…" for text in texts]
        blanks = [" " * (width - cell_len(text)) for text in cut]
        pairs = zip(blanks, cut, strict=True) if right else zip(cut, blanks, strict=True)
        return list(map("".join, pairs))


def _on_one_line(texts: Iterable[str]) -> list[str]:
    return [" ".join(text.split()) for text in texts]


@dataclass(frozen=True, slots=True)
class _Lines:
    """Rows of a table for the console, laid out already: a table of its own takes it a second."""

    columns: Sequence[_Shown]
    rows: Sequence[Row]
    headed: bool = False

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Segment]:
        """Yield a line for each row, a voided one struck through."""
        lines = map("  ".join, zip(*(one.cells(headed=self.headed) for one in self.columns), strict=True))
        if self.headed:
            yield from (Segment(next(lines), _BOLD), Segment.line())
        for row, line in zip(self.rows, lines, strict=True):
            yield Segment(strip_control_codes(line), _VOIDED if row.get("voided_at") is not None else None)
            yield Segment.line()


def _fitting(columns: Sequence[_Shown], width: int) -> list[_Shown]:
    """Return the columns that fit into the width, in their order."""
    _fit_sentences(columns, width)
    left = width
    taken: set[str] = set()
    for one in sorted(columns, key=lambda each: each.heading.rank):
        needed = one.width + 2
        if needed <= left + 2 or not taken:
            one.width = min(one.width, width)
            left -= needed
            taken.add(one.heading.key)
    return [one for one in columns if one.heading.key in taken]


def _fit_sentences(columns: Sequence[_Shown], width: int) -> None:
    """Cut columns of sentences to what the other columns of rank 1 leave."""
    taken = sum(one.width + 2 for one in columns if one.heading.rank == 1 and not one.heading.sentence)
    for one in columns:
        if one.heading.sentence:
            one.width = max(WIDEST_CELL, min(one.width, width - taken - 2))


def _print_foot(console: Console, shown: int, total: int, hidden: int) -> None:
    if shown < total:
        line = say(
            f"{shown} of {total} rows; --all shows every row.",
            f"共 {total} 行，显示前 {shown} 行；加 --all 显示全部。",
        )
    else:
        line = say(f"{total} row{'' if total == 1 else 's'}.", f"共 {total} 行。")
    if hidden > 0:
        line += say(
            f" {hidden} more column{'' if hidden == 1 else 's'}: --format csv|xlsx|json has them all.",
            f"另有 {hidden} 列未显示：--format csv|xlsx|json 含全部列。",
        )
    console.print(Text(line, style="dim"))
