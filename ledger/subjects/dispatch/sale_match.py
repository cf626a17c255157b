"""Whether what leaves, or is billed, is of the sale that it names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from ledger.names import serials_of
from ledger.phrases import Phrase
from ledger.state.entries import SEPARATOR, Record, Sale, State
from ledger.subjects.dispatch import phrases

Line = tuple[int, Record]
_COMPARED: Final = (
    ("customer_code", "customer", phrases.CUSTOMER_CODE),
    ("product_code", "product", phrases.PRODUCT_CODE),
    ("lot", "lot", phrases.LOT),
)
_ORDER: Final = [title for _, _, title in _COMPARED]


class Difference(NamedTuple):
    """In what a row is not of a sale line: what was sold, and what the row says."""

    what: Phrase
    expected: str
    got: str


class SaleMatch(NamedTuple):
    """The lines of a sale that a row may be of; of none, how it differs from the one that comes nearest."""

    lines: list[Line]
    difference: Difference | None


def sale_lines(row: Mapping[str, Any], state: State) -> list[Line] | None:
    """Return the standing lines of the sale that a row names; None where it names none."""
    number = row.get("sale_no")
    if number is None:
        return None
    if "sale_line" in row:
        record = state.record("sales", number, row["sale_line"])
        return [(row["sale_line"], record)] if record is not None and record.position else []
    lines = state.lines("sales", number)
    return sorted((int(key.rsplit(SEPARATOR, 1)[1]), record) for key, record in lines if record.position)


def difference(row: Mapping[str, Any], sale: Sale) -> Difference | None:
    """Return in what a row is not of a sale line; None where nothing differs."""
    for column, attribute, title in _COMPARED:
        got = row.get(column)
        expected: str = getattr(sale, attribute)
        if got is not None and expected and got != expected:
            return Difference(title, expected, got)
    foreign = [serial for serial in serials_of(row) if sale.serials and serial not in sale.serials]
    return Difference(phrases.SERIAL, ";".join(sale.serials), ";".join(foreign)) if foreign else None


def sale_match(row: Mapping[str, Any], state: State) -> SaleMatch:
    """Return which lines of the sale that it names a row may be of.

    A sale that is unknown is told with the other references, so nothing differs from it here.
    """
    lines = sale_lines(row, state) or []
    differences = [(difference(row, record.body), line, record) for line, record in lines]
    fitting = [(line, record) for different, line, record in differences if different is None]
    if fitting or not lines:
        return SaleMatch(fitting, None)
    return SaleMatch([], max((one for one, _, _ in differences if one is not None), key=_nearness))


def _nearness(different: Difference) -> int:
    """Return how far the comparison came before something differed."""
    return _ORDER.index(different.what) if different.what in _ORDER else len(_ORDER)
