"""How long goods in store on a day must be kept on record: records of the place no shorter (RET.SITE)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal

from ledger import clock
from ledger.state.quantities import ZERO
from projections.reading.query import Query
from projections.reading.select import select_rows

_IN, _OUT = Decimal(1), Decimal(-1)
# What moves goods into and out of the house: table, quantity, direction.
_MOVES = (
    ("receipts", "accepted_quantity", _IN),
    ("returns", "quantity", _IN),
    ("sales", "quantity", _OUT),
    ("disposals", "quantity", _OUT),
)
Lot = tuple[str, str | None]


class Stored:
    """Which goods lay in store when, and until when they keep the records of the place.

    A lot counts from its first day in the house to the last day on which some of it left; while some is
    left, to the day of the answer. Memory grows with the lots.

    Args:
        query: The question.
        keep: Returns until when a lot of a product that last left on a day must be kept on record.
    """

    def __init__(self, query: Query, keep: Callable[[str, str | None, str], str | None]) -> None:
        stays = list(_stays(query))
        self._first = min((first for _, first, _ in stays), default=0)
        self._until: list[str | None] = []
        if stays:
            size = max(last for *_, last in stays) - self._first + 1
            kept = [
                (keep(product, lot, _day(last)) or "", first, last) for (product, lot), first, last in stays
            ]
            self._until = self._painted(sorted(kept, reverse=True), size)

    def until(self, day: str) -> str | None:
        """Return until when a record of the store made on a day is kept for what then lay in it."""
        index = date.fromisoformat(day).toordinal() - self._first
        return self._until[index] if 0 <= index < len(self._until) else None

    def _painted(self, kept: list[tuple[str, int, int]], size: int) -> list[str | None]:
        """Return the latest date for each day: the latest is painted first, and no day is painted twice."""
        painted: list[str | None] = [None] * size
        following = list(range(size + 1))  # the next day that is not painted yet
        for until, first, last in kept:
            day = _find(following, first - self._first)
            while day <= last - self._first:
                painted[day] = until or None
                following[day] = day + 1
                day = _find(following, day + 1)
        return painted


def _find(following: list[int], day: int) -> int:
    while following[day] != day:
        following[day] = following[following[day]]
        day = following[day]
    return day


def _stays(query: Query) -> Iterator[tuple[Lot, int, int]]:
    """Yield each lot with its first and last day in the house."""
    found: dict[Lot, tuple[str, str, Decimal]] = {}
    for key, column, sign in _MOVES:
        for row in select_rows(query, key, ("product_code", "lot", column)):
            lot = (row["product_code"], row["lot"])
            moment = row["event_time"]
            first, last, rest = found.get(lot, (moment, moment, ZERO))
            rest += sign * Decimal(row[column])
            found[lot] = (min(first, moment), max(last, moment), rest)
    for lot, (first, last, rest) in found.items():
        begun = date.fromisoformat(clock.day_of(first, query.zone)).toordinal()
        ended = query.today if rest > ZERO else clock.day_of(last, query.zone)
        yield lot, begun, max(begun, date.fromisoformat(ended).toordinal())


def _day(ordinal: int) -> str:
    return date.fromordinal(ordinal).isoformat()
