"""Broken rules, open and closed, at a cut-off.

What was found when a record was entered stays in its event for ever. What is shown is judged for the day
of the record by the knowledge asked for: a finding is open where its rule is broken as known then, whether
it was seen at recording or not. `closed_by` says how one was closed:

- `struck`: its record no longer counts.
- `resolved`: somebody settled it, with a reason, by an event of its own (`finding_resolutions`).
- `covered`: of the stock rules, what was there on the day covers what was taken.
- `cured`: of every other rule, what became known later: a paper entered late, a corrected date.

What the head of quality let pass at live entry is open all the same, and marked `overridden`. An open
finding may be assigned to somebody. A warning is no finding and shows on request only. What closes a finding
is judged at the cut-off like everything else, so the findings of a past day can be asked as they stood then.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from heapq import merge
from typing import Any

import orjson
import sqlalchemy as sa

from ledger import clock
from ledger.log.reader import LogReader
from ledger.rulebook import STOCK_RULES
from projections.answers.findings.by_now import ByNow, by_now
from projections.answers.findings.findings_work import Worked, worked
from projections.answers.findings.goods_rows import Goods
from projections.answers.findings.then_and_now import Now
from projections.reading.cutoff import CutOff
from projections.tables.findings import FINDING, FINDINGS

OPEN, ASSIGNED, CLOSED = "open", "assigned", "closed"
VOIDED, RESOLVED, COVERED, CURED = "struck", "resolved", "covered", "cured"
_F = FINDINGS.c
_ROWS = 1000
Row = dict[str, Any]


def findings(
    connection: sa.Connection,
    cutoff: CutOff,
    *,
    zone: str,
    log: LogReader | None = None,
    open_only: bool = False,
    warnings: bool = False,
    goods: Goods | None = None,
) -> Iterator[Row]:
    """Yield the findings of the events known and happened by then, in the order of the log.

    Args:
        connection: Of the read model.
        cutoff: What was true when, as known when.
        zone: Time zone of the ledger, in which times are shown.
        log: The log that the rows are judged by once more; without it they stand as they were recorded.
        open_only: Leave out the closed ones.
        warnings: Show warnings, too.
        goods: Only of the rows that name these.
    """
    judged = ByNow({}, [])
    if log is not None:
        judged = by_now(connection, log, cutoff.known, zone=zone, warnings=warnings, goods=goods)
    done = worked(connection, cutoff)
    stored = _stored(connection, cutoff, open_only=open_only, warnings=warnings, goods=goods)
    unseen = _unseen(judged, cutoff, warnings=warnings, goods=goods)
    for found in merge(stored, unseen, key=_place):
        row = _row(found, judged.now.get(found["position"]), done, cutoff, zone)
        if row["state"] == OPEN or not open_only:
            yield row


def counts(rows: Iterable[Row]) -> dict[str, list[Row]]:
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


def _place(row: Mapping[str, Any]) -> tuple[int, int]:
    return row["position"], row["number"]


def _stored(
    connection: sa.Connection, cutoff: CutOff, *, open_only: bool, warnings: bool, goods: Goods | None
) -> Iterator[Mapping[str, Any]]:
    """Yield the findings that events carry."""
    statement = sa.select(FINDINGS).where(cutoff.recorded(FINDINGS)).order_by(_F.position, _F.number)
    if open_only:
        statement = statement.where(cutoff.unvoided(FINDINGS))
    if not warnings:
        statement = statement.where(_F.severity == FINDING)
    if goods is not None:
        statement = statement.where(*(_F[key] == value for key, value in goods.named().items()))
    with connection.execute(statement.execution_options(yield_per=_ROWS)) as result:
        yield from map(dict, result.mappings())


def _unseen(judged: ByNow, cutoff: CutOff, *, warnings: bool, goods: Goods | None) -> Iterator[Row]:
    """Yield the findings that later knowledge brought of what had happened."""
    named = {} if goods is None else goods.named()
    for row in judged.unseen:
        happened = cutoff.at is None or row["event_time"] is None or row["event_time"] <= cutoff.at
        asked = all(row[key] == value for key, value in named.items())
        if happened and asked and (warnings or row["severity"] == FINDING):
            yield row


def _row(found: Mapping[str, Any], now: Now | None, done: Worked, cutoff: CutOff, zone: str) -> Row:
    row = dict(found)
    voided = row.pop("voided_position")
    gone = voided is not None and voided <= cutoff.known
    row["particulars"] = particulars = orjson.loads(found["particulars"])
    row |= {key: clock.shown(row[key], zone) for key in ("event_time", "record_time", "voided_at")}
    row |= {"state": OPEN, "closed_by": None, **done.of((row["position"], row["rule"]))}
    row["overridden"] = "overridden_by" in particulars
    if row["overridden"] and row["resolution"] is None:
        row["resolved_by"] = particulars["overridden_by"]
        row["resolution_reason"] = particulars.get("override_reason")
    position = row["position"]
    row |= {"seen_at_recording": True, "known_since": position, "because": [position]}
    cured = False
    if now is not None:
        cured = _by_now(row, now)
    if gone:
        row["closed_by"] = VOIDED
    elif row["resolution"]:
        row["closed_by"] = RESOLVED
    elif cured:
        row["closed_by"] = COVERED if row["rule"] in STOCK_RULES else CURED
    row["state"] = CLOSED if row["closed_by"] else OPEN
    if not gone:
        row["voided_at"] = None
    return row


def _by_now(row: Row, now: Now) -> bool:
    """Lay over a row what is known now; return whether its rule is no longer broken."""
    position, number = row["position"], row["number"]
    if number > now.stored:
        deciding = now.deciding(row["rule"])
        row["seen_at_recording"] = False
        row["known_since"] = max(deciding, default=position)
        row["because"] = sorted({position, *deciding})
        return False
    if number in now.cured:
        row["because"] = sorted({position, *now.deciding(row["rule"])})
        return True
    if number in now.particulars:
        row["particulars"] = dict(now.particulars[number])
    return False
