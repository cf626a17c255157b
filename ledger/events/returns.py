"""Goods coming back."""

from datetime import date
from decimal import Decimal

from ledger.events import columns
from ledger.events.base import Event, choice, day, ref, text


class GoodsReturned(
    Event,
    key="returns",
    zh="退货记录",
    en="Return record",
    kind="fact",
    event="goods_returned",
    identity=("return_no", "line"),
    tags=(
        "return_no",
        "return_case_no",
        "outbound_no",
        "sale_no",
        "consignment_no",
        "customer_code",
        "product_code",
        "supplier_code",
        "lot",
        "serial",
        "udi",
        "inspector",
        "location_code",
        "receiver",
        "business_approver",
        "quality_approver",
        "recall_no",
        "complaint_no",
        "voucher_nos",
    ),
    event_time=("returned_on",),
    aliases="医疗器械退货记录表|售后退回记录|销售退回记录|退货单据|药品的记录",
    retention="RET.GOODS",
    basis=(
        "GSP §21; GSP §67; GSP §106; GSP §107; Drug GSP annex 2; S0-1; S2-C; S2-D; S2-E; "
        "S2-J; S1-D; S1-H; S1-I; S0-4"
    ),
    numbering="TH-{yyyymmdd}-{seq3}",
    ids="R-08 R-13 R-16 P-04 P-05 P-06 P-07 P-32 G-16 G-17 G-24 G-29 G-31 K-12 RT-13 C-13 C-20",
    future=("expiry_date",),
):
    """Return record (退货记录)."""

    return_no: str = text(
        "退货单号", "退货记录编号|退货单据号", required=True, basis="own", doc="Return document number."
    )
    line: int = columns.line(required=True, basis="own")
    return_case_no: str | None = columns.return_case_no(basis="own")
    return_kind: str | None = choice(
        "退货类别",
        (
            "sales_return:销售退回|unused_consignment:选配未使用退回|recall_return:召回退回|wrong_delivery:错发退回|warranty_refund:保退|buyer_disqualified:购货者资格不符收回"
        ),
        basis="GSP §90; GSP §106; S1-I",
        doc="Kind of return; a sales return when absent.",
    )
    returned_on: date = day(
        "退货日期",
        "退回日期",
        required=True,
        legal="must",
        basis="GSP §107; S0-1; S2-C",
        doc="Business date of the return.",
    )
    outbound_no: str | None = columns.outbound_no(
        zh="原出库单号", aliases="出库单号|出库编号", legal="must", basis="GSP §107"
    )
    sale_no: str | None = columns.sale_no(
        doc="Original sale, needed unless the goods come back from a consignment.",
        basis="S1-D; Drug GSP annex 2",
    )
    sale_line: int | None = columns.sale_line(basis="S1-D")
    consignment_no: str | None = columns.consignment_no(
        doc="Consignment, for unused goods that come back.", basis="GSP §90"
    )
    customer_code: str = columns.customer_code(required=True, basis="GSP §107; S0-1")
    customer_name: str | None = columns.customer_name(
        zh="退货单位名称",
        aliases="退货单位|退货方|客户名称|顾客名称|顾客的名称|用户名称|客户姓名",
        legal="must",
        basis="GSP §107; S0-1; S2-C",
    )
    product_code: str = columns.product_code(required=True, basis="GSP §107")
    product_name: str | None = columns.product_name(legal="must", basis="GSP §107; S0-1; S1-D")
    model: str | None = columns.model(legal="must", basis="GSP §107")
    specification: str | None = columns.specification(legal="must", basis="GSP §107; S0-1; S1-D")
    registrant: str | None = columns.registrant(legal="must", basis="GSP §107")
    contract_manufacturer: str | None = columns.contract_manufacturer(legal="if_any", basis="GSP §107")
    registration_no: str | None = columns.registration_no(legal="must", basis="GSP §107")
    manufacturer: str | None = columns.manufacturer(
        aliases="生产单位|生产厂家|厂家|生产厂商|制造商|生产企业名称|生产单位(供货单位)|生产单位(供货单位",
        basis="S0-1; S2-C; S2-E",
    )
    supplier_code: str | None = columns.supplier_code(basis="S0-1; S2-C")
    supplier_name: str | None = columns.supplier_name(
        zh="供货单位", aliases="供货者名称|供货者|供货商|供应商|供货企业名称", basis="S0-1; S2-C; S2-E"
    )
    transport_conditions: str | None = text(
        "运输及贮存条件",
        "贮存条件|运输条件",
        snapshot_of="products.storage_conditions",
        legal="must",
        basis="GSP §107; S1-D",
        doc="Conditions under which the goods travelled and were kept.",
    )
    lot: str | None = columns.lot(legal="lot_or_serial", basis="GSP §107; S1-D")
    serial: str | None = columns.serial(legal="lot_or_serial", basis="GSP §107; S0-1")
    udi: str | None = columns.udi(legal="if_any", basis="GSP §107; UDI notices")
    production_date: date | None = columns.production_date(basis="S0-1; S2-C")
    expiry_date: date | None = columns.expiry_date(legal="must", basis="GSP §107; S1-D")
    expiry_text: str | None = columns.expiry_text(basis="own")
    unit: str | None = columns.unit(basis="own")
    quantity: Decimal = columns.quantity(
        zh="退货数量", aliases="数量", required=True, legal="must", basis="GSP §107; S0-1; S1-D"
    )
    reason: str = columns.reason(
        zh="退货原因", aliases="原因|理由", required=True, legal="must", basis="GSP §107; S0-1; S1-I"
    )
    quality_status: str = columns.quality_status(required=True, legal="must", basis="GSP §107; S0-4")
    inspector: str = columns.inspector(required=True, legal="must", basis="GSP §106; GSP §107; S1-D")
    inspected_on: date | None = day("验收日期", basis="S1-D", doc="Day of the inspection.")
    nonconformity: str | None = columns.nonconformity(legal="failed", basis="GSP §106")
    measures: str | None = columns.measures(legal="failed", basis="GSP §106")
    disposition: str = columns.disposition(required=True, basis="S0-1; S1-D; S1-H; S1-I")
    location_code: str | None = columns.location_code(
        zh="退货存放库位", aliases="专用退货场所|库位|货位|存放位置|库区|存放地点", basis="S1-D"
    )
    receiver: str | None = columns.receiver(basis="S1-D")
    business_approver: str | None = ref(
        "staff", "业务负责人", basis="S1-D", doc="Business head who approved the return."
    )
    quality_approver: str | None = ref(
        "staff",
        "质量审批人",
        "质管部审批人",
        basis="S1-D",
        doc="Quality staff member who approved the return.",
    )
    temperature_statement: str | None = ref(
        "vouchers",
        "温度控制说明文件",
        "温控说明",
        legal="cold",
        basis="S1-D",
        doc="Temperature-control statement of the returning party.",
    )
    temperature_record: str | None = ref(
        "vouchers",
        "售出期间温度控制的相关数据",
        "售出期间温度记录|温度记录",
        legal="cold",
        basis="GSP §67; S1-D",
        doc="Temperature data for the whole time the goods were out.",
    )
    recall_no: str | None = columns.recall_no(basis="S1-I")
    complaint_no: str | None = columns.complaint_no(basis="S1-E")
    refund_amount: Decimal | None = columns.refund_amount(basis="S1-H; S1-I")
    compensation: str | None = columns.compensation(basis="S1-I")
    report_no: str | None = columns.report_no(basis="S1-I")
    voucher_nos: list[str] | None = columns.voucher_nos(basis="S1-I; S1-H")
    pack_quantity: Decimal | None = columns.pack_quantity(basis="own")
    pack_unit: str | None = columns.pack_unit(basis="own")
