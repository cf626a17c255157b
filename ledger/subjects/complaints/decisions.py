"""Judging what is decided on a complaint: by whom, what of the receivable, and whether it is tracked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ledger.deciding.decision import Command, Context
from ledger.deciding.rule import Breach
from ledger.state.entries import CaseRecord, State
from ledger.subjects.complaints.authority import complaint, judge_decider
from ledger.subjects.complaints.progress import GRAVE_APPROVED, came, stage_of
from ledger.subjects.complaints.rules import (
    COPIES_NOT_FILED,
    DECISION_UNSIGNED,
    TRACKING_UNDECIDED,
    UNFOUNDED_RECEIVABLE,
    URGENT_NOT_REPORTED,
)

_COPIES: Final = {
    "质量管理部 quality": ("质量", "质管", "质检", "quality"),
    "销售部门 sales": ("销售", "业务", "营销", "sales"),
    "会计科 accounts": ("会计", "财务", "account", "finance"),
}
_REPORTED_UP: Final = (GRAVE_APPROVED, "complaint_accepted", "complaint_reported")


def judge_grave_approver(
    command: Command, state: State, context: Context, _case: CaseRecord
) -> Iterator[Breach]:
    """Judge who read a grave complaint first (S4-I 意见-5)."""
    yield from unsigned(command, context, "grave_approver")
    yield from judge_decider(command, "grave_approver", complaint("grave"), state, context)


def judge_decided(command: Command, state: State, context: Context, case: CaseRecord) -> Iterator[Breach]:
    """Judge who decided on a complaint, against the weight it was judged to have (S4-I 投诉-处理-7)."""
    yield from unsigned(command, context, "decided_by", "outcome")
    severity = (case.data | command.data).get("severity")
    yield from judge_decider(command, "decided_by", complaint(severity), state, context)


def unsigned(command: Command, context: Context, *columns: str) -> Iterator[Breach]:
    """Judge at live entry whether a decision says who decided, and what."""
    missing = [one for one in columns if one not in command.data]
    if context.live and missing:
        stage = stage_of(command)
        yield DECISION_UNSIGNED.broken(
            title=command.table.zh,
            table=command.table.key,
            number=command.data[command.table.identity[0]],
            stage=stage.zh,
            event=stage.event,
            columns=", ".join(missing),
            headings="、".join(command.table.by_key[one].zh for one in missing),
        )


def judge_receivable(
    command: Command, _state: State, context: Context, _case: CaseRecord
) -> Iterator[Breach]:
    """Judge whether an unfounded complaint says what becomes of the receivable (S4-I 投诉-处理-10)."""
    data = command.data
    unfounded, released = data.get("outcome") == "unfounded", data.get("receivable_released")
    what = ""
    if unfounded and released is None and context.live:
        what = "投诉不成立而未写明应收帐款 unfounded, and nothing is said of the receivable"
    elif released and "outcome" in data and not unfounded:
        what = "投诉并非不成立而解除 released, though it was not found unfounded"
    if what:
        yield UNFOUNDED_RECEIVABLE.broken(complaint_no=data["complaint_no"], what=what)


def judge_tracking_decided(
    command: Command, _state: State, context: Context, _case: CaseRecord
) -> Iterator[Breach]:
    """Judge at live entry whether it was decided that the improvement is tracked (S4-I 投诉-处理-3)."""
    if context.live and "tracking_required" not in command.data:
        yield TRACKING_UNDECIDED.broken(complaint_no=command.data["complaint_no"])


def judge_urgent(command: Command, _state: State, _context: Context, case: CaseRecord) -> Iterator[Breach]:
    """Warn of an urgent complaint that was not reported up before it is decided (S4-I 职责-11)."""
    if case.data.get("urgent") and not came(case, *_REPORTED_UP):
        yield URGENT_NOT_REPORTED.broken(complaint_no=command.data["complaint_no"])


def judge_copies(command: Command, _state: State, context: Context, _case: CaseRecord) -> Iterator[Breach]:
    """Judge whether three departments keep the signed form (S4-I 投诉-处理-4)."""
    copies = command.data.get("copies_filed")
    if copies is None and not context.live:
        return
    filed = " ".join(copies or ()).casefold()
    missing = [name for name, words in _COPIES.items() if not any(word in filed for word in words)]
    if missing:
        yield COPIES_NOT_FILED.broken(complaint_no=command.data["complaint_no"], missing="、".join(missing))
