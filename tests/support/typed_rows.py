"""Rows of a file as people type them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

Row = dict[str, str]


def typed_row(**said: Any) -> Row:
    """Return a row as it is typed; what is None is left blank."""
    return {key: _typed(value) for key, value in said.items() if value is not None}


def _typed(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    return str(value)
