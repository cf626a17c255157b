"""Overdue matters raised to the post that answers for them: one notice each, recorded like any other fact."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ledger import clock
from ledger.clocks.duties import of_table
from ledger.entry.live import Entered
from projections.answers.cases.due_items import everything
from projections.reading.cutoff import CutOff
from projections.reading.query import Query, today
from projections.reading.stream import Row
from replay.bootstrap import Program

TABLE = "overdue_notices"


def raise_notices(program: Program, *, check: bool = False) -> Entered | None:
    """Record an overdue notice about everything overdue now that has none yet; None where there is nothing.

    A notice is about one deadline: what is owed once more after it was done, and is overdue again, is raised
    again (S4-I 投诉-职责-质量①: 处理时效管理及逾期反应). Of rounds missed one after
    another the last is raised.

    Raises:
        EntryRefusedError: A rule refuses; then none is recorded.
        ConflictError: Other writers were faster at every try.
    """
    readmodel = program.caught_up()
    cutoff = CutOff(None, program.log.head())
    with readmodel.reading() as connection:
        query = Query(connection, program.log, cutoff, program.zone, today(cutoff, program.zone))
        raised = {
            (row["subject_table"], row["subject_no"], row["clock_id"], row["due_at"])
            for row in query.rows(TABLE)
        }
        now = clock.shown(clock.now(), program.zone) or ""
        notices = [_notice(row, now) for row in _newest(everything(query, states={"overdue"}))]
    fresh = {
        key: one
        for one in notices
        if (key := (one["subject_table"], one["subject_no"], one["clock_id"], one["due_at"])) not in raised
    }
    return program.entering(TABLE, list(fresh.values()), check=check, source="cli") if fresh else None


def _newest(rows: Iterable[Row]) -> Iterable[Row]:
    """Return of the rounds of one matter, unit and clock the last: of many missed calls one notice."""
    found = {(row["table"], row["number"], row["serial"], row["clock_id"]): row for row in rows}
    return found.values()


def _notice(row: dict[str, Any], now: str) -> dict[str, Any]:
    stop = next((one.stops[0] for one in of_table(row["table"]) if one.clock == row["clock_id"]), None)
    said = {
        "subject_table": row["table"],
        "subject_no": row["number"],
        "stage_event": stop,
        "clock_id": row["clock_id"],
        "started_at": row["started_at"],
        "due_at": row["due_at"],
        "raised_at": now,
        "hours_late": row["hours_late"],
        "customer_code": row["customer_code"],
        "owner": row["owner"],
        "addressed_to": row["post"],
    }
    return {key: value for key, value in said.items() if value is not None}
