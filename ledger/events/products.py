"""Products and their registrations."""

from datetime import date
from decimal import Decimal

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
    event_time=(),
    aliases="首营品种档案|商品目录|产品目录|产品注册证登记",
    retention="RET.MASTER",
    basis="GSP §54; GSP §57; GSP §80; UDI notices; S2-A; S2-F; S2-G; R-88",
    numbering="CP-{seq6} unless the company already has product codes",
    ids="R-06 R-88",
    future=("registration_valid_from", "registration_valid_until"),
):
    """Product file (产品档案)."""

    product_code: str = text(
        "产品编码", "物料编码|商品编码|货号|产品编号", required=True, basis="own", doc="Product of this row."
    )
    product_kind: str | None = choice(
        "产品种类",
        "device:医疗器械:医疗耗材|ivd:体外诊断试剂|drug:药品|veterinary_drug:兽药|other:其他",
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
    model: str | None = text(
        "型号", "产品型号|商品型号", basis="GSP §54; GSP §58", doc="Model as registered."
    )
    specification: str | None = text(
        "规格",
        "规格型号|规格(型号)|型号规格",
        basis="GSP §54; GSP §58; S0-1",
        doc="Specification; a combined 规格型号 column is kept here when it cannot be split.",
    )
    unit: str = text(
        "单位", "计量单位", required=True, basis="GSP §58", doc="Unit of measure of the quantity."
    )
    device_class: str | None = choice(
        "管理类别",
        "I:第一类:一类:Ⅰ类|II:第二类:二类:Ⅱ类|III:第三类:三类:Ⅲ类",
        "类别|医疗器械类别",
        basis="GSP §81; Order 54 §4; own",
        doc="Risk class of a medical device; empty for goods that are not devices.",
    )
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
    registration_no: str = text(
        "注册证编号或备案编号",
        "注册证号|注册证编号|备案编号|备案凭证编号|医疗器械注册证编号或备案编号|医疗器械注册证编号或者备案编号|医疗器械注册证|批准文号",
        required=True,
        basis="GSP §54; GSP §58; S2-G",
        doc="Registration certificate or filing number as printed; a pattern check only warns.",
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
    registrant: str = text(
        "注册人/备案人名称",
        "注册人|备案人|医疗器械注册人|注册人或备案人名称|注册人或者备案人名称|持有人|上市许可持有人",
        required=True,
        basis="GSP §54; GSP §58",
        doc="Registrant or filer of the device, or holder of the drug approval.",
    )
    domestic_agent: str | None = text(
        "境内代理人", "代理人", basis="Order 29 §3; own", doc="Agent in China of a foreign registrant."
    )
    manufacturer: str | None = text(
        "生产企业",
        "生产单位|生产厂家|厂家|生产厂商|制造商|生产企业名称",
        basis="S0-1; S2-A",
        doc="Maker as printed on the label.",
    )
    contract_manufacturer: str | None = text(
        "受托生产企业名称",
        "受托生产企业",
        basis="GSP §65; GSP §84",
        doc="Contract manufacturer, when the registrant does not make the device itself.",
    )
    production_licence_no: str | None = text(
        "生产许可证号或备案编号",
        "生产许可证号|生产许可证编号|生产备案编号|生产备案凭证编号|生产许可证编号或者备案编号",
        basis="GSP §65; GSP §84",
        doc="Production licence or production filing number of the maker; imported goods have none.",
    )
    dosage_form: str | None = text("剂型", basis="Drug GSP §80; S1-E", doc="Dosage form, for drugs.")
    storage_conditions: str | None = text(
        "运输及贮存条件",
        "贮存条件|储存条件|运输条件|储运条件|存储条件",
        basis="GSP §42; GSP §71",
        doc="Storage and transport conditions on the label or instructions.",
    )
    temperature_min: Decimal | None = number(
        "温度下限", "最低温度", basis="GSP §42; own", doc="Lowest permitted temperature in degrees Celsius."
    )
    temperature_max: Decimal | None = number(
        "温度上限", "最高温度", basis="GSP §42; own", doc="Highest permitted temperature in degrees Celsius."
    )
    humidity_min: Decimal | None = number(
        "湿度下限", basis="GSP §42; own", doc="Lowest permitted relative humidity in per cent."
    )
    humidity_max: Decimal | None = number(
        "湿度上限", basis="GSP §42; own", doc="Highest permitted relative humidity in per cent."
    )
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
    supplier_code: str | None = ref(
        "suppliers",
        "供货者编码",
        "供应商编码|供应商代码",
        basis="S2-A; own",
        doc="Usual supplier, when there is one.",
    )
    label_sample: str | None = ref(
        "vouchers", "标签样稿或图片", basis="GSP §54", doc="Label sample or picture in the product file."
    )
    certificate_copy: str | None = ref(
        "vouchers", "注册证或备案凭证复印件", basis="GSP §54; S2-G", doc="Sealed copy of the certificate."
    )
    approval_no: str | None = ref(
        "first_approvals",
        "首营审批编号",
        "审批表编号",
        basis="GSP §54; S2-D",
        doc="First-business approval number.",
    )
    status: str | None = choice(
        "状态",
        "active:在营|suspended:停售|discontinued:停止经营",
        basis="own",
        doc="Present state of the row; the first value when absent.",
    )
