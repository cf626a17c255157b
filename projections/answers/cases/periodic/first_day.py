"""The first day of a ledger: the earliest business day of any fact or case.

What was owed before it may have been done in books that the ledger does not hold: nobody can tell of it.
"""

from __future__ import annotations

import sqlalchemy as sa

from ledger import clock
from ledger.events import catalogue
from ledger.events.own import is_own
from projections.reading.query import Query
from projections.tables.record_tables import record_table


def first_day(query: Query, before: str) -> str | None:
    """Return the first day of the ledger, or a day given where something happened by then already.

    Args:
        query: How far to look.
        before: The day; most ledgers began before it, which one row shows.
    """
    tables = [record_table(key) for key in catalogue.TABLE_KEYS if _tells_of_days(key)]
    end = clock.end_of(before, query.zone)
    for table in tables:
        early = sa.select(sa.literal(1)).where(query.cutoff.live(table), table.c.event_time <= end).limit(1)
        if query.connection.execute(early).first() is not None:
            return before
    firsts = [sa.select(sa.func.min(table.c.event_time)).where(query.cutoff.live(table)) for table in tables]
    found = [query.connection.execute(one).scalar() for one in firsts]
    earliest: str | None = min((one for one in found if one is not None), default=None)
    return None if earliest is None else clock.day_of(earliest, query.zone)


def _tells_of_days(key: str) -> bool:
    table = catalogue.table(key)
    return table.kind in {"fact", "case"} and not is_own(table.event)
