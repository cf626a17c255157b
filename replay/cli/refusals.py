"""A refusal of a live entry on the screen: the sentence, the rule and its law, and who may let it pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.settings import language
from replay.telling.heard import note, tell
from replay.telling.wording import say

if TYPE_CHECKING:
    from ledger.entry.answers import Refusal


def tell_refusal(refusal: Refusal, table: str) -> None:
    """Write why a row was refused to standard error; where a rule refused it, also the rule's ground.

    Args:
        refusal: The reason.
        table: Key of the table into which the row was to go.
    """
    tell(refusal.reason)
    line = ground_of(refusal, table)
    if line:
        note(line, dim=True)


def ground_of(refusal: Refusal, table: str) -> str:
    """Return the rule, its law, who may override it and the command; empty where no rule refused."""
    from ledger.rulebook import BY_ID

    rule = BY_ID.get(refusal.rule or "")
    if rule is None:
        return ""
    law = rule.law(language())
    command = f"medledger record {table} --override {rule.id} --reason {say('TEXT', '理由')}"
    command += f" --approver {say('STAFF', '员工编码')}"
    if rule.overridable:
        who = say(f"The head of quality may override it: {command}", f"质量负责人可放行：{command}")
    else:
        who = say("Nobody may override it.", "任何人不得放行。")
    return say(
        f"Rule {rule.id} ({rule.title[1]}), by {law}. {who}",
        f"规则 {rule.id}（{rule.title[0]}），依据{law}。{who}",
    )
