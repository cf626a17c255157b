"""Who may be sold to, and which goods may be sold."""

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
NOT_ACCEPTED = Rule(
    "G-05",
    "compliance",
    "GSP §64, §77; S0-3 4.1.4; S2-F 3(5)2",
    ("未经验收合格即销售", "Sold without an accepted receipt"),
    Problem(
        "not_accepted",
        "产品“{product_code}”批号“{lot}”序列号“{serial}”没有验收合格的记录。",
        "No accepted receipt is known of product {product_code!r}, lot {lot!r}, serial {serial!r}.",
        "补录验收记录；补齐后此项自动消除。",
        "Record its acceptance; the finding closes when the receipts cover it.",
    ),
    ("sales",),
)
EXPIRED = Rule(
    "G-06",
    "compliance",
    "Order 739 §55; GSP §72; S4-G art. 10",
    ("销售时已过效期", "Past its expiry on the sale day"),
    Problem(
        "expired",
        "产品“{product_code}”批号“{lot}”的失效日期为{expiry_date}，早于销售日{sold_on}。",
        "Lot {lot!r} of product {product_code!r} expired on {expiry_date}, before the sale day {sold_on}.",
        "过期产品不得销售，请追回并处理。",
        "Expired goods may not be sold: take them back and deal with them.",
    ),
    _OUT,
)
MORE_THAN_ACCEPTED = Rule(
    "M-10",
    "compliance",
    "GSP §79; S2-A 4.2: bill, ledger and goods agree",
    ("销售多于验收合格", "More sold than accepted"),
    Problem(
        "more_than_accepted",
        "产品“{product_code}”批号“{lot}”验收合格{accepted}，已售或另行出库{sold}（扣除重新入库）。",
        "Of product {product_code!r}, lot {lot!r}, {accepted} was accepted and {sold} is sold or has left "
        "otherwise (restocked taken off).",
        "补录验收记录或核对销售数量。",
        "Record the missing acceptance, or check the quantities sold.",
    ),
    ("sales",),
)
REGISTRATION_LAPSED = Rule(
    "M-11",
    "compliance",
    "Order 739 §55; regulation §10.5",
    ("生产时注册证已失效", "The registration had lapsed when the goods were made"),
    Problem(
        "registration_lapsed",
        "产品“{product_code}”生产日期{production_date}晚于注册证有效期至{valid_until}。",
        "Product {product_code!r} was made on {production_date}, after its registration lapsed on {valid_until}.",
        "核对注册证；无证期间生产的产品不得销售。",
        "Check the registration: goods made without one may not be sold.",
    ),
    _OUT,
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
    "Order 54 §4, §13, §21, §37; Order 739 §41, §42; GSP §81, §82",
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
    keeps=("licences", "customer"),
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
    keeps=("customers", "need_statement"),
)
SELLER_UNTRAINED = Rule(
    "G-04",
    "compliance",
    "S0-3 4.1.2; S4-G art. 5; GSP §28",
    ("销售人员未经该产品培训合格", "The seller was not trained in the product"),
    Problem(
        "seller_untrained",
        "销售人员“{seller}”在{sold_on}没有产品“{product_code}”的培训合格记录。",
        "Seller {seller!r} had passed no training in product {product_code!r} by {sold_on}.",
        "培训合格后再销售，或补录培训记录。",
        "Train the person first, or record the training that took place.",
    ),
    _OUT,
    overridable=True,
    keeps=("trainings",),
)
NONCONFORMING_REPORT = Rule(
    "G-05a",
    "compliance",
    "S0-3 4.1.4; GSP §64; Order 739 §55",
    ("检验不合格的批次被销售", "Sold from a lot whose inspection report says nonconforming"),
    Problem(
        "nonconforming_report",
        "产品“{product_code}”批号“{lot}”的检验报告“{report_no}”（{inspected_on}）结论为不合格。",
        "Inspection report {report_no!r} of {inspected_on} finds lot {lot!r} of product {product_code!r} nonconforming.",
        "停止销售并追回；如经复检合格，登记复检报告。",
        "Stop the sale and take the goods back, or file the report of a new inspection that passed.",
    ),
    _OUT,
)
SPECIAL_EVIDENCE = Rule(
    "G-08",
    "compliance",
    "S0-1 4.4; S2-C 4; S3 1.2; GSP §21",
    ("特殊管理产品缺少凭证", "A special-control product without its evidence"),
    Problem(
        "special_evidence",
        "特殊管理产品“{product_code}”的销售没有特殊管理产品凭证。",
        "Special-control product {product_code!r} was sold without the evidence that its control demands.",
        "按国家有关规定取得凭证并归档。",
        "Obtain the evidence that the state's rules demand, and file it.",
    ),
    ("sales",),
)
SPECIAL_RETAIL = Rule(
    "G-08a",
    "compliance",
    "S0-1 4.4; S2-C 4; G-02",
    ("特殊管理产品不得零售或售予个人", "No retail of special-control products"),
    Problem(
        "special_retail",
        "特殊管理产品“{product_code}”不得零售，也不得售予个人。",
        "Special-control product {product_code!r} may be sold neither by retail nor to a private person.",
        "仅可批发给有资格的单位。",
        "Sell it by wholesale to entitled units only.",
    ),
    _OUT,
)
OWN_LICENCE = Rule(
    "G-12",
    "compliance",
    "Order 54 §4, §21, §22; Order 739 §41, §42; S2-F 3(1)2",
    ("本企业经营许可或备案在销售日无效", "Our own licence or filing is not valid on the sale day"),
    Problem(
        "own_licence",
        "销售{device_class}类产品“{product_code}”须有本企业有效的{needed}，{sold_on}登记的有：{known}。",
        "To sell product {product_code!r} of class {device_class} we need {needed} valid on {sold_on}; known: {known}.",
        "办理或延续许可、备案并登记后再销售。",
        "Obtain or renew the licence or filing and register it before selling.",
    ),
    _OUT,
    keeps=("licences", "own"),
)
OWN_SCOPE = Rule(
    "G-12a",
    "compliance",
    "Order 54 §14, §15; Order 739 §42; S2-F 3(1)2, 5.1; G-12",
    ("产品不在本企业经营范围内", "The product lies outside our own scope of business"),
    Problem(
        "own_scope",
        "产品“{product_code}”（{device_class}类，分类编码{category}）不在本企业经营范围内：{scope}。",
        "Product {product_code!r} (class {device_class}, category {category}) lies outside our own scope: {scope}.",
        "先变更经营范围；超范围不得经营。",
        "Have the scope extended first: nothing may be traded outside it.",
    ),
    _OUT,
)
OWN_MODE = Rule(
    "G-12b",
    "compliance",
    "Order 54 §14, §71; S2-F 3(1)2; G-12",
    ("销售方式与核定的经营方式不符", "Not the mode of business that we are licensed for"),
    Problem(
        "own_mode",
        "销售方式为{sale_mode}，而本企业核定的经营方式为{business_mode}。",
        "The sale is by {sale_mode}, but our licensed mode of business is {business_mode}.",
        "按核定的经营方式销售，或先变更经营方式。",
        "Sell in the licensed mode, or have the licence altered first.",
    ),
    ("sales",),
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
SELLER_NOT_AUTHORISED = Rule(
    "G-14",
    "compliance",
    "GSP §78; S1-F 2.6",
    ("销售人员没有有效授权", "The seller holds no valid authorisation for the product"),
    Problem(
        "seller_not_authorised",
        "销售人员“{seller}”在{sold_on}没有销售产品“{product_code}”的有效授权书。",
        "Seller {seller!r} holds no authorisation that is valid on {sold_on} and covers product {product_code!r}.",
        "授权书须载明品种、地域、期限；登记后再销售。",
        "Issue an authorisation that names products, area and period, and register it first.",
    ),
    ("sales",),
    overridable=True,
    keeps=("authorisations", "own_salesperson"),
)
SELLER_OFF_POST = Rule(
    "G-14a",
    "compliance",
    "GSP §26, §28, §78; S2-F 5; G-14",
    ("销售人员不在岗", "The seller is not on post"),
    Problem(
        "seller_off_post",
        "销售人员“{seller}”在销售日{sold_on}不在岗（{why}）。",
        "Seller {seller!r} is not on post on the sale day {sold_on} ({why}).",
        "核对经办人；离岗、离职人员不得销售。",
        "Check who sold: nobody who is off post or has left may sell.",
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
PRODUCT_NOT_APPROVED = Rule(
    "G-63d",
    "compliance",
    "GSP §54; S2-D 1; S2-F 3(2)4; G-63",
    ("首营品种未经审核批准", "The product was not approved before the first deal"),
    Problem(
        "product_not_approved",
        "产品“{product_code}”在{sold_on}首次经营前没有批准的首营品种审批。",
        "No first approval of product {product_code!r} was granted by {sold_on}, the day of the first deal.",
        "先完成首营品种审批。",
        "Complete the first approval of the product first.",
    ),
    _OUT,
    overridable=True,
    keeps=("first_approvals", "product"),
)
PRODUCT_REJECTED = Rule(
    "G-71b",
    "compliance",
    "S2-F 4.7; GSP §54; G-71",
    ("首营审批未通过的品种", "The product's first approval was rejected"),
    Problem(
        "product_rejected",
        "产品“{product_code}”的首营审批“{approval_no}”于{decided_on}被否决。",
        "First approval {approval_no!r} of product {product_code!r} was rejected on {decided_on}.",
        "不得销售；重新审批通过后再经营。",
        "Do not sell until a new approval has been granted.",
    ),
    _OUT,
)
PRODUCT_STOPPED = Rule(
    "G-72a",
    "compliance",
    "GSP §74, §110; S2-F 4.8; Order 739 §67; G-06",
    ("停售或停止经营的产品", "The product is suspended or discontinued"),
    Problem(
        "product_stopped",
        "产品“{product_code}”在{sold_on}的状态为{status}。",
        "Product {product_code!r} is {status} on {sold_on}.",
        "停止销售；恢复经营须先更新产品档案。",
        "Stop selling; to resume, update the product file first.",
    ),
    _OUT,
)
DROP_SHIPMENT = Rule(
    "M-19",
    "compliance",
    "GSP §85, §93",
    ("直调销售缺少原因或采购单号", "A direct shipment without its reason or its purchase"),
    Problem(
        "drop_shipment",
        "直调销售单“{sale_no}”第{line}行缺少{missing}。",
        "Line {line} of direct shipment {sale_no!r} lacks: {missing}.",
        "直调须有合法原因和专门的采购记录。",
        "A direct shipment needs a lawful reason and a purchase record of its own.",
    ),
    ("sales",),
)
SCOPE_UNCLEAR = Rule(
    "M-20",
    "warning",
    "GSP §51, §82; regulation §1.1: two classification catalogues",
    ("经营范围无法比对", "The scope of business cannot be compared"),
    Problem(
        "scope_unclear",
        "产品“{product_code}”的分类编码{category}与{whose}的经营范围无法比对：{scope}。",
        "Category {category} of product {product_code!r} cannot be compared with the scope of {whose}: {scope}.",
        "人工核对，或补登另一版分类编码。",
        "Compare it by eye, or register the code of the other catalogue too.",
    ),
    _OUT,
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

RULES: tuple[Rule, ...] = (
    LICENCE_LAPSED,
    BUSINESS_LICENCE,
    NOT_ENTITLED,
    OUT_OF_SCOPE,
    NEED_STATEMENT,
    PRIVATE_BUYER,
    BUYER_STOPPED,
    BUYER_NOT_APPROVED,
    BUYER_REJECTED,
    SELLER_OFF_POST,
    SELLER_NOT_AUTHORISED,
    SELLER_UNTRAINED,
    DEALER_NOT_AUTHORISED,
    OWN_LICENCE,
    OWN_SCOPE,
    OWN_MODE,
    NOT_ACCEPTED,
    NONCONFORMING_REPORT,
    EXPIRED,
    SPECIAL_EVIDENCE,
    SPECIAL_RETAIL,
    PRODUCT_STOPPED,
    PRODUCT_NOT_APPROVED,
    PRODUCT_REJECTED,
    MORE_THAN_ACCEPTED,
    REGISTRATION_LAPSED,
    DROP_SHIPMENT,
    SCOPE_UNCLEAR,
    REVIEWED_LATE,
)
