"""Broken rules, open and closed, at a cut-off.

A finding is open until it is closed, and `closed_by` says how:

- `struck`: its record no longer counts.
- `resolved`: somebody settled it, with a reason, by an event of its own (`finding_resolutions`).
- `overridden`: the head of quality let the record pass at live entry; the reason stands in the record.
- `covered`: of the stock rules, what was accepted (and restocked) of the goods covers what was sold or
  otherwise taken of them up to and including its record, in the order of the log. A receipt that comes later
  closes it.

An open finding may be assigned to somebody; it is open all the same. A warning is no finding and shows on
request only. A finding counts once per rule and row. What closes it is judged at the cut-off like everything
else, so the findings of a past day can be asked as they stood then.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal, localcontext
from typing import Any

import orjson
import sqlalchemy as sa

from ledger import clock
from ledger.rulebook import STOCK_RULES
from ledger.state.quantities import ZERO
from projections.answers.findings.findings_work import Worked, worked
from projections.answers.goods.account import EXACT, IN_HOUSE, steps
from projections.answers.goods.stock import Sorting, grouped
from projections.reading.cutoff import CutOff
from projections.reading.goods_movements import Movement, Wanted, of_goods
from projections.tables.findings import FINDING, FINDINGS
from projections.tables.movements import RECEIVED

OPEN, ASSIGNED, CLOSED = "open", "assigned", "closed"
VOIDED, RESOLVED, OVERRIDDEN, COVERED = "struck", "resolved", "overridden", "covered"
_F = FINDINGS.c
_ROWS = 1000


def findings(
    connection: sa.Connection,
    cutoff: CutOff,
    *,
    zone: str,
    open_only: bool = False,
    warnings: bool = False,
) -> Iterator[dict[str, Any]]:
    """Yield the findings of the events known and happened by then, in the order of the log.

    Args:
        connection: Of the read model.
        cutoff: What was true when, as known when.
        zone: Time zone of the ledger, in which times are shown.
        open_only: Leave out the closed ones.
        warnings: Show warnings, too.
    """
    covered, done = _covered(connection, cutoff), worked(connection, cutoff)
    statement = sa.select(FINDINGS).where(cutoff.recorded(FINDINGS)).order_by(_F.position, _F.number)
    if open_only:
        statement = statement.where(cutoff.unvoided(FINDINGS))
    if not warnings:
        statement = statement.where(_F.severity == FINDING)
    with connection.execute(statement.execution_options(yield_per=_ROWS)) as result:
        for found in result.mappings():
            row = _row(found, done, zone)
            row["closed_by"] = _closed_by(found, row, cutoff, covered)
            row["state"] = CLOSED if row["closed_by"] else OPEN
            if row["closed_by"] != VOIDED:
                row["voided_at"] = None
            if row["state"] == OPEN or not open_only:
                yield row


def counts(rows: Iterable[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Return how many findings are open, assigned and closed: by rule, by customer, by month of the record.

    Those assigned are among the open ones.
    """
    sums: dict[str, Counter[tuple[str, str]]] = {
        "rule": Counter(),
        "customer_code": Counter(),
        "month": Counter(),
    }
    for row in rows:
        values = {**row, "month": (row["event_time"] or row["record_time"])[:7]}
        for name, counter in sums.items():
            value = values[name] or ""
            counter[value, row["state"]] += 1
            if row["state"] == OPEN and row["assignee"]:
                counter[value, ASSIGNED] += 1
    return {
        name: [
            {name: value or None, **{state: found[value, state] for state in (OPEN, ASSIGNED, CLOSED)}}
            for value in sorted({value for value, _ in found})
        ]
        for name, found in sums.items()
    }


def _closed_by(found: sa.RowMapping, row: dict[str, Any], cutoff: CutOff, covered: set[int]) -> str | None:
    voided = found["voided_position"]
    if voided is not None and voided <= cutoff.known:
        return VOIDED
    if row["resolution"]:
        return RESOLVED
    if row["resolved_by"]:
        return OVERRIDDEN
    return COVERED if found["rule"] in STOCK_RULES and found["position"] in covered else None


def _row(found: sa.RowMapping, done: Worked, zone: str) -> dict[str, Any]:
    row = dict(found)
    del row["voided_position"]
    row["particulars"] = particulars = orjson.loads(found["particulars"])
    row |= {key: clock.shown(row[key], zone) for key in ("event_time", "record_time", "voided_at")}
    row |= {"state": OPEN, "closed_by": None, **done.of((row["position"], row["rule"]))}
    if row["resolution"] is None and "overridden_by" in particulars:
        row["resolved_by"] = particulars["overridden_by"]
        row["resolution_reason"] = particulars.get("override_reason")
    return row


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
    """Return the positions that take more out of a status than ever came into it, in the order of the log."""
    left: dict[str, Decimal] = dict.fromkeys(IN_HOUSE, ZERO)
    taken: list[tuple[int, str, Decimal]] = []
    for row in rows:
        for source, target, quantity in steps(row):
            if target in left:
                left[target] += quantity
            if source in left:
                taken.append((row.position, source, quantity))
    found = set()
    for position, source, quantity in sorted(taken):
        left[source] -= quantity
        if left[source] < ZERO:
            found.add(position)
    return found
