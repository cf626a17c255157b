"""Movements summed by the database: one row for each lot and unit instead of one for each line of a paper.

Receipts, sales and returns of whole quantities are by far the most of what moves goods, and their sums are
sums of whole numbers, which both databases keep exactly. Whatever else moved, and whatever moved in parts of
a unit, comes as single movements, to be added up as decimals.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import sqlalchemy as sa

from ledger.state import effects
from projections.engine.columns import Whole
from projections.reading.cutoff import CutOff
from projections.reading.goods_movements import Movement, read
from projections.tables.movement_stages import VOIDS
from projections.tables.movements import MOVEMENTS, RECEIVED, RETURNED, SOLD

_DIGITS = 11  # of a number that is summed here: a sum of millions of them is a whole number of 64 bits
_M = MOVEMENTS.c


class StockSums(NamedTuple):
    """What the receipts, sales and returns of one lot, or of one unit of it, add up to; whole quantities.

    Attributes:
        product_code: Of the product.
        lot: As the papers name it, `''` where they do not.
        serial: Of the unit, `''` for what no paper named by serial.
        last_moved: When something moved last, as stored.
        receipts: How many receipts there are.
        passed: How many of them say how much was accepted.
        received: What came.
        accepted: What was accepted of it.
        sold: What sales took.
        returned: What came back.
        restocked: The part of it that may be sold again.
        disposed: The part of it that was destroyed.
        sent_back: The part of it that went on to the supplier; the rest waits.
    """

    product_code: str
    lot: str
    serial: str
    last_moved: str
    receipts: int
    passed: int
    received: int
    accepted: int
    sold: int
    returned: int
    restocked: int
    disposed: int
    sent_back: int


@dataclass(slots=True)
class Moved:
    """What moved of one product.

    Attributes:
        sums: By lot and unit.
        others: The movements that are in no sum.
    """

    sums: list[StockSums] = field(default_factory=list)
    others: list[Movement] = field(default_factory=list)


def moved(connection: sa.Connection, cutoff: CutOff, first: str, last: str) -> dict[str, Moved]:
    """Return what moved of the products from one code to another, by code.

    Args:
        connection: Of a read model.
        cutoff: How far to look.
        first: Code of the first product.
        last: Code of the last one; both are looked at, and what lies between them.
    """
    within = sa.and_(_M.product_code >= first, _M.product_code <= last)
    usual = _usual()
    found: dict[str, Moved] = defaultdict(Moved)
    for sums in _sums(connection, within, usual, _effective(cutoff)):
        found[sums.product_code].sums.append(sums)
    for row in read(connection, cutoff, within, sa.not_(usual)):
        found[row.product_code].others.append(row)
    return found


def _sums(connection: sa.Connection, *conditions: sa.ColumnElement[bool]) -> Iterator[StockSums]:
    quantity, accepted = sa.cast(_M.quantity, Whole), sa.cast(_M.accepted, Whole)
    received, came_back = _M.kind == RECEIVED, _M.kind == RETURNED
    key = (_M.product_code, _M.lot, _M.serial)
    statement = (
        sa.select(
            *key,
            sa.func.max(_M.event_time),
            _count(received),
            _count(sa.and_(received, _M.accepted.is_not(None))),
            _sum(received, quantity),
            _sum(sa.and_(received, _M.accepted.is_not(None)), accepted),
            _sum(_M.kind == SOLD, quantity),
            _sum(came_back, quantity),
            *(
                _sum(sa.and_(came_back, _became(status)), quantity)
                for status in (effects.SALEABLE, effects.DISPOSED, effects.SENT_BACK)
            ),
        )
        .where(*conditions)
        .group_by(*key)
        .order_by(*key)
    )
    for row in connection.execute(statement):
        yield StockSums._make(row)


def _sum(condition: sa.ColumnElement[bool], value: sa.ColumnElement[int]) -> sa.ColumnElement[Any]:
    return sa.func.sum(sa.case((condition, value), else_=0))


def _count(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[Any]:
    return sa.func.sum(sa.case((condition, 1), else_=0))


def _became(status: str) -> sa.ColumnElement[bool]:
    """Return that goods that came back are in a status now, by what was done with them."""
    return _M.disposition.in_([said for said, after in effects.AFTER_RETURN.items() if after == status])


def _usual() -> sa.ColumnElement[bool]:
    """Return that a movement is a receipt, sale or return of a whole quantity that its kind says all of."""
    return sa.and_(
        sa.or_(
            _M.kind == SOLD,
            sa.and_(_M.kind == RECEIVED, _M.target.is_(None)),
            sa.and_(_M.kind == RETURNED, _M.source.is_(None)),
        ),
        _whole(_M.quantity),
        sa.or_(_M.accepted.is_(None), _whole(_M.accepted)),
    )


def _whole(quantity: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
    """Return that a plain decimal is a whole number that is not too long to be summed here."""
    return sa.and_(sa.func.length(quantity) <= _DIGITS, quantity.not_like("%.%"), quantity.not_like("%E%"))


def _effective(cutoff: CutOff) -> sa.ColumnElement[bool]:
    """Return that a movement counts at a cut-off; asked of many, so what was voided is read once."""
    voided = sa.select(VOIDS.c.position).where(VOIDS.c.voided_position <= cutoff.known)
    return sa.and_(cutoff.recorded(MOVEMENTS), _M.position.not_in(voided))
