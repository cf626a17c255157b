"""What is asked of a view: the cut-off, the filters, and where to read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from ledger import clock
from ledger.events import catalogue
from projections.reading import record_rows as tables
from projections.reading.cutoff import CutOff
from projections.reading.filters import Filter
from projections.reading.record_rows import PersonalValues


@dataclass(frozen=True, slots=True)
class Query:
    """A question to a view; every view answers at any cut-off, because this is all it may look at.

    Attributes:
        connection: Of the read model.
        personal: Where personal values lie.
        cutoff: What was true when, as known when.
        zone: Time zone of the ledger.
        today: The day that the answer is for: that of the cut-off, else the present one (`YYYY-MM-DD`).
        where: Show only what fits; a view may leave this to its caller, or look no further than it must. Its
            module names in `ANSWERED` the columns that its caller must not filter by once more.
        hashes: Gives the leaf hashes of events by position; None where there is no log to ask.
    """

    connection: sa.Connection
    personal: PersonalValues
    cutoff: CutOff
    zone: str
    today: str
    where: Sequence[Filter] = ()
    hashes: Callable[[Iterable[int]], dict[int, str]] | None = None

    def rows(
        self,
        key: str,
        *,
        voided: bool = False,
        where: Sequence[Filter] = (),
        only: Sequence[str] | None = None,
    ) -> Iterator[dict[str, Any]]:
        """Yield the rows of a record table at the cut-off, as `medledger table KEY` shows them.

        Args:
            key: Of the table.
            voided: Also what was voided, every version and every stage.
            where: Only what fits.
            only: Read only these of its columns, the identity and the position: what is not read, formatted
                or looked up beside the log costs nothing.
        """
        return tables.rows(
            self.connection,
            self.personal,
            catalogue.table(key),
            self.cutoff,
            zone=self.zone,
            voided=voided,
            where=where,
            only=only,
        )

    def stages(
        self, key: str, *, where: Sequence[Filter] = (), only: Sequence[str] | None = None
    ) -> Iterator[dict[str, Any]]:
        """Yield every standing stage of every case of a table, each as its own row, with its key as `stage`.

        They come by identity, the oldest first; a column that the stage does not carry is null.
        """
        return tables.stages(
            self.connection,
            self.personal,
            catalogue.table(key),
            self.cutoff,
            zone=self.zone,
            where=where,
            only=only,
        )

    def values(self, column: str) -> tuple[Any, ...]:
        """Return the values that one of the filters asks of a column, none if it is not filtered by."""
        return tuple(value for one in self.where if one.key == column for value in one.values)


def today(cutoff: CutOff, zone: str) -> str:
    """Return the day that an answer is for: that of the world-time cut-off, else the present one."""
    return clock.day_of(cutoff.at, zone) if cutoff.at else clock.today(zone)
