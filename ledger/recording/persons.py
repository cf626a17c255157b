"""Individuals by name: looked up in what lies beside the log, never in the decision state.

What an individual is called may be erased, so no index on it is kept on any disk. A program that is asked for
a name reads the files of the individuals once, and from then on only what is newer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from ledger.events import upcasts
from ledger.events.individuals import INDIVIDUAL, is_digest
from ledger.log.documents import decoded
from ledger.log.reader import LogReader
from ledger.names import compared_name

_FILED = "customer_registered"
_NAME = "name"


class Bearer(NamedTuple):
    """A version of a customer's file: the code, and where it lies in the log."""

    code: str
    position: int


class Persons:
    """The individuals of a log by their names, as they are compared.

    Args:
        log: The log.
    """

    def __init__(self, log: LogReader) -> None:
        self._log = log
        self._until = 0
        self._known: dict[str, list[Bearer]] = {}
        self._clear: set[int] = set()  # positions of files that earlier programs kept in the document itself

    def bearing(self, name: str) -> list[Bearer]:
        """Return the versions that bear a name and were not erased, oldest first."""
        self._learn()
        found = self._known.get(compared_name(name), [])
        if not found:
            return []
        beside = {place for place, _ in self._log.personal((one.position, _NAME) for one in found)}
        return [one for one in found if one.position in beside or one.position in self._clear]

    def _learn(self) -> None:
        head = self._log.head()
        if head == self._until:
            return
        if head < self._until:
            self._known.clear()
            self._clear.clear()
            self._until = 0
        for part in self._log.scan(self._until, head, types=(_FILED,)):
            events = [upcasts.upcast(decoded(position, stored)) for position, stored in part]
            self._add([one for one in events if one["data"].get("kind") == INDIVIDUAL])
        self._until = head

    def _add(self, events: Iterable[Mapping[str, Any]]) -> None:
        places = {one["position"]: one["data"] for one in events}
        hidden = [(place, _NAME) for place, data in places.items() if is_digest(data[_NAME])]
        values = self._log.personal(hidden) if hidden else {}
        for place, data in places.items():
            name = values.get((place, _NAME)) if is_digest(data[_NAME]) else data[_NAME]
            if name is None:
                continue
            if not is_digest(data[_NAME]):
                self._clear.add(place)
            bearer = Bearer(data["customer_code"], place)
            self._known.setdefault(compared_name(name), []).append(bearer)
