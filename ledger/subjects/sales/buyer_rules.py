"""Who may be sold to."""

from ledger.deciding.rule import Rule
from ledger.errors import Problem

_OUT = ("sales", "consignments")

LICENCE_LAPSED = Rule(
    "G-01",
    "compliance",
    "GSP §57, §82; Order 54 §37; S0-1 4.1; S0-3 4.1.1",
    ("购货者证照在销售日无效", "The buyer's licence is not valid on the sale day"),
    Problem(
        "licence_lapsed",
        "客户“{customer_code}”的证照有效期{valid_from}至{valid_until}，不含销售日{sold_on}。",
        "The licence of customer {customer_code!r} runs from {valid_from} to {valid_until}, "
        "not on the sale day {sold_on}.",
        "取得有效证照并更新客户档案后再销售。",
        "Obtain a valid licence and update the customer file before selling.",
    ),
    _OUT,
    overridable=True,
)
BUSINESS_LICENCE = Rule(
    "G-03",
    "compliance",
    "S0-3 4.1.1; GSP §57, §82; Order 54 §37",
    ("购货者营业执照在销售日无效", "The buyer's business licence is not valid on the sale day"),
    Problem(
        "business_licence",
        "客户“{customer_code}”的营业执照“{licence_no}”有效期至{valid_until}，销售日{sold_on}无效。",
        "The business licence {licence_no!r} of customer {customer_code!r} runs to {valid_until} and is not valid on {sold_on}.",
        "取得有效营业执照并登记后再销售。",
        "Obtain a valid business licence and register it before selling.",
    ),
    _OUT,
    overridable=True,
    keeps=("licences", "customer", "business_licence"),
)
NOT_ENTITLED = Rule(
    "G-01a",
    "compliance",
    "Order 54 §4, §13, §21, §37; Order 739 §41, §42; GSP §81, §82; Drug Law §51; Veterinary Drug Rules §22",
    ("购货者没有与管理类别相应的证照", "The buyer has no paper that entitles to goods of this class"),
    Problem(
        "not_entitled",
        "客户“{customer_code}”购买{device_class}类产品“{product_code}”，须有{needed}；登记的有：{known}。",
        "Customer {customer_code!r} needs {needed} to buy product {product_code!r} of class {device_class}; known: {known}.",
        "核对客户类型、证照种类和有效期，登记相应证照后再销售。",
        "Check the kind of buyer and of paper, and register the one that entitles before selling.",
    ),
    _OUT,
    overridable=True,
)
OUT_OF_SCOPE = Rule(
    "G-01b",
    "compliance",
    "GSP §51, §82; Order 54 §14, §37; regulation §10.5",
    ("产品不在购货者经营范围内", "The product lies outside the buyer's scope of business"),
    Problem(
        "out_of_scope",
        "产品“{product_code}”（{device_class}类，分类编码{category}）不在客户“{customer_code}”的经营范围内：{scope}。",
        "Product {product_code!r} (class {device_class}, category {category}) lies outside the scope of customer {customer_code!r}: {scope}.",
        "核对分类编码和经营范围；超范围不得销售。",
        "Check the category and the scope: nothing may be sold outside it.",
    ),
    _OUT,
    overridable=True,
)
NEED_STATEMENT = Rule(
    "G-01c",
    "compliance",
    "GSP §81; Order 54 §37",
    ("其他单位没有使用需求说明", "Another unit without a written statement of need"),
    Problem(
        "need_statement",
        "客户“{customer_code}”属于其他有合理使用需求的单位，没有使用需求说明。",
        "Customer {customer_code!r} is another unit with a reasonable need, but no statement of need is filed.",
        "取得使用需求说明并归档后再销售。",
        "Obtain the statement and file it before selling.",
    ),
    _OUT,
    overridable=True,
)
PRIVATE_BUYER = Rule(
    "G-02",
    "compliance",
    "Order 54 §37; GSP §82; S0-1 4.1",
    ("批发不得售予个人", "No wholesale to a private person"),
    Problem(
        "private_buyer",
        "客户“{customer_code}”是个人，而销售方式不是零售。",
        "Customer {customer_code!r} is a private person, but the sale is not a retail sale.",
        "个人只能零售；核对客户类型和销售方式。",
        "Sell to private persons by retail only; check the buyer's kind and the mode of sale.",
    ),
    _OUT,
)
BUYER_STOPPED = Rule(
    "G-13",
    "compliance",
    "S2-F 4.2; GSP §82; Order 54 §37; G-66",
    ("购货者已暂停供货或取消资格", "The buyer is suspended or disqualified"),
    Problem(
        "buyer_stopped",
        "客户“{customer_code}”在销售日{sold_on}的状态为{status}。",
        "Customer {customer_code!r} is {status} on the sale day {sold_on}.",
        "停止销售；取消资格的，收回已售出的产品。",
        "Stop selling; from a disqualified buyer, take back what was sold.",
    ),
    _OUT,
)
BUYER_NOT_APPROVED = Rule(
    "G-63c",
    "compliance",
    "GSP §82; P-37; S2-D 1; G-63",
    ("首次销售前购货者未经审核批准", "The buyer was not approved before the first sale"),
    Problem(
        "buyer_not_approved",
        "客户“{customer_code}”首次销售日{sold_on}前没有批准的购货者首次资格审核。",
        "No first approval of customer {customer_code!r} was granted by {sold_on}, the day of the first sale.",
        "先完成购货者首次资格审核。",
        "Complete the first approval of the buyer before selling.",
    ),
    _OUT,
    overridable=True,
    keeps=("first_approvals", "customer"),
)
BUYER_REJECTED = Rule(
    "G-66a",
    "compliance",
    "S2-F 4.2, 4.7; GSP §82; G-66, G-71",
    ("资格审核未通过的购货者", "The buyer's first approval was rejected"),
    Problem(
        "buyer_rejected",
        "客户“{customer_code}”的首次资格审核“{approval_no}”于{decided_on}被否决。",
        "First approval {approval_no!r} of customer {customer_code!r} was rejected on {decided_on}.",
        "不得销售；重新审核通过后再销售。",
        "Do not sell until a new approval has been granted.",
    ),
    _OUT,
)
DEALER_NOT_AUTHORISED = Rule(
    "G-14b",
    "compliance",
    "S1-F 2.6; S3 1.2; G-14",
    ("经销商授权已失效或不含该产品", "The dealer's authorisation lapsed or does not cover the product"),
    Problem(
        "dealer_not_authorised",
        "经销商“{customer_code}”在{sold_on}没有涵盖产品“{product_code}”的有效经销授权。",
        "Dealer {customer_code!r} holds no authorisation that is valid on {sold_on} and covers product {product_code!r}.",
        "续签授权，或停止向其供货。",
        "Renew the authorisation, or stop supplying the dealer.",
    ),
    _OUT,
    overridable=True,
)
REVIEWED_LATE = Rule(
    "M-21",
    "warning",
    "GSP §82; inspection guide ※8.82",
    ("资质审核晚于首次销售", "The buyer's papers were checked after the first sale"),
    Problem(
        "reviewed_late",
        "客户“{customer_code}”的审核日期{reviewed_on}晚于首次销售日{sold_on}。",
        "The papers of customer {customer_code!r} were checked on {reviewed_on}, after the first sale on {sold_on}.",
        "首次销售前完成资质审核。",
        "Check the papers before the first sale.",
    ),
    _OUT,
)
