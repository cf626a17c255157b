"""Judging where the internal complaint form goes: it is not given to the customer (S4-I 投诉-处理-7)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ledger.deciding.rule import Breach
from ledger.deciding.situation import Situation
from ledger.subjects.complaints.answer_rules import FORM_TO_CUSTOMER
from ledger.subjects.complaints.phrases import COPY_KEPT, ENCLOSED, FORM_ISSUED

_FORMS: Final = (
    *("客户抱怨处理表", "客户抱怨处理单", "顾客反馈(抱怨)处理表", "顾客反馈（抱怨）处理表"),
    *("客户投诉处理表", "客户投诉记录与客户抱怨处理表", "complaint form"),
)
_REPORTS: Final = frozenset({"complaints", "complaint_entries", *_FORMS})
_CUSTOMER_WORDS: Final = ("客户", "顾客", "用户", "投诉人", "customer", "complainant")


def judge_answer_text(s: Situation) -> Iterator[Breach]:
    """Judge whether an answer hands the form to the customer."""
    answer = str(s.data.get("answer", "")).casefold()
    form = next((one for one in _FORMS if one in answer), None)
    if form is not None:
        yield FORM_TO_CUSTOMER.broken(what=ENCLOSED.with_(complaint_no=s.data["complaint_no"], form=form))


def judge_voucher(s: Situation) -> Iterator[Breach]:
    """Judge whether a filed copy of the form is kept by a customer."""
    is_form = any(one in s.data["title"].casefold() for one in _FORMS) or (
        s.data.get("subject_table") in _REPORTS and s.data.get("voucher_kind") == "form"
    )
    holder = s.data.get("copy_holder")
    if is_form and holder is not None and _is_customer(s, holder):
        yield FORM_TO_CUSTOMER.broken(what=COPY_KEPT.with_(voucher_no=s.data["voucher_no"], holder=holder))


def judge_issue(s: Situation) -> Iterator[Breach]:
    """Judge whether complaint forms were issued to a customer."""
    to = s.data.get("issued_to")
    if s.data["report_key"] in _REPORTS and to is not None and _is_customer(s, to):
        yield FORM_TO_CUSTOMER.broken(what=FORM_ISSUED.with_(issue_no=s.data["issue_no"], to=to))


def _is_customer(s: Situation, holder: str) -> bool:
    """Return whether a text names a customer: by code, by name, or in a word."""
    register = s.state.register("customers", holder)
    if (register is not None and register.known) or s.state.codes_of_name("customers", holder):
        return True
    return holder == s.data.get("customer_code") or any(one in holder.casefold() for one in _CUSTOMER_WORDS)
