"""Goods coming back."""

from datetime import date
from decimal import Decimal

from ledger.events.base import Event, choice, day, money, number, ref, several, text, whole


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
    basis="GSP §21; GSP §67; GSP §106; GSP §107; Drug GSP annex 2; S0-1; S2-C; S2-D; S2-E; S2-J; S1-D; S1-H; S1-I; S0-4",
    numbering="TH-{yyyymmdd}-{seq3}",
    ids="R-08 R-13 R-16",
    future=("expiry_date",),
):
    """Return record (退货记录)."""

    return_no: str = text(
        "退货单号", "退货记录编号|退货单据号", required=True, basis="own", doc="Return document number."
    )
    line: int = whole("行号", "行次|序号", required=True, basis="own", doc="Line number inside the document.")
    return_case_no: str | None = ref(
        "return_cases", "退货受理编号", "退货申请编号", basis="own", doc="Return case number."
    )
    return_kind: str | None = choice(
        "退货类别",
        "sales_return:销售退回|unused_consignment:选配未使用退回|recall_return:召回退回|wrong_delivery:错发退回|warranty_refund:保退|buyer_disqualified:购货者资格不符收回",
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
    outbound_no: str | None = ref(
        "outbound_checks",
        "原出库单号",
        "出库单号|出库编号",
        legal="must",
        basis="GSP §107",
        doc="Outbound document number.",
    )
    sale_no: str | None = ref(
        "sales",
        "销售单号",
        "原单|销售单编号|销售订单号|原销售单号",
        basis="S1-D; Drug GSP annex 2",
        doc="Original sale, needed unless the goods come back from a consignment.",
    )
    sale_line: int | None = whole("销售单行号", "原单行号", basis="S1-D", doc="Line of the sales document.")
    consignment_no: str | None = ref(
        "consignments",
        "选配出库编号",
        "样品领用编号",
        basis="GSP §90",
        doc="Consignment, for unused goods that come back.",
    )
    customer_code: str = ref(
        "customers",
        "客户编码",
        "购货者编码|客户编号|客户代码",
        required=True,
        basis="GSP §107; S0-1",
        doc="Customer of this row.",
    )
    customer_name: str | None = text(
        "退货单位名称",
        "退货单位|退货方|客户名称|顾客名称|顾客的名称|用户名称|客户姓名",
        snapshot_of="customers.name",
        legal="must",
        basis="GSP §107; S0-1; S2-C",
        doc="Customer name at the time of the event.",
    )
    product_code: str = ref(
        "products",
        "产品编码",
        "物料编码|商品编码|货号|产品编号",
        required=True,
        basis="GSP §107",
        doc="Product of this row.",
    )
    product_name: str | None = text(
        "产品名称",
        "名称|品名|医疗器械名称|药品名称|兽药名称|商品名称|产品|通用名称",
        snapshot_of="products.name",
        legal="must",
        basis="GSP §107; S0-1; S1-D",
        doc="Product name as printed on the certificate.",
    )
    model: str | None = text(
        "型号",
        "产品型号|商品型号",
        snapshot_of="products.model",
        legal="must",
        basis="GSP §107",
        doc="Model as registered.",
    )
    specification: str | None = text(
        "规格",
        "规格型号|规格(型号)|型号规格",
        snapshot_of="products.specification",
        legal="must",
        basis="GSP §107; S0-1; S1-D",
        doc="Specification; a combined 规格型号 column is kept here when it cannot be split.",
    )
    registrant: str | None = text(
        "注册人/备案人名称",
        "注册人|备案人|医疗器械注册人|注册人或备案人名称|注册人或者备案人名称|持有人|上市许可持有人",
        snapshot_of="products.registrant",
        legal="must",
        basis="GSP §107",
        doc="Registrant or filer of the device, or holder of the drug approval.",
    )
    contract_manufacturer: str | None = text(
        "受托生产企业名称",
        "受托生产企业",
        snapshot_of="products.contract_manufacturer",
        legal="if_any",
        basis="GSP §107",
        doc="Contract manufacturer, when the registrant does not make the device itself.",
    )
    registration_no: str | None = text(
        "注册证编号或备案编号",
        "注册证号|注册证编号|备案编号|备案凭证编号|医疗器械注册证编号或备案编号|医疗器械注册证编号或者备案编号|医疗器械注册证|批准文号",
        snapshot_of="products.registration_no",
        legal="must",
        basis="GSP §107",
        doc="Registration certificate or filing number as printed; a pattern check only warns.",
    )
    manufacturer: str | None = text(
        "生产企业",
        "生产单位|生产厂家|厂家|生产厂商|制造商|生产企业名称",
        snapshot_of="products.manufacturer",
        basis="S0-1; S2-C; S2-E",
        doc="Maker as printed on the label.",
    )
    supplier_code: str | None = ref(
        "suppliers", "供货者编码", "供应商编码|供应商代码", basis="S0-1; S2-C", doc="Supplier of this row."
    )
    supplier_name: str | None = text(
        "供货单位",
        "供货者名称|供货者|供货商|供应商|供货企业名称",
        snapshot_of="suppliers.name",
        basis="S0-1; S2-C; S2-E",
        doc="Supplier name at the time of the event.",
    )
    transport_conditions: str | None = text(
        "运输及贮存条件",
        "贮存条件|运输条件",
        snapshot_of="products.storage_conditions",
        legal="must",
        basis="GSP §107; S1-D",
        doc="Conditions under which the goods travelled and were kept.",
    )
    lot: str | None = text(
        "生产批号",
        "批号|批次|批次号|产品批号|生产批次|规格批号|生产批号或者序列号|生产批号或序列号",
        legal="lot_or_serial",
        basis="GSP §107; S1-D",
        doc="Production lot; a combined lot-or-serial column goes here and is moved to serial when the product is tracked by serial.",
    )
    serial: str | None = text(
        "序列号",
        "出厂编号|机身号|机号|SN|产品序列号|设备序列号|设备编号",
        legal="lot_or_serial",
        basis="GSP §107; S0-1",
        doc="Serial number; several units on one line are joined by ';'.",
    )
    udi: str | None = text(
        "医疗器械唯一标识",
        "UDI|唯一标识|UDI码|医疗器械唯一标识(若有)",
        legal="if_any",
        basis="GSP §107; UDI notices",
        doc="Full UDI as scanned, carrier text kept unchanged.",
    )
    production_date: date | None = day(
        "生产日期", "制造日期|出厂日期", basis="S0-1; S2-C", doc="Date of manufacture on the label."
    )
    expiry_date: date | None = day(
        "使用期限或失效日期",
        "有效期|有效期至|失效日期|使用期限|效期|有效期限|使用期限或者失效日期",
        legal="must",
        basis="GSP §107; S1-D",
        doc="Last good day, as written; a month without a day means its last day; the printed text stays in expiry_text.",
    )
    expiry_text: str | None = text(
        "有效期标示原文", basis="own", doc="Expiry exactly as printed, with its precision."
    )
    unit: str | None = text(
        "单位", "计量单位", snapshot_of="products.unit", basis="own", doc="Unit of measure of the quantity."
    )
    quantity: Decimal = number(
        "退货数量",
        "数量",
        required=True,
        legal="must",
        basis="GSP §107; S0-1; S1-D",
        doc="Quantity in the stated unit.",
    )
    reason: str = text(
        "退货原因",
        "原因|理由",
        required=True,
        legal="must",
        basis="GSP §107; S0-1; S1-I",
        doc="Reason in words.",
    )
    quality_status: str = choice(
        "产品质量状态",
        "conforming:合格|nonconforming:不合格|doubtful:质量存疑|damaged:破损|expired:过期",
        "质量状况|质量状态|退货质量状况",
        required=True,
        legal="must",
        basis="GSP §107; S0-4",
        doc="Quality state found at inspection.",
    )
    inspector: str = ref(
        "staff",
        "验收人员",
        "验收员|质检员|检验员",
        required=True,
        legal="must",
        basis="GSP §106; GSP §107; S1-D",
        doc="Person who inspected the goods.",
    )
    inspected_on: date | None = day("验收日期", basis="S1-D", doc="Day of the inspection.")
    nonconformity: str | None = text(
        "不合格事项", "不合格项目|不合格原因", legal="failed", basis="GSP §106", doc="Points that failed."
    )
    measures: str | None = text(
        "处置措施",
        "处理措施|处理办法|改进措施",
        legal="failed",
        basis="GSP §106",
        doc="What was done about it.",
    )
    disposition: str = choice(
        "处理结果",
        "restocked:重新入库:验收合格入库|destroyed:销毁|returned_to_supplier:退还供应商:退回供货者|replaced:换货|repaired:返修|pending:待处理",
        "退货处理结果|处理方式|处置方式",
        required=True,
        basis="S0-1; S1-D; S1-H; S1-I",
        doc="What is done with the returned goods.",
    )
    location_code: str | None = ref(
        "locations",
        "退货存放库位",
        "专用退货场所|库位|货位|存放位置|库区|存放地点",
        basis="S1-D",
        doc="Storage place of the goods.",
    )
    receiver: str | None = ref("staff", "收货员", basis="S1-D", doc="Person who received the goods.")
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
    recall_no: str | None = ref("recalls", "召回编号", basis="S1-I", doc="Recall case number.")
    complaint_no: str | None = ref(
        "complaints",
        "投诉编号",
        "客户投诉表单编号|投诉单号|抱怨单号",
        basis="S1-E",
        doc="Complaint case number.",
    )
    refund_amount: Decimal | None = money("退款金额", basis="S1-H; S1-I", doc="Amount refunded.")
    compensation: str | None = choice(
        "退款或换货",
        "refund:退款|exchange:换货|replenishment:补货|credit:冲抵货款|repair:维修|none:无",
        basis="S1-I",
        doc="What the customer received.",
    )
    report_no: str | None = ref(
        "inspection_reports", "检验报告编号", "检验报告书编号", basis="S1-I", doc="Inspection report number."
    )
    voucher_nos: list[str] | None = several(
        "附件凭证",
        "相关凭证|附件|相关证明文件",
        ref="vouchers",
        basis="S1-I; S1-H",
        doc="Filed evidence that proves this row.",
    )
