"""Repairs: who may repair, what the customer signs, what quality passes, what is lent."""

from ledger.deciding.rule import Rule
from ledger.errors import Problem
from ledger.subjects.repairs.charge_rules import CHARGES

_REPAIRS = ("repairs",)
_OF_REPAIRS = ("service_records", "daily_reports", "part_movements", "surveys")

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
LATE_UNESCALATED = Rule(
    "G-52",
    "warning",
    "S4-I 维护与保养-作业-7; P-22",
    ("逾期未修妥未报请主管协助", "Late, and the head was not asked for help"),
    Problem(
        "late_unescalated",
        "报修单“{repair_no}”原定{planned}修妥，实际{repaired}，没有报请主管协助。",
        "Repair {repair_no!r} was planned for {planned}, done on {repaired}, and nobody asked the head for help.",
        "不能按原定时间修妥的，应即登记“报请主管协助”。",
        "Record the escalation as soon as the planned day cannot be kept.",
    ),
    _REPAIRS,
)
TECHNICIAN_UNTRAINED = Rule(
    "G-53",
    "compliance",
    "S4-I 职责-3; S4-B §10; GSP §28, §30",
    ("维修人员未经培训合格", "The technician has not passed the training"),
    Problem(
        "technician_untrained",
        "技术员“{technician}”在{on}没有针对产品“{product_code}”的维修培训合格记录。",
        "Technician {technician!r} has passed no training to service product {product_code!r} by {on}.",
        "派遣培训合格的人员，或补录培训记录。",
        "Send somebody who has passed the training, or record the training.",
    ),
    _REPAIRS,
    overridable=True,
    keeps=("trainings",),
)
TECHNICIAN_OFF_POST = Rule(
    "G-53a",
    "compliance",
    "S4-I 职责-3; GSP §29; G-53",
    ("维修人员不在岗", "The technician is not on post"),
    Problem(
        "technician_off_post",
        "技术员“{technician}”在{on}不在授权上岗期内（{since}至{until}）。",
        "Technician {technician!r} may act from {since} to {until}, not on {on}.",
        "派遣在岗的技术员，或更新花名册。",
        "Send somebody on post, or update the roster.",
    ),
    _REPAIRS,
)
PARTNER_NOT_AUTHORISED = Rule(
    "G-53b",
    "compliance",
    "S4-I 职责-3; GSP §103; G-14, G-53",
    ("经销商或服务伙伴授权无效", "The authorisation of the dealer or service partner does not hold"),
    Problem(
        "partner_not_authorised",
        "“{partner}”在{on}没有覆盖产品“{product_code}”的有效服务授权。",
        "{partner!r} holds no authorisation on {on} that covers service of product {product_code!r}.",
        "续签授权后再派工，或派遣本企业人员。",
        "Renew the authorisation first, or send staff of our own.",
    ),
    _REPAIRS,
    overridable=True,
)
OUTSIDE_CASE = Rule(
    "G-56",
    "compliance",
    "S1-C 七3; S4-I 管理; R-107",
    ("不得在报修单以外处理客户问题", "Nobody handles a customer's problem outside a case"),
    Problem(
        "outside_case",
        "{title}“{number}”：{what}。",
        "{table} {number!r}: {what}.",
        "先登记报修单，再登记服务；编号有误的改正。",
        "Record the repair call first, or correct its number.",
    ),
    _OF_REPAIRS,
)
OTHER_CASE = Rule(
    "G-56a",
    "compliance",
    "S4-G §13; GSP §104; G-56",
    ("服务记录与报修单不符", "A record that disagrees with its repair"),
    Problem(
        "other_case",
        "{title}“{number}”的{heading}是“{value}”，而报修单“{repair_no}”是“{expected}”。",
        "{column} of {table} {number!r} is {value!r}, that of repair {repair_no!r} is {expected!r}.",
        "核对客户、产品和序列号。",
        "Check customer, product and serial.",
    ),
    ("service_records", "daily_reports"),
)
CARD_NOT_SHOWN = Rule(
    "G-57",
    "warning",
    "S4-E 2.3; S3 3.2",
    ("未出示工作证件", "The work card was not shown"),
    Problem(
        "card_not_shown",
        "“{number}”到场服务没有登记已出示工作证件。",
        "Nothing says that the work card was shown on arrival for {number!r}.",
        "到场时出示工作证件并登记。",
        "Show the card on arrival, and record it.",
    ),
    (*_REPAIRS, "service_records"),
)
TOLD_LATE = Rule(
    "G-58",
    "compliance",
    "S4-E 2.2.2",
    ("改约未提前告知客户", "The customer was told too late of the new time"),
    Problem(
        "told_late",
        "报修单“{repair_no}”约定{appointed}，{told}才告知客户改约。",
        "The appointment of repair {repair_no!r} was {appointed}, and the customer was told only at {told}.",
        "应提前与客户沟通，重新约定服务时间；已发生的，由质量负责人说明后放行。",
        "Agree on a new time beforehand; where it has happened, the head of quality may let it pass.",
    ),
    _REPAIRS,
    overridable=True,
)
LATE_ARRIVAL = Rule(
    "G-58a",
    "compliance",
    "S4-E 2.2.2; G-58",
    ("未改约而迟到", "Late, without a new time agreed beforehand"),
    Problem(
        "late_arrival",
        "报修单“{repair_no}”约定不迟于{appointed}到达，{arrived}才到达，此前没有改约。",
        "Repair {repair_no!r}: the technician came at {arrived}, after {appointed}, and no new time was agreed.",
        "登记已提前约定的改约；没有改约的，由质量负责人说明后放行。",
        "Record the new time if one was agreed; else the head of quality may let it pass.",
    ),
    _REPAIRS,
    overridable=True,
)
NO_CONSENT = Rule(
    "G-59",
    "compliance",
    "S1-B 三4",
    ("服务方案未征得客户同意", "Sent before the customer agreed to the plan"),
    Problem(
        "no_consent",
        "报修单“{repair_no}”的服务方案{what}，不能派工。",
        "The plan of repair {repair_no!r}: {what}, so nobody can be sent.",
        "征得客户同意后登记方案，再派工。",
        "Obtain the customer's consent, record it with the plan, and then send somebody.",
    ),
    _REPAIRS,
)
LOANER_NOT_FREE = Rule(
    "G-60",
    "compliance",
    "S4-I 措施-4; R-58; the limit itself is the obligation L-12",
    ("备用机不可借出", "The loaner is not there to be lent"),
    Problem(
        "loaner_not_free",
        "报修单“{repair_no}”的备用机“{loaner}”不能借出：{what}。",
        "Loaner {loaner!r} of repair {repair_no!r} cannot be lent: {what}.",
        "选择可销库存中的其他备用机，写明产品编码和序列号。",
        "Choose another unit from the saleable stock, by its product and serial.",
    ),
    _REPAIRS,
)
OTHER_LOANER = Rule(
    "G-60a",
    "compliance",
    "S4-I 措施-4; R-58; G-60",
    ("收回的不是借出的备用机", "What came back is not what was lent"),
    Problem(
        "other_loaner",
        "报修单“{repair_no}”收回的备用机“{loaner}”不在借出之列；在外的是：{out}。",
        "Loaner {loaner!r} of repair {repair_no!r} was not out; out are: {out}.",
        "核对序列号。",
        "Check the serial.",
    ),
    _REPAIRS,
)
LOANER_OUT = Rule(
    "G-60b",
    "compliance",
    "S4-I 措施-4; R-58; G-60",
    ("备用机未收回不得归档", "Closed with a loaner still out"),
    Problem(
        "loaner_out",
        "报修单“{repair_no}”的备用机“{out}”尚未收回，不能归档。",
        "Loaner {out} of repair {repair_no!r} has not come back, so the case cannot be closed.",
        "先登记收回备用机；已登记回访或收费的，先作废这些环节。客户留用的，收回后登记销售。",
        "Record its return first, striking what was recorded behind it; a loaner the customer keeps is then sold.",
    ),
    _REPAIRS,
)
PART_UNKNOWN = Rule(
    "M-102",
    "warning",
    "S4-I 管理-1; S0-4 4.4.3; R-59, P-29",
    ("配件没有收发记录", "A part that was neither received nor issued"),
    Problem(
        "part_unknown",
        "报修单“{repair_no}”更换的配件“{part_code}”（批号“{part_lot}”、序列号“{part_serial}”）没有收发记录。",
        "Part {part_code!r} (lot {part_lot!r}, serial {part_serial!r}) of repair {repair_no!r} was never received "
        "or issued.",
        "补录备件收发记录，或核对编码、批号和序列号。",
        "Record its movement, or check code, lot and serial.",
    ),
    _REPAIRS,
    keeps=("part_movements",),
)
OWN_REPORT = Rule(
    "M-103",
    "compliance",
    "S4-I 维护与保养-作业-9; R-54",
    ("工作日报自核", "A technician reviewed the own report"),
    Problem(
        "own_report",
        "工作日报“{report_line_no}”的核阅人“{reviewer}”就是填报的技术员。",
        "Daily report {report_line_no!r} was reviewed by {reviewer!r}, the technician who wrote it.",
        "由技术部门主管核阅。",
        "Have the head of the technical department review it.",
    ),
    ("daily_reports",),
)

RULES: tuple[Rule, ...] = (
    NOT_INSPECTED,
    INSPECTED_AGAIN,
    OWN_INSPECTION,
    NOT_SIGNED,
    TAKEN_UNSIGNED,
    NO_FAULT_LABEL,
    LATE_UNESCALATED,
    TECHNICIAN_UNTRAINED,
    TECHNICIAN_OFF_POST,
    PARTNER_NOT_AUTHORISED,
    *CHARGES,
    OUTSIDE_CASE,
    OTHER_CASE,
    CARD_NOT_SHOWN,
    TOLD_LATE,
    LATE_ARRIVAL,
    NO_CONSENT,
    LOANER_NOT_FREE,
    OTHER_LOANER,
    LOANER_OUT,
    PART_UNKNOWN,
    OWN_REPORT,
)
