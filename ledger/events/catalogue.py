"""The catalogue: which event types and tables there are, loaded only when asked for."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from ledger.events.base import Case, Event, Table

# table key, stored event type, module under ledger.events, class
ENTRIES: tuple[tuple[str, str, str, str], ...] = (
    ("products", "product_registered", "products", "ProductRegistered"),
    ("customers", "customer_registered", "parties", "CustomerRegistered"),
    ("suppliers", "supplier_registered", "parties", "SupplierRegistered"),
    ("licences", "licence_registered", "licensing", "LicenceRegistered"),
    ("authorisations", "authorisation_registered", "licensing", "AuthorisationRegistered"),
    ("staff", "staff_registered", "people", "StaffRegistered"),
    ("posts", "post_registered", "organisation", "PostRegistered"),
    ("companies", "company_registered", "organisation", "CompanyRegistered"),
    ("locations", "location_registered", "storage", "LocationRegistered"),
    ("equipment", "equipment_registered", "storage", "EquipmentRegistered"),
    ("contracts", "contract_registered", "licensing", "ContractRegistered"),
    ("warranties", "warranty_registered", "service", "WarrantyRegistered"),
    ("documents", "document_registered", "organisation", "DocumentRegistered"),
    ("service_standards", "service_standard_set", "organisation", "ServiceStandardSet"),
    ("training_plans", "training_planned", "training", "TrainingPlanned"),
    ("rule_settings", "rule_set", "control", "RuleSet"),
    ("pack_levels", "pack_level_registered", "products", "PackLevelRegistered"),
    ("purchases", "goods_purchased", "purchasing", "GoodsPurchased"),
    ("receipts", "goods_received", "supply", "GoodsReceived"),
    ("putaways", "goods_put_away", "storage", "GoodsPutAway"),
    ("inspection_reports", "inspection_report_filed", "purchasing", "InspectionReportFiled"),
    ("stock_checks", "stock_checked", "storage", "StockChecked"),
    ("temperature_readings", "temperature_recorded", "storage", "TemperatureRecorded"),
    ("stocktakes", "stock_counted", "storage", "StockCounted"),
    ("outbound_checks", "outbound_checked", "dispatch", "OutboundChecked"),
    ("shipments", "goods_shipped", "dispatch", "GoodsShipped"),
    ("sales", "goods_sold", "sales", "GoodsSold"),
    ("invoices", "invoice_issued", "dispatch", "InvoiceIssued"),
    ("returns", "goods_returned", "returns", "GoodsReturned"),
    ("exchanges", "unit_exchanged", "disposal", "UnitExchanged"),
    ("disposals", "goods_disposed", "disposal", "GoodsDisposed"),
    ("veterinary_filings", "veterinary_sale_filed", "veterinary", "VeterinarySaleFiled"),
    ("letters", "letter_registered", "service", "LetterRegistered"),
    ("quality_trackings", "quality_tracked", "service", "QualityTracked"),
    ("service_records", "service_performed", "service", "ServicePerformed"),
    ("part_movements", "part_moved", "service", "PartMoved"),
    ("meetings", "meeting_held", "training", "MeetingHeld"),
    ("partner_assessments", "partner_assessed", "licensing", "PartnerAssessed"),
    ("trainings", "staff_trained", "training", "StaffTrained"),
    ("health_checks", "health_checked", "training", "HealthChecked"),
    ("vouchers", "voucher_filed", "control", "VoucherFiled"),
    ("equipment_records", "equipment_serviced", "storage", "EquipmentServiced"),
    ("overdue_notices", "overdue_notice_raised", "control", "OverdueNoticeRaised"),
    ("report_issues", "report_issued", "control", "ReportIssued"),
    ("gate_refusals", "command_refused", "control", "CommandRefused"),
    ("match_explanations", "match_explained", "control", "MatchExplained"),
    ("record_disposals", "records_disposed", "control", "RecordsDisposed"),
    ("finding_assignments", "finding_assigned", "findings_work", "FindingAssigned"),
    ("finding_resolutions", "finding_resolved", "findings_work", "FindingResolved"),
    ("voids", "record_voided", "corrections", "RecordVoided"),
)
# table key, module under ledger.events, class, stored event types of its stages, the first first
CASES: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    (
        "consignments",
        "trade_cases",
        "Consignments",
        (
            "goods_consigned_out",
            "consignment_use_confirmed",
            "consignment_unused_returned",
            "consignment_closed",
        ),
    ),
    (
        "delivery_discrepancies",
        "trade_cases",
        "DeliveryDiscrepancies",
        (
            "discrepancy_reported",
            "discrepancy_investigated",
            "discrepancy_replenished",
            "discrepancy_explained",
            "discrepancy_closed",
        ),
    ),
    (
        "quality_holds",
        "quality",
        "QualityHolds",
        ("hold_placed", "hold_parties_notified", "hold_reported", "hold_released"),
    ),
    ("quality_vetoes", "quality", "QualityVetoes", ("veto_issued", "veto_acknowledged", "veto_lifted")),
    (
        "nonconformities",
        "quality",
        "Nonconformities",
        (
            "nonconformity_found",
            "nonconformity_confirmed",
            "nonconformity_decided",
            "nonconformity_disposed",
            "nonconformity_closed",
        ),
    ),
    (
        "first_approvals",
        "approvals",
        "FirstApprovals",
        (
            "first_approval_requested",
            "first_approval_reviewed",
            "first_approval_site_visited",
            "first_approval_granted",
            "first_approval_rejected",
        ),
    ),
    (
        "rule_checks",
        "inspections",
        "RuleChecks",
        ("rule_check_made", "rule_check_rectified", "rule_check_rechecked"),
    ),
    (
        "self_inspections",
        "inspections",
        "SelfInspections",
        ("self_inspection_made", "self_inspection_approved", "self_inspection_submitted"),
    ),
    (
        "authority_inspections",
        "inspections",
        "AuthorityInspections",
        ("authority_inspection_recorded", "authority_rectification_reported", "authority_inspection_closed"),
    ),
    (
        "quality_incidents",
        "quality",
        "QualityIncidents",
        ("incident_reported", "incident_investigated", "incident_decided", "incident_closed"),
    ),
    (
        "return_cases",
        "return_cases",
        "ReturnCases",
        (
            "return_requested",
            "return_origin_matched",
            "return_not_accepted",
            "return_notice_issued",
            "return_business_approved",
            "return_quality_approved",
            "return_refused",
            "return_pickup_arranged",
            "return_cold_evidence_filed",
            "return_goods_rejected",
            "return_goods_received",
            "return_inspected",
            "return_appraisal_requested",
            "return_appraised",
            "return_ruling_requested",
            "return_ruled",
            "return_disposition_decided",
            "return_completed",
            "return_refund_requested",
            "return_refund_verified",
            "return_refunded",
            "return_case_closed",
        ),
    ),
    (
        "complaints",
        "complaints",
        "Complaints",
        (
            "complaint_received",
            "complaint_assessed",
            "complaint_transferred",
            "complaint_grave_approved",
            "complaint_accepted",
            "complaint_service_ordered",
            "complaint_site_examined",
            "complaint_investigated",
            "complaint_reported",
            "complaint_attributed",
            "complaint_analysed",
            "complaint_decided",
            "complaint_parties_notified",
            "complaint_signed_off",
            "complaint_answered",
            "complaint_objected",
            "complaint_tracked",
            "complaint_closed",
            "complaint_reopened",
        ),
    ),
    ("petitions", "complaints", "Petitions", ("petition_raised", "petition_decided")),
    (
        "repairs",
        "repairs",
        "Repairs",
        (
            "repair_requested",
            "repair_responded",
            "repair_plan_agreed",
            "repair_dispatched",
            "repair_rescheduled",
            "repair_arrived",
            "repair_taken_back",
            "repair_diagnosed",
            "repair_escalated",
            "repair_loaner_issued",
            "repair_sent_to_factory",
            "repair_received_from_factory",
            "repair_part_used",
            "repair_repaired",
            "repair_inspected",
            "repair_rereleased",
            "repair_returned_to_customer",
            "repair_customer_confirmed",
            "repair_loaner_returned",
            "repair_charged",
            "repair_followed_up",
            "repair_closed",
        ),
    ),
    ("daily_reports", "service_cases", "DailyReports", ("work_reported", "work_report_reviewed")),
    (
        "supplier_contacts",
        "service_cases",
        "SupplierContacts",
        ("supplier_contacted", "supplier_answered", "supplier_contact_closed"),
    ),
    (
        "adverse_events",
        "vigilance",
        "AdverseEvents",
        (
            "adverse_event_received",
            "adverse_event_forwarded",
            "adverse_event_assessed",
            "adverse_event_registrant_told",
            "adverse_event_cluster_reported",
            "adverse_event_reported",
            "adverse_event_investigated",
            "adverse_event_followed_up",
            "adverse_event_closed",
        ),
    ),
    (
        "capa",
        "vigilance",
        "Capa",
        (
            "capa_opened",
            "capa_cause_analysed",
            "capa_planned",
            "capa_implemented",
            "capa_verified",
            "capa_closed",
        ),
    ),
    (
        "recalls",
        "recalls",
        "Recalls",
        (
            "recall_opened",
            "recall_stop_sale_placed",
            "recall_scope_set",
            "recall_authority_reported",
            "recall_notice_sent",
            "recall_response_received",
            "recall_goods_recovered",
            "recall_goods_disposed",
            "recall_effectiveness_checked",
            "recall_progress_reported",
            "recall_summarised",
            "recall_closed",
        ),
    ),
    (
        "feedbacks",
        "opinions",
        "Feedbacks",
        (
            "feedback_received",
            "feedback_routed",
            "feedback_reply_promised",
            "feedback_answered",
            "feedback_closed",
        ),
    ),
    (
        "visits",
        "opinions",
        "Visits",
        ("visit_planned", "visit_made", "visit_approved", "visit_opinion_handled"),
    ),
    ("surveys", "opinions", "Surveys", ("survey_issued", "survey_answered", "survey_followed_up")),
)
_BY_TABLE = {entry[0]: entry[2:] for entry in ENTRIES} | {entry[0]: entry[1:3] for entry in CASES}
_BY_TYPE = {entry[1]: entry[2:] for entry in ENTRIES} | {
    event_type: entry[1:3] for entry in CASES for event_type in entry[3]
}
TABLE_KEYS: tuple[str, ...] = tuple(_BY_TABLE)
EVENT_TYPES: tuple[str, ...] = tuple(_BY_TYPE)


def _declared(module: str, name: str) -> type[Event]:
    return cast("type[Event]", getattr(import_module(f"ledger.events.{module}"), name))


@cache
def event_class(event_type: str) -> type[Event]:
    """Return the class of a stored event type.

    Raises:
        KeyError: No such type is in the catalogue.
    """
    found = _declared(*_BY_TYPE[event_type])
    return cast("type[Case]", found).stage_class(event_type) if found.table.kind == "case" else found


def declaration(key: str) -> type[Event]:
    """Return the class that declares a table, of a case all of its columns.

    Raises:
        KeyError: No such table is in the catalogue.
    """
    return _declared(*_BY_TABLE[key])


@cache
def table(key: str) -> Table:
    """Return the declaration of a table by its key.

    Raises:
        KeyError: No such table is in the catalogue.
    """
    return _declared(*_BY_TABLE[key]).table


@cache
def table_of(event_type: str) -> Table:
    """Return the table whose rows events of this type are.

    Raises:
        KeyError: No such type is in the catalogue.
    """
    return _declared(*_BY_TYPE[event_type]).table


def group(key: str) -> str:
    """Return the subject a table belongs to: the name of the module that declares it.

    Raises:
        KeyError: No such table is in the catalogue.
    """
    return _BY_TABLE[key][0]


def tables() -> tuple[Table, ...]:
    """Return every table that events are recorded in, in the catalogue's order."""
    return tuple(table(key) for key in TABLE_KEYS)


def named(text: str) -> Table | None:
    """Return the table that a text names exactly: by key, by title, else by another title; None if none."""
    key = text if text in TABLE_KEYS else _titles().get(text)
    return None if key is None else table(key)


@cache
def _titles() -> dict[str, str]:
    """Return the key of each table by its title and its other titles, of which the first in order counts."""
    others = {text: each.key for each in reversed(tables()) for text in each.aliases}
    return others | {each.zh: each.key for each in tables()}


# How a column's value becomes a tag: the kind in front of the colon. Lots and serials are qualified by their
# product: `lot:P01/L24`, `serial:P01/SN7`.
TAG_KINDS: dict[str, str] = {
    "product_code": "product",
    "replacement_product_code": "product",
    "loaner_product_code": "product",
    "lot": "lot",
    "lots": "lot",
    "replacement_lot": "lot",
    "replenish_lot": "lot",
    "serial": "serial",
    "serials": "serial",
    "replacement_serial": "serial",
    "replenish_serial": "serial",
    "used_serial": "serial",
    "unused_serial": "serial",
    "loaner_serial": "serial",
    "udi": "udi",
    "customer_code": "customer",
    "supplier_code": "supplier",
    "sale_no": "sale",
    "purchase_no": "purchase",
    "receipt_no": "receipt",
    "outbound_no": "outbound",
    "shipment_no": "shipment",
    "invoice_no": "invoice",
    "contract_no": "contract",
    "return_no": "return",
    "return_case_no": "return",
    "complaint_no": "complaint",
    "repair_no": "repair",
    "recall_no": "recall",
    "hold_no": "hold",
    "veto_no": "veto",
    "nonconformity_no": "nonconformity",
    "adverse_event_no": "adverse_event",
    "capa_no": "capa",
    "consignment_no": "consignment",
    "warranty_no": "warranty",
    "exchange_no": "exchange",
    "service_no": "service",
    "visit_no": "visit",
    "feedback_no": "feedback",
    "disposal_no": "disposal",
    "part_code": "part",
    "part_lot": "part_lot",
    "part_serial": "part_serial",
    "equipment_code": "equipment",
    "location_code": "location",
    "document_no": "document",
    "voucher_no": "voucher",
    "voucher_nos": "voucher",
    "staff_code": "staff",
    "seller": "staff",
    "purchaser": "staff",
    "inspector": "staff",
    "receiver": "staff",
    "checker": "staff",
    "storekeeper": "staff",
    "technician": "staff",
    "handler": "staff",
    "approver": "staff",
    "assignee": "staff",
    "reviewer": "staff",
    "business_approver": "staff",
    "quality_approver": "staff",
    "first_responder": "staff",
    "owner": "staff",
    "responsible_staff": "staff",
    "recorder": "staff",
    "issued_by": "staff",
    "invoice_clerk": "staff",
    "adjudicator": "staff",
    "decided_by": "staff",
    "released_by": "staff",
}


def product_of(column: str) -> str:
    """Return the column with the product that qualifies the lots or serials of a column."""
    given = (one for one in ("replacement_", "loaner_") if column.startswith(one))
    return f"{next(given, '')}product_code"
