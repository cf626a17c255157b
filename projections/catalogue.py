"""Which projections there are: an explicit tuple."""

from __future__ import annotations

from ledger.settings import DEFAULT_TIME_ZONE
from projections.findings import Findings
from projections.movements import Movements
from projections.obligations import Obligations
from projections.projection import Projection
from projections.records.projection import Records


def projections(zone: str = DEFAULT_TIME_ZONE) -> tuple[Projection, ...]:
    """Return the projections of a ledger whose days begin in this zone."""
    return (Records(), Movements(), Findings(), Obligations(zone))


PROJECTIONS: tuple[Projection, ...] = projections()
