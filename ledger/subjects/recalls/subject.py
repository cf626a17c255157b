"""Recalls, as the rulebook knows them."""

from __future__ import annotations

from typing import Final

from ledger.deciding.subject import Subject
from ledger.subjects.recalls import rules
from ledger.subjects.recalls.leaving import judge_checked_out, judge_leaving, judge_shipped
from ledger.subjects.recalls.stages import judge_checked, judge_closed, judge_named, judge_opened

SUBJECT: Final = Subject(
    "recalls",
    rules=rules.RULES,
    facts={
        "sales": judge_leaving,
        "exchanges": judge_leaving,
        "outbound_checks": judge_checked_out,
        "shipments": judge_shipped,
    },
    stages={
        "goods_consigned_out": judge_leaving,
        "discrepancy_replenished": judge_leaving,
        "repair_loaner_issued": judge_leaving,
        "recall_opened": judge_opened,
        "recall_notice_sent": judge_named,
        "recall_response_received": judge_named,
        "recall_effectiveness_checked": judge_checked,
        "recall_closed": judge_closed,
    },
)
