"""Customers and suppliers, with the licences they showed."""

from datetime import date

from ledger.events import columns
from ledger.events.base import Event, choice, day, ref, text


class CustomerRegistered(
    Event,
    key="customers",
    zh="购货者档案",
    en="Customer file",
    kind="register",
    event="customer_registered",
    identity=("customer_code",),
    tags=("customer_code", "reviewer", "responsible_staff", "voucher_nos"),
    aliases="购货单位资质档案|客户档案卡|客户档案|用户档案|客户信息库|客户档案(分类ABC)",
    retention="RET.MASTER",
    basis="GSP §21; GSP §81; GSP §82; GSP §84; Order 54 §38; S0-1; S0-3; S2-C; S2-F; R-04; R-70",
    numbering="KH-{seq6} unless the company already has customer codes",
    ids="R-04 R-70 P-01 P-20 G-01 G-02 G-03 G-13 G-82 K-20 C-06 C-26 S-11 S-14",
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
        (
            "device_maker:医疗器械生产企业:生产企业|distributor:医疗器械经营企业:经营单位:批发企业:药品经营企业|medical_institution:医疗器械使用单位:医疗机构:医院:诊所|other_unit:其他有合理使用需求的单位:其他合法使用单位:专业医护人员|individual:个人:消费者:患者|drug_maker:药品生产企业|animal_clinic:动物诊疗机构:宠物医院|farm:养殖单位:养殖场:养殖户"
        ),
        "购货单位种类|客户类别",
        required=True,
        basis="GSP §81; S0-1; S3",
        doc="Kind of buyer, which decides the licences that are needed.",
    )
    uscc: str | None = columns.uscc(basis="GSP §82")
    licence_kind: str | None = columns.licence_kind(basis="GSP §82; S0-1")
    licence_no: str | None = columns.licence_no(basis="GSP §84; Order 54 §38")
    licence_valid_from: date | None = day(
        "证照有效期起", "许可证有效期起", basis="S0-1; S0-3", doc="First day of validity of the licence."
    )
    licence_valid_until: date | None = day(
        "证照有效期至",
        "许可证有效期至",
        basis="S0-1; S0-3; GSP §51",
        doc="Last day of validity of the licence; empty for papers without a term.",
    )
    scope: str | None = columns.scope(basis="GSP §82")
    legal_representative: str | None = columns.legal_representative(basis="GSP §82")
    address: str | None = columns.address(basis="Order 54 §38")
    delivery_address: str | None = columns.delivery_address(snapshot_of=None, basis="GSP §84")
    contact: str | None = text("联系人", "客户姓名联系人", personal=True, basis="S1-A", doc="Contact person.")
    contact_post: str | None = text(
        "职务", personal=True, basis="S1-A", doc="Position of the contact person."
    )
    phone: str | None = columns.phone(basis="GSP §84; S1-A; S4-I")
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
    zone: str | None = columns.zone(basis="S4-I")
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
    reviewer: str | None = columns.reviewer(basis="GSP §82; S2-F")
    responsible_staff: str | None = columns.responsible_staff(
        zh="负责业务员", aliases="责任人员|责任人", doc="Salesperson in charge of the customer.", basis="own"
    )
    status: str | None = columns.status(
        values="active:正常|suspended:暂停供货|disqualified:取消资格", basis="S2-F"
    )
    voucher_nos: list[str] | None = columns.voucher_nos(basis="GSP §82")


class SupplierRegistered(
    Event,
    key="suppliers",
    zh="供货者档案",
    en="Supplier file",
    kind="register",
    event="supplier_registered",
    identity=("supplier_code",),
    tags=("supplier_code", "reviewer", "voucher_nos"),
    aliases="供应商档案|供货单位档案|供应商资质审核表",
    retention="RET.MASTER",
    basis="GSP §53; GSP §65; S2-A; S2-J; R-83",
    numbering="GH-{seq6} unless the company already has supplier codes",
    ids="R-83 P-37 G-61 G-62 G-65 G-72 K-21",
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
        "registrant:注册人/备案人|manufacturer:生产企业|distributor:经营企业|agent:进口代理人|individual:个人:私人:自然人|other:其他",
        basis="GSP §53; S2-A",
        doc="Kind of supplier.",
    )
    uscc: str | None = columns.uscc(basis="GSP §53")
    licence_kind: str | None = columns.licence_kind(basis="GSP §53")
    licence_no: str | None = columns.licence_no(basis="GSP §53")
    licence_valid_from: date | None = day(
        "证照有效期起", "许可证有效期起", basis="GSP §53; S2-A", doc="First day of validity of the licence."
    )
    licence_valid_until: date | None = day(
        "证照有效期至",
        "许可证有效期至",
        basis="GSP §53; GSP §51; S2-A",
        doc="Last day of validity of the licence; empty for papers without a term.",
    )
    scope: str | None = columns.scope(basis="GSP §53")
    legal_representative: str | None = columns.legal_representative(basis="own")
    address: str | None = columns.address(basis="GSP §65")
    contact: str | None = text("联系人", personal=True, basis="GSP §65", doc="Contact person.")
    phone: str | None = columns.phone(basis="GSP §65")
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
    reviewer: str | None = columns.reviewer(basis="GSP §53; S2-A")
    approval_no: str | None = columns.approval_no(basis="S2-D")
    status: str | None = columns.status(
        values="active:合格供货者|suspended:暂停采购|terminated:终止关系", basis="S2-F"
    )
    voucher_nos: list[str] | None = columns.voucher_nos(basis="GSP §53")
