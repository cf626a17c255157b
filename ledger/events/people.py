"""The people who act, and what they are allowed to do."""

from datetime import date
from decimal import Decimal

from ledger.events import columns
from ledger.events.base import Event, choice, day, number, ref, several, text, whole, yesno


class StaffRegistered(
    Event,
    key="staff",
    zh="企业员工花名册",
    en="Staff roster",
    kind="register",
    event="staff_registered",
    identity=("staff_code",),
    tags=("staff_code", "voucher_nos"),
    aliases="员工档案|技术、维修人员一览表|人员名册|持证上岗登记",
    retention="RET.STAFF",
    basis="GSP §21; GSP §25; GSP §26; GSP §27; GSP §28; GSP §29; GSP §51; S2-B; S2-D; S2-F; S2-G; S4-B",
    numbering="YG-{seq4}",
    ids="R-97 R-99 R-100 G-04 G-53 G-78 G-79 G-80 G-81 P-42",
    future=("authorised_from", "authorised_until", "employed_until"),
):
    """Staff roster (企业员工花名册)."""

    staff_code: str = text(
        "人员编码", "员工编号|工号", required=True, basis="own", doc="Staff member of this row."
    )
    name: str = text(
        "姓名", "员工姓名|人员姓名|名称", required=True, basis="S2-G", doc="Name of the staff member."
    )
    sex: str | None = choice(
        "性别", "male:男|female:女", personal=True, basis="S2-G", doc="Sex, on the list of technical staff."
    )
    birth_year: int | None = whole(
        "出生年份", personal=True, basis="S2-G", doc="Year of birth, from which the age column is made."
    )
    id_no: str | None = text(
        "身份证号码",
        "身份证件号码",
        personal=True,
        basis="S2-G",
        doc="Identity number, kept outside the event body.",
    )
    post: str = ref(
        "posts",
        "岗位",
        "公司职务|职务",
        required=True,
        basis="S2-D; S2-G; GSP §25",
        doc="Post held in this version.",
    )
    department: str | None = columns.department(basis="own")
    education: str | None = choice(
        "学历",
        "senior_high:高中:中专|college:大专|bachelor:本科|master:硕士|doctor:博士|other:其他",
        basis="S2-F; S2-G; GSP §26",
        doc="Highest education.",
    )
    school: str | None = text("最后毕业学校", "毕业学校", basis="S2-G", doc="Last school attended.")
    speciality: str | None = text("专业", basis="S2-G; GSP §26", doc="Field of study.")
    technical_title: str | None = text("技术职称", "职称", basis="S2-G; GSP §26", doc="Technical title.")
    experience_years: Decimal | None = number(
        "相关工作年限", basis="GSP §26", doc="Years of relevant experience."
    )
    appointed_on: date | None = day(
        "任命日期", basis="GSP §25", doc="Day of appointment to a key quality post."
    )
    appointment_no: str | None = text("任命文件编号", basis="GSP §25", doc="Number of the appointment paper.")
    authorised_from: date | None = day(
        "授权上岗日期",
        "上岗日期",
        basis="GSP §32; GSP §51; S0-3; S4-I",
        doc="First day on which the person may act in the post.",
    )
    authorised_until: date | None = day(
        "授权截止日期", basis="GSP §32; GSP §51", doc="Last day on which the person may act in the post."
    )
    authorised_products: list[str] | None = several(
        "培训合格产品",
        ref="products",
        basis="S0-3; S4-I",
        doc="Products for which the person is trained and passed.",
    )
    permissions: list[str] | None = several(
        "系统权限",
        "操作权限",
        basis="GSP §51",
        doc="System rights granted in this version, reviewed by quality staff.",
    )
    permission_reviewer: str | None = text(
        "权限审核人", basis="GSP §19; GSP §51", doc="Quality staff member who reviewed the rights."
    )
    key_quality_post: bool | None = yesno(
        "是否质量安全关键岗位", basis="GSP §14; GSP §25", doc="Post is a key quality post."
    )
    health_required: bool | None = yesno(
        "是否需健康检查", basis="GSP §33", doc="Post needs yearly health checks."
    )
    sole_post_declared: bool | None = yesno(
        "无兼职声明", basis="S2-B", doc="Declared not to hold a post elsewhere."
    )
    no_ban_declared: bool | None = yesno(
        "无禁止从业情形声明",
        "第40条情形声明",
        basis="S2-B; GSP §24",
        doc="Declared free of circumstances that bar from the trade.",
    )
    work_card_no: str | None = text(
        "工作证编号", "工作证件", basis="S4-E", doc="Number of the work card shown to customers."
    )
    phone: str | None = columns.phone(basis="own")
    employed_from: date | None = day("入职日期", basis="own", doc="First day of employment.")
    employed_until: date | None = day("离职日期", basis="own", doc="Last day of employment.")
    status: str | None = columns.status(
        values="on_post:在职在岗:在职|off_post:离岗|left:离职", basis="GSP §25; GSP §112; S2-B"
    )
    voucher_nos: list[str] | None = columns.voucher_nos(
        zh="证书复印件", aliases="毕业证、职称证复印件|附件凭证|相关凭证|附件|相关证明文件", basis="S2-G"
    )
