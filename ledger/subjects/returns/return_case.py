"""What is particular to a return case when a stage of it is judged: its policy, day, goods and sale."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from ledger.deciding.case_days import day_in
from ledger.deciding.headings import headings
from ledger.deciding.rule import Breach, Rule
from ledger.deciding.sale_lines import SaleLine
from ledger.deciding.situation import Situation
from ledger.phrases import Phrase
from ledger.state.entries import Version
from ledger.when import LATEST

TABLE: Final = "return_cases"
HEADINGS: Final = headings(TABLE)
RECALL: Final = "recall"
TWO_APPROVALS: Final = "two_approvals"
REFUND_FIRST: Final = "refund_first"
PHARMACY: Final = "pharmacy"
SERVICE_DESK: Final = "service_desk"


def broken(s: Situation, rule: Rule, **particulars: Any) -> Breach:
    """Return that a rule is broken by this case."""
    return rule.broken(return_case_no=s.data["return_case_no"], **particulars)


def case_day(s: Situation) -> str | None:
    """Return the business day of a stage, else the newest one that its case tells."""
    if s.day is not None:
        return s.day
    times = (s.table.stage(step.type).time_in(step.data) for step in reversed(s.case.steps))
    return day_in(next((one for one in times if one is not None), None), s.context)


def case_moment(s: Situation) -> str:
    """Return the stored time at which a case asks the registers: its day's first moment, else the latest."""
    day = case_day(s)
    return s.context.start_of(day) if day is not None else LATEST


def in_force_then(s: Situation, table: str, column: str) -> Version | None:
    """Return the version of the register row that a column of the case names, in force on the case's day."""
    register = s.state.register(table, s.row[column]) if column in s.row else None
    return register.nearest(case_moment(s)) if register is not None and register.known else None


def product_of(s: Situation) -> Version | None:
    """Return the case's product in force on its day; None where it is unknown."""
    return in_force_then(s, "products", "product_code")


def is_cold(s: Situation) -> bool:
    """Return whether the goods must be kept cold."""
    product = product_of(s)
    return product is not None and bool(product.data.get("cold_chain"))


def policy_of(s: Situation) -> str | None:
    """Return the return policy that applies, if one is known."""
    policy: str | None = s.row.get("return_policy") or (RECALL if "recall_no" in s.row else None)
    return policy


def is_recall(s: Situation) -> bool:
    """Return whether the case runs under a recall, which waives every condition but identity (G-29)."""
    return policy_of(s) == RECALL


def is_reviewed(s: Situation) -> bool:
    """Return whether an appraisal or a ruling said how to go on."""
    return s.occurred("return_appraised") or s.occurred("return_ruled")


def lacking(given: Mapping[str, Any], *columns: str) -> tuple[Phrase, ...]:
    """Return the headings of those of these columns that a stage, or the case's row, does not give."""
    return tuple(HEADINGS[one] for one in columns if one not in given)


def matched_sale(s: Situation) -> SaleLine | None:
    """Return the sale line that the case was matched with, if it is effective."""
    if "sale_no" not in s.row or "sale_line" not in s.row:
        return None
    number, line = s.row["sale_no"], s.row["sale_line"]
    sale = s.state.sale(number, line)
    return SaleLine(number, line, sale) if sale is not None else None
