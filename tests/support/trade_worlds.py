"""Random trade worlds: papers that are true together, with the mistakes that were made in writing them.

What happens, happens day by day: nothing leaves that is not there, and what comes back was there. A paper may
have been written wrong at first: then the wrong one, its void and the right one come one after the other,
and whatever rests on the right one comes later still. Registers get versions with a day of their own.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

from tests.support.desk import Row, customer, product, receipt, returned, sale, staff, supplier, void

FIRST = date(2026, 1, 1)
COMING = 3  # days on which goods come in before anything else happens
LAPSING = ("C3", "C4")  # customers with licences that run out and are renewed
SHORT = "LS"  # a lot of which more is sold than there is
Goods = tuple[str, str, str]  # product, lot, serial


@dataclass
class Paper:
    """A row of a table, as somebody brings it.

    Attributes:
        table: Which.
        row: Its cells.
        rests_on: Papers that must be recorded before it is brought: of a void what it voids, of a right paper
            the void of the wrong one.
    """

    table: str
    row: Row
    rests_on: list[Paper] = field(default_factory=list)


@dataclass
class World:
    """A trade as it happens.

    Args:
        draw: Chooses what happens.

    Attributes:
        papers: All papers of it, in the order of what happened.
        shelf: Lots, with how much of each may still leave, and units.
        out: What customers hold: the paper that gave it, whom, what, how much.
        waiting: What came back and waits: the paper, what, how much.
        consigned: What is out on consignments: the paper, whom, what, how much.
        last_of: The paper that moved a unit last.
    """

    draw: random.Random
    papers: list[Paper] = field(default_factory=list)
    shelf: dict[Goods, int] = field(default_factory=lambda: defaultdict(int))
    out: list[tuple[Paper, str, Goods, int]] = field(default_factory=list)
    waiting: list[tuple[Paper, Goods, int]] = field(default_factory=list)
    consigned: list[tuple[Paper, str, Goods, int]] = field(default_factory=list)
    last_of: dict[Goods, Paper] = field(default_factory=dict)
    _number: int = 0

    def pass_by(self, days: int) -> None:
        """Let days pass, with one thing or two a day: goods come in on the first ones."""
        self.registers(days)
        kinds = self.kinds()
        for number in range(1, days + 1):
            day = day_of(number)
            for _ in range(self.draw.choice([1, 1, 2])):
                (self.draw.choice(kinds) if number > COMING else self._receive)(day)

    def kinds(self) -> list[Callable[[str], None]]:
        """Return what may happen on a day, as often as it is likely."""
        kinds: list[Callable[[str], None]] = [self._receive, *[self._sell] * 5, *[self._take_back] * 3]
        kinds += [self._exchange, self._exchange, self._dispose, self._dispose, self._oversell]
        return [*kinds, self._consign, self._consign, self._settle, self._settle]

    def registers(self, days: int) -> None:
        """Tell registers in versions: some begin with the first fact about them, licences are renewed."""
        self.papers += [Paper("suppliers", supplier("S2")), Paper("staff", staff("E2"))]
        self.papers.append(Paper("products", product("P03", "lot_and_serial")))
        for code in LAPSING:
            until, again = sorted(self.draw.sample(range(1, days), 2))
            first = Paper("customers", customer(code, licence_valid_until=day_of(until)))
            renewed = customer(code, licence_valid_until="2029-12-31", event_time=day_of(again))
            self.written(first)
            if self.draw.random() < 0.5:
                self.written(Paper("customers", renewed, [first]))
            else:
                wrong = Paper("customers", renewed | {"licence_valid_until": day_of(again)}, [first])
                self.corrected(wrong, void("customers", code), renewed)

        if self.draw.random() < 0.5:
            first_day, last_day = (day_of(one) for one in sorted(self.draw.sample(range(1, days), 2)))
            owner = {"owner_kind": "购货者", "owner_code": LAPSING[0], "licence_kind": "practice_licence"}
            paper = {"licence_no": "许可1", "valid_from": first_day, "valid_until": last_day}
            self.written(Paper("licences", owner | paper))

        if self.draw.random() < 0.7:
            first_day, last_day = (day_of(one) for one in sorted(self.draw.sample(range(1, days), 2)))
            rule = {"rule_key": "G-06", "rule_kind": "业务控制规则", "title": "清库", "setting": "waived"}
            self.written(
                Paper(
                    "rule_settings",
                    rule | {"effective_from": first_day, "effective_until": last_day, "approver": "E1"},
                )
            )

    def _receive(self, day: str) -> None:
        """Accept a lot, or three units, that came from one of two suppliers."""
        number, product_code = self.next("YS"), self.draw.choice(["P01", "P01", "P02", "P03"])
        lot = "" if product_code == "P02" else self.draw.choice(["LA", "LB"])
        row = {"product_code": product_code, "received_on": day, "accepted_on": day}
        row |= {"supplier_code": self.draw.choice(["S1", "S2"]), "expiry_date": _expiry(lot)}
        row |= {"production_date": "" if self.draw.random() < 0.5 else "2025-11-01"}
        if product_code == "P01":
            quantity = self.draw.randrange(1, 20)
            paper = Paper("receipts", receipt(number, lot, str(quantity), **row))
            self._written_perhaps_wrong(
                paper, [], quantity=str(quantity + 7), accepted_quantity=str(quantity)
            )
            self.shelf[product_code, lot, ""] += quantity
            return
        serials = [f"SN{number}{letter}" for letter in "abc"]
        row["serial"] = ";".join(serials)
        self._written_perhaps_wrong(
            Paper("receipts", receipt(number, lot, "3", **row)),
            [],
            supplier_code="S2",
            accepted_on="2026-01-20",
        )
        self.shelf.update(((product_code, lot, one), 1) for one in serials)

    def _sell(self, day: str) -> None:
        """Sell some of what is there, now and then two things with one document."""
        number, who = self.next("XS"), self.draw.choice(["C1", "C2", *LAPSING])
        for line in range(1, self.draw.choice([2, 2, 3])):
            there = [goods for goods, quantity in self.shelf.items() if quantity]
            if not there:
                return
            goods = self.draw.choice(there)
            quantity = self.draw.randrange(1, self.shelf[goods] + 1)
            self.shelf[goods] -= quantity
            row = sale(number, goods[1], str(quantity), sold_on=day, customer_code=who, line=str(line))
            row |= {"seller": self.draw.choice(["E1", "E2"]), **named(goods)}
            others = [one for one in ["C1", "C2", *LAPSING] if one != who]
            wrong = {"customer_code": self.draw.choice(others)} if line == 1 else {}
            paper = self._written_perhaps_wrong(Paper("sales", row), [goods], **wrong)
            self.out.append((paper, who, goods, quantity))

    def _oversell(self, day: str) -> None:
        """Sell what is not there: of a lot of its own, which nothing else touches."""
        row = sale(self.next("XS"), SHORT, str(self.draw.randrange(1, 6)), sold_on=day, line="1")
        self._written_perhaps_wrong(Paper("sales", row), [], quantity="9")
        if self.draw.random() < 0.5:
            quantity = str(self.draw.randrange(1, 8))
            later = day_of((date.fromisoformat(day) - FIRST).days + self.draw.choice([-2, 0, 3]))
            more = {"received_on": later, "accepted_on": later}
            self.written(Paper("receipts", receipt(self.next("YS"), SHORT, quantity, **more)))

    def _take_back(self, day: str) -> None:
        """Take some of a sale back, among the saleable goods or not."""
        sold = [one for one in self.out if one[0].table == "sales" and one[3]]
        if not sold:
            return
        line = self.draw.choice(sold)
        paper, who, goods, left = line
        quantity = self.draw.randrange(1, left + 1)
        way = self.draw.choice(["重新入库", "重新入库", "待处理", "销毁", "退回供货者"])
        self.out[self.out.index(line)] = (paper, who, goods, left - quantity)
        row = returned(self.next("TH"), goods[1], str(quantity), returned_on=day, customer_code=who, line="1")
        row |= {"sale_no": paper.row["sale_no"], "sale_line": paper.row["line"], **named(goods)}
        row["disposition"] = way
        if goods[2] and self.draw.random() < 0.5:
            del row["sale_no"], row["sale_line"]  # the unit says which
        if not goods[2] and self.draw.random() < 0.5:
            row["lot"] = ""  # the sale says which
        back = self._written_perhaps_wrong(
            Paper("returns", row, [paper] if paper.rests_on else []), [goods], reason="质量问题"
        )
        if way == "重新入库":
            self.shelf[goods] += quantity
        elif way in {"待处理", "销毁"}:
            self.waiting.append((back, goods, quantity))

    def _exchange(self, day: str) -> None:
        """Give a unit for one that was sold."""
        sold = [one for one in self.out if one[0].table == "sales" and one[2][2] and one[3]]
        line = self.draw.choice(sold) if sold else None
        free = [
            goods for goods, quantity in self.shelf.items() if line and goods[0] == line[2][0] and quantity
        ]
        if line is None or not free:
            return
        paper, who, goods, _ = line
        given = self.draw.choice(free)
        row = {"exchange_no": self.next("HH"), "line": "1", "exchanged_on": day, "customer_code": who}
        row |= {"product_code": goods[0], "lot": goods[1], "serial": goods[2], "quantity": "1"}
        row |= {"sale_no": paper.row["sale_no"], "sale_line": paper.row["line"]}
        row |= {"replacement_product_code": given[0], "replacement_lot": given[1]}
        row |= {"replacement_serial": given[2], "reason": "故障", "handler": "E1"}
        new = self._written_perhaps_wrong(
            Paper("exchanges", row, [paper] if paper.rests_on else []), [goods, given], reason="错发"
        )
        self.out[self.out.index(line)] = (paper, who, goods, 0)
        self.out.append((new, who, given, 1))
        self.shelf[given] = 0

    def _consign(self, day: str) -> None:
        """Send some of what is there to a customer to choose from."""
        there = [goods for goods, quantity in self.shelf.items() if quantity]
        if not there:
            return
        goods, who = self.draw.choice(there), self.draw.choice(["C1", "C2"])
        quantity = self.draw.randrange(1, min(4, self.shelf[goods]) + 1)
        self.shelf[goods] -= quantity
        row = {"consignment_no": self.next("XP"), "line": "1", "consignment_kind": "医疗机构选配"}
        row |= {"consigned_on": day, "customer_code": who, "product_code": goods[0], "lot": goods[1]}
        row |= {"serial": goods[2], "quantity": str(quantity), "handler": "E1"}
        paper = Paper("consignments", row, self.before(goods))
        if self.draw.random() < 0.25:
            other = {"customer_code": "C1" if who == "C2" else "C2"}
            mistake = Paper("consignments", row | other, [*paper.rests_on, *self.lasts(goods)])
            paper = self.corrected(mistake, void("consignments", row["consignment_no"]), row)
        else:
            self.written(paper)
        self.last_of |= {goods: paper} if goods[2] else {}
        self.consigned.append((paper, who, goods, quantity))

    def _settle(self, day: str) -> None:
        """Sell some of what is out on a consignment, and take the rest back."""
        if not self.consigned:
            return
        paper, who, goods, quantity = self.consigned.pop(self.draw.randrange(len(self.consigned)))
        used = self.draw.randrange(quantity + 1)
        named_by = {key: paper.row[key] for key in ("consignment_no", "line")}
        rests_on = [paper] if paper.rests_on else []
        if used:
            stage = {"used_on": day, "used_quantity": str(used), "use_confirmed_by": "E1", "环节": "使用确认"}
            done = self.written(Paper("consignments", named_by | stage, rests_on))
            row = sale(self.next("XS"), goods[1], str(used), sold_on=day, customer_code=who, line="1")
            row |= {"consignment_no": named_by["consignment_no"], **named(goods)}
            sold = self.written(Paper("sales", row, rests_on and [done]))
            self.out.append((sold, who, goods, used))
            self.last_of |= {goods: sold} if goods[2] else {}
        if used < quantity:
            stage = {"returned_on": day, "unused_quantity": str(quantity - used), "环节": "未使用退回"}
            back = self.written(Paper("consignments", named_by | stage, rests_on))
            self.shelf[goods] += quantity - used
            self.last_of |= {goods: back} if goods[2] else {}

    def _dispose(self, day: str) -> None:
        """Write off some of what is there, or destroy what came back."""
        row = {"disposal_no": self.next("CZ"), "line": "1", "disposed_on": day, "reason": "破损"}
        row |= {
            "decided_by": "E1",
            "disposal_kind": self.draw.choice(["written_off", "returned_to_supplier"]),
        }
        there = [goods for goods, quantity in self.shelf.items() if quantity]
        if self.waiting and self.draw.random() < 0.6:
            back, goods, quantity = self.waiting.pop(self.draw.randrange(len(self.waiting)))
            row["return_no"], rests_on = back.row["return_no"], [back] if back.rests_on else []
        elif there:
            goods, rests_on = self.draw.choice(there), []
            quantity = self.draw.randrange(1, min(3, self.shelf[goods]) + 1)
            self.shelf[goods] -= quantity
        else:
            return
        row |= {"product_code": goods[0], "lot": goods[1], "quantity": str(quantity), **named(goods)}
        self._written_perhaps_wrong(Paper("disposals", row, rests_on), [goods], reason="过期")

    def _written_perhaps_wrong(self, paper: Paper, goods: list[Goods], **wrong: str) -> Paper:
        """Write a paper, now and then wrong at first; return the one that stands.

        Of units what came before stands before a mistake is made, and what comes later waits for its end.
        """
        units = [one for one in goods if one[2]]
        before = [self.last_of[one] for one in units if one in self.last_of]
        paper.rests_on += [one for one in before if one.rests_on]
        right = paper
        if wrong and self.draw.random() < 0.2:
            number = next(value for key, value in paper.row.items() if key.endswith("_no"))
            mistake = Paper(paper.table, paper.row | wrong, [*paper.rests_on, *before])
            gone = void(paper.table, number, paper.row.get("line", ""))
            right = self.corrected(mistake, gone, paper.row)
        else:
            self.written(paper)
        self.last_of |= dict.fromkeys(units, right)
        return right

    def corrected(self, wrong: Paper, gone: Row, row: Row) -> Paper:
        """Write a paper wrong, void it, and write it as it should have been; return the right one."""
        self.written(wrong)
        voided = self.written(Paper("voids", gone, [wrong]))
        return self.written(Paper(wrong.table, row, [voided]))

    def lasts(self, goods: Goods) -> list[Paper]:
        """Return the paper that moved a unit last, none of goods without a serial."""
        return [self.last_of[goods]] if goods in self.last_of else []

    def before(self, goods: Goods) -> list[Paper]:
        """Return what must stand before a paper about a unit: the last one, where that waits for others."""
        return [one for one in self.lasts(goods) if one.rests_on]

    def written(self, paper: Paper) -> Paper:
        """Write a paper, and return it."""
        self.papers.append(paper)
        return paper

    def next(self, prefix: str) -> str:
        """Return a number of its own."""
        self._number += 1
        return f"{prefix}{self._number}"


def day_of(number: int) -> str:
    """Return a day of the world, counted from its first."""
    return (FIRST + timedelta(days=number)).isoformat()


def named(goods: Goods) -> Row:
    """Return the columns that name the goods of a line beside its lot."""
    return {"product_code": goods[0], **({"serial": goods[2]} if goods[2] else {})}


def _expiry(lot: str) -> str:
    """Return the expiry of a lot; one expires while the world lasts."""
    return "2026-01-10" if lot == "LB" else "2028-11-30"
