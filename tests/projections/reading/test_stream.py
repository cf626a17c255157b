"""Rows on their way out, column by column."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from projections.reading.filters import Filter
from projections.reading.stream import FIRST_ROWS, MORE_ROWS, Memo, in_parts, of_dicts


def test_rows_come_in_parts_a_few_first() -> None:
    count = FIRST_ROWS + MORE_ROWS + 1
    stream = in_parts(("number", "twice"), ((n, 2 * n) for n in range(count)))
    parts = list(stream.parts)
    assert [len(part[0]) for part in parts] == [FIRST_ROWS, MORE_ROWS, 1]
    assert parts[-1] == [(count - 1,), (2 * count - 2,)]


def test_a_stream_gives_its_rows_as_dicts() -> None:
    stream = in_parts(("a", "b"), [(1, "x"), (2, None)])
    assert list(stream.rows()) == [{"a": 1, "b": "x"}, {"a": 2, "b": None}]


def test_dicts_become_columns_and_what_a_row_lacks_is_null() -> None:
    stream = of_dicts(("a", "b"), [{"b": 1, "c": 9}, {"a": 2}])
    assert list(stream.rows()) == [{"a": None, "b": 1}, {"a": 2, "b": None}]


@pytest.mark.parametrize(
    ("key", "wanted", "left"), [("a", [1], [1]), ("a", [None], []), ("z", [None], [1, 2])]
)
def test_only_rows_that_fit_are_left(key: str, wanted: list[Any], left: list[int]) -> None:
    stream = in_parts(("a", "b"), [(1, "x"), (2, "y")]).fitting([Filter(key, None, wanted)])
    assert [row["a"] for row in stream.rows()] == left


def test_a_column_that_was_read_to_be_filtered_by_is_left_out() -> None:
    stream = in_parts(("a", "b"), [(1, "x"), (2, "y")]).fitting([Filter("b", None, ["y"])], without=["b"])
    assert (stream.columns, list(stream.rows())) == (("a",), [{"a": 2}])


def test_closing_a_stream_ends_what_it_reads_from() -> None:
    ended = []

    def rows() -> Iterator[tuple[int]]:
        try:
            for number in range(10 * FIRST_ROWS):
                yield (number,)
        finally:
            ended.append(True)

    stream = in_parts(("number",), rows()).fitting([Filter("number", None, list(range(FIRST_ROWS)))])
    next(stream.parts)
    stream.close()
    assert ended == [True]


def test_a_memo_converts_once_and_forgets_when_it_is_full() -> None:
    asked: list[int] = []
    memo = Memo(lambda value: asked.append(value) or -value, of_null="", size=3)  # type: ignore[func-returns-value]
    assert [memo[value] for value in (1, 1, None, 2, 3, None, 1)] == [-1, -1, "", -2, -3, "", -1]
    assert asked == [1, 2, 3, 1]
