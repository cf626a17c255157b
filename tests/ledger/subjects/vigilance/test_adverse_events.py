"""Adverse events: forwarded, assessed, reported and closed as order 1 of 2018 asks."""

from __future__ import annotations

from typing import Any

import pytest

from ledger import clock
from ledger.deciding.decision import Accepted
from ledger.phrases import rendered
from tests.support import rules
from tests.support.decisions import (
    ZONE,
    Command,
    History,
    both,
    command,
    member,
    product,
    quality,
    sale,
    stage,
    trade,
    void,
)

NO = "BLSJ-2026-0001"
AWARE = "2026-05-01T02:00:00.000000Z"


def received(number: str = NO, **more: Any) -> Command:
    """Return the collection of an event that customer service learned of on 1 May."""
    fields: dict[str, Any] = {
        "became_aware_at": AWARE,
        "first_responder": "E1",
        "event_level": "serious",
        "manifestation": "电极断裂",
        "product_code": "P1",
        "lot": "L1",
    }
    return stage("adverse_event_received", number, **(fields | more))


def forwarded(**more: Any) -> Command:
    """Return the hand-over to quality."""
    return stage("adverse_event_forwarded", NO, **({"forwarded_at": "2026-05-01T03:00:00.000000Z"} | more))


def assessed(**more: Any) -> Command:
    """Return an assessment by quality."""
    fields: dict[str, Any] = {"assessor": "Q1", "event_level": "serious", "reportable": True}
    return stage("adverse_event_assessed", NO, **(fields | more))


def told(**more: Any) -> Command:
    """Return that the registrant was told."""
    fields = {"registrant_notified_at": "2026-05-02T01:00:00.000000Z"}
    return stage("adverse_event_registrant_told", NO, **(fields | more))


def phoned(**more: Any) -> Command:
    """Return that the authority was told of a cluster."""
    fields = {"authority_reported_at": "2026-05-01T06:00:00.000000Z", "authority_name": "省局"}
    return stage("adverse_event_cluster_reported", NO, **(fields | more))


def reported(**more: Any) -> Command:
    """Return the report to the national system."""
    fields = {"reported_at": "2026-05-10T01:00:00.000000Z", "report_code": "R-1", "reporter": "Q1"}
    return stage("adverse_event_reported", NO, **(fields | more))


def followed_up(**more: Any) -> Command:
    """Return a follow-up."""
    return stage("adverse_event_followed_up", NO, **({"followed_up_on": "2026-05-20"} | more))


def closed(**more: Any) -> Command:
    """Return the closing."""
    return stage("adverse_event_closed", NO, **({"closed_on": "2026-05-30"} | more))


def house(*more: Command, live: bool = False) -> History:
    """Start with a house in which `Q1` is quality."""
    return trade(quality(), sale(), *more, live=live)


def at(history: History, day: str) -> History:
    """Let it be four in the morning of a day."""
    history.now = clock.start_of(day, ZONE).replace("T16:00", "T20:00")
    return history


def test_registrant_and_authority_are_told_in_either_order() -> None:
    """Order 1/2018 §25, §31: of a cluster whoever can be reached first is told first."""
    for first, second in ((told(), phoned()), (phoned(), told())):
        history = house(received(cluster=True), forwarded())
        for one in (first, second, assessed(cluster=True), reported()):
            found = history.when(one).decided
            assert isinstance(found, Accepted), found
            history.accepted(*(rules.BY_ID[each["rule"]] for each in found.findings))


def test_an_event_is_not_closed_before_anybody_assessed_it() -> None:
    """M-14b (GSP §109): a file that says so has a finding."""
    found = house(received(), reported()).when(closed()).decided
    assert isinstance(found, Accepted)
    assert rules.STAGE_BEFORE.id in {one["rule"] for one in found.findings}


def test_an_event_goes_its_whole_way() -> None:
    """Live, nothing is in the way of who does what the law asks."""
    history = house(live=True)
    at(history, "2026-05-01")
    for one in (received(), forwarded(), assessed(), told(), reported(), followed_up(), closed()):
        history.when(one).accepted()


def test_quality_must_have_it_before_it_is_assessed() -> None:
    """S1-E 4.2.3: collected by customer service and passed on in time."""
    history = house(received(), live=True)
    history.when(assessed()).refused(rules.NOT_FORWARDED)
    history.given(forwarded()).when(assessed()).accepted()
    history = house(received(first_responder="Q1"), live=True)
    history.when(assessed()).accepted()
    house(received()).when(assessed()).accepted()


def test_only_quality_assesses() -> None:
    """S1-E 4.2.3, S2-F 2(2): judged like every decision on quality."""
    both(house(received(), forwarded()), assessed(assessor="E1"), rules.NOT_QUALITY)


def test_an_assessment_says_how_grave_it_is_and_whether_it_is_reported() -> None:
    """Order 1/2018 §17, §18; an old record may have left it open."""
    one = assessed(event_level=None, reportable=None, cause="不明")
    history = house(received(event_level=None), forwarded(), live=True)
    (message,) = history.when(one).refused(rules.NOT_GRADED)
    assert message == f"The assessment of adverse event '{NO}' does not say: event_level, reportable."
    house(received(event_level=None), forwarded()).when(one).accepted()


def test_what_is_not_reported_needs_a_reason() -> None:
    """Order 1/2018 §17, §22."""
    history = house(received(event_level="other"), forwarded())
    both(history, assessed(event_level="other", reportable=False), rules.NOT_REPORTABLE_REASON)
    history = house(received(event_level="other"), forwarded(), live=True)
    given = assessed(event_level="other", reportable=False, not_reportable_reason="说明书已载明的轻微反应")
    history.when(given).accepted()


@pytest.mark.parametrize(
    "what", [{"event_level": "death"}, {"event_level": "serious"}, {"event_level": "may_be_serious"}]
)
def test_what_the_law_wants_reported_is_reported(what: dict[str, Any]) -> None:
    """Order 1/2018 §18: what led or may lead to serious harm or death."""
    history = house(received(**what), forwarded())
    one = assessed(reportable=False, not_reportable_reason="与产品无关", **what)
    both(history, one, rules.MUST_BE_REPORTED)


def test_a_cluster_is_reported_whatever_its_level() -> None:
    """Order 1/2018 §31."""
    history = house(received(event_level="other", cluster=True), forwarded())
    one = assessed(event_level="other", reportable=False, not_reportable_reason="轻微")
    both(history, one, rules.MUST_BE_REPORTED)


@pytest.mark.parametrize(
    ("outcome", "level"),
    [("death", "serious"), ("intervention", "other"), ("possible_permanent", "other")],
)
def test_the_level_is_not_below_the_outcome(outcome: str, level: str) -> None:
    """Order 1/2018 §4."""
    both(house(), received(event_level=level, event_outcome=outcome), rules.LEVEL_AND_OUTCOME)


@pytest.mark.parametrize("outcome", ["other", "life_threatening", "intervention"])
def test_a_level_that_fits_its_outcome_is_in_order(outcome: str) -> None:
    """Order 1/2018 §4."""
    house(live=True).when(received(event_outcome=outcome)).accepted()


def test_lowering_an_assessment_wants_a_reason_and_is_kept() -> None:
    """Order 1/2018 §25; own: who lowers must say why."""
    history = house(received(event_level="death"), forwarded(), live=True)
    at(history, "2026-05-03")
    history.when(assessed()).refused(rules.LOWERED_UNEXPLAINED)
    found = history.when(assessed(cause="死因与产品无关，另有基础疾病")).accepted(rules.LOWERED)
    assert found.findings[0]["severity"] == "warning"
    assert found.findings[0]["missed"] == ""
    history = house(received(event_level="death"), forwarded())
    history.when(assessed()).accepted(rules.LOWERED_UNEXPLAINED, rules.LOWERED)


def test_lowering_after_the_deadline_says_that_it_was_missed() -> None:
    """Order 1/2018 §25: twenty days for serious harm; what was missed stays missed."""
    history = at(house(received(), forwarded()), "2026-05-05").given(assessed())
    history.live = True
    at(history, "2026-05-26")
    one = assessed(event_level="other", reportable=False, not_reportable_reason="经评价与产品无关")
    found = history.when(one).accepted(rules.LOWERED).findings[0]
    old = "严重伤害 serious harm → 其他 other; 改为不须报告 not reportable any more"
    for what in (found["what"], old):
        assert rendered({"what": what}, "zh")["what"] == "严重伤害 → 其他；改为不须报告"
        assert rendered({"what": what}, "en")["what"] == "serious harm → other; not reportable any more"
    assert found["missed"] == ", after its deadline of 2026-05-21 had passed without a report"


def test_raising_the_level_needs_nothing() -> None:
    """Order 1/2018 §25."""
    history = house(received(), forwarded(), live=True)
    history.when(assessed(event_level="death", cluster=True)).accepted()
    history.when(assessed(event_level="death", cluster=False, cause="互不相干")).accepted(rules.LOWERED)


def test_a_report_carries_its_code() -> None:
    """Order 1/2018 §19."""
    both(house(received(), forwarded(), assessed()), reported(report_code=None), rules.NO_REPORT_CODE)


def test_nothing_reportable_is_closed_without_report_or_registrant() -> None:
    """Order 1/2018 §25; GSP §105."""
    history = house(received(), forwarded(), assessed())
    both(history, closed(), rules.CLOSED_UNREPORTED, rules.CLOSED_UNTOLD)
    history = house(received(), forwarded(), assessed(), reported(), followed_up(), live=True)
    history.when(closed()).refused(rules.CLOSED_UNTOLD)


def test_an_ungraded_decision_does_not_let_a_grave_event_close() -> None:
    """Order 1/2018 §18: nobody said that it is reportable, and it is."""
    history = house(received(), forwarded(), assessed(reportable=None, cause="不明"))
    both(history, closed(), rules.CLOSED_UNREPORTED, rules.CLOSED_UNTOLD)


@pytest.mark.parametrize("party", ["注册人", "甲医疗客服", "the registrant"])
def test_the_registrant_may_be_among_the_parties_told(party: str) -> None:
    """Order 1/2018 §20: by its name, or by what it is."""
    told_with_report = reported(parties_told=["使用单位", party])
    history = house(received(), forwarded(), assessed(), told_with_report, followed_up(), live=True)
    history.when(closed()).accepted()


def test_what_need_not_be_reported_may_be_closed() -> None:
    """Order 1/2018 §17."""
    one = assessed(event_level="other", reportable=False, not_reportable_reason="轻微")
    history = house(received(event_level="other"), forwarded(), one, live=True)
    history.when(closed()).accepted()


def test_a_cluster_is_told_by_telephone_and_investigated() -> None:
    """Order 1/2018 §31, §33, §34."""
    start = (received(cluster=True), forwarded(), assessed(), told(), reported(), followed_up())
    history = house(*start)
    both(history, closed(), rules.CLUSTER_UNFINISHED)
    history = house(*start[:3], phoned(), assessed(cause="同批次"), told(), reported(), live=True)
    check = stage("adverse_event_investigated", NO, self_check="同批次购货者已全部核对")
    history.when(check).accepted()
    history.when(closed()).accepted()


def test_the_goods_are_those_of_the_sale() -> None:
    """T-12, Order 1/2018 §33: tied to the lot, the unit and the buyer."""
    for wrong in (
        {"lot": "L2"},
        {"customer_code": "C2"},
        {"occurred_on": "2026-01-15"},
        {"sale_line": 1, "lot": "L2"},
    ):
        both(house(*_second_buyer()), received(sale_no="XS1", **wrong), rules.EVENT_OF_SALE)
    house(live=True).when(received(sale_no="XS1", sale_line=1, customer_code="C1")).accepted()


def test_the_unit_is_one_of_those_sold() -> None:
    """T-12: serials of the sale."""
    units = sale("XS2", serial="SN1;SN2", quantity="2")
    both(house(units), received(sale_no="XS2", serial="SN9"), rules.EVENT_OF_SALE)
    house(units, live=True).when(received(sale_no="XS2", serial="SN2")).accepted()


def test_one_line_of_the_sale_that_fits_is_enough() -> None:
    """T-12: without a line any of them is meant."""
    other = sale(line=2, lot="L2", quantity="1")
    house(other, live=True).when(received(sale_no="XS1", lot="L2")).accepted()


def test_the_line_with_the_fewest_differences_is_told() -> None:
    """T-12: units of a line are one difference, however many they are."""
    lots = sale("XS2", lot="L9", quantity="1", sold_on="2026-06-01")
    units = sale("XS2", line=2, lot=None, serial="SN1;SN2;SN3", quantity="3")
    named = received(sale_no="XS2", lot="L1", serial="SN9")
    (finding,) = house(lots, units).when(named).accepted(rules.EVENT_OF_SALE).findings
    assert finding["what"] == [{"phrase": "adverse_sold_units", "sold": "SN1;SN2;SN3"}]


def _second_buyer() -> tuple[Command, ...]:
    buyer = {"customer_code": "C2", "name": "乙医院", "kind": "medical_institution", "address": "二路"}
    return (command("customers", **buyer),)


@pytest.mark.parametrize(
    ("level", "entered", "claimed", "due"),
    [
        ("serious", "2026-05-26", "2026-05-10", "2026-05-21"),
        ("death", "2026-05-10", "2026-05-07", "2026-05-08"),
    ],
)
def test_a_time_within_the_deadline_that_is_entered_after_it_is_marked(
    level: str, entered: str, claimed: str, due: str
) -> None:
    """Order 1/2018 §25, G-83: the ledger knew of the event in time, and of the report only afterwards."""
    history = house()
    at(history, "2026-05-01").given(received(event_level=level), forwarded())
    history.given(assessed(event_level=level), told())
    history.live = True
    at(history, entered)
    one = reported(reported_at=f"{claimed}T01:00:00.000000Z")
    found = history.when(one).accepted(rules.ENTERED_LATE).findings[0]
    assert found["severity"] == "warning"
    assert (found["claimed"], found["due"], found["entered"]) == (claimed, due, entered)


def test_in_time_or_honestly_late_is_not_marked() -> None:
    """Order 1/2018 §25: entered within the deadline, or with the true time."""
    history = house()
    at(history, "2026-05-01").given(received(), forwarded(), assessed(), told())
    at(history, "2026-05-20").when(reported()).accepted()
    history = house()
    at(history, "2026-05-01").given(received(), forwarded(), assessed(), told())
    at(history, "2026-05-26").when(reported(reported_at="2026-05-25")).accepted()


def test_an_import_of_older_records_is_not_marked() -> None:
    """G-83: what the ledger never knew in time it cannot have been told late."""
    history = at(house(), "2026-08-01").given(received(), forwarded(), assessed(), told())
    history.when(reported()).accepted()


def test_the_deadline_follows_the_assessment() -> None:
    """Order 1/2018 §25: raised to death on the 18th, the seven days run from then."""
    history = house()
    at(history, "2026-05-01").given(received(), forwarded(), assessed())
    at(history, "2026-05-18").given(assessed(event_level="death"), told())
    at(history, "2026-05-30")
    found = history.when(reported(reported_at="2026-05-24")).accepted(rules.ENTERED_LATE).findings[0]
    assert found["due"] == "2026-05-25"


@pytest.mark.parametrize(
    ("one", "column"),
    [
        (told(registrant_notified_at="2026-05-01"), "registrant_notified_at"),
        (phoned(), "authority_reported_at"),
    ],
)
def test_the_other_two_times_are_marked_as_well(one: Command, column: str) -> None:
    """Order 1/2018 §31, §33: twelve hours for a cluster."""
    history = house()
    at(history, "2026-05-01").given(received(cluster=True), forwarded(), assessed())
    at(history, "2026-05-09")
    found = history.when(one).accepted(rules.ENTERED_LATE).findings[0]
    assert found["column"] == column


def test_a_correction_of_what_was_entered_in_time_is_not_marked() -> None:
    """G-83: voided for a wrong code, entered again with the same time."""
    history = house()
    at(history, "2026-05-01").given(received(), forwarded(), assessed(), told())
    at(history, "2026-05-12").given(reported())
    at(history, "2026-05-26").given(void("adverse_events", NO))
    history.when(reported(report_code="R-2")).accepted()
    history.when(void("adverse_events", NO, reason="又错")).accepted()
    other = reported(report_code="R-3", reported_at="2026-05-09T01:00:00.000000Z")
    history.when(other).accepted(rules.ENTERED_LATE)


def test_entering_the_first_stage_again_does_not_hide_when_it_was_known() -> None:
    """G-83: a void of everything leaves what was known."""
    history = house()
    at(history, "2026-05-01").given(received())
    at(history, "2026-05-26").given(
        void("adverse_events", NO), received(manifestation="断裂"), forwarded(), assessed(), told()
    )
    history.when(reported()).accepted(rules.ENTERED_LATE)


def test_the_patient_is_named_beside_the_record() -> None:
    """PIPL §28; interface rule 12: personal columns never reach a finding."""
    history = house(live=True)
    (message,) = history.when(
        received(event_level="other", event_outcome="death", patient_name="某某", personal_key="K1")
    ).refused(rules.LEVEL_AND_OUTCOME)
    assert "某某" not in message


def test_quality_that_only_the_roster_marks_counts() -> None:
    """S1-E 4.2.3: taken by somebody of quality, nothing need be forwarded."""
    inspector = member("E9", post="验收员", key_quality_post=True)
    house(inspector, received(first_responder="E9"), live=True).when(assessed()).accepted()


@pytest.mark.parametrize(
    ("kind", "event"), [("drug", "drug"), ("veterinary_drug", "veterinary"), (None, None)]
)
def test_the_product_says_what_kind_of_event_it_is(kind: str | None, event: str | None) -> None:
    """R-74: where the row does not say, so that the right clocks run."""
    history = trade(product("P2", product_kind=kind), quality())
    accepted = history.when(received(product_code="P2", lot=None)).accepted()
    assert accepted.data.get("ae_kind") == event
    assert accepted.filled == (["ae_kind"] if event else None)
    said = history.when(received("BLSJ-2", product_code="P2", lot=None, ae_kind="device")).accepted()
    assert said.data["ae_kind"] == "device"


def test_every_reaction_to_a_medicine_is_reported() -> None:
    """MoH Order 81 §21 (doubtful): whatever its level; an event with a device of no weight need not be."""
    light = {"event_level": "other", "reportable": False, "not_reportable_reason": "轻微"}
    history = house(received(event_level="other", ae_kind="drug"), forwarded())
    found = both(history, assessed(**light), rules.MUST_BE_REPORTED).findings
    assert rules.MUST_BE_REPORTED.message(found[0], "en") == (
        "Adverse event 'BLSJ-2026-0001' is of a kind that must be reported: a reaction to a medicine."
    )
    house(received(event_level="other"), forwarded()).when(assessed(**light)).accepted()
