"""One unit, one holder at a time, one lot: what is said where a record would break that."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ledger.deciding.goods import STATUS_ZH
from ledger.deciding.integrity_rules import UNIT_GONE, UNIT_OUT
from ledger.deciding.record_rules import OTHER_LOT
from ledger.deciding.rule import Breach
from ledger.state.entries import Stay, Unit
from ledger.state.kinds import SEPARATOR


def unit_out(product: str, serial: str, stay: Stay) -> Breach:
    """Return that a unit is with a customer already, by the record that says so (M-02)."""
    number, line = (*stay.name.split(SEPARATOR)[1:], "1")[:2]
    return UNIT_OUT.broken(product_code=product, serial=serial, sale_no=number, line=line)


def unit_gone(product: str, serial: str, stay: Stay) -> Breach:
    """Return that a unit had left us for good, by the record that says so (M-02)."""
    _, number = stay.name.split(SEPARATOR)[:2]
    return UNIT_GONE.broken(
        product_code=product,
        serial=serial,
        status=stay.status,
        status_zh=STATUS_ZH[stay.status],
        since=stay.since,
        number=number,
    )


def judge_unit_lots(product: str, lot: str, units: Iterable[tuple[str, Unit | None]]) -> Iterator[Breach]:
    """Judge whether the units of a line came under the lot that it states, if their receipts state any.

    Args:
        product: Of the line.
        lot: As it states it, empty where it states none.
        units: Its serials, each with what is known of it.
    """
    for serial, unit in units:
        if lot and unit is not None and unit.lots and lot not in unit.lots:
            received = ", ".join(sorted(unit.lots))
            yield OTHER_LOT.broken(product_code=product, serial=serial, received=received, lot=lot)
