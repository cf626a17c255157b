"""What the rules of complaints say of people, hand-overs and answers, in either language."""

from __future__ import annotations

from typing import Final

from ledger.phrases import Phrase

_joined = Phrase.joined

# who decides, on what
MATTERS: Final = {
    "minor": _joined("complaint_matter_minor", "轻微投诉", "a minor complaint"),
    "general": _joined("complaint_matter_general", "一般投诉", "a general complaint"),
    "grave": _joined("complaint_matter_grave", "重大投诉", "a grave complaint"),
}
PETITION: Final = _joined("complaint_matter_petition", "签呈", "a petition")
DECIDED_BY: Final = {
    "minor": _joined(
        "complaint_decided_by_service", "售后服务负责人以上", "the head of after-sales or above"
    ),
    "general": _joined("complaint_decided_by_quality", "质量管理部以上", "quality or above"),
    "grave": _joined(
        "complaint_decided_by_chiefs",
        "副总经理或总经理",
        "the deputy general manager or the general manager",
    ),
}

# taking in and handling
OTHER_CUSTOMER: Final = Phrase(
    "complaint_other_customer",
    "原投诉属于客户 {customer}",
    "the original is of customer {customer}",
    "原投诉属于客户 the original is of customer {customer}",
)
UNASSESSED: Final = _joined("complaint_unassessed", "尚未判定和派员", "not assessed, nobody named")
NO_HANDLER_NAMED: Final = _joined("complaint_no_handler", "缺少处理人员", "no handler")
OFF_POST: Final = _joined("complaint_off_post", "“{staff}”不在岗", "{staff} is not on post")
NAMED_THEMSELVES: Final = _joined(
    "complaint_named_themselves",
    "“{staff}”不是主管而自派",
    "{staff} is no head, and nobody else named them",
)
NO_ADVERSE_EVENT_NO: Final = _joined("complaint_no_adverse_event", "没有不良事件编号", "no adverse_event_no")
NO_HAND_OVER: Final = _joined("complaint_no_hand_over", "没有转交环节", "no hand-over")
HANDED_ELSEWHERE: Final = Phrase(
    "complaint_handed_elsewhere", "转给了{to}", "it went to {to}", "转给了 it went to {to}"
)

# decision, receivable, copies
UNFOUNDED_UNSETTLED: Final = _joined(
    "complaint_unfounded_unsettled",
    "投诉不成立而未写明应收帐款",
    "unfounded, and nothing is said of the receivable",
)
RELEASED_FOUNDED: Final = _joined(
    "complaint_released_founded",
    "投诉并非不成立而解除",
    "released, though it was not found unfounded",
)
QUALITY_COPY: Final = _joined("complaint_copy_quality", "质量管理部", "quality")
SALES_COPY: Final = _joined("complaint_copy_sales", "销售部门", "sales")
ACCOUNTS_COPY: Final = _joined("complaint_copy_accounts", "会计科", "accounts")

# answers
GRAVE: Final = _joined("complaint_is_grave", "情节重大", "it is grave")
UNDECIDED_AGAIN: Final = _joined(
    "complaint_undecided_again",
    "重新受理后尚未重新决定",
    "it was taken up again and not decided anew",
)
A_CLAIM: Final = _joined("complaint_is_claim", "属于索赔、维权或纠纷", "it is a claim or dispute")
GRANTING: Final = Phrase(
    "complaint_granting",
    "答复中有处理承诺：{word}",
    "the answer grants something: {word}",
    "答复中有处理承诺 the answer grants something: {word}",
)
NO_REASON: Final = _joined("complaint_no_reopen_reason", "没有重新受理原因", "no reason is given")
ENCLOSED: Final = Phrase(
    "complaint_form_enclosed",
    "投诉“{complaint_no}”的答复中附有{form}",
    "the answer of {complaint_no} encloses {form}",
    "答复中附有 the answer of {complaint_no} encloses {form}",
)
COPY_KEPT: Final = Phrase(
    "complaint_form_copy_kept",
    "凭证 {voucher_no}，存放 {holder}",
    "voucher {voucher_no}, kept by {holder}",
    "凭证 voucher {voucher_no}, 存放 kept by {holder}",
)
FORM_ISSUED: Final = Phrase(
    "complaint_form_issued",
    "签发 {issue_no}，报送 {to}",
    "issue {issue_no}, issued to {to}",
    "签发 issue {issue_no}, 报送 issued to {to}",
)
