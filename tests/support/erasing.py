"""Personal values of single events erased as the program does it: by an event that says so."""

from collections.abc import Sequence
from uuid import uuid4

from ledger.events.own import PERSONAL_ERASED
from ledger.log import personal
from ledger.log.prepared import prepare
from ledger.log.recorder import LogRecorder


def erase(log: LogRecorder, position: int, fields: Sequence[str], table: str = "customers") -> None:
    """Erase values of one event; the event that says so stands behind the head."""
    told = [{"table": table, "fields": list(fields), "positions": [position]}]
    event = prepare(
        event_type=PERSONAL_ERASED.type,
        data={"subject_table": table, "subject_no": "any", "erased": told, "shown": []},
        tags=(),
        event_id=uuid4().hex,
        recorded_by="tests",
        recorded_now=True,
    )
    log.append_prepared(
        [event],
        in_same_transaction=lambda transaction, first, _time: personal.erase_as_told(
            transaction, first, told
        ),
    )
    log.forget_erased()
