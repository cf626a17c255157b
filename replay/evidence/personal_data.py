"""Personal values in a bundle: left out unless a purpose is stated, and either way marked in every cell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from ledger.events.individuals import is_digest
from ledger.log import personal
from ledger.log.documents import decoded
from replay.evidence.form import ERASED, WITHHELD

if TYPE_CHECKING:
    from ledger.log.reader import LogReader

Pointer = str  # position:field
_MOST_KNOWN = 50_000
_MOST_EVENTS = 5_000


class OfPerson(NamedTuple):
    """What a cell shows of an individual: the event that states it, the text, the source with its mark."""

    position: int
    text: str
    source: str


class _Place(NamedTuple):
    position: int
    field: str
    clear: str | None
    own: bool


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
        self._events: dict[int, dict[str, Any]] = {}
        self.taken: set[Pointer] = set()

    def personal(self, wanted: Iterable[tuple[int, str]]) -> dict[tuple[int, str], str]:
        """Return the values that go into the bundle: none where no purpose was stated."""
        if not self.included:
            return {}
        found = self._log.personal_checked(wanted)
        self.taken.update(f"{position}:{field}" for position, field in found)
        return found

    def of_persons(
        self, key: str, snapshot: str | None, rows: Sequence[tuple[int, ...]]
    ) -> list[OfPerson | None]:
        """Return what a column shows of the individuals that rows are about; None of a row about none.

        Args:
            key: Of the column.
            snapshot: `register.field` that it may have been taken from.
            rows: Of each row the events that it is made of, ascending.
        """
        self._read({position for row in rows for position in row})
        register, _, theirs = (snapshot or "").partition(".")
        if register:
            versions = (self._events[one].get("versions", {}).get(register) for row in rows for one in row)
            self._read({one for one in versions if one is not None})
        places = [self._place(key, register, theirs, row) for row in rows]
        values = self.personal({(one.position, one.field) for one in places if one and one.clear is None})
        return [None if one is None else self._said(key, snapshot, one, values) for one in places]

    def _place(self, key: str, register: str, theirs: str, row: tuple[int, ...]) -> _Place | None:
        for position in reversed(row):
            event = self._events[position]
            given = event["data"].get(key)
            if given is not None:
                return _Place(position, key, None, own=True) if is_digest(given) else None
            version = event.get("versions", {}).get(register)
            held = self._events[version]["data"].get(theirs) if version is not None else None
            if held is not None:
                return _Place(version, theirs, None if is_digest(held) else str(held), own=False)
        return None

    def _said(
        self, key: str, snapshot: str | None, place: _Place, values: dict[tuple[int, str], str]
    ) -> OfPerson:
        behind = "" if place.own else f" of {snapshot}"
        if place.clear is not None:
            return OfPerson(place.position, place.clear, f"data.{key}{behind}")
        value = values.get((place.position, place.field))
        if value is not None:
            return OfPerson(place.position, value, f"personal.{key}{behind}")
        mark, absent = ("erased", ERASED) if self.included else ("withheld", WITHHELD)
        return OfPerson(place.position, absent, f"personal.{key}{behind} {mark}")

    def _read(self, positions: set[int]) -> None:
        """Read the documents of some events, and forget others where they become many."""
        fresh = positions - self._events.keys()
        if len(self._events) > _MOST_EVENTS and fresh:
            self._events = {place: one for place, one in self._events.items() if place in positions}
        for position, stored in self._log.documents(sorted(fresh)).items():
            event = decoded(position, stored)
            self._events[position] = {"data": event["data"], "versions": event.get("versions", {})}

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
