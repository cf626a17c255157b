"""Views of goods: delivery notes, distribution, unit traces, stock and expiry."""

from datetime import date
from decimal import Decimal

from ledger.events import columns
from ledger.events.base import View, choice, day, moment, number, ref, several, text, whole, yesno


class DeliveryNotes(
    View,
    key="delivery_notes",
    zh="随货同行单",
    en="Delivery note",
    kind="view",
    event="",
    identity=("delivery_note_no", "line"),
    tags=("product_code", "lot", "serial", "customer_code", "outbound_no", "sale_no"),
    aliases="送货单|出库随货同行单",
    retention="RET.GOODS",
    basis="GSP §91; GSP §92; GSP §93; Online GSP §17",
    numbering="SH-{yyyymmdd}-{seq3}",
    ids="R-93 P-41",
    derived_from=("outbound_checks", "sales", "consignments", "companies"),
    rule="Print layout of an outbound document; the issued copy is frozen by report_issues.",
):
    """Delivery note (随货同行单)."""

    delivery_note_no: str | None = columns.delivery_note_no(basis="GSP §91")
    line: int | None = columns.line(basis="own")
    seller_name: str | None = text(
        "供货企业名称",
        "销售企业名称|零售企业名称",
        snapshot_of="companies.name",
        legal="must",
        basis="GSP §92",
        doc="Name of the selling company, that is our own, at the time of the event.",
    )
    registrant: str | None = columns.registrant(legal="must", basis="GSP §92")
    contract_manufacturer: str | None = columns.contract_manufacturer(legal="if_any", basis="GSP §92")
    product_code: str | None = columns.product_code(basis="own")
    product_name: str | None = columns.product_name(legal="must", basis="GSP §92")
    model: str | None = columns.model(legal="must", basis="GSP §92")
    specification: str | None = columns.specification(legal="must", basis="GSP §92")
    registration_no: str | None = columns.registration_no(legal="must", basis="GSP §92")
    lot: str | None = columns.lot(legal="lot_or_serial", basis="GSP §92")
    serial: str | None = columns.serial(
        doc="Serial number of the unit.", legal="lot_or_serial", basis="GSP §92"
    )
    expiry_date: date | None = columns.expiry_date(legal="must", basis="GSP §92")
    unit: str | None = columns.unit(basis="own")
    quantity: Decimal | None = columns.quantity(legal="must", basis="GSP §92")
    storage_conditions: str | None = columns.storage_conditions(
        snapshot_of="products.storage_conditions", legal="must", basis="GSP §92"
    )
    logistics_provider: str | None = text(
        "专门提供运输贮存服务的企业名称",
        legal="if_any",
        basis="GSP §92",
        doc="Third-party logistics company, when used.",
    )
    customer_code: str | None = columns.customer_code(basis="own")
    customer_name: str | None = columns.customer_name(
        zh="收货单位名称",
        aliases="客户名称|顾客名称|顾客的名称|用户名称|客户姓名",
        legal="must",
        basis="GSP §92",
    )
    delivery_address: str | None = columns.delivery_address(legal="must", basis="GSP §92")
    customer_phone: str | None = columns.customer_phone(legal="must", basis="GSP §92")
    shipped_on: date | None = columns.shipped_on(legal="must", basis="GSP §92")
    online_order_no: str | None = columns.online_order_no(legal="online", basis="Online GSP §17")
    drop_shipment: bool | None = columns.drop_shipment(
        zh="直调标识", aliases="是否直调|直调", legal="drop_shipment", basis="GSP §93"
    )
    drop_shipper_name: str | None = text(
        "直调企业名称",
        legal="drop_shipment",
        basis="GSP §93",
        doc="Company that ordered the direct shipment.",
    )
    drop_shipment_reason: str | None = columns.drop_shipment_reason(legal="drop_shipment", basis="GSP §93")
    outbound_no: str | None = columns.outbound_no(basis="own")
    sale_no: str | None = columns.sale_no(basis="own")
    stamp: str | None = text("出库印章", legal="must", basis="GSP §91", doc="Place for the outbound stamp.")


class DistributionLines(
    View,
    key="distribution_lines",
    zh="销售流向追溯表",
    en="Who bought what",
    kind="view",
    event="",
    identity=("sale_no", "line"),
    tags=(
        "sale_no",
        "customer_code",
        "product_code",
        "lot",
        "serial",
        "udi",
        "outbound_no",
        "shipment_no",
        "seller",
        "receipt_no",
        "supplier_code",
    ),
    aliases="全部售出产品情况|兽药销售备案|兽药销售信息公示|销售去向表",
    retention="RET.VIEW",
    basis="Order 739 §45; GSP §51; GSP §82; GSP §111; Order 29 §15; S0-1; S2-C; S2-E; S2-F; S1-F; S1-I; S1-D",
    ids="R-80 R-114 R-115 P-32 P-47 T-01 T-02 T-05 T-06 T-08 T-10 L-33 G-16",
    derived_from=(
        "sales",
        "returns",
        "exchanges",
        "consignments",
        "delivery_discrepancies",
        "outbound_checks",
        "shipments",
        "recalls",
        "repairs",
    ),
    rule=(
        "One row per sold, consigned, sampled, lent or exchanged line in the scope, as "
        "true at one time and as known at another; still out = sold - returned - "
        "disposed, with exchanges moving the serial."
    ),
):
    """Who bought what (销售流向追溯表)."""

    sale_no: str | None = columns.sale_no(basis="S0-1")
    line: int | None = columns.line(basis="own")
    flow_kind: str | None = choice(
        "流向类别",
        (
            "received:购进|put_away:入库|checked:检查|sold:销售|consigned:选配或样品出库|shipped:运输|returned:退回|exchanged:更换|serviced:服务|complaint:投诉|adverse_event:不良事件|held:停售封存|recalled:召回|disposed:处置"
        ),
        basis="own",
        doc="Sold, consigned, exchanged or lent.",
    )
    sold_on: date | None = day("销售日期", basis="S0-1", doc="Business date of the sale.")
    customer_code: str | None = columns.customer_code(basis="S0-1")
    customer_name: str | None = columns.customer_name(
        zh="购货者名称",
        aliases="销售对象|购货单位|销往单位|客户名称|顾客名称|顾客的名称|用户名称|客户姓名",
        basis="S0-3; S1-F",
    )
    customer_kind: str | None = columns.customer_kind(basis="own")
    customer_address: str | None = columns.customer_address(basis="Order 54 §38")
    delivery_address: str | None = columns.delivery_address(basis="GSP §84")
    customer_contact: str | None = columns.customer_contact(basis="GSP §84")
    customer_phone: str | None = columns.customer_phone(basis="GSP §84")
    product_code: str | None = columns.product_code(basis="S0-1")
    product_name: str | None = columns.product_name(
        aliases="兽药名称|名称|品名|医疗器械名称|药品名称|商品名称|产品|通用名称", basis="S0-1; S1-F"
    )
    model: str | None = columns.model(basis="own")
    specification: str | None = columns.specification(basis="S0-1; S1-F")
    registration_no: str | None = columns.registration_no(basis="own")
    registrant: str | None = columns.registrant(basis="own")
    manufacturer: str | None = columns.manufacturer(basis="S0-1; S1-F")
    lot: str | None = columns.lot(basis="S1-F")
    serial: str | None = columns.serial(doc="Serial number of the unit.", basis="S0-1")
    udi: str | None = columns.udi(basis="UDI notices")
    production_date: date | None = columns.production_date(basis="own")
    expiry_date: date | None = columns.expiry_date(basis="S1-F")
    quantity: Decimal | None = columns.quantity(zh="销售数量", aliases="数量", basis="S0-1; S1-F")
    returned_quantity: Decimal | None = columns.returned_quantity(zh="已退数量", basis="own")
    exchanged_quantity: Decimal | None = number("已换数量", basis="own", doc="Quantity exchanged.")
    recovered_quantity: Decimal | None = number(
        "召回收回数量", basis="own", doc="Quantity recovered under recalls."
    )
    quantity_out: Decimal | None = number("仍在外数量", basis="S0-1", doc="Quantity still out.")
    current_serial: str | None = text(
        "客户现用序列号", basis="own", doc="Serial the customer has now, after exchanges."
    )
    outbound_no: str | None = columns.outbound_no(basis="own")
    shipment_no: str | None = columns.shipment_no(basis="own")
    seller: str | None = ref(
        "staff",
        "业务员",
        "经办人|经手人|销售员|销售人员|营销员",
        basis="S0-1",
        doc="Salesperson who handled the sale.",
    )
    receipt_no: str | None = columns.receipt_no(basis="own")
    supplier_code: str | None = columns.supplier_code(basis="own")
    open_matters: list[str] | None = several(
        "未结事项", basis="own", doc="Open complaints, repairs, events and holds."
    )
    event_position: int | None = columns.event_position(doc="Log position of the sale event.", basis="own")


class UnitTraces(
    View,
    key="unit_traces",
    zh="单批单件追溯表",
    en="Trace sheet of a lot or unit",
    kind="view",
    event="",
    identity=("product_code", "lot", "serial", "event_position"),
    tags=("product_code", "lot", "serial", "udi", "location_code", "handler", "voucher_nos"),
    retention="RET.VIEW",
    basis="GSP §51; S0-3; S2-A; S4-H",
    ids="R-48 T-01 T-08 T-09 T-11 T-12 T-13 T-14 T-15 T-17 T-18 S-03",
    derived_from=(
        "purchases",
        "receipts",
        "putaways",
        "inspection_reports",
        "stock_checks",
        "outbound_checks",
        "shipments",
        "sales",
        "consignments",
        "returns",
        "exchanges",
        "service_records",
        "repairs",
        "complaints",
        "adverse_events",
        "quality_trackings",
        "quality_holds",
        "recalls",
        "nonconformities",
        "disposals",
        "warranties",
        "vouchers",
    ),
    rule=(
        "Every event tagged with the product and lot or serial in time order, with a "
        "running balance and the counterparty."
    ),
):
    """Trace sheet of a lot or unit (单批单件追溯表)."""

    product_code: str | None = columns.product_code(basis="own")
    product_name: str | None = columns.product_name(basis="own")
    lot: str | None = columns.lot(basis="own")
    serial: str | None = columns.serial(doc="Serial number of the unit.", basis="own")
    udi: str | None = columns.udi(basis="UDI notices")
    happened_at: str | None = columns.happened_at(basis="own")
    known_at: str | None = moment("记录时间", basis="own", doc="When it was recorded.")
    trace_role: str | None = choice(
        "环节",
        (
            "received:购进|put_away:入库|checked:检查|sold:销售|consigned:选配或样品出库|shipped:运输|returned:退回|exchanged:更换|serviced:服务|complaint:投诉|adverse_event:不良事件|held:停售封存|recalled:召回|disposed:处置"
        ),
        basis="own",
        doc="What happened to the goods.",
    )
    doc_no: str | None = columns.doc_no(basis="own")
    party_name: str | None = text("往来单位", basis="own", doc="Counterparty.")
    moved_in: Decimal | None = number("收入数量", basis="own", doc="Quantity in.")
    moved_out: Decimal | None = number("发出数量", basis="own", doc="Quantity out.")
    balance: Decimal | None = number("结存数量", basis="own", doc="Running balance.")
    location_code: str | None = columns.location_code(basis="own")
    conclusion: str | None = columns.conclusion(basis="S0-3")
    handler: str | None = columns.handler(basis="own")
    voucher_nos: list[str] | None = columns.voucher_nos(basis="S2-J")
    event_position: int | None = columns.event_position(basis="own")
    event_hash: str | None = text("事件摘要值", basis="own", doc="Hash of the event.")
    corrected: bool | None = yesno("是否更正", basis="own", doc="Row was corrected by a later event.")


class StockBalances(
    View,
    key="stock_balances",
    zh="库存记录",
    en="Stock",
    kind="view",
    event="",
    identity=("product_code", "lot", "serial", "location_code"),
    tags=("product_code", "part_code", "lot", "serial", "udi", "location_code"),
    aliases="医疗器械库存记录|库存台账|备件台账",
    retention="RET.VIEW",
    basis="GSP §21; GSP §52; GSP §77; S0-4; S4-I",
    ids="R-59 P-29 P-40",
    derived_from=(
        "receipts",
        "putaways",
        "sales",
        "outbound_checks",
        "returns",
        "exchanges",
        "disposals",
        "stocktakes",
        "consignments",
        "part_movements",
        "quality_holds",
    ),
    rule=(
        "Balance of every movement per product, lot, serial, place and quality state; "
        "parts and tools are kept apart by goods kind."
    ),
):
    """Stock (库存记录)."""

    goods_kind: str | None = text("物品类别", basis="own", doc="Product, spare part or tool.")
    product_code: str | None = columns.product_code(basis="GSP §77")
    product_name: str | None = columns.product_name(basis="GSP §77")
    model: str | None = columns.model(basis="GSP §77")
    specification: str | None = columns.specification(basis="GSP §77")
    registration_no: str | None = columns.registration_no(basis="own")
    registrant: str | None = columns.registrant(basis="own")
    part_code: str | None = columns.part_code(basis="S0-4")
    part_name: str | None = columns.part_name(basis="S0-4")
    lot: str | None = columns.lot(basis="GSP §77")
    serial: str | None = columns.serial(doc="Serial number of the unit.", basis="GSP §77")
    udi: str | None = columns.udi(basis="own")
    production_date: date | None = columns.production_date(basis="own")
    expiry_date: date | None = columns.expiry_date(basis="GSP §77")
    unit: str | None = columns.unit(basis="own")
    location_code: str | None = columns.location_code(basis="GSP §40")
    zone_kind: str | None = choice(
        "库区类别",
        (
            "pending:待验区|qualified:合格品区|nonconforming:不合格品区|outbound:发货区|returned:退货区:专用退货场所|recalled:召回区|loaner:备用机区|parts:备件区|display:陈列区"
        ),
        basis="GSP §40",
        doc="Quality zone.",
    )
    quality_status: str | None = columns.quality_status(basis="GSP §40")
    quantity: Decimal | None = columns.quantity(zh="库存数量", aliases="数量", basis="GSP §77")
    held_quantity: Decimal | None = number("锁定数量", basis="own", doc="Quantity under a hold.")
    saleable_quantity: Decimal | None = number("可销数量", basis="own", doc="Quantity that may be sold.")
    last_moved_on: date | None = day("最近变动日期", basis="own", doc="Day of the last movement.")
    last_counted_on: date | None = day("最近盘点日期", basis="GSP §77", doc="Day of the last count.")


class ExpiryItems(
    View,
    key="expiry_items",
    zh="效期产品管理记录表",
    en="Expiry management",
    kind="view",
    event="",
    identity=("product_code", "lot", "serial"),
    tags=("product_code", "lot", "serial", "location_code", "hold_no", "disposal_no"),
    aliases="医疗器械效期产品管理记录表|近效期预警表|有效期管理",
    retention="RET.VIEW",
    basis="GSP §51; GSP §76; S2-D; S2-F; S2-G",
    ids="R-78 G-06 K-26",
    derived_from=("receipts", "putaways", "sales", "returns", "stock_balances", "rule_settings"),
    rule="Stock and goods sold by expiry on a day; near-expiry limit is a setting; expired stock is locked.",
):
    """Expiry management (效期产品管理记录表)."""

    product_code: str | None = columns.product_code(basis="S2-D")
    product_name: str | None = columns.product_name(basis="S2-D")
    model: str | None = columns.model(basis="own")
    specification: str | None = columns.specification(basis="own")
    lot: str | None = columns.lot(basis="S2-D")
    serial: str | None = columns.serial(doc="Serial number of the unit.", basis="own")
    production_date: date | None = columns.production_date(basis="own")
    expiry_date: date | None = columns.expiry_date(
        aliases="效期|有效期|有效期至|失效日期|使用期限|有效期限|使用期限或者失效日期", basis="GSP §76; S2-D"
    )
    days_left: int | None = whole("剩余天数", basis="GSP §76", doc="Days until expiry.")
    expiry_state: str | None = choice(
        "效期状态",
        "good:正常|near:近效期|expired:过期已锁定",
        basis="GSP §51; GSP §76",
        doc="Good, near expiry, or expired and locked.",
    )
    stock_quantity: Decimal | None = number("库存数量", basis="GSP §76", doc="Quantity in stock.")
    sold_quantity_out: Decimal | None = number(
        "售出在外数量", basis="own", doc="Quantity sold and still out."
    )
    location_code: str | None = columns.location_code(basis="GSP §76")
    warned_on: date | None = day("预警日期", basis="GSP §76", doc="Day of the first warning.")
    measures: str | None = columns.measures(basis="GSP §76")
    hold_no: str | None = columns.hold_no(basis="GSP §51")
    disposal_no: str | None = columns.disposal_no(basis="GSP §76")
