"""The house itself: the company, its posts, its documents and its standards."""

from datetime import date
from decimal import Decimal

from ledger.events import columns
from ledger.events.base import Event, choice, day, money, number, ref, several, text, whole


class CompanyRegistered(
    Event,
    key="companies",
    zh="本企业基本信息",
    en="Own company",
    kind="register",
    event="company_registered",
    identity=("company_code",),
    tags=(),
    aliases="企业基本情况",
    retention="RET.DOC",
    basis="Order 54 §14; GSP §86; GSP §91; GSP §92; S2-F; S2-G",
    ids="R-109 G-12 P-45",
    future=("trade_licence_until",),
):
    """Own company (本企业基本信息)."""

    company_code: str = text("企业编码", required=True, basis="own", doc="Code of the own company or branch.")
    name: str = text(
        "企业名称",
        "供货企业名称|零售企业名称|公司名称|名称",
        required=True,
        basis="GSP §86; GSP §92",
        doc="Name of the company.",
    )
    uscc: str = columns.uscc(required=True, basis="Order 54 §14")
    legal_representative: str | None = columns.legal_representative(basis="Order 54 §14; S2-G")
    person_in_charge: str | None = text(
        "企业负责人", "负责人", basis="Order 54 §14; GSP §14; S2-G", doc="Person in charge on the licence."
    )
    quality_head: str | None = ref(
        "staff", "质量负责人", basis="GSP §14; GSP §18", doc="Head of quality, who has the decision right."
    )
    address: str = columns.address(
        zh="住所", aliases="地址|注册地址", required=True, basis="Order 54 §14; GSP §86"
    )
    premises: str | None = text(
        "经营场所", "经营地址", basis="Order 54 §14; GSP §34", doc="Business premises."
    )
    warehouse_address: str | None = text(
        "库房地址", "仓库地址", basis="Order 54 §14", doc="Warehouse address."
    )
    phone: str = columns.phone(required=True, basis="GSP §86; GSP §108")
    service_hotline: str | None = text(
        "售后服务热线", "售后服务电话", basis="S4-B; GSP §108", doc="Published hotline."
    )
    business_mode: str = choice(
        "经营方式",
        "wholesale:批发|retail:零售|both:批零兼营",
        required=True,
        basis="Order 54 §14; S2-F",
        doc="Wholesale, retail or both, as licensed.",
    )
    scope: str = columns.scope(required=True, basis="Order 54 §14; S2-F")
    economic_kind: str | None = text("企业经济性质", basis="S2-G", doc="Legal form of the company.")
    trade_licence_no: str | None = text(
        "经营许可证或备案编号", basis="Order 54 §14", doc="Own trading licence or filing number."
    )
    trade_licence_until: date | None = day(
        "经营许可证有效期至", basis="Order 54 §14; Order 54 §16", doc="Last day of the own licence."
    )
    form_prefix: str | None = text(
        "表单编号前缀", basis="own", doc="Prefix of form numbers printed on exports."
    )
    departments: list[str] | None = several(
        "部门设置", "分支机构设置", basis="S2-G", doc="Departments and branches."
    )
    sales_area: str | None = text(
        "主要经营区域及主要销售对象", basis="S2-G", doc="Main sales area and buyers."
    )
    main_products: str | None = text(
        "主要经营品种、规格", basis="S2-G", doc="Main products and specifications dealt in."
    )
    premises_papers: list[str] | None = several(
        "产权证明或租用协议及平面图",
        ref="vouchers",
        basis="S2-G",
        doc="Title or lease papers and floor plan of premises and warehouse.",
    )


class PostRegistered(
    Event,
    key="posts",
    zh="岗位责任制",
    en="Posts, duties and authority",
    kind="register",
    event="post_registered",
    identity=("post_code",),
    tags=(),
    aliases="质量责任制|岗位说明|核决权限表",
    retention="RET.DOC",
    basis="GSP §14; GSP §15; GSP §18; GSP §19; GSP §51; S0-2; S2-F; S2-G; S4-C; S4-I",
    ids="R-107 G-18 G-34 G-56 G-75 C-14 C-17 C-27",
    future=("effective_from", "effective_until"),
):
    """Posts, duties and authority (岗位责任制)."""

    post_code: str = text("岗位编码", required=True, basis="own", doc="Code of the post.")
    name: str = text("岗位名称", "岗位|名称", required=True, basis="S0-2; S2-F", doc="Name of the post.")
    role: str | None = text("系统角色", basis="own", doc="Role key of this contract that the post fills.")
    aliases: list[str] | None = several(
        "别称", "同义名称", basis="own; S2-F", doc="Other names of the same post or body."
    )
    department: str | None = columns.department(basis="own")
    duties: str = text(
        "岗位职责", "责任|职责", required=True, basis="S0-2; S2-F; GSP §19", doc="Duties of the post."
    )
    permitted_events: list[str] | None = several(
        "可登记事项", basis="GSP §51; S0-2", doc="Event types the post may append."
    )
    approves: list[str] | None = several(
        "审批事项", basis="S1-D; S4-I; GSP §18", doc="Event types by which the post approves."
    )
    decision_limits: str | None = text(
        "核决权限", basis="S4-I", doc="Limits by amount or severity within which the post may decide."
    )
    incompatible_posts: list[str] | None = several(
        "不相容岗位",
        ref="posts",
        basis="S1-D; S1-H",
        doc="Posts that one person may not hold at the same time.",
    )
    qualification: str | None = text(
        "任职要求",
        basis="GSP §26; GSP §27; GSP §28; GSP §29; S2-F",
        doc="Education, title and experience needed.",
    )
    reports_to: str | None = text("上级岗位", basis="own", doc="Superior post.")
    effective_from: date = columns.effective_from(required=True, basis="own")
    effective_until: date | None = columns.effective_until(basis="own")


class DocumentRegistered(
    Event,
    key="documents",
    zh="质量管理文件与资料目录",
    en="Controlled documents, laws and knowledge",
    kind="register",
    event="document_registered",
    identity=("document_no", "version"),
    tags=("document_no", "product_code", "reviewer", "approver", "voucher_nos"),
    aliases="文件变更历史|法规及标准目录|产品知识库|客户服务指南|合同范本",
    retention="RET.DOC",
    basis="GSP §19; GSP §20; S0-4; S1-E; S2-B; S2-D; S2-F; S2-G; S3; S4-B; S4-D",
    numbering="{SMP|SOP|REC}-{department}{seq3}R{revision}, for example REC-FY006R00 (S1-E)",
    ids="R-02 R-64 R-88 R-104 R-105 R-106 P-30 RT-14",
    future=("effective_from", "effective_until"),
):
    """Controlled documents, laws and knowledge (质量管理文件与资料目录)."""

    document_no: str = text(
        "文件编号", "文件号|文件编码", required=True, basis="S1-E", doc="Controlled document number."
    )
    version: str = text("版本", "版次|修订号", required=True, basis="S1-E", doc="Version or revision.")
    document_kind: str = choice(
        "文件类别",
        (
            "law:法律法规规章|standard:国家标准、行业标准|quality_standard:质量标准|policy:质量管理制度|procedure:操作规程|form:表单|contract_template:合同范本|knowledge:产品知识库条目|customer_guide:客户服务指南|service_plan:售后服务计划方案|promise:服务承诺|other:其他"
        ),
        required=True,
        basis="S2-B; S2-F; S1-E",
        doc="Kind of document.",
    )
    title: str = columns.title(zh="文件名称", aliases="标题|标准名称|法规名称", required=True, basis="S1-E")
    product_code: str | None = columns.product_code(
        doc="Product, for a knowledge article or product standard.", basis="S0-4"
    )
    content: str | None = text(
        "内容摘要", "产品维护相关信息|内容", basis="S0-4; S3", doc="Text or summary of the document."
    )
    based_on: list[str] | None = several(
        "依据事项", basis="own; S0-4", doc="Faults, inquiries or laws from which the document was made."
    )
    department: str | None = columns.department(basis="own")
    drafted_by: str | None = ref("staff", "起草人", basis="GSP §20", doc="Person who drafted it.")
    reviewer: str | None = columns.reviewer(basis="GSP §20")
    approver: str | None = columns.approver(
        doc="Head of the company, for quality documents.", basis="GSP §20; S2-F"
    )
    approved_on: date | None = columns.approved_on(basis="GSP §20")
    effective_from: date = columns.effective_from(required=True, basis="S2-B; GSP §20")
    effective_until: date | None = columns.effective_until(basis="GSP §20")
    change_note: str | None = text(
        "变更内容", "文件变更历史", basis="S1-E", doc="What changed against the version before."
    )
    distribution: list[str] | None = several("分发部门", basis="own", doc="Departments that hold a copy.")
    related_form: str | None = text("对应表单", basis="own", doc="Table key of the record this form prints.")
    voucher_nos: list[str] | None = columns.voucher_nos(basis="own")


class ServiceStandardSet(
    Event,
    key="service_standards",
    zh="售后服务标准",
    en="Service standards, limits and fees",
    kind="register",
    event="service_standard_set",
    identity=("standard_no",),
    tags=("approver",),
    aliases="售后服务计划|售后服务方案|服务政策|产品维修的费用标准|质量标准和指标",
    retention="RET.DOC",
    basis="GSP §104; S0-4; S3; S4-A; S4-B; S4-C; S4-D; S4-I",
    ids="R-57 R-106 K-04 K-05 K-06 K-07 K-08 K-19 C-08 C-09 C-10 C-16 C-18 C-24 S-04 S-08",
    future=("effective_from", "effective_until"),
):
    """Service standards, limits and fees (售后服务标准)."""

    standard_no: str = text(
        "标准编号",
        required=True,
        basis="own",
        doc="Number of the standard; a clock id of this contract where one exists.",
    )
    name: str = text("标准名称", "名称", required=True, basis="S3; S4-D", doc="Name of the standard.")
    standard_kind: str = choice(
        "标准种类",
        (
            "response:响应时限|dispatch:派工时限|arrival:到达时限|repair:维修时限|loaner:备用机时限|answer:答复时限|closing:结案时限|visit:回访周期|survey:调查要求|charge:收费标准|indicator:服务质量指标|report:报表期限"
        ),
        required=True,
        basis="S3; S4-C",
        doc="Kind of standard.",
    )
    service_kind: str | None = choice(
        "服务种类",
        (
            "repair:维修|maintenance:维护保养|installation:安装|commissioning:调试|training:培训|inspection_round:巡查检修|testing:检测|software:软件安装升级|technical_support:技术支持|consultation:咨询|exchange:更换:换货|fitting:验配|re_examination:复查|parts:寄送配件|loaner:备用机服务|other:其他"
        ),
        "服务项目|服务类型",
        basis="S4-D",
        doc="Service to which it applies; empty means all.",
    )
    channel: str | None = columns.channel(doc="Channel to which it applies; empty means all.", basis="S3")
    zone: str | None = columns.zone(basis="S4-I")
    territory: str | None = choice(
        "地域",
        "domestic:国内|hk_mo_tw:港澳台|abroad:国外",
        "国内外",
        basis="S4-I",
        doc="Domestic or abroad, which selects clocks.",
    )
    fault_weight: str | None = choice(
        "故障程度",
        "minor:轻微故障|complex:较为复杂的故障|urgent:紧急情况",
        basis="S4-A",
        doc="Weight of fault to which it applies.",
    )
    customer_class: str | None = choice(
        "客户分类",
        "hospital:医院客户|pharmacy:药店客户|wholesale:批发客户|end_user:终端用户",
        basis="S1-A",
        doc="Class of customer to which it applies.",
    )
    customer_grade: str | None = choice(
        "客户等级",
        "A:A级|B:B级|C:C级",
        "分类ABC|A、B、C等级",
        basis="S1-A",
        doc="Grade of customer to which it applies; empty means all.",
    )
    clock_id: str | None = text(
        "时限编号",
        basis="own",
        doc="Clock of the visits that it sets, `L-24` to `L-27`; empty means those of users, `L-24`.",
    )
    priority: int | None = whole(
        "优先级", basis="S1-A", doc="Rank of customers of this grade or class; 1 comes first."
    )
    start_event: str | None = text("起算事件", basis="own", doc="Event type that starts the clock.")
    stop_event: str | None = text("截止事件", basis="own", doc="Event type that stops the clock.")
    limit_value: Decimal | None = number(
        "时限", "时限数值", basis="S3; S4-A; S4-B; S4-I", doc="Length of the limit."
    )
    limit_unit: str | None = choice(
        "时限单位",
        "hour:小时|working_hour:工作小时|day:天|working_day:工作日|month:月|year:年|promised:承诺时间|month_day:每月某日",
        basis="S3; S4-A; S4-B; S4-I",
        doc="Unit of the limit.",
    )
    calendar: str | None = text(
        "适用日历", "上班时间", basis="own", doc="Calendar of working hours and days."
    )
    exceptions: str | None = text(
        "例外情形", "特殊情况除外", basis="S4-I", doc="Cases in which the limit does not apply."
    )
    fee_item: str | None = text(
        "收费项目",
        "成本费|人工费|差旅费",
        basis="S0-4; S4-I",
        doc="Item charged, such as cost, labour or travel.",
    )
    fee_amount: Decimal | None = money("收费金额", "费用标准", basis="S0-4", doc="Amount charged.")
    service_class: str | None = columns.service_class(basis="S4-I")
    threshold: str | None = text(
        "指标值", basis="S4-I", doc="Threshold of an indicator, such as over 95 per cent."
    )
    content: str | None = text(
        "标准内容", "服务内容、流程|内容", basis="S4-B; S4-D", doc="Content, flow and promise in words."
    )
    approver: str | None = columns.approver(basis="own")
    effective_from: date = columns.effective_from(required=True, basis="own")
    effective_until: date | None = columns.effective_until(basis="own")
