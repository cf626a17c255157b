"""What a ledger of a program before 0.4.0 holds of individuals in clear, inside its documents."""

from __future__ import annotations

from typing import NamedTuple

from ledger.events.individuals import INDIVIDUAL, OF_A_PERSON
from ledger.events.own import LEDGER_OPENED
from ledger.log.documents import decoded
from ledger.log.reader import LogReader

_FILED = "customer_registered"


class InClear(NamedTuple):
    """Files of individuals that stand in clear, and the first of them; rows may have copied them."""

    files: int
    first: int


def held_in_clear(log: LogReader) -> InClear | None:
    """Return which files of individuals a log holds in clear; None where it holds none.

    A log that begins with its opening was written by programs that never put them there.

    Raises:
        CorruptionError: A document cannot be read.
    """
    opening = log.document(1)
    if opening is None or decoded(1, opening)["type"] == LEDGER_OPENED.type:
        return None
    found = [
        position
        for batch in log.scan(types=(_FILED,))
        for position, stored in batch
        if _is_clear(decoded(position, stored)["data"])
    ]
    return InClear(len(found), found[0]) if found else None


def _is_clear(data: dict[str, object]) -> bool:
    return data.get("kind") == INDIVIDUAL and any(isinstance(data.get(key), str) for key in OF_A_PERSON)
