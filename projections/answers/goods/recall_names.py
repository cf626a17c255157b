"""Which movements carry what the options of a scope name."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol

from projections.answers.goods.recall_codes import Code
from projections.answers.goods.recall_days import SoldWithin
from projections.answers.goods.recall_serials import AskedSerials
from projections.answers.goods.stock import Sorting
from projections.reading.goods_movements import Movement


class Options(Protocol):
    """What a scope names goods by."""

    @property
    def products(self) -> Collection[str]:
        """Product codes."""

    @property
    def lots(self) -> Collection[str]:
        """Lots."""

    @property
    def asked_serials(self) -> AskedSerials:
        """Serials, one by one and by ranges."""

    @property
    def customers(self) -> Collection[str]:
        """Customer codes."""


class ScopeNames:
    """Which movements of one product carry what the options name.

    Args:
        scope: The options.
        codes: What its UDIs mean.
        sorting: Which goods a movement belongs to.
        rows: Movements of the product.
        sold: Which of them are of sales in the days that are asked for; None where none are.

    Attributes:
        whole: Whether goods are named by product and lot alone: all that is of the same goods is named.
    """

    def __init__(
        self,
        scope: Options,
        codes: Collection[Code],
        sorting: Sorting,
        rows: Sequence[Movement],
        sold: SoldWithin | None = None,
    ) -> None:
        self._scope = scope
        self._serials = scope.asked_serials
        self._sold = sold
        self._codes = codes
        self._sorting = sorting
        self._coded = {self._key(row) for row in rows if row.udi and _carried(row, codes)}
        bought = {self._key(row) for row in rows if row.customer_code in scope.customers}
        self._bought = bought if sold is None else sold.bought
        self._units = {unit for row in rows for unit in units_of(row)} if codes else set()
        self.whole = not (codes or scope.customers or self._serials or sold is not None)

    def unit(self, row: Movement) -> bool:
        """Return whether the options name the unit that a movement is of, or the lot where it names none."""
        narrowed = self._scope.customers or self._sold is not None
        return self._is_named(row) and (not narrowed or self._key(row) in self._bought)

    def row(self, row: Movement) -> bool:
        """Return whether the options name the unit, the customer and the sale of a movement."""
        customers = self._scope.customers
        to_them = not customers or row.customer_code in customers
        return self._is_named(row) and to_them and (self._sold is None or self._sold.shows(row))

    def _is_named(self, row: Movement) -> bool:
        scope = self._scope
        return (
            (not scope.products or row.product_code in scope.products)
            and (not scope.lots or self._sorting.lot(row) in scope.lots)
            and (not self._serials or self._serials.meet(units_of(row)))
            and (not self._codes or self.coded(row))
        )

    def coded(self, row: Movement, *, dated: bool = True) -> bool:
        """Return whether a UDI names the goods of a movement.

        Args:
            row: The movement.
            dated: Count UDIs of which only the dates tell which goods they mean.
        """
        lot, _ = key = self._key(row)
        if key in self._coded or (lot != "" and (lot, "") in self._coded):
            return True
        codes = (code for code in self._codes if row.product_code in code.products)
        return any(self._named(row, lot, code) for code in codes if dated or not code.by_date)

    def _named(self, row: Movement, lot: str, code: Code) -> bool:
        """Return whether a code names the goods; a line that names no unit is of the lot it names."""
        units = units_of(row)
        if code.serial is not None and units:
            return code.serial in units
        if code.lot is not None and lot != code.lot:
            return False
        # Of a lot that was received without serials nobody knows the units, until a line names this one.
        return code.serial is None or (
            code.lot is not None and self._sorting.is_whole(lot) and code.serial not in self._units
        )

    def _key(self, row: Movement) -> tuple[str, str]:
        return self._sorting.lot(row), row.serial


def units_of(row: Movement) -> frozenset[str]:
    """Return the units that a movement names: by its line, else by the UDI of it."""
    if row.serial:
        return frozenset((row.serial,))
    return frozenset(row.told_serial.split(";")) if row.told_serial else frozenset()


def _carried(row: Movement, codes: Collection[Code]) -> bool:
    """Return whether the label of a line is one of the codes, though the line itself may differ."""
    return any(_is_carried(row, code) for code in codes)


def _is_carried(row: Movement, code: Code) -> bool:
    if row.product_code not in code.products:
        return code.is_on(row.udi or "")
    if code.serial is not None and not row.serial:
        return False  # `units_of` tells which unit the label says
    differs = row.told_lot or row.told_serial
    return code.text == row.udi or bool(differs and code.names_goods and code.is_on(row.udi or ""))
