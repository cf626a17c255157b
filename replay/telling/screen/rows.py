"""Readable tables for a terminal, and the consoles they are printed on."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence, Sized
from dataclasses import dataclass
from itertools import islice
from typing import Any, TextIO

from rich.console import Console, ConsoleOptions
from rich.segment import Segment
from rich.style import Style
from rich.text import Text

from ledger.visible import visible, visible_lines
from replay.telling.headings import Heading, Row, to_second
from replay.telling.screen.blocks import block_of
from replay.telling.screen.columns import Shown, fitting, lines_of
from replay.telling.wording import say

FIRST_ROWS = 200
PIPE_WIDTH = 160
_BOLD, _VOIDED = Style(bold=True), Style(dim=True, strike=True)


class _SeenConsole(Console):
    """A console on which nothing in a text steers the terminal or hides from the eye."""

    def print(self, *objects: Any, **options: Any) -> None:
        """Print texts with every sign of them visible, and what lays itself out."""
        super().print(*map(_seen, objects), **options)


def _seen(shown: Any) -> Any:
    if isinstance(shown, str):
        return visible_lines(shown)
    if isinstance(shown, Text):
        text = visible_lines(shown.plain)
        return shown if text == shown.plain else Text(text, style=shown.style)
    return shown


def console_to(stream: TextIO | None) -> Console:
    """Return a console on standard output or on a file; without a terminal wide, unless COLUMNS says."""
    console = _SeenConsole(file=stream, highlight=False, markup=False, emoji=False)
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
    """Print rows as a table: the first 200 and how many there are or that more follow, or every one.

    Empty columns are left out; where the rest is too wide, the columns of a low rank come first and a line
    names those that are not shown. Where not even what must be seen fits, each row is a block of lines.

    Args:
        console: Where to print.
        headings: The columns.
        rows: Taken as they come.
        everything: Print every row.
        counted: Say how many rows there are.
        count: Tells that, so that only what is shown is taken. Without it a list knows itself; of other rows
            one more is taken, to see whether more follow.
    """
    stream = iter(rows)
    first = list(islice(stream, FIRST_ROWS))
    filled = [heading for heading in headings if any(row.get(heading.key) is not None for row in first)]
    columns = [Shown.of(heading, first) for heading in filled]
    chosen = fitting(columns, console.width)
    shown = [one.heading for one in chosen or columns]
    if first:
        console.print(_Table(chosen, first, headed=True) if chosen else _Blocks(shown, first))
    total = len(first)
    while everything and (part := list(islice(stream, FIRST_ROWS))):
        table = _Table([one.over(part) for one in chosen], part)
        console.print(table if chosen else _Blocks(headings, part))
        total += len(part)
    if counted:
        every: int | None = total
        if total >= FIRST_ROWS and not everything:
            every = _total(rows, stream, total, count)
        _print_foot(console, total, every, [one.title for one in filled if one not in shown])


def _total(
    rows: Iterable[Row], rest: Iterator[Row], shown: int, count: Callable[[], int] | None
) -> int | None:
    """Return how many rows there are; None means more than shown, where to count them is to make them."""
    if count is not None:
        return count()
    if isinstance(rows, Sized):
        return len(rows)
    return shown if next(rest, None) is None else None


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
        f"截至日期 {at}，所依据的录入时间 {known_at}（日志位置 {position}）。",
    )
    console.print(Text(line, style="dim"))


@dataclass(frozen=True, slots=True)
class _Table:
    """Rows of a table for the console, laid out already: a table of its own takes it a second."""

    columns: Sequence[Shown]
    rows: Sequence[Row]
    headed: bool = False

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Segment]:
        """Yield the lines of each row, a voided one struck through."""
        laid = lines_of(self.columns, headed=self.headed)
        if self.headed:
            yield from _printed(next(laid), _BOLD)
        for row, lines in zip(self.rows, laid, strict=True):
            yield from _printed(lines, _style_of(row))


@dataclass(frozen=True, slots=True)
class _Blocks:
    """Rows for the console, one record a block."""

    headings: Sequence[Heading]
    rows: Sequence[Row]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Segment]:
        """Yield the lines of each row and an empty one, a voided row struck through."""
        ranked = sorted(self.headings, key=lambda one: one.rank)
        for row in self.rows:
            yield from _printed(block_of(ranked, row, options.max_width), _style_of(row))
            yield Segment.line()


def _printed(lines: Iterable[str], style: Style | None) -> Iterator[Segment]:
    for line in lines:
        yield Segment(visible(line), style)
        yield Segment.line()


def _style_of(row: Row) -> Style | None:
    return _VOIDED if row.get("voided_at") is not None else None


def _print_foot(console: Console, shown: int, total: int | None, hidden: Sequence[str]) -> None:
    if hidden:
        names, count = say(", ", "、").join(hidden), len(hidden)
        line = say(
            f"{count} more column{'' if count == 1 else 's'}: {names}; --format csv|xlsx|json has them all.",
            f"另有 {count} 列未显示：{names}；--format csv|xlsx|json 含全部列。",
        )
        console.print(Text(line, style="dim"))
    if total is None:
        line = say(
            f"More than {shown} rows; --all shows every row.",
            f"多于 {shown} 行，显示前 {shown} 行；加 --all 显示全部。",
        )
    elif shown < total:
        line = say(
            f"{shown} of {total} rows; --all shows every row.",
            f"共 {total} 行，显示前 {shown} 行；加 --all 显示全部。",
        )
    else:
        line = say(f"{total} row{'' if total == 1 else 's'}.", f"共 {total} 行。")
    console.print(Text(line, style="dim"))
