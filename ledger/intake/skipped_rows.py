"""Records that are no rows: empty ones, totals, headings printed again on every page, notes below."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from ledger.intake.headings.normalising import bare

EMPTY, TITLE, TOTAL, HEADING, NOTE = "empty", "title", "total", "heading", "note"

_total = re.compile(
    r"(本页|本月|本日|本年|本单|当页|本頁)?(合计|小计|总计|共计|累计|合計|小計|總計|共計|累計)(?![\u3400-\u9fff]).*"
).fullmatch
_note = re.compile(
    r"(注|附注|备注|说明|填表说明|注意事项|(制表|填表|审核|复核|批准|负责|经办|打印)(人|日期|时间)?)\d*:.*"
    r"|第\d+页.*|共\d+页.*",
    re.DOTALL,
).fullmatch

_BEGINNINGS = frozenset("本当當合小总總共累注附备備说說填制审審复複批负負经經打第")


def may_be_no_row(cells: Sequence[str]) -> bool:
    """Whether a quick look at the first sign of a record leaves open that it is a sum or a note."""
    first = next(filter(None, cells), "")
    return first[:1] in _BEGINNINGS


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


def is_note(cells: Sequence[str]) -> bool:
    """Whether a record is what stands under a table: each of its cells is a note, a signature, a page number.

    >>> is_note(["注：一式三份", "", "审核人：李四"]), is_note(["第1页 共2页"]), is_note(["注射器", "5"])
    (True, True, False)
    """
    words = [word for cell in cells if (word := _plain(cell))]
    return bool(words) and all(map(_note, words))


def _plain(cell: str) -> str:
    return "".join(unicodedata.normalize("NFKC", cell).split())


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
    if is_note(cells):
        return NOTE
    return HEADING if [bare(cell) for cell in cells] == list(headings) else None
