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

RULES: tuple[Rule, ...] = (FINDING_UNKNOWN, FINDING_RESOLVED)
