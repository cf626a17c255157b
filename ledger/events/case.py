"""A case as the row that its stages make together, and whether a stage tells its time.

Said once, for decisions, tables, movements and clocks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ledger.events.base import Stage


def merge_stages(stages: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the row that stages make together: per column the newest value given.

    Args:
        stages: What each standing stage says, oldest first. A column that a stage leaves out, or holds None
            for, keeps what an earlier stage said.
    """
    row: dict[str, Any] = {}
    for stage in stages:
        row.update({column: value for column, value in stage.items() if value is not None})
    return row


def is_time_told(stage: Stage, event: Mapping[str, Any]) -> bool:
    """Return whether a stage event tells when it happened: by a column, or by a business time of its own.

    A stage told without a time takes its record time. Older ledgers gave such a stage of a row the time of the
    stage before it, and said so: it is as little known.

    Args:
        stage: Which stage it is.
        event: The event as the log holds it.
    """
    if stage.time_in(event["data"]) is not None:
        return True
    own = event["event_time"] is not None and event["event_time"] != event["record_time"]
    return own and "event_time" not in event.get("filled", ())
