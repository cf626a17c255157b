"""Where a return case stands when a stage of it is judged: its row so far, its day, its goods, its policy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from ledger.deciding.case_days import day_in, stage_day
from ledger.deciding.decision import Command, Context
from ledger.deciding.rule import Breach, Rule
from ledger.deciding.situation import case_before
from ledger.events import catalogue
from ledger.events.base import Stage
from ledger.state.case_state import case_of
from ledger.state.entries import CaseRecord, Record, Sale, State, Step, record_key_of
from ledger.state.indexes import LATEST

TABLE: Final = "return_cases"
RECALL: Final = "recall"
TWO_APPROVALS: Final = "two_approvals"
REFUND_FIRST: Final = "refund_first"
PHARMACY: Final = "pharmacy"
SERVICE_DESK: Final = "service_desk"
_REVIEWED: Final = frozenset({"return_appraised", "return_ruled"})


@dataclass(frozen=True, slots=True)
class Stand:
    """A stage about to come, and the case before it.

    Attributes:
        command: The stage.
        state: What is known.
        context: What may be asked.
        case: The case before the stage.
        row: The case's row with the stage laid over it.
        day: Business day of the stage, else the newest one that the case tells; None where it tells none.
        product: The product's row in force on that day; empty where it is unknown.
    """

    command: Command
    state: State
    context: Context
    case: CaseRecord
    row: Mapping[str, Any]
    day: str | None
    product: Mapping[str, Any]

    @property
    def data(self) -> dict[str, Any]:
        """What the stage itself says; may be filled in."""
        return self.command.data

    @property
    def live(self) -> bool:
        """Whether what is missing is a breach; of what happened long ago, only what contradicts is."""
        return self.context.live

    @property
    def stage(self) -> Stage:
        """The stage as its table declares it."""
        return self.command.table.stage(str(self.command.stage))

    @property
    def policy(self) -> str | None:
        """The return policy that applies, if one is known."""
        found: str | None = self.row.get("return_policy") or (RECALL if "recall_no" in self.row else None)
        return found

    @property
    def recalled(self) -> bool:
        """Whether the case runs under a recall, which waives every condition but identity (G-29)."""
        return self.policy == RECALL

    @property
    def cold(self) -> bool:
        """Whether the goods must be kept cold."""
        return bool(self.product.get("cold_chain"))

    @property
    def reviewed(self) -> bool:
        """Whether an appraisal or a ruling said how to go on."""
        return any(step.type in _REVIEWED for step in self.case.steps)

    @property
    def newest(self) -> Stage | None:
        """The stage before, None where there is none."""
        return self.command.table.stage(self.case.steps[-1].type) if self.case.steps else None

    def occurred(self, event: str) -> bool:
        """Return whether a stage stands."""
        return any(step.type == event for step in self.case.steps)

    def lacking(self, *columns: str) -> list[str]:
        """Return the headings, in both languages, of the columns that neither stage nor case gives."""
        return [self.heading(one) for one in columns if one not in self.row]

    def heading(self, column: str) -> str:
        """Return a column as messages name it."""
        return f"{self.command.table.by_key[column].zh} {column}"

    def broken(self, rule: Rule, **particulars: Any) -> Breach:
        """Return that a rule is broken by this case."""
        return rule.broken(return_case_no=self.data["return_case_no"], **particulars)

    def sale(self) -> tuple[str, int, Sale] | None:
        """Return the standing sale line that the case was matched with."""
        if "sale_no" not in self.row or "sale_line" not in self.row:
            return None
        number, line = self.row["sale_no"], self.row["sale_line"]
        record: Record | None = self.state.get(record_key_of("sales", number, line))
        return (number, line, record.body) if record is not None and record.position else None


def standing(command: Command, state: State, context: Context) -> Stand:
    """Return where the case of a stage stands."""
    case = case_before(command, state)
    row = case.data | command.data
    day = stage_day(command, context) or last_day(case.steps, context)
    register = state.register("products", row["product_code"]) if "product_code" in row else None
    known = register is not None and register.known
    at = context.start_of(day) if day is not None else LATEST
    return Stand(
        command, state, context, case, row, day, register.nearest(at).data if register and known else {}
    )


def case_row(state: State, number: str | None) -> CaseRecord:
    """Return what is known of a return case by its number."""
    return case_of(state.get(record_key_of(TABLE, number)) if number is not None else None)


def last_day(steps: list[Step], context: Context) -> str | None:
    """Return the business day of the newest stage that tells one."""
    table = catalogue.table(TABLE)
    times = (table.stage(step.type).time_in(step.data) for step in reversed(steps))
    return day_in(next((one for one in times if one is not None), None), context)
