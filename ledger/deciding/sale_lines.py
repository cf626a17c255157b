"""The lines of a sale that a row names, and in what its goods are not those that were sold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from ledger.names import serials_of
from ledger.phrases import Part, Phrase
from ledger.state.entries import Sale
from ledger.state.holdings import SALES, Holding
from ledger.state.kinds import SEPARATOR
from ledger.state.quantities import less
from ledger.state.repository import State

CUSTOMER: Final = Phrase.joined("sale_line_customer", "客户", "customer_code")
PRODUCT: Final = Phrase.joined("sale_line_product", "产品", "product_code")
LOT: Final = Phrase.joined("sale_line_lot", "批号", "lot")
SERIAL: Final = Phrase.joined("sale_line_serial", "序列号", "serial")


class SaleLine(NamedTuple):
    """An effective sale line: document, line, and what was sold on it.

    What was handed over without a sale, by an exchange or a later delivery, has the name of its own record.
    """

    number: str
    line: int
    sale: Sale
    name: str = ""

    @property
    def is_sale(self) -> bool:
        """Whether the goods were sold on this line."""
        return not self.name

    @property
    def outstanding(self) -> str:
        """How much of it is still with the customer, as a plain decimal."""
        return less(self.sale.quantity, self.sale.returned)


class Difference(NamedTuple):
    """In what goods are not those of a sale line: what was sold, and what they are."""

    what: Part
    expected: str
    got: str


def line_of(found: Holding) -> SaleLine:
    """Return the line under which goods are held."""
    table, number, *line = found.name.split(SEPARATOR)
    name = "" if table == SALES else found.name
    return SaleLine(number, int(line[0]) if line else 1, found.line, name)


def effective_lines(row: Mapping[str, Any], state: State) -> list[SaleLine]:
    """Return the effective lines of the sale that a row names, or the one line that it names; else none."""
    number = row.get("sale_no")
    if number is None:
        return []
    if "sale_line" in row:
        sale = state.sale(number, row["sale_line"])
        return [SaleLine(number, row["sale_line"], sale)] if sale is not None else []
    lines = (
        SaleLine(number, int(key.rsplit(SEPARATOR, 1)[1]), record.body)
        for key, record in state.lines("sales", number)
        if record.position
    )
    return sorted(lines, key=lambda line: line.line)


def difference(row: Mapping[str, Any], sale: Sale) -> Difference | None:
    """Return in what the goods of a row are not those of a sale line; the first of several is told."""
    for what, expected, got in (
        (CUSTOMER, sale.customer, row.get("customer_code")),
        (PRODUCT, sale.product, row.get("product_code")),
        (LOT, sale.lot, row.get("lot")),
    ):
        if got is not None and expected and expected != got:
            return Difference(what, expected, got)
    foreign = [serial for serial in serials_of(row) if sale.serials and serial not in sale.serials]
    return Difference(SERIAL, ";".join(sale.serials), ";".join(foreign)) if foreign else None
