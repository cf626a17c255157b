"""Lines of a trace sheet before they are finished: a record and goods that it touches, in one form.

A fact of goods of one lot, or of nothing in particular, is read in this form from the database, ordered as
the sheet is: so a whole ledger streams through lot by lot. What names units without a lot, goods given in
exchange or stages of cases is made into lines here, and laid between the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import sqlalchemy as sa

from projections.answers.goods.trace_said import Goods, Record, fact_columns
from projections.answers.goods.trace_sources import SALES, TraceSource
from projections.reading.cutoff import CutOff
from projections.tables.movement_stages import VOIDS
from projections.tables.record_tables import record_table

_NOTHING: sa.ColumnElement[Any] = sa.null()
_BLANK: sa.ColumnElement[Any] = sa.literal_column("''")
_SAID = (
    "product_name",
    "udi",
    "record_time",
    "number",
    "party",
    "location_code",
    "verdict",
    "handler",
    "voucher_nos",
    "customer_code",
    "supplier_code",
)
ORDER = ("product_code", "home", "alone", "happened", "position")


class TraceLine(NamedTuple):
    """A line; what it begins with, down to the lot, is its place in a whole ledger.

    Attributes:
        product_code: Whose sheet it stands in.
        home: The lot of the goods, `''` if nobody says.
        alone: The unit, where nobody says its lot.
        happened: When it happened, in the stored form.
        position: Of the record.
        serial: The unit, `''` where none is named.
        lot: As the record names it, `''` where it does not.
        quantity: What a sale line takes; null in other tables.
        role: What the record is in the life of the goods.
        table: Its table.
        voided: Whether a void known by then took it out.
    """

    product_code: str
    home: str
    alone: str
    happened: str
    position: int
    serial: str
    lot: str
    quantity: str | None
    role: str
    table: str
    voided: bool
    product_name: str | None
    udi: str | None
    record_time: str
    number: str
    party: str | None
    location_code: str | None
    verdict: str | None
    handler: str | None
    voucher_nos: str | None
    customer_code: str | None
    supplier_code: str | None

    def of(self, goods: Goods, homes: Mapping[str, str]) -> TraceLine:
        """Return the line of the same record for other goods of the product.

        Args:
            goods: Lot and unit.
            homes: The lot of each unit that is known to have one.
        """
        lot, serial = goods
        home = lot or homes.get(serial, "")
        return self._replace(lot=lot, serial=serial, home=home, alone="" if home else serial)

    def each(self, moved: Mapping[Goods, Any], homes: Mapping[str, str]) -> Iterator[TraceLine]:
        """Yield the lines of what a fact moved and what it names, each of the goods once."""
        named = [(self.lot, serial) for serial in self.serial.split(";") if serial] or [(self.lot, "")]
        for goods in dict.fromkeys((*moved, *named)):
            yield self.of(goods, homes)


def lines_of(
    record: Record, product: str, moved: Mapping[Goods, Any], homes: Mapping[str, str]
) -> Iterator[TraceLine]:
    """Yield the lines of a record of any table: of what it moved and what it names, each of the goods once.

    Args:
        record: Which.
        product: Whose goods.
        moved: What it moved of these.
        homes: The lot of each unit that is known to have one.
    """
    for goods in dict.fromkeys((*moved, *record.goods)) if moved else record.goods:
        yield line_of(record, product, goods, homes)


def line_of(record: Record, product: str, goods: Goods, homes: Mapping[str, str]) -> TraceLine:
    """Return the line of a record of any table for goods of a product."""
    source, said = record.source, record.said
    lot, serial = goods
    home = lot or homes.get(serial, "")
    return TraceLine(
        product_code=product,
        home=home,
        alone="" if home else serial,
        happened=said.happened,
        position=said.position,
        serial=serial,
        lot=lot,
        quantity=None,
        role=source.role_of(said.stage) if said.stage else source.role,
        table=source.table,
        voided=said.voided,
        product_name=said.product_name if said.product_code == product else None,
        udi=said.udi,
        record_time=said.record_time,
        number=said.number,
        party=said.party,
        location_code=said.location_code,
        verdict=said.verdict,
        handler=said.handler,
        voucher_nos=said.voucher_nos,
        customer_code=said.customer_code,
        supplier_code=said.supplier_code,
    )


@lru_cache(maxsize=4)
def in_lots(cutoff: CutOff, sources: tuple[TraceSource, ...]) -> tuple[sa.Select[Any], ...]:
    """Return the statements for the facts that name a lot, or neither lot nor unit.

    Each gives them in the order of the sheet, and they are to be laid together: in one statement for all
    tables a row would go through a step for each of them.

    Args:
        cutoff: How far to look.
        sources: Tables of facts that name goods in columns of their own alone.

    Returns:
        Statements of two parameters, `first` and `last`: the codes of products from one to the other.
    """
    selects = []
    for source in sources:
        stored = record_table(source.table).c
        of_none = _selected(cutoff, source, _BLANK).where(stored.lot.is_(None), stored.serial.is_(None))
        selects += [of_none, _selected(cutoff, source, stored.lot).where(stored.lot.is_not(None))]
    return tuple(one.order_by(*map(sa.literal_column, ORDER)) for one in selects)


@lru_cache(maxsize=4)
def of_units_alone(cutoff: CutOff, sources: tuple[TraceSource, ...]) -> sa.CompoundSelect[Any]:
    """Return the statement for the facts that name units and no lot, in no order; see `in_lots`."""
    selects = []
    for source in sources:
        stored = record_table(source.table).c
        alone = (stored.lot.is_(None), stored.serial.is_not(None))
        selects.append(_selected(cutoff, source, _BLANK).where(*alone))
    return sa.union_all(*selects)


def _selected(cutoff: CutOff, source: TraceSource, home: sa.ColumnElement[Any]) -> sa.Select[Any]:
    table = record_table(source.table)
    voided = sa.exists().where(VOIDS.c.position == table.c.position, VOIDS.c.voided_position <= cutoff.known)
    said = {column.name: column for column in fact_columns(source)}
    given: dict[str, sa.ColumnElement[Any]] = {name: said[name] for name in _SAID}
    given |= {
        "product_code": table.c.product_code,
        "home": home,
        "alone": _BLANK,
        "happened": said["happened"],
        "position": table.c.position,
        "serial": sa.func.coalesce(table.c.serial, _BLANK),
        "lot": home,
        "quantity": table.c.quantity if source.table == SALES else _NOTHING,
        "role": sa.literal_column(f"'{source.role}'"),
        "table": sa.literal_column(f"'{source.table}'"),
        "voided": sa.case((voided, 1), else_=0),
    }
    code = table.c.product_code
    of_products = sa.and_(code >= sa.bindparam("first"), code <= sa.bindparam("last"))
    columns = (given[name].label(name) for name in TraceLine._fields)
    return sa.select(*columns).where(cutoff.recorded(table), of_products)
