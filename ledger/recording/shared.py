"""A ledger that several threads share: what waits for its turn is decided in one unit and committed together.

A commit costs the disk one confirmation, whatever is in it. While one unit of a thread is being committed the
others queue; the next one to have the turn takes all that wait. Each document is still recorded whole or not
at all, and each thread hears only of its own.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, TypeVar

from ledger.errors import ConflictError
from ledger.recording.ledger import Ledger
from ledger.recording.unit_of_work import UnitOfWork
from ledger.settings import Signatures

R = TypeVar("R")
_MOST = 64  # documents in one unit: who waits shall not wait for ever longer units


class _Waiting:
    """What a thread waits for: its answer, or that it is its turn to decide for all that wait."""

    def __init__(self, decide: Callable[[UnitOfWork], Any], *, live: bool, check: bool) -> None:
        self.decide = decide
        self.live = live
        self.check = check
        self.leads = False
        self.woken = threading.Event()
        self.said: Any = None
        self.error: BaseException | None = None

    def goes_with(self, other: _Waiting) -> bool:
        """Return whether both may be decided in one unit."""
        return self is other or (self.live == other.live and not self.check and not other.check)


class _OneFailedError(Exception):
    """One decision failed among several: which one, is found out by deciding each alone."""


class SharedLedger(Ledger):
    """A ledger whose `submit`, `record`, `deciding` and live entries several threads may call at once.

    Args:
        given: As for `Ledger`.
        forgets: Whether to forget what is known of the log once nobody waits. Who keeps it decides the next
            document sooner than any other program, which then hardly gets its turn.
        named: As for `Ledger`.
    """

    def __init__(self, *given: Any, forgets: bool = False, **named: Any) -> None:
        super().__init__(*given, **named)
        self._forgets = forgets
        self._lock = threading.Lock()
        self._queue: list[_Waiting] = []
        self._busy = False

    @property
    def waiting(self) -> int:
        """How many wait for their turn."""
        with self._lock:
            return len(self._queue)

    def deciding(self, decide: Callable[[UnitOfWork], R], *, live: bool = True, check: bool = False) -> R:
        """Let `decide` fill a unit of work together with those that wait; see `Ledger.deciding`.

        Raises:
            ConflictError: Other programs were faster at every try.
            UnavailableError: The database is away or full; nothing of the unit is in.
        """
        mine = _Waiting(decide, live=live, check=check)
        with self._lock:
            self._queue.append(mine)
            mine.leads, self._busy = not self._busy, True
        try:
            if not mine.leads:
                mine.woken.wait()
            if mine.leads:
                self._commit(self._taken(mine))
        finally:
            self._leave(mine)
        if mine.error is not None:
            raise mine.error
        said: R = mine.said
        return said

    def _taken(self, mine: _Waiting) -> list[_Waiting]:
        """Take from the queue what goes with the one whose turn it is, in order."""
        with self._lock:
            taken = [one for one in self._queue if one.goes_with(mine)][:_MOST]
            self._queue = [one for one in self._queue if one not in taken]
        return taken

    def _leave(self, mine: _Waiting) -> None:
        """Give the turn to the next that waits, if it was ours; one that was interrupted waits no longer."""
        with self._lock:
            if mine in self._queue:
                self._queue.remove(mine)
            if not mine.leads:
                return
            self._busy = bool(self._queue)
            if self._forgets and not self._busy:
                self._session.invalidate()
            if self._queue:
                self._queue[0].leads = True
                self._queue[0].woken.set()

    def _commit(self, taken: list[_Waiting]) -> None:
        try:
            self._together(taken)
        except _OneFailedError:
            for one in taken:
                self._alone(one)
        except BaseException as error:  # noqa: BLE001 (each thread raises it itself)
            for one in taken:
                one.error = error
        for one in taken:
            one.woken.set()

    def _together(self, taken: list[_Waiting]) -> None:
        live, check = taken[0].live, taken[0].check  # one that only checks is alone
        said = super().deciding(lambda unit: [_decided(one, unit) for one in taken], live=live, check=check)
        for one, each in zip(taken, said, strict=True):
            one.said = each

    def _alone(self, one: _Waiting) -> None:
        try:
            one.said = super().deciding(one.decide, live=one.live, check=one.check)
        except BaseException as error:  # noqa: BLE001 (its thread raises it)
            one.error = error


class Seat:
    """One person at a ledger that several threads share: what is decided here is recorded in that name.

    Attributes:
        log: The log.
        zone: The ledger's time zone.
        recorded_by: The person.
        verified: Whether a door has made sure of that.
        signatures: Who signed by password, and what that means.
    """

    def __init__(
        self,
        shared: SharedLedger,
        recorded_by: str,
        *,
        verified: bool = False,
        signatures: Signatures = (),
    ) -> None:
        self._shared = shared
        self.log = shared.log
        self.zone = shared.zone
        self.recorded_by = recorded_by
        self.verified = verified
        self.signatures = signatures

    @property
    def position(self) -> int:
        """The head of the log."""
        return self._shared.position

    def deciding(self, decide: Callable[[UnitOfWork], R], *, live: bool = True, check: bool = False) -> R:
        """Let `decide` fill a unit of work together with those that wait; see `Ledger.deciding`.

        Raises:
            ConflictError: Other programs were faster at every try.
            UnavailableError: The database is away or full; nothing of the unit is in.
        """

        def decide_mine(unit: UnitOfWork) -> R:
            with unit.in_the_name_of(self.recorded_by, verified=self.verified, signatures=self.signatures):
                return decide(unit)

        return self._shared.deciding(decide_mine, live=live, check=check)


def _decided(one: _Waiting, unit: UnitOfWork) -> Any:
    try:
        return one.decide(unit)
    except ConflictError:
        raise  # overtaken: all of them are decided again
    except Exception as error:
        raise _OneFailedError from error
