"""Lines of a product whose lot, receipt or quantity is in doubt, judged by what is known at a cut-off.

A lot that no receipt brought may be a misread one, and of what was sold beyond what came in nobody can say
which lot it was. Both are told from the movements themselves, so the order in which the papers came in does
not matter; what else was found at recording is asked of the findings. Settled findings raise no doubt.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from decimal import Decimal
from functools import cache
from typing import Any

import sqlalchemy as sa

from ledger.events import catalogue
from ledger.names import in_order
from ledger.rulebook import STOCK_RULES
from ledger.state.quantities import ZERO
from projections.answers.findings.findings_work import worked
from projections.answers.goods.account import IN_HOUSE, steps
from projections.answers.goods.stock import Sorting, grouped
from projections.engine.chunks import chunks
from projections.reading.cutoff import CutOff
from projections.reading.goods_movements import (
    Movement,
    ProductRows,
    Wanted,
    as_lines,
    of_goods,
    read,
    settled,
)
from projections.tables.findings import FINDING, FINDINGS
from projections.tables.movements import MOVEMENTS, RECEIVED
from projections.tables.record_tables import record_table

_F, _M = FINDINGS.c, MOVEMENTS.c
# Beside the stock rules: accepted beyond what arrived, not what was bought, a return unlike its case.
FOUND_AT_RECORDING = frozenset({"M-40", "M-44", "M-62"})
_LOTS = """WITH RECURSIVE steps (lot) AS (
    SELECT min(lot) FROM movements WHERE product_code = :product
    UNION ALL
    SELECT (SELECT min(m.lot) FROM movements AS m WHERE m.product_code = :product AND m.lot > steps.lot)
    FROM steps WHERE steps.lot IS NOT NULL
) SELECT lot, EXISTS (
    SELECT 1 FROM movements AS r
    WHERE r.product_code = :product AND r.lot = steps.lot AND r.kind = 'received'
        AND r.position <= :known AND r.event_time <= :at
        AND NOT EXISTS (
            SELECT 1 FROM movement_strikes AS v
            WHERE v.position = r.position AND v.voided_position <= :known
        )
) FROM steps WHERE lot IS NOT NULL"""
_ALWAYS = "9999"
# What brings goods in or back, or from one place of the house to another.
_MOVING = ("receipts", "returns", "consignments", "exchanges", "stocktakes", "nonconformities")


class Lots:
    """The lots of a product: all that a line ever named, and those that no receipt brought."""

    def __init__(self, connection: sa.Connection, cutoff: CutOff, product: str) -> None:
        bound = {"product": product, "known": cutoff.known, "at": cutoff.at or _ALWAYS}
        rows = connection.execute(sa.text(_LOTS), bound).all()
        self.all = [lot for lot, _ in rows if lot]
        self.unreceived = {lot for lot, came in rows if lot and not came}


def doubted(
    connection: sa.Connection, cutoff: CutOff, product: str, lots: Lots
) -> dict[tuple[str, str, int], Movement]:
    """Return the movements of a product with an open finding on lot, receipt or quantity.

    Args:
        connection: Of a read model.
        cutoff: How far to look.
        product: Which.
        lots: Its lots.
    """
    found = list(_found(connection, cutoff, product))
    suspected = {lot for rule, lot, _, _ in found if rule in STOCK_RULES}
    suspected |= lots.unreceived | _voided(connection, cutoff, product)
    rows: list[Movement] = []
    if suspected:
        rows = list(
            _uncovered(settled(of_goods(connection, cutoff, product, Wanted(lots=suspected))), suspected)
        )
    positions = {position for rule, _, _, position in found if rule in FOUND_AT_RECORDING}
    for part in chunks(sorted({lot for _, lot, _, position in found if position in positions})):
        fitting = (_M.product_code == product, _M.lot.in_(part), _M.position.in_(sorted(positions)))
        rows += as_lines(read(connection, cutoff, *fitting))
    done = _settled(connection, cutoff) if rows else frozenset()
    return {(row.lot, row.serial, row.position): row for row in rows if row.position not in done}


def strayed(rows: ProductRows, lots: Collection[str]) -> list[Movement]:
    """Return the movements under another lot of units that came under one of these."""
    units = rows.came_under(lots)
    return list(as_lines(rows.of_units(units, but={"", *lots}))) if units else []


def _found(connection: sa.Connection, cutoff: CutOff, product: str) -> Iterator[tuple[str, str, str, int]]:
    """Yield rule, lot, serial and position of the findings at recording that count."""
    statement = sa.select(_F.rule, _F.lot, _F.serial, _F.position).where(
        _F.product_code == product,
        _F.rule.in_(sorted(STOCK_RULES | FOUND_AT_RECORDING)),
        _F.severity == FINDING,
        cutoff.live(FINDINGS),
    )
    for rule, lot, serial, position in connection.execute(statement):
        yield rule, lot or "", serial or "", position


def _voided(connection: sa.Connection, cutoff: CutOff, product: str) -> set[str]:
    """Return the lots of which something was voided that moved them: what came later may lack it since.

    Found by what the voids name, which are few.
    """
    found = connection.scalars(_voided_lots(), {"product": product, "known": cutoff.known})
    return {lot or "" for lot in found}


@cache
def _voided_lots() -> sa.CompoundSelect[Any]:
    voids, known = record_table("voids"), sa.bindparam("known", type_=sa.BigInteger)
    parts = []
    for key in _MOVING:
        moved, number = record_table(key).c, catalogue.table(key).identity[0]
        named = sa.select(voids.c.record_no).where(voids.c.record_table == key, voids.c.position <= known)
        of_product = moved.product_code == sa.bindparam("product", type_=sa.Text)
        parts.append(sa.select(moved.lot).where(moved[number].in_(named), of_product))
    return sa.union_all(*parts)


def _settled(connection: sa.Connection, cutoff: CutOff) -> frozenset[int]:
    rules = STOCK_RULES | FOUND_AT_RECORDING
    return frozenset(position for position, rule in worked(connection, cutoff).resolved if rule in rules)


def _uncovered(rows: Sequence[Movement], lots: Collection[str]) -> Iterator[Movement]:
    """Yield what was taken of these lots without being there on its day, and all of lots that never came."""
    sorting = Sorting(rows)
    came = {sorting.lot(row) for row in rows if row.kind == RECEIVED}
    for goods, group in grouped(rows, sorting).items():
        if goods.lot not in lots:
            continue
        if goods.lot not in came:
            yield from group
        elif goods.serial == "" or any(row.kind == RECEIVED for row in group):
            yield from _beyond(group)


def _beyond(rows: Iterable[Movement]) -> Iterator[Movement]:
    """Yield what takes more out of a status than had come into it by then, in the order of business time.

    At one time what brings goods comes first, then the documents by their numbers, not as they were recorded.
    """
    left: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for row in sorted(rows, key=_business_order):
        short = False
        for source, target, quantity in steps(row):
            if target in IN_HOUSE:
                left[target] += quantity
            if source in IN_HOUSE:
                left[source] -= quantity
                short = short or left[source] < ZERO
        if short:
            yield row


def _business_order(row: Movement) -> tuple[Any, ...]:
    takes = any(source in IN_HOUSE for source, _, _ in steps(row))
    return row.event_time, takes, in_order(row.doc_no), row.position
