"""The same papers in any order, split over several imports, give the same answers (interface rule 3)."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

from hypothesis import given
from hypothesis import settings as tries
from hypothesis import strategies as st

from tests.stories.conftest import Copied
from tests.support.budgets import examples
from tests.support.desk import Desk, Row, receipt, returned, sale

FIRST = date(2026, 1, 1)
COMING = 2  # days on which goods come in before anything else happens
FILES = ("receipts", "sales", "returns", "exchanges")
Goods = tuple[str, str, str]  # product, lot, serial


@dataclass
class Days:
    """A trade as it happens, day by day: nothing leaves that is not there, and what comes back was there.

    Attributes:
        draw: Chooses what happens.
        rows: The papers of it, by table.
        shelf: Lots, with how much of each is there, and units.
        out: What customers hold: of which document, what, how much.
        held: Who holds how much of what at the end of each day.
    """

    draw: random.Random
    rows: list[tuple[str, Row]] = field(default_factory=list)
    shelf: dict[Goods, int] = field(default_factory=lambda: defaultdict(int))
    out: list[tuple[str, str, Goods, int]] = field(default_factory=list)
    held: dict[str, dict[tuple[str, Goods], int]] = field(default_factory=dict)

    def pass_by(self, days: int) -> None:
        """Let some days pass, with one thing a day: goods come in on the first two."""
        for number in range(1, days + 1):
            day = (FIRST + timedelta(days=number)).isoformat()
            happens = [self.receive, *[self.sell] * 4, *[self.take_back] * 3, self.exchange]
            happening = self.draw.choice(happens) if number > COMING else self.receive
            happening(number, day)
            now: dict[tuple[str, Goods], int] = defaultdict(int)
            for _, who, goods, quantity in self.out:
                now[who, goods] += quantity
            self.held[day] = {key: quantity for key, quantity in now.items() if quantity}

    def receive(self, number: int, day: str) -> None:
        """Accept a lot, or three units."""
        if self.draw.random() < 0.5:
            goods, quantity = ("P01", self.draw.choice(["LA", "LB"]), ""), self.draw.randrange(1, 20)
            self.shelf[goods] += quantity
            row = receipt(f"YS{number}", goods[1], str(quantity), received_on=day, production_date="")
        else:
            serials = [f"SN{number}{letter}" for letter in "abc"]
            self.shelf.update((("P02", "", one), 1) for one in serials)
            row = receipt(
                f"YS{number}", "", "3", product_code="P02", serial=";".join(serials), received_on=day
            )
        self.rows.append(("receipts", row))

    def sell(self, number: int, day: str) -> None:
        """Sell some of what is there."""
        there = [goods for goods, quantity in self.shelf.items() if quantity]
        if not there:
            return
        goods, who = self.draw.choice(there), self.draw.choice(["C1", "C2"])
        quantity = self.draw.randrange(1, self.shelf[goods] + 1)
        self.shelf[goods] -= quantity
        self.out.append((f"XS{number}", who, goods, quantity))
        row = sale(f"XS{number}", goods[1], str(quantity), sold_on=day, customer_code=who, **named(goods))
        self.rows.append(("sales", row))

    def take_back(self, number: int, day: str) -> None:
        """Take some of a sale back, among the saleable goods or not."""
        sold = [one for one in self.out if one[0].startswith("XS") and one[3]]
        if not sold:
            return
        line = self.draw.choice(sold)
        document, who, goods, left = line
        quantity, again = self.draw.randrange(1, left + 1), self.draw.random() < 0.7
        self.out[self.out.index(line)] = (document, who, goods, left - quantity)
        self.shelf[goods] += quantity if again else 0
        row = returned(
            *(f"TH{number}", goods[1], str(quantity)),
            returned_on=day,
            customer_code=who,
            sale_no=document,
            sale_line="1",
            disposition="重新入库" if again else "待处理",
            **named(goods),
        )
        self.rows.append(("returns", row))

    def exchange(self, number: int, day: str) -> None:
        """Give a unit for one that was sold."""
        sold = [one for one in self.out if one[0].startswith("XS") and one[2][2] and one[3]]
        free = [goods for goods, quantity in self.shelf.items() if goods[2] and quantity]
        if not sold or not free:
            return
        line, given_unit = self.draw.choice(sold), self.draw.choice(free)
        document, who, goods, _ = line
        self.out[self.out.index(line)] = (document, who, goods, 0)
        self.out.append((f"HH{number}", who, given_unit, 1))
        self.shelf[given_unit] = 0
        row = {
            "exchange_no": f"HH{number}",
            "line": "1",
            "exchanged_on": day,
            "customer_code": who,
            "sale_no": document,
            "sale_line": "1",
            "product_code": "P02",
            "serial": goods[2],
            "quantity": "1",
            "replacement_product_code": "P02",
            "replacement_serial": given_unit[2],
            "reason": "故障",
            "handler": "E1",
        }
        self.rows.append(("exchanges", row))


def named(goods: Goods) -> Row:
    """Return the columns that name the goods of a line beside its lot."""
    return {"product_code": goods[0], **({"serial": goods[2]} if goods[2] else {})}


def take(desk: Desk, rows: list[tuple[str, Row]], expect: int | None) -> int:
    """Import papers, a file for each table; return how many were rejected."""
    sorted_out = [[row for kind, row in rows if kind == table] for table in FILES]
    files = [desk.file(*some) for some in sorted_out if some]
    return desk.cli.import_(*files, expect=expect).counts[2] if files else 0


def holders(desk: Desk, day: str) -> dict[tuple[str, Goods], int]:
    """Return who holds how much of what at the end of a day, as a recall of all products proves it."""
    found = desk.cli.run(
        *("recall", "preview", "--product", "P01", "--product", "P02"),
        *("--at", day, "--prove", "--format", "json"),
    ).json
    assert found["proof"]["proved"]
    assert found["totals"]["unexplained"] == "0"
    return {
        (row["customer_code"], (row["product_code"], row["lot"] or "", row["serial"] or "")): int(
            row["outstanding"]
        )
        for row in found["consignees"]
        if row["outstanding"] != "0"
    }


@tries(max_examples=examples(12), deadline=None)
@given(seed=st.integers(min_value=0, max_value=10**6))
def test_papers_in_any_order_give_the_same_answers(at_a_copy: Copied, seed: int) -> None:
    """In their own order, and shuffled over several imports, of which what was left out is brought again."""
    draw = random.Random(seed)
    trade = Days(draw)
    trade.pass_by(14)
    days = draw.sample(list(trade.held), 2)
    for shuffled in (False, True):
        rows = list(trade.rows)
        with at_a_copy() as desk:
            if shuffled:
                draw.shuffle(rows)
                cuts = sorted(draw.sample(range(len(rows) + 1), min(2, len(rows) + 1)))
                for start, end in zip([0, *cuts], [*cuts, len(rows)], strict=True):
                    take(desk, rows[start:end], None)
            assert take(desk, rows, 0) == 0
            for day in days:
                assert holders(desk, day) == trade.held[day]
