"""Goods going out."""

from datetime import date
from decimal import Decimal

from ledger.events import columns
from ledger.events.base import Event, choice, day, ref, several, text, yesno


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
    basis=(
        "Order 739 §45; Order 54 §38; GSP §83; GSP §84; GSP §85; GSP §86; Online GSP §16;"
        " Drug GSP §92; S0-1; S0-3; S2-A; S2-C; S2-D; S2-E; S2-J; S4-G; S1-F"
    ),
    numbering="XS-{yyyymmdd}-{seq3}",
    ids="R-01 R-06 P-01 G-09 G-12 G-15 T-01 T-02 T-03 T-10 RT-01 RT-02 RT-03 C-05 C-07 S-01 S-07 K-17",
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
    line: int = columns.line(required=True, basis="own")
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
    customer_code: str = columns.customer_code(required=True, basis="GSP §84; S0-3; S2-A")
    customer_name: str | None = columns.customer_name(
        zh="购货者名称",
        aliases="购货单位|销往单位|客户名称|销售对象|购货者|顾客名称|顾客的名称|用户名称|客户姓名",
        ambiguous="销售单位|銷售單位",
        legal="wholesale",
        basis="GSP §84; S0-3; S2-A; S1-F",
    )
    customer_kind: str | None = columns.customer_kind(basis="GSP §81; S0-1")
    customer_address: str | None = columns.customer_address(
        zh="购货者地址", aliases="客户地址|地址", legal="wholesale", basis="Order 54 §38"
    )
    delivery_address: str | None = columns.delivery_address(legal="wholesale", basis="GSP §84")
    customer_contact: str | None = columns.customer_contact(basis="own")
    customer_phone: str | None = columns.customer_phone(
        zh="购货者联系方式",
        aliases="联系方式|联系电话|电话|客户电话",
        legal="wholesale",
        basis="GSP §84; Order 54 §38",
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
    product_code: str = columns.product_code(required=True, basis="GSP §84")
    product_name: str | None = columns.product_name(legal="must", basis="GSP §84; S0-1; S0-3; S2-A; S1-F")
    model: str | None = columns.model(legal="must", basis="GSP §84")
    specification: str | None = columns.specification(legal="must", basis="GSP §84; S0-1; S0-3; S2-A")
    device_class: str | None = columns.device_class(snapshot_of="products.device_class", basis="own")
    registration_no: str | None = columns.registration_no(legal="must", basis="GSP §84")
    registrant: str | None = columns.registrant(legal="must", basis="GSP §84")
    contract_manufacturer: str | None = columns.contract_manufacturer(legal="if_any", basis="GSP §84")
    production_licence_no: str | None = columns.production_licence_no(legal="must", basis="GSP §84")
    manufacturer: str | None = columns.manufacturer(basis="S0-1; S2-A; S2-C; S2-E; S4-G; Drug GSP §92")
    dosage_form: str | None = columns.dosage_form(basis="Drug GSP §92")
    implantable: bool | None = yesno(
        "是否植入类",
        "植入类",
        snapshot_of="products.implantable",
        basis="GSP §23",
        doc="Implanted device, whose records are kept for ever.",
    )
    lot: str | None = columns.lot(legal="lot_or_serial", basis="GSP §84; S2-A; S1-F")
    serial: str | None = columns.serial(legal="lot_or_serial", basis="GSP §84; S0-1; S2-C; S4-G")
    udi: str | None = columns.udi(basis="UDI notices; own")
    production_date: date | None = columns.production_date(basis="S0-1; S2-C; S4-G")
    expiry_date: date | None = columns.expiry_date(legal="must", basis="GSP §84; S2-A")
    expiry_text: str | None = columns.expiry_text(basis="own")
    storage_conditions: str | None = columns.storage_conditions(
        snapshot_of="products.storage_conditions", basis="own"
    )
    unit: str | None = columns.unit(basis="own")
    quantity: Decimal = columns.quantity(
        zh="销售数量", aliases="数量", required=True, legal="must", basis="GSP §84; S0-1; S0-3; S2-A; S1-F"
    )
    unit_price: Decimal | None = columns.unit_price(legal="must", basis="GSP §84; S2-A")
    amount: Decimal | None = columns.amount(legal="must", basis="GSP §84")
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
    contract_no: str | None = columns.contract_no(basis="S0-1")
    order_no: str | None = columns.order_no(basis="S4-I")
    online_order_no: str | None = columns.online_order_no(legal="online", basis="Online GSP §16")
    invoice_no: str | None = columns.invoice_no(basis="S0-1; S0-3; S2-A")
    outbound_no: str | None = columns.outbound_no(basis="own")
    delivery_note_no: str | None = columns.delivery_note_no(basis="GSP §91")
    consignment_no: str | None = columns.consignment_no(
        doc="Consignment from which the use was confirmed.", basis="GSP §89"
    )
    drop_shipment: bool | None = columns.drop_shipment(basis="GSP §85")
    drop_shipment_reason: str | None = columns.drop_shipment_reason(
        legal="drop_shipment", basis="GSP §85; GSP §93"
    )
    purchase_no: str | None = columns.purchase_no(doc="Purchase of a direct shipment.", basis="GSP §85")
    information_given: list[str] | None = several(
        "交付的产品资料",
        "使用说明书、保修卡等资料",
        values=(
            "instructions:使用说明书|warranty_card:保修卡|method_of_use:使用方法|cautions:注意事项|adverse_reactions:不良反应|contraindications:禁忌症|intended_use:用途"
        ),
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
    sale_kind: str | None = choice(
        "销售类别",
        "sale:销售|gift:赠品:赠送:搭赠",
        basis="own; S0-1",
        doc="A sale, or goods given away without payment; a sale when absent.",
    )
    prescription_no: str | None = text(
        "处方编号",
        "处方号|处方笺编号",
        basis="Drug GSP §167; own",
        doc="Prescription on which a medicine was handed out.",
    )
    special_evidence: list[str] | None = several(
        "特殊管理产品凭证",
        ref="vouchers",
        basis="S0-1; S2-C",
        doc="Extra evidence for a special-control product.",
    )
    voucher_nos: list[str] | None = columns.voucher_nos(basis="S0-1")
    pack_quantity: Decimal | None = columns.pack_quantity(basis="own")
    pack_unit: str | None = columns.pack_unit(basis="own")
