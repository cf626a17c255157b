"""Which function judges which record of the supply side: facts by table, stages of cases by event."""

from __future__ import annotations

from typing import Final

from ledger.rules.dispatch import judge_outbound, judge_shipment
from ledger.rules.disposing import (
    judge_disposal,
    judge_nonconformity_found,
    judge_nonconformity_stage,
    judge_record_disposal,
)
from ledger.rules.facts import Judge
from ledger.rules.invoices import judge_invoice
from ledger.rules.people import judge_first_decision, judge_quality_stage, judge_review
from ledger.rules.purchases import judge_purchase
from ledger.rules.storage import judge_putaway, judge_reading, judge_stock_check, judge_stocktake

FACT_JUDGES: Final[dict[str, Judge]] = {
    "purchases": judge_purchase,
    "putaways": judge_putaway,
    "stock_checks": judge_stock_check,
    "temperature_readings": judge_reading,
    "stocktakes": judge_stocktake,
    "outbound_checks": judge_outbound,
    "shipments": judge_shipment,
    "invoices": judge_invoice,
    "disposals": judge_disposal,
    "record_disposals": judge_record_disposal,
}
STAGE_JUDGES: Final[dict[str, Judge]] = {
    "hold_placed": judge_quality_stage,
    "hold_released": judge_quality_stage,
    "veto_issued": judge_quality_stage,
    "veto_lifted": judge_quality_stage,
    "first_approval_reviewed": judge_review,
    "first_approval_granted": judge_first_decision,
    "first_approval_rejected": judge_first_decision,
    "nonconformity_found": judge_nonconformity_found,
    "nonconformity_confirmed": judge_nonconformity_stage,
    "nonconformity_decided": judge_nonconformity_stage,
    "nonconformity_disposed": judge_nonconformity_stage,
}
