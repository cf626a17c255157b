"""What is owed by when: each duty with what starts, meets and pauses it, and whom it is raised to."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from ledger.clocks.duty import Duty, LimitChoice, When, fits

_FAILED: Final[When] = (("conclusion", ("nonconforming",)),)
_ON_SITE: Final = ("service_mode", ("", "on_site", "take_back"))
# A call is about a fault unless it says that it is for another service.
_FAULT: Final = ("service_kind", ("", "repair", "exchange"))
_SENT: Final = ("technician", ("*",))
# 特殊情况除外: what the house has given a reason for keeps no hours, only the time it agreed on.
_USUAL: Final = ("arrival_exception", ("",))
_SERIOUS: Final = ("serious", "may_be_serious")
_GRAVE: Final = ("death", *_SERIOUS)
_DEVICE: Final = ("ae_kind", ("", "device"))
_DRUG: Final = ("ae_kind", ("drug",))
_VETERINARY: Final = ("ae_kind", ("veterinary",))
_REAL_RECALL: Final = (
    *("registrant", "supplier", "own_finding", "authority", "buyer_disqualified", "voluntary"),
)
_REOPENED: Final = (("complaint_reopened", ()),)


def _arrivals() -> tuple[LimitChoice, ...]:
    """Return the limits of an arrival: what was agreed, else hours by zone, to a fault or whoever is sent."""
    agreed = LimitChoice("L-14", (_ON_SITE, ("appointed_until", ("*",))), promise=("appointed_until",))
    zones = (("L-08", (("zone", ("city",)),)), ("L-09", (("zone", ("suburb",)),)), ("L-10", ()))
    hours = [
        LimitChoice(limit, (_ON_SITE, _USUAL, reason, *zone))
        for reason in (_FAULT, _SENT)
        for limit, zone in zones
    ]
    return (agreed, *hours)


DUTIES: Final[tuple[Duty, ...]] = (
    Duty(
        "CLK.RESPOND",
        "complaints",
        "判定投诉性质与程度",
        "assess the complaint",
        "service_manager",
        "response",
        ("complaint_received",),
        ("complaint_received", "complaint_assessed", "complaint_transferred", "complaint_answered"),
        (
            LimitChoice("L-02", (("harm_suspected", ("true",)),), since="mark"),
            LimitChoice("L-02", (("urgent", ("true",)),), since="mark"),
            LimitChoice("L-01"),
        ),
        stop_when=(("complaint_received", (("responded_at", ("*",)),)),),
        done_in="responded_at",
    ),
    Duty(
        "CLK.URGENT",
        "complaints",
        "紧急投诉上报",
        "report the urgent complaint up",
        "deputy_general_manager",
        "response",
        ("complaint_assessed",),
        ("complaint_grave_approved", "complaint_accepted", "complaint_reported", "complaint_decided"),
        (LimitChoice("L-02", (("urgent", ("true",)),)),),
    ),
    Duty(
        "CN.COMPLAINT.REPLY",
        "complaints",
        "答复客户",
        "answer the customer",
        "general_manager",
        "answer",
        ("complaint_received",),
        ("complaint_answered",),
        (LimitChoice("CN.COMPLAINT.REPLY"),),
        again=_REOPENED,
    ),
    Duty(
        "L-16",
        "complaints",
        "提出处理方案",
        "decide how it is handled",
        "general_manager",
        "closing",
        ("complaint_investigated",),
        ("complaint_decided",),
        (),
        again=_REOPENED,
    ),
    Duty(
        "L-17",
        "complaints",
        "调查报告呈总经理",
        "report the investigation to the general manager",
        "general_manager",
        "report",
        ("complaint_investigated",),
        ("complaint_reported", "complaint_decided"),
        (LimitChoice("L-17", (("accepted_at", ("*",)),)),),
    ),
    Duty(
        "CLK.COMPLAINT.CLOSE",
        "complaints",
        "投诉结案",
        "close the complaint",
        "general_manager",
        "closing",
        ("complaint_accepted",),
        ("complaint_closed",),
        (
            LimitChoice("L-19", (("territory", ("abroad", "hk_mo_tw")),)),
            LimitChoice("L-18"),
        ),
        again=_REOPENED,
    ),
    Duty(
        "CLK.RESPOND",
        "feedbacks",
        "回应客户来信来电",
        "respond to the feedback",
        "service_manager",
        "response",
        ("feedback_received",),
        ("feedback_routed", "feedback_reply_promised", "feedback_answered"),
        (LimitChoice("L-05"),),
    ),
    Duty(
        "CLK.PROMISE",
        "feedbacks",
        "按承诺时限答复",
        "answer as promised",
        "service_manager",
        "answer",
        ("feedback_reply_promised",),
        ("feedback_answered",),
        (LimitChoice("L-15", (("promised_by", ("*",)),), since="mark", promise=("promised_by",)),),
    ),
    Duty(
        "CLK.RESPOND",
        "repairs",
        "响应报修",
        "respond to the repair call",
        "service_manager",
        "response",
        ("repair_requested",),
        ("repair_responded", "repair_dispatched"),
        (LimitChoice("L-02", (("fault_weight", ("urgent",)),), since="mark"), LimitChoice("L-01")),
    ),
    Duty(
        "L-06",
        "repairs",
        "派工",
        "send a technician",
        "technical_head",
        "dispatch",
        ("repair_requested",),
        ("repair_dispatched", "repair_repaired"),
        (LimitChoice("L-06"),),
        relieved=(("repair_taken_back", ()),),
    ),
    Duty(
        "CLK.ARRIVE",
        "repairs",
        "到达现场",
        "arrive on site",
        "technical_head",
        "arrival",
        ("repair_requested",),
        ("repair_arrived", "repair_repaired"),
        _arrivals(),
        relieved=(("repair_taken_back", ()),),
        moved=("repair_rescheduled", "appointed_until"),
    ),
    Duty(
        "CLK.REPAIR",
        "repairs",
        "修复",
        "repair the unit",
        "technical_head",
        "repair",
        ("repair_requested",),
        ("repair_repaired", "repair_received_from_factory"),
        (
            LimitChoice("L-11", (("fault_weight", ("urgent",)),)),
            LimitChoice("L-03", (("fault_weight", ("minor",)),)),
            LimitChoice("L-04"),
        ),
        again=(("repair_inspected", _FAILED),),
        pauses=(("repair_sent_to_factory", "repair_received_from_factory"),),
    ),
    Duty(
        "CLK.PROMISE",
        "repairs",
        "按承诺时间完成维修",
        "repair by the promised time",
        "technical_head",
        "repair",
        ("repair_requested", "repair_responded"),
        ("repair_repaired", "repair_received_from_factory"),
        (LimitChoice("L-14", (("promised_at", ("*",)),), promise=("promised_at",)),),
    ),
    Duty(
        "L-12",
        "repairs",
        "提供备用机",
        "lend a device",
        "technical_head",
        "loaner",
        ("repair_requested",),
        ("repair_loaner_issued", "repair_repaired", "repair_received_from_factory"),
        (LimitChoice("L-12", (_FAULT,)),),
        after=12,
        early=("repair_loaner_issued",),
    ),
    Duty(
        "L-30",
        "repairs",
        "返厂维修收回",
        "get the unit back from the factory",
        "service_manager",
        "repair",
        ("repair_sent_to_factory",),
        ("repair_received_from_factory",),
        (LimitChoice("L-30", (("planned_finish_on", ("*",)),), promise=("planned_finish_on",)),),
    ),
    Duty(
        "L-29",
        "repairs",
        "收费开票",
        "charge and invoice",
        "finance",
        "charge",
        ("repair_customer_confirmed",),
        ("repair_charged",),
        (LimitChoice("L-29", (("service_class", ("paid",)),)),),
    ),
    Duty(
        "CLK.CARD",
        "repairs",
        "发出客户意见调查卡",
        "issue the opinion card",
        "technical_head",
        "survey",
        ("repair_requested",),
        ("survey_issued",),
        (LimitChoice("CLK.CARD"),),
    ),
    Duty(
        "L-28",
        "return_cases",
        "安排提货并确认",
        "arrange and confirm the pick-up",
        "business_head",
        "response",
        ("return_business_approved", "return_quality_approved"),
        ("return_pickup_arranged", "return_goods_received", "return_goods_rejected"),
        (
            LimitChoice(
                "L-28",
                (("business_decision", ("approved",)), ("quality_decision", ("approved",))),
                since="mark",
            ),
        ),
        relieved=(("return_refused", ()), ("return_not_accepted", ())),
    ),
    Duty(
        "CLK.AE.REPORT",
        "adverse_events",
        "上报不良事件",
        "report the adverse event",
        "quality_head",
        "report",
        ("adverse_event_received",),
        ("adverse_event_reported",),
        (
            LimitChoice("CN.VADR.REPORT", (_VETERINARY, ("event_level", ("", *_GRAVE)))),
            LimitChoice("CN.VADR.REPORT", (_VETERINARY, ("cluster", ("true",)))),
            LimitChoice("CN.ADR.CLUSTER", (_DRUG, ("cluster", ("true",))), since="mark"),
            LimitChoice("CN.ADR.DEATH", (_DRUG, ("event_level", ("death",))), since="mark"),
            LimitChoice("CN.ADR.SERIOUS", (_DRUG, ("event_level", _SERIOUS)), since="case"),
            LimitChoice("CN.ADR.SERIOUS", (_DRUG, ("unexpected", ("true",))), since="case"),
            LimitChoice("CN.ADR.OTHER", (_DRUG,), since="case"),
            LimitChoice(
                "CN.AE.CLUSTER.CASE",
                (
                    _DEVICE,
                    ("cluster", ("true",)),
                ),
                since="mark",
            ),
            LimitChoice(
                "CN.AE.DEATH",
                (
                    _DEVICE,
                    ("event_level", ("death",)),
                ),
                since="mark",
            ),
            LimitChoice(
                "CN.AE.SERIOUS",
                (
                    _DEVICE,
                    ("event_level", _SERIOUS),
                ),
                since="case",
            ),
        ),
        relieved=(("adverse_event_assessed", (("reportable", ("false",)),)),),
    ),
    Duty(
        "CN.AE.TELL_MAH",
        "adverse_events",
        "告知注册人",
        "tell the registrant",
        "quality_head",
        "report",
        ("adverse_event_received",),
        ("adverse_event_registrant_told",),
        (
            LimitChoice(
                "CN.AE.CLUSTER.MAH",
                (
                    _DEVICE,
                    ("cluster", ("true",)),
                ),
                since="mark",
            ),
            LimitChoice("CN.AE.TELL_MAH"),
        ),
        relieved=(("adverse_event_assessed", (("reportable", ("false",)),)),),
    ),
    Duty(
        "CN.AE.CLUSTER.REG",
        "adverse_events",
        "群体事件电话报告监管部门",
        "tell the authority of the cluster",
        "quality_head",
        "report",
        ("adverse_event_received",),
        ("adverse_event_cluster_reported",),
        (LimitChoice("CN.AE.CLUSTER.REG", (_DEVICE, ("cluster", ("true",))), since="mark"),),
    ),
    Duty(
        "CLK.PROMISE",
        "capa",
        "完成纠正预防措施",
        "carry out the action",
        "quality_head",
        "closing",
        ("capa_opened", "capa_planned"),
        ("capa_implemented",),
        (LimitChoice("L-14", (("due_at", ("*",)),), promise=("due_at",)),),
        again=(("capa_verified", (("effect", ("not_effective",)),)),),
    ),
    Duty(
        "CLK.VISIT",
        "visits",
        "按计划回访",
        "make the planned visit",
        "service_manager",
        "visit",
        ("visit_planned",),
        ("visit_made",),
        (LimitChoice("L-14", (("planned_on", ("*",)),), promise=("planned_on",)),),
    ),
    Duty(
        "L-30",
        "supplier_contacts",
        "供货方答复",
        "answer of the maker or supplier",
        "service_management",
        "answer",
        ("supplier_contacted",),
        ("supplier_answered",),
        (LimitChoice("L-30", (("due_at", ("*",)),), promise=("due_at",)),),
    ),
    Duty(
        "CN.DEFECT.REPORT",
        "quality_holds",
        "通知注册人、供货者并报告监管部门",
        "tell the parties and report to the authority",
        "quality_head",
        "report",
        ("hold_placed",),
        ("hold_reported",),
        (
            LimitChoice("CN.DEFECT.REPORT", (("serious", ("true",)),)),
            LimitChoice("CN.DEFECT.REPORT", (("target_kind", ("sold_goods",)),)),
        ),
        relieved=(("hold_released", ()),),
    ),
    Duty(
        "CN.RECALL.STOP",
        "recalls",
        "停售召回范围内的库存",
        "stop the sale of all stock in scope",
        "quality_head",
        "response",
        ("recall_opened",),
        ("recall_stop_sale_placed",),
        (LimitChoice("CN.RECALL.STOP", (("origin", _REAL_RECALL),)),),
    ),
    Duty(
        "CN.DEFECT.REPORT",
        "recalls",
        "报告药品监督管理部门",
        "report the own finding to the authority",
        "quality_head",
        "report",
        ("recall_opened",),
        ("recall_authority_reported",),
        (LimitChoice("CN.DEFECT.REPORT", (("origin", ("own_finding",)),)),),
    ),
    Duty(
        "CLK.RECALL.FORWARD",
        "recalls",
        "向全部收货方传达召回通知",
        "forward the notice to every consignee",
        "quality_head",
        "response",
        ("recall_opened",),
        ("recall_notice_sent",),
        (
            LimitChoice("CN.DRUGRECALL.NOTIFY.1", (("product_kind", ("drug",)), ("level", ("1", "")))),
            LimitChoice("CN.DRUGRECALL.NOTIFY.2", (("product_kind", ("drug",)), ("level", ("2",)))),
            LimitChoice("CN.DRUGRECALL.NOTIFY.3", (("product_kind", ("drug",)), ("level", ("3",)))),
            LimitChoice("CN.RECALL.FORWARD.1", (("level", ("1", "")),)),
            LimitChoice("CN.RECALL.FORWARD.2", (("level", ("2",)),)),
            LimitChoice("CN.RECALL.FORWARD.3", (("level", ("3",)),)),
        ),
        stop_when=(("recall_notice_sent", (("notices_complete", ("true",)),)),),
    ),
    Duty(
        "CLK.RECALL.PROGRESS",
        "recalls",
        "报告召回实施情况",
        "report the progress of the recall",
        "quality_head",
        "report",
        ("recall_opened", "recall_progress_reported"),
        ("recall_progress_reported", "recall_summarised"),
        (LimitChoice("L-14", (("next_report_on", ("*",)),), promise=("next_report_on",)),),
        again=(("recall_progress_reported", (("next_report_on", ("*",)),)),),
    ),
    Duty(
        "CN.RECALL.SUMMARY",
        "recalls",
        "召回总结评估",
        "summarise the recall",
        "quality_head",
        "report",
        ("recall_effectiveness_checked", "recall_goods_disposed"),
        ("recall_summarised",),
        (LimitChoice("CN.RECALL.SUMMARY"),),
    ),
    Duty(
        "CN.INSPECT.RECTIFY",
        "authority_inspections",
        "提交整改报告",
        "report the rectification",
        "person_in_charge",
        "report",
        ("authority_inspection_recorded",),
        ("authority_rectification_reported",),
        (
            LimitChoice("L-14", (("rectify_by", ("*",)),), promise=("rectify_by",)),
            LimitChoice(
                "CN.INSPECT.RECTIFY",
                (("inspection_kind", ("licensing",)), ("check_conclusion", ("not_met", "partly"))),
            ),
        ),
    ),
    Duty(
        "CLK.PROMISE",
        "rule_checks",
        "完成整改",
        "rectify what the check found",
        "department_head",
        "closing",
        ("rule_check_made",),
        ("rule_check_rectified",),
        (LimitChoice("L-14", (("rectify_by", ("*",)),), promise=("rectify_by",)),),
    ),
    Duty(
        "CLK.PROMISE",
        "letters",
        "复函",
        "answer the letter",
        "service_manager",
        "answer",
        ("letter_registered",),
        ("letter_answered",),
        (
            LimitChoice(
                "L-15", (("due_at", ("*",)), ("letter_direction", ("incoming",))), promise=("due_at",)
            ),
        ),
    ),
)

# Events that mark another matter than the one they are a row of: (type of the mark, table, column with its
# number). A letter that replies to another answers that one.
FOREIGN: Final[dict[str, tuple[tuple[str, str, str], ...]]] = {
    "survey_issued": (("survey_issued", "repairs", "repair_no"),),
    "letter_registered": (("letter_answered", "letters", "reply_to"),),
}
# Whom a matter is about, and who has it, from the first of these columns that is given.
OWNERS: Final = ("owner", "handler", "technician", "responsible_staff", "assessor", "first_responder")
ABOUT: Final = ("customer_code", "product_code", "lot", "serial")


@cache
def of_table(table: str) -> tuple[Duty, ...]:
    """Return the duties of a kind of case."""
    return tuple(one for one in DUTIES if one.table == table)


def is_decisive(table: str, event: str, data: dict[str, Any]) -> bool:
    """Return whether an event of a matter decides about any of its duties.

    Args:
        table: Of the matter.
        event: Event type.
        data: What the event says.
    """
    return any(_decides(one, event, data) for one in of_table(table))


def _decides(duty: Duty, event: str, data: dict[str, Any]) -> bool:
    if event in duty.stops and all(fits(when, data) for name, when in duty.stop_when if name == event):
        return True
    named = (*duty.starts, *(one for pair in duty.pauses for one in pair), *(duty.moved or ())[:1])
    told = (*duty.relieved, *duty.again)
    return event in named or any(name == event and fits(when, data) for name, when in told)


@cache
def duty(table: str, clock: str) -> Duty:
    """Return one duty.

    Raises:
        KeyError: A case of this table has no such clock.
    """
    for one in of_table(table):
        if one.clock == clock:
            return one
    raise KeyError(clock)


@cache
def kept_columns(table: str) -> frozenset[str]:
    """Return the columns of a case that its duties look at, or show."""
    return frozenset((*OWNERS, *ABOUT)).union(*(one.columns for one in of_table(table)), _STANDARD)


_STANDARD: Final = frozenset({"zone", "territory", "fault_weight", "channel", "service_kind"})
