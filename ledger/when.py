"""When something happened: on a day, as people write it, or at a moment, as the log keeps it.

Both are text, so that they compare and store as they stand: a :data:`Day` is `2026-05-01`, in the ledger's
own time zone; a :data:`Moment` is UTC, `2026-05-01T08:30:00.000000Z`. A business time is either of them.
Which one a text is, is asked here and nowhere else.
"""

from __future__ import annotations

from typing import Final, NewType, TypeGuard

Day = NewType("Day", str)
Moment = NewType("Moment", str)

When = Day | Moment

LAST_DAY: Final = Day("9999-12-31")
"""Behind every day: of a paper that does not say until when it runs."""
LATEST: Final = Moment("9999-12-31T00:00:00.000000Z")
"""Behind every moment: registers asked at it answer with what is in force last."""

_DAY_WIDTH: Final = len("2026-05-01")


def is_day(when: str) -> TypeGuard[Day]:
    """Return whether a business time is a day alone, and not a moment.

    >>> is_day("2026-05-01"), is_day("2026-05-01T08:30:00.000000Z")
    (True, False)
    """
    return len(when) == _DAY_WIDTH


def day_part(moment: str) -> str:
    """Return the day that a time is written with; of a moment its day in UTC, not the ledger's own."""
    return moment[:_DAY_WIDTH]
