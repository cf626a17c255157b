"""Repairs in the order that life brings: at the counter, by courier, a loaner whenever it is handed over."""

from __future__ import annotations

from itertools import permutations

import pytest

from tests.support import rules
from tests.support.decisions import Command, both, stage
from tests.support.repairing import (
    IN_SHOP,
    ON_SITE,
    at,
    called,
    charged,
    confirmed,
    diagnosed,
    house,
    inspected,
    lent,
    loaner_back,
    repaired,
    rereleased,
    returned,
    taken,
)


@pytest.mark.parametrize(
    "steps",
    [
        (called(), taken(), lent()),
        (called(), lent(), taken()),
        (*ON_SITE, taken(), lent()),
    ],
    ids=["at take-back", "at the counter", "on site"],
)
def test_a_loaner_is_handed_over_when_the_customer_needs_it(steps: tuple[Command, ...]) -> None:
    """R-58, P-23: no diagnosis has to come before it."""
    history = house()
    for one in steps:
        history.when(one).accepted()


def test_a_unit_that_is_brought_in_needs_no_visit() -> None:
    """P-07: by the customer, a courier or the delivery clerk; diagnosed, repaired, passed and given back."""
    history = house()
    by_clerk = taken(transport_staff="E1")
    for one in (called(), by_clerk, diagnosed(4), repaired(), inspected(), rereleased(), returned()):
        history.when(one).accepted()
    history.when(confirmed()).accepted()


def test_a_part_is_used_after_a_loaner_was_handed_over() -> None:
    """R-59."""
    fields = {"part_code": "B1", "part_name": "电源板", "part_quantity": "1", "part_used_at": at(5)}
    house(*IN_SHOP, lent()).when(stage("repair_part_used", "WX1", **fields)).accepted()


def test_a_loaner_comes_back_after_the_charge() -> None:
    out = (*IN_SHOP, lent(), repaired(), inspected(), rereleased(), returned(), confirmed())
    house(*out, charged()).when(loaner_back()).accepted()


def test_what_is_done_in_the_shop_is_recorded_in_any_order() -> None:
    """The factory's papers come when they come: three stages in any order, each with its own day."""
    steps = (
        stage("repair_escalated", "WX1", escalated_at=at(5), escalation_help="请主管协助"),
        diagnosed(4),
        lent(),
    )
    for order in permutations(steps):
        history = house(called(), taken())
        for one in order:
            history.when(one).accepted()


def test_a_historical_row_of_call_and_closing_is_recorded_with_what_lacks() -> None:
    closing = stage("repair_closed", "WX1", closed_on="2026-03-12")
    history = house(called())
    history.live = True
    history.when(closing).refused(rules.STAGE_BEFORE, rules.NOT_SIGNED)
    history.live = False
    history.when(closing).accepted(rules.STAGE_BEFORE)


def test_what_came_back_from_the_factory_was_sent_there() -> None:
    """M-14b; and not before it was sent (M-18)."""
    back = stage("repair_received_from_factory", "WX1", factory_back_on="2026-03-09", repair_content="换主板")
    both(house(*IN_SHOP), back, rules.STAGE_BEFORE)
    sent_away = stage("repair_sent_to_factory", "WX1", supplier_code="S1", factory_sent_on="2026-03-10")
    both(house(*IN_SHOP, sent_away), back, rules.STAGE_EARLIER)
