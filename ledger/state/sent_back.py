"""Goods of a return that went back to the supplier, where the return and other papers tell of the same ones.

A return may say itself that its goods were sent to the supplier, and a disposal record that names the return
says so again (GSP §106 asks for both). By a day, as much was sent as whichever of them says more: what the
return says, or what its papers add up to. So what a paper takes out of quarantine is what it says less what
the return has said by then. That follows from the standing lines alone; in which order they were recorded,
voided and recorded again plays no part.

A nonconformity found in what a return brought is such a paper, too: these goods were set apart before they
were sent, and the disposal that names the nonconformity sends them.

Papers come in the order of their days and numbers; each has what the ones before it leave of the return, of
the very goods first, then of those that may be the same where one of the lines does not say lot or unit.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple

from ledger.names import Order, in_order
from ledger.state.days import Days, Number, changed, number, until
from ledger.state.kinds import SEPARATOR, TALLY
from ledger.state.repository import State
from ledger.when import LAST_DAY

Goods = tuple[str, str]
"""Lot and unit, empty text where a line does not say which."""
_NOTHING: Final[Number] = 0
_DISPOSALS: Final = "disposals" + SEPARATOR


class SentLine(NamedTuple):
    """A line that says that goods were sent to the supplier.

    Attributes:
        day: On which day; any text that sorts as days do.
        name: Of the record: table, number and line.
        lot: Which lot, empty text where it does not say.
        serial: Which units, joined by `;`, empty text where it does not say.
        quantity: How much, as a plain decimal.
    """

    day: str
    name: str
    lot: str
    serial: str
    quantity: str

    def parts(self) -> Iterator[tuple[Goods, Number]]:
        """Yield each unit where the line names as many as it sends, else the whole quantity."""
        units = self.serial.split(";") if self.serial else []
        if number(self.quantity) == len(units):
            yield from (((self.lot, unit), 1) for unit in units)
        else:
            yield (self.lot, ""), number(self.quantity)


class PaperPart(NamedTuple):
    """What a paper says of some goods."""

    name: str
    lot: str
    serial: str


class Sent(NamedTuple):
    """The standing lines about the goods of one product that one return brought, in the order of their days.

    Attributes:
        returns: Lines of the return that say that their goods were sent on.
        papers: Lines of disposal records that name the return, and nonconformities found in its goods.
    """

    returns: Sequence[SentLine] = ()
    papers: Sequence[SentLine] = ()

    def with_return(self, line: SentLine) -> Sent:
        """Return them and a line of the return."""
        return self._replace(returns=_placed(self.returns, line))

    def with_paper(self, line: SentLine) -> Sent:
        """Return them and a paper that names the return."""
        return self._replace(papers=_placed(self.papers, line))

    def without(self, name: str) -> Sent:
        """Return them without a record."""
        return Sent(*([line for line in lines if line.name != name] for lines in self))

    def about(self, line: SentLine) -> Sent:
        """Return those that can be of goods of a line."""
        near = connected([*self.returns, *self.papers], [line])
        return Sent(*([one for one in lines if one.name in near] for lines in self))

    def before(self, line: SentLine) -> Sent:
        """Return those that count before a paper: what the return says by its day, and earlier papers."""
        return Sent(
            [one for one in self.returns if one.day <= line.day],
            [one for one in self.papers if place(one) < place(line)],
        )


def place(line: SentLine) -> tuple[str, Order, str]:
    """Return what lines are ordered by: their days, then the numbers of their records."""
    table, number_of = line.name.split(SEPARATOR, 1)
    return line.day, in_order(number_of), table


def is_disposal(line: SentLine) -> bool:
    """Return whether a paper sends the goods to the supplier, and does not set them apart."""
    return line.name.startswith(_DISPOSALS)


def _placed(lines: Iterable[SentLine], line: SentLine) -> list[SentLine]:
    return sorted((*lines, line), key=place)


def connected(lines: Sequence[SentLine], some: Sequence[SentLine]) -> set[str]:
    """Return the names of the lines that can be of goods of some of them, or of goods of one of those.

    Where every line says of which lot or unit it is, lines of others are left out: there may be thousands.
    """
    near = list(lines)
    if all(line.lot for line in (*lines, *some)):
        lots = {line.lot for line in some}
        near = [line for line in lines if line.lot in lots]
    if not all(line.serial for line in (*near, *some)):
        return {line.name for line in near}
    units, found = {unit for line in some for unit in line.serial.split(";")}, set[str]()
    grown = True
    while grown:
        fresh = [
            line for line in near if line.name not in found and not units.isdisjoint(line.serial.split(";"))
        ]
        found |= {line.name for line in fresh}
        units |= {unit for line in fresh for unit in line.serial.split(";")}
        grown = bool(fresh)
    return found


def sent_key(return_no: str, product: str) -> str:
    """Return the key of the lines about the goods of a product that a return brought."""
    return TALLY.key("sent", return_no, product)


def sent(state: State, key: str) -> Sent:
    """Return the lines that lie under a key."""
    return Sent(*([SentLine(*line) for line in lines] for lines in state.get(key) or ((), ())))


def keep(state: State, key: str, lines: Sent) -> None:
    """Let lines lie under a key."""
    state.put(key, tuple(lines) if any(lines) else None)


def told_twice(lines: Sent) -> dict[PaperPart, Days]:
    """Return how much of what each paper says the return has said itself, by the days on which that grows."""
    if not lines.returns or not lines.papers:
        return {}
    found: dict[PaperPart, Days] = defaultdict(list)
    for day in sorted({line.day for some in lines for line in some}):
        now = _told_by(
            [line for line in lines.returns if line.day <= day],
            [line for line in lines.papers if line.day <= day],
        )
        for part in found.keys() | now.keys():
            change = now.get(part, _NOTHING) - until(found[part], LAST_DAY)
            found[part] = changed(found[part], day, change)
    return {part: days for part, days in found.items() if days}


def _told_by(returns: Iterable[SentLine], papers: Iterable[SentLine]) -> dict[PaperPart, Number]:
    left: dict[Goods, Number] = defaultdict(int)
    for line in returns:
        for goods, quantity in line.parts():
            left[goods] += quantity
    told: dict[PaperPart, Number] = defaultdict(int)
    wanting: list[tuple[PaperPart, Number]] = []
    for line in papers:
        for goods, quantity in line.parts():
            part = PaperPart(line.name, *goods)
            rest = quantity - _taken(left, goods, quantity, told, part)
            if rest:
                wanting.append((part, rest))
    for part, quantity in wanting:
        rest = quantity
        for goods in sorted(one for one, amount in left.items() if amount and _may_be(one, part)):
            rest -= _taken(left, goods, rest, told, part)
    return {part: amount for part, amount in told.items() if amount}


def _taken(
    left: dict[Goods, Number], goods: Goods, quantity: Number, told: dict[PaperPart, Number], part: PaperPart
) -> Number:
    taken = min(quantity, left.get(goods, _NOTHING))
    if taken:
        left[goods] -= taken
        told[part] += taken
    return taken


def _may_be(goods: Goods, part: PaperPart) -> bool:
    """Return whether goods of a return can be those of a paper: lot and unit agree as far as both say."""
    return all(not ours or not theirs or ours == theirs for ours, theirs in zip(goods, part[1:], strict=True))


def line_of(name: str, day: str, data: dict[str, Any]) -> SentLine:
    """Return the line that a stored row is."""
    return SentLine(day, name, data.get("lot", ""), data.get("serial", ""), data["quantity"])
