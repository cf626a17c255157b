"""Generations of the read model as PostgreSQL schemas `medledger_tables_<generation>`, beside the log's own.

Commits do not wait for the disk: rows and tracking are in the same transactions, so after a crash the
tables are as they were a moment ago, and the next catch-up goes on from there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from ledger.errors import UnavailableError
from ledger.log.roles import TAKE_ROLE
from projections.engine.store import TABLES_UNAVAILABLE, Store, translated

if TYPE_CHECKING:
    from projections.engine.projection import Projection

# Plans are made with the sizes of the moment: one made while the tables were empty would scan them for ever.
_SESSION = "SET synchronous_commit TO off; SET plan_cache_mode TO force_custom_plan; SET jit TO off"
PREFIX = "medledger_tables_"
# First half of the advisory lock that says "this generation is in use"; the second is its number. Every
# connection to a generation holds it, and a store that is open keeps at least one in its pool.
_IN_USE = 0x6D6C7462
_BEING_BUILT = 0x6D6C7463  # the like: one session at a time builds a generation
_MOST_MORE = 30  # connections to a serving generation besides those that are kept open
_EXISTS = sa.text("SELECT to_regnamespace(:schema) IS NOT NULL")


class PostgresSchemas:
    """Generations of one ledger's read model, as schemas of its database."""

    def __init__(self, url: str, projections: Sequence[Projection]) -> None:
        self._url = url
        self._projections = tuple(projections)
        self._administrator = _engine(url, TAKE_ROLE, poolclass=NullPool)

    def serving(self, generation: int) -> Store | None:
        """Return the store of a generation; None if its schema is not there."""
        store = self._store(generation)
        with store.reading() as connection:
            there = connection.scalar(_EXISTS, {"schema": f"{PREFIX}{generation}"})
        if there:
            return store
        store.close()
        return None

    def building(self, generation: int) -> Store:
        """Return a store in a new schema."""
        self.drop(generation)
        store = self._built_here(generation)
        if store is None:
            raise UnavailableError(TABLES_UNAVAILABLE, detail=f"{PREFIX}{generation}")
        with store.writing() as connection:
            connection.exec_driver_sql(f"CREATE SCHEMA {PREFIX}{generation}")
        return store

    def resuming(self, generation: int) -> Store | None:
        """Return the store in a schema whose build was broken off, unless another session builds it."""
        store = self._built_here(generation)
        if store is None:
            return None
        with store.reading() as connection:
            if connection.scalar(_EXISTS, {"schema": f"{PREFIX}{generation}"}):
                return store
        store.close()
        return None

    def beside(self, candidate: Store, generation: int) -> str:  # noqa: ARG002 - both are in one database
        """Return the schema of the serving generation."""
        return f"{PREFIX}{generation}"

    def finish(self, candidate: Store, generation: int) -> None:  # noqa: ARG002 - nothing left to do to it
        """Close the store; the commit that switches to it puts its rows on disk with its own."""
        candidate.close()

    def stamp(self, generation: int) -> str:
        """Return the generation alone: the server tells nobody reliably when a table was written last."""
        return str(generation)

    def drop(self, generation: int) -> bool:
        """Remove the schema of a generation unless a session has it in use."""
        locks = {"key": _IN_USE, "generation": generation}
        with self._administering() as connection:
            if not connection.scalar(sa.text("SELECT pg_try_advisory_xact_lock(:key, :generation)"), locks):
                return False
            connection.exec_driver_sql(f"DROP SCHEMA IF EXISTS {PREFIX}{generation} CASCADE")
        return True

    def generations(self) -> list[int]:
        """Return the numbers of the schemas that are there."""
        statement = sa.text("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'medledger\\_tables\\_%'")
        with self._administering() as connection:
            names = [name.removeprefix(PREFIX) for name in connection.scalars(statement)]
        return sorted(int(name) for name in names if name.isdigit())

    @contextmanager
    def _administering(self) -> Iterator[sa.Connection]:
        with translated(), self._administrator.begin() as connection:
            yield connection

    def _built_here(self, generation: int) -> Store | None:
        """Return a store that no other session builds as long as it is open; None if one does."""
        with translated():
            holder = self._administrator.connect().execution_options(isolation_level="AUTOCOMMIT")
            alone = sa.text("SELECT pg_try_advisory_lock(:key, :generation)")
            if holder.scalar(alone, {"key": _BEING_BUILT, "generation": generation}):
                return self._store(generation, batches_per_commit=6, on_close=holder.close)
            holder.close()
        return None

    def _store(
        self, generation: int, *, batches_per_commit: int = 2, on_close: Callable[[], None] | None = None
    ) -> Store:
        """Return a store whose generation nobody drops while it is open."""
        hold = f"SELECT pg_advisory_lock_shared({_IN_USE}, {generation});"
        session = f"{TAKE_ROLE} {hold} SET search_path TO {PREFIX}{generation}; {_SESSION}"
        engine = _engine(self._url, session, pool_size=2, max_overflow=_MOST_MORE)
        with translated():
            engine.connect().close()
        return Store(engine, self._projections, batches_per_commit=batches_per_commit, on_close=on_close)


def _engine(url: str, session: str, **options: Any) -> sa.Engine:
    """Return an engine whose connections begin with these statements."""
    engine = sa.create_engine(url, use_native_hstore=False, **options)

    @sa.event.listens_for(engine, "connect")
    def _settle(connection: Any, _record: object) -> None:
        connection.autocommit = True  # so that the settings outlive a rollback
        connection.execute(session)
        connection.autocommit = False

    return engine
