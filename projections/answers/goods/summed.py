"""Movements summed by the database: a row for each lot and unit instead of one for each line of a paper.

What moves some goods alike, a sale or a return with one disposition, is one sum. Of sales, by far the most,
the rows lie in the order of their key and are summed as they are read. Sums are exact: PostgreSQL adds
decimals, SQLite whole numbers. Where a lot moved in parts of a unit, SQLite counts how often it moved by each
quantity, and the decimals are added up here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any, NamedTuple

import sqlalchemy as sa

from projections.engine.chunks import chunks
from projections.reading.cutoff import CutOff
from projections.tables.movement_stages import VOIDS
from projections.tables.movements import MOVEMENTS, SOLD

_DIGITS = 11  # of a number that SQLite sums: a sum of millions of them is a whole number of 64 bits
_M = MOVEMENTS.c
_LOT = ("product_code", "lot")
_ALIKE = ("kind", "disposition", "source", "target")
_QUANTITIES = ("quantity", "accepted", "rest")
Quantity = int | Decimal | str


class MovedAlike(NamedTuple):
    """What the movements of one lot, or of one unit of it, add up to that move it alike.

    Attributes:
        product_code: Of the product.
        lot: As the papers name it, `''` where they do not.
        serial: Of the unit, `''` for what no paper named by serial.
        kind: Of the movements.
        disposition: Of returns, what was done with the goods.
        source: From which status, None where the kind says it.
        target: To which status.
        quantity: How much moved.
        accepted: Of receipts, what was accepted; None where they do not say.
        rest: Of receipts, what was neither accepted nor refused; None where they do not say.
        event_time: When the last of them happened, as stored.
    """

    product_code: str
    lot: str
    serial: str
    kind: str
    disposition: str | None
    source: str | None
    target: str | None
    quantity: Quantity
    accepted: Quantity | None
    rest: Quantity | None
    event_time: str


def moved(connection: sa.Connection, cutoff: CutOff, first: str, last: str) -> dict[str, list[MovedAlike]]:
    """Return what moved of the products from one code to another, by code.

    Args:
        connection: Of a read model.
        cutoff: How far to look.
        first: Code of the first product.
        last: Code of the last one; both are looked at, and what lies between them.
    """
    effective = _effective(cutoff)
    within = (_M.product_code >= first, _M.product_code <= last, effective)
    found: dict[str, list[MovedAlike]] = defaultdict(list)
    in_parts: set[tuple[str, str]] = set()
    for sums in (*_sold(connection, *within), *_not_sold(connection, *within)):
        if _is_whole(sums):
            found[sums.product_code].append(sums)
        else:
            in_parts.add((sums.product_code, sums.lot))
    for code in {code for code, _ in in_parts}:
        found[code] = [sums for sums in found[code] if (code, sums.lot) not in in_parts]
    for sums in _by_quantity(connection, in_parts, effective):
        found[sums.product_code].append(sums)
    return found


def _sold(connection: sa.Connection, *conditions: sa.ColumnElement[bool]) -> Iterator[MovedAlike]:
    key = (_M.product_code, _M.lot, _M.serial)
    statement = (
        sa.select(*key, _sum(connection, _M.quantity), sa.func.max(_M.event_time))
        .where(_M.kind == SOLD, *conditions)
        .group_by(*key)
    )
    for row in connection.execute(statement).all():
        product, lot, serial, quantity, last = row
        yield MovedAlike(product, lot, serial, SOLD, None, None, None, quantity, None, None, last)


def _not_sold(connection: sa.Connection, *conditions: sa.ColumnElement[bool]) -> Iterator[MovedAlike]:
    key = [_M[name] for name in (*_LOT, "serial", *_ALIKE)]
    sums = [_sum(connection, _M[name]) for name in _QUANTITIES]
    statement = (
        sa.select(*key, *sums, sa.func.max(_M.event_time))
        .where(_M.kind != SOLD, *conditions)
        .group_by(*key, _M.accepted.is_(None), _M.rest.is_(None))
    )
    for row in connection.execute(statement).all():
        yield MovedAlike._make(row)


def _by_quantity(
    connection: sa.Connection, lots: Iterable[tuple[str, str]], effective: sa.ColumnElement[bool]
) -> Iterator[MovedAlike]:
    """Yield what moved of some lots, one row for each quantity that is written."""
    key = [_M[name] for name in (*_LOT, "serial", *_ALIKE, *_QUANTITIES)]
    for part in chunks(sorted(lots)):
        wanted = sa.values(*(_M[name] for name in _LOT), name="wanted").data(part).cte()
        statement = (
            sa.select(*key, sa.func.max(_M.event_time), sa.func.count())
            .join(wanted, sa.and_(*(_M[name] == wanted.c[name] for name in _LOT)))
            .where(effective)
            .group_by(*key)
        )
        for *moved_alike, times in connection.execute(statement).all():
            row = MovedAlike._make(moved_alike)
            yield row._replace(
                quantity=Decimal(row.quantity) * times,
                accepted=_times(row.accepted, times),
                rest=_times(row.rest, times),
            )


def _times(quantity: Quantity | None, times: int) -> Decimal | None:
    return None if quantity is None else Decimal(quantity) * times


def _sum(connection: sa.Connection, quantity: sa.ColumnElement[str]) -> sa.ColumnElement[Any]:
    """Return the sum of plain decimals; on SQLite it is a float, and of no use, unless all are whole."""
    if connection.dialect.name == "postgresql":
        return sa.func.sum(sa.cast(quantity, sa.Numeric))
    too_long = sa.func.length(quantity) > _DIGITS
    return sa.func.sum(sa.case((too_long, sa.literal_column("0.5")), else_=quantity))


def _is_whole(sums: MovedAlike) -> bool:
    return float not in {type(sums.quantity), type(sums.accepted), type(sums.rest)}


def _effective(cutoff: CutOff) -> sa.ColumnElement[bool]:
    """Return that a movement counts at a cut-off; asked of many, so what was voided is read once."""
    voided = sa.select(VOIDS.c.position).where(VOIDS.c.voided_position <= cutoff.known)
    return sa.and_(cutoff.recorded(MOVEMENTS), _M.position.not_in(voided))
