"""Views of figures: deadlines, statistics, scores and indicators."""

from datetime import date
from decimal import Decimal

from ledger.events import columns
from ledger.events.base import View, choice, moment, number, ref, several, text, whole, yesno


class ServiceStatistics(
    View,
    key="service_statistics",
    zh="客服信息与退货投诉统计通报",
    en="Return, complaint and service statistics",
    kind="view",
    event="",
    identity=("month", "group_kind", "group_code"),
    tags=(),
    aliases="产品退货和客户投诉统计|客服信息汇总|通报",
    retention="RET.VIEW",
    basis="S0-4; S3",
    ids="R-41 P-44 K-12 K-18",
    derived_from=(
        "returns",
        "return_cases",
        "complaints",
        "repairs",
        "feedbacks",
        "surveys",
        "sales",
        "customers",
    ),
    rule=(
        "Counts and rates of returns and complaints by product, lot, reason, customer class and month, "
        "for the bulletin."
    ),
):
    """Return, complaint and service statistics (客服信息与退货投诉统计通报)."""

    month: str | None = columns.month(basis="S0-4")
    group_kind: str | None = text("统计口径", basis="own", doc="Product, lot, reason, customer or class.")
    group_code: str | None = text("统计对象编码", basis="own", doc="Code of the group.")
    group_name: str | None = text("统计对象", "客户准确分类", basis="S0-4", doc="Name of the group.")
    sold_quantity: Decimal | None = number("销售数量", basis="own", doc="Quantity sold, the denominator.")
    return_count: int | None = whole("退货笔数", "产品退货数据", basis="S0-4", doc="Number of returns.")
    returned_quantity: Decimal | None = columns.returned_quantity(basis="S0-4")
    return_rate: Decimal | None = number("退货率", basis="own", doc="Returned over sold.")
    complaint_count: int | None = whole("投诉件数", "客户投诉数据", basis="S0-4", doc="Number of complaints.")
    complaint_rate: Decimal | None = number("投诉率", basis="own", doc="Complaints over the stated base.")
    repair_count: int | None = whole("报修次数", basis="own", doc="Number of repair calls.")
    feedback_count: int | None = whole(
        "客服信息条数", "各类客服信息", basis="S0-4", doc="Number of feedback entries."
    )
    top_reasons: list[str] | None = several("主要原因", basis="own", doc="Most frequent reasons.")
    bulletin_no: str | None = ref("report_issues", "通报编号", "通报", basis="S0-4", doc="Issued bulletin.")


class FaultSummaries(
    View,
    key="fault_summaries",
    zh="故障月度汇总记录",
    en="Monthly fault summary",
    kind="view",
    event="",
    identity=("month", "product_code", "lot", "cause_class"),
    tags=("product_code", "lot", "capa_no"),
    aliases="每月月初汇总记录|设备故障汇总",
    retention="RET.VIEW",
    basis="S0-3; S4-F",
    ids="R-68 P-31 K-10 K-13 T-14 L-22",
    derived_from=("repairs", "service_records", "complaints", "meetings", "capa"),
    rule=(
        "Faults of last month by product, lot and cause, with repeats; handed to the regulatory "
        "department at month start."
    ),
):
    """Monthly fault summary (故障月度汇总记录)."""

    month: str | None = columns.month(basis="S0-3")
    product_code: str | None = columns.product_code(basis="S0-3")
    product_name: str | None = columns.product_name(basis="S0-3")
    model: str | None = columns.model(basis="own")
    lot: str | None = columns.lot(basis="own")
    cause_class: str | None = columns.cause_class(basis="S0-3")
    fault_count: int | None = whole("故障次数", "设备故障", basis="S0-3", doc="Number of faults.")
    unit_count: int | None = whole("涉及台数", basis="own", doc="Units concerned.")
    repeat_count: int | None = whole(
        "重复故障次数", "重复问题", basis="S4-F", doc="Repeats of the same fault in the window."
    )
    in_warranty_count: int | None = whole("保修期内次数", basis="own", doc="Faults inside warranty.")
    cause: str | None = columns.cause(basis="S0-3")
    feedback: str | None = text("反馈情况", basis="S0-3", doc="What was fed back to marketing.")
    capa_no: str | None = columns.capa_no(basis="S0-3")
    meeting_no: str | None = ref("meetings", "会议编号", basis="S0-3", doc="Meeting that reviewed it.")


class TechnicianScores(
    View,
    key="technician_scores",
    zh="技术员月度绩效表",
    en="Technician monthly scores",
    kind="view",
    event="",
    identity=("month", "technician"),
    tags=("technician",),
    aliases="技术员每月绩效考核|客户评价资料",
    retention="RET.VIEW",
    basis="S4-I",
    ids="R-69 K-14",
    derived_from=("surveys", "repairs", "daily_reports", "overdue_notices", "complaints"),
    rule="Card scores per technician and month with workload and timeliness.",
):
    """Technician monthly scores (技术员月度绩效表)."""

    month: str | None = columns.month(basis="S4-I")
    technician: str | None = columns.technician(basis="S4-I")
    card_count: int | None = whole("调查卡数", basis="S4-I", doc="Cards answered.")
    attitude_score: Decimal | None = number("态度得分", basis="S4-I", doc="Mean of attitude.")
    skill_score: Decimal | None = number("技术得分", basis="S4-I", doc="Mean of skill.")
    arrival_score: Decimal | None = number("到达时间得分", basis="S4-I", doc="Mean of arrival time.")
    promise_score: Decimal | None = number("答应事情办理得分", basis="S4-I", doc="Mean of keeping promises.")
    job_count: int | None = whole("服务次数", basis="own", doc="Jobs done.")
    hours_used: Decimal | None = columns.hours_used(basis="S4-I")
    on_time_rate: Decimal | None = number("服务及时率", basis="own", doc="Jobs in time over jobs.")
    complaint_count: int | None = whole("被投诉次数", basis="own", doc="Founded complaints.")


class DueItems(
    View,
    key="due_items",
    zh="到期与逾期事项表",
    en="Due and overdue matters",
    kind="view",
    event="",
    identity=("subject_table", "subject_no", "clock_id"),
    tags=("customer_code", "product_code", "serial", "owner"),
    aliases="逾期案件表|回访计划表|待办事项表",
    retention="RET.VIEW",
    basis="S4-I; S1-E; S4-A; S4-B; GSP §51",
    ids="R-30 R-60 P-26 K-04 K-05 K-06 K-07 K-08 K-16 K-27 K-28 T-16 S-09 L-24 L-25 L-26 L-27",
    derived_from=(
        "complaints",
        "repairs",
        "return_cases",
        "feedbacks",
        "visits",
        "warranties",
        "recalls",
        "adverse_events",
        "capa",
        "rule_checks",
        "authority_inspections",
        "licences",
        "training_plans",
        "service_standards",
        "overdue_notices",
    ),
    rule=(
        "Every open clock and planned duty at a time, visits by warranty state included, with done and "
        "overdue."
    ),
):
    """Due and overdue matters (到期与逾期事项表)."""

    subject_table: str | None = columns.subject_table(basis="own")
    subject_no: str | None = columns.subject_no(basis="own")
    matter: str | None = text("事项", basis="own", doc="What has to be done.")
    customer_code: str | None = columns.customer_code(basis="own")
    customer_name: str | None = columns.customer_name(basis="own")
    product_code: str | None = columns.product_code(basis="own")
    serial: str | None = columns.serial(doc="Serial number of the unit.", basis="own")
    clock_id: str | None = text("时限编号", basis="own", doc="Clock or policy that sets the limit.")
    started_at: str | None = moment("起算时间", basis="own", doc="Time at which the clock started.")
    due_at: str | None = columns.due_at(basis="S4-I; S1-E")
    done_at: str | None = moment("完成时间", basis="own", doc="Time at which it was done.")
    state: str | None = choice(
        "时限状态",
        "open:未到期|due_soon:即将到期|overdue:逾期未完成|done:按期完成|done_late:逾期完成",
        basis="S4-I",
        doc="Open, due, overdue or done.",
    )
    hours_late: Decimal | None = number("逾期小时数", basis="own", doc="Hours late.")
    owner: str | None = columns.owner(basis="own")
    overdue_notice_no: str | None = ref(
        "overdue_notices", "逾期通知编号", basis="S4-I", doc="Overdue notice raised."
    )


class KpiResults(
    View,
    key="kpi_results",
    zh="服务质量指标表",
    en="KPI results",
    kind="view",
    event="",
    identity=("kpi_key", "period_from", "period_to", "group_code"),
    tags=(),
    aliases="服务及时率、客户满意度、客户抱怨率",
    retention="RET.VIEW",
    basis="S4-I; S4-A; S4-B; S4-C; S0-3",
    ids="K-01 K-02 K-03 K-04 K-05 K-06 K-07 K-08 K-15 K-16 K-19 K-25 K-28 S-08",
    derived_from=(
        "repairs",
        "service_records",
        "complaints",
        "surveys",
        "visits",
        "trainings",
        "training_plans",
        "capa",
        "due_items",
        "service_standards",
    ),
    rule=(
        "Each indicator with numerator, denominator in words, threshold and breaches; a rate without a "
        "stated denominator is not printed."
    ),
):
    """KPI results (服务质量指标表)."""

    kpi_key: str | None = text("指标编号", basis="own", doc="K-id of the indicator.")
    kpi_name: str | None = text("指标名称", "服务及时率|客户满意度|客户抱怨率", basis="S4-I", doc="Name.")
    period_from: date | None = columns.period_from(basis="own")
    period_to: date | None = columns.period_to(basis="own")
    group_code: str | None = text("统计对象", basis="own", doc="Group, such as department or technician.")
    numerator: Decimal | None = number("分子", basis="own", doc="Numerator.")
    denominator: Decimal | None = number("分母", basis="own", doc="Denominator.")
    denominator_note: str | None = text("分母说明", basis="own", doc="Denominator in words.")
    kpi_value: Decimal | None = number("指标值", basis="S4-I", doc="Value.")
    threshold: str | None = text("目标值", basis="S4-I", doc="Target, such as over 95 per cent.")
    met: bool | None = yesno("是否达标", basis="own", doc="Target met.")
    breach_count: int | None = whole("未达标件数", basis="S4-I", doc="Rows that broke the limit.")
