"""The stock as an inspector reads it: goods, place, quality, what is held and what may be sold."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations
from typing import Any

import pytest

from ledger.log.prepared import Prepared
from projections.answers.goods.part_balances import balances
from tests.support.asking import asking
from tests.support.events import event, product, received, returned, sold

SHOWN = ("goods_kind", "lot", "serial", "location_code", "zone_kind", "quality_status", "quantity")
SHOWN += ("held_quantity", "saleable_quantity")
GOODS: dict[str, Any] = {"product_code": "P1", "lot": "L1"}


def place(code: str, zone: str) -> Prepared:
    """Return a place of a zone."""
    fields = {"warehouse": "一号库", "name": code, "zone_kind": zone, "effective_from": "2026-01-01"}
    return event("location_registered", fields, location_code=code)


def put_away(number: str, where: str, day: str = "2026-04-02", **rest: Any) -> Prepared:
    """Return goods of lot L1 laid somewhere."""
    fields = GOODS | {"putaway_on": day, "quantity": "10", "line": 1}
    return event("goods_put_away", fields, putaway_no=number, location_code=where, **rest)


def held(number: str, **rest: Any) -> Prepared:
    """Return a hold on lot L1."""
    fields = {"hold_kind": "stop_sale", "target_kind": "lot", "product_code": "P1", "decided_by": "S1"}
    fields |= {"reason": "疑似", "placed_at": "2026-05-01T00:00:00.000000Z"}
    return event("hold_placed", fields, hold_no=number, **rest)


HISTORY = [
    product("P1", model="M1", specification="S", registrant="甲"),
    place("A-01", "qualified"),
    place("A-02", "qualified"),
    place("B-01", "nonconforming"),
    place("T-01", "returned"),
    received("YS1", lot="L1", quantity="20", accepted_quantity="18", expiry_date="2027-01-31", udi="U1"),
    put_away("RK1", "A-01"),
    put_away("RK2", "A-02", "2026-04-05"),
    put_away("RK3", "B-01", "2026-04-06"),
    sold("XS1", lot="L1", quantity="5", sold_on="2026-04-10"),
    returned(
        "TH1", lot="L1", quantity="2", disposition="pending", returned_on="2026-04-20", location_code="T-01"
    ),
    event(
        "goods_consigned_out",
        GOODS | {"consignment_no": "XP1", "line": 1, "consignment_kind": "clinical_choice"},
        consigned_on="2026-04-22",
        customer_code="C1",
        quantity="4",
        handler="S1",
    ),
    event(
        "stock_counted",
        GOODS | {"stocktake_no": "PD1", "line": 1, "counted_on": "2026-04-15"},
        book_quantity="13",
        counted_quantity="13",
    ),
]


def shown(*history: Prepared, **asked: Any) -> list[tuple[Any, ...]]:
    """Return the columns that matter of the rows."""
    with asking(*history) as tables:
        return [tuple(row[name] for name in SHOWN) for row in tables.rows("stock_balances", **asked)]


def test_each_status_lies_in_its_zone():
    assert shown(*HISTORY) == [
        ("产品（选配在外）", "L1", None, None, None, None, "4", "0", "0"),
        ("产品", "L1", None, "A-02", "qualified", "conforming", "9", "0", "9"),
        ("产品", "L1", None, "B-01", "nonconforming", "nonconforming", "2", "0", "0"),
        ("产品", "L1", None, "T-01", "returned", "doubtful", "2", "0", "0"),
    ]


def test_what_the_papers_and_the_product_file_say():
    with asking(*HISTORY) as tables:
        row = tables.rows("stock_balances", location_code="A-02")[0]
    named = {
        "product_code": "P1",
        "product_name": "产品P1",
        "model": "M1",
        "specification": "S",
        "unit": "盒",
    }
    said = {"udi": "U1", "expiry_date": "2027-01-31", "production_date": None, "registrant": "甲"}
    days = {"last_moved_on": "2026-04-22", "last_counted_on": "2026-04-15", "part_code": None}
    assert row.items() >= (named | said | days).items()


def test_stock_of_an_earlier_day_and_as_known_earlier():
    assert [row[-1] for row in shown(*HISTORY, at="2026-04-01")] == ["18", "0"]
    assert [(row[3], row[-1]) for row in shown(*HISTORY, at="2026-04-02")] == [(None, "0"), ("A-01", "18")]
    assert [row[6] for row in shown(*HISTORY, known=9)] == ["18", "2"]
    assert shown(*HISTORY, at="2026-03-31") == []


def test_a_hold_is_laid_over_the_saleable_goods_until_it_is_released():
    released = event("hold_released", {"released_at": "2026-06-10T00:00:00.000000Z"}, hold_no="TS1")
    history = [*HISTORY, held("TS1", lots=["L1"]), released]

    def free(day: str) -> tuple[str, str]:
        return next(row[-2:] for row in shown(*history, at=day) if row[3] == "A-02")

    assert [free(day) for day in ("2026-04-30", "2026-05-31", "2026-06-30")] == [
        ("0", "9"),
        ("9", "0"),
        ("0", "9"),
    ]


def test_a_hold_of_units_or_of_another_lot():
    history = [
        received("YS1", lot="L1", serial="A;B", quantity="2"),
        received("YS2", lot="L2", quantity="5"),
        held("TS1", serials=["A"], lots=["L1"], target_kind="serial"),
        held("TS2", lots=["L3"]),
        held("TS3", hold_kind="stop_purchase"),
    ]
    assert [(row[1], row[2], row[-2], row[-1]) for row in shown(*history)] == [
        ("L1", "A", "1", "0"),
        ("L1", "B", "0", "1"),
        ("L2", None, "0", "5"),
    ]
    assert [row[-2:] for row in shown(*history, held("TS4", target_kind="product"))][2] == ("5", "0")


def test_expired_stock_is_locked():
    history = [received("YS1", lot="L1", quantity="5", expiry_date="2026-05-31")]
    assert [row[5:] for row in shown(*history, at="2026-05-31")] == [("conforming", "5", "0", "5")]
    assert [row[5:] for row in shown(*history, at="2026-06-01")] == [("expired", "5", "0", "0")]


def part(number: str, kind: str, quantity: str, **rest: Any) -> Prepared:
    """Return a movement of a spare part."""
    fields = {
        "line": 1,
        "part_code": "PJ1",
        "part_name": "电池",
        "part_kind": "part",
        "moved_on": "2026-05-01",
    }
    return event("part_moved", fields | rest, movement_no=number, movement_kind=kind, quantity=quantity)


def test_spare_parts_are_kept_apart():
    history = [
        part("BJ1", "received", "10", location_code="P-01"),
        part("BJ2", "issued", "4", location_code="P-01", moved_on="2026-05-03"),
        part("BJ3", "used", "3", location_code="P-01"),
        part("BJ4", "scrapped", "1", location_code="P-01"),
        received("YS1", lot="L1", quantity="1"),
    ]
    assert [row[:2] + row[6:] for row in shown(*history)] == [
        ("配件", None, "5", None, None),
        ("产品", "L1", "1", "0", "1"),
    ]
    assert [row[6] for row in shown(*history, product_code="P1")] == ["1"]


NAMED = {"lot": "part_lot", "serial": "part_serial", "at": "location_code", "from": "customer_code"}
MOVED = {
    "used at the customer's, issued from a place": ("received 5 at=P1, issued 2 at=P1, used 2", "P1 3"),
    "used, not issued; the issue came back": ("received 5, used 2, issued 1, returned 1", "3"),
    "the only lot that day": ("received 5 lot=LA at=P1, issued 2, received 3 lot=LB", "LA P1 3, LB 3"),
    "one of two lots": ("received 5 lot=LA, received 3 lot=LB, issued 2", "0 (-2), LA 5, LB 3"),
    "all of two lots": ("received 5 lot=LA, received 3 lot=LB, issued 4, scrapped 4", ""),
    "a lot that came without one": ("received 5, issued 2 lot=LA", "3"),
    "a lot that never came": ("received 5 lot=LA, issued 2 lot=LB", "LA 5, LB 0 (-2)"),
    "used of another lot than issued": (
        "received 5 lot=LA, received 5 lot=LB, issued 2 lot=LA, used 1 lot=LB",
        "LA 3, LB 4",
    ),
    "used without a lot, of what is left in hand": (
        "received 9 lot=LA, received 9 lot=LB, issued 2 lot=LA, issued 2 lot=LB, used 2, used 2 lot=LA",
        "LA 7, LB 7",
    ),
    "units that came together": ("received 2 serial=A;B, issued 1 serial=A", "B 1"),
    "a customer brings back": ("received 2, issued 2, used 2, returned 1 from=C1", "1"),
    "came on a later day": ("issued 2 lot=LA, received 5 lot=LA", "LA 3"),
}


def moves(said: str) -> Iterator[dict[str, str]]:
    """Yield movements that are written as a kind, a quantity and what they name, one a day."""
    for place, one in enumerate(said.split(", "), 1):
        kind, quantity, *named = one.split(" ")
        names = {NAMED[key]: value for key, _, value in (word.partition("=") for word in named)}
        yield {
            "number": f"BJ{place}",
            "kind": kind,
            "quantity": quantity,
            "moved_on": f"2026-05-0{place}",
        } | names


@pytest.mark.parametrize(("said", "there"), MOVED.values(), ids=MOVED)
def test_a_part_is_taken_where_only_one_can_be_meant(said: str, there: str) -> None:
    with asking(*(part(**one) for one in moves(said))) as tables:
        found = list(tables.rows("stock_balances"))
    keys = ("lot", "serial", "location_code", "quantity")
    told = [" ".join(row[key] for key in keys if row[key]) for row in found]
    lacks = [f" ({row['unexplained_quantity']})" if row["unexplained_quantity"] else "" for row in found]
    assert ", ".join(map("".join, zip(told, lacks, strict=True))) == there


def test_the_order_in_which_movements_of_parts_were_recorded_plays_no_part() -> None:
    said, _ = MOVED["used without a lot, of what is left in hand"]
    blank = dict.fromkeys(NAMED.values())
    rows = [blank | one | {"movement_kind": one["kind"], "moved_on": "2026-05-01"} for one in moves(said)]
    (first, *others) = [balances(order) for order in permutations(rows)]
    assert all(one == first for one in others)


def test_nothing_stands_below_zero_and_what_lacks_is_told() -> None:
    """Destroyed out of quarantine where nothing was: it lay on the shelf; what nobody had stands apart."""
    destroyed = event(
        "goods_disposed",
        GOODS | {"disposal_no": "CZ1", "line": 1, "disposal_kind": "destroyed", "reason": "破损"},
        disposed_on="2026-04-12",
        return_no="TH1",
        decided_by="S1",
        quantity="4",
    )
    history = [received("YS1", lot="L1", quantity="10"), destroyed]

    def told(*more: Prepared) -> list[tuple[str, str, str | None]]:
        with asking(*history, *more) as tables:
            rows = tables.rows("stock_balances", at="2026-05-31")
            return [(row["quality_status"], row["quantity"], row["unexplained_quantity"]) for row in rows]

    assert told() == [("conforming", "6", None)]
    refused = received("YS2", lot="L1", quantity="2", accepted_quantity="0")
    assert told(refused, sold("XS1", lot="L1", quantity="9", sold_on="2026-04-20")) == [
        ("nonconforming", "2", "-3")
    ]
