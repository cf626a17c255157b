"""Reading stored documents back."""

from __future__ import annotations

from typing import Any

import orjson

from ledger.errors import CorruptionError
from ledger.log.problems import DOCUMENT_UNREADABLE


def decoded(position: int, stored: bytes) -> dict[str, Any]:
    """Return a stored document as a dict.

    Raises:
        CorruptionError: The stored bytes are no event document.
    """
    try:
        envelope = orjson.loads(stored)
    except orjson.JSONDecodeError as error:
        raise CorruptionError(DOCUMENT_UNREADABLE, position=position) from error
    if not isinstance(envelope, dict) or "data" not in envelope or "type" not in envelope:
        raise CorruptionError(DOCUMENT_UNREADABLE, position=position)
    return envelope
