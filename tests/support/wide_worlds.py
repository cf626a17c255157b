"""Trade worlds with what else happens in a house: loaners, parts, holds, settings of rules, complaints.

Cases are told in stages. A case may have been opened wrong: then it is voided as a whole and opened anew, and
its later stages rest on the right opening.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from tests.support.desk import Row, void
from tests.support.trade_worlds import Goods, Paper, World, day_of

LICENCES = "G-01"
SHELVES = ("PA", "PB")  # lots of the part, kept on a shelf each


@dataclass
class WideWorld(World):
    """A trade in which more happens than trade.

    Attributes:
        lent: Loaners that are out: the call of the repair that they stand in for, and which unit.
        parts: How much of each lot of the part is in the store, and in hand.
        holds: Holds that are not released, with their openings.
        complaints: Openings of complaints that are not answered, and whether they are assessed.
    """

    lent: list[tuple[Paper, Goods]] = field(default_factory=list)
    parts: dict[str, list[int]] = field(default_factory=lambda: {lot: [0, 0] for lot in SHELVES})
    holds: list[Paper] = field(default_factory=list)
    complaints: list[tuple[Paper, bool]] = field(default_factory=list)

    def kinds(self) -> list[Callable[[str], None]]:
        """Return what may happen on a day, as often as it is likely."""
        wide = [self._lend, self._lend, self._bring_back, self._bring_back, self._hold, self._release]
        wide += [self._complain, self._assess, self._answer, *[self._move_part] * 3]
        return [*super().kinds(), *wide]

    def registers(self, days: int) -> None:
        """Tell registers, and for how long a rule is waived."""
        super().registers(days)
        if self.draw.random() < 0.5:
            since, until = (day_of(one) for one in sorted(self.draw.sample(range(1, days), 2)))
            rule = {
                "rule_key": LICENCES,
                "rule_kind": "业务控制规则",
                "title": "证照换发",
                "setting": "waived",
            }
            rule |= {"effective_from": since, "effective_until": until, "approver": "E1"}
            wrong = rule | {"effective_until": day_of(days)}
            gone = void("rule_settings", f"{LICENCES}/{since}")
            self.written_perhaps_wrong(Paper("rule_settings", rule), wrong, gone)

    def _lend(self, day: str) -> None:
        """Take a repair call, and lend a unit while it lasts."""
        free = [goods for goods, quantity in self.shelf.items() if quantity and goods[2] and not goods[1]]
        if not free:
            return
        goods, number = self.draw.choice(free), self.next("WX")
        call = {"repair_no": number, "requested_on": f"{day} 09:00", "customer_code": "C1"}
        call |= {"fault": "不能开机", "product_code": "P02", "serial": f"KH{number}", "环节": "报修登记"}
        opened = self.opened(Paper("repairs", call), number, fault="异响")
        lent = {"repair_no": number, "loaner_product_code": goods[0], "loaner_serial": goods[2]}
        lent |= {"loaner_issued_at": f"{day} 10:00", "环节": "提供备用机"}
        self.last_of[goods] = self.written(Paper("repairs", lent, [*waits_for(opened), *self.before(goods)]))
        self.shelf[goods] -= 1
        self.lent.append((opened, goods))

    def _bring_back(self, day: str) -> None:
        """Take a loaner back: sound, to be lent or sold again, or to be looked at."""
        if not self.lent:
            return
        opened, goods = self.lent.pop(self.draw.randrange(len(self.lent)))
        state = self.draw.choice(["完好", "外壳划伤"])
        back = {"repair_no": opened.row["repair_no"], "loaner_serial": goods[2], "loaner_state": state}
        back |= {"loaner_returned_at": f"{day} 11:00", "环节": "收回备用机"}
        self.last_of[goods] = self.written(Paper("repairs", back, self.before(goods)))
        self.shelf[goods] += state == "完好"

    def _hold(self, day: str) -> None:
        """Stop the sale of a lot."""
        number = self.next("FC")
        row = {"hold_no": number, "hold_kind": "停售", "target_kind": "批次", "product_code": "P01"}
        row |= {"lots": self.draw.choice(["LA", "LB"]), "reason": "疑似漏液", "decided_by": "E1"}
        row |= {"placed_at": f"{day} 00:00", "环节": "停售封存"}
        self.holds.append(self.opened(Paper("quality_holds", row), number, lots="LA"))

    def _release(self, day: str) -> None:
        """Let a stopped lot be sold again."""
        if self.holds:
            hold = self.holds.pop(self.draw.randrange(len(self.holds)))
            row = {"hold_no": hold.row["hold_no"], "release_reason": "复检合格", "released_by": "E1"}
            row |= {"released_at": f"{day} 23:59", "环节": "解除"}
            self.written(Paper("quality_holds", row, waits_for(hold)))

    def _complain(self, day: str) -> None:
        """Take a complaint."""
        number = self.next("TS")
        row = {"complaint_no": number, "received_on": day, "received_at": f"{day} 09:00"}
        row |= {"customer_code": "C1", "content": "送货太慢", "环节": "受理登记"}
        self.complaints.append((self.opened(Paper("complaints", row), number, customer_code="C2"), False))

    def _assess(self, day: str) -> None:
        """Say of what kind a complaint is, once."""
        open_ones = [one for one, assessed in self.complaints if not assessed]
        if open_ones:
            opened = self.draw.choice(open_ones)
            row = {"complaint_no": opened.row["complaint_no"], "nature": "服务投诉", "severity": "轻微"}
            row |= {"handler": "E1", "assessed_at": f"{day} 10:00", "环节": "性质与程度判定"}
            self.written(Paper("complaints", row, waits_for(opened)))
            self.complaints[self.complaints.index((opened, False))] = opened, True

    def _answer(self, day: str) -> None:
        """Answer a complaint, assessed or not."""
        if self.complaints:
            opened, _ = self.complaints.pop(self.draw.randrange(len(self.complaints)))
            row = {"complaint_no": opened.row["complaint_no"], "answer": "已说明", "环节": "答复客户"}
            row |= {"answered_at": f"{day} 15:00"}
            self.written(Paper("complaints", row, waits_for(opened)))

    def _move_part(self, day: str) -> None:
        """Receive a part, or issue and use some of what is there, with its lot or without."""
        lot = self.draw.choice(SHELVES)
        store, hand = self.parts[lot]
        kind = self.draw.choice([*["received"] * 2, *["issued"] * bool(store), *["used"] * bool(hand)])
        most = {"received": 6, "issued": store, "used": hand}[kind]
        quantity = self.draw.randrange(1, most + 1)
        self.parts[lot] = [
            store + {"received": quantity, "issued": -quantity}.get(kind, 0),
            hand + {"issued": quantity, "used": -quantity}.get(kind, 0),
        ]
        row = {"movement_no": self.next("BJ"), "line": "1", "moved_on": day, "movement_kind": kind}
        row |= {"part_code": "B1", "part_name": "电源板", "part_kind": "part", "quantity": str(quantity)}
        told = kind == "received" or self.draw.random() < 0.6
        row |= {"part_lot": lot, "location_code": f"架{lot}"} if told else {}
        self.written_perhaps_wrong(
            Paper("part_movements", row),
            row | {"quantity": str(quantity + 1), "remark_reason": "笔误"},
            void("part_movements", row["movement_no"], "1"),
        )

    def opened(self, paper: Paper, number: str, **wrong: str) -> Paper:
        """Open a case, now and then wrong at first; return the opening that stands."""
        return self.written_perhaps_wrong(paper, paper.row | wrong, void(paper.table, number))

    def written_perhaps_wrong(self, paper: Paper, wrong: Row, gone: Row) -> Paper:
        """Write a paper, now and then wrong at first and voided; return the one that stands."""
        if self.draw.random() < 0.2 and wrong != paper.row:
            return self.corrected(Paper(paper.table, wrong, list(paper.rests_on)), gone, paper.row)
        return self.written(paper)


def waits_for(opened: Paper) -> list[Paper]:
    """Return what a stage waits for: an opening that waits for others itself."""
    return [opened] if opened.rests_on else []
