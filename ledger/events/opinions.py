"""What customers say: feedback, visits and surveys."""

from datetime import date

from ledger.events import columns
from ledger.events.base import Case, Need, choice, day, moment, ref, several, stage, text


class Feedbacks(
    Case,
    key="feedbacks",
    zh="市场信息反馈与咨询记录",
    en="Feedback and inquiries",
    kind="case",
    event="feedback_received",
    identity=("feedback_no",),
    tags=(
        "feedback_no",
        "handler",
        "customer_code",
        "product_code",
        "lot",
        "serial",
        "sale_no",
        "complaint_no",
        "adverse_event_no",
        "return_case_no",
        "repair_no",
        "voucher_nos",
    ),
    aliases="市场信息反馈记录|咨询记录|质量查询记录|客户意见征询记录|顾客意见簿|同行业产品价格质量信息",
    retention="RET.CASE",
    basis="GSP §104; GSP §108; Online GSP §20; S0-1; S0-2; S0-3; S0-4; S1-E; S2-C; S2-E; S2-F; S3; S4-B; S4-I",
    numbering="XX-{yyyymm}-{seq4}; form REC-FY006R00 (S1-E)",
    ids="R-32 R-35 R-37 R-108 P-13 P-15 P-16 G-42 G-43 G-44 T-16",
    future=("promised_by",),
    stages=(
        stage(
            "feedback_received",
            "received",
            "接收登记",
            "feedback_no feedback_kind received_at channel handler customer_code customer_name correspondent product_code product_name lot serial sale_no topics content voucher_nos",
            by="after_sales",
            following="feedback_routed feedback_reply_promised feedback_answered",
            at="received_at",
        ),
        stage(
            "feedback_routed",
            "routed",
            "分流转交",
            "route transferred_to transferred_at complaint_no adverse_event_no return_case_no discrepancy_no repair_no",
            by="after_sales",
            following="feedback_answered feedback_closed",
            at="transferred_at",
        ),
        stage(
            "feedback_reply_promised",
            "reply_promised",
            "承诺回复",
            "promised_by reply_promised_at",
            by="service_management",
            following="feedback_answered",
            at="reply_promised_at",
        ),
        stage(
            "feedback_answered",
            "answered",
            "答复",
            "answered_at answer_channel answer",
            by="service_management",
            following="feedback_closed",
            at="answered_at",
            deadline="CLK.PROMISE",
        ),
        stage(
            "feedback_closed",
            "closed",
            "分析归档",
            "analysis improvement closed_on close_note",
            by="after_sales",
            at="closed_on",
        ),
    ),
):
    """Feedback and inquiries (市场信息反馈与咨询记录)."""

    feedback_no: str = text("反馈编号", required=True, basis="own", doc="Feedback or inquiry number.")
    feedback_kind: str = choice(
        "反馈类别",
        "feedback:市场信息反馈|inquiry:咨询|quality_inquiry:质量查询|opinion:意见征询|suggestion:建议|market_intelligence:市场信息|reception:来访接待",
        required=True,
        basis="S1-E; S3; S0-1",
        doc="Feedback, inquiry, opinion or market news.",
    )
    received_at: str = columns.received_at(required=True, basis="S1-E; S3")
    channel: str | None = columns.channel(basis="S0-1; S0-2; S0-3; S1-E; S2-C")
    handler: str = columns.handler(zh="记录人", aliases="经办人|经手人|处理人", required=True, basis="S1-E")
    customer_code: str | None = columns.customer_code(doc="Customer; empty for market news.", basis="S1-E")
    customer_name: str | None = columns.customer_name(basis="S1-E")
    correspondent: str | None = text("反馈人", personal=True, basis="S1-E", doc="Person who gave it.")
    product_code: str | None = columns.product_code(basis="own")
    product_name: str | None = columns.product_name(basis="own")
    lot: str | None = columns.lot(basis="own")
    serial: str | None = columns.serial(basis="own")
    sale_no: str | None = columns.sale_no(basis="own")
    topics: list[str] | None = several(
        "意见主题",
        values="device_quality:医疗器械质量|work_quality:工作质量|service_quality:服务质量|delivery:交付|efficacy:疗效副作用|dosage:剂型用法用量|price:价格|packaging:包装|other:其他",
        basis="S0-1; S1-E; S2-C",
        doc="Topics touched.",
    )
    content: str = text(
        "反馈内容",
        "咨询|用户反应的问题|意见及建议|问题|内容",
        required=True,
        basis="S1-E; S3",
        doc="Content in words.",
    )
    improvement: str | None = columns.improvement(basis="S0-1; S0-2")
    route: str | None = choice(
        "处理去向",
        "quality_complaint:转质量投诉|adverse_reaction:转不良反应|quality_return:转退货|delivery_fault:转短少破损处理|repair:转售后服务|ordinary:一般处理",
        basis="S1-E",
        doc="Where it is sent.",
    )
    transferred_to: str | None = text("转交部门", basis="S1-E", doc="Department to which it is handed.")
    transferred_at: str | None = moment("转交时间", basis="S1-E", doc="Time of the hand-over.")
    complaint_no: str | None = columns.complaint_no(basis="S1-E")
    adverse_event_no: str | None = columns.adverse_event_no(basis="S1-E")
    return_case_no: str | None = columns.return_case_no(basis="S1-E")
    discrepancy_no: str | None = columns.discrepancy_no(basis="S1-E")
    repair_no: str | None = columns.repair_no(basis="own")
    promised_by: str | None = moment("承诺回复时限", basis="S3", doc="Time by which an answer was promised.")
    reply_promised_at: str | None = columns.stage_time(zh="承诺回复时间")
    answered_at: str | None = columns.answered_at(basis="S3")
    answer_channel: str | None = choice(
        "答复方式",
        "letter:来信:来函|phone:来电:电话|visit:来访:上门|fax:传真|telegram:电报|email:邮件:电子邮箱:发邮件|wechat:微信|web:网络|hotline:服务热线|online_service:在线客服|meeting:座谈会:恳谈会:用户座谈|fair:业务洽谈会|survey:书面调查:调查表|forum:顾客论坛|opinion_book:意见簿|dealer:经销商|authority:监管部门|other:其他",
        basis="own",
        doc="Way in which the answer was given.",
    )
    answer: str | None = text("答复内容", "解答|答复|处理|回复", basis="S3; S1-E", doc="Answer given.")
    analysis: str | None = text("分析利用", basis="S0-1", doc="Analysis of the opinion.")
    closed_on: date | None = columns.closed_on(basis="own")
    close_note: str | None = columns.close_note(basis="own")
    voucher_nos: list[str] | None = columns.voucher_nos(basis="own")


class Visits(
    Case,
    key="visits",
    zh="用户访问与回访记录",
    en="Customer visits",
    kind="case",
    event="visit_planned",
    identity=("visit_no",),
    tags=(
        "visit_no",
        "customer_code",
        "product_code",
        "lot",
        "serial",
        "warranty_no",
        "repair_no",
        "sale_no",
        "handler",
        "approver",
        "complaint_no",
        "feedback_no",
        "voucher_nos",
    ),
    aliases="用户质量访问记录表及意见处理单|回访记录|顾客访问工作档案|接待记录|用户访问记录|巡查或检修记录",
    retention="RET.CASE",
    basis="GSP §104; S0-1; S0-2; S0-4; S1-A; S1-E; S2-A; S2-C; S2-E; S2-J; S4-B; S4-G; S4-H; S4-I",
    numbering="HF-{yyyymm}-{seq4}",
    ids="R-31 R-36 R-60 P-14 P-26 G-45 K-16 C-16 S-09",
    future=("planned_on", "next_due_on"),
    stages=(
        stage(
            "visit_planned",
            "planned",
            "计划",
            "visit_no visit_kind visit_mode planned_on standard_no customer_code customer_name product_code product_name lot serial warranty_no purpose planned_at",
            by="after_sales",
            following="visit_made",
            at="planned_at",
        ),
        stage(
            "visit_made",
            "made",
            "访问",
            "visit_no visit_kind visit_mode customer_code customer_name visit_object product_code product_name lot serial warranty_no repair_no sale_no purpose visited_on handler efficacy dosage_usage price_view packaging_view usage_situation repair_effect satisfaction opinion problem next_due_on voucher_nos",
            by="after_sales",
            following="visit_approved visit_opinion_handled",
            at="visited_on",
            deadline="CLK.VISIT",
        ),
        stage(
            "visit_approved",
            "approved",
            "客服部经理批准",
            "approver decision approved_on",
            by="service_manager",
            following="visit_opinion_handled",
            at="approved_on",
            needs=(Need("visit_made", "S1-E 4.1.3"),),
        ),
        stage(
            "visit_opinion_handled",
            "opinion_handled",
            "意见处理",
            "handling improvement answered_at complaint_no feedback_no",
            by="after_sales",
            at="answered_at",
            repeats=True,
            needs=(Need("visit_made", "S1-E 4.1.3"),),
        ),
    ),
):
    """Customer visits (用户访问与回访记录)."""

    visit_no: str = text("回访编号", "访问编号", required=True, basis="own", doc="Visit number.")
    visit_kind: str = choice(
        "回访类别",
        "on_site:上门回访|phone:电话回访|quality_tracking:质量跟踪回访|inspection:巡查或检修|user_quality:用户质量访问|reception:来访接待|key_customer:拜访重点客户",
        required=True,
        basis="S4-I; S1-E; S0-4",
        doc="Kind of visit.",
    )
    visit_mode: str | None = choice(
        "访问方式",
        "written:书面访问:发函:传真:电报|meeting:座谈会:恳谈会|phone:电话访问|on_site:上门访问",
        basis="S1-E",
        doc="How the visit is made.",
    )
    planned_on: date | None = day("计划日期", basis="S4-I; S1-E", doc="Day planned.")
    standard_no: str | None = ref(
        "service_standards", "回访周期标准", basis="own", doc="Visit policy that called for it."
    )
    planned_at: str | None = columns.stage_time(zh="计划时间")
    customer_code: str = columns.customer_code(required=True, basis="S4-I")
    customer_name: str | None = columns.customer_name(basis="S4-I")
    visit_object: str | None = choice(
        "访问对象",
        "company_head:医药公司负责人|pharmacy_head:药店负责人|patient:患者|user:使用单位|other:其他",
        basis="S1-E",
        doc="Who is visited.",
    )
    product_code: str | None = columns.product_code(basis="own")
    product_name: str | None = columns.product_name(basis="own")
    lot: str | None = columns.lot(basis="own")
    serial: str | None = columns.serial(basis="own")
    warranty_no: str | None = columns.warranty_no(basis="S4-I")
    repair_no: str | None = columns.repair_no(basis="S4-H; S4-B")
    sale_no: str | None = columns.sale_no(basis="own")
    purpose: str | None = text("访问目的", "准备充分、目的明确", basis="S0-1", doc="Preparation and purpose.")
    visited_on: date = day("访问日期", "回访日期", required=True, basis="S4-I; S1-E", doc="Day of the visit.")
    handler: str = columns.handler(
        zh="访问人", aliases="回访人|接待人员|经办人|经手人|处理人", required=True, basis="S4-I"
    )
    efficacy: str | None = text(
        "疗效副作用等", "疗效、副作用等", basis="S1-E", doc="Efficacy and side effects."
    )
    dosage_usage: str | None = text(
        "剂型和用法用量", "剂型和用法、用量", basis="S1-E", doc="Dosage form, usage and dose."
    )
    price_view: str | None = text("价格", basis="S1-E", doc="View on the price.")
    packaging_view: str | None = text(
        "包装(携带、存放、使用等)", "包装", basis="S1-E", doc="View on the packaging."
    )
    usage_situation: str | None = text(
        "产品使用情况", basis="S4-G; S4-H; S2-A", doc="How the product is used."
    )
    repair_effect: str | None = text("维修效果", basis="S4-H", doc="Effect of the repair.")
    satisfaction: str | None = columns.satisfaction(basis="S4-B")
    opinion: str | None = text(
        "意见和建议",
        "其他意见或建议|改进意见|意见|意见及建议|建议",
        basis="S1-E; S0-1; S0-2",
        doc="Opinion or suggestion.",
    )
    problem: str | None = columns.problem(basis="S4-G")
    approver: str | None = columns.approver(zh="审批人", aliases="客服部经理|批准人|核签人", basis="S1-E")
    decision: str | None = choice(
        "审批结论", "approved:同意|refused:不同意", basis="S1-E", doc="Approval of the form by the manager."
    )
    approved_on: date | None = columns.approved_on(zh="审批日期", basis="S1-E")
    handling: str | None = text(
        "意见处理", "意见处理单|实施情况", basis="S1-E; S0-2", doc="How the opinions were handled."
    )
    improvement: str | None = columns.improvement(basis="S0-2")
    answered_at: str | None = columns.answered_at(basis="S0-1")
    complaint_no: str | None = columns.complaint_no(basis="own")
    feedback_no: str | None = columns.feedback_no(basis="own")
    next_due_on: date | None = columns.next_due_on(
        zh="下次回访日期", aliases="下次到期日|下次日期", basis="S1-E; S4-I"
    )
    voucher_nos: list[str] | None = columns.voucher_nos(basis="own")


class Surveys(
    Case,
    key="surveys",
    zh="客户意见与满意度调查",
    en="Opinion cards and satisfaction surveys",
    kind="case",
    event="survey_issued",
    identity=("survey_no",),
    tags=(
        "repair_no",
        "service_no",
        "customer_code",
        "product_code",
        "technician",
        "complaint_no",
        "voucher_nos",
    ),
    aliases="客户意见调查卡|满意度调查表|客户满意度调查|用户满意度调查|售后服务评价|服务评价",
    retention="RET.CASE",
    basis="S0-3; S1-A; S1-B; S1-C; S2-C; S4-A; S4-B; S4-C; S4-D; S4-F; S4-H; S4-I",
    numbering="DC-{yyyymmdd}-{seq3}",
    ids="R-38 R-39 R-40 P-18 P-19 K-02 K-14 K-15 K-18 S-10",
    stages=(
        stage(
            "survey_issued",
            "issued",
            "发出",
            "survey_no survey_kind issued_on wave repair_no service_no customer_code customer_name product_code technician",
            by="technical_department",
            following="survey_answered",
            at="issued_on",
            deadline="CLK.CARD",
        ),
        stage(
            "survey_answered",
            "answered",
            "收回",
            "answered_on attitude skill arrival_time promises_kept service_quality response_speed problem_solving product_quality satisfaction opinion severity voucher_nos",
            by="after_sales",
            following="survey_followed_up",
            at="answered_on",
        ),
        stage(
            "survey_followed_up",
            "followed_up",
            "处理与改进",
            "handling improvement answered_at complaint_no",
            by="technical_department",
            at="answered_at",
            repeats=True,
            needs=(Need("survey_answered", "S4-I 意见-4"),),
        ),
    ),
):
    """Opinion cards and satisfaction surveys (客户意见与满意度调查)."""

    survey_no: str = text(
        "调查表编号", "调查卡编号", required=True, basis="own", doc="Survey card or form number."
    )
    survey_kind: str = choice(
        "调查类别",
        "opinion_card:客户意见调查卡|satisfaction:客户满意度调查|service_evaluation:售后服务评价",
        required=True,
        basis="S4-I; S0-3; S4-A",
        doc="Card, satisfaction survey or service evaluation.",
    )
    issued_on: date = day(
        "发出日期",
        "签发日期",
        required=True,
        basis="S4-I",
        doc="Day on which it was sent; for cards the day of the repair call.",
    )
    wave: str | None = text("调查批次", basis="own", doc="Survey wave.")
    repair_no: str | None = columns.repair_no(aliases="报修登记簿|维修单号|服务单号", basis="S4-I")
    service_no: str | None = columns.service_no(basis="own")
    customer_code: str = columns.customer_code(required=True, basis="S4-I")
    customer_name: str | None = columns.customer_name(basis="own")
    product_code: str | None = columns.product_code(basis="S4-B")
    technician: str | None = columns.technician(basis="S4-I")
    answered_on: date | None = day("答复日期", basis="own", doc="Day of the answer.")
    attitude: str | None = choice(
        "态度", "very:很满意|satisfied:满意|fair:一般|not:不满意", basis="S4-I", doc="Attitude."
    )
    skill: str | None = choice(
        "技术", "very:很满意|satisfied:满意|fair:一般|not:不满意", basis="S4-I", doc="Skill."
    )
    arrival_time: str | None = choice(
        "到达时间", "very:很满意|satisfied:满意|fair:一般|not:不满意", basis="S4-I", doc="Time of arrival."
    )
    promises_kept: str | None = choice(
        "答应事情的办理",
        "very:很满意|satisfied:满意|fair:一般|not:不满意",
        basis="S4-I",
        doc="Keeping of promises.",
    )
    service_quality: str | None = choice(
        "服务质量", "very:很满意|satisfied:满意|fair:一般|not:不满意", basis="S4-A", doc="Quality of service."
    )
    response_speed: str | None = choice(
        "响应速度", "very:很满意|satisfied:满意|fair:一般|not:不满意", basis="S4-A", doc="Speed of response."
    )
    problem_solving: str | None = choice(
        "解决问题的能力",
        "very:很满意|satisfied:满意|fair:一般|not:不满意",
        basis="S4-A",
        doc="Ability to solve problems.",
    )
    product_quality: str | None = choice(
        "产品质量满意度",
        "very:很满意|satisfied:满意|fair:一般|not:不满意",
        basis="S4-B",
        doc="Satisfaction with the device.",
    )
    satisfaction: str | None = columns.satisfaction(
        zh="总体满意度", aliases="满意度", doc="Overall satisfaction.", basis="S0-3; S4-B"
    )
    opinion: str | None = text(
        "意见和建议", "建议或抱怨|意见及建议|建议|改进意见", basis="S4-B; S4-I", doc="Opinion or suggestion."
    )
    severity: str | None = columns.severity(basis="S4-I")
    improvement: str | None = columns.improvement(basis="S4-C")
    handling: str | None = text("处理情况", basis="S4-I", doc="How the suggestion was handled.")
    answered_at: str | None = columns.answered_at(
        zh="答复客户时间", aliases="答复时间|回复时间", basis="S4-I"
    )
    complaint_no: str | None = columns.complaint_no(basis="S4-I")
    voucher_nos: list[str] | None = columns.voucher_nos(basis="own")
