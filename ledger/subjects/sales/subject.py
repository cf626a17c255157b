"""Sales, as the rulebook knows them."""

from __future__ import annotations

from typing import Final

from ledger.deciding.subject import Subject
from ledger.subjects.sales import block_rules, rules
from ledger.subjects.sales.company_snapshot import fill_sale
from ledger.subjects.sales.sales import judge_consignment, judge_sale

SUBJECT: Final = Subject(
    "sales",
    rules=(*rules.RULES, *block_rules.RULES),
    facts={"sales": judge_sale},
    stages={"goods_consigned_out": judge_consignment},
    fills={"sales": fill_sale},
)
