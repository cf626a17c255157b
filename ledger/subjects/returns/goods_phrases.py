"""What the rules of returns say of the way of the goods, their verdict, and the money, in either language."""

from __future__ import annotations

from typing import Final

from ledger.phrases import Phrase

_joined = Phrase.joined

# temperature and receipt
UNJUDGED: Final = _joined("return_papers_unjudged", "没有审核结论", "the papers were not judged")
UNREVIEWED: Final = _joined(
    "return_papers_unreviewed", "温控资料未审核", "the temperature papers were not judged"
)
FAILING: Final = _joined("return_papers_failing", "审核结论为不符合", "the papers were judged as failing")
HOT: Final = _joined("return_hot", "温度记录“{reading}”超标", "reading {reading} is out of range")
HOT_YET_FIT: Final = _joined(
    "return_hot_yet_fit",
    "温度记录“{reading}”超标而判为符合",
    "reading {reading} is out of range, yet judged as fit",
)
HOT_RESTOCKED: Final = Phrase(
    "return_hot_restocked",
    "温度记录 {reading} 超标",
    "reading {reading} is out of range",
    "温度记录 reading {reading} 超标 is out of range",
)
NO_REJECTION_REASON: Final = _joined("return_rejection_why", "没有写明拒收原因", "no reason is given")
QUALITY_UNTOLD: Final = _joined("return_quality_untold", "没有报质管部", "quality was not told")
NOT_AS_NOTIFIED: Final = _joined(
    "return_not_as_notified", "与通知单不符", "the goods are not as the notice says"
)
NOT_COMPARED: Final = _joined(
    "return_not_compared", "没有与通知单核对", "the goods were not checked against the notice"
)
NO_QUANTITY: Final = _joined("return_no_quantity", "没有收货数量", "no quantity received")
MORE_RECEIVED: Final = _joined(
    "return_more_received",
    "收货{received}多于通知的{notified}",
    "received {received}, more than the {notified} of the notice",
)

# inspection, verdict and decision
DISAGREE: Final = Phrase(
    "return_verdict_disagrees",
    "结论 {conclusion} 与质量状态 {quality} 矛盾",
    "conclusion {conclusion} and quality {quality} disagree",
    "结论 {conclusion} 与质量状态 {quality} 矛盾 conclusion and quality disagree",
)
UNSAID_FAULT: Final = Phrase(
    "return_fault_unsaid",
    "不合格而缺少{columns}",
    "nonconforming, but missing: {columns}",
    "不合格而缺少 nonconforming, but missing: {columns}",
)
NOT_RECEIVED: Final = _joined("return_not_received", "货物尚未收货", "the goods were not received")
NOT_INSPECTED: Final = _joined("return_not_inspected", "货物尚未验收", "the goods were not inspected")
CONCLUSION_IS: Final = Phrase(
    "return_conclusion_is",
    "验收结论为 {conclusion}",
    "the conclusion is {conclusion}",
    "验收结论 the conclusion is {conclusion}",
)
QUALITY_IS: Final = Phrase(
    "return_quality_is", "质量状态为 {quality}", "quality is {quality}", "质量状态 quality is {quality}"
)
NO_VERDICT: Final = _joined("return_no_verdict", "没有合格结论", "there is no conforming verdict")
RECALLED: Final = _joined("return_recalled", "属召回退货", "it came back under a recall")
INSPECTED_EARLY: Final = _joined("return_inspected_early", "验收早于退货", "inspected before it came back")
DAMAGED: Final = _joined("return_damaged", "破损", "damaged")

# ruling
NO_ADJUDICATOR: Final = _joined("return_no_adjudicator", "没有指定裁定人", "nobody is named to rule")
OTHER_ADJUDICATOR: Final = _joined(
    "return_other_adjudicator",
    "指定裁定人是 {named}，裁定的是 {ruled}",
    "{named} was named, but {ruled} ruled",
)

# return record, refund and end
NO_RECORD: Final = _joined("return_no_record", "没有退货记录", "there is no return record")
UNKNOWN_RECORD: Final = _joined("return_unknown_record", "没有该退货记录", "there is no such return record")
NOTHING_ASKED: Final = _joined(
    "return_nothing_asked", "金额 {amount} 不大于零", "the amount {amount} is not above zero"
)
MORE_VERIFIED: Final = _joined(
    "return_more_verified",
    "核实{verified}多于申请的{asked}",
    "{verified} verified, more than the {asked} asked for",
)
COMPENSATION_IS: Final = _joined(
    "return_compensation_is", "补偿方式为 {compensation}", "compensation is {compensation}"
)
WHITHER: Final = _joined(
    "return_whither",
    "已收货而不予退回，结案说明未写货物去向",
    "the goods were received and declined, and the closing note does not say where they went",
)
PAID_UNRECEIVED: Final = _joined(
    "return_paid_unreceived", "已退款而货物未收", "money was paid, but no goods came"
)
REFUND_UNPAID: Final = _joined("return_refund_unpaid", "约定退款而未支付", "a refund was agreed and not paid")
NOT_EXCHANGED: Final = _joined(
    "return_not_exchanged",
    "约定换货而无换货记录",
    "an exchange was agreed, but none is recorded",
)
