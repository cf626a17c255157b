"""Two answers laid side by side: rows of one identity are a pair, and equal pairs fall away.

Both answers come in the same order, so they are walked together, and only what has not met its like is held.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

Row = Mapping[str, Any]
Key = tuple[Any, ...]
Waiting = dict[Key, list[Row]]


@dataclass(frozen=True, slots=True)
class Pair:
    """What differs under one identity.

    Attributes:
        key: The values of the identity columns.
        before: The row of the first answer, None if it has none.
        after: The row of the second answer, None if it has none.
    """

    key: Key
    before: Row | None
    after: Row | None

    @property
    def rows(self) -> Iterator[Row]:
        """The rows that there are."""
        yield from (row for row in (self.before, self.after) if row is not None)


def differing(before: Iterable[Row], after: Iterable[Row], identity: Sequence[str]) -> list[Pair]:
    """Return what two answers do not share: what the second has in its order, then what only the first has.

    Where several rows have the same identity, equal ones fall away and the others are paired in their order.

    Args:
        before: Rows of the first answer.
        after: Rows of the second answer.
        identity: The columns that name a row.
    """
    key = key_of(identity)
    first: Waiting = {}
    second: Waiting = {}
    for old, new in zip_longest(before, after):
        if old is not None:
            _meet(key(old), old, first, second)
        if new is not None:
            _meet(key(new), new, second, first)
    keys = dict.fromkeys([*second, *first])
    return [
        Pair(each, *rows) for each in keys for rows in zip_longest(first.get(each, ()), second.get(each, ()))
    ]


def key_of(identity: Sequence[str]) -> Callable[[Row], Key]:
    """Return what gives the values of the identity columns of a row; a list as a tuple."""

    def _key(row: Row) -> Key:
        return tuple(_hashed(row.get(name)) for name in identity)

    return _key


def _hashed(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _meet(key: Key, row: Row, mine: Waiting, others: Waiting) -> None:
    """Let a row fall away with its like of the other answer, or let it wait for that."""
    waiting = others.get(key)
    if waiting is not None and row in waiting:
        waiting.remove(row)
        if not waiting:
            del others[key]
        return
    mine.setdefault(key, []).append(row)
