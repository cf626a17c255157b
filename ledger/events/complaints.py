"""Complaints, and the petitions raised against their handling."""

from datetime import date
from decimal import Decimal

from ledger.events import columns
from ledger.events.base import (
    Before,
    Case,
    Need,
    choice,
    day,
    moment,
    number,
    ref,
    several,
    stage,
    text,
    yesno,
)


class Complaints(
    Case,
    key="complaints",
    zh="客户投诉记录与客户抱怨处理表",
    en="Complaints",
    kind="case",
    event="complaint_received",
    identity=("complaint_no",),
    tags=(
        "complaint_no",
        "first_responder",
        "owner",
        "customer_code",
        "product_code",
        "lot",
        "serial",
        "udi",
        "sale_no",
        "outbound_no",
        "handler",
        "repair_no",
        "return_case_no",
        "responsible_staff",
        "decided_by",
        "adverse_event_no",
        "capa_no",
        "recall_no",
        "voucher_nos",
    ),
    aliases="顾客反馈(抱怨)处理表|客户抱怨处理表|客户抱怨处理单|医疗器械用户投诉记录表|用户访问、投诉记录|质量投诉记录|投诉登记|售后服务通知单|维权请求|纠纷",
    retention="RET.CASE",
    basis="GSP §21; GSP §104; GSP §105; GSP §108; S0-3; S0-4; S1-B; S1-E; S2-D; S2-F; S2-J; S3; S4-D; S4-F; S4-I",
    numbering="TS-{yyyymm}-{seq4}; 客户投诉表单编号原则 is named in S4-I but not given, so configurable",
    ids="R-22 R-23 R-24 R-26 R-27 R-28 R-42 R-45 P-09 P-10 P-11 P-12 P-49 G-34 G-35 G-36 G-37 G-38 G-39 G-40 G-41 G-42 G-43 G-44 G-46 G-47 G-85 K-03 K-08 T-12 T-16 RT-10 C-14 C-15 C-19",
    future=("expiry_date",),
    stages=(
        stage(
            "complaint_received",
            "received",
            "受理登记",
            "complaint_no complaint_kind received_on received_at channel first_responder owner customer_code customer_name customer_address customer_phone complainant territory product_code product_name model specification registration_no registrant manufacturer lot serial udi expiry_date sale_no sale_line order_no outbound_no shipped_on handed_back_on quantity defective_quantity content customer_demand harm_suspected sample_kept responded_at original_complaint_no voucher_nos",
            by="after_sales",
            following="complaint_assessed complaint_transferred",
            at="received_at received_on",
        ),
        stage(
            "complaint_assessed",
            "assessed",
            "性质与程度判定",
            "nature severity abnormality_class urgent ae_decision adverse_event_no handler assessed_at responded_at severity_reason severity_approver",
            by="quality",
            following="complaint_transferred complaint_grave_approved complaint_accepted complaint_service_ordered complaint_site_examined complaint_investigated complaint_answered",
            at="assessed_at",
            repeats=True,
            deadline="CLK.RESPOND",
        ),
        stage(
            "complaint_transferred",
            "transferred",
            "转交质量管理部",
            "transferred_to transferred_at owner return_case_no discrepancy_no adverse_event_no responded_at",
            by="after_sales",
            following="complaint_assessed complaint_investigated",
            at="transferred_at",
        ),
        stage(
            "complaint_grave_approved",
            "grave_approved",
            "副总经理核阅",
            "grave_approver grave_instruction grave_approved_at",
            by="deputy_general_manager",
            following="complaint_accepted complaint_investigated complaint_decided",
            at="grave_approved_at",
        ),
        stage(
            "complaint_accepted",
            "accepted",
            "总经理室受理",
            "accepted_at",
            by="general_manager",
            following="complaint_site_examined complaint_investigated",
            at="accepted_at",
        ),
        stage(
            "complaint_service_ordered",
            "service_ordered",
            "开具售后服务通知单",
            "service_notice_no service_action repair_no service_ordered_at",
            by="marketing",
            following="complaint_investigated complaint_decided complaint_answered",
            at="service_ordered_at",
            repeats=True,
        ),
        stage(
            "complaint_site_examined",
            "site_examined",
            "会勘",
            "site_visit_on participants substitute site_finding",
            by="sales_department",
            following="complaint_investigated",
            at="site_visit_on",
        ),
        stage(
            "complaint_investigated",
            "investigated",
            "调查",
            "investigator investigated_on reason_confirmed findings cause cause_class not_investigated_reason",
            by="quality",
            following="complaint_reported complaint_attributed complaint_decided",
            at="investigated_on",
        ),
        stage(
            "complaint_reported",
            "reported",
            "提出报告呈总经理批示",
            "report_text reported_on instruction",
            by="quality",
            following="complaint_attributed complaint_decided",
            at="reported_on",
            deadline="L-17",
        ),
        stage(
            "complaint_attributed",
            "attributed",
            "责任归属判定",
            "proposed_staff responsible_department responsible_staff attribution attributed_at",
            by="quality",
            following="complaint_analysed complaint_decided",
            at="attributed_at",
        ),
        stage(
            "complaint_analysed",
            "analysed",
            "技术部分析与对策",
            "cause cause_class countermeasure analysed_at",
            by="technical_department",
            following="complaint_decided",
            at="analysed_at",
        ),
        stage(
            "complaint_decided",
            "decided",
            "批示处理",
            "outcome handling_plan handling_method improvement tracking_required decided_by decided_on compensation instruction receivable_released capa_no recall_no petition_no",
            by="general_manager",
            following="complaint_parties_notified complaint_signed_off complaint_answered",
            at="decided_on",
            deadline="L-16",
        ),
        stage(
            "complaint_parties_notified",
            "parties_notified",
            "通知注册人与供货者",
            "registrant_notified_at supplier_notified_at",
            by="quality",
            following="complaint_answered complaint_signed_off",
            at="registrant_notified_at supplier_notified_at",
            repeats=True,
        ),
        stage(
            "complaint_signed_off",
            "signed_off",
            "核签结案与分联存档",
            "signed_off_on copies_filed",
            by="general_manager",
            following="complaint_answered",
            at="signed_off_on",
            before=(Before("complaint_decided", "S4-I 投诉-处理-4(2nd)"),),
        ),
        stage(
            "complaint_answered",
            "answered",
            "答复客户",
            "answered_at answer_channel answer customer_view responded_at",
            by="salesperson",
            following="complaint_tracked complaint_objected complaint_closed",
            at="answered_at",
            repeats=True,
            deadline="CN.COMPLAINT.REPLY",
        ),
        stage(
            "complaint_objected",
            "objected",
            "客户未能接受",
            "customer_view objection petition_no objected_at",
            by="sales_department",
            following="complaint_reopened",
            at="objected_at",
            needs=(Need("complaint_decided complaint_answered", "S4-I 投诉-处理-5, 10"),),
        ),
        stage(
            "complaint_tracked",
            "tracked",
            "跟踪",
            "tracked_on tracking_result satisfaction",
            by="after_sales",
            following="complaint_tracked complaint_closed complaint_reopened",
            at="tracked_on",
            repeats=True,
        ),
        stage(
            "complaint_closed",
            "closed",
            "结案归档",
            "closed_on close_note",
            by="quality",
            following="complaint_reopened",
            at="closed_on",
            deadline="CLK.COMPLAINT.CLOSE",
            before=(
                Before(
                    "complaint_signed_off",
                    "S4-I 投诉-处理-4(2nd); G-47",
                    when="nature=quality outcome=founded",
                ),
                Before("", "GSP §105", facts="registrant_notified_at", when="nature=quality outcome=founded"),
                Before("", "GSP §105", facts="supplier_notified_at", when="nature=quality outcome=founded"),
            ),
        ),
        stage(
            "complaint_reopened",
            "reopened",
            "重新受理",
            "reopen_reason original_complaint_no reopened_at",
            by="sales_department",
            following="complaint_assessed complaint_investigated complaint_decided",
            at="reopened_at",
            needs=(
                Need(
                    "complaint_closed complaint_objected complaint_tracked complaint_answered",
                    "S4-I 投诉-处理-5",
                ),
            ),
        ),
    ),
):
    """Complaints (客户投诉记录与客户抱怨处理表)."""

    complaint_no: str = text(
        "投诉编号",
        "客户投诉表单编号|投诉单号|抱怨单号",
        ambiguous="编号|編號",
        required=True,
        basis="S4-I",
        doc="Complaint case number.",
    )
    complaint_kind: str | None = choice(
        "投诉种类",
        "product:产品质量|service:服务|delivery:交付|price:价格|rights_claim:维权请求|dispute:纠纷|claim:索赔|suggestion:建议|other:其他",
        "维权请求|纠纷|索赔",
        basis="S1-C; S4-D; own",
        doc="Kind of complaint, including rights claims and disputes; product quality when absent.",
    )
    received_on: date = day(
        "接收日期",
        "投诉日期|受理日期",
        required=True,
        basis="S0-3",
        doc="Day on which the complaint arrived.",
    )
    received_at: str | None = columns.received_at(
        doc="Time of arrival, which starts the clocks; event_time where it is absent.", basis="S3; S4-I"
    )
    channel: str | None = columns.channel(basis="S0-2; S1-B; S1-E")
    first_responder: str | None = columns.first_responder(
        doc="First person asked, who owns the matter until a hand-over is accepted; the recorder when absent.",
        basis="S0-4; S4-I",
    )
    owner: str | None = columns.owner(basis="S0-4")
    customer_code: str = columns.customer_code(required=True, basis="S0-3")
    customer_name: str | None = columns.customer_name(
        zh="顾客名称", aliases="顾客的名称|客户名称|客户信息|用户名称|客户姓名", basis="S0-3"
    )
    customer_address: str | None = columns.customer_address(basis="own")
    customer_phone: str | None = columns.customer_phone(basis="S3; S4-F")
    complainant: str | None = text(
        "投诉人", personal=True, basis="own", doc="Person who complained, kept outside the event body."
    )
    territory: str | None = choice(
        "地域",
        "domestic:国内|hk_mo_tw:港澳台|abroad:国外",
        "国内外",
        snapshot_of="customers.territory",
        basis="S4-I",
        doc="Domestic or abroad, which selects clocks.",
    )
    product_code: str | None = columns.product_code(basis="S4-I")
    product_name: str | None = columns.product_name(basis="GSP §105")
    model: str | None = columns.model(basis="S4-I")
    specification: str | None = columns.specification(basis="own")
    registration_no: str | None = columns.registration_no(basis="own")
    registrant: str | None = columns.registrant(basis="GSP §105")
    manufacturer: str | None = columns.manufacturer(basis="own")
    lot: str | None = columns.lot(basis="own")
    serial: str | None = columns.serial(
        aliases="不良品编号|出厂编号|机身号|机号|SN|产品序列号|设备序列号|设备编号",
        ambiguous="编号|編號",
        basis="S4-I",
    )
    udi: str | None = columns.udi(basis="own")
    expiry_date: date | None = columns.expiry_date(basis="own")
    sale_no: str | None = columns.sale_no(basis="S4-I")
    sale_line: int | None = columns.sale_line(basis="own")
    order_no: str | None = columns.order_no(basis="S4-I")
    outbound_no: str | None = columns.outbound_no(basis="own")
    shipped_on: date | None = columns.shipped_on(zh="交运日期", doc="Day of shipping.", basis="S4-I")
    handed_back_on: date | None = day(
        "交返日期", basis="S4-I", doc="Day of delivery or return named on the form."
    )
    quantity: Decimal | None = columns.quantity(basis="S4-I")
    defective_quantity: Decimal | None = number("不良数量", basis="S4-I", doc="Defective quantity.")
    content: str = text(
        "投诉内容", "抱怨内容|内容", required=True, basis="S0-3; S0-4; S3", doc="Content in words."
    )
    customer_demand: str | None = text(
        "客户要求", "客户投诉要求", basis="S4-I", doc="What the customer demands."
    )
    harm_suspected: bool | None = yesno(
        "是否可能伤害", basis="own", doc="Harm possible, so that an adverse event must be decided."
    )
    sample_kept: bool | None = yesno("是否留样", basis="own", doc="Sample kept.")
    responded_at: str | None = moment(
        "首次响应时间", "响应时间", basis="S4-A; S1-C", doc="Time of the first real answer to the customer."
    )
    nature: str | None = choice(
        "投诉性质",
        "quality:质量投诉:质量:质量问题|adverse_reaction:不良反应或不良事件|quality_return:以质量名义要求退货|delivery_fault:质量数量运输破损|service:服务投诉:服务|ordinary:一般意见:一般",
        "抱怨的性质|性质",
        basis="S0-3; S3; S1-E",
        doc="Nature of the complaint, which decides its route.",
    )
    severity: str | None = columns.severity(basis="S0-3; S3; S4-I")
    abnormality_class: str | None = choice(
        "异常原因分类",
        "non_quality:非质量异常|slow_warranty:怠慢对待保修产品|bad_attitude:工作态度不好|repair_late:返修产品时间迟缓|repair_price:返修产品价格过高|repair_quality:返修产品存在质量问题",
        "客户投诉异常原因",
        basis="S4-I",
        doc="One of six classes.",
    )
    urgent: bool | None = yesno(
        "是否紧急", "紧急事件", basis="S4-I", doc="Urgent, so that it is reported upward at once."
    )
    ae_decision: bool | None = yesno(
        "是否按不良事件报告", basis="own", doc="Decision whether it is an adverse event."
    )
    transferred_to: str | None = text(
        "转交部门", basis="S1-E; S0-2", doc="Department to which it was handed."
    )
    transferred_at: str | None = moment("转交时间", basis="S1-E", doc="Time of the hand-over.")
    grave_approver: str | None = ref(
        "staff",
        "副总经理核阅人",
        "核阅或核转",
        basis="S4-I",
        doc="Deputy general manager who read or decided a grave case first.",
    )
    grave_instruction: str | None = text(
        "副总经理核阅意见", basis="S4-I", doc="Instruction for a grave case."
    )
    grave_approved_at: str | None = columns.stage_time(zh="副总经理核阅时间")
    accepted_at: str | None = moment(
        "总经理室受理时间",
        basis="S4-I",
        doc="Acceptance by the general manager's office, which starts the closing clock.",
    )
    handler: str | None = columns.handler(
        zh="处理人员",
        aliases="经办人|经手人|处理人",
        doc="Head or specially named person who deals with the customer.",
        basis="S4-I",
    )
    severity_reason: str | None = text(
        "程度下调原因", basis="S4-I 意见-5; own", doc="Why a complaint is weighed as less grave than before."
    )
    severity_approver: str | None = ref(
        "staff", "程度下调批准人", basis="S4-I 投诉-处理-7; own", doc="Who approved that it is less grave."
    )
    assessed_at: str | None = columns.stage_time(zh="性质与程度判定时间")
    service_notice_no: str | None = text(
        "售后服务通知单编号", basis="S0-3", doc="Number of the after-sales service notice."
    )
    service_action: str | None = choice(
        "服务措施",
        "repair:维修|maintenance:维护保养|installation:安装|commissioning:调试|training:培训|inspection_round:巡查检修|testing:检测|software:软件安装升级|technical_support:技术支持|consultation:咨询|exchange:更换:换货|fitting:验配|re_examination:复查|parts:寄送配件|loaner:备用机服务|other:其他",
        "维护或维修",
        basis="S0-3",
        doc="Maintenance or repair ordered.",
    )
    repair_no: str | None = columns.repair_no(basis="S0-3")
    service_ordered_at: str | None = columns.stage_time(zh="开具售后服务通知单时间")
    return_case_no: str | None = columns.return_case_no(basis="S1-E")
    discrepancy_no: str | None = columns.discrepancy_no(basis="S1-E")
    site_visit_on: date | None = day(
        "会勘日期", "会勘", basis="S4-I", doc="Day of the joint site examination."
    )
    participants: list[str] | None = several(
        "会勘人员", "参加人员|与会人员", ref="staff", basis="S4-I", doc="Staff who took part."
    )
    substitute: str | None = ref(
        "staff",
        "指派人员",
        "总经理指派有关人员",
        basis="S4-I",
        doc="Person named by the general manager when quality staff could not go.",
    )
    site_finding: str | None = text(
        "会勘结果", basis="S4-I", doc="Finding on site, reported to the general manager."
    )
    reason_confirmed: str | None = text(
        "客户投诉理由的确认", basis="S4-I", doc="Customer's reason as confirmed."
    )
    investigator: str | None = columns.investigator(basis="S4-I; GSP §105")
    investigated_on: date | None = columns.investigated_on(
        zh="调查完成日期", doc="End of the investigation.", basis="S4-I"
    )
    findings: str | None = text("异常内容及处理情况", "调查核实|调查情况", basis="S4-I; S3", doc="Findings.")
    cause: str | None = columns.cause(
        aliases="查明原因|分析异常原因|发生原因|故障原因|异常原因", basis="GSP §105; S3; S4-I"
    )
    cause_class: str | None = columns.cause_class(basis="S4-I")
    not_investigated_reason: str | None = text("未调查原因", basis="own", doc="Why it was not investigated.")
    report_text: str | None = text("调查报告", "报告", basis="S4-I", doc="Report to the general manager.")
    reported_on: date | None = columns.reported_on(basis="S4-I")
    instruction: str | None = text(
        "总经理批示", "经理室批示意见", basis="S4-I", doc="Instruction of the general manager."
    )
    proposed_staff: str | None = ref(
        "staff", "责任人员的拟定", basis="S4-I", doc="Responsible person proposed by sales."
    )
    responsible_department: str | None = columns.responsible_department(
        aliases="责任归属部门|责任归属", basis="S4-I"
    )
    responsible_staff: str | None = columns.responsible_staff(basis="S4-I")
    attribution: str | None = choice(
        "责任方",
        "own:本公司环节|carrier:承运环节|supplier:供货者或生产企业|customer:客户|other_company:其他公司|force_majeure:不可抗力|undetermined:未定",
        "属我方|其他公司、原物料供应商",
        basis="S4-I",
        doc="Our side or another party.",
    )
    attributed_at: str | None = columns.stage_time(zh="责任归属判定时间")
    countermeasure: str | None = text("处理对策", basis="S4-I", doc="Countermeasure.")
    analysed_at: str | None = columns.stage_time(zh="技术部分析与对策时间")
    outcome: str | None = choice(
        "投诉是否成立",
        "founded:成立|unfounded:不成立|undetermined:无法判定",
        "客户投诉不成立",
        basis="S4-I",
        doc="Founded or not.",
    )
    handling_plan: str | None = text("处理方案", basis="S3", doc="Plan of handling, with its time limit.")
    handling_method: str | None = columns.handling_method(
        zh="处理方式", aliases="会决后的结论", doc="How it is settled.", basis="S4-I"
    )
    improvement: str | None = columns.improvement(
        zh="改善方法", aliases="改善对策|改进措施|改进|改善措施", basis="S4-I"
    )
    tracking_required: bool | None = yesno(
        "是否需列入追踪",
        "人为疏忽免列案追踪",
        basis="S4-I",
        doc="Whether the improvement is tracked, decided in every case.",
    )
    decided_by: str | None = ref(
        "staff", "核决人", basis="S4-I", doc="Person of the authorised level who decided."
    )
    decided_on: date | None = day("核决日期", basis="S4-I", doc="Day of the decision.")
    compensation: str | None = columns.compensation(
        zh="补偿方式", doc="What the customer receives.", basis="S4-I"
    )
    registrant_notified_at: str | None = columns.registrant_notified_at(basis="GSP §105")
    supplier_notified_at: str | None = columns.supplier_notified_at(basis="GSP §105")
    signed_off_on: date | None = day("核签日期", "核签结案", basis="S4-I", doc="Day of sign-off.")
    copies_filed: list[str] | None = several(
        "三联存档",
        "第一联质量管理部存|第二联销售部门存|第三联送会计科存",
        basis="S4-I",
        doc="Departments that acknowledged their copy.",
    )
    receivable_released: bool | None = yesno(
        "应收帐款按期收回",
        "以规定收款期收回应收帐款",
        basis="S4-I",
        doc="Hold on the receivable lifted because the complaint is unfounded.",
    )
    answered_at: str | None = columns.answered_at(basis="S0-4; S4-I; GSP §105")
    answer_channel: str | None = choice(
        "答复方式",
        "letter:来信:来函|phone:来电:电话|visit:来访:上门|fax:传真|telegram:电报|email:邮件:电子邮箱:发邮件|wechat:微信|web:网络|hotline:服务热线|online_service:在线客服|meeting:座谈会:恳谈会:用户座谈|fair:业务洽谈会|survey:书面调查:调查表|forum:顾客论坛|opinion_book:意见簿|dealer:经销商|authority:监管部门|other:其他",
        basis="S4-I",
        doc="Way in which the answer was given.",
    )
    answer: str | None = text("答复内容", "处理结果|解答|答复|回复", basis="S4-I; S3", doc="Answer given.")
    customer_view: str | None = choice(
        "客户是否接受",
        "accepted:接受|not_accepted:未能接受|no_answer:未答复",
        "客户未能接受",
        basis="S4-I",
        doc="Whether the customer accepts.",
    )
    objection: str | None = text("客户异议", basis="S4-I", doc="What the customer objects to.")
    objected_at: str | None = columns.stage_time(zh="客户未能接受时间")
    tracked_on: date | None = day("跟踪日期", "跟踪", basis="S3; S0-4; GSP §104", doc="Day of the tracking.")
    tracking_result: str | None = text(
        "跟踪情况",
        "反馈解决进度|事后跟踪",
        basis="S3; GSP §104",
        doc="State found, as fed back to the customer.",
    )
    satisfaction: str | None = columns.satisfaction(
        zh="客户满意度", doc="Satisfaction with the handling.", basis="S1-B"
    )
    adverse_event_no: str | None = columns.adverse_event_no(basis="S1-E")
    capa_no: str | None = columns.capa_no(basis="S4-I")
    recall_no: str | None = columns.recall_no(basis="own")
    petition_no: str | None = ref("petitions", "签呈编号", basis="S4-I", doc="Special-case petition number.")
    closed_on: date | None = columns.closed_on(basis="S4-I; S3")
    close_note: str | None = columns.close_note(aliases="记录归档|总结", basis="S3")
    original_complaint_no: str | None = text(
        "原抱怨表编号", "附原抱怨表", basis="S4-I", doc="First form, attached when the case is opened again."
    )
    reopen_reason: str | None = text("重新受理原因", basis="S4-I", doc="Why it was opened again.")
    reopened_at: str | None = columns.stage_time(zh="重新受理时间")
    voucher_nos: list[str] | None = columns.voucher_nos(basis="own")


class Petitions(
    Case,
    key="petitions",
    zh="签呈",
    en="Special-case petitions",
    kind="case",
    event="petition_raised",
    identity=("petition_no",),
    tags=("complaint_no", "approver", "voucher_nos"),
    aliases="专案呈报",
    retention="RET.CASE",
    basis="S4-I",
    numbering="QC-{yyyy}-{seq3}",
    ids="R-29 G-37",
    stages=(
        stage(
            "petition_raised",
            "raised",
            "呈报",
            "petition_no raised_on raised_by subject_table subject_no complaint_no objection proposal approver voucher_nos",
            by="department_head",
            following="petition_decided",
            at="raised_on",
        ),
        stage(
            "petition_decided",
            "decided",
            "批示",
            "approver decision instruction decided_on",
            by="general_manager",
            at="decided_on",
        ),
    ),
):
    """Special-case petitions (签呈)."""

    petition_no: str = text("签呈编号", required=True, basis="own", doc="Special-case petition number.")
    raised_on: date = day("呈报日期", required=True, basis="own", doc="Day on which it was raised.")
    raised_by: str = text("呈报部门", "各部门", required=True, basis="S4-I", doc="Department that petitions.")
    subject_table: str = columns.subject_table(required=True, basis="own")
    subject_no: str = columns.subject_no(required=True, basis="own")
    complaint_no: str | None = columns.complaint_no(basis="S4-I")
    objection: str = text("异议", required=True, basis="S4-I", doc="Objection to the decision.")
    proposal: str | None = text("呈报意见", "专案呈报处理", basis="S4-I", doc="What is proposed.")
    approver: str | None = columns.approver(zh="批示人", aliases="上级|批准人|审批人|核签人", basis="S4-I")
    decision: str | None = choice("批示结论", "approved:同意|refused:不同意", basis="own", doc="Decision.")
    instruction: str | None = text("批示意见", basis="S4-I", doc="Instruction.")
    decided_on: date | None = day("批示日期", basis="own", doc="Day of the decision.")
    voucher_nos: list[str] | None = columns.voucher_nos(basis="own")
