"""Where goods of a trace stopped without a move: put-aways into places of the store, and repairs.

A put-away follows a receipt or a return and says at which place the goods lie; a repair leaves the unit its
customer's. Neither changes what anybody holds, so neither is a movement that stock is summed from.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

import sqlalchemy as sa

from ledger.state.effects import CUSTOMER, SALEABLE
from projections.engine.chunks import chunks
from projections.reading.cutoff import CutOff
from projections.reading.goods_movements import PUT_AWAY, REPAIRED, TABLES, Movement
from projections.tables.movements import RECEIVED, RETURNED
from projections.tables.record_tables import record_table

STATIONS: Final = frozenset({PUT_AWAY, REPAIRED})
_NOWHERE: Final = Movement._make(["", "", "", 0, "", "", "", "", *[None] * 13, 0])


class _Told(NamedTuple):
    """What a record tells of goods that stopped."""

    position: int
    event_time: str
    doc_no: str
    product_code: str
    lot: str | None
    serial: str | None
    quantity: str | None
    customer_code: str | None


def stations(connection: sa.Connection, cutoff: CutOff, moved: Sequence[Movement]) -> list[Movement]:
    """Return where the goods of some movements were put away, and the repairs of their units.

    Args:
        connection: Of a read model.
        cutoff: What was true when, as known when.
        moved: The movements of a trace. Of a lot that came in as a whole all put-aways are told, of units
            those that name them.
    """
    units = {(row.product_code, row.serial) for row in moved if row.serial}
    came = {RECEIVED, RETURNED}
    lots = {row[:2] for row in moved if row.kind in came and row.lot and not row.serial}
    return [
        *_of(PUT_AWAY, _told(connection, cutoff, PUT_AWAY, units, lots), units, lots),
        *_of(REPAIRED, _first(_told(connection, cutoff, REPAIRED, units, set())), units, set()),
    ]


def _told(
    connection: sa.Connection,
    cutoff: CutOff,
    kind: str,
    units: set[tuple[str, str]],
    lots: set[tuple[str, str]],
) -> Iterator[_Told]:
    """Yield what records say of goods that may be these, by position."""
    table = record_table(TABLES[kind])
    products = sorted({product for product, _ in (*units, *lots)})
    live = cutoff.recorded(table) if cutoff.with_voided else cutoff.live(table)
    named = [table.c.serial.is_not(None)]
    if lots:
        named.append(table.c.lot.in_(sorted({lot for _, lot in lots})))
    number = table.c["putaway_no" if kind == PUT_AWAY else "repair_no"]
    columns = [
        *(table.c.position, table.c.event_time, number, table.c.product_code, table.c.lot, table.c.serial),
        *(table.c[name] if name in table.c else sa.null() for name in ("quantity", "customer_code")),
    ]
    for part in chunks(products):
        asked = sa.select(*columns).where(table.c.product_code.in_(part), sa.or_(*named), live)
        yield from map(_Told._make, connection.execute(asked.order_by(table.c.position)).all())


def _first(told: Iterable[_Told]) -> Iterator[_Told]:
    """Yield of each case the first stage that names the unit."""
    seen: set[str] = set()
    for one in told:
        if one.serial and one.doc_no not in seen:
            seen.add(one.doc_no)
            yield one


def _of(
    kind: str, told: Iterable[_Told], units: set[tuple[str, str]], lots: set[tuple[str, str]]
) -> Iterator[Movement]:
    """Yield a row for each unit that is asked about, else one for the lot."""
    place = CUSTOMER if kind == REPAIRED else SALEABLE
    for one in told:
        serials = [serial for serial in (one.serial or "").split(";") if serial]
        mine = [serial for serial in serials if (one.product_code, serial) in units]
        whole = (one.product_code, one.lot or "") in lots
        if not mine and not whole:
            continue
        for serial in (serials if whole else mine) or [""]:
            yield _NOWHERE._replace(
                product_code=one.product_code,
                lot=one.lot or "",
                serial=serial,
                position=one.position,
                kind=kind,
                event_time=one.event_time,
                quantity="1" if serial else one.quantity or "0",
                doc_no=one.doc_no,
                customer_code=one.customer_code,
                source=place,
                target=place,
            )


def station_row(row: Movement, found: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the row of a put-away tells besides; nothing of others."""
    if row.kind != PUT_AWAY:
        return {}
    return {name: found[name] for name in ("location_code", "receipt_no", "return_no")}
