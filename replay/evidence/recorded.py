"""Exports as events of the ledger: who gave what to whom, on which basis, with which digest."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from ledger import clock, settings
from ledger.events.own import EVIDENCE_EXPORTED
from ledger.log.documents import decoded
from ledger.log.prepared import prepare
from ledger.recording.erasing import unnamed

if TYPE_CHECKING:
    from ledger.log.recorder import LogRecorder


def record_export(log: LogRecorder, data: dict[str, Any], recorded_by: str) -> int:
    """Record an export, and return its position.

    Args:
        log: The log.
        data: The members of `evidence_exported`; what is None does not appear. For whom and for what it is
            made are somebody's words: the event stays for good, so personal values that they repeat do not.
        recorded_by: Who exported.
    """
    words = {name: unnamed(log, data[name]) for name in ("for", "personal") if data.get(name)}
    event = prepare(
        event_type=EVIDENCE_EXPORTED.type,
        data={name: value for name, value in {**data, **words}.items() if value is not None},
        tags=("export",),
        event_id=uuid4().hex,
        recorded_by=recorded_by,
        recorded_now=True,
        verified=settings.signed_in(),
        signatures=settings.signatures(),
    )
    return log.append_prepared([event]).first


def exports(log: LogRecorder, zone: str, until: int | None = None) -> Iterator[dict[str, Any]]:
    """Yield every export, the oldest first.

    Args:
        log: The log.
        zone: In which times are shown.
        until: Last position that is looked at.
    """
    for batch in log.scan(types=(EVIDENCE_EXPORTED.type,), until=until):
        for position, stored in batch:
            event = decoded(position, bytes(stored))
            told = event["data"]
            yield {
                "position": position,
                "exported_at": clock.shown(event["record_time"], zone),
                "exported_by": event["recorded_by"],
                "pack": told["pack"],
                "arguments": told["arguments"],
                "for": told.get("for"),
                "personal": told.get("personal"),
                "at": told["at"],
                "known_at": told.get("known_at"),
                "basis_position": told["position"],
                "rows": told["rows"],
                "events": told["events"],
                "digest": told["digest"],
            }
