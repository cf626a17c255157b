"""A return record and the case that it comes of: the same goods, and only once the case is decided."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

from ledger.deciding.rule import Breach
from ledger.deciding.situation import Situation
from ledger.events import catalogue
from ledger.names import serials_of
from ledger.phrases import Part
from ledger.state.entries import NO_CASE, CaseRecord
from ledger.subjects.returns import phrases
from ledger.subjects.returns.end_rules import OTHER_THAN_CASE, PRIVATE_HANDLING
from ledger.subjects.returns.return_case import HEADINGS, TABLE, TWO_APPROVALS

_SAME: Final = ("customer_code", "product_code", "lot", "sale_no", "sale_line", "disposition")
_DECIDED: Final = "return_disposition_decided"


def judge_of_case(s: Situation) -> Iterator[Breach]:
    """Judge a return row that names a case: agreeing with it, and at live entry not ahead of it."""
    case = _case_of(s)
    if not case.steps:
        return
    named = {"return_case_no": s.data["return_case_no"], "return_no": s.data["return_no"]}
    if s.live and not any(step.type == _DECIDED for step in case.steps):
        stage = catalogue.table(TABLE).stage(case.steps[-1].type)
        yield PRIVATE_HANDLING.broken(
            **named, what=phrases.ONLY_AT_STAGE.with_(stage=stage.zh, event=stage.event)
        )
    elif what := differs(s.data, case.data):
        yield OTHER_THAN_CASE.broken(**named, what=what)
    elif s.live and case.data.get("return_no", s.data["return_no"]) != s.data["return_no"]:
        what = phrases.OTHER_RETURN.with_(return_no=case.data["return_no"])
        yield OTHER_THAN_CASE.broken(**named, what=what)


def is_approved_by_case(s: Situation) -> bool:
    """Return whether a return row comes of a case under another policy than that of two approvals."""
    case = _case_of(s)
    noticed = any(step.type == "return_notice_issued" for step in case.steps)
    return bool(case.steps) and not noticed and case.data.get("return_policy", TWO_APPROVALS) != TWO_APPROVALS


def differs(back: Mapping[str, Any], case: Mapping[str, Any]) -> Part | None:
    """Return in what a return row is not of a case, given as its row; None where it is."""
    for column in _SAME:
        expected, got = case.get(column), back.get(column)
        if expected is not None and got is not None and expected != got:
            return phrases.OTHER_VALUE.with_(column=HEADINGS[column], expected=str(expected), got=str(got))
    units, back_units = set(serials_of(case)), set(serials_of(back))
    if units and not back_units <= units:
        return phrases.OTHER_SERIALS.with_(serials=";".join(sorted(back_units - units)))
    quantity = case.get("received_quantity", case.get("quantity"))
    if quantity is None:
        return None
    more = Decimal(back["quantity"]) - Decimal(quantity)
    if more > 0 or (more < 0 and "received_quantity" in case):
        return phrases.OTHER_VALUE.with_(column=phrases.QUANTITY, expected=quantity, got=back["quantity"])
    return None


def of_another_case(back: Mapping[str, Any], number: str) -> Part | None:
    """Return that a return row names another case than the one of this number; None where it does not."""
    other = back.get("return_case_no")
    return phrases.OTHER_CASE.with_(number=other) if other not in {None, number} else None


def _case_of(s: Situation) -> CaseRecord:
    number = s.data.get("return_case_no")
    return s.state.case(TABLE, number) if number is not None else NO_CASE
