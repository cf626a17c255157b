"""What the rules of returns say of goods, sales, approvals and conditions, in either language."""

from __future__ import annotations

from typing import Final

from ledger.deciding.headings import choices
from ledger.phrases import Phrase

_joined = Phrase.joined

# the sale that goods come back from
THIS_SERIAL: Final = _joined("return_this_serial", "序列号{serial}", "serial {serial}")
NO_SALE: Final = _joined(
    "return_no_sale", "没有未退完的销售记录", "no sale of these goods to this customer is still out"
)
IS_SOLD: Final = _joined(
    "return_is_sold",
    "销售单 {sale_no} 第{line}行即为该货物",
    "sale {sale_no} line {line} is of these goods",
)
NAMES_SALE: Final = _joined("return_names_sale", "引用了销售单 {sale_no}", "it names sale {sale_no}")
NOT_CONSIGNED: Final = _joined(
    "return_not_consigned", "选配出库单 {number} 没有该货物", "it is not on consignment {number}"
)
SOLD_LATER: Final = Phrase(
    "return_sold_later",
    "退货早于销售（{sold_on}）",
    "it was sold later, on {sold_on}",
    "退货早于销售 it was sold later, on {sold_on}",
)
SOLD_OTHERWISE: Final = Phrase(
    "return_sold_otherwise",
    "{what}应为{expected}，实为{got}",
    "{what} should be {expected}, but is {got}",
    "{what}应为 should be {expected}，实为 is {got}",
)

# the case that a return row names, and the complaint that a case names
OTHER_VALUE: Final = Phrase(
    "return_other_value",
    "{column} {expected} ≠ {got}",
    "{column} {expected} ≠ {got}",
    "{column} {expected} ≠ {got}",
)
OTHER_SERIALS: Final = Phrase(
    "return_other_serials", "序列号 {serials}", "serial {serials}", "序列号 serial {serials}"
)
QUANTITY: Final = _joined("return_quantity", "数量", "quantity")
OTHER_CASE: Final = Phrase(
    "return_other_case",
    "该退货记录属于另一受理 {number}",
    "it is of case {number}",
    "该退货记录属于另一受理 it is of case {number}",
)
OTHER_RETURN: Final = Phrase(
    "return_other_return",
    "该受理已生成退货单 {return_no}",
    "its return is {return_no}",
    "该受理已生成退货单 its return is {return_no}",
)
ONLY_AT_STAGE: Final = _joined("return_only_at_stage", "尚在“{stage}”", "only {event} is recorded")

# approvals and refusals
APPROVAL_MISSING: Final = {
    "business_approver": _joined(
        "return_business_unapproved", "缺少业务负责人审批", "business approval missing"
    ),
    "quality_approver": _joined("return_quality_unapproved", "缺少质管部审批", "quality approval missing"),
}
SAME_APPROVER: Final = Phrase(
    "return_same_approver",
    "两项审批是同一人（{approver}）",
    "both approvals by {approver}",
    "两项审批是同一人 both approvals by {approver}",
)
SAME_POST: Final = Phrase(
    "return_same_post",
    "两位审批人同一岗位（{post}）",
    "both approvers hold the post {post}",
    "两位审批人同一岗位 both approvers hold the post {post}",
)
NO_APPROVER: Final = Phrase(
    "return_no_approver",
    "没有写明{column}",
    "nobody is named as {column}",
    "没有审批人 nobody is named as {column}",
)
REFUSER_UNSAID: Final = _joined("return_refuser_unsaid", "没有写明谁不同意", "it does not say who refused")
REFUSER_UNNAMED: Final = _joined(
    "return_refuser_unnamed", "没有不同意的审批人", "no approver is named who refused"
)
REFUSED_WHY: Final = _joined("return_refused_why", "不同意而没有注明原因", "refused without a reason")
DECLINED_WHY: Final = _joined("return_declined_why", "不予退回而没有注明原因", "declined without a reason")

# conditions on which goods come back
NO_PROOF: Final = _joined("return_no_proof", "没有购货凭证", "no proof of purchase")
REASON_EMPTY: Final = Phrase(
    "return_reason_empty",
    "“{reason}”没有说明问题",
    "{reason!r} says nothing",
    "“{reason}”没有说明问题 it says nothing",
)
EXPIRED: Final = _joined("return_expired", "失效日期{expires}已过", "expired on {expires}")
UNCHECKED: Final = Phrase(
    "return_unchecked",
    "未检查：{conditions}",
    "not checked: {conditions}",
    "未检查 not checked: {conditions}",
)
NOT_MET: Final = Phrase(
    "return_not_met", "不符合：{conditions}", "not met: {conditions}", "不符合 not met: {conditions}"
)
MET_AND_NOT: Final = Phrase(
    "return_met_and_not",
    "既符合又不符合：{conditions}",
    "both met and not met: {conditions}",
    "既符合又不符合 both met and not met: {conditions}",
)
NOT_WAIVABLE: Final = Phrase(
    "return_not_waivable",
    "不得免除：{conditions}",
    "may not be waived: {conditions}",
    "不得免除 may not be waived: {conditions}",
)
NO_RECALL: Final = Phrase(
    "return_no_recall",
    "适用召回退货政策而未写召回编号",
    "no recall is named",
    "适用 recall 而未写召回编号 no recall is named",
)
POLICIES: Final = {
    key: Phrase(f"return_policy_{key}", one.zh, key, f"{one.zh} ({key})")
    for key, one in choices("return_cases", "return_policy").items()
}
