"""Rows of cases: the stages that a row tells of, and what became of it as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ledger.deciding.decision import Refused
from ledger.deciding.stages import StageRow, split_stages
from ledger.errors import Reason
from ledger.events.base import Table
from ledger.recording.problems import INCOMPLETE
from ledger.recording.unit_of_work import Outcome, Recorded


def stage_rows(table: Table, data: dict[str, Any], named: str | None) -> list[StageRow]:
    """Return the stages that a row tells of, in the order in which they came.

    Args:
        table: The case's table.
        data: The row's fields.
        named: Event type of the stage that it names: the only one, or the last that it tells of.
    """
    return split_stages(table, data, table.stage(named) if named else None)


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
