"""Quantities that are given in a packing: kept as given, and counted in the product's own unit.

`pack_levels` says how many of a product's own unit one packing holds: a box, a case. A line whose unit is
such a packing is recorded in the product's unit; what was given stands beside it. Nothing else converts: a
unit that is neither the product's nor a packing of it is refused as before.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from ledger.deciding.case_days import moment_and_day
from ledger.deciding.decision import Command, Context
from ledger.deciding.packings import levels_of
from ledger.deciding.references import Known
from ledger.names import compared_unit
from ledger.state.quantities import plain
from ledger.state.repository import State
from ledger.when import LATEST

_PRICE_STEP: Final = Decimal("0.00000001")
_GIVEN: Final = "pack_quantity"


def to_base_unit(command: Command, known: Known, state: State, context: Context) -> None:
    """Let a line that counts packings count the product's own unit; of any other nothing changes.

    Args:
        command: The line; its data are changed.
        known: What its references name.
        state: What is recorded.
        context: Gives the business day, on which the packing must be as it is registered.
    """
    data, register = command.data, known.registers.get("product_code")
    unit = data.get("unit", known.packed)
    if register is None or unit is None or "quantity" not in data or _GIVEN in data:
        return
    base = register.versions[-1].data.get("unit")
    if (
        unit == base
        or base is None
        or _GIVEN not in command.table.by_key
        or compared_unit(unit) == compared_unit(base)
    ):
        return
    at = moment_and_day(command, context)[0] or LATEST
    for level in levels_of(state, data["product_code"], at):
        if compared_unit(level.data["level"]) == compared_unit(unit):
            _convert(command, Decimal(level.data["factor"]), unit, base)
            return


def _convert(command: Command, factor: Decimal, unit: str, base: str) -> None:
    data, columns = command.data, command.table.by_key
    given = Decimal(data["quantity"])
    for key in [key for key in data if key == "quantity" or key.endswith("_quantity")]:
        if columns[key].type == "decimal":
            data[key] = plain(Decimal(data[key]) * factor)
    data |= {"unit": base, _GIVEN: plain(given), "pack_unit": unit}
    if "unit_price" in data:
        price = Decimal(data["unit_price"])
        data.setdefault("amount", plain(price * given))
        data["unit_price"] = _each(price, factor)


def _each(price: Decimal, factor: Decimal) -> str:
    """Return the price of one unit; where it does not come out even, rounded to eight places."""
    each = price / factor
    return plain(each if each * factor == price else each.quantize(_PRICE_STEP))
