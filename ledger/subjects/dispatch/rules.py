"""What leaves the store: checked again, of the sale it names, in its temperature, with its papers."""

from ledger.deciding.rule import Rule
from ledger.errors import Problem

_OUTBOUND = ("outbound_checks",)
_SHIPMENTS = ("shipments",)

MORE_THAN_SOLD = Rule(
    "M-48",
    "integrity",
    "GSP §87, §88; own: the arithmetic of tracing",
    ("出库多于销售", "More checked out than was sold"),
    Problem(
        "more_than_sold",
        "销售单“{sale_no}”第{line}行售出{sold}，出库复核合格合计{outbound}。",
        "{outbound} would be checked out on line {line} of sale {sale_no!r}, of which {sold} were sold.",
        "核对出库数量和所引用的销售单行。",
        "Check the quantity and the sale line it names.",
    ),
    _OUTBOUND,
)
OTHER_THAN_SOLD = Rule(
    "M-48a",
    "integrity",
    "GSP §87, §88; own: the arithmetic of tracing",
    ("出库与所引销售不符", "The goods that leave are not those of the sale"),
    Problem(
        "other_than_sold",
        "与销售单“{sale_no}”不符：{what}应为“{expected}”，实为“{got}”。",
        "This is not of sale {sale_no!r}: {what}: expected {expected!r}, got {got!r}.",
        "核对销售单号、客户、产品、批号和序列号。",
        "Check the sale, the customer, the product, the lot and the serial.",
    ),
    (*_OUTBOUND, *_SHIPMENTS),
)
INVOICE_DIFFERS = Rule(
    "G-10",
    "compliance",
    "GSP §51, §86; S0-1 4.5; S2-A 4(2); G-09",
    ("票据与购销记录不符", "The invoice is not of the sale or purchase it names"),
    Problem(
        "invoice_differs",
        "发票“{invoice_no}”与{document}不符：{what}应为“{expected}”，实为“{got}”。",
        "Invoice {invoice_no!r} differs from {document}: {what}: expected {expected!r}, got {got!r}.",
        "票、帐、货应相符；核对后更正。",
        "Bill, ledger and goods agree: check, and correct.",
    ),
    ("invoices",),
)
PASSED_THOUGH_FAILED = Rule(
    "G-07a",
    "compliance",
    "GSP §87, §88; S4-G 10; G-05, G-06",
    ("复核项目不合格仍放行", "Passed, though points of the outbound check failed"),
    Problem(
        "passed_though_failed",
        "出库单“{outbound_no}”第{line}行复核合格，而{what}。",
        "Line {line} of outbound check {outbound_no!r} passed, although: {what}.",
        "有下列情形之一的不得出库，并报质量管理部。",
        "Such goods may not leave: report them to quality.",
    ),
    _OUTBOUND,
)
OUTBOUND_EXPIRED = Rule(
    "G-07b",
    "compliance",
    "GSP §72, §87; Order 739 §55; G-06",
    ("出库时已过效期", "Past its expiry when it left"),
    Problem(
        "outbound_expired",
        "产品“{product_code}”批号“{lot}”失效日期{expiry_date}，{on}复核合格出库。",
        "Lot {lot!r} of product {product_code!r} expired on {expiry_date}, and passed the check of {on}.",
        "过期产品不得出库，移入不合格品区。",
        "Expired goods may not leave: move them to the red zone.",
    ),
    _OUTBOUND,
)
OUTBOUND_HELD = Rule(
    "G-07c",
    "compliance",
    "GSP §74, §87, §110; Order 739 §67; G-06, G-68",
    ("停售封存期间出库", "Left while on hold"),
    Problem(
        "outbound_held",
        "{what}“{code}”被“{block}”停售封存，{on}不得出库。",
        "Held by {block!r}: {what} {code!r} may not leave on {on}.",
        "由质量管理部解除后再出库。",
        "Have quality release it first.",
    ),
    (*_OUTBOUND, *_SHIPMENTS),
)
QUALITY_NOT_TOLD = Rule(
    "G-07d",
    "compliance",
    "GSP §87",
    ("不得出库的产品未报质量管理机构", "Blocked goods, and quality was not told"),
    Problem(
        "quality_not_told",
        "出库单“{outbound_no}”第{line}行不得出库，缺少{missing}。",
        "Line {line} of outbound check {outbound_no!r} was blocked, and the record lacks: {missing}.",
        "注明异常情况，并报质量管理机构处理。",
        "State the reason, and report to quality.",
    ),
    _OUTBOUND,
)
NOT_CHECKED_OUT = Rule(
    "G-07",
    "compliance",
    "GSP §87, §88; S2-F 3(5)2; S2-D 8",
    ("未经出库复核即发货", "Shipped without a passed outbound check"),
    Problem(
        "not_checked_out",
        "运输单“{shipment_no}”的产品“{product_code}”没有复核合格的出库记录（{named}）。",
        "No passed outbound check covers product {product_code!r} of shipment {shipment_no!r} ({named}).",
        "先复核，合格后再发货；漏记的补录出库复核记录。",
        "Check goods before they leave; record a check that was left out.",
    ),
    _SHIPMENTS,
    keeps=("outbound_checks",),
)
COLD_SHIPMENT_PAPERS = Rule(
    "M-49",
    "compliance",
    "GSP §95, §96, §97",
    ("冷链发运缺少温度或时间", "A cold-chain shipment without temperatures or times"),
    Problem(
        "cold_shipment_papers",
        "冷链产品“{product_code}”的运输单“{shipment_no}”缺少：{missing}。",
        "Shipment {shipment_no!r} of cold-chain product {product_code!r} lacks: {missing}.",
        "记录装车和到货温度、启运和送达时间。",
        "Record the temperatures at loading and arrival, and the times.",
    ),
    _SHIPMENTS,
)
COLD_SHIPMENT_READINGS = Rule(
    "M-49b",
    "compliance",
    "GSP §97; notice 154 of 2016",
    ("冷链运输没有途中温度记录", "A cold-chain shipment that arrived without readings of the way"),
    Problem(
        "cold_shipment_readings",
        "冷链产品“{product_code}”的运输单“{shipment_no}”已送达，没有途中温度记录。",
        "Shipment {shipment_no!r} of cold-chain product {product_code!r} arrived, and no reading of the way "
        "is recorded.",
        "导出温度记录仪数据，以温湿度记录登记并填写运输单号。",
        "Record the logger's readings as temperature readings that name the shipment.",
    ),
    _SHIPMENTS,
    recorded=True,
)
COLD_SHIPMENT_RANGE = Rule(
    "M-49a",
    "compliance",
    "GSP §95, §97, §99",
    ("冷链运输超温", "The cold chain was broken on the way"),
    Problem(
        "cold_shipment_range",
        "产品“{product_code}”要求{low}至{high}℃，运输单“{shipment_no}”的{what}为{temperature}。",
        "Product {product_code!r} asks for {low} to {high} degrees; on shipment {shipment_no!r} "
        "the {what} was {temperature}.",
        "按应急预案处理，并报质量管理部。",
        "Act by the emergency plan, and report to quality.",
    ),
    _SHIPMENTS,
)
DELIVERY_NOTE = Rule(
    "M-43b",
    "compliance",
    "GSP §91, §92, §93",
    ("直调发货没有随货同行单", "A direct shipment without its delivery note"),
    Problem(
        "delivery_note",
        "直调销售单“{sale_no}”的{document}没有随货同行单号。",
        "Direct shipment {sale_no!r}: {document} names no delivery note.",
        "直调应附两份标明直调的随货同行单。",
        "Direct shipment goes with two delivery notes marked as such.",
    ),
    _SHIPMENTS,
)

RULES: tuple[Rule, ...] = (
    MORE_THAN_SOLD,
    OTHER_THAN_SOLD,
    INVOICE_DIFFERS,
    NOT_CHECKED_OUT,
    PASSED_THOUGH_FAILED,
    OUTBOUND_EXPIRED,
    OUTBOUND_HELD,
    QUALITY_NOT_TOLD,
    COLD_SHIPMENT_PAPERS,
    COLD_SHIPMENT_RANGE,
    COLD_SHIPMENT_READINGS,
    DELIVERY_NOTE,
)
