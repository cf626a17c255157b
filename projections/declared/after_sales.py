"""Views of after-sales: the file of a return, of a unit, of a complaint, and what is in our hands."""

from datetime import date
from decimal import Decimal

from ledger.events import columns
from ledger.events.base import View, choice, day, moment, number, ref, several, text, whole


class ReturnArchives(
    View,
    key="return_archives",
    zh="退货档案",
    en="Return archive",
    kind="view",
    event="",
    identity=("return_case_no", "event_position"),
    tags=("return_case_no", "return_no", "customer_code", "product_code", "lot", "serial", "voucher_nos"),
    aliases="药品退货档案|退货档案管理",
    retention="RET.VIEW",
    basis="S1-I; S1-D; S1-H",
    ids="R-18 S-12 RT-13",
    derived_from=(
        "return_cases",
        "returns",
        "disposals",
        "exchanges",
        "invoices",
        "vouchers",
        "temperature_readings",
    ),
    rule=(
        "Whole file of one return in time order: request, notice, approvals, evidence, inspection, "
        "disposition, refund."
    ),
):
    """Return archive (退货档案)."""

    return_case_no: str | None = columns.return_case_no(basis="S1-I")
    return_no: str | None = columns.return_no(basis="S1-I")
    customer_code: str | None = columns.customer_code(basis="own")
    customer_name: str | None = columns.customer_name(basis="own")
    product_code: str | None = columns.product_code(basis="own")
    product_name: str | None = columns.product_name(basis="own")
    lot: str | None = columns.lot(basis="own")
    serial: str | None = columns.serial(doc="Serial number of the unit.", basis="own")
    happened_at: str | None = columns.happened_at(basis="own")
    stage: str | None = text("环节", basis="own", doc="Stage of the case.")
    actor: str | None = text("操作人", basis="own", doc="Post and person who acted.")
    summary: str | None = text("内容摘要", basis="own", doc="What was recorded.")
    quantity: Decimal | None = columns.quantity(basis="own")
    decision: str | None = choice(
        "审批结论", "approved:同意|refused:不同意", basis="S1-D", doc="Decision, when it is one."
    )
    disposition: str | None = columns.disposition(basis="S1-I")
    refund_amount: Decimal | None = columns.refund_amount(basis="S1-H")
    voucher_nos: list[str] | None = columns.voucher_nos(basis="S1-I")
    event_position: int | None = columns.event_position(basis="own")


class CustodyItems(
    View,
    key="custody_items",
    zh="返修退回及借出物品清单",
    en="Goods out of place",
    kind="view",
    event="",
    identity=("custody_kind", "source_no", "line"),
    tags=("product_code", "lot", "serial", "customer_code", "owner"),
    aliases="返修器械和退回货物清单|备用机台账|样品台账",
    retention="RET.VIEW",
    basis="S0-4; S4-I; S0-3; GSP §89; GSP §90",
    ids="R-15 R-52 R-58 R-94 P-24 K-07 T-01 G-60",
    derived_from=("repairs", "return_cases", "returns", "consignments", "supplier_contacts", "exchanges"),
    rule=(
        "Units that are neither sold stock nor in their normal place: repair returns, returned goods "
        "awaiting decision, loaners out, samples and clinical choice, with age and next step."
    ),
):
    """Goods out of place (返修退回及借出物品清单)."""

    custody_kind: str | None = choice(
        "物品类别",
        "repair_return:返修器械|returned_goods:退回货物|loaner:备用机|sample:样品|clinical_choice:选配|at_manufacturer:厂家处",
        basis="S0-4; S4-I",
        doc="Why it is out of place.",
    )
    source_no: str | None = text("来源单号", basis="own", doc="Repair, return or consignment number.")
    line: int | None = columns.line(basis="own")
    product_code: str | None = columns.product_code(basis="own")
    product_name: str | None = columns.product_name(basis="own")
    model: str | None = columns.model(basis="own")
    lot: str | None = columns.lot(basis="own")
    serial: str | None = columns.serial(doc="Serial number of the unit.", basis="own")
    quantity: Decimal | None = columns.quantity(basis="own")
    customer_code: str | None = columns.customer_code(basis="own")
    customer_name: str | None = columns.customer_name(basis="own")
    holder: str | None = text(
        "现保管方", basis="S0-4", doc="Who holds it now: customer, technician, store, maker."
    )
    since: date | None = day("起始日期", basis="own", doc="Day since which it is there.")
    days: int | None = whole("天数", basis="own", doc="Age in days.")
    due_back_on: date | None = day("应归还日期", basis="own", doc="Day by which it is due.")
    party_name: str | None = text("联系的厂家", "联系相应厂家", basis="S0-4", doc="Maker contacted.")
    state_text: str | None = text("现状", basis="own", doc="State in words.")
    fed_back_at: str | None = moment(
        "反馈客户时间",
        "处理结果及时反馈给客户",
        basis="S0-4",
        doc="Time at which the customer was told the result.",
    )
    owner: str | None = columns.owner(basis="own")


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
        "open:未到期|due_soon:即将到期|overdue:逾期未完成|done:按期完成|done_late:逾期完成",
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
        "open:未到期|due_soon:即将到期|overdue:逾期未完成|done:按期完成|done_late:逾期完成",
        basis="own",
        doc="Answered or open.",
    )


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
        "open:未到期|due_soon:即将到期|overdue:逾期未完成|done:按期完成|done_late:逾期完成",
        basis="own",
        doc="State against the clocks.",
    )
