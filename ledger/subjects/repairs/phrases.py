"""What findings on repairs, services and visits say in words of their own."""

from typing import Final

from ledger.deciding.goods import STATUS_ZH
from ledger.deciding.headings import choices
from ledger.phrases import Phrase

_joined = Phrase.joined
VERDICTS: Final = choices("repairs", "conclusion")
CAUSES: Final = choices("repairs", "cause_class")
CLASSES: Final = choices("repairs", "service_class")
STANDARD_KINDS: Final = choices("service_standards", "standard_kind")

# plan and visit
NOT_AGREED: Final = _joined("repair_not_agreed", "客户不同意", "the customer does not agree to it")
CONSENT_UNSAID: Final = _joined(
    "repair_consent_unsaid",
    "属有费服务而未征得客户同意",
    "it is paid, and the customer's consent is not recorded",
)
FORM_REFUSED: Final = _joined("visit_form_refused", "未批准", "its form was refused")
FORM_UNAPPROVED: Final = _joined("visit_form_unapproved", "没有批准", "its form has not been approved")

# the repair that a record names
REPAIR_UNKNOWN: Final = Phrase(
    "repair_unknown",
    "报修单“{number}”没有登记",
    "repair {number!r} is not recorded",
    old="报修单“{number}”没有登记 repair '{number}' is not recorded",
)
WITHOUT_REPAIR: Final = _joined(
    "service_without_repair", "维修服务没有报修单", "a repair that belongs to no repair call"
)

# inspection and return
NO_VERDICT: Final = _joined("repair_no_verdict", "没有检验结论", "it has no verdict of an inspection")
LAST_VERDICT: Final = Phrase(
    "repair_last_verdict",
    "最近一次检验结论是{verdict}",
    "the newest inspection says {verdict}",
    old="最近一次检验结论是 the newest inspection says {verdict}",
)
REPAIRED_AGAIN: Final = _joined(
    "repair_repaired_again", "检验后又维修过", "it was repaired again behind its inspection"
)
NOT_BACK: Final = _joined(
    "repair_not_back", "产品携回或返厂后还没有发还", "the unit was taken away and has not gone back"
)

# loaners
LOANER_UNNAMED: Final = _joined("loaner_unnamed", "没有写明产品编码", "its product is not named")
LOANER_WITHOUT_SERIAL: Final = _joined("loaner_without_serial", "没有写明序列号", "its serial is not named")
LOANER_NOT_SALEABLE: Final = _joined(
    "loaner_not_saleable", "不在可销库存", "it is not among the saleable goods"
)
LOANER_SOLD: Final = Phrase(
    "loaner_sold",
    "不在可销库存，已售出",
    "it is not among the saleable goods but sold",
    old="不在可销库存 it is not among the saleable goods，已售出 but sold",
)
LOANER_ELSEWHERE: Final = {
    status: Phrase(
        f"loaner_{status}",
        f"不在可销库存，现为{zh}",
        f"it is not among the saleable goods but {status}",
        old=f"不在可销库存 it is not among the saleable goods，现为{zh} but {status}",
    )
    for status, zh in STATUS_ZH.items()
}
LOANER_HELD: Final = Phrase(
    "loaner_held",
    "已被{block}停售封存",
    "it is on hold by {block}",
    old="停售封存 it is on hold by {block}",
)
NONE_LENT: Final = _joined("loaner_none_lent", "无", "none")

# warranty and cause
WARRANTY_ROW: Final = Phrase(
    "warranty_row", "保修登记 {number}", "warranty {number}", old="保修登记 warranty {number}"
)
WARRANTY_OF_SALE: Final = Phrase(
    "warranty_of_sale", "销售单 {number}", "sale {number}", old="销售单 sale {number}"
)
STATED_IN: Final = _joined("warranty_stated_in", "在保修期内", "in warranty")
STATED_OUT: Final = _joined("warranty_stated_out", "不在保修期内", "out of warranty")
IN_WARRANTY: Final = _joined("warranty_in", "保修期内", "in warranty")
OUT_OF_WARRANTY: Final = _joined("warranty_out", "保修期外", "out of warranty")
CAUSE: Final = Phrase("repair_cause", "原因 {cause}", "cause {cause}", old="原因 cause {cause}")
CAUSE_EXCLUDED: Final = Phrase(
    "repair_cause_excluded",
    "原因是{cause}",
    "the cause is {cause}",
    old="原因 the cause is {cause}",
)
COVERED: Final = _joined(
    "warranty_covers", "在保修期内且原因在保修范围内", "in warranty, and the cause is covered"
)

# charges
NO_CLASS: Final = _joined("charge_no_class", "没有收费类别", "no class of service was decided")
NOT_CHARGED: Final = Phrase(
    "charge_not_charged",
    "服务类别是{service_class}",
    "the service is {service_class}",
    old="属免费或内部服务 the service is {service_class}",
)
CHARGE_COVERED: Final = _joined(
    "charge_covered", "在保修期内且原因在保修范围内", "it is in warranty, and the cause is covered"
)
NO_STANDARD: Final = _joined("charge_no_standard", "没有写明收费标准", "it names no fee standard")
OTHER_KIND: Final = Phrase(
    "charge_other_kind",
    "“{name}”不是收费标准（{kind}）",
    "standard {name!r} is of kind {kind}",
    old="“{name}”不是收费标准 standard '{name}' is of kind {kind}",
)
NOT_IN_FORCE: Final = Phrase(
    "charge_not_in_force",
    "收费标准“{name}”在{day}不在用",
    "standard {name!r} is not in force on {day}",
    old="收费标准“{name}”在{day}不在用 standard '{name}' is not in force on {day}",
)
OTHER_CLASS: Final = Phrase(
    "charge_other_class",
    "收费标准“{name}”用于{service_class}，而不是{stated}",
    "standard {name!r} is for class {service_class}, not {stated}",
    old="收费标准“{name}”用于 standard '{name}' is for class {service_class}, not {stated}",
)
OTHER_SUM: Final = Phrase(
    "charge_other_sum",
    "合计{amount}，各项之和为{total}",
    "sum {amount}, the items make {total}",
    old="合计 sum {amount}, 各项之和 the items make {total}",
)
OVERPAID: Final = Phrase(
    "charge_overpaid",
    "实收{taken}，合计{amount}",
    "taken {taken}, sum {amount}",
    old="实收 taken {taken}, 合计 sum {amount}",
)
