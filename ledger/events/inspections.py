"""Inspections: of the rules, by ourselves, by the authorities."""

from datetime import date
from decimal import Decimal

from ledger.events import columns
from ledger.events.base import Before, Case, choice, day, number, ref, several, stage, text, whole, yesno


class RuleChecks(
    Case,
    key="rule_checks",
    zh="制度执行检查考核记录",
    en="Rule-execution checks",
    kind="case",
    event="rule_check_made",
    identity=("rule_check_no",),
    tags=("document_no", "responsible_staff", "checker", "approver", "capa_no", "voucher_nos"),
    aliases="检查考核记录|退货流程自查记录|服务质量抽查记录",
    retention="RET.CASE",
    basis="GSP §13; GSP §19; GSP §51; S1-C; S1-I; S2-F; S2-J; S4-D; S4-E",
    numbering="ZDJC-{yyyymm}-{seq3}",
    ids="R-101 P-43 K-19 K-22 K-23",
    future=("rectify_by",),
    stages=(
        stage(
            "rule_check_made",
            "made",
            "检查",
            (
                "rule_check_no rule_check_kind checked_on period_from period_to department "
                "document_no items finding check_conclusion score responsible_staff "
                "accountability rectify_by checker approver voucher_nos"
            ),
            by="quality",
            following="rule_check_rectified",
            at="checked_on",
        ),
        stage(
            "rule_check_rectified",
            "rectified",
            "整改",
            "rectified_on rectification capa_no",
            by="department_head",
            following="rule_check_rechecked",
            at="rectified_on",
        ),
        stage(
            "rule_check_rechecked",
            "rechecked",
            "复查",
            "rechecked_on recheck_result",
            by="quality",
            following="rule_check_rectified",
            at="rechecked_on",
            before=(Before("rule_check_rectified", "GSP §13"),),
        ),
    ),
):
    """Rule-execution checks (制度执行检查考核记录)."""

    rule_check_no: str = text("检查编号", required=True, basis="own", doc="Check number.")
    rule_check_kind: str = choice(
        "检查类别",
        (
            "rule_execution:制度执行检查考核|return_process:退货流程自查|service_quality:售后服务质量抽查|rights_review:系统权限审核|other:其他"
        ),
        required=True,
        basis="S2-J; S1-I; S4-D",
        doc="Kind of check.",
    )
    checked_on: date = day("检查日期", required=True, basis="S2-F", doc="Day of the check.")
    period_from: date | None = columns.period_from(basis="own")
    period_to: date | None = columns.period_to(basis="own")
    department: str = columns.department(
        zh="被检查部门", aliases="部门|责任单位|所属部门", required=True, basis="S2-F"
    )
    document_no: str | None = ref(
        "documents", "文件编号", basis="S2-F", doc="Rule whose execution was checked."
    )
    items: str = text("检查内容", "检查、考核、评比", required=True, basis="S2-F", doc="What was checked.")
    finding: str | None = text("检查情况", basis="S2-F", doc="What was found.")
    check_conclusion: str = choice(
        "考核结论",
        "met:符合|not_met:不符合|partly:部分符合",
        required=True,
        basis="S2-F",
        doc="Whether the rule is kept.",
    )
    score: Decimal | None = number("考核得分", "评分|得分", basis="S2-F", doc="Score given.")
    responsible_staff: str | None = columns.responsible_staff(basis="S2-F")
    accountability: str | None = text("责任追究", "追究责任", basis="S2-F", doc="Responsibility imposed.")
    rectify_by: date | None = day(
        "整改期限", "限期整改", basis="S2-F", doc="Day by which it must be put right."
    )
    checker: str = ref(
        "staff", "复核人", "复核人员|检查人", required=True, basis="S2-F", doc="Person who made the check."
    )
    approver: str | None = columns.approver(zh="企业负责人", aliases="批准人|审批人|核签人", basis="S2-F")
    rectified_on: date | None = day("整改完成日期", basis="S2-F", doc="Day on which it was put right.")
    rectification: str | None = columns.rectification(basis="S2-F")
    rechecked_on: date | None = day("复查日期", basis="own", doc="Day of the re-check.")
    recheck_result: str | None = choice(
        "复查结论", "met:符合|not_met:不符合|partly:部分符合", basis="own", doc="Verdict of the re-check."
    )
    capa_no: str | None = columns.capa_no(basis="own")
    voucher_nos: list[str] | None = columns.voucher_nos(basis="own")


class SelfInspections(
    Case,
    key="self_inspections",
    zh="企业年度自查报告",
    en="Annual self-inspection reports",
    kind="case",
    event="self_inspection_made",
    identity=("self_inspection_no",),
    tags=("capa_no", "approver", "voucher_nos"),
    aliases="企业自查总结|质量管理自查报告|经营许可证申报资料",
    retention="RET.DOC",
    basis="GSP §12; GSP §19; GSP §21; Order 54 §44; Online GSP §22; S2-G",
    numbering="ZC-{yyyy}",
    ids="R-109 P-45 S-13",
    stages=(
        stage(
            "self_inspection_made",
            "made",
            "自查",
            (
                "self_inspection_no year made_on participants scope content findings "
                "rectification online_part figures_issue capa_no application_files voucher_nos"
            ),
            by="quality",
            following="self_inspection_approved",
            at="made_on",
        ),
        stage(
            "self_inspection_approved",
            "approved",
            "批准",
            "approver approved_on truth_declared",
            by="person_in_charge",
            following="self_inspection_submitted",
            at="approved_on",
        ),
        stage(
            "self_inspection_submitted",
            "submitted",
            "提交",
            "submitted_on submitted_to receipt_code",
            by="quality",
            at="submitted_on",
            deadline="CN.SELF_REPORT",
            before=(Before("self_inspection_approved", "Order 54 §44; GSP §12"),),
        ),
    ),
):
    """Annual self-inspection reports (企业年度自查报告)."""

    self_inspection_no: str = text(
        "自查编号", required=True, basis="own", doc="Number of the self-inspection."
    )
    year: int = whole("自查年度", required=True, basis="GSP §12", doc="Year inspected.")
    made_on: date = day("自查日期", required=True, basis="GSP §12", doc="Day on which it was finished.")
    participants: list[str] | None = several(
        "参加人员", "与会人员", ref="staff", basis="own", doc="Staff who took part."
    )
    scope: str | None = columns.scope(
        zh="自查范围", aliases="自查内容范围", doc="Parts of the system inspected.", basis="own"
    )
    content: str = text(
        "自查情况", "企业自查总结|内容", required=True, basis="GSP §12; S2-G", doc="Content in words."
    )
    findings: str | None = text("发现问题", basis="own", doc="Points found.")
    rectification: str | None = columns.rectification(
        zh="整改计划", doc="Plan to put them right.", basis="own"
    )
    online_part: str | None = text("网络销售自查情况", basis="Online GSP §22", doc="Online part.")
    figures_issue: str | None = ref(
        "report_issues", "数据来源", basis="own", doc="Issued figures that support it."
    )
    capa_no: str | None = columns.capa_no(basis="own")
    truth_declared: bool | None = yesno(
        "真实性自我保证声明", "真实性的自我保证声明", basis="S2-G", doc="Declared true."
    )
    application_files: list[str] | None = several(
        "申报资料",
        "申请表一式3份|申请报告|章程和最新验资报告|产权证明或租用协议及平面图|各项管理规章制度",
        ref="vouchers",
        basis="S2-G",
        doc=(
            "Licence application papers filed with it: form in three copies, report, articles"
            " and capital report, premises proof and plan, personnel list, rules, name "
            "registration."
        ),
    )
    approver: str | None = columns.approver(zh="企业负责人", aliases="批准人|审批人|核签人", basis="own")
    approved_on: date | None = columns.approved_on(basis="own")
    submitted_on: date | None = day("提交日期", basis="GSP §12", doc="Day of submission.")
    submitted_to: str | None = text("提交部门", basis="GSP §12", doc="Authority that received it.")
    receipt_code: str | None = text("回执编号", basis="own", doc="Receipt of the authority.")
    voucher_nos: list[str] | None = columns.voucher_nos(basis="own")


class AuthorityInspections(
    Case,
    key="authority_inspections",
    zh="监管检查与验收意见",
    en="Inspections by authorities",
    kind="case",
    event="authority_inspection_recorded",
    identity=("inspection_no",),
    tags=("capa_no", "voucher_nos"),
    aliases="书面验收意见|审查表|医疗器械审批表|现场检查记录",
    retention="RET.DOC",
    basis="Order 54 §49; Order 14 §16; Guide 2024-20; S2-G",
    numbering="JG-{yyyy}-{seq3}",
    ids="R-110 P-45 L-31 L-32",
    future=("rectify_by",),
    stages=(
        stage(
            "authority_inspection_recorded",
            "inspection_recorded",
            "检查",
            (
                "inspection_no authority_name inspection_kind inspected_on scope opinion findings"
                " key_item_count check_conclusion rectify_by evidence_issue voucher_nos"
            ),
            by="quality",
            following="authority_rectification_reported authority_inspection_closed",
            at="inspected_on",
        ),
        stage(
            "authority_rectification_reported",
            "rectification_reported",
            "整改报告",
            "rectification reported_on capa_no",
            by="quality",
            following="authority_inspection_closed",
            at="reported_on",
            deadline="CN.INSPECT.RECTIFY",
        ),
        stage(
            "authority_inspection_closed",
            "inspection_closed",
            "结案",
            "closed_on close_note",
            by="quality",
            at="closed_on",
        ),
    ),
):
    """Inspections by authorities (监管检查与验收意见)."""

    inspection_no: str = text("检查编号", required=True, basis="own", doc="Inspection number.")
    authority_name: str = columns.authority_name(
        zh="检查部门", aliases="市药监局|省药监局", doc="Authority.", required=True, basis="S2-G"
    )
    inspection_kind: str = choice(
        "检查类别",
        "licensing:许可验收|routine:日常监督检查|flight:飞行检查|special:专项检查|sampling:监督抽检|other:其他",
        required=True,
        basis="S2-G; Order 14 §16",
        doc="Kind of inspection.",
    )
    inspected_on: date = day("检查日期", required=True, basis="S2-G", doc="Day of the inspection.")
    scope: str | None = columns.scope(
        zh="检查范围", aliases="检查内容", doc="What was inspected.", basis="own"
    )
    opinion: str = text(
        "验收意见",
        "初审意见|检查意见|书面初审验收报告",
        required=True,
        basis="S2-G",
        doc="Opinion or suggestion.",
    )
    findings: str | None = text("缺陷项目", basis="Guide 2024-20", doc="Failed items.")
    key_item_count: int | None = whole("关键缺陷数", basis="Guide 2024-20", doc="Key items failed.")
    check_conclusion: str | None = choice(
        "检查结论",
        "met:符合|not_met:不符合|partly:部分符合",
        basis="Guide 2024-20",
        doc="Verdict of the authority.",
    )
    rectify_by: date | None = day("整改期限", basis="Guide 2024-20", doc="Day by which it must be put right.")
    evidence_issue: str | None = ref(
        "report_issues", "提供的证据包", basis="own", doc="Evidence pack handed over."
    )
    rectification: str | None = columns.rectification(basis="Guide 2024-20")
    reported_on: date | None = columns.reported_on(
        zh="整改报告日期", aliases="报告日期", basis="Guide 2024-20"
    )
    capa_no: str | None = columns.capa_no(basis="own")
    closed_on: date | None = columns.closed_on(basis="own")
    close_note: str | None = columns.close_note(basis="own")
    voucher_nos: list[str] | None = columns.voucher_nos(basis="S2-G")
