"""What was recorded late by when, kept for whoever asks next: from there on only what is newer is read.

Facts that others are judged by are only ever added, and so are their voids. What registers say late is read
anew when a row of a register was recorded, or anything was voided. What is kept counts up to a position, and
is never changed: who asks at the same time by an earlier knowledge goes on with what it has.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, cached_property
from threading import Lock
from typing import NamedTuple
from weakref import WeakKeyDictionary

import sqlalchemy as sa

from ledger.events import catalogue
from ledger.log.reader import LogReader
from projections.answers.findings.changes import (
    About,
    KeptPapers,
    LateChange,
    events_of,
    first_fact,
    kept_since,
    late_facts,
    late_papers,
)
from projections.answers.findings.named_rows import ChangedRegister, changed_registers


class Registers(NamedTuple):
    """What registers say late, and since when which papers are kept.

    Attributes:
        papers: What they say late, by position.
        kept: Since when the house keeps papers.
        changed: The registers of which something was known later than the rows that name them.
    """

    papers: Mapping[About, int]
    kept: Mapping[KeptPapers, int | None]
    changed: list[ChangedRegister]


class LateChanges:
    """What was recorded late by a position of the log.

    Args:
        known: The position.
        first: First position of anything but a register row: nothing before it can matter.
        facts: The last position of what was recorded about the same rows.
        registers: What registers say.
    """

    def __init__(self, known: int, first: int, facts: Mapping[About, int], registers: Registers) -> None:
        self.known, self.first, self.facts, self.registers = known, first, facts, registers

    @cached_property
    def all(self) -> list[LateChange]:
        """Every change; of those about the same rows and from the same time the last."""
        last = dict(self.registers.papers)
        for about, position in self.facts.items():
            last[about] = max(position, last.get(about, 0))
        changes = [LateChange(position, *about) for about, position in last.items()]
        for kept, since in self.registers.kept.items():
            if since is not None and since > self.first:
                changes.append(LateChange(since, "", (), kept.types))
        return changes

    def about(self, tags: Iterable[str]) -> Iterator[LateChange]:
        """Yield what may concern rows with one of some tags, each change once."""
        yield from self._by_tag.get("", ())
        yield from dict.fromkeys(change for tag in tags for change in self._by_tag.get(tag, ()))

    @cached_property
    def _by_tag(self) -> Mapping[str, list[LateChange]]:
        found: dict[str, list[LateChange]] = defaultdict(list)
        for change in self.all:
            for tag in change.tags or ("",):
                found[tag].append(change)
        return found


_newest: WeakKeyDictionary[LogReader, LateChanges] = WeakKeyDictionary()
_keeping = Lock()


def late_changes(connection: sa.Connection, log: LogReader, known: int) -> LateChanges | None:
    """Return what was recorded late by a position of the log; None where nothing but registers is there.

    Args:
        connection: Of the read model, which has come as far as `known`.
        log: The log.
        known: Last position that counts.
    """
    before = _newest.get(log.itself)
    if before is None or before.known > known:
        first = first_fact(connection)
        if first is None or first > known:
            return None
        before = LateChanges(first - 1, first, {}, _registers(connection, known, first))
    elif _touches_registers(log, before, known):
        registers = _registers(connection, known, before.first)
        before = LateChanges(before.known, before.first, before.facts, registers)
    found = _with_facts(log, before, known)
    with _keeping:
        newest = _newest.get(log.itself)
        if known <= log.head() and (newest is None or newest.known < known):
            _newest[log.itself] = found
    return found


def _with_facts(log: LogReader, before: LateChanges, known: int) -> LateChanges:
    newer: dict[About, int] = {}
    for change in late_facts(log, before.known, known):
        newer[change.about] = change.position
    facts = {**before.facts, **newer} if newer else before.facts
    return LateChanges(known, before.first, facts, before.registers)


def _registers(connection: sa.Connection, known: int, first: int) -> Registers:
    papers: dict[About, int] = {}
    for change in late_papers(connection, known, first):
        papers[change.about] = max(change.position, papers.get(change.about, 0))
    return Registers(papers, kept_since(connection, known), changed_registers(connection, known, first))


def _touches_registers(log: LogReader, before: LateChanges, known: int) -> bool:
    """Return whether something was recorded since that what registers say rests on."""
    types = set(_of_registers())
    for kept, since in before.registers.kept.items():
        types |= events_of(kept.table) if since is None else set()
    return any(log.scan(before.known, known, types=sorted(types), batch=1))


@cache
def _of_registers() -> frozenset[str]:
    tables = [table.key for table in catalogue.tables() if table.kind == "register"]
    return frozenset({"record_voided", *(event for key in tables for event in events_of(key))})
