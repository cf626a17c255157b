"""Rows of cases: the stages that a row tells of, and what became of it as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter
from typing import Any

from ledger.deciding.decision import CaseRow, Command, Refused
from ledger.deciding.stage_rows import StageRow, split_stages
from ledger.errors import Reason
from ledger.events.base import Table
from ledger.events.envelope import Envelope
from ledger.intake.rows import Row
from ledger.recording.problems import INCOMPLETE
from ledger.recording.unit_of_work import Outcome, Recorded


def stage_rows(table: Table, data: dict[str, Any], envelope: Envelope) -> list[StageRow]:
    """Return the stages that a row tells of, in the order in which they came.

    Args:
        table: The case's table.
        data: The row's fields.
        envelope: Names a stage, if the row does: the only one, or the last that it tells of. Of one of our
            exports, the last that was there: somebody may have gone on with the row.
    """
    last = table.stage(envelope.stage) if envelope.stage else None
    return split_stages(table, data, last, goes_on=envelope.position is not None)


def first_stage(table: Table, row: Row) -> dict[str, Any]:
    """Return what a row says with the first stage that it tells; a row of no case, with all of it."""
    return stage_rows(table, row.data, row.envelope)[0].data if table.kind == "case" else row.data


def put_in_order(table: Table, document: list[Row]) -> None:
    """Put the rows of a case in the order in which their stages came, where the file's order does not do.

    Interface rule 3. A row that begins a case comes before the others of it, then the times of the stages
    decide, and where two have the same the order in which the stages are declared. A row that tells no time
    stays behind the row before it in the file. Rows that cannot be read leave the order as it is.

    Args:
        table: Whose rows; those of other tables than cases stay.
        document: The rows of one document, changed in place.
    """
    if table.kind != "case" or len(document) < 2 or any(row.reasons for row in document):
        return
    placed: list[tuple[tuple[bool, str, int], Row]] = []
    latest = ""
    for row in document:
        stages = stage_rows(table, row.data, row.envelope)
        times = [time for one in stages if (time := one.stage.time_in(one.data)) is not None]
        latest = min(times, default=latest)
        first = stages[0].stage
        placed.append(((first not in table.beginnings, latest, table.stages.index(first)), row))
    document[:] = (row for _, row in sorted(placed, key=itemgetter(0)))


def stage_commands(command: Command) -> list[Command | Refused]:
    """Return the commands of the stages that a row tells of.

    Time and remark that an export shows of a case are those of its newest stage.

    Args:
        command: The row as a whole.
    """
    table, envelope = command.table, command.envelope
    rows = stage_rows(table, command.data, envelope)
    told = CaseRow(command.data, len(rows) > 1 or envelope.stage is None, envelope.position)
    commands: list[Command | Refused] = []
    for place, one in enumerate(rows, 1):
        of_stage = command.with_data(one.data)
        of_stage.envelope = envelope.at_stage(one.stage.event)
        if envelope.position is not None and place < len(rows):
            of_stage.envelope = of_stage.envelope._replace(event_time=None, note=None)
        of_stage.row = told
        commands.append(of_stage)
    return commands


def outcome_of(stages: Sequence[Outcome]) -> Outcome:
    """Return what became of a row, from what became of its stages.

    It is recorded if any stage of it is new, and rejected, whole, if any is refused.
    """
    refusals = [one for one in stages if isinstance(one, Refused)]
    if refusals:
        return Refused(tuple(_own_reasons(refusals)), all(one.later for one in refusals))
    recorded = [one for one in stages if isinstance(one, Recorded)]
    if not recorded:
        return stages[-1]
    findings = tuple(finding for one in recorded for finding in one.findings)
    return Recorded(recorded[-1].position, findings)


def _own_reasons(refusals: Sequence[Refused]) -> list[Reason]:
    """Return why the stages of a row were refused, less what only says that another one was."""
    reasons = [reason for one in refusals for reason in one.reasons]
    return [one for one in reasons if one.problem is not INCOMPLETE] or reasons[:1]
