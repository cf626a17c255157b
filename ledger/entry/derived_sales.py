"""What a stage brings about at live entry: the sale that arises when the use of consigned goods is confirmed.

GSP §89–90: goods on consignment are sold when the clinic confirms their use. The sale is recorded in the
same append as the confirmation, all rules of sales judge it, and neither is recorded without the other. Of a
sale line that was recorded already, only the link is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ledger.deciding.decision import Command
from ledger.deciding.numbering import Numbers
from ledger.events import catalogue
from ledger.events.case import merge_stages
from ledger.events.envelope import Envelope
from ledger.state.case_state import case_of
from ledger.state.effects import is_used_up
from ledger.state.entries import Record, Sale
from ledger.state.keys import document_prefix, record_key
from ledger.state.kinds import SEPARATOR
from ledger.state.quantities import ZERO, plain
from ledger.state.repository import State
from ledger.state.stays import held

USE_CONFIRMED = "consignment_use_confirmed"
_TAKEN_OVER = ("customer_code", "product_code", "lot", "udi", "expiry_date", "outbound_no", "consignment_no")


@dataclass(slots=True)
class _Lines:
    """The lines of one sale: those on record, and those that arise in this document."""

    number: str
    filled: bool
    standing: dict[int, Sale]
    taken: set[int]

    def next(self) -> int:
        line = 1
        while line in self.taken:
            line += 1
        return line


class DerivedSales:
    """Makes the sales that the confirmed uses of one document bring about."""

    def __init__(self, state: State, numbers: Numbers, recorded_by: str | None) -> None:
        self._state = state
        self._numbers = numbers
        self._recorded_by = recorded_by
        self._sales: dict[tuple[str, ...], _Lines] = {}

    def sale(
        self, use: Command, serials: str | None, before: Sequence[dict[str, Any]] = ()
    ) -> Command | None:
        """Return the sale of a confirmed use, and write its number into the use.

        None where it only links to a sale on record, or tells of samples that were used up.

        Args:
            use: The stage that confirms the use.
            serials: The units that were used, where it names them.
            before: What earlier rows of the document say of the consignment, in their order.
        """
        record: Record | None = self._state.get(record_key(use.table, use.data))
        case = case_of(record)
        goods = merge_stages((case.data, *before))
        if not goods or "used_on" not in use.data:
            return None  # the decision on the stage says what is wrong
        filled = list(use.filled)
        if "used_quantity" not in use.data:
            count = (
                str(serials.count(";") + 1)
                if serials
                else _left([*(one.data for one in case.steps), *before])
            )
            use.data["used_quantity"] = count
            filled.append("used_quantity")
            use.filled = tuple(filled)
        units = serials or self._units(goods, use.data["used_quantity"])
        if units and units != goods.get("serial") and "used_serial" not in use.data:
            use.data["used_serial"] = units
            filled.append("used_serial")
            use.filled = tuple(filled)
        if is_used_up(use.data, goods):
            return None
        lines = self._lines(use, goods)
        line = use.data.get("sale_line") or _linked(lines, goods, units) or lines.next()
        lines.taken.add(line)
        for key, value in (("sale_no", lines.number), ("sale_line", line)):
            if key not in use.data:
                use.data[key] = value
                filled.append(key)
        use.filled = tuple(filled)
        if line in lines.standing:
            return None
        use.expected = use.expected | {("sales", lines.number)}
        return self._command(use, goods, units, lines, line)

    def _command(
        self, use: Command, goods: dict[str, Any], units: str | None, lines: _Lines, line: int
    ) -> Command:
        seller = goods.get("handler", self._recorded_by)
        data = {
            "sale_no": lines.number,
            "line": line,
            "sold_on": use.data["used_on"],
            "quantity": use.data["used_quantity"],
            "seller": seller,
            "serial": units,
            **{key: goods.get(key) for key in _TAKEN_OVER},
            **_priced(use.data),
        }
        command = Command(
            catalogue.table("sales"),
            {key: value for key, value in data.items() if value is not None},
            Envelope(source=use.envelope.source),
            use.overrides,
        )
        command.filled = tuple(key for key in ("sale_no", "line") if lines.filled)
        return command

    def _lines(self, use: Command, goods: dict[str, Any]) -> _Lines:
        """Return the sale that a use belongs to; uses of one consignment and day make one sale."""
        given = use.data.get("sale_no")
        name = (
            (given,) if given else (use.data["consignment_no"], goods["customer_code"], use.data["used_on"])
        )
        if name not in self._sales:
            number = given or self._numbers.following(catalogue.table("sales"), use.data["used_on"]) or ""
            standing: dict[int, Sale] = {}
            taken: set[int] = set()
            for key, record in self._state.scan(document_prefix("sales", number)):
                line = int(key.rsplit(SEPARATOR, 1)[1])
                taken.add(line)
                if record.position:
                    standing[line] = record.body
            self._sales[name] = _Lines(number, given is None, standing, taken)
        return self._sales[name]

    def _units(self, goods: dict[str, Any], quantity: str) -> str | None:
        """Return the consigned units that are still there, if so many were used."""
        if "serial" not in goods:
            return None
        product = goods["product_code"]
        left = [one for one in goods["serial"].split(";") if held(self._state.unit(product, one)) is None]
        return ";".join(left) if left and len(left) == Decimal(quantity) else None


def _priced(use: dict[str, Any]) -> dict[str, Any]:
    """Return price and amount of a confirmed use; the amount follows from the price where it is not told."""
    price, quantity = use.get("unit_price"), use["used_quantity"]
    worked_out = None if price is None else plain(Decimal(price) * Decimal(quantity))
    return {"unit_price": price, "amount": use.get("amount", worked_out)}


def _left(steps: Sequence[dict[str, Any]]) -> str:
    """Return how much of a consignment is neither used nor back."""
    left = ZERO
    for data in steps:
        left += Decimal(data.get("quantity", "0"))
        left -= Decimal(data.get("used_quantity", "0")) + Decimal(data.get("unused_quantity", "0"))
    return plain(left)


def _linked(lines: _Lines, goods: dict[str, Any], units: str | None) -> int | None:
    """Return the line on record that sells these goods, if there is one."""
    for line, sale in sorted(lines.standing.items()):
        if (sale.customer, sale.product) != (goods["customer_code"], goods["product_code"]):
            continue
        same_units = not units or not sale.serials or sorted(units.split(";")) == sorted(sale.serials)
        if sale.lot == goods.get("lot", "") and same_units:
            return line
    return None
