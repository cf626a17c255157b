"""Who may decide on quality, and what the roster must say of them."""

from ledger.deciding.rule import Rule
from ledger.errors import Problem

_CASES = ("quality_holds", "quality_vetoes", "nonconformities", "first_approvals")
_DECIDED = (*_CASES, "disposals", "returns", "return_cases", "adverse_events", "capa", "repairs")

NOT_QUALITY = Rule(
    "G-75",
    "compliance",
    "S2-F 2(2), 5(3); GSP §18, §19; G-79",
    ("质量事项须由质量人员决定", "Only quality decides on quality, and lifts its own holds and vetoes"),
    Problem(
        "not_quality",
        "{heading}“{value}”的岗位是“{post}”，不是质量管理岗位。",
        "{column} {value!r} holds the post {post!r}, which is not one of quality.",
        "由质量管理人员作出决定；停售、封存和否决只能由质量管理部解除。",
        "Let quality staff decide; only quality lifts its holds and vetoes.",
    ),
    _DECIDED,
)
NOT_ON_POST = Rule(
    "G-79",
    "compliance",
    "S2-F 5(3); GSP §26, §29; G-75",
    ("质量人员未在授权期内", "Outside the days on which the person may act"),
    Problem(
        "not_on_post",
        "{heading}“{value}”在{on}不在授权上岗期内（{since}至{until}）。",
        "{column} {value!r} may act from {since} to {until}, not on {on}.",
        "由授权在岗的质量人员决定，或更新花名册。",
        "Let somebody authorised decide, or update the roster.",
    ),
    _DECIDED,
)
NOT_LICENSED = Rule(
    "G-79a",
    "compliance",
    "S2-F 5(3): quality staff hold a certificate; GSP §26",
    ("质量人员资格证书无效", "The certificate of the quality person had lapsed"),
    Problem(
        "not_licensed",
        "{heading}“{value}”的证书“{licence_no}”在{on}无效（有效期{since}至{until}）。",
        "Certificate {licence_no!r} of {column} {value!r} runs from {since} to {until}, not on {on}.",
        "换证并登记后再决定。",
        "Renew the certificate and register it first.",
    ),
    _DECIDED,
)
SELF_REVIEW = Rule(
    "G-63a",
    "compliance",
    "GSP §19, §53, §54; S2-F 3(2)4; G-71",
    ("首营申请人自审自批", "The applicant reviewed or approved the own application"),
    Problem(
        "self_review",
        "首营审批“{approval_no}”的{heading}“{value}”就是申请人。",
        "{column} {value!r} of first-business approval {approval_no!r} is the applicant.",
        "由质量管理人员审核，质量负责人批准。",
        "Quality staff review, and the head of quality approves.",
    ),
    ("first_approvals",),
)
NOT_QUALITY_HEAD = Rule(
    "G-63b",
    "compliance",
    "GSP §18, §53, §54; S2-F 4.7; G-71, G-75",
    ("首营须由质量负责人批准", "The head of quality approves first business"),
    Problem(
        "not_quality_head",
        "首营审批“{approval_no}”的批准人“{value}”不是质量负责人。",
        "The approver {value!r} of first-business approval {approval_no!r} is not the head of quality.",
        "由质量负责人批准或否决。",
        "Have the head of quality decide.",
    ),
    ("first_approvals",),
)
APPROVAL_CONTRADICTS = Rule(
    "G-71a",
    "compliance",
    "GSP §53, §54; S2-F 4.7; G-63",
    ("首营审批与审核结论矛盾", "Granted against the review"),
    Problem(
        "approval_contradicts",
        "首营审批“{approval_no}”：{what}。",
        "First-business approval {approval_no!r}: {what}.",
        "核对审核结论；不符合规定的应否决。",
        "Check the review; refuse what does not satisfy.",
    ),
    ("first_approvals",),
)
EDUCATION = Rule(
    "G-78",
    "warning",
    "S2-F 5(3); GSP §26, §27",
    ("质量人员学历未达要求", "Education of a quality person"),
    Problem(
        "education",
        "质量岗位人员“{staff_code}”的学历是“{education}”，要求高中以上。",
        "The education of {staff_code!r}, who holds a quality post, is {education}; senior high school is asked for.",
        "补充学历和法规培训记录。",
        "Complete the education and the training in the law.",
    ),
    ("staff",),
)
OTHER_EMPLOYER = Rule(
    "G-80",
    "warning",
    "S2-B 2; GSP §26; G-80",
    ("质量人员兼职", "A quality person holds a post elsewhere"),
    Problem(
        "other_employer",
        "质量岗位人员“{staff_code}”没有无兼职声明，或声明为否。",
        "{staff_code!r}, who holds a quality post, has not declared to hold no post elsewhere.",
        "取得无兼职声明。",
        "Obtain the declaration.",
    ),
    ("staff",),
)
BARRED = Rule(
    "G-81",
    "warning",
    "S2-B 1; Order 739; G-81",
    ("缺少无禁止从业情形声明", "No declaration of being free to trade"),
    Problem(
        "barred",
        "质量岗位人员“{staff_code}”没有无禁止从业情形的声明，或声明为否。",
        "{staff_code!r}, who holds a quality post, has not declared to be free of circumstances that bar.",
        "取得声明并核实。",
        "Obtain the declaration, and check it.",
    ),
    ("staff",),
)

RULES: tuple[Rule, ...] = (
    NOT_QUALITY,
    NOT_ON_POST,
    NOT_LICENSED,
    SELF_REVIEW,
    NOT_QUALITY_HEAD,
    APPROVAL_CONTRADICTS,
    EDUCATION,
    OTHER_EMPLOYER,
    BARRED,
)
