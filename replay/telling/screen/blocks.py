"""Rows as blocks of lines, for a screen that is too narrow for a table of what must be seen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.cells import cell_len

from replay.telling.headings import Heading, Row
from replay.telling.screen.columns import broken, on_one_line
from replay.telling.wording import say

_INDENT = "  "


def block_of(headings: Sequence[Heading], row: Row, width: int) -> Iterator[str]:
    """Yield the lines of one row: title and value of every column that it fills, what must be seen first.

    Args:
        headings: The columns, in order of their rank.
        row: Column key to value.
        width: Of the screen, in cells.
    """
    line, indent = "", ""
    for heading in headings:
        value = row.get(heading.key)
        if value is None or value == []:
            continue
        text = f"{heading.title}{say(': ', '：')}{on_one_line([heading.shown(value)])[0]}"
        if not heading.sentence and cell_len(line) + 2 + cell_len(text) <= width:
            line = f"{line}  {text}" if line.strip() else f"{indent}{text}"
            continue
        if line.strip():
            yield line
            indent = _INDENT
        *whole, line = _indented(text, width, indent)
        yield from whole
        if heading.sentence:
            yield line
            line = ""
    if line.strip():
        yield line


def _indented(text: str, width: int, indent: str) -> list[str]:
    return [indent + part for part in broken(text, max(20, width - len(_INDENT)))]
