"""Supply, as the rulebook knows it."""

from __future__ import annotations

from typing import Final

from ledger.deciding.subject import Subject
from ledger.subjects.supply import purchase_rules, receipt_rules
from ledger.subjects.supply.purchases import judge_purchase
from ledger.subjects.supply.receipts import judge_receipt

SUBJECT: Final = Subject(
    "supply",
    rules=(*purchase_rules.RULES, *receipt_rules.RULES),
    facts={"purchases": judge_purchase, "receipts": judge_receipt},
)
