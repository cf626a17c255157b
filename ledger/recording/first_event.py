"""The first event of a ledger: what was fixed when it was made, so that nobody changes it later unnoticed."""

from __future__ import annotations

from uuid import uuid4

from ledger.events import catalogue
from ledger.events.own import LEDGER_OPENED
from ledger.log.prepared import Prepared, prepare
from ledger.log.recorder import LogRecorder

FIXED = ("ledger_id", "origin", "time_zone")


def record_opening(log: LogRecorder, recorded_by: str) -> None:
    """Record the fixed settings as the first event of a new log; of one that has events, do nothing.

    Args:
        log: The log, its settings entered.
        recorded_by: Who makes the ledger.
    """
    if log.head() == 0:
        log.append_prepared([_opened(log.settings(), recorded_by)], expected_head=0)


def _opened(settings: dict[str, str], recorded_by: str) -> Prepared:
    patterns = {table.key: table.numbering for table in catalogue.tables() if table.numbering}
    return prepare(
        event_type=LEDGER_OPENED.type,
        data={
            "settings": {name: settings[name] for name in FIXED if name in settings},
            "numbering": patterns,
        },
        tags=(),
        event_id=uuid4().hex,
        recorded_by=recorded_by,
        recorded_now=True,
    )
