"""Building tables anew beside those that serve: copied or projected, indexed, compared, then handed over."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from ledger.errors import Reason, UnavailableError
from ledger.failpoints import passing
from projections.engine.catch_up import BATCH, EventSource, Progress, advance, replay
from projections.engine.compare import Comparison, compare, digested
from projections.engine.projection import Projection
from projections.engine.store import PARKED, TRACKING, Store, Tracking, tables_of, tracking


@dataclass(frozen=True, slots=True)
class Served:
    """The serving generation as a candidate sees it: the schema it is seen under, and how far it was."""

    schema: str
    tracked: dict[str, Tracking]

    @property
    def position(self) -> int:
        """How far the farthest of its projections has come."""
        return max((row.position for row in self.tracked.values()), default=0)

    def table(self, table: sa.Table) -> sa.Table:
        """Return its counterpart of a table."""
        return table.to_metadata(sa.MetaData(), schema=self.schema)


@dataclass(frozen=True, slots=True)
class Filled:
    """What filling a store found out about the one that serves.

    Attributes:
        compared: Tables that were built anew, against those that serve.
        uncompared: Why there is no comparison, if the serving tables could not be read.
    """

    compared: tuple[Comparison, ...] = ()
    uncompared: Reason | None = None


def fill(
    candidate: Store,
    source: EventSource,
    *,
    served: Served | None = None,
    anew: Collection[str],
    until: int | None = None,
    progress: Progress | None = None,
    digests: bool = False,
) -> Filled:
    """Fill a store from the log and compare it with the one that serves.

    Every step goes on from where a build that was killed had come, to the last transaction.

    1. Make the tables; copy those of projections that need not be built anew.
    2. Project the rest, up to where the serving tables are.
    3. Make the secondary indexes.
    4. At one moment of the serving tables, come exactly as far as they are, and compare row by row.
    5. Go on to `until`.

    Args:
        candidate: Empty, or as far as an earlier run had come.
        source: The log.
        served: What serves now, None if nothing comparable does.
        anew: Names of the projections to build from the log.
        until: Last position to project if the serving tables are not farther; by default the log's head.
        progress: Called after every batch.
        digests: Whether comparing also gives the digests of the tables.
    """
    candidate.create()
    passing("rebuild.made")
    if served is not None:
        kept = [projection for projection in candidate.projections if projection.name not in anew]
        _copy(candidate, served, kept)
    if progress is not None:
        begun = candidate.position()
        progress(begun, max(begun, _end(source, until) or 0))
    target = _end(source, until) if served is None else served.position
    replay(candidate, source, until=target, progress=progress)
    candidate.index()
    passing("rebuild.indexed")
    filled = Filled() if served is None else _compared(candidate, source, served, anew, digests=digests)
    passing("rebuild.compared")
    replay(candidate, source, until=_end(source, until), progress=progress)
    return filled


def _end(source: EventSource, until: int | None) -> int | None:
    return source.head() if until is None else until


def _copy(candidate: Store, served: Served, projections: Sequence[Projection]) -> None:
    """Copy the tables of projections that nothing was copied or projected for yet."""
    with candidate.reading() as connection:
        done = [name for name, row in tracking(connection).items() if row.position]
    projections = [projection for projection in projections if projection.name not in done]
    names = [projection.name for projection in projections]
    tables = [table for projection in projections for table in tables_of(projection)]
    with candidate.writing(one_moment=True) as connection:
        connection.execute(TRACKING.delete().where(TRACKING.c.projection.in_(names)))
        for own in (TRACKING, PARKED):
            theirs = served.table(own)
            rows = sa.select(theirs).where(theirs.c.projection.in_(names))
            connection.execute(own.insert().from_select(own.c.keys(), rows))
        for table in tables:
            connection.execute(table.insert().from_select(table.c.keys(), sa.select(served.table(table))))


def _compared(
    candidate: Store, source: EventSource, served: Served, anew: Collection[str], *, digests: bool
) -> Filled:
    """Compare what was built anew; that serving tables cannot even be read must not stop the build."""
    try:
        return Filled(tuple(_comparisons(candidate, source, served, anew, digests=digests)))
    except UnavailableError as error:
        return Filled(uncompared=error.reason)


def _comparisons(
    candidate: Store, source: EventSource, served: Served, anew: Collection[str], *, digests: bool
) -> list[Comparison]:
    with candidate.writing(one_moment=True) as connection:
        theirs = _tracked(connection, served)
        target = max(row.position for row in theirs.values())
        behind = min(row.position for row in tracking(connection).values())
        for part in source.scan(behind, target, batch=BATCH):
            advance(connection, candidate.projections, part, source)
        ours = tracking(connection)
        comparable = [
            projection
            for projection in candidate.projections
            if projection.name in anew and ours[projection.name] == theirs.get(projection.name)
        ]
        tables = [table for projection in comparable for table in tables_of(projection)]
        found = [(table, compare(connection, table, served.schema)) for table in tables]
        if not digests:
            return [one for _, one in found]
        return [digested(connection, table, served.table(table), one) for table, one in found]


def _tracked(connection: sa.Connection, served: Served) -> dict[str, Tracking]:
    rows = connection.execute(sa.select(served.table(TRACKING)))
    return {row.projection: Tracking(*row) for row in rows}
