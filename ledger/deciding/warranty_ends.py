"""When a warranty ends: as a row of the register says by its months, and as a sale makes it.

What is sold is under warranty where the contract says so, else where the product's file does (默认保修期月数:
"when the contract is silent"). It runs from the day of the sale until a qualified acceptance is registered.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from ledger.clocks.months import months_after
from ledger.state.entries import Version
from ledger.state.repository import State
from ledger.when import LATEST

_END: Final = "warranty_until"
_LONGEST: Final = 1200  # months; more is a mistake


def completed(table: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what follows from a register row: the last day of a warranty that states only its months."""
    if table != "warranties" or _END in data:
        return {}
    return _ends(data.get("accepted_on"), data.get("warranty_months"))


def made_by_sale(
    sale: Mapping[str, Any], product: Version | None, start_of: Callable[[str], str], state: State
) -> dict[str, Any]:
    """Return the last day of the warranty that a sale makes; nothing where it states one, or makes none.

    Args:
        sale: The sale.
        product: The version of its product in force.
        start_of: Gives the stored time of the first moment of a day: its contract is looked up at that.
        state: What is known.
    """
    if _END in sale:
        return {}
    months = None
    if "contract_no" in sale:
        register = state.register("contracts", sale["contract_no"])
        if register is not None and register.known:
            at = start_of(sale["sold_on"]) if "sold_on" in sale else LATEST
            months = register.nearest(at).data.get("warranty_months")
    if months is None and product is not None:
        months = product.data.get("warranty_months")
    return _ends(sale.get("sold_on"), months) if months is not None else {}


def _ends(since: str | None, months: Any) -> dict[str, Any]:
    if since is None or months is None or not 0 < int(months) <= _LONGEST:
        return {}
    return {_END: months_after(since, int(months))}
