"""Times of obligations: when somebody is warned, and stored times as they are shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from ledger import clock

# Share of its time after which something owed is soon due; statutory duties are told of earlier.
SHARE: Final = 0.8
STATUTORY_SHARE: Final = 0.5
_WHOLE: Final = frozenset({"000000", "999999"})  # a day ends with its last microsecond


def share_of(first: str, last: str, share: float) -> str:
    """Return the stored time at which a share of the time between two has passed."""
    begin, end = clock.parsed(first), clock.parsed(last)
    warn = begin + (end - begin) * share
    return f"{warn.isoformat(timespec='microseconds')[:26]}Z"


def shower(zone: str) -> Callable[[str | None], str | None]:
    """Return a function that shows stored times in a zone, quick where many lie in the same hours."""
    hours: dict[str, tuple[str, str] | None] = {}

    def show(text: str | None) -> str | None:
        if text is None:
            return None
        if text[13:] and (known := hours.get(text[:13])) is not None:
            tail = text[13:19] if text[20:26] in _WHOLE else text[13:26]
            return f"{known[0]}{tail}{known[1]}"
        whole = clock.shown(f"{text[:20]}000000Z" if text[20:26] in _WHOLE else text, zone)
        if whole is not None and text[:13] not in hours:
            # Within an hour nothing but minutes differ, if the zone is whole hours away.
            same = whole[13:16] == text[13:16] and whole[-3:] == ":00"
            hours[text[:13]] = (whole[:13], whole[-6:]) if same else None
        return whole

    return show
