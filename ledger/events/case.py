"""A case as the row that its stages make together: said once, for decisions, tables, movements and clocks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any


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
