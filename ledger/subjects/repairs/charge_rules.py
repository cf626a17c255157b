"""What a service may cost: the warranty decides, and the fee standard."""

from ledger.deciding.rule import Rule
from ledger.errors import Problem

_REPAIRS = ("repairs",)

WARRANTY_CONTRADICTS = Rule(
    "G-54",
    "compliance",
    "S4-I 措施-1; S4-A 4.4; S2-A 五3; R-55, P-25",
    ("保修期判断与保修登记矛盾", "In or out of warranty, against the register"),
    Problem(
        "warranty_contradicts",
        "报修单“{repair_no}”登记为{stated}，而{source}保修期为{since}至{until}，报修日是{on}。",
        "Repair {repair_no!r} says {stated}, but {source} runs from {since} to {until} and the call was on {on}.",
        "按保修登记判断；保修登记有误的先更正。",
        "Decide as the register says, or correct the register first.",
    ),
    _REPAIRS,
)
CHARGE_CLASS = Rule(
    "G-54a",
    "compliance",
    "S4-I 措施-1, 措施-2, 维护与保养-作业-1; S2-A 五3; R-57, R-67; G-54",
    ("收费类别与保修范围矛盾", "The charge class disagrees with what the warranty covers"),
    Problem(
        "charge_class",
        "报修单“{repair_no}”收费类别是“{service_class}”，而{what}。",
        "Repair {repair_no!r} is of class {service_class}, although: {what}.",
        "保修期内非人为、非不可抗力原因的免费；其余按有费或合同服务。",
        "Free is what fails in warranty for no human cause and no force majeure; the rest is paid or under contract.",
    ),
    _REPAIRS,
    overridable=True,
)
CHARGE_REFUSED = Rule(
    "G-55",
    "compliance",
    "S4-I 管理-4; S1-C 七1; C-09; R-57",
    ("不得擅自收费", "Nothing is charged outside the policy"),
    Problem(
        "charge_refused",
        "报修单“{repair_no}”不得收费：{what}。",
        "Nothing may be charged for repair {repair_no!r}: {what}.",
        "只有有费或合同服务可以收费；类别有误的先更正诊断。",
        "Only paid and contract services are charged; correct the diagnosis if its class is wrong.",
    ),
    _REPAIRS,
)
CHARGE_STANDARD = Rule(
    "G-55a",
    "compliance",
    "S0-4 4.4.3(3); S4-I 管理-4; G-55",
    ("收费没有有效的收费标准", "A charge without a fee standard in force"),
    Problem(
        "charge_standard",
        "报修单“{repair_no}”收费：{what}。",
        "Charge for repair {repair_no!r}: {what}.",
        "写明在用的收费标准编号（service_standards，种类为收费标准）。",
        "Name a standard of kind charge (service_standards) that is in force.",
    ),
    _REPAIRS,
)
CHARGE_SUM = Rule(
    "G-55b",
    "compliance",
    "S4-I 维护与保养-作业-1, 4; G-55, G-83",
    ("收费合计不符", "The charge does not add up"),
    Problem(
        "charge_sum",
        "报修单“{repair_no}”收费：{what}。",
        "Charge for repair {repair_no!r}: {what}.",
        "合计等于成本费、人工费与差旅费之和，实收不多于合计。",
        "The sum is parts, labour and travel; what is taken is no more than the sum.",
    ),
    _REPAIRS,
)

CHARGES: tuple[Rule, ...] = (
    WARRANTY_CONTRADICTS,
    CHARGE_CLASS,
    CHARGE_REFUSED,
    CHARGE_STANDARD,
    CHARGE_SUM,
)
