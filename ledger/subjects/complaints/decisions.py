"""Judging what is decided on a complaint: by whom, what of the receivable, and whether it is tracked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from ledger.deciding.rule import Breach
from ledger.deciding.situation import Situation
from ledger.phrases import Phrase
from ledger.subjects.complaints import phrases
from ledger.subjects.complaints.authority import complaint, judge_decider
from ledger.subjects.complaints.progress import GRAVE_APPROVED, any_occurred
from ledger.subjects.complaints.rules import (
    COPIES_NOT_FILED,
    DECISION_UNSIGNED,
    TRACKING_UNDECIDED,
    UNFOUNDED_RECEIVABLE,
    URGENT_NOT_REPORTED,
)

_COPIES: Final[Mapping[Phrase, tuple[str, ...]]] = {
    phrases.QUALITY_COPY: ("质量", "质管", "质检", "quality"),
    phrases.SALES_COPY: ("销售", "业务", "营销", "sales"),
    phrases.ACCOUNTS_COPY: ("会计", "财务", "account", "finance"),
}
_REPORTED_UP: Final = (GRAVE_APPROVED, "complaint_accepted", "complaint_reported")


def judge_grave_approver(s: Situation) -> Iterator[Breach]:
    """Judge who read a grave complaint first (S4-I 意见-5)."""
    yield from judge_signed(s, "grave_approver")
    yield from judge_decider(s, "grave_approver", complaint("grave"))


def judge_decided(s: Situation) -> Iterator[Breach]:
    """Judge who decided on a complaint, against the weight it was judged to have (S4-I 投诉-处理-7)."""
    yield from judge_signed(s, "decided_by", "outcome")
    yield from judge_decider(s, "decided_by", complaint(s.row.get("severity")))


def judge_signed(s: Situation, *columns: str) -> Iterator[Breach]:
    """Judge at live entry whether a decision says who decided, and what."""
    missing = [one for one in columns if one not in s.data]
    if s.live and missing:
        yield DECISION_UNSIGNED.broken(
            title=s.table.zh,
            table=s.table.key,
            number=s.data[s.table.identity[0]],
            stage=s.stage.zh,
            event=s.event,
            columns=", ".join(missing),
            headings="、".join(s.heading(one) for one in missing),
        )


def judge_receivable(s: Situation) -> Iterator[Breach]:
    """Judge whether an unfounded complaint says what becomes of the receivable (S4-I 投诉-处理-10)."""
    outcome, released = s.data.get("outcome"), s.data.get("receivable_released")
    if outcome == "unfounded" and released is None and s.live:
        what = phrases.UNFOUNDED_UNSETTLED
    elif released and outcome not in {None, "unfounded"}:
        what = phrases.RELEASED_FOUNDED
    else:
        return
    yield UNFOUNDED_RECEIVABLE.broken(complaint_no=s.data["complaint_no"], what=what)


def judge_tracking_decided(s: Situation) -> Iterator[Breach]:
    """Judge at live entry whether it was decided that the improvement is tracked (S4-I 投诉-处理-3)."""
    if s.live and "tracking_required" not in s.data:
        yield TRACKING_UNDECIDED.broken(complaint_no=s.data["complaint_no"])


def judge_urgent(s: Situation) -> Iterator[Breach]:
    """Warn of an urgent complaint that was not reported up before it is decided (S4-I 职责-11)."""
    if s.case.data.get("urgent") and not any_occurred(s, *_REPORTED_UP):
        yield URGENT_NOT_REPORTED.broken(complaint_no=s.data["complaint_no"])


def judge_copies(s: Situation) -> Iterator[Breach]:
    """Judge whether three departments keep the signed form (S4-I 投诉-处理-4)."""
    copies = s.data.get("copies_filed")
    if copies is None and not s.live:
        return
    filed = " ".join(copies or ()).casefold()
    missing = tuple(name for name, words in _COPIES.items() if not any(word in filed for word in words))
    if missing:
        yield COPIES_NOT_FILED.broken(complaint_no=s.data["complaint_no"], missing=missing)
