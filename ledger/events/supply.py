"""Goods coming in: what was received and accepted, from whom."""

from datetime import date
from decimal import Decimal

from ledger.events import columns
from ledger.events.base import Event, day, moment, number, text, yesno


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
    basis=(
        "Order 739 §45; Order 54 §32; GSP §60; GSP §63; GSP §64; GSP §65; GSP §66; GSP "
        "§67; GSP §68; S2-D; S2-F; S2-J; S1-G"
    ),
    numbering="YS-{yyyymmdd}-{seq3}",
    ids="R-89 P-39 P-02 G-67 G-77 RT-07 T-11",
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
    line: int = columns.line(required=True, basis="own")
    purchase_no: str | None = columns.purchase_no(basis="GSP §60")
    delivery_note_no: str | None = columns.delivery_note_no(basis="GSP §60; GSP §61")
    supplier_code: str = columns.supplier_code(required=True, basis="GSP §65")
    supplier_name: str | None = columns.supplier_name(legal="must", basis="GSP §65; Order 54 §32")
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
    product_code: str = columns.product_code(required=True, basis="GSP §65")
    product_name: str | None = columns.product_name(legal="must", basis="GSP §65")
    model: str | None = columns.model(legal="must", basis="GSP §65")
    specification: str | None = columns.specification(legal="must", basis="GSP §65")
    registration_no: str | None = columns.registration_no(legal="must", basis="GSP §65")
    registrant: str | None = columns.registrant(legal="must", basis="GSP §65")
    contract_manufacturer: str | None = columns.contract_manufacturer(legal="if_any", basis="GSP §65")
    production_licence_no: str | None = columns.production_licence_no(legal="must", basis="GSP §65")
    manufacturer: str | None = columns.manufacturer(basis="S1-G")
    dosage_form: str | None = columns.dosage_form(basis="Drug GSP §80")
    unit: str | None = columns.unit(basis="own")
    lot: str | None = columns.lot(legal="lot_or_serial", basis="GSP §65; S2-A")
    serial: str | None = columns.serial(legal="lot_or_serial", basis="GSP §65; S0-1")
    udi: str | None = columns.udi(legal="if_any", basis="GSP §65")
    production_date: date | None = columns.production_date(basis="Drug GSP §80; S0-1")
    expiry_date: date | None = columns.expiry_date(legal="must", basis="GSP §65")
    expiry_text: str | None = columns.expiry_text(basis="own")
    quantity: Decimal = columns.quantity(
        aliases="到货数量|来货数量", required=True, legal="must", basis="GSP §65"
    )
    accepted_quantity: Decimal = number(
        "验收合格数量", "合格数量", required=True, legal="must", basis="GSP §65", doc="Quantity that passed."
    )
    refused_quantity: Decimal | None = number(
        "拒收数量", "拒收", basis="GSP §60; S2-F", doc="Quantity refused at arrival."
    )
    conclusion: str = columns.conclusion(
        zh="验收结论", aliases="验收结果|检验结论|结论", required=True, legal="must", basis="GSP §65"
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
    accepted_on: date | None = columns.accepted_on(legal="must", basis="GSP §65")
    receiver: str | None = columns.receiver(zh="收货人员", aliases="收货员", basis="GSP §60")
    inspector: str | None = columns.inspector(legal="must", basis="GSP §65")
    acceptance_basis: str | None = text(
        "验收依据",
        "有关标准和合同质量条款",
        basis="S2-F",
        doc="Standard and contract clauses inspected against.",
    )
    sampling: str | None = text("抽样情况", basis="S1-G; own", doc="How samples were drawn.")
    transport_mode: str | None = columns.transport_mode(basis="GSP §60; GSP §63")
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
    packaging_ok: bool | None = columns.packaging_ok(basis="GSP §64")
    label_ok: bool | None = yesno(
        "标签是否相符", "标签|标识情况", basis="GSP §64", doc="Label present, legible and matching."
    )
    certificate_ok: bool | None = yesno(
        "合格证明文件是否齐全", "合格证明文件", basis="GSP §64", doc="Certificate of conformity present."
    )
    delivered_signed: bool | None = yesno(
        "交货双方是否签字", basis="GSP §60", doc="Both sides signed for the handover on the spot."
    )
    nonconformity: str | None = columns.nonconformity(legal="failed", basis="GSP §65")
    measures: str | None = columns.measures(legal="failed", basis="GSP §65")
    location_code: str | None = columns.location_code(
        zh="待验库位", aliases="库位|货位|存放位置|库区|存放地点", basis="GSP §62"
    )
    drop_shipment: bool | None = columns.drop_shipment(basis="GSP §66")
    acceptance_place: str | None = text(
        "验收地点", legal="drop_shipment", basis="GSP §66", doc="Place of acceptance of a direct shipment."
    )
    customer_code: str | None = columns.customer_code(doc="Customer of a direct shipment.", basis="GSP §66")
    invoice_no: str | None = columns.invoice_no(basis="S2-A")
    voucher_nos: list[str] | None = columns.voucher_nos(basis="GSP §61")
    pack_quantity: Decimal | None = columns.pack_quantity(basis="own")
    pack_unit: str | None = columns.pack_unit(basis="own")
