"""What the stock allows: nothing leaves a status in which it is not."""

from ledger.deciding.rule import Rule
from ledger.errors import Problem

MORE_THAN_STOCK = Rule(
    "M-24",
    "compliance",
    "GSP §77, §79; S2-A 4.2: bill, ledger and goods agree",
    ("出库多于该状态的库存", "More taken than is in stock"),
    Problem(
        "more_than_stock",
        "产品“{product_code}”批号“{lot}”序列号“{serial}”{status_zh}库存{available}，不足本次的{quantity}。",
        "Of product {product_code!r}, lot {lot!r}, serial {serial!r}, {available} is in stock as {status}, "
        "less than the {quantity} to be taken.",
        "补录验收、退货或不合格品记录，或核对数量；补齐后此项自动消除。",
        "Record the receipt, return or nonconformity that is missing, or check the quantity; "
        "the finding closes when it is covered.",
    ),
    (
        "consignments",
        "disposals",
        "exchanges",
        "delivery_discrepancies",
        "stocktakes",
        "nonconformities",
    ),
)
MORE_THAN_CONSIGNED = Rule(
    "M-25",
    "integrity",
    "GSP §89, §90: what is chosen becomes a sale, the rest comes back",
    ("选配使用或退回多于出库", "More used or brought back than was consigned"),
    Problem(
        "more_than_consigned",
        "选配出库单“{consignment_no}”第{line}行在外{outstanding}，少于本次使用或退回的{quantity}。",
        "{quantity} would be used or come back, but only {outstanding} is out on line {line} of "
        "consignment {consignment_no!r}.",
        "核对数量，或作废重复的记录。",
        "Check the quantity, or void a record that was entered twice.",
    ),
    ("consignments", "returns"),
    later=True,
)
GOODS_UNACCOUNTED = Rule(
    "M-25a",
    "compliance",
    "S1-E 4.3; GSP §89, §90; R-94, P-46",
    ("结清时仍有货物去向不明", "Settled with goods that were neither used nor brought back"),
    Problem(
        "goods_unaccounted",
        "选配（样品）出库单“{consignment_no}”第{line}行还有{outstanding}既未使用也未退回，不能结清。",
        "{outstanding} of line {line} of consignment {consignment_no!r} was neither used nor brought back, so it "
        "cannot be settled.",
        "登记使用确认或未使用退回；用尽的样品登记使用确认，不填销售单号和价格；确已丢失的，由质量负责人说明后放行。",
        "Confirm the use, or record what comes back; samples that were used up are confirmed with neither sale nor "
        "price; where goods are lost, the head of quality may let it pass.",
    ),
    ("consignments",),
    overridable=True,
)

NEVER_THERE = Rule(
    "M-24a",
    "integrity",
    "GSP §77, §79; S2-A 4.2: bill, ledger and goods agree",
    ("取走的货物从未在该处", "Goods taken from where they never were"),
    Problem(
        "never_there",
        "产品“{product_code}”批号“{lot}”序列号“{serial}”{day}不在{status_zh}库存中，无从取走{quantity}。",
        "Of product {product_code!r}, lot {lot!r}, serial {serial!r}, nothing was in stock as {status} on {day}: "
        "{quantity} cannot be taken.",
        "先导入验收、退货或不合格品记录，再重新导入本行；或核对批号、序列号和日期。",
        "Import the receipt, return or nonconformity first and this row again; or check lot, serial and day.",
    ),
    MORE_THAN_STOCK.tables,
    later=True,
)

MORE_THAN_BROUGHT = Rule(
    "M-24b",
    "compliance",
    "GSP §79, §106; S2-A 4.2: bill, ledger and goods agree",
    ("处置多于该退货所剩", "More taken than a return has left"),
    Problem(
        "more_than_brought",
        "退货单“{return_no}”产品“{product_code}”批号“{lot}”只剩{available}待处理，不足本次的{quantity}。",
        "Of return {return_no!r}, {available} of product {product_code!r}, lot {lot!r}, still waits, less than "
        "the {quantity} to be taken.",
        "已列为不合格品的，处置时填写不合格品编号；或核对退货单号和数量。",
        "Where the goods were set apart, name the nonconformity; or check the return and the quantity.",
    ),
    ("disposals", "nonconformities"),
)

RULES: tuple[Rule, ...] = (
    MORE_THAN_CONSIGNED,
    GOODS_UNACCOUNTED,
    MORE_THAN_STOCK,
    NEVER_THERE,
    MORE_THAN_BROUGHT,
)
