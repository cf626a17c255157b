"""A row that tells a case as its stages make it together, beside what is recorded of the case.

Such a row cannot say which stage each value came with, nor what an earlier occurrence of a repeated stage
said. So what it tells again is compared with the row that the recorded stages make together, not stage by
stage: where all of it stands, nothing of it is new.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from ledger.deciding.decision import CaseRow, Command, Context
from ledger.deciding.plan import plan
from ledger.events.base import Stage, Table
from ledger.events.individuals import is_digest
from ledger.state.entries import CaseRecord, Step


def told_again(command: Command, stage: Stage, case: CaseRecord, context: Context) -> int | None:
    """Return the position of what a stage of a row tells again; None where it tells something else.

    Args:
        command: The stage, with the row that it comes from.
        stage: Which it is.
        case: What is recorded of the case.
        context: Gives stored documents and personal values.
    """
    row = command.row
    if row is None:
        return None
    for steps in _ways(row, case):
        merged = _Merged(command.table, steps, context)
        whole = row.position is not None or command.envelope.event_time is None
        if whole and _remark_stands(command, steps[-1], context) and not merged.differing(row.data):
            return steps[-1].position
        position = _stage_again(command, stage, merged) if row.several else None
        if position is not None:
            return position
    return None


def differing(command: Command, stage: Stage, case: CaseRecord, context: Context) -> list[str]:
    """Return the columns of a stage in which its row differs from what stands of the case."""
    row = command.row
    if row is None or not row.several or not case.steps:
        return []
    merged = _Merged(command.table, case.steps, context)
    lost = merged.lost(stage, row.data)
    return sorted({*merged.differing(command.data, command.data), *lost})


def _ways(row: CaseRow, case: CaseRecord) -> list[Sequence[Step]]:
    """Return the stages that a row may be made of: those that stand, and those that stood at its position."""
    by_position = {step.position: step for step in (*case.steps, *case.voided)}
    then: list[Step] = []
    at = row.position
    while at in by_position:
        then.insert(0, by_position[at])
        at = by_position[at].after
    return [steps for steps in (case.steps, then) if steps]


def _stage_again(command: Command, stage: Stage, merged: _Merged) -> int | None:
    """Return the newest occurrence of a stage, if all that a row tells of the stage stands."""
    row, step = command.row, merged.newest(stage)
    if row is None or step is None or not _time_stands(command, stage, step, merged.context):
        return None
    if merged.differing(command.data, command.data) or merged.lost(stage, row.data):
        return None
    return step.position if _remark_stands(command, step, merged.context) else None


def _time_stands(command: Command, stage: Stage, step: Step, context: Context) -> bool:
    """Return whether a row's own time is that of a stage; that of an export is the newest stage's alone."""
    row, own = command.row, command.envelope.event_time
    if own is None or (row is not None and row.position is not None) or stage.time_in(command.data):
        return True
    return bool(context.stored(step.position).get("event_time") == own)


def _remark_stands(command: Command, step: Step, context: Context) -> bool:
    note, row = command.envelope.note, command.row
    if note is None and row is not None and row.position is not None:
        return True
    return bool(context.stored(step.position).get("note") == note)


@dataclass(slots=True)
class _Merged:
    """The row that stages make together, each value with the position of the stage that gave it.

    Attributes:
        table: The case's table.
        steps: The stages, oldest first.
        context: Gives stored documents and personal values.
        values: The value of each column, and where it comes from.
    """

    table: Table
    steps: Sequence[Step]
    context: Context
    values: dict[str, tuple[Any, int]] = field(default_factory=dict)
    _given: set[str] = field(default_factory=set)
    _filled: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        for step in self.steps:
            self.values.update((key, (value, step.position)) for key, value in self._data(step).items())

    def _data(self, step: Step) -> dict[str, Any]:
        """Return what a stage says; of a voided one only the log still tells it."""
        data: dict[str, Any] = step.data or self.context.stored(step.position)["data"]
        return data

    def newest(self, stage: Stage) -> Step | None:
        """Return the newest occurrence of a stage."""
        return next((step for step in reversed(self.steps) if step.type == stage.event), None)

    def differing(self, offered: dict[str, Any], columns: Iterable[str] = ()) -> list[str]:
        """Return the columns in which a row differs, less those that nobody gave and those erased since.

        Args:
            offered: The row.
            columns: Compare only these; by default all.
        """
        wanted = set(columns) or {*self.values, *offered}
        differing = [key for key in wanted if not self._equal(key, offered.get(key))]
        return [key for key in differing if not self._excused(key, offered)]

    def lost(self, stage: Stage, row: dict[str, Any]) -> list[str]:
        """Return the columns that the newest occurrence of a stage gives and a row leaves blank."""
        step = self.newest(stage)
        carried = [key for key in self._data(step) if key not in row] if step is not None else []
        return self.differing(row, carried) if carried else []

    def _equal(self, key: str, value: Any) -> bool:
        stands, position = self.values.get(key, (None, 0))
        if stands is None or not is_digest(stands):
            return bool(stands == value)
        kept = self.context.personal(position, (key,))
        return key not in kept or kept[key] == (None if value is None else str(value))

    def _excused(self, key: str, offered: dict[str, Any]) -> bool:
        """Return whether a column is not compared: a snapshot not given both times; what was filled in."""
        if not self._given and not self._filled:
            self._read_envelopes()
        if key in plan(self.table.key).snapshot_columns and (key not in self._given or key not in offered):
            return True
        return key in self._filled and key not in offered

    def _read_envelopes(self) -> None:
        for step in self.steps:
            stored = self.context.stored(step.position)
            self._given.update(stored.get("given", ()))
            self._filled.update(stored.get("filled", ()), ("event_time",))
