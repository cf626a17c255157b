"""What was known up to a position: the decision state, and what decisions may ask besides.

At the head of the log the ledger's own entries serve. For an earlier position the log is folded once more,
into a scratch file that is gone at the end.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from ledger.log.reader import LogReader
from ledger.recording.answers import Answers
from ledger.recording.entries import LedgerEntries, StoredEntries
from ledger.recording.folding import FoldedAnew
from ledger.recording.history import WrittenHistory
from ledger.recording.pending import PendingEvents
from ledger.recording.state_cache import POSITION_KEY, StateCache
from ledger.rejudging.again import JudgedAgain
from ledger.settings import DEFAULT_TIME_ZONE
from ledger.state.kinds import position_in


@contextmanager
def judging_again(log: LogReader, until: int) -> Iterator[JudgedAgain]:
    """Yield what judges recorded rows by what was known up to a position of the log."""
    kept = LedgerEntries(log)
    if until == log.head() and _folded(kept) == until:
        yield _over(log, kept, until)
        return
    # An empty name is a file of SQLite's own, which it keeps in memory while it is small.
    file = sqlite3.connect("", isolation_level=None)
    try:
        scratch = FoldedAnew(file, log)
        scratch.fold(log, until)
        yield _over(log, scratch, until)
    finally:
        file.close()


def _over(log: LogReader, entries: StoredEntries, until: int) -> JudgedAgain:
    state, history = StateCache(entries), WrittenHistory(log)
    zone = log.get_setting("time_zone") or DEFAULT_TIME_ZONE
    context = Answers(history, PendingEvents(), state).context(zone=zone, live=False, recorded_by="", now=str)
    return JudgedAgain(state, context, history.tagged, until)


def _folded(entries: StoredEntries) -> int:
    return position_in(entries.get_many([POSITION_KEY]).get(POSITION_KEY))
