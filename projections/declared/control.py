"""Views that control: summaries, three-way match, licence warnings, changes and retention."""

from datetime import date
from decimal import Decimal

from ledger.events import columns
from ledger.events.base import View, choice, day, moment, money, number, several, text, whole, yesno


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
            "matched:相符|no_invoice:有货无票|no_goods:有票无货|quantity_differs:数量不符|price_differs:金额不符|no_record:无记录|explained:已说明"
        ),
        basis="S0-1; S2-A",
        doc="Matched or what differs.",
    )
    days_open: int | None = whole("未结天数", basis="own", doc="Days the difference is open.")
    owner: str | None = columns.owner(basis="own")
    explanation: str | None = text("差异说明", basis="own", doc="Explanation given.")


class LicenceWarnings(
    View,
    key="licence_warnings",
    zh="证照效期预警表",
    en="Licence expiry warnings",
    kind="view",
    event="",
    identity=("owner_kind", "owner_code", "licence_kind", "licence_no"),
    tags=("owner",),
    retention="RET.VIEW",
    basis="GSP §51; Order 54 §16; S0-1; S2-A",
    ids="R-04 R-83 G-01 G-03 G-61",
    derived_from=(
        "licences",
        "customers",
        "suppliers",
        "products",
        "staff",
        "companies",
        "authorisations",
        "contracts",
        "rule_settings",
    ),
    rule="Papers that lapse within the reminder period on a day, and what they block.",
):
    """Licence expiry warnings (证照效期预警表)."""

    owner_kind: str | None = choice(
        "持有方类别",
        "own:本企业|customer:购货者|supplier:供货者|product:产品|staff:人员|other:其他",
        basis="own",
        doc="Whose paper it is.",
    )
    owner_code: str | None = text("持有方编码", basis="own", doc="Code of the owner.")
    owner_name: str | None = text("持有方名称", basis="own", doc="Name of the owner.")
    licence_kind: str | None = columns.licence_kind(basis="GSP §51")
    licence_no: str | None = columns.licence_no(basis="GSP §51")
    valid_until: date | None = columns.valid_until(basis="GSP §51")
    days_left: int | None = whole("剩余天数", basis="own", doc="Days until it lapses.")
    blocks: str | None = text("影响业务", basis="own", doc="Sales, purchases or duties that stop.")
    open_lines: int | None = whole("相关未结单据", basis="own", doc="Open documents that rely on it.")
    owner: str | None = columns.owner(zh="跟进人", aliases="当前责任人", basis="own")


class ChangeItems(
    View,
    key="change_items",
    zh="更正与作废记录清单",
    en="Corrections",
    kind="view",
    event="",
    identity=("event_position",),
    tags=("approver",),
    aliases="数据修改记录",
    retention="RET.VIEW",
    basis="GSP §22; GSP §51; Guide 2024-20; Drug GSP annex 2; S1-I",
    ids="G-83 C-03 S-06",
    derived_from=(
        "sales",
        "returns",
        "purchases",
        "receipts",
        "complaints",
        "repairs",
        "customers",
        "suppliers",
        "products",
    ),
    rule=(
        "Every event that replaces or voids another, old and new values side by side; drawn from all tables."
    ),
):
    """Corrections (更正与作废记录清单)."""

    subject_table: str | None = columns.subject_table(basis="Guide 2024-20")
    subject_no: str | None = columns.subject_no(basis="Guide 2024-20")
    field_key: str | None = text("字段", basis="own", doc="Field changed.")
    old_value: str | None = text("原值", basis="Guide 2024-20", doc="Value before.")
    new_value: str | None = text("新值", basis="Guide 2024-20", doc="Value after.")
    kind_of_change: str | None = text("变更种类", basis="own", doc="Replaced or voided.")
    reason: str | None = columns.reason(zh="变更原因", aliases="原因|理由", basis="GSP §51; Guide 2024-20")
    changed_by: str | None = text("变更人", basis="Guide 2024-20", doc="Person and post who changed it.")
    changed_at: str | None = moment("变更时间", basis="Guide 2024-20", doc="Time of the change.")
    approver: str | None = columns.approver(basis="Guide 2024-20")
    old_position: int | None = whole("原事件位置", basis="own", doc="Log position of the corrected event.")
    event_position: int | None = columns.event_position(
        doc="Log position of the correcting event.", basis="own"
    )


class RetentionItems(
    View,
    key="retention_items",
    zh="记录保存期限清单",
    en="Retention list",
    kind="view",
    event="",
    identity=("subject_table", "subject_no", "line"),
    tags=("product_code", "lot", "serial"),
    retention="RET.VIEW",
    basis="GSP §23; Order 54 §32; Order 54 §38; Order 1/2018 §22; Order 29 §21; S0-1; S0-3; S2-A; S4-G",
    ids=(
        "G-84 RT-01 RT-02 RT-03 RT-04 RT-05 RT-06 RT-07 RT-08 RT-09 RT-10 RT-11 RT-12 "
        "RT-13 RT-14 RT-15 C-01 C-02 C-04"
    ),
    derived_from=(
        "sales",
        "receipts",
        "returns",
        "service_records",
        "adverse_events",
        "recalls",
        "complaints",
        "vouchers",
        "rule_settings",
        "record_disposals",
    ),
    rule=(
        "Keep-until per row: the latest of every rule in force; no date while a case, "
        "recall or hold is open; implants for ever; no base date means for ever until a "
        "fallback is set."
    ),
):
    """Retention list (记录保存期限清单)."""

    subject_table: str | None = columns.subject_table(basis="own")
    subject_no: str | None = columns.subject_no(basis="own")
    line: int | None = columns.line(basis="own")
    product_code: str | None = columns.product_code(basis="own")
    lot: str | None = columns.lot(basis="own")
    serial: str | None = columns.serial(doc="Serial number of the unit.", basis="own")
    expiry_date: date | None = columns.expiry_date(basis="own")
    service_life_end: date | None = day("使用期限届满日", basis="S0-1", doc="End of the service life.")
    rules_applied: list[str] | None = several(
        "适用规则", basis="own", doc="Rules that matched and the date each gives."
    )
    keep_until: date | None = day(
        "保存至", basis="GSP §23; S0-1; S2-A", doc="Latest date; empty means for ever."
    )
    forever: bool | None = yesno("是否永久保存", basis="GSP §23", doc="Kept for ever.")
    blocked_by: str | None = text(
        "不得处置原因", basis="own", doc="Open case, recall, hold or missing base date."
    )
    retention_state: str | None = text("保存状态", basis="own", doc="Kept, disposable or disposed of.")
