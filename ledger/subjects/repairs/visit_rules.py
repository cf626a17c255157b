"""Visits and opinion cards: approved, and filled in."""

from ledger.deciding.rule import Rule
from ledger.errors import Problem

VISIT_UNAPPROVED = Rule(
    "G-45",
    "compliance",
    "S1-E 4.1.3; P-14",
    ("访问表未经客服部经理批准", "The visit form was not approved"),
    Problem(
        "visit_unapproved",
        "访问记录“{visit_no}”{what}，不能登记意见处理。",
        "Visit {visit_no!r}: {what}, so its opinions cannot be handled.",
        "先报客服部经理批准。",
        "Have the head of customer service approve the form first.",
    ),
    ("visits",),
)
EMPTY_CARD = Rule(
    "M-100",
    "compliance",
    "S4-I 意见-1, 意见-3; R-39, R-40",
    ("调查卡没有任何评分", "An opinion card without a single mark"),
    Problem(
        "empty_card",
        "调查卡“{survey_no}”没有任何一项评分，不能作为已收回登记。",
        "Card {survey_no!r} carries no mark, so it cannot count as answered.",
        "至少登记一项评价。",
        "Record at least one mark.",
    ),
    ("surveys",),
)
SECOND_CARD = Rule(
    "M-101",
    "compliance",
    "S4-I 意见-3; P-19",
    ("一张报修单只发一张调查卡", "One card for one repair call"),
    Problem(
        "second_card",
        "报修单“{repair_no}”已发出调查卡“{card}”。",
        "Card {card!r} was issued for repair {repair_no!r} already.",
        "使用已发出的调查卡；作废的先作废。",
        "Use the card that was issued, or void it first.",
    ),
    ("surveys",),
)

RULES: tuple[Rule, ...] = (VISIT_UNAPPROVED, EMPTY_CARD, SECOND_CARD)
