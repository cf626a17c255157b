"""What may come back, and how."""

from ledger.deciding.rule import Rule
from ledger.errors import Problem
from ledger.subjects.stock.storage_rules import RETURN_AREA

_RETURNS = ("returns",)

TWO_APPROVALS = Rule(
    "G-18",
    "compliance",
    "S1-D 5.1.3; GSP §106",
    ("退货须双人审批", "Two persons of two posts approve a return"),
    Problem(
        "two_approvals",
        "退货单“{return_no}”第{line}行：{what}。",
        "Line {line} of return {return_no!r}: {what}.",
        "由业务负责人和质管部两人分别审批后再收货。",
        "Have the head of business and quality approve it, two different persons, before receiving.",
    ),
    _RETURNS,
    overridable=True,
)
COLD_CHAIN_PROOF = Rule(
    "G-20",
    "compliance",
    "GSP §67, §106; Drug GSP annex 2; S1-D 5.2.1",
    ("冷链退货缺少温度数据", "A cold-chain return without its temperature record"),
    Problem(
        "cold_chain_proof",
        "冷链产品“{product_code}”退货没有售出期间温度控制的相关数据。",
        "Cold-chain product {product_code!r} came back without the temperature record of the time it was out.",
        "取得温度数据，否则拒收并报质量管理部。",
        "Obtain the record, or refuse the goods and report to quality.",
    ),
    _RETURNS,
)
COLD_CHAIN_FAILED = Rule(
    "G-21",
    "compliance",
    "GSP §67; S1-D 5.2.3",
    ("退货期间超温仍重新入库", "Restocked though the cold chain was broken"),
    Problem(
        "cold_chain_failed",
        "冷链产品“{product_code}”的退货温度记录“{reading}”超标，仍重新入库。",
        "Reading {reading!r} of cold-chain product {product_code!r} is out of range, yet the goods were restocked.",
        "温度控制不符合规定的，拒收并报质量管理部处理。",
        "Refuse goods whose cold chain was broken, and report to quality.",
    ),
    _RETURNS,
)
RESTOCKED_UNFIT = Rule(
    "G-24",
    "compliance",
    "GSP §106; S1-D 5.2.4; S1-H 5.4; S1-I 6.4; G-29",
    ("未验收合格即重新入库", "Restocked without a conforming verdict"),
    Problem(
        "restocked_unfit",
        "退货产品“{product_code}”重新入库，而{what}。",
        "Returned product {product_code!r} was restocked, although: {what}.",
        "逐批检查验收，合格的方可重新入库。",
        "Inspect lot by lot; only what conforms goes back to stock.",
    ),
    (*_RETURNS, "return_cases"),
)
RETURN_EXPIRED = Rule(
    "G-25",
    "compliance",
    "S1-H 4.1; S1-I 3.1, 6.1",
    ("过效期不予退货", "Expired goods do not come back"),
    Problem(
        "return_expired",
        "产品“{product_code}”失效日期{expiry_date}早于退货日期{returned_on}。",
        "Product {product_code!r} expired on {expiry_date}, before its return on {returned_on}.",
        "按退货政策不予退货；召回退货除外。",
        "The return policy refuses it, unless it is recalled.",
    ),
    _RETURNS,
    overridable=True,
    off=True,
)
RETURN_OPENED = Rule(
    "G-26",
    "compliance",
    "S1-H 4.2; S1-I 3.2, 6.2",
    ("已拆封或破损不予退货", "Opened or damaged packs do not come back"),
    Problem(
        "return_opened",
        "产品“{product_code}”包装已拆封或破损：{what}。",
        "The pack of product {product_code!r} is opened or damaged: {what}.",
        "按退货政策不予退货；召回退货除外。",
        "The return policy refuses it, unless it is recalled.",
    ),
    _RETURNS,
    overridable=True,
    off=True,
)
RETURN_USED = Rule(
    "G-27",
    "compliance",
    "S1-H 4.3",
    ("有使用或人为损坏痕迹不予退货", "Used goods do not come back"),
    Problem(
        "return_used",
        "产品“{product_code}”有使用或人为损坏痕迹：{what}。",
        "Product {product_code!r} shows traces of use or damage: {what}.",
        "按退货政策不予退货；召回退货除外。",
        "The return policy refuses it, unless it is recalled.",
    ),
    _RETURNS,
    overridable=True,
    off=True,
)
RETURN_REASON = Rule(
    "G-28",
    "compliance",
    "S1-I 3.4",
    ("退货原因须真实合理", "A return has a reason that says something"),
    Problem(
        "return_reason",
        "退货原因“{reason}”没有说明问题。",
        "The reason {reason!r} does not say why the goods come back.",
        "写明退货的具体原因。",
        "State why the goods come back.",
    ),
    _RETURNS,
    overridable=True,
    off=True,
)
RETURN_PROOF = Rule(
    "G-30",
    "compliance",
    "S1-I 4.1, 4.2; S1-H 5.1",
    ("退货须有购货凭证", "A return comes with proof of purchase"),
    Problem(
        "return_proof",
        "退货单“{return_no}”第{line}行没有购货凭证。",
        "Line {line} of return {return_no!r} comes without proof of purchase.",
        "取得购货凭证并登记凭证编号。",
        "Obtain the proof and register its number.",
    ),
    _RETURNS,
    overridable=True,
    off=True,
)

POLICY: tuple[Rule, ...] = (RETURN_EXPIRED, RETURN_OPENED, RETURN_USED, RETURN_REASON, RETURN_PROOF)

RULES: tuple[Rule, ...] = (
    TWO_APPROVALS,
    COLD_CHAIN_PROOF,
    COLD_CHAIN_FAILED,
    RETURN_AREA,
    RESTOCKED_UNFIT,
    *POLICY,
)
