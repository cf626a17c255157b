"""Which goods may be sold; and the order in which all broken rules on sales are told."""

from ledger.deciding.rule import Rule
from ledger.errors import Problem
from ledger.subjects.sales.buyer_rules import (
    BUSINESS_LICENCE,
    BUYER_NOT_APPROVED,
    BUYER_REJECTED,
    BUYER_STOPPED,
    DEALER_NOT_AUTHORISED,
    LICENCE_LAPSED,
    NEED_STATEMENT,
    NOT_ENTITLED,
    OUT_OF_SCOPE,
    PRIVATE_BUYER,
    REVIEWED_LATE,
)
from ledger.subjects.sales.own_side_rules import (
    OWN_LICENCE,
    OWN_MODE,
    OWN_SCOPE,
    SCOPE_UNCLEAR,
    SELLER_NOT_AUTHORISED,
    SELLER_OFF_POST,
    SELLER_UNTRAINED,
)

_OUT = ("sales", "consignments")

UNIT_ELSEWHERE = Rule(
    "M-26",
    "compliance",
    "GSP §69, §79; S2-F 3(5)2: only qualified goods leave the shelf",
    ("序列号不在可销库存", "A unit sold that is not among the saleable goods"),
    Problem(
        "unit_elsewhere",
        "产品“{product_code}”序列号“{serial}”不在可销库存，现为{status_zh}。",
        "Serial {serial!r} of product {product_code!r} is not among the saleable goods but {status}.",
        "先登记放行、退回或使用确认；否则追回该产品。",
        "Record its release, return or use first; else get the unit back.",
    ),
    ("sales",),
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
SPECIAL_EVIDENCE_UNFIT = Rule(
    "G-08b",
    "compliance",
    "S0-1 4.4; S2-C 4; GSP §21; G-08",
    (
        "特殊管理产品凭证不存在或不符",
        "The evidence of a special-control sale is not filed, or is of something else",
    ),
    Problem(
        "special_evidence_unfit",
        "特殊管理产品“{product_code}”的凭证不合要求：{what}。",
        "The evidence of special-control product {product_code!r} does not do: {what}.",
        "先归档该产品、该客户的有效凭证，再引用其编号。",
        "File the valid evidence for this product and this customer, then name its number.",
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
PROFESSIONAL_RETAIL = Rule(
    "G-02a",
    "compliance",
    "Order 54 §71: retail is to consumers, for personal use; GSP §82, §86; G-02",
    (
        "非消费者自行使用的产品不得零售",
        "No retail of goods that a consumer cannot use without a professional",
    ),
    Problem(
        "professional_retail",
        "产品“{product_code}”须由专业人员使用（植入类或档案注明），不得零售或售予个人。",
        "Product {product_code!r} is for use by professionals (an implant, or by its file): "
        "it is sold neither by retail nor to a private person.",
        "销售给具有资质的医疗机构；核对产品档案的植入类和可自行使用标记。",
        "Sell it to an entitled institution; check the marks of the product file.",
    ),
    _OUT,
)
PRESCRIPTION = Rule(
    "G-08c",
    "compliance",
    "Drug Law §54: doubtful, from memory; Veterinary Drug Rules §47: doubtful, from memory; G-08",
    ("处方药无处方售予使用者", "A prescription medicine handed out without a prescription"),
    Problem(
        "prescription",
        "处方药“{product_code}”售予使用者须凭处方，本行没有处方编号。",
        "Prescription medicine {product_code!r} goes to who uses it on a prescription only; none is named.",
        "核对处方并填写处方编号。",
        "Check the prescription, and state its number.",
    ),
    ("sales",),
)
VETERINARY_UNFILED = Rule(
    "M-149",
    "compliance",
    "S1-F 2.1; L-33",
    ("兽药销售前未备案", "A veterinary drug sold before its sale was filed"),
    Problem(
        "veterinary_unfiled",
        "兽药“{product_code}”批号“{lot}”售予客户“{customer_code}”（{sold_on}）前没有销售备案。",
        "The sale of veterinary drug {product_code!r}, lot {lot!r}, to customer {customer_code!r} was not filed by {sold_on}.",
        "先向主管部门备案，并登记兽药销售备案。",
        "File the sale with the authority first, and record the veterinary filing.",
    ),
    ("sales",),
    overridable=True,
)
VETERINARY_UNPUBLISHED = Rule(
    "M-149a",
    "compliance",
    "S1-F 2.3",
    ("兽药销售信息未公示", "A veterinary drug sold without its public notice"),
    Problem(
        "veterinary_unpublished",
        "兽药“{product_code}”批号“{lot}”在{sold_on}销售，没有销售信息公示。",
        "Veterinary drug {product_code!r}, lot {lot!r}, was sold on {sold_on} without a public notice.",
        "公示兽药名称、规格、批号、有效期和生产企业，并登记。",
        "Publish name, specification, lot, expiry and maker, and record the notice.",
    ),
    ("sales",),
    recorded=True,
)
GIFT_PRICE = Rule(
    "M-147",
    "warning",
    "S0-1 4.3: bill, ledger and goods agree; own",
    ("赠品与价格不符", "A gift with a price, or a price of nothing that is no gift"),
    Problem(
        "gift_price",
        "销售单“{sale_no}”第{line}行：{what}。",
        "Line {line} of sale {sale_no!r}: {what}.",
        "赠送的填销售类别“赠品”；销售的填单价。",
        "Mark what is given away as a gift, and state the price of what is sold.",
    ),
    ("sales",),
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

RENTAL_CONTRACT = Rule(
    "M-150",
    "compliance",
    "GSP §21: contracts are kept; own",
    ("出租的货物没有有效的租赁合同", "Goods that are let without a contract of letting in force"),
    Problem(
        "rental_contract",
        "{day}出租给客户“{customer_code}”（合同“{contract_no}”）：{what}。",
        "Letting goods to customer {customer_code!r} on {day} under contract {contract_no!r}: {what}.",
        "先登记租赁合同（合同种类“租赁合同”），再写明合同编号。",
        "Register the contract (kind `rental`) first, and name its number.",
    ),
    ("consignments",),
    overridable=True,
)

RULES: tuple[Rule, ...] = (
    UNIT_ELSEWHERE,
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
    SPECIAL_EVIDENCE_UNFIT,
    SPECIAL_RETAIL,
    PROFESSIONAL_RETAIL,
    PRESCRIPTION,
    VETERINARY_UNFILED,
    VETERINARY_UNPUBLISHED,
    PRODUCT_STOPPED,
    PRODUCT_NOT_APPROVED,
    PRODUCT_REJECTED,
    MORE_THAN_ACCEPTED,
    REGISTRATION_LAPSED,
    DROP_SHIPMENT,
    SCOPE_UNCLEAR,
    REVIEWED_LATE,
    GIFT_PRICE,
    RENTAL_CONTRACT,
)
