"""What quality has stopped: holds and vetoes in force."""

from ledger.deciding.rule import Rule
from ledger.errors import Problem

_OUT = ("sales", "consignments")

ON_HOLD = Rule(
    "G-68c",
    "compliance",
    "GSP §74, §75, §110; Order 739 §67; S2-F 4.4, 4.5; G-06, G-68, G-69, G-74",
    ("停售、封存或被否决的产品", "Goods on hold, or vetoed by quality"),
    Problem(
        "on_hold",
        "产品“{product_code}”批号“{lot}”在{day}处于停售状态（{number}，自{since}）：{because}。",
        "Lot {lot!r} of product {product_code!r} is stopped on {day} by {number}, since {since}: {because}.",
        "停止销售；由质量管理部解除后再销售。",
        "Stop the sale until quality has lifted it.",
    ),
    _OUT,
)
BUYER_BLOCKED = Rule(
    "G-66",
    "compliance",
    "S2-F 4.2; GSP §82, §110; Order 54 §37; G-13",
    ("质量管理部停止向该购货者销售", "Quality has stopped sales to the buyer"),
    Problem(
        "buyer_blocked",
        "质量管理部自{since}停止向客户“{customer_code}”销售（{number}）：{because}。",
        "Quality has stopped sales to customer {customer_code!r} since {since} ({number}): {because}.",
        "停止销售并收回已售出的产品；由质量管理部解除后再销售。",
        "Stop selling and take back what was sold, until quality has lifted it.",
    ),
    _OUT,
)

RULES: tuple[Rule, ...] = (ON_HOLD, BUYER_BLOCKED)
