"""Deciding on exchanges: what comes back was sold to this customer and is still there, what is given is free.

Goods that are exchanged come back as goods that are returned do, and what is given for them is held by the
same customer from then on (S0-4; GSP §106).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from ledger.deciding.rule import Breach
from ledger.deciding.situation import Situation
from ledger.deciding.subject import Filled
from ledger.deciding.units import unit_out
from ledger.state.stays import with_customer
from ledger.subjects.returns.sale_lines import find_sale_line

_BACK: Final = ("customer_code", "product_code", "lot", "serial", "quantity", "sale_no", "sale_line")


def fill_exchange(s: Situation) -> Filled:
    """Fill in the sale line that exchanged goods come back from; a return brought them, if it is named."""
    if "return_no" in s.data:
        return Filled()
    found = find_sale_line(_back(s.data), s.state, s.context)
    if isinstance(found, Breach) or not found.is_sale:
        return Filled()
    return Filled({"sale_no": found.number, "sale_line": found.line})


def judge_exchange(s: Situation) -> Iterator[Breach]:
    """Judge whether what comes back is out, and whether the units given for it are free on that day."""
    if "return_no" not in s.data:
        found = find_sale_line(_back(s.data), s.state, s.context)
        if isinstance(found, Breach):
            yield found
    if s.context.together:
        return
    product, given = s.data["replacement_product_code"], s.data.get("replacement_serial")
    for serial in given.split(";") if given else ():
        stay = with_customer(s.state.unit(product, serial), s.data["exchanged_on"])
        if stay is not None:
            yield unit_out(product, serial, stay)


def _back(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the goods that an exchange takes back as a return of that day would name them."""
    return {key: row[key] for key in _BACK if key in row} | {"returned_on": row["exchanged_on"]}
