"""Personal values in a bundle: left out unless a purpose is stated, and either way marked in every cell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from ledger.log import personal
from ledger.log.documents import decoded

if TYPE_CHECKING:
    from ledger.log.reader import LogReader

Pointer = str  # position:field
_MOST_KNOWN = 50_000


class PersonalData:
    """What a bundle holds of the personal values that its rows name.

    Args:
        log: Where the values and the events with their digests lie.
        included: Whether a purpose was stated.
    """

    def __init__(self, log: LogReader, *, included: bool) -> None:
        self._log = log
        self.included = included
        self._digests: dict[Pointer, bool] = {}
        self.taken: set[Pointer] = set()

    def personal(self, wanted: Iterable[tuple[int, str]]) -> dict[tuple[int, str], str]:
        """Return the values that go into the bundle: none where no purpose was stated."""
        if not self.included:
            return {}
        found = self._log.personal_checked(wanted)
        self.taken.update(f"{position}:{field}" for position, field in found)
        return found

    def stated(self, pointers: Sequence[Pointer | None]) -> list[bool]:
        """Return for each pointer whether the event that it names states such a value at all."""
        fresh = {one for one in pointers if one and one not in self._digests}
        if fresh:
            self._learn(fresh)
        known = self._digests
        return [bool(one) and known[one or ""] for one in pointers]

    def _learn(self, fresh: set[Pointer]) -> None:
        if len(self._digests) > _MOST_KNOWN:
            self._digests.clear()
        places = {one: one.partition(":") for one in fresh}
        documents = self._log.documents(sorted({int(place[0]) for place in places.values()}))
        data = {position: decoded(position, stored)["data"] for position, stored in documents.items()}
        for one, (position, _, field) in places.items():
            self._digests[one] = data[int(position)].get(field) is not None


def rows(log: LogReader, positions: Sequence[int]) -> list[personal.Row]:
    """Return position, field, salt and value of the personal values of some events."""
    return personal.rows_of(log.fetch, log.dialect, positions)
