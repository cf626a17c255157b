"""Repairs, as the rulebook knows them: with technicians' reports, services, visits and surveys."""

from __future__ import annotations

from typing import Final

from ledger.deciding.subject import Subject
from ledger.subjects.repairs import rules, visit_rules
from ledger.subjects.repairs.charges import judge_charged, judge_class
from ledger.subjects.repairs.diagnosis import fill_diagnosis, judge_warranty
from ledger.subjects.repairs.loaners import judge_loaner_issued, judge_loaner_returned
from ledger.subjects.repairs.parts import judge_part_moved
from ledger.subjects.repairs.records import judge_named, judge_report_reviewed, judge_service
from ledger.subjects.repairs.release import (
    judge_closed,
    judge_confirmed,
    judge_inspected_again,
    judge_inspector,
    judge_passed,
    judge_rereleased,
)
from ledger.subjects.repairs.technicians import judge_technician
from ledger.subjects.repairs.visits import judge_card_answered, judge_card_issued, judge_visit_handled
from ledger.subjects.repairs.work import (
    judge_arrived,
    judge_consent,
    judge_label,
    judge_part_used,
    judge_repaired,
    judge_rescheduled,
    judge_taken_back,
)

SUBJECT: Final = Subject(
    "repairs",
    rules=(*rules.RULES, *visit_rules.RULES),
    facts={
        "service_records": (judge_named, judge_service),
        "part_movements": (judge_named, judge_part_moved),
    },
    stages={
        "repair_dispatched": (judge_technician, judge_consent),
        "repair_rescheduled": judge_rescheduled,
        "repair_arrived": judge_arrived,
        "repair_taken_back": judge_taken_back,
        "repair_diagnosed": (judge_warranty, judge_class),
        "repair_loaner_issued": judge_loaner_issued,
        "repair_loaner_returned": judge_loaner_returned,
        "repair_sent_to_factory": judge_label,
        "repair_part_used": judge_part_used,
        "repair_repaired": judge_repaired,
        "repair_inspected": (judge_inspector, judge_label, judge_inspected_again),
        "repair_rereleased": (judge_rereleased, judge_passed),
        "repair_returned_to_customer": judge_passed,
        "repair_customer_confirmed": judge_confirmed,
        "repair_charged": judge_charged,
        "repair_closed": judge_closed,
        "work_reported": judge_named,
        "work_report_reviewed": judge_report_reviewed,
        "visit_opinion_handled": judge_visit_handled,
        "survey_issued": (judge_named, judge_card_issued),
        "survey_answered": judge_card_answered,
    },
    fills={"repair_diagnosed": fill_diagnosis},
)
