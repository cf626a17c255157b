"""Four people sell while a fifth opens a recall: from the opening on, nothing in scope leaves."""

from __future__ import annotations

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from itertools import count
from threading import Event
from time import sleep
from typing import Any

import orjson
import pytest
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st

from ledger import clock
from ledger.entry.live import EntryRefusedError
from ledger.log.opening import open_log
from ledger.recording.ledger import Ledger
from ledger.settings import Location
from projections.answers.goods.recall_scope import Scope
from replay import bootstrap
from replay.bootstrap import Program
from replay.recalls.opening import open_recall
from tests.support.budgets import examples
from tests.support.decisions import customer, member, product, receipt, supplier

SELLERS = 4
ENOUGH = 2  # sales of each seller before the recall is opened
UNITS = 24
EXPIRES = ("2029-03-31", "2029-06-30", "2029-09-30", "2029-12-31")
RECALLED = "M-140"
_ROUND = count()


@dataclass(frozen=True)
class Goods:
    """Goods of one lot, or one unit of it, as their receipt has them."""

    product: str
    lot: str
    supplier: str
    expires: str
    serial: str | None = None

    def is_in(self, scope: Scope) -> bool:
        """Return whether a person with the order to recall in hand would take them off the shelf."""
        ranges = [one.split("..") for one in scope.ranges]
        named = self.serial in scope.serials or any(
            self.serial is not None and first <= self.serial <= last for first, last in ranges
        )
        return (
            self.product in (scope.products or (self.product,))
            and self.lot in (scope.lots or (self.lot,))
            and self.supplier in (scope.suppliers or (self.supplier,))
            and (named or not (scope.serials or scope.ranges))
            and (scope.expiry_from or "") <= self.expires <= (scope.expiry_to or "9999-12-31")
        )


Tried = tuple[Goods, set[str]]  # and the rules that refused it


@dataclass
class Shelf:
    """What one round sells: three lots, the units of two more, and a lot that comes in later."""

    number: int
    sold: list[int] = field(default_factory=lambda: [0] * SELLERS)
    opened: Event = field(default_factory=Event)

    @property
    def products(self) -> tuple[str, str]:
        """The product kept by lot and the one kept by unit."""
        return f"A{self.number}", f"U{self.number}"

    def lots(self) -> list[Goods]:
        """Return the goods kept by lot; the last of them is received after the opening."""
        return [
            Goods(self.products[0], f"L{at}", ("S1", "S2")[at % 2], expires)
            for at, expires in enumerate(EXPIRES)
        ]

    def units(self) -> list[Goods]:
        """Return the goods kept by unit."""
        return [
            Goods(self.products[1], f"M{at % 2}", ("S1", "S2")[at % 2], EXPIRES[at % 2], f"SN{at:04}")
            for at in range(UNITS)
        ]

    def receipts(self, *, late: bool) -> Iterator[Any]:
        """Yield the receipts of these goods: those before the recall is opened, or the one after it."""
        for goods in self.lots()[-1:] if late else self.lots()[:-1]:
            yield self._receipt(goods, quantity="100000")
        for at in () if late else (0, 1):
            units = self.units()[at::2]
            yield self._receipt(
                units[0], quantity=str(len(units)), serial=";".join(str(one.serial) for one in units)
            )

    def _receipt(self, goods: Goods, **rest: str) -> Any:
        number = f"YS{goods.product}{goods.lot}"
        own = {"product_code": goods.product, "lot": goods.lot, "supplier_code": goods.supplier}
        return receipt(number, expiry_date=goods.expires, **own, **rest)


@pytest.fixture
def house(location: Location) -> Location:
    """A ledger with its registers."""
    bootstrap.make(location)
    with closing(open_log(location)) as log:
        rows = [supplier(), supplier("S2"), member(), member("Q1", post="质量负责人"), customer()]
        Ledger(log, recorded_by="import").submit([[row] for row in rows])
    return location


@st.composite
def scopes(draw: st.DrawFn) -> dict[str, Any]:
    """Draw which goods are recalled, by options alone and together; products are added by the round."""
    which = draw(st.sampled_from(["lots", "serials", "ranges", "suppliers", "expiry", "products"]))
    if which == "lots":
        return {"lots": tuple(draw(st.sets(st.sampled_from(["L0", "L1", "L2"]), min_size=1)))}
    if which == "serials":
        chosen = draw(st.sets(st.integers(0, UNITS - 1), min_size=1, max_size=8))
        return {"serials": tuple(f"SN{at:04}" for at in sorted(chosen))}
    if which == "ranges":
        first, last = sorted((draw(st.integers(0, UNITS - 1)), draw(st.integers(0, UNITS - 1))))
        return {"ranges": (f"SN{first:04}..SN{last:04}",)}
    if which == "products":
        return {}
    days = {"expiry_from": draw(st.sampled_from(EXPIRES)), "expiry_to": EXPIRES[-1]}
    return {"suppliers": (draw(st.sampled_from(["S1", "S2"])),)} | (days if which == "expiry" else {})


@settings(max_examples=examples(16, gate=2), phases=(Phase.generate,), deadline=None)
@given(said=scopes(), one_product=st.booleans(), seed=st.integers(0, 2**32))
def _opened_meanwhile(house: Location, said: dict[str, Any], one_product: bool, seed: int) -> None:
    """Sell at random from one shelf, open a recall of a random scope meanwhile, and look at the log."""
    shelf = Shelf(next(_ROUND))
    by_unit = "serials" in said or "ranges" in said
    products = shelf.products[by_unit:][:1] if one_product or "lots" in said or by_unit else shelf.products
    scope = Scope(products=products, **said)
    assume(any(one.is_in(scope) for one in (*shelf.lots()[:-1], *shelf.units())))  # or nobody knows of any
    with closing(open_log(house)) as log:
        rows = [product(shelf.products[0]), product(shelf.products[1], tracking="serial")]
        taken = Ledger(log, recorded_by="import").submit(
            [[row] for row in (*rows, *shelf.receipts(late=False))]
        )
        assert all(not hasattr(one, "reasons") for document in taken for one in document), taken
    tried = _while_selling(house, shelf, scope, seed)
    goods = {(one.product, one.lot, one.serial): one for one in (*shelf.lots(), *shelf.units())}
    sales = [
        (event["position"], goods[data["product_code"], data["lot"], data.get("serial")])
        for event in _events(house)
        if event["type"] == "goods_sold" and (data := event["data"])["product_code"] in shelf.products
    ]
    opening = max(event["position"] for event in _events(house) if event["type"] == "recall_opened")
    late = [one for position, one in sales if position > opening]
    assert [one for one in late if one.is_in(scope)] == []
    assert [one for one, rules in tried if (RECALLED in rules) != one.is_in(scope)] == []
    assert any(one.is_in(scope) for one, _ in tried)
    assert len(late) > 0 or all(one.is_in(scope) for one in shelf.lots()), "other goods are sold on"


def test_nothing_in_scope_leaves_after_the_opening(house: Location) -> None:
    """What a seller decided before the opening and had not appended yet is decided again, and refused.

    Whatever the scope says, and for goods received later, too; the sellers never pause for the opening.
    """
    _opened_meanwhile(house)


def _while_selling(house: Location, shelf: Shelf, scope: Scope, seed: int) -> list[Tried]:
    """Open a recall while others sell; return what they tried to sell when it was open."""
    with ThreadPoolExecutor(SELLERS) as pool:
        sellers = [pool.submit(sell, house, shelf, seller, seed) for seller in range(SELLERS)]
        try:
            with closing(Program(house, open_log(house))) as program:
                while min(shelf.sold) < ENOUGH and not any(one.done() for one in sellers):
                    sleep(0.02)
                said = {"reason": "密封不良", "origin": "authority", "opened_by": "Q1"}
                open_recall(program, scope, said, None)
                program.ledger().submit([[row] for row in shelf.receipts(late=True)])
        finally:
            shelf.opened.set()  # or they would sell for ever, whatever became of the opening
        return [tried for one in sellers for tried in one.result()]


def sell(house: Location, shelf: Shelf, seller: int, seed: int) -> list[Tried]:
    """Sell at random until the opening, then everything once more; return what came of that."""
    draw = random.Random(f"{seed}/{seller}")
    units = shelf.units()
    with ExitStack() as stack:
        program = stack.enter_context(closing(Program(house, open_log(house))))
        while not shelf.opened.is_set():
            goods = draw.choice([*shelf.lots()[:-1], units[draw.randrange(UNITS // 2)]])
            _sell(program, goods)
            shelf.sold[seller] += 1
        left = [*shelf.lots(), *units[seller::SELLERS]]
        draw.shuffle(left)
        return [(goods, _sell(program, goods)) for goods in left]


def _sell(program: Program, goods: Goods) -> set[str]:
    """Sell one; return which rules refused it."""
    row = {
        "customer_code": "C1",
        "product_code": goods.product,
        "lot": goods.lot,
        "quantity": "1",
        "sold_on": clock.today("Asia/Shanghai"),
        "seller": "E1",
        **({"serial": goods.serial} if goods.serial else {}),
    }
    try:
        program.entering("sales", row)
    except EntryRefusedError as error:
        return {str(one.rule) for one in error.refusals}
    return set()


def _events(house: Location) -> list[dict[str, Any]]:
    with closing(open_log(house)) as log:
        return [orjson.loads(stored) for part in log.scan() for _, stored in part]
