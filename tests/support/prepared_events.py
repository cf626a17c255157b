"""Small events, ready to be recorded, for tests of the log alone."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any

from ledger.events.envelope import Envelope
from ledger.log.prepared import Prepared, prepare
from ledger.log.recorder import LogRecorder


def event_id_of(name: object) -> str:
    """Return an event id that follows from a name."""
    return hashlib.sha256(str(name).encode()).hexdigest()[:32]


def sold(name: object, *, tags: Sequence[str] = ("lot:P01/L24",), **rest: Any) -> Prepared:
    """Return a sale; its id follows from its name, so the same name and content is the same event."""
    settings: dict[str, Any] = {
        "event_type": "goods_sold",
        "data": {"sale_no": str(name)},
        "recorded_by": "tester",
        "event_id": event_id_of(name),
    }
    envelope = {key: rest.pop(key) for key in Envelope._fields if key in rest}
    settings["envelope"] = Envelope(**{"event_time": "2026-04-30T16:00:00.000000Z", **envelope})
    return prepare(tags=tags, **{**settings, **rest})


def several(count: int, prefix: str = "XS", **rest: Any) -> list[Prepared]:
    """Return so many sales."""
    return [sold(f"{prefix}{number}", **rest) for number in range(count)]


def stored_positions(log: LogRecorder) -> list[int]:
    """Return the positions of all events, as a scan gives them."""
    return [position for batch in log.scan() for position, _ in batch]


def ticking(*times: str) -> Iterator[str]:
    """Yield these times, then the last for ever."""
    yield from times
    while True:
        yield times[-1]
