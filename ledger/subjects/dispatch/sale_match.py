"""Whether what leaves, or is billed, is of the sale that it names."""

from __future__ import annotations

from typing import Any, Final

from ledger.deciding.rule import Breach
from ledger.names import serials_of
from ledger.state.entries import SEPARATOR, Record, Sale, State, document_prefix, record_key_of
from ledger.subjects.dispatch.rules import OTHER_THAN_SOLD

Line = tuple[int, Record]
_PIECES: Final = (
    ("客户 customer_code", "customer"),
    ("产品 product_code", "product"),
    ("批号 lot", "lot"),
)


def sale_lines(data: dict[str, Any], state: State) -> list[Line] | None:
    """Return the standing lines of the sale that a row names; None where it names none."""
    number = data.get("sale_no")
    if number is None:
        return None
    if "sale_line" in data:
        record: Record | None = state.get(record_key_of("sales", number, data["sale_line"]))
        return [(data["sale_line"], record)] if record is not None and record.position else []
    found = state.scan(document_prefix("sales", number))
    return sorted((int(key.rsplit(SEPARATOR, 1)[1]), one) for key, one in found if one.position)


def difference(data: dict[str, Any], sale: Sale) -> tuple[str, str, str] | None:
    """Return in what a row is not of a sale line, with what was sold and what it says."""
    for what, name in _PIECES:
        got = data.get(what.split()[-1])
        expected: str = getattr(sale, name)
        if got is not None and expected and got != expected:
            return what, expected, got
    foreign = [one for one in serials_of(data) if sale.serials and one not in sale.serials]
    return ("序列号 serial", ";".join(sale.serials), ";".join(foreign)) if foreign else None


def of_sale(data: dict[str, Any], lines: list[Line]) -> tuple[list[Line], list[Breach]]:
    """Return the sale lines that a row may be of, and what is wrong if it is of none."""
    if not lines:
        return [], []  # an unknown sale is told with the other references
    differences = [(difference(data, record.body), line, record) for line, record in lines]
    fitting = [(line, record) for different, line, record in differences if different is None]
    if fitting:
        return fitting, []
    order = [what for what, _ in _PIECES]
    told = [different for different, _, _ in differences if different is not None]
    what, expected, got = max(told, key=lambda one: order.index(one[0]) if one[0] in order else len(order))
    return [], [OTHER_THAN_SOLD.broken(sale_no=data["sale_no"], what=what, expected=expected, got=got)]
