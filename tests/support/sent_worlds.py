"""Returns that say that their goods went back to the supplier, the papers that say it again, and mistakes.

The rows are drawn as commands, in an order in which they can be true; `naive` counts by hand what they say.
"""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from ledger.deciding.decision import Command
from tests.support.decisions import back, command, receipt, sale, stage, void
from tests.support.trade_worlds import Paper

LOTS, UNITS = ("L1", "L2"), tuple(f"U{number}" for number in range(6))
DAYS = tuple(f"2026-03-{day:02d}" for day in range(1, 10))
SENT = "returned_to_supplier"
Goods = tuple[str, str]  # lot and unit


class SentWorld:
    """What happened to the goods of a few returns.

    Attributes:
        before: Receipts and sales: what the rest rests on.
        rows: Returns, papers and voids, each void somewhere behind what it voids.
    """

    def __init__(self, draw: random.Random, *, sends: bool = True) -> None:
        self._draw = draw
        self._numbers = defaultdict[str, int](int)
        self.before = [*_stock()]
        self.rows: list[Command] = []
        for number in range(draw.randint(1, 3)):
            self._return(f"TH{number}")
        for _ in range(draw.randint(1, 5)):
            self._paper(sends=sends)
        for _ in range(draw.randint(0, 3)):
            self._mistake(sends=sends)

    def orders(self, count: int) -> Iterator[list[Command]]:
        """Yield the rows in random orders; those about one record in theirs."""
        yield list(self.rows)
        for _ in range(count):
            left, found = list(self.rows), []
            while left:
                free = [one for place, one in enumerate(left) if not _waits(one, left[:place])]
                found.append(self._draw.choice(free))
                left.remove(found[-1])
            yield found

    def standing(self) -> list[Command]:
        """Return the returns and papers that nothing voids."""
        found: dict[tuple[str, Any, Any], Command] = {}
        for one in self.rows:
            if one.table.key == "voids":
                found.pop(_about(one), None)
            else:
                found[_name(one)] = one
        return list(found.values())

    def _return(self, number: str) -> None:
        for line in range(1, self._draw.randint(1, 3) + 1):
            disposition = self._draw.choice([SENT, SENT, SENT, "pending", "destroyed"])
            self.rows.append(self._brought(number, line, disposition, self._draw.choice(DAYS[:5])))

    def _brought(self, number: str, line: int, disposition: str, day: str) -> Command:
        free = [one for one in UNITS if not any(one in _units(row) for row in self.rows)]
        more = {"disposition": disposition, "returned_on": day, "sale_line": 1}
        if free and self._draw.random() < 0.4:
            some = free[: self._draw.randint(1, 2)]
            goods = {"lot": "L3", "serial": ";".join(some), "sale_no": "XS3"}
            return back(number, line, str(len(some)), **goods, **more)
        lot = self._draw.choice(LOTS)
        return back(number, line, str(self._draw.randint(1, 5)), lot=lot, sale_no=f"XS{lot[1]}", **more)

    def _paper(self, *, sends: bool) -> None:
        said = {unit for one in self.rows if one.table.key != "returns" for unit in _serials(one)}
        free = [one for one in self.rows if said.isdisjoint(_serials(one))]
        of = self._draw.choice([one for one in free if one.table.key == "returns"] or self.rows[:1])
        if not said.isdisjoint(_serials(of)):
            return
        self._numbers["CZ"] += 1
        number, day = f"{self._draw.randint(1, 30)}-{self._numbers['CZ']}", self._draw.choice(DAYS[2:])
        if self._draw.random() < 0.25:
            self.rows.append(self._set_apart(of, f"BHG{number}", day))
        else:
            self.rows.append(self._sent_on(of, f"CZ{number}", day, sends=sends))

    def _set_apart(self, of: Command, number: str, day: str) -> Command:
        """Return a nonconformity that was found in what a return brought."""
        told: dict[str, Any] = {
            "found_on": day,
            "found_stage": "sales_return",
            "nonconformity": "破损",
            "product_code": "P1",
        }
        goods = self._some_of(of)
        return stage("nonconformity_found", number, return_no=of.data["return_no"], **goods, **told)

    def _sent_on(self, of: Command, number: str, day: str, *, sends: bool) -> Command:
        goods = self._some_of(of)
        kind = "destroyed" if not sends and of.data["disposition"] != SENT else SENT
        if kind == "destroyed":
            day = max(day, DAYS[5])  # when all have come back: before, a unit is not there to be destroyed
        rest = {"disposal_kind": kind, "disposed_on": day, "reason": "破损", "decided_by": "E1"}
        named = {"disposal_no": number, "line": 1, "return_no": of.data["return_no"], "product_code": "P1"}
        return command("disposals", **named, **goods, **rest)

    def _some_of(self, of: Command) -> dict[str, Any]:
        """Return some of the goods of a return, perhaps more than it brought."""
        units = _serials(of)
        some = units[: self._draw.randint(1, len(units))] if units else []
        if some:
            return {"lot": of.data["lot"], "serial": ";".join(some), "quantity": str(len(some))}
        return {"lot": of.data["lot"], "quantity": str(self._draw.randint(1, 6))}

    def _may_be_wrong(self, one: Command, *, sends: bool) -> bool:
        """Return whether a row may be voided whatever rests on it: what took its units on is voided first."""
        if one.table.key != "returns":
            return True
        apart = {unit for row in self.rows if row.table.key == "nonconformities" for unit in _serials(row)}
        if not apart.isdisjoint(_serials(one)):
            return False
        return one.data["disposition"] == SENT or (sends and not _units(one))

    def _mistake(self, *, sends: bool) -> None:
        """Void a row; now and then it is entered again, as it was or otherwise."""
        standing = [one for one in self.standing() if self._may_be_wrong(one, sends=sends)]
        if not standing:
            return
        one = self._draw.choice(standing)
        table, number, line = _name(one)
        self._numbers["void"] += 1
        self.rows.append(void(table, number, line, note=str(self._numbers["void"])))
        if table != "nonconformities" and self._draw.random() < 0.6:
            data = dict(one.data)
            if self._draw.random() < 0.5:
                days = DAYS[5:] if data.get("disposal_kind") == "destroyed" else DAYS[:5]
                data["returned_on" if table == "returns" else "disposed_on"] = self._draw.choice(days)
            self._numbers["again"] += 1
            self.rows.append(command(table, note=f"again {self._numbers['again']}", **data))


def _stock() -> Iterator[Command]:
    yield from (receipt(f"YS{lot[1]}", lot=lot, quantity="90") for lot in LOTS)
    yield receipt("YS3", lot="L3", quantity=str(len(UNITS)), serial=";".join(UNITS))
    yield from (sale(f"XS{lot[1]}", lot=lot, quantity="80") for lot in LOTS)
    yield sale("XS3", lot="L3", quantity=str(len(UNITS)), serial=";".join(UNITS))


def _serials(one: Command) -> list[str]:
    return one.data["serial"].split(";") if "serial" in one.data else []


def _units(one: Command) -> list[str]:
    return _serials(one) if one.table.key == "returns" else []


def _name(one: Command) -> tuple[str, Any, Any]:
    number, *line = (one.data[column] for column in one.table.identity)
    return one.table.key, number, line[0] if line else None


def _waits(one: Command, before: Sequence[Command]) -> bool:
    """Return whether a row is about the same record as one before it: those keep their order."""
    return any(_about(one) == _about(other) for other in before)


def _about(one: Command) -> tuple[str, Any, Any]:
    if one.table.key == "voids":
        return one.data["record_table"], one.data["record_no"], one.data.get("line")
    return _name(one)


def naive(rows: Iterable[Command], day: str) -> dict[str, Counter[Goods]]:
    """Return by status what returns and papers leave of which goods at the end of a day, counted by hand."""
    happened = [one for one in rows if _day(one) <= day]
    found: dict[str, Counter[Goods]] = defaultdict(Counter)
    said: dict[str, Counter[tuple[str, Goods]]] = defaultdict(Counter)
    for one in happened:
        table, of = one.table.key, one.data["return_no"]
        for goods, quantity in _goods(one):
            if table == "disposals" and one.data["disposal_kind"] == "destroyed":
                found["quarantined"][goods] -= quantity
                found["disposed"][goods] += quantity
            elif table != "returns":
                said["papers"][of, goods] += quantity
                found[SENT if table == "disposals" else "nonconforming"][goods] += quantity
            elif one.data["disposition"] == SENT:
                said["return"][of, goods] += quantity
            else:
                found["quarantined"][goods] += quantity
            found["customer"][goods] -= quantity if table == "returns" else 0
    for key in said["papers"] | said["return"]:
        told, papers = said["return"][key], said["papers"][key]
        found[SENT][key[1]] += told - min(told, papers)
        found["quarantined"][key[1]] -= max(0, papers - told)
    return found


def _goods(one: Command) -> list[tuple[Goods, int]]:
    lot, serials = one.data["lot"], one.data.get("serial")
    if serials:
        return [((lot, serial), 1) for serial in serials.split(";")]
    return [((lot, ""), int(one.data["quantity"]))]


def naive_lacking(rows: Iterable[Command]) -> set[str]:
    """Return the papers that take more out of quarantine than is there, of goods without serials.

    Of one day, what comes in comes first, then the papers by their numbers.
    """
    left: Counter[Goods] = Counter()
    said: Counter[tuple[str, Goods]] = Counter()
    found: set[str] = set()
    for _, one in sorted(((_when(one), one) for one in rows if not _serials(one)), key=lambda pair: pair[0]):
        of, ((goods, quantity),) = one.data["return_no"], _goods(one)
        if one.table.key == "returns" and one.data["disposition"] == SENT:
            taken = min(quantity, max(0, -said[of, goods]))  # papers of an earlier day had taken it
            left[goods] += taken
            said[of, goods] += quantity
        elif one.table.key == "returns":
            left[goods] += quantity
        else:
            beyond = quantity
            if one.data.get("disposal_kind") != "destroyed":
                beyond = min(quantity, max(0, quantity - said[of, goods]))
                said[of, goods] -= quantity
            if beyond > max(0, left[goods]):
                found.add(_name(one)[1])
            left[goods] -= beyond
    return found


def naive_beyond(rows: Iterable[Command]) -> set[str]:
    """Return the papers that take more of a return than it has brought by then and earlier ones have left."""
    left: Counter[tuple[str, str]] = Counter()
    found: set[str] = set()
    for one in sorted(rows, key=_when):
        of, quantity = (one.data["return_no"], one.data["lot"]), int(one.data["quantity"])
        if one.table.key == "returns":
            left[of] += quantity
        else:
            found |= {_name(one)[1]} if quantity > left[of] else set()
            left[of] -= quantity
    return found


def _when(one: Command) -> tuple[str, bool, str, int, int]:
    prefix, number, part = re.fullmatch(r"(\D+)(\d+)-?(\d*)", _name(one)[1]).groups()  # type: ignore[union-attr]
    return _day(one), one.table.key != "returns", prefix, int(number), int(part or 0)


def _day(one: Command) -> str:
    day: str = next(one.data[key] for key in ("returned_on", "disposed_on", "found_on") if key in one.data)
    return day


def as_papers(rows: Sequence[Command]) -> list[Paper]:
    """Return rows as somebody brings them: what is about one record in its order."""
    found: list[tuple[tuple[str, Any, Any], Paper]] = []
    for number, one in enumerate(rows):
        row = {key: str(value) for key, value in one.data.items()}
        if "reason" in row:
            row["reason"] += str(number)
        before = [paper for about, paper in found if about == _about(one)]
        found.append((_about(one), Paper(one.table.key, row, before[-1:])))
    return [paper for _, paper in found]
