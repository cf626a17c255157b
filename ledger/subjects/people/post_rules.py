"""Posts: who may record, approve and decide what (岗位责任制, GSP §51)."""

from ledger.deciding.rule import Rule
from ledger.errors import Problem
from ledger.events.catalogue import CASES

_CASES = tuple(key for key, *_ in CASES)

MAY_NOT_RECORD = Rule(
    "M-131",
    "compliance",
    "GSP §19, §51; S2-F 3, S0-4 4; the post that each stage names; G-18, G-75",
    ("岗位无权登记该环节", "Recorded by somebody whose post does not"),
    Problem(
        "post_may_not_record",
        "“{recorded_by}”的岗位是“{post}”，不能登记环节“{stage}”；该环节由{by_zh}登记。",
        "{recorded_by!r} holds the post {post!r}, which does not record the stage {event}; {by} does.",
        "由有权岗位登记，或在岗位责任制的可登记事项中授权。",
        "Let the right post record it, or permit it in the file of the post.",
    ),
    _CASES,
)
MAY_NOT_DECIDE = Rule(
    "M-132",
    "compliance",
    "GSP §18, §51; S1-D 5.1.3; S1-E 4.1.3; S1-H 5.2, 5.3; S4-I; G-18, G-32, G-33, G-45",
    ("岗位无权审批或决定", "Approved or decided by somebody whose post does not"),
    Problem(
        "post_may_not_decide",
        "{heading}“{value}”的岗位是“{post}”，不能审批或决定此事；应为：{by_zh}。",
        "{column} {value!r} holds the post {post!r}, which does not decide on this; {by} does.",
        "由有权岗位审批，或在岗位责任制的审批事项中授权。",
        "Let the right post decide, or name the matter in the file of the post.",
    ),
    (*_CASES, "returns"),
)
SAME_PERSON = Rule(
    "M-133",
    "compliance",
    "S1-D 5.1.3; S0-3 4.2.2; S1-E 4.1.3; S2-A: who does it does not pass it; G-48",
    ("经办人自审自批", "One person did it and passed it"),
    Problem(
        "post_same_person",
        "{heading}“{value}”与{other_heading}是同一人。",
        "{column} {value!r} is also the {other}, and the two must be different persons.",
        "由另一人审核或批准。",
        "Have somebody else review or approve it.",
    ),
    (*_CASES, "contracts", "documents"),
)
OFF_POST = Rule(
    "M-134",
    "compliance",
    "GSP §25, §51, §112: rights end with the post",
    ("不在岗的人员登记或审批", "Somebody who was not on the post that day"),
    Problem(
        "post_off_duty",
        "{heading}“{value}”在{on}不在岗（{since}至{until}）。",
        "{column} {value!r} is on the post from {since} to {until}, not on {on}.",
        "由在岗人员办理，或更新花名册。",
        "Let somebody on post do it, or update the roster.",
    ),
    (*_CASES, "returns"),
)
INCOMPATIBLE_POSTS = Rule(
    "M-135",
    "warning",
    "S1-D 5.1.3; S1-H 5.2, 5.3; GSP §51",
    ("一人兼任不相容岗位", "One person holds posts that exclude each other"),
    Problem(
        "post_incompatible",
        "“{staff_code}”（{name}）同时担任“{post}”和“{other}”，两岗不相容。",
        "{staff_code!r} ({name}) holds both {post!r} and {other!r}, which exclude each other.",
        "调整岗位或权限。",
        "Change the post or the rights.",
    ),
    ("staff",),
)

RULES: tuple[Rule, ...] = (MAY_NOT_RECORD, MAY_NOT_DECIDE, SAME_PERSON, OFF_POST, INCOMPATIBLE_POSTS)
