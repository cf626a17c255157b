"""Judging where the internal complaint form goes: it is not given to the customer (S4-I 投诉-处理-7)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from ledger.deciding.decision import Command, Context
from ledger.deciding.rule import Breach
from ledger.names import compared_name
from ledger.state.entries import CaseRecord, State, Version, name_key
from ledger.subjects.complaints.answer_rules import FORM_TO_CUSTOMER

_FORMS: Final = (
    *("客户抱怨处理表", "客户抱怨处理单", "顾客反馈(抱怨)处理表", "顾客反馈（抱怨）处理表"),
    *("客户投诉处理表", "客户投诉记录与客户抱怨处理表", "complaint form"),
)
_REPORTS: Final = frozenset({"complaints", "complaint_entries", *_FORMS})
_CUSTOMER_WORDS: Final = ("客户", "顾客", "用户", "投诉人", "customer", "complainant")


def judge_answer_text(
    command: Command, _state: State, _context: Context, _case: CaseRecord
) -> Iterator[Breach]:
    """Judge whether an answer hands the form to the customer."""
    answer = str(command.data.get("answer", "")).casefold()
    found = next((one for one in _FORMS if one in answer), None)
    if found is not None:
        what = f"答复中附有 the answer of {command.data['complaint_no']} encloses {found}"
        yield FORM_TO_CUSTOMER.broken(what=what)


def judge_voucher(
    command: Command, state: State, _context: Context, _versions: dict[str, Version]
) -> tuple[list[Breach], list[Breach]]:
    """Judge whether a filed copy of the form is kept by a customer."""
    data = command.data
    is_form = any(one in data["title"].casefold() for one in _FORMS) or (
        data.get("subject_table") in _REPORTS and data.get("voucher_kind") == "form"
    )
    holder = data.get("copy_holder")
    if not is_form or not _is_customer(holder, data, state):
        return [], []
    what = f"凭证 voucher {data['voucher_no']}, 存放 kept by {holder}"
    return [], [FORM_TO_CUSTOMER.broken(what=what)]


def judge_issue(
    command: Command, state: State, _context: Context, _versions: dict[str, Version]
) -> tuple[list[Breach], list[Breach]]:
    """Judge whether complaint forms were issued to a customer."""
    data = command.data
    to = data.get("issued_to")
    if data["report_key"] not in _REPORTS or not _is_customer(to, data, state):
        return [], []
    what = f"签发 issue {data['issue_no']}, 报送 issued to {to}"
    return [], [FORM_TO_CUSTOMER.broken(what=what)]


def _is_customer(holder: str | None, data: dict[str, Any], state: State) -> bool:
    """Return whether a text names a customer: by code, by name, or in a word."""
    if holder is None:
        return False
    register = state.register("customers", holder)
    if (register is not None and register.known) or state.get(name_key("customers", compared_name(holder))):
        return True
    return holder == data.get("customer_code") or any(one in holder.casefold() for one in _CUSTOMER_WORDS)
