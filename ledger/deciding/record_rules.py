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

RULES: tuple[Rule, ...] = (
    TRACKING_GAP,
    UNKNOWN_STAFF,
)
