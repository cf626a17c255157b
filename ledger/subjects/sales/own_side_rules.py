"""Who of us may sell, and by which papers of our own."""

from ledger.deciding.rule import Rule
from ledger.errors import Problem

_OUT = ("sales", "consignments")

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
