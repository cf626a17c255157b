"""The exchanges of a trace as it shows them: those of the goods in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from projections.answers.goods.trace_exchanges import ExchangedGoods, ExchangeLink
from projections.reading.goods_movements import Movement

_EXCHANGED: Final = "exchanged"


class Links:
    """The exchanges that name goods of a trace.

    Args:
        links: Of the ledger.
        rows: Movements of the trace.
    """

    def __init__(self, links: Sequence[ExchangeLink], rows: Iterable[Movement]) -> None:
        there = {_name(ExchangedGoods(*row[:3])) for row in rows} if links else set()
        self._links = [link for link in links if there & {_name(link.replaced), _name(link.replacement)}]

    def shown(self) -> list[dict[str, Any]]:
        """Return them as an answer shows them."""
        return [
            {
                "exchange_no": link.exchange_no,
                "line": link.line,
                "on_date": link.on_date,
                "position": link.position,
                "customer_code": link.customer_code,
                "quantity": link.quantity,
                "replaced": _shown(link.replaced),
                "replacement": _shown(link.replacement),
            }
            for link in self._links
        ]

    def beside(self, row: Movement) -> dict[str, Any]:
        """Return what stands against the goods of a movement in its exchange; nothing for other kinds."""
        if row.kind != _EXCHANGED:
            return {}
        others = [
            other
            for link in self._links
            if link.position == row.position
            for one, other in ((link.replaced, link.replacement), (link.replacement, link.replaced))
            if _name(one) == _name(ExchangedGoods(*row[:3]))
        ]
        parts = zip(*others, strict=True) if others else ((), (), ())
        product, lot, serial = (";".join(dict.fromkeys(filter(None, part))) or None for part in parts)
        return {"linked_product_code": product, "linked_lot": lot, "linked_serial": serial}


def _name(goods: ExchangedGoods) -> ExchangedGoods:
    """Return goods by what they are known by: a unit under whichever lot."""
    return goods._replace(lot="") if goods.serial else goods


def _shown(goods: ExchangedGoods) -> dict[str, str | None]:
    return {name: value or None for name, value in goods._asdict().items()}
