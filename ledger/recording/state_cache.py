"""The decision state of one batch: read from the store, changed in memory, written with the append."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from heapq import merge
from typing import Any

import orjson

from ledger.events.individuals import CUSTOMERS, INDIVIDUAL
from ledger.names import compared_name
from ledger.recording.entries import StoredEntries
from ledger.recording.persons import Bearer
from ledger.state.entries import Register
from ledger.state.indexes import has_records
from ledger.state.keys import register_key
from ledger.state.kinds import KINDS, Cached, dumps, loads
from ledger.state.repository import State

# Up to where the entries are folded, under the version of the fold: raise it whenever the same events would
# leave other entries, and every ledger folds anew.
POSITION_KEY = "position.20"
# What stays in memory behind a batch: some kinds also where there is no entry, some only where there is one.
_CACHED = frozenset(kind.letter for kind in KINDS.values() if kind.cached is Cached.YES)
_CACHED_IF_THERE = frozenset(kind.letter for kind in KINDS.values() if kind.cached is not Cached.NO)
_CACHE_LIMIT = 60_000


def _by_key(item: tuple[str, Any]) -> str:
    return item[0]


class Changes:
    """What a batch of decisions changed, ready to be written.

    Attributes:
        inserts: Entries that were not there.
        updates: Entries that were there with another value.
        deletes: Keys whose entry is gone.
    """

    __slots__ = ("deletes", "inserts", "updates")

    def __init__(self) -> None:
        self.inserts: list[tuple[str, bytes]] = []
        self.updates: list[tuple[str, bytes]] = []
        self.deletes: list[str] = []

    def move(self, before: int, after: int) -> None:
        """Let the changes bring the position along up to which the entries are folded."""
        (self.updates if before else self.inserts).append((POSITION_KEY, orjson.dumps(after)))


class StateCache(State):
    """The state that decisions of one writer read and change.

    Entries are decoded once and kept while no other writer moves the log. Changes of one document can be
    rolled back; those of a batch are handed to the append and, once committed, become the base.
    """

    def __init__(self, entries: StoredEntries) -> None:
        self._entries = entries
        self._base: dict[str, Any] = {}
        self._changed: dict[str, Any] = {}
        self._journal: list[tuple[str, Any, bool]] = []
        self._passing: list[str] = []
        self._registers: dict[tuple[str, str], Register] = {}
        self._in_flight: dict[str, Any] = {}
        self._persons: dict[str, list[Bearer]] = {}  # as asked for, and as told by what was decided since
        self._told: list[tuple[str, Bearer]] = []
        self._told_before = 0

    def codes_of_name(self, table: str, name: str) -> list[str]:
        """Return the codes of the register rows that carry a name, individuals among them."""
        found = super().codes_of_name(table, name)
        if table != CUSTOMERS or not has_records(self, CUSTOMERS, INDIVIDUAL):
            return found
        compared = compared_name(name)
        if compared not in self._persons:
            told = [bearer for other, bearer in self._told if other == compared]
            self._persons[compared] = [*self._entries.persons(name), *told]
        persons = {one.code for one in self._persons[compared] if self._stands(one)}
        return sorted({*found, *persons}) if persons else found

    def tell_person(self, name: str, code: str, position: int) -> None:
        """Note what an individual is called who was just accepted."""
        told = (compared_name(name), Bearer(code, position))
        self._told.append(told)
        if told[0] in self._persons:
            self._persons[told[0]].append(told[1])

    def _stands(self, bearer: Bearer) -> bool:
        register = self.register(CUSTOMERS, bearer.code)
        versions = register.versions if register is not None else ()
        return any(one.position == bearer.position and not one.voided for one in versions)

    def knows(self, table: str, code: str) -> bool:
        """Whether a register row is in memory already."""
        return (table, code) in self._registers

    def register(self, table: str, code: str) -> Register | None:
        """Return a register row's versions, or None where the code was never registered."""
        try:
            return self._registers[table, code]
        except KeyError:
            found: Register | None = self.get(register_key(table, code))
            if found is not None:
                self._registers[table, code] = found
            return found

    def prefetch(self, keys: Iterable[str]) -> None:
        """Read many entries at once that the coming decisions will ask for."""
        base, in_flight = self._base, self._in_flight
        missing = [key for key in dict.fromkeys(keys) if key not in base]
        if in_flight:
            for key in missing:
                if key in in_flight:
                    base[key] = in_flight[key]
                    self._passing.append(key)
            missing = [key for key in missing if key not in in_flight]
        if missing:
            found = self._entries.get_many(missing)
            for key in missing:
                stored = found.get(key)
                base[key] = None if stored is None else loads(key, stored)
                if key[0] not in (_CACHED if stored is None else _CACHED_IF_THERE):
                    self._passing.append(key)

    def get(self, key: str) -> Any:
        """Return the entry under a key, or None."""
        if key in self._changed:
            return self._changed[key]
        try:
            return self._base[key]
        except KeyError:
            self.prefetch((key,))
            return self._base[key]

    def scan(self, prefix: str) -> Iterator[tuple[str, Any]]:
        """Yield entries whose key starts with `prefix`, ordered by code point, read as they are asked for."""
        newer = {**self._in_flight, **self._changed} if self._in_flight else self._changed
        own = sorted((item for item in newer.items() if item[0].startswith(prefix)), key=_by_key)
        replaced = {key for key, _ in own}
        stored = (
            (key, loads(key, value))
            for key, value in self._entries.scan_prefix(prefix)
            if key not in replaced
        )
        for key, entry in merge(stored, own, key=_by_key):
            if entry is not None:
                yield key, entry

    def put(self, key: str, entry: Any) -> None:
        """Set an entry; None removes it."""
        changed = self._changed
        if key in changed:
            self._journal.append((key, changed[key], True))
        else:
            if key not in self._base:
                self.prefetch((key,))
            self._journal.append((key, None, False))
        changed[key] = entry
        if key[0] == "v":
            self._registers.clear()

    def begin_document(self) -> None:
        """Start a document whose changes may be rolled back."""
        self._journal.clear()
        self._told_before = len(self._told)

    def rollback(self) -> None:
        """Undo every change since the document began."""
        self._registers.clear()
        for key, entry, was_changed in reversed(self._journal):
            if was_changed:
                self._changed[key] = entry
            else:
                self._changed.pop(key, None)
        self._journal.clear()
        if self._told:
            self._persons.clear()
            del self._told[self._told_before :]

    def changes(self) -> Changes:
        """Return what is to be written."""
        result, base = Changes(), self._base
        for key, entry in self._changed.items():
            before = base.get(key)
            if entry is None:
                if before is not None:
                    result.deletes.append(key)
            elif before is None:
                result.inserts.append((key, dumps(entry)))
            elif entry is not before:
                result.updates.append((key, dumps(entry)))
        return result

    def mark_submitted(self) -> None:
        """Go on as if the changes were committed, while they are still being written."""
        self._in_flight = dict(self._changed)
        self.committed()

    def mark_committed(self) -> None:
        """The changes in flight are committed now."""
        self._in_flight = {}

    def committed(self) -> None:
        """Make the changes the base, keeping in memory what coming batches will likely ask for again."""
        base = self._base
        if len(base) + len(self._changed) > _CACHE_LIMIT:
            base.clear()
            self._registers.clear()
        for key in self._passing:
            base.pop(key, None)
        self._passing.clear()
        base.update({key: entry for key, entry in self._changed.items() if key[0] in _CACHED_IF_THERE})
        self._changed.clear()
        self._journal.clear()

    def invalidate(self) -> None:
        """Drop everything known: another writer moved the log, or the batch failed."""
        self._persons.clear()
        self._told.clear()
        self._in_flight = {}
        self._base.clear()
        self._registers.clear()
        self._passing.clear()
        self._changed.clear()
        self._journal.clear()
