"""Accepting a clock that would be refused: on purpose, and as an event."""

from __future__ import annotations

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
    before, now = _before(log, location), log.clock()
    if not before or doubt(before, now, seal.running_time) is None:
        return False
    log.seal, seal.accepting = seal, True
    try:
        data = {"before": before, "now": now}
        log.append_prepared([prepared_act(CLOCK_ACCEPTED, data, recorded_by)])
    finally:
        log.seal, seal.accepting = had, False
    return True


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
