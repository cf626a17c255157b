"""Returns, as the rulebook knows them."""

from __future__ import annotations

from typing import Final

from ledger.deciding.subject import Subject
from ledger.subjects.returns import case_rules, return_rules
from ledger.subjects.returns.cases import STAGE_FILLS, STAGE_JUDGES
from ledger.subjects.returns.exchanging import fill_exchange, judge_exchange
from ledger.subjects.returns.returns import fill_sale, judge_return

SUBJECT: Final = Subject(
    "returns",
    rules=(*return_rules.RULES, *case_rules.RULES),
    facts={"returns": judge_return, "exchanges": judge_exchange},
    stages=STAGE_JUDGES,
    fills={"returns": fill_sale, "exchanges": fill_exchange, **STAGE_FILLS},
)
