"""Dispatch, as the rulebook knows it."""

from __future__ import annotations

from typing import Final

from ledger.deciding.old_judges import old
from ledger.deciding.subject import Subject
from ledger.subjects.dispatch import rules
from ledger.subjects.dispatch.invoices import judge_invoice
from ledger.subjects.dispatch.leaving import judge_outbound, judge_shipment

SUBJECT: Final = Subject(
    "dispatch",
    rules=rules.RULES,
    facts={
        "outbound_checks": old(judge_outbound),
        "shipments": old(judge_shipment),
        "invoices": old(judge_invoice),
    },
)
