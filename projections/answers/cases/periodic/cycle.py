"""One round of something that is owed periodically, by days."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from ledger.clocks.limits import LIMITS
from ledger.state.quantities import plain
from projections.reading.stream import Row

_SHARE: Final = Decimal("0.8")


@dataclass(frozen=True, slots=True)
class Cycle:
    """One round: owed from a day on, by a day.

    Attributes:
        clock: Id of the clock.
        table: Key of the table it is about.
        number: Number of the row there, or the period.
        en: What has to be done.
        zh: The same in Chinese.
        post: Role that it is raised to.
        started_on: First day.
        due_on: Last day in time; None where the calendar is not known so far.
        done_on: Day on which it was done, None while it was not.
        flag: Why there is no last day.
        owner: Who has it.
        customer: Code of the customer concerned.
        product: Code of the product concerned.
        lot: Its lot.
        serial: Its serial number.
        done_position: Position of the event that did it.
    """

    clock: str
    table: str
    number: str
    en: str
    zh: str
    post: str
    started_on: str
    due_on: str | None
    done_on: str | None = None
    flag: str | None = None
    owner: str | None = None
    customer: str | None = None
    product: str | None = None
    lot: str | None = None
    serial: str | None = None
    done_position: int | None = None

    def row(self, today: str) -> Row:
        """Return it as `obligations` shows what is owed; its times are days."""
        limit = LIMITS[self.clock]
        warn_on = self._warn_on()
        return {
            "table": self.table,
            "number": self.number,
            "line": None,
            "clock_id": self.clock,
            "limit_id": self.clock,
            "round": 1,
            "matter": self.en,
            "matter_zh": self.zh,
            "post": self.post,
            "owner": self.owner,
            "customer_code": self.customer,
            "product_code": self.product,
            "lot": self.lot,
            "serial": self.serial,
            "started_at": self.started_on,
            "warn_at": warn_on if self.done_on is None else None,
            "due_at": self.due_on,
            "paused_since": None,
            "paused_by": None,
            "flag": self.flag,
            "done_at": self.done_on,
            "done_event": None,
            "started_position": None,
            "done_position": self.done_position,
            "state": self._state(today, warn_on),
            "hours_late": self._hours_late(today),
            "entered_late": None,
            "statutory": limit.statutory,
            "basis": limit.basis,
        }

    def _state(self, today: str, warn_on: str | None) -> str:
        if self.done_on is not None:
            return "done_late" if self.due_on is not None and self.done_on > self.due_on else "done"
        if self.due_on is not None and self.due_on < today:
            return "overdue"
        return "due_soon" if warn_on is not None and warn_on <= today else "open"

    def _warn_on(self) -> str | None:
        if self.due_on is None:
            return None
        first, last = date.fromisoformat(self.started_on), date.fromisoformat(self.due_on)
        return (first + timedelta(days=int((last - first).days * _SHARE))).isoformat()

    def _hours_late(self, today: str) -> str | None:
        end = self.done_on or today
        if self.due_on is None or end <= self.due_on:
            return None
        return plain(Decimal((date.fromisoformat(end) - date.fromisoformat(self.due_on)).days * 24))


def months_after(day: str, count: int) -> str:
    """Return the same day so many months later, or the last of a shorter month."""
    first = date.fromisoformat(day)
    place = first.year * 12 + first.month - 1 + count
    year, month = place // 12, place % 12 + 1
    return date(year, month, min(first.day, calendar.monthrange(year, month)[1])).isoformat()


def months(first: str, last: str) -> list[str]:
    """Return the months `YYYY-MM` from that of a day to that of another."""
    found, month = [], first[:7]
    while month <= last[:7]:
        found.append(month)
        month = months_after(f"{month}-01", 1)[:7]
    return found
