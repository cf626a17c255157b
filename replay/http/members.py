"""A body that is one JSON object with known members: how it is described, and how it is read."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final

import orjson

from ledger.errors import CommandError
from replay.doors.recalls import BAD_BODY

Kinds = Mapping[str, type | tuple[type, ...]]
_MOST_SHOWN: Final = 60  # characters


def described(properties: Mapping[str, Any], required: Collection[str]) -> dict[str, Any]:
    """Return what OpenAPI says of such a body.

    Args:
        properties: The members there may be, each with its JSON schema.
        required: Those that must be there.
    """
    schema = {
        "type": "object",
        "required": list(required),
        "additionalProperties": False,
        "properties": dict(properties),
    }
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


def members_of(body: bytes, kinds: Kinds, required: Collection[str] = ()) -> dict[str, Any]:
    """Return the members of a body.

    Args:
        body: Of the request.
        kinds: The members there may be, and the Python types of their values.
        required: Those that must be there.

    Raises:
        CommandError: It is no such object.
    """
    known = ", ".join(kinds)
    try:
        found = orjson.loads(body)
    except ValueError as error:
        raise CommandError(BAD_BODY, known=known, given=str(error)[:_MOST_SHOWN]) from error
    if not isinstance(found, dict):
        raise CommandError(BAD_BODY, known=known, given=type(found).__name__)
    wrong = [name for name in required if name not in found]
    wrong += [name for name, value in found.items() if name not in kinds or not _is(value, kinds[name])]
    if wrong:
        raise CommandError(BAD_BODY, known=known, given=wrong[0][:_MOST_SHOWN])
    return found


def _is(value: Any, kind: type | tuple[type, ...]) -> bool:
    """Return whether a value is of a kind; true and false are no numbers."""
    return isinstance(value, kind) and (kind is bool or not isinstance(value, bool))
