"""What every record must tell."""

from ledger.deciding.rule import Rule
from ledger.errors import Problem
from ledger.events.catalogue import TABLE_KEYS

_GOODS = ("receipts", "sales", "returns")

TRACKING_GAP = Rule(
    "M-12",
    "compliance",
    "GSP §51, §65, §83; UDI notices",
    ("缺少批号或序列号", "Lot or serial missing that the product's tracking asks for"),
    Problem(
        "tracking_gap",
        "产品“{product_code}”按“{tracking}”追溯，本行缺少{missing}。",
        "Product {product_code!r} is tracked by {tracking}, but this line lacks: {missing}.",
        "查明后作废本行并重新录入。",
        "Find out, void the line and enter it again.",
    ),
    (*_GOODS, "return_cases"),
)
OTHER_LOT = Rule(
    "M-12a",
    "compliance",
    "GSP §51, §65, §83; S2-A 4.2: bill, ledger and goods agree",
    ("序列号与批号不符", "A unit under another lot than its receipts state"),
    Problem(
        "other_lot",
        "产品“{product_code}”序列号“{serial}”验收时批号为“{received}”，本行写作“{lot}”。",
        "Serial {serial!r} of product {product_code!r} was received under lot {received!r}, this line says {lot!r}.",
        "核对实物标签；作废写错的记录并重新录入。",
        "Look at the label; void the record that is wrong and enter it again.",
    ),
    (
        "sales",
        "consignments",
        "disposals",
        "exchanges",
        "delivery_discrepancies",
        "stocktakes",
        "nonconformities",
    ),
)
UNKNOWN_STAFF = Rule(
    "M-13",
    "compliance",
    "GSP §29; inspection guide ※5.51; interface rule 8",
    ("引用的人员或档案未登记", "Staff or another register's row that is not registered"),
    Problem(
        "unknown_staff",
        "{heading}“{value}”没有登记。",
        "{column} {value!r} is not registered.",
        "登记该人员或档案，或改正编码。",
        "Register the person or the paper, or correct the code.",
    ),
    TABLE_KEYS,
)

AMOUNT_DIFFERS = Rule(
    "M-146",
    "warning",
    "S0-1 4.3: bill, ledger and goods agree; GSP §58, §84; own",
    ("数量乘单价不等于金额", "The amount is not quantity times price"),
    Problem(
        "amount_differs",
        "数量{quantity}乘单价{unit_price}应为{expected}，而金额为{amount}。",
        "Quantity {quantity} times price {unit_price} is {expected}, but the amount is {amount}.",
        "核对数量、单价和金额；折扣请按实际单价填写。",
        "Check quantity, price and amount; state a discount in the price.",
    ),
    ("sales", "purchases"),
)

VOID_OWN = Rule(
    "M-145",
    "compliance",
    "inspection guide ※3.22: a correction is approved; S1-D 5.1.3: who does it does not pass it",
    ("自己作废自己批准", "A void approved by who enters it or made the record"),
    Problem(
        "void_own",
        "作废{target}：批准人应不同于录入人和原经办人，实际都是“{approver}”。",
        "Voiding {target}: expected an approver other than who enters it or made the record, got {approver!r} "
        "as both.",
        "由另一人批准作废。",
        "Have somebody else approve the void.",
    ),
    ("voids",),
)

RULES: tuple[Rule, ...] = (
    VOID_OWN,
    TRACKING_GAP,
    OTHER_LOT,
    UNKNOWN_STAFF,
    AMOUNT_DIFFERS,
)
