"""Events made ready to be recorded: all that can be serialised before the critical section, is.

A stored event is one canonical JSON document: sorted ASCII keys, no floats, no blanks, so that the bytes are
also valid RFC 8785. In that order `position` and `record_time` are neighbours, and only these two are settled
inside the critical section. So an event is prepared as the bytes in front of them (`head`) and behind them
(`tail`), and :func:`document` splices the two in.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from orjson import Fragment

from ledger.errors import CommandError
from ledger.events.envelope import NO_ENVELOPE, Envelope
from ledger.log.problems import TEXT_NOT_STORABLE
from ledger.settings import Signatures

# Stands in `head` where the record time belongs. A null byte never occurs in JSON, so it is nobody's text.
RECORD_TIME_PLACEHOLDER = b"\0" * 27
SALT_SIZE = 16

_POSITION = b',"position":'
_RECORD_TIME = Fragment(b'"' + RECORD_TIME_PLACEHOLDER + b'"')
_NULL = b"\\u0000"
_SORTED = orjson.OPT_SORT_KEYS
_dumps = orjson.dumps


@dataclass(slots=True)
class Prepared:
    """An event whose document is complete but for its position and its record time.

    Attributes:
        type: Stored type name.
        tags: Sorted, each once.
        event_id: 32 hex characters, the caller's; the same id with the same content is recorded once.
        event_time: Stored form; None when the event counts from always or from its record time.
        head: The document up to and including `"position":`.
        tail: The document from `,"recorded_by":` on.
        personal: `(field, salt, value)` of the personal fields, kept beside the document.
        recorded_now: The event time is the record time: `head` holds `RECORD_TIME_PLACEHOLDER`.
    """

    type: str
    tags: list[str]
    event_id: str
    event_time: str | None
    head: bytes
    tail: bytes
    personal: tuple[tuple[str, bytes, str], ...] = ()
    recorded_now: bool = False


def prepare(
    *,
    event_type: str,
    data: dict[str, Any],
    tags: Iterable[str],
    event_id: str,
    recorded_by: str,
    envelope: Envelope = NO_ENVELOPE,
    filled: Sequence[str] | None = None,
    given: Sequence[str] | None = None,
    findings: Sequence[dict[str, Any]] | None = None,
    voided: Sequence[int] | None = None,
    versions: dict[str, int] | None = None,
    personal: tuple[tuple[str, bytes, str], ...] = (),
    recorded_now: bool = False,
    shape: int = 1,
    verified: bool = False,
    signatures: Signatures = (),
    sheet_row: str | None = None,
) -> Prepared:
    """Return an event ready to be recorded; what is empty does not appear in its document.

    Args:
        event_type: Stored type name.
        data: JSON values in stored form; a personal field holds the result of :func:`digest_of`.
        tags: `kind:value`, in any order.
        event_id: 32 hex characters.
        recorded_by: Who records.
        envelope: What the event carries besides; the stage is the event type and not stored twice.
        filled: Columns that the system filled in.
        given: Snapshot columns that the import itself gave.
        findings: Broken rules, each `{"rule": id, ...}` with its particulars as text.
        voided: Positions of the events that this one voids.
        versions: Positions of the register versions that the snapshots came from, by table.
        personal: `(field, salt, value)` to be kept beside the document.
        recorded_now: Take the record time as the event time.
        shape: Of the data, as `ledger.events.upcasts` counts; written down from 2 on.
        verified: Whether a door had made sure of who records.
        signatures: Who signed it by password, and what that means.
        sheet_row: Digest of a row of a sheet that came without a number.

    Raises:
        CommandError: A text holds a character that cannot be stored.
        TypeError: `data` holds a float.
    """
    if float in map(type, data.values()):
        raise TypeError(f"preparing {event_type}: decimals are kept as text, got a float in {data!r}")
    ordered, event_time = sorted(set(tags)), envelope.event_time
    before = {"data": data, "event_id": event_id, "event_time": _RECORD_TIME if recorded_now else event_time}
    behind: dict[str, Any] = {"recorded_by": recorded_by, "tags": ordered, "type": event_type}
    if verified:
        behind["verified"] = True
    if signatures:
        behind["signatures"] = [dict(one) for one in signatures]
    _add_before(before, envelope, filled, given, findings)
    _add_behind(behind, envelope, voided, versions, shape)
    if sheet_row:
        behind["sheet_row"] = sheet_row
    try:
        head, tail = _dumps(before, option=_SORTED), _dumps(behind, option=_SORTED)
    except orjson.JSONEncodeError as error:
        _refuse_null(event_id, event_type, ordered, personal)
        raise _not_storable(error) from error
    if personal or _NULL in tail or "\0" in event_id:
        _refuse_null(event_id, event_type, ordered, personal)
    head, tail = head[:-1] + _POSITION, b"," + tail[1:]
    return Prepared(event_type, ordered, event_id, event_time, head, tail, personal, recorded_now)


def keep_entry(event: Prepared, entry: dict[str, Any], tag: str) -> None:
    """Write into an event, before it is recorded, by which key its document was entered, and tag it so.

    Args:
        event: Made ready already; it is changed.
        entry: JSON values: the key, the digest of what was asked, how many events answer it.
        tag: Under which the event is found by its key.
    """
    before = orjson.loads(event.head.replace(RECORD_TIME_PLACEHOLDER, b"").removesuffix(_POSITION) + b"}")
    behind = orjson.loads(b"{" + event.tail[1:])
    if event.recorded_now:
        before["event_time"] = _RECORD_TIME
    before["entry"] = entry
    event.tags = behind["tags"] = sorted({*event.tags, tag})
    _refuse_null(event.event_id, event.type, event.tags, ())
    head, tail = _dumps(before, option=_SORTED), _dumps(behind, option=_SORTED)
    event.head, event.tail = head[:-1] + _POSITION, b"," + tail[1:]


def _add_before(
    members: dict[str, Any],
    envelope: Envelope,
    filled: Sequence[str] | None,
    given: Sequence[str] | None,
    findings: Sequence[dict[str, Any]] | None,
) -> None:
    """Add what stands in front of the position, as far as it is not empty."""
    if envelope.extra:
        members["extra"] = envelope.extra
    if filled:
        members["filled"] = filled
    if findings:
        members["findings"] = findings
    if given:
        members["given"] = given
    if envelope.note:
        members["note"] = envelope.note


def _add_behind(
    members: dict[str, Any],
    envelope: Envelope,
    voided: Sequence[int] | None,
    versions: dict[str, int] | None,
    shape: int,
) -> None:
    """Add what stands behind the position, as far as it is not empty."""
    if envelope.replaces:
        members["replaces"] = envelope.replaces
    if envelope.source:
        members["source"] = envelope.source
    if voided:
        members["struck"] = voided
    if versions:
        members["versions"] = versions
    if shape > 1:
        members["shape"] = shape


def document(event: Prepared, position: int, record_time: bytes) -> bytes:
    """Return the bytes to be stored, once position and record time are settled."""
    head = event.head.replace(RECORD_TIME_PLACEHOLDER, record_time) if event.recorded_now else event.head
    return b'%b%d,"record_time":"%b"%b' % (head, position, record_time, event.tail)


def digest_of(salt: bytes, value: str) -> dict[str, str]:
    """Return what stands in `data` for a personal value: the salted SHA-256 of it.

    Raises:
        CommandError: The value holds a character that cannot be stored.
    """
    try:
        return {"sha256": hashlib.sha256(salt + value.encode()).hexdigest()}
    except UnicodeEncodeError as error:
        raise _not_storable(error) from error


def set_apart(
    data: dict[str, Any], fields: Iterable[str]
) -> tuple[dict[str, Any], tuple[tuple[str, bytes, str], ...]]:
    """Return `data` with digests in place of its personal fields, and what is to be kept beside it."""
    kept = dict(data)
    personal: list[tuple[str, bytes, str]] = []
    for field in fields:
        if (value := kept.get(field)) is not None:
            salt = os.urandom(SALT_SIZE)
            text = value if isinstance(value, str) else _dumps(value).decode()
            kept[field] = digest_of(salt, text)
            personal.append((field, salt, text))
    return kept, tuple(personal)


def _refuse_null(
    event_id: str, event_type: str, tags: list[str], personal: tuple[tuple[str, bytes, str], ...]
) -> None:
    """Refuse what PostgreSQL cannot keep in a column of text, on SQLite too."""
    beside = [text for field, _, value in personal for text in (field, value)] if personal else ()
    if "\0" in "".join((event_id, event_type, *tags, *beside)):
        raise CommandError(TEXT_NOT_STORABLE, what="U+0000")


def _not_storable(error: Exception) -> CommandError:
    return CommandError(TEXT_NOT_STORABLE, what=str(error))
