"""Goods exchanged, written off, destroyed or returned to the supplier."""

from datetime import date
from decimal import Decimal

from ledger.events import columns
from ledger.events.base import Event, choice, day, ref, several, text, yesno


class UnitExchanged(
    Event,
    key="exchanges",
    zh="换货记录",
    en="Exchange record",
    kind="fact",
    event="unit_exchanged",
    identity=("exchange_no", "line"),
    tags=(
        "exchange_no",
        "customer_code",
        "sale_no",
        "return_no",
        "complaint_no",
        "repair_no",
        "recall_no",
        "product_code",
        "lot",
        "serial",
        "replacement_product_code",
        "replacement_lot",
        "replacement_serial",
        "handler",
        "approver",
    ),
    event_time=("exchanged_on",),
    aliases="更换记录|调换记录|保换记录",
    retention="RET.GOODS",
    basis="S0-4; S1-C; S2-A; S3; S4-A; S4-F; S4-I",
    numbering="HH-{yyyymmdd}-{seq3}",
    ids="R-65 T-01 C-23",
    future=("replacement_expiry_date", "warranty_until"),
):
    """Exchange record (换货记录)."""

    exchange_no: str = text("换货编号", "更换编号", required=True, basis="own", doc="Exchange record number.")
    line: int = columns.line(required=True, basis="own")
    exchanged_on: date = day(
        "换货日期", "更换日期", required=True, basis="own", doc="Business date of the exchange."
    )
    customer_code: str = columns.customer_code(required=True, basis="own")
    customer_name: str | None = columns.customer_name(basis="own")
    sale_no: str | None = columns.sale_no(basis="own")
    sale_line: int | None = columns.sale_line(basis="own")
    return_no: str | None = columns.return_no(basis="S0-4")
    complaint_no: str | None = columns.complaint_no(basis="S2-A")
    repair_no: str | None = columns.repair_no(basis="S3")
    recall_no: str | None = columns.recall_no(basis="own")
    product_code: str = columns.product_code(
        zh="换回产品编码", aliases="产品编码|物料编码|商品编码|货号|产品编号", required=True, basis="S3"
    )
    product_name: str | None = columns.product_name(
        zh="故障产品",
        aliases="产品名称|名称|品名|医疗器械名称|药品名称|兽药名称|商品名称|产品|通用名称",
        basis="S3",
    )
    model: str | None = columns.model(basis="own")
    specification: str | None = columns.specification(basis="own")
    lot: str | None = columns.lot(
        zh="换回批号",
        aliases="生产批号|批号|批次|批次号|产品批号|生产批次|规格批号|生产批号或者序列号|生产批号或序列号",
        basis="own",
    )
    serial: str | None = columns.serial(
        zh="换回序列号",
        aliases="原序列号|序列号|出厂编号|机身号|机号|SN|产品序列号|设备序列号|设备编号",
        basis="S3",
    )
    quantity: Decimal = columns.quantity(required=True, basis="own")
    replacement_product_code: str = ref(
        "products", "换出产品编码", required=True, basis="S3; S4-A", doc="Product given in exchange."
    )
    replacement_lot: str | None = text(
        "换出批号", "更换后批号", basis="own", doc="Lot of the goods given in exchange."
    )
    replacement_serial: str | None = text(
        "换出序列号", "更换后序列号", basis="S3; S4-A", doc="Serial of the unit given in exchange."
    )
    replacement_expiry_date: date | None = day(
        "换出产品失效日期", basis="own", doc="Expiry of the goods given."
    )
    replacement_outbound_no: str | None = ref(
        "outbound_checks", "换出出库单号", basis="own", doc="Outbound check of the goods given."
    )
    reason: str = columns.reason(zh="换货原因", aliases="原因|理由", required=True, basis="S2-A; S3")
    warranty_until: date | None = day(
        "保修期至", basis="S4-I", doc="Last day of the warranty that carries over."
    )
    customer_signed: bool | None = columns.customer_signed(basis="own")
    handler: str = columns.handler(required=True, basis="own")
    approver: str | None = columns.approver(basis="own")
    pack_quantity: Decimal | None = columns.pack_quantity(basis="own")
    pack_unit: str | None = columns.pack_unit(basis="own")


class GoodsDisposed(
    Event,
    key="disposals",
    zh="退供、报损与销毁记录",
    en="Return to supplier, write-off and destruction record",
    kind="fact",
    event="goods_disposed",
    identity=("disposal_no", "line"),
    tags=(
        "disposal_no",
        "nonconformity_no",
        "return_no",
        "recall_no",
        "product_code",
        "lot",
        "serial",
        "udi",
        "supplier_code",
        "purchase_no",
        "decided_by",
        "voucher_nos",
    ),
    event_time=("disposed_on",),
    aliases="销毁记录|报损记录|购进退出记录|不合格品销毁记录",
    retention="RET.GOODS",
    basis="GSP §21; GSP §69; GSP §76; GSP §106; Order 29 §21; S1-I; S2-F; S2-G",
    numbering="CZ-{yyyymmdd}-{seq3}",
    ids="R-16 R-77 P-33",
    future=("expiry_date",),
):
    """Return to supplier, write-off and destruction record (退供、报损与销毁记录)."""

    disposal_no: str = text(
        "处置编号", "销毁编号|报损编号", required=True, basis="own", doc="Disposal record number."
    )
    line: int = columns.line(required=True, basis="own")
    disposal_kind: str = choice(
        "处置方式",
        "returned_to_supplier:退货:退供货者:退还供应商|written_off:报损|destroyed:销毁",
        "处理方式",
        required=True,
        basis="S2-F; S1-I; GSP §69",
        doc="What was done with the goods.",
    )
    disposed_on: date = day(
        "处置日期", "销毁日期|报损日期", required=True, basis="own", doc="Day of the disposal."
    )
    nonconformity_no: str | None = columns.nonconformity_no(basis="GSP §69")
    return_no: str | None = columns.return_no(basis="S1-I")
    recall_no: str | None = columns.recall_no(basis="Order 29 §21")
    product_code: str = columns.product_code(required=True, basis="own; S2-F")
    product_name: str | None = columns.product_name(basis="own; S2-F")
    model: str | None = columns.model(basis="own; S2-F")
    specification: str | None = columns.specification(basis="own; S2-F")
    lot: str | None = columns.lot(basis="own; S2-F")
    serial: str | None = columns.serial(basis="own; S2-F")
    udi: str | None = columns.udi(basis="own")
    expiry_date: date | None = columns.expiry_date(basis="own")
    unit: str | None = columns.unit(basis="own")
    quantity: Decimal = columns.quantity(aliases="销毁数量|报损数量|退货数量", required=True, basis="S2-F")
    reason: str = columns.reason(zh="处置原因", aliases="原因|理由", required=True, basis="S2-F")
    supplier_code: str | None = columns.supplier_code(
        doc="Supplier to whom the goods went back.", basis="S1-I"
    )
    supplier_name: str | None = columns.supplier_name(basis="S1-I")
    purchase_no: str | None = columns.purchase_no(basis="own")
    place: str | None = text("处置地点", "销毁地点|地点", basis="own", doc="Place.")
    method: str | None = text("处置方法", "销毁方法|方式", basis="own", doc="Way in which it was done.")
    decided_by: str = ref(
        "staff",
        "决定人",
        "质检部决定人",
        required=True,
        basis="S2-F",
        doc="Quality staff member who decided.",
    )
    done_by: str | None = ref("staff", "执行人", basis="own", doc="Person who carried it out.")
    witnesses: list[str] | None = several(
        "监督人员", "见证人", ref="staff", basis="GSP §19; Order 29 §21", doc="Staff who witnessed."
    )
    authority_present: bool | None = yesno(
        "药监部门监督", basis="Order 29 §21", doc="Destroyed under the supervision of the authority."
    )
    contractor: str | None = text("处置单位", basis="own", doc="Contractor that destroyed the goods.")
    waybill_no: str | None = text(
        "运单号", "快递单号", basis="own", doc="Waybill number, when transport is outsourced."
    )
    amount: Decimal | None = columns.amount(
        zh="损失金额", aliases="金额|总金额", doc="Loss or credit in money.", basis="own"
    )
    voucher_nos: list[str] | None = columns.voucher_nos(basis="own")
    pack_quantity: Decimal | None = columns.pack_quantity(basis="own")
    pack_unit: str | None = columns.pack_unit(basis="own")
