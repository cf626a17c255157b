"""Times as the log keeps them: UTC, fixed width, comparable as text."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

WIDTH = 27
_WHOLE_SECOND = "000000"


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
    if len(text) == WIDTH and (hour := _hour_in(zone, text[:13])) is not None:
        return f"{hour[0]}{text[13:19] if text[20:26] == _WHOLE_SECOND else text[13:26]}{hour[1]}"
    return _shown(text, zone)


@lru_cache(maxsize=4096)
def _hour_in(zone: str, hour: str) -> tuple[str, str] | None:
    """Return what all times of an hour begin and end with in a zone, if their minutes are those of UTC."""
    first, last = _shown(f"{hour}:00:00.000000Z", zone), _shown(f"{hour}:59:59.000000Z", zone)
    if (first[13:19], last[13:19]) != (":00:00", ":59:59"):
        return None
    ends = first[:13], first[19:]
    return ends if (last[:13], last[19:]) == ends else None


def _shown(text: str, zone: str) -> str:
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
