"""Products and their registrations."""

from datetime import date
from decimal import Decimal

from ledger.events import columns
from ledger.events.base import Event, choice, day, number, ref, several, text, whole, yesno


class ProductRegistered(
    Event,
    key="products",
    zh="产品档案",
    en="Product file",
    kind="register",
    event="product_registered",
    identity=("product_code",),
    tags=("product_code", "supplier_code"),
    aliases="首营品种档案|商品目录|产品目录|产品注册证登记",
    retention="RET.MASTER",
    basis="GSP §54; GSP §57; GSP §80; UDI notices; S2-A; S2-F; S2-G; R-88",
    numbering="CP-{seq6} unless the company already has product codes",
    ids="R-06 R-88 G-06 G-08 G-11 T-02 T-09 RT-01 C-07 S-13",
    future=("registration_valid_from", "registration_valid_until"),
):
    """Product file (产品档案)."""

    product_code: str = text(
        "产品编码", "物料编码|商品编码|货号|产品编号", required=True, basis="own", doc="Product of this row."
    )
    product_kind: str | None = choice(
        "产品种类",
        "device:医疗器械:医疗耗材|ivd:体外诊断试剂|drug:药品:medicine|veterinary_drug:兽药:veterinary|other:其他",
        "商品种类",
        basis="own; S1",
        doc="Kind of goods, which selects the rules; device when absent.",
    )
    udi_di: str | None = text(
        "产品标识(UDI-DI)",
        "DI|主标识|最小销售单元产品标识",
        legal="if_any",
        basis="GSP §54; GSP §51; UDI notices",
        doc="Device identifier part of the UDI.",
    )
    udi_issuer: str | None = choice(
        "发码机构",
        "gs1:GS1码|ma:MA码(IDcode)|ahm:AHM码(阿里健康)|other:其他",
        basis="UDI notices",
        doc="Issuing agency of the code.",
    )
    name: str = text(
        "产品名称",
        "名称|品名|医疗器械名称|药品名称|兽药名称|商品名称|通用名称",
        required=True,
        basis="GSP §54; GSP §58; S0-1; S2-A",
        doc="Product name as on the certificate.",
    )
    trade_name: str | None = text("商品名", basis="UDI notices", doc="Trade name, when it differs.")
    model: str | None = columns.model(snapshot_of=None, basis="GSP §54; GSP §58")
    specification: str | None = columns.specification(snapshot_of=None, basis="GSP §54; GSP §58; S0-1")
    unit: str = columns.unit(snapshot_of=None, required=True, basis="GSP §58")
    device_class: str | None = columns.device_class(basis="GSP §81; Order 54 §4; own")
    category_code: str | None = text(
        "分类编码",
        "分类目录编码|分类代码",
        basis="Order 54 §14; own",
        doc="Code in the device classification catalogue of 2017.",
    )
    category_code_2002: str | None = text(
        "旧版分类编码",
        "68分类编码",
        basis="own",
        doc="Code in the catalogue of 2002, for scopes printed in that form.",
    )
    registration_no: str = columns.registration_no(
        snapshot_of=None, required=True, basis="GSP §54; GSP §58; S2-G"
    )
    registration_valid_from: date | None = day(
        "注册证批准日期", basis="own", doc="First day of validity of the certificate."
    )
    registration_valid_until: date | None = day(
        "注册证有效期至",
        "注册证有效期|产品注册证有效期至",
        basis="GSP §51; own",
        doc="Last day on which the registration certificate is valid.",
    )
    registrant: str = columns.registrant(snapshot_of=None, required=True, basis="GSP §54; GSP §58")
    domestic_agent: str | None = text(
        "境内代理人", "代理人", basis="Order 29 §3; own", doc="Agent in China of a foreign registrant."
    )
    manufacturer: str | None = columns.manufacturer(snapshot_of=None, basis="S0-1; S2-A")
    contract_manufacturer: str | None = columns.contract_manufacturer(
        snapshot_of=None, basis="GSP §65; GSP §84"
    )
    production_licence_no: str | None = columns.production_licence_no(
        snapshot_of=None, basis="GSP §65; GSP §84"
    )
    medicine_category: str | None = choice(
        "药品类别",
        (
            "chemical:化学药:化学药制剂:西药|chinese_patent:中成药|decoction_pieces:中药饮片|crude_herb:中药材|biological:生物制品|vaccine:疫苗"
        ),
        "兽药类别",
        basis="Drug GSP §80; own",
        doc="Category that scopes of medicines name; blank, the letter of the approval number tells it.",
    )
    control_category: str | None = choice(
        "特殊管理药品类别",
        (
            "narcotic:麻醉药品|psychotropic_1:第一类精神药品|psychotropic_2:第二类精神药品|toxic:医疗用毒性药品|radioactive:放射性药品|precursor:药品类易制毒化学品|anabolic:蛋白同化制剂|peptide:肽类激素"
        ),
        basis="Drug GSP §22; own",
        doc="Special control that a medicine is under.",
    )
    prescription: bool | None = yesno(
        "是否处方药",
        "处方药",
        basis="Drug GSP §167; own",
        doc="Whether it goes to who uses it on a prescription only.",
    )
    dosage_form: str | None = columns.dosage_form(snapshot_of=None, basis="Drug GSP §80; S1-E")
    storage_conditions: str | None = columns.storage_conditions(basis="GSP §42; GSP §71")
    temperature_min: Decimal | None = columns.temperature_min(basis="GSP §42; own")
    temperature_max: Decimal | None = columns.temperature_max(basis="GSP §42; own")
    humidity_min: Decimal | None = columns.humidity_min(basis="GSP §42; own")
    humidity_max: Decimal | None = columns.humidity_max(basis="GSP §42; own")
    cold_chain: bool = yesno(
        "是否冷链管理",
        "冷藏冷冻|是否冷藏",
        required=True,
        basis="GSP §44; GSP §63; S1-D",
        doc="Needs refrigerated storage or transport.",
    )
    implantable: bool = yesno(
        "是否植入类",
        "植入类",
        required=True,
        basis="GSP §23; GSP §28; S2-G",
        doc="Implanted device, whose receipts and sales are kept for ever.",
    )
    filing_exempt: bool | None = yesno(
        "是否免于经营备案",
        "免于经营备案",
        basis="Order 739 §41; own",
        doc="Device of class II that the catalogue exempts from the filing of its trade.",
    )
    self_use: bool | None = yesno(
        "消费者可否自行使用",
        "可自行使用",
        basis="Order 54 §71; own",
        doc="Whether a consumer may use it without a professional; only such goods go by retail.",
    )
    special_control: bool = yesno(
        "是否特殊管理",
        "特殊管理产品",
        required=True,
        basis="S0-1; S2-C; S2-G",
        doc="Under special state control.",
    )
    special_classes: list[str] | None = several(
        "特殊类别",
        values="special_control:特殊管理产品|imported:进口|implanted:植入|refrigerated:冷藏冷冻|fragile:易碎易变质",
        basis="S0-1; S2-G; S1-D; S1-H",
        doc="Special classes that add evidence to a sale or return.",
    )
    tracking: str = choice(
        "追溯方式",
        "lot:按批号|serial:按序列号|lot_and_serial:按批号和序列号|none:不追踪",
        required=True,
        basis="own; S0-1; S2-A",
        doc="Which identity every row of this product must carry.",
    )
    shelf_life_months: int | None = whole(
        "有效期月数", basis="own", doc="Shelf life in months from production."
    )
    service_life_months: int | None = whole(
        "使用期限月数",
        "使用期限(月)",
        basis="S0-1; GSP §23",
        doc="Service life in months, the other base of retention.",
    )
    warranty_months: int | None = whole(
        "默认保修期月数", basis="S4-A; own", doc="Default warranty in months when the contract is silent."
    )
    quality_standard: str | None = text(
        "质量标准",
        "产品标准|技术要求编号",
        basis="S2-A; S2-F; S2-G",
        doc="Product standard or technical requirement.",
    )
    intended_use: str | None = text(
        "用途",
        "适用范围|疗效和治疗范围|预期用途",
        basis="S0-1; S2-F",
        doc="Approved intended use, so that nothing is exaggerated.",
    )
    method_of_use: str | None = text(
        "使用方法", basis="S4-G", doc="Method of use that sales staff must explain."
    )
    cautions: str | None = text("注意事项", basis="S4-G; S3", doc="Cautions that sales staff must explain.")
    adverse_reactions: str | None = text(
        "不良反应", basis="S4-G", doc="Known adverse reactions that must be explained."
    )
    contraindications: str | None = text(
        "禁忌症", basis="S4-G; S3", doc="Contra-indications that must be explained."
    )
    supplier_code: str | None = columns.supplier_code(
        doc="Usual supplier, when there is one.", basis="S2-A; own"
    )
    label_sample: str | None = ref(
        "vouchers", "标签样稿或图片", basis="GSP §54", doc="Label sample or picture in the product file."
    )
    certificate_copy: str | None = ref(
        "vouchers", "注册证或备案凭证复印件", basis="GSP §54; S2-G", doc="Sealed copy of the certificate."
    )
    approval_no: str | None = columns.approval_no(basis="GSP §54; S2-D")
    status: str | None = columns.status(
        values="active:在营|suspended:停售|discontinued:停止经营", basis="own"
    )


class PackLevelRegistered(
    Event,
    key="pack_levels",
    zh="包装层级登记",
    en="Packing levels",
    kind="register",
    event="pack_level_registered",
    identity=("product_code", "level"),
    tags=("product_code",),
    aliases="产品包装层级|包装规格登记|包装换算",
    retention="RET.MASTER",
    basis="UDI notices; own",
    ids="R-88 T-09",
):
    """Packing levels (包装层级登记)."""

    product_code: str = columns.product_code(required=True, basis="UDI notices")
    product_name: str | None = columns.product_name(basis="own")
    level: str = text(
        "包装层级",
        "包装级别|包装单位|层级",
        required=True,
        basis="UDI notices",
        doc="The packing, by the unit in which it is counted: box, case.",
    )
    factor: Decimal = number(
        "含最小单位数量",
        "换算数量|包装数量|包装系数|换算系数",
        required=True,
        basis="UDI notices",
        doc="How many of the product's own unit are in one of these.",
    )
    udi_di: str | None = text(
        "包装产品标识(UDI-DI)",
        "包装标识|包装DI|包装UDI-DI",
        basis="UDI notices",
        doc="Device identifier printed on this packing.",
    )
