"""Visits and calls that are owed again and again, against tables made by hand: each round, made or missed."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.log.prepared import Prepared
from projections.answers.cases.periodic import cycles as cycles_of
from tests.support.asking import asking
from tests.support.events import customer, event, sold

BEGUN = sold("XS0", sold_on="2025-01-02")  # the first day of the ledger, before everything that is owed
Round = tuple[Any, ...]


def warranty(number: str = "BX1", accepted_on: str = "2026-01-15", **rest: Any) -> Prepared:
    defaults = {"customer_code": "C1", "product_code": "P1", "serial": "SN1", "warranty_months": 4}
    return event("warranty_registered", defaults, warranty_no=number, accepted_on=accepted_on, **rest)


def visit(number: str, on: str, kind: str = "on_site", **rest: Any) -> Prepared:
    defaults = {"customer_code": "C1", "handler": "S1"}
    return event("visit_made", defaults, visit_no=number, visited_on=on, visit_kind=kind, **rest)


def standard(number: str, months: str, **rest: Any) -> Prepared:
    defaults = {"standard_kind": "visit", "name": "回访", "limit_unit": "month", "approver": "S1"}
    defaults |= {"effective_from": "2025-01-01"}
    return event("service_standard_set", defaults, standard_no=number, limit_value=months, **rest)


def cycles(*history: Prepared, clock: str, at: str = "2026-06-30", begun: bool = True) -> list[Round]:
    """Return number, first day, last day, when it was done and how it stands of each round of a clock."""
    with asking(*([BEGUN] if begun else []), *history) as tables:
        query = tables.query(at=at)
        found = [cycle.row(query.today) for cycle in cycles_of(query)]
    return [
        (row["number"], row["started_at"], row["due_at"], row["done_at"], row["state"])
        for row in found
        if row["clock_id"] == clock
    ]


def short(*rows: Round) -> list[Round]:
    """Return the last day, when it was done, and the state of rounds."""
    return [row[2:] for row in rows]


def test_visits_by_the_state_of_the_warranty() -> None:
    """S4-I 措施-6: every three months in warranty (to 15 May), every six after; each visit begins a round."""
    history = (warranty(), visit("HF1", "2026-04-10"), visit("HF2", "2026-06-01"))
    assert cycles(*history, clock="L-25") == [
        ("BX1", "2026-01-15", "2026-04-15", "2026-04-10", "done"),
        ("BX1", "2026-04-10", "2026-07-10", "2026-06-01", "done"),
    ]
    assert cycles(*history, clock="L-26") == [("BX1", "2026-06-01", "2026-12-01", None, "open")]
    assert cycles(warranty(), clock="L-25") == [("BX1", "2026-01-15", "2026-04-15", None, "overdue")]
    assert cycles(warranty(), visit("HF1", "2026-04-16"), clock="L-25", at="2026-04-20") == [
        ("BX1", "2026-01-15", "2026-04-15", "2026-04-16", "done_late"),
        ("BX1", "2026-04-16", "2026-07-16", None, "open"),
    ]


@pytest.mark.parametrize(
    ("accepted", "visits", "rounds"),
    [
        # Nobody came: 31 January + 3, 6, 9 months, each of them missed; the fourth runs to 31 January 2027.
        (
            "2026-01-31",
            (),
            [
                ("2026-04-30", None, "overdue"),
                ("2026-07-31", None, "overdue"),
                ("2026-10-31", None, "overdue"),
            ],
        ),
        # One visit on 5 August: two rounds are late by it, the next runs three months from it.
        (
            "2026-01-31",
            ("2026-08-05",),
            [
                ("2026-04-30", "2026-08-05", "done_late"),
                ("2026-07-31", "2026-08-05", "done_late"),
                ("2026-11-05", None, "overdue"),
            ],
        ),
        # In Spring Festival, on the last day, and a day late.
        (
            "2025-11-17",
            ("2026-02-17", "2026-05-17", "2026-08-18"),
            [
                ("2026-02-17", "2026-02-17", "done"),
                ("2026-05-17", "2026-05-17", "done"),
                ("2026-08-17", "2026-08-18", "done_late"),
                ("2026-11-18", None, "overdue"),
            ],
        ),
    ],
    ids=["nobody came", "once and late", "to the day"],
)
def test_every_round_that_nobody_came_in_is_missed(
    accepted: str, visits: tuple[str, ...], rounds: list[Round]
) -> None:
    """L-25 in a warranty of three years, asked at the end of November 2026."""
    made = [visit(f"HF{number}", on) for number, on in enumerate(visits)]
    unit = warranty(accepted_on=accepted, warranty_months=36)
    assert short(*cycles(unit, *made, clock="L-25", at="2026-11-30")) == rounds


def test_who_telephones_has_not_been_there() -> None:
    """L-24, L-25: by a visit on site; a tracking counts as one where it says so."""
    calls = (
        visit("HF1", "2026-02-01", "phone"),
        visit("HF2", "2026-02-02", "user_quality", visit_mode="phone"),
        visit("HF3", "2026-02-03", "on_site", visit_mode="written"),
        visit("HF4", "2026-02-04", "quality_tracking"),
        visit("HF5", "2026-02-05", "reception"),
    )
    assert short(*cycles(warranty(), *calls, clock="L-25")) == [("2026-04-15", None, "overdue")]
    assert short(*cycles(warranty(), *calls, clock="L-24", at="2026-07-16")) == [
        ("2026-07-15", None, "overdue")
    ]
    for kind, mode in (("user_quality", "on_site"), ("quality_tracking", "on_site"), ("inspection", None)):
        there = visit("HF9", "2026-03-01", kind, visit_mode=mode)
        assert short(*cycles(warranty(), there, clock="L-25", at="2026-03-31"))[0][2] == "done"
        assert short(*cycles(warranty(), there, clock="L-24", at="2026-03-31"))[0][2] == "done"


def test_a_visit_of_another_unit_meets_nothing() -> None:
    other = visit("HF1", "2026-04-10", product_code="P1", serial="SN2")
    assert cycles(warranty(), other, clock="L-25") == [("BX1", "2026-01-15", "2026-04-15", None, "overdue")]


def test_a_house_may_visit_more_often_and_a_visit_may_say_when_the_next_is_due() -> None:
    often = warranty(visit_cycle_months=1)
    assert cycles(often, clock="L-25", at="2026-02-20") == [
        ("BX1", "2026-01-15", "2026-02-15", None, "overdue")
    ]
    said = visit("HF1", "2026-02-01", next_due_on="2026-03-20")
    assert cycles(warranty(), said, clock="L-25", at="2026-03-25")[-1] == (
        "BX1",
        "2026-02-01",
        "2026-03-20",
        None,
        "overdue",
    )


CALLS = (
    visit("HF1", "2026-02-10", "phone"),
    visit("HF2", "2026-02-27", "phone"),
    visit("HF3", "2026-04-05", "quality_tracking"),
    visit("HF4", "2026-06-30", "phone", serial="SN1"),
)


def test_every_unit_is_called_every_month() -> None:
    """L-27 (S4-I 措施-6): accepted on 15 January, so from February on; two calls of a month are one.

    March is missed for good: the call of 5 April is that of April. The warranty ended in May.
    """
    assert cycles(warranty(), *CALLS, clock="L-27") == [
        ("BX1", "2026-02-01", "2026-02-28", "2026-02-10", "done"),
        ("BX1", "2026-03-01", "2026-03-31", None, "overdue"),
        ("BX1", "2026-04-01", "2026-04-30", "2026-04-05", "done"),
        ("BX1", "2026-05-01", "2026-05-31", None, "overdue"),
        ("BX1", "2026-06-01", "2026-06-30", "2026-06-30", "done"),
    ]


def test_each_serial_number_of_a_row_is_a_unit() -> None:
    """The calls of no unit in particular are about both; that of 30 June only about the first."""
    with asking(BEGUN, warranty(serial="SN1;SN2"), *CALLS) as tables:
        query = tables.query(at="2026-07-31")
        found = [
            cycle for cycle in cycles_of(query) if cycle.clock == "L-27" and cycle.due_on == "2026-06-30"
        ]
    assert [(one.serial, one.done_on) for one in found] == [("SN1", "2026-06-30"), ("SN2", None)]


def test_a_past_month_does_not_change_by_what_is_done_later() -> None:
    """Asked at the end of April, and then of the same rounds after the calls of two more months."""
    then = cycles(warranty(), *CALLS, clock="L-27", at="2026-04-30")
    assert cycles(warranty(), *CALLS, clock="L-27")[: len(then)] == then


def test_a_call_entered_late_changes_the_month_that_it_was_made_in() -> None:
    """What is known changes: the call of 20 March, recorded behind all others."""
    late = visit("HF5", "2026-03-20", "phone")
    [before] = [row for row in cycles(warranty(), *CALLS, clock="L-27") if row[1] == "2026-03-01"]
    [after] = [row for row in cycles(warranty(), *CALLS, late, clock="L-27") if row[1] == "2026-03-01"]
    assert (before[3:], after[3:]) == ((None, "overdue"), ("2026-03-20", "done"))


def test_a_warranty_that_ended_asks_for_no_more_visits() -> None:
    """Status `ended`, on 20 April: what was missed by then stays, what was still to come is not owed."""
    assert cycles(warranty(status="ended"), clock="L-25") == []
    ended = warranty(status="ended", event_time="2026-04-20T04:00:00.000000Z")
    unit = warranty(event_time="2026-01-15T04:00:00.000000Z")
    assert short(*cycles(unit, ended, clock="L-25")) == [("2026-04-15", None, "overdue")]
    assert [row[2] for row in cycles(unit, ended, clock="L-27")] == ["2026-02-28", "2026-03-31"]


def test_users_are_visited_every_half_year_once_they_are_known() -> None:
    """L-24 (S1-E 4.1.3.4): from the first visit or the first unit, also while its warranty runs."""
    assert cycles(customer("C1"), clock="L-24") == []
    first, second = visit("HF1", "2025-09-01", "user_quality"), visit("HF2", "2026-04-01", "user_quality")
    assert cycles(first, second, clock="L-24") == [
        ("C1", "2025-09-01", "2026-03-01", "2026-04-01", "done_late"),
        ("C1", "2026-04-01", "2026-10-01", None, "open"),
    ]
    assert cycles(warranty(accepted_on="2025-08-31"), clock="L-24") == [
        ("C1", "2025-08-31", "2026-02-28", None, "overdue"),
    ]


GRADES = (
    standard("HF-A", "3", customer_grade="A", priority=1),
    standard("HF-B", "6", customer_grade="B", priority=2),
    standard("HF-C", "12", customer_grade="C", priority=3),
)


@pytest.mark.parametrize(
    ("grade", "rounds"),
    [
        (
            "A",
            [("2025-04-01", None), ("2025-07-01", None), ("2025-10-01", None)],
        ),
        ("B", [("2025-07-01", None)]),
        ("C", [("2026-01-01", "2026-01-01")]),
        (None, []),
    ],
)
def test_customers_are_visited_by_their_grade(grade: str | None, rounds: list[Round]) -> None:
    """S1-A 1.2: from 1 January 2025, when the house set it, every 3, 6 or 12 months.

    The one visit, of 1 January 2026, is late for the rounds before it, and in time for grade C.
    """
    made = visit("HF1", "2026-01-01", customer_code="C7")
    found = cycles(customer("C7", grade=grade), *GRADES, made, clock="L-24", at="2026-01-02")
    done = [row for row in found if row[2] <= "2026-01-01"]
    assert [(row[2], row[3] if row[4] == "done" else None) for row in done] == rounds


def test_a_grade_given_later_changes_no_round_before_it() -> None:
    """C until 10 January 2026, A from then: the round that begins on that day is of three months."""
    was = customer("C7", grade="C", event_time="2025-01-01T04:00:00.000000Z")
    became = customer("C7", grade="A", event_time="2026-01-10T04:00:00.000000Z")
    made = [visit("HF1", "2025-06-01", customer_code="C7"), visit("HF2", "2026-01-10", customer_code="C7")]
    found = cycles(was, became, *GRADES, *made, clock="L-24", at="2026-05-31")
    assert short(*found) == [
        ("2026-01-01", "2025-06-01", "done"),
        ("2026-06-01", "2026-01-10", "done"),
        ("2026-04-10", None, "overdue"),
    ]


def test_what_is_due_shows_grade_and_priority() -> None:
    with asking(BEGUN, customer("C1", grade="B"), *GRADES, warranty()) as tables:
        rows = tables.rows("due_items", subject_table="warranties")
    assert {(row["customer_grade"], row["priority"]) for row in rows} == {("B", 2)}


def test_the_house_sets_how_often_units_are_called_and_visited() -> None:
    """A standard names its clock: calls every two months, visits every ten days in warranty."""
    set_ = (standard("DH", "2", clock_id="L-27"), standard("SM", "10", clock_id="L-25", limit_unit="day"))
    calls = cycles(warranty(), *set_, *CALLS, clock="L-27")
    assert short(*calls) == [
        ("2026-03-31", "2026-02-10", "done"),
        ("2026-05-31", "2026-04-05", "done"),
        ("2026-07-31", "2026-06-30", "done"),
    ]
    assert [row[2] for row in cycles(warranty(), *set_, clock="L-25", at="2026-02-10")] == [
        "2026-01-25",
        "2026-02-04",
    ]


def test_what_ran_out_before_the_first_day_of_the_ledger_is_told_apart() -> None:
    """The first fact is of 20 April: the round to 15 April, and the calls to March, nobody can tell of."""
    first = visit("HF1", "2026-04-20", "phone")
    [visits] = short(*cycles(warranty(), first, clock="L-25", begun=False))
    assert visits == ("2026-04-15", None, "before_start")
    assert short(*cycles(warranty(), first, clock="L-27", begun=False)) == [
        ("2026-02-28", None, "before_start"),
        ("2026-03-31", None, "before_start"),
        ("2026-04-30", "2026-04-20", "done"),
        ("2026-05-31", None, "overdue"),
        ("2026-06-30", None, "due_soon"),
    ]


def test_a_mistyped_length_ends_in_no_calendar() -> None:
    assert cycles(warranty(warranty_months=999_999), clock="L-25")[0][4] == "overdue"
