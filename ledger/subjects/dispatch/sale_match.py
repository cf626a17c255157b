"""Which lines of the sale that it names something that leaves may be of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from ledger.deciding.sale_lines import (
    CUSTOMER,
    LOT,
    PRODUCT,
    SERIAL,
    Difference,
    SaleLine,
    difference,
    effective_lines,
)
from ledger.state.repository import State

_ORDER: Final = (CUSTOMER, PRODUCT, LOT, SERIAL)


class SaleMatch(NamedTuple):
    """The lines of a sale that a row may be of; of none, how it differs from the one that comes nearest."""

    lines: list[SaleLine]
    difference: Difference | None


def sale_match(row: Mapping[str, Any], state: State) -> SaleMatch:
    """Return which lines of the sale that it names a row may be of.

    A sale that is unknown is told with the other references, so nothing differs from it here.
    """
    compared = [(line, difference(row, line.sale)) for line in effective_lines(row, state)]
    fitting = [line for line, different in compared if different is None]
    if fitting or not compared:
        return SaleMatch(fitting, None)
    return SaleMatch([], max((one for _, one in compared if one is not None), key=_nearness))


def _nearness(different: Difference) -> int:
    """Return how far the comparison came before something differed."""
    return next(place for place, what in enumerate(_ORDER) if what is different.what)
