"""Which goods that came back belong to which that went out: within a product, lot by lot.

Goods go out when a movement leads to a status outside the house (sold, given in exchange, consigned, lent)
and come back when one leads from there. What came back is laid to the line that its record names, else to the
oldest line of the same party; of units to the line of the same unit first. It never leaves the goods that
stock is kept of (a unit, or a lot), and what fits no line stays loose: so the sum of what is out, loose
returns counted below zero, is what the movements say of each of the goods.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from ledger.state.effects import CONSIGNED, CUSTOMER, IN_REPAIR, ON_LOAN
from ledger.state.quantities import ZERO
from projections.answers.goods.account import steps
from projections.answers.goods.stock import Sorting, StockGoods
from projections.reading.goods_movements import Movement
from projections.tables.movements import KINDS

OUT = frozenset({CUSTOMER, CONSIGNED, ON_LOAN, IN_REPAIR})
EXCHANGED = KINDS["unit_exchanged"]
USED = KINDS["consignment_use_confirmed"]


class Link(NamedTuple):
    """What the record of a movement says about the line that it belongs to; None where it does not say."""

    sale_no: str | None = None
    line: int | None = None
    consignment_no: str | None = None
    recalled: bool = False


@dataclass(slots=True, eq=False)
class Out:
    """Goods of one line, or one unit of it, that went out.

    Attributes:
        row: The movement.
        goods: Those of the stock that they belong to.
        status: Where they went.
        quantity: How many.
        link: Sale and line, or consignment, that they stand under.
        returned: How many of them came back.
        recovered: The part of these that came back under a recall.
        exchanged: How many were exchanged for others.
        back: How many are no longer out under this line: returned, exchanged, or used and sold.
        replaced_by: Position of each exchange, and the unit given in place of this one.
    """

    row: Movement
    goods: StockGoods
    status: str
    quantity: Decimal
    link: Link
    returned: Decimal = ZERO
    recovered: Decimal = ZERO
    exchanged: Decimal = ZERO
    back: Decimal = ZERO
    replaced_by: list[tuple[int, str]] = field(default_factory=list)

    @property
    def lot(self) -> str:
        """The lot that they belong to, `''` if nobody says."""
        return self.goods.lot

    @property
    def left(self) -> Decimal:
        """How many are still out."""
        return self.quantity - self.back

    def take(self, row: Movement, quantity: Decimal, link: Link) -> None:
        """Count goods that came back."""
        self.back += quantity
        if row.kind == EXCHANGED:
            self.exchanged += quantity
        elif row.kind != USED:
            self.returned += quantity
        if link.recalled:
            self.recovered += quantity


class Loose(NamedTuple):
    """Goods that came back and fit no line."""

    row: Movement
    goods: StockGoods
    quantity: Decimal
    link: Link

    @property
    def lot(self) -> str:
        """The lot that they belong to, `''` if nobody says."""
        return self.goods.lot


@dataclass(slots=True)
class Matched:
    """The lines of some goods with what came back of them."""

    outs: list[Out] = field(default_factory=list)
    loose: list[Loose] = field(default_factory=list)
    took: dict[tuple[int, str], list[Out]] = field(default_factory=dict)


def matched(
    rows: Iterable[Movement],
    sorting: Sorting,
    links: Mapping[tuple[str, int], Link],
    lines: Iterable[Movement] | None = None,
) -> Matched:
    """Return what went out of some goods, and lay what came back to it.

    Args:
        rows: The movements of whole lots.
        sorting: Which lot a movement belongs to.
        links: By kind and position.
        lines: The movements of all units of the same lines, where `rows` are not of all of them.
    """
    found = Matched()
    came = []
    for row in sorted(rows, key=lambda row: (row.event_time, row.position, row.serial)):
        link = links.get((row.kind, row.position), Link())
        for source, target, quantity in steps(row):
            if target in OUT and source not in OUT:
                found.outs.append(Out(row, sorting.goods(row), target, quantity, link))
            elif source in OUT and target not in OUT:
                came.append((row, source, quantity, link))
    units = (
        Counter((row.kind, row.position) for row in lines if _goes_out(row)) if lines is not None else None
    )
    pool = _Pool(found.outs, units)
    # What names its line goes first, so that nothing that names none takes its place.
    for row, source, quantity, link in sorted(came, key=lambda one: not _names(one[3])):
        goods = sorting.goods(row)
        rest = quantity
        took = found.took.setdefault((row.position, row.serial), [])
        for out in pool.fitting(row, goods, source, link):
            part = min(rest, out.left)
            if part > ZERO:
                out.take(row, part, link)
                took.append(out)
                rest -= part
        if rest > ZERO:
            found.loose.append(Loose(row, goods, rest, link))
    return found


def _goes_out(row: Movement) -> bool:
    return any(target in OUT and source not in OUT for source, target, _ in steps(row))


def _names(link: Link) -> bool:
    return link.sale_no is not None or link.consignment_no is not None


class _Pool:
    """The lines, found by what a return names: sale, consignment or party."""

    def __init__(self, outs: Sequence[Out], units: Mapping[tuple[str, int], int] | None) -> None:
        self._by_sale: dict[tuple[StockGoods, str], list[Out]] = defaultdict(list)
        self._by_consignment: dict[tuple[StockGoods, str], list[Out]] = defaultdict(list)
        self._by_party: dict[tuple[StockGoods, str], list[Out]] = defaultdict(list)
        for out in outs:
            if out.link.sale_no is not None:
                self._by_sale[out.goods, out.link.sale_no].append(out)
            if out.link.consignment_no is not None:
                self._by_consignment[out.goods, out.link.consignment_no].append(out)
            self._by_party[out.goods, out.row.customer_code or ""].append(out)
        counted = Counter((out.row.kind, out.row.position) for out in outs)
        self._units = counted if units is None else units

    def fitting(self, row: Movement, goods: StockGoods, status: str, link: Link) -> list[Out]:
        """Return the lines that goods may be of, the likeliest first."""
        if link.sale_no is not None and status == CUSTOMER:
            found = self._by_sale[goods, link.sale_no]
        elif link.consignment_no is not None:
            found = self._by_consignment[goods, link.consignment_no]
        else:
            found = self._by_party[goods, row.customer_code or ""]
        fits = [out for out in found if out.status == status and self._same(row, out)]
        return sorted(fits, key=lambda out: (out.link.line != link.line, out.row.serial != row.serial))

    def _same(self, row: Movement, out: Out) -> bool:
        """Return whether goods may be those of a line: the same unit, or one of them names none.

        Goods without a serial are those of a line that names units only if it names just one.
        """
        if out.row.serial:
            alone = self._units[out.row.kind, out.row.position] == 1
            return row.serial == out.row.serial or (not row.serial and alone)
        return True
