"""Goods on their way out: outbound check, transport and invoice."""

from datetime import date
from decimal import Decimal

from ledger.events import columns
from ledger.events.base import Event, choice, day, moment, money, number, ref, text, yesno


class OutboundChecked(
    Event,
    key="outbound_checks",
    zh="出库复核记录",
    en="Outbound check record",
    kind="fact",
    event="outbound_checked",
    identity=("outbound_no", "line"),
    tags=(
        "outbound_no",
        "sale_no",
        "consignment_no",
        "repair_no",
        "customer_code",
        "product_code",
        "lot",
        "serial",
        "udi",
        "location_code",
        "checker",
    ),
    event_time=("outbound_on",),
    aliases="医疗器械出库复核记录表|出库记录|出库单|出库质量复核记录",
    retention="RET.GOODS",
    basis="GSP §21; GSP §87; GSP §88; GSP §89; GSP §91; S2-D; S2-F; S2-J",
    numbering="CK-{yyyymmdd}-{seq3}",
    ids="R-92 P-41 G-05 G-06 G-07",
    future=("expiry_date",),
):
    """Outbound check record (出库复核记录)."""

    outbound_no: str = text(
        "出库单号", "出库编号", required=True, basis="GSP §107", doc="Outbound document number."
    )
    line: int = columns.line(required=True, basis="own")
    outbound_on: date = day(
        "出库日期", required=True, legal="must", basis="GSP §88", doc="Day of leaving the store."
    )
    sale_no: str | None = columns.sale_no(basis="own")
    sale_line: int | None = columns.sale_line(basis="own")
    consignment_no: str | None = columns.consignment_no(basis="GSP §89")
    repair_no: str | None = columns.repair_no(
        doc="Repair case, for a repaired unit that goes back.", basis="S0-3"
    )
    customer_code: str = columns.customer_code(required=True, basis="GSP §88")
    customer_name: str | None = columns.customer_name(
        zh="购货者",
        aliases="购货单位|客户名称|顾客名称|顾客的名称|用户名称|客户姓名",
        legal="must",
        basis="GSP §88",
    )
    product_code: str = columns.product_code(required=True, basis="GSP §88")
    product_name: str | None = columns.product_name(legal="must", basis="GSP §88")
    model: str | None = columns.model(legal="must", basis="GSP §88")
    specification: str | None = columns.specification(legal="must", basis="GSP §88")
    registrant: str | None = columns.registrant(legal="must", basis="GSP §88")
    contract_manufacturer: str | None = columns.contract_manufacturer(legal="if_any", basis="GSP §88")
    registration_no: str | None = columns.registration_no(legal="must", basis="GSP §88")
    manufacturer: str | None = columns.manufacturer(basis="Drug GSP §96")
    dosage_form: str | None = columns.dosage_form(basis="Drug GSP §96")
    lot: str | None = columns.lot(legal="lot_or_serial", basis="GSP §88")
    serial: str | None = columns.serial(legal="lot_or_serial", basis="GSP §88")
    udi: str | None = columns.udi(legal="if_any", basis="GSP §88; UDI notices")
    production_date: date | None = columns.production_date(basis="own")
    expiry_date: date | None = columns.expiry_date(legal="must", basis="GSP §88")
    expiry_text: str | None = columns.expiry_text(basis="own")
    unit: str | None = columns.unit(legal="must", basis="GSP §88")
    quantity: Decimal = columns.quantity(aliases="出库数量", required=True, legal="must", basis="GSP §88")
    location_code: str | None = columns.location_code(basis="own")
    packaging_ok: bool | None = columns.packaging_ok(basis="GSP §87")
    label_ok: bool | None = yesno(
        "标签是否相符", "标签|标识情况", basis="GSP §87", doc="Label present, legible and matching."
    )
    validity_ok: bool | None = yesno("是否在有效期内", basis="GSP §87", doc="Inside its validity.")
    inspection_verdict: str | None = choice(
        "检验记录结论",
        "conforming:合格:验收合格:符合|nonconforming:不合格:验收不合格:不符合|pending:待定:待处理",
        basis="S0-3",
        doc="Verdict of the inspection record looked up before release.",
    )
    report_no: str | None = columns.report_no(basis="S0-3")
    check_result: str = choice(
        "复核结论",
        "passed:复核合格|blocked:不得出库",
        "复核结果|质量状况",
        required=True,
        basis="GSP §87; S2-F",
        doc="Verdict of the outbound check.",
    )
    finding: str | None = text("异常情况", basis="GSP §87", doc="Reason why the goods may not leave.")
    quality_told_at: str | None = moment(
        "报告质量管理机构时间", basis="GSP §87", doc="Time at which quality staff were told."
    )
    checker: str = ref(
        "staff",
        "复核人员",
        "复核人|复核员|检查人",
        required=True,
        basis="GSP §51; S2-D",
        doc="Person who made the check.",
    )
    delivery_note_no: str | None = columns.delivery_note_no(basis="GSP §91")
    stamped: bool | None = yesno(
        "是否加盖出库印章", "出库印章", basis="GSP §91", doc="Outbound stamp put on the delivery note."
    )
    pack_quantity: Decimal | None = columns.pack_quantity(basis="own")
    pack_unit: str | None = columns.pack_unit(basis="own")


class GoodsShipped(
    Event,
    key="shipments",
    zh="运输记录",
    en="Transport record",
    kind="fact",
    event="goods_shipped",
    identity=("shipment_no", "line"),
    tags=(
        "shipment_no",
        "outbound_no",
        "sale_no",
        "customer_code",
        "product_code",
        "lot",
        "serial",
        "udi",
        "voucher_nos",
    ),
    event_time=("shipped_on",),
    aliases="医疗器械运输记录|药品的配送信息|配送记录|发货记录",
    retention="RET.GOODS",
    basis="GSP §21; GSP §94; GSP §95; GSP §96; GSP §97; Online GSP §19; S2-J; S1-G; S0-4",
    numbering="YSJL-{yyyymmdd}-{seq3}",
    ids="R-93 P-41 T-15",
):
    """Transport record (运输记录)."""

    shipment_no: str = text("运输单号", required=True, basis="own", doc="Transport record number.")
    line: int = columns.line(required=True, basis="own")
    shipped_on: date = columns.shipped_on(required=True, legal="must", basis="GSP §96")
    shipment_kind: str | None = choice(
        "运输类别",
        (
            "sale:销售发货|consignment:选配或样品|replenishment:补货|return_pickup:退货提货|repair:返修送还|recall:召回收回|supplier_return:退供货者|transfer:移库"
        ),
        basis="own",
        doc="Why the goods travel; a sale when absent.",
    )
    outbound_no: str | None = columns.outbound_no(basis="own")
    sale_no: str | None = columns.sale_no(basis="own")
    delivery_note_no: str | None = columns.delivery_note_no(basis="own")
    online_order_no: str | None = columns.online_order_no(legal="online", basis="Online GSP §19")
    customer_code: str = columns.customer_code(required=True, basis="GSP §96")
    customer_name: str | None = columns.customer_name(
        zh="收货单位名称",
        aliases="收货单位|客户名称|顾客名称|顾客的名称|用户名称|客户姓名",
        legal="must",
        basis="GSP §96",
    )
    delivery_address: str | None = columns.delivery_address(
        zh="收货单位地址", aliases="收货地址|送货地址", legal="must", basis="GSP §96"
    )
    customer_contact: str | None = columns.customer_contact(basis="GSP §96")
    customer_phone: str | None = columns.customer_phone(legal="must", basis="GSP §96")
    product_code: str = columns.product_code(required=True, basis="GSP §96")
    product_name: str | None = columns.product_name(legal="must", basis="GSP §96")
    model: str | None = columns.model(legal="must", basis="GSP §96")
    specification: str | None = columns.specification(legal="must", basis="GSP §96")
    registration_no: str | None = columns.registration_no(legal="must", basis="GSP §96")
    lot: str | None = columns.lot(legal="lot_or_serial", basis="GSP §96")
    serial: str | None = columns.serial(legal="lot_or_serial", basis="GSP §96")
    udi: str | None = columns.udi(basis="own")
    unit: str | None = columns.unit(legal="must", basis="GSP §96")
    quantity: Decimal = columns.quantity(aliases="发货数量", required=True, legal="must", basis="GSP §96")
    transport_mode: str = columns.transport_mode(required=True, legal="must", basis="GSP §96")
    carrier_name: str | None = text(
        "承运单位名称",
        "承运单位|承运人",
        legal="outsourced",
        basis="GSP §96",
        doc="Carrier, when transport is outsourced.",
    )
    waybill_no: str | None = text(
        "运单号",
        "快递单号",
        legal="outsourced",
        basis="GSP §96",
        doc="Waybill number, when transport is outsourced.",
    )
    vehicle_no: str | None = columns.vehicle_no(legal="own_transport", basis="GSP §96")
    transport_staff: str | None = columns.transport_staff(legal="own_transport", basis="GSP §96; S0-4")
    shipped_from: str | None = text(
        "发货地址", legal="online", basis="Online GSP §19", doc="Address the goods left from."
    )
    container_no: str | None = text("冷藏箱或保温箱编号", basis="GSP §95; GSP §97", doc="Cold box used.")
    loaded_temperature: Decimal | None = number(
        "装车温度", "启运温度", legal="cold", basis="GSP §95", doc="Temperature at loading."
    )
    arrival_temperature: Decimal | None = number(
        "到货温度",
        "到货时温度",
        legal="cold",
        basis="GSP §97",
        doc="Temperature measured at arrival, in degrees Celsius.",
    )
    departed_at: str | None = moment(
        "启运时间", "发运时间", basis="GSP §63; GSP §96", doc="Time of departure."
    )
    arrived_at: str | None = moment("送达时间", "到货时间|抵达时间", basis="GSP §63", doc="Time of arrival.")
    received_by: str | None = text("签收人", basis="GSP §98; own", doc="Person who signed for the goods.")
    signed_on: date | None = day(
        "签收日期", "回执日期", basis="GSP §98", doc="Day on which the goods were signed for."
    )
    exception_note: str | None = text("运输异常情况", basis="GSP §99", doc="Exceptional event on the way.")
    voucher_nos: list[str] | None = columns.voucher_nos(basis="GSP §98")
    pack_quantity: Decimal | None = columns.pack_quantity(basis="own")
    pack_unit: str | None = columns.pack_unit(basis="own")


class InvoiceIssued(
    Event,
    key="invoices",
    zh="票据记录",
    en="Invoices and receipts",
    kind="fact",
    event="invoice_issued",
    identity=("invoice_no", "line"),
    tags=(
        "invoice_no",
        "customer_code",
        "supplier_code",
        "sale_no",
        "purchase_no",
        "repair_no",
        "return_no",
        "product_code",
        "lot",
        "serial",
        "invoice_clerk",
        "voucher_nos",
    ),
    event_time=("issued_on",),
    aliases="合法票据|销售票据|发票登记|购药凭证",
    retention="RET.GOODS",
    basis="GSP §51; GSP §86; S0-1; S0-3; S2-A; S4-I; S1-I",
    numbering="number printed on the invoice",
    ids="R-03 R-57 P-02 G-09 G-10 RT-05 C-25 L-29",
):
    """Invoices and receipts (票据记录)."""

    invoice_no: str = columns.invoice_no(required=True, basis="S0-1; S0-3; S2-A")
    line: int = columns.line(required=True, basis="own")
    invoice_kind: str = choice(
        "票据种类",
        "sales:销售发票|service:服务发票|purchase:采购发票|red:红字发票|receipt:收款凭证",
        required=True,
        basis="S0-1; S4-I",
        doc="Kind of invoice or receipt.",
    )
    invoice_direction: str | None = choice(
        "开具或取得",
        "issued:开具|received:取得",
        basis="S2-A",
        doc="Issued by us or obtained from a supplier; issued when absent.",
    )
    issued_on: date = day("开票日期", "签发日期", required=True, basis="S0-3", doc="Day of the invoice.")
    customer_code: str | None = columns.customer_code(basis="S0-3")
    customer_name: str | None = columns.customer_name(basis="own")
    supplier_code: str | None = columns.supplier_code(basis="S2-A")
    supplier_name: str | None = columns.supplier_name(basis="own")
    sale_no: str | None = columns.sale_no(basis="S0-1")
    sale_line: int | None = columns.sale_line(basis="own")
    purchase_no: str | None = columns.purchase_no(basis="S2-A")
    repair_no: str | None = columns.repair_no(basis="S4-I")
    return_no: str | None = columns.return_no(basis="own")
    product_code: str | None = columns.product_code(basis="own")
    product_name: str | None = columns.product_name(basis="own")
    specification: str | None = columns.specification(basis="own")
    lot: str | None = columns.lot(basis="own")
    serial: str | None = columns.serial(basis="own")
    quantity: Decimal | None = columns.quantity(basis="S2-A")
    unit_price: Decimal | None = columns.unit_price(basis="S2-A")
    amount: Decimal = columns.amount(
        zh="票面金额", aliases="金额|总金额", doc="Amount on the invoice line.", required=True, basis="S0-3"
    )
    tax_amount: Decimal | None = money("税额", basis="own", doc="Tax on the line.")
    red_of: str | None = text("对应原发票号", basis="own", doc="Invoice that a red invoice reverses.")
    invoice_clerk: str | None = ref(
        "staff", "开票员", "会计员", basis="S0-4; S1-D; S4-I", doc="Person who issued it."
    )
    paid_on: date | None = day("收款日期", basis="S4-I", doc="Day on which the money was received.")
    paid_amount: Decimal | None = money("收款金额", basis="S4-I", doc="Money received.")
    payee: str | None = ref("staff", "收款人", basis="S4-I", doc="Person who took the money.")
    voucher_nos: list[str] | None = columns.voucher_nos(basis="S2-A")
