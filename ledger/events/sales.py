"""Goods going out."""

from datetime import date
from decimal import Decimal

from ledger.events.base import Event, choice, day, money, number, ref, several, text, whole, yesno


class GoodsSold(
    Event,
    key="sales",
    zh="销售记录",
    en="Sales record",
    kind="fact",
    event="goods_sold",
    identity=("sale_no", "line"),
    tags=(
        "sale_no",
        "customer_code",
        "product_code",
        "lot",
        "serial",
        "udi",
        "seller",
        "contract_no",
        "invoice_no",
        "outbound_no",
        "consignment_no",
        "purchase_no",
        "voucher_nos",
    ),
    event_time=("sold_on",),
    aliases="医疗器械销售记录表|电脑“销售记录”|产品销售记录|零售销售凭据",
    retention="RET.GOODS",
    basis="Order 739 §45; Order 54 §38; GSP §83; GSP §84; GSP §85; GSP §86; Online GSP §16; Drug GSP §92; S0-1; S0-3; S2-A; S2-C; S2-D; S2-E; S2-J; S4-G; S1-F",
    numbering="XS-{yyyymmdd}-{seq3}",
    ids="R-01 R-06",
    future=("expiry_date", "warranty_until"),
):
    """Sales record (销售记录)."""

    sale_no: str = text(
        "销售单号",
        "原单|销售单编号|销售订单号|原销售单号",
        required=True,
        basis="own",
        doc="Sales document number.",
    )
    line: int = whole("行号", "行次|序号", required=True, basis="own", doc="Line number inside the document.")
    sold_on: date = day(
        "销售日期",
        required=True,
        legal="must",
        basis="GSP §84; S0-1; S0-3; S2-A; S4-G",
        doc="Business date of the sale.",
    )
    sale_mode: str | None = choice(
        "销售方式",
        "wholesale:批发|retail:零售|drop_shipment:直调",
        basis="GSP §84; GSP §86",
        doc="Wholesale, retail or direct shipment; wholesale when absent.",
    )
    customer_code: str = ref(
        "customers",
        "客户编码",
        "购货者编码|客户编号|客户代码",
        required=True,
        basis="GSP §84; S0-3; S2-A",
        doc="Customer of this row.",
    )
    customer_name: str | None = text(
        "购货者名称",
        "购货单位|销往单位|客户名称|销售对象|购货者|顾客名称|顾客的名称|用户名称|客户姓名",
        snapshot_of="customers.name",
        ambiguous="销售单位|銷售單位",
        legal="wholesale",
        basis="GSP §84; S0-3; S2-A; S1-F",
        doc="Customer name at the time of the event.",
    )
    customer_kind: str | None = choice(
        "客户类型",
        "device_maker:医疗器械生产企业:生产企业|distributor:医疗器械经营企业:经营单位:批发企业:药品经营企业|medical_institution:医疗器械使用单位:医疗机构:医院:诊所|other_unit:其他有合理使用需求的单位:其他合法使用单位:专业医护人员|individual:个人:消费者:患者",
        "购货单位种类|购货者类型",
        snapshot_of="customers.kind",
        basis="GSP §81; S0-1",
        doc="Kind of buyer, which decides the licences that are needed.",
    )
    customer_address: str | None = text(
        "购货者地址",
        "客户地址|地址",
        snapshot_of="customers.address",
        legal="wholesale",
        basis="Order 54 §38",
        doc="Registered address of the customer at the time of the event.",
    )
    delivery_address: str | None = text(
        "收货地址",
        "送货地址|收货单位地址",
        snapshot_of="customers.delivery_address",
        legal="wholesale",
        basis="GSP §84",
        doc="Address the goods go to.",
    )
    customer_contact: str | None = text(
        "客户联系人",
        "联系人",
        snapshot_of="customers.contact",
        personal=True,
        basis="own",
        doc="Contact person of the customer.",
    )
    customer_phone: str | None = text(
        "购货者联系方式",
        "联系方式|联系电话|电话|客户电话",
        snapshot_of="customers.phone",
        personal=True,
        legal="wholesale",
        basis="GSP §84; Order 54 §38",
        doc="Telephone or other way to reach the customer.",
    )
    customer_licence_no: str | None = text(
        "购货者许可证明文件编号或备案编号",
        "相关许可证明文件编号或者备案编号|购货者许可证号|客户许可证号",
        snapshot_of="customers.licence_no",
        legal="wholesale",
        basis="GSP §84; Order 54 §38",
        doc="Number of the licence or filing that entitles the customer to buy.",
    )
    licence_relied_on: list[str] | None = several(
        "所依据的资质", basis="S0-1; own", doc="Licence facts the sale relied on, as found at the time."
    )
    product_code: str = ref(
        "products",
        "产品编码",
        "物料编码|商品编码|货号|产品编号",
        required=True,
        basis="GSP §84",
        doc="Product of this row.",
    )
    product_name: str | None = text(
        "产品名称",
        "名称|品名|医疗器械名称|药品名称|兽药名称|商品名称|产品|通用名称",
        snapshot_of="products.name",
        legal="must",
        basis="GSP §84; S0-1; S0-3; S2-A; S1-F",
        doc="Product name as printed on the certificate.",
    )
    model: str | None = text(
        "型号",
        "产品型号|商品型号",
        snapshot_of="products.model",
        legal="must",
        basis="GSP §84",
        doc="Model as registered.",
    )
    specification: str | None = text(
        "规格",
        "规格型号|规格(型号)|型号规格",
        snapshot_of="products.specification",
        legal="must",
        basis="GSP §84; S0-1; S0-3; S2-A",
        doc="Specification; a combined 规格型号 column is kept here when it cannot be split.",
    )
    device_class: str | None = choice(
        "管理类别",
        "I:第一类:一类:Ⅰ类|II:第二类:二类:Ⅱ类|III:第三类:三类:Ⅲ类",
        "类别|医疗器械类别",
        snapshot_of="products.device_class",
        basis="own",
        doc="Risk class of a medical device; empty for goods that are not devices.",
    )
    registration_no: str | None = text(
        "注册证编号或备案编号",
        "注册证号|注册证编号|备案编号|备案凭证编号|医疗器械注册证编号或备案编号|医疗器械注册证编号或者备案编号|医疗器械注册证|批准文号",
        snapshot_of="products.registration_no",
        legal="must",
        basis="GSP §84",
        doc="Registration certificate or filing number as printed; a pattern check only warns.",
    )
    registrant: str | None = text(
        "注册人/备案人名称",
        "注册人|备案人|医疗器械注册人|注册人或备案人名称|注册人或者备案人名称|持有人|上市许可持有人",
        snapshot_of="products.registrant",
        legal="must",
        basis="GSP §84",
        doc="Registrant or filer of the device, or holder of the drug approval.",
    )
    contract_manufacturer: str | None = text(
        "受托生产企业名称",
        "受托生产企业",
        snapshot_of="products.contract_manufacturer",
        legal="if_any",
        basis="GSP §84",
        doc="Contract manufacturer, when the registrant does not make the device itself.",
    )
    production_licence_no: str | None = text(
        "生产许可证号或备案编号",
        "生产许可证号|生产许可证编号|生产备案编号|生产备案凭证编号|生产许可证编号或者备案编号",
        snapshot_of="products.production_licence_no",
        legal="must",
        basis="GSP §84",
        doc="Production licence or production filing number of the maker; imported goods have none.",
    )
    manufacturer: str | None = text(
        "生产企业",
        "生产单位|生产厂家|厂家|生产厂商|制造商|生产企业名称",
        snapshot_of="products.manufacturer",
        basis="S0-1; S2-A; S2-C; S2-E; S4-G; Drug GSP §92",
        doc="Maker as printed on the label.",
    )
    dosage_form: str | None = text(
        "剂型", snapshot_of="products.dosage_form", basis="Drug GSP §92", doc="Dosage form, for drugs."
    )
    implantable: bool | None = yesno(
        "是否植入类",
        "植入类",
        snapshot_of="products.implantable",
        basis="GSP §23",
        doc="Implanted device, whose records are kept for ever.",
    )
    lot: str | None = text(
        "生产批号",
        "批号|批次|批次号|产品批号|生产批次|规格批号|生产批号或者序列号|生产批号或序列号",
        legal="lot_or_serial",
        basis="GSP §84; S2-A; S1-F",
        doc="Production lot; a combined lot-or-serial column goes here and is moved to serial when the product is tracked by serial.",
    )
    serial: str | None = text(
        "序列号",
        "出厂编号|机身号|机号|SN|产品序列号|设备序列号|设备编号",
        legal="lot_or_serial",
        basis="GSP §84; S0-1; S2-C; S4-G",
        doc="Serial number; several units on one line are joined by ';'.",
    )
    udi: str | None = text(
        "医疗器械唯一标识",
        "UDI|唯一标识|UDI码|医疗器械唯一标识(若有)",
        basis="UDI notices; own",
        doc="Full UDI as scanned, carrier text kept unchanged.",
    )
    production_date: date | None = day(
        "生产日期", "制造日期|出厂日期", basis="S0-1; S2-C; S4-G", doc="Date of manufacture on the label."
    )
    expiry_date: date | None = day(
        "使用期限或失效日期",
        "有效期|有效期至|失效日期|使用期限|效期|有效期限|使用期限或者失效日期",
        legal="must",
        basis="GSP §84; S2-A",
        doc="Last good day, as written; a month without a day means its last day; the printed text stays in expiry_text.",
    )
    expiry_text: str | None = text(
        "有效期标示原文", basis="own", doc="Expiry exactly as printed, with its precision."
    )
    storage_conditions: str | None = text(
        "运输及贮存条件",
        "贮存条件|储存条件|运输条件|储运条件|存储条件",
        snapshot_of="products.storage_conditions",
        basis="own",
        doc="Storage and transport conditions on the label or instructions.",
    )
    unit: str | None = text(
        "单位", "计量单位", snapshot_of="products.unit", basis="own", doc="Unit of measure of the quantity."
    )
    quantity: Decimal = number(
        "销售数量",
        "数量",
        required=True,
        legal="must",
        basis="GSP §84; S0-1; S0-3; S2-A; S1-F",
        doc="Quantity in the stated unit.",
    )
    unit_price: Decimal | None = money("单价", legal="must", basis="GSP §84; S2-A", doc="Price per unit.")
    amount: Decimal | None = money(
        "金额",
        "总金额",
        legal="must",
        basis="GSP §84",
        doc="Quantity times unit price unless stated otherwise.",
    )
    seller: str = ref(
        "staff",
        "经办人",
        "经手人|业务员|销售员|销售人员|营销员",
        required=True,
        basis="S0-1; S0-3; S2-C; S4-G",
        doc="Salesperson who handled the sale.",
    )
    seller_name: str | None = text(
        "销售企业名称",
        "零售企业名称|供货企业名称",
        snapshot_of="companies.name",
        ambiguous="销售单位|銷售單位",
        legal="retail",
        basis="GSP §86",
        doc="Name of the selling company, that is our own, at the time of the event.",
    )
    seller_address: str | None = text(
        "销售企业地址",
        "经营地址",
        snapshot_of="companies.address",
        legal="retail",
        basis="GSP §86",
        doc="Business address of the selling company.",
    )
    seller_phone: str | None = text(
        "销售企业电话",
        snapshot_of="companies.phone",
        legal="retail",
        basis="GSP §86",
        doc="Telephone of the selling company.",
    )
    contract_no: str | None = ref(
        "contracts", "合同编号", "合同号|协议编号", basis="S0-1", doc="Contract or agreement number."
    )
    order_no: str | None = text(
        "订单编号", "订单号", basis="S4-I", doc="Order number given by or agreed with the other party."
    )
    online_order_no: str | None = text(
        "网络销售订单号",
        "网络订单号|网上订单号",
        legal="online",
        basis="Online GSP §16",
        doc="Order number of the online sale.",
    )
    invoice_no: str | None = text(
        "发票号码",
        "发票号|票据号|销售票据号|合法票据",
        basis="S0-1; S0-3; S2-A",
        doc="Number of the lawful invoice or sales bill.",
    )
    outbound_no: str | None = ref(
        "outbound_checks", "出库单号", "出库编号", basis="own", doc="Outbound document number."
    )
    delivery_note_no: str | None = text(
        "随货同行单号",
        "随货同行单编号|送货单号",
        basis="GSP §91",
        doc="Number of the delivery note that goes with the goods.",
    )
    consignment_no: str | None = ref(
        "consignments",
        "选配出库编号",
        "样品领用编号",
        basis="GSP §89",
        doc="Consignment from which the use was confirmed.",
    )
    drop_shipment: bool | None = yesno(
        "是否直调", "直调", basis="GSP §85", doc="Goods go straight from the supplier to the customer."
    )
    drop_shipment_reason: str | None = text(
        "直调原因",
        legal="drop_shipment",
        basis="GSP §85; GSP §93",
        doc="Lawful reason for the direct shipment.",
    )
    purchase_no: str | None = ref(
        "purchases", "采购单号", "采购订单号", basis="GSP §85", doc="Purchase of a direct shipment."
    )
    information_given: list[str] | None = several(
        "交付的产品资料",
        "使用说明书、保修卡等资料",
        values="instructions:使用说明书|warranty_card:保修卡|method_of_use:使用方法|cautions:注意事项|adverse_reactions:不良反应|contraindications:禁忌症|intended_use:用途",
        basis="S4-G; S0-1; S2-F; S3",
        doc="Instructions, warranty card and explanations given to the buyer.",
    )
    warranty_until: date | None = day(
        "保修期至", basis="S4-G; S4-I", doc="Last day of the warranty promised with the sale."
    )
    recipient_key: str | None = text(
        "植入患者信息键",
        personal=True,
        basis="S2-G; own",
        doc="Key of the recipient's data kept outside the event body, for implants.",
    )
    special_evidence: list[str] | None = several(
        "特殊管理产品凭证",
        ref="vouchers",
        basis="S0-1; S2-C",
        doc="Extra evidence for a special-control product.",
    )
    voucher_nos: list[str] | None = several(
        "附件凭证",
        "相关凭证|附件|相关证明文件",
        ref="vouchers",
        basis="S0-1",
        doc="Filed evidence that proves this row.",
    )
