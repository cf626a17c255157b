"""The views of this folder, as declared: titles, headings, types and what they are derived from."""

from datetime import date
from decimal import Decimal

from ledger.events import columns
from ledger.events.base import View, choice, money, number, several, text, whole


class SalesSummaries(
    View,
    key="sales_summaries",
    zh="销售情况汇总",
    en="Sales summary",
    kind="view",
    event="",
    identity=("period_from", "period_to", "group_kind", "group_code"),
    tags=(),
    retention="RET.VIEW",
    basis="S4-G; S0-4; S1-A",
    ids="R-07 P-03 K-17 K-20",
    derived_from=("sales", "returns", "exchanges"),
    rule="Sum sales per period and group, returns shown apart; never netted silently.",
):
    """Sales summary (销售情况汇总)."""

    period_from: date | None = columns.period_from(basis="S4-G")
    period_to: date | None = columns.period_to(basis="S4-G")
    group_kind: str | None = text(
        "汇总口径", basis="own", doc="Product, customer, class of customer or seller."
    )
    group_code: str | None = text("汇总对象编码", basis="own", doc="Code of the group.")
    group_name: str | None = text("汇总对象", basis="own", doc="Name of the group.")
    sale_lines: int | None = whole("销售笔数", basis="own", doc="Number of sale lines.")
    quantity: Decimal | None = columns.quantity(zh="销售数量", aliases="数量", basis="S4-G")
    amount: Decimal | None = columns.amount(zh="销售额", aliases="金额|总金额", basis="S4-G")
    returned_quantity: Decimal | None = columns.returned_quantity(basis="own")
    returned_amount: Decimal | None = money("退货金额", basis="own", doc="Amount returned.")
    customer_count: int | None = whole("客户数", basis="S1-A", doc="Number of buyers.")
    top_products: list[str] | None = several(
        "主要产品", "购买行为、销售额、产品偏好", basis="S1-A", doc="Products sold most, for preference."
    )


class ThreeWayMatches(
    View,
    key="three_way_matches",
    zh="票帐货核对表",
    en="Bill, ledger and goods match",
    kind="view",
    event="",
    identity=("match_direction", "doc_no", "line"),
    tags=("customer_code", "supplier_code", "product_code", "lot", "serial", "invoice_no", "owner"),
    aliases="票、帐、货相符|三者相符核对表",
    retention="RET.VIEW",
    basis="S0-1; S0-3; S2-A; GSP §77",
    ids="R-03 P-02 G-09 G-10 C-25",
    derived_from=(
        "sales",
        "purchases",
        "invoices",
        "receipts",
        "outbound_checks",
        "shipments",
        "consignments",
        "returns",
        "disposals",
        "match_explanations",
    ),
    rule=(
        "Compare invoice, record and goods line by line for sales and for purchases; a "
        "difference stays listed until matched or explained."
    ),
):
    """Bill, ledger and goods match (票帐货核对表)."""

    match_direction: str | None = choice(
        "方向", "sales:销售|purchase:采购", basis="S0-1; S2-A", doc="Sale or purchase."
    )
    doc_no: str | None = columns.doc_no(doc="Sale or purchase document.", basis="own")
    line: int | None = columns.line(basis="own")
    customer_code: str | None = columns.customer_code(basis="own")
    supplier_code: str | None = columns.supplier_code(basis="own")
    party_name: str | None = text("对方单位", basis="own", doc="Counterparty.")
    product_code: str | None = columns.product_code(basis="own")
    product_name: str | None = columns.product_name(basis="own")
    lot: str | None = columns.lot(basis="own")
    serial: str | None = columns.serial(doc="Serial number of the unit.", basis="own")
    record_quantity: Decimal | None = number(
        "帐面数量", "账面数量", basis="S0-1", doc="Quantity in the record."
    )
    goods_quantity: Decimal | None = number("实物数量", basis="S0-1", doc="Quantity shipped or received.")
    invoice_quantity: Decimal | None = number("票面数量", basis="S0-1", doc="Quantity invoiced.")
    record_amount: Decimal | None = money("帐面金额", basis="own", doc="Amount in the record.")
    invoice_amount: Decimal | None = money("票面金额", basis="S0-1", doc="Amount invoiced.")
    invoice_no: str | None = columns.invoice_no(basis="S0-1")
    match_state: str | None = choice(
        "核对结果",
        (
            "matched:相符|no_invoice:有货无票|no_goods:有票无货|quantity_differs:数量不符|price_differs:金额不符|no_record:无记录|gift:赠品|explained:已说明"
        ),
        basis="S0-1; S2-A",
        doc="Matched or what differs.",
    )
    days_open: int | None = whole("未结天数", basis="own", doc="Days the difference is open.")
    owner: str | None = columns.owner(basis="own")
    explanation: str | None = text("差异说明", basis="own", doc="Explanation given.")
