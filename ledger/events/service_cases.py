"""Cases around service: what technicians report of their days, and makers asked for help."""

from datetime import date
from decimal import Decimal

from ledger.events import columns
from ledger.events.base import Case, choice, day, moment, number, stage, text


class DailyReports(
    Case,
    key="daily_reports",
    zh="技术员工作日报表",
    en="Technician daily reports",
    kind="case",
    event="work_reported",
    identity=("report_line_no",),
    tags=("technician", "repair_no", "customer_code", "reviewer"),
    aliases="工作日报表",
    retention="RET.CASE",
    basis="S4-I",
    numbering="RB-{yyyymmdd}-{seq3}",
    ids="R-54 P-22 RT-12",
    stages=(
        stage(
            "work_reported",
            "work_reported",
            "填报",
            "report_line_no worked_on technician service_class repair_no customer_code content hours_used travel_hours",
            by="technician",
            following="work_report_reviewed",
            at="worked_on",
        ),
        stage(
            "work_report_reviewed",
            "work_report_reviewed",
            "主管核阅存查",
            "reviewer reviewed_on review_note",
            by="technical_head",
            at="reviewed_on",
        ),
    ),
):
    """Technician daily reports (技术员工作日报表)."""

    report_line_no: str = text("日报编号", required=True, basis="own", doc="Number of the daily report line.")
    worked_on: date = day("工作日期", required=True, basis="S4-I", doc="Day of the work.")
    technician: str = columns.technician(required=True, basis="S4-I")
    service_class: str = columns.service_class(
        zh="所从事修护工作的类别", aliases="服务类别|收费类别|修护工作的类别", required=True, basis="S4-I"
    )
    repair_no: str | None = columns.repair_no(basis="own")
    customer_code: str | None = columns.customer_code(basis="own")
    content: str | None = text("工作内容", "内容", basis="own", doc="Content in words.")
    hours_used: Decimal = columns.hours_used(required=True, basis="S4-I")
    travel_hours: Decimal | None = number("路途时间", basis="own", doc="Travel time in hours.")
    reviewer: str | None = columns.reviewer(zh="核阅人", aliases="技术部门主管", basis="S4-I")
    reviewed_on: date | None = day("核阅日期", "核阅存查", basis="S4-I", doc="Day of the review.")
    review_note: str | None = text("核阅意见", basis="own", doc="Remark of the head.")


class SupplierContacts(
    Case,
    key="supplier_contacts",
    zh="厂家与供货单位联系记录",
    en="Referrals to makers and suppliers",
    kind="case",
    event="supplier_contacted",
    identity=("contact_no",),
    tags=(
        "supplier_code",
        "complaint_no",
        "repair_no",
        "return_no",
        "product_code",
        "lot",
        "serial",
        "handler",
        "voucher_nos",
    ),
    aliases="联系厂家记录|供货方维修联系记录",
    retention="RET.CASE",
    basis="GSP §105; S0-2; S0-4; S2-A",
    numbering="CJ-{yyyymm}-{seq3}",
    ids="R-66 P-24 L-30",
    future=("due_at",),
    stages=(
        stage(
            "supplier_contacted",
            "supplier_contacted",
            "联系",
            "contact_no contacted_on contact_party supplier_code party_name channel subject_table subject_no complaint_no repair_no return_no product_code lot serial content after_sales_policy repair_clause due_at handler voucher_nos",
            by="service_management",
            following="supplier_answered",
            at="contacted_on",
        ),
        stage(
            "supplier_answered",
            "supplier_answered",
            "对方答复",
            "answered_at answer",
            by="service_management",
            following="supplier_contact_closed",
            at="answered_at",
            repeats=True,
            deadline="L-30",
        ),
        stage(
            "supplier_contact_closed",
            "supplier_contact_closed",
            "反馈客户并结案",
            "result customer_told_at closed_on",
            by="service_post",
            at="closed_on",
        ),
    ),
):
    """Referrals to makers and suppliers (厂家与供货单位联系记录)."""

    contact_no: str = text("联系编号", required=True, basis="own", doc="Referral number.")
    contacted_on: date = day("联系日期", required=True, basis="S0-4; S2-A", doc="Day of the contact.")
    contact_party: str = choice(
        "联系对象类别",
        "manufacturer:生产厂家|supplier:供货单位|registrant:注册人/备案人|service_partner:授权服务伙伴",
        required=True,
        basis="S0-4; S2-A",
        doc="Maker, supplier or registrant.",
    )
    supplier_code: str | None = columns.supplier_code(basis="S2-A")
    party_name: str = text(
        "联系单位", "厂家|供货单位或生产厂家|相应厂家", required=True, basis="S0-4", doc="Name of the party."
    )
    channel: str | None = columns.channel(basis="own")
    subject_table: str | None = columns.subject_table(basis="own")
    subject_no: str | None = columns.subject_no(basis="own")
    complaint_no: str | None = columns.complaint_no(basis="own")
    repair_no: str | None = columns.repair_no(basis="own")
    return_no: str | None = columns.return_no(basis="own")
    product_code: str | None = columns.product_code(basis="own")
    lot: str | None = columns.lot(basis="own")
    serial: str | None = columns.serial(basis="own")
    content: str = text("联系事项", "内容", required=True, basis="S0-4; S2-A", doc="Content in words.")
    after_sales_policy: str | None = text("厂家售后政策", basis="S0-4", doc="Policy that applies.")
    repair_clause: str | None = text("维修条款", basis="S0-2", doc="Clause that binds the supplier.")
    due_at: str | None = columns.due_at(zh="规定的时间", aliases="应完成时间|期限|时限", basis="S2-A")
    handler: str = columns.handler(required=True, basis="own")
    answered_at: str | None = columns.answered_at(zh="对方答复时间", aliases="答复时间|回复时间", basis="own")
    answer: str | None = text("对方答复", "答复|答复内容|解答|回复", basis="own", doc="Answer given.")
    result: str | None = columns.result(zh="处理结果", aliases="处理结果及时反馈给客户|结果", basis="S0-4")
    customer_told_at: str | None = moment(
        "反馈客户时间", basis="S0-4", doc="Time at which the customer was told."
    )
    closed_on: date | None = columns.closed_on(basis="own")
    voucher_nos: list[str] | None = columns.voucher_nos(basis="own")
