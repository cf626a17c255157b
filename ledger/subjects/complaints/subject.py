"""Complaints, as the rulebook knows them."""

from __future__ import annotations

from typing import Final

from ledger.deciding.old_judges import all_old
from ledger.deciding.subject import Subject
from ledger.subjects.complaints import rules
from ledger.subjects.complaints.complaints import FACT_JUDGES, STAGE_JUDGES

SUBJECT: Final = Subject(
    "complaints",
    rules=rules.RULES,
    facts=all_old(FACT_JUDGES),
    stages=all_old(STAGE_JUDGES),
)
