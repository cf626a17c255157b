"""Corrective and preventive action: where it comes from, who confirms it, and when it is over.

S0-3 4.2.3 says how a corrective action is issued, carried out and confirmed.
"""

from ledger.deciding.rule import Rule
from ledger.errors import Problem

_ACTIONS = ("capa",)

SELF_VERIFIED = Rule(
    "M-127",
    "compliance",
    "S4-I 投诉-职责-质量5; GSP §19; R-71",
    ("责任人自己确认效果", "The responsible person verified the effect"),
    Problem(
        "capa_self_verified",
        "纠正预防措施“{capa_no}”的验证人“{verified_by}”就是责任人。",
        "{verified_by!r}, who verified the effect of action {capa_no!r}, is the person responsible for it.",
        "由质量部的其他人员确认效果。",
        "Have somebody else, of quality, verify the effect.",
    ),
    _ACTIONS,
)
NOT_EFFECTIVE = Rule(
    "M-127a",
    "compliance",
    "S4-I 投诉-职责-质量5; K-28; R-71",
    ("效果未确认有效即关闭", "Closed though not found effective"),
    Problem(
        "capa_not_effective",
        "纠正预防措施“{capa_no}”最近一次效果确认是“{effect}”，不能关闭。",
        "The newest verification of action {capa_no!r} says {effect}; it cannot be closed.",
        "继续执行或重新分析原因，确认有效后再关闭。",
        "Carry on, or analyse the cause again, and close it when it is found effective.",
    ),
    _ACTIONS,
)
NOT_ANALYSED_AGAIN = Rule(
    "M-127b",
    "compliance",
    "S0-3 4.2.3; R-71",
    ("无效后未重新分析原因", "Found without effect, and the cause not analysed again"),
    Problem(
        "capa_not_analysed_again",
        "纠正预防措施“{capa_no}”被确认无效，应先重新分析原因。",
        "Action {capa_no!r} was found not effective; its cause is to be analysed again first.",
        "先登记原因分析和新的措施。",
        "Record the analysis and new measures first.",
    ),
    _ACTIONS,
)
DUE_BEFORE_OPENED = Rule(
    "M-128",
    "compliance",
    "S0-3 4.2.3; own",
    ("计划完成时间早于发布", "Due before it was issued"),
    Problem(
        "capa_due_before_opened",
        "纠正预防措施“{capa_no}”的计划完成时间{due_at}早于发布日期{opened_on}。",
        "Action {capa_no!r} is due at {due_at}, before it was issued on {opened_on}.",
        "核对日期。",
        "Check the dates.",
    ),
    _ACTIONS,
)
SOURCE_UNKNOWN = Rule(
    "M-128a",
    "compliance",
    "S0-3 4.2.3; S4-I; T-16",
    ("来源记录不存在", "The record it comes from is not known"),
    Problem(
        "capa_source_unknown",
        "纠正预防措施“{capa_no}”的来源“{subject}”不存在。",
        "Action {capa_no!r} names {subject!r} as its source, and no such record stands.",
        "核对来源表和编号，或先登记来源。",
        "Check the table and the number, or record the source first.",
    ),
    _ACTIONS,
)
MEETING_DECIDED = Rule(
    "M-128b",
    "compliance",
    "S0-3 4.2.3; R-72; P-31: the meeting decides whether an action is needed",
    ("措施与会议结论不符", "The action and the meeting disagree"),
    Problem(
        "capa_meeting_decided",
        "会议“{meeting_no}”与纠正预防措施“{capa_no}”不符：{what}。",
        "Meeting {meeting_no!r} and action {capa_no!r} disagree: {what}.",
        "核对会议结论、会议编号和措施编号。",
        "Check what the meeting decided, and both numbers.",
    ),
    (*_ACTIONS, "meetings"),
)

RULES: tuple[Rule, ...] = (
    SELF_VERIFIED,
    NOT_EFFECTIVE,
    NOT_ANALYSED_AGAIN,
    DUE_BEFORE_OPENED,
    SOURCE_UNKNOWN,
    MEETING_DECIDED,
)
