"""Quantities with their unit behind them, as people type them: `100支` is a hundred, counted in `支`."""

from __future__ import annotations

import re
import unicodedata

from ledger.names import compared_unit

# No unit, but a part of the number, or a doubt about it.
_NO_UNIT = re.compile(r"[万萬亿千百十零一二三四五六七八九两半多余几约左右上下折成倍年月日号时分秒]|元|圆|角")
_counted = re.compile(r"([\d,. ]*\d)\s*([\u3400-\u9fff]{1,4}|[A-Za-z]{1,6})").fullmatch


def number_and_unit(text: str) -> tuple[str, str] | None:
    """Return the number of a cell and the unit behind it, None where it is not these two alone.

    >>> number_and_unit("100支"), number_and_unit("1,200 PCS"), number_and_unit("12万")
    (('100', '支'), ('1,200', 'PCS'), None)
    """
    match = _counted(unicodedata.normalize("NFKC", text).strip())
    return None if match is None or _NO_UNIT.search(match[2]) else (match[1].strip(), match[2])


def agreed(units: list[str], stated: str | None) -> str | None:
    """Return the unit in which the quantities of a row are counted, None where they or the row disagree.

    Args:
        units: The units that stand behind its quantities.
        stated: The unit that the row states in its own column.
    """
    compared = {compared_unit(unit) for unit in (*units, *([stated] if stated else ()))}
    return (stated or units[0]) if len(compared) == 1 else None
