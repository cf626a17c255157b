"""Repairs: what the customer signs, and what quality passes before a unit goes back."""

from ledger.deciding.rule import Rule
from ledger.errors import Problem

_REPAIRS = ("repairs",)

NOT_INSPECTED = Rule(
    "G-48",
    "compliance",
    "S0-3 4.2.2; S4-A 3.2; P-24, R-53",
    ("返修品未经检验合格不得发还", "A unit goes back only after it has passed the inspection"),
    Problem(
        "not_inspected",
        "报修单“{repair_no}”：{what}，不能登记“{stage}”。",
        "Repair {repair_no!r}: {what}, so {event} cannot come.",
        "由质检部检验合格并重新出库后再发还客户；不合格的重新诊断或返厂。",
        "Have quality inspect it, release it again when it conforms, and then give it back; else diagnose again.",
    ),
    _REPAIRS,
)
INSPECTED_AGAIN = Rule(
    "G-48a",
    "compliance",
    "S0-3 4.2.2; G-48",
    ("检验不合格未再修即复检", "Inspected again with nothing repaired in between"),
    Problem(
        "inspected_again",
        "报修单“{repair_no}”在{since}检验不合格，其后没有维修，不能再次检验。",
        "Repair {repair_no!r} failed its inspection on {since}, and nothing was repaired since.",
        "先重新诊断、修复或返厂，再检验。",
        "Diagnose and repair it again, or send it to the factory, and then inspect it.",
    ),
    _REPAIRS,
    overridable=True,
)
OWN_INSPECTION = Rule(
    "G-48b",
    "compliance",
    "S0-3 4.2.2; GSP §19; G-48, G-75",
    ("维修人自检", "Inspected or released by who repaired it"),
    Problem(
        "own_inspection",
        "报修单“{repair_no}”的{heading}“{value}”就是维修该产品的技术员。",
        "{column} {value!r} of repair {repair_no!r} is the technician who repaired the unit.",
        "由质量部门的其他人员检验和放行。",
        "Let somebody else, of quality, inspect and release it.",
    ),
    _REPAIRS,
)
NOT_SIGNED = Rule(
    "G-49",
    "compliance",
    "S4-I 维护与保养-作业-3; S4-E 2.4.3; R-51",
    ("服务完成须客户签字", "The customer signs for the service"),
    Problem(
        "not_signed",
        "报修单“{repair_no}”没有客户签字，也没有未签字原因，不能登记“{stage}”。",
        "Repair {repair_no!r} has neither the customer's signature nor a reason why there is none for {event}.",
        "请客户在维修服务凭证上签字；客户拒签的，登记未签字原因。",
        "Have the customer sign the service voucher, or record why no signature could be obtained.",
    ),
    _REPAIRS,
)
TAKEN_UNSIGNED = Rule(
    "G-50",
    "compliance",
    "S4-I 维护与保养-作业-5; R-52",
    ("携回修护须客户签认", "The customer signs when the unit is taken back"),
    Problem(
        "taken_unsigned",
        "报修单“{repair_no}”携回产品时客户没有在服务记录单上签认。",
        "The customer did not sign when the unit of repair {repair_no!r} was taken back.",
        "请客户签认后再携回。",
        "Have the customer sign the service record, and then take the unit.",
    ),
    _REPAIRS,
    overridable=True,
)
NO_FAULT_LABEL = Rule(
    "G-51",
    "compliance",
    "S4-I 维护与保养-作业-10; R-52",
    ("返修品须标贴故障原因", "A unit under repair bears a label with its fault"),
    Problem(
        "no_fault_label",
        "报修单“{repair_no}”的返修品没有故障标贴，不能登记“{stage}”。",
        "The unit of repair {repair_no!r} bears no label with its fault, so {event} cannot come.",
        "在诊断环节登记故障标贴内容（fault_label），标贴在产品正前方。",
        "Record the text of the label with the diagnosis (fault_label) and put it on the front of the unit.",
    ),
    _REPAIRS,
)
