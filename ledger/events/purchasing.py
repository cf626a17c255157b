"""Buying, and the production files and inspection reports that come with goods."""

from datetime import date
from decimal import Decimal

from ledger.events import columns
from ledger.events.base import Event, choice, day, ref, text


class GoodsPurchased(
    Event,
    key="purchases",
    zh="采购记录",
    en="Purchase record",
    kind="fact",
    event="goods_purchased",
    identity=("purchase_no", "line"),
    tags=(
        "purchase_no",
        "supplier_code",
        "product_code",
        "lot",
        "serial",
        "contract_no",
        "invoice_no",
        "purchaser",
        "customer_code",
        "voucher_nos",
    ),
    event_time=("purchased_on",),
    aliases="医疗器械采购记录|购进记录|购货记录|采购订单",
    retention="RET.GOODS",
    basis="GSP §21; GSP §57; GSP §58; GSP §59; S2-A; S2-D; S2-J; S1-G",
    numbering="CG-{yyyymmdd}-{seq3}",
    ids="R-86 P-02 P-38 G-61 G-62 G-63 G-73 C-25",
    future=("expected_on",),
):
    """Purchase record (采购记录)."""

    purchase_no: str = text(
        "采购单号", "采购订单号", required=True, basis="own", doc="Purchase document number."
    )
    line: int = columns.line(required=True, basis="own")
    purchased_on: date = day(
        "购货日期",
        "采购日期|购进日期",
        required=True,
        legal="must",
        basis="GSP §58",
        doc="Business date of the purchase.",
    )
    supplier_code: str = columns.supplier_code(required=True, basis="GSP §58; S2-A")
    supplier_name: str | None = columns.supplier_name(
        zh="供货者", aliases="供货者名称|供货单位|供货商|供应商|供货企业名称", legal="must", basis="GSP §58"
    )
    product_code: str = columns.product_code(required=True, basis="GSP §58")
    product_name: str | None = columns.product_name(legal="must", basis="GSP §58")
    model: str | None = columns.model(legal="must", basis="GSP §58")
    specification: str | None = columns.specification(legal="must", basis="GSP §58")
    registrant: str | None = columns.registrant(legal="must", basis="GSP §58")
    registration_no: str | None = columns.registration_no(legal="must", basis="GSP §58")
    manufacturer: str | None = columns.manufacturer(basis="S1-G")
    dosage_form: str | None = columns.dosage_form(basis="Drug GSP §68")
    unit: str | None = columns.unit(legal="must", basis="GSP §58")
    quantity: Decimal = columns.quantity(
        aliases="采购数量|购进数量", required=True, legal="must", basis="GSP §58"
    )
    unit_price: Decimal | None = columns.unit_price(legal="must", basis="GSP §58")
    amount: Decimal | None = columns.amount(legal="must", basis="GSP §58")
    lot: str | None = columns.lot(basis="own")
    serial: str | None = columns.serial(basis="own")
    contract_no: str | None = columns.contract_no(basis="GSP §55; S2-A")
    invoice_no: str | None = columns.invoice_no(basis="S2-A")
    purchaser: str | None = ref("staff", "采购员", "经办人", basis="S2-A", doc="Purchaser who handled it.")
    expected_on: date | None = day("预计到货日期", basis="own", doc="Day on which the goods are expected.")
    drop_shipment: bool | None = columns.drop_shipment(basis="GSP §59")
    drop_shipment_reason: str | None = columns.drop_shipment_reason(legal="drop_shipment", basis="GSP §59")
    customer_code: str | None = columns.customer_code(doc="Customer of a direct shipment.", basis="GSP §59")
    purchase_plan_no: str | None = text(
        "采购计划编号", "购进计划", basis="S2-F", doc="Purchase plan line, which quality staff may veto."
    )
    approval_no: str | None = columns.approval_no(
        doc="First-business approval relied on.", basis="S2-D; GSP §53; GSP §54"
    )
    voucher_nos: list[str] | None = columns.voucher_nos(basis="own")
    pack_quantity: Decimal | None = columns.pack_quantity(basis="own")
    pack_unit: str | None = columns.pack_unit(basis="own")


class InspectionReportFiled(
    Event,
    key="inspection_reports",
    zh="生产档案与检验记录",
    en="Production file and inspection reports",
    kind="fact",
    event="inspection_report_filed",
    identity=("report_no",),
    tags=(
        "product_code",
        "lot",
        "serial",
        "inspector",
        "reviewer",
        "return_case_no",
        "complaint_no",
        "voucher_nos",
    ),
    event_time=("inspected_on",),
    aliases="生产档案|设备的检验记录|检验报告书|送检鉴定结果|合格证明文件",
    retention="RET.GOODS",
    basis="GSP §57; GSP §64; S0-3; S2-A; S2-G; S1-I",
    numbering="JY-{yyyymm}-{seq4}",
    ids="R-05 R-19 R-88 G-05 G-06 K-24 T-11",
    future=("expiry_date",),
):
    """Production file and inspection reports (生产档案与检验记录)."""

    report_no: str = text(
        "检验报告编号", "检验报告书编号", required=True, basis="own; S2-A", doc="Inspection report number."
    )
    report_kind: str = choice(
        "报告种类",
        (
            "factory_inspection:出厂检验记录|batch_certificate:合格证明|product_report:首营品种检验报告书|incoming_test:进货抽检|return_test:退货送检|routine_test:定期质量监测|third_party:第三方检验鉴定"
        ),
        required=True,
        basis="S0-3; S2-A; S1-I",
        doc="Kind of report.",
    )
    production_file_no: str | None = text(
        "生产档案编号", "生产档案", basis="S0-3", doc="Number of the maker's production file."
    )
    product_code: str = columns.product_code(required=True, basis="S0-3")
    product_name: str | None = columns.product_name(basis="S0-3")
    model: str | None = columns.model(basis="S0-3")
    specification: str | None = columns.specification(basis="S0-3")
    lot: str | None = columns.lot(basis="S0-3")
    serial: str | None = columns.serial(basis="S0-3")
    production_date: date | None = columns.production_date(basis="own")
    expiry_date: date | None = columns.expiry_date(basis="own")
    quantity: Decimal | None = columns.quantity(
        zh="检验数量", aliases="数量", doc="Quantity inspected.", basis="own"
    )
    standard: str | None = text("检验依据", "质量标准", basis="S2-A", doc="Standard inspected against.")
    inspected_on: date = day("检验日期", required=True, basis="own", doc="Day of inspection.")
    institution: str | None = columns.institution(basis="S1-I")
    sample_sent_on: date | None = day(
        "送检日期", "药品送检", basis="S1-I", doc="Day on which the sample was sent."
    )
    items: str | None = text("检验项目", basis="own", doc="Items tested and values found.")
    conclusion: str = columns.conclusion(
        zh="检验结论", aliases="合格产品/不合格品|鉴定结果|结果|结论", required=True, basis="S0-3"
    )
    inspector: str | None = columns.inspector(
        zh="检验人员", aliases="验收人员|验收员|质检员|检验员", basis="S0-3"
    )
    reviewer: str | None = columns.reviewer(basis="S0-3")
    return_case_no: str | None = columns.return_case_no(basis="S1-I")
    complaint_no: str | None = columns.complaint_no(basis="own")
    voucher_nos: list[str] | None = columns.voucher_nos(basis="S2-A")
