"""Broken rules, open and closed, at a cut-off.

A finding is open until it is closed, and `closed_by` says how:

- `struck`: its record no longer counts.
- `covered`: of the stock rules, what was accepted (and restocked) of the goods covers what was sold of them
  up to and including its record, in the order of the log. A receipt that comes later closes it.

A finding counts once per rule and row. What closes it is judged at the cut-off like everything else, so the
findings of a past day can be asked as they stood then.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal, localcontext
from typing import Any

import orjson
import sqlalchemy as sa

from ledger import clock
from ledger.rules.quantities import ZERO
from ledger.rules.registry import STOCK_RULES
from projections.cutoff import CutOff
from projections.findings import FINDINGS
from projections.movements import RECEIVED, SOLD
from projections.views.stock import EXACT, Sorting, account, grouped
from projections.views.trace_rows import Movement, Wanted, of_goods

OPEN, CLOSED = "open", "closed"
STRUCK, COVERED = "struck", "covered"
_F = FINDINGS.c
_ROWS = 1000


def findings(
    connection: sa.Connection, cutoff: CutOff, *, zone: str, open_only: bool = False
) -> Iterator[dict[str, Any]]:
    """Yield the findings of the events known and happened by then, in the order of the log.

    Args:
        connection: Of the read model.
        cutoff: What was true when, as known when.
        zone: Time zone of the ledger, in which times are shown.
        open_only: Leave out the closed ones.
    """
    covered = _covered(connection, cutoff)
    statement = sa.select(FINDINGS).where(cutoff.recorded(FINDINGS)).order_by(_F.position, _F.number)
    if open_only:
        statement = statement.where(cutoff.unstruck(FINDINGS))
    with connection.execute(statement.execution_options(yield_per=_ROWS)) as result:
        for found in result.mappings():
            closed_by = _closed_by(found, cutoff, covered)
            if closed_by is None or not open_only:
                yield _row(found, closed_by, zone)


def counts(rows: Iterable[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Return how many findings are open and closed, by rule, by customer and by month of the record."""
    sums: dict[str, Counter[tuple[str, str]]] = {
        "rule": Counter(),
        "customer_code": Counter(),
        "month": Counter(),
    }
    for row in rows:
        month = (row["event_time"] or row["record_time"])[:7]
        for name, value in (
            ("rule", row["rule"]),
            ("customer_code", row["customer_code"] or ""),
            ("month", month),
        ):
            sums[name][value, row["state"]] += 1
    return {
        name: [
            {name: value or None, OPEN: found[value, OPEN], CLOSED: found[value, CLOSED]}
            for value in sorted({value for value, _ in found})
        ]
        for name, found in sums.items()
    }


def _closed_by(found: sa.RowMapping, cutoff: CutOff, covered: set[int]) -> str | None:
    struck = found["voided_position"]
    if struck is not None and struck <= cutoff.known:
        return STRUCK
    return COVERED if found["rule"] in STOCK_RULES and found["position"] in covered else None


def _row(found: sa.RowMapping, closed_by: str | None, zone: str) -> dict[str, Any]:
    row = dict(found)
    del row["voided_position"]
    return {
        **row,
        "event_time": clock.shown(found["event_time"], zone),
        "record_time": clock.shown(found["record_time"], zone),
        "voided_at": clock.shown(found["voided_at"], zone) if closed_by == STRUCK else None,
        "particulars": orjson.loads(found["particulars"]),
        "state": CLOSED if closed_by else OPEN,
        "closed_by": closed_by,
    }


def _covered(connection: sa.Connection, cutoff: CutOff) -> set[int]:
    """Return the positions whose sale is covered by what was accepted and restocked."""
    statement = (
        sa.select(_F.product_code, _F.lot, _F.serial, _F.position)
        .where(_F.rule.in_(sorted(STOCK_RULES)), cutoff.live(FINDINGS))
        .order_by(_F.product_code)
    )
    wanted: dict[str, Wanted] = defaultdict(Wanted)
    positions: dict[str, set[int]] = defaultdict(set)
    for product, lot, serial, position in connection.execute(statement):
        for unit in (serial or "").split(";"):
            wanted[product].add(lot or "", unit)
        positions[product].add(position)
    covered: set[int] = set()
    for product, goods in wanted.items():
        rows = of_goods(connection, cutoff, product, goods)
        with localcontext(EXACT):
            covered |= positions[product] - _uncovered(rows)
    return covered


def _uncovered(rows: list[Movement]) -> set[int]:
    """Return the positions of sales that go beyond what the goods they sold have.

    A sale without serials from a lot that was only ever received by serial is held against the whole lot.
    """
    sorting = Sorting(rows)
    lots: dict[str, list[Movement]] = defaultdict(list)
    for row in rows:
        lots[sorting.lot(row)].append(row)
    found: set[int] = set()
    for goods, group in grouped(rows, sorting).items():
        if goods.serial or any(row.kind == RECEIVED for row in group):
            found |= _beyond(group)
        else:
            found |= _beyond(lots[goods.lot]) & {row.position for row in group}
    return found


def _beyond(rows: list[Movement]) -> set[int]:
    sums = account(rows)
    left = sums.accepted + sums.restocked
    found = set()
    for row in sorted((row for row in rows if row.kind == SOLD), key=lambda row: row.position):
        left -= Decimal(row.quantity)
        if left < ZERO:
            found.add(row.position)
    return found
