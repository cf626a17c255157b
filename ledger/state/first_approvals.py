"""First approvals: which buyers, suppliers and products were approved before the first deal, or refused."""

from __future__ import annotations

from typing import Any, Final, Literal, NamedTuple

from ledger.state.indexes import adjust_count, bump_epoch
from ledger.state.kinds import APPROVAL
from ledger.state.repository import State

Subject = Literal["customer", "supplier", "product"]

EVENTS: Final = frozenset({"first_approval_requested", "first_approval_granted", "first_approval_rejected"})
_SUBJECTS: Final = {"enterprise": "supplier", "product": "product", "customer": "customer"}


class Approval(NamedTuple):
    """A first approval that was decided.

    Attributes:
        decided_on: Day of the decision; empty where nobody gave it.
        number: Its number.
        granted: Whether it was granted, and not rejected.
    """

    decided_on: str
    number: str
    granted: bool


def approval_of(state: State, subject: Subject, code: str, day: str) -> Approval | None:
    """Return the newest first approval of a party or product that was decided by a business day."""
    return max((one for one in approvals_of(state, subject, code) if one.decided_on <= day), default=None)


def approvals_of(state: State, subject: Subject, code: str) -> list[Approval]:
    """Return every first approval of a party or product that was decided."""
    return [Approval(*one) for one in state.get(approval_key(subject, code)) or ()]


def stage_folded(
    state: State, event_type: str, data: dict[str, Any], merged: dict[str, Any], sign: int
) -> None:
    """Fold a stage of a first approval, or take it back."""
    bump_epoch(state)
    if event_type == "first_approval_requested":
        adjust_count(state, "first_approvals", merged, sign)
        return
    subject = _SUBJECTS[merged["approval_kind"]]
    code = merged.get(f"{subject}_code")
    if code is None:
        return
    granted = event_type == "first_approval_granted"
    decided = [data.get("decided_on", ""), merged["approval_no"], granted]
    others = [list(one) for one in state.get(approval_key(subject, code)) or () if list(one) != decided]
    state.put(approval_key(subject, code), ([*others, decided] if sign > 0 else others) or None)


def approval_key(subject: str, code: str) -> str:
    """Return the key of the first approvals of a party or product."""
    return APPROVAL.key(subject, code)
