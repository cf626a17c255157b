"""Records that are no rows: empty ones, totals, headings printed again on every page."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ledger.intake.headings.normalising import bare

EMPTY, TITLE, TOTAL, HEADING = "empty", "title", "total", "heading"

_total = re.compile(
    r"(本页|本月|本日|本年|本单|当页|本頁)?(合计|小计|总计|共计|累计|合計|小計|總計|共計|累計)(?![\u3400-\u9fff]).*"
).fullmatch


def is_empty(cells: Sequence[str]) -> bool:
    """Whether a record holds nothing but blanks."""
    return not any(cell.strip() for cell in cells)


def is_total(cells: Sequence[str]) -> bool:
    """Whether a record is a sum over others: its first cell that is not blank says so, or a whole cell does.

    >>> is_total(["", "合 计：", "120"]), is_total(["合计康医疗", "C9"])
    (True, False)
    """
    words = [word for cell in cells if (word := bare(cell))]
    return bool(words) and (bool(_total(words[0])) or any(word in {"合计", "小计", "总计"} for word in words))


def skipped_as(cells: Sequence[str], headings: Sequence[str]) -> str | None:
    """Return why a record below the headings is no row, or None if it is one.

    Args:
        cells: The record.
        headings: The compared headings of the file.
    """
    if is_empty(cells):
        return EMPTY
    if is_total(cells):
        return TOTAL
    return HEADING if [bare(cell) for cell in cells] == list(headings) else None
