"""How far a question looks: into the world's time, and into what the ledger knew."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa


@dataclass(frozen=True, slots=True)
class CutOff:
    """What was true at `at`, as known at `known`; both inclusive.

    Attributes:
        at: World time in the stored form; None looks at all of it.
        known: Last position of the log that the answer may rest on.
        with_voided: Whether movements that were voided by then are read as well.
    """

    at: str | None
    known: int
    with_voided: bool = False

    def recorded(self, table: sa.FromClause) -> sa.ColumnElement[bool]:
        """Return the condition that a row was known and had happened, voided or not.

        Args:
            table: Anything with the columns `position` and `event_time`.
        """
        known = table.c.position <= self.known
        if self.at is None:
            return known
        return sa.and_(known, sa.or_(table.c.event_time.is_(None), table.c.event_time <= self.at))

    def holds(self, position: int, event_time: str | None) -> bool:
        """Return whether a row was known and had happened, voided or not."""
        happened = self.at is None or event_time is None or event_time <= self.at
        return position <= self.known and happened

    def within(self, later: CutOff) -> bool:
        """Return whether all that is seen here is seen at a later one, too, but for what was voided since."""
        until = later.at is None or (self.at is not None and self.at <= later.at)
        return self.known <= later.known and until and self.with_voided == later.with_voided

    def unvoided(self, table: sa.FromClause) -> sa.ColumnElement[bool]:
        """Return the condition that no void known by then takes a row out (column `voided_position`)."""
        return sa.or_(table.c.voided_position.is_(None), table.c.voided_position > self.known)

    def live(self, table: sa.FromClause) -> sa.ColumnElement[bool]:
        """Return the condition that a row counts: known, happened, not voided."""
        return sa.and_(self.recorded(table), self.unvoided(table))
