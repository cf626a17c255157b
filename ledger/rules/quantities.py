"""Exact quantities: decimals in, plain strings out."""

from __future__ import annotations

from decimal import Decimal

ZERO = Decimal(0)


def plain(value: Decimal) -> str:
    """Return a decimal without exponent and trailing zeros: `10`, `2.5`."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
