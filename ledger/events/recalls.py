"""Recalls: goods in the field are stopped, named, called back, counted and accounted for."""

from datetime import date
from decimal import Decimal

from ledger.events import columns
from ledger.events.base import (
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
    whole,
    yesno,
)


class Recalls(
    Case,
    key="recalls",
    zh="召回记录",
    en="Recalls and retrievals",
    kind="case",
    of_many=True,
    event="recall_opened",
    identity=("recall_no",),
    tags=(
        "recall_no",
        "product_code",
        "lots",
        "serials",
        "hold_no",
        "customer_code",
        "return_no",
        "lot",
        "serial",
        "disposal_no",
        "voucher_nos",
    ),
    aliases="追回记录|收回记录|医疗器械召回记录|模拟召回演练记录",
    retention="RET.RECALL",
    basis="GSP §21; GSP §110; GSP §111; Order 29 §3; Order 29 §6; Order 29 §7; Order 29 §13; Order 29 §15; Order 29 §20; Order 29 §21; Order 29 §22; S0-1; S1-F; S1-I; S2-C; S2-E; S2-F",
    numbering="ZH-{yyyy}-{seq3}",
    ids="R-80 P-32 G-13 G-29 G-69 T-01 T-04 T-05 T-06 T-07 S-03",
    future=("expiry_from", "expiry_to", "expected_finish_on", "next_report_on"),
    stages=(
        stage(
            "recall_opened",
            "opened",
            "立案",
            "recall_no title level origin ground reason product_code product_name model specification registration_no registrant manufacturer product_kind lots serials made_from made_to expiry_from expiry_to sold_from sold_to target_customer products registrations udis suppliers customers received_from received_to opened_at decided_on notice_received_on notice_issuer notice_text actions demands next_report_on opened_by voucher_nos",
            by="quality",
            following="recall_stop_sale_placed recall_scope_set",
            at="notice_received_on opened_at decided_on",
        ),
        stage(
            "recall_stop_sale_placed",
            "stop_sale_placed",
            "停售锁定",
            "hold_no stopped_at",
            by="quality",
            following="recall_scope_set recall_authority_reported",
            at="stopped_at",
            repeats=True,
            deadline="CN.RECALL.STOP",
        ),
        stage(
            "recall_scope_set",
            "scope_set",
            "确定范围并冻结名单",
            "product_code products registrations udis suppliers customers received_from received_to lots serials made_from made_to expiry_from expiry_to sold_from sold_to target_customer as_true_at as_known_at quantity_received quantity_sold quantity_on_hand quantity_out consignee_count scope_digest scope_version scope_reason known_position selected_goods",
            by="quality",
            following="recall_notice_sent recall_authority_reported",
            at="as_true_at",
            repeats=True,
        ),
        stage(
            "recall_authority_reported",
            "authority_reported",
            "报告药监部门",
            "authority_reported_at authority_name",
            by="quality",
            following="recall_notice_sent",
            at="authority_reported_at",
            repeats=True,
            deadline="CN.DEFECT.REPORT",
        ),
        stage(
            "recall_notice_sent",
            "notice_sent",
            "发出通知",
            "customer_code notice_sent_at notice_method notice_to notice_proof quantity_to_recover scope_version notices_complete",
            by="business_department",
            following="recall_response_received recall_goods_recovered",
            at="notice_sent_at",
            repeats=True,
            deadline="CLK.RECALL.FORWARD",
        ),
        stage(
            "recall_response_received",
            "response_received",
            "收到反馈",
            "customer_code response_state responded_at customer_on_hand customer_used customer_destroyed response_text product_code lot serial consignee_name passed_on_to passed_on_quantity unaccounted_reason",
            by="business_department",
            following="recall_goods_recovered recall_effectiveness_checked",
            at="responded_at",
            repeats=True,
            needs=(Need("recall_scope_set", "GSP §111"),),
        ),
        stage(
            "recall_goods_recovered",
            "goods_recovered",
            "收回产品",
            "customer_code return_no lot serial recovered_on recovered_quantity",
            by="receiver",
            following="recall_goods_disposed recall_effectiveness_checked",
            at="recovered_on",
            repeats=True,
        ),
        stage(
            "recall_goods_disposed",
            "goods_disposed",
            "处理召回产品",
            "disposal_no disposed_quantity disposal_note goods_disposed_at",
            by="quality",
            following="recall_effectiveness_checked recall_summarised",
            at="goods_disposed_at",
            repeats=True,
        ),
        stage(
            "recall_effectiveness_checked",
            "effectiveness_checked",
            "有效性检查",
            "check_level checked_count effective_count checked_on effectiveness customer_code check_result check_sample sample_root",
            by="quality",
            following="recall_progress_reported recall_summarised",
            at="checked_on",
            repeats=True,
            needs=(Need("recall_notice_sent", "Order 29 §20"),),
        ),
        stage(
            "recall_progress_reported",
            "progress_reported",
            "报告实施情况",
            "reported_on reported_to progress_note expected_finish_on next_report_on",
            by="quality",
            following="recall_notice_sent recall_summarised",
            at="reported_on",
            repeats=True,
            needs=(Need("recall_scope_set", "Order 29 §20"),),
        ),
        stage(
            "recall_summarised",
            "summarised",
            "总结评估",
            "summary summarised_on feedback_at hours_used",
            by="quality",
            following="recall_closed",
            at="summarised_on",
            deadline="CN.RECALL.SUMMARY",
            needs=(Need("recall_scope_set", "Order 29 §22"),),
        ),
        stage(
            "recall_closed",
            "closed",
            "结案",
            "closed_on close_note",
            by="quality",
            at="closed_on",
            needs=(Need("recall_summarised", "Order 29 §22; GSP §111"),),
        ),
    ),
):
    """Recalls and retrievals (召回记录)."""

    recall_no: str = text("召回编号", required=True, basis="own", doc="Recall case number.")
    title: str | None = columns.title(basis="own")
    level: str | None = choice(
        "召回级别",
        "1:一级|2:二级|3:三级",
        "召回等级|召回分级",
        basis="Order 29 §13",
        doc="Class 1, 2 or 3; empty for a retrieval that is not a statutory recall.",
    )
    origin: str = choice(
        "召回来源",
        "registrant:注册人/备案人召回通知|supplier:供货者通知|own_finding:本企业发现|authority:监管部门责令|buyer_disqualified:购货者资格不符|voluntary:主动召回|drill:模拟召回演练",
        required=True,
        basis="GSP §111; Order 29 §7; Order 29 §24; S2-F; S1-F",
        doc="Who started it.",
    )
    ground: str | None = choice(
        "召回事由类别",
        "quality_problem:质量问题|batch_problem:批次问题|large_recall:大规模召回|adverse_event:不良事件|unqualified_buyer:购货者不具备法定资格|other:其他",
        basis="S2-F; S1-I",
        doc="Class of the ground.",
    )
    reason: str = columns.reason(
        required=True, zh="召回原因", aliases="原因|理由", basis="Order 29 §15; S2-F"
    )
    product_code: str | None = columns.product_code(
        doc="Product recalled; empty when the scope is a buyer.", basis="Order 29 §15; S0-1"
    )
    product_name: str | None = columns.product_name(basis="Order 29 §15")
    model: str | None = columns.model(basis="Order 29 §15")
    specification: str | None = columns.specification(basis="Order 29 §15")
    registration_no: str | None = columns.registration_no(basis="own")
    registrant: str | None = columns.registrant(basis="Order 29 §15")
    manufacturer: str | None = columns.manufacturer(basis="own")
    lots: list[str] | None = columns.lots(aliases="批次|批号|批次范围", basis="Order 29 §15")
    serials: list[str] | None = columns.serials(basis="own")
    made_from: date | None = day("生产日期起", basis="own", doc="First production date in scope.")
    made_to: date | None = day("生产日期止", basis="own", doc="Last production date in scope.")
    expiry_from: date | None = day("失效日期起", basis="own", doc="First expiry date in scope.")
    expiry_to: date | None = day("失效日期止", basis="own", doc="Last expiry date in scope.")
    sold_from: date | None = day("销售日期起", basis="S2-F", doc="First sale date in scope.")
    sold_to: date | None = day("销售日期止", basis="S2-F", doc="Last sale date in scope.")
    target_customer: str | None = ref(
        "customers",
        "收回对象购货者",
        basis="S2-F",
        doc="Buyer whose goods are taken back, for an unqualified buyer.",
    )
    actions: list[str] | None = several(
        "召回措施",
        "处理方式",
        values="warn:警示|inspect:检查|repair:修理|relabel:重新标签|revise_ifu:修改并完善说明书|software_update:软件更新|replace:替换|take_back:收回|destroy:销毁",
        basis="Order 29 §3; Order 29 §15",
        doc="Ways of recall.",
    )
    demands: str | None = text("召回要求", "召回的要求", basis="Order 29 §15", doc="Demands of the notice.")
    decided_on: date | None = day("召回决定日期", basis="Order 29 §15", doc="Day of the decision.")
    notice_received_on: str | None = moment(
        "收到召回通知时间",
        "收到通知日期",
        basis="GSP §111",
        doc="Time at which the notice reached us, which starts our clocks.",
    )
    notice_issuer: str | None = text("通知发出单位", basis="GSP §111", doc="Party that sent the notice.")
    opened_by: str | None = ref("staff", "发起人", basis="S2-F", doc="Quality staff member who opened it.")
    as_true_at: str | None = moment("业务时点", basis="own", doc="Business time of the frozen scope.")
    as_known_at: str | None = moment("记录时点", basis="own", doc="Record time of the frozen scope.")
    quantity_received: Decimal | None = number("购进总数量", basis="own", doc="Quantity received in scope.")
    quantity_sold: Decimal | None = number(
        "售出总数量", "全部售出产品情况", basis="S0-1", doc="Quantity sold in scope."
    )
    quantity_on_hand: Decimal | None = number("库存数量", basis="own", doc="Quantity in stock at the freeze.")
    quantity_out: Decimal | None = number(
        "在外未退数量", basis="own", doc="Sold, consigned and lent less returned."
    )
    consignee_count: int | None = whole(
        "涉及客户数", basis="own", doc="Number of consignees in the frozen list."
    )
    scope_digest: str | None = text(
        "范围清单摘要值", basis="own", doc="Digest of the frozen list of consignees."
    )
    hold_no: str | None = columns.hold_no(basis="GSP §110; Order 29 §7")
    stopped_at: str | None = moment(
        "停售时间", basis="GSP §110; Order 29 §7", doc="Time of the stop-sale lock."
    )
    authority_reported_at: str | None = columns.authority_reported_at(basis="Order 29 §7; GSP §110")
    authority_name: str | None = columns.authority_name(basis="Order 29 §7; GSP §110")
    customer_code: str | None = columns.customer_code(
        zh="被通知客户",
        aliases="客户编码|购货者编码|客户编号|客户代码",
        doc="Consignee of this notice or answer.",
        basis="GSP §111",
    )
    notice_sent_at: str | None = moment(
        "通知时间", basis="Order 29 §15", doc="Time at which the notice was sent."
    )
    notice_method: str | None = columns.notice_method(basis="Order 29 §20; own")
    notice_to: str | None = text("通知对象", basis="own", doc="Post at the consignee that was told.")
    notice_proof: str | None = ref("vouchers", "通知凭证", basis="own", doc="Proof of the notice.")
    quantity_to_recover: Decimal | None = number(
        "应召回数量", "拟召回的数量", basis="Order 29 §17", doc="Quantity to recover from this consignee."
    )
    response_state: str | None = choice(
        "反馈状态",
        "not_answered:未反馈|answered:已反馈|refused:拒绝配合|not_found:无法联系",
        basis="GSP §111",
        doc="State of the answer.",
    )
    responded_at: str | None = moment("反馈时间", basis="GSP §111", doc="Time of the answer.")
    customer_on_hand: Decimal | None = number(
        "客户库存数量", basis="own", doc="Quantity the consignee still has."
    )
    customer_used: Decimal | None = number("客户已使用数量", basis="own", doc="Quantity used.")
    customer_destroyed: Decimal | None = number(
        "客户就地销毁数量", basis="own", doc="Quantity destroyed in place."
    )
    response_text: str | None = text("反馈内容", basis="own", doc="What was answered.")
    return_no: str | None = columns.return_no(basis="S1-I")
    lot: str | None = columns.lot(zh="收回批号", aliases="收回产品批号|生产批号", basis="own")
    serial: str | None = columns.serial(zh="收回序列号", aliases="收回产品序列号|序列号", basis="own")
    recovered_on: date | None = day("收回日期", basis="own", doc="Day of recovery.")
    recovered_quantity: Decimal | None = number(
        "收回数量", "已召回数量", basis="GSP §111", doc="Quantity recovered."
    )
    disposal_no: str | None = columns.disposal_no(basis="Order 29 §21")
    disposed_quantity: Decimal | None = number("处理数量", basis="Order 29 §21", doc="Quantity disposed of.")
    disposal_note: str | None = text(
        "召回产品处理情况", basis="Order 29 §17; Order 29 §21", doc="How the recalled goods were handled."
    )
    goods_disposed_at: str | None = columns.stage_time(zh="处理召回产品时间")
    check_level: str | None = text(
        "有效性检查级别", basis="own", doc="Level A to E of the effectiveness check."
    )
    checked_count: int | None = whole("已核查客户数", basis="own", doc="Consignees checked.")
    effective_count: int | None = whole("有效客户数", basis="own", doc="Consignees reached and acting.")
    checked_on: date | None = day("有效性检查日期", basis="own", doc="Day of the check.")
    effectiveness: str | None = text("有效性检查情况", basis="Order 29 §20", doc="Result of the check.")
    reported_on: date | None = columns.reported_on(basis="Order 29 §20")
    reported_to: str | None = text(
        "报送对象", basis="Order 29 §20; GSP §111", doc="Registrant or authority that received the report."
    )
    progress_note: str | None = text("实施情况", basis="Order 29 §20", doc="State of the recall.")
    expected_finish_on: date | None = day("预计完成日期", basis="own", doc="Expected end.")
    summary: str | None = text("总结评估", basis="Order 29 §22", doc="Summary and effect.")
    summarised_on: date | None = day("总结日期", basis="Order 29 §22", doc="Day of the summary.")
    feedback_at: str | None = moment(
        "反馈注册人时间",
        basis="GSP §111; Order 29 §6",
        doc="Time at which the result went to the registrant.",
    )
    hours_used: Decimal | None = columns.hours_used(
        zh="演练用时", aliases="所耗用时间|耗用时间|工时", doc="Hours used, for a mock recall.", basis="own"
    )
    closed_on: date | None = columns.closed_on(basis="own")
    close_note: str | None = columns.close_note(basis="own")
    product_kind: str | None = choice(
        "产品种类",
        "device:医疗器械:医疗耗材|ivd:体外诊断试剂|drug:药品|veterinary_drug:兽药|other:其他",
        snapshot_of="products.product_kind",
        basis="own",
        doc="Kind of goods, which chooses the clock.",
    )
    opened_at: str | None = moment("立案时间", basis="own", doc="Time at which the case was opened.")
    notice_text: str | None = text("召回通知原文", basis="Order 29 §15", doc="Text of the notice, verbatim.")
    next_report_on: date | None = day(
        "下次报告日期", basis="Order 29 §20", doc="Day by which the plan wants the next progress report."
    )
    scope_version: int | None = whole("范围版本", basis="own", doc="Version of the scope, 1 at the opening.")
    scope_reason: str | None = text("范围变更原因", basis="own", doc="Why the scope was set or changed.")
    products: list[str] | None = several(
        "涉及产品", "涉及产品编码", basis="own", doc="Products concerned, where there are several."
    )
    registrations: list[str] | None = several(
        "涉及注册证编号", basis="own", doc="Registration or filing numbers concerned."
    )
    udis: list[str] | None = several("涉及唯一标识", basis="own", doc="Identifiers (UDI) concerned.")
    suppliers: list[str] | None = several(
        "涉及供货者", ref="suppliers", basis="own", doc="Suppliers whose goods are concerned."
    )
    customers: list[str] | None = several(
        "涉及客户", ref="customers", basis="S2-F", doc="Buyers concerned, where there are several."
    )
    received_from: date | None = day("收货日期起", basis="own", doc="First day of receipt in scope.")
    received_to: date | None = day("收货日期止", basis="own", doc="Last day of receipt in scope.")
    known_position: int | None = whole(
        "冻结时日志位置", basis="own", doc="Position up to which the frozen list knows the log."
    )
    selected_goods: list[str] | None = several(
        "范围内产品批号",
        basis="own",
        doc="Goods that the scope selects, as PRODUCT/LOT, where its own columns do not name them.",
    )
    notices_complete: bool | None = yesno(
        "是否全部通知", basis="own", doc="Whether every consignee of the list has now been told."
    )
    consignee_name: str | None = text(
        "下级收货单位", basis="own", doc="Consignee of our consignee that this answer is about."
    )
    passed_on_to: str | None = text(
        "转售单位", "转给单位", basis="own", doc="To whom the consignee passed goods on."
    )
    passed_on_quantity: Decimal | None = number(
        "转售数量", "转出数量", basis="own", doc="Quantity passed on."
    )
    unaccounted_reason: str | None = text(
        "未说明数量的原因", basis="own", doc="Written reason for what cannot be accounted for."
    )
    check_result: str | None = choice(
        "核查结果",
        "effective:有效|not_effective:无效|not_reached:未联系上",
        basis="own",
        doc="Result of the check of one consignee.",
    )
    check_sample: list[str] | None = several(
        "抽查客户", ref="customers", basis="own", doc="Consignees drawn for the check."
    )
    sample_root: str | None = text(
        "抽样依据", basis="own", doc="Root of the checkpoint that the sample was drawn from."
    )
    voucher_nos: list[str] | None = columns.voucher_nos(basis="own")
