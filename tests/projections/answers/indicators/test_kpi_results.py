"""服务质量指标: what each indicator counts, over what, against which threshold, and the cases behind it."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from ledger import clock
from ledger.log.prepared import Prepared
from projections.answers.indicators.described import described
from projections.answers.indicators.measuring import behind, results
from projections.answers.indicators.periods import Period, month_of, months_between, months_to
from projections.answers.indicators.registry import BY_ID, INDICATORS
from projections.answers.indicators.settings import threshold
from projections.answers.indicators.terms import Threshold
from tests.support.asking import asking
from tests.support.events import ZONE, event, product, returned, sold, staff, voided

PAGE = Path(__file__).resolve().parents[4] / "docs" / "concepts" / "indicators.md"
JULY = "2026-07-31"
MAY = {"period_from": "2026-05-01", "period_to": "2026-05-31"}


def at(text: str) -> str:
    """Return the stored form of a time of day in the ledger's zone."""
    local = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(ZONE))
    return clock.stored(local)


def call(number: str, when: str = "2026-05-11 09:00", **rest: Any) -> Prepared:
    defaults = {"customer_code": "C1", "product_code": "P1", "fault": "不开机", "fault_weight": "minor"}
    defaults |= {"zone": "city", "channel": "phone"}
    moment = at(when)
    return event(
        "repair_requested", defaults, repair_no=number, requested_on=moment, event_time=moment, **rest
    )


def stage(name: str, number: str, column: str, when: str, **rest: Any) -> Prepared:
    """Return a stage of a repair with its time."""
    moment = at(when) if " " in when else when
    return event(f"repair_{name}", repair_no=number, **{column: moment}, event_time=moment, **rest)


def responded(number: str, when: str = "2026-05-11 10:00", **rest: Any) -> Prepared:
    return stage("responded", number, "responded_at", when, **rest)


def dispatched(number: str, when: str = "2026-05-11 10:30", technician: str = "E3") -> Prepared:
    return stage("dispatched", number, "dispatched_at", when, technician=technician)


def arrived(number: str, when: str = "2026-05-11 11:30") -> Prepared:
    return stage("arrived", number, "arrived_at", when)


def repaired(number: str, when: str = "2026-05-11") -> Prepared:
    return stage("repaired", number, "repaired_on", when)


def in_time(number: str, **rest: Any) -> tuple[Prepared, ...]:
    """Return a repair call that kept every limit."""
    return (
        call(number, **rest),
        responded(number),
        dispatched(number),
        arrived(number),
        repaired(number),
    )


def card(number: str, repair: str | None = None, issued: str = "2026-05-11", **answer: Any) -> list[Prepared]:
    """Return a card that was issued and, where it says anything, came back two days later."""
    kind = answer.pop("survey_kind", "opinion_card")
    data = {"survey_no": number, "customer_code": "C1", "survey_kind": kind, "issued_on": issued}
    found = [event("survey_issued", data | {"technician": answer.pop("technician", None)}, repair_no=repair)]
    if answer:
        day = answer.pop("answered_on", "2026-05-13")
        found.append(event("survey_answered", survey_no=number, answered_on=day, **answer))
    return found


def complaint(number: str, day: str = "2026-05-12", **rest: Any) -> Prepared:
    data = {"customer_code": "C1", "content": "等了三天", "complaint_kind": "service", "received_on": day}
    return event("complaint_received", data, complaint_no=number, **rest)


def decided(number: str, day: str = "2026-05-20", outcome: str = "founded") -> Prepared:
    return event("complaint_decided", complaint_no=number, decided_on=day, outcome=outcome)


def setting(key: str, value: str, since: str = "2026-01-01", **rest: Any) -> Prepared:
    data = {"rule_kind": "threshold", "title": key, "setting": "value", "approver": "S1"}
    return event("rule_set", data, rule_key=key, value=value, effective_from=since, **rest)


def figure(key: str, *events: Prepared, day: str = JULY, **where: Any) -> dict[str, Any]:
    """Return the row of an indicator for the whole house in May, unless another period is asked for."""
    found = figures(key, *events, day=day, **(where or MAY))
    return found[None]


def figures(key: str, *events: Prepared, day: str = JULY, **where: Any) -> dict[Any, dict[str, Any]]:
    """Return the rows of an indicator by group."""
    with asking(*events) as tables:
        found = tables.rows("kpi_results", at=day, kpi_key=key, **(where or MAY))
    return {row["group_code"]: row for row in found}


def figured(row: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(row[name] for name in ("numerator", "denominator", "kpi_value", "met", "breach_count"))


def cases(key: str, *events: Prepared) -> list[tuple[Any, ...]]:
    """Return table, number, part, whole and breach of every case behind the house's figure in May."""
    with asking(*events) as tables:
        asked = tables.query((), at=JULY)
        found = [one for one, _ in results(asked, [key]) if one.group is None]
    may = [one for one in found if one.period == Period(*MAY.values())]
    names = ("subject_table", "subject_no", "in_numerator", "in_denominator", "breach")
    return [tuple(row[name] for name in names) for row in behind(may)]


def test_there_are_twenty_eight_each_said_whole() -> None:
    """A rate without a stated denominator is not printed: so each has one in words, in both languages."""
    assert [one.id for one in INDICATORS] == [f"K-{number:02}" for number in range(1, 29)]
    for one in INDICATORS:
        words = (one.zh, one.en, one.part_zh, one.part_en, one.whole_zh, one.whole_en, one.clause, one.view)
        assert all(words), one.id
        assert (one.unit == "rate") == ("分母" not in one.whole_zh or one.id == "K-03"), one.id


def test_the_page_says_what_the_data_says() -> None:
    """If this fails: put what `described()` gives behind the marker again, and look at the difference."""
    _, _, kept = PAGE.read_text("utf-8").partition("described -->\n\n")
    assert kept == described()


def test_the_thresholds_of_the_source() -> None:
    """S4-I 管理-2: timely over 95 per cent, satisfied over 95, complaints under 2; 意见-3: all calls."""
    stated = {one.id: one.threshold.text for one in INDICATORS if one.threshold}
    assert stated == {"K-01": ">95%", "K-02": ">95%", "K-03": "<2%", "K-15": ">=100%"}
    assert not BY_ID["K-01"].threshold.met(Fraction(95, 100))  # type: ignore[union-attr]
    assert BY_ID["K-03"].threshold.met(Fraction(199, 10_000))  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (">98%", ">98%"),
        ("大于 98％", ">98%"),
        ("≥0.98", ">=98%"),
        ("不低于98", ">=98%"),
        ("98.5%", ">98.5%"),
        ("<2%", "<2%"),
        ("不超过2%", "<=2%"),
        ("好", None),
        ("", None),
        (None, None),
    ],
)
def test_a_threshold_is_read_as_people_write_it(text: str | None, read: str | None) -> None:
    found = threshold(text, Threshold(">", Fraction(95, 100)))
    assert (found.text if found else None) == read


def test_periods_are_months_or_what_is_asked_for() -> None:
    assert month_of("2026-02-11") == ("2026-02-01", "2026-02-28")
    assert months_to("2026-02", 3) == ["2025-12", "2026-01", "2026-02"]
    assert months_between("2025-12-31", "2026-01-01") == ["2025-12", "2026-01"]
    assert months_between("2026-02-01", "2026-01-01") == []
    assert Period("2026-05-01", "2026-05-31").month == "2026-05"
    assert Period("2026-05-01", "2026-05-30").month == "2026-05-01/2026-05-30"


def test_a_service_is_timely_when_it_kept_every_limit() -> None:
    """K-01: one call in time, one whose technician came late, one that is open and has no say."""
    late = (
        call("WX2"),
        responded("WX2"),
        dispatched("WX2"),
        arrived("WX2", "2026-05-11 13:00"),
        repaired("WX2"),
    )
    going = (call("WX3", "2026-05-30 16:00"), responded("WX3", "2026-05-30 16:30"))
    events = (*in_time("WX1"), *late, *going)
    found = figures("K-01", *events, day="2026-05-30")
    assert figured(found[None]) == ("1", "2", "0.5", False, 1)
    assert found[None]["denominator_note"].startswith("期间内各项时限均已有结果的报修服务数")
    assert figured(found["technician:E3"]) == ("1", "2", "0.5", False, 1)
    assert figured(found["zone:city"]) == ("1", "2", "0.5", False, 1)
    assert cases("K-01", *in_time("WX1"), *late) == [
        ("repairs", "WX1", True, True, False),
        ("repairs", "WX2", False, True, True),
    ]


def test_a_limit_that_was_missed_stays_missed_in_the_month_in_which_it_ran_out() -> None:
    """K-05: a minor fault is repaired in two working days; one repaired in June was missed in May."""
    events = (
        call("WX1", "2026-05-26 09:00"),
        responded("WX1", "2026-05-26 09:30"),
        repaired("WX1", "2026-06-03"),
    )
    assert figured(figure("K-05", *events)) == ("0", "1", "0", None, 1)
    june = {"period_from": "2026-06-01", "period_to": "2026-06-30"}
    assert figured(figure("K-05", *events, **june)) == ("0", "0", None, None, 0)


def test_response_arrival_repair_and_loaner_are_told_by_their_classes() -> None:
    """K-04 by table, limit and channel, K-05 by weight, K-06 by zone, K-07 past twelve hours."""
    urgent = (
        call("WX2", fault_weight="urgent", zone="suburb", channel="hotline"),
        responded("WX2", "2026-05-11 16:00"),
        dispatched("WX2", "2026-05-11 16:10"),
        arrived("WX2", "2026-05-11 17:01"),
    )
    events = (*in_time("WX1"), *urgent)
    response = figures("K-04", *events)
    assert figured(response[None]) == ("1", "2", "0.5", None, 1)
    assert figured(response["limit:L-02"]) == ("0", "1", "0", None, 1)
    assert {"channel:phone", "channel:hotline", "table:repairs", "fault_weight:minor"} <= response.keys()
    assert figured(figures("K-06", *events)["zone:suburb"]) == ("0", "1", "0", None, 1)
    assert figured(figures("K-05", *events)["fault_weight:urgent"]) == ("0", "1", "0", None, 1)
    assert figured(figure("K-07", *events)) == ("0", "1", "0", None, 1)
    lent = stage("loaner_issued", "WX2", "loaner_issued_at", "2026-05-12 08:30")
    assert figured(figure("K-07", *events, lent)) == ("1", "1", "1", None, 0)


def test_a_complaint_is_closed_in_time_by_territory() -> None:
    """K-08: five days at home from the acceptance."""
    begun = [
        event(
            "complaint_received",
            {"content": "坏", "customer_code": "C1"},
            complaint_no=f"TS{n}",
            received_on="2026-05-11",
            territory="domestic",
        )
        for n in (1, 2)
    ]
    accepted = [event("complaint_accepted", complaint_no=f"TS{n}", accepted_at="2026-05-11") for n in (1, 2)]
    closed = event("complaint_closed", complaint_no="TS1", closed_on="2026-05-14")
    found = figures("K-08", *begun, *accepted, closed)
    assert figured(found[None]) == ("1", "2", "0.5", None, 1)
    assert figured(found["territory:domestic"]) == ("1", "2", "0.5", None, 1)


def test_satisfied_are_the_two_upper_levels_of_what_is_ticked() -> None:
    """K-02: overall where it is given, else every criterion; a card that did not come back is no answer."""
    events = [
        *card("DC1", attitude="very", skill="satisfied"),
        *card("DC2", attitude="very", skill="fair"),
        *card("DC3", satisfaction="satisfied", attitude="not"),
        *card("DC4"),
    ]
    found = figure("K-02", *events)
    assert figured(found) == ("2", "3", "0.6667", False, 1)
    assert (found["threshold"], found["denominator_note"][:9]) == (">95%", "期间内收回的答卷数")
    assert ("surveys", "DC2", False, True, True) in cases("K-02", *events)


def test_the_house_settles_what_counts_as_satisfied_and_as_an_answer() -> None:
    """What is in force at the end of a month counts for the month."""
    visit = event(
        "visit_made",
        {"visit_kind": "phone", "customer_code": "C1", "visited_on": "2026-05-20", "handler": "S1"},
        visit_no="HF1",
        satisfaction="fair",
    )
    events = [*card("DC1", satisfaction="satisfied"), visit]
    assert figured(figure("K-02", *events)) == ("1", "1", "1", True, 0)
    assert figured(figure("K-02", *events, setting("K-02.SATISFIED", "very"))) == ("0", "1", "0", False, 1)
    both = setting("K-02.ANSWERS", "surveys;visits")
    assert figured(figure("K-02", *events, both)) == ("1", "2", "0.5", False, 1)
    wider = setting("K-02.SATISFIED", "very;satisfied;fair", "2026-06-01")
    assert figured(figure("K-02", *events, both, wider)) == ("1", "2", "0.5", False, 1)
    assert figured(figure("K-02", *events, setting("K-02.SATISFIED", "great"))) == ("1", "1", "1", True, 0)


def test_complaints_of_the_services_own_making_over_services() -> None:
    """K-03: founded, ours, about the service; the base is services unless the house says otherwise."""
    events = [
        *in_time("WX1"),
        *in_time("WX2"),
        complaint("TS1"),
        decided("TS1"),
        complaint("TS2"),
        decided("TS2", outcome="unfounded"),
        complaint("TS3", complaint_kind="product"),
        decided("TS3"),
        complaint("TS4"),
        event("complaint_attributed", complaint_no="TS4", attribution="carrier"),
        decided("TS4"),
    ]
    assert figured(figure("K-03", *events)) == ("1", "2", "0.5", False, 1)
    assert ("complaints", "TS1", True, False, True) in cases("K-03", *events)
    sales = [sold(f"XS{n}", customer=f"C{n % 3}") for n in range(100)]
    assert figured(figure("K-03", *events, *sales, setting("K-03.BASE", "sales"))) == (
        "1",
        "100",
        "0.01",
        True,
        1,
    )
    customers = setting("K-03.BASE", "customers")
    assert figured(figure("K-03", *events, *sales, customers))[:3] == ("1", "3", "0.3333")


def test_without_anything_to_divide_by_there_is_no_rate() -> None:
    """The row is there, because the period was asked for; value and judgement are not."""
    row = figure("K-03", complaint("TS1"), decided("TS1"))
    assert figured(row) == ("1", "0", None, None, 1)
    assert row["threshold"] == "<2%"


def test_every_indicator_has_a_row_for_a_period_that_is_asked_for() -> None:
    with asking(staff()) as tables:
        found = tables.rows("kpi_results", at=JULY, **MAY)
        months = tables.rows("kpi_results", at=JULY)
    assert [row["kpi_key"] for row in found] == [one.id for one in INDICATORS]
    assert {row["kpi_value"] for row in found} == {None, "0"}
    assert all((row["denominator"] is None) == (BY_ID[row["kpi_key"]].unit != "rate") for row in found)
    assert months == []


def test_the_house_sets_thresholds_by_rule_or_by_standard() -> None:
    standard = event(
        "service_standard_set",
        {"standard_kind": "indicator", "approver": "S1", "effective_from": "2026-01-01"},
        standard_no="ZL1",
        name="客户满意度",
        threshold="≥60%",
    )
    events = card("DC1", satisfaction="very") + card("DC2", satisfaction="not")
    found = figure("K-02", *events, standard)
    assert (found["threshold"], found["met"]) == (">=60%", False)
    found = figure("K-02", *events, standard, setting("K-02", "50%"))
    assert (found["threshold"], found["met"]) == (">50%", False)
    found = figure("K-02", *events, setting("K-02", ">=50%", "2026-06-01"))
    assert found["threshold"] == ">95%"


def test_every_call_gets_a_card_on_its_day() -> None:
    """K-15: no sampling; S4-I 意见-3."""
    events = [call("WX1"), call("WX2"), *card("DC1", "WX1"), *card("DC2", "WX2", issued="2026-05-12")]
    found = figure("K-15", *events)
    assert (*figured(found), found["threshold"]) == ("1", "2", "0.5", False, 1, ">=100%")


def test_planned_visits_are_made_by_their_day() -> None:
    """K-16."""
    planned = {"visit_kind": "on_site", "customer_code": "C1", "planned_on": "2026-05-15"}
    made = {"visit_kind": "on_site", "customer_code": "C1", "handler": "S1"}
    events = [
        *(event("visit_planned", planned, visit_no=f"HF{n}") for n in (1, 2)),
        event("visit_made", made, visit_no="HF1", visited_on="2026-05-15"),
    ]
    found = figures("K-16", *events, day="2026-05-31")
    assert figured(found["visit_kind:on_site"]) == ("1", "2", "0.5", None, 1)


def test_what_is_overdue_is_listed_in_the_month_in_which_it_ran_out() -> None:
    """K-27: gone once it is done, as long as the month lasts; what is done in June changes nothing of May."""
    events = [call("WX1"), responded("WX1", "2026-05-20 09:00"), arrived("WX1", "2026-06-02 09:00")]
    before = figure("K-27", *events, day="2026-05-19")
    after, later = figure("K-27", *events, day="2026-05-31"), figure("K-27", *events)
    assert int(before["numerator"]) == int(after["numerator"]) + 1
    assert later == after
    assert before["breach_count"] == int(before["numerator"])


def test_counts_and_lists_have_no_denominator() -> None:
    """K-09, K-10, K-12, K-13, K-14, K-17, K-18, K-20."""
    events = [
        call("WX1", serial="A1"),
        call("WX2", serial="A1"),
        complaint("TS1"),
        event("complaint_closed", complaint_no="TS1", closed_on="2026-05-30"),
        sold("XS1"),
        sold("XS1", 2),
        sold("XS2", customer="C2"),
        returned("TH1", returned_on="2026-05-20"),
        returned("TH2", returned_on="2026-05-20", return_kind="unused_consignment"),
        *card("DC1", technician="E3", attitude="very"),
        *card("DC2", attitude="not"),
    ]
    found = {key: figure(key, *events) for key in BY_ID if BY_ID[key].unit != "rate"}
    values = {key: row["kpi_value"] for key, row in found.items() if row["kpi_value"] != "0"}
    assert all(row["denominator"] is None for row in found.values())
    wanted = {
        "K-09": "1",
        "K-10": "2",
        "K-12": "2",
        "K-13": "1",
        "K-14": "1",
        "K-17": "2",
        "K-18": "2",
        "K-20": "2",
    }
    assert wanted.items() <= values.items()
    assert found["K-18"]["breach_count"] == 1


def test_checks_assessments_and_monitoring_are_counted_with_what_failed() -> None:
    """K-19, K-21, K-23, K-24 count; K-22 is in time or not."""
    check = {"checked_on": "2026-05-04", "department": "质管部", "items": "制度", "checker": "S1"}
    checks = [
        event(
            "rule_check_made",
            check,
            rule_check_no=f"JC{n}",
            rule_check_kind=kind,
            check_conclusion=said,
            rectify_by=by,
        )
        for n, (kind, said, by) in enumerate(
            [
                ("service_quality", "met", None),
                ("service_quality", "not_met", "2026-05-10"),
                ("return_process", "partly", "2026-05-10"),
            ]
        )
    ]
    rectified = event("rule_check_rectified", rule_check_no="JC1", rectified_on="2026-05-08")
    assessed = event(
        "partner_assessed",
        {
            "partner_kind": "supplier",
            "partner_name": "供",
            "period_from": "2026-01-01",
            "period_to": "2026-03-31",
        },
        assessment_no="KP1",
        assessed_on="2026-05-05",
        assessment_result="improve",
        supplier_code="V1",
    )
    tracked = event(
        "quality_tracked",
        {"tracked_on": "2026-05-06", "customer_code": "C1", "product_code": "P1", "handler": "S1"},
        tracking_no="GZ1",
        usage_situation="正常",
    )
    events = [*checks, rectified, assessed, tracked]
    said = {key: figured(figure(key, *events)) for key in ("K-19", "K-21", "K-22", "K-23", "K-24")}
    assert said == {
        "K-19": ("2", None, "2", None, 1),
        "K-21": ("1", None, "1", None, 1),
        "K-22": ("1", "2", "0.5", None, 1),
        "K-23": ("1", None, "1", None, 1),
        "K-24": ("1", None, "1", None, 0),
    }


def test_planned_trainings_are_held_or_not() -> None:
    """K-25: a plan counts when it is held or its month is over; a month nobody can read is the year's end."""
    plans = [
        event("training_planned", {"topic": "法规", "plan_year": 2026}, plan_no=f"PX{n}", planned_month=month)
        for n, month in enumerate(["2026-05", "5月", "2026年5月", "第四季度", "9"])
    ]
    held = event(
        "staff_trained",
        {"training_no": "T1", "staff_code": "S1", "trained_on": "2026-05-20", "topic": "法规"},
        plan_no="PX1",
        training_result="passed",
    )
    assert figured(figure("K-25", *plans, held)) == ("1", "3", "0.3333", None, 2)
    year = {"period_from": "2026-01-01", "period_to": "2026-12-31"}
    assert figured(figure("K-25", *plans, held, day="2027-01-31", **year)) == ("1", "5", "0.2", None, 4)


@pytest.mark.parametrize("year", [1, 10000])
def test_a_plan_with_a_mistyped_year_stops_no_figure(year: int) -> None:
    """K-25: the plan lies in the year of the calendar that is next to the number."""
    plan = event("training_planned", {"topic": "法规", "plan_year": year}, plan_no="PX1", planned_month="5月")
    assert figured(figure("K-25", plan)) == ("0", "0", None, None, 0)


def test_actions_are_effective_or_overdue() -> None:
    """K-28: verified as effective over those verified, and those whose time ran out."""
    opened = {
        "capa_kind": "corrective",
        "capa_source": "complaint",
        "problem": "迟",
        "opened_on": "2026-05-01",
    }
    events = [
        event("capa_opened", opened, capa_no=f"CAPA{n}", responsible_department="售后", due_at="2026-05-20")
        for n in (1, 2, 3)
    ]
    events += [event("capa_implemented", capa_no=f"CAPA{n}", implemented_on="2026-05-10") for n in (1, 2)]
    for number, effect in ((1, "effective"), (2, "not_effective")):
        events.append(
            event(
                "capa_verified",
                capa_no=f"CAPA{number}",
                verified_on="2026-05-15",
                effect=effect,
                verified_by="S1",
            )
        )
    assert figured(figure("K-28", *events, day="2026-06-30")) == ("1", "3", "0.3333", None, 2)


def test_goods_near_their_expiry_are_listed_from_the_day_of_the_warning() -> None:
    """K-26: expired goods in stock are breaches."""
    from tests.support.events import received

    events = [
        product(),
        received("YS1", lot="L1", expiry_date="2026-06-15", quantity="5"),
        received("YS2", lot="L2", expiry_date="2028-06-15", quantity="5"),
    ]
    year = {"period_from": "2025-01-01", "period_to": "2026-12-31"}
    found = figures("K-26", *events, **year)
    assert figured(found[None]) == ("1", None, "1", None, 1)
    assert figured(found["expiry_state:expired"]) == ("1", None, "1", None, 1)


def test_a_figure_is_as_it_was_known() -> None:
    """A void takes a case out of the figure from when it was known; an earlier cut-off keeps it."""
    events = [*card("DC1", satisfaction="very"), *card("DC2", satisfaction="not")]
    gone = voided("surveys", "DC2", [4])
    with asking(*events, gone) as tables:
        then = tables.rows("kpi_results", at=JULY, known=4, kpi_key="K-02", **MAY)
        now = tables.rows("kpi_results", at=JULY, kpi_key="K-02", **MAY)
        early = tables.rows("kpi_results", at="2026-05-12", kpi_key="K-02", **MAY)
    assert [figured(row)[:3] for row in (then[0], now[0], early[0])] == [
        ("1", "2", "0.5"),
        ("1", "1", "1"),
        ("0", "0", None),
    ]
