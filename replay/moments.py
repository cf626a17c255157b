"""A time as a user types it: a day, which means its end, or a moment."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from ledger import clock
from ledger.errors import CommandError, Problem

TIME_UNREADABLE = Problem(
    "time_unreadable",
    "读取时间：应为日期（2026-05-01）或时刻（2026-05-01T10:30:00+08:00），实际为“{text}”。",
    "Reading a time: expected a date (2026-05-01) or a time (2026-05-01T10:30:00+08:00), got “{text}”.",
    "单独的日期表示该日结束；未写时区的时刻按账本时区。",
    "A date alone means the end of that day; a time without an offset is in the ledger's zone.",
)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})?", re.ASCII)


def moment(text: str, zone: str) -> str:
    """Return the stored form of a date (its end) or a time (in the ledger's zone unless it has an offset).

    Raises:
        CommandError: The text is neither.
    """
    text = text.strip()
    try:
        if _DATE.fullmatch(text):
            return clock.end_of(text, zone)
        if _MOMENT.fullmatch(text):
            named = datetime.fromisoformat(text)
            return clock.stored(named if named.tzinfo else named.replace(tzinfo=ZoneInfo(zone)))
    except (ValueError, OverflowError) as error:
        raise CommandError(TIME_UNREADABLE, text=text) from error
    raise CommandError(TIME_UNREADABLE, text=text)
