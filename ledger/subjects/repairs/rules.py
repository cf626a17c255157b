"""Repairs: every rule, in the order in which broken rules are told; those of the work and of records beside it."""

from dataclasses import replace

from ledger.deciding.rule import Rule
from ledger.errors import Problem
from ledger.subjects.repairs.charge_rules import CHARGES
from ledger.subjects.repairs.loaner_rules import (
    CAME_BACK_UNNAMED,
    LOANER_NOT_FREE,
    LOANER_OUT,
    NEVER_LENT,
    OTHER_LOANER,
    WHICH_CAME_BACK,
)
from ledger.subjects.repairs.release_rules import (
    INSPECTED_AGAIN,
    NO_FAULT_LABEL,
    NOT_INSPECTED,
    NOT_SIGNED,
    OWN_INSPECTION,
    TAKEN_UNSIGNED,
)
from ledger.subjects.repairs.technician_rules import (
    PARTNER_NOT_AUTHORISED,
    TECHNICIAN_OFF_POST,
    TECHNICIAN_UNTRAINED,
)

_REPAIRS = ("repairs",)
_OF_REPAIRS = ("service_records", "daily_reports", "part_movements", "surveys")

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
MORE_PARTS = Rule(
    "M-104",
    "compliance",
    "S0-4 4.4.3; S4-I 管理-1; R-59, P-29",
    ("备件出库多于库存", "More parts taken than are there"),
    Problem(
        "more_parts",
        "收发单“{movement_no}”取走备件“{part_code}”{quantity}，当日可取{available}。",
        "Movement {movement_no!r} takes {quantity} of part {part_code!r}, of which {available} is there.",
        "补录备件入库，或核对批号、序列号、数量和日期。",
        "Record the receipt that is missing, or check lot, serial, quantity and day.",
    ),
    ("part_movements",),
)
MORE_PARTS_BACK = replace(
    MORE_PARTS,
    problem=Problem(
        "more_parts_back",
        "收发单“{movement_no}”退回备件“{part_code}”{quantity}，已领用未用未退的只有{available}。",
        "Movement {movement_no!r} brings back {quantity} of part {part_code!r}, of which {available} is in hand.",
        "补录领用，或核对批号、序列号、数量和日期。",
        "Record the issue that is missing, or check lot, serial, quantity and day.",
    ),
)
"""The same rule where technicians bring back more than they were given."""
PART_TWICE = Rule(
    "M-104a",
    "compliance",
    "S0-4 4.4.3; S4-I 管理-1; R-59, P-29",
    ("备件序列号重复入库", "A part that comes in while it is there"),
    Problem(
        "part_twice",
        "收发单“{movement_no}”入库备件“{part_code}”序列号“{part_serial}”，该件已在库。",
        "Movement {movement_no!r} brings in serial {part_serial!r} of part {part_code!r}, which is there already.",
        "补录其使用、寄送或报废，核对序列号，或作废重复的记录。",
        "Record its use, sending or scrapping, check the serial, or void the movement entered twice.",
    ),
    ("part_movements",),
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
    NEVER_LENT,
    WHICH_CAME_BACK,
    CAME_BACK_UNNAMED,
    LOANER_OUT,
    PART_UNKNOWN,
    MORE_PARTS,
    PART_TWICE,
    OWN_REPORT,
)
