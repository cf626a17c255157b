"""What a projection is: it turns events into rows of its own tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

import sqlalchemy as sa

if TYPE_CHECKING:
    from projections.engine.writer import Writer

Document = dict[str, Any]


class ProjectionFailure(Exception):  # noqa: N818 - not an error of the program: a value on its way to `parked`
    """An event that this projection cannot turn into rows.

    Args:
        position: Which event.
        reason: Why, in one English sentence; shown by `status`.
    """

    def __init__(self, position: int, reason: str) -> None:
        super().__init__(position, reason)
        self.position = position
        self.reason = reason


class Projection(Protocol):
    """Turns events into rows of its own tables.

    It keeps nothing in memory between two calls: whatever it must remember lies in its tables, so that a
    batch that is rolled back leaves no trace. Every value it stores is text, an integer or null, so that
    the same events give the same bytes on every database.

    One that has `reveals`, the names of tables, is given documents with the personal values of individuals,
    and must take them out of these tables at the event that says they were erased.

    One that has `steady`, the names of tables, promises that it never reads them while it writes, and that a
    row of theirs, known by its `position`, changes only where a void or an erasure names that position.

    Attributes:
        name: Stable, ASCII; names its tracking.
        version: Raised whenever the same events would give other rows: the tables are then built anew.
        metadata: Its tables. Secondary indexes are `sa.Index` on them and are made at the end of a build,
            except those with `info={"while_building": True}`, which its own voids need.
    """

    @property
    def name(self) -> str: ...  # noqa: D102 - see the class
    @property
    def version(self) -> int: ...  # noqa: D102
    @property
    def metadata(self) -> sa.MetaData: ...  # noqa: D102

    def project(self, writer: Writer, batch: Sequence[Document]) -> None:
        """Write the rows of a batch: decoded documents in ascending positions.

        Raises:
            ProjectionFailure: One event cannot be projected. The batch is rolled back and given again event
                by event; those that fail are parked.
        """
