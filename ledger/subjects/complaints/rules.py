"""Complaints: every one is owned, judged for what it is, handed over, and decided by who may."""

from ledger.deciding.rule import Rule
from ledger.errors import Problem
from ledger.subjects.complaints import answer_rules as answering
from ledger.subjects.complaints import opinion_rules as opinions

_COMPLAINTS = ("complaints",)

ASSESSMENT_INCOMPLETE = Rule(
    "M-81",
    "compliance",
    "S0-3 §4.2.2; S4-I 意见-5; R-22, P-09, P-12; G-43",
    ("投诉性质与程度未判定完整", "A complaint whose nature and weight are not judged"),
    Problem(
        "assessment_incomplete",
        "投诉“{complaint_no}”的判定不完整：{what}。",
        "The assessment of complaint {complaint_no!r} is incomplete: {what}.",
        "判定性质（nature）、程度（severity），可能有伤害的判定是否按不良事件报告（ae_decision），再登记。",
        "Judge nature and severity, and where harm is possible ae_decision, then record it again.",
    ),
    _COMPLAINTS,
)
SEVERITY_LOWERED = Rule(
    "M-81a",
    "compliance",
    "S4-I 意见-5; S4-I 投诉-处理-7; P-10, P-12",
    ("投诉程度下调没有原因和批准人", "A complaint weighed as less grave without reason and approval"),
    Problem(
        "severity_lowered",
        "投诉“{complaint_no}”的程度由“{before}”改为“{now}”，缺少：{headings}。",
        "Complaint {complaint_no!r} was {before} and is said to be {now}; it lacks: {columns}.",
        "写明下调原因（severity_reason）和有权决定原程度的批准人（severity_approver）。",
        "Say why (severity_reason), and who approved it of those who may decide on the former weight "
        "(severity_approver).",
    ),
    _COMPLAINTS,
)
NO_HANDLER = Rule(
    "G-39",
    "compliance",
    "S4-I 意见-7; A-24",
    ("投诉没有主管或专人处理", "A complaint that nobody of rank, and nobody named, deals with"),
    Problem(
        "no_handler",
        "投诉“{complaint_no}”须由技术部门主管亲自或专门派员处理：{what}。",
        "Complaint {complaint_no!r} is dealt with by the head or by a person named for it: {what}.",
        "登记判定环节并指定处理人员：medledger record complaints（stage=complaint_assessed，handler=在岗人员）。",
        "Record the assessment with a handler who is on post: medledger record complaints "
        "(stage=complaint_assessed).",
    ),
    _COMPLAINTS,
)
OWNER_CHANGED = Rule(
    "G-41",
    "compliance",
    "S0-4 §3.2: 首问负责制",
    ("未经移交更换负责人", "Another owner than the one first asked, without a hand-over"),
    Problem(
        "owner_changed",
        "投诉“{complaint_no}”的负责人“{owner}”不是首问人“{first_responder}”，也没有移交。",
        "Owner {owner!r} of complaint {complaint_no!r} is not {first_responder!r}, who was asked first, and nothing "
        "was handed over.",
        "首问人负责到底；移交时登记：medledger record complaints（stage=complaint_transferred，owner=接手人）。",
        "Who is asked first stays owner; hand it over by medledger record complaints "
        "(stage=complaint_transferred, with the new owner).",
    ),
    _COMPLAINTS,
)
QUALITY_NOT_HANDED_OVER = Rule(
    "G-42",
    "compliance",
    "S1-E §4.2.2; S0-2 七; S0-1 §4.7; GSP §105",
    ("质量投诉未转交质量管理部", "A quality complaint that was not handed to quality"),
    Problem(
        "quality_not_handed_over",
        "质量投诉“{complaint_no}”在“{stage}”之前没有转交质量管理部：{what}。",
        "Quality complaint {complaint_no!r} was not handed to quality before stage {event}: {what}.",
        "先转交：medledger record complaints（stage=complaint_transferred，transferred_to=质量管理部）。",
        "Hand it over first: medledger record complaints (stage=complaint_transferred, "
        "transferred_to=质量管理部).",
    ),
    _COMPLAINTS,
)
NO_ADVERSE_EVENT = Rule(
    "G-43",
    "compliance",
    "S1-E §4.2.3; GSP §109; Order 1/2018 §22",
    ("不良反应信息未转质量部立案", "Adverse reaction without transfer and its own case"),
    Problem(
        "no_adverse_event",
        "投诉“{complaint_no}”属于不良反应或不良事件，在“{stage}”之前：{what}。",
        "Complaint {complaint_no!r} tells of an adverse reaction; before stage {event}: {what}.",
        "先立案：medledger record adverse_events；再转交：medledger record complaints"
        "（stage=complaint_transferred，填 adverse_event_no）。",
        "Open the case: medledger record adverse_events; then hand over: medledger record complaints "
        "(stage=complaint_transferred, with adverse_event_no).",
    ),
    _COMPLAINTS,
    keeps=("adverse_events",),
)
NO_RETURN_CASE = Rule(
    "G-44",
    "compliance",
    "S1-E §4.2.4",
    ("质量退货未按退货规程办理", "A return in the name of quality without its return case"),
    Problem(
        "no_return_case",
        "投诉“{complaint_no}”以质量名义要求退货，在“{stage}”之前没有退货申请编号。",
        "Complaint {complaint_no!r} asks for a return in the name of quality, but names no return case before stage "
        "{event}.",
        "先登记退货申请：medledger record return_cases；再转交：medledger record complaints"
        "（stage=complaint_transferred，填 return_case_no）。",
        "Open the return: medledger record return_cases; then hand over: medledger record complaints "
        "(stage=complaint_transferred, with return_case_no).",
    ),
    _COMPLAINTS,
    keeps=("return_cases",),
)
GRAVE_UNAPPROVED = Rule(
    "G-38",
    "compliance",
    "S4-I 意见-5; P-12",
    ("重大投诉未经副总经理核阅", "A grave complaint that the deputy general manager has not read"),
    Problem(
        "grave_unapproved",
        "投诉“{complaint_no}”情节重大，在“{stage}”之前没有副总经理核阅。",
        "Complaint {complaint_no!r} is grave, but the deputy general manager has not read it before stage {event}.",
        "先登记：medledger record complaints（stage=complaint_grave_approved，grave_approver=副总经理）；转交之后先由质量管理部"
        "判定（complaint_assessed）。",
        "Record first: medledger record complaints (stage=complaint_grave_approved, with grave_approver); after a "
        "hand-over quality assesses before that (complaint_assessed).",
    ),
    _COMPLAINTS,
)
DECIDER_UNAUTHORISED = Rule(
    "G-34a",
    "compliance",
    "S4-I 投诉-处理-7: 核决权限; C-14; G-38",
    ("核决人超越核决权限", "Decided by somebody beyond their authority"),
    Problem(
        "decider_unauthorised",
        "{heading}“{value}”的岗位是“{post}”，不能决定{matter}；应由{needed}决定。",
        "{column} {value!r} holds the post {post!r} and may not decide on {matter}; it takes {needed}.",
        "由有权人决定；权限见岗位责任制（decision_limits）和业务规则参数表（approval_level）。",
        "Let somebody authorised decide; posts (decision_limits) and rule_settings (approval_level) say who is.",
    ),
    ("complaints", "petitions"),
)
DECISION_UNSIGNED = Rule(
    "G-34b",
    "compliance",
    "S4-I 投诉-处理-7; A-26",
    ("决定没有写明核决人", "A decision without who decided"),
    Problem(
        "decision_unsigned",
        "{title}“{number}”的环节“{stage}”没有写明：{headings}。",
        "Stage {event} of {table} {number!r} does not say: {columns}.",
        "写明由谁决定、决定什么，再登记。",
        "Say who decided, and what, then record it again.",
    ),
    ("complaints", "petitions"),
)
UNFOUNDED_RECEIVABLE = Rule(
    "G-37",
    "compliance",
    "S4-I 投诉-处理-10",
    ("投诉不成立，应收帐款未写明", "Unfounded, and the receivable is not settled"),
    Problem(
        "unfounded_receivable",
        "投诉“{complaint_no}”的处理决定与应收帐款不符：{what}。",
        "The decision on complaint {complaint_no!r} and the receivable do not fit: {what}.",
        "投诉不成立的，写明应收帐款是否按规定收款期收回（receivable_released）；成立的不填。",
        "Where it is unfounded, say whether the receivable is collected at its term (receivable_released); else leave it "
        "blank.",
    ),
    _COMPLAINTS,
)
TRACKING_UNDECIDED = Rule(
    "G-46",
    "compliance",
    "S4-I 投诉-处理-3(2nd): 人为疏忽免列案追踪",
    ("未决定是否列案追踪", "Nobody decided whether the improvement is tracked"),
    Problem(
        "tracking_undecided",
        "投诉“{complaint_no}”的处理决定没有写明是否需列入追踪。",
        "The decision on complaint {complaint_no!r} does not say whether the improvement is tracked.",
        "写明 tracking_required；人为疏忽（negligence）的可免列案追踪。",
        "Say so in tracking_required; negligence may be exempt.",
    ),
    _COMPLAINTS,
)
COPIES_NOT_FILED = Rule(
    "G-47",
    "compliance",
    "S4-I 投诉-处理-4(2nd)",
    ("核签后三联未存档", "Signed off without the copies of three departments"),
    Problem(
        "copies_not_filed",
        "投诉“{complaint_no}”核签后没有存档的联：{missing}。",
        "Complaint {complaint_no!r} was signed off without the copies of: {missing}.",
        "第一联质量管理部存，第二联销售部门存，第三联送会计科存；在 copies_filed 写明三个部门。",
        "Quality, sales and accounts each keep a copy; name the three in copies_filed.",
    ),
    _COMPLAINTS,
)
URGENT_NOT_REPORTED = Rule(
    "G-85",
    "warning",
    "S4-I 职责-11",
    ("紧急事件未上报", "An urgent matter that was not reported up"),
    Problem(
        "urgent_not_reported",
        "投诉“{complaint_no}”属于紧急事件，决定之前没有上报（副总经理核阅、总经理室受理或呈报）。",
        "Complaint {complaint_no!r} is urgent, but was not reported up before it was decided.",
        "立即上报，并登记核阅、受理或报告环节。",
        "Report it up at once: complaint_grave_approved, complaint_accepted or complaint_reported.",
    ),
    _COMPLAINTS,
)

RULES: tuple[Rule, ...] = (
    ASSESSMENT_INCOMPLETE,
    SEVERITY_LOWERED,
    NO_HANDLER,
    OWNER_CHANGED,
    QUALITY_NOT_HANDED_OVER,
    NO_ADVERSE_EVENT,
    NO_RETURN_CASE,
    GRAVE_UNAPPROVED,
    DECIDER_UNAUTHORISED,
    DECISION_UNSIGNED,
    UNFOUNDED_RECEIVABLE,
    TRACKING_UNDECIDED,
    COPIES_NOT_FILED,
    URGENT_NOT_REPORTED,
    *answering.RULES,
    *opinions.RULES,
)
