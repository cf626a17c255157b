"""Personal values as a post without the right to them is shown them: not at all.

Hidden are the columns that are personal of everybody, what is personal in the row of a person, and in any
column of any answer what the file of an individual customer says of who that is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from ledger.events import catalogue
from ledger.events.individuals import CUSTOMERS, EXTRA, INDIVIDUAL, OF_A_PERSON, personal_in
from projections.tables.record_tables import record_table
from replay.doors.posts import Right

if TYPE_CHECKING:
    from replay.bootstrap import Program
    from replay.doors.posts import Post

HIDDEN: Final = "＊＊＊"  # the same in both languages
Row = Mapping[str, Any]
Mask = Callable[[Row], dict[str, Any]]


def mask_of(program: Program, post: Post, table: str, instead: str | None = HIDDEN) -> Mask:
    """Return what takes the personal values out of the rows of an answer, as far as a post may not see them.

    Args:
        program: The ledger, its tables caught up.
        post: Whose eyes.
        table: Key of the record table that the rows are of; any other word for another answer.
        instead: What stands in the place of a value; in a file nothing, where a cell has a type.
    """
    if post.may(Right.PERSONAL):
        return dict
    of_everybody, of_individuals = _personal_names(), _of_individuals(program)
    recorded = table in catalogue.TABLE_KEYS

    def masked(row: Row) -> dict[str, Any]:
        hidden = of_everybody | (personal_in(table, row, person=None) if recorded else frozenset())
        return {
            name: instead
            if value is not None and (name in hidden or _is_one(value, of_individuals))
            else value
            for name, value in row.items()
        }

    return masked


def masked_value(value: Any, mask: Mask) -> Any:
    """Return a JSON value with every object in it masked, whatever lies in what."""
    if isinstance(value, dict):
        return {name: masked_value(one, mask) for name, one in mask(value).items()}
    if isinstance(value, list | tuple):
        return [masked_value(one, mask) for one in value]
    return value


def kept_for(post: Post) -> Callable[[Row], bool] | None:
    """Return which rows of a list over many tables a post may see: those of its own work; None for all."""
    if post.may(Right.READ_ALL):
        return None
    return lambda row: row.get("table") in post.tables


def _is_one(value: Any, known: frozenset[str]) -> bool:
    return isinstance(value, str) and value in known


@cache
def _personal_names() -> frozenset[str]:
    """Return the names of columns that are personal of everybody in some table, and public in none."""
    columns = [column for table in catalogue.tables() for column in table.columns]
    public = {column.key for column in columns if not column.personal}
    always = {column.key for column in columns if column.personal}
    return frozenset(always - public | {EXTRA})


def _of_individuals(program: Program) -> frozenset[str]:
    """Return what the files of individual customers say of who they are, in all their versions."""
    customers = record_table(CUSTOMERS).c
    asked = sa.select(*(customers[name] for name in sorted(OF_A_PERSON))).where(customers.kind == INDIVIDUAL)
    with program.readmodel.reading() as connection:
        return frozenset(str(value) for row in connection.execute(asked) for value in row if value)
