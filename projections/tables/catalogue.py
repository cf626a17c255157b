"""Which projections there are: an explicit tuple."""

from __future__ import annotations

from ledger.settings import DEFAULT_TIME_ZONE
from projections.engine.projection import Projection
from projections.tables.findings import Findings
from projections.tables.movements import Movements
from projections.tables.obligations import Obligations
from projections.tables.records import Records


def projections(zone: str = DEFAULT_TIME_ZONE) -> tuple[Projection, ...]:
    """Return the projections of a ledger whose days begin in this zone."""
    return (Records(), Movements(), Findings(), Obligations(zone))


PROJECTIONS: tuple[Projection, ...] = projections()
