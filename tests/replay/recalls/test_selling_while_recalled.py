"""Four people sell while a fifth opens a recall: from the opening on, nothing in scope leaves."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from threading import Event
from time import sleep
from typing import Any

import orjson

from ledger import clock
from ledger.entry.live import EntryRefusedError
from ledger.errors import ConflictError
from ledger.log.opening import open_log
from ledger.recording.ledger import Ledger
from ledger.settings import Location
from projections.answers.goods.recall_scope import Scope
from replay import bootstrap
from replay.bootstrap import Program
from replay.recalls.opening import open_recall
from tests.support.decisions import customer, member, product, receipt, supplier

SELLERS = 4
ENOUGH = 3  # sales of each seller before the recall is opened


def test_nothing_in_scope_leaves_after_the_opening(location: Location) -> None:
    """What a seller decided before the opening and had not appended yet is decided again, and refused."""
    bootstrap.make(location)
    with closing(open_log(location)) as log:
        rows = [supplier(), product(), member(), member("Q1", post="质量负责人"), customer()]
        rows += [receipt("YS1", lot="L1", quantity="100000"), receipt("YS2", lot="L2", quantity="100000")]
        Ledger(log, recorded_by="import").submit([[row] for row in rows])
    opened, sold = Event(), [0] * SELLERS
    with ThreadPoolExecutor(SELLERS) as pool:
        sellers = [pool.submit(sell, location, seller, opened, sold) for seller in range(SELLERS)]
        try:
            with closing(Program(location, open_log(location))) as program:
                while min(sold) < ENOUGH and not any(one.done() for one in sellers):
                    sleep(0.02)
                said = {"reason": "密封不良", "origin": "authority", "opened_by": "Q1"}
                _open(program, said)
        finally:
            opened.set()  # or they would sell for ever, whatever became of the opening
        refused = sum(one.result() for one in sellers)
    with closing(open_log(location)) as log:
        events = [orjson.loads(stored) for part in log.scan() for _, stored in part]
    [opening] = [event["position"] for event in events if event["type"] == "recall_opened"]
    sales = [event for event in events if event["type"] == "goods_sold"]
    late = [event for event in sales if event["position"] > opening]
    assert [event for event in late if event["data"]["lot"] == "L1"] == []
    assert any(event["data"]["lot"] == "L2" for event in late), "other goods are sold on"
    assert refused > 0


def _open(program: Program, said: dict[str, Any]) -> None:
    """Open the recall; who is told that others were always faster asks again, as the message says."""
    for _ in range(SELLERS):
        with suppress(ConflictError):
            open_recall(program, Scope(products=("P1",), lots=("L1",)), said, None)
            return
    raise AssertionError("an opening is overtaken for ever")


def sell(location: Location, seller: int, opened: Event, sold: list[int]) -> int:
    """Sell one lot and the other in turn until some time after the opening; return how many were refused."""
    refused = left = 0
    with closing(Program(location, open_log(location))) as program:
        while left < ENOUGH:
            left += opened.is_set()
            for lot in ("L1", "L2"):
                try:
                    program.entering("sales", _sale(lot))
                    sold[seller] += 1
                except EntryRefusedError:
                    refused += 1
                except ConflictError:
                    continue  # others were faster at every try
    return refused


def _sale(lot: str) -> dict[str, Any]:
    return {
        "customer_code": "C1",
        "product_code": "P1",
        "lot": lot,
        "quantity": "1",
        "sold_on": clock.today("Asia/Shanghai"),
        "seller": "E1",
    }
