"""All that a group of rows has in a column, as one value.

To fetch a million rows costs far more than to read them. Where a question needs every value of a group, the
database lays them together, and the program takes one row for the group.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import orjson
import sqlalchemy as sa

from projections.reading.stream import Memo

Number = int | Decimal  # whole numbers add up several times faster; both can be added to each other exactly
_MANY = 65536  # numbers kept: rows share them


def listed(connection: sa.Connection, column: sa.ColumnElement[Any]) -> sa.ColumnElement[str]:
    """Return the JSON list of the values of a column in a group, null included.

    Lists of several columns of one group have one order, but nobody says which.

    Args:
        connection: Of the database that is asked.
        column: Of text or whole numbers.
    """
    if connection.dialect.name == "postgresql":
        return sa.cast(sa.func.json_agg(column), sa.Text)
    return sa.func.json_group_array(column, type_=sa.Text)


def number(text: str) -> Number:
    """Return a plain decimal, as a whole number if it is one."""
    return int(text) if text.isdecimal() else Decimal(text)


class Numbers:
    """Reads listed numbers.

    Args:
        convert: Makes a number of a text.
    """

    def __init__(self, convert: Callable[[str], Number] = number) -> None:
        self._of = Memo(convert, size=_MANY).__getitem__

    def read(self, texts: str) -> list[Any]:
        """Return the numbers of a list, null included."""
        return list(map(self._of, orjson.loads(texts)))
