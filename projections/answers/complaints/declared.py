"""The views of this folder, as declared: titles, headings, types and what they are derived from."""

from datetime import date
from decimal import Decimal

from ledger.events import columns
from ledger.events.base import View, choice, day, number, several, text, whole


class ComplaintEntries(
    View,
    key="complaint_entries",
    zh="用户投诉登记台帐",
    en="Complaint register",
    kind="view",
    event="",
    identity=("complaint_no",),
    tags=("complaint_no", "customer_code", "product_code", "lot", "serial", "owner"),
    aliases="医疗器械用户投诉记录表|用户访问、投诉记录|客户投诉案件登记|投诉内容备档",
    retention="RET.VIEW",
    basis="GSP §105; S0-4; S2-D; S2-J; S3; S4-I; S1-B",
    ids="R-24 P-11 P-12 K-08 K-27 T-16 S-02",
    derived_from=("complaints", "feedbacks", "surveys", "visits", "overdue_notices"),
    rule="One row per complaint from any channel with state, clock, owner and answer, at any time.",
):
    """Complaint register (用户投诉登记台帐)."""

    complaint_no: str | None = columns.complaint_no(basis="S4-I")
    received_on: date | None = day(
        "接收日期", "收货日期|到货日期", basis="S0-3; S3", doc="Day on which it arrived."
    )
    channel: str | None = columns.channel(basis="S1-B; S0-2")
    complaint_kind: str | None = choice(
        "投诉种类",
        "product:产品质量|service:服务|delivery:交付|price:价格|rights_claim:维权请求|dispute:纠纷|claim:索赔|suggestion:建议|other:其他",
        basis="own",
        doc="Kind of complaint.",
    )
    customer_code: str | None = columns.customer_code(basis="S3")
    customer_name: str | None = columns.customer_name(
        aliases="客户信息|顾客名称|顾客的名称|用户名称|客户姓名", basis="S3"
    )
    product_code: str | None = columns.product_code(basis="own")
    product_name: str | None = columns.product_name(basis="own")
    lot: str | None = columns.lot(basis="own")
    serial: str | None = columns.serial(doc="Serial number of the unit.", basis="own")
    content: str | None = text("投诉内容", "内容", basis="S0-4; S3", doc="Content in words.")
    nature: str | None = choice(
        "投诉性质",
        "quality:质量投诉|adverse_reaction:不良反应或不良事件|quality_return:以质量名义要求退货|delivery_fault:质量数量运输破损|service:服务投诉|ordinary:一般意见",
        "抱怨的性质|性质",
        basis="S3; S0-3",
        doc="Nature of the complaint, which decides its route.",
    )
    severity: str | None = columns.severity(basis="S3; S0-3")
    cause: str | None = columns.cause(
        zh="调查核实与原因", aliases="调查核实|原因分析|发生原因|故障原因|异常原因|查明原因", basis="S3"
    )
    handling_plan: str | None = text("处理方案", basis="S3", doc="Plan.")
    result: str | None = columns.result(basis="S3; S0-4")
    stage: str | None = text("当前环节", basis="own", doc="Last stage reached.")
    owner: str | None = columns.owner(basis="own")
    due_at: str | None = columns.due_at(zh="应结案时间", aliases="应完成时间|期限|时限", basis="S4-I")
    state: str | None = choice(
        "时限状态",
        "open:未到期|due_soon:即将到期|overdue:逾期未完成|done:按期完成|done_late:逾期完成|time_unknown:时间不明",
        basis="own",
        doc="State against the clock.",
    )
    progress: str | None = text(
        "解决进度", "反馈解决进度|跟踪", basis="S0-4; S3", doc="Progress as told to the customer."
    )
    answered_at: str | None = columns.answered_at(basis="S4-I")
    closed_on: date | None = columns.closed_on(basis="own")
    outcome: str | None = choice(
        "是否成立", "founded:成立|unfounded:不成立|undetermined:无法判定", basis="S4-I", doc="Founded or not."
    )
    satisfaction: str | None = columns.satisfaction(zh="客户满意度", basis="own")


class ComplaintStatistics(
    View,
    key="complaint_statistics",
    zh="客户投诉案件统计表",
    en="Complaint statistics",
    kind="view",
    event="",
    identity=("month", "responsible_department", "abnormality_class"),
    tags=(),
    retention="RET.VIEW",
    basis="S4-I",
    ids="R-25 K-03 K-09 P-10 L-21",
    derived_from=("complaints", "capa", "report_issues"),
    rule=(
        "Cases closed last month by responsible department and class, with ratios; issued by the 10th "
        "through report_issues and then frozen."
    ),
):
    """Complaint statistics (客户投诉案件统计表)."""

    month: str | None = columns.month(basis="S4-I")
    responsible_department: str | None = columns.responsible_department(
        zh="责任归属", aliases="责任归属确认|责任部门|责任归属部门", basis="S4-I"
    )
    abnormality_class: str | None = choice(
        "投诉项目",
        "non_quality:非质量异常|slow_warranty:怠慢对待保修产品|bad_attitude:工作态度不好|repair_late:返修产品时间迟缓|repair_price:返修产品价格过高|repair_quality:返修产品存在质量问题",
        "各客户投诉项目",
        basis="S4-I",
        doc="Class of abnormality.",
    )
    closed_count: int | None = whole("结案件数", "上月份结案的案件", basis="S4-I", doc="Cases closed.")
    founded_count: int | None = whole("成立件数", basis="own", doc="Cases found to be founded.")
    ratio: Decimal | None = number("比率", basis="S4-I", doc="Share of the month's closed cases.")
    on_time_count: int | None = whole("按期结案件数", basis="own", doc="Cases closed in time.")
    improvement: str | None = columns.improvement(
        zh="改善对策", aliases="检查改善对策|改进措施|改进|改善措施", basis="S4-I"
    )
    result: str | None = columns.result(basis="S4-I")
    denominator_note: str | None = text("分母说明", basis="own", doc="Denominator used.")


class FeedbackEntries(
    View,
    key="feedback_entries",
    zh="市场信息反馈台帐(客户意见征询档案)",
    en="Feedback ledger and opinion archive",
    kind="view",
    event="",
    identity=("month", "source_no"),
    tags=("customer_code", "product_code"),
    aliases="市场信息反馈台帐|客户意见征询档案|顾客意见台账",
    retention="RET.VIEW",
    basis="S0-1; S0-2; S0-3; S1-E; S2-C; S2-E",
    ids="R-33 R-35 P-15 P-16 K-11 L-23",
    derived_from=("feedbacks", "visits", "surveys", "letters", "complaints"),
    rule="Monthly list of every opinion from any channel with its topic, answer and improvement.",
):
    """Feedback ledger and opinion archive (市场信息反馈台帐(客户意见征询档案))."""

    month: str | None = columns.month(aliases="每月定期汇总所有用户反馈信息", basis="S1-E")
    source_table: str | None = text("来源记录", basis="own", doc="Table the entry comes from.")
    source_no: str | None = text("来源编号", basis="own", doc="Number of the source row.")
    received_at: str | None = columns.received_at(basis="S1-E")
    channel: str | None = columns.channel(
        zh="征询方式",
        aliases="函电征询、上门访问、书面调查、邀请用户座谈、业务洽谈会|来源渠道|反馈渠道|受理渠道|渠道",
        basis="S0-1; S0-3; S1-E; S2-C",
    )
    customer_code: str | None = columns.customer_code(basis="S1-E")
    customer_name: str | None = columns.customer_name(basis="S1-E")
    product_code: str | None = columns.product_code(basis="own")
    topics: list[str] | None = several(
        "意见主题",
        values="device_quality:医疗器械质量|work_quality:工作质量|service_quality:服务质量|delivery:交付|efficacy:疗效副作用|dosage:剂型用法用量|price:价格|packaging:包装|other:其他",
        basis="S0-1; S2-C",
        doc="Topics.",
    )
    content: str | None = text("意见内容", "意见及建议|内容", basis="S1-E", doc="Content in words.")
    route: str | None = choice(
        "处理去向",
        "quality_complaint:转质量投诉|adverse_reaction:转不良反应|quality_return:转退货|delivery_fault:转短少破损处理|repair:转售后服务|ordinary:一般处理",
        basis="S1-E",
        doc="Where it was sent.",
    )
    answer: str | None = text("答复处理", "答复内容|解答|答复|回复", basis="S1-E", doc="Answer given.")
    answered_at: str | None = columns.answered_at(basis="S1-E")
    analysis: str | None = text("分析利用", basis="S0-1", doc="Analysis.")
    improvement: str | None = columns.improvement(basis="S0-1; S0-2")
    state: str | None = choice(
        "状态",
        "open:未到期|due_soon:即将到期|overdue:逾期未完成|done:按期完成|done_late:逾期完成|time_unknown:时间不明",
        basis="own",
        doc="Answered or open.",
    )
