"""Vigilance, as the rulebook knows it: adverse events, corrective and preventive action."""

from __future__ import annotations

from typing import Final

from ledger.deciding.subject import Subject
from ledger.subjects.vigilance import adverse_rules, capa_rules
from ledger.subjects.vigilance.adverse_deadlines import judge_entered_late
from ledger.subjects.vigilance.adverse_events import (
    fill_kind,
    judge_assessor,
    judge_event_closed,
    judge_forwarded,
    judge_graded,
    judge_gravity,
    judge_lowered,
    judge_not_reportable,
    judge_report_code,
)
from ledger.subjects.vigilance.adverse_goods import judge_sale
from ledger.subjects.vigilance.capa import (
    judge_action_closed,
    judge_analysed,
    judge_due,
    judge_meeting,
    judge_of_meeting,
    judge_self_verified,
    judge_source,
    judge_verifier,
)

SUBJECT: Final = Subject(
    "vigilance",
    rules=(*adverse_rules.RULES, *capa_rules.RULES),
    facts={"meetings": judge_meeting},
    fills={"adverse_event_received": fill_kind},
    stages={
        "adverse_event_received": (judge_gravity, judge_sale),
        "adverse_event_assessed": (
            judge_assessor,
            judge_forwarded,
            judge_graded,
            judge_gravity,
            judge_not_reportable,
            judge_lowered,
        ),
        "adverse_event_registrant_told": judge_entered_late,
        "adverse_event_cluster_reported": judge_entered_late,
        "adverse_event_reported": (judge_entered_late, judge_report_code),
        "adverse_event_closed": judge_event_closed,
        "capa_opened": (judge_due, judge_source, judge_of_meeting),
        "capa_planned": judge_due,
        "capa_implemented": judge_analysed,
        "capa_verified": (judge_verifier, judge_analysed, judge_self_verified),
        "capa_closed": judge_action_closed,
    },
)
