"""Days and times as spreadsheets keep them: the number of days since the end of 1899."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

_EPOCH: Final = date(1899, 12, 30)
_FIRST_DAY: Final = date(1900, 3, 1)  # before it spreadsheets disagree
_DAY_SECONDS: Final = 86_400


def serial(text: str) -> float | None:
    """Return the number by which a spreadsheet keeps a day or a time of the ledger's zone; None if it cannot.

    >>> serial("2026-01-12"), serial("2026-01-12T12:00:00+08:00"), serial("soon")
    (46034, 46034.5, None)
    """
    try:
        if len(text) == len("2026-01-01"):
            day = date.fromisoformat(text)
            return (day - _EPOCH).days if day >= _FIRST_DAY else None
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if moment.date() < _FIRST_DAY:
        return None
    seconds = moment.hour * 3600 + moment.minute * 60 + moment.second + moment.microsecond / 1e6
    return (moment.date() - _EPOCH).days + seconds / _DAY_SECONDS
