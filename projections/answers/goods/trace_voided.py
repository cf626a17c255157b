"""The movements of a trace that were taken out again: shown beside the others, never counted with them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from ledger import clock
from projections.answers.goods.recall_scope import Scope
from projections.answers.goods.trace import trace
from projections.reading.cutoff import CutOff
from projections.reading.goods_movements import looked_up


def voided_movements(
    connection: sa.Connection, cutoff: CutOff, scope: Scope, *, zone: str
) -> list[dict[str, Any]]:
    """Return the movements of a scope that a void known by then took out, with the time of the void.

    Their `outstanding` and `on_hand` are those of a trace in which nothing was voided.

    Args:
        connection: Of a read model.
        cutoff: What was true when, as known when.
        scope: Which goods, or which customer.
        zone: Time zone of the ledger.
    """
    rows = trace(connection, replace(cutoff, with_voided=True), scope, zone=zone).movements
    positions: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        positions[row["kind"]].add(row["position"])
    voids: dict[int, tuple[Any, ...]] = {}
    for kind, some in positions.items():
        voids |= looked_up(connection, kind, some, ("voided_position", "voided_at"))
    found = []
    for row in rows:
        by, at = voids[row["position"]]
        if by is not None and by <= cutoff.known:
            found.append({**row, "voided_at": clock.shown(at, zone)})
    return found
