"""The month for which a training is planned, as people write it: `5月`, `2026年5月`, `05`, `2026-05-10`."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_NUMBER: Final = r"(?<!\d)(1[0-2]|0?[1-9])"
_MONTH: Final = re.compile(rf"{_NUMBER}\s*月", re.ASCII)
_ALONE: Final = re.compile(rf"{_NUMBER}(?!\d)", re.ASCII)


def planned_month(year: int, text: str | None) -> int | None:
    """Return the number of the month, None if it cannot be read; of several the last, by which it is owed."""
    written = unicodedata.normalize("NFKC", text or "").strip()
    if named := _MONTH.findall(written):
        return int(named[-1])
    rest = written.removeprefix(str(year))
    numbers = _ALONE.findall(rest)
    if not numbers:
        return None
    return int(numbers[0] if rest != written else numbers[-1])
