"""One unit, one holder at a time: what is said where a record would break that."""

from __future__ import annotations

from ledger.deciding.goods import STATUS_ZH
from ledger.deciding.integrity_rules import UNIT_GONE, UNIT_OUT
from ledger.deciding.rule import Breach
from ledger.state.entries import Stay
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
