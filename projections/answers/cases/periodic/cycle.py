"""One round of something that is owed periodically, by days."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Final, NamedTuple

from ledger.clocks.limits import LIMITS
from ledger.clocks.months import months_after
from ledger.state.quantities import plain
from projections.answers.cases.obligations import (
    BEFORE_START,
    DONE,
    DONE_LATE,
    DUE_SOON,
    OPEN,
    OVERDUE,
    ObligationState,
)
from projections.reading.stream import Row

_SHARE: Final = Decimal("0.8")


# Clock, table, first day (of what is open), last day in time, day on which it was done, flag and standard.
Standing = tuple[str, str, str, str | None, str | None, str | None, str | None]


class Cycle(NamedTuple):
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
        limit: Number of the house's standard that sets it, if one does.
        round: How often it was owed before, from 1.
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
    limit: str | None = None
    round: int = 1

    @property
    def is_missed(self) -> bool:
        """Whether it was not done by its last day, as far as that has passed."""
        return self.due_on is not None and (self.done_on is None or self.done_on > self.due_on)

    def again(
        self,
        started_on: str,
        due_on: str,
        limit: str | None,
        *,
        done_on: str | None = None,
        done_position: int | None = None,
        number: int = 1,
    ) -> Cycle:
        """Return another round of the same; there are so many that `_replace` would be felt."""
        about = self[_OWNER:_DONE_POSITION]
        return Cycle._make(
            (*self[:_STARTED], started_on, due_on, done_on, self.flag, *about, done_position, limit, number)
        )

    def row(self, today: str) -> Row:
        """Return it as `obligations` shows what is owed; its times are days."""
        limit = LIMITS[self.clock]
        return {
            "table": self.table,
            "number": self.number,
            "line": None,
            "clock_id": self.clock,
            "limit_id": self.limit or self.clock,
            "round": self.round,
            "matter": self.en,
            "matter_zh": self.zh,
            "post": self.post,
            "owner": self.owner,
            "customer_code": self.customer,
            "product_code": self.product,
            "lot": self.lot,
            "serial": self.serial,
            "started_at": self.started_on,
            "warn_at": self._warn_on() if self.done_on is None else None,
            "due_at": self.due_on,
            "paused_since": None,
            "paused_by": None,
            "flag": self.flag,
            "done_at": self.done_on,
            "done_event": None,
            "started_position": None,
            "done_position": self.done_position,
            "state": self.state(today),
            "hours_late": self._hours_late(today),
            "entered_late": None,
            "statutory": limit.statutory,
            "basis": "service_standards" if self.limit else limit.basis,
        }

    def stands(self, today: str) -> ObligationState:
        """Return how it stands, as `obligation_states` tells it of what a case owes."""
        return ObligationState(
            self.table,
            self.number,
            self.clock,
            self.limit or self.clock,
            self.state(today),
            self.flag,
            self.due_on,
            self.done_on,
            None,
            None,
            self.done_position,
            self.zh,
        )

    def standing(self, today: str) -> Standing:
        """Return all that decides how it stands, whatever it is about."""
        open_still = self.done_on is None and (self.due_on is None or self.due_on >= today)
        started_on = self.started_on if open_still else ""
        return self.clock, self.table, started_on, self.due_on, self.done_on, self.flag, self.limit

    def state(self, today: str) -> str:
        """Return how it stands on a day: one of the states of obligations."""
        if self.flag == BEFORE_START:
            return BEFORE_START
        if self.done_on is not None:
            return DONE_LATE if self.due_on is not None and self.done_on > self.due_on else DONE
        if self.due_on is not None and self.due_on < today:
            return OVERDUE
        warn_on = self._warn_on()
        return DUE_SOON if warn_on is not None and warn_on <= today else OPEN

    def _warn_on(self) -> str | None:
        if self.due_on is None:
            return None
        first, last = date.fromisoformat(self.started_on), date.fromisoformat(self.due_on)
        return (first + timedelta(days=int((last - first).days * _SHARE))).isoformat()

    def _hours_late(self, today: str) -> str | None:
        end = self.done_on or today
        if self.due_on is None or end <= self.due_on or self.flag == BEFORE_START:
            return None
        return plain(Decimal((date.fromisoformat(end) - date.fromisoformat(self.due_on)).days * 24))


_STARTED, _OWNER, _DONE_POSITION = map(Cycle._fields.index, ("started_on", "owner", "done_position"))


def standing_so(standing: Standing) -> Cycle:
    """Return a round that stands so, about nothing in particular."""
    clock, table, started_on, due_on, done_on, flag, limit = standing
    return Cycle(clock, table, "", "", "", "", started_on, due_on, done_on, flag, limit=limit)


def months(first: str, last: str) -> list[str]:
    """Return the months `YYYY-MM` from that of a day to that of another."""
    found, month = [], first[:7]
    while month <= last[:7]:
        found.append(month)
        month = months_after(f"{month}-01", 1)[:7]
    return found
