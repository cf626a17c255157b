"""What of a product must be read to answer a trace sheet: conditions over the tables of records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from projections.answers.goods.trace_sources import TraceSource
from projections.answers.goods.trace_wanted import Named
from projections.engine.chunks import CHUNK
from projections.tables.record_tables import STAGE, record_table

Columns = Mapping[str, sa.ColumnElement[Any]]


class TraceNarrow:
    """What of a product must be read.

    Attributes:
        product: Its code.
    """

    def __init__(self, product: str, wanted: Named, homes: Mapping[str, str], lots: Sequence[str]) -> None:
        self.product = product
        self._all = wanted.everything
        self._lots = lots
        # Of a lot asked for whole, records may name its units alone.
        units = {serial for _, serial in wanted.units}
        if wanted.lots:
            units = {serial for serial, lot in homes.items() if lot in wanted.lots}
        self._whole_lots = bool(wanted.lots)
        # A unit that never moved may be of any lot.
        self._anywhere = not wanted.lots and not units <= homes.keys()
        self._units = sorted(units)

    def conditions(self, source: TraceSource) -> list[sa.ColumnElement[bool]]:
        """Return conditions that an index answers each, and that together leave nothing out."""
        columns = dict(record_table(source.table).c)
        found = self._of(columns, "")
        return [*found, *self._of(columns, source.given)] if source.given else found

    def _of(self, columns: Columns, prefix: str) -> list[sa.ColumnElement[bool]]:
        product = columns[f"{prefix}product_code"] == self.product
        if self._all or f"{prefix}lot" not in columns:
            return [product]
        lot, serial = columns[f"{prefix}lot"], columns[f"{prefix}serial"]
        unit = self._unit(serial)
        if self._anywhere:
            return [sa.and_(product, unit), sa.and_(product, lot.is_(None), serial.is_(None))]
        in_lot = [product, lot.in_(self._lots)]
        if not self._whole_lots:
            in_lot.append(sa.or_(serial.is_(None), unit))
        alone = sa.or_(unit, serial.is_(None)) if STAGE in columns else unit  # of a case: the whole product
        return [sa.and_(*in_lot), sa.and_(product, lot.is_(None), alone)]

    def _unit(self, serial: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
        """Return the condition that a record names one of the units, or that it names several."""
        if len(self._units) > CHUNK:
            return serial.is_not(None)
        return sa.or_(serial.in_(self._units), serial.contains(";"))
