"""Rows on their way from the database to a sheet: parts of some rows each, column by column.

A table of a million rows leaves the program without a dict for each of them: what turns stored values into
shown ones, and shown ones into those of a form, is chosen once for a column and mapped over its values.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import compress, islice
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from projections.reading.filters import Filter

# In the first part, which somebody waits for (a screen of them, and the one that tells that more follow), and
# in the others.
FIRST_ROWS, MORE_ROWS = 201, 1000
Values = Sequence[Any]  # of one column, one for each row
Part = list[Values]  # some rows, one sequence for each column
Row = dict[str, Any]
Convert = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Stream:
    """Rows to be taken once.

    Attributes:
        columns: Keys of the columns, in order.
        parts: Some rows each, column by column.
        typed: Whether every value is of its column's declared type; of stored ones the database sees to that.
    """

    columns: tuple[str, ...]
    parts: Iterator[Part]
    typed: bool = False

    def rows(self) -> Iterator[Row]:
        """Yield each row as a dict."""
        columns = self.columns
        with ended(self.parts):
            for part in self.parts:
                for row in zip(*part, strict=True):
                    yield dict(zip(columns, row, strict=True))

    def fitting(self, where: Sequence[Filter], *, without: Sequence[str] = ()) -> Stream:
        """Return the rows that fit.

        Args:
            where: Every one must fit; a column that the stream lacks is null.
            without: Columns that were only read to be filtered by.
        """
        if not where and not without:
            return self
        kept = [place for place, key in enumerate(self.columns) if key not in without]
        columns = tuple(self.columns[place] for place in kept)
        return Stream(columns, self._fitting(where, kept), self.typed)

    def only(self, keys: Sequence[str]) -> Stream:
        """Return some columns of the rows, in an order of their own; what the stream lacks is null."""
        places = {key: place for place, key in enumerate(self.columns)}
        return Stream(tuple(keys), self._only([places.get(key) for key in keys]), self.typed)

    def _only(self, places: Sequence[int | None]) -> Iterator[Part]:
        with ended(self.parts):
            for part in self.parts:
                blank = [None] * len(part[0])
                yield [blank if place is None else part[place] for place in places]

    def _fitting(self, where: Sequence[Filter], kept: Sequence[int]) -> Iterator[Part]:
        places = {key: place for place, key in enumerate(self.columns)}
        tests = [(places.get(one.key), one.fits_value) for one in where]
        with ended(self.parts):
            for part in self.parts:
                found = part
                for place, fits in tests:
                    values: Values = [None] * len(found[0]) if place is None else found[place]
                    marks = [fits(value) for value in values]
                    found = [list(compress(column, marks)) for column in found]
                if found[0]:
                    yield [found[place] for place in kept]

    def close(self) -> None:
        """End what the rows are read from, also where not all of them were taken."""
        if isinstance(self.parts, Generator):
            self.parts.close()


class Memo(dict[Any, Any]):
    """What a function makes of values that many rows share; bounded, and null of null."""

    def __init__(self, convert: Convert, *, of_null: Any = None, size: int = 4096) -> None:
        super().__init__({None: of_null})
        self._convert, self._of_null, self._size = convert, of_null, size

    def __missing__(self, value: Any) -> Any:
        if len(self) >= self._size:
            self.clear()
            self[None] = self._of_null
        made = self[value] = self._convert(value)
        return made


def in_parts(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Stream:
    """Return a stream of rows that are given one by one, their values in the order of the columns."""
    return Stream(tuple(columns), _parts(rows))


def _parts(rows: Iterable[Sequence[Any]]) -> Iterator[Part]:
    with ended(rows):
        rest, size = iter(rows), FIRST_ROWS
        while some := list(islice(rest, size)):
            yield list(zip(*some, strict=True))
            size = MORE_ROWS


def of_dicts(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> Stream:
    """Return a stream of some columns of rows that are dicts; what a row lacks is null."""
    return Stream(tuple(columns), _parts_of_dicts(columns, rows))


def _parts_of_dicts(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> Iterator[Part]:
    with ended(rows):
        rest, size = iter(rows), FIRST_ROWS
        while some := list(islice(rest, size)):
            yield [[row.get(key) for row in some] for key in columns]
            size = MORE_ROWS


@contextmanager
def ended(rows: Iterable[Any]) -> Iterator[None]:
    """End a generator at the end of the block, also where not all of its rows were taken."""
    try:
        yield
    finally:
        if isinstance(rows, Generator):
            rows.close()
