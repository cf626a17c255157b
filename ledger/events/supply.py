"""Goods coming in: what was received and accepted, from whom."""

from datetime import date
from decimal import Decimal

from ledger.events.base import Event, choice, day, moment, number, ref, several, text, whole, yesno


class GoodsReceived(
    Event,
    key="receipts",
    zh="进货查验记录",
    en="Incoming acceptance record",
    kind="fact",
    event="goods_received",
    identity=("receipt_no", "line"),
    tags=(
        "receipt_no",
        "purchase_no",
        "supplier_code",
        "product_code",
        "lot",
        "serial",
        "udi",
        "receiver",
        "inspector",
        "location_code",
        "customer_code",
        "invoice_no",
        "voucher_nos",
    ),
    event_time=("accepted_on", "received_on"),
    aliases="医疗器械进货验收记录表|入库验收记录|进货验收记录|验收记录|收货记录",
    retention="RET.GOODS",
    basis="Order 739 §45; Order 54 §32; GSP §60; GSP §63; GSP §64; GSP §65; GSP §66; GSP §67; GSP §68; S2-D; S2-F; S2-J; S1-G",
    numbering="YS-{yyyymmdd}-{seq3}",
    ids="R-89",
    future=("expiry_date",),
):
    """Incoming acceptance record (进货查验记录)."""

    receipt_no: str = text(
        "验收单号",
        "进货查验单号|入库验收单号",
        required=True,
        basis="own",
        doc="Incoming acceptance document number.",
    )
    line: int = whole("行号", "行次|序号", required=True, basis="own", doc="Line number inside the document.")
    purchase_no: str | None = ref(
        "purchases", "采购单号", "采购订单号", basis="GSP §60", doc="Purchase document number."
    )
    delivery_note_no: str | None = text(
        "随货同行单号",
        "随货同行单编号|送货单号",
        basis="GSP §60; GSP §61",
        doc="Number of the delivery note that goes with the goods.",
    )
    supplier_code: str = ref(
        "suppliers",
        "供货者编码",
        "供应商编码|供应商代码",
        required=True,
        basis="GSP §65",
        doc="Supplier of this row.",
    )
    supplier_name: str | None = text(
        "供货者名称",
        "供货者|供货单位|供货商|供应商|供货企业名称",
        snapshot_of="suppliers.name",
        legal="must",
        basis="GSP §65; Order 54 §32",
        doc="Supplier name at the time of the event.",
    )
    supplier_address: str | None = text(
        "供货者地址",
        "供货单位地址",
        snapshot_of="suppliers.address",
        legal="must",
        basis="GSP §65; Order 54 §32",
        doc="Supplier address at the time of the event.",
    )
    supplier_contact: str | None = text(
        "供货者联系人",
        "供货单位联系人",
        snapshot_of="suppliers.contact",
        personal=True,
        basis="own",
        doc="Contact person of the supplier.",
    )
    supplier_phone: str | None = text(
        "供货者联系方式",
        "供货者联系电话|供货单位联系方式",
        snapshot_of="suppliers.phone",
        personal=True,
        legal="must",
        basis="GSP §65; Order 54 §32",
        doc="Telephone or other way to reach the supplier.",
    )
    product_code: str = ref(
        "products",
        "产品编码",
        "物料编码|商品编码|货号|产品编号",
        required=True,
        basis="GSP §65",
        doc="Product of this row.",
    )
    product_name: str | None = text(
        "产品名称",
        "名称|品名|医疗器械名称|药品名称|兽药名称|商品名称|产品|通用名称",
        snapshot_of="products.name",
        legal="must",
        basis="GSP §65",
        doc="Product name as printed on the certificate.",
    )
    model: str | None = text(
        "型号",
        "产品型号|商品型号",
        snapshot_of="products.model",
        legal="must",
        basis="GSP §65",
        doc="Model as registered.",
    )
    specification: str | None = text(
        "规格",
        "规格型号|规格(型号)|型号规格",
        snapshot_of="products.specification",
        legal="must",
        basis="GSP §65",
        doc="Specification; a combined 规格型号 column is kept here when it cannot be split.",
    )
    registration_no: str | None = text(
        "注册证编号或备案编号",
        "注册证号|注册证编号|备案编号|备案凭证编号|医疗器械注册证编号或备案编号|医疗器械注册证编号或者备案编号|医疗器械注册证|批准文号",
        snapshot_of="products.registration_no",
        legal="must",
        basis="GSP §65",
        doc="Registration certificate or filing number as printed; a pattern check only warns.",
    )
    registrant: str | None = text(
        "注册人/备案人名称",
        "注册人|备案人|医疗器械注册人|注册人或备案人名称|注册人或者备案人名称|持有人|上市许可持有人",
        snapshot_of="products.registrant",
        legal="must",
        basis="GSP §65",
        doc="Registrant or filer of the device, or holder of the drug approval.",
    )
    contract_manufacturer: str | None = text(
        "受托生产企业名称",
        "受托生产企业",
        snapshot_of="products.contract_manufacturer",
        legal="if_any",
        basis="GSP §65",
        doc="Contract manufacturer, when the registrant does not make the device itself.",
    )
    production_licence_no: str | None = text(
        "生产许可证号或备案编号",
        "生产许可证号|生产许可证编号|生产备案编号|生产备案凭证编号|生产许可证编号或者备案编号",
        snapshot_of="products.production_licence_no",
        legal="must",
        basis="GSP §65",
        doc="Production licence or production filing number of the maker; imported goods have none.",
    )
    manufacturer: str | None = text(
        "生产企业",
        "生产单位|生产厂家|厂家|生产厂商|制造商|生产企业名称",
        snapshot_of="products.manufacturer",
        basis="S1-G",
        doc="Maker as printed on the label.",
    )
    dosage_form: str | None = text(
        "剂型", snapshot_of="products.dosage_form", basis="Drug GSP §80", doc="Dosage form, for drugs."
    )
    unit: str | None = text(
        "单位", "计量单位", snapshot_of="products.unit", basis="own", doc="Unit of measure of the quantity."
    )
    lot: str | None = text(
        "生产批号",
        "批号|批次|批次号|产品批号|生产批次|规格批号|生产批号或者序列号|生产批号或序列号",
        legal="lot_or_serial",
        basis="GSP §65; S2-A",
        doc="Production lot; a combined lot-or-serial column goes here and is moved to serial when the product is tracked by serial.",
    )
    serial: str | None = text(
        "序列号",
        "出厂编号|机身号|机号|SN|产品序列号|设备序列号|设备编号",
        legal="lot_or_serial",
        basis="GSP §65; S0-1",
        doc="Serial number; several units on one line are joined by ';'.",
    )
    udi: str | None = text(
        "医疗器械唯一标识",
        "UDI|唯一标识|UDI码|医疗器械唯一标识(若有)",
        legal="if_any",
        basis="GSP §65",
        doc="Full UDI as scanned, carrier text kept unchanged.",
    )
    production_date: date | None = day(
        "生产日期", "制造日期|出厂日期", basis="Drug GSP §80; S0-1", doc="Date of manufacture on the label."
    )
    expiry_date: date | None = day(
        "使用期限或失效日期",
        "有效期|有效期至|失效日期|使用期限|效期|有效期限|使用期限或者失效日期",
        legal="must",
        basis="GSP §65",
        doc="Last good day, as written; a month without a day means its last day; the printed text stays in expiry_text.",
    )
    expiry_text: str | None = text(
        "有效期标示原文", basis="own", doc="Expiry exactly as printed, with its precision."
    )
    quantity: Decimal = number(
        "数量",
        "到货数量|来货数量",
        required=True,
        legal="must",
        basis="GSP §65",
        doc="Quantity in the stated unit.",
    )
    accepted_quantity: Decimal = number(
        "验收合格数量", "合格数量", required=True, legal="must", basis="GSP §65", doc="Quantity that passed."
    )
    refused_quantity: Decimal | None = number(
        "拒收数量", "拒收", basis="GSP §60; S2-F", doc="Quantity refused at arrival."
    )
    conclusion: str = choice(
        "验收结论",
        "conforming:合格:验收合格:符合|nonconforming:不合格:验收不合格:不符合|pending:待定:待处理",
        "验收结果|检验结论|结论",
        required=True,
        legal="must",
        basis="GSP §65",
        doc="Verdict of the inspection.",
    )
    purchase_date: date | None = day(
        "购货日期", "采购日期|购进日期", legal="must", basis="GSP §65", doc="Business date of the purchase."
    )
    received_on: date = day(
        "收货日期",
        "到货日期|接收日期",
        required=True,
        basis="GSP §60; GSP §62; S2-F",
        doc="Day on which the goods arrived.",
    )
    accepted_on: date | None = day(
        "验收日期", legal="must", basis="GSP §65", doc="Day of the acceptance verdict."
    )
    receiver: str | None = ref(
        "staff", "收货人员", "收货员", basis="GSP §60", doc="Person who received the goods."
    )
    inspector: str | None = ref(
        "staff",
        "验收人员",
        "验收员|质检员|检验员",
        legal="must",
        basis="GSP §65",
        doc="Person who inspected the goods.",
    )
    acceptance_basis: str | None = text(
        "验收依据",
        "有关标准和合同质量条款",
        basis="S2-F",
        doc="Standard and contract clauses inspected against.",
    )
    sampling: str | None = text("抽样情况", basis="S1-G; own", doc="How samples were drawn.")
    transport_mode: str | None = choice(
        "运输方式",
        "own_vehicle:自行运输|carrier:委托运输|courier:快递|customer_pickup:客户自提:用户送回|supplier_delivery:供货者送货|delivery_clerk:配送员携带",
        basis="GSP §60; GSP §63",
        doc="How the goods travelled.",
    )
    departed_at: str | None = moment(
        "启运时间", "发运时间", legal="cold", basis="GSP §63", doc="Time of departure."
    )
    arrived_at: str | None = moment(
        "到货时间", "抵达时间", legal="cold", basis="GSP §63", doc="Time of arrival."
    )
    transit_temperature: str | None = text(
        "在途温度",
        "运输过程的温度记录",
        legal="cold",
        basis="GSP §63; GSP §67",
        doc="Lowest and highest temperature on the way.",
    )
    arrival_temperature: Decimal | None = number(
        "到货温度",
        "到货时温度",
        legal="cold",
        basis="GSP §63; GSP §67",
        doc="Temperature measured at arrival, in degrees Celsius.",
    )
    appearance_ok: bool | None = yesno("外观是否合格", "外观", basis="GSP §64", doc="Appearance passed.")
    packaging_ok: bool | None = yesno(
        "包装是否完好", "包装情况|包装", basis="GSP §64", doc="Packing intact, clean and sealed."
    )
    label_ok: bool | None = yesno(
        "标签是否相符", "标签|标识情况", basis="GSP §64", doc="Label present, legible and matching."
    )
    certificate_ok: bool | None = yesno(
        "合格证明文件是否齐全", "合格证明文件", basis="GSP §64", doc="Certificate of conformity present."
    )
    delivered_signed: bool | None = yesno(
        "交货双方是否签字", basis="GSP §60", doc="Both sides signed for the handover on the spot."
    )
    nonconformity: str | None = text(
        "不合格事项", "不合格项目|不合格原因", legal="failed", basis="GSP §65", doc="Points that failed."
    )
    measures: str | None = text(
        "处置措施",
        "处理措施|处理办法|改进措施",
        legal="failed",
        basis="GSP §65",
        doc="What was done about it.",
    )
    location_code: str | None = ref(
        "locations",
        "待验库位",
        "库位|货位|存放位置|库区|存放地点",
        basis="GSP §62",
        doc="Storage place of the goods.",
    )
    drop_shipment: bool | None = yesno(
        "是否直调", "直调", basis="GSP §66", doc="Goods go straight from the supplier to the customer."
    )
    acceptance_place: str | None = text(
        "验收地点", legal="drop_shipment", basis="GSP §66", doc="Place of acceptance of a direct shipment."
    )
    customer_code: str | None = ref(
        "customers",
        "客户编码",
        "购货者编码|客户编号|客户代码",
        basis="GSP §66",
        doc="Customer of a direct shipment.",
    )
    invoice_no: str | None = text(
        "发票号码",
        "发票号|票据号|销售票据号|合法票据",
        basis="S2-A",
        doc="Number of the lawful invoice or sales bill.",
    )
    voucher_nos: list[str] | None = several(
        "附件凭证",
        "相关凭证|附件|相关证明文件",
        ref="vouchers",
        basis="GSP §61",
        doc="Filed evidence that proves this row.",
    )
