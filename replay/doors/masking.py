"""Personal values as a post without the right to them is shown them: not at all."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from replay.doors.posts import Right
from replay.withheld import Mask, Row, mask, of_individuals

if TYPE_CHECKING:
    from replay.bootstrap import Program
    from replay.doors.posts import Post

HIDDEN: Final = "＊＊＊"  # the same in both languages


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
    with program.readmodel.reading() as connection:
        individuals = of_individuals(connection)
    return mask(individuals, table, instead)


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
