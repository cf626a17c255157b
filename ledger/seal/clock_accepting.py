"""Accepting a clock that would be refused: on purpose, and as an event."""

from __future__ import annotations

from ledger.errors import Reason
from ledger.events.own import CLOCK_ACCEPTED
from ledger.log.checkpoints import Checkpoints
from ledger.log.recorder import LogRecorder
from ledger.merkle.note import NoteError
from ledger.seal.acts import prepared_act
from ledger.seal.chain import link_of
from ledger.seal.clock_watch import doubt
from ledger.seal.sealing import seal_of
from ledger.settings import Location


def accept_clock(log: LogRecorder, location: Location, recorded_by: str) -> bool:
    """Accept the clock as it is, where it would be refused; return whether that was needed.

    Raises:
        LedgerError: As an append says.
    """
    seal, had = seal_of(log, location), log.seal
    before, now, doubted = clock_now(log, location)
    if doubted is None:
        return False
    log.seal, seal.accepting = seal, True
    try:
        data = {"before": before, "now": now}
        log.append_prepared([prepared_act(CLOCK_ACCEPTED, data, recorded_by)])
    finally:
        log.seal, seal.accepting = had, False
    return True


def clock_now(log: LogRecorder, location: Location) -> tuple[str, str, Reason | None]:
    """Return the clock at the last entry and now, in stored form, and why it would be refused, if it would.

    The first is empty where nothing was recorded yet.
    """
    before, now = _before(log, location), log.clock()
    kept = seal_of(log, location).running_time
    return before, now, doubt(before, now, kept) if before else None


def _before(log: LogRecorder, location: Location) -> str:
    """Return the clock at the last entry; empty where there is none."""
    head, latest = log.head(), Checkpoints(log).latest()
    if latest is not None and latest.size == head and head:
        try:
            link = link_of(latest.note, *seal_of(log, location).tools().keyring.all)
        except NoteError:
            link = None
        if link is not None:
            return link.moment
    return log.record_time_at(head) or "" if head else ""
