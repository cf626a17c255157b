"""What a customer is told of a complaint, how it is taken up again, and when it may be closed."""

from ledger.deciding.rule import Rule
from ledger.errors import Problem

_COMPLAINTS = ("complaints",)

ANSWER_UNDECIDED = Rule(
    "G-34",
    "compliance",
    "S4-I 投诉-处理-7",
    ("未经有权人决定即答复客户", "An answer to the customer before the authorised decision"),
    Problem(
        "answer_undecided",
        "投诉“{complaint_no}”须先有核决权限内的处理决定才能答复客户：{what}。",
        "Complaint {complaint_no!r} may be answered only after the decision of who is authorised: {what}.",
        "先登记处理决定：medledger record complaints（stage=complaint_decided，填 decided_by）；可登记的环节见 medledger case "
        "{complaint_no}。",
        "Record the decision first: medledger record complaints (stage=complaint_decided, with decided_by); medledger "
        "case {complaint_no} shows which stage is possible.",
    ),
    _COMPLAINTS,
)
FORM_TO_CUSTOMER = Rule(
    "G-35",
    "compliance",
    "S4-I 投诉-处理-7: 不得将“客户抱怨处理表”影印送客户",
    ("内部处理表送给客户", "The internal complaint form goes to the customer"),
    Problem(
        "form_to_customer",
        "内部投诉处理表不得送客户：{what}。",
        "The internal complaint form is not given to the customer: {what}.",
        "以函件或电话答复客户：medledger record complaints（stage=complaint_answered）。",
        "Answer by letter or telephone: medledger record complaints (stage=complaint_answered).",
    ),
    ("complaints", "vouchers", "report_issues"),
)
REOPENED_WITHOUT_ORIGINAL = Rule(
    "G-36",
    "compliance",
    "S4-I 投诉-处理-5: 另填新表，附原抱怨表",
    ("重新受理没有原投诉或原因", "Taken up again without the original or a reason"),
    Problem(
        "reopened_without_original",
        "投诉“{complaint_no}”重新受理：{what}。",
        "Complaint {complaint_no!r} is taken up again: {what}.",
        "写明重新受理原因（reopen_reason）和同一客户的原投诉编号（original_complaint_no）。",
        "Say why (reopen_reason) and name the same customer's original (original_complaint_no).",
    ),
    _COMPLAINTS,
)
ORIGINAL_UNFIT = Rule(
    "G-36b",
    "integrity",
    "S4-I 投诉-处理-5; G-36",
    ("原投诉就是本投诉", "A new complaint that names itself as its original"),
    Problem(
        "original_unfit",
        "新投诉“{complaint_no}”的原投诉编号就是它自己。",
        "New complaint {complaint_no!r} names itself as the original.",
        "填写原投诉的编号，或删去原投诉编号。",
        "Name the complaint that came before, or leave original_complaint_no blank.",
    ),
    _COMPLAINTS,
)
CLOSED_NOT_ACCEPTED = Rule(
    "G-36a",
    "compliance",
    "S4-I 投诉-处理-5; G-36",
    ("客户未接受即结案", "Closed though the customer does not accept"),
    Problem(
        "closed_not_accepted",
        "投诉“{complaint_no}”的客户未能接受处理结果，不能结案。",
        "The customer does not accept the outcome of complaint {complaint_no!r}, so it cannot be closed.",
        "登记异议并重新受理：medledger record complaints（stage=complaint_objected，再 stage=complaint_reopened）；或先有"
        "已批示的签呈。",
        "Record the objection and take it up again: medledger record complaints (stage=complaint_objected, then "
        "complaint_reopened), or have a petition decided.",
    ),
    _COMPLAINTS,
)
OBJECTION_WITHOUT_PETITION = Rule(
    "G-37a",
    "compliance",
    "S4-I 投诉-处理-10; R-29; G-37",
    ("对不成立投诉的异议没有签呈", "An objection against an unfounded complaint without a petition"),
    Problem(
        "objection_without_petition",
        "投诉“{complaint_no}”判为不成立，客户的异议没有以签呈呈报。",
        "Complaint {complaint_no!r} was found unfounded, and the customer's objection is not put to a petition.",
        "先登记签呈：medledger record petitions（complaint_no={complaint_no}）；再登记异议并填 petition_no。",
        "Raise it: medledger record petitions (complaint_no={complaint_no}); then record the objection with petition_no.",
    ),
    _COMPLAINTS,
)
PETITION_OWN_DECISION = Rule(
    "G-37b",
    "compliance",
    "S4-I 投诉-处理-8, 投诉-处理-10; R-29; G-37",
    ("签呈由呈报人自批", "A petition decided by who raised it"),
    Problem(
        "petition_own_decision",
        "签呈“{petition_no}”的批示人“{approver}”就是呈报的“{raised_by}”。",
        "{approver!r}, who decides on petition {petition_no!r}, is of {raised_by!r}, who raised it.",
        "由呈报部门的上级批示。",
        "Have the superior of who raised it decide.",
    ),
    ("petitions",),
)
CLOSED_UNANSWERED = Rule(
    "G-40",
    "compliance",
    "S0-1 §4.10; S0-4 §4.4.2(6); S4-I 意见-5; GSP §105",
    ("投诉未答复客户即结案", "A complaint closed without an answer to the customer"),
    Problem(
        "closed_unanswered",
        "投诉“{complaint_no}”{since}没有给客户的答复，不能结案。",
        "Complaint {complaint_no!r} has no answer to the customer{since_en}, so it cannot be closed.",
        "先答复：medledger record complaints（stage=complaint_answered，填 answer）。",
        "Answer first: medledger record complaints (stage=complaint_answered, with answer).",
    ),
    _COMPLAINTS,
)
NOT_TRACKED = Rule(
    "G-46a",
    "compliance",
    "S4-I 投诉-处理-3(2nd); P-11; G-46",
    ("需追踪的投诉未跟踪即结案", "Closed though tracking was required and not done"),
    Problem(
        "not_tracked",
        "投诉“{complaint_no}”列入追踪，答复之后没有跟踪记录，不能结案。",
        "Complaint {complaint_no!r} is to be tracked, but no tracking is on record after its answer, so it cannot be closed.",
        "先跟踪：medledger record complaints（stage=complaint_tracked）。",
        "Track it first: medledger record complaints (stage=complaint_tracked).",
    ),
    _COMPLAINTS,
)

RULES: tuple[Rule, ...] = (
    ORIGINAL_UNFIT,
    ANSWER_UNDECIDED,
    FORM_TO_CUSTOMER,
    REOPENED_WITHOUT_ORIGINAL,
    CLOSED_NOT_ACCEPTED,
    OBJECTION_WITHOUT_PETITION,
    PETITION_OWN_DECISION,
    CLOSED_UNANSWERED,
    NOT_TRACKED,
)
