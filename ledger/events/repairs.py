"""Repairs: from the request to the quality inspection before re-release, the charge and the follow-up."""

from datetime import date
from decimal import Decimal

from ledger.events import columns
from ledger.events.base import Before, Case, choice, day, moment, money, number, ref, stage, text, yesno


class Repairs(
    Case,
    key="repairs",
    zh="报修与维修服务单",
    en="Service requests and repairs",
    kind="case",
    event="repair_requested",
    identity=("repair_no",),
    tags=(
        "repair_no",
        "first_responder",
        "customer_code",
        "product_code",
        "lot",
        "serial",
        "udi",
        "sale_no",
        "warranty_no",
        "contract_no",
        "complaint_no",
        "technician",
        "supplier_code",
        "loaner_product_code",
        "loaner_serial",
        "part_code",
        "part_lot",
        "part_serial",
        "service_no",
        "inspector",
        "released_by",
        "outbound_no",
        "invoice_no",
        "exchange_no",
        "return_case_no",
        "adverse_event_no",
        "voucher_nos",
    ),
    aliases="报修登记簿|售后服务请求登记|售后服务申请|派工单|服务方案|故障分析报告|返修产品检验记录|维修记录|服务收费记录|备用机借用记录",
    retention="RET.SERVICE",
    basis="GSP §21; GSP §101; GSP §102; GSP §104; S0-3; S0-4; S1-B; S1-C; S2-A; S2-G; S3; S4-A; S4-B; S4-D; S4-E; S4-F; S4-H; S4-I",
    numbering="WX-{yyyymmdd}-{seq3}",
    ids="R-43 R-44 R-45 R-46 R-49 R-50 R-51 R-52 R-53 R-57 R-58 R-67 P-07 P-09 P-21 P-22 P-23 P-24 P-25 G-48 G-49 G-50 G-51 G-52 G-53 G-54 G-55 G-56 G-57 G-58 G-59 G-60 K-01 K-04 K-05 K-06 K-07 K-13 T-14 RT-12 C-08 C-09 C-10 S-02 S-05 L-13",
    future=("appointed_from", "appointed_until", "planned_finish_on", "promised_at"),
    stages=(
        stage(
            "repair_requested",
            "requested",
            "报修登记",
            "repair_no requested_on channel service_kind service_centre first_responder customer_code customer_name customer_address customer_contact customer_phone zone product_code product_name model specification lot serial udi sale_no sale_line warranty_no contract_no complaint_no service_notice_no fault fault_weight promised_at repeat_of voucher_nos",
            by="service_centre",
            following="repair_responded repair_dispatched",
            at="requested_on",
        ),
        stage(
            "repair_responded",
            "responded",
            "响应",
            "responded_at response_note service_mode promised_at arrival_exception",
            by="after_sales",
            following="repair_plan_agreed repair_dispatched repair_repaired",
            at="responded_at",
            deadline="CLK.RESPOND",
        ),
        stage(
            "repair_plan_agreed",
            "plan_agreed",
            "方案确认",
            "service_plan service_mode customer_consented service_class class_reason plan_agreed_at",
            by="after_sales",
            following="repair_dispatched",
            at="plan_agreed_at",
        ),
        stage(
            "repair_dispatched",
            "dispatched",
            "派工",
            "technician dispatched_at appointed_from appointed_until arrival_exception",
            by="technical_department",
            following="repair_rescheduled repair_arrived",
            at="dispatched_at",
            repeats=True,
            deadline="L-06",
        ),
        stage(
            "repair_rescheduled",
            "rescheduled",
            "改约",
            "reschedule_reason customer_told_at appointed_from appointed_until arrival_exception",
            by="technician",
            following="repair_arrived",
            at="customer_told_at",
            repeats=True,
        ),
        stage(
            "repair_arrived",
            "arrived",
            "到达现场",
            "arrived_at card_shown",
            by="technician",
            following="repair_diagnosed repair_taken_back repair_repaired",
            at="arrived_at",
            repeats=True,
            deadline="CLK.ARRIVE",
        ),
        stage(
            "repair_taken_back",
            "taken_back",
            "携回修护",
            "taken_back_on takeback_signed transport_staff planned_finish_on",
            by="technician",
            following="repair_diagnosed repair_sent_to_factory",
            at="taken_back_on",
        ),
        stage(
            "repair_diagnosed",
            "diagnosed",
            "故障诊断",
            "diagnosed_on fault_analysis cause cause_class fault_label analysis_sent_at in_warranty service_class class_reason adverse_event_no",
            by="technician",
            following="repair_part_used repair_repaired repair_escalated repair_taken_back repair_sent_to_factory repair_loaner_issued",
            at="diagnosed_on",
            repeats=True,
        ),
        stage(
            "repair_escalated",
            "escalated",
            "报请主管协助",
            "escalated_at escalation_help planned_finish_on",
            by="technician",
            following="repair_repaired repair_sent_to_factory repair_loaner_issued",
            at="escalated_at",
            repeats=True,
        ),
        stage(
            "repair_loaner_issued",
            "loaner_issued",
            "提供备用机",
            "loaner_product_code loaner_serial loaner_issued_at loaner_state",
            by="technical_department",
            following="repair_repaired repair_loaner_returned",
            at="loaner_issued_at",
            repeats=True,
            deadline="L-12",
        ),
        stage(
            "repair_sent_to_factory",
            "sent_to_factory",
            "返厂维修",
            "supplier_code contact_no factory_sent_on",
            by="after_sales",
            following="repair_received_from_factory",
            at="factory_sent_on",
        ),
        stage(
            "repair_received_from_factory",
            "received_from_factory",
            "返厂收回",
            "factory_back_on repair_content",
            by="after_sales",
            following="repair_inspected",
            at="factory_back_on",
            deadline="L-30",
            before=(Before("repair_sent_to_factory", "S0-3 4.2.2; S4-A 3.2"),),
        ),
        stage(
            "repair_part_used",
            "part_used",
            "更换配件",
            "part_code part_name part_lot part_serial part_quantity part_used_at",
            by="technician",
            following="repair_repaired",
            at="part_used_at",
            repeats=True,
        ),
        stage(
            "repair_repaired",
            "repaired",
            "修复",
            "repaired_on repair_content handling_method repair_result hours_used service_no exchange_no return_case_no",
            by="technician",
            following="repair_inspected repair_customer_confirmed",
            at="repaired_on",
            repeats=True,
            deadline="CLK.REPAIR",
        ),
        stage(
            "repair_inspected",
            "inspected",
            "返修检验",
            "inspector inspected_on function_test performance_test conclusion",
            by="quality",
            following="repair_rereleased repair_diagnosed repair_sent_to_factory",
            at="inspected_on",
            repeats=True,
            before=(
                Before(
                    "repair_diagnosed repair_part_used repair_repaired repair_received_from_factory",
                    "S0-3 4.2.2; G-48",
                ),
            ),
        ),
        stage(
            "repair_rereleased",
            "rereleased",
            "重新出库",
            "released_by outbound_no rereleased_at",
            by="quality",
            following="repair_returned_to_customer",
            at="rereleased_at",
            before=(Before("repair_inspected", "S0-3 4.2.2; G-48"),),
        ),
        stage(
            "repair_returned_to_customer",
            "returned_to_customer",
            "发还客户",
            "customer_back_on transport_staff",
            by="delivery_clerk",
            following="repair_customer_confirmed",
            at="customer_back_on",
            before=(Before("repair_inspected", "S0-3 4.2.2; G-48"),),
        ),
        stage(
            "repair_customer_confirmed",
            "customer_confirmed",
            "客户签字确认",
            "customer_signed customer_signature signature_refused_reason service_voucher_no customer_confirmed_at",
            by="technician",
            following="repair_charged repair_loaner_returned repair_followed_up",
            at="customer_confirmed_at",
        ),
        stage(
            "repair_loaner_returned",
            "loaner_returned",
            "收回备用机",
            "loaner_serial loaner_returned_at loaner_state",
            by="technical_department",
            following="repair_followed_up repair_closed",
            at="loaner_returned_at",
            repeats=True,
        ),
        stage(
            "repair_charged",
            "charged",
            "收费开票",
            "standard_no part_fee labour_fee travel_fee amount charged_on paid_amount invoice_no",
            by="finance",
            following="repair_followed_up",
            at="charged_on",
            deadline="L-29",
        ),
        stage(
            "repair_followed_up",
            "followed_up",
            "回访",
            "followed_up_on repair_effect satisfaction opinion",
            by="after_sales",
            following="repair_closed repair_diagnosed",
            at="followed_up_on",
            repeats=True,
        ),
        stage(
            "repair_closed",
            "closed",
            "归档",
            "closed_on close_note",
            by="after_sales",
            at="closed_on",
            before=(
                Before(
                    "repair_responded repair_arrived repair_diagnosed repair_part_used repair_repaired repair_received_from_factory repair_returned_to_customer repair_customer_confirmed",
                    "S4-I 作业-3; S4-A 4.2",
                ),
            ),
        ),
    ),
):
    """Service requests and repairs (报修与维修服务单)."""

    repair_no: str = text(
        "报修单号", "维修单号|服务单号", required=True, basis="own", doc="Service or repair case number."
    )
    requested_on: str = moment(
        "报修时间",
        "受理时间|报修日期|接单时间",
        required=True,
        basis="S3; S4-I; S1-C",
        doc="Time of the request, which starts the clocks.",
    )
    channel: str | None = columns.channel(basis="S3; S1-B; S4-E")
    service_kind: str | None = choice(
        "服务种类",
        "repair:维修|maintenance:维护保养|installation:安装|commissioning:调试|training:培训|inspection_round:巡查检修|testing:检测|software:软件安装升级|technical_support:技术支持|consultation:咨询|exchange:更换:换货|fitting:验配|re_examination:复查|parts:寄送配件|loaner:备用机服务|other:其他",
        "服务项目|服务类型",
        basis="S3; S4-D",
        doc="Kind of service; repair when absent.",
    )
    service_centre: str | None = text(
        "受理网点",
        "服务中心|分公司|经销商",
        basis="S4-F; S4-I",
        doc="Service centre, branch or dealer that took the call.",
    )
    first_responder: str | None = columns.first_responder(basis="S0-4")
    customer_code: str = columns.customer_code(required=True, basis="S3; S4-I")
    customer_name: str | None = columns.customer_name(
        aliases="客户的名称|客户信息|顾客名称|顾客的名称|用户名称|客户姓名", basis="S4-I; S3"
    )
    customer_address: str | None = columns.customer_address(aliases="地址|购货者地址", basis="S4-I")
    customer_contact: str | None = columns.customer_contact(basis="S3")
    customer_phone: str | None = columns.customer_phone(aliases="电话|联系电话|客户电话", basis="S4-I; S3")
    zone: str | None = columns.zone(snapshot_of="customers.zone", basis="S4-I")
    product_code: str = columns.product_code(required=True, basis="S4-I; S3")
    product_name: str | None = columns.product_name(
        aliases="产品信息|名称|品名|医疗器械名称|药品名称|兽药名称|商品名称|产品|通用名称", basis="S3"
    )
    model: str | None = columns.model(zh="商品型号", aliases="型号|产品型号", basis="S4-I")
    specification: str | None = columns.specification(basis="own")
    lot: str | None = columns.lot(basis="own")
    serial: str | None = columns.serial(basis="own")
    udi: str | None = columns.udi(basis="own")
    sale_no: str | None = columns.sale_no(basis="own")
    sale_line: int | None = columns.sale_line(basis="own")
    warranty_no: str | None = columns.warranty_no(basis="S4-I")
    contract_no: str | None = columns.contract_no(doc="Maintenance contract, for class B.", basis="S4-I")
    complaint_no: str | None = columns.complaint_no(basis="S0-3")
    service_notice_no: str | None = text(
        "售后服务通知单编号", basis="S0-3", doc="After-sales service notice that ordered it."
    )
    fault: str = text(
        "故障情况",
        "问题描述|故障现象|故障描述|故障",
        required=True,
        basis="S3; S4-D; S4-F",
        doc="Fault as reported.",
    )
    fault_weight: str | None = choice(
        "故障程度",
        "minor:轻微故障|complex:较为复杂的故障|urgent:紧急情况",
        basis="S4-A",
        doc="Weight of the fault, which selects the repair clock.",
    )
    promised_at: str | None = moment(
        "预计完成时间", "预期的处理时间|预计时间|承诺时间", basis="S3; S4-F", doc="Time told to the customer."
    )
    responded_at: str | None = moment("响应时间", basis="S4-A; S4-B", doc="Time of the first real answer.")
    response_note: str | None = text("响应内容", basis="S4-B", doc="What was answered.")
    service_plan: str | None = text(
        "服务方案",
        "解决方案|服务内容、服务时间、服务方式",
        basis="S4-B; S4-E",
        doc="Content, time and mode of the service planned.",
    )
    service_mode: str | None = choice(
        "服务方式",
        "on_site:上门|phone:电话指导|remote:网络远程|parts_sent:寄送配件|take_back:携回修护|factory:返厂|counter:客户送修",
        basis="S4-B",
        doc="How the service is given.",
    )
    customer_consented: bool | None = yesno(
        "客户是否同意方案", "征得客户的同意", basis="S1-B", doc="Customer agreed to the plan."
    )
    plan_agreed_at: str | None = columns.stage_time(zh="方案确认时间")
    technician: str | None = columns.technician(basis="S4-A; S4-B; S4-I")
    dispatched_at: str | None = moment(
        "派工时间", "派单时间", basis="S4-B; S4-I", doc="Time of the dispatch."
    )
    appointed_from: str | None = moment(
        "约定时间起", "约定的时间范围", basis="S4-E", doc="Start of the agreed time window."
    )
    appointed_until: str | None = moment("约定时间止", basis="S4-E", doc="End of the agreed time window.")
    reschedule_reason: str | None = text("改约原因", basis="S4-E", doc="Why the time was changed.")
    customer_told_at: str | None = moment(
        "告知客户时间",
        "提前沟通|重新约定",
        basis="S4-E",
        doc="Time at which the customer was told beforehand.",
    )
    arrival_exception: str | None = text(
        "特殊情况说明",
        "特殊情况|特殊情况除外",
        basis="S4-I 措施-4",
        doc="Special case for which the hours until arrival do not bind, in words.",
    )
    arrived_at: str | None = moment("抵达服务时间", "到达时间|抵达时间", basis="S4-I", doc="Time of arrival.")
    card_shown: bool | None = yesno("是否出示工作证件", basis="S4-E", doc="Work card shown.")
    taken_back_on: date | None = day(
        "携回日期", "携回修护", basis="S4-I", doc="Day on which the unit was taken back."
    )
    takeback_signed: bool | None = yesno(
        "携回是否签认", "于其售后服务记录单上签认", basis="S4-I", doc="Customer signed for the take-back."
    )
    transport_staff: str | None = columns.transport_staff(basis="S0-4")
    planned_finish_on: date | None = day("原定修妥时间", "原定时间", basis="S4-I", doc="Planned completion.")
    supplier_code: str | None = columns.supplier_code(
        doc="Supplier or maker that repairs.", basis="S2-A; S0-4"
    )
    contact_no: str | None = ref(
        "supplier_contacts", "厂家联系编号", basis="S0-4", doc="Referral to the maker."
    )
    factory_sent_on: date | None = day("返厂日期", basis="S0-3", doc="Day on which it went to the factory.")
    factory_back_on: date | None = day("返厂回收日期", basis="S0-3", doc="Day on which it came back.")
    diagnosed_on: date | None = day("诊断日期", basis="S4-H", doc="Day of the diagnosis.")
    fault_analysis: str | None = text(
        "故障分析报告",
        "设备故障初步分析|故障诊断|故障排查和诊断",
        basis="S4-H; S0-3",
        doc="Fault finding and first analysis.",
    )
    cause: str | None = columns.cause(
        zh="故障原因", aliases="原因分析|发生原因|异常原因|查明原因", basis="S4-F; S4-I"
    )
    cause_class: str | None = columns.cause_class(
        aliases="使用不当|人为或不可抗力|原因分类", basis="S2-A; S4-I"
    )
    fault_label: str | None = text(
        "故障标贴内容", "标贴上注明故障原因", basis="S4-I", doc="Text of the label on the front of the unit."
    )
    analysis_sent_at: str | None = moment(
        "分析报告送达时间",
        basis="S4-H; S0-3",
        doc="Time at which the report went to the customer and marketing.",
    )
    in_warranty: bool | None = yesno(
        "是否在保修期内", "保修期内", basis="S4-I", doc="Unit was inside its warranty on that day."
    )
    service_class: str | None = columns.service_class(basis="S4-I")
    class_reason: str | None = text("收费类别依据", basis="S4-I; S2-A", doc="Why the charge class applies.")
    loaner_product_code: str | None = ref(
        "products", "备用机产品编码", "备用机(件)", basis="S4-I", doc="Product of the loaner device or part."
    )
    loaner_serial: str | None = text(
        "备用机序列号", "备用机编号", basis="S4-I", doc="Serial of the loaner device."
    )
    loaner_issued_at: str | None = moment(
        "备用机提供时间", basis="S4-I", doc="Time at which the loaner was given."
    )
    loaner_returned_at: str | None = moment(
        "备用机收回时间", basis="S4-I", doc="Time at which the loaner came back."
    )
    loaner_state: str | None = text("备用机状况", basis="own", doc="State of the loaner.")
    part_code: str | None = columns.part_code(basis="S4-I")
    part_name: str | None = columns.part_name(basis="S4-I")
    part_lot: str | None = text("配件批号", basis="own", doc="Lot of the part.")
    part_serial: str | None = text("配件序列号", basis="own", doc="Serial of the part.")
    part_quantity: Decimal | None = number("配件数量", basis="own", doc="Quantity of the part used.")
    part_used_at: str | None = columns.stage_time(zh="更换配件时间")
    escalated_at: str | None = moment(
        "报请协助时间", basis="S4-I", doc="Time at which the head was asked for help."
    )
    escalation_help: str | None = text(
        "协助情况",
        "技术部门主管予以协助",
        basis="S4-I",
        doc="Help given by the head of the technical department.",
    )
    repaired_on: date | None = day("修复日期", "维修日期", basis="S4-H", doc="Day on which it was repaired.")
    repair_content: str | None = text("维修内容", basis="S4-H", doc="What was done.")
    handling_method: str | None = columns.handling_method(basis="S4-F")
    repair_result: str | None = text("维修结果", "结果|处理过程及结果", basis="S3; S4-F", doc="Result.")
    hours_used: Decimal | None = columns.hours_used(basis="S4-I")
    service_no: str | None = columns.service_no(basis="S2-D")
    inspector: str | None = columns.inspector(
        zh="质检人员", aliases="验收人员|验收员|质检员|检验员", basis="S0-3"
    )
    inspected_on: date | None = day("检验日期", basis="S0-3", doc="Day of the inspection after repair.")
    function_test: str | None = text(
        "功能测试结果", "功能检测", basis="S4-A", doc="Result of the functional test."
    )
    performance_test: str | None = text("性能调试结果", "性能调试", basis="S4-A", doc="Result of tuning.")
    conclusion: str | None = columns.conclusion(zh="返修检验结论", aliases="合格|结论", basis="S0-3")
    released_by: str | None = ref(
        "staff", "放行人", basis="S0-3", doc="Quality staff member who released it."
    )
    outbound_no: str | None = columns.outbound_no(
        zh="重新出库单号", aliases="重新出库发还|出库单号|出库编号", basis="S0-3"
    )
    rereleased_at: str | None = columns.stage_time(zh="重新出库时间")
    customer_back_on: date | None = day(
        "还商品日期",
        "发还日期|还商品当天",
        basis="S4-I; S0-3",
        doc="Day on which the unit went back to the customer.",
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
    signature_refused_reason: str | None = text(
        "未签字原因", basis="own", doc="Why no signature could be obtained."
    )
    service_voucher_no: str | None = text(
        "维修服务凭证编号", "维修服务凭证", basis="S4-I", doc="Number of the paper the customer signed."
    )
    customer_confirmed_at: str | None = columns.stage_time(zh="客户签字确认时间")
    standard_no: str | None = ref(
        "service_standards", "收费标准编号", "费用标准", basis="S0-4", doc="Fee standard applied."
    )
    part_fee: Decimal | None = money("成本费", basis="S4-I", doc="Cost of parts and material.")
    labour_fee: Decimal | None = money("人工费", basis="S4-I", doc="Labour.")
    travel_fee: Decimal | None = money("差旅费", basis="S4-I", doc="Travel.")
    amount: Decimal | None = columns.amount(zh="收费合计", aliases="金额|总金额", basis="S4-I; S4-E")
    charged_on: date | None = day("收费日期", basis="S4-I", doc="Day of the charge.")
    paid_amount: Decimal | None = money(
        "实收金额", basis="S4-I", doc="Money taken, handed to the accountant."
    )
    invoice_no: str | None = columns.invoice_no(basis="S4-I")
    followed_up_on: date | None = day("回访日期", basis="S4-B; S4-H", doc="Day of the follow-up.")
    repair_effect: str | None = text("维修效果", basis="S4-H", doc="Effect of the repair.")
    satisfaction: str | None = columns.satisfaction(basis="S4-B")
    opinion: str | None = text(
        "意见和建议", "意见及建议|建议|改进意见", basis="S4-B", doc="Opinion or suggestion."
    )
    exchange_no: str | None = columns.exchange_no(basis="S3; S4-A")
    return_case_no: str | None = columns.return_case_no(basis="S0-4")
    adverse_event_no: str | None = columns.adverse_event_no(basis="S3")
    repeat_of: str | None = text("重复故障原单", basis="S4-F", doc="Earlier case of the same fault.")
    closed_on: date | None = columns.closed_on(basis="S4-B")
    close_note: str | None = columns.close_note(basis="S4-B")
    voucher_nos: list[str] | None = columns.voucher_nos(basis="own")
