"""Exact quantities: decimals in, plain strings out."""

from __future__ import annotations

from decimal import Decimal

ZERO = Decimal(0)


def total(left: str, right: str) -> str:
    """Return the sum of two plain quantities; whole ones, by far the most, without decimals."""
    if left.isdigit() and right.isdigit():
        return str(int(left) + int(right))
    return plain(Decimal(left) + Decimal(right))


def less(left: str, right: str) -> str:
    """Return the difference of two plain quantities."""
    if left.isdigit() and right.isdigit():
        return str(int(left) - int(right))
    return plain(Decimal(left) - Decimal(right))


def exceeds(left: str, right: str) -> bool:
    """Return whether one plain quantity is greater than another."""
    if left.isdigit() and right.isdigit():
        return int(left) > int(right)
    return Decimal(left) > Decimal(right)


def plain(value: Decimal) -> str:
    """Return a decimal without exponent and trailing zeros: `10`, `2.5`."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
