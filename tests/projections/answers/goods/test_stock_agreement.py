"""What decisions take to be in stock is what the tables show, whatever was recorded and voided."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import orjson
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.deciding.decision import Accepted, Command
from ledger.state.effects import SALEABLE
from ledger.state.entries import Unit
from ledger.state.keys import unit_key
from ledger.state.stock_moves import in_stock
from projections.answers.goods.stock import statuses
from projections.tables.movements import Movements
from replay.scratch import scratch
from tests.support.budgets import examples
from tests.support.decisions import (
    History,
    back,
    command,
    consigned,
    customer,
    member,
    product,
    receipt,
    sale,
    stage,
    supplier,
    unused,
    used,
    void,
)
from tests.support.small_tables import cutoff

LOTS = ("L1", "L2")
SERIALS = ("A", "B", "C")
KEPT = ("awaiting", "saleable", "quarantined", "nonconforming", "consigned", "on_loan")
NUMBERED = {"receipts": "YS", "sales": "XS", "returns": "TH", "disposals": "CZ", "exchanges": "HH"}
NUMBERED |= {"stocktakes": "PD", "consignments": "XP", "nonconformities": "BHG"}
Draw = Any


class Trade:
    """Commands, told without the tables that they belong to."""

    def __init__(self, commands: list[Command]) -> None:
        self.commands = commands

    def __repr__(self) -> str:
        return "\n".join(f"{one.stage or one.table.key} {one.data}" for one in self.commands)


@st.composite
def trades(draw: st.DrawFn) -> Trade:
    """Draw commands of a small house; decisions will refuse some of them."""
    commands = []
    for number in range(draw(st.integers(3, 25))):
        choice = draw(
            st.sampled_from(["receive", "receive", "sell", "return", "consign", "stage", "stage", "rest"])
        )
        commands.append(_command(draw, choice, number))
    return Trade(commands)


def _goods(draw: Draw) -> dict[str, Any]:
    if draw(st.booleans()):
        return {"lot": draw(st.sampled_from(LOTS)), "quantity": draw(st.sampled_from(["1", "2", "2.5", "6"]))}
    return {"lot": "L3", "serial": draw(st.sampled_from(SERIALS)), "quantity": "1"}


def _command(draw: Draw, choice: str, number: int) -> Command:
    goods = _goods(draw)
    earlier = draw(st.integers(0, max(number - 1, 0)))
    if choice == "receive":
        accepted = draw(st.sampled_from([goods["quantity"], goods["quantity"], "0", "1"]))
        told = draw(st.sampled_from(["conforming", "pending", "nonconforming"]))
        return receipt(f"YS{number}", accepted_quantity=accepted, conclusion=told, **goods)
    if choice == "sell":
        return sale(f"XS{number}", **goods)
    if choice == "return":
        kind = draw(
            st.sampled_from([{}, {"return_kind": "unused_consignment", "consignment_no": f"XP{earlier}"}])
        )
        disposition = draw(st.sampled_from(["restocked", "pending", "destroyed", "returned_to_supplier"]))
        return back(f"TH{number}", sale_no=None, disposition=disposition, **kind, **goods)
    if choice == "consign":
        kind = draw(st.sampled_from(["clinical_choice", "loan"]))
        return consigned(f"XP{number}", consignment_kind=kind, **goods)
    if choice == "stage":
        return _stage(draw, earlier)
    return _rest(draw, number, earlier, goods)


def _stage(draw: Draw, earlier: int) -> Command:
    quantity = draw(st.sampled_from(["1", "2"]))
    return draw(
        st.sampled_from(
            [
                used(f"XP{earlier}", quantity=quantity),
                unused(f"XP{earlier}", quantity=quantity),
                unused(f"XP{earlier}", quantity=quantity, return_no="TH1"),
                stage("nonconformity_confirmed", f"BHG{earlier}", conclusion="nonconforming"),
                stage("nonconformity_confirmed", f"BHG{earlier}", conclusion="conforming"),
                stage("nonconformity_decided", f"BHG{earlier}", nc_disposition="release"),
            ]
        )
    )


def _rest(draw: Draw, number: int, earlier: int, goods: dict[str, Any]) -> Command:
    which = draw(st.sampled_from(["dispose", "exchange", "count", "find", "strike", "strike"]))
    named = {"product_code": "P1", "line": 1, **goods}
    if which == "dispose":
        paper = draw(st.sampled_from([{}, {"nonconformity_no": "BHG1"}, {"return_no": f"TH{earlier}"}]))
        kind = draw(st.sampled_from(["destroyed", "returned_to_supplier"]))
        fields = {"disposal_no": f"CZ{number}", "disposal_kind": kind, "disposed_on": "2026-03-05"}
        return command("disposals", **fields, **named, **paper, reason="破损", decided_by="E1")
    if which == "exchange":
        given = {f"replacement_{key}": value for key, value in _goods(draw).items() if key != "quantity"}
        fields = {"exchange_no": f"HH{number}", "exchanged_on": "2026-03-05", "customer_code": "C1"}
        fields |= {"replacement_product_code": "P1", "reason": "故障", "handler": "E1"}
        return command("exchanges", **fields, **named, **given)
    if which == "count":
        named.pop("quantity")
        found = draw(st.sampled_from([("1", "0"), ("0", "1"), ("5", "3.5")]))
        fields = {"stocktake_no": f"PD{number}", "counted_on": "2026-03-05"}
        return command("stocktakes", **fields, **named, book_quantity=found[0], counted_quantity=found[1])
    if which == "find":
        del named["line"]
        found_stage = draw(st.sampled_from(["receipt", "storage", "sales_return"]))
        fields = {"found_on": "2026-03-01", "found_stage": found_stage, "nonconformity": "破损"}
        return stage("nonconformity_found", f"BHG{number}", **fields, **named)
    table, prefix = draw(st.sampled_from(sorted(NUMBERED.items())))
    return void(table, f"{prefix}{earlier}", note=str(number))


@settings(deadline=None, max_examples=examples(200))
@given(trades())
def test_decisions_and_tables_see_the_same_stock(trade: Trade) -> None:
    """By lot and status, and of each unit whether it may be sold; recorded as an import does."""
    history = _lived_through(trade.commands, live=False)
    found = _shown(history)
    for lot in (*LOTS, "L3"):
        for status in KEPT:
            shown = sum((Decimal(line[status]) for line in found if line["lot"] == lot), Decimal(0))
            if status == SALEABLE:
                shown -= sum((Decimal(line["short"]) for line in found if line["lot"] == lot), Decimal(0))
            assert in_stock(history.state, "P1", lot, status) == shown, (lot, status)


@settings(deadline=None, max_examples=examples(200))
@given(trades())
def test_live_no_stock_falls_below_zero_and_every_unit_is_where_decisions_think(trade: Trade) -> None:
    """Strikes aside: a receipt may always be voided."""
    commands = [one for one in trade.commands if one.table.key != "voids"]
    history = _lived_through(commands, live=True)
    shown = _shown(history)
    for lot in (*LOTS, "L3"):
        for status in KEPT:
            assert sum(Decimal(line[status]) for line in shown if line["lot"] == lot) >= 0, (lot, status)
    for line in shown:
        if line["serial"] is not None and not _is_accepted(history, line["serial"]):
            continue  # of a unit that was never accepted decisions know its lot alone
        assert all(not line[status].startswith("-") for status in KEPT), line
        assert line["short"] == "0", line
        if line["serial"] is not None:
            unit: Unit = history.state.get(unit_key("P1", line["serial"]))
            if len(unit.accepted) > 1:  # the same serial received twice is not one unit
                continue
            free = bool(unit.accepted) and all(stay.until for stay in unit.stays)
            assert (line["saleable"] == "1") == free, (line, unit)


def _is_accepted(history: History, serial: str) -> bool:
    unit: Unit | None = history.state.get(unit_key("P1", serial))
    return unit is not None and bool(unit.accepted)


def _lived_through(commands: list[Command], *, live: bool) -> History:
    """Return what became of commands, those left out that decisions refused."""
    history = History(live=live).given(supplier(), product(), customer(), member())
    for one in commands:
        history.when(one)
        if isinstance(history.decided, Accepted):
            history.given(one)
    return history


def _shown(history: History) -> list[dict[str, Any]]:
    times = {"record_time": "2026-06-01T00:00:00.000000Z", "recorded_by": "tester"}
    documents = [(event["position"], orjson.dumps({**event, **times})) for event in _told(history)]
    with scratch([documents], projections=[Movements()]) as connection:
        return list(statuses(connection, cutoff()))


def _told(history: History) -> list[dict[str, Any]]:
    return [
        {key: value for key, value in event.items() if value is not None}
        | {"event_time": event["event_time"]}
        for event in history.events
    ]
