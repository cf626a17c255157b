"""How figures are written: shares and means as plain decimals; none where there is nothing to divide by."""

from __future__ import annotations

from collections.abc import Collection
from decimal import ROUND_HALF_EVEN, Decimal

from ledger.state.quantities import plain

SHARE = Decimal("0.0001")  # a hundredth of a per cent
MEAN = Decimal("0.01")


def share(part: Decimal | int, whole: Decimal | int) -> str | None:
    """Return a part of a whole to four places; None where the whole is nothing.

    >>> share(19, 20), share(1, 3), share(0, 0)
    ('0.95', '0.3333', None)
    """
    if not whole:
        return None
    return plain((Decimal(part) / Decimal(whole)).quantize(SHARE, ROUND_HALF_EVEN))


def mean(values: Collection[int]) -> str | None:
    """Return the mean of some values to two places; None of none.

    >>> mean([4, 3, 3]), mean([])
    ('3.33', None)
    """
    if not values:
        return None
    return plain((Decimal(sum(values)) / len(values)).quantize(MEAN, ROUND_HALF_EVEN))
