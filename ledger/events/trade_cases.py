"""Cases of the trade: goods sent out without a sale, and deliveries that differ."""

from datetime import date
from decimal import Decimal

from ledger.events import columns
from ledger.events.base import Before, Case, choice, day, number, ref, stage, text


class Consignments(
    Case,
    key="consignments",
    zh="选配与样品出库登记",
    en="Goods sent out without a sale",
    kind="case",
    event="goods_consigned_out",
    identity=("consignment_no", "line"),
    tags=(
        "consignment_no",
        "customer_code",
        "product_code",
        "lot",
        "serial",
        "used_serial",
        "unused_serial",
        "udi",
        "outbound_no",
        "handler",
        "sale_no",
        "return_no",
        "contract_no",
        "voucher_nos",
    ),
    aliases="选配出库记录|样品(成品、印刷包材)领用|样品领用记录|试用借用登记",
    retention="RET.GOODS",
    basis="GSP §89; GSP §90; S1-E",
    numbering="XP-{yyyymmdd}-{seq3}",
    ids="R-94 P-46 T-01",
    future=("expiry_date", "due_back_on"),
    stages=(
        stage(
            "goods_consigned_out",
            "goods_consigned_out",
            "出库",
            (
                "consignment_no line consignment_kind consigned_on customer_code customer_name "
                "product_code product_name model specification lot serial udi expiry_date unit "
                "quantity outbound_no handler requested_by purpose due_back_on contract_no voucher_nos"
            ),
            by="storekeeper",
            following="consignment_use_confirmed consignment_unused_returned",
            at="consigned_on",
        ),
        stage(
            "consignment_use_confirmed",
            "use_confirmed",
            "使用确认(成为销售)",
            "used_on used_quantity used_serial use_confirmed_by sale_no sale_line unit_price amount",
            by="salesperson",
            following="consignment_unused_returned consignment_closed",
            at="used_on",
            repeats=True,
        ),
        stage(
            "consignment_unused_returned",
            "unused_returned",
            "未使用退回",
            "unused_quantity unused_serial returned_on return_no",
            by="receiver",
            following="consignment_use_confirmed consignment_closed",
            at="returned_on",
            repeats=True,
        ),
        stage(
            "consignment_closed", "closed", "结清", "closed_on close_note", by="storekeeper", at="closed_on"
        ),
    ),
):
    """Goods sent out without a sale (选配与样品出库登记)."""

    consignment_no: str = text(
        "选配出库编号",
        "样品领用编号",
        required=True,
        basis="own",
        doc="Number of goods sent out without a sale.",
    )
    line: int = columns.line(required=True, basis="own")
    consignment_kind: str = choice(
        "出库类别",
        "clinical_choice:医疗机构选配|sample:样品领用|trial:试用|loan:借用|exhibition:展示|rental:租赁",
        required=True,
        basis="GSP §89; S1-E",
        doc="Why the goods leave without a sale.",
    )
    consigned_on: date = day("出库日期", "领用日期", required=True, basis="GSP §89", doc="Day of leaving.")
    customer_code: str = columns.customer_code(required=True, basis="GSP §89")
    customer_name: str | None = columns.customer_name(basis="GSP §89")
    product_code: str = columns.product_code(required=True, basis="GSP §89; S1-E")
    product_name: str | None = columns.product_name(basis="GSP §89; S1-E")
    model: str | None = columns.model(basis="GSP §89; S1-E")
    specification: str | None = columns.specification(basis="GSP §89; S1-E")
    lot: str | None = columns.lot(basis="GSP §89; S1-E")
    serial: str | None = columns.serial(basis="GSP §89; S1-E")
    udi: str | None = columns.udi(basis="GSP §89; S1-E")
    expiry_date: date | None = columns.expiry_date(basis="GSP §89; S1-E")
    unit: str | None = columns.unit(basis="own")
    quantity: Decimal = columns.quantity(zh="出库数量", aliases="数量", required=True, basis="GSP §89; S1-E")
    outbound_no: str | None = columns.outbound_no(basis="GSP §89")
    handler: str = columns.handler(required=True, basis="own")
    requested_by: str | None = text("领用人", basis="S1-E", doc="Person or unit that asked for the sample.")
    purpose: str | None = text("用途", basis="S1-E", doc="Purpose.")
    due_back_on: date | None = day("应退回日期", basis="own", doc="Day by which unused goods should be back.")
    used_on: date | None = day(
        "使用确认日期", basis="GSP §89", doc="Day on which the clinic confirmed its choice."
    )
    used_quantity: Decimal | None = number(
        "使用数量", basis="GSP §89", doc="Quantity used, which becomes the sale."
    )
    used_serial: str | None = text(
        "使用序列号",
        "已使用序列号",
        basis="GSP §89",
        doc="Serials of the units used, where not all of them are.",
    )
    use_confirmed_by: str | None = text(
        "医疗机构确认人", basis="GSP §89", doc="Post at the clinic that confirmed."
    )
    sale_no: str | None = columns.sale_no(basis="GSP §89")
    sale_line: int | None = columns.sale_line(basis="GSP §89")
    unused_quantity: Decimal | None = number("未使用数量", basis="GSP §90", doc="Quantity that comes back.")
    unused_serial: str | None = text(
        "未使用序列号",
        "退回序列号",
        basis="GSP §90",
        doc="Serials of the units that come back, where not all of them do.",
    )
    returned_on: date | None = day(
        "退货日期", "退回日期", basis="GSP §90", doc="Business date of the return."
    )
    return_no: str | None = columns.return_no(basis="GSP §90")
    closed_on: date | None = columns.closed_on(basis="own")
    close_note: str | None = columns.close_note(basis="own")
    voucher_nos: list[str] | None = columns.voucher_nos(basis="GSP §89")
    unit_price: Decimal | None = columns.unit_price(basis="GSP §84; GSP §89")
    amount: Decimal | None = columns.amount(basis="GSP §84; GSP §89")
    contract_no: str | None = columns.contract_no(
        zh="租赁合同编号", aliases="合同编号", basis="own", doc="Contract under which goods are let."
    )


class DeliveryDiscrepancies(
    Case,
    key="delivery_discrepancies",
    zh="短少、发错、破损处理记录",
    en="Delivery discrepancies",
    kind="case",
    event="discrepancy_reported",
    identity=("discrepancy_no",),
    tags=(
        "customer_code",
        "sale_no",
        "shipment_no",
        "outbound_no",
        "product_code",
        "lot",
        "serial",
        "replenish_lot",
        "replenish_serial",
        "first_responder",
        "return_case_no",
        "complaint_no",
        "voucher_nos",
    ),
    aliases="器械货物短少、发错、破损|质量、数量、运输破损处理|补货记录",
    retention="RET.GOODS",
    basis="S0-4; S1-E; GSP §60",
    numbering="CY-{yyyymmdd}-{seq3}",
    ids="R-21 P-08",
    stages=(
        stage(
            "discrepancy_reported",
            "reported",
            "受理",
            (
                "discrepancy_no reported_on channel discrepancy_kind customer_code customer_name "
                "sale_no sale_line shipment_no outbound_no product_code product_name model "
                "specification lot serial quantity content first_responder voucher_nos"
            ),
            by="after_sales",
            following="discrepancy_investigated",
            at="reported_on",
        ),
        stage(
            "discrepancy_investigated",
            "investigated",
            "调查",
            "investigator investigated_on findings attribution",
            by="discrepancy_group",
            following="discrepancy_replenished discrepancy_explained",
            at="investigated_on",
        ),
        stage(
            "discrepancy_replenished",
            "replenished",
            "补货",
            (
                "replenished_quantity replenish_outbound_no replenish_lot replenish_serial "
                "replenished_on return_case_no"
            ),
            by="storekeeper",
            following="discrepancy_closed",
            at="replenished_on",
        ),
        stage(
            "discrepancy_explained",
            "explained",
            "解释协助",
            "explanation complaint_no explained_at",
            by="after_sales",
            following="discrepancy_closed",
            at="explained_at",
            before=(
                Before("discrepancy_investigated", "S0-4 4.5"),
                Before("discrepancy_replenished", "S0-4 4.5; S1-E 4.2.5", when="attribution=own"),
            ),
        ),
        stage(
            "discrepancy_closed",
            "closed",
            "结果反馈",
            "closed_on close_note",
            by="discrepancy_group",
            at="closed_on",
            before=(
                Before("discrepancy_replenished discrepancy_explained", "S0-4 4.5; S1-E 4.2.5"),
                Before(
                    "discrepancy_replenished",
                    "S0-4 4.5; S1-E 4.2.5",
                    when="attribution=own discrepancy_explained",
                ),
            ),
        ),
    ),
):
    """Delivery discrepancies (短少、发错、破损处理记录)."""

    discrepancy_no: str = text("差异编号", required=True, basis="own", doc="Delivery discrepancy number.")
    reported_on: date = columns.reported_on(zh="反映日期", aliases="报告日期", required=True, basis="own")
    channel: str | None = columns.channel(basis="own")
    discrepancy_kind: str = choice(
        "差异类别",
        "short:短少|wrong:发错|broken:破损|quality:质量问题|quantity:数量差异|transport:运输破损",
        "短少、发错、破损",
        required=True,
        basis="S0-4; S1-E",
        doc="Short, wrong, broken, quality, quantity or transport damage.",
    )
    customer_code: str = columns.customer_code(required=True, basis="S0-4")
    customer_name: str | None = columns.customer_name(basis="own")
    sale_no: str = columns.sale_no(required=True, basis="own")
    sale_line: int | None = columns.sale_line(basis="own")
    shipment_no: str | None = columns.shipment_no(basis="own")
    outbound_no: str | None = columns.outbound_no(basis="own")
    product_code: str = columns.product_code(required=True, basis="own")
    product_name: str | None = columns.product_name(basis="own")
    model: str | None = columns.model(basis="own")
    specification: str | None = columns.specification(basis="own")
    lot: str | None = columns.lot(basis="own")
    serial: str | None = columns.serial(basis="own")
    quantity: Decimal = columns.quantity(zh="差异数量", aliases="数量", required=True, basis="own")
    content: str = text("情况说明", "内容", required=True, basis="S0-4", doc="Content in words.")
    first_responder: str | None = columns.first_responder(basis="S0-4")
    investigator: str | None = columns.investigator(basis="S0-4")
    investigated_on: date | None = columns.investigated_on(basis="own")
    findings: str | None = text(
        "调查结果", "经调查确属/不属本公司环节问题", basis="S0-4; S1-E", doc="Finding."
    )
    attribution: str | None = choice(
        "责任环节",
        (
            "own:本公司环节|carrier:承运环节|supplier:供货者或生产企业|customer:客户|other_company:其他公司|force_majeure:不可抗力|undetermined:未定"
        ),
        basis="S0-4; S1-E",
        doc="Whether our link caused it.",
    )
    replenished_quantity: Decimal | None = number(
        "补货数量", "补货", basis="S1-E", doc="Quantity replenished."
    )
    replenish_outbound_no: str | None = ref(
        "outbound_checks", "补货出库单号", basis="own", doc="Outbound check of the goods sent."
    )
    replenish_lot: str | None = text("补货批号", basis="own", doc="Lot of the goods sent.")
    replenish_serial: str | None = text("补货序列号", basis="own", doc="Serial of the goods sent.")
    replenished_on: date | None = day("补货日期", basis="own", doc="Day of the replenishment.")
    explanation: str | None = text(
        "解释与协助情况", "解释并协助解决问题", basis="S1-E; S0-4", doc="Explanation and help given."
    )
    return_case_no: str | None = columns.return_case_no(basis="own")
    complaint_no: str | None = columns.complaint_no(basis="own")
    explained_at: str | None = columns.stage_time(zh="解释协助时间")
    closed_on: date | None = columns.closed_on(basis="own")
    close_note: str | None = columns.close_note(
        zh="反馈结果", aliases="处理结果反馈至客服组|结案说明|总结", basis="S0-4"
    )
    voucher_nos: list[str] | None = columns.voucher_nos(basis="own")
