"""Events of the library into the log and back, those of a foreign application unchanged.

An application written for the library alone offers only type, data and tags. Its data are bytes of any kind.
If they are canonical JSON they are embedded as they are; else the document says `"encoding":"base64"` and
holds them so. Either way they come back byte for byte.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import orjson
from eventsourcing.dcb.api import DCBEvent, DCBSequencedEvent

from ledger.errors import CorruptionError
from ledger.log.documents import decoded
from ledger.log.prepared import Prepared, prepare
from ledger.log.problems import DOCUMENT_UNREADABLE

_LARGEST_EXACT = 2**53 - 1  # RFC 8785 §3.2.2.3: numbers are IEEE 754 doubles


@dataclass
class Shaped(DCBEvent):
    """An event of the library whose data are of a later shape than the first.

    Attributes:
        shape: As `ledger.events.upcasts` counts.
    """

    shape: int = 1


@dataclass
class Ready(DCBEvent):
    """An event of the library that is prepared for the log already, under an id and with personal values.

    Attributes:
        prepared: As the log takes it.
    """

    prepared: Prepared | None = None


def enclose(event: DCBEvent, recorded_by: str) -> Prepared:
    """Return an event of the library ready to be recorded, under an id of its own.

    Raises:
        CommandError: Type or a tag holds a character that cannot be stored.
    """
    if isinstance(event, Ready) and event.prepared is not None:
        return event.prepared
    embedded = is_canonical(event.data)
    prepared = prepare(
        event_type=event.type,
        data={},
        tags=event.tags,
        event_id=uuid4().hex,
        recorded_by=recorded_by,
    )
    # `prepare` wrote an empty object; the foreign bytes take its place.
    opening = b'{"data":'
    body = event.data if embedded else b'"' + base64.b64encode(event.data) + b'","encoding":"base64"'
    prepared.head = opening + body + prepared.head.removeprefix(opening + b"{}")
    return prepared


def is_canonical(data: bytes) -> bool:
    """Return whether these bytes are a JSON text in the very form that the log writes."""
    try:
        value = orjson.loads(data)
        return _is_exact(value) and orjson.dumps(value, option=orjson.OPT_SORT_KEYS) == data
    except (orjson.JSONDecodeError, orjson.JSONEncodeError, RecursionError):
        return False


def sequenced(position: int, stored: bytes) -> DCBSequencedEvent:
    """Return a stored event as the library knows it.

    Raises:
        CorruptionError: The stored bytes are no event document.
    """
    envelope = decoded(position, stored)
    try:
        data = envelope["data"]
        if envelope.get("encoding") == "base64":
            body = base64.b64decode(data, validate=True)
        else:
            body = orjson.dumps(data, option=orjson.OPT_SORT_KEYS)
        event = DCBEvent(envelope["type"], body, envelope["tags"])
        if "shape" in envelope:
            event = Shaped(event.type, event.data, event.tags, envelope["shape"])
        return DCBSequencedEvent(event, position)
    except (KeyError, TypeError, ValueError) as error:
        raise CorruptionError(DOCUMENT_UNREADABLE, position=position) from error


def _is_exact(value: Any) -> bool:
    """Return whether a JSON value has no floats, no integer beyond a double, and ASCII keys only."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            if not all(key.isascii() for key in one):
                return False
            waiting.extend(one.values())
        elif isinstance(one, list):
            waiting.extend(one)
        elif isinstance(one, float) or (isinstance(one, int) and abs(one) > _LARGEST_EXACT):
            return False
    return True
