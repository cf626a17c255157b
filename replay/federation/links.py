"""Legs of both sides laid together: what agrees, what differs, and what only one side knows.

Both sides must name the same two credit codes, the same goods, the same lot and the same flow; then

1. a leg of each side with the same quantity and, where both name units, the same units agree, the nearest
   days first, if the goods arrived within `within` days (a day before they left is taken for the same day);
2. of what is left, legs that lie within `within` days of each other are summed: equal sums agree (one sale
   that came in two deliveries), unequal ones differ;
3. what is left then is known to one side alone.

Every leg is in exactly one link. Beside what does not agree stands what may explain it: the same goods
between the same houses under another lot or without one, the line of a house whose register lacks the
other's code, a receiver that has recorded nothing since the goods left.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from replay.federation.legs import AGREE, DIFFER, NO_CODE, NOT_RECEIVED, NOT_SENT, SENT, Handover, Known, Leg

BREAKS = frozenset({DIFFER, NOT_RECEIVED, NOT_SENT, NO_CODE})
WITHIN = 30  # days from leaving to arriving, by default


@dataclass(slots=True)
class Link:
    """Legs that tell of the same goods on the same way.

    Attributes:
        kind: Its class.
        place: Between whom, and which goods.
        sent: Legs of who gave.
        received: Legs of who took.
        beside: What may explain a break: `{"reason", "house", "table", "doc_no", "lot", "quantity", "day"}`.
    """

    kind: str
    place: Handover
    sent: list[Leg]
    received: list[Leg]
    beside: list[dict[str, Any]] = field(default_factory=list)

    @property
    def legs(self) -> list[Leg]:
        """The legs of both sides."""
        return [*self.sent, *self.received]


def linked(legs: Iterable[Leg], known: Known, *, within: int = WITHIN) -> list[Link]:
    """Return the links that all legs make, none left out.

    Args:
        legs: Of all houses.
        known: What tells which houses are in the group.
        within: Days from leaving to arriving.
    """
    groups: dict[Handover, tuple[list[Leg], list[Leg]]] = defaultdict(lambda: ([], []))
    found = []
    for leg in legs:
        kind = known.classed(leg)
        if kind is None:
            groups[leg.place][leg.side != SENT].append(leg)
        else:
            found.append(_alone(kind, leg))
    for place, (sent, received) in groups.items():
        found += _matched(place, sorted(sent, key=_when), sorted(received, key=_when), within)
    return sorted(found, key=_order)


def _alone(kind: str, leg: Leg) -> Link:
    return Link(kind, leg.place, [leg], []) if leg.side == SENT else Link(kind, leg.place, [], [leg])


def _when(leg: Leg) -> tuple[str, str, int]:
    return leg.day, leg.house, leg.position


def _order(link: Link) -> tuple[Any, ...]:
    first = min(link.legs, key=_when)
    return first.place.goods, first.place.lot, first.day, link.kind, first.house, first.position


def days_between(sent: Leg, received: Leg) -> int:
    """Return how many days after leaving the goods arrived; below zero where they arrived before."""
    return (date.fromisoformat(received.day) - date.fromisoformat(sent.day)).days


def _arrives(sent: Leg, received: Leg, within: int) -> bool:
    return -1 <= days_between(sent, received) <= within


def _matched(place: Handover, sent: list[Leg], received: list[Leg], within: int) -> list[Link]:
    found, taken = [], set()
    for leg in sent:
        fits = [
            other
            for other in received
            if id(other) not in taken and _arrives(leg, other, within) and _same(leg, other)
        ]
        if fits:
            other = min(
                fits, key=lambda one: (one.serials != leg.serials, abs(days_between(leg, one)), _when(one))
            )
            taken |= {id(leg), id(other)}
            found.append(Link(AGREE, place, [leg], [other]))
    rest = [leg for leg in (*sent, *received) if id(leg) not in taken]
    return found + [_summed(place, part) for part in _near(rest, within)]


def _same(sent: Leg, received: Leg) -> bool:
    units = not (sent.serials and received.serials) or sent.serials == received.serials
    return units and sent.quantity == received.quantity


def _near(legs: Sequence[Leg], within: int) -> list[list[Leg]]:
    """Return legs in parts, those together that may tell of the same goods."""
    parts: list[list[Leg]] = []
    for leg in sorted(legs, key=_when):
        near = [part for part in parts if any(_may_meet(leg, other, within) for other in part)]
        parts = [part for part in parts if part not in near]
        parts.append([*(one for part in near for one in part), leg])
    return parts


def _may_meet(one: Leg, other: Leg, within: int) -> bool:
    if one.side == other.side:
        return False
    sent, received = (one, other) if one.side == SENT else (other, one)
    disjoint = sent.serials and received.serials and not set(sent.serials) & set(received.serials)
    return not disjoint and _arrives(sent, received, within)


def _summed(place: Handover, legs: list[Leg]) -> Link:
    sent = [leg for leg in legs if leg.side == SENT]
    received = [leg for leg in legs if leg.side != SENT]
    if not received:
        kind = NOT_RECEIVED
    elif not sent:
        kind = NOT_SENT
    else:
        kind = AGREE if _alike(sent, received) else DIFFER
    return Link(kind, place, sorted(sent, key=_when), sorted(received, key=_when))


def _alike(sent: list[Leg], received: list[Leg]) -> bool:
    units = [{serial for leg in side for serial in leg.serials} for side in (sent, received)]
    if all(units) and units[0] != units[1]:
        return False
    return total(sent) == total(received)


def total(legs: Iterable[Leg]) -> Decimal:
    """Return how much legs tell of together."""
    return sum((leg.quantity for leg in legs), Decimal(0))


def explain(links: Sequence[Link], others: Sequence[Link], *, within: int = WITHIN) -> None:
    """Put beside each break what may explain it.

    Args:
        links: Of the goods that are asked about.
        others: Of the same products under other lots.
        within: Days from leaving to arriving.
    """
    breaks = [link for link in links if link.kind in BREAKS - {DIFFER}]
    candidates = [link for link in (*links, *others) if link.kind in BREAKS - {DIFFER}]
    for link in breaks:
        (leg,) = link.legs[:1]
        for other in candidates:
            for line in other.legs:
                reason = None if other is link else _explains(leg, line, within)
                if reason is not None:
                    link.beside.append(_told(reason, line))


def _explains(leg: Leg, other: Leg, within: int) -> str | None:
    """Return why the line of another house may be the other side of a leg, None where it cannot be."""
    if leg.house == other.house or leg.side == other.side or leg.place.flow != other.place.flow:
        return None
    sent, received = (leg, other) if leg.side == SENT else (other, leg)
    if (
        leg.place.goods != other.place.goods
        or not _arrives(sent, received, within)
        or not _same(sent, received)
    ):
        return None
    ends = ((sent.place.sender, received.place.sender), (sent.place.receiver, received.place.receiver))
    if any(one and another and one != another for one, another in ends):
        return None
    if leg.place.lot != other.place.lot:
        return "other_lot" if leg.place.lot and other.place.lot else "no_lot"
    return "no_code" if any(None in end for end in ends) else None


def _told(reason: str, leg: Leg) -> dict[str, Any]:
    return {
        "reason": reason,
        "house": leg.house,
        "table": leg.table,
        "doc_no": leg.doc_no,
        "lot": leg.place.lot or None,
        "quantity": str(leg.quantity),
        "day": leg.day,
    }
