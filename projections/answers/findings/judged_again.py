"""Which rules recorded rows break by what is known: judged once more where later knowledge may matter.

Few rows are looked at again: those recorded with findings, and those about whose goods, parties or papers
something was recorded since that counts for their day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any, Final, NamedTuple

import orjson
import sqlalchemy as sa

from ledger.events import upcasts
from ledger.log.reader import LogReader
from ledger.recording.knowledge import judging_again
from ledger.rejudging.again import JudgedAgain
from ledger.rejudging.business_days import Taken
from ledger.rulebook import STOCK_RULES
from projections.answers.findings.concerned import concerned
from projections.answers.findings.day_orders import DayOrders, Lot
from projections.answers.findings.goods_changes import (
    dated_since,
    lacking_lots,
    moved_since,
    unreceived_lots,
)
from projections.answers.findings.goods_rows import EVERY_LOT, OfLots, TaggedRows
from projections.tables.findings import FINDING, FINDINGS
from projections.tables.movements import MOVEMENTS

DATE_RULES: Final = frozenset({"G-06", "G-07b", "M-11", "M-42b"})
_F, _M = FINDINGS.c, MOVEMENTS.c
Since = dict[int, dict[str, list[int]]]
_AT_ONCE: Final = 2000
_MOST_PAPERS: Final = 20  # that are looked at one by one; the newest count


class JudgedRow(NamedTuple):
    """What a recorded row breaks by what is known.

    Attributes:
        event: Its stored document.
        findings: The findings with which it would be recorded now.
        since: Positions of what was recorded about it since: about its `stock`, `dates` or `papers`.
        papers: Of these, the papers that decide whether a rule is broken now, by rule.
    """

    event: dict[str, Any]
    findings: list[dict[str, Any]]
    since: dict[str, list[int]]
    papers: dict[str, list[int]]

    def deciding(self, rule: str) -> list[int]:
        """Return the positions of what decides whether a rule is broken now, oldest first."""
        kind = "stock" if rule in STOCK_RULES else "dates" if rule in DATE_RULES else "papers"
        found = self.papers.get(rule) or self.since.get(kind)
        return sorted(set(found or [one for some in self.since.values() for one in some]))


def verdicts(
    connection: sa.Connection,
    log: LogReader,
    known: int,
    *,
    zone: str,
    warnings: bool,
    of: TaggedRows | None = None,
) -> dict[int, JudgedRow]:
    """Return what the rows break that are judged again, by position.

    Args:
        connection: Of the read model.
        log: The log.
        known: Last position that counts.
        zone: Of the ledger.
        warnings: Whether rows recorded with warnings alone are judged again, too.
        of: Only these rows; by default all.
    """
    lots = (EVERY_LOT,) if of is None else of.lots
    since: Since = defaultdict(lambda: defaultdict(list))
    dated = chain.from_iterable(dated_since(connection, known, some) for some in lots)
    for kind, pairs in (("papers", concerned(connection, log, known, of)), ("dates", dated)):
        for position, at in pairs:
            since[position][kind].append(at)
    orders = _stock(connection, known, zone, lots, since)
    for position in _recorded(connection, known, warnings=warnings):
        since[position]["stored"] += []
    if of is not None:
        since = {position: found for position, found in since.items() if position in of}
    return _judged(log, known, orders, since)


def _stock(
    connection: sa.Connection, known: int, zone: str, lots: Iterable[OfLots], since: Since
) -> DayOrders:
    """Add to what was recorded since what moved in the lots; return the days of those to be looked at."""
    looked_at, taking = set[Lot](), dict[Lot, str]()
    for some in lots:
        found, taken = _lots(connection, known, some)
        looked_at |= found
        taking |= taken
        for position, at, product, lot in moved_since(connection, known, some):
            since[position]["stock"].append(at)
            looked_at.add((product, lot))
    orders = DayOrders(connection, known, zone, looked_at)
    for row in orders.rows:
        begun = taking.get((row.product_code, row.lot))
        if begun is not None and row.kind == "sold" and begun <= row.event_time:
            since[row.position]["stock"] += []
    return orders


def _judged(log: LogReader, known: int, orders: DayOrders, since: Since) -> dict[int, JudgedRow]:
    found: dict[int, JudgedRow] = {}
    if not since:
        return found
    positions = sorted(since)
    with judging_again(log, known) as again:
        for place in range(0, len(positions), _AT_ONCE):
            for position, event in _documents(log, positions[place : place + _AT_ONCE]):
                taken = orders.taken(position)
                judged = again.findings(event, taken)
                if judged is not None:
                    rest = _stock_since(orders, event, judged, since[position])
                    papers = _papers(again, log, event, taken, judged, rest.get("papers", []))
                    found[position] = JudgedRow(event, judged, rest, papers)
    return found


def _papers(
    again: JudgedAgain,
    log: LogReader,
    event: dict[str, Any],
    taken: Taken,
    judged: list[dict[str, Any]],
    papers: list[int],
) -> dict[str, list[int]]:
    """Return which of several papers decide whether a rule is broken now, by rule.

    A paper decides where the answer is another one without it. What a void took out cannot be put back to
    look: voids decide where no other paper does.
    """
    now, then = ({one["rule"] for one in some} for some in (judged, event.get("findings", ())))
    other = now ^ then
    every = sorted(set(papers))[-_MOST_PAPERS:]
    if not other or len(every) < 2:
        return {}
    found: dict[str, list[int]] = defaultdict(list)
    voids: list[int] = []
    for position, paper in _documents(log, every):
        if paper["type"] == "record_voided":
            voids.append(position)
            continue
        without = again.findings(event, taken, without=paper)
        if without is not None:
            for rule in other & (now ^ {one["rule"] for one in without}):
                found[rule].append(position)
    return {rule: found[rule] or voids for rule in sorted(other)}


def _documents(log: LogReader, positions: list[int]) -> Iterator[tuple[int, dict[str, Any]]]:
    stored = log.documents(positions)
    return ((position, upcasts.upcast(orjson.loads(stored[position]))) for position in positions)


def _stock_since(
    orders: DayOrders, event: dict[str, Any], judged: list[dict[str, Any]], since: dict[str, list[int]]
) -> dict[str, list[int]]:
    """Return since what a row is judged otherwise, of its stock exactly where its lot tells."""
    stored = {one["rule"] for one in event.get("findings", ())}
    if not any(one["rule"] in STOCK_RULES and one["rule"] not in stored for one in judged):
        return since
    data = event["data"]
    exact = orders.since((data.get("product_code", ""), data.get("lot", "")), event["position"])
    return {**since, "stock": exact or since.get("stock", [])}


def _lots(connection: sa.Connection, known: int, of: OfLots) -> tuple[set[Lot], dict[Lot, str]]:
    """Return the lots whose days are looked at, and since when sales of some may lack something."""
    taking = unreceived_lots(connection, known, of)
    for lot, begun in lacking_lots(connection, known, of).items():
        taking[lot] = min(begun, taking.get(lot, begun))
    recorded = sa.select(_F.position).where(_F.rule.in_(sorted(STOCK_RULES)), _F.position <= known)
    statement = sa.select(_M.product_code, _M.lot).where(_M.position.in_(recorded), of.condition(_M))
    found = set(connection.execute(statement.distinct(), of.values()))
    return found | taking.keys(), taking


def _recorded(connection: sa.Connection, known: int, *, warnings: bool) -> Iterator[int]:
    """Yield the rows that were recorded with findings and are not voided."""
    statement = sa.select(_F.position).where(
        _F.position <= known, sa.or_(_F.voided_position.is_(None), _F.voided_position > known)
    )
    if not warnings:
        statement = statement.where(_F.severity == FINDING)
    yield from connection.scalars(statement.distinct())
