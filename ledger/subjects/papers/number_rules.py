"""Numbers that look wrong: told as warnings, the text kept as given; goods move under what their code says."""

from dataclasses import replace

from ledger.deciding.rule import Rule
from ledger.errors import Problem

_PARTIES = ("customers", "suppliers", "companies")
_MOVED = (
    "receipts",
    "putaways",
    "outbound_checks",
    "shipments",
    "sales",
    "returns",
    "disposals",
    "consignments",
)
_TOLD = (
    "quality_trackings",
    "service_records",
    "nonconformities",
    "return_cases",
    "complaints",
    "repairs",
    "adverse_events",
)
_PAPERS = ("customers", "suppliers", "licences", "companies")

CREDIT_CODE = Rule(
    "M-30",
    "warning",
    "GB 32100-2015; own",
    ("统一社会信用代码校验不符", "A unified social credit code whose check fails"),
    Problem(
        "credit_code",
        "{heading}“{value}”不符合统一社会信用代码的格式或校验码。",
        "{column} {value!r} has not the form, or not the check character, of a unified social credit code.",
        "核对证照原件；早期试点代码可能校验不符但有效。",
        "Compare it with the paper; early pilot codes are lawful although they fail.",
    ),
    _PARTIES,
)
DEVICE_IDENTIFIER = Rule(
    "M-31",
    "warning",
    "UDI rules (notice 66 of 2019); GS1 General Specifications; own",
    ("产品标识(UDI-DI)校验不符", "A device identifier whose check fails"),
    Problem(
        "device_identifier",
        "产品标识“{value}”不符合{issuer}编码的格式或校验码。",
        "Device identifier {value!r} has not the form, or not the check digit, of a {issuer} code.",
        "核对标签或UDI数据库。",
        "Compare it with the label or the UDI database.",
    ),
    ("products",),
)
CARRIER = Rule(
    "M-32",
    "compliance",
    "UDI rules (notice 66 of 2019); GSP §65, §83; GS1 General Specifications",
    ("扫描的唯一标识与本行不符", "The scanned UDI tells something else than the line"),
    Problem(
        "carrier_differs",
        "唯一标识“{udi}”与本行不符：{what}。",
        "UDI {udi!r} tells something else than the line: {what}.",
        "核对实物标签与本行，改正不对的一个；标签确实有误的，由质量负责人放行。",
        "Compare the label on the goods with the line and correct the one that is wrong; where the label is, "
        "the head of quality lets it pass.",
    ),
    _MOVED,
    overridable=True,
)
CARRIER_TOLD = replace(
    CARRIER,
    id="M-32b",
    kind="warning",
    clause="UDI rules (notice 66 of 2019); GS1 General Specifications; own",
    title=("报来的唯一标识与所述不符", "A reported UDI tells something else than the report"),
    problem=Problem(
        "carrier_told_differs",
        "唯一标识“{udi}”与所述不符：{what}；报来的话照原样登记。",
        "UDI {udi!r} tells something else than the report: {what}; what was reported is recorded as it came.",
        "向报告人核实；查明后在后续环节写明。",
        "Ask who reported it; say what is found out in a later stage.",
    ),
    tables=_TOLD,
    overridable=False,
)
"""Of what somebody reports or finds: it is kept as told, and nothing is refused."""
FAULTY_CARRIER = Rule(
    "M-32a",
    "warning",
    "UDI rules (notice 66 of 2019); GS1 General Specifications",
    ("扫描的唯一标识本身有误", "A scanned UDI that is wrong in itself"),
    Problem(
        "carrier_faulty",
        "唯一标识“{udi}”本身有误：{what}；原文已保留。",
        "UDI {udi!r} is wrong in itself: {what}; it is kept as scanned.",
        "重新扫描；仍有误的，核对实物标签并告知供货者。",
        "Scan it again; if it stays so, look at the label on the goods and tell the supplier.",
    ),
    (*_MOVED, *_TOLD),
)
REGISTRATION_NUMBER = Rule(
    "M-33",
    "warning",
    "Order 47 §115, §116; own",
    ("注册证编号或备案编号格式少见", "A registration or filing number of no known form"),
    Problem(
        "registration_number",
        "“{value}”不符合注册证编号或备案编号的已知格式。",
        "{value!r} has none of the known forms of a registration or filing number.",
        "核对证书原件；原文保留。",
        "Compare it with the certificate; the text is kept as given.",
    ),
    ("products",),
)
CLASS_DIFFERS = Rule(
    "M-34",
    "warning",
    "Order 47 §115, §116; own",
    ("管理类别与注册证编号不符", "The device class is not that of the registration number"),
    Problem(
        "class_differs",
        "产品“{product_code}”登记为{device_class}类，而编号“{value}”表示{told}类。",
        "Product {product_code!r} is registered as class {device_class}, but number {value!r} tells class {told}.",
        "核对管理类别和编号。",
        "Check the class and the number.",
    ),
    ("products",),
)
LICENCE_NUMBER = Rule(
    "M-35",
    "warning",
    "Order 54 §15, §21; Order 53; own",
    ("许可或备案编号格式少见", "A licence or filing number of no known form"),
    Problem(
        "licence_number",
        "{heading}“{value}”不符合{kind}编号的已知格式。",
        "{column} {value!r} has none of the known forms of a number of this kind: {kind}.",
        "核对证照原件和证照种类；原文保留。",
        "Compare it with the paper and its kind; the text is kept as given.",
    ),
    _PAPERS,
)

SOFTENED_FOR_EVER = Rule(
    "M-148",
    "compliance",
    "GSP §53, §57, §82: papers are asked for before the first deal; own",
    ("放宽证照规则没有截止日期", "A rule on papers that is softened without an end"),
    Problem(
        "softened_for_ever",
        "规则“{rule_key}”设为“{setting}”，没有失效日期。",
        "Rule {rule_key!r} is set to {setting}, with no last day.",
        "填写失效日期（证照补录完成的期限）；该设置会列在每份报表上。",
        "State effective_until, the day by which the papers are typed in; every report shows the setting.",
    ),
    ("rule_settings",),
)

RULES: tuple[Rule, ...] = (
    CREDIT_CODE,
    DEVICE_IDENTIFIER,
    CARRIER,
    CARRIER_TOLD,
    FAULTY_CARRIER,
    REGISTRATION_NUMBER,
    CLASS_DIFFERS,
    LICENCE_NUMBER,
    SOFTENED_FOR_EVER,
)
