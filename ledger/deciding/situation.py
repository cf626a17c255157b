"""The situation of a row that is judged: the row, the case before it, the day, and what may be asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from ledger.deciding.decision import Command, Context
from ledger.events.base import Stage, Table
from ledger.state.entries import NO_CASE, CaseRecord, Version
from ledger.state.repository import State
from ledger.when import LATEST


class Situation(NamedTuple):
    """A row about to be recorded, and what was known before it. Judges read it; nothing changes it.

    A named tuple, because an import makes one for each line: it costs a third of a frozen dataclass.

    Attributes:
        command: The row as it is to be recorded, filled in as far as the system fills it in.
        state: What earlier events left.
        context: What may be asked besides.
        versions: The register versions that the row is filled from, by register; `companies` is our own.
        case: Of a stage, its case before it; of any other row an empty one.
        row: Of a stage, the case's row with the stage laid over it; of any other row its data.
        day: Business day of the row or stage, as the ledger's own day; None where it tells none.
    """

    command: Command
    state: State
    context: Context
    versions: Mapping[str, Version]
    case: CaseRecord
    row: Mapping[str, Any]
    day: str | None

    @property
    def data(self) -> Mapping[str, Any]:
        """What the row or stage itself says."""
        return self.command.data

    @property
    def table(self) -> Table:
        """Where the row belongs."""
        return self.command.table

    @property
    def live(self) -> bool:
        """Whether the row is entered live; of what happened long ago, only what contradicts is judged."""
        return self.context.live

    @property
    def event(self) -> str:
        """The event type that the row becomes."""
        return self.command.event

    @property
    def stage(self) -> Stage:
        """Of a case, the stage as its table declares it."""
        return self.command.table.stage(self.event)

    @property
    def at(self) -> str:
        """Stored time at which registers are asked: the first moment of the day, else the latest."""
        return self.context.start_of(self.day) if self.day is not None else LATEST

    @property
    def newest(self) -> Stage | None:
        """The stage before this one; None where there is none."""
        return self.command.table.stage(self.case.steps[-1].type) if self.case.steps else None

    def version(self, register: str) -> Version | None:
        """Return the version of a register that the row is filled from."""
        return self.versions.get(register)

    def occurred(self, event: str) -> bool:
        """Return whether a stage of the case stands."""
        return any(step.type == event for step in self.case.steps)

    def heading(self, column: str) -> str:
        """Return the Chinese heading of a column."""
        return self.command.table.by_key[column].zh


__all__ = ["NO_CASE", "Situation"]
