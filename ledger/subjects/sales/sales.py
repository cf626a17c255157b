"""Deciding on sales, and on goods that leave on consignment: may these goods go to this buyer on this day."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ledger.deciding.goods import judge_amount, tracking_gap
from ledger.deciding.rule import Breach
from ledger.deciding.situation import Situation
from ledger.deciding.units import judge_unit_lots
from ledger.subjects.sales.evidence import judge_gift
from ledger.subjects.sales.outgoing import judge_direct, judge_parties
from ledger.subjects.sales.rentals import judge_rental
from ledger.subjects.sales.sold_goods import (
    goods_sold,
    judge_accepted,
    judge_dates,
    judge_units_elsewhere,
    judge_units_out,
)

# goods that leave without the promise of a sale are no wholesale
_LEAVES: Final = dict.fromkeys(("sample", "trial", "loan", "exhibition", "rental"), "retail")


def judge_sale(s: Situation) -> list[Breach]:
    """Judge a sale line; of one whose units are out already, nothing else is asked."""
    row, goods = s.row, goods_sold(s)
    day, mode = row["sold_on"], row.get("sale_mode", "wholesale")
    if goods.units and (out := list(judge_units_out(s, day, goods))):
        return out
    breaches = [
        *tracking_gap(row, s.versions.get("products")),
        *judge_parties(s, day, mode, row["seller"]),
        *judge_dates(s, day, goods),
        *judge_accepted(s, day, goods),
    ]
    if goods.units:
        breaches += judge_unit_lots(row["product_code"], row.get("lot", ""), goods.units)
        breaches += judge_units_elsewhere(s, day, goods)
    breaches += (*judge_amount(row), *judge_gift(row))
    if mode == "drop_shipment" or row.get("drop_shipment"):
        breaches += judge_direct(row)
    return breaches


def judge_consignment(s: Situation) -> Iterator[Breach]:
    """Judge goods that leave on consignment: to whom, and which; what stock there is, is not asked."""
    row, day = s.row, s.row["consigned_on"]
    mode = _LEAVES.get(row["consignment_kind"], "wholesale")
    yield from judge_parties(s, day, mode, row["handler"])
    yield from judge_dates(s, day, goods_sold(s))
    if row["consignment_kind"] == "rental":
        yield from judge_rental(s, day)
