"""The ledger: documents in, receipts out; decided against the state, appended with it in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from ledger.deciding.decision import Command, Duplicate, LeftOpen, Refused
from ledger.errors import CommandError, ConflictError
from ledger.log.recorder import LogRecorder
from ledger.recording.appender import Appender, LogAppender
from ledger.recording.history import History, LogHistory
from ledger.recording.pipeline import Documents, Outcomes, Pipeline
from ledger.recording.problems import BUSY, INCOMPLETE
from ledger.recording.session import Session
from ledger.recording.unit_of_work import Recorded, UnitOfWork
from ledger.recording.writer_process import Reopen
from ledger.settings import DEFAULT_TIME_ZONE

# A unit is decided without keeping anybody waiting. Who was overtaken so often holds the writers' turn while
# deciding: beside others that never pause, a decision that takes longer than theirs would lose every time.
_FREE_TRIES = 3
_TRIES = 6

T = TypeVar("T")
R = TypeVar("R")


class Ledger:
    """Records facts in the log of one ledger, one unit of documents at a time.

    When `submit` returns, every row reported as :class:`Recorded` is durable, and the decision state, the
    tree and the log agree. A unit that another writer overtook is decided again.

    Args:
        log: The log.
        recorded_by: Who records.
        verified: Whether a door has made sure of that.
        reopen: Opens the log once more; a long import then appends in a process of its own.
        appender: Where decided units go; by default into the log.
        history: Where they are read back; by default the log.
        left_open: Says what closing a recall would leave open; without it none is closed live.
    """

    def __init__(
        self,
        log: LogRecorder,
        *,
        recorded_by: str,
        verified: bool = False,
        reopen: Reopen | None = None,
        appender: Appender | None = None,
        history: History | None = None,
        left_open: LeftOpen | None = None,
    ) -> None:
        self.log = log
        self.zone = log.get_setting("time_zone") or DEFAULT_TIME_ZONE
        self.recorded_by = recorded_by
        self._reopen = reopen
        self._appender = appender or LogAppender(log)
        self._session = Session(
            history or LogHistory(log),
            zone=self.zone,
            recorded_by=recorded_by,
            now=log.clock,
            verified=verified,
            left_open=left_open,
        )

    @property
    def position(self) -> int:
        """The head of the log, which a rehearsal does not move."""
        return self.log.head()

    def submit(self, documents: Documents, *, live: bool = False) -> Outcomes:
        """Record documents, each of them whole or not at all; return what became of each row.

        A row that was refused before it came here stands as its refusal, and keeps its document out.

        Raises:
            ConflictError: Other writers were faster at every try.
            UnavailableError: The database is away or full; nothing of them is in.
        """
        return self.deciding(lambda unit: unit.decided(documents), live=live)

    def deciding(self, decide: Callable[[UnitOfWork], R], *, live: bool = True, check: bool = False) -> R:
        """Let `decide` fill a unit of work, append what it took, and return what it said.

        It is called again with a new unit where another writer was faster, so that whatever it reads of the
        state (the next free number, what a case has come to) is what the append rests on.

        Args:
            decide: Decides documents in the unit it is given; it may raise `ConflictError` where it finds
                itself overtaken.
            live: Whether compliance rules refuse.
            check: Only decide, and record nothing.

        Raises:
            ConflictError: Other writers were faster at every try.
            UnavailableError: The database is away or full; nothing of the unit is in.
        """
        for tried in range(_TRIES):
            try:
                if tried < _FREE_TRIES:
                    return self._decided(self._session.known_head(), decide, live=live, check=check)
                self._session.fresh_head()  # folds what is not folded yet, before others must wait
                with self.log.holding_turn():
                    return self._decided(self._session.fresh_head(), decide, live=live, check=check)
            except ConflictError:
                continue
        raise ConflictError(BUSY, tries=_TRIES)

    def _decided(self, head: int, decide: Callable[[UnitOfWork], R], *, live: bool, check: bool) -> R:
        """Decide a unit behind a head and append it; on any failure forget what was known."""
        session = self._session
        try:
            unit = session.unit(head, live=live)
            said = decide(unit)
            if unit.events and not check:
                session.append(unit, self._appender)
            else:
                session.refuse_outdated(unit)
        except BaseException:
            session.invalidate()
            raise
        if check:
            session.invalidate()
        return said

    def together(self, documents: Documents) -> Outcomes | None:
        """Record documents of which none fits without the others: all of them, or none of them.

        Returns:
            What became of their rows; None where nothing was recorded.

        Raises:
            ConflictError: Other writers were faster at every try.
            UnavailableError: The database is away or full; nothing of them is in.
        """
        return self.deciding(lambda unit: unit.together(documents), live=False)

    def stream(self, batches: Iterable[tuple[T, Documents]]) -> Iterator[tuple[T, Outcomes]]:
        """Record many batches; yield each with what became of its rows, in order, once it is durable."""
        return Pipeline[T](self._session, self.submit, self._reopen).run(batches)

    def record(self, commands: Sequence[Command]) -> list[Recorded | Duplicate]:
        """Record one document as live entry: every broken rule refuses.

        Raises:
            CommandError: A row was refused; `reasons` has everything that is wrong, line by line.
        """
        outcomes = self.submit([commands], live=True)[0]
        refusals = [outcome for outcome in outcomes if isinstance(outcome, Refused)]
        if refusals:
            reasons = [
                reason
                for refusal in refusals
                for reason in refusal.reasons
                if reason.problem is not INCOMPLETE
            ]
            error = CommandError(reasons[0])
            error.others = tuple(reasons[1:])
            raise error
        return [outcome for outcome in outcomes if not isinstance(outcome, Refused)]
