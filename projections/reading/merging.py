"""Sorted streams laid together, some rows at a time instead of row by row."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, Generic, TypeVar

T = TypeVar("T", bound=tuple[Any, ...])


class _Source(Generic[T]):
    """The rows of one stream that are not yet taken; `part` is never empty before the stream has ended."""

    def __init__(self, parts: Iterable[Sequence[T]]) -> None:
        self._parts = filter(None, parts)
        self._begin = 0
        self.part: Sequence[T] = next(self._parts, ())

    def until(self, bound: T) -> Sequence[T]:
        """Take the rows at hand up to a bound, and read more where none are left."""
        begin, part = self._begin, self.part
        end = self._begin = bisect_right(part, bound, begin)
        if end == len(part):
            self._begin, self.part = 0, next(self._parts, ())
        return part[begin:end]


def merged(streams: Iterable[Iterable[Sequence[T]]]) -> Iterator[Sequence[T]]:
    """Yield the rows of several streams in order.

    Args:
        streams: Each gives its rows in order, some at a time. No two rows are alike.
    """
    sources = [source for parts in streams if (source := _Source(parts)).part]
    while sources:
        bound = min(source.part[-1] for source in sources)
        taken = [rows for source in sources if (rows := source.until(bound))]
        yield taken[0] if len(taken) == 1 else sorted(chain.from_iterable(taken))
        sources = [source for source in sources if source.part]
