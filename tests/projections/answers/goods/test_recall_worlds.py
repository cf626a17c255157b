"""Over random worlds with damaged lots: what is certain, what is possible and why, as a naive count says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.log.prepared import Prepared
from tests.support.budgets import examples
from tests.support.events import product, received, sold, stored, voided
from tests.support.small_tables import recalled

ASKED = "L240"
DI = "06901234567892"
LOTS = [ASKED, "L24O", "l240", "L-24 0", "L241", "M240", "L2400", "L250", "M999", None]
LABELS = [None, None, None, f"(01){DI}(10)L240", f"01{DI}10L250", f"(10)L-24 0(01){DI}", "smudged"]
SAID = {
    f"(01){DI}(10)L240": "L240",
    f"01{DI}10L250": "L250",
    f"(10)L-24 0(01){DI}": "L-24 0",
    "smudged": None,
    None: None,
}
ARRIVED = ["2026-04-01", "2026-04-02", "2026-04-03"]
SOLD = ["2026-05-01", "2026-05-02", "2026-05-03"]
ALIKE = {"L240", "L24O", "l240", "L-24 0"}
ONE_OFF = {"L241", "M240", "L2400", "L250"}


@st.composite
def worlds(draw: st.DrawFn) -> list[Prepared]:
    """Draw receipts and sales of lots as people write them, with labels, late entries and voids."""
    history = [product("P1", udi_di=DI), product("P2"), received("YS0", lot=ASKED, quantity="1000")]
    for number in range(1, draw(st.integers(1, 14))):
        goods = {
            "lot": draw(st.sampled_from(LOTS)),
            "udi": draw(st.sampled_from(LABELS)),
            "product": draw(st.sampled_from(["P1", "P1", "P1", "P2"])),
        }
        match draw(st.integers(0, 6)):
            case 0 | 1:
                day = draw(st.sampled_from(ARRIVED))
                history.append(received(f"D{number}", quantity="1000", received_on=day, **goods))
            case 2:
                position = draw(st.integers(3, len(history)))
                tags = set(history[position - 1].tags)
                history.append(voided("sales", f"D{number}", [position], tags=tags))
            case _:
                history.append(sold(f"D{number}", sold_on=draw(st.sampled_from(SOLD)), **goods))
    return history


@settings(deadline=None, max_examples=examples(40))
@given(history=worlds(), data=st.data())
def test_no_line_is_missed_and_none_is_certain_that_is_not(
    history: list[Prepared], data: st.DataObject
) -> None:
    """Every line that the naive computation calls certain or possible is in the answer, and no other is."""
    known = data.draw(st.integers(3, len(history)))
    answer = recalled(*history, known=known, lots=ASKED, products="P1")
    certain = {number for row in answer["received"] for number in row["receipt_nos"]}
    certain |= {number for row in answer["consignees"] for number in row["sale_nos"]}
    possible = {row["doc_no"]: row["reason"] for row in answer["possible"]}
    assert (certain, possible) == _naive(history, known)


@settings(deadline=None, max_examples=examples(40))
@given(history=worlds(), day=st.sampled_from(SOLD))
def test_of_a_day_of_sale_its_sales_are_certain_or_possible_and_no_others(
    history: list[Prepared], day: str
) -> None:
    """What the same world says of every sale, for those of one day; receipts only where there is one."""
    answer = recalled(*history, lots=ASKED, products="P1", sold_from=day, sold_to=day)
    certain, possible = _naive(history, len(history))
    sold_then = _documents(history, "sold_on", {day})
    assert _certain(answer, "consignees", "sale_nos") == certain & sold_then
    assert {row["doc_no"]: row["reason"] for row in answer["possible"]} == {
        number: reason for number, reason in possible.items() if number in sold_then
    }
    brought = certain - _documents(history, "sold_on", set(SOLD))
    assert _certain(answer, "received", "receipt_nos") == (brought if certain & sold_then else set())


@settings(deadline=None, max_examples=examples(40))
@given(history=worlds(), day=st.sampled_from(ARRIVED))
def test_of_a_day_of_arrival_a_lot_is_certain_whole_or_not_at_all(history: list[Prepared], day: str) -> None:
    """Receipts of other days are no possible ones; a line of the lot may be, by a label that differs."""
    answer = recalled(*history, lots=ASKED, products="P1", received_from=day, received_to=day)
    certain, possible = _naive(history, len(history))
    came = certain & _documents(history, "received_on", {day})
    shown = _certain(answer, "received", "receipt_nos") | _certain(answer, "consignees", "sale_nos")
    assert shown == (certain if came else set())
    others = _documents(history, "received_on", set(ARRIVED) - {day})
    rows = (row for row in answer["possible"] if row["doc_no"] not in certain)
    found = {row["doc_no"]: row["reason"] for row in rows}
    assert found == {number: reason for number, reason in possible.items() if number not in others}


def _certain(answer: dict[str, Any], part: str, numbers: str) -> set[str]:
    return {number for row in answer[part] for number in row[numbers]}


def _documents(history: Sequence[Prepared], column: str, days: set[str]) -> set[str]:
    """Return the numbers of the documents of some days."""
    lines = [orjson.loads(raw)["data"] for _, raw in stored(history)]
    dated = [line for line in lines if line.get(column) in days]
    return {line.get("receipt_no") or line["sale_no"] for line in dated}


def _naive(history: Sequence[Prepared], known: int) -> tuple[set[str], dict[str, str]]:
    """Return the documents that are certain, and those that are possible with why."""
    decoded = [orjson.loads(raw) for position, raw in stored(history) if position <= known]
    gone = {position for one in decoded for position in one.get("struck", ())}
    live = [one for one in decoded if one["position"] not in gone and one["data"].get("product_code") == "P1"]
    moves = [one for one in live if one["type"] in {"goods_received", "goods_sold"}]
    came = {_lot(one["data"]) for one in moves if one["type"] == "goods_received"}
    certain, possible = set(), {}
    for one in moves:
        number = one["data"].get("receipt_no") or one["data"]["sale_no"]
        lot = _lot(one["data"])
        if lot == ASKED:
            certain.add(number)
        elif reason := _reason(one["data"], lot, came):
            possible[number] = reason
    return certain, possible


def _lot(data: dict[str, Any]) -> str | None:
    return data.get("lot") or SAID[data.get("udi")]


def _reason(data: dict[str, Any], lot: str | None, came: set[str | None]) -> str | None:
    if lot is None:
        return "no_lot"
    if lot in ALIKE or (lot in ONE_OFF and lot not in came):
        return "lot_looks_alike"
    said = SAID[data.get("udi")]
    if lot not in came or (said != lot and said in ALIKE):
        return "open_finding"
    return "udi_unreadable" if data.get("udi") == "smudged" else None
