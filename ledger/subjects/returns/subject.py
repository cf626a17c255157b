"""Returns, as the rulebook knows them."""

from __future__ import annotations

from typing import Final

from ledger.deciding.old_judges import all_old, old
from ledger.deciding.subject import Subject
from ledger.subjects.returns import case_rules, return_rules
from ledger.subjects.returns.cases import STAGE_JUDGES
from ledger.subjects.returns.returns import judge_return

SUBJECT: Final = Subject(
    "returns",
    rules=(*return_rules.RULES, *case_rules.RULES),
    facts={"returns": old(judge_return)},
    stages=all_old(STAGE_JUDGES),
)
