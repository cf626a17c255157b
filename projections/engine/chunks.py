"""Long lists in pieces that one statement of either database takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

CHUNK = 500  # values in one IN list
T = TypeVar("T")


def chunks(values: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    """Yield the values in lists short enough for one statement."""
    rest = iter(values)
    while part := list(islice(rest, size)):
        yield part
