"""People: training, health and meetings."""

from datetime import date
from decimal import Decimal

from ledger.events import columns
from ledger.events.base import Event, choice, day, number, ref, several, text, whole, yesno


class TrainingPlanned(
    Event,
    key="training_plans",
    zh="年度培训计划表",
    en="Annual training plan",
    kind="register",
    event="training_planned",
    identity=("plan_no",),
    tags=("responsible_staff", "approver"),
    aliases="医疗器械经营企业年培训计划表|年培训计划",
    retention="RET.STAFF",
    basis="GSP §20; GSP §30; GSP §31; S2-D",
    numbering="PXJH-{yyyy}-{seq2}",
    ids="R-96 P-42 K-25",
):
    """Annual training plan (年度培训计划表)."""

    plan_no: str = text("培训计划编号", required=True, basis="own", doc="Number of the plan line.")
    plan_year: int = whole("年度", required=True, basis="S2-D", doc="Year of the plan.")
    topic: str = text("培训主题", "培训内容", required=True, basis="S3; GSP §31", doc="Topic.")
    planned_month: str | None = text("计划时间", basis="S2-D", doc="Planned month.")
    trainee_posts: list[str] | None = several(
        "培训对象", ref="posts", basis="GSP §30", doc="Posts to be trained."
    )
    trainer: str | None = text("授课人", basis="own", doc="Trainer or institution.")
    method: str | None = text("培训方式", "方式", basis="own", doc="Way in which it was done.")
    hours: Decimal | None = number("学时", basis="own", doc="Planned hours.")
    assessment: str | None = text("考核方式", basis="GSP §32", doc="How the result is tested.")
    responsible_staff: str | None = columns.responsible_staff(
        zh="负责人", aliases="责任人员|责任人", basis="own"
    )
    approver: str | None = columns.approver(basis="own")
    status: str | None = columns.status(basis="own")


class StaffTrained(
    Event,
    key="trainings",
    zh="培训记录",
    en="Training record",
    kind="fact",
    event="staff_trained",
    identity=("training_no", "staff_code"),
    tags=("staff_code", "recorder", "voucher_nos"),
    event_time=("trained_on",),
    aliases="医疗器械经营企业培训记录|企业职工培训记录|上岗考核记录|应急演练记录",
    retention="RET.STAFF",
    basis=(
        "GSP §21; GSP §30; GSP §31; GSP §32; GSP §78; GSP §99; S0-3; S0-4; S2-D; S2-J; "
        "S3; S4-B; S4-D; S4-I; S1-I"
    ),
    numbering="PX-{yyyymm}-{seq3}",
    ids="R-95 P-30 P-42 G-04 G-53 K-25",
    future=("valid_until",),
):
    """Training record (培训记录)."""

    training_no: str = text("培训编号", required=True, basis="own", doc="Training number.")
    staff_code: str = columns.staff_code(required=True, basis="own")
    staff_name: str | None = text(
        "姓名", snapshot_of="staff.name", basis="own", doc="Name of the person trained."
    )
    trained_on: date = day("培训日期", required=True, basis="own", doc="Day of the training.")
    training_kind: str | None = choice(
        "培训类别",
        "induction:岗前培训|continuing:继续培训|on_passed:转训|external:外部培训|drill:应急演练|assessment:上岗考核",
        "转训",
        basis="GSP §30; S0-4",
        doc="Kind of training.",
    )
    plan_no: str | None = ref(
        "training_plans", "培训计划编号", basis="S2-D", doc="Plan line that it fulfils."
    )
    topic: str = text(
        "培训主题",
        "产品知识、专业技能、服务规范、沟通技巧、相关法律法规|培训内容",
        required=True,
        basis="S3; GSP §31",
        doc="Topic.",
    )
    product_codes: list[str] | None = several(
        "涉及产品", ref="products", basis="S0-3", doc="Products the training covers."
    )
    trainer: str | None = text("授课人", "培训机构", basis="S0-4", doc="Trainer or institution.")
    hours: Decimal | None = number("学时", basis="own", doc="Hours.")
    assessment: str | None = text("考核方式", basis="GSP §32", doc="How the result was tested.")
    score: Decimal | None = number("考核成绩", "评分|得分", basis="own", doc="Score given.")
    training_result: str = choice(
        "考核结果",
        "passed:合格|failed:不合格|not_assessed:未考核",
        "培训合格",
        required=True,
        basis="S0-3; S4-I; GSP §32",
        doc="Passed or not.",
    )
    certificate_no: str | None = text("证书编号", basis="own", doc="Certificate number.")
    valid_until: date | None = columns.valid_until(basis="GSP §32")
    recorder: str | None = columns.recorder(basis="own")
    voucher_nos: list[str] | None = columns.voucher_nos(basis="GSP §30")


class HealthChecked(
    Event,
    key="health_checks",
    zh="员工健康检查档案汇总表",
    en="Staff health checks",
    kind="fact",
    event="health_checked",
    identity=("health_check_no",),
    tags=("staff_code", "voucher_nos"),
    event_time=("checked_on",),
    aliases="健康档案|健康检查记录",
    retention="RET.STAFF",
    basis="GSP §21; GSP §33; S2-D",
    numbering="JK-{yyyy}-{seq3}",
    ids="R-98 G-82",
    future=("next_due_on",),
):
    """Staff health checks (员工健康检查档案汇总表)."""

    health_check_no: str = text("体检编号", required=True, basis="own", doc="Check number.")
    staff_code: str = columns.staff_code(required=True, basis="S2-D")
    staff_name: str | None = text("姓名", snapshot_of="staff.name", basis="own", doc="Name of the person.")
    checked_on: date = day("检查日期", "体检日期", required=True, basis="GSP §33", doc="Day of the check.")
    institution: str | None = columns.institution(
        zh="体检机构", aliases="机构名称|专业机构|检验机构", basis="own"
    )
    induction: bool | None = yesno("是否岗前检查", basis="GSP §33", doc="Before taking up the post.")
    fitness: str = choice(
        "检查结论",
        "fit:合格|unfit:不得从事相关工作",
        "健康检查",
        required=True,
        basis="GSP §33",
        doc="Fit for the post or not.",
    )
    measures: str | None = columns.measures(basis="GSP §33")
    next_due_on: date | None = columns.next_due_on(
        zh="下次检查日期", aliases="下次到期日|下次日期", basis="GSP §33"
    )
    voucher_nos: list[str] | None = columns.voucher_nos(basis="GSP §33")


class MeetingHeld(
    Event,
    key="meetings",
    zh="会议纪要",
    en="Meetings",
    kind="fact",
    event="meeting_held",
    identity=("meeting_no",),
    tags=("capa_no", "recorder", "voucher_nos"),
    event_time=("held_on",),
    aliases="分析会议记录|医疗器械质量安全风险会商会议纪要|质量分析会记录",
    retention="RET.CASE",
    basis="GSP §17; GSP §21; NMPA 124/2022 §22; S0-3; S4-I",
    numbering="HY-{yyyymm}-{seq2}",
    ids="R-72 P-31",
    future=("next_due_on",),
):
    """Meetings (会议纪要)."""

    meeting_no: str = text("会议编号", required=True, basis="own", doc="Meeting number.")
    meeting_kind: str = choice(
        "会议类别",
        (
            "fault_review:故障分析会|risk_consultation:质量安全风险会商|complaint_joint:客户投诉会商|quality_analysis:质量分析会|management:管理评审|other:其他"
        ),
        required=True,
        basis="GSP §17; S0-3; S4-I",
        doc="Kind of meeting.",
    )
    held_on: date = day("会议日期", required=True, basis="S0-3; GSP §17", doc="Day of the meeting.")
    period_from: date | None = columns.period_from(basis="GSP §17")
    period_to: date | None = columns.period_to(basis="GSP §17")
    convened_by: str | None = text("召集部门", "组织部门", basis="S0-3", doc="Department that called it.")
    participants: list[str] = several(
        "参加人员",
        "相关部门|与会人员",
        ref="staff",
        required=True,
        basis="S0-3; GSP §17",
        doc="Staff who took part.",
    )
    agenda: str | None = text("议题", basis="own", doc="Agenda.")
    items_reviewed: list[str] | None = several(
        "审议事项", basis="S0-3", doc="Rows reviewed, such as the fault roll-up and complaints."
    )
    analysis: str | None = text("分析情况", "会议并分析", basis="S0-3", doc="Analysis.")
    quality_head_report: str | None = text(
        "质量负责人汇报", basis="GSP §17", doc="Report of the quality head."
    )
    conclusions: str = text(
        "会议结论", "调度安排", required=True, basis="GSP §17", doc="Conclusions and arrangements."
    )
    capa_needed: bool | None = yesno(
        "是否需要纠正预防措施", basis="S0-3", doc="Whether corrective action is needed."
    )
    capa_no: str | None = columns.capa_no(basis="S0-3")
    next_due_on: date | None = columns.next_due_on(basis="GSP §17")
    recorder: str | None = columns.recorder(basis="own")
    voucher_nos: list[str] | None = columns.voucher_nos(basis="GSP §17")
