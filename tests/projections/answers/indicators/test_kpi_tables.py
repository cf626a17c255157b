"""K-01 to K-28 of one month, counted by hand: February 2026, in which Spring Festival lies.

Worked are the weekdays to Friday the 13th, Saturday the 14th, and Tuesday the 24th to Saturday the 28th; of a
day 08:30–12:00 and 13:00–17:30. What is done in March and later changes nothing of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from ledger import clock
from ledger.log.prepared import Prepared
from ledger.log.recorder import LogRecorder
from projections.answers import catalogue
from projections.answers.indicators.measuring import behind, results
from projections.answers.indicators.periods import month_of
from projections.answers.indicators.registry import INDICATORS
from projections.engine.catch_up import catch_up
from projections.engine.read_model import ReadModel
from projections.reading.cutoff import CutOff
from projections.reading.filters import Filter
from projections.reading.query import Query, today
from tests.projections.answers.indicators.test_kpi_results import (
    arrived,
    at,
    call,
    dispatched,
    repaired,
    responded,
    stage,
)
from tests.support.asking import Asking, asking
from tests.support.events import ZONE, event, product, received, returned, sold

FEBRUARY = {"period_from": "2026-02-01", "period_to": "2026-02-28"}
MARCH = {"period_from": "2026-03-01", "period_to": "2026-03-31"}


def told(name: str, number: dict[str, str], when: str, **rest: Any) -> Prepared:
    """Return a stage of a case at a time."""
    return event(name, **number, event_time=at(when), **rest)


def card(number: str, repair: str, issued: str, answered: str | None, level: str) -> list[Prepared]:
    """Return an opinion card of a repair, and its answer."""
    data = {"survey_no": number, "customer_code": "C1", "survey_kind": "opinion_card", "issued_on": issued}
    found = [event("survey_issued", data, repair_no=repair)]
    if answered is not None:
        found.append(event("survey_answered", survey_no=number, answered_on=answered, attitude=level))
    return found


# Four calls, and a card for each but one:
# WX1 Fri 13, 16:00, city, minor: answered in 1 h; there on Sat 14, 09:30 (L-08 to 10:00: 1.5 h + 1.5 h);
#     repaired on the 14th (L-03: 14, 24; L-12 to 16:00). Every limit kept. Its card went out on the day.
# WX2 Sat 14, 16:30, suburb, complex: answered on the 24th, 11:31 (L-01: 1 h + 3 h, to 11:30), there at 15:00
#     (L-09: 1 h + 3.5 h + 2.5 h, to 15:30); lent in the 4th hour; repaired on the 25th (L-04: Sat 21, so 24).
#     No card.
# WX3 Thu 26, 10:00, city, urgent: answered at 12:00 (L-02 to 12:00); nobody was there by 14:00 (L-08); not
#     repaired by 22:00 (L-11); lent on the 27th, 10:30 (L-12 to 10:00). Its card went out on the day.
# WX4 Fri 27, 17:00, minor, by telephone, repaired at once: no arrival is owed, no loaner. Card a day late.
CALLS = (
    call("WX1", "2026-02-13 16:00", serial="A1"),
    responded("WX1", "2026-02-13 17:00"),
    dispatched("WX1", "2026-02-13 17:10"),
    arrived("WX1", "2026-02-14 09:30"),
    repaired("WX1", "2026-02-14"),
    call("WX2", "2026-02-14 16:30", zone="suburb", fault_weight="complex"),
    stage("loaner_issued", "WX2", "loaner_issued_at", "2026-02-14 20:00"),
    responded("WX2", "2026-02-24 11:31"),
    dispatched("WX2", "2026-02-24 13:00", "E4"),
    arrived("WX2", "2026-02-24 15:00"),
    repaired("WX2", "2026-02-25"),
    call("WX3", "2026-02-26 10:00", fault_weight="urgent", serial="A1"),
    responded("WX3", "2026-02-26 12:00"),
    dispatched("WX3", "2026-02-27 10:00"),
    stage("loaner_issued", "WX3", "loaner_issued_at", "2026-02-27 10:30"),
    arrived("WX3", "2026-02-27 11:00"),
    repaired("WX3", "2026-02-27"),
    call("WX4", "2026-02-27 17:00", zone=None),
    responded("WX4", "2026-02-27 17:20", service_mode="phone"),
    repaired("WX4", "2026-02-27"),
    *card("DC1", "WX1", "2026-02-13", "2026-02-25", "very"),
    *card("DC3", "WX3", "2026-02-26", "2026-02-27", "not"),
    *card("DC4", "WX4", "2026-02-28", None, ""),
)
TS1, TS2 = {"complaint_no": "TS1"}, {"complaint_no": "TS2"}
XX1, XX2 = {"feedback_no": "XX1"}, {"feedback_no": "XX2"}
COMPLAINT = {"customer_code": "C1", "content": "迟", "complaint_kind": "service", "territory": "domestic"}
FEEDBACK = {"feedback_kind": "inquiry", "handler": "S1", "content": "问", "customer_code": "C1"}
# TS1 Tue 10, 10:00: assessed at 14:00 (L-01 to 15:00), accepted on the 12th, closed on the 24th (L-18: the
#     fifth day is the 17th, so the 24th), founded, of the service, answered on the 24th (to the 26th).
# TS2 Wed 25, 09:00: assessed at 14:00 (L-01 to 14:00), accepted on the 25th (L-18: Mon 2 March), founded.
# XX1 Thu 26: promised for 2 March, answered on 28 February. XX2 Fri 27: promised for the 28th, then late.
SAID = (
    event(
        "complaint_received",
        COMPLAINT,
        **TS1,
        received_on="2026-02-10",
        received_at=at("2026-02-10 10:00"),
        event_time=at("2026-02-10 10:00"),
    ),
    told("complaint_assessed", TS1, "2026-02-10 14:00", nature="service"),
    event("complaint_accepted", **TS1, accepted_at=at("2026-02-12 09:00"), event_time=at("2026-02-12 09:00")),
    event("complaint_decided", **TS1, decided_on="2026-02-20", outcome="founded"),
    event("complaint_answered", **TS1, answered_at=at("2026-02-24 09:00"), event_time=at("2026-02-24 09:00")),
    event("complaint_closed", **TS1, closed_on="2026-02-24"),
    event(
        "complaint_received",
        COMPLAINT,
        **TS2,
        received_on="2026-02-25",
        received_at=at("2026-02-25 09:00"),
        event_time=at("2026-02-25 09:00"),
    ),
    told("complaint_assessed", TS2, "2026-02-25 14:00", nature="service"),
    event("complaint_accepted", **TS2, accepted_at=at("2026-02-25 15:00"), event_time=at("2026-02-25 15:00")),
    event("complaint_decided", **TS2, decided_on="2026-02-28", outcome="founded"),
    event(
        "feedback_received",
        FEEDBACK,
        **XX1,
        received_at=at("2026-02-26 09:00"),
        event_time=at("2026-02-26 09:00"),
    ),
    told("feedback_reply_promised", XX1, "2026-02-26 09:30", promised_by=at("2026-03-02 17:00")),
    event("feedback_answered", **XX1, answered_at=at("2026-02-28 10:00"), event_time=at("2026-02-28 10:00")),
    event(
        "feedback_received",
        FEEDBACK,
        **XX2,
        received_at=at("2026-02-27 10:00"),
        event_time=at("2026-02-27 10:00"),
    ),
    told("feedback_reply_promised", XX2, "2026-02-27 11:00", promised_by=at("2026-02-28 17:00")),
)
CHECK = {"department": "质管部", "items": "制度", "checker": "S1"}
ASSESSED = {
    "partner_kind": "supplier",
    "partner_name": "供",
    "period_from": "2026-01-01",
    "period_to": "2026-01-31",
}
TRACKED = {"customer_code": "C3", "product_code": "P1", "handler": "S1", "usage_situation": "正常"}
ACTION = {
    "capa_kind": "corrective",
    "capa_source": "complaint",
    "problem": "迟",
    "responsible_department": "售后",
}
VISIT = {"visit_kind": "on_site", "customer_code": "C1", "handler": "S1"}
TRAINED = {"staff_code": "S1", "topic": "法规", "training_result": "passed"}
# One unit accepted on 30 November 2025: to be visited by 28 February (L-25), called in February (L-27).
# HF9 was planned for the 20th. Two trainings were planned for February, one was held in it.
# CAPA1 was due on the 10th, done, and found effective on the 20th; CAPA2 was due on the 15th.
KEPT = (
    product("P9"),
    received(
        "YS1", product_code="P9", lot="L1", expiry_date="2026-08-10", quantity="5", received_on="2026-01-05"
    ),
    sold("XS0", sold_on="2025-01-02"),
    sold("XS1", sold_on="2026-02-02"),
    sold("XS1", 2, sold_on="2026-02-02"),
    sold("XS2", customer="C2", sold_on="2026-02-03"),
    returned("TH1", returned_on="2026-02-10"),
    event(
        "warranty_registered",
        {"customer_code": "C1", "product_code": "P1", "serial": "SN1", "warranty_months": 36},
        warranty_no="BX1",
        accepted_on="2025-11-30",
    ),
    event("visit_made", VISIT | {"visit_kind": "phone"}, visit_no="HF1", visited_on="2026-02-05"),
    event("visit_made", VISIT, visit_no="HF2", visited_on="2026-02-28"),
    event(
        "visit_planned",
        visit_no="HF9",
        visit_kind="on_site",
        customer_code="C2",
        planned_on="2026-02-20",
        event_time=at("2026-02-01 09:00"),
    ),
    event(
        "rule_check_made",
        CHECK,
        rule_check_no="JC1",
        rule_check_kind="service_quality",
        check_conclusion="not_met",
        rectify_by="2026-02-28",
        checked_on="2026-02-03",
    ),
    event(
        "rule_check_made",
        CHECK,
        rule_check_no="JC2",
        rule_check_kind="return_process",
        check_conclusion="met",
        checked_on="2026-02-04",
    ),
    event(
        "partner_assessed",
        ASSESSED,
        assessment_no="KP1",
        assessed_on="2026-02-05",
        assessment_result="improve",
        supplier_code="V1",
    ),
    event("quality_tracked", TRACKED, tracking_no="GZ1", tracked_on="2026-02-06"),
    event("training_planned", {"topic": "法规", "plan_year": 2026}, plan_no="PX1", planned_month="2月"),
    event("training_planned", {"topic": "法规", "plan_year": 2026}, plan_no="PX2", planned_month="2月"),
    event("staff_trained", TRAINED, training_no="T2", trained_on="2026-02-10", plan_no="PX2"),
    event("capa_opened", ACTION, capa_no="CAPA1", opened_on="2026-02-01", due_at="2026-02-10"),
    event("capa_opened", ACTION, capa_no="CAPA2", opened_on="2026-02-01", due_at="2026-02-15"),
    event("capa_implemented", capa_no="CAPA1", implemented_on="2026-02-09"),
    event("capa_verified", capa_no="CAPA1", verified_on="2026-02-20", effect="effective", verified_by="S1"),
)
# What is done later: the repair of WX1 fails and is done once more, by another technician; TS2 is closed
# late, taken up again and found unfounded; what was owed is done; the goods near their expiry are sold.
LATER = (
    event("feedback_answered", **XX2, answered_at=at("2026-03-01 10:00"), event_time=at("2026-03-01 10:00")),
    event("visit_made", VISIT | {"customer_code": "C2"}, visit_no="HF9", visited_on="2026-03-01"),
    event("rule_check_rectified", rule_check_no="JC1", rectified_on="2026-03-01"),
    event("staff_trained", TRAINED, training_no="T1", trained_on="2026-03-02", plan_no="PX1"),
    stage("inspected", "WX1", "inspected_on", "2026-03-02", conclusion="nonconforming"),
    dispatched("WX1", "2026-03-03 09:00", "E9"),
    repaired("WX1", "2026-03-04"),
    event("complaint_closed", **TS2, closed_on="2026-03-03"),
    event("complaint_answered", **TS2, answered_at=at("2026-03-06 09:00"), event_time=at("2026-03-06 09:00")),
    event("complaint_reopened", **TS2, event_time=at("2026-03-10 09:00")),
    event("complaint_decided", **TS2, decided_on="2026-03-12", outcome="unfounded"),
    event(
        "survey_followed_up",
        survey_no="DC3",
        handling="更换",
        answered_at=at("2026-03-05 09:00"),
        event_time=at("2026-03-05 09:00"),
    ),
    event("capa_implemented", capa_no="CAPA2", implemented_on="2026-03-05"),
    event("capa_verified", capa_no="CAPA2", verified_on="2026-03-10", effect="effective", verified_by="S1"),
    sold("XS9", product_code="P9", lot="L1", quantity="5", sold_on="2026-04-02"),
)
HISTORY = (*CALLS, *SAID, *KEPT, *LATER)

# Numerator, denominator, breaches; what is counted.
OF_FEBRUARY = {
    "K-01": ("2", "4", 2),  # WX1, WX4 / WX1–WX4
    "K-02": ("1", "2", 1),  # DC1 / DC1, DC3
    "K-03": ("2", "4", 2),  # TS1, TS2 / four calls
    "K-04": ("7", "8", 1),  # WX1, WX3, WX4, TS1, TS2, XX1, XX2 / and WX2
    "K-05": ("2", "4", 2),  # WX1, WX4 / WX1–WX4
    "K-06": ("2", "3", 1),  # WX1, WX2 / and WX3
    "K-07": ("2", "3", 1),  # WX1 (repaired within 24 h), WX2 (lent in the 4th hour) / and WX3
    "K-08": ("1", "1", 0),  # TS1; TS2 is decided in March
    "K-09": ("1", None, 0),  # TS1
    "K-10": ("4", None, 0),  # the four calls
    "K-11": ("4", None, 1),  # XX1, XX2, TS1, TS2; the answer to XX2 ran out on the 28th
    "K-12": ("3", None, 0),  # TH1, TS1, TS2
    "K-13": ("1", None, 1),  # WX3: the unit of WX1
    "K-14": ("2", None, 0),  # DC1, DC3
    "K-15": ("2", "4", 2),  # DC1, DC3 / four calls
    "K-16": ("3", "4", 1),  # BX1 visited (L-25), with it C1 (L-24), BX1 called (L-27) / and HF9
    "K-17": ("2", None, 0),  # XS1, XS2
    "K-18": ("2", None, 1),  # DC1, DC3; of DC3 nothing had come
    "K-19": ("1", None, 1),  # JC1
    "K-20": ("2", None, 0),  # C1, C2
    "K-21": ("1", None, 1),  # KP1
    "K-22": ("0", "1", 1),  # JC1
    "K-23": ("1", None, 0),  # JC2
    "K-24": ("1", None, 0),  # GZ1
    "K-25": ("1", "2", 1),  # PX2 / and PX1
    "K-26": ("1", None, 0),  # L1: 180 days before 10 August are 11 February
    "K-27": ("6", None, 6),  # card of WX2, answer to XX2, HF9, JC1, PX1, CAPA2
    "K-28": ("1", "2", 1),  # CAPA1 / and CAPA2
}
OF_MARCH = {
    "K-01": ("1", "1", 0),  # WX1 once more: 2 working days from 2 March
    "K-03": ("0", "0", 0),  # TS2 was found unfounded; there was no call
    "K-05": ("1", "1", 0),
    "K-08": ("0", "2", 2),  # TS2 by the 2nd; taken up again on the 10th, by Mon 16
    "K-09": ("1", None, 1),  # TS2 on the 3rd; no statistics of February by the 10th
    "K-11": ("0", None, 3),  # the answer to TS2 by the 5th, once more by the 19th; no ledger by the 10th
    "K-25": ("0", "0", 0),  # PX1 was held, late
    "K-28": ("1", "1", 0),  # CAPA2
}


@pytest.fixture(scope="module")
def tables() -> Iterator[Asking]:
    with asking(*HISTORY) as found:
        yield found


def figured(tables: Asking, day: str, **where: Any) -> dict[str, tuple[Any, ...]]:
    rows = tables.rows("kpi_results", at=day, **where)
    names = ("numerator", "denominator", "breach_count")
    return {row["kpi_key"]: tuple(row[name] for name in names) for row in rows if row["group_code"] is None}


def test_february_by_hand(tables: Asking) -> None:
    assert set(OF_FEBRUARY) == {one.id for one in INDICATORS}
    assert figured(tables, "2026-02-28", **FEBRUARY) != {}
    assert figured(tables, "2026-03-31", **FEBRUARY) == OF_FEBRUARY


def test_march_by_hand(tables: Asking) -> None:
    found = figured(tables, "2026-03-31", **MARCH)
    assert {key: found[key] for key in OF_MARCH} == OF_MARCH


def test_what_is_done_later_changes_nothing_of_a_past_month(tables: Asking) -> None:
    """No row of any group, from the first day of March on, when the last limits of February have run out."""
    then = tables.rows("kpi_results", at="2026-03-01", **FEBRUARY)
    for day in ("2026-03-04", "2026-03-31", "2026-06-30"):
        assert tables.rows("kpi_results", at=day, **FEBRUARY) == then


def test_what_becomes_known_later_changes_it(tables: Asking) -> None:
    """February as known before LATER was recorded is the same; without its calls' answers it is another."""
    before = len(HISTORY) - len(LATER)
    assert tables.rows(
        "kpi_results", at="2026-03-31", known=before, kpi_key="K-05", **FEBRUARY
    ) == tables.rows("kpi_results", at="2026-03-31", kpi_key="K-05", **FEBRUARY)
    unknown = tables.rows("kpi_results", at="2026-03-31", known=4, kpi_key="K-05", **FEBRUARY)
    assert (unknown[0]["numerator"], unknown[0]["denominator"], unknown[0]["breach_count"]) == ("0", "1", 1)


def test_months_listed_together_are_those_asked_for_one_by_one(tables: Asking) -> None:
    """But for what is a list at a date: it is told of the month of the answer."""
    listed = [
        row for row in tables.rows("kpi_results", at="2026-03-31") if row["period_from"] == "2026-02-01"
    ]
    alone = tables.rows("kpi_results", at="2026-03-31", **FEBRUARY)
    assert listed == [row for row in alone if row["kpi_key"] != "K-26"]


def test_what_nobody_can_tell_of_is_counted_beside_the_figure() -> None:
    """Of WX5 nobody says when it was answered; of WX6 all is told; BX2 was called by older books."""
    unit = {"customer_code": "C9", "product_code": "P1", "serial": "SN9", "warranty_months": 36}
    history = (
        call("WX5", "2026-02-10 09:00", service_kind="consultation"),
        event("repair_responded", repair_no="WX5", response_note="已答"),
        event("repair_repaired", repair_no="WX5", repaired_on="2026-02-11"),
        call("WX6", "2026-02-10 09:00", service_kind="consultation"),
        responded("WX6", "2026-02-10 10:00"),
        repaired("WX6", "2026-02-11"),
        event("warranty_registered", unit, warranty_no="BX2", accepted_on="2025-10-20"),
    )
    december = {"period_from": "2025-12-01", "period_to": "2025-12-31"}
    with asking(*history) as found:
        of_month = {
            row["kpi_key"]: row
            for row in found.rows("kpi_results", at="2026-03-31", **FEBRUARY)
            if row["group_code"] is None
        }
        before = {
            row["kpi_key"]: row
            for row in found.rows("kpi_results", at="2026-03-31", **december)
            if row["group_code"] is None
        }
    names = ("numerator", "denominator", "breach_count", "time_unknown", "before_start")
    said = {key: tuple(of_month[key][name] for name in names) for key in ("K-01", "K-04", "K-05", "K-16")}
    assert said == {
        "K-01": ("1", "1", 0, 1, 0),  # WX6 / and beside it WX5
        "K-04": ("1", "1", 0, 1, 0),
        "K-05": ("2", "2", 0, 0, 0),
        "K-16": ("0", "1", 1, 0, 0),  # the call of February to BX2
    }
    assert tuple(before["K-16"][name] for name in names) == ("0", "0", 0, 0, 1)  # that of December


BEHIND = {
    # Case, whether it is in the numerator, whether in the denominator, whether it breaks the limit.
    "K-01": [("WX1", 1, 1, 0), ("WX2", 0, 1, 1), ("WX3", 0, 1, 1), ("WX4", 1, 1, 0)],
    "K-03": [("TS1", 1, 0, 1), ("TS2", 1, 0, 1), *((f"WX{n}", 0, 1, 0) for n in (1, 2, 3, 4))],
    "K-05": [("WX1", 1, 1, 0), ("WX2", 0, 1, 1), ("WX3", 0, 1, 1), ("WX4", 1, 1, 0)],
    "K-06": [("WX1", 1, 1, 0), ("WX2", 1, 1, 0), ("WX3", 0, 1, 1)],
    "K-07": [("WX1", 1, 1, 0), ("WX2", 1, 1, 0), ("WX3", 0, 1, 1)],
    "K-08": [("TS1", 1, 1, 0)],
    "K-15": [("WX1", 1, 1, 0), ("WX2", 0, 1, 1), ("WX3", 1, 1, 0), ("WX4", 0, 1, 1)],
    "K-16": [("BX1", 1, 1, 0), ("BX1", 1, 1, 0), ("C1", 1, 1, 0), ("HF9", 0, 1, 1)],
    "K-28": [("CAPA1", 1, 1, 0), ("CAPA2", 0, 1, 1)],
}


def test_the_cases_behind_february(tables: Asking) -> None:
    """As `report indicators` lists them."""
    keys = [Filter(key, catalogue.view("kpi_results").by_key[key], [day]) for key, day in FEBRUARY.items()]
    query = tables.query(keys, at="2026-03-31")
    whole = [one for one, _ in results(query, BEHIND) if one.group is None]
    found: dict[str, list[tuple[Any, ...]]] = {}
    for row in behind(whole):
        said = (row["subject_no"], *(int(row[name]) for name in ("in_numerator", "in_denominator", "breach")))
        found.setdefault(row["kpi_key"], []).append(said)
    assert {key: sorted(rows) for key, rows in found.items()} == BEHIND


# April 2026, of which much was entered late. Worked are of its end Monday 27 to Thursday 30, then 6 to 9 May.
# WA1 Thu 30, 10:00, by telephone: answered by 15:00 (L-01), so at 14:00; repaired on the day.
# WB1 Wed 29, 15:00, city: answered by Thu 30, 10:00 (2.5 h + 1.5 h); there by 09:00 (L-08: 2.5 h + 0.5 h);
#     lent by 15:00 (L-12). Answered at once, there and lent in the last minute, repaired on the 30th.
# WB2 Thu 30, 15:00, city: answered by 6 May, 10:00, so at 23:30; there and lent on 1 May, 00:30, as all else.
# TA1 accepted Sat 25: the fifth day is the 30th, on which it is decided and closed.
# TA2 accepted Sun 26: the fifth day is 1 May, on which it is; nobody works then, so 6 May would do.
# XA0 Wed 29: promised for the 30th, 17:00. BA1 of 30 January: to be visited by the 30th, called in April.
# PA1 and PA2 are planned for April; CAPA1 is due on the 30th, and so is what JA1 asks for.
KNOWN = (
    sold("XS0", sold_on="2026-01-02"),
    sold("XS1", sold_on="2026-04-10"),
    product("P9"),
    call("WA1", "2026-04-30 10:00", zone=None, serial="B1"),
    call("WB1", "2026-04-29 15:00"),
    call("WB2", "2026-04-30 15:00"),
    *(
        part
        for number, accepted in (("TA1", "2026-04-25 09:00"), ("TA2", "2026-04-26 09:00"))
        for part in (
            event(
                "complaint_received",
                COMPLAINT,
                complaint_no=number,
                received_on="2026-04-24",
                received_at=at("2026-04-24 09:00"),
                event_time=at("2026-04-24 09:00"),
            ),
            told("complaint_assessed", {"complaint_no": number}, "2026-04-24 10:00", nature="service"),
            told("complaint_accepted", {"complaint_no": number}, accepted, accepted_at=at(accepted)),
        )
    ),
    told(
        "feedback_received",
        {"feedback_no": "XA0"},
        "2026-04-29 09:00",
        received_at=at("2026-04-29 09:00"),
        **FEEDBACK,
    ),
    told(
        "feedback_reply_promised",
        {"feedback_no": "XA0"},
        "2026-04-29 09:30",
        promised_by=at("2026-04-30 17:00"),
    ),
    event(
        "warranty_registered",
        {"customer_code": "C7", "product_code": "P1", "serial": "SN7", "warranty_months": 36},
        warranty_no="BA1",
        accepted_on="2026-01-30",
    ),
    event(
        "rule_check_made",
        CHECK,
        rule_check_no="JA1",
        rule_check_kind="service_quality",
        check_conclusion="not_met",
        rectify_by="2026-04-30",
        checked_on="2026-04-20",
    ),
    event("training_planned", {"topic": "法规", "plan_year": 2026}, plan_no="PA1", planned_month="4月"),
    event("training_planned", {"topic": "法规", "plan_year": 2026}, plan_no="PA2", planned_month="4月"),
    event("training_planned", {"topic": "法规", "plan_year": 2026}, plan_no="PA3", planned_month="5月"),
    event("capa_opened", ACTION, capa_no="CAPA1", opened_on="2026-04-01", due_at="2026-04-30"),
    event("capa_opened", ACTION, capa_no="CAPA2", opened_on="2026-04-01", due_at="2026-05-20"),
)


def twice(made: Callable[[str, str], Prepared | list[Prepared]], number: str) -> Iterator[Prepared]:
    """Yield what was done once on the last day of April and once on the first of May."""
    for count, day in ((1, "2026-04-30"), (2, "2026-05-01")):
        found = made(f"{number}{count}", day)
        yield from found if isinstance(found, list) else [found]


def answered(number: str, when: str, received: str | None = None) -> list[Prepared]:
    """Return an answer to feedback, and the feedback where that was entered late, too."""
    own = {"feedback_no": number}
    first = (
        []
        if received is None
        else [told("feedback_received", own, received, received_at=at(received), **FEEDBACK)]
    )
    return [*first, told("feedback_answered", own, when, answered_at=at(when))]


def ended(number: str, day: str) -> list[Prepared]:
    """Return the end of a complaint that was founded; it is answered with its closing."""
    own, when = {"complaint_no": number}, at(f"{day} 00:30")
    return [
        event("complaint_decided", **own, decided_on=day, outcome="founded"),
        event("complaint_answered", **own, answered_at=when, event_time=when),
        event("complaint_closed", **own, closed_on=day),
    ]


def done(number: str, day: str) -> list[Prepared]:
    return [
        event("capa_implemented", capa_no=number, implemented_on=day),
        event("capa_verified", capa_no=number, verified_on=day, effect="effective", verified_by="S1"),
    ]


def near_expiry(lot: str, expiry: str) -> Prepared:
    given = {"product_code": "P9", "lot": lot, "quantity": "5"}
    return received(f"Y{lot}", **given, expiry_date=expiry, received_on="2026-04-10")


# Entered late: of each kind something of the 30th, be it half an hour before midnight, and something of
# 1 May, be it half an hour after it. WA2 and WA3 are of the unit of WA1; there is no card for WA3.
ENTERED = (
    responded("WA1", "2026-04-30 14:00", service_mode="phone"),
    repaired("WA1", "2026-04-30"),
    responded("WB1", "2026-04-29 15:30"),
    dispatched("WB1", "2026-04-29 16:00"),
    arrived("WB1", "2026-04-30 09:00"),
    stage("loaner_issued", "WB1", "loaner_issued_at", "2026-04-30 15:00"),
    repaired("WB1", "2026-04-30"),
    responded("WB2", "2026-04-30 23:30"),
    dispatched("WB2", "2026-04-30 23:40"),
    arrived("WB2", "2026-05-01 00:30"),
    stage("loaner_issued", "WB2", "loaner_issued_at", "2026-05-01 00:30"),
    repaired("WB2", "2026-05-01"),
    call("WA2", "2026-04-30 23:30", zone=None, serial="B1"),
    responded("WA2", "2026-05-01 00:30", service_mode="phone"),
    repaired("WA2", "2026-05-01"),
    call("WA3", "2026-05-01 00:30", zone=None, serial="B1"),
    responded("WA3", "2026-05-01 00:40", service_mode="phone"),
    repaired("WA3", "2026-05-01"),
    *card("DA1", "WB1", "2026-04-29", "2026-04-30", "very"),
    *card("DA2", "WB2", "2026-04-30", "2026-05-01", "not"),
    *card("DA3", "WA1", "2026-04-30", None, ""),
    *card("DA4", "WA2", "2026-04-30", None, ""),
    *twice(ended, "TA"),
    *answered("XA0", "2026-04-30 16:00"),
    *answered("XA1", "2026-05-01 00:30", "2026-04-30 23:30"),
    *answered("XA2", "2026-05-01 00:40", "2026-05-01 00:30"),
    *twice(lambda number, day: returned(number, returned_on=day), "TH"),
    event("visit_made", VISIT | {"customer_code": "C7"}, visit_no="HA1", visited_on="2026-04-30"),
    *twice(
        lambda number, day: event(
            "visit_made",
            VISIT | {"customer_code": "C7", "visit_kind": "phone"},
            visit_no=number,
            visited_on=day,
        ),
        "HB",
    ),
    *twice(lambda number, day: sold(number, customer="C2", sold_on=day), "XT"),
    *twice(
        lambda number, day: event(
            "rule_check_made",
            CHECK,
            rule_check_no=number,
            rule_check_kind="return_process",
            check_conclusion="met",
            checked_on=day,
        ),
        "JR",
    ),
    event("rule_check_rectified", rule_check_no="JA1", rectified_on="2026-04-30"),
    *twice(
        lambda number, day: event(
            "rule_check_made",
            CHECK,
            rule_check_no=number,
            rule_check_kind="service_quality",
            check_conclusion="not_met",
            rectify_by="2026-05-01",
            checked_on=day,
        ),
        "JS",
    ),
    event("rule_check_rectified", rule_check_no="JS1", rectified_on="2026-05-01"),
    event("rule_check_rectified", rule_check_no="JS2", rectified_on="2026-05-01"),
    *twice(
        lambda number, day: event(
            "partner_assessed",
            ASSESSED,
            assessment_no=number,
            assessed_on=day,
            assessment_result="improve",
            supplier_code="V1",
        ),
        "KA",
    ),
    *twice(lambda number, day: event("quality_tracked", TRACKED, tracking_no=number, tracked_on=day), "GA"),
    *twice(
        lambda number, day: event(
            "staff_trained", TRAINED, training_no=f"T{number}", trained_on=day, plan_no=number
        ),
        "PA",
    ),
    event("staff_trained", TRAINED, training_no="TPA3", trained_on="2026-05-01", plan_no="PA3"),
    *twice(done, "CAPA"),
    near_expiry("L1", "2026-10-27"),
    near_expiry("L2", "2026-10-28"),
)

# April as it was known, April as it is known, May: numerator, denominator, breaches.
OVER_THE_END = {
    # WA1 and WB1 missed the answer / both kept all / WB2, WA2, WA3, decided on 1 May
    "K-01": (("0", "2", 2), ("2", "2", 0), ("3", "3", 0)),
    "K-02": (("0", "0", 0), ("1", "1", 0), ("0", "1", 1)),  # none / DA1 / DA2
    "K-03": (("0", "3", 0), ("1", "4", 1), ("1", "1", 1)),  # of WA1, WB1, WB2 / TA1, and WA2 / TA2, WA3
    # TA1, TA2, XA0 of WA1, WB1, too / and WB2 / XA1, XA2, WA2, WA3
    "K-04": (("3", "5", 2), ("6", "6", 0), ("4", "4", 0)),
    "K-05": (("0", "0", 0), ("2", "2", 0), ("3", "3", 0)),  # none / WA1, WB1 / WB2, WA2, WA3
    "K-06": (("0", "1", 1), ("1", "1", 0), ("1", "1", 0)),  # WB1 / WB1 / WB2
    "K-07": (("0", "1", 1), ("1", "1", 0), ("1", "1", 0)),  # WB1 / WB1 / WB2
    "K-08": (("0", "1", 1), ("1", "1", 0), ("1", "1", 0)),  # TA1 / TA1 / TA2
    "K-09": (("0", None, 0), ("1", None, 0), ("1", None, 1)),  # none / TA1 / TA2; no statistics by the 10th
    "K-10": (
        ("3", None, 0),
        ("4", None, 0),
        ("1", None, 1),
    ),  # WA1, WB1, WB2 / and WA2 / WA3; none by the 5th
    # XA0, TA1, TA2, the promise to XA0 / and XA1, all kept / XA2; no ledger by the 10th
    "K-11": (("3", None, 1), ("4", None, 0), ("1", None, 1)),
    "K-12": (("2", None, 0), ("3", None, 0), ("1", None, 0)),  # TA1, TA2 / and TH1 / TH2
    "K-13": (("0", None, 0), ("1", None, 1), ("1", None, 1)),  # none / WA2 / WA3
    "K-14": (("0", None, 0), ("1", None, 0), ("1", None, 0)),  # none / DA1 / DA2
    "K-15": (("0", "3", 3), ("4", "4", 0), ("0", "1", 1)),  # WA1, WB1, WB2 / and WA2 / WA3
    # BA1 to be visited and called / done, and with it C7 visited (L-24) / called
    "K-16": (("0", "2", 2), ("3", "3", 0), ("1", "1", 0)),
    "K-17": (("1", None, 0), ("2", None, 0), ("1", None, 0)),  # XS1 / and XT1 / XT2
    "K-18": (("0", None, 0), ("1", None, 0), ("1", None, 1)),  # none / DA1 / DA2, of which nothing had come
    "K-19": (("1", None, 1), ("2", None, 2), ("1", None, 1)),  # JA1 / and JS1 / JS2
    "K-20": (("1", None, 0), ("2", None, 0), ("1", None, 0)),  # C1 / and C2 / C2
    "K-21": (("0", None, 0), ("1", None, 1), ("1", None, 1)),  # none / KA1 / KA2
    "K-22": (("0", "1", 1), ("1", "1", 0), ("2", "2", 0)),  # JA1 / JA1 / JS1, JS2
    "K-23": (("0", None, 0), ("1", None, 0), ("1", None, 0)),  # none / JR1 / JR2
    "K-24": (("0", None, 0), ("1", None, 0), ("1", None, 0)),  # none / GA1 / GA2
    "K-25": (("0", "2", 2), ("1", "2", 1), ("1", "1", 0)),  # PA1, PA2 / PA1 of them / PA3
    # none / L1: 180 days before 27 October are 30 April / L2: a day later
    "K-26": (("0", None, 0), ("1", None, 0), ("1", None, 0)),
    # Answer and card of WA1; answer, arrival, loaner, card of WB1; card of WB2; TA1; XA0; visit and call of
    # BA1; JA1; PA1, PA2; CAPA1 / PA2, held on 1 May / card of WA3, and the three reports of April
    "K-27": (("15", None, 15), ("1", None, 1), ("4", None, 4)),
    "K-28": (("0", "1", 1), ("1", "1", 0), ("1", "1", 0)),  # CAPA1 / CAPA1 / CAPA2
}


def over_the_end(log: LogRecorder, model: ReadModel, known: int, month: str) -> dict[str, tuple[Any, ...]]:
    """Return the figures of a month, asked at the end of May by what is known."""
    declared, cutoff = catalogue.view("kpi_results"), CutOff(clock.end_of("2026-05-31", ZONE), known)
    span = {"period_from": month_of(month).first, "period_to": month_of(month).last}
    asked = tuple(Filter(key, declared.by_key[key], [day]) for key, day in span.items())
    with model.reading() as connection:
        query = Query(connection, log, cutoff, ZONE, today(cutoff, ZONE), asked)
        rows = list(catalogue.answer("kpi_results")(query))
    names = ("numerator", "denominator", "breach_count")
    return {row["kpi_key"]: tuple(row[name] for name in names) for row in rows if row["group_code"] is None}


def test_every_indicator_over_a_months_end_of_which_much_is_entered_late(
    log: LogRecorder, readmodel: ReadModel
) -> None:
    """What is of the 30th counts in April, what is of 1 May in May; April is another once that is known."""
    log.append_prepared([*KNOWN, *ENTERED])
    catch_up(readmodel, log)
    every = len(KNOWN) + len(ENTERED)
    asked = ((len(KNOWN), "2026-04"), (every, "2026-04"), (every, "2026-05"))
    for place, (known, month) in enumerate(asked):
        wanted = {key: figures[place] for key, figures in OVER_THE_END.items()}
        assert over_the_end(log, readmodel, known, month) == wanted


def test_no_indicator_lacks_an_occasion() -> None:
    """Each has figures of Spring Festival's month, of the first day of a month, and others than before."""
    every = {one.id for one in INDICATORS}
    assert set(OF_FEBRUARY) == every
    assert {key for key, (before, after, _) in OVER_THE_END.items() if before != after} == every
    assert {key for key, (_, _, may) in OVER_THE_END.items() if {*may[:2]} - {"0", None}} == every
