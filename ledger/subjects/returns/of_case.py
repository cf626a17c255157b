"""A return record and the case that it comes of: the same goods, and only once the case is decided."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

from ledger.deciding.decision import Context
from ledger.deciding.rule import Breach
from ledger.events import catalogue
from ledger.names import serials_of
from ledger.state.entries import State
from ledger.subjects.returns.case_situation import TABLE, TWO_APPROVALS, Stand, case_row
from ledger.subjects.returns.end_rules import OTHER_THAN_CASE, PRIVATE_HANDLING

_SAME: Final = ("customer_code", "product_code", "lot", "sale_no", "sale_line", "disposition")
_DECIDED: Final = "return_disposition_decided"


def judge_of_case(data: Mapping[str, Any], state: State, context: Context) -> Iterator[Breach]:
    """Judge a return row that names a case: agreeing with it, and at live entry not ahead of it."""
    number = data.get("return_case_no")
    case = case_row(state, number)
    if not case.steps:
        return
    named = {"return_case_no": number, "return_no": data["return_no"]}
    if context.live and not any(step.type == _DECIDED for step in case.steps):
        table = catalogue.table(TABLE)
        stage = table.stage(case.steps[-1].type)
        yield PRIVATE_HANDLING.broken(**named, what=f"尚在“{stage.zh}” only {stage.event} is recorded")
    elif what := differs(data, case.data):
        yield OTHER_THAN_CASE.broken(**named, what=what)
    elif context.live and case.data.get("return_no", data["return_no"]) != data["return_no"]:
        what = f"该受理已生成退货单 its return is {case.data['return_no']}"
        yield OTHER_THAN_CASE.broken(**named, what=what)


def approved_by_case(data: Mapping[str, Any], state: State) -> bool:
    """Return whether a return row comes of a case under another policy than that of two approvals."""
    case = case_row(state, data.get("return_case_no"))
    noticed = any(step.type == "return_notice_issued" for step in case.steps)
    return bool(case.steps) and not noticed and case.data.get("return_policy", TWO_APPROVALS) != TWO_APPROVALS


def differs(back: Mapping[str, Any], case: Mapping[str, Any], stand: Stand | None = None) -> str:
    """Return in what a return row is not of a case; empty where it is.

    Args:
        back: The row.
        case: The case's row.
        stand: Where the case is what is being judged: then the row must not name another case.
    """
    table = catalogue.table(TABLE)
    for column in _SAME:
        expected, got = case.get(column), back.get(column)
        if expected is not None and got is not None and expected != got:
            return f"{table.by_key[column].zh} {column} {expected} ≠ {got}"
    units, back_units = set(serials_of(dict(case))), set(serials_of(dict(back)))
    if units and not back_units <= units:
        return f"序列号 serial {';'.join(sorted(back_units - units))}"
    quantity = case.get("received_quantity", case.get("quantity"))
    exact = "received_quantity" in case
    if quantity is not None and (
        Decimal(back["quantity"]) != Decimal(quantity)
        if exact
        else Decimal(back["quantity"]) > Decimal(quantity)
    ):
        return f"数量 quantity {quantity} ≠ {back['quantity']}"
    other = back.get("return_case_no")
    if stand is not None and other is not None and other != stand.data["return_case_no"]:
        return f"该退货记录属于另一受理 it is of case {other}"
    return ""
