"""Returns as the rules handle them: from the request to the goods restocked or refused, and the money."""

from datetime import date
from decimal import Decimal

from ledger.events import columns
from ledger.events.base import (
    Before,
    Case,
    choice,
    day,
    moment,
    money,
    number,
    ref,
    several,
    stage,
    text,
    yesno,
)


class ReturnCases(
    Case,
    key="return_cases",
    zh="销售退回受理与《销售退回通知单》",
    en="Return cases",
    kind="case",
    event="return_requested",
    identity=("return_case_no",),
    tags=(
        "return_case_no",
        "first_responder",
        "customer_code",
        "sale_no",
        "outbound_no",
        "consignment_no",
        "product_code",
        "lot",
        "serial",
        "udi",
        "complaint_no",
        "recall_no",
        "invoice_clerk",
        "business_approver",
        "quality_approver",
        "receiver",
        "location_code",
        "inspector",
        "adjudicator",
        "decided_by",
        "return_no",
        "nonconformity_no",
        "exchange_no",
        "invoice_no",
        "voucher_nos",
    ),
    aliases="销售退回通知单|退货申请表|退货要求|退货咨询|退款申请|拒收记录|退货收货记录|退回货物验收登记|裁定记录",
    retention="RET.GOODS",
    basis="GSP §67; GSP §106; GSP §107; Drug GSP annex 2; S1-D; S1-H; S1-I; S0-4; S1-E",
    numbering="THSL-{yyyymmdd}-{seq3}; notice THTZ-{yyyymmdd}-{seq3}",
    ids="R-09 R-10 R-11 R-12 R-13 R-14 R-16 R-17 R-18 R-19 R-20 P-04 P-05 P-06 P-07 G-16 G-17 G-18 G-19 G-20 G-21 G-22 G-23 G-24 G-25 G-26 G-27 G-28 G-29 G-30 G-31 G-32 G-33 G-44 T-10 C-11 C-12 C-13 S-12",
    future=("expiry_date",),
    stages=(
        stage(
            "return_requested",
            "requested",
            "退货申请",
            "return_case_no return_policy received_at channel first_responder customer_code customer_name product_code product_name model specification manufacturer lot serial udi production_date expiry_date quantity reason quality_claimed proof_of_purchase complaint_no recall_no consignment_no voucher_nos",
            by="salesperson",
            following="return_origin_matched return_not_accepted",
            at="received_at",
        ),
        stage(
            "return_origin_matched",
            "origin_matched",
            "查询原单",
            "sold_by_us sale_no sale_line outbound_no quantity_out invoice_clerk origin_matched_at",
            by="invoice_clerk",
            following="return_notice_issued return_goods_received return_refund_requested return_not_accepted return_ruling_requested",
            at="origin_matched_at",
        ),
        stage(
            "return_not_accepted",
            "not_accepted",
            "不予退回",
            "refusal_reason customer_told_at checks_failed",
            by="salesperson",
            following="return_case_closed",
            at="customer_told_at",
        ),
        stage(
            "return_notice_issued",
            "notice_issued",
            "开具退回通知单",
            "return_notice_no notice_on invoice_clerk",
            by="invoice_clerk",
            following="return_business_approved return_refused",
            at="notice_on",
        ),
        stage(
            "return_business_approved",
            "business_approved",
            "业务负责人审批",
            "business_approver business_decision decided_at business_approved_at",
            by="business_head",
            following="return_quality_approved return_refused return_pickup_arranged",
            at="business_approved_at decided_at",
            when="business_decision=approved",
        ),
        stage(
            "return_quality_approved",
            "quality_approved",
            "质管部审批",
            "quality_approver quality_decision decided_at quality_approved_at",
            by="quality",
            following="return_business_approved return_refused return_pickup_arranged return_refund_requested",
            at="quality_approved_at decided_at",
            when="quality_decision=approved",
        ),
        stage(
            "return_refused",
            "refused",
            "审批不同意",
            "business_approver business_decision quality_approver quality_decision refusal_reason decided_at refused_at",
            by="quality",
            following="return_not_accepted",
            at="refused_at decided_at",
        ),
        stage(
            "return_pickup_arranged",
            "pickup_arranged",
            "安排提货",
            "transport_mode vehicle_no transport_staff pickup_confirmed_at",
            by="salesperson",
            following="return_cold_evidence_filed return_goods_received",
            at="pickup_confirmed_at",
            deadline="L-28",
        ),
        stage(
            "return_cold_evidence_filed",
            "cold_evidence_filed",
            "温控资料审核",
            "temperature_statement temperature_record cold_chain_ok cold_evidence_filed_at",
            by="receiver",
            following="return_goods_received return_goods_rejected",
            at="cold_evidence_filed_at",
        ),
        stage(
            "return_goods_rejected",
            "goods_rejected",
            "拒收并报质管部",
            "rejected_on rejection_reason quality_told_at customer_told_at",
            by="receiver",
            following="return_ruling_requested return_case_closed",
            at="rejected_on",
        ),
        stage(
            "return_goods_received",
            "goods_received",
            "退货收货",
            "notice_matched received_on received_quantity receiver location_code",
            by="receiver",
            following="return_inspected return_goods_rejected",
            at="received_on",
        ),
        stage(
            "return_inspected",
            "inspected",
            "逐批检查验收",
            "inspector inspected_on quality_status conclusion nonconformity measures checks_passed checks_failed checks_waived",
            by="inspector",
            following="return_disposition_decided return_appraisal_requested return_ruling_requested",
            at="inspected_on",
            before=(Before("return_goods_received", "S1-D 5.2.4; GSP §67"),),
        ),
        stage(
            "return_appraisal_requested",
            "appraisal_requested",
            "送检鉴定",
            "sample_sent_on institution",
            by="quality",
            following="return_appraised",
            at="sample_sent_on",
        ),
        stage(
            "return_appraised",
            "appraised",
            "鉴定结果",
            "report_no appraisal_result appraised_at",
            by="quality",
            following="return_ruled return_disposition_decided",
            at="appraised_at",
            before=(Before("return_appraisal_requested", "S1-I 六3"),),
        ),
        stage(
            "return_ruling_requested",
            "ruling_requested",
            "报请裁定",
            "adjudicator reason_reviewed ruling_requested_at",
            by="return_group",
            following="return_ruled",
            at="ruling_requested_at",
        ),
        stage(
            "return_ruled",
            "ruled",
            "裁定",
            "adjudicator ruling reason_reviewed ruled_at",
            by="service_team_leader",
            following="return_notice_issued return_disposition_decided return_not_accepted",
            at="ruled_at",
        ),
        stage(
            "return_disposition_decided",
            "disposition_decided",
            "处理决定",
            "disposition decided_by nonconformity_no disposition_decided_at",
            by="quality",
            following="return_completed",
            at="disposition_decided_at",
            before=(
                Before("return_appraised return_ruled", "S1-I 六3; G-32", when="return_appraisal_requested"),
                Before("return_ruled", "S1-H 六4; G-32", when="return_ruling_requested"),
            ),
        ),
        stage(
            "return_completed",
            "completed",
            "生成退货记录",
            "return_no compensation exchange_no completed_at",
            by="inspector",
            following="return_refund_requested return_case_closed",
            at="completed_at",
            before=(Before("return_disposition_decided", "GSP §106; S1-D 5.2.4"),),
        ),
        stage(
            "return_refund_requested",
            "refund_requested",
            "退款申请",
            "refund_requested_on refund_amount",
            by="purchaser",
            following="return_refund_verified",
            at="refund_requested_on",
        ),
        stage(
            "return_refund_verified",
            "refund_verified",
            "核实退款并通知",
            "refund_verified_amount refund_verified_by refund_notified_on",
            by="finance",
            following="return_refunded",
            at="refund_notified_on",
            before=(Before("return_refund_requested", "S1-H 五2-3; G-33"),),
        ),
        stage(
            "return_refunded",
            "refunded",
            "退款",
            "refunded_on compensation invoice_no",
            by="finance",
            following="return_goods_received return_case_closed",
            at="refunded_on",
            before=(Before("return_refund_verified", "S1-H 五3; G-33"),),
        ),
        stage(
            "return_case_closed",
            "case_closed",
            "结案",
            "closed_on close_note",
            by="salesperson",
            at="closed_on",
            before=(
                Before(
                    "return_not_accepted return_goods_rejected return_completed return_refunded",
                    "S1-D 5.1; S0-4 4.4.3",
                ),
                Before(
                    "return_completed return_goods_rejected return_not_accepted",
                    "GSP §106; S1-D 5.2.4",
                    when="return_goods_received",
                ),
                Before("return_refunded", "S1-H 五3; G-33", when="return_refund_requested"),
            ),
        ),
    ),
):
    """Return cases (销售退回受理与《销售退回通知单》)."""

    return_case_no: str = text(
        "退货受理编号", "退货申请编号", required=True, basis="own", doc="Return case number."
    )
    return_policy: str | None = choice(
        "适用退货政策",
        "two_approvals:业务与质管双审批|refund_first:先退款后收货|pharmacy:药店自行判定|service_desk:售后服务组判定|recall:召回例外",
        basis="own",
        doc="Approval chain that applies (C-11), set by rule when absent.",
    )
    received_at: str = columns.received_at(
        zh="申请时间", aliases="受理时间|接收时间", required=True, basis="S1-D"
    )
    channel: str | None = columns.channel(basis="own")
    first_responder: str | None = columns.first_responder(basis="S0-4; S1-D")
    customer_code: str = columns.customer_code(required=True, basis="S1-D")
    customer_name: str | None = columns.customer_name(
        zh="退货单位名称", aliases="退货方|客户名称|顾客名称|顾客的名称|用户名称|客户姓名", basis="S1-D"
    )
    sale_no: str | None = columns.sale_no(basis="S1-D")
    sale_line: int | None = columns.sale_line(basis="S1-D")
    outbound_no: str | None = columns.outbound_no(
        zh="原出库单号", aliases="出库单号|出库编号", basis="GSP §107"
    )
    consignment_no: str | None = columns.consignment_no(basis="GSP §90")
    product_code: str = columns.product_code(required=True, basis="S1-D")
    product_name: str | None = columns.product_name(
        aliases="药品名称|详细的药品信息|名称|品名|医疗器械名称|兽药名称|商品名称|产品|通用名称",
        basis="S1-D; S1-I",
    )
    model: str | None = columns.model(basis="own")
    specification: str | None = columns.specification(basis="S1-D")
    manufacturer: str | None = columns.manufacturer(basis="own")
    lot: str | None = columns.lot(
        aliases="规格批号|批号|批次|批次号|产品批号|生产批次|生产批号或者序列号|生产批号或序列号",
        basis="S1-D",
    )
    serial: str | None = columns.serial(basis="own")
    udi: str | None = columns.udi(basis="own")
    production_date: date | None = columns.production_date(basis="own")
    expiry_date: date | None = columns.expiry_date(basis="S1-D")
    quantity: Decimal = columns.quantity(zh="申请退货数量", aliases="数量", required=True, basis="S1-D")
    reason: str = columns.reason(
        zh="退货原因", aliases="详细理由|原因|理由", required=True, basis="S1-H; S1-I"
    )
    quality_claimed: bool | None = yesno(
        "是否以质量名义", basis="S1-E", doc="Return asked for in the name of quality."
    )
    proof_of_purchase: str | None = ref(
        "vouchers", "购药凭证", "购货凭证", basis="S1-I; S1-H", doc="Proof of purchase."
    )
    complaint_no: str | None = columns.complaint_no(basis="S1-E")
    recall_no: str | None = columns.recall_no(basis="S1-I")
    sold_by_us: bool | None = yesno("是否本公司所销售", basis="S1-D", doc="Look-up found the original sale.")
    quantity_out: Decimal | None = number(
        "原单未退数量",
        basis="S1-D; Drug GSP annex 2",
        doc="Quantity of that sale line still out, from replay.",
    )
    origin_matched_at: str | None = columns.stage_time(zh="查询原单时间")
    return_notice_no: str | None = text(
        "退回通知单编号", "销售退回通知单号", basis="S1-D", doc="Number of the sales-return notice."
    )
    notice_on: date | None = day("通知单日期", basis="S1-D", doc="Day of the notice.")
    invoice_clerk: str | None = ref(
        "staff", "开票员", basis="S1-D", doc="Clerk who found the sale and filled in the notice."
    )
    business_approver: str | None = ref("staff", "业务负责人", basis="S1-D", doc="Business head who decided.")
    business_decision: str | None = choice(
        "业务负责人审批", "approved:同意|refused:不同意", basis="S1-D", doc="Decision of the business head."
    )
    quality_approver: str | None = ref(
        "staff", "质管部审批人", basis="S1-D", doc="Quality staff member who decided."
    )
    quality_decision: str | None = choice(
        "质管部审批", "approved:同意|refused:不同意", basis="S1-D", doc="Decision of the quality department."
    )
    decided_at: str | None = moment("审批时间", basis="S1-D", doc="Time of the decision of this stage.")
    quality_approved_at: str | None = columns.stage_time(zh="质管部审批时间")
    business_approved_at: str | None = columns.stage_time(zh="业务负责人审批时间")
    refusal_reason: str | None = text(
        "不同意原因",
        "不予退回原因|注明原因",
        basis="S1-D",
        doc="Reason written on the notice when it is refused.",
    )
    refused_at: str | None = columns.stage_time(zh="审批不同意时间")
    customer_told_at: str | None = moment(
        "通知客户时间", basis="S1-D", doc="Time at which the customer was told."
    )
    transport_mode: str | None = columns.transport_mode(basis="S1-D; S1-H; S0-4")
    vehicle_no: str | None = columns.vehicle_no(zh="运输车辆车牌号", aliases="车牌号", basis="S1-D")
    transport_staff: str | None = columns.transport_staff(basis="S0-4")
    pickup_confirmed_at: str | None = moment(
        "提货确认时间", "在一个工作日内进行确认", basis="S1-D", doc="Time at which the pick-up was confirmed."
    )
    temperature_statement: str | None = ref(
        "vouchers",
        "温度控制说明文件",
        "温控说明",
        basis="S1-D",
        doc="Temperature-control statement of the returning party.",
    )
    temperature_record: str | None = ref(
        "vouchers",
        "售出期间温度控制的相关数据",
        "售出期间温度记录|温度记录",
        basis="S1-D; GSP §67",
        doc="Temperature data for the whole time the goods were out.",
    )
    cold_chain_ok: bool | None = yesno(
        "温度控制是否符合",
        "符合规定条件",
        basis="S1-D; GSP §67",
        doc="Evidence meets the storage conditions for the whole time out.",
    )
    cold_evidence_filed_at: str | None = columns.stage_time(zh="温控资料审核时间")
    rejected_on: date | None = day("拒收日期", basis="S1-D", doc="Day of the rejection.")
    rejection_reason: str | None = text("拒收原因", "拒收", basis="S1-D", doc="Why the goods were rejected.")
    quality_told_at: str | None = moment(
        "报质管部时间", "报质管部处理", basis="S1-D", doc="Time at which the quality department was told."
    )
    notice_matched: bool | None = yesno("是否与通知单相符", basis="S1-D", doc="Goods agree with the notice.")
    received_on: date | None = day(
        "收货日期", "到货日期|接收日期", basis="S1-D", doc="Day on which the goods or the matter arrived."
    )
    received_quantity: Decimal | None = number("收货数量", basis="S1-D", doc="Quantity received.")
    receiver: str | None = columns.receiver(basis="S1-D")
    location_code: str | None = columns.location_code(
        zh="专用退货场所",
        aliases="库位|货位|存放位置|库区|存放地点",
        doc="Place in the return area that meets the storage conditions.",
        basis="S1-D",
    )
    checks_passed: list[str] | None = several(
        "符合的退货条件",
        values="sold_by_us:本公司所销售|in_validity:在有效期内|pack_intact:包装完好|unopened:未拆封|no_leak:无泄漏|no_use_trace:无使用痕迹|no_expiry_trace:无过期痕迹|no_human_damage:无人为破坏|reason_real:原因真实合理|proof:有购药凭证|cold_chain:温度控制符合|lot_unchanged:批号未变更",
        basis="S1-D; S1-H; S1-I",
        doc="Conditions that are met.",
    )
    checks_failed: list[str] | None = several(
        "不符合的退货条件",
        values="sold_by_us:本公司所销售|in_validity:在有效期内|pack_intact:包装完好|unopened:未拆封|no_leak:无泄漏|no_use_trace:无使用痕迹|no_expiry_trace:无过期痕迹|no_human_damage:无人为破坏|reason_real:原因真实合理|proof:有购药凭证|cold_chain:温度控制符合|lot_unchanged:批号未变更",
        basis="S1-H; S1-I",
        doc="Conditions that are not met.",
    )
    checks_waived: list[str] | None = several(
        "免除的退货条件",
        values="sold_by_us:本公司所销售|in_validity:在有效期内|pack_intact:包装完好|unopened:未拆封|no_leak:无泄漏|no_use_trace:无使用痕迹|no_expiry_trace:无过期痕迹|no_human_damage:无人为破坏|reason_real:原因真实合理|proof:有购药凭证|cold_chain:温度控制符合|lot_unchanged:批号未变更",
        basis="S1-I",
        doc="Conditions waived, for a recall or a quality problem.",
    )
    inspector: str | None = columns.inspector(basis="GSP §106; S1-D")
    inspected_on: date | None = day("验收日期", basis="S1-D", doc="Day of the batch inspection.")
    quality_status: str | None = columns.quality_status(basis="GSP §107; S0-4")
    conclusion: str | None = columns.conclusion(zh="验收结论", aliases="验收结果|结论", basis="S1-D; S1-H")
    nonconformity: str | None = columns.nonconformity(basis="GSP §106; GSP §67")
    measures: str | None = columns.measures(basis="GSP §106; GSP §67")
    sample_sent_on: date | None = day(
        "送检日期", "药品送检", basis="S1-I", doc="Day on which the sample was sent."
    )
    institution: str | None = columns.institution(basis="S1-I")
    report_no: str | None = columns.report_no(basis="S1-I")
    appraisal_result: str | None = text("鉴定结果", basis="S1-I", doc="Result of the outside appraisal.")
    appraised_at: str | None = columns.stage_time(zh="鉴定结果时间")
    adjudicator: str | None = ref(
        "staff",
        "裁定人",
        "客服组组长|药品采购部门",
        basis="S0-4; S1-H",
        doc="Person named to rule on an undecidable return.",
    )
    ruling: str | None = text("裁定意见", "判断处理方式|采购部门进行裁定", basis="S0-4; S1-H", doc="Ruling.")
    ruled_at: str | None = columns.stage_time(zh="裁定时间")
    reason_reviewed: str | None = text(
        "退货原因审核", "审核退货原因", basis="S0-4", doc="Finding on the stated reason."
    )
    ruling_requested_at: str | None = columns.stage_time(zh="报请裁定时间")
    disposition: str | None = columns.disposition(basis="S0-1; S1-H; S1-I")
    decided_by: str | None = ref(
        "staff", "处理决定人", basis="S2-F", doc="Person who decided the disposition."
    )
    return_no: str | None = columns.return_no(basis="own")
    nonconformity_no: str | None = columns.nonconformity_no(basis="GSP §106")
    disposition_decided_at: str | None = columns.stage_time(zh="处理决定时间")
    refund_requested_on: date | None = day(
        "退款申请日期", "退款申请", basis="S1-H", doc="Day of the refund request."
    )
    refund_amount: Decimal | None = columns.refund_amount(
        zh="申请退款金额", doc="Amount asked for.", basis="S1-H"
    )
    refund_verified_amount: Decimal | None = money(
        "核实退款金额", basis="S1-H", doc="Amount verified by finance."
    )
    refund_verified_by: str | None = ref(
        "staff", "退款核实人", basis="S1-H", doc="Finance staff member who verified it."
    )
    refund_notified_on: date | None = day(
        "退款通知日期", "退款通知", basis="S1-H", doc="Day of the refund notice."
    )
    refunded_on: date | None = day("退款日期", basis="S1-I", doc="Day on which the money was paid.")
    compensation: str | None = columns.compensation(basis="S1-I")
    exchange_no: str | None = columns.exchange_no(basis="S1-I")
    completed_at: str | None = columns.stage_time(zh="生成退货记录时间")
    invoice_no: str | None = columns.invoice_no(
        zh="红字发票号", aliases="红字发票号码", doc="Red invoice for the refund.", basis="own"
    )
    closed_on: date | None = columns.closed_on(basis="own")
    close_note: str | None = columns.close_note(basis="own")
    voucher_nos: list[str] | None = columns.voucher_nos(basis="S1-H")
