"""The views of this folder, as declared: titles, headings, types and what they are derived from."""

from datetime import date
from decimal import Decimal

from ledger.events import columns
from ledger.events.base import View, choice, day, number, ref, several, text


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
    ids="R-80 P-32 P-47 T-01 T-02 T-05 T-06 T-08 T-10 G-16",
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
