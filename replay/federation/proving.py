"""Proving a federation's answer: each house that has the goods answers for itself, from its log alone.

The index only finds; what it gave is compared with what the house's own recall answer says of the same goods
at the same position. That answer is made twice, from the house's tables and from the events of the scope in
its log (:mod:`replay.recall`), and must be the same both times.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ledger.errors import LedgerError
from projections.answers.goods.recall_scope import Scope
from replay.federation.finding import AskedGoods, Cut
from replay.federation.holdings import SUMS
from replay.federation.refreshing import HouseStanding
from replay.federation.sources import source_of


def proved(
    standings: Sequence[HouseStanding],
    cuts: Sequence[Cut],
    asked: AskedGoods,
    at: str | None,
    sums: Sequence[dict[str, Any]],
) -> dict[str, Any]:
    """Return whether every house says of the goods what the index says.

    Returns:
        `{"proved", "differences": [{"house", "product_code", "index", "house_says"}], "not_asked": [names]}`;
        `proved` is False as well where a house could not be asked.
    """
    houses = {one.house.name: one for one in standings}
    known = {cut.house: cut.known for cut in cuts}
    differences, silent = [], set()
    for row in sums:
        own = _own(houses[row["house"]], row["product_code"], asked, at, known[row["house"]])
        if own is None:
            silent.add(row["house"])
            continue
        index = {name: row[name] for name in SUMS}
        if own != index:
            told = {"house": row["house"], "product_code": row["product_code"]}
            differences.append({**told, "index": index, "house_says": own})
    return {"proved": not (differences or silent), "differences": differences, "not_asked": sorted(silent)}


def _own(
    standing: HouseStanding, product: str, asked: AskedGoods, at: str | None, position: int
) -> Mapping[str, Any] | None:
    """Return the sums that a house itself tells, None where it does not answer or contradicts itself."""
    lots = (asked.lot,) if asked.lot else ()
    serials = (asked.serial,) if asked.serial else ()
    scope = Scope(products=(product,), lots=lots, serials=serials)
    try:
        with source_of(standing.house) as source:
            found = source.own_answer(scope, at=at, position=position)
    except LedgerError:
        return None
    return found.answer["totals"] if found.proved else None
