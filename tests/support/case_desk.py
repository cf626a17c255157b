"""A house with a post for everybody whom a case needs, and the desk that writes down what truly happened."""

from __future__ import annotations

from collections.abc import Collection
from copy import deepcopy
from datetime import datetime
from functools import cache
from typing import Any

from ledger import clock
from ledger.deciding.decision import Command
from ledger.events import catalogue
from tests.support.case_worlds import CaseWorld, Happened
from tests.support.decisions import (
    History,
    back,
    command,
    customer,
    given,
    location,
    member,
    product,
    quality,
    receipt,
    sale,
    stage,
    supplier,
)

_POSTS = {
    "E1": "销售员",
    "E2": "客服专员",
    "E3": "采购员",
    "V1": "客服部经理",
    "Q2": "质管员",
    "B1": "业务负责人",
    "D1": "副总经理",
    "G1": "总经理",
    "F1": "财务",
    "R1": "客服组组长",
    "K1": "开票员",
    "T1": "维修技术员",
    "T2": "技术部经理",
    "W1": "保管员",
}
_SINCE = "2026-01-01T00:00:00.000000Z"


def house() -> tuple[Command, ...]:
    """Return the registers, the receipts and the sales that the worlds of all cases speak of."""
    units: dict[str, Any] = {"product_code": "P2", "lot": None}
    return (
        *(supplier(), supplier("S9"), product(), product("P2", tracking="serial", event_time=_SINCE)),
        *(customer(), quality(), location(), location("T-01", "returned")),
        *(member(code, post=post) for code, post in _POSTS.items()),
        *(receipt(), receipt("YS2", serial="SN1;LN1", quantity="2", **units)),
        *(receipt("YS3", lot="L8"), receipt("YS4", lot="L9")),
        *(sale(), sale("XS8", lot="L8", quantity="1"), sale("XS2", serial="SN1", quantity="1", **units)),
        back("TH8", quantity="1", lot="L8", sale_no="XS8", returned_on="2026-03-04", disposition="destroyed"),
        _destroyed("XH1", "L1"),
        _destroyed("XH8", "L8", return_no="TH8"),
        stage("complaint_received", "TS0", received_on="2026-02-01", customer_code="C1", content="账期过短"),
    )


def _destroyed(number: str, lot: str, **more: Any) -> Command:
    goods: dict[str, Any] = {"product_code": "P1", "lot": lot, "quantity": "1", "reason": "破损"}
    day = {"disposal_kind": "destroyed", "disposed_on": "2026-03-05"}
    return command("disposals", disposal_no=number, line=1, **goods, **day, **more)


@cache
def _furnished() -> History:
    return given(*house())


def at_the_desk(*, live: bool) -> History:
    """Start a history in which the house is furnished; the board of a recall is looked at and is clear."""
    ready = _furnished()
    history = History(live=live, left_open=lambda *_: {})
    history.state, history.events = deepcopy(ready.state), list(ready.events)
    return history


def entry(world: CaseWorld, told: Happened, *, timed: bool = True) -> Command:
    """Return what somebody writes down of a stage.

    Args:
        world: Whose stage it is.
        told: The stage.
        timed: With its time; else whatever of it need not be told is left out.
    """
    table = catalogue.table(world.table)
    one = table.stage(told.event)
    needed = {column.key for column in table.required_of(one, begins=told is world.first)}
    untold = set() if timed else set(one.at) - needed
    says = {key: _stored(value) for key, value in told.says.items() if key not in untold}
    return stage(told.event, world.number, **says) if says.keys() - {"line"} else entry(world, told)


def _stored(value: Any) -> Any:
    if isinstance(value, str) and value.endswith("+08:00"):
        return clock.stored(datetime.fromisoformat(value))
    return value


def said(world: CaseWorld, events: Collection[str]) -> dict[str, Any]:
    """Return what the told stages say together, the newest in the order of telling last."""
    by_event = {one.event: one.says for one in world.whole}
    return {key: value for event in events for key, value in by_event[event].items()}
