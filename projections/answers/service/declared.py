"""The views of this folder, as declared: titles, headings, types and what they are derived from."""

from datetime import date
from decimal import Decimal

from ledger.events import columns
from ledger.events.base import View, choice, day, moment, number, ref, several, text, whole


class ServiceArchives(
    View,
    key="service_archives",
    zh="售后服务档案",
    en="Service archive",
    kind="view",
    event="",
    identity=("customer_code", "product_code", "serial", "event_position"),
    tags=("customer_code", "product_code", "lot", "serial", "technician", "voucher_nos"),
    aliases="客户售后服务档案|服务档案|医疗器械售后服务档案",
    retention="RET.VIEW",
    basis="GSP §104; S1-B; S2-A; S2-C; S2-E; S4-B; S4-H; S4-I",
    ids="R-48 T-13 T-18 S-11",
    derived_from=(
        "sales",
        "warranties",
        "contracts",
        "service_records",
        "repairs",
        "visits",
        "complaints",
        "returns",
        "exchanges",
        "quality_trackings",
        "surveys",
        "feedbacks",
        "adverse_events",
    ),
    rule="Everything done for one customer or one unit in time order, from acceptance on.",
):
    """Service archive (售后服务档案)."""

    customer_code: str | None = columns.customer_code(basis="S4-I; S2-A")
    customer_name: str | None = columns.customer_name(basis="S4-I")
    product_code: str | None = columns.product_code(basis="S4-H")
    product_name: str | None = columns.product_name(basis="S4-H")
    lot: str | None = columns.lot(basis="own")
    serial: str | None = columns.serial(doc="Serial number of the unit.", basis="S4-H")
    accepted_on: date | None = columns.accepted_on(basis="S4-I")
    warranty_until: date | None = day("保修期至", basis="S4-I", doc="Last day of the warranty.")
    happened_at: str | None = columns.happened_at(basis="own")
    matter_kind: str | None = choice(
        "事项类别",
        "received:购进|put_away:入库|checked:检查|sold:销售|consigned:选配或样品出库|shipped:运输|returned:退回|exchanged:更换|serviced:服务|complaint:投诉|adverse_event:不良事件|held:停售封存|recalled:召回|disposed:处置",
        basis="own",
        doc="Sale, service, return, complaint and so on.",
    )
    doc_no: str | None = columns.doc_no(basis="own")
    summary: str | None = text("内容摘要", "用户反馈信息", basis="S4-B", doc="What was done.")
    result: str | None = columns.result(zh="处理结果", aliases="结果", basis="GSP §104")
    technician: str | None = columns.technician(basis="own")
    satisfaction: str | None = columns.satisfaction(basis="own")
    voucher_nos: list[str] | None = columns.voucher_nos(basis="own")
    event_position: int | None = columns.event_position(basis="own")


class RepairCalls(
    View,
    key="repair_calls",
    zh="报修登记簿",
    en="Repair-call register",
    kind="view",
    event="",
    identity=("repair_no",),
    tags=("repair_no", "customer_code", "product_code", "serial", "technician"),
    aliases="报修登记",
    retention="RET.VIEW",
    basis="S4-I",
    ids="R-44 P-19 P-22 K-15",
    derived_from=("repairs", "surveys"),
    rule="Repair calls of a day with the technician sent and whether a card went out.",
):
    """Repair-call register (报修登记簿)."""

    called_on: date | None = day("报修日期", basis="S4-I", doc="Day of the call.")
    repair_no: str | None = columns.repair_no(basis="S4-I")
    requested_on: str | None = moment("报修时间", basis="S4-I", doc="Time of the call.")
    customer_code: str | None = columns.customer_code(basis="own")
    customer_name: str | None = columns.customer_name(
        aliases="客户的名称|顾客名称|顾客的名称|用户名称|客户姓名", basis="S4-I"
    )
    customer_address: str | None = columns.customer_address(aliases="地址|购货者地址", basis="S4-I")
    customer_phone: str | None = columns.customer_phone(aliases="电话|联系电话|客户电话", basis="S4-I")
    product_code: str | None = columns.product_code(basis="own")
    model: str | None = columns.model(zh="商品型号", aliases="型号|产品型号", basis="S4-I")
    serial: str | None = columns.serial(doc="Serial number of the unit.", basis="own")
    fault: str | None = text("故障情况", "故障现象|故障描述|故障", basis="own", doc="Fault as reported.")
    technician: str | None = columns.technician(
        zh="派工人员", aliases="技术员|服务人员|工程师|维修人员|技术人员", basis="S4-I"
    )
    dispatched_at: str | None = moment("派工时间", basis="S4-I", doc="Time of the dispatch.")
    arrived_at: str | None = moment("抵达时间", "到货时间", basis="S4-I", doc="Time of arrival.")
    finished_on: date | None = day("完成日期", basis="own", doc="Day of completion.")
    card_no: str | None = ref("surveys", "调查卡编号", basis="S4-I", doc="Card issued for this call.")
    state: str | None = choice(
        "时限状态",
        "open:未到期|due_soon:即将到期|overdue:逾期未完成|done:按期完成|done_late:逾期完成|time_unknown:时间不明",
        basis="own",
        doc="State against the clocks.",
    )


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
