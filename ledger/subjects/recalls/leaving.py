"""Deciding on goods that leave: whether they are in the scope of an open recall (GSP §110; Order 29 §7)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Final, NamedTuple

from ledger.deciding.rule import Breach
from ledger.deciding.situation import Situation
from ledger.names import serials_of
from ledger.state.effects import CONSIGNED, CUSTOMER, ON_LOAN, SALEABLE, moves
from ledger.state.recall_stops import stops, stops_on
from ledger.subjects.recalls.rules import RECALLED

_OUT: Final = frozenset({CUSTOMER, CONSIGNED, ON_LOAN})
_TO_CUSTOMERS: Final = frozenset({"sale", "consignment", "replenishment"})


class LeavingGoods(NamedTuple):
    """LeavingGoods that leave: of a product and lot, the units where the line names them."""

    product: str
    lot: str | None
    serials: tuple[str, ...]


def judge_leaving(s: Situation) -> Iterator[Breach]:
    """Judge a row that lets saleable goods go to somebody: a sale, a consignment, a loaner, an exchange."""
    if stops(s.state):
        yield from _judged(s, _moved(s))


def judge_checked_out(s: Situation) -> Iterator[Breach]:
    """Judge an outbound check that passed."""
    if stops(s.state) and s.row["check_result"] == "passed":
        yield from _judged(s, [_named(s)])


def judge_shipped(s: Situation) -> Iterator[Breach]:
    """Judge a shipment to a customer; goods that are fetched back or sent to their supplier may travel."""
    if stops(s.state) and s.row.get("shipment_kind", "sale") in _TO_CUSTOMERS:
        yield from _judged(s, [_named(s)])


def _named(s: Situation) -> LeavingGoods:
    return LeavingGoods(s.row["product_code"], s.row.get("lot"), tuple(serials_of(s.row)))


def _moved(s: Situation) -> list[LeavingGoods]:
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for move in moves(s.event, dict(s.data), dict(s.row)):
        if move.source == SALEABLE and move.target in _OUT:
            found[move.product, move.lot].extend([move.serial] if move.serial else [])
    return [LeavingGoods(product, lot or None, tuple(serials)) for (product, lot), serials in found.items()]


def _judged(s: Situation, leaving: list[LeavingGoods]) -> Iterator[Breach]:
    if s.day is None:
        return
    dates = {key: s.row[key] for key in ("production_date", "expiry_date", "udi") if key in s.row}
    for goods in leaving:
        said = {**dates, "serials": goods.serials}
        found = stops_on(s.state, s.day, s.context, product=goods.product, lot=goods.lot, row=said)
        for stop in {one.recall: one for one in found}.values():
            yield RECALLED.broken(
                product_code=goods.product,
                lot=goods.lot or "—",
                serial=";".join(goods.serials) or "—",
                day=s.day,
                recall_no=stop.recall,
                since=stop.since[:10] or "—",
                because=stop.reason,
            )
