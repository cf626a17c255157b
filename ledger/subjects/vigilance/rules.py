"""Adverse events (医疗器械不良事件) and what is corrected because of them.

Order 1/2018 (医疗器械不良事件监测和再评价管理办法) says what must be reported, to whom and by when; S0-3 4.2.3
says how a corrective action is issued, carried out and confirmed.
"""

from ledger.deciding.rule import Rule
from ledger.errors import Problem

_EVENTS = ("adverse_events",)
_ACTIONS = ("capa",)

NOT_FORWARDED = Rule(
    "M-121",
    "compliance",
    "S1-E 4.2.3; P-35; G-43",
    ("不良事件未转交质量部即评价", "Assessed before it was forwarded to quality"),
    Problem(
        "adverse_not_forwarded",
        "不良事件“{adverse_event_no}”由“{first_responder}”收集，尚未转交质量部就作出评价。",
        "Adverse event {adverse_event_no!r}, taken by {first_responder!r}, is assessed though it was not forwarded to quality.",
        "先登记转交质量部的时间。",
        "Record first when it was forwarded to quality.",
    ),
    _EVENTS,
)
NOT_GRADED = Rule(
    "M-121a",
    "compliance",
    "Order 1/2018 §17, §18",
    ("评价未写明程度或是否须报告", "Assessed without saying how grave it is, or whether it is reportable"),
    Problem(
        "adverse_not_graded",
        "不良事件“{adverse_event_no}”的评价没有写明：{missing_zh}。",
        "The assessment of adverse event {adverse_event_no!r} does not say: {missing}.",
        "写明事件程度和是否须报告，期限由此而定。",
        "Say how grave the event is and whether it must be reported; the deadline depends on it.",
    ),
    _EVENTS,
)
NOT_REPORTABLE_REASON = Rule(
    "M-122",
    "compliance",
    "Order 1/2018 §17, §18, §22",
    ("不报告没有理由", "Not reported, without a reason"),
    Problem(
        "adverse_not_reportable_reason",
        "不良事件“{adverse_event_no}”评价为不须报告，但没有写明理由。",
        "Adverse event {adverse_event_no!r} is found not reportable, and no reason is given.",
        "写明不报告理由。",
        "Give the reason why it is not reported.",
    ),
    _EVENTS,
)
MUST_BE_REPORTED = Rule(
    "M-122a",
    "compliance",
    "Order 1/2018 §17, §18, §25, §31",
    ("必须报告的事件评价为不须报告", "An event that the law wants reported is found not reportable"),
    Problem(
        "adverse_must_be_reported",
        "不良事件“{adverse_event_no}”属于{what}，必须报告。",
        "Adverse event {adverse_event_no!r} is of a kind that must be reported: {what}.",
        "可疑即报：导致或者可能导致严重伤害、死亡的事件以及群体事件都要报告。",
        "Report whatever is suspected: death, serious harm, what may lead to either, and every cluster.",
    ),
    _EVENTS,
)
LEVEL_AND_OUTCOME = Rule(
    "M-122b",
    "compliance",
    "Order 1/2018 §4, §18",
    ("事件程度与后果不一致", "The level of the event is below its outcome"),
    Problem(
        "adverse_level_and_outcome",
        "不良事件“{adverse_event_no}”的后果是“{event_outcome}”，程度却定为“{event_level}”。",
        "The outcome of adverse event {adverse_event_no!r} is {event_outcome}, yet its level is {event_level}.",
        "按后果定级：死亡为死亡，危及生命、永久损伤或需要医疗干预为严重伤害。",
        "Grade it by its outcome: death is death; danger to life, permanent damage or needed treatment is serious.",
    ),
    _EVENTS,
    overridable=True,
)
LOWERED_UNEXPLAINED = Rule(
    "M-123",
    "compliance",
    "Order 1/2018 §17, §25; records are true, G-83",
    ("降低程度没有说明原因", "Lowered without saying why"),
    Problem(
        "adverse_lowered_unexplained",
        "不良事件“{adverse_event_no}”的评价放宽（{what}），没有写明原因分析或不报告理由。",
        "The assessment of adverse event {adverse_event_no!r} is lowered ({what}) with neither cause nor reason.",
        "写明原因分析或不报告理由。",
        "Give the cause, or the reason why it is not reported.",
    ),
    _EVENTS,
)
LOWERED = Rule(
    "M-123a",
    "warning",
    "Order 1/2018 §25; own",
    ("不良事件评价放宽", "The assessment was lowered"),
    Problem(
        "adverse_lowered",
        "不良事件“{adverse_event_no}”的评价放宽：{what}{missed_zh}。",
        "The assessment of adverse event {adverse_event_no!r} was lowered: {what}{missed}.",
        "已过的期限不因此消除；保留评价依据。",
        "A deadline that has passed stays missed; keep what the assessment rests on.",
    ),
    _EVENTS,
)
CLOSED_UNREPORTED = Rule(
    "M-124",
    "compliance",
    "Order 1/2018 §25; GSP §105",
    ("须报告的事件未上报即结案", "Closed without the report"),
    Problem(
        "adverse_closed_unreported",
        "不良事件“{adverse_event_no}”须报告，尚未上报国家监测系统，不能结案。",
        "Adverse event {adverse_event_no!r} must be reported, and it is closed without a report.",
        "先上报国家医疗器械不良事件监测信息系统。",
        "Report it to the national system first.",
    ),
    _EVENTS,
)
CLOSED_UNTOLD = Rule(
    "M-124a",
    "compliance",
    "Order 1/2018 §20, §25, §33",
    ("未告知注册人即结案", "Closed without telling the registrant"),
    Problem(
        "adverse_closed_untold",
        "不良事件“{adverse_event_no}”尚未告知注册人、备案人。",
        "Adverse event {adverse_event_no!r} is closed though its registrant was not told.",
        "告知注册人并登记时间，或写入已通知单位。",
        "Tell the registrant and record when, or name it among the parties told.",
    ),
    _EVENTS,
    overridable=True,
)
CLUSTER_UNFINISHED = Rule(
    "M-124b",
    "compliance",
    "Order 1/2018 §31, §33, §34",
    ("群体事件未尽义务即结案", "A cluster closed with duties left"),
    Problem(
        "adverse_cluster_unfinished",
        "群体不良事件“{adverse_event_no}”还缺少：{missing_zh}。",
        "Cluster event {adverse_event_no!r} is closed, and this is left to do: {missing}.",
        "电话报告监管部门并完成自查后再结案。",
        "Tell the authority by telephone and finish the self-check before closing.",
    ),
    _EVENTS,
)
NO_REPORT_CODE = Rule(
    "M-125",
    "compliance",
    "Order 1/2018 §19, §22",
    ("上报没有报告编码", "A report without its code"),
    Problem(
        "adverse_no_report_code",
        "不良事件“{adverse_event_no}”的上报没有国家系统报告编码。",
        "The report of adverse event {adverse_event_no!r} carries no code of the national system.",
        "填写系统给出的报告编码；纸质报告填写其文号。",
        "Give the code that the system assigned; of a paper report, its number.",
    ),
    _EVENTS,
)
EVENT_OF_SALE = Rule(
    "M-125a",
    "compliance",
    "T-12; P-35; Order 1/2018 §33: tied to the unit and the lot",
    ("不良事件与所引销售不符", "The event does not fit the sale it names"),
    Problem(
        "adverse_event_of_sale",
        "不良事件“{adverse_event_no}”引用销售“{sale_no}”，但{what}。",
        "Adverse event {adverse_event_no!r} names sale {sale_no!r}, but {what}.",
        "核对销售单号、产品、批号和客户。",
        "Check the sale, the product, the lot and the customer.",
    ),
    _EVENTS,
)
ENTERED_LATE = Rule(
    "M-126",
    "warning",
    "Order 1/2018 §25, §31, §33; G-83: records are true",
    ("期限过后补录期限内的时间", "A time within the deadline, entered after it"),
    Problem(
        "adverse_entered_late",
        "不良事件“{adverse_event_no}”的{heading}填为{claimed}，期限是{due}，而记录时间是{entered}：期限过后才录入。",
        "{column} of adverse event {adverse_event_no!r} says {claimed}, the deadline was {due}, "
        "yet it was entered on {entered}: after the deadline.",
        "附上当时办理的凭证。",
        "File the proof of what was done at the time.",
    ),
    _EVENTS,
)
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
    NOT_FORWARDED,
    NOT_GRADED,
    NOT_REPORTABLE_REASON,
    MUST_BE_REPORTED,
    LEVEL_AND_OUTCOME,
    LOWERED_UNEXPLAINED,
    LOWERED,
    CLOSED_UNREPORTED,
    CLOSED_UNTOLD,
    CLUSTER_UNFINISHED,
    NO_REPORT_CODE,
    EVENT_OF_SALE,
    ENTERED_LATE,
    SELF_VERIFIED,
    NOT_EFFECTIVE,
    NOT_ANALYSED_AGAIN,
    DUE_BEFORE_OPENED,
    SOURCE_UNKNOWN,
    MEETING_DECIDED,
)
