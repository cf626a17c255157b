"""What findings on people say in words of their own."""

from typing import Final

from ledger.phrases import Phrase

GRANTED_REFUSED: Final = Phrase.joined(
    "granted_refused", "批准而审批结论为不同意", "granted, yet the decision is refused"
)
GRANTED_OUTSIDE_SCOPE: Final = Phrase.joined(
    "granted_outside_scope", "批准而经营范围不符", "granted, yet the scope does not cover it"
)
REJECTED_APPROVED: Final = Phrase.joined(
    "rejected_approved", "否决而审批结论为同意", "rejected, yet the decision is approved"
)
REJECTED_UNEXPLAINED: Final = Phrase.joined(
    "rejected_unexplained", "否决未写明原因", "rejected without a reason"
)
