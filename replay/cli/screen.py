"""Readable tables for a terminal, and the consoles they are printed on."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TextIO

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.table import Table
from rich.text import Text

from replay.cli.headings import NUMBERS, Heading, Row, to_second
from replay.cli.wording import say

FIRST_ROWS = 200
WIDEST_CELL = 28
PIPE_WIDTH = 160


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
    chosen, widths = _fitting(filled or list(headings), first, console.width)
    if first:
        _print_part(console, chosen, widths, first, headed=True)
    total = len(first)
    while everything and (part := list(islice(stream, FIRST_ROWS))):
        _print_part(console, chosen, widths, part, headed=False)
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


def _fitting(
    headings: Sequence[Heading], rows: Sequence[Row], width: int
) -> tuple[list[Heading], dict[str, int]]:
    """Return the columns that fit into the width, in their order, and how wide each is."""
    widths = {heading.key: _width(heading, rows) for heading in headings}
    _fit_sentences(headings, widths, width)
    left = width
    taken: set[str] = set()
    for heading in sorted(headings, key=lambda each: each.rank):
        needed = widths[heading.key] + 2
        if needed <= left + 2 or not taken:
            left -= needed
            taken.add(heading.key)
    return [heading for heading in headings if heading.key in taken], widths


def _width(heading: Heading, rows: Sequence[Row]) -> int:
    cells = (cell_len(heading.shown(row.get(heading.key))) for row in rows)
    longest = max(cell_len(heading.title), *cells, 1)
    return longest if heading.sentence else min(WIDEST_CELL, longest)


def _fit_sentences(headings: Sequence[Heading], widths: dict[str, int], width: int) -> None:
    """Cut columns of sentences to what the other columns of rank 1 leave."""
    taken = sum(widths[one.key] + 2 for one in headings if one.rank == 1 and not one.sentence)
    for heading in headings:
        if heading.sentence:
            widths[heading.key] = max(WIDEST_CELL, min(widths[heading.key], width - taken - 2))


def _print_part(
    console: Console,
    headings: Sequence[Heading],
    widths: dict[str, int],
    rows: Sequence[Row],
    *,
    headed: bool,
) -> None:
    table = Table(box=None, show_header=headed, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in headings:
        side = "right" if heading.type in NUMBERS else "left"
        title = Text(_cut(heading.title, widths[heading.key]), style="bold")
        table.add_column(title, justify=side, width=widths[heading.key], no_wrap=True)  # type: ignore[arg-type]
    for row in rows:
        voided = row.get("voided_at") is not None
        cells = (_cut(heading.shown(row.get(heading.key)), widths[heading.key]) for heading in headings)
        table.add_row(*(Text(cell) for cell in cells), style="dim strike" if voided else "")
    console.print(table)


def _cut(text: str, width: int) -> str:
    line = " ".join(text.split())
    return line if cell_len(line) <= width else set_cell_size(line, width - 1) + "…"


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
