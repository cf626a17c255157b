"""The views of this folder, as declared: titles, headings, types and what they are derived from."""

from datetime import date
from decimal import Decimal

from ledger.events import columns
from ledger.events.base import View, choice, day, moment, number, text, whole, yesno


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
    unexplained_quantity: Decimal | None = number(
        "去向不明数量",
        basis="own",
        doc="Below zero, how much more left than came: of parts under this name (which it was is untold), of "
        "products in all, on their first row.",
    )


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
