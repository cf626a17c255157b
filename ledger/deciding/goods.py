"""Goods on a line: units and counts, the lot or serial that tracking asks for, and combined texts moved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from ledger.deciding.integrity_rules import OTHER_UNIT, SERIAL_COUNT, SEVERAL_LOTS
from ledger.deciding.phrases import LOT, SERIAL, TRACKING
from ledger.deciding.record_rules import AMOUNT_DIFFERS, TRACKING_GAP
from ledger.deciding.rule import Breach
from ledger.names import compared_unit
from ledger.state.entries import Version
from ledger.state.quantities import plain

# Columns that list serials, with the column that says how many: a line's own goods, those that an exchange
# gives for them, those that are sent later, those of a consignment that are used or come
# back.
_COUNTED = (
    ("serial", "quantity"),
    ("replacement_serial", "quantity"),
    ("replenish_serial", "replenished_quantity"),
    ("used_serial", "used_quantity"),
    ("unused_serial", "unused_quantity"),
)

_FEN: Final = Decimal("0.01")
STATUS_ZH: Final = {
    "saleable": "可销",
    "awaiting": "待验",
    "quarantined": "待处理",
    "nonconforming": "不合格",
    "consigned": "选配在外",
    "on_loan": "借出",
    "in_repair": "返修",
    "customer": "已交客户",
    "disposed": "已处置",
    "returned_to_supplier": "已退供货者",
    "outside": "盘亏",
    "refused": "已拒收",
}
"""Where goods are, as Chinese messages say it."""


def judge_goods(data: Mapping[str, Any], product: Version | None) -> list[Breach]:
    """Judge what any line of goods must satisfy: the count of its serials, and the product's own unit."""
    breaches = []
    for serials, quantity in _COUNTED:
        if serials in data and quantity in data:
            count = data[serials].count(";") + 1
            if Decimal(data[quantity]) != count:
                breaches.append(SERIAL_COUNT.broken(count=count, quantity=data[quantity]))
    unit, expected = data.get("unit"), product.data.get("unit") if product else None
    if unit == expected or unit is None or expected is None:
        return breaches
    if compared_unit(unit) != compared_unit(expected):
        code = data["product_code"]
        breaches.append(OTHER_UNIT.broken(unit=unit, product_code=code, expected=expected))
    return breaches


def judge_amount(data: Mapping[str, Any]) -> list[Breach]:
    """Judge whether quantity times price is the amount, within what rounding of price and amount explains."""
    if "unit_price" not in data or "amount" not in data or "quantity" not in data:
        return []
    quantity, price, amount = Decimal(data["quantity"]), Decimal(data["unit_price"]), Decimal(data["amount"])
    product = quantity * price
    if product == amount:
        return []
    allowed = quantity * _half_a_step(price) + _half_a_step(amount)
    if abs(product - amount) <= allowed:
        return []
    return [
        AMOUNT_DIFFERS.broken(
            quantity=data["quantity"],
            unit_price=data["unit_price"],
            amount=data["amount"],
            expected=plain(product.quantize(_FEN)),
        )
    ]


def _half_a_step(value: Decimal) -> Decimal:
    """Return by how much a sum of money may be off that was rounded to the places it shows, or to a fen."""
    exponent = value.as_tuple().exponent
    places = min(-2, exponent) if isinstance(exponent, int) else -2
    return Decimal(5).scaleb(places - 1)


def judge_lot(data: Mapping[str, Any]) -> list[Breach]:
    """Judge that a line of goods has one lot: a matter may concern several, goods that move may not."""
    return [SEVERAL_LOTS.broken(lot=data["lot"])] if ";" in data.get("lot", "") else []


def tracking_gap(data: Mapping[str, Any], product: Version | None) -> Sequence[Breach]:
    """Judge whether the line has the lot and serial that the product's tracking asks for."""
    tracking = product.data.get("tracking") if product else None
    if tracking is None or (tracking == "lot" and "lot" in data):
        return ()
    missing = []
    if tracking in {"lot", "lot_and_serial"} and "lot" not in data:
        missing.append(LOT)
    if tracking in {"serial", "lot_and_serial"} and "serial" not in data:
        missing.append(SERIAL)
    if not missing:
        return ()
    code, label = data["product_code"], TRACKING[str(tracking)]
    return (TRACKING_GAP.broken(product_code=code, tracking=label, missing=missing),)


def moved_to_serial(data: dict[str, Any], product: Version | None) -> bool:
    """Move a combined lot-or-serial text to the serial, if it names as many units as the quantity says.

    Only of a product that is tracked by serial, and of a line without one; it comes before any judge.
    """
    rules = product.data if product else {}
    if rules.get("tracking") != "serial" or "serial" in data or "lot" not in data or "quantity" not in data:
        return False
    units = [one for one in data["lot"].replace("；", ";").replace("、", ";").split(";") if one]
    if len(set(units)) != len(units) or Decimal(data["quantity"]) != len(units):
        return False
    del data["lot"]
    data["serial"] = ";".join(units)
    return True
