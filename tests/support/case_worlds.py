"""What truly happened to one case of every kind: its stages with what they say, each at its own time.

A world tells a matter as the trade has it: nobody barred, nothing skipped that the law wants, some stages
that only some matters have. Which of them the desk writes down, when, and in what order, is not said here.
Days are those of March 2026. Staff: `V1` heads the customer service, `Q1` quality, `Q2` is of quality, `B1`
heads business, `D1` is deputy general manager, `G1` general manager, `F1` of finance, `T1` repairs, `T2`
heads the technical department, `E1` sells, `E2` serves customers, `W1` keeps the store.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

Row = dict[str, Any]


@dataclass(frozen=True)
class Happened:
    """One stage of a matter.

    Attributes:
        event: What it is to the case.
        says: What of it is written down; the columns of its time are among them.
    """

    event: str
    says: Row

    def __repr__(self) -> str:
        return self.event


@dataclass(frozen=True)
class CaseWorld:
    """A matter, as it went.

    Attributes:
        table: Of its case.
        number: Of its case.
        first: How it began.
        course: What happened then, in the order of the days.
        end: What ended it; None where such a matter has no end of its own.
    """

    table: str
    number: str
    first: Happened
    course: tuple[Happened, ...]
    end: Happened | None = None

    def __repr__(self) -> str:
        return self.table

    @property
    def whole(self) -> tuple[Happened, ...]:
        """Everything that happened, in the order of the days."""
        return (self.first, *self.course, *((self.end,) if self.end else ()))


def on(day: int) -> str:
    """Return a day of March 2026."""
    return f"2026-03-{day:02}"


def at(day: int, hour: int = 10) -> str:
    """Return a time of a day of March 2026, in the zone of the house."""
    return f"2026-03-{day:02}T{hour:02}:00+08:00"


def _told(event: str, **says: Any) -> Happened:
    return Happened(event, says)


_LINE: Final = {"sale_no": "XS1", "sale_line": 1}
_GOODS: Final = {"product_code": "P1", "lot": "L1"}
_UNIT: Final = {"product_code": "P2", "serial": "SN1"}

WORLDS: Final = (
    CaseWorld(
        "consignments",
        "XP-N",
        _told(
            "goods_consigned_out",
            line=1,
            consignment_kind="clinical_choice",
            consigned_on=on(2),
            customer_code="C1",
            **_GOODS,
            quantity="10",
            handler="E1",
        ),
        (
            _told("consignment_use_confirmed", line=1, used_on=on(4), used_quantity="3"),
            _told("consignment_unused_returned", line=1, returned_on=on(6), unused_quantity="7"),
        ),
        _told("consignment_closed", line=1, closed_on=on(8), close_note="已结清"),
    ),
    CaseWorld(
        "delivery_discrepancies",
        "CY-N",
        _told(
            "discrepancy_reported",
            reported_on=on(2),
            discrepancy_kind="short",
            customer_code="C1",
            **_LINE,
            **_GOODS,
            quantity="2",
            content="少两支",
        ),
        (
            _told(
                "discrepancy_investigated",
                investigator="E2",
                investigated_on=on(3),
                findings="漏装",
                attribution="own",
            ),
            _told("discrepancy_replenished", replenished_on=on(5), replenished_quantity="2"),
            _told("discrepancy_explained", explanation="已补发两支", explained_at=at(6)),
        ),
        _told("discrepancy_closed", closed_on=on(8), close_note="客户已签收"),
    ),
    CaseWorld(
        "quality_holds",
        "TS-N",
        _told(
            "hold_placed",
            hold_kind="stop_sale",
            target_kind="lot",
            product_code="P1",
            lots=["L9"],
            reason="漏液",
            serious=True,
            placed_at=at(2),
            decided_by="Q1",
        ),
        (
            _told("hold_parties_notified", registrant_notified_at=at(2, 14), supplier_notified_at=at(2, 15)),
            _told("hold_reported", authority_reported_at=at(2, 16), authority_name="市药监局"),
        ),
        _told("hold_released", release_reason="复检合格", released_by="Q1", released_at=at(9)),
    ),
    CaseWorld(
        "quality_vetoes",
        "FJ-N",
        _told(
            "veto_issued",
            veto_ground="supplier_unqualified",
            target_kind="supplier",
            supplier_code="S9",
            opinion="停止采购",
            issued_on=on(2),
            decided_by="Q1",
        ),
        (_told("veto_acknowledged", acknowledged_by="B1", acknowledged_on=on(3), followed=True),),
        _told("veto_lifted", lift_reason="资质已补齐", released_by="Q1", lifted_on=on(9)),
    ),
    CaseWorld(
        "nonconformities",
        "BHG-N",
        _told(
            "nonconformity_found",
            found_on=on(2),
            found_stage="storage",
            **_GOODS,
            quantity="1",
            nonconformity="包装破损",
            finder="W1",
        ),
        (
            _told(
                "nonconformity_confirmed",
                confirmed_by="Q1",
                confirmed_on=on(3),
                conclusion="nonconforming",
                cause="搬运",
            ),
            _told("nonconformity_decided", nc_disposition="destroy", decided_by="Q1", decided_on=on(4)),
            _told("nonconformity_disposed", disposal_no="XH1", supervised_by="Q2", disposed_at=at(6)),
        ),
        _told("nonconformity_closed", closed_on=on(7), close_note="已销毁"),
    ),
    CaseWorld(
        "first_approvals",
        "SY-N",
        _told(
            "first_approval_requested",
            approval_kind="enterprise",
            applied_on=on(2),
            applicant="E3",
            supplier_code="S9",
            party_name="S9供应商",
        ),
        (
            _told(
                "first_approval_reviewed",
                reviewer="Q2",
                review_opinion="齐全",
                reviewed_on=on(3),
                scope_ok=True,
            ),
            _told("first_approval_site_visited", site_visit_on=on(4), site_finding="符合"),
        ),
        _told("first_approval_granted", approver="Q1", decision="approved", decided_on=on(5)),
    ),
    CaseWorld(
        "rule_checks",
        "JC-N",
        _told(
            "rule_check_made",
            rule_check_kind="rule_execution",
            checked_on=on(2),
            department="仓储部",
            items="温湿度记录",
            check_conclusion="not_met",
            rectify_by=on(10),
            checker="Q2",
        ),
        (
            _told("rule_check_rectified", rectified_on=on(8), rectification="已补记"),
            _told("rule_check_rechecked", rechecked_on=on(9), recheck_result="met"),
        ),
    ),
    CaseWorld(
        "self_inspections",
        "ZC-N",
        _told("self_inspection_made", year=2025, made_on=on(2), content="十项"),
        (_told("self_inspection_approved", approver="G1", approved_on=on(4), truth_declared=True),),
        _told("self_inspection_submitted", submitted_on=on(6), submitted_to="市药监局", receipt_code="HZ1"),
    ),
    CaseWorld(
        "authority_inspections",
        "JG-N",
        _told(
            "authority_inspection_recorded",
            authority_name="市药监局",
            inspection_kind="routine",
            inspected_on=on(2),
            opinion="限期整改",
            rectify_by=on(12),
        ),
        (_told("authority_rectification_reported", rectification="已整改", reported_on=on(10)),),
        _told("authority_inspection_closed", closed_on=on(14), close_note="已验收"),
    ),
    CaseWorld(
        "quality_incidents",
        "SG-N",
        _told(
            "incident_reported",
            incident_kind="accident",
            reported_on=on(2),
            handler="W1",
            content="冷库断电",
        ),
        (
            _told("incident_investigated", investigator="Q2", investigated_on=on(4), cause="线路老化"),
            _told(
                "incident_decided", decision="approved", decided_by="Q1", decided_on=on(5), measures="更换"
            ),
        ),
        _told("incident_closed", closed_on=on(9), close_note="已更换"),
    ),
    CaseWorld(
        "return_cases",
        "TH-N",
        _told(
            "return_requested",
            return_policy="two_approvals",
            received_at=at(1),
            customer_code="C1",
            **_GOODS,
            quantity="4",
            reason="医院科室撤并",
        ),
        (
            _told(
                "return_origin_matched",
                sold_by_us=True,
                **_LINE,
                invoice_clerk="K1",
                origin_matched_at=at(1, 14),
            ),
            _told("return_notice_issued", return_notice_no="TZ1", notice_on=on(2)),
            _told(
                "return_business_approved",
                business_approver="B1",
                business_decision="approved",
                business_approved_at=at(2, 11),
            ),
            _told(
                "return_quality_approved",
                quality_approver="Q1",
                quality_decision="approved",
                quality_approved_at=at(2, 15),
            ),
            _told("return_pickup_arranged", transport_mode="own_vehicle", pickup_confirmed_at=at(3)),
            _told(
                "return_goods_received",
                notice_matched=True,
                received_on=on(4),
                received_quantity="4",
                receiver="W1",
                location_code="T-01",
            ),
            _told(
                "return_inspected",
                inspector="Q2",
                inspected_on=on(5),
                quality_status="conforming",
                conclusion="conforming",
            ),
            _told(
                "return_ruling_requested",
                adjudicator="R1",
                reason_reviewed="属实",
                ruling_requested_at=at(5, 15),
            ),
            _told("return_ruled", adjudicator="R1", ruling="同意退回", ruled_at=at(6)),
            _told(
                "return_disposition_decided",
                disposition="restocked",
                decided_by="Q1",
                disposition_decided_at=at(7),
            ),
            _told("return_completed", compensation="refund", completed_at=at(8)),
            _told("return_refund_requested", refund_requested_on=on(9), refund_amount="400"),
            _told(
                "return_refund_verified",
                refund_verified_amount="400",
                refund_verified_by="F1",
                refund_notified_on=on(10),
            ),
            _told("return_refunded", refunded_on=on(11), compensation="refund"),
        ),
        _told("return_case_closed", closed_on=on(13), close_note="已退款"),
    ),
    CaseWorld(
        "complaints",
        "TS-N",
        _told("complaint_received", received_on=on(2), customer_code="C1", channel="phone", content="漏液"),
        (
            _told(
                "complaint_assessed", nature="quality", severity="grave", handler="V1", assessed_at=at(2, 11)
            ),
            _told("complaint_transferred", transferred_to="质量管理部", transferred_at=at(2, 15)),
            _told("complaint_grave_approved", grave_approver="D1", grave_approved_at=at(3)),
            _told("complaint_accepted", accepted_at=at(3, 11)),
            _told("complaint_service_ordered", service_notice_no="FW1", service_ordered_at=at(3, 14)),
            _told("complaint_site_examined", site_visit_on=on(4), site_finding="密封不良"),
            _told(
                "complaint_investigated",
                investigator="Q2",
                investigated_on=on(5),
                findings="密封不良",
                cause_class="product_quality",
            ),
            _told("complaint_reported", reported_on=on(6), report_text="见附件"),
            _told(
                "complaint_attributed",
                responsible_department="质量部",
                attribution="own",
                attributed_at=at(6),
            ),
            _told("complaint_analysed", countermeasure="加严检验", analysed_at=at(7)),
            _told(
                "complaint_decided",
                outcome="founded",
                decided_by="G1",
                decided_on=on(8),
                tracking_required=True,
            ),
            _told("complaint_parties_notified", registrant_notified_at=on(8), supplier_notified_at=on(8)),
            _told("complaint_answered", answered_at=at(9), answer_channel="letter", answer="已说明原因"),
            _told("complaint_signed_off", signed_off_on=on(10), copies_filed=["质量部", "销售部", "会计科"]),
            _told("complaint_tracked", tracked_on=on(12), tracking_result="已解决"),
        ),
        _told("complaint_closed", closed_on=on(14), close_note="已归档"),
    ),
    CaseWorld(
        "petitions",
        "QC-N",
        _told(
            "petition_raised",
            raised_on=on(2),
            raised_by="销售部",
            subject_table="complaints",
            subject_no="TS0",
            objection="客户认为应更换",
        ),
        (),
        _told("petition_decided", approver="G1", decision="approved", instruction="更换", decided_on=on(4)),
    ),
    CaseWorld(
        "repairs",
        "WX-N",
        _told("repair_requested", requested_on=at(2, 9), customer_code="C1", **_UNIT, fault="不能开机"),
        (
            _told("repair_responded", responded_at=at(2, 10), response_note="已回电"),
            _told(
                "repair_plan_agreed", service_plan="上门", customer_consented=True, plan_agreed_at=at(2, 11)
            ),
            _told(
                "repair_dispatched",
                technician="T1",
                dispatched_at=at(2, 12),
                appointed_from=at(3, 9),
                appointed_until=at(3, 11),
            ),
            _told("repair_arrived", arrived_at=at(3, 10), card_shown=True),
            _told("repair_taken_back", taken_back_on=on(3), takeback_signed=True, planned_finish_on=on(20)),
            _told("repair_diagnosed", diagnosed_on=on(4), fault_analysis="电源板损坏", fault_label="电源板"),
            _told(
                "repair_loaner_issued", loaner_product_code="P2", loaner_serial="LN1", loaner_issued_at=at(4)
            ),
            _told("repair_escalated", escalated_at=at(4, 15), escalation_help="请厂家协助"),
            _told("repair_sent_to_factory", factory_sent_on=on(5)),
            _told("repair_received_from_factory", factory_back_on=on(9)),
            _told("repair_part_used", part_code="PJ1", part_quantity="1", part_used_at=at(10)),
            _told("repair_repaired", repaired_on=on(10), repair_content="换电源板", repair_result="正常"),
            _told("repair_inspected", inspector="Q2", inspected_on=on(11), conclusion="conforming"),
            _told("repair_rereleased", released_by="Q1", rereleased_at=at(12)),
            _told("repair_returned_to_customer", customer_back_on=on(13)),
            _told(
                "repair_customer_confirmed",
                customer_signed=True,
                service_voucher_no="PZ1",
                customer_confirmed_at=at(13, 15),
            ),
            _told(
                "repair_loaner_returned", loaner_serial="LN1", loaner_returned_at=at(14), loaner_state="完好"
            ),
            _told("repair_followed_up", followed_up_on=on(16), satisfaction="satisfied"),
        ),
        _told("repair_closed", closed_on=on(18), close_note="已归档"),
    ),
    CaseWorld(
        "daily_reports",
        "RB-N",
        _told("work_reported", worked_on=on(2), technician="T1", service_class="free", hours_used="3"),
        (),
        _told("work_report_reviewed", reviewer="T2", reviewed_on=on(3), review_note="属实"),
    ),
    CaseWorld(
        "supplier_contacts",
        "LX-N",
        _told(
            "supplier_contacted",
            contacted_on=on(2),
            contact_party="supplier",
            supplier_code="S1",
            party_name="S1供应商",
            content="请提供电源板",
            due_at=at(9),
            handler="E2",
        ),
        (_told("supplier_answered", answered_at=at(5), answer="已寄出"),),
        _told("supplier_contact_closed", result="已到货", customer_told_at=at(7), closed_on=on(8)),
    ),
    CaseWorld(
        "adverse_events",
        "AE-N",
        _told(
            "adverse_event_received",
            ae_kind="device",
            became_aware_at=at(2),
            product_code="P1",
            manifestation="皮肤红肿",
            event_level="serious",
            cluster=True,
        ),
        (
            _told("adverse_event_forwarded", forwarded_at=at(2, 11)),
            _told(
                "adverse_event_assessed",
                event_level="serious",
                assessor="Q2",
                reportable=True,
                assessed_at=at(2, 14),
            ),
            _told("adverse_event_registrant_told", registrant_notified_at=at(2, 15)),
            _told("adverse_event_cluster_reported", authority_reported_at=at(2, 16), authority_name="省局"),
            _told("adverse_event_reported", reported_at=at(2, 17), report_code="BG1", reporter="Q2"),
            _told("adverse_event_investigated", self_check="未见异常", investigated_at=at(5)),
            _told("adverse_event_followed_up", followed_up_on=on(12), evaluation_result="已恢复"),
        ),
        _told("adverse_event_closed", closed_on=on(20), close_note="已结"),
    ),
    CaseWorld(
        "capa",
        "JF-N",
        _told(
            "capa_opened",
            capa_kind="corrective",
            capa_source="other",
            opened_on=on(2),
            problem="漏装",
            responsible_department="仓储部",
            responsible_staff="W1",
        ),
        (
            _told("capa_cause_analysed", cause="未复核", cause_analysed_at=at(3)),
            _told("capa_planned", measures="双人复核", due_at=at(10), planned_at=at(4)),
            _told("capa_implemented", implemented_on=on(8), implementation="已培训"),
            _told("capa_verified", verified_by="Q1", verified_on=on(12), effect="effective"),
        ),
        _told("capa_closed", closed_on=on(14), close_note="已验证"),
    ),
    CaseWorld(
        "recalls",
        "ZH-N",
        _told(
            "recall_opened",
            origin="registrant",
            level="2",
            reason="密封不良",
            product_code="P1",
            lots=["L8"],
            notice_received_on=at(2),
            opened_by="Q1",
        ),
        (
            _told("recall_stop_sale_placed", hold_no="TS-N", stopped_at=at(2, 11)),
            _told("recall_scope_set", as_true_at=at(2, 12), scope_version=1, product_code="P1", lots=["L8"]),
            _told("recall_authority_reported", authority_reported_at=at(2, 14), authority_name="市局"),
            _told(
                "recall_notice_sent",
                customer_code="C1",
                notice_sent_at=at(2, 15),
                notice_method="phone",
                notices_complete=True,
            ),
            _told(
                "recall_response_received", customer_code="C1", response_state="answered", responded_at=at(3)
            ),
            _told("recall_goods_recovered", customer_code="C1", recovered_on=on(4), recovered_quantity="1"),
            _told("recall_goods_disposed", disposed_quantity="1", goods_disposed_at=at(5)),
            _told(
                "recall_effectiveness_checked",
                checked_count=1,
                effective_count=1,
                checked_on=on(6),
                effectiveness="有效",
            ),
            _told("recall_progress_reported", reported_on=on(7), reported_to="市局", progress_note="进行中"),
            _told("recall_summarised", summary="全部收回", summarised_on=on(9)),
        ),
        _told("recall_closed", closed_on=on(10), close_note="已结"),
    ),
    CaseWorld(
        "feedbacks",
        "FK-N",
        _told(
            "feedback_received",
            feedback_kind="inquiry",
            received_at=at(2, 9),
            handler="E2",
            content="何时到货",
        ),
        (
            _told("feedback_routed", route="ordinary", transferred_to="客服部", transferred_at=at(2, 10)),
            _told("feedback_reply_promised", promised_by=at(6), reply_promised_at=at(2, 11)),
            _told("feedback_answered", answered_at=at(5), answer_channel="phone", answer="下周到货"),
        ),
        _told("feedback_closed", closed_on=on(7), close_note="已归档"),
    ),
    CaseWorld(
        "visits",
        "HF-N",
        _told(
            "visit_planned", visit_kind="user_quality", planned_on=on(6), customer_code="C1", planned_at=at(2)
        ),
        (
            _told(
                "visit_made",
                visit_kind="user_quality",
                customer_code="C1",
                visited_on=on(5),
                handler="E2",
                opinion="良好",
            ),
            _told("visit_approved", approver="V1", decision="approved", approved_on=on(7)),
        ),
        _told("visit_opinion_handled", handling="已转达", answered_at=at(9)),
    ),
    CaseWorld(
        "surveys",
        "DC-N",
        _told("survey_issued", survey_kind="satisfaction", issued_on=on(2), customer_code="C1"),
        (_told("survey_answered", answered_on=on(5), satisfaction="satisfied"),),
        _told("survey_followed_up", handling="已致谢", answered_at=at(9)),
    ),
)
