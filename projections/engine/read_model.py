"""The read model that serves: which generation it is, whether it may be trusted, and how it is replaced."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import sqlalchemy as sa

from ledger.errors import CommandError, CorruptionError, Problem, Reason, UnavailableError
from ledger.failpoints import passing
from ledger.settings import DEFAULT_TIME_ZONE, Location, code_version
from projections.engine.building import Filled, Served, fill
from projections.engine.builds import KIND, broken_off
from projections.engine.catch_up import Progress
from projections.engine.compare import Comparison
from projections.engine.construction import Log, Site, of_this_history
from projections.engine.generations import Generations, Note
from projections.engine.places import Places, places
from projections.engine.projection import Projection
from projections.engine.store import Parked, Store, Tracking, parked, tables_of, tracking

_CHECKED = "checked"
NO_TABLES = Problem(
    "no_tables",
    "读取记录表：应已建立，实际尚无记录表。",
    "Reading the record tables: expected them to be built, found none.",
    "请运行 medledger rebuild。",
    "Run medledger rebuild.",
)
UNKNOWN_PROJECTION = Problem(
    "unknown_projection",
    "重建投影：应为 {known} 之一，实际为 {name}。",
    "Rebuilding a projection: expected one of {known}, got {name}.",
    "不带名称运行 medledger rebuild 可重建全部。",
    "Run medledger rebuild without a name to build all of them anew.",
)


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What a rebuild did.

    Attributes:
        generation: The one that serves now.
        position: How far its tables have come.
        projections: Those built anew from the log.
        compared: Their tables against those that served before, where versions and positions were the same.
        uncompared: Why there is no comparison, if the tables that served could not be read.
        outcome: What is kept of it, None if nothing was switched.
    """

    generation: int
    position: int
    projections: tuple[str, ...]
    compared: tuple[Comparison, ...]
    uncompared: Reason | None = None
    outcome: Note | None = None


class ReadModel:
    """The tables of one ledger, whichever generation of them serves.

    Attributes:
        projections: Those whose tables these are.
        generation: The one open now, 0 before the first.
        generations: The numbers of all, and what is told of them.
    """

    def __init__(self, log: Log, where: Places, projections: Sequence[Projection]) -> None:
        self.projections = tuple(projections)
        self.generation = 0
        self._log = log
        self.generations = Generations(log)
        self._places = where
        self._store: Store | None = None
        self._open()

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """Yield a connection on which everything read belongs to one moment.

        Raises:
            UnavailableError: There are no tables yet, or the database does not answer as it should.
        """
        with self._serving().reading() as connection:
            yield connection

    def tracking(self) -> dict[str, Tracking]:
        """Return how far each projection has come, by name."""
        with self.reading() as connection:
            return tracking(connection)

    def parked(self, *, limit: int | None = None) -> list[Parked]:
        """Return the events that could not be projected, in order of position."""
        with self.reading() as connection:
            return parked(connection, limit=limit)

    def position(self) -> int:
        """Return how far all projections have come, 0 before the first catch-up."""
        return 0 if self._store is None else self._store.position()

    def has_reached(self, position: int) -> bool:
        """Return whether all projections have come as far as a position."""
        if self._store is None:
            return position == 0
        return self._store.reached >= position or self._store.position() >= position

    def current(self, *, until: int | None = None, progress: Progress | None = None) -> Store:
        """Return the store that serves, built anew first if it is missing, outdated or of another history."""
        self.refresh()
        outdated = self.outdated()
        if outdated:
            self.rebuild(outdated, until=until, progress=progress)
        return self._serving()

    def refresh(self) -> None:
        """Turn to the generation that serves now, if another program has switched to it meanwhile."""
        if self.generations.serving() != self.generation:
            self._open()

    def outdated(self) -> list[str]:
        """Return the names of the projections whose tables cannot be caught up and must be built anew."""
        names = [projection.name for projection in self.projections]
        if self._store is None:
            return names
        try:
            tracked = self.tracking()
        except UnavailableError:
            return names
        if not of_this_history(self._log, tracked):
            return names
        versions = {name: row.version for name, row in tracked.items()}
        return [each.name for each in self.projections if versions.get(each.name) != each.version]

    def rebuild(
        self,
        names: Collection[str] = (),
        *,
        until: int | None = None,
        progress: Progress | None = None,
        switch: bool = True,
        digests: bool = False,
    ) -> Rebuilt:
        """Build tables anew from the log beside those that serve, compare, and switch.

        If anything fails, the tables that serve go on serving. A build that was killed goes on from its last
        transaction. What served before is kept until the next switch, or until `drop_old`.

        Args:
            names: Of the projections to build from the log; the others' tables are copied. All by default.
            until: Last position to project, if the tables that serve are not farther; by default the head.
            progress: Called after every batch.
            switch: Whether to let the new tables serve; else they are dropped after the comparison.
            digests: Whether to give the digests of what is compared.

        Raises:
            CommandError: There is no projection of that name.
            UnavailableError: The tables cannot be written.
        """
        anew = self._anew(names)
        if self._comparable() is None:
            anew = [projection.name for projection in self.projections]
        site = Site(self._places, self.generations, self._log, self.projections)
        if not switch:
            with site.rehearsal() as candidate:
                served = self._served(candidate)
                filled = fill(candidate, self._log, served=served, anew=anew, until=until, progress=progress)
                return _rebuilt(self.generation, candidate.position(), anew, filled)
        with site.construction(anew) as (build, candidate):
            told = build.telling(self.generations, self._log, progress)
            served = self._served(candidate)
            filled = fill(
                candidate, self._log, served=served, anew=anew, until=until, progress=told, digests=digests
            )
            position = candidate.position()
            self._places.finish(candidate, build.generation)
            passing("rebuild.finished")
            outcome = build.outcome(position, filled)
            switched = self.generations.switch(build.generation, outcome)
            passing("rebuild.switched")
        if not switched:
            self._places.drop(build.generation)
        self._open()
        self._drop_others()
        return _rebuilt(self.generation, position, anew, filled, outcome if switched else None)

    def drop_old(self) -> list[int]:
        """Drop every generation before the one that serves, the kept one too; return those that are gone."""
        self.refresh()
        there = [number for number in self._places.generations() if number < self.generation]
        return [number for number in there if self._places.drop(number)]

    def forget_erased(self) -> bool:
        """Drop every other generation, and write the one that serves anew without what was erased in it.

        Returns:
            Whether nothing is left: a generation that somebody reads or builds cannot be dropped.

        Raises:
            UnavailableError: The tables cannot be written.
        """
        self.refresh()
        others = [number for number in self._places.generations() if number != self.generation]
        dropped = [self._places.drop(number) for number in others]
        tables = [
            table
            for each in self.projections
            for table in tables_of(each)
            if table.name in getattr(each, "reveals", ())
        ]
        return self._serving().forget(tables) and all(dropped)

    def stamp(self) -> str:
        """Return what changes whenever the tables that serve are written, as far as their database tells."""
        return self._places.stamp(self.generation)

    def note_checked(self, stamp: str) -> None:
        """Keep that the tables that serve were compared with the log and are what it gives.

        Args:
            stamp: As it was before they were compared: what was written since then was not.
        """
        if self._store is not None and stamp and stamp == self.stamp():
            said = {"position": self.position(), "stamp": stamp}
            self.generations.tell(Note(_CHECKED, self.generation, code_version(), said))

    def checked(self) -> bool:
        """Return whether the tables were compared with the log since they were last written."""
        if self._store is None:
            return False
        said = [note.said for note in self.generations.told(_CHECKED) if note.number == self.generation]
        return bool(said) and said[0] == {"position": self.position(), "stamp": self.stamp()}

    def kept(self) -> int | None:
        """Return the generation that served before, None if it is not there any more."""
        kept = self.generations.kept()
        return kept if kept in self._places.generations() and kept != self.generation else None

    def known(self, names: Collection[str]) -> None:
        """Make sure that there are projections of these names.

        Raises:
            CommandError: There is none of that name.
        """
        known = [projection.name for projection in self.projections]
        for name in names:
            if name not in known:
                raise CommandError(UNKNOWN_PROJECTION, name=name, known=", ".join(known))

    def close(self) -> None:
        """Let go of the tables."""
        if self._store is not None:
            self._store.close()
            self._store = None
            self.generation = 0

    def _serving(self) -> Store:
        if self._store is None:
            raise UnavailableError(NO_TABLES)
        return self._store

    def _open(self) -> None:
        self.close()
        generation = self.generations.serving()
        if generation is not None:
            self._store = self._places.serving(generation)
            self.generation = generation if self._store is not None else 0

    def _anew(self, names: Collection[str]) -> list[str]:
        self.known(names)
        known = [projection.name for projection in self.projections]
        wanted = {*names, *self.outdated()} if names else set(known)
        return [name for name in known if name in wanted]

    def _served(self, candidate: Store) -> Served | None:
        """Let the candidate see what serves, if that can be read and belongs to this history."""
        tracked = self._comparable()
        if tracked is None:
            return None
        return Served(self._places.beside(candidate, self.generation), tracked)

    def _comparable(self) -> dict[str, Tracking] | None:
        """Return how far what serves has come, if it can be read and belongs to this history."""
        if self._store is None:
            return None
        try:
            tracked = self.tracking()
        except UnavailableError:
            return None
        return tracked if of_this_history(self._log, tracked) else None

    def _drop_others(self) -> None:
        """Drop earlier generations but the last; one that somebody reads stays until the next rebuild."""
        with suppress(UnavailableError):
            kept = self.generations.kept()
            for generation in self._places.generations():
                if generation < self.generation and generation != kept:
                    self._places.drop(generation)
            for note in broken_off(self.generations.told(KIND), self.generation):
                self.generations.forget(note)


def _rebuilt(
    generation: int, position: int, anew: Sequence[str], filled: Filled, outcome: Note | None = None
) -> Rebuilt:
    return Rebuilt(generation, position, tuple(anew), filled.compared, filled.uncompared, outcome)


def open_readmodel(
    log: Log, location: Location, projections: Sequence[Projection] | None = None
) -> ReadModel:
    """Return the read model of a ledger; `catch_up` builds it where it is not there yet.

    Args:
        log: The ledger's log, open.
        location: Where the ledger is.
        projections: Those of the catalogue by default.
    """
    from projections.tables import catalogue

    chosen = catalogue.projections(_zone_of(log)) if projections is None else projections
    return ReadModel(log, places(location, chosen), chosen)


def _zone_of(log: Log) -> str:
    """Return the zone in which days begin; a log that lost its settings is for `verify` to tell of."""
    try:
        return log.get_setting("time_zone") or DEFAULT_TIME_ZONE
    except (CorruptionError, UnavailableError, sa.exc.SQLAlchemyError):
        return DEFAULT_TIME_ZONE
