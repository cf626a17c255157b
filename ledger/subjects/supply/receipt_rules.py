"""What may be accepted from a delivery."""

from ledger.deciding.rule import Rule
from ledger.errors import Problem

_RECEIPTS = ("receipts",)

MORE_THAN_RECEIVED = Rule(
    "M-40",
    "integrity",
    "GSP §65; own: the arithmetic of acceptance",
    ("合格与拒收之和多于到货", "More accepted and refused than arrived"),
    Problem(
        "more_than_received",
        "验收合格{accepted}与拒收{refused}之和多于到货数量{quantity}。",
        "{accepted} accepted and {refused} refused are more than the {quantity} that arrived.",
        "核对到货、合格和拒收数量。",
        "Check the quantities that arrived, passed and were refused.",
    ),
    _RECEIPTS,
)
REFUSED_ARITHMETIC = Rule(
    "M-40a",
    "compliance",
    "GSP §65; S2-F 3(3)3; G-77",
    ("到货数量未交代清楚", "Part of what arrived is neither accepted nor refused"),
    Problem(
        "refused_arithmetic",
        "到货{quantity}，验收合格{accepted}，拒收{refused}，其余{rest}没有结论。",
        "Of {quantity} that arrived, {accepted} was accepted and {refused} refused; {rest} has no verdict.",
        "补齐数量；尚未验收的部分结论填“待定”。",
        "Complete the quantities; goods not yet inspected are pending.",
    ),
    _RECEIPTS,
)
COLD_PAPERS = Rule(
    "M-41",
    "compliance",
    "GSP §63, §67; notice 154 of 2016",
    ("冷链收货缺少运输与温度资料", "A cold-chain delivery without its transport data"),
    Problem(
        "cold_papers",
        "冷链产品“{product_code}”收货缺少：{missing}。",
        "The cold-chain delivery of product {product_code!r} lacks: {missing}.",
        "核查运输方式、在途与到货温度、启运与到货时间，不符合要求的拒收。",
        "Check mode, temperatures and times of the transport; refuse what does not satisfy.",
    ),
    _RECEIPTS,
    keeps=("temperature_readings",),
)
COLD_ACCEPTED = Rule(
    "M-41a",
    "compliance",
    "GSP §63, §67; G-67",
    ("冷链超温仍验收合格", "Accepted though the cold chain was broken"),
    Problem(
        "cold_accepted",
        "产品“{product_code}”要求{low}至{high}℃，{what}为{temperature}，仍验收合格{accepted}。",
        "Product {product_code!r} asks for {low} to {high} degrees, {what} was {temperature}, "
        "yet {accepted} was accepted.",
        "超温到货应拒收并报质量管理部。",
        "Refuse goods that were out of range, and report to quality.",
    ),
    _RECEIPTS,
)
EXPIRED_ACCEPTED = Rule(
    "M-42",
    "compliance",
    "Order 739 §55; GSP §65, §72; G-06",
    ("验收时已过效期", "Past its expiry at acceptance"),
    Problem(
        "expired_accepted",
        "产品“{product_code}”批号“{lot}”失效日期{expiry_date}，{on}仍验收合格。",
        "Lot {lot!r} of product {product_code!r} expired on {expiry_date}, yet was accepted on {on}.",
        "过期产品应拒收。",
        "Refuse expired goods.",
    ),
    _RECEIPTS,
)
LAPSED_WHEN_MADE = Rule(
    "M-42a",
    "compliance",
    "Order 739 §55; GSP §65; regulation §10.5",
    ("收货产品生产时注册证无效", "Accepted goods were made without a valid registration"),
    Problem(
        "lapsed_when_made",
        "产品“{product_code}”生产日期{production_date}不在注册证有效期{valid_from}至{valid_until}内。",
        "Product {product_code!r} was made on {production_date}, outside its registration "
        "({valid_from} to {valid_until}).",
        "核对注册证；生产时注册证无效的产品应拒收。",
        "Check the registration; refuse goods made while it was not valid.",
    ),
    _RECEIPTS,
)
OTHER_DATES = Rule(
    "M-42b",
    "compliance",
    "GSP §65, §72; interface rule 15: one lot has one expiry and one production date",
    ("同一批号的日期不一致", "Two dates of one lot"),
    Problem(
        "other_dates",
        "产品“{product_code}”批号“{lot}”的{what}与先前的验收记录不一致：先前为{earlier}，本次为{stated}。",
        "Lot {lot!r} of product {product_code!r}: {what} is {stated} here and {earlier} on earlier receipts.",
        "核对标签后作废写错的验收记录并重新录入；核实之前以较早的日期为准。",
        "Check the label, void the receipt that is wrong and enter it again; until then the earlier date counts.",
    ),
    _RECEIPTS,
    overridable=True,
)
DROP_ACCEPTANCE = Rule(
    "M-43a",
    "compliance",
    "GSP §66",
    ("直调验收未在当日当地完成", "Direct shipment not accepted on the spot and the same day"),
    Problem(
        "drop_acceptance",
        "直调验收单“{receipt_no}”：{what}。",
        "Acceptance {receipt_no!r} of a direct shipment: {what}.",
        "直调验收应记录验收地点和验收人员，验收数据当日传递。",
        "State place and inspector; the acceptance reaches the ordering company the same day.",
    ),
    _RECEIPTS,
)
OTHER_PURCHASE = Rule(
    "M-44",
    "compliance",
    "GSP §62, §65; S2-A purchaser 6",
    ("到货与采购记录不符", "The delivery is not what was bought"),
    Problem(
        "other_purchase",
        "到货与采购单“{purchase_no}”不符：{what}应为“{expected}”，实为“{got}”。",
        "The delivery differs from purchase {purchase_no!r}: {what}: expected {expected!r}, got {got!r}.",
        "核对采购记录；与采购记录不符的来货应拒收。",
        "Check the purchase; refuse a delivery that was not bought.",
    ),
    _RECEIPTS,
)
TWICE_HERE = Rule(
    "M-27",
    "compliance",
    "GSP §62, §65; S2-A 4.2: bill, ledger and goods agree",
    ("序列号重复入库", "A unit received while it was ours"),
    Problem(
        "twice_here",
        "产品“{product_code}”序列号“{serial}”已验收入库，其间没有退给供货者或处置的记录，{on}不能再次入库。",
        "Serial {serial!r} of product {product_code!r} was accepted already and has not gone back to the supplier "
        "or been written off, so it cannot come in on {on}.",
        "补录退给供货者的记录；核对序列号；或作废重复的验收记录。",
        "Record that it went back to the supplier, check the serial, or void the receipt entered twice.",
    ),
    _RECEIPTS,
)
FAILED_WITHOUT_MEASURES = Rule(
    "G-67",
    "compliance",
    "GSP §65, §67; S2-F 4.3",
    ("验收不合格未注明事项与处置", "Failed acceptance without points or measures"),
    Problem(
        "failed_without_measures",
        "验收不合格，缺少{missing}。",
        "The goods failed acceptance, and the record lacks: {missing}.",
        "注明不合格事项和处置措施。",
        "State which points failed and what was done.",
    ),
    _RECEIPTS,
)
ACCEPTED_THOUGH_FAILED = Rule(
    "G-67a",
    "compliance",
    "GSP §64, §65; S2-F 4.3; G-05, G-77",
    ("结论不合格或待定却计入合格", "Accepted though the verdict is not conforming"),
    Problem(
        "accepted_though_failed",
        "验收结论是“{conclusion}”，却有合格数量{accepted}。",
        "The verdict is {conclusion}, yet {accepted} was accepted.",
        "核对验收结论和合格数量。",
        "Check the verdict and the accepted quantity.",
    ),
    _RECEIPTS,
)

RULES: tuple[Rule, ...] = (
    MORE_THAN_RECEIVED,
    REFUSED_ARITHMETIC,
    COLD_PAPERS,
    COLD_ACCEPTED,
    EXPIRED_ACCEPTED,
    LAPSED_WHEN_MADE,
    OTHER_DATES,
    DROP_ACCEPTANCE,
    OTHER_PURCHASE,
    TWICE_HERE,
    FAILED_WITHOUT_MEASURES,
    ACCEPTED_THOUGH_FAILED,
)
