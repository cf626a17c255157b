"""Where a personal value lies in the log: `position:field`, as the tables keep it in its place."""

from __future__ import annotations

from functools import lru_cache

Pointer = tuple[int, str]


@lru_cache(maxsize=4096)  # the rows of one customer point to the same version of his file
def write_pointer(position: int, field: str) -> str:
    """Return the text that stands in a table for the personal value of a field of an event."""
    return f"{position}:{field}"


@lru_cache(maxsize=4096)
def read_pointer(text: str) -> Pointer:
    """Return the position and the field that a pointer names."""
    position, _, field = text.partition(":")
    return int(position), field
