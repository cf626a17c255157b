"""What sale lines and return lines of a group add up to.

Amounts are counted in cents. Whole numbers add up several times faster than decimals, and nearly every
line has one; what is not whole is counted as a decimal, and both can be added to each other exactly.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from ledger.state.quantities import ZERO, plain
from projections.answers.trade.sale_worth import worth_of
from projections.reading.listed import Number

_CENTS = 2  # decimals of an amount in yuan
TOP = 5  # products named for each group


@dataclass(slots=True)
class SaleSums:
    """What a row says; `amount` in cents."""

    sale_lines: int = 0
    quantity: Number = 0
    amount: Number | None = None
    returned: int = 0
    returned_quantity: Decimal = ZERO
    returned_amount: Decimal | None = None
    name: str | None = None
    customers: set[str | None] = field(default_factory=set)
    products: dict[str, Number] = field(default_factory=lambda: defaultdict(int))

    def sell(self, lines: int, quantity: Number, value: Number | None) -> None:
        """Count so many sale lines."""
        self.sale_lines += lines
        self.quantity += quantity
        if value is not None:
            self.amount = value if self.amount is None else self.amount + value

    def include(self, sums: SaleSums) -> None:
        """Add the sale lines of a customer."""
        self.sell(sums.sale_lines, sums.quantity, sums.amount)
        self.customers |= sums.customers
        for product, quantity in sums.products.items():
            self.products[product] += quantity

    def take_back(self, quantity: Decimal, value: Decimal | None) -> None:
        """Count a return line."""
        self.returned += 1
        self.returned_quantity += quantity
        if value is not None:
            self.returned_amount = (self.returned_amount or ZERO) + value

    def columns(self) -> dict[str, Any]:
        """Return the sums as the columns of a row."""
        amount = None if self.amount is None else Decimal(self.amount).scaleb(-_CENTS)
        return {
            "group_name": self.name,
            "sale_lines": self.sale_lines,
            "quantity": plain(Decimal(self.quantity)),
            "amount": _money(amount, self.sale_lines),
            "returned_quantity": plain(self.returned_quantity),
            "returned_amount": _money(self.returned_amount, self.returned),
            "customer_count": len(self.customers),
        }

    def top_products(self) -> list[str]:
        """Return the products of which most was sold, the most first, of equal ones by code."""
        by_code = sorted(self.products)
        return sorted(by_code, key=self.products.__getitem__, reverse=True)[:TOP]


def cents_of(quantity: str, unit_price: str | None) -> Number | None:
    """Return in cents what a sale line without an amount is worth, None if it does not say."""
    if unit_price is not None and quantity.isdecimal():
        return int(quantity) * cents(unit_price)
    worth = worth_of(quantity, unit_price, None)
    return None if worth is None else worth.scaleb(_CENTS)


def cents(text: str) -> Number:
    """Return an amount in cents, as a whole number if it is one."""
    whole, _, part = text.partition(".")
    if whole.isdecimal() and len(part) <= _CENTS:
        return int(whole + part.ljust(_CENTS, "0"))
    return Decimal(text).scaleb(_CENTS)


def _money(amount: Decimal | None, lines: int) -> str | None:
    """Return a sum; blank where there are lines and none of them says what it is worth."""
    if amount is None:
        return None if lines else plain(ZERO)
    return plain(amount)
