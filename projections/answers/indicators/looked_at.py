"""What the indicators, and the reports of service made with them, look at in each record table.

Nothing else is read: a column that an indicator begins to look at is named here first.
"""

from __future__ import annotations

from typing import Final

_GOODS: Final = ("product_code", "product_name", "lot")
_UNIT: Final = (*_GOODS, "model", "serial")
_CUSTOMER: Final = ("customer_code", "customer_name")
_ANSWER: Final = ("satisfaction", "repair_no", "complaint_no", "handling", "improvement", "answered_at")
LOOKED_AT: Final[dict[str, tuple[str, ...]]] = {
    "repairs": (
        *(*_UNIT, *_CUSTOMER, "requested_on", "complaint_no", "channel", "zone", "fault_weight"),
        *("technician", "cause_class", "cause", "in_warranty", "repaired_on", "analysis_sent_at"),
        *("repeat_of", "followed_up_on", "satisfaction"),
    ),
    "complaints": (
        *(*_UNIT, *_CUSTOMER, "received_on", "complaint_kind", "nature", "abnormality_class"),
        *("cause_class", "cause", "attribution", "outcome", "decided_on", "closed_on", "repair_no"),
        *("capa_no", "territory", "channel", "tracked_on", "satisfaction", "improvement", "answered_at"),
        "responsible_staff",
    ),
    "surveys": (
        *(*_ANSWER, "answered_on", "survey_kind", "technician", "attitude", "skill", "arrival_time"),
        *("promises_kept", "service_quality", "response_speed", "problem_solving", "product_quality"),
    ),
    "visits": (*_ANSWER, "visited_on", "visit_kind"),
    "feedbacks": (*_GOODS, *_CUSTOMER, "received_at", "channel"),
    "service_records": (
        *(*_UNIT, "service_no", "service_on", "service_kind", "repair_no", "cause_class", "cause"),
        *("in_warranty", "technician"),
    ),
    "rule_checks": ("rule_check_kind", "check_conclusion", "department", "checked_on"),
    "partner_assessments": ("partner_kind", "assessment_result", "supplier_code", "assessed_on"),
    "quality_trackings": ("quality_status", "tracked_on"),
    "inspection_reports": ("conclusion", "inspected_on"),
    "trainings": ("plan_no", "trained_on", "training_result"),
    "training_plans": ("plan_year", "planned_month", "status"),
    "capa": (
        *("verified_on", "effect", "capa_source", "complaint_no", "subject_no", "opened_on"),
        *("product_code", "lot", "meeting_no"),
    ),
    "meetings": ("meeting_kind", "held_on", "period_from", "period_to", "capa_no"),
    "daily_reports": ("worked_on", "technician", "hours_used"),
    "report_issues": ("report_key", "period_from", "period_to"),
}
