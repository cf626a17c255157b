"""Whom goods may be bought from, and on which papers."""

from ledger.deciding.rule import Rule
from ledger.errors import Problem

_BOUGHT = ("purchases", "receipts")
_PURCHASES = ("purchases",)

SUPPLIER_LAPSED = Rule(
    "G-61",
    "compliance",
    "GSP §53, §57; Order 739 §45; S2-A purchaser 5",
    ("供货者证照在购货日无效", "The supplier's licence is not valid on the day"),
    Problem(
        "supplier_lapsed",
        "供货者“{supplier_code}”的证照“{licence_no}”有效期{valid_from}至{valid_until}，不含{on}。",
        "Licence {licence_no!r} of supplier {supplier_code!r} runs from {valid_from} to {valid_until}, not on {on}.",
        "取得有效证照并更新供货者档案后再购进。",
        "Obtain a valid licence and update the supplier file before buying.",
    ),
    _BOUGHT,
    overridable=True,
)
SUPPLIER_UNFIT = Rule(
    "G-61a",
    "compliance",
    "Order 54 §4, §27; Order 739 §41; GSP §53; G-61",
    ("供货者许可与产品类别不符", "The supplier's permission does not cover this class of goods"),
    Problem(
        "supplier_unfit",
        "供货者“{supplier_code}”凭“{licences}”不得供应{device_class}类产品“{product_code}”。",
        "Supplier {supplier_code!r} may not supply product {product_code!r} of class {device_class} on: {licences}.",
        "第二类须经营备案或许可，第三类须经营许可；生产企业须生产许可。核对证照种类。",
        "Class II asks for a trade filing or licence, class III for a licence, a maker for a production licence.",
    ),
    _BOUGHT,
    overridable=True,
)
SUPPLIER_SCOPE = Rule(
    "G-61b",
    "compliance",
    "GSP §51, §53; Order 54 §14; G-61",
    ("产品不在供货者经营范围内", "The product is outside the supplier's scope"),
    Problem(
        "supplier_scope",
        "产品“{product_code}”（分类编码{category}）不在供货者“{supplier_code}”的经营范围内：{scope}。",
        "Product {product_code!r} (category {category}) is outside the scope of supplier {supplier_code!r}: {scope}.",
        "核对供货者经营范围和产品分类编码。",
        "Check the supplier's scope and the product's category.",
    ),
    _BOUGHT,
    overridable=True,
)
PRIVATE_SUPPLIER = Rule(
    "G-62",
    "compliance",
    "S2-A purchaser 5: never from private persons; Order 739 §45",
    ("不得从私人购进", "Never bought from a private person"),
    Problem(
        "private_supplier",
        "供货者“{supplier_code}”所凭证照是{licence}，属私人，不得购进。",
        "Supplier {supplier_code!r} shows only {licence}, as a private person would: nothing may be bought from them.",
        "只从具有合法资质的单位购进；此项不得放行。",
        "Buy from qualified enterprises only; nobody may override this.",
    ),
    _BOUGHT,
)
SUPPLIER_PAPERS = Rule(
    "G-62a",
    "compliance",
    "S2-A purchaser 5: never on incomplete papers; GSP §53; Order 739 §45",
    ("供货者证照不全", "The supplier's papers are incomplete"),
    Problem(
        "supplier_papers",
        "供货者“{supplier_code}”证照不全，缺少：{missing}。",
        "The papers of supplier {supplier_code!r} are incomplete: {missing} is missing.",
        "登记其营业执照和生产或经营许可、备案凭证后再购进；此项不得放行。",
        "Register its business licence and its production or trade papers first; nobody may override this.",
    ),
    _BOUGHT,
)
NO_FIRST_APPROVAL = Rule(
    "G-63",
    "compliance",
    "GSP §53, §54; S2-D 1; S2-A purchaser 3; S2-F 3(2)4",
    ("首营审批未完成", "No first-business approval before the first purchase"),
    Problem(
        "no_first_approval",
        "{what}“{code}”在{on}尚无已批准的首营审批。",
        "No first-business approval of {what} {code!r} was granted by {on}.",
        "先完成首营审批，再首次购进。",
        "Complete the first-business approval before the first purchase.",
    ),
    _BOUGHT,
    overridable=True,
    keeps=("first_approvals",),
)
CONTRACT_UNFIT = Rule(
    "G-64",
    "compliance",
    "S2-A purchaser 4; GSP §56, §58",
    ("采购合同不合要求", "The purchase contract is not approved, or lacks quality clauses"),
    Problem(
        "contract_unfit",
        "采购合同“{contract_no}”不合要求：{what}。",
        "Purchase contract {contract_no!r} does not do: {what}.",
        "补齐质量条款并批准合同后再购进。",
        "Complete its quality clauses and have it approved before buying.",
    ),
    _PURCHASES,
    overridable=True,
)
QUALITY_AGREEMENT = Rule(
    "G-64a",
    "compliance",
    "GSP §56; S0-2; G-64, G-65",
    ("没有有效的质量保证协议", "No quality agreement in force with the supplier"),
    Problem(
        "quality_agreement",
        "与供货者“{supplier_code}”在{on}没有合用的质量保证协议：{what}。",
        "No fit quality agreement with supplier {supplier_code!r} on {on}: {what}.",
        "签订质量保证协议（含维修条款）并登记。",
        "Conclude a quality agreement with its repair clause, and register it.",
    ),
    _PURCHASES,
    overridable=True,
    keeps=("contracts", "quality_agreement"),
)
PURCHASE_BLOCKED = Rule(
    "G-65",
    "compliance",
    "S2-F 4.1, 4.8; GSP §18, §74, §110; G-65, G-72, G-74",
    ("质量否决或停购期间购进", "Bought under a veto or a stop of purchase"),
    Problem(
        "purchase_blocked",
        "{what}“{code}”被“{block}”停止购进，{on}仍在执行。",
        "On {on}, {what} {code!r} is stopped by {block!r}.",
        "由质量管理部解除后再购进。",
        "Have quality lift it first.",
    ),
    _BOUGHT,
)
APPROVAL_REFUSED = Rule(
    "G-71",
    "compliance",
    "S2-F 4.7; GSP §53, §54",
    ("首营审批被否决", "First-business approval was refused"),
    Problem(
        "approval_refused",
        "{what}“{code}”的首营审批“{approval_no}”未获批准。",
        "First-business approval {approval_no!r} of {what} {code!r} was refused.",
        "重新申请并获批准后再购进。",
        "Apply again and have it granted before buying.",
    ),
    _BOUGHT,
)
SUPPLIER_STOPPED = Rule(
    "G-72",
    "compliance",
    "S2-F 4.8; GSP §53",
    ("供货者或产品已停止购进", "The supplier or product is suspended"),
    Problem(
        "supplier_stopped",
        "{what}“{code}”在{on}的状态是“{status}”，停止购进。",
        "The status of {what} {code!r} on {on} is {status}: nothing more is bought.",
        "核对档案；恢复后再购进。",
        "Check the file; buy again once it is active.",
    ),
    _PURCHASES,
    overridable=True,
)
PLAN_VETOED = Rule(
    "G-73",
    "compliance",
    "S2-F 4.9",
    ("采购计划已被质量否决", "The purchase plan was vetoed"),
    Problem(
        "plan_vetoed",
        "采购计划“{purchase_plan_no}”已被质量否决“{block}”。",
        "Purchase plan {purchase_plan_no!r} was vetoed by {block!r}.",
        "按否决意见调整计划，或由质量管理部撤销否决。",
        "Change the plan as quality asks, or have the veto lifted.",
    ),
    _PURCHASES,
)
DROP_SHIPMENT_REASON = Rule(
    "M-43",
    "compliance",
    "GSP §59, §85, §93",
    ("直调购进缺少法定原因或收货单位", "A direct shipment without lawful reason or customer"),
    Problem(
        "drop_shipment_reason",
        "直调采购单“{purchase_no}”缺少{missing}。",
        "Direct shipment {purchase_no!r} lacks: {missing}.",
        "直调仅限灾情、疫情、突发事件、临床紧急救治等情形；写明原因和收货单位。",
        "Direct shipment is for disasters, epidemics and clinical rescue: state the reason and the customer.",
    ),
    _PURCHASES,
)

RULES: tuple[Rule, ...] = (
    SUPPLIER_LAPSED,
    SUPPLIER_UNFIT,
    SUPPLIER_SCOPE,
    PRIVATE_SUPPLIER,
    SUPPLIER_PAPERS,
    NO_FIRST_APPROVAL,
    CONTRACT_UNFIT,
    QUALITY_AGREEMENT,
    PURCHASE_BLOCKED,
    APPROVAL_REFUSED,
    SUPPLIER_STOPPED,
    PLAN_VETOED,
    DROP_SHIPMENT_REASON,
)
