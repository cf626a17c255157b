"""Customers and suppliers, with the licences they showed."""

from datetime import date

from ledger.events.base import Event, choice, day, ref, several, text


class CustomerRegistered(
    Event,
    key="customers",
    zh="购货者档案",
    en="Customer file",
    kind="register",
    event="customer_registered",
    identity=("customer_code",),
    tags=("customer_code", "reviewer", "responsible_staff", "voucher_nos"),
    event_time=(),
    aliases="购货单位资质档案|客户档案卡|客户档案|用户档案|客户信息库|客户档案(分类ABC)",
    retention="RET.MASTER",
    basis="GSP §21; GSP §81; GSP §82; GSP §84; Order 54 §38; S0-1; S0-3; S2-C; S2-F; R-04; R-70",
    numbering="KH-{seq6} unless the company already has customer codes",
    ids="R-04 R-70",
    future=("licence_valid_from", "licence_valid_until"),
):
    """Customer file (购货者档案)."""

    customer_code: str = text(
        "客户编码", "购货者编码|客户编号|客户代码", required=True, basis="own", doc="Customer of this row."
    )
    name: str = text(
        "客户名称",
        "购货者名称|购货单位|销往单位|单位名称|客户姓名|所属单位|用户名称|名称",
        required=True,
        basis="GSP §82; GSP §84; S1-A",
        doc="Name of the unit or person; personal data when the kind is individual.",
    )
    kind: str = choice(
        "客户类型",
        "device_maker:医疗器械生产企业:生产企业|distributor:医疗器械经营企业:经营单位:批发企业:药品经营企业|medical_institution:医疗器械使用单位:医疗机构:医院:诊所|other_unit:其他有合理使用需求的单位:其他合法使用单位:专业医护人员|individual:个人:消费者:患者",
        "购货单位种类|客户类别",
        required=True,
        basis="GSP §81; S0-1; S3",
        doc="Kind of buyer, which decides the licences that are needed.",
    )
    uscc: str | None = text(
        "统一社会信用代码",
        "社会信用代码|营业执照号",
        basis="GSP §82",
        doc="Unified social credit code; a wrong check digit only warns.",
    )
    licence_kind: str | None = choice(
        "证照种类",
        "business_licence:营业执照|institution_certificate:事业单位法人证书|trade_licence:医疗器械经营许可证:医疗器械经营企业许可证|trade_filing:医疗器械经营备案凭证:医疗器械经营企业备案表|production_licence:医疗器械生产许可证|production_filing:医疗器械生产备案凭证|practice_licence:医疗机构执业许可证:执业许可证|clinic_filing:诊所备案凭证|registration_certificate:医疗器械注册证:医疗器械产品注册证|product_filing:医疗器械备案凭证|drug_trade_licence:药品经营许可证|education_certificate:学历证书:毕业证|title_certificate:职称证书:职称证|qualification_certificate:资格证书:上岗证|identity_document:身份证件|other:其他",
        "资质种类|证件类型",
        basis="GSP §82; S0-1",
        doc="Kind of paper that entitles the owner.",
    )
    licence_no: str | None = text(
        "证照编号",
        "许可证编号|许可证号|经营许可证号|备案凭证号",
        basis="GSP §84; Order 54 §38",
        doc="Number as printed on the paper.",
    )
    licence_valid_from: date | None = day(
        "证照有效期起", "许可证有效期起", basis="S0-1; S0-3", doc="First day of validity of the licence."
    )
    licence_valid_until: date | None = day(
        "证照有效期至",
        "许可证有效期至",
        basis="S0-1; S0-3; GSP §51",
        doc="Last day of validity of the licence; empty for papers without a term.",
    )
    scope: str | None = text(
        "经营范围", "许可范围", basis="GSP §82", doc="Scope of business as printed, with catalogue codes."
    )
    legal_representative: str | None = text(
        "法定代表人", "企业法定代表人|法人代表", basis="GSP §82", doc="Legal representative on the licence."
    )
    address: str | None = text("地址", "住所|注册地址", basis="Order 54 §38", doc="Registered address.")
    delivery_address: str | None = text(
        "收货地址", "送货地址|收货单位地址", basis="GSP §84", doc="Address the goods go to."
    )
    contact: str | None = text("联系人", "客户姓名联系人", personal=True, basis="S1-A", doc="Contact person.")
    contact_post: str | None = text(
        "职务", personal=True, basis="S1-A", doc="Position of the contact person."
    )
    phone: str | None = text(
        "联系电话",
        "联系方式|电话",
        personal=True,
        basis="GSP §84; S1-A; S4-I",
        doc="Telephone or other way of contact.",
    )
    email: str | None = text("电子邮箱", "邮箱", personal=True, basis="S0-3; own", doc="E-mail address.")
    customer_class: str | None = choice(
        "客户分类",
        "hospital:医院客户|pharmacy:药店客户|wholesale:批发客户|end_user:终端用户",
        basis="S1-A; S0-4",
        doc="Class of customer.",
    )
    grade: str | None = choice(
        "客户等级",
        "A:A级|B:B级|C:C级",
        "分类ABC|A、B、C等级",
        basis="S1-A; S2-I",
        doc="Grade by value and potential.",
    )
    territory: str | None = choice(
        "地域",
        "domestic:国内|hk_mo_tw:港澳台|abroad:国外",
        "国内外",
        basis="S3; S4-I",
        doc="Domestic or abroad, which selects clocks; domestic when absent.",
    )
    zone: str | None = choice(
        "区域",
        "city:市区|suburb:郊区|other:其他",
        "市区郊区",
        basis="S4-I",
        doc="City or suburb, which selects the arrival clock.",
    )
    purchase_reason: str | None = text("当时购买原因", basis="S2-I", doc="Why the customer bought.")
    promise_made: str | None = text("当时的承诺", basis="S2-I", doc="Promise made to the customer.")
    relation_now: str | None = text(
        "现在关系", "现在和我的情况", basis="S2-I", doc="Present relation with the customer."
    )
    need_statement: str | None = ref(
        "vouchers",
        "使用需求说明",
        legal="if_any",
        basis="GSP §81",
        doc="Written statement of need, required from other units with a reasonable need.",
    )
    reviewed_on: date | None = day(
        "审核日期",
        "资质审核日期",
        basis="GSP §82",
        doc="Day on which the papers were checked, which must precede the first sale.",
    )
    reviewer: str | None = ref(
        "staff", "审核人", "核阅人|复审人", basis="GSP §82; S2-F", doc="Staff member who reviewed."
    )
    responsible_staff: str | None = ref(
        "staff", "负责业务员", "责任人员|责任人", basis="own", doc="Salesperson in charge of the customer."
    )
    status: str | None = choice(
        "状态",
        "active:正常|suspended:暂停供货|disqualified:取消资格",
        basis="S2-F",
        doc="Present state of the row; the first value when absent.",
    )
    voucher_nos: list[str] | None = several(
        "附件凭证",
        "相关凭证|附件|相关证明文件",
        ref="vouchers",
        basis="GSP §82",
        doc="Filed evidence that proves this row.",
    )


class SupplierRegistered(
    Event,
    key="suppliers",
    zh="供货者档案",
    en="Supplier file",
    kind="register",
    event="supplier_registered",
    identity=("supplier_code",),
    tags=("supplier_code", "reviewer", "voucher_nos"),
    event_time=(),
    aliases="供应商档案|供货单位档案|供应商资质审核表",
    retention="RET.MASTER",
    basis="GSP §53; GSP §65; S2-A; S2-J; R-83",
    numbering="GH-{seq6} unless the company already has supplier codes",
    ids="R-83",
    future=("licence_valid_from", "licence_valid_until"),
):
    """Supplier file (供货者档案)."""

    supplier_code: str = text(
        "供货者编码", "供应商编码|供应商代码", required=True, basis="own", doc="Supplier of this row."
    )
    name: str = text(
        "供货者名称",
        "供货单位|供应商名称|供应商|供货商|名称",
        required=True,
        basis="GSP §53; GSP §65; S2-A",
        doc="Name of the supplier.",
    )
    supplier_kind: str | None = choice(
        "供货者类型",
        "registrant:注册人/备案人|manufacturer:生产企业|distributor:经营企业|agent:进口代理人|other:其他",
        basis="GSP §53; S2-A",
        doc="Kind of supplier.",
    )
    uscc: str | None = text(
        "统一社会信用代码",
        "社会信用代码|营业执照号",
        basis="GSP §53",
        doc="Unified social credit code; a wrong check digit only warns.",
    )
    licence_kind: str | None = choice(
        "证照种类",
        "business_licence:营业执照|institution_certificate:事业单位法人证书|trade_licence:医疗器械经营许可证:医疗器械经营企业许可证|trade_filing:医疗器械经营备案凭证:医疗器械经营企业备案表|production_licence:医疗器械生产许可证|production_filing:医疗器械生产备案凭证|practice_licence:医疗机构执业许可证:执业许可证|clinic_filing:诊所备案凭证|registration_certificate:医疗器械注册证:医疗器械产品注册证|product_filing:医疗器械备案凭证|drug_trade_licence:药品经营许可证|education_certificate:学历证书:毕业证|title_certificate:职称证书:职称证|qualification_certificate:资格证书:上岗证|identity_document:身份证件|other:其他",
        "资质种类|证件类型",
        basis="GSP §53",
        doc="Kind of paper that entitles the owner.",
    )
    licence_no: str | None = text(
        "证照编号",
        "许可证编号|许可证号|经营许可证号|备案凭证号",
        basis="GSP §53",
        doc="Number as printed on the paper.",
    )
    licence_valid_from: date | None = day(
        "证照有效期起", "许可证有效期起", basis="GSP §53; S2-A", doc="First day of validity of the licence."
    )
    licence_valid_until: date | None = day(
        "证照有效期至",
        "许可证有效期至",
        basis="GSP §53; GSP §51; S2-A",
        doc="Last day of validity of the licence; empty for papers without a term.",
    )
    scope: str | None = text(
        "经营范围", "许可范围", basis="GSP §53", doc="Scope of business as printed, with catalogue codes."
    )
    legal_representative: str | None = text(
        "法定代表人", "企业法定代表人|法人代表", basis="own", doc="Legal representative on the licence."
    )
    address: str | None = text("地址", "住所|注册地址", basis="GSP §65", doc="Registered address.")
    contact: str | None = text("联系人", personal=True, basis="GSP §65", doc="Contact person.")
    phone: str | None = text(
        "联系电话", "联系方式|电话", personal=True, basis="GSP §65", doc="Telephone or other way of contact."
    )
    email: str | None = text("电子邮箱", "邮箱", personal=True, basis="own", doc="E-mail address.")
    salesperson_authorisation: str | None = ref(
        "authorisations",
        "销售人员授权书编号",
        basis="GSP §53",
        doc="Authorisation of the supplier's salesperson.",
    )
    delivery_note_specimen: str | None = ref(
        "vouchers",
        "随货同行单样式",
        "随货同行单样式(含企业样章或者出库样章)",
        basis="GSP §53",
        doc="Specimen of the supplier's delivery note with its stamps.",
    )
    seal_specimen: str | None = ref("vouchers", "印章样式", basis="GSP §53", doc="Specimens of the seals.")
    quality_contract: str | None = ref(
        "contracts",
        "质量保证协议编号",
        basis="GSP §56; S0-2",
        doc="Quality agreement in force with this supplier.",
    )
    after_sales_policy: str | None = text(
        "厂家售后政策", basis="S0-4", doc="The supplier's after-sales policy."
    )
    market_note: str | None = text(
        "供应商和市场信息资料", basis="S2-A", doc="Market information about the supplier."
    )
    reviewed_on: date | None = day(
        "审核日期",
        "资质审核日期",
        basis="GSP §53",
        doc="Day on which the papers were checked, which must precede the first purchase.",
    )
    reviewer: str | None = ref(
        "staff", "审核人", "核阅人|复审人", basis="GSP §53; S2-A", doc="Staff member who reviewed."
    )
    approval_no: str | None = ref(
        "first_approvals", "首营审批编号", "审批表编号", basis="S2-D", doc="First-business approval number."
    )
    status: str | None = choice(
        "状态",
        "active:合格供货者|suspended:暂停采购|terminated:终止关系",
        basis="S2-F",
        doc="Present state of the row; the first value when absent.",
    )
    voucher_nos: list[str] | None = several(
        "附件凭证",
        "相关凭证|附件|相关证明文件",
        ref="vouchers",
        basis="GSP §53",
        doc="Filed evidence that proves this row.",
    )
