"""Which recorded rows the goods' own history may judge otherwise than when they were recorded.

Most rows are not touched: a lot that lacks nothing on any day, whose receipts state one date, needs no second
look. Here the others are found, set-wise, in the read model:

- rows that take something out of a lot that lacks on that day or before, or whose receipt was voided;
- what takes units, or goods out of another status, where something older in business was recorded later;
- lines whose lot or unit got another date since, from a receipt or, where none states any, from other lines.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, Final

import sqlalchemy as sa

from ledger.state.effects import SENT_BACK
from projections.answers.findings.goods_rows import EVERY_LOT, OfLots
from projections.answers.goods.account import IN_HOUSE
from projections.reading.goods_movements import NAMES_UNIT
from projections.tables.movement_stages import VOIDS
from projections.tables.movements import KINDS, MOVEMENTS, RECEIVED, RETURNED, SOLD
from projections.tables.record_tables import record_table

Lot = tuple[str, str]
Pairs = Iterator[tuple[int, int]]
"""Position of a row to be judged again, and of what was recorded since."""
KNOWN: Final = sa.bindparam("known", type_=sa.BigInteger)
_M = MOVEMENTS.c
_COUNTS: Final = sa.and_(
    _M.position <= KNOWN,
    ~sa.exists().where(VOIDS.c.position == _M.position, VOIDS.c.voided_position <= KNOWN),
)
_NOTHING: Final = -1e-9  # sums of decimals as floating point: anything below is below zero
_DATED: Final = ("expiry_date", "production_date")
_LINES: Final = ("sales", "consignments", "outbound_checks", "returns")
_TAKES_DATES: Final = (*_LINES, "receipts")
_STATES: Final = {
    "expiry_date": ("sales", "returns", "consignments"),
    "production_date": ("sales", "returns"),
}
"""The lines that date a lot of which no receipt states that day."""


def lacking_lots(connection: sa.Connection, known: int, of: OfLots = EVERY_LOT) -> dict[Lot, str]:
    """Return the lots of which more was taken than there was, each with the first time it lacks."""
    found = connection.execute(_lacking(of.shape), {"known": known, **of.values()})
    return {(product, name): since for product, name, since in found}


@cache
def _lacking(of: OfLots) -> sa.Select[Any]:
    moved = (
        sa.select(_M.product_code, _M.lot, _M.event_time, sa.func.sum(_on_the_shelf()).label("change"))
        .where(_COUNTS, of.condition(_M))
        .group_by(_M.product_code, _M.lot, _M.event_time)
        .subquery()
    )
    lot = (moved.c.product_code, moved.c.lot)
    left = sa.select(
        *lot,
        moved.c.event_time,
        sa.func.sum(moved.c.change).over(partition_by=lot, order_by=moved.c.event_time).label("there"),
    ).subquery()
    return (
        sa.select(left.c.product_code, left.c.lot, sa.func.min(left.c.event_time))
        .where(left.c.there < _NOTHING)
        .group_by(left.c.product_code, left.c.lot)
    )


def unreceived_lots(connection: sa.Connection, known: int, of: OfLots = EVERY_LOT) -> dict[Lot, str]:
    """Return the lots of which a receipt was voided, each with the time of the first such receipt."""
    found = connection.execute(_unreceived(of.shape), {"known": known, **of.values()})
    return {(product, name): since for product, name, since in found}


@cache
def _unreceived(of: OfLots) -> sa.Select[Any]:
    return (
        sa.select(_M.product_code, _M.lot, sa.func.min(_M.event_time))
        .join(VOIDS, VOIDS.c.position == _M.position)
        .where(_M.kind == RECEIVED, VOIDS.c.voided_position <= KNOWN, of.condition(_M))
        .group_by(_M.product_code, _M.lot)
    )


def moved_since(
    connection: sa.Connection, known: int, of: OfLots = EVERY_LOT
) -> Iterator[tuple[int, int, str, str]]:
    """Yield what took units, or took goods otherwise than by a sale, and what was moved before it since.

    Behind both positions come product and lot of what was taken.
    """
    for statement in _moved(of.shape):
        yield from connection.execute(statement, {"known": known, **of.values()})


@cache
def _moved(of: OfLots) -> tuple[sa.Select[Any], ...]:
    other = MOVEMENTS.alias("other")
    void = VOIDS.alias("void")
    since = sa.func.coalesce(void.c.voided_position, other.c.position)
    same = sa.and_(other.c.product_code == _M.product_code, other.c.lot == _M.lot)
    unit = sa.and_(other.c.product_code == _M.product_code, other.c.serial == _M.serial)
    older = sa.or_(other.c.event_time <= _M.event_time, other.c.kind == RECEIVED)
    told = _M.source == SENT_BACK  # what a return itself has sent, as known then: what its papers say of it
    taking = (_M.source.in_(IN_HOUSE) & _M.kind.in_(sorted(KINDS.values()))) | told

    def taken(together: sa.ColumnElement[bool], condition: sa.ColumnElement[bool]) -> sa.Select[Any]:
        joined = MOVEMENTS.join(other, sa.and_(together, other.c.position != _M.position)).outerjoin(
            void, sa.and_(void.c.position == other.c.position, void.c.voided_position <= KNOWN)
        )
        return (
            sa.select(_M.position, sa.func.max(since), _M.product_code, _M.lot)
            .select_from(joined)
            .where(condition, _COUNTS, older, of.condition(_M))
            .where(since > _M.position, since <= KNOWN)
            .group_by(_M.position, _M.product_code, _M.lot)
        )

    return taken(same, taking), taken(unit, sa.and_(_M.kind.in_((SOLD, RECEIVED)), NAMES_UNIT))


def dated_since(connection: sa.Connection, known: int, of: OfLots = EVERY_LOT) -> Pairs:
    """Yield the lines of lots that got another date after them, or lost one, and when it was known.

    That is: receipts of the lot state several dates, one that stated some was voided, or the first of them
    came behind a line of the lot. The same of its lines, where its receipts state none.
    """
    shape, values = of.shape, {"known": known, **of.values()}
    statements = (_dated_lots(shape), *(_dated_by_lines(shape, day) for day in _DATED))
    lots = [row for statement in statements for row in connection.execute(statement, values)]
    for product, lot, first, since in lots:
        for key in _TAKES_DATES:
            table = record_table(key)
            lines = sa.select(table.c.position).where(
                table.c.product_code == product, table.c.lot == lot, table.c.position < since
            )
            if first is not None:
                lines = lines.where(table.c.position < first)
            yield from ((position, since) for position in connection.scalars(lines))


@cache
def _dated_lots(of: OfLots) -> sa.Select[Any]:
    """Return what tells the lots whose lines may be judged by another date now.

    Behind product and lot come the first receipt, where only what was recorded before it is concerned, and
    the last one, or void of one.
    """
    receipts = record_table("receipts").c
    voided = sa.case((receipts.voided_position <= KNOWN, receipts.voided_position))
    newest, newest_void = sa.func.max(receipts.position), sa.func.max(voided)
    first = sa.func.min(receipts.position)
    several = sa.or_(
        *(sa.func.min(receipts[column]) < sa.func.max(receipts[column]) for column in _DATED),
        newest_void.is_not(None),
    )
    dated = (
        sa.select(
            receipts.product_code,
            receipts.lot,
            first.label("first"),
            sa.case((sa.func.coalesce(newest_void, 0) > newest, newest_void), else_=newest).label("since"),
            sa.case((several, 1), else_=0).label("several"),
        )
        .where(
            receipts.position <= KNOWN,
            receipts.lot.is_not(None),
            sa.or_(*(receipts[column].is_not(None) for column in _DATED)),
            of.condition(receipts),
        )
        .group_by(receipts.product_code, receipts.lot)
        .subquery()
    )
    return _with_lines_behind(dated)


@cache
def _dated_by_lines(of: OfLots, column: str) -> sa.Select[Any]:
    """Return what tells, like `_dated_lots`, the lots of which no receipt states a day, by their lines."""
    undated = _undated(of, column)
    stating = sa.union_all(
        *(
            sa.select(
                lines.product_code,
                lines.lot,
                lines.position,
                sa.case((lines.voided_position <= KNOWN, lines.voided_position)).label("voided"),
                lines[column].label("day"),
            )
            .join(undated, (undated.c.product_code == lines.product_code) & (undated.c.lot == lines.lot))
            .where(lines.position <= KNOWN, lines[column].is_not(None), of.condition(lines))
            for lines in (record_table(key).c for key in _STATES[column])
        )
    ).subquery()
    said, voided = stating.c, sa.func.max(stating.c.voided)
    newest = sa.func.max(said.position)
    several = sa.or_(sa.func.min(said.day) < sa.func.max(said.day), voided.is_not(None))
    dated = (
        sa.select(
            said.product_code,
            said.lot,
            sa.func.min(said.position).label("first"),
            sa.case((sa.func.coalesce(voided, 0) > newest, voided), else_=newest).label("since"),
            sa.case((several, 1), else_=0).label("several"),
        )
        .group_by(said.product_code, said.lot)
        .subquery()
    )
    return _with_lines_behind(dated)


def _undated(of: OfLots, column: str) -> sa.Subquery:
    """Return the lots of which no standing receipt states a day."""
    receipts = record_table("receipts").c
    standing = sa.or_(receipts.voided_position.is_(None), receipts.voided_position > KNOWN)
    told = (
        sa.select(receipts.product_code, receipts.lot)
        .where(receipts.position <= KNOWN, receipts.lot.is_not(None), of.condition(receipts))
        .group_by(receipts.product_code, receipts.lot)
        .having(sa.func.max(sa.case((standing, receipts[column]))).is_(None))
    )
    moved = sa.select(_M.product_code, _M.lot).where(_M.lot != "", of.condition(_M)).distinct().subquery().c
    received = sa.exists().where(
        receipts.product_code == moved.product_code, receipts.lot == moved.lot, receipts.position <= KNOWN
    )
    never = sa.select(moved.product_code, moved.lot).where(~received)  # counted, say
    return sa.union_all(told, never).subquery()


def _with_lines_behind(dated: sa.Subquery) -> sa.Select[Any]:
    """Return of dated lots those with several days, or whose first date came behind a line of the lot."""
    gone_before = [
        sa.exists()
        .where(lines.c.product_code == dated.c.product_code, lines.c.lot == dated.c.lot)
        .where(lines.c.position < dated.c.first)
        for lines in map(record_table, _LINES)
    ]
    only_before = sa.case((dated.c.several == 0, dated.c.first))
    return sa.select(dated.c.product_code, dated.c.lot, only_before, dated.c.since).where(
        sa.or_(dated.c.several == 1, *gone_before)
    )


def _on_the_shelf() -> sa.ColumnElement[float]:
    """Return by how much a movement changes the saleable goods."""
    quantity, accepted = sa.cast(_M.quantity, sa.Float), sa.cast(_M.accepted, sa.Float)
    return sa.case(
        (_M.kind == RECEIVED, sa.func.coalesce(accepted, 0.0)),
        (_M.kind == SOLD, -quantity),
        (sa.and_(_M.kind == RETURNED, _M.disposition == "restocked"), quantity),
        (_M.source == "saleable", -quantity),
        (_M.target == "saleable", quantity),
        else_=0.0,
    )
