"""Where generations of the read model lie, beside the ledger: files of SQLite, schemas of PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from projections.engine.store import Store

if TYPE_CHECKING:
    from ledger.settings import Location
    from projections.engine.projection import Projection


class Places(Protocol):
    """The generations of one ledger's read model, by number."""

    def serving(self, generation: int) -> Store | None:
        """Return the store of a generation, ready to serve; None if it is not there.

        As long as the store is open, nobody drops it.
        """

    def building(self, generation: int) -> Store:
        """Return a new, empty store that trades durability for speed, in place of any remnant."""

    def resuming(self, generation: int) -> Store | None:
        """Return a store that was being built, to go on; None if it is gone, or somebody builds it still."""

    def beside(self, candidate: Store, generation: int) -> str:
        """Let a store that is being built see a serving generation, under the schema returned."""

    def finish(self, candidate: Store, generation: int) -> None:
        """Close a store that was built and make it durable."""

    def drop(self, generation: int) -> bool:
        """Remove a generation unless somebody has it open; return whether it is gone."""

    def stamp(self, generation: int) -> str:
        """Return what changes whenever a generation is written, as far as its database tells."""

    def generations(self) -> list[int]:
        """Return the numbers that are there, ascending, finished or not."""


def places(location: Location, projections: Sequence[Projection]) -> Places:
    """Return where the read model of the ledger at `location` lies."""
    if location.path is not None:
        from projections.engine.sqlite import SqliteFiles

        return SqliteFiles(location.path, projections)
    from projections.engine.postgres import PostgresSchemas

    return PostgresSchemas(location.url, projections)
