"""Sales, as the rulebook knows them."""

from __future__ import annotations

from typing import Final

from ledger.deciding.old_judges import all_old, old
from ledger.deciding.subject import Subject
from ledger.subjects.sales import block_rules, rules
from ledger.subjects.sales.sales import CONSIGNING, judge_sale

SUBJECT: Final = Subject(
    "sales",
    rules=(*rules.RULES, *block_rules.RULES),
    facts={"sales": old(judge_sale)},
    stages=all_old(CONSIGNING),
)
