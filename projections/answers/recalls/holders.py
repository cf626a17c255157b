"""Who has goods of a scope: what customers were given of it and gave back, sold, consigned or lent.

A line is of a customer, product, lot and serial, the lot of a unit as any of its lines names it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, NamedTuple

import orjson
import sqlalchemy as sa

from ledger import clock
from ledger.state.effects import CONSIGNED, CUSTOMER, NONCONFORMING, ON_LOAN, QUARANTINED
from ledger.state.quantities import ZERO, plain
from projections.answers.goods.account import account, steps
from projections.answers.goods.recall_codes import codes_of
from projections.answers.goods.recall_rows import Key
from projections.answers.goods.recall_scope import Scope
from projections.answers.goods.recall_selection import chosen_of
from projections.answers.recalls.held import Held
from projections.answers.recalls.offsetting import offset
from projections.answers.recalls.papers import Papers
from projections.reading.cutoff import CutOff
from projections.reading.goods_movements import KeptMovements, Movement, looked_up
from projections.tables.movements import KINDS, SOLD

_WITH_CUSTOMER: Final = frozenset({CUSTOMER, CONSIGNED, ON_LOAN})
_USE_CONFIRMED: Final = KINDS["consignment_use_confirmed"]


class Opening(NamedTuple):
    """What the opening of a recall knew: world time in the stored form, and the last position."""

    at: str
    known: int


@dataclass(frozen=True, slots=True)
class Holders:
    """Who has goods of a scope at a cut-off.

    Attributes:
        held: By customer, product, lot and serial.
        waiting: How much that came back since the opening still waits for its disposal.
    """

    held: dict[Key, Held]
    waiting: Decimal


class HoldersReader:
    """Finds out who has goods of scopes, at several cut-offs of one question; what they share is read once.

    Args:
        connection: Of a read model.
        zone: Time zone of the ledger.
    """

    def __init__(self, connection: sa.Connection, zone: str) -> None:
        self._connection = connection
        self._zone = zone
        self._rows = KeptMovements(connection)
        self._papers = Papers(connection)

    def holders(self, cutoff: CutOff, scope: Scope, opening: Opening) -> Holders:
        """Return who has goods of a scope.

        Args:
            cutoff: How far to look.
            scope: Which goods.
            opening: What the opening of the recall knew.
        """
        found: dict[Key, Held] = {}
        moved: dict[Key, list[Movement]] = {}
        groups: list[Sequence[Movement]] = []
        codes = codes_of(self._connection, cutoff, scope.udis)
        for _, selection in chosen_of(self._connection, cutoff, scope, codes, self._rows):
            for group in selection.groups.values():
                groups.append(group)
                for row in group:
                    if row.customer_code and selection.shows(row) and (change := _change(row)):
                        key = Key(row.customer_code, row.product_code, selection.sorting.lot(row), row.serial)
                        held = found.get(key)
                        if held is None:
                            held, moved[key] = found.setdefault(key, Held()), []
                        moved[key].append(row)
                        _count(held, row, change, opening, self._zone)
        for key, paper in self._papers.of(moved).items():
            found[key].paper = paper
        found = offset(found)
        return Holders({key: found[key] for key in sorted(found)}, _waiting(found, groups))

    def frozen_list(self, scope: Scope, at: str, known: int) -> Holders:
        """Return who has goods of a scope at a world time, as known at a position: what a version freezes."""
        return self.holders(CutOff(at, known), scope, Opening(at, known))


def _waiting(found: Mapping[Key, Held], groups: Iterable[Sequence[Movement]]) -> Decimal:
    """Return how much of what came back is still in the house, neither destroyed nor sent on."""
    back = sum((one.back for one in found.values()), ZERO)
    if not back:
        return ZERO
    in_house = ZERO
    for group in groups:
        sums = account(group).in_house()
        in_house += sums[QUARANTINED] + sums[NONCONFORMING]
    return min(back, in_house)


def _change(row: Movement) -> Decimal:
    """Return by how much a movement changes what its customer has."""
    if row.kind == SOLD:
        return Decimal(row.quantity)
    change = ZERO
    for source, target, quantity in steps(row):
        change += ((target in _WITH_CUSTOMER) - (source in _WITH_CUSTOMER)) * quantity
    return change


def _count(held: Held, row: Movement, change: Decimal, opening: Opening, zone: str) -> None:
    known = row.position <= opening.known
    if known and row.event_time <= opening.at:
        held.known += change
    elif clock.day_of(row.event_time, zone) < clock.day_of(opening.at, zone):
        held.found += change
    elif change > 0 or row.kind == _USE_CONFIRMED:
        held.given += change
    else:
        held.back -= change
        held.returns.append((clock.day_of(row.event_time, zone), row.position, -change))
    held.was_given = held.was_given or change > 0
    if change > 0 and not known:
        held.late.append((row.position, row.kind))


def known_since(connection: sa.Connection, held: Iterable[Held]) -> dict[int, str]:
    """Return when late events were recorded, by position, in the stored form."""
    found: dict[int, str] = {}
    by_kind: dict[str, set[int]] = {}
    for one in held:
        for position, kind in one.late:
            by_kind.setdefault(kind, set()).add(position)
    for kind, positions in by_kind.items():
        times = looked_up(connection, kind, positions, ("record_time",))
        found.update((position, time) for position, (time,) in times.items())
    return found


def list_rows(found: Holders) -> Iterator[dict[str, Any]]:
    """Yield a frozen list as it is digested and shown; contact and phone are places of personal values."""
    for key, held in found.held.items():
        yield {
            "customer_code": key.party,
            "customer_name": held.paper.get("customer_name"),
            "customer_contact": held.paper.get("contact"),
            "customer_phone": held.paper.get("phone"),
            "delivery_address": held.paper.get("address"),
            "product_code": key.product_code,
            "lot": key.lot or None,
            "serial": key.serial or None,
            "quantity_out": plain(held.known),
        }


_DIGESTED: Final = (
    *("customer_code", "customer_name", "delivery_address"),
    *("product_code", "lot", "serial", "quantity_out"),
)


def digested(rows: Iterable[dict[str, Any]]) -> bytes:
    """Return the bytes that the digest of a frozen list is taken of.

    Personal values may be erased, so the digest leaves them out.
    """
    return orjson.dumps([[row[key] for key in _DIGESTED] for row in rows])
