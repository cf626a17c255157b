"""Feedback, referrals to suppliers, and what links one case to another."""

from ledger.deciding.rule import Rule
from ledger.errors import Problem

_OWN = ("complaints", "petitions", "feedbacks", "supplier_contacts")

LINK_UNKNOWN = Rule(
    "M-82",
    "integrity",
    "G-43, G-44; R-22: a case that another is handed to exists",
    ("引用的个案不存在", "A link to a case that is not there"),
    Problem(
        "link_unknown",
        "{heading}“{value}”在{title}中不存在。",
        "{column} {value!r} is not in the table {table}.",
        "先登记它（medledger record {table}），再填它的编号。",
        "Record it first (medledger record {table}), then give its number.",
    ),
    _OWN,
    later=True,
)
LINK_CONTRADICTS = Rule(
    "M-86",
    "compliance",
    "G-83: records are true; R-29",
    ("引用的个案属于另一事项", "A link to a case that is about something else"),
    Problem(
        "link_contradicts",
        "{heading}“{value}”属于{theirs}，不是{own}。",
        "{column} {value!r} belongs to {theirs}, not to {own}.",
        "核对编号。",
        "Check the number.",
    ),
    _OWN,
)
FEEDBACK_UNROUTED = Rule(
    "M-83",
    "compliance",
    "S1-E §4.2.2, §4.2.3, §4.2.4; P-15; G-42, G-43, G-44",
    ("转交的信息没有对应个案", "Feedback sent on without the case it became"),
    Problem(
        "feedback_unrouted",
        "反馈“{feedback_no}”的去向是“{route}”，没有填写{heading}。",
        "Feedback {feedback_no!r} is sent on as {route}, but {column} is blank.",
        "先登记对应个案：medledger record {table}，再填它的编号。",
        "Record that case first: medledger record {table}, then give its number.",
    ),
    ("feedbacks",),
)
FEEDBACK_UNANSWERED = Rule(
    "G-40a",
    "compliance",
    "S0-1 §4.10; S1-E §4.2.5; S3 §4.2; G-40",
    ("意见没有答复即归档", "Feedback closed without an answer"),
    Problem(
        "feedback_unanswered",
        "反馈“{feedback_no}”没有答复，也没有转入其他个案，不能归档。",
        "Feedback {feedback_no!r} was neither answered nor sent on to another case, so it cannot be closed.",
        "先答复：medledger record feedbacks（stage=feedback_answered，填 answer）。",
        "Answer first: medledger record feedbacks (stage=feedback_answered, with answer).",
    ),
    ("feedbacks",),
)
PROMISE_PAST = Rule(
    "M-84",
    "compliance",
    "S3 §4.2; L-15; G-83",
    ("承诺时限早于接收时间", "A promise that lies before the question"),
    Problem(
        "promise_past",
        "反馈“{feedback_no}”承诺{promised_by}前答复，早于接收时间{received_at}。",
        "Feedback {feedback_no!r} was received at {received_at}, but an answer was promised by {promised_by}.",
        "核对承诺回复时限。",
        "Check the time promised.",
    ),
    ("feedbacks",),
)
CONTACT_UNTOLD = Rule(
    "G-40b",
    "compliance",
    "S0-4 §4.4.2(6): 处理结果及时反馈给客户; R-66; G-40",
    ("联系厂家后未告知客户即结案", "A referral closed without telling the customer"),
    Problem(
        "contact_untold",
        "联系记录“{contact_no}”涉及{heading}“{value}”，结案时没有反馈客户时间。",
        "Referral {contact_no!r} is about {column} {value!r}, but was closed without telling the customer.",
        "告知客户，并在结案环节写明反馈客户时间（customer_told_at）。",
        "Tell the customer, and close it with the time at which they were told (customer_told_at).",
    ),
    ("supplier_contacts",),
)

RULES: tuple[Rule, ...] = (
    LINK_UNKNOWN,
    LINK_CONTRADICTS,
    FEEDBACK_UNROUTED,
    FEEDBACK_UNANSWERED,
    PROMISE_PAST,
    CONTACT_UNTOLD,
)
