"""Times as the log keeps them: UTC, fixed width, comparable as text."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

WIDTH = 27


def now() -> str:
    """Return the time now in the stored form `YYYY-MM-DDTHH:MM:SS.ffffffZ`."""
    return stored(datetime.now(UTC))


def stored(moment: datetime) -> str:
    """Return an aware time in the stored form: UTC, microseconds, 27 characters."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


def parsed(text: str) -> datetime:
    """Return the aware time that a stored form names."""
    return datetime.fromisoformat(text)


def shown(text: str | None, zone: str) -> str | None:
    """Return a stored time as people read it: local to the ledger, with its offset."""
    if text is None:
        return None
    moment = parsed(text).astimezone(ZoneInfo(zone))
    return moment.isoformat(timespec="microseconds" if moment.microsecond else "seconds")


@lru_cache(maxsize=4096)
def start_of(day: str, zone: str) -> str:
    """Return the stored form of the first moment of a day `YYYY-MM-DD` in the ledger's zone."""
    return stored(datetime.combine(date.fromisoformat(day), time.min, ZoneInfo(zone)))


def end_of(day: str, zone: str) -> str:
    """Return the stored form of the last microsecond of a day in the ledger's zone."""
    following = date.fromisoformat(day) + timedelta(days=1)
    start = datetime.combine(following, time.min, ZoneInfo(zone)).astimezone(UTC)
    return stored(start - timedelta(microseconds=1))


def day_of(moment: str, zone: str) -> str:
    """Return the day, in the ledger's zone, that a stored time lies in."""
    return parsed(moment).astimezone(ZoneInfo(zone)).date().isoformat()


def today(zone: str) -> str:
    """Return today's date in the ledger's zone."""
    return datetime.now(ZoneInfo(zone)).date().isoformat()
