"""Free or paid: the warranty, the cause, the class of service and the fee standard; gates G-54 and G-55."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.clocks.months import months_after
from ledger.deciding.decision import Command
from ledger.phrases import rendered
from ledger.subjects.repairs.warranty import EXCLUDED
from tests.support import rules
from tests.support.decisions import History, both, command, sale, stage
from tests.support.repairing import (
    IN_SHOP,
    arrived,
    called,
    charged,
    confirmed,
    diagnosed,
    house,
    repaired,
    sent,
    standard,
    warranty,
)

ARRIVED = (called(), sent(), arrived())


def filled(history: History, *keys: str, **given: Any) -> tuple[Any, ...]:
    """Return columns of a diagnosis as it was recorded."""
    found = history.when(diagnosed(**given)).accepted()
    return tuple(found.data.get(key) for key in keys)


def test_the_diagnosis_says_by_itself_whether_the_unit_is_in_warranty() -> None:
    """From the acceptance, for the months agreed, on the day on which the fault was reported."""
    assert filled(house(warranty(), *ARRIVED), "in_warranty") == (True,)
    out = warranty(accepted_on="2025-02-10")
    assert filled(house(out, *ARRIVED), "in_warranty") == (False,)
    last = warranty(accepted_on="2025-03-02")
    assert filled(house(last, *ARRIVED), "in_warranty") == (True,)
    assert filled(house(warranty(warranty_until="2026-03-01"), *ARRIVED), "in_warranty") == (False,)
    assert filled(house(warranty(status="ended"), *ARRIVED), "in_warranty") == (False,)
    assert filled(house(*ARRIVED), "in_warranty") == (None,)


def test_what_is_filled_in_is_told_and_found_again() -> None:
    """The same document again is the same stage."""
    history = house(warranty(), *ARRIVED)
    first = history.when(diagnosed()).accepted()
    assert first.filled == ["in_warranty"]
    history.when(diagnosed()).duplicate(len(history.events))


def test_an_import_is_not_filled_in() -> None:
    """A file says what it says."""
    history = house(warranty(), *ARRIVED, live=False)
    assert filled(history, "in_warranty", "service_class") == (None, None)


def test_the_closest_warranty_counts() -> None:
    """The one the repair names, the one of the unit, the one of the sale line, what the sale promised."""
    old = warranty("BX9", accepted_on="2024-01-01", serial=None, sale_no="XS1", sale_line=1)
    assert filled(house(old, *ARRIVED), "in_warranty") == (False,)
    assert filled(house(old, warranty(), *ARRIVED), "in_warranty") == (True,)
    named = (called(warranty_no="BX9"), sent(), arrived())
    assert filled(house(old, warranty(), *named), "in_warranty") == (False,)
    other = warranty(serial="SN2", sale_no="XS1")
    assert filled(house(other, *ARRIVED), "in_warranty") == (None,)
    promised = sale("XS2", lot=None, serial="LN2", quantity="1", warranty_until="2026-12-31")
    bought = (called(serial="LN2", sale_no="XS2"), sent(), arrived())
    assert filled(house(promised, *bought), "in_warranty") == (True,)


def test_warranty_and_cause_make_the_class_and_the_reason_is_recorded() -> None:
    """S4-I 措施-1, 措施-2; P-25."""
    history = house(warranty(), *ARRIVED)
    asked = ("service_class", "class_reason")
    assert filled(history, *asked, cause_class="production") == (
        "free",
        "保修期内 in warranty (保修登记 warranty BX1, 2027-02-10); 原因 cause production",
    )
    for cause in sorted(EXCLUDED):
        found = filled(house(warranty(), *ARRIVED), "in_warranty", "service_class", cause_class=cause)
        assert found == (True, "paid")
    contract = (called(contract_no="HT1"), sent(), arrived())
    assert filled(house(warranty(), *contract), *asked, cause_class="human") == (None, None)


def test_nobody_contradicts_the_register() -> None:
    """In or out of warranty is a fact, not an opinion."""
    both(house(warranty(), *ARRIVED), diagnosed(in_warranty=False), rules.WARRANTY_CONTRADICTS)
    history = house(warranty(), *ARRIVED)
    (text,) = history.when(diagnosed(in_warranty=False)).refused(rules.WARRANTY_CONTRADICTS)
    assert text == (
        "Repair 'WX1' says out of warranty, but warranty BX1 runs from 2026-02-10 to "
        "2027-02-10 and the call was on 2026-03-02."
    )


def test_the_warranty_covers_no_human_cause_and_no_force_majeure() -> None:
    """S4-I 措施-1; S2-A 五3: not free though in warranty; the head of quality may let goodwill pass."""
    for cause in sorted(EXCLUDED):
        wrong = diagnosed(in_warranty=True, service_class="free", cause_class=cause)
        both(house(warranty(), *ARRIVED), wrong, rules.CHARGE_CLASS)
    wrong = diagnosed(in_warranty=False, service_class="free", cause_class="wear")
    both(house(*ARRIVED), wrong, rules.CHARGE_CLASS)
    assert rules.CHARGE_CLASS.overridable


def test_what_is_covered_is_not_paid() -> None:
    """The plan said paid, the diagnosis finds otherwise: it has to say so."""
    plan = stage("repair_plan_agreed", "WX1", service_class="paid", customer_consented=True)
    told = stage("repair_responded", "WX1", response_note="受理")
    history = house(warranty(), called(), told, plan, sent(), arrived())
    history.when(diagnosed(cause_class="design")).refused(rules.CHARGE_CLASS)
    history.when(diagnosed(cause_class="design", service_class="free")).accepted()


def test_an_unknown_cause_decides_nothing() -> None:
    """Not found out is neither covered nor excluded."""
    wanted = diagnosed(in_warranty=True, service_class="paid", cause_class="unknown")
    house(warranty(), *ARRIVED).when(wanted).accepted()


def test_an_unknown_cause_makes_no_class() -> None:
    """P-25: in warranty, and not found out why: nothing is filled in that would be charged."""
    asked = ("in_warranty", "service_class", "class_reason")
    assert filled(house(warranty(), *ARRIVED), *asked, cause_class="unknown") == (True, None, None)
    out = warranty(accepted_on="2025-02-10")
    found = filled(house(out, *ARRIVED), "in_warranty", "service_class", cause_class="unknown")
    assert found == (False, "paid")


@pytest.mark.parametrize(
    ("old", "zh", "en"),
    [
        ("原因 the cause is human", "原因是human", "the cause is human"),
        (
            "合计 sum 9, 各项之和 the items make 8; 实收 taken 10, 合计 sum 9",
            "合计9，各项之和为8；实收10，合计9",
            "sum 9, the items make 8; taken 10, sum 9",
        ),
        (
            "“S1”不是收费标准 standard 'S1' is of kind duration",
            "“S1”不是收费标准（duration）",
            "standard 'S1' is of kind duration",
        ),
        ("保修登记 warranty BX1", "保修登记 BX1", "warranty BX1"),
    ],
)
def test_what_events_of_before_say_is_read_in_one_language(old: str, zh: str, en: str) -> None:
    """Findings of 0.3.0 hold both languages in one text."""
    assert [rendered({"what": old}, lang)["what"] for lang in ("zh", "en")] == [zh, en]


PAID = {"service_class": "paid", "cause_class": "human"}


def done(*more: Command, live: bool = True, **of_diagnosis: Any) -> History:
    """Return a repair that the customer has signed for."""
    steps = (*ARRIVED, diagnosed(**of_diagnosis), repaired(), confirmed())
    return house(*more, *steps, live=live)


def test_a_paid_service_is_charged_from_the_standard() -> None:
    """S4-I 作业-1: parts, labour and travel."""
    done(standard(), **PAID).when(charged(travel_fee="30", amount="180", paid_amount="180")).accepted()


@pytest.mark.parametrize("stated", ["free", "internal"])
def test_nothing_is_charged_for_what_is_free(stated: str) -> None:
    """S4-I 管理-4: under no pretext whatever."""
    both(done(standard(), service_class=stated), charged(), rules.CHARGE_REFUSED)


def test_nothing_is_charged_for_what_the_warranty_covers() -> None:
    """Recorded wrongly as paid, on import; live the diagnosis itself is refused."""
    history = house(standard(), *ARRIVED, live=False)
    wrong = diagnosed(in_warranty=True, service_class="paid", cause_class="design")
    history.when(wrong).accepted(rules.CHARGE_CLASS)
    history.given(repaired(), confirmed())
    both(history, charged(), rules.CHARGE_REFUSED)


def test_without_a_class_nothing_is_charged() -> None:
    """Live; a file that never says the class is not held to it."""
    history = done(standard())
    history.when(charged()).refused(rules.CHARGE_REFUSED)
    history.live = False
    history.when(charged()).accepted()


def test_a_charge_of_nothing_needs_nothing() -> None:
    """The invoice of zero that some systems print."""
    nothing = charged(standard_no=None, part_fee="0", labour_fee=None, amount="0")
    done(service_class="free").when(nothing).accepted()


def test_a_charge_names_a_standard_that_is_in_force() -> None:
    """S0-4 4.4.3(3): the fee standards are the policy."""
    history = done(**PAID)
    history.when(charged(standard_no=None)).refused(rules.CHARGE_STANDARD)
    history.live = False
    history.when(charged(standard_no=None)).accepted()
    both(done(standard(), **PAID), charged(standard_no=None), rules.CHARGE_STANDARD)
    for_repairs = done(standard(standard_kind="repair"), **PAID)  # of fees the house keeps none
    for_repairs.live = False
    for_repairs.when(charged(standard_no=None)).accepted()
    for unfit in (
        {"standard_kind": "repair"},
        {"effective_from": "2026-03-11"},
        {"effective_until": "2026-03-09"},
        {"service_class": "contract"},
    ):
        both(done(standard(**unfit), **PAID), charged(), rules.CHARGE_STANDARD)


def test_an_unknown_standard_is_told_once() -> None:
    """Rule M-13, like every reference."""
    both(done(standard(), **PAID), charged(standard_no="SF404"), rules.UNKNOWN_STAFF)


def test_a_charge_adds_up() -> None:
    """The sum is that of its items, and no more is taken than it."""
    both(done(standard(), **PAID), charged(amount="160"), rules.CHARGE_SUM)
    both(done(standard(), **PAID), charged(paid_amount="151"), rules.CHARGE_SUM)
    done(standard(), **PAID).when(charged(part_fee=None, labour_fee=None)).accepted()


def test_months_end_with_the_month() -> None:
    """The last day of a shorter month, over the end of years."""
    assert months_after("2026-01-31", 1) == "2026-02-28"
    assert months_after("2023-08-31", 6) == "2024-02-29"
    assert months_after("2026-03-15", 24) == "2028-03-15"
    assert months_after("2026-12-01", 0) == "2026-12-01"


def test_a_warranty_that_is_voided_counts_no_more() -> None:
    """The index of warranties forgets it."""
    gone = command(
        "voids",
        record_table="warranties",
        record_no="BX1",
        reason="录入错误",
        approver="E1",
        voided_on="2026-03-01",
    )
    assert filled(house(warranty(), gone, *ARRIVED), "in_warranty") == (None,)


def test_a_repair_in_the_shop_is_diagnosed_twice() -> None:
    """The first class stands until another is given."""
    history = house(warranty(), *IN_SHOP[:-1])
    assert filled(history, "service_class", day=4, cause_class="production") == ("free",)
    assert filled(history, "service_class", day=5, cause_class="production") == (None,)
