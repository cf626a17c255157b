"""Papers: licences and filings, authorisations, contracts, and what partners are worth."""

from datetime import date
from decimal import Decimal

from ledger.events import columns
from ledger.events.base import Event, choice, day, number, ref, several, text, whole, yesno


class LicenceRegistered(
    Event,
    key="licences",
    zh="证照资质登记",
    en="Licences and certificates",
    kind="register",
    event="licence_registered",
    identity=("owner_kind", "owner_code", "licence_kind", "licence_no"),
    tags=("voucher_nos",),
    aliases="资质证照一览表|证照台账|人员资质证明登记",
    retention="RET.MASTER",
    basis="GSP §51; GSP §53; GSP §54; GSP §82; Order 54 §14; Order 54 §16; S0-1; S0-3; S2-C; S2-F",
    ids="R-04 R-83 R-88 R-100 G-01 G-03 G-12 G-61 G-79",
    future=("valid_from", "valid_until"),
):
    """Licences and certificates (证照资质登记)."""

    owner_kind: str = choice(
        "持有方类别",
        "own:本企业|customer:购货者|supplier:供货者|product:产品|staff:人员|other:其他",
        required=True,
        basis="own",
        doc="Whose paper it is.",
    )
    owner_code: str = text(
        "持有方编码",
        required=True,
        basis="own",
        doc="Code of the customer, supplier, product, staff member or company.",
    )
    licence_kind: str = columns.licence_kind(required=True, basis="GSP §53; GSP §54; GSP §82; S0-1")
    licence_no: str = columns.licence_no(required=True, basis="GSP §84; Order 54 §14")
    owner_name: str | None = text(
        "持有方名称", "企业名称|姓名|单位名称", basis="own", doc="Name printed on the paper."
    )
    issuer: str | None = text(
        "发证机关",
        "发证部门|颁发单位",
        basis="Order 54 §14; S0-1",
        doc="Authority or body that issued the paper.",
    )
    issued_on: date | None = day("发证日期", "颁发日期|签发日期", basis="Order 54 §14", doc="Day of issue.")
    valid_from: date | None = columns.valid_from(basis="S0-1; S0-3")
    valid_until: date | None = columns.valid_until(basis="S0-1; S0-3; GSP §51")
    scope: str | None = columns.scope(basis="Order 54 §14; GSP §82")
    business_mode: str | None = choice(
        "经营方式",
        "wholesale:批发|retail:零售|both:批零兼营",
        basis="Order 54 §14",
        doc="Wholesale, retail or both, as licensed.",
    )
    legal_representative: str | None = columns.legal_representative(basis="Order 54 §14")
    person_in_charge: str | None = text(
        "企业负责人", "负责人", basis="Order 54 §14", doc="Person in charge on the licence."
    )
    address: str | None = columns.address(basis="Order 54 §14")
    premises: str | None = text("经营场所", basis="Order 54 §14", doc="Business premises on the licence.")
    warehouse_address: str | None = text(
        "库房地址", basis="Order 54 §14", doc="Warehouse address on the licence."
    )
    seal_present: bool | None = yesno("是否加盖公章", basis="GSP §53", doc="Copy bears the owner's seal.")
    verified_on: date | None = day(
        "核验日期", "审核日期", basis="GSP §51; GSP §82", doc="Day on which the paper was checked."
    )
    verifier: str | None = ref(
        "staff", "核验人", basis="GSP §51; S2-F", doc="Quality staff member who checked the paper."
    )
    verify_method: str | None = text(
        "核验方式", basis="own", doc="How it was checked, for example against the regulator's site."
    )
    status: str | None = columns.status(
        values="valid:有效|lapsed:过期|revoked:吊销或注销|replaced:已换证", basis="own"
    )
    voucher_nos: list[str] | None = columns.voucher_nos(basis="GSP §53; GSP §54; GSP §82")


class AuthorisationRegistered(
    Event,
    key="authorisations",
    zh="授权书登记",
    en="Authorisations of sellers, dealers and partners",
    kind="register",
    event="authorisation_registered",
    identity=("authorisation_no",),
    tags=("supplier_code", "customer_code", "staff_code", "voucher_nos"),
    aliases="经销授权登记|授权经销|销售人员授权书登记|授权服务合作伙伴名录",
    retention="RET.MASTER",
    basis="GSP §53; GSP §78; GSP §79; GSP §103; S1-F; S3; S4-I",
    numbering="SQ-{yyyy}-{seq4}",
    ids="R-116 P-47 G-14",
    future=("valid_from", "valid_until"),
):
    """Authorisations of sellers, dealers and partners (授权书登记)."""

    authorisation_no: str = text("授权书编号", required=True, basis="own", doc="Number of the authorisation.")
    authorisation_kind: str = choice(
        "授权种类",
        (
            "own_salesperson:本企业销售人员授权书|supplier_salesperson:供货者销售人员授权书|dealer:经销授权:授权经销|service_partner:授权服务合作伙伴|entrusted_sales:注册人委托销售"
        ),
        required=True,
        basis="GSP §53; GSP §78; GSP §79; S1-F; S3",
        doc="Kind of authorisation.",
    )
    grantor_name: str | None = text("授权方", basis="S1-F", doc="Party that grants.")
    grantee_name: str = text(
        "被授权方", "被授权单位|经销商", required=True, basis="S1-F; S3", doc="Party that is authorised."
    )
    supplier_code: str | None = columns.supplier_code(basis="GSP §53")
    customer_code: str | None = columns.customer_code(
        doc="Dealer, when the dealer is a customer.", basis="S1-F"
    )
    staff_code: str | None = columns.staff_code(basis="GSP §78")
    authorised_person: str | None = text(
        "被授权人", "销售人员姓名", personal=True, basis="GSP §53; GSP §78", doc="Person who is authorised."
    )
    authorised_id_no: str | None = text(
        "身份证件号码",
        "身份证号码",
        personal=True,
        basis="GSP §53; GSP §78",
        doc="Identity document number of the person, as law requires it on the paper.",
    )
    scope: str = columns.scope(
        zh="授权范围",
        aliases="授权品种|授权销售的品种",
        doc="Products and services covered.",
        required=True,
        basis="GSP §53; GSP §78; S1-F",
    )
    product_codes: list[str] | None = several(
        "授权产品编码",
        ref="products",
        basis="GSP §53; GSP §78",
        doc="Products covered, when listed one by one.",
    )
    area: str | None = text("授权地域", "地域", basis="GSP §53; GSP §78", doc="Area covered.")
    requirements: str | None = text(
        "授权要求", "授权范围和要求", basis="S1-F", doc="Requirements that the authorised party must meet."
    )
    valid_from: date = columns.valid_from(
        aliases="期限|生效日期|有效期自", required=True, basis="GSP §53; GSP §78"
    )
    valid_until: date = columns.valid_until(required=True, basis="GSP §53; GSP §78")
    seal_present: bool | None = yesno(
        "是否加盖公章", basis="GSP §53; GSP §78", doc="Paper bears the grantor's seal."
    )
    voucher_nos: list[str] | None = columns.voucher_nos(basis="GSP §53; GSP §78")
    status: str | None = columns.status(basis="own")


class ContractRegistered(
    Event,
    key="contracts",
    zh="合同与协议登记",
    en="Contracts and agreements",
    kind="register",
    event="contract_registered",
    identity=("contract_no",),
    tags=("contract_no", "customer_code", "supplier_code", "reviewer", "approver", "voucher_nos"),
    aliases="销售合同|采购合同|质量保证协议|商品保养合同书|合同书|合同台账",
    retention="RET.GOODS",
    basis=(
        "GSP §21; GSP §55; GSP §56; GSP §68; GSP §79; GSP §98; GSP §100; GSP §103; S0-1; "
        "S0-2; S0-4; S2-A; S2-D; S4-I"
    ),
    numbering="HT-{kind}-{yyyymm}-{seq3}",
    ids="R-02 R-56 R-85 R-87 P-38 G-64 RT-09 C-23",
    future=("valid_from", "valid_until"),
):
    """Contracts and agreements (合同与协议登记)."""

    contract_no: str = text(
        "合同编号", "合同号|协议编号", required=True, basis="own; S4-I", doc="Contract or agreement number."
    )
    contract_kind: str = choice(
        "合同种类",
        (
            "sales:销售合同|purchase:采购合同|maintenance:商品保养合同书|quality_agreement:质量保证协议|carriage:委托运输质量保证协议|storage:委托贮存配送协议|service_outsourcing:售后服务委托协议|entrusted_sales:委托销售协议|rental:租赁合同"
        ),
        required=True,
        basis="S0-1; S0-2; S2-A; S4-I; GSP §68; GSP §98; GSP §103",
        doc="Kind of contract or agreement.",
    )
    order_no: str | None = columns.order_no(basis="S4-I")
    customer_code: str | None = columns.customer_code(basis="S0-1")
    supplier_code: str | None = columns.supplier_code(basis="GSP §55")
    party_name: str = text(
        "对方名称", "对方单位", required=True, basis="GSP §55", doc="Name of the other party."
    )
    signed_on: date = day("签订日期", required=True, basis="S0-1", doc="Day of signature.")
    valid_from: date | None = columns.valid_from(basis="GSP §98; GSP §103")
    valid_until: date | None = columns.valid_until(basis="GSP §98; GSP §103")
    contract_lines: list[str] | None = several(
        "合同标的明细",
        "产品明细",
        basis="GSP §55",
        doc=(
            "Lines with name, model, specification, registrant, certificate number, quantity,"
            " unit price and amount."
        ),
    )
    amount: Decimal | None = columns.amount(basis="GSP §55")
    quality_clauses: str | None = text(
        "质量条款",
        "必要的质量条款",
        basis="S2-A; GSP §56",
        doc="Quality clauses, required in a purchase contract.",
    )
    quality_standard: str | None = text(
        "质量标准", "索取质量标准", basis="S2-A", doc="Quality standard obtained with the contract."
    )
    quality_duties: str | None = text(
        "质量责任", basis="GSP §56; GSP §68; GSP §98; GSP §103", doc="Quality duties of each party."
    )
    after_sales_duties: str | None = text(
        "售后服务责任", basis="GSP §56; GSP §100; GSP §102", doc="After-sales duties of each party."
    )
    repair_clause: str | None = text(
        "维修条款",
        "由供货方对医疗器械维修条款",
        basis="S0-2",
        doc="Clause by which the supplier must repair.",
    )
    transport_clauses: str | None = text(
        "运输质量条款",
        "在途时限、温度控制、签收和回执要求",
        basis="GSP §98",
        doc="Operating rules, time in transit, temperature control, receipt and return slip.",
    )
    warranty_months: int | None = whole(
        "保修期限月数", "保修期限|所承诺保修期限", basis="S4-I", doc="Promised warranty in months."
    )
    warranty_scope: str | None = text("保修范围", basis="S4-I", doc="Scope of the promised warranty.")
    payment_terms: str | None = text("收款期", "规定收款期", basis="S4-I", doc="Regular term of payment.")
    template_no: str | None = ref(
        "documents", "合同范本编号", "合同范本", basis="S2-D", doc="Template from which it was made."
    )
    drafted_by: str | None = ref("staff", "起草人", basis="S2-A", doc="Person who drafted it.")
    reviewer: str | None = columns.reviewer(basis="S2-A")
    approver: str | None = columns.approver(basis="S2-A")
    approved_on: date | None = columns.approved_on(basis="S2-A")
    status: str | None = columns.status(
        values="draft:起草|under_review:审核中|approved:已批准|rejected:未批准|in_force:履行中|ended:已终止",
        basis="S2-A",
    )
    filing_place: str | None = text(
        "归档部门", "合同归档部门", basis="S4-I", doc="Department that keeps the original."
    )
    voucher_nos: list[str] | None = columns.voucher_nos(basis="S0-1")


class PartnerAssessed(
    Event,
    key="partner_assessments",
    zh="供应商及合作方考核评价",
    en="Supplier and partner assessments",
    kind="fact",
    event="partner_assessed",
    identity=("assessment_no",),
    tags=("supplier_code", "handler", "reviewer", "voucher_nos"),
    event_time=("assessed_on",),
    aliases="供应商业绩考核|供应商评价|承运单位考核评估|服务机构考核评估",
    retention="RET.MASTER",
    basis="GSP §19; GSP §53; GSP §68; GSP §98; GSP §103; S2-A; S2-F",
    numbering="KP-{yyyy}-{seq3}",
    ids="R-84 K-21",
):
    """Supplier and partner assessments (供应商及合作方考核评价)."""

    assessment_no: str = text("考核编号", required=True, basis="own", doc="Assessment number.")
    partner_kind: str = choice(
        "合作方类别",
        (
            "supplier:供货者|carrier:承运单位|service_provider:售后服务机构|logistics_provider:专门提供运输贮存服务的企业|dealer:经销商|online_platform:电商平台"
        ),
        required=True,
        basis="S2-A; GSP §98; GSP §103",
        doc="Kind of partner.",
    )
    supplier_code: str | None = columns.supplier_code(basis="S2-A")
    partner_name: str = text("合作方名称", required=True, basis="own", doc="Name of the partner assessed.")
    period_from: date = columns.period_from(required=True, basis="own")
    period_to: date = columns.period_to(required=True, basis="own")
    assessed_on: date = day("考核日期", required=True, basis="own", doc="Day of the assessment.")
    lines_received: int | None = whole(
        "到货行数", basis="own", doc="Lines received in the period, filled by the system."
    )
    lines_failed: int | None = whole(
        "不合格行数", basis="own", doc="Lines that failed, filled by the system."
    )
    complaint_count: int | None = whole(
        "投诉次数", basis="own", doc="Complaints about its goods or service, filled by the system."
    )
    late_count: int | None = whole(
        "逾期次数", basis="own", doc="Late deliveries or answers, filled by the system."
    )
    site_visit: str | None = text(
        "现场考核情况", "现场核查", basis="GSP §53; S2-A", doc="Site visit and its finding."
    )
    score: Decimal | None = number("评分", "业绩考核、评价|得分", basis="S2-A", doc="Score given.")
    opinion: str | None = text(
        "评价意见", "终止关系、停止购进的否决意见", basis="S2-F", doc="Opinion or suggestion."
    )
    assessment_result: str = choice(
        "考核结论",
        "continue:继续合作|improve:限期改进|terminate:终止关系",
        required=True,
        basis="S2-F",
        doc="Conclusion on the partner.",
    )
    handler: str | None = columns.handler(zh="考核人", aliases="经办人|经手人|处理人", basis="S2-A")
    reviewer: str | None = columns.reviewer(basis="S2-F")
    voucher_nos: list[str] | None = columns.voucher_nos(basis="own")
