"""Adverse events (医疗器械不良事件): forwarded, graded, reported, and not closed before.

Order 1/2018 (医疗器械不良事件监测和再评价管理办法) says what must be reported, to whom and by when.
"""

from ledger.deciding.rule import Rule
from ledger.errors import Problem

_EVENTS = ("adverse_events",)

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
    "Order 1/2018 §17, §18, §25, §31; MoH Order 81 §21: doubtful, from memory",
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
)
