"""Vigilance, as the rulebook knows it."""

from __future__ import annotations

from typing import Final

from ledger.deciding.old_judges import all_old
from ledger.deciding.subject import Subject
from ledger.subjects.vigilance import adverse_events, capa, rules

SUBJECT: Final = Subject(
    "vigilance",
    rules=rules.RULES,
    facts=all_old(capa.FACT_JUDGES),
    stages=all_old({**adverse_events.STAGE_JUDGES, **capa.STAGE_JUDGES}),
)
