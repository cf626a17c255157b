"""Whether the goods of an adverse event are those of the sale that it names."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.deciding.case_days import day_in
from ledger.deciding.rule import Breach
from ledger.deciding.situation import Situation
from ledger.phrases import Part
from ledger.state.entries import Sale
from ledger.state.kinds import SEPARATOR
from ledger.subjects.vigilance.adverse_rules import EVENT_OF_SALE
from ledger.subjects.vigilance.phrases import SOLD_LOT, SOLD_ON, SOLD_PRODUCT, SOLD_TO, SOLD_UNITS


def judge_sale(s: Situation) -> Iterator[Breach]:
    """Judge product, lot, unit, customer and day of an event against the sale it names, line or whole."""
    if "sale_no" not in s.data:
        return
    differing = [list(_differing(s, sale)) for sale in _lines(s)]
    if differing and all(differing):
        yield EVENT_OF_SALE.broken(
            adverse_event_no=s.data["adverse_event_no"],
            sale_no=s.data["sale_no"] + (f"/{s.data['sale_line']}" if "sale_line" in s.data else ""),
            what=min(differing, key=len),
        )


def _lines(s: Situation) -> Iterator[Sale]:
    """Yield the lines that are meant, without those that were voided."""
    line = s.data.get("sale_line")
    for key, record in s.state.lines("sales", s.data["sale_no"]):
        if record.position and line in {None, int(key.rsplit(SEPARATOR, 1)[1])}:
            yield record.body


def _differing(s: Situation, sale: Sale) -> Iterator[Part]:
    """Yield in which respects an event does not fit a line."""
    data = s.data
    units = set(data.get("serial", "").split(";")) - {""}
    occurred = data.get("occurred_on") or day_in(data.get("became_aware_at"), s.context)
    if data["product_code"] != sale.product:
        yield SOLD_PRODUCT.with_(sold=sale.product)
    if "lot" in data and sale.lot not in {"", data["lot"]}:
        yield SOLD_LOT.with_(sold=sale.lot)
    if units and sale.serials and not units <= set(sale.serials):
        yield SOLD_UNITS.with_(sold=";".join(sale.serials))
    if data.get("customer_code", sale.customer) != sale.customer:
        yield SOLD_TO.with_(sold=sale.customer)
    if occurred is not None and occurred < sale.sold_on:
        yield SOLD_ON.with_(sold=sale.sold_on)
