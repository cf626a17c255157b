"""The open findings at the end are the same for every order of the same facts, and no row is missed."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import orjson
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.deciding.decision import Command, Duplicate
from ledger.log.opening import open_log
from ledger.log.recorder import LogRecorder
from ledger.recording.knowledge import judging_again
from ledger.recording.ledger import Ledger
from ledger.recording.unit_of_work import Recorded
from ledger.settings import locate
from projections.answers.findings.day_orders import DayOrders
from projections.answers.findings.findings import findings
from projections.answers.findings.judged_again import verdicts
from projections.reading.cutoff import CutOff
from projections.tables.movements import MOVEMENTS
from replay.scratch import scratch
from tests.support.budgets import examples
from tests.support.decisions import (
    back,
    command,
    customer,
    hold,
    licence,
    member,
    product,
    quality,
    receipt,
    sale,
    setting,
    supplier,
    void,
)
from tests.support.events import ZONE

DAYS = [f"2026-02-0{day}" for day in range(1, 6)]
HOUSE = (
    supplier(),
    product(),
    product("P2", tracking="serial"),
    member(),
    quality(),
    customer(licence_valid_until="2030-01-01"),
    customer("C2", licence_valid_until="2026-01-31"),
)
Paper = list[Command]
"""Records that are entered one behind the other; others may come between them."""
_LOTS, _QUANTITIES = ("L1", "L2"), ("2", "5", "8")


def papers(random: Random) -> list[Paper]:
    """Return what happened, in no order."""
    kinds = (
        _receipt,
        _receipt,
        _receipt,
        _sale,
        _sale,
        _sale,
        _sale,
        _unit,
        _disposal,
        _paper,
        _paper,
        _paper,
    )
    return [random.choice(kinds)(random, number) for number in range(random.randint(2, 10))]


def _receipt(random: Random, number: int) -> Paper:
    days = (None, "2026-02-02", "2027-01-01")
    given: dict[str, Any] = {"quantity": random.choice(_QUANTITIES), "lot": random.choice(_LOTS)}
    given["received_on"] = random.choice(DAYS)
    first = receipt(f"YS{number}", **given, expiry_date=random.choice(days))
    again = receipt(f"YS{number}", **given, expiry_date=random.choice(days), carrier="改")
    gone = void("receipts", f"YS{number}")
    return random.choice([[first], [first, gone], [first, gone, again]])


def _sale(random: Random, number: int) -> Paper:
    buyer, lot = random.choice(["C1", "C2"]), random.choice(_LOTS)
    given = {"customer_code": buyer, "lot": lot, "seller": random.choice(["E1", "E1", "E7"])}
    line = sale(f"XS{number}", quantity=random.choice(_QUANTITIES), sold_on=random.choice(DAYS), **given)
    named = {"sale_no": f"XS{number}", "sale_line": 1, "customer_code": buyer, "lot": lot}
    way = random.choice(["restocked", "pending"])
    came_back = back(f"TH{number}", quantity="2", disposition=way, returned_on=DAYS[-1], **named)
    return random.choice([[line], [line], [line, void("sales", f"XS{number}")], [line, came_back]])


def _unit(random: Random, number: int) -> Paper:
    goods = {"product_code": "P2", "lot": None, "serial": f"A{number}", "quantity": "1"}
    came = receipt(f"YS{number}", received_on=random.choice(DAYS), **{**goods, "accepted_quantity": "1"})
    went = sale(f"XS{number}", sold_on=random.choice(DAYS), **goods)
    return random.choice([[came, went], [went, came], [came, went, void("receipts", f"YS{number}")]])


def _disposal(random: Random, number: int) -> Paper:
    given = {"lot": random.choice(_LOTS), "quantity": random.choice(_QUANTITIES)}
    return [
        command(
            "disposals",
            disposal_no=f"CZ{number}",
            line=1,
            disposal_kind="written_off",
            product_code="P1",
            reason="破损",
            decided_by="Q1",
            disposed_on=random.choice(DAYS),
            **given,
        )
    ]


def _paper(random: Random, number: int) -> Paper:
    """Return a paper that counts from a day."""
    day, lapsed = random.choice(DAYS), random.choice(["2026-02-02", "2030-01-01"])
    since = f"{day}T00:00:00.000000Z"
    version = customer("C2", event_time=since, licence_valid_until=lapsed)
    owner = {"owner_kind": "customer", "valid_from": day, "valid_until": lapsed}
    every: list[Paper] = [
        [version],
        [version, void("customers", "C2")],
        [product(event_time=since, status="suspended")],
        [member("E7")],
        [hold(f"TS{number}", placed_at=since)],
        [licence("C2", "trade_licence", f"Z{number}", **owner)],
        [setting(random.choice(["G-06", "G-01", "M-10"]), "warned", day)],
    ]
    return random.choice(every)


def _once(world: list[Paper]) -> list[Paper]:
    """Return a world without second versions of one row: which of two counts depends on their order."""
    found: dict[object, Paper] = {}
    for number, paper in enumerate(world):
        first = paper[0]
        key: object = number
        if first.table.kind == "register":
            key = (first.table.key, *(first.data.get(one) for one in first.table.identity))
        found.setdefault(key, paper)
    return list(found.values())


def _recorded(log: LogRecorder, order: Sequence[Command]) -> set[str]:
    """Record in an order, what is not possible yet again at the end; return what never was."""
    ledger = Ledger(log, recorded_by="E1")
    ledger.submit([[one] for one in HOUSE])
    left = list(order)
    while left:
        rest = []
        for one in left:
            ((outcome,),) = ledger.submit([[one]])
            if not isinstance(outcome, Recorded | Duplicate):
                rest.append(one)
        if len(rest) == len(left):
            break
        left = rest
    return {str(one) for one in left}


def _asked(order: Sequence[Command]) -> tuple[set[tuple[Any, ...]], set[str]]:
    """Return rule, document and line of each open finding after an order, and what was refused."""
    with TemporaryDirectory() as folder:
        log = open_log(locate(f"{folder}/medledger.db"), create=True)
        refused = _recorded(log, order)
        head = log.head()
        with scratch([[row for part in log.scan() for row in part]]) as connection:
            rows = list(findings(connection, CutOff(None, head), zone=ZONE, log=log, warnings=True))
            _none_missed(connection, log, head)
        log.close()
    opened = {
        (one["rule"], one["severity"], one["doc_no"], one["line"]) for one in rows if not one["closed_by"]
    }
    return opened, refused


def _none_missed(connection: Any, log: LogRecorder, head: int) -> None:
    """Judge every row again, and look whether those that are left alone break what they broke."""
    looked_at = verdicts(connection, log, head, zone=ZONE, warnings=True)
    lots = {(row.product_code, row.lot) for row in connection.execute(MOVEMENTS.select())}
    orders = DayOrders(connection, head, ZONE, lots)
    with judging_again(log, head) as again:
        for position in range(1, head + 1):
            event = orjson.loads(log.document(position) or b"")
            found = again.findings(event, orders.taken(position))
            if found is None:
                continue
            now = sorted(one["rule"] for one in found)
            if position in looked_at:
                assert sorted(one["rule"] for one in looked_at[position].findings) == now, event
            else:
                assert sorted(one["rule"] for one in event.get("findings", ())) == now, event


@given(st.integers(0, 10**6))
@settings(max_examples=examples(6), deadline=None)
def test_the_open_findings_do_not_depend_on_the_order(seed: int) -> None:
    random = Random(seed)
    world = _once(papers(random))
    places = [number for number, paper in enumerate(world) for _ in paper]
    answers = []
    for _ in range(2):
        random.shuffle(places)
        left = [list(paper) for paper in world]
        opened, refused = _asked([left[place].pop(0) for place in places])
        if refused:
            return  # what contradicts each other depends on what came first
        answers.append(opened)
    assert answers[0] == answers[1]
