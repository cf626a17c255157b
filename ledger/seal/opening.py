"""Opening a ledger to record in it: a log whose every append is signed."""

from __future__ import annotations

from ledger.log.opening import open_log
from ledger.log.recorder import LogRecorder
from ledger.seal.sealing import Seal
from ledger.settings import Location


def open_sealed(location: Location) -> LogRecorder:
    """Return the recorder of a ledger, which signs what it appends; the key is read with the first append.

    Raises:
        UnavailableError: There is no ledger, or its database is away.
        CorruptionError: Its database is damaged.
    """
    log = open_log(location)
    log.seal = Seal(log, location)
    return log
