"""After the sale: warranties, letters, quality tracking, service and spare parts."""

from datetime import date
from decimal import Decimal

from ledger.events import columns
from ledger.events.base import Event, choice, day, moment, ref, several, text, whole, yesno


class WarrantyRegistered(
    Event,
    key="warranties",
    zh="保修时间登记",
    en="Warranty register",
    kind="register",
    event="warranty_registered",
    identity=("warranty_no",),
    tags=(
        "warranty_no",
        "sale_no",
        "contract_no",
        "customer_code",
        "product_code",
        "lot",
        "serial",
        "udi",
        "handler",
    ),
    aliases="保修登记簿|保修卡登记",
    retention="RET.SERVICE",
    basis="GSP §100; S3; S4-A; S4-G; S4-I",
    numbering="BXDJ-{yyyymm}-{seq4}",
    ids="R-55 P-25 P-26 G-54 C-23",
    future=("warranty_until",),
):
    """Warranty register (保修时间登记)."""

    warranty_no: str = text(
        "保修登记编号", "保修卡号", required=True, basis="own; S4-G", doc="Warranty registration number."
    )
    sale_no: str | None = columns.sale_no(basis="own")
    sale_line: int | None = columns.sale_line(basis="own")
    contract_no: str | None = columns.contract_no(basis="S4-I")
    customer_code: str = columns.customer_code(required=True, basis="S4-I")
    product_code: str = columns.product_code(required=True, basis="S4-I")
    product_name: str | None = columns.product_name(basis="S4-I")
    lot: str | None = columns.lot(basis="own")
    serial: str | None = columns.serial(basis="S4-I")
    udi: str | None = columns.udi(basis="own")
    acceptance_certificate: str | None = ref(
        "vouchers",
        "产品验收证明书",
        "产品验收证明书复印件",
        basis="S4-I",
        doc="Copy of the acceptance certificate.",
    )
    accepted_on: date = columns.accepted_on(
        zh="产品验收合格日期",
        aliases="保修起始日|验收日期",
        doc="Day of qualified acceptance, from which the warranty runs.",
        required=True,
        basis="S4-I",
    )
    warranty_months: int = whole(
        "保修期月数",
        "保修时间|保修期限",
        required=True,
        basis="S4-I; S4-A",
        doc="Length of the warranty in months.",
    )
    warranty_until: date | None = day(
        "保修截止日", "保修期至", basis="S4-I", doc="Last day of the warranty, computed when absent."
    )
    warranty_scope: str | None = text("保修范围", basis="S4-I", doc="What the warranty covers.")
    remedies: list[str] | None = several(
        "保修措施", values="repair:保修|exchange:保换|refund:保退", basis="S4-I", doc="Remedies promised."
    )
    exclusions: str | None = text(
        "保修除外",
        "人为或不可抗力除外",
        basis="S4-I; S2-A",
        doc="Causes that are not covered, such as human cause and force majeure.",
    )
    visit_cycle_months: int | None = whole(
        "上门回访周期月数", basis="S4-I", doc="Cycle of on-site visits while in warranty."
    )
    handler: str | None = columns.handler(basis="S4-I")
    status: str | None = columns.status(basis="own")


class LetterRegistered(
    Event,
    key="letters",
    zh="来信来访来函复函登记簿",
    en="Correspondence register",
    kind="fact",
    event="letter_registered",
    identity=("letter_no",),
    tags=(
        "customer_code",
        "product_code",
        "lot",
        "serial",
        "handler",
        "feedback_no",
        "complaint_no",
        "voucher_nos",
    ),
    event_time=("dated_on",),
    aliases="函件登记|函件|来信|来访|来函|复函|覆函",
    retention="RET.CASE",
    basis="S0-2; S1-E",
    numbering="HJ-{yyyy}-{seq4}; every letter and reply has a number (S0-2)",
    ids="R-34 P-17 RT-08",
    future=("due_at",),
):
    """Correspondence register (来信来访来函复函登记簿)."""

    letter_no: str = text(
        "函件编号", "编号", required=True, basis="S0-2", doc="Number of the letter, visit note or reply."
    )
    letter_direction: str = choice(
        "函件类别",
        "incoming:来信来函|outgoing:复函去函|visit:来访",
        required=True,
        basis="S0-2",
        doc="Incoming, outgoing or visit.",
    )
    channel: str | None = columns.channel(basis="S0-2; S1-E")
    dated_on: date = day("函件日期", required=True, basis="own", doc="Date of the letter or visit.")
    customer_code: str | None = columns.customer_code(basis="S0-2")
    correspondent: str | None = text("来函人", personal=True, basis="S0-2", doc="Person who wrote or came.")
    product_code: str | None = columns.product_code(
        doc="Product under which the letter is filed.", basis="S0-2"
    )
    lot: str | None = columns.lot(basis="own")
    serial: str | None = columns.serial(basis="own")
    subject: str = text("事由", required=True, basis="S0-2", doc="Subject.")
    content: str | None = text("内容", basis="S0-2; S1-E", doc="Content in words.")
    reply_to: str | None = text("对应来函编号", basis="S0-2", doc="Letter that this reply answers.")
    due_at: str | None = columns.due_at(basis="own")
    quality_matter: bool | None = yesno(
        "是否质量意见", basis="S0-2; S1-E", doc="Concerns quality and goes to the quality department."
    )
    reported_to_quality_at: str | None = moment(
        "报质量管理部门时间", basis="S0-2", doc="Time at which the quality department was told."
    )
    handler: str = columns.handler(required=True, basis="S1-E")
    result: str | None = columns.result(basis="S1-E")
    feedback_no: str | None = columns.feedback_no(basis="own")
    complaint_no: str | None = columns.complaint_no(basis="own")
    filing_no: str | None = text("归档编号", basis="S0-2", doc="Number in the product file.")
    voucher_nos: list[str] | None = columns.voucher_nos(basis="S1-E")


class QualityTracked(
    Event,
    key="quality_trackings",
    zh="质量跟踪记录",
    en="Quality tracking record",
    kind="fact",
    event="quality_tracked",
    identity=("tracking_no",),
    tags=(
        "customer_code",
        "sale_no",
        "product_code",
        "lot",
        "serial",
        "udi",
        "adverse_event_no",
        "complaint_no",
        "handler",
    ),
    event_time=("tracked_on",),
    aliases="医疗器械质量跟踪记录表|植入及特殊医疗器械质量跟踪记录",
    retention="RET.GOODS",
    basis="S2-A; S2-D; S2-G; S2-J; S4-I; GSP §104",
    numbering="GZ-{yyyymm}-{seq4}",
    ids="R-73 P-36 T-09 T-13",
    future=("expiry_date", "next_due_on"),
):
    """Quality tracking record (质量跟踪记录)."""

    tracking_no: str = text("跟踪编号", required=True, basis="own", doc="Tracking record number.")
    tracked_on: date = day("跟踪日期", required=True, basis="S2-A", doc="Day of the tracking.")
    tracking_method: str | None = choice(
        "跟踪方式",
        "on_site:上门|phone:电话|letter:书面|visit:走访|other:其他",
        basis="own",
        doc="How it was tracked.",
    )
    customer_code: str = columns.customer_code(required=True, basis="S2-A")
    customer_name: str | None = columns.customer_name(
        zh="用户名称", aliases="客户名称|使用单位|顾客名称|顾客的名称|客户姓名", basis="S2-A"
    )
    sale_no: str | None = columns.sale_no(basis="own")
    sale_line: int | None = columns.sale_line(basis="own")
    product_code: str = columns.product_code(required=True, basis="S2-G; own")
    product_name: str | None = columns.product_name(basis="S2-G; own")
    model: str | None = columns.model(basis="S2-G; own")
    specification: str | None = columns.specification(basis="S2-G; own")
    lot: str | None = columns.lot(basis="S2-G; own")
    serial: str | None = columns.serial(basis="S2-G; own")
    udi: str | None = columns.udi(basis="S2-G; own")
    expiry_date: date | None = columns.expiry_date(basis="S2-G; own")
    quantity: Decimal | None = columns.quantity(
        zh="跟踪数量", aliases="数量", doc="Quantity tracked.", basis="own"
    )
    recipient_key: str | None = text(
        "植入患者信息键",
        personal=True,
        basis="S2-G",
        doc="Key of the recipient's data kept outside the event body.",
    )
    used_on: date | None = day("使用日期", basis="S2-G; own", doc="Day of use or implantation.")
    usage_situation: str = text(
        "使用情况",
        "用户对商品使用情况|产品使用情况",
        required=True,
        basis="S2-A",
        doc="How the user uses the goods.",
    )
    quality_status: str | None = columns.quality_status(basis="own")
    problem: str | None = columns.problem(basis="own")
    measures: str | None = columns.measures(basis="own")
    adverse_event_no: str | None = columns.adverse_event_no(basis="S2-G")
    complaint_no: str | None = columns.complaint_no(basis="own")
    next_due_on: date | None = columns.next_due_on(basis="S4-I")
    handler: str = columns.handler(zh="跟踪人", aliases="经办人|经手人|处理人", required=True, basis="S2-A")


class ServicePerformed(
    Event,
    key="service_records",
    zh="售后服务记录",
    en="After-sales service record",
    kind="fact",
    event="service_performed",
    identity=("service_no",),
    tags=(
        "service_no",
        "repair_no",
        "sale_no",
        "customer_code",
        "product_code",
        "lot",
        "serial",
        "udi",
        "technician",
        "invoice_no",
    ),
    event_time=("service_on",),
    aliases="医疗器械售后服务记录表|售后服务记录单|维修记录|安装维修记录|维修服务凭证|安装调试记录|客户培训记录|软件服务记录|验配、复查记录|客户的服务流程单记录表",
    retention="RET.SERVICE",
    basis=(
        "GSP §21; GSP §45; GSP §101; GSP §104; S0-1; S2-A; S2-C; S2-D; S2-G; S2-J; S3; "
        "S4-B; S4-E; S4-F; S4-G; S4-H; S4-I"
    ),
    numbering="FW-{yyyymmdd}-{seq3}",
    ids="R-47 R-49 R-51 R-61 R-62 R-63 R-112 P-21 P-22 P-27 P-28 P-48 G-49 G-57 RT-04 RT-11 T-18 C-22",
    future=("agreed_at", "next_review_on"),
):
    """After-sales service record (售后服务记录)."""

    service_no: str = text(
        "服务记录编号", "售后服务记录单号", required=True, basis="own", doc="Service record number."
    )
    service_on: date = day(
        "服务日期", "维修日期|时间", required=True, basis="S4-G", doc="Business date of the service."
    )
    service_kind: str | None = choice(
        "服务种类",
        (
            "repair:维修|maintenance:维护保养|installation:安装|commissioning:调试|training:培训|inspection_round:巡查检修|testing:检测|software:软件安装升级|technical_support:技术支持|consultation:咨询|exchange:更换:换货|fitting:验配|re_examination:复查|parts:寄送配件|loaner:备用机服务|other:其他"
        ),
        "服务项目|服务类型",
        basis="S3; S4-D; S4-E; S4-I; S2-J",
        doc="Kind of service.",
    )
    service_mode: str | None = choice(
        "服务方式",
        "on_site:上门|phone:电话指导|remote:网络远程|parts_sent:寄送配件|take_back:携回修护|factory:返厂|counter:客户送修",
        basis="S4-B",
        doc="How the service is given.",
    )
    repair_no: str | None = columns.repair_no(basis="own")
    sale_no: str | None = columns.sale_no(basis="own")
    sale_line: int | None = columns.sale_line(basis="own")
    customer_code: str = columns.customer_code(required=True, basis="S4-G; S4-F")
    customer_name: str | None = columns.customer_name(
        zh="用户名称", aliases="客户名称|客户信息|顾客名称|顾客的名称|客户姓名", basis="S4-G; S4-F"
    )
    customer_address: str | None = columns.customer_address(basis="S4-I")
    customer_phone: str | None = columns.customer_phone(basis="S3")
    product_code: str = columns.product_code(required=True, basis="S4-G")
    product_name: str | None = columns.product_name(basis="S4-G")
    model: str | None = columns.model(basis="S4-G")
    specification: str | None = columns.specification(basis="S4-G")
    lot: str | None = columns.lot(basis="own")
    serial: str | None = columns.serial(basis="own; S0-1")
    udi: str | None = columns.udi(basis="own")
    problem: str | None = columns.problem(basis="S4-F; S4-D")
    service_content: str = text(
        "服务内容", "维修内容", required=True, basis="S4-G; S4-H", doc="What was done."
    )
    handling_method: str | None = columns.handling_method(basis="S4-F")
    service_process: str | None = text(
        "服务过程", "售后服务过程|处理过程及结果", basis="S4-E", doc="Course of the service."
    )
    service_result: str = text("服务结果", "结果|处理结果", required=True, basis="S4-G; S4-F", doc="Result.")
    cause: str | None = columns.cause(basis="S4-F")
    parts_used: str | None = text("更换配件", basis="own; S4-H", doc="Parts replaced, with lot and serial.")
    agreed_at: str | None = moment("约定时间", basis="S3", doc="Agreed time of arrival.")
    arrived_at: str | None = moment(
        "抵达服务时间", "抵达时间|到达时间", basis="S3; S4-I", doc="Time of arrival."
    )
    finished_at: str | None = moment("完成时间", basis="S4-H", doc="Time at which the service ended.")
    hours_used: Decimal | None = columns.hours_used(basis="S4-I")
    technician: str | None = columns.technician(
        aliases="人员|服务人员|工程师|维修人员|技术人员", basis="S4-H; S4-E"
    )
    card_shown: bool | None = yesno("是否出示工作证件", basis="S4-E", doc="Work card shown.")
    function_test: str | None = text(
        "功能测试结果", "功能检测", basis="S4-A", doc="Result of the functional test."
    )
    performance_test: str | None = text("性能调试结果", "性能调试", basis="S4-A", doc="Result of tuning.")
    conclusion: str | None = columns.conclusion(
        zh="安装调试是否合格",
        aliases="安装调试合格|结论",
        doc="Verdict of installation, commissioning or repair.",
        basis="S3",
    )
    instructions_followed: str | None = text(
        "依据的说明书和操作规程", "产品安装说明书和操作规程", basis="S3", doc="Manual and rules followed."
    )
    training_form: str | None = choice(
        "培训形式",
        "demonstration:现场演示|lecture:集中授课|materials:发放资料|follow_up:跟踪培训|online:网络培训",
        basis="S3",
        doc="Form of the training given to the customer.",
    )
    training_topic: str | None = text(
        "培训内容", "产品使用、维护保养、注意事项", basis="S3; S4-I", doc="Topic of the training."
    )
    trainee_count: int | None = whole("培训人数", basis="own", doc="Number of persons trained.")
    operator_independent: bool | None = yesno(
        "操作人员能否独立工作", "直至操作人员能独立工作满意为止", basis="S4-I", doc="Operator can work alone."
    )
    software_version: str | None = text("软件版本", basis="S4-I", doc="Version installed.")
    cause_class: str | None = columns.cause_class(aliases="系统原因|原因分类", basis="S4-I")
    fitting_data: str | None = text(
        "验配数据", "验配", basis="S2-J", doc="Data of the fitting, without the person's name."
    )
    recipient_key: str | None = text(
        "验配人员信息键",
        personal=True,
        basis="own",
        doc="Key of the person's data kept outside the event body.",
    )
    next_review_on: date | None = day(
        "下次复查日期", "复查", basis="S2-J", doc="Day of the next re-examination."
    )
    in_warranty: bool | None = yesno(
        "是否在保修期内", "保修期内", basis="S4-I", doc="Unit was inside its warranty on that day."
    )
    service_class: str | None = columns.service_class(
        aliases="有费/合同/免费服务|收费类别|修护工作的类别", basis="S4-I"
    )
    amount: Decimal | None = columns.amount(
        zh="服务费用", aliases="成本费、人工费和差旅费|金额|总金额", doc="Charge made.", basis="S4-I; S4-E"
    )
    invoice_no: str | None = columns.invoice_no(basis="S4-I")
    service_voucher_no: str | None = text(
        "维修服务凭证编号", basis="S4-I", doc="Number of the paper the customer signs."
    )
    customer_signed: bool | None = columns.customer_signed(basis="S4-E; S4-I")
    customer_signature: str | None = ref(
        "vouchers",
        "客户签字凭证",
        "签字单据",
        personal=True,
        basis="S4-E; S4-I",
        doc="Filed paper or image that bears the signature.",
    )
    signed_on: date | None = day("签字日期", basis="S4-E", doc="Day of the signature.")
    signature_refused_reason: str | None = text(
        "未签字原因", basis="own", doc="Why no signature could be obtained."
    )
    reportable: bool | None = yesno(
        "是否须报告不良事件", basis="own", doc="Service found an event that must be reported."
    )


class PartMoved(
    Event,
    key="part_movements",
    zh="备件工具收发记录",
    en="Spare parts and tools movements",
    kind="fact",
    event="part_moved",
    identity=("movement_no", "line"),
    tags=(
        "part_code",
        "part_lot",
        "part_serial",
        "repair_no",
        "customer_code",
        "supplier_code",
        "technician",
        "storekeeper",
        "location_code",
    ),
    event_time=("moved_on",),
    aliases="备件、配件、零部件配套库|备品|维修材料|备件台账",
    retention="RET.SERVICE",
    basis="S0-4; S1-B; S3; S4-I",
    numbering="BJ-{yyyymmdd}-{seq3}",
    ids="R-59 P-29",
):
    """Spare parts and tools movements (备件工具收发记录)."""

    movement_no: str = text("收发单号", required=True, basis="own", doc="Movement number.")
    line: int = columns.line(required=True, basis="own")
    moved_on: date = day("收发日期", required=True, basis="own", doc="Day of the movement.")
    movement_kind: str = choice(
        "收发类别",
        "received:入库|issued:领用|used:维修使用|returned:退回|sent:寄送|scrapped:报废|counted:盘点调整",
        required=True,
        basis="S0-4; S4-I",
        doc="Kind of movement.",
    )
    part_code: str = columns.part_code(required=True, basis="own")
    part_name: str = columns.part_name(required=True, basis="S0-4; S3; S4-I")
    part_kind: str = choice(
        "备件类别",
        "part:备件配件|consumable:维修材料|tool:工具|document:服务资料|loaner:备用机",
        required=True,
        basis="S0-4; S4-I",
        doc="Part, material, tool or service document.",
    )
    specification: str | None = columns.specification(snapshot_of=None, basis="own")
    fits_products: list[str] | None = several(
        "适用产品", ref="products", basis="own", doc="Products the part fits."
    )
    part_lot: str | None = text("配件批号", basis="own", doc="Lot of the part.")
    part_serial: str | None = text("配件序列号", basis="own", doc="Serial of the part.")
    quantity: Decimal = columns.quantity(required=True, basis="own")
    unit_price: Decimal | None = columns.unit_price(basis="own")
    repair_no: str | None = columns.repair_no(basis="S4-I")
    customer_code: str | None = columns.customer_code(basis="S1-B")
    supplier_code: str | None = columns.supplier_code(basis="own")
    technician: str | None = columns.technician(basis="S4-I")
    storekeeper: str | None = ref("staff", "备件保管员", basis="own", doc="Keeper of the parts store.")
    location_code: str | None = columns.location_code(basis="own")
    remark_reason: str | None = text("原因", basis="own", doc="Reason in words.")
