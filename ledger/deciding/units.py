"""One unit, one holder at a time: what is said where a record would break that."""

from __future__ import annotations

from ledger.deciding.integrity_rules import UNIT_OUT
from ledger.deciding.rule import Breach
from ledger.state.entries import Stay
from ledger.state.kinds import SEPARATOR


def unit_out(product: str, serial: str, stay: Stay) -> Breach:
    """Return that a unit is with a customer already, by the record that says so (M-02)."""
    number, line = (*stay.name.split(SEPARATOR)[1:], "1")[:2]
    return UNIT_OUT.broken(product_code=product, serial=serial, sale_no=number, line=line)
