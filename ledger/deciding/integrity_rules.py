"""The arithmetic of tracing: rules that refuse a row live and on import."""

from dataclasses import replace

from ledger.deciding.rule import Rule
from ledger.errors import Problem

_GOODS = ("receipts", "sales", "returns")

UNKNOWN_REFERENCE = Rule(
    "M-01",
    "integrity",
    "own; architecture: the arithmetic of tracing",
    ("引用的档案或单据不存在", "Unknown product, customer, supplier or sale"),
    Problem(
        "unknown_reference",
        "{heading}“{value}”在“{table}”中没有登记。",
        "{column} {value!r} is not in the table {table_key}.",
        "先登记它，或改正编码后重新导入。",
        "Register it first, or correct the code and import again.",
    ),
    ("products", "receipts", "sales", "returns", "voids"),
    later=True,
)
NAME_OF_SEVERAL = replace(
    UNKNOWN_REFERENCE,
    problem=Problem(
        "name_of_several",
        "{heading}“{value}”在“{table}”中是几个的名称：{codes}。",
        "{column} {value!r} is the name of several in the table {table_key}: {codes}.",
        "请写编码，不要写名称。",
        "Give the code instead of the name.",
    ),
)
"""The same rule where a name is known, and does not tell which of those that carry it is meant."""
UNIT_OUT = Rule(
    "M-02",
    "integrity",
    "own; architecture: a serial sold while it is out",
    ("序列号尚未退回又被销售", "A serial sold while it is out"),
    Problem(
        "unit_is_out",
        "产品“{product_code}”序列号“{serial}”已在销售单“{sale_no}”第{line}行售出，尚未退回。",
        "Serial {serial!r} of product {product_code!r} is out on line {line} of sale {sale_no!r} "
        "and has not come back.",
        "先登记退货，或作废错误的销售记录。",
        "Record its return first, or void the sale that is wrong.",
    ),
    ("sales", "exchanges"),
    later=True,
)
UNIT_GONE = replace(
    UNIT_OUT,
    problem=Problem(
        "unit_is_gone",
        "产品“{product_code}”序列号“{serial}”自{since}起{status_zh}（单号“{number}”），其后没有再验收。",
        "Serial {serial!r} of product {product_code!r} is {status} since {since}, by {number!r}, "
        "and was not accepted again.",
        "核对序列号和日期；先作废错误的那条记录，或补录收货、退货。",
        "Check serial and day; void the record that is wrong first, or record the missing receipt or return.",
    ),
)
"""The same rule where the unit went back to the supplier or was written off: nobody can be given it."""
OTHER_CONTENT = Rule(
    "M-03",
    "integrity",
    "G-83; inspection guide ※3.22: a correction is a new record",
    ("同一编号两种内容", "Two different contents under one identity"),
    Problem(
        "other_content",
        "编号“{identity}”已有内容不同的记录（位置{position}，不同之处：{columns}）。",
        "{identity} is already recorded with other content at position {position} (differs in: {columns}).",
        "如需更正，请先作废原记录再重新录入；如是新增的一行，请写明行号。",
        "To correct it, void the record and enter it again; give a further line a line number of its own.",
    ),
    ("receipts", "sales", "returns"),
    later=True,
)
VOID_BREAKS = Rule(
    "M-04",
    "integrity",
    "own; interface rule 5",
    ("作废会破坏追溯", "A void that would break the trace"),
    Problem(
        "strike_breaks",
        "不能作废{target}：{because}。",
        "{target} cannot be voided: {because}.",
        "请先作废：{first}。",
        "Strike first: {first}.",
    ),
    ("voids",),
    later=True,
)
OTHER_UNIT = Rule(
    "M-05",
    "integrity",
    "own; interface: cells",
    ("单位与产品档案不符", "Another unit of measure than the product's"),
    Problem(
        "other_unit",
        "单位“{unit}”与产品“{product_code}”登记的单位“{expected}”不符，系统不换算。",
        "Unit {unit!r} was given for product {product_code!r}, whose unit is {expected!r}; nothing converts.",
        "按产品档案的单位填写数量。",
        "Give the quantity in the product's unit.",
    ),
    _GOODS,
)
SERIAL_COUNT = Rule(
    "M-06",
    "integrity",
    "own; interface: cells",
    ("数量与序列号个数不符", "Quantity is not the number of serials"),
    Problem(
        "serial_count",
        "列出了{count}个序列号，而数量是{quantity}。",
        "{count} serials are listed, but the quantity is {quantity}.",
        "一行的数量等于序列号个数；可不填数量。",
        "Make the quantity the count of the serials, or leave it out.",
    ),
    (*_GOODS, "exchanges", "delivery_discrepancies"),
)
SEVERAL_LOTS = replace(
    SERIAL_COUNT,
    problem=Problem(
        "lots_on_one_line",
        "一行应只有一个批号，实际“{lot}”有几个，各批的数量无法得知。",
        "A line has one lot, but {lot!r} names several, and how much of each is lost.",
        "每个批号写一行，分别写出数量。",
        "Write a line for each lot, with its quantity.",
    ),
)
"""The same rule for a text that may name several units, where the product has no serials to move them to."""
RETURN_BEFORE_SALE = Rule(
    "M-07",
    "integrity",
    "own; interface rule 9",
    ("退货早于销售", "A return before the sale"),
    Problem(
        "return_before_sale",
        "退货日期{returned_on}早于销售单“{sale_no}”的销售日期{sold_on}。",
        "The return of {returned_on} lies before the sale {sale_no!r} of {sold_on}.",
        "核对退货日期或所引用的销售单。",
        "Check the day of the return, or the sale it names.",
    ),
    ("returns", "exchanges"),
    later=True,
)
VOIDED_ALREADY = Rule(
    "M-08",
    "integrity",
    "own; interface rule 5: a void is final",
    ("记录已作废", "The record is voided already"),
    Problem(
        "struck_already",
        "{target}已经作废，作废不可更改。",
        "{target} is voided already, and a void is final.",
        "无需再作废；如需更正，请重新录入该记录。",
        "Nothing is left to void; enter the record again if it needs correcting.",
    ),
    ("voids",),
)
VOID_UNKNOWN = Rule(
    "M-09",
    "integrity",
    "own; interface rule 5",
    ("要作废的记录不存在", "The record to void is unknown"),
    Problem(
        "strike_unknown",
        "没有可作废的记录：{target}。",
        "There is no such record to void: {target}.",
        "核对记录表、单号和行号。",
        "Check the table, the number and the line.",
    ),
    ("voids",),
    later=True,
)
OTHER_GOODS = Rule(
    "G-16",
    "integrity",
    "GSP §106; Drug GSP annex 2; S1-D 5.1.1–5.1.2",
    ("只退本企业售出的货", "Only goods that this company sold to this customer"),
    Problem(
        "other_goods",
        "退回的货与销售不符：{what}，应为“{expected}”，实为“{got}”。",
        "The goods that come back are not those that were sold: {what}: expected {expected!r}, got {got!r}.",
        "核对销售单号、客户、产品、批号和序列号。",
        "Check the sale, the customer, the product, the lot and the serial.",
    ),
    ("returns", "exchanges"),
    later=True,
)
NO_SALE_FOUND = Rule(
    "G-16a",
    "integrity",
    "GSP §106; S1-D 5.1.1",
    ("找不到可退的销售", "No sale that this could be a return of"),
    Problem(
        "no_sale_found",
        "客户“{customer_code}”没有可退的销售：产品“{product_code}”，批号“{lot}”，序列号“{serial}”，数量{quantity}。",
        "Customer {customer_code!r} has no sale with enough outstanding: product {product_code!r}, lot {lot!r}, "
        "serial {serial!r}, quantity {quantity}.",
        "核对数量（几次销售合计未退的也不够）；缺少的销售记录请先导入，或填写销售单号。",
        "Check the quantity: all sales together have less outstanding. Import a sale that lacks first, or give "
        "its number.",
    ),
    ("returns", "exchanges"),
    later=True,
)
TOO_MANY_BACK = Rule(
    "G-17",
    "integrity",
    "GSP §106; S1-D 5.1.2",
    ("退货数量不得超过未退数量", "No more comes back than is outstanding"),
    Problem(
        "too_many_back",
        "退货数量{quantity}超过销售单“{sale_no}”第{line}行未退的数量{outstanding}。",
        "{quantity} would come back, but only {outstanding} is outstanding on line {line} of sale {sale_no!r}.",
        "核对数量，或作废重复的退货记录。",
        "Check the quantity, or void a return that was entered twice.",
    ),
    ("returns", "exchanges"),
    later=True,
)

RULES: tuple[Rule, ...] = (
    UNKNOWN_REFERENCE,
    UNIT_OUT,
    OTHER_CONTENT,
    VOID_BREAKS,
    OTHER_UNIT,
    SERIAL_COUNT,
    RETURN_BEFORE_SALE,
    VOIDED_ALREADY,
    VOID_UNKNOWN,
    OTHER_GOODS,
    NO_SALE_FOUND,
    TOO_MANY_BACK,
)
