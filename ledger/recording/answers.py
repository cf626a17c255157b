"""What a decision may ask besides the state, answered from what was recorded and what is about to be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache, partial
from typing import Any, Final

import orjson

from ledger import clock
from ledger.clocks.calendar import CalendarUnknownError
from ledger.clocks.limits import LIMITS, due
from ledger.deciding.decision import Context, LeftOpen
from ledger.events import catalogue, upcasts
from ledger.log.documents import decoded
from ledger.recording.history import ReadHistory
from ledger.recording.pending import PendingEvents
from ledger.recording.state_cache import StateCache
from ledger.rejudging.again import JudgedAgain
from ledger.state.keys import record_key

_DAYS_REMEMBERED: Final = 4096


class Answers:
    """Answers the questions of a :class:`Context`; events that are not durable yet count as recorded."""

    def __init__(self, history: ReadHistory, pending: PendingEvents, state: StateCache) -> None:
        self._history = history
        self._pending = pending
        self._state = state

    def context(
        self, *, zone: str, live: bool, recorded_by: str, now: Any, left_open: LeftOpen | None = None
    ) -> Context:
        """Return the context of decisions.

        Args:
            zone: The ledger's time zone.
            live: Whether compliance rules refuse.
            recorded_by: Who records.
            now: Gives the time now in stored form.
            left_open: Says what closing a recall would leave open.
        """
        context = Context(
            _starts(zone).__getitem__,
            self.stored,
            self.personal,
            self.used,
            self.sales_of,
            live,
            recorded_by,
            now,
            partial(_due, zone),
        )
        return replace(context, broken=partial(self._broken, context), left_open=left_open)

    def stored(self, position: int) -> dict[str, Any]:
        """Return the stored document at a position, or that of an event about to be appended."""
        if position in self._pending:
            return self._pending.event(position)
        stored = self._history.document(position)
        if stored is None:
            message = f"no event at position {position}"
            raise LookupError(message)
        return upcasts.upcast(decoded(position, stored))

    def used(self, tag: str) -> bool:
        """Return whether any fact that is not voided carries a tag."""
        if any(self._counts(event) for event in self._pending.tagged(tag)):
            return True
        return any(self._counts(upcasts.upcast(orjson.loads(one))) for one in self._history.tagged(tag))

    def tagged(self, tag: str) -> Iterator[dict[str, Any]]:
        """Yield the documents that carry a tag, those of events about to be appended last."""
        for stored in self._history.tagged(tag):
            yield upcasts.upcast(orjson.loads(stored))
        yield from self._pending.tagged(tag)

    def sales_of(self, customer: str, product: str, after: int) -> Iterator[tuple[int, str, int]]:
        """Yield position, number and line of each sale of a product to a customer after a position."""
        yield from self._history.sales_of(customer, product, after)
        yield from self._pending.sales_of(customer, product, after)

    def personal(self, position: int, fields: tuple[str, ...]) -> dict[str, str]:
        """Return the personal values kept beside an event; erased ones are absent."""
        if position in self._pending:
            clear = self._pending.personal(position)
            return {field: clear[field] for field in fields if field in clear}
        return self._history.personal(position, fields)

    def _broken(self, context: Context, position: int, rule: str) -> bool:
        """Return whether the recorded row at a position breaks a rule by what is known now."""
        if position < 1 or position in self._pending or (stored := self._history.document(position)) is None:
            return False
        state = StateCache(self._history.entries)
        found = JudgedAgain(state, context, self._history.tagged).findings(
            upcasts.upcast(orjson.loads(stored))
        )
        return any(one["rule"] == rule for one in found or ())

    def _counts(self, event: dict[str, Any]) -> bool:
        """Return whether an event is a fact or stage that still says what its record is."""
        try:
            table = catalogue.table_of(event["type"])
        except KeyError:
            return False
        if table.kind == "register" or table.key == "voids":
            return False
        record = self._state.get(record_key(table, event["data"]))
        return record is not None and record.position == event["position"]


class _Starts(dict[str, str]):
    """The stored time of the first moment of each day that was asked for; bounded."""

    __slots__ = ("_zone",)

    def __init__(self, zone: str) -> None:
        super().__init__()
        self._zone = zone

    def __missing__(self, day: str) -> str:
        """Work out a day that is not remembered; a stored time stays as it is."""
        if len(self) >= _DAYS_REMEMBERED:
            self.clear()
        start = self[day] = _start_of(self._zone, day)
        return start


@cache
def _starts(zone: str) -> _Starts:
    return _Starts(zone)


def _start_of(zone: str, day: str) -> str:
    return day if len(day) == clock.WIDTH else clock.start_of(day, zone)


def _due(zone: str, limit: str, start: str) -> str | None:
    """Return the last moment of a limit; None where nobody can say, as of one that was promised."""
    found = LIMITS.get(limit)
    if found is None or found.unit == "promised":
        return None
    try:
        return due(found, _start_of(zone, start), zone, whole_day=len(start) != clock.WIDTH)
    except CalendarUnknownError:
        return None
