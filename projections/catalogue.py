"""Which projections there are: an explicit tuple."""

from __future__ import annotations

from projections.engine import Projection
from projections.findings import Findings
from projections.movements import Movements
from projections.records.projection import Records

PROJECTIONS: tuple[Projection, ...] = (Records(), Movements(), Findings())
