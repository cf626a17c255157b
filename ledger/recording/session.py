"""What a program knows of the log while it decides: the head, the state up to it, what is not durable yet."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from ledger.deciding.decision import Context, LeftOpen
from ledger.errors import ConflictError
from ledger.log.appended import Appended
from ledger.recording.answers import Answers
from ledger.recording.appender import Appender
from ledger.recording.history import History
from ledger.recording.pending import PendingEvents
from ledger.recording.problems import BUSY
from ledger.recording.state_cache import Changes, StateCache
from ledger.recording.unit_of_work import UnitOfWork

_UNKNOWN = -1


class Session:
    """The knowledge on which units of work are decided; kept from one to the next until somebody overtakes.

    Attributes:
        recorded_by: Who records.
        state: The decision state up to the known head, with what is on its way behind it.
        pending: Events that were accepted and are not yet durable.
    """

    def __init__(
        self,
        history: History,
        *,
        zone: str,
        recorded_by: str,
        now: Callable[[], str],
        verified: bool = False,
        left_open: LeftOpen | None = None,
    ) -> None:
        self._history = history
        self._verified = verified
        self.recorded_by = recorded_by
        self.state = StateCache(history.entries)
        self.pending = PendingEvents()
        self._head = _UNKNOWN
        answers = self._answers = Answers(history, self.pending, self.state)

        @cache
        def context(*, live: bool) -> Context:
            return answers.context(
                zone=zone, live=live, recorded_by=recorded_by, now=now, left_open=left_open
            )

        self._context = context

    def unit(self, head: int, *, live: bool) -> UnitOfWork:
        """Return a unit of work to be decided behind a position."""
        context = self._context(live=live)
        return UnitOfWork(
            self.state,
            self.pending,
            context,
            head=head,
            recorded_by=self.recorded_by,
            verified=self._verified,
            tagged=self._answers.tagged,
        )

    def known_head(self) -> int:
        """Return the head as it is known, without asking the log again: an append on it tells if it moved."""
        return self._head if self._head != _UNKNOWN else self.fresh_head()

    def fresh_head(self) -> int:
        """Return the head of the log now, with the state folded up to it."""
        head = self._history.head()
        if head != self._head:
            self.invalidate()
            self._history.catch_up(head)
            self._head = head
        return head

    def refuse_outdated(self, unit: UnitOfWork) -> None:
        """Refuse a decision of which nothing is appended if the log has moved on meanwhile.

        Raises:
            ConflictError: It has.
        """
        if self._history.head() != unit.head:
            raise ConflictError(BUSY, tries=1)

    def changes(self, unit: UnitOfWork) -> Changes:
        """Return what a unit changes in the decision state, its new position among it."""
        changes = self.state.changes()
        changes.move(unit.head, unit.head + len(unit.events))
        return changes

    def append(self, unit: UnitOfWork, appender: Appender) -> None:
        """Append a unit, and go on from there.

        Raises:
            ConflictError: Another writer was faster.
            LedgerError: As the appender says; what is durable then must be looked up again.
        """
        appender.start(unit, self.changes(unit))
        appender.finish()
        self._head = unit.head + len(unit.events)
        self.pending.clear()
        if unit.recorded_now:
            self.invalidate()  # the state in memory has no record time yet
        else:
            self.state.committed()

    def mark_submitted(self, unit: UnitOfWork) -> None:
        """Go on as if a unit were durable, while it is still being written."""
        self._head = unit.head + len(unit.events)
        self.state.mark_submitted()

    def mark_committed(self, appended: Appended) -> None:
        """The unit that was on its way is durable now."""
        self.state.mark_committed()
        self.pending.drop(appended.first, appended.last)

    def invalidate(self) -> None:
        """Drop everything known: another writer moved the log, or a unit failed."""
        self.state.invalidate()
        self.pending.clear()
        self._head = _UNKNOWN
