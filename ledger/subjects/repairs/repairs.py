"""Judging the stages of repairs, of technicians' reports, and of visits and surveys."""

from __future__ import annotations

from typing import Final

from ledger.deciding.old_judges import OldJudge as Judge
from ledger.subjects.repairs import visits
from ledger.subjects.repairs.charges import judge_charged, judge_diagnosed
from ledger.subjects.repairs.loaners import judge_loaner_issued, judge_loaner_returned
from ledger.subjects.repairs.records import judge_named, judge_report_reviewed, judge_service
from ledger.subjects.repairs.release import (
    judge_closed,
    judge_confirmed,
    judge_inspected,
    judge_rereleased,
    judge_returned,
)
from ledger.subjects.repairs.work import (
    judge_arrived,
    judge_dispatched,
    judge_part_used,
    judge_repaired,
    judge_rescheduled,
    judge_sent,
    judge_taken_back,
)

STAGE_JUDGES: Final[dict[str, Judge]] = {
    "repair_dispatched": judge_dispatched,
    "repair_rescheduled": judge_rescheduled,
    "repair_arrived": judge_arrived,
    "repair_taken_back": judge_taken_back,
    "repair_diagnosed": judge_diagnosed,
    "repair_loaner_issued": judge_loaner_issued,
    "repair_loaner_returned": judge_loaner_returned,
    "repair_sent_to_factory": judge_sent,
    "repair_part_used": judge_part_used,
    "repair_repaired": judge_repaired,
    "repair_inspected": judge_inspected,
    "repair_rereleased": judge_rereleased,
    "repair_returned_to_customer": judge_returned,
    "repair_customer_confirmed": judge_confirmed,
    "repair_charged": judge_charged,
    "repair_closed": judge_closed,
    "work_reported": judge_named,
    "work_report_reviewed": judge_report_reviewed,
    **visits.STAGE_JUDGES,
}
FACT_JUDGES: Final[dict[str, Judge]] = {
    "service_records": judge_service,
    "part_movements": judge_named,
}
"""Which function judges which record of the after-sales side: facts by table, stages of cases by event."""
