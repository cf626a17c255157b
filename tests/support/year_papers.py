"""The files that a house keeps of a simulated year: rows by table, headings as the tables know them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from tests.support.fault_papers import blamed, lots, repairs, served
from tests.support.simulated_year import Complaint, Partner, Year
from tests.support.typed_rows import Row, typed_row
from tests.support.worked_days import months_on

_STAFF: Final = {
    "E1": "销售员",
    "V1": "客服部经理",
    "Q1": "质量负责人",
    "Q2": "质管员",
    "B1": "业务负责人",
    "G1": "总经理",
    "T1": "维修技术员",
    "T2": "维修技术员",
}


def papers(year: Year) -> dict[str, list[Row]]:
    """Return the rows of every table that a year fills, in an order in which they may be imported."""
    return {
        "service_standards": [_plan(year), _fees()],
        "suppliers": [_partner(one, "supplier") for one in year.suppliers],
        "customers": [_partner(one, "customer") for one in year.customers],
        "staff": [typed_row(staff_code=code, name=f"员工{code}", post=post) for code, post in _STAFF.items()],
        "products": [*_products(year)],
        "first_approvals": [*_approvals(year)],
        "receipts": [*_receipts(year)],
        "quality_holds": [*_holds(year)],
        "recalls": [*_recalls(year)],
        "contracts": [*_contracts(year)],
        "consignments": [*_lettings(year)],
        "sales": [*_sales(year)],
        "shipments": [*_shipments(year)],
        "temperature_readings": [*_readings(year)],
        "repairs": [*repairs(year)],
        "service_records": [*served(year)],
        "surveys": [*_cards(year)],
        "complaints": [*(_complaint(one) for one in year.complaints), *blamed(year)],
        "feedbacks": [*_questions(year)],
        "adverse_events": [*_reactions(year)],
        "return_cases": [*_returns(year)],
        "warranties": [*_units(year)],
        "visits": [*_visits(year)],
        "rule_checks": [*_checks(year)],
        "partner_assessments": [*_assessments(year)],
        "quality_trackings": [*_tracked(year)],
        "capa": [*_actions(year)],
        "training_plans": [*_plans(year)],
        "trainings": [*_trainings(year)],
        "supplier_contacts": [*_referrals(year)],
        "report_issues": [*_issues(year)],
        "veterinary_filings": [*_filings(year)],
    }


def _partner(one: Partner, who: str) -> Row:
    paper = {"licence_kind": one.paper, "licence_no": f"证{one.code}" if one.paper else None}
    own: dict[str, Any] = {"kind": one.kind, "address": f"{one.code}路1号"} if who == "customer" else {}
    if one.paper is not None:
        own["licence_valid_until"] = one.until
    if one.paper == "trade_licence":
        own["scope"] = f"二类:{','.join(one.scope)};三类:{','.join(one.scope)}"
    return typed_row(**{f"{who}_code": one.code, "name": f"单位{one.code}"}, **paper, **own)


def _products(year: Year) -> Iterator[Row]:
    plain = {"unit": "支", "registrant": "甲医疗", "implantable": False, "special_control": False}
    for one in year.products:
        kind = {"drug": "drug", "veterinary": "veterinary_drug"}.get(one.class_, "device")
        yield typed_row(
            product_code=one.code,
            name=f"产品{one.code}",
            product_kind=kind,
            registration_no=one.number,
            category_code=one.category,
            cold_chain=one.cold,
            tracking="lot",
            prescription=one.prescribed or None,
            storage_conditions="2-8℃" if one.cold else "常温",
            **plain,
        )
    yield typed_row(
        product_code="PD",
        name="监护仪",
        registration_no="国械注准20242070105",
        cold_chain=False,
        tracking="serial",
        storage_conditions="常温",
        **plain,
    )


def _approvals(year: Year) -> Iterator[Row]:
    steps = {"applied_on": date(2025, 1, 1), "reviewed_on": date(2025, 1, 1), "decided_on": date(2025, 1, 1)}
    people = {"applicant": "E1", "reviewer": "Q2", "approver": "Q1", "review_opinion": "齐全"}
    for code in sorted(year.approved):
        party = {"approval_kind": "enterprise", "supplier_code": code, "party_name": f"单位{code}"}
        yield typed_row(
            approval_no=f"SY-{code}", **party, **people, **steps, decision="approved", scope_ok=True
        )
    for code in (*(one.code for one in year.products), "PD"):
        party = {"approval_kind": "product", "product_code": code, "party_name": "单位S1"}
        yield typed_row(
            approval_no=f"SY-{code}", **party, **people, **steps, decision="approved", scope_ok=True
        )


def _receipts(year: Year) -> Iterator[Row]:
    whole = {"line": 1, "conclusion": "合格", "inspector": "Q2"}
    cold = {one.code for one in year.products if one.cold}
    for one in year.receipts:
        way = {"transport_mode": "carrier", "transit_temperature": "3~6", "arrival_temperature": 5}
        times = {"departed_at": f"{one.day} 08:00", "arrived_at": f"{one.day} 11:00"}
        yield typed_row(
            receipt_no=one.number,
            received_on=one.day,
            accepted_on=one.day,
            supplier_code=one.supplier,
            product_code=one.product,
            lot=one.lot,
            production_date=one.made,
            expiry_date=one.expiry,
            quantity=one.quantity,
            accepted_quantity=one.quantity,
            **whole,
            **(way | times if one.product in cold else {}),
        )
    day = date(2025, 1, 1)
    for lot, units in lots(year).items():
        yield typed_row(
            receipt_no=f"YS-{lot}",
            received_on=day,
            accepted_on=day,
            supplier_code="S1",
            product_code="PD",
            lot=lot,
            serial=";".join(units),
            quantity=len(units),
            accepted_quantity=len(units),
            **whole,
        )


def _holds(year: Year) -> Iterator[Row]:
    for one in year.stops:
        if not one.recall:
            yield typed_row(
                hold_no=one.number,
                hold_kind="stop_sale",
                target_kind="lot",
                product_code=one.product,
                lots=one.lot,
                reason="质量待查",
                placed_at=_midnight(one.since),
                decided_by="Q1",
                release_reason="复检合格",
                released_by="Q1",
                released_at=_midnight(one.until),
            )


def _midnight(day: date | None) -> datetime | None:
    return datetime.combine(day, time()) if day else None


def _recalls(year: Year) -> Iterator[Row]:
    drugs = {one.code for one in year.products if one.class_ == "drug"}
    for one in year.recalled:
        stop, number = one.stop, {"recall_no": one.stop.number}
        yield typed_row(
            **number,
            stage="opened",
            origin="own_finding" if one.own else "registrant",
            level=stop.level,
            reason="密封不良",
            product_code=stop.product,
            product_kind="drug" if stop.product in drugs else "device",
            lots=stop.lot,
            notice_received_on=_midnight(stop.since),
            next_report_on=one.reports[0].following,
            opened_by="Q1",
        )
        for report in one.reports[1:]:
            told = {"reported_on": report.day, "reported_to": "甲医疗", "progress_note": "已收回一部分"}
            yield typed_row(**number, stage="progress_reported", **told, next_report_on=report.following)
        scope = {"as_true_at": _midnight(stop.since), "product_code": stop.product, "lots": stop.lot}
        yield typed_row(**number, stage="scope_set", **scope)
        if one.locked is not None:
            yield typed_row(**number, stage="stop_sale_placed", stopped_at=one.locked)
        if one.reported is not None:
            yield typed_row(**number, stage="authority_reported", authority_reported_at=one.reported)
        if one.told is not None:
            told = {"customer_code": "H1", "notice_sent_at": one.told, "notices_complete": True}
            yield typed_row(**number, stage="notice_sent", **told)
        if one.checked is not None:
            yield typed_row(
                **number, stage="effectiveness_checked", checked_on=one.checked, customer_code="H1"
            )
        if one.summarised is not None:
            yield typed_row(**number, stage="summarised", summarised_on=one.summarised, summary="已收回")


def _sales(year: Year) -> Iterator[Row]:
    for one in year.sales:
        yield typed_row(
            sale_no=one.number,
            line=1,
            sold_on=one.day,
            customer_code=one.customer,
            product_code=one.product,
            lot=one.lot,
            quantity=one.quantity,
            unit_price=one.price,
            amount=one.amount,
            sale_mode="retail" if one.retail else None,
            prescription_no=one.prescription,
            seller="E1",
        )


def _contracts(year: Year) -> Iterator[Row]:
    for one in year.rentals:
        if one.contract is not None:
            party = {"customer_code": one.customer, "party_name": f"单位{one.customer}"}
            term = {"signed_on": one.since, "valid_from": one.since, "valid_until": one.until}
            yield typed_row(contract_no=one.contract, contract_kind="rental", **party, **term)


def _plan(year: Year) -> Row:
    """L-16: the house wants a complaint decided within five working days of its investigation."""
    return typed_row(
        standard_no="BZ-1",
        name="处理方案期限",
        standard_kind="closing",
        stop_event="complaint_decided",
        limit_value=5,
        limit_unit="working_day",
        effective_from=year.planned_from,
    )


def _fees() -> Row:
    told = {"standard_no": "BZ-2", "name": "人工费", "standard_kind": "charge", "fee_item": "人工费"}
    return typed_row(**told, fee_amount=200, effective_from=date(2025, 1, 1))


def _lettings(year: Year) -> Iterator[Row]:
    for one in year.rentals:
        begun = {"consignment_no": one.number, "line": 1, "consignment_kind": "rental"}
        goods = {"product_code": "PD", "serial": one.serial, "quantity": 1, "handler": "E1"}
        back = {"unused_quantity": 1, "returned_on": one.back} if one.back is not None else {}
        who = {"consigned_on": one.day, "customer_code": one.customer, "contract_no": one.contract}
        yield typed_row(**begun, **who, **goods, **back)


def _shipments(year: Year) -> Iterator[Row]:
    for one in year.shipments:
        sold = one.sale
        yield typed_row(
            shipment_no=one.number,
            line=1,
            shipped_on=sold.day,
            sale_no=sold.number,
            sale_line=1,
            customer_code=sold.customer,
            product_code=sold.product,
            lot=sold.lot,
            quantity=sold.quantity,
            transport_mode="own_vehicle",
            loaded_temperature=4,
            departed_at=f"{sold.day} 09:00",
            arrival_temperature=5,
            arrived_at=f"{sold.day} 15:00",
        )


def _readings(year: Year) -> Iterator[Row]:
    for one in year.shipments:
        if one.read:
            yield typed_row(
                reading_no=f"WD-{one.number}",
                read_at=f"{one.sale.day} 12:00",
                place_kind="vehicle",
                shipment_no=one.number,
                temperature=5,
                recorder="E1",
            )


def _cards(year: Year) -> Iterator[Row]:
    for one in year.cards:
        repair = {"repair_no": one.repair, "technician": one.technician}
        begun = {"survey_kind": "opinion_card", "issued_on": one.issued, "customer_code": one.customer}
        answer = {"answered_on": one.answered, "satisfaction": one.level, "attitude": one.level}
        told = answer if one.answered is not None else {}
        yield typed_row(survey_no=one.number, **begun, **repair, **told)


def _complaint(one: Complaint) -> Row:
    begun = {"received_on": one.at.date(), "received_at": one.at, "customer_code": one.customer}
    kind = {"complaint_kind": "service", "territory": one.territory, "content": "等候过久"}
    weight = {"nature": one.nature, "severity": "minor", "handler": "V1", "assessed_at": one.assessed}
    outcome = {
        "outcome": "founded" if one.founded else "unfounded",
        "decided_by": "G1",
        "tracking_required": False,
    }
    answer = {"answered_at": one.answered, "answer_channel": "phone" if one.answered else None}
    said = {"answer": "已说明" if one.answered else None, "closed_on": one.closed}
    looked_into: dict[str, Any] = {}
    if one.investigated is not None:
        looked_into = {"investigated_on": one.investigated, "investigator": "Q2", "findings": "派工过晚"}
    if one.reported is not None:
        looked_into |= {"reported_on": one.reported, "report_text": "已查明"}
    return typed_row(
        complaint_no=one.number,
        **begun,
        **kind,
        **weight,
        accepted_at=one.accepted,
        **looked_into,
        decided_on=one.decided,
        **outcome,
        **answer,
        **said,
    )


def _questions(year: Year) -> Iterator[Row]:
    for one in year.questions:
        begun = {"feedback_kind": "inquiry", "received_at": one.at, "handler": "V1", "content": "何时到货"}
        promise = {"reply_promised_at": one.promised, "promised_by": one.promised_for}
        answer = {"answered_at": one.answered, "answer": "下周" if one.answered else None}
        yield typed_row(feedback_no=one.number, customer_code=one.customer, **begun, **promise, **answer)


def _reactions(year: Year) -> Iterator[Row]:
    for one in year.reactions:
        goods = {"drug": "PM", "veterinary": "PV"}.get(one.kind, "PA")
        begun = {"became_aware_at": one.at, "manifestation": "红肿", "product_code": goods}
        grade = {"ae_kind": one.kind, "event_level": one.level, "cluster": one.cluster or None}
        report = {"reported_at": one.reported, "report_code": "BG1" if one.reported else None}
        yield typed_row(
            adverse_event_no=one.number,
            **begun,
            **grade,
            registrant_notified_at=one.told,
            authority_reported_at=one.authority,
            **report,
        )


def _returns(year: Year) -> Iterator[Row]:
    for one in year.returns:
        sold = one.sale
        goods = {"product_code": sold.product, "lot": sold.lot, "quantity": 1, "customer_code": sold.customer}
        begun = {"received_at": one.at, "reason": "科室撤并，多订", "return_policy": "two_approvals"}
        origin = {"sold_by_us": True, "sale_no": sold.number, "sale_line": 1, "origin_matched_at": one.at}
        yield typed_row(
            return_case_no=one.number,
            **begun,
            **goods,
            **origin,
            return_notice_no=f"TZ-{one.number}",
            notice_on=one.at.date(),
            business_approver="B1",
            business_decision="approved",
            business_approved_at=one.business,
            quality_approver="Q1",
            quality_decision="approved",
            quality_approved_at=one.quality,
            transport_mode="own_vehicle" if one.fetched else None,
            pickup_confirmed_at=one.fetched,
        )


def _units(year: Year) -> Iterator[Row]:
    for one in year.units:
        unit = {"customer_code": one.customer, "product_code": "PD", "serial": one.serial}
        yield typed_row(warranty_no=one.number, accepted_on=one.accepted, warranty_months=one.months, **unit)


def _visits(year: Year) -> Iterator[Row]:
    for one in year.visits:
        unit = {"customer_code": one.unit.customer, "product_code": "PD", "serial": one.unit.serial}
        kind = {"visit_kind": "on_site" if one.on_site else "phone", "visited_on": one.day, "handler": "V1"}
        yield typed_row(visit_no=one.number, warranty_no=one.unit.number, **unit, **kind)


def _checks(year: Year) -> Iterator[Row]:
    for one in year.checks:
        made = {"rule_check_kind": one.kind, "checked_on": one.day, "department": "仓储部", "checker": "Q2"}
        told = {"items": "记录", "check_conclusion": "not_met", "rectify_by": one.by}
        done = {"rectified_on": one.rectified, "rectification": "已补" if one.rectified else None}
        yield typed_row(rule_check_no=one.number, **made, **told, **done)


def _assessments(year: Year) -> Iterator[Row]:
    for number, day in year.assessed:
        about = {"partner_kind": "supplier", "supplier_code": "S1", "partner_name": "单位S1"}
        period = {"period_from": date(2025, 1, 1), "period_to": day, "assessment_result": "continue"}
        yield typed_row(assessment_no=number, assessed_on=day, **about, **period)


def _tracked(year: Year) -> Iterator[Row]:
    for number, day in year.tracked:
        about = {"customer_code": "H1", "product_code": "PA", "usage_situation": "正常", "handler": "V1"}
        yield typed_row(tracking_no=number, tracked_on=day, **about)


def _actions(year: Year) -> Iterator[Row]:
    for one in year.actions:
        begun = {
            "capa_kind": "corrective",
            "capa_source": "other",
            "opened_on": one.opened,
            "problem": "漏装",
        }
        whose = {"responsible_department": "仓储部", "responsible_staff": "E1", "due_at": one.due}
        done = {"implemented_on": one.done, "implementation": "已培训" if one.done else None}
        effect = {"verified_on": one.verified, "verified_by": "Q1", "effect": _effect(one.effective)}
        yield typed_row(capa_no=one.number, **begun, **whose, **done, **(effect if one.verified else {}))


def _effect(good: bool) -> str:
    return "effective" if good else "not_effective"


def _plans(year: Year) -> Iterator[Row]:
    for one in year.trainings:
        yield typed_row(plan_no=one.number, plan_year=2025, planned_month=f"{one.month}月", topic="法规")


def _trainings(year: Year) -> Iterator[Row]:
    repairing = {"staff_code": "T1", "topic": "维修", "training_result": "passed"}
    yield typed_row(training_no="T-1", trained_on=date(2025, 1, 1), **repairing)
    yield typed_row(training_no="T-2", trained_on=date(2025, 1, 1), **(repairing | {"staff_code": "E1"}))
    for one in year.trainings:
        if one.held is not None:
            about = {"staff_code": "E1", "topic": "法规", "training_result": "passed"}
            yield typed_row(training_no=f"T-{one.number}", trained_on=one.held, plan_no=one.number, **about)


def _referrals(year: Year) -> Iterator[Row]:
    for one in year.referrals:
        whom = {"contact_party": "manufacturer", "party_name": "甲医疗", "handler": "V1"}
        asked = {"contacted_on": one.day, "content": "配件何时到", "due_at": one.by}
        answer = {"answered_at": one.answered, "answer": "已发" if one.answered else None}
        yield typed_row(contact_no=one.number, **whom, **asked, **answer)


def _issues(year: Year) -> Iterator[Row]:
    for one in year.issues:
        first = date(2025, one.month, 1)
        about = {
            "report_key": one.key,
            "title": "月报",
            "position_to": 1,
            "digest": "0" * 64,
            "issued_by": "V1",
        }
        span = {"period_from": first, "period_to": months_on(first, 1) - timedelta(days=1)}
        yield typed_row(issue_no=one.number, issue_kind="periodic", issued_on=one.day, **about, **span)


def _filings(year: Year) -> Iterator[Row]:
    for one in year.filings:
        goods = {"product_code": one.product, "lot": one.lot, "customer_code": one.customer}
        kind = "notice" if one.notice else "filing"
        yield typed_row(filing_no=one.number, line=1, filing_kind=kind, filed_on=one.day, **goods)
