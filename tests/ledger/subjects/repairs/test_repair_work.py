"""Who is sent, what is agreed, lent, used and written down; gates G-53, G-56, G-59 and G-60."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.deciding.decision import Command
from ledger.state.entries import Unit
from ledger.state.keys import unit_key
from ledger.state.stock_moves import in_stock
from tests.support import rules
from tests.support.decisions import (
    History,
    both,
    command,
    hold,
    member,
    product,
    receipt,
    sale,
    stage,
    void,
)
from tests.support.repairing import (
    ON_SITE,
    at,
    called,
    closed,
    confirmed,
    followed,
    house,
    lent,
    loaner_back,
    planned,
    repaired,
    sent,
)

RESPONDED = stage("repair_responded", "WX1", response_note="受理")


def trained(staff: str = "T1", topic: str = "设备维修", number: str = "PX1", **rest: Any) -> Command:
    """Return a training that was passed in January."""
    fields = {
        "training_no": number,
        "staff_code": staff,
        "trained_on": "2026-01-10",
        "training_kind": "induction",
        "topic": topic,
        "training_result": "passed",
    }
    return command("trainings", **(fields | rest))


def authorised(**rest: Any) -> Command:
    """Return the authorisation of a service partner for 2026."""
    fields = {
        "authorisation_no": "SQ1",
        "authorisation_kind": "service_partner",
        "grantee_name": "乙维修",
        "scope": "维修",
        "valid_from": "2026-01-01",
        "valid_until": "2026-12-31",
    }
    return command("authorisations", **(fields | rest))


def test_only_the_trained_are_sent() -> None:
    """S4-I 职责-3, where the house keeps trainings at all; a training of another kind does not help."""
    house(called()).when(sent()).accepted()
    both(house(trained("T2"), called()), sent(), rules.TECHNICIAN_UNTRAINED)
    both(house(trained(topic="法规知识"), called()), sent(), rules.TECHNICIAN_UNTRAINED)
    house(trained(), called()).when(sent()).accepted()
    both(house(trained(valid_until="2026-02-28"), called()), sent(), rules.TECHNICIAN_UNTRAINED)
    both(house(trained(training_result="failed"), called()), sent(), rules.TECHNICIAN_UNTRAINED)


def test_a_training_on_the_product_is_one_to_service_it() -> None:
    """Whatever its topic is called; one on other products is not."""
    house(trained(topic="新品", product_codes=["P1"]), called()).when(sent()).accepted()
    both(house(trained(product_codes=["P9"]), called(), live=False), sent(), rules.TECHNICIAN_UNTRAINED)


def test_a_training_that_is_voided_counts_no_more() -> None:
    """The fold takes back what it added."""
    gone = void("trainings", "PX1/T1")
    both(house(trained(), trained("T2", number="PX2"), gone, called()), sent(), rules.TECHNICIAN_UNTRAINED)


def test_the_roster_has_the_last_word_on_products() -> None:
    """As for sellers."""
    history = house(member("T3", post="维修技术员", authorised_products=["P2"]), called(), live=False)
    both(history, sent(technician="T3"), rules.TECHNICIAN_UNTRAINED)


def test_who_left_is_not_sent() -> None:
    """S4-I 职责-3; GSP §29."""
    history = house(member("T3", post="维修技术员", employed_until="2026-02-01"), called())
    both(history, sent(technician="T3"), rules.TECHNICIAN_OFF_POST)


def test_a_partner_comes_with_its_authorisation() -> None:
    """S4-I 职责-3: dealers' staff as well; found by the person, or by the centre that took the call."""
    late = authorised(valid_until="2026-02-28")
    both(house(late, called(service_centre="乙维修")), sent(), rules.PARTNER_NOT_AUTHORISED)
    both(house(authorised(staff_code="T1", status="ended"), called()), sent(), rules.PARTNER_NOT_AUTHORISED)
    other = authorised(product_codes=["P2"])
    both(house(other, called(service_centre="乙维修"), live=False), sent(), rules.PARTNER_NOT_AUTHORISED)
    newer = authorised(authorisation_no="SQ2")
    house(late, newer, called(service_centre="乙维修")).when(sent()).accepted()
    house(authorised(), called(service_centre="乙维修")).when(sent()).accepted()
    house(late, called(service_centre="甲维修")).when(sent()).accepted()


def test_the_customer_agrees_before_anybody_is_sent() -> None:
    """S1-B 三4: always where the customer said no, and where it costs something."""
    plan = planned(customer_consented=False)
    both(house(called(), RESPONDED, plan), sent(), rules.NO_CONSENT)
    paid = planned(customer_consented=None, service_class="paid")
    history = house(called(), RESPONDED, paid)
    history.when(sent()).refused(rules.NO_CONSENT)
    history.live = False
    history.when(sent()).accepted()
    house(called(), RESPONDED, planned(service_class="paid")).when(sent()).accepted()
    house(called(), RESPONDED, planned(customer_consented=None)).when(sent()).accepted()


def stocked(history: History, serial: str = "LN1") -> tuple[str, str, str]:
    """Return what of P1 is lent and in quarantine, and where a unit is."""
    unit: Unit = history.state.get(unit_key("P1", serial))
    found = (in_stock(history.state, "P1", "", status) for status in ("on_loan", "quarantined"))
    lasting = [stay.status for stay in unit.stays if not stay.until]
    return (*map(str, found), "".join(lasting))


def test_a_loaner_leaves_the_stock_and_comes_back_to_be_looked_at() -> None:
    """Lent, back in quarantine; voided, it is as it was."""
    history = house(*ON_SITE)
    free = in_stock(history.state, "P1", "", "saleable")
    history.when(lent()).accepted()
    assert stocked(history) == ("1", "0", "on_loan")
    assert in_stock(history.state, "P1", "", "saleable") == free - 1
    history.when(loaner_back()).accepted()
    assert stocked(history) == ("0", "1", "quarantined")
    history.when(void("repairs", "WX1")).accepted()
    assert stocked(history) == ("1", "0", "on_loan")
    history.when(void("repairs", "WX1", reason="再次")).accepted()
    assert stocked(history) == ("0", "0", "")
    assert in_stock(history.state, "P1", "", "saleable") == free


def test_a_sound_loaner_may_be_lent_again() -> None:
    """In the words of the list; anything else waits for quality."""
    history = house(*ON_SITE, lent(), loaner_back(loaner_state="完好"))
    assert stocked(history) == ("0", "0", "")
    history.when(lent(loaner_issued_at=at(12))).accepted()
    history = house(*ON_SITE, lent(), loaner_back(loaner_state=None))
    both(history, lent(loaner_issued_at=at(12)), rules.LOANER_NOT_FREE)


def test_a_loaner_that_is_out_is_not_sold() -> None:
    """Nor is one that waits to be looked at."""
    sold = sale("XS9", lot=None, serial="LN1", quantity="1", sold_on="2026-03-05")
    both(house(*ON_SITE, lent()), sold, rules.UNIT_ELSEWHERE)
    both(house(*ON_SITE, lent(), loaner_back()), sold, rules.UNIT_ELSEWHERE)


@pytest.mark.parametrize(
    ("loaner", "what"),
    [
        ({"loaner_serial": "SN1"}, "it is not among the saleable goods but sold."),
        ({"loaner_serial": "LN404"}, "it is not among the saleable goods."),
        ({"loaner_product_code": None}, "its product is not named"),
    ],
)
def test_only_what_is_free_is_lent(loaner: dict[str, Any], what: str) -> None:
    """S4-I 措施-4: a loaner is one of the goods that may be sold."""
    history = house(*ON_SITE)
    (text,) = history.when(lent(**loaner)).refused(rules.LOANER_NOT_FREE)
    assert what in text


def test_what_is_lent_to_one_is_not_lent_to_another() -> None:
    """It says where the unit is."""
    second = (called("WX2"), sent("WX2"), *(one for one in _second()))
    history = house(*ON_SITE, lent(), *second)
    (text,) = history.when(lent("WX2")).refused(rules.LOANER_NOT_FREE)
    assert "among the saleable goods but on_loan" in text


def _second() -> tuple[Command, ...]:
    return (
        stage("repair_arrived", "WX2", arrived_at=at(3, 2), card_shown=True),
        stage("repair_diagnosed", "WX2", diagnosed_on="2026-03-03"),
    )


def test_what_is_on_hold_is_not_lent() -> None:
    """Goods that may not be sold may not be lent either."""
    stopped = hold("FC1", target_kind="serial", serials=["LN1"], lots=None, placed_at=at(1))
    both(house(stopped, *ON_SITE), lent(), rules.LOANER_NOT_FREE)
    house(stopped, *ON_SITE).when(lent(loaner_serial="LN2")).accepted()


def test_a_loaner_by_quantity() -> None:
    """Goods without serials: one of them is out."""
    more = receipt("YS3", product_code="P2", lot=None, quantity="1")
    history = house(_product2(), more, *ON_SITE)
    unit = {"loaner_product_code": "P2", "loaner_serial": None}
    history.when(lent(**unit)).accepted()
    assert str(in_stock(history.state, "P2", "", "on_loan")) == "1"
    both(history, lent(**unit, loaner_issued_at=at(5)), rules.LOANER_NOT_FREE)
    history.when(loaner_back(loaner_serial=None)).accepted()
    assert str(in_stock(history.state, "P2", "", "quarantined")) == "1"


def _product2() -> Command:
    return product("P2", tracking="none")


def test_a_unit_tracked_by_serial_is_lent_by_its_serial() -> None:
    """Otherwise nobody could tell which one came back."""
    history = house(product("P3", tracking="serial"), *ON_SITE)
    (text,) = history.when(lent(loaner_product_code="P3", loaner_serial=None)).refused(rules.LOANER_NOT_FREE)
    assert "its serial is not named" in text


def test_what_comes_back_is_what_was_lent() -> None:
    """By its serial; a loaner that was never out moves nothing."""
    history = house(*ON_SITE, lent())
    _neither(history, loaner_back(loaner_serial="LN2"))
    assert stocked(history) == ("1", "0", "on_loan")
    history.when(loaner_back()).accepted()
    _neither(history, loaner_back(loaner_state="完好"))
    assert stocked(history) == ("0", "1", "quarantined")


def _neither(history: History, back: Command) -> None:
    """Assert that what comes back is refused live, and on import until the stage that lent it is there."""
    history.live = True
    history.when(back).refused(rules.OTHER_LOANER)
    history.live = False
    history.when(back).refused(rules.NEVER_LENT)


def test_of_several_loaners_each_comes_back_as_itself() -> None:
    """Though they are of different products and the later one was lent last."""
    more = receipt("YS3", product_code="P2", lot=None, serial="K1", quantity="1")
    second = lent(loaner_product_code="P2", loaner_serial="K1", loaner_issued_at=at(5))
    history = house(_product2(), more, *ON_SITE, lent(), second)
    history.when(loaner_back()).accepted()
    assert stocked(history) == ("0", "1", "quarantined")
    assert str(in_stock(history.state, "P2", "", "on_loan")) == "1"


@pytest.mark.parametrize("live", [False, True])
def test_of_two_loaners_a_return_says_which_comes_back(live: bool) -> None:
    """G-60d, G-60e: whatever was recorded first; what was lent only later is none that could have."""
    more = receipt("YS3", serial="LN2", quantity="1")
    unnamed, second = loaner_back(loaner_serial=None), lent(loaner_serial="LN2", loaner_issued_at=at(3))
    history = house(more, *ON_SITE, lent(), second)
    history.live = live
    messages = history.when(unnamed).refused(rules.WHICH_CAME_BACK)
    assert messages == (
        "Several loaners of repair 'WX1' were out (LN1, LN2), and the return does not say which came back.",
    )
    history = house(more, *ON_SITE, lent(), unnamed)
    history.live = live
    (message,) = history.when(second).refused(rules.CAME_BACK_UNNAMED)
    assert message == (
        "The loaner that came back on 2026-03-11 to repair 'WX1' has no serial and was taken to be 'LN1'; "
        "'LN2', told late, was out as well."
    )
    history.when(lent(loaner_serial="LN2", loaner_issued_at=at(12))).accepted()
    history = house(more, *ON_SITE, lent(loaner_issued_at=at(12)), second)
    history.when(unnamed).accepted()
    assert stocked(history, "LN2") == ("1", "1", "quarantined")


def test_a_return_without_a_serial_is_of_what_was_lent_without() -> None:
    """Of several such the first that was lent by its time, whatever was recorded first."""
    more = receipt("YS3", product_code="P2", lot=None, quantity="2")
    other = lent(loaner_product_code="P2", loaner_serial=None, loaner_issued_at=at(5))
    unnamed = loaner_back(loaner_serial=None)
    for stages in ((lent(), other, unnamed), (other, unnamed, lent())):
        history = house(_product2(), more, *ON_SITE, *stages)
        assert str(in_stock(history.state, "P2", "", "quarantined")) == "1"
        assert stocked(history)[2] == "on_loan"
    house(_product2(), more, *ON_SITE, lent(), unnamed).when(other).refused(rules.CAME_BACK_UNNAMED)


def test_a_loaner_does_not_come_back_before_it_was_lent() -> None:
    """G-60a: also where another loaner was lent, by its date, before both, and recorded last."""
    first, second = lent(loaner_issued_at=at(22)), lent(loaner_serial="LN2", loaner_issued_at=at(8))
    more = receipt("YS3", serial="LN2", quantity="1")
    history = house(more, *ON_SITE, first, second)
    history.live = True
    messages = history.when(loaner_back(loaner_returned_at=at(12))).refused(rules.OTHER_LOANER)
    assert messages == ("Loaner 'LN1' of repair 'WX1' was not out; out are: LN2.",)
    both(history, loaner_back(loaner_returned_at=at(12)), rules.OTHER_LOANER)
    house(more, *ON_SITE, first, second).when(loaner_back(loaner_returned_at=at(23))).accepted()
    both(house(*ON_SITE, first), loaner_back(loaner_returned_at=at(12)), rules.OTHER_LOANER)


def test_nothing_is_closed_while_a_loaner_is_out() -> None:
    """S4-I 措施-4; R-58."""
    done = (*ON_SITE, lent(), repaired(), confirmed(), followed())
    both(house(*done), closed(), rules.LOANER_OUT)
    in_time = (*ON_SITE, lent(), repaired(), confirmed(), loaner_back(), followed())
    house(*in_time).when(closed()).accepted()


def part(kind: str = "issued", number: str = "BJ1", **rest: Any) -> Command:
    """Return a movement of part B1."""
    fields = {
        "movement_no": number,
        "line": 1,
        "moved_on": "2026-03-01",
        "movement_kind": kind,
        "part_code": "B1",
        "part_name": "电源板",
        "part_kind": "part",
        "quantity": "1",
    }
    return command("part_movements", **(fields | rest))


def used(**rest: Any) -> Command:
    """Return that part B1 was used."""
    return stage("repair_part_used", "WX1", **({"part_code": "B1", "part_quantity": "1"} | rest))


def test_no_more_parts_leave_than_are_there() -> None:
    """M-104: of the day, by serial or lot as far as they came in under it, and whatever came back later."""
    stored = part("received", number="BJ0", quantity="2")
    both(house(), part(), rules.MORE_PARTS)
    both(house(stored), part(quantity="3"), rules.MORE_PARTS)
    both(house(stored, part(quantity="2")), part("scrapped", number="BJ2"), rules.MORE_PARTS)
    both(house(part("received", number="BJ0", moved_on="2026-12-01")), part(), rules.MORE_PARTS)
    lot = part("received", number="BJ3", part_lot="L1")
    both(house(stored, lot), part(part_lot="L1", quantity="2"), rules.MORE_PARTS)
    house(stored, lot).when(part(part_lot="L9", quantity="2")).accepted()
    both(house(stored, lot), part(part_lot="L9", quantity="3"), rules.MORE_PARTS)
    both(house(lot), part(part_lot="L9"), rules.MORE_PARTS)
    house(stored, part(quantity="2"), part("returned", number="BJ4")).when(part(number="BJ5")).accepted()
    house(stored, part(quantity="2")).when(part("used", number="BJ2", quantity="2")).accepted()
    both(house(stored, part("used", quantity="2")), part("used", number="BJ2"), rules.MORE_PARTS)
    voided = house(stored, part(quantity="2"), void("part_movements", "BJ1", 1))
    voided.when(part(number="BJ5", quantity="2")).accepted()


def test_each_unit_of_a_part_is_in_one_place() -> None:
    """M-104, M-104a: by serial, several in one cell as well, also where it left and came back between."""
    units = part("received", number="BJ0", quantity="2", part_serial="S1;S2")
    issued = part(part_serial="S1")
    both(house(units), part(part_serial="S9"), rules.MORE_PARTS)
    both(house(units, issued), part(number="BJ2", part_serial="S1"), rules.MORE_PARTS)
    both(house(units, issued), part("scrapped", number="BJ2", part_serial="S1"), rules.MORE_PARTS)
    house(units, issued).when(part(number="BJ2", part_serial="S2")).accepted()
    again = part("received", number="BJ3", part_serial="S2", moved_on="2026-03-05")
    both(house(units), again, rules.PART_TWICE)
    house(units, part("sent", number="BJ2", part_serial="S2")).when(again).accepted()
    earlier = part("received", number="BJ3", part_serial="S2", moved_on="2026-02-01")
    both(house(units), earlier, rules.PART_TWICE)
    house(units, void("part_movements", "BJ0", 1)).when(again).accepted()


def test_no_more_comes_back_than_technicians_have() -> None:
    """M-104: what was issued, neither used nor brought back; what a customer brings had left the house."""
    stored = part("received", number="BJ0", quantity="5", part_lot="L1")
    issued = part(quantity="3", part_lot="L1")
    back = part("returned", number="BJ2", quantity="2")
    both(house(stored), back, rules.MORE_PARTS_BACK)
    house(stored, issued).when(back).accepted()
    both(house(stored, issued, part("used", number="BJ3", quantity="2")), back, rules.MORE_PARTS_BACK)
    both(house(stored, issued, back), part("returned", number="BJ3", quantity="2"), rules.MORE_PARTS_BACK)
    both(house(stored, issued), part("returned", number="BJ3", part_lot="L2"), rules.MORE_PARTS_BACK)
    house(stored).when(part("returned", number="BJ2", customer_code="C1")).accepted()


def test_parts_that_were_used_are_not_sent_or_scrapped() -> None:
    """M-104: they are no longer in the house, though no paper took them from the store."""
    stored = part("received", number="BJ0", quantity="2")
    for kind in ("sent", "scrapped"):
        both(house(stored, part("used", quantity="2")), part(kind, number="BJ2"), rules.MORE_PARTS)


def test_a_part_comes_from_the_store() -> None:
    """R-59, where the house keeps its parts; only a warning, for the part is in the unit already."""
    house(*ON_SITE).when(used()).accepted()
    house(part(), *ON_SITE).when(used()).accepted()
    house(part("scrapped"), *ON_SITE).when(used()).accepted(rules.PART_UNKNOWN)
    house(part(part_code="B2"), *ON_SITE).when(used()).accepted(rules.PART_UNKNOWN)
    house(part(part_serial="S1"), *ON_SITE).when(used(part_serial="S1")).accepted()
    house(part(part_serial="S1"), *ON_SITE).when(used(part_serial="S2")).accepted(rules.PART_UNKNOWN)
    house(part(part_lot="L1"), *ON_SITE).when(used(part_lot="L2")).accepted(rules.PART_UNKNOWN)
    gone = void("part_movements", "BJ1", 1)
    house(part(), part(number="BJ2", part_code="B2"), gone, *ON_SITE).when(used()).accepted(
        rules.PART_UNKNOWN
    )


def service(**rest: Any) -> Command:
    """Return a service of the unit SN1."""
    fields = {
        "service_no": "FW1",
        "service_on": "2026-03-03",
        "customer_code": "C1",
        "product_code": "P1",
        "serial": "SN1",
        "service_kind": "repair",
        "service_content": "换电源板",
        "service_result": "正常",
    }
    return command("service_records", **(fields | rest))


def test_what_names_a_repair_names_one_that_is_there() -> None:
    """S1-C 七3: nobody handles a customer's problem outside a case."""
    both(house(called()), service(repair_no="WX404"), rules.OUTSIDE_CASE)
    history = house()
    history.when(service(repair_no="WX404")).refused(rules.OUTSIDE_CASE)
    history.live = False
    history.when(service(repair_no="WX404")).accepted()
    house(called()).when(service(repair_no="WX1")).accepted()
    stored = part("received", number="BJ0")
    both(house(called(), stored), part(repair_no="WX404"), rules.OUTSIDE_CASE)


def test_a_repair_without_a_call_is_seen() -> None:
    """Where calls are registered; a training or an installation needs none."""
    both(house(called()), service(), rules.OUTSIDE_CASE)
    house().when(service()).accepted()
    house(called()).when(service(service_kind="training")).accepted()


def test_a_service_is_of_the_unit_of_its_case() -> None:
    """GSP §104: the archive must hold together."""
    both(house(called()), service(repair_no="WX1", serial="LN2"), rules.OTHER_CASE)
    house(called()).when(service(repair_no="WX1", serial=None)).accepted()


def test_on_site_the_card_is_shown() -> None:
    """S4-E 2.3, in the service record as well."""
    house().when(service(service_mode="on_site")).accepted(rules.CARD_NOT_SHOWN)
    house().when(service(service_mode="on_site", card_shown=True)).accepted()
    house().when(service(service_mode="phone")).accepted()
    house(live=False).when(service(card_shown=False)).accepted(rules.CARD_NOT_SHOWN)


def reported(**rest: Any) -> Command:
    """Return a line of the daily report of T1."""
    fields = {
        "worked_on": "2026-03-03",
        "technician": "T1",
        "service_class": "free",
        "hours_used": "2",
        "repair_no": "WX1",
    }
    return stage("work_reported", "RB1", **(fields | rest))


def test_the_head_reviews_the_daily_report() -> None:
    """S4-I 作业-9."""
    both(house(called()), reported(repair_no="WX404"), rules.OUTSIDE_CASE)
    review = stage("work_report_reviewed", "RB1", reviewer="T1", reviewed_on="2026-03-04")
    both(house(called(), reported()), review, rules.OWN_REPORT)
    house(called(), reported()).when(
        stage("work_report_reviewed", "RB1", reviewer="E1", reviewed_on="2026-03-04")
    ).accepted()
