"""What every case owes by when: one row for each thing owed, as known from a position on.

`clock_marks` keeps of each event what decides about deadlines. Whenever something happens to a case, or is
voided, what it owes is computed again (:mod:`ledger.clocks.running`); rows of what is not owed any more end
with the position that changed them, new ones begin with it. So the table answers any day as it was known on
any day, and what is overdue now is found by an index.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, Final

import orjson
import sqlalchemy as sa

from ledger import clock
from ledger.clocks.calendar import last_year
from ledger.clocks.duties import duty, of_table
from ledger.clocks.limits import LIMITS
from ledger.clocks.running import ClockEvent, Obligation, Standard, compute_obligations
from projections.engine.chunks import chunks
from projections.engine.projection import Document
from projections.engine.writer import Row, Writer
from projections.tables.clock_marks import STANDARDS, marked, marks_of, stored_mark
from projections.tables.obligation_tables import MARKS, METADATA, OBLIGATIONS
from projections.tables.shown_times import SHARE, STATUTORY_SHARE, share_of, shower

_COLUMNS = tuple(OBLIGATIONS.c.keys())
_ABOUT = ("customer_code", "product_code", "lot", "serial", "owner")
# Raised whenever the same events would give other rows; it stands before the year in the version.
_CODE_VERSION: Final = 12
_YEARS: Final = 10_000
_END = "UPDATE obligations SET known_to = :known_to WHERE subject = :subject AND known_from = :known_from "
_END += "AND number = :number"
_VOID = "UPDATE clock_marks SET voided_position = :by WHERE position = :struck AND voided_position IS NULL"
StoredObligation = tuple[str, str | None, str | None, str | None, str]
"""What is kept of something owed: since and until when, its last moment, when it was met, what is shown."""


class Obligations:
    """One row for everything owed, as known from a position on.

    Args:
        zone: Time zone of the ledger, in which days begin and end.
    """

    name: Final = "obligations"
    metadata: Final = METADATA

    def __init__(self, zone: str) -> None:
        self._zone = zone

    @property
    def version(self) -> int:
        """Raised with the code, and with the last year whose working days are known."""
        return _CODE_VERSION * _YEARS + last_year()

    def project(self, writer: Writer, batch: Sequence[Document]) -> None:
        """Note the marks and voids of a batch, and compute again what the matters they concern owe."""
        marks = marked()
        fresh = [event for event in batch if event["type"] in marks or "struck" in event]
        if fresh:
            _Batch(writer, self._zone).take(fresh)


class _Batch:
    """The matters that a batch concerns, as far as they are known, and what changes."""

    def __init__(self, writer: Writer, zone: str) -> None:
        self._writer = writer
        self._zone = zone
        self._marks: dict[str, dict[int, ClockEvent]] = {}
        self._now: dict[str, dict[StoredObligation, tuple[int, int]]] = {}
        self._ended: list[dict[str, Any]] = []
        self._begun: dict[tuple[str, int, int], StoredObligation] = {}
        self._begun_to: dict[tuple[str, int, int], int] = {}
        self._set: list[Standard] | None = None
        self._show = shower(zone)

    def take(self, events: Sequence[Document]) -> None:
        """Take events in their order."""
        marks = {event["position"]: list(marks_of(event)) for event in events}
        voided = self._voided(events)
        named = {name for found in marks.values() for name, _ in found}.union(*voided.values())
        self._load(sorted(named | self._standards()))
        rows: list[Row] = []
        for event in events:
            position = event["position"]
            touched = []
            for name, mark in marks[position]:
                self._marks[name][position] = mark
                decides = orjson.dumps(mark.data).decode()
                rows.append((name, *mark[:5], int(mark.own), decides, int(mark.told), None))
                touched.append(name)
            touched += [
                name
                for gone in event.get("struck", ())
                for name in sorted(voided.get(gone, ()))
                if self._marks[name].pop(gone, None) is not None
            ]
            for name in dict.fromkeys(touched):
                if name.startswith(STANDARDS):
                    self._set = None
                else:
                    self._recompute(name, position)
        self._writer.insert(MARKS, tuple(MARKS.c.keys()), sorted(rows))
        voids = [
            {"by": event["position"], "struck": one} for event in events for one in event.get("struck", ())
        ]
        if voids:
            self._writer.execute(_VOID, voids)
        if self._ended:
            self._writer.execute(_END, self._ended)
        self._writer.insert(
            OBLIGATIONS,
            _COLUMNS,
            [(*key, self._begun_to.get(key), *owed) for key, owed in sorted(self._begun.items())],
        )

    def _voided(self, events: Sequence[Document]) -> dict[int, set[str]]:
        """Return which matters the voided events marked, on record or in this batch."""
        found: dict[int, set[str]] = defaultdict(set)
        positions = [one for event in events for one in event.get("struck", ())]
        for part in chunks(positions):
            query = sa.select(MARKS.c.position, MARKS.c.subject).where(MARKS.c.position.in_(part))
            for position, name in self._rows(query):
                found[position].add(name)
        wanted = set(positions)
        for event in events:
            if event["position"] in wanted:
                found[event["position"]].update(name for name, _ in marks_of(event))
        return found

    def _standards(self) -> set[str]:
        # Between two bounds, so that the key leads there: a pattern would have every mark looked at.
        after, before = MARKS.c.subject >= f"{STANDARDS}/", MARKS.c.subject < f"{STANDARDS}0"
        query = sa.select(MARKS.c.subject).where(after, before).distinct()
        return set(self._writer.execute(query).scalars())

    def _load(self, names: Sequence[str]) -> None:
        """Read what is known of some matters."""
        for name in names:
            self._marks.setdefault(name, {})
            self._now.setdefault(name, {})
        for part in chunks(names):
            marks = sa.select(*MARKS.c).where(MARKS.c.subject.in_(part), MARKS.c.voided_position.is_(None))
            for row in self._rows(marks):
                self._marks[row[0]][row[1]] = stored_mark(row)
            now = sa.select(*OBLIGATIONS.c).where(
                OBLIGATIONS.c.subject.in_(part), OBLIGATIONS.c.known_to.is_(None)
            )
            for row in self._rows(now):
                self._now[row[0]][tuple(row[4:])] = (row[1], row[2])

    def _stored(self, name: str, one: Obligation, about: dict[str, str | None]) -> StoredObligation:
        table, show = name.partition("/")[0], self._show
        limit = LIMITS.get(one.limit)
        warn_at = None
        if one.due_at is not None and one.done_at is None:
            statutory = limit is not None and limit.statutory
            warn_at = share_of(one.started_at, one.due_at, STATUTORY_SHARE if statutory else SHARE)
        done_at, pauses = one.done_at, duty(table, one.clock).pauses
        shown = {
            "clock_id": one.clock,
            "limit_id": one.limit,
            "round": one.round,
            **{key: about[key] for key in _ABOUT},
            "started_at": show(one.started_at),
            "warn_at": show(warn_at),
            "due_at": show(one.due_at),
            "paused_since": show(one.paused_at),
            "paused_by": pauses[0][0] if one.paused_at and pauses else None,
            "flag": one.flag,
            "done_at": show(done_at) if done_at is not None and len(done_at) == clock.WIDTH else done_at,
            "done_event": one.done_event,
            "started_position": one.started_position,
            "done_position": one.done_position,
        }
        given: dict[str, Any] = {key: value for key, value in shown.items() if value is not None}
        given["kept"] = [one.started_at, warn_at, one.started_recorded, one.done_recorded, one.late]
        return one.since, one.until, one.due_at, one.done_moment, orjson.dumps(given).decode()

    def _rows(self, query: sa.Select[Any]) -> Iterable[Sequence[Any]]:
        return self._writer.execute(query).all()

    def _recompute(self, name: str, position: int) -> None:
        """Compute again what a matter owes, as known from a position on."""
        table = name.partition("/")[0]
        if not of_table(table):
            return
        if self._set is None:
            self._set = [
                Standard(mark.position, mark.data)
                for key, marks in self._marks.items()
                if key.startswith(STANDARDS)
                for mark in marks.values()
            ]
        found, about = compute_obligations(table, list(self._marks[name].values()), self._zone, self._set)
        owed = list(dict.fromkeys(self._stored(name, one, about) for one in found))
        now = self._now[name]
        for gone in [one for one in now if one not in set(owed)]:
            key = (name, *now.pop(gone))
            if key in self._begun:
                if key[1] == position:
                    del self._begun[key]
                else:
                    self._begun_to[key] = position
            else:
                self._ended.append(
                    {"subject": name, "known_from": key[1], "number": key[2], "known_to": position}
                )
        for number, one in enumerate(owed, 1):
            if one not in now:
                now[one] = (position, number)
                self._begun[name, position, number] = one
