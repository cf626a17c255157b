"""What is done about findings must be about one that there is, and settle it once."""

from ledger.deciding.rule import Rule
from ledger.errors import Problem

FINDING_UNKNOWN = Rule(
    "M-90",
    "integrity",
    "own; interface rule 10",
    ("没有这项违规", "No such finding"),
    Problem(
        "finding_unknown",
        "日志位置{position}的记录没有违反规则“{rule}”。",
        "The record at position {position} has no finding of rule {rule!r}.",
        "用 medledger findings 查看日志位置和规则。",
        "medledger findings shows positions and rules.",
    ),
    ("finding_assignments", "finding_resolutions"),
)
FINDING_RESOLVED = Rule(
    "M-91",
    "integrity",
    "own; interface rule 10",
    ("该违规已处理", "A finding that is settled already"),
    Problem(
        "finding_resolved_already",
        "日志位置{position}违反规则“{rule}”一项已由“{resolution_no}”处理。",
        "The finding of rule {rule!r} at position {position} is settled already, by {resolution_no!r}.",
        "如需改判，请先作废该处理记录。",
        "To settle it otherwise, void that record first.",
    ),
    ("finding_resolutions",),
)

FINDING_OF_OTHER_LEDGER = Rule(
    "M-92",
    "integrity",
    "own; interface rule 10",
    ("违规记录的位置属于另一账本", "A finding by its position in another ledger"),
    Problem(
        "finding_of_other_ledger",
        "该行来自导出文件，其违规记录位置{position}是导出它的账本中的位置，不是本账本的。",
        "The row comes from an export: its finding_position {position} counts in the ledger it was exported "
        "from, not in this one.",
        "用 medledger findings 查出该违规在本账本中的位置，填入“违规记录位置”，清空“日志位置”后再导入。",
        "Look the finding up with medledger findings, write the position it has here, blank the row's own "
        "log position and import it again.",
    ),
    ("finding_assignments", "finding_resolutions"),
)

RULES: tuple[Rule, ...] = (FINDING_UNKNOWN, FINDING_RESOLVED, FINDING_OF_OTHER_LEDGER)
