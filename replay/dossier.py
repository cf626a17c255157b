"""What is told of the goods of a trace beside their movements: recalls, and the dossier of one unit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from ledger.udi import understood
from projections.answers.goods.recall_scope import Scope
from projections.answers.goods.trace import Trace
from projections.answers.recalls.naming import RecalledGoods, recalls_naming
from projections.answers.service.unit_dossier import unit_dossier
from projections.reading.query import Query

_MOST_UNITS: Final = 50  # beyond, recalls are looked up by lot
_SERIAL: Final = "21"  # as GS1 labels it


def told_beside(query: Query, scope: Scope, found: Trace) -> dict[str, Any]:
    """Return the recalls that the goods of a trace are in, and the dossier if it was asked of one unit.

    Args:
        query: How far to look, and where.
        scope: Which goods were asked for.
        found: Their movements.
    """
    goods = [RecalledGoods(*one) for one in _goods(found.movements)]
    recalls = list(recalls_naming(query, goods))
    unit = _one_unit(scope, goods)
    return {"recalls": recalls, "dossier": _dossier(query, unit, found, recalls) if unit else None}


def _goods(rows: Sequence[dict[str, Any]]) -> list[tuple[str, str, str]]:
    """Return the goods of movements: units under the lot that some row names, else lots."""
    homes = {(row["product_code"], row["serial"]): row["lot"] for row in rows if row["serial"] and row["lot"]}
    goods = set()
    for row in rows:
        product, serial = row["product_code"], row["serial"] or ""
        goods.add((product, row["lot"] or homes.get((product, serial)) or "", serial))
    units = sorted(one for one in goods if one[2])
    if 0 < len(units) <= _MOST_UNITS:
        return units
    return sorted({(product, lot, "") for product, lot, _ in goods})


def _one_unit(scope: Scope, goods: Iterable[RecalledGoods]) -> RecalledGoods | None:
    """Return the unit that was asked for, if it was one."""
    asked = {*scope.serials, *(understood(udi).get(_SERIAL) for udi in scope.udis)} - {None}
    units = [one for one in goods if one.serial in asked]
    return units[0] if len(units) == 1 and len(asked) == 1 else None


def _dossier(
    query: Query, unit: RecalledGoods, found: Trace, recalls: Iterable[dict[str, Any]]
) -> dict[str, Any]:
    mine = {"product_code": unit.product_code, "serial": unit.serial}
    sold = [row for row in found.movements if row["kind"] == "sold" and mine.items() <= row.items()]
    return {
        **unit_dossier(query, unit, sold),
        "recalls": [one for one in recalls if any(mine.items() <= goods.items() for goods in one["goods"])],
        "exchanges": [
            link
            for link in found.links
            if any(mine.items() <= link[side].items() for side in ("replaced", "replacement"))
        ],
    }
