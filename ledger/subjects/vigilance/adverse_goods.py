"""Whether the goods of an adverse event are those of the sale that it names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ledger.deciding.case_days import day_in
from ledger.deciding.decision import Context
from ledger.deciding.rule import Breach
from ledger.state.entries import SEPARATOR, Sale, State, document_prefix
from ledger.subjects.vigilance.rules import EVENT_OF_SALE


def judge_sale(data: dict[str, Any], state: State, context: Context) -> Iterator[Breach]:
    """Judge product, lot, unit, customer and day of an event against the sale it names, line or whole."""
    if "sale_no" not in data:
        return
    lines = list(_lines(data, state))
    unfit = [_unfit(data, one, context) for one in lines]
    if lines and all(unfit):
        yield EVENT_OF_SALE.broken(
            adverse_event_no=data["adverse_event_no"],
            sale_no=data["sale_no"] + (f"/{data['sale_line']}" if "sale_line" in data else ""),
            what=min(unfit, key=lambda one: one.count(";")),
        )


def _lines(data: dict[str, Any], state: State) -> Iterator[Sale]:
    """Yield the standing lines that are meant."""
    number, line = data["sale_no"], data.get("sale_line")
    for key, record in state.scan(document_prefix("sales", number)):
        if record.position and line in {None, int(key.rsplit(SEPARATOR, 1)[1])}:
            yield record.body


def _unfit(data: dict[str, Any], sale: Sale, context: Context) -> str:
    """Return in which respects an event does not fit a line, in both languages; empty where it fits."""
    units = set(data.get("serial", "").split(";")) - {""}
    occurred = data.get("occurred_on") or day_in(data.get("became_aware_at"), context)
    wrong = [
        (data["product_code"] != sale.product, f"售出的产品是 the product sold is {sale.product}"),
        (
            "lot" in data and sale.lot not in {"", data["lot"]},
            f"售出的批号是 the lot sold is {sale.lot}",
        ),
        (
            bool(units and sale.serials) and not units <= set(sale.serials),
            f"售出的序列号是 the units sold are {';'.join(sale.serials)}",
        ),
        (
            data.get("customer_code", sale.customer) != sale.customer,
            f"购货者是 the buyer is {sale.customer}",
        ),
        (
            occurred is not None and occurred < sale.sold_on,
            f"售出日期是 it was sold on {sale.sold_on}",
        ),
    ]
    return "; ".join(text for broken, text in wrong if broken)
