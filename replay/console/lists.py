"""Lists of the whole ledger: cases, obligations, findings."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from ledger.settings import language
from replay.console.approvals import waiting_file
from replay.console.checks import audit_file, integrity_file, reports_file
from replay.console.comparing import compare_file
from replay.console.correcting import imports_file
from replay.console.listing import FORMS, downloaded, listed
from replay.console.owed import month_of
from replay.console.pages import page
from replay.console.searching import search_file
from replay.console.words import word
from replay.doors import questions
from replay.doors.posts import Right
from replay.http.asking import guest_of, permitted, serving_of

if TYPE_CHECKING:
    from replay.telling.headings import Heading

router = APIRouter(include_in_schema=False)
# Of two columns that say the same, the one that is for readers of the other language.
_FOR_OTHERS: Final = {
    "zh": frozenset({"stage", "next", "matter", "table_zh", "limit_id"}),
    "en": frozenset({"stage_zh", "next_zh", "matter_zh", "table_zh", "limit_id"}),
}
_FINDINGS: Final = (
    *("rule", "message", "state", "record_table", "doc_no", "line", "customer_code", "supplier_code"),
    *("product_code", "lot", "serial", "assignee", "due_on", "overridden", "event_time", "position"),
)
_OBLIGATIONS: Final = (
    *("table", "number", "matter", "matter_zh", "state", "due_at", "hours_late", "started_at", "done_at"),
    *("owner", "customer_code", "product_code", "lot", "serial", "basis"),
)
_CASES: Final = (
    *("number", "table", "stage", "stage_zh", "state", "next", "next_zh", "begun_at", "last_at"),
    *("customer_code", "product_code", "lot", "serial", "overdue", "overdue_since"),
)


def for_readers(names: Sequence[str]) -> Any:
    """Return what leaves of the columns of an answer some, in the order of their names, in one language."""
    others = _FOR_OTHERS[language()]

    def chosen(headings: Sequence[Heading]) -> list[Heading]:
        known = {one.key: one for one in headings}
        return [known[name] for name in names if name in known and name not in others]

    return chosen


_MARKS: Final = {
    "cases": ("open", "overdue", "closed"),
    "obligations": ("open", "overdue", "done"),
    "findings": ("open", "warnings"),
}


# Pages that have files of their own: a question, or the table that they are of.
_FILES: Final = {
    "recalls": questions.ask_recalls,
    "evidence": questions.ask_exports,
    "today": questions.ask_obligations,
    "tables": questions.ask_tables,
}
_STOCK: Final = "stock_balances"
_ASK: Final = {
    "cases": (questions.ask_cases, _CASES, "cases"),
    "obligations": (questions.ask_obligations, _OBLIGATIONS, "today"),
    "findings": (questions.ask_findings, _FINDINGS, "today"),
}


@router.get("/cases")
def cases(request: Request) -> Response:
    """List the cases of the post and where each stands."""
    permitted(request, Right.READ)
    return _list(request, "cases")


@router.get("/obligations")
def obligations(request: Request) -> Response:
    """List what is owed by when, or show it as the calendar of a month."""
    permitted(request, Right.READ)
    if request.query_params.get("view") != "calendar":
        return _list(request, "obligations")
    with serving_of(request).tables() as program:
        month = month_of(request, program)
    return page(request, "calendar.html", section="today", month=month)


@router.get("/findings")
def findings(request: Request) -> Response:
    """List the broken rules."""
    permitted(request, Right.READ_ALL)
    return _list(request, "findings")


@router.get("/{name}.{form}")
def as_file(request: Request, name: str, form: str) -> Response:
    """Give a list as a file."""
    if form not in FORMS:
        raise HTTPException(404)
    if name in _MADE:
        return _MADE[name](request, form)
    ask = _ASK[name][0] if name in _ASK else _FILES.get(name)
    if ask is None:
        raise HTTPException(404)
    permitted(request, Right.READ_ALL)
    with serving_of(request).tables() as program:
        return downloaded(request, program, partial(ask, program), name, form)


def _stock_file(request: Request, form: str) -> Response:
    """Give the stock as a file."""
    permitted(request, Right.READ, _STOCK)
    with serving_of(request).tables() as program:
        return downloaded(request, program, partial(questions.ask_table, program, _STOCK), _STOCK, form)


# Pages whose files are made in their own way.
_MADE: Final = {
    "stock": _stock_file,
    "approvals": waiting_file,
    "audit": audit_file,
    "integrity": integrity_file,
    "search": search_file,
    "reports": reports_file,
    "compare": compare_file,
    "imports": imports_file,
}


def _list(request: Request, name: str) -> Response:
    """Show a list; whoever reads only the tables of the own work is shown the rows of these."""
    ask, names, section = _ASK[name]
    post = guest_of(request).post
    with serving_of(request).tables() as program:
        shown = listed(
            request,
            program,
            partial(ask, program),
            word(name),
            headings=for_readers(names),
            keep=None if post.may(Right.READ_ALL) else lambda row: post.may(Right.READ, row["table"]),
        )
    return page(request, "list.html", section=section, name=name, shown=shown, marks=_MARKS[name])
