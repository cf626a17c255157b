"""Dispatch, as the rulebook knows it."""

from __future__ import annotations

from typing import Final

from ledger.deciding.subject import Subject
from ledger.subjects.dispatch import rules
from ledger.subjects.dispatch.invoices import judge_invoice
from ledger.subjects.dispatch.outbound import fill_outbound, judge_outbound
from ledger.subjects.dispatch.shipments import judge_shipment

SUBJECT: Final = Subject(
    "dispatch",
    rules=rules.RULES,
    facts={"outbound_checks": judge_outbound, "shipments": judge_shipment, "invoices": judge_invoice},
    fills={"outbound_checks": fill_outbound},
)
