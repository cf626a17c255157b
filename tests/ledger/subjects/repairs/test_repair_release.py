"""Whatever was taken away goes back inspected, released, signed for; gates G-48 to G-52, G-57 and G-58."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.deciding.decision import Accepted, Command
from ledger.deciding.stages import possible
from ledger.events import catalogue
from tests.support import rules
from tests.support.budgets import examples
from tests.support.decisions import History, both, stage
from tests.support.repairing import (
    BACK,
    IN_SHOP,
    ON_SITE,
    arrived,
    at,
    called,
    charged,
    closed,
    confirmed,
    diagnosed,
    followed,
    from_factory,
    house,
    inspected,
    lent,
    loaner_back,
    moved,
    repaired,
    rereleased,
    returned,
    sent,
    taken,
    to_factory,
)


def test_a_repair_from_call_to_close() -> None:
    """Nothing stands against a repair that is done as the procedure says."""
    history = house(*BACK)
    for one in (confirmed(), followed(), closed()):
        history.when(one).accepted()


def test_a_unit_that_failed_is_not_released() -> None:
    """S0-3 4.2.2: only what conforms goes out again."""
    history = house(*IN_SHOP, repaired(), inspected(conclusion="nonconforming"))
    (text,) = history.when(rereleased()).refused(rules.NOT_INSPECTED)
    assert text == (
        "Repair 'WX1': the newest inspection says nonconforming, so repair_rereleased cannot come."
    )
    both(history, rereleased(), rules.NOT_INSPECTED)


def test_an_open_verdict_releases_nothing() -> None:
    """A pending verdict, or live none at all, is not one that conforms."""
    both(house(*IN_SHOP, repaired(), inspected(conclusion="pending")), rereleased(), rules.NOT_INSPECTED)
    history = house(*IN_SHOP, repaired(), inspected(conclusion=None))
    history.when(rereleased()).refused(rules.NOT_INSPECTED)
    history.live = False
    history.when(rereleased()).accepted()


def test_after_a_failure_it_is_repaired_and_inspected_again() -> None:
    """A failed inspection leads back to the diagnosis, or to the factory."""
    failed = (*IN_SHOP, repaired(), inspected(conclusion="nonconforming"))
    both(house(*failed), inspected(7), rules.INSPECTED_AGAIN)
    history = house(*failed, diagnosed(7), repaired(8), inspected(8), rereleased())
    history.when(returned()).accepted()
    history = house(*failed, to_factory(factory_sent_on="2026-03-07"), from_factory(), inspected(9))
    history.when(rereleased()).accepted()


def test_only_quality_inspects_and_releases() -> None:
    """S0-3 4.2.2: the inspection belongs to quality; GSP §19."""
    both(house(*IN_SHOP, repaired()), inspected(inspector="T2"), rules.NOT_QUALITY)
    both(house(*IN_SHOP, repaired(), inspected()), rereleased(released_by="T2"), rules.NOT_QUALITY)


def test_the_technician_does_not_inspect_the_own_work() -> None:
    """Who was sent to repair neither inspects nor releases it."""
    worked = (called(), sent(technician="Q2"), arrived(), diagnosed(), taken(), diagnosed(4), repaired())
    both(house(*worked), inspected(), rules.OWN_INSPECTION)


def test_a_unit_in_our_hands_is_not_signed_for() -> None:
    """What was taken away must go back first; on import only where the file tells of inspections."""
    history = house(*IN_SHOP, repaired())
    history.when(confirmed()).refused(rules.NOT_INSPECTED)
    history.live = False
    history.when(confirmed()).accepted()
    again = house(*IN_SHOP, repaired(), inspected(conclusion="nonconforming"), diagnosed(7), repaired(8))
    both(again, confirmed(), rules.NOT_INSPECTED)
    house(*ON_SITE, repaired()).when(confirmed()).accepted()


def test_a_unit_exchanged_or_refunded_does_not_go_back() -> None:
    """The customer got another one, or the money: there is nothing to hand back."""
    history = house(*IN_SHOP, repaired(exchange_no="HH1"))
    history.when(confirmed()).accepted()


def test_what_came_from_the_factory_is_inspected() -> None:
    """S0-3 4.2.2, word by word: the quality department inspects what the factory repaired."""
    history = house(*IN_SHOP, to_factory(), from_factory())
    history.when(inspected(9)).accepted()
    history.when(rereleased()).accepted()


def test_the_customer_signs_or_it_is_recorded_why_not() -> None:
    """S4-I 作业-3; S4-E 2.4.3."""
    history = house(*BACK)
    both(history, confirmed(customer_signed=False), rules.NOT_SIGNED)
    refusing = confirmed(customer_signed=False, signature_refused_reason="客户外出，电话确认")
    house(*BACK).when(refusing).accepted()


def test_nothing_is_closed_without_a_signature() -> None:
    """A loaner that came back opens a road around the signature; it leads nowhere."""
    around = (*ON_SITE, lent(), loaner_back())
    history = house(*around)
    history.when(closed()).refused(rules.NOT_SIGNED)
    history.live = False
    history.when(closed()).accepted()


def test_at_a_distance_nobody_signs() -> None:
    """Advice on the telephone."""
    answered = stage("repair_responded", "WX1", responded_at=at(2, 2), service_mode="phone")
    history = house(called(), answered, repaired(2))
    history.when(confirmed(customer_signed=None)).accepted()


def test_a_signature_before_the_last_repair_does_not_close() -> None:
    """The follow-up found the fault again."""
    again = (*ON_SITE, repaired(), confirmed(), followed(), diagnosed(13), repaired(14))
    history = house(*again)
    history.when(followed(followed_up_on="2026-03-15")).accepted()
    history.when(closed(closed_on="2026-03-16")).refused(rules.NOT_SIGNED)


def test_the_customer_signs_for_what_is_taken_away() -> None:
    """S4-I 作业-5: custody starts with the signature."""
    both(house(*ON_SITE), taken(takeback_signed=False), rules.TAKEN_UNSIGNED)
    history = house(*ON_SITE)
    history.when(taken(takeback_signed=None)).refused(rules.TAKEN_UNSIGNED)
    history.live = False
    history.when(taken(takeback_signed=None)).accepted()


def test_a_unit_bears_its_fault_on_a_label() -> None:
    """S4-I 作业-10: before it is sent away, and before it is inspected."""
    bare = (called(), sent(), arrived(), diagnosed(fault_label=None), taken())
    history = house(*bare)
    history.when(to_factory()).refused(rules.NO_FAULT_LABEL)
    history = house(*bare, diagnosed(4, fault_label=None), repaired())
    history.when(inspected()).refused(rules.NO_FAULT_LABEL)
    history.live = False
    history.when(inspected()).accepted()
    house(*bare, diagnosed(4)).when(to_factory()).accepted()


def test_a_late_repair_is_reported_to_the_head() -> None:
    """S4-I 作业-7: a warning, for the repair itself is done."""
    history = house(*IN_SHOP)
    found = history.when(repaired(11)).accepted(rules.LATE_UNESCALATED)
    assert found.findings[0]["severity"] == "warning"
    asked = stage("repair_escalated", "WX1", escalated_at=at(10), escalation_help="加派")
    house(*IN_SHOP, asked).when(repaired(11)).accepted()
    later = stage("repair_escalated", "WX1", escalated_at=at(10), planned_finish_on="2026-03-12")
    house(*IN_SHOP, later).when(repaired(11)).accepted()


def test_the_work_card_is_shown() -> None:
    """S4-E 2.3: a point of the checklist, never a refusal."""
    history = house(called(), sent())
    history.when(arrived(card_shown=None)).accepted(rules.CARD_NOT_SHOWN)
    history = house(called(), sent(), live=False)
    history.when(arrived(card_shown=None)).accepted()


def test_who_comes_late_has_agreed_on_it_beforehand() -> None:
    """S4-E 2.2.2."""
    both(house(called(), sent()), arrived(arrived_at=at(3, 4)), rules.LATE_ARRIVAL)
    house(called(), sent(), moved()).when(arrived(arrived_at=at(4, 2))).accepted()
    both(house(called(), sent(), moved()), arrived(arrived_at=at(4, 4)), rules.LATE_ARRIVAL)
    no_window = moved(appointed_until=None)
    house(called(), sent(), no_window).when(arrived(arrived_at=at(5))).accepted()


def test_the_customer_is_told_before_the_appointed_time() -> None:
    """Told when the window has begun is told too late; the head of quality may let it pass."""
    both(house(called(), sent()), moved(customer_told_at=at(3, 2)), rules.TOLD_LATE)
    assert rules.TOLD_LATE.overridable


def test_a_charge_does_not_stand_in_for_the_signature() -> None:
    """Charged and followed up, with the signature refused for no reason."""
    history = house(*BACK, live=False)
    history.when(confirmed(customer_signed=False)).accepted(rules.NOT_SIGNED)
    history.when(followed()).accepted()
    both(history, closed(), rules.NOT_SIGNED)


STEPS: dict[str, list[Command]] = {
    "repair_requested": [called()],
    "repair_responded": [stage("repair_responded", "WX1", response_note="受理")],
    "repair_plan_agreed": [stage("repair_plan_agreed", "WX1", service_plan="上门", customer_consented=True)],
    "repair_dispatched": [sent()],
    "repair_rescheduled": [moved()],
    "repair_arrived": [arrived(arrived_at=at(3, 1))],
    "repair_taken_back": [taken(planned_finish_on=None)],
    "repair_diagnosed": [diagnosed(one, fault_analysis=text) for one in (3, 4) for text in ("甲", "乙")],
    "repair_escalated": [stage("repair_escalated", "WX1", escalation_help="协助")],
    "repair_loaner_issued": [lent()],
    "repair_sent_to_factory": [to_factory()],
    "repair_received_from_factory": [from_factory()],
    "repair_part_used": [stage("repair_part_used", "WX1", part_code="B1")],
    "repair_repaired": [repaired(one, repair_content=text) for one in (5, 6) for text in ("甲", "乙")],
    "repair_inspected": [
        inspected(7, conclusion, function_test=text)
        for conclusion in ("conforming", "nonconforming", "pending")
        for text in ("甲", "乙")
    ],
    "repair_rereleased": [rereleased(outbound_no=text) for text in ("CK1", "CK2")],
    "repair_returned_to_customer": [returned(one) for one in (9, 10)],
    "repair_customer_confirmed": [confirmed(), confirmed(service_voucher_no="PZ2")],
    "repair_loaner_returned": [loaner_back()],
    "repair_charged": [charged()],
    "repair_followed_up": [followed(), followed(opinion="好")],
    "repair_closed": [closed()],
}
STARTS = [(), IN_SHOP, (*IN_SHOP, repaired(), inspected()), (*IN_SHOP, to_factory(), from_factory())]
REPAIRS = catalogue.table("repairs")
_WORK = {"repair_repaired", "repair_received_from_factory", "repair_part_used"}


def walked(data: st.DataObject, history: History, *, steps: int) -> list[Accepted]:
    """Let a repair take any road that the stages open; return what was accepted."""
    found = [history.when(one).accepted() for one in data.draw(st.sampled_from(STARTS))]
    for _ in range(steps):
        now = [one.event for one in possible(REPAIRS, [one.command.stage or "" for one in found])]
        if not now:
            break
        one = data.draw(st.sampled_from(STEPS[data.draw(st.sampled_from(now))]))
        decided = history.when(one).decided
        if isinstance(decided, Accepted):
            found.append(history.accepted(*(rules.BY_ID[one["rule"]] for one in decided.findings)))
    return found


@settings(deadline=None, max_examples=examples(150))
@given(data=st.data())
def test_no_road_hands_back_a_unit_that_has_not_passed(data: st.DataObject) -> None:
    """S0-3 4.2.2 as a property: whatever the order, the last inspection behind the last repair conforms."""
    accepted = walked(data, house(), steps=25)
    away, passed = False, False
    for one in accepted:
        event = one.command.stage
        if event in {"repair_taken_back", "repair_sent_to_factory"}:
            away, passed = True, False
        elif event in _WORK:
            passed = False
        elif event == "repair_inspected":
            passed = one.data.get("conclusion") == "conforming"
        elif event == "repair_returned_to_customer":
            assert passed
            away = False
        elif event in {"repair_customer_confirmed", "repair_closed"}:
            assert not away


@settings(deadline=None, max_examples=examples(60))
@given(data=st.data())
def test_on_import_what_should_not_have_gone_back_is_a_finding(data: st.DataObject) -> None:
    """The fact is recorded, and says of itself that it broke the rule."""
    accepted = walked(data, house(live=False), steps=25)
    verdict = None
    for one in accepted:
        if one.command.stage == "repair_inspected":
            verdict = one.data.get("conclusion")
        if one.command.stage == "repair_rereleased":
            found = {finding["rule"] for finding in one.findings}
            unfit = rules.STAGE_BEFORE if verdict is None else rules.NOT_INSPECTED
            assert (unfit.id in found) == (verdict != "conforming")


@pytest.mark.parametrize("one", [returned(), rereleased()])
def test_nothing_goes_back_out_of_order(one: Command) -> None:
    """Without an inspection the stages themselves forbid it live; on import it is a finding."""
    both(house(*IN_SHOP, repaired()), one, rules.STAGE_BEFORE)
