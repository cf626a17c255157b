"""How a return case ends: rulings, the return record it brings about, the refund, and when it may be closed."""

from ledger.deciding.rule import Rule
from ledger.errors import Problem

_CASES = ("return_cases",)

PRIVATE_HANDLING = Rule(
    "G-31",
    "compliance",
    "S1-H 6.1, 6.3; GSP §106",
    ("退货受理未决即记退货", "A return record of a case that is not decided"),
    Problem(
        "private_handling",
        "退货单“{return_no}”引用退货受理“{return_case_no}”，而该受理{what}。",
        "Return {return_no!r} names case {return_case_no!r}, yet of that case {what}.",
        "按退货受理的环节办理，完成时由系统生成退货记录。",
        "Take the case through its stages; once it is completed, the record arises by itself.",
    ),
    ("returns",),
)
OTHER_THAN_CASE = Rule(
    "M-62",
    "compliance",
    "GSP §107; own: one return, one record",
    ("退货记录与退货受理不符", "A return record unlike its case"),
    Problem(
        "other_than_case",
        "退货受理“{return_case_no}”与退货单“{return_no}”：{what}。",
        "Return case {return_case_no!r} and return {return_no!r}: {what}.",
        "核对退货单号、客户、产品、批号、序列号和数量；不填退货单号则由系统生成退货记录。",
        "Check number, customer, product, lot, serial and quantity; without a number the record is made for you.",
    ),
    (*_CASES, "returns"),
)
RULED_BY_OTHER = Rule(
    "G-32",
    "compliance",
    "S1-H 6.4; S0-4 4.2, 4.4.1",
    ("裁定须由指定的裁定人作出", "Only the person named rules"),
    Problem(
        "ruled_by_other",
        "退货受理“{return_case_no}”裁定：{what}。",
        "Ruling on return case {return_case_no!r}: {what}.",
        "报请时写明裁定人，由其本人裁定并写明意见。",
        "Name the person when asking for the ruling; that person rules and says how.",
    ),
    _CASES,
)
UNDECIDABLE = Rule(
    "G-32a",
    "compliance",
    "S1-H 6.4; S1-I 6.3; S0-4 4.2",
    ("无法确认的须先鉴定或裁定", "What cannot be decided goes up first"),
    Problem(
        "undecidable",
        "退货受理“{return_case_no}”验收结论未定（{what}），未经鉴定或裁定即决定“{disposition}”。",
        "The verdict on return case {return_case_no!r} is open ({what}), yet {disposition} was decided without "
        "appraisal or ruling.",
        "送检鉴定或报请裁定，待结果出来再决定。",
        "Send it for appraisal or ask for a ruling, and decide on the result.",
    ),
    _CASES,
)
REFUND_UNREVIEWED = Rule(
    "G-33",
    "compliance",
    "S1-H 5.2; S1-I 4.5",
    ("审核后方可申请退款", "No refund is asked for before the review"),
    Problem(
        "refund_unreviewed",
        "退货受理“{return_case_no}”申请退款：{what}。",
        "Refund of return case {return_case_no!r}: {what}.",
        "审核确认符合退货条件后，写明日期和金额再申请退款。",
        "Review the return first, then ask for the refund with its day and amount.",
    ),
    _CASES,
)
REFUND_UNVERIFIED = Rule(
    "G-33a",
    "compliance",
    "S1-H 5.3",
    ("退款金额须经财务核实", "Finance verifies the amount of a refund"),
    Problem(
        "refund_unverified",
        "退货受理“{return_case_no}”核实退款：{what}。",
        "Verification of the refund of return case {return_case_no!r}: {what}.",
        "由财务核实金额，不超过申请金额，并通知客户。",
        "Have finance verify the amount, no more than was asked for, and notify the customer.",
    ),
    _CASES,
)
CASE_UNFINISHED = Rule(
    "M-61",
    "compliance",
    "S1-I 4.5, 7.1; S1-H 5.5; S0-4 3.2",
    ("退货未了结即结案", "Closed before the return is settled"),
    Problem(
        "case_unfinished",
        "退货受理“{return_case_no}”不能结案：{what}。",
        "Return case {return_case_no!r} cannot be closed: {what}.",
        "处理完货物和退款，再结案。",
        "Settle the goods and the money first.",
    ),
    _CASES,
)

ENDS: tuple[Rule, ...] = (
    PRIVATE_HANDLING,
    OTHER_THAN_CASE,
    RULED_BY_OTHER,
    UNDECIDABLE,
    REFUND_UNREVIEWED,
    REFUND_UNVERIFIED,
    CASE_UNFINISHED,
)
