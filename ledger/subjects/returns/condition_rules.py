"""The conditions that a return policy sets, each a check of its own (C-13), and who is spared them."""

from ledger.deciding.rule import Rule
from ledger.errors import Problem

_CASES = ("return_cases",)

CASE_EXPIRED = Rule(
    "G-25a",
    "compliance",
    "S1-H 4.1; S1-I 3.1, 6.1",
    ("过效期一律不予退货", "Goods past their expiry are not taken back"),
    Problem(
        "case_expired",
        "退货受理“{return_case_no}”的有效期条件：{what}。",
        "Validity of the goods of return case {return_case_no!r}: {what}.",
        "不予退回，或报请裁定；召回退货除外。",
        "Do not accept them, or ask for a ruling; recalled goods are excepted.",
    ),
    _CASES,
    overridable=True,
)
CASE_OPENED = Rule(
    "G-26a",
    "compliance",
    "S1-H 4.2; S1-I 3.2, 6.2",
    ("包装须完好、未拆封、无泄漏", "Packs are whole, unopened and do not leak"),
    Problem(
        "case_opened",
        "退货受理“{return_case_no}”的包装条件：{what}。",
        "Packs of return case {return_case_no!r}: {what}.",
        "不予退回，或报请裁定；召回退货和质量问题除外。",
        "Do not accept them, or ask for a ruling; recalls and quality problems are excepted.",
    ),
    _CASES,
    overridable=True,
)
CASE_USED = Rule(
    "G-27a",
    "compliance",
    "S1-H 4.3",
    ("须无使用、过期和人为破坏痕迹", "No traces of use, expiry or human damage"),
    Problem(
        "case_used",
        "退货受理“{return_case_no}”的使用痕迹条件：{what}。",
        "Traces on the goods of return case {return_case_no!r}: {what}.",
        "不予退回，或报请裁定；召回退货除外。",
        "Do not accept them, or ask for a ruling; recalled goods are excepted.",
    ),
    _CASES,
    overridable=True,
)
CASE_REASON = Rule(
    "G-28a",
    "compliance",
    "S1-I 3.4; S0-4 4.4.1",
    ("退货原因须真实合理并经审核", "The reason is real, reasonable and reviewed"),
    Problem(
        "case_reason",
        "退货受理“{return_case_no}”的退货原因：{what}。",
        "Reason of return case {return_case_no!r}: {what}.",
        "写明具体原因并审核。",
        "State why the goods come back, and review it.",
    ),
    _CASES,
    overridable=True,
)
CASE_PROOF = Rule(
    "G-30a",
    "compliance",
    "S1-I 4.1, 4.2; S1-H 5.1",
    ("须有购货凭证", "Proof of purchase is given"),
    Problem(
        "case_proof",
        "退货受理“{return_case_no}”的购货凭证：{what}。",
        "Proof of purchase for return case {return_case_no!r}: {what}.",
        "取得购货凭证或相关证明文件并登记凭证编号。",
        "Obtain the proof and register its number.",
    ),
    _CASES,
    overridable=True,
)
LOT_CHANGED = Rule(
    "G-31a",
    "compliance",
    "S1-H 6.1, 6.3; S1-D 5.2.2; G-16",
    ("批号变更或并非所售的不得处理", "A changed lot, or goods that were not sold, are not dealt with"),
    Problem(
        "lot_changed",
        "退货受理“{return_case_no}”的身份核对：{what}。",
        "Identity of the goods of return case {return_case_no!r}: {what}.",
        "切勿私自处理，登记拒收或不予退回，并上报。",
        "Do not deal with them privately: reject or decline them, and report it.",
    ),
    _CASES,
)
WAIVED_UNDULY = Rule(
    "G-29",
    "compliance",
    "S1-I 3.3, 6.4; C-13",
    ("不得免除的退货条件", "A condition that may not be waived"),
    Problem(
        "waived_unduly",
        "退货受理“{return_case_no}”：{what}。",
        "Return case {return_case_no!r}: {what}.",
        "只有召回可以免除条件，质量问题只免除包装和使用痕迹；身份核对从不免除。",
        "Only a recall waives conditions, and a quality problem those of pack and use; identity is never waived.",
    ),
    _CASES,
)
COMPLAINT_DIFFERS = Rule(
    "G-44b",
    "compliance",
    "S1-E 4.2.4; G-44",
    ("退货受理与所引投诉不符", "A return case unlike the complaint it names"),
    Problem(
        "complaint_differs",
        "退货受理“{return_case_no}”与投诉“{complaint_no}”不符：{what}。",
        "Return case {return_case_no!r} is not of complaint {complaint_no!r}: {what}.",
        "核对投诉编号、客户和产品。",
        "Check the complaint, the customer and the product.",
    ),
    _CASES,
)

CONDITIONS: tuple[Rule, ...] = (
    CASE_EXPIRED,
    CASE_OPENED,
    CASE_USED,
    CASE_REASON,
    WAIVED_UNDULY,
    CASE_PROOF,
    LOT_CHANGED,
    COMPLAINT_DIFFERS,
)
