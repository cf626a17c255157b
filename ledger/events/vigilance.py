"""Adverse events, and the corrective and preventive action that follows."""

from datetime import date
from decimal import Decimal

from ledger.events import columns
from ledger.events.base import Before, Case, choice, day, moment, ref, several, stage, text, whole, yesno


class AdverseEvents(
    Case,
    key="adverse_events",
    zh="不良事件监测与报告记录",
    en="Adverse events",
    kind="case",
    event="adverse_event_received",
    identity=("adverse_event_no",),
    tags=(
        "adverse_event_no",
        "first_responder",
        "complaint_no",
        "feedback_no",
        "customer_code",
        "product_code",
        "lot",
        "serial",
        "udi",
        "sale_no",
        "hold_no",
        "recall_no",
        "voucher_nos",
    ),
    aliases="医疗器械不良事件报告表|可疑医疗器械不良事件报告表|不良事件报告记录|药品不良反应报告|兽药不良反应记录",
    retention="RET.AE",
    basis="GSP §21; GSP §109; Order 1/2018 §4; Order 1/2018 §16; Order 1/2018 §17; Order 1/2018 §18; Order 1/2018 §19; Order 1/2018 §20; Order 1/2018 §22; Order 1/2018 §25; Order 1/2018 §31; Order 1/2018 §33; S1-E; S1-F; S2-D; S2-G; S2-J; S3",
    numbering="BLSJ-{yyyy}-{seq4}",
    ids="R-74 P-35 P-47 G-43 T-09",
    future=("expiry_date",),
    stages=(
        stage(
            "adverse_event_received",
            "received",
            "收集登记",
            "adverse_event_no ae_kind became_aware_at occurred_on channel first_responder complaint_no feedback_no customer_code customer_name use_place patient_name personal_key patient_sex patient_age indication event_level unexpected cluster manifestation event_outcome statement product_code product_name trade_name registration_no registrant manufacturer model specification lot serial udi production_date expiry_date operator_kind stopped_on implanted_on sale_no sale_line quantity voucher_nos",
            by="after_sales",
            following="adverse_event_forwarded adverse_event_assessed",
            at="became_aware_at",
        ),
        stage(
            "adverse_event_forwarded",
            "forwarded",
            "转交质量部",
            "forwarded_at",
            by="after_sales",
            following="adverse_event_assessed",
            at="forwarded_at",
        ),
        stage(
            "adverse_event_assessed",
            "assessed",
            "评价",
            "event_level unexpected cluster assessor time_plausible injury_plausible other_explanation cause initial_handling reportable not_reportable_reason assessed_at",
            by="quality",
            following="adverse_event_registrant_told adverse_event_cluster_reported adverse_event_reported adverse_event_closed",
            at="assessed_at",
            repeats=True,
        ),
        stage(
            "adverse_event_registrant_told",
            "registrant_told",
            "告知注册人",
            "registrant_notified_at",
            by="quality",
            following="adverse_event_reported adverse_event_followed_up",
            at="registrant_notified_at",
            deadline="CN.AE.TELL_MAH",
        ),
        stage(
            "adverse_event_cluster_reported",
            "cluster_reported",
            "群体事件电话报告",
            "authority_reported_at authority_name",
            by="quality",
            following="adverse_event_reported adverse_event_investigated",
            at="authority_reported_at",
            deadline="CN.AE.CLUSTER.REG",
        ),
        stage(
            "adverse_event_reported",
            "reported",
            "上报国家监测系统",
            "reported_at report_code reporter reporter_kind parties_told",
            by="quality",
            following="adverse_event_investigated adverse_event_followed_up",
            at="reported_at",
            deadline="CLK.AE.REPORT",
        ),
        stage(
            "adverse_event_investigated",
            "investigated",
            "自查与配合调查",
            "self_check same_lot_customers hold_no recall_no cooperation investigated_at",
            by="quality",
            following="adverse_event_followed_up adverse_event_closed",
            at="investigated_at",
        ),
        stage(
            "adverse_event_followed_up",
            "followed_up",
            "随访",
            "followed_up_on evaluation_result",
            by="quality",
            following="adverse_event_closed",
            at="followed_up_on",
            repeats=True,
        ),
        stage(
            "adverse_event_closed",
            "closed",
            "结案",
            "closed_on close_note",
            by="quality",
            at="closed_on",
            before=(Before("adverse_event_assessed", "GSP §109; Order 1/2018 §25"),),
        ),
    ),
):
    """Adverse events (不良事件监测与报告记录)."""

    adverse_event_no: str = text("不良事件编号", required=True, basis="own", doc="Adverse event case number.")
    ae_kind: str | None = choice(
        "事件种类",
        "device:医疗器械不良事件|drug:药品不良反应|veterinary:兽药不良反应",
        basis="S1-E; S1-F; Order 1/2018 §17",
        doc="Device event, drug reaction or veterinary reaction; by the product's kind when absent.",
    )
    unexpected: bool | None = yesno(
        "是否新的不良反应",
        "新的药品不良反应",
        basis="S1-E; own",
        doc="Drug reaction that the instructions do not name; it is reported like a serious one.",
    )
    became_aware_at: str = moment(
        "发现或获知时间",
        "知悉日期",
        required=True,
        basis="Order 1/2018 §25",
        doc="Time at which we found or learned of it, which starts the clocks.",
    )
    occurred_on: date | None = day("事件发生日期", basis="Order 1/2018 §25; own", doc="Day of the event.")
    channel: str | None = columns.channel(basis="S1-E")
    first_responder: str | None = columns.first_responder(basis="own")
    complaint_no: str | None = columns.complaint_no(basis="S1-E")
    feedback_no: str | None = columns.feedback_no(basis="S1-E")
    customer_code: str | None = columns.customer_code(basis="own")
    customer_name: str | None = columns.customer_name(basis="own")
    use_place: str | None = choice(
        "使用场所", "hospital:医疗机构|home:家庭|other:其他", "器械使用场所", basis="own", doc="Place of use."
    )
    patient_name: str | None = text(
        "患者姓名", personal=True, basis="own", doc="Patient name, kept outside the event body."
    )
    personal_key: str | None = text(
        "个人信息键", personal=True, basis="own", doc="Key of the person's data kept outside the event body."
    )
    patient_sex: str | None = choice("患者性别", "male:男|female:女", basis="own", doc="Sex of the patient.")
    patient_age: int | None = whole("患者年龄", basis="own", doc="Age of the patient.")
    indication: str | None = text("预期治疗疾病或作用", basis="own", doc="Disease or purpose of use.")
    event_level: str | None = choice(
        "事件程度",
        "death:死亡|serious:严重伤害|may_be_serious:可能导致严重伤害或死亡|other:其他",
        "事件后果程度",
        basis="Order 1/2018 §4; Order 1/2018 §18",
        doc="Death, serious, may be serious or other.",
    )
    cluster: bool | None = yesno("是否群体事件", basis="Order 1/2018 §31", doc="Cluster event.")
    manifestation: str = text(
        "事件主要表现", "伤害表现|故障表现", required=True, basis="own; S1-E", doc="What happened."
    )
    event_outcome: str | None = choice(
        "事件后果",
        "death:死亡|life_threatening:危及生命|permanent_damage:机体功能结构永久性损伤|possible_permanent:可能导致机体功能机构永久性损伤|intervention:需要内外科治疗避免永久损伤|other:其他",
        basis="own",
        doc="Outcome.",
    )
    statement: str | None = text(
        "事件陈述", basis="own", doc="Time of use, purpose, event, effect, treatment and combined devices."
    )
    product_code: str = columns.product_code(required=True, basis="own")
    product_name: str | None = columns.product_name(basis="own")
    trade_name: str | None = text("商品名", basis="own", doc="Trade name.")
    registration_no: str | None = columns.registration_no(basis="own")
    registrant: str | None = columns.registrant(basis="Order 1/2018 §20")
    manufacturer: str | None = columns.manufacturer(basis="own")
    model: str | None = columns.model(basis="own")
    specification: str | None = columns.specification(basis="own")
    lot: str | None = columns.lot(basis="own")
    serial: str | None = columns.serial(basis="own")
    udi: str | None = columns.udi(basis="own")
    production_date: date | None = columns.production_date(basis="own")
    expiry_date: date | None = columns.expiry_date(basis="own")
    operator_kind: str | None = text("操作人", basis="own", doc="Professional, patient or other.")
    stopped_on: date | None = day("停用日期", basis="own", doc="Day on which its use stopped.")
    implanted_on: date | None = day("植入日期", basis="own", doc="Day of implantation.")
    sale_no: str | None = columns.sale_no(basis="own")
    sale_line: int | None = columns.sale_line(basis="own")
    quantity: Decimal | None = columns.quantity(zh="涉及数量", aliases="数量", basis="own")
    forwarded_at: str | None = moment(
        "转交质量部时间", "及时转交质量部", basis="S1-E", doc="Time of the hand-over to quality."
    )
    assessor: str | None = ref("staff", "评价人", basis="own", doc="Person who assessed it.")
    time_plausible: bool | None = yesno(
        "时间先后是否合理", basis="own", doc="Use and event follow in a plausible order."
    )
    injury_plausible: bool | None = yesno(
        "伤害类型是否符合", basis="own", doc="Injury fits what the device may cause."
    )
    other_explanation: bool | None = yesno(
        "能否以合并用械、病情解释", basis="own", doc="Combined devices or illness could explain it."
    )
    cause: str | None = columns.cause(
        zh="事件初步原因分析",
        aliases="原因分析|发生原因|故障原因|异常原因|查明原因",
        basis="Order 1/2018 §25",
    )
    initial_handling: str | None = text("初步处理情况", basis="own", doc="First handling.")
    reportable: bool | None = yesno("是否须报告", basis="Order 1/2018 §18", doc="Must be reported.")
    not_reportable_reason: str | None = text("不报告理由", basis="own", doc="Why it is not reported.")
    assessed_at: str | None = columns.stage_time(zh="评价时间")
    registrant_notified_at: str | None = columns.registrant_notified_at(
        basis="Order 1/2018 §20; Order 1/2018 §25"
    )
    reported_at: str | None = moment(
        "上报时间", basis="Order 1/2018 §25", doc="Time of the report to the national system."
    )
    report_code: str | None = text(
        "国家系统报告编码", basis="Order 1/2018 §19", doc="Code given by the national system."
    )
    reporter: str | None = ref("staff", "报告人", basis="own", doc="Person who reported.")
    reporter_kind: str | None = choice(
        "报告来源",
        "manufacturer:生产企业|distributor:经营企业|user:使用单位|individual:个人",
        basis="own",
        doc="Kind of reporting unit.",
    )
    authority_reported_at: str | None = columns.authority_reported_at(
        zh="报告监管部门时间",
        doc="Time of the telephone or fax report for a cluster.",
        basis="Order 1/2018 §31",
    )
    authority_name: str | None = columns.authority_name(basis="Order 1/2018 §31")
    parties_told: list[str] | None = several(
        "已通知单位", "事件报告状态", basis="own", doc="Users, traders, makers and authorities told."
    )
    self_check: str | None = text(
        "自查情况", basis="Order 1/2018 §33", doc="Self-check of storage, trace and the same lot."
    )
    same_lot_customers: int | None = whole(
        "同批次购货者数", basis="Order 1/2018 §33; own", doc="Buyers of the same lot, from replay."
    )
    hold_no: str | None = columns.hold_no(basis="Order 1/2018 §33")
    recall_no: str | None = columns.recall_no(basis="own")
    cooperation: str | None = text(
        "配合调查情况", basis="GSP §109; Order 1/2018 §16", doc="Help given to investigators."
    )
    investigated_at: str | None = columns.stage_time(zh="自查与配合调查时间")
    followed_up_on: date | None = day("随访日期", basis="own", doc="Day of the follow-up.")
    evaluation_result: str | None = text(
        "注册人评价结果", basis="Order 1/2018 §29", doc="Evaluation by the registrant."
    )
    closed_on: date | None = columns.closed_on(basis="own")
    close_note: str | None = columns.close_note(basis="own")
    voucher_nos: list[str] | None = columns.voucher_nos(basis="own")


class Capa(
    Case,
    key="capa",
    zh="纠正及预防措施执行表",
    en="Corrective and preventive actions",
    kind="case",
    event="capa_opened",
    identity=("capa_no",),
    tags=(
        "capa_no",
        "complaint_no",
        "product_code",
        "lot",
        "serial",
        "responsible_staff",
        "document_no",
        "approver",
        "voucher_nos",
    ),
    aliases="纠正预防措施单|客户投诉改善案|追踪改善记录",
    retention="RET.CASE",
    basis="GSP §13; GSP §19; S0-3; S4-I",
    numbering="CAPA-{yyyy}-{seq3}",
    ids="R-28 R-71 P-31 K-28",
    future=("due_at",),
    stages=(
        stage(
            "capa_opened",
            "opened",
            "发布",
            "capa_no capa_kind capa_source opened_on subject_table subject_no complaint_no meeting_no product_code lot serial problem investigation responsible_department responsible_staff due_at approver voucher_nos",
            by="regulatory",
            following="capa_cause_analysed",
            at="opened_on",
        ),
        stage(
            "capa_cause_analysed",
            "cause_analysed",
            "原因分析",
            "investigation cause cause_analysed_at",
            by="responsible_department",
            following="capa_planned",
            at="cause_analysed_at",
        ),
        stage(
            "capa_planned",
            "planned",
            "制定措施",
            "measures arrangement due_at responsible_staff approver planned_at",
            by="responsible_department",
            following="capa_implemented",
            at="planned_at",
        ),
        stage(
            "capa_implemented",
            "implemented",
            "执行",
            "implemented_on implementation document_no",
            by="responsible_department",
            following="capa_verified",
            at="implemented_on",
            repeats=True,
        ),
        stage(
            "capa_verified",
            "verified",
            "效果确认",
            "verified_by verified_on effect effect_note",
            by="quality",
            following="capa_closed capa_cause_analysed",
            at="verified_on",
            repeats=True,
            before=(Before("capa_implemented", "GSP §13; S4-I 投诉-处理-6"),),
        ),
        stage(
            "capa_closed",
            "closed",
            "关闭",
            "closed_on close_note",
            by="regulatory",
            at="closed_on",
            before=(Before("capa_verified", "GSP §13; S4-I 投诉-处理-6"),),
        ),
    ),
):
    """Corrective and preventive actions (纠正及预防措施执行表)."""

    capa_no: str = text(
        "纠正预防措施编号", required=True, basis="own", doc="Corrective and preventive action number."
    )
    capa_kind: str = choice(
        "措施类别",
        "corrective:纠正措施|preventive:预防措施|improvement:客户投诉改善案",
        required=True,
        basis="S0-3; S4-I",
        doc="Corrective, preventive or complaint improvement.",
    )
    capa_source: str = choice(
        "来源",
        "complaint:客户投诉|fault_review:月度故障分析会|nonconformity:不合格品|adverse_event:不良事件|recall:召回|inspection:检查|risk_meeting:风险会商|other:其他",
        required=True,
        basis="S0-3; S4-I",
        doc="What led to it.",
    )
    opened_on: date = day("发布日期", "发布", required=True, basis="S0-3", doc="Day of issue.")
    subject_table: str | None = columns.subject_table(basis="own")
    subject_no: str | None = columns.subject_no(basis="own")
    complaint_no: str | None = columns.complaint_no(basis="S4-I")
    meeting_no: str | None = ref("meetings", "会议编号", basis="S0-3", doc="Meeting that decided it.")
    product_code: str | None = columns.product_code(basis="own")
    lot: str | None = columns.lot(basis="own")
    serial: str | None = columns.serial(basis="own")
    problem: str = columns.problem(required=True, basis="S0-3; S4-I")
    investigation: str | None = text("调查", "调查情况", basis="S0-3", doc="Investigation.")
    responsible_department: str = columns.responsible_department(required=True, basis="S0-3")
    responsible_staff: str | None = columns.responsible_staff(basis="own")
    cause: str | None = columns.cause(
        aliases="分析原因|发生原因|故障原因|异常原因|查明原因", basis="S0-3; S4-I"
    )
    cause_analysed_at: str | None = columns.stage_time(zh="原因分析时间")
    measures: str | None = columns.measures(
        zh="纠正预防措施", aliases="改善对策|提出|处置措施|处理措施|处理办法|改进措施", basis="S0-3; S4-I"
    )
    arrangement: str | None = text(
        "洽办情况", "洽办", basis="S4-I", doc="Arrangement with the departments concerned."
    )
    planned_at: str | None = columns.stage_time(zh="制定措施时间")
    due_at: str | None = columns.due_at(zh="计划完成时间", aliases="应完成时间|期限|时限", basis="own")
    implemented_on: date | None = day("实际完成日期", basis="own", doc="Day of completion.")
    implementation: str | None = text(
        "执行情况", "执行成果的督促", basis="S4-I", doc="What was carried out, as supervised."
    )
    verified_by: str | None = ref("staff", "验证人", basis="S4-I", doc="Person who verified the effect.")
    verified_on: date | None = day("验证日期", basis="own", doc="Day of the verification.")
    effect: str | None = choice(
        "效果确认", "effective:有效|partly:部分有效|not_effective:无效", basis="S4-I", doc="Effect found."
    )
    effect_note: str | None = text("效果说明", basis="S4-I", doc="Effect in words.")
    document_no: str | None = ref("documents", "文件编号", basis="own", doc="Document changed by it.")
    approver: str | None = columns.approver(basis="S0-3")
    closed_on: date | None = columns.closed_on(basis="own")
    close_note: str | None = columns.close_note(basis="own")
    voucher_nos: list[str] | None = columns.voucher_nos(basis="own")
