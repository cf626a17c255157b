"""What keeps the books: rule settings, vouchers, issued reports, refusals, disposal of records."""

from datetime import date
from decimal import Decimal

from ledger.events import columns
from ledger.events.base import Event, choice, day, moment, number, ref, several, text, whole, yesno


class RuleSet(
    Event,
    key="rule_settings",
    zh="业务规则参数表",
    en="Business rule settings",
    kind="register",
    event="rule_set",
    identity=("rule_key", "effective_from"),
    tags=("approver",),
    aliases="规则配置|保存期限规则|核决权限|编号规则",
    retention="RET.DOC",
    basis="own; GSP §20; GSP §23; S0-1; S1-D; S1-H; S1-I; S2-A; S4-I",
    ids="G-02 G-25 G-26 G-27 G-84 C-01 C-02 C-03 C-04 C-06 C-11 C-12 C-13 RT-01 RT-02 RT-03 RT-04 RT-15",
    future=("effective_from", "effective_until"),
):
    """Business rule settings (业务规则参数表)."""

    rule_key: str = text(
        "规则编号", required=True, basis="own", doc="Key of the rule, such as G-02 or RET.GOODS."
    )
    rule_kind: str = choice(
        "规则类别",
        (
            "gate:业务控制规则|return_policy:退货政策|approval_level:核决权限|numbering:编号规则|retention:保存期限|threshold:指标阈值|reminder:预警期限|redaction:隐私与导出规则"
        ),
        required=True,
        basis="own",
        doc="Kind of rule.",
    )
    title: str = columns.title(zh="规则名称", aliases="标题", required=True, basis="own")
    product_kind: str | None = choice(
        "产品种类",
        "device:医疗器械:医疗耗材|ivd:体外诊断试剂|drug:药品|veterinary_drug:兽药|other:其他",
        basis="own",
        doc="Goods to which it applies; empty means all.",
    )
    device_class: str | None = columns.device_class(basis="own")
    customer_kind: str | None = columns.customer_kind(snapshot_of=None, basis="own")
    channel: str | None = columns.channel(basis="own")
    setting: str = choice(
        "规则设定",
        "required:必须|warned:警示|waived:免除|waived_for_recall:召回时免除|waived_for_quality:质量问题时免除|value:取值",
        required=True,
        basis="own",
        doc="Whether the rule is required, warned or waived.",
    )
    value: str | None = text(
        "参数值", basis="own", doc="Value, such as a number, a pattern or an ordered list of posts."
    )
    retention_base: str | None = text(
        "保存起算点", basis="S0-1; S0-3; S2-A", doc="Base date of a retention rule."
    )
    retention_years: Decimal | None = number(
        "保存年数", basis="GSP §23; Order 54 §38; S0-1; S2-A", doc="Years to keep after the base date."
    )
    legal_basis: str | None = text("依据", basis="own", doc="Law or seed text printed with the rule.")
    approver: str = columns.approver(required=True, basis="GSP §51; own")
    effective_from: date = columns.effective_from(required=True, basis="own")
    effective_until: date | None = columns.effective_until(basis="own")


class VoucherFiled(
    Event,
    key="vouchers",
    zh="记录与凭证归档登记",
    en="Filed evidence",
    kind="fact",
    event="voucher_filed",
    identity=("voucher_no",),
    tags=("voucher_no", "customer_code", "supplier_code", "product_code", "lot", "serial", "handler"),
    event_time=("filed_on",),
    aliases="医疗器械过程中相关记录和凭证的归档记录|归档目录|附件登记",
    retention="RET.CASE",
    basis="GSP §21; GSP §61; S2-J; S3; S4-B; S4-I",
    numbering="PZ-{yyyymmdd}-{seq4}",
    ids="R-102 T-17 RT-08 RT-12 C-21 K-23",
    future=("valid_until",),
):
    """Filed evidence (记录与凭证归档登记)."""

    voucher_no: str = text(
        "凭证编号", "附件编号", required=True, basis="own", doc="Filed evidence that proves this row."
    )
    voucher_kind: str = choice(
        "凭证种类",
        (
            "licence_copy:证照复印件|invoice:票据|delivery_note:随货同行单据|contract:合同协议|signature:签字单据|temperature:温度记录|report:检验报告|photo:照片|letter:函件|minutes:会议纪要|certificate:合格证明|label:标签样稿|form:表单|authority:监管文书|statement:声明说明|other:其他"
        ),
        required=True,
        basis="S2-J",
        doc="Kind of evidence.",
    )
    title: str = columns.title(required=True, basis="own")
    subject_table: str | None = columns.subject_table(basis="S2-J")
    subject_no: str | None = columns.subject_no(basis="S2-J")
    customer_code: str | None = columns.customer_code(basis="own")
    supplier_code: str | None = columns.supplier_code(basis="own")
    product_code: str | None = columns.product_code(basis="own")
    lot: str | None = columns.lot(basis="own")
    serial: str | None = columns.serial(basis="own")
    filed_on: date = day("归档日期", required=True, basis="S2-J", doc="Day of filing.")
    filing_place: str | None = text(
        "归档地点", "归档部门", basis="S4-I", doc="Shelf, folder or department that keeps it."
    )
    filing_no: str | None = text("档案号", basis="S2-J", doc="File number.")
    digest: str | None = text("摘要值", "哈希值", basis="own", doc="SHA-256 of the content.")
    media_type: str | None = text("文件格式", basis="own", doc="Media type of the file.")
    file_size: int | None = whole("文件大小", basis="own", doc="Size in bytes.")
    pages: int | None = whole("页数", basis="own", doc="Number of pages.")
    original: bool | None = yesno(
        "是否原件", "复印件与原件相符", basis="GSP §61; S2-G", doc="Original or copy."
    )
    copy_holder: str | None = text(
        "存放联次",
        "第一联质量管理部存|第二联销售部门存|第三联送会计科存",
        basis="S4-I",
        doc="Which copy it is and who keeps it.",
    )
    sealed: bool | None = yesno("是否盖章", basis="GSP §53", doc="Bears a seal.")
    valid_until: date | None = columns.valid_until(basis="own")
    handler: str | None = columns.handler(zh="归档人", aliases="经办人|经手人|处理人", basis="own")


class ReportIssued(
    Event,
    key="report_issues",
    zh="报表、证据包与备份签发记录",
    en="Issued reports, evidence packs and backups",
    kind="fact",
    event="report_issued",
    identity=("issue_no",),
    tags=("issued_by", "reviewer"),
    event_time=("issued_on",),
    aliases="报表签发登记|通报|证据导出登记|数据备份记录",
    retention="RET.DOC",
    basis="GSP §21; GSP §23; GSP §51; Order 14 §16; S0-3; S0-4; S1-E; S1-F; S4-G; S4-I",
    numbering="BB-{yyyymmdd}-{seq3}",
    ids="R-07 R-25 R-33 R-41 R-68 R-109 P-44 P-47 K-09 K-11 K-12 T-08 T-17 G-35 G-82",
):
    """Issued reports, evidence packs and backups (报表、证据包与备份签发记录)."""

    issue_no: str = text("签发编号", required=True, basis="own", doc="Issue number.")
    issue_kind: str = choice(
        "签发种类",
        "periodic:定期报表|bulletin:通报|evidence:证据包|authority:监管报送|filing:销售备案|public_notice:信息公示|backup:数据备份",
        required=True,
        basis="S0-4; S1-F; S4-I",
        doc="Kind of issue.",
    )
    report_key: str = text("报表键", required=True, basis="own", doc="Table key or layout that was issued.")
    title: str = columns.title(zh="报表名称", aliases="标题", required=True, basis="own")
    period_from: date | None = columns.period_from(basis="S4-G")
    period_to: date | None = columns.period_to(basis="S4-G")
    scope_filter: str | None = text(
        "范围条件", basis="own", doc="Products, lots, customers and dates selected."
    )
    as_true_at: str | None = moment("业务时点", basis="own", doc="Business time the content shows.")
    as_known_at: str | None = moment("记录时点", basis="own", doc="Record time up to which events were read.")
    position_to: int = whole(
        "日志位置", required=True, basis="own", doc="Last position of the log that was read."
    )
    row_count: int | None = whole("行数", basis="own", doc="Number of rows.")
    digest: str = text("摘要值", "哈希值", required=True, basis="own", doc="SHA-256 of the content.")
    issue_format: str | None = choice(
        "格式",
        "xlsx:电子表格|pdf:PDF文件|jsonl:机读数据|csv:CSV文件|archive:压缩包|paper:纸质",
        basis="own",
        doc="Form of the copy.",
    )
    redaction: str | None = text("脱敏方式", basis="S4-C; own", doc="How personal data was left out.")
    issued_on: date = day("签发日期", required=True, basis="S4-I; S0-3", doc="Day of issue.")
    issued_to: str | None = text(
        "报送对象",
        "上级|法规部",
        basis="S4-G; S0-3; Order 14 §16",
        doc="Superior, department or authority that received it.",
    )
    purpose: str | None = text("用途", basis="own", doc="Purpose of the copy.")
    storage_place: str | None = text(
        "存放地点", basis="GSP §23; GSP §51", doc="Where the copy or backup is kept, apart from the server."
    )
    issued_by: str = ref("staff", "签发人", required=True, basis="own", doc="Person who issued it.")
    reviewer: str | None = columns.reviewer(basis="own")


class CommandRefused(
    Event,
    key="gate_refusals",
    zh="业务拦截记录",
    en="Refused commands",
    kind="fact",
    event="command_refused",
    identity=("refusal_no",),
    tags=("product_code", "lot", "serial", "customer_code", "supplier_code", "staff_code"),
    event_time=("refused_at",),
    aliases="系统拦截日志",
    retention="RET.CASE",
    basis="GSP §51; Guide 2024-20; own",
    numbering="LJ-{yyyymmdd}-{seq4}",
    ids="G-01 G-03 G-05 G-06 G-08 G-12 G-16 G-25 G-61 G-62 G-63",
):
    """Refused commands (业务拦截记录)."""

    refusal_no: str = text("拦截编号", required=True, basis="own", doc="Refusal number.")
    refused_at: str = moment("拦截时间", required=True, basis="GSP §51", doc="Time of the refusal.")
    rule_key: str = text("触发规则", required=True, basis="GSP §51", doc="Gate or rule that refused.")
    command: str = text(
        "被拦截操作", required=True, basis="own", doc="Event type that would have been appended."
    )
    subject_table: str | None = columns.subject_table(basis="own")
    subject_no: str | None = columns.subject_no(basis="own")
    product_code: str | None = columns.product_code(basis="own")
    lot: str | None = columns.lot(basis="own")
    serial: str | None = columns.serial(basis="own")
    customer_code: str | None = columns.customer_code(basis="own")
    supplier_code: str | None = columns.supplier_code(basis="own")
    staff_code: str | None = columns.staff_code(doc="Person who gave the command.", basis="own")
    reason: str = columns.reason(zh="拦截原因", aliases="原因|理由", required=True, basis="GSP §51")
    facts_found: str | None = text(
        "所依据的事实", basis="own", doc="Facts found at that time, such as licence dates."
    )
    severity_kind: str | None = choice(
        "处理方式",
        "required:必须|warned:警示|waived:免除|waived_for_recall:召回时免除|waived_for_quality:质量问题时免除|value:取值",
        basis="own",
        doc="Refused outright or only warned.",
    )
    overridden_by: str | None = ref(
        "staff",
        "放行人",
        basis="own",
        doc="Quality staff member who let it pass, where the rule allows that.",
    )
    override_reason: str | None = text("放行理由", basis="own", doc="Why it was let pass.")


class MatchExplained(
    Event,
    key="match_explanations",
    zh="票帐货差异说明",
    en="Explained differences of bill, ledger and goods",
    kind="fact",
    event="match_explained",
    identity=("explanation_no",),
    tags=("approver", "voucher_nos"),
    event_time=("explained_on",),
    aliases="三者相符差异说明",
    retention="RET.GOODS",
    basis="S0-1; S2-A; own",
    numbering="CYSM-{yyyymmdd}-{seq3}",
    ids="P-02 C-25",
):
    """Explained differences of bill, ledger and goods (票帐货差异说明)."""

    explanation_no: str = text("差异说明编号", required=True, basis="own", doc="Number of the explanation.")
    match_direction: str = choice(
        "方向",
        "sales:销售|purchase:采购",
        "核对方向",
        required=True,
        basis="S0-1; S2-A",
        doc="Sale or purchase.",
    )
    doc_no: str = columns.doc_no(doc="Document whose difference is explained.", required=True, basis="own")
    line: int | None = columns.line(doc="Line; empty explains the whole document.", basis="own")
    match_state: str | None = choice(
        "核对结果",
        "no_invoice:有货无票|no_goods:有票无货|quantity_differs:数量不符|price_differs:金额不符|no_record:无记录",
        basis="own",
        doc="The only kind of difference that is explained; empty explains any.",
    )
    reason: str = columns.reason(zh="差异说明", aliases="原因|理由", required=True, basis="S0-1; S2-A")
    approver: str = columns.approver(required=True, basis="own")
    explained_on: date = day("说明日期", required=True, basis="own", doc="Day of the explanation.")
    voucher_nos: list[str] | None = columns.voucher_nos(basis="own")


class RecordsDisposed(
    Event,
    key="record_disposals",
    zh="到期记录处置登记",
    en="Disposal of records after retention",
    kind="fact",
    event="records_disposed",
    identity=("record_disposal_no",),
    tags=("approver",),
    event_time=("disposed_on",),
    aliases="记录销毁登记",
    retention="RET.DOC",
    basis="GSP §23; PIPL §47; own",
    numbering="JLCZ-{yyyy}-{seq3}",
    ids="G-84 C-03",
    future=("keep_until",),
):
    """Disposal of records after retention (到期记录处置登记)."""

    record_disposal_no: str = text("处置登记编号", required=True, basis="own", doc="Number.")
    disposed_on: date = day("处置日期", required=True, basis="own", doc="Day of the disposal.")
    subject_table: str = columns.subject_table(required=True, basis="own")
    selection: str = text("记录范围", required=True, basis="own", doc="Rows concerned.")
    row_count: int = whole("记录条数", required=True, basis="own", doc="Number of rows.")
    retention_rule: str = text("保存期限规则", required=True, basis="own", doc="Rule that had run out.")
    keep_until: date = day(
        "保存截止日",
        required=True,
        basis="own",
        doc="Latest date until which any of the rows had to be kept.",
    )
    disposal_method: str = choice(
        "处置方式",
        "hidden:隐藏|key_destroyed:销毁个人信息密钥|paper_destroyed:纸质销毁",
        required=True,
        basis="own",
        doc="What was done; events, hashes and counts stay.",
    )
    personal_only: bool | None = yesno("仅个人信息", basis="PIPL §47", doc="Only personal data was erased.")
    reason: str | None = columns.reason(basis="own")
    approver: str = columns.approver(required=True, basis="own")
    witnesses: list[str] | None = several(
        "监督人员", "见证人", ref="staff", basis="own", doc="Staff who witnessed."
    )


class OverdueNoticeRaised(
    Event,
    key="overdue_notices",
    zh="逾期反应记录",
    en="Overdue reactions",
    kind="fact",
    event="overdue_notice_raised",
    identity=("overdue_notice_no",),
    tags=("customer_code", "owner"),
    event_time=("raised_at",),
    aliases="处理逾期反应|逾期通知",
    retention="RET.CASE",
    basis="S4-I",
    numbering="YQ-{yyyymmdd}-{seq3}",
    ids="R-30 K-27 G-52 G-60 L-20",
    future=("due_at",),
):
    """Overdue reactions (逾期反应记录)."""

    overdue_notice_no: str = text("通知编号", required=True, basis="own", doc="Notice number.")
    subject_table: str = columns.subject_table(required=True, basis="own")
    subject_no: str = columns.subject_no(required=True, basis="own")
    stage_event: str | None = text("逾期环节", basis="own", doc="Event type that is missing.")
    clock_id: str = text("时限编号", required=True, basis="own", doc="Clock that ran out.")
    started_at: str | None = moment("起算时间", basis="own", doc="Time at which the clock started.")
    due_at: str = columns.due_at(aliases="处理时效|期限|时限", required=True, basis="S4-I")
    raised_at: str = moment(
        "发现逾期时间", required=True, basis="S4-I", doc="Time at which the notice was raised."
    )
    hours_late: Decimal | None = number("逾期小时数", basis="own", doc="Hours late when raised.")
    customer_code: str | None = columns.customer_code(basis="own")
    owner: str | None = columns.owner(basis="own")
    addressed_to: str | None = text(
        "通知部门", basis="S4-I", doc="Department told, which is quality by default."
    )
    reaction: str | None = text("逾期反应", basis="S4-I", doc="What the owner answers or does.")
    reason: str | None = columns.reason(zh="逾期原因", aliases="原因|理由", basis="own")
    acknowledged_by: str | None = ref(
        "staff", "确认人", basis="own", doc="Person who acknowledged the notice."
    )
