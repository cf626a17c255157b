"""What one house says of goods that went to another or came from it: one leg of their way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from ledger import clock
from ledger.state.effects import CUSTOMER, SENT_BACK
from projections.answers.goods.account import steps
from projections.reading.goods_movements import TABLES, Movement, settled
from projections.tables.movements import RECEIVED
from replay.federation.extract import INDIVIDUAL
from replay.federation.finding import Goods, HouseLine, Party

DELIVERY, RETURN = "delivery", "return"
SENT, RECEIVED_ = "sent", "received"
AGREE = "agree"
DIFFER = "quantities_differ"
NOT_RECEIVED = "sent_not_received"
NOT_SENT = "received_not_sent"
NO_CODE = "no_code"
FINAL = "final_customer"
ENTERED = "entered_group"
CLASSES = (AGREE, DIFFER, NOT_RECEIVED, NOT_SENT, NO_CODE, FINAL, ENTERED)


class Handover(NamedTuple):
    """Between whom which goods go: what both sides must say alike.

    Attributes:
        flow: `delivery` from supplier to customer, `return` the other way.
        sender: Credit code of who gives; None where nobody says it.
        receiver: Credit code of who takes.
        goods: As they are named in every house.
        lot: Empty text where none is named.
    """

    flow: str
    sender: str | None
    receiver: str | None
    goods: str
    lot: str


@dataclass(frozen=True, slots=True)
class Leg:
    """One line of a house about goods that changed hands.

    Attributes:
        side: Whether the house `sent` or `received`.
        place: Between whom, and which goods.
        house: Whose line.
        position: In its log.
        table: Record table of the line.
        doc_no: Number of its document.
        day: When it happened, in the house's zone.
        recorded: When it was recorded, stored form.
        quantity: In the product's unit.
        serials: Units that it names.
        party_code: The other side, as the house codes it.
        party: The other side, as the house's register describes it.
        product_code: As the house codes the product.
    """

    side: str
    place: Handover
    house: str
    position: int
    table: str
    doc_no: str
    day: str
    recorded: str
    quantity: Decimal
    serials: tuple[str, ...]
    party_code: str | None
    party: Party
    product_code: str

    @property
    def other(self) -> str | None:
        """Credit code of the other side."""
        return self.place.receiver if self.side == SENT else self.place.sender


@dataclass(frozen=True, slots=True)
class Known:
    """What tells legs: names of goods, partners, codes and zones.

    Attributes:
        goods: Names of goods.
        parties: Partners by house, side and code.
        codes: Credit code by house.
        zones: Time zone by house.
    """

    goods: Goods
    parties: Mapping[tuple[str, str, str], Party]
    codes: Mapping[str, str]
    zones: Mapping[str, str]

    def classed(self, leg: Leg) -> str | None:
        """Return the class of a leg whose other side is in no ledger of the group, None of any other."""
        if leg.party.kind == INDIVIDUAL:
            return FINAL
        if leg.other is None or leg.house not in self.codes:
            return NO_CODE
        if leg.other in self.codes.values():
            return None
        to_customer = leg.side == SENT if leg.place.flow == DELIVERY else leg.side == RECEIVED_
        return FINAL if to_customer else ENTERED


def legs_of(lines: Sequence[HouseLine], known: Known) -> list[Leg]:
    """Return the legs that lines tell of, a line of several units as one."""
    by_product: dict[tuple[str, str], list[HouseLine]] = defaultdict(list)
    for line in lines:
        by_product[line.house, line.movement.product_code].append(line)
    found = []
    for (house, _), some in sorted(by_product.items()):
        recorded = {line.movement.position: line.recorded for line in some}
        parts: dict[tuple[int, str, str, str], list[tuple[Movement, Decimal]]] = defaultdict(list)
        for movement in settled([line.movement for line in some]):
            for flow, side, quantity in _flows(movement):
                parts[movement.position, movement.lot, flow, side].append((movement, quantity))
        for (position, _, flow, side), moved in sorted(parts.items()):
            found.append(_leg(house, flow, side, moved, recorded[position], known))
    return found


def _flows(row: Movement) -> Iterator[tuple[str, str, Decimal]]:
    """Yield in which flows a movement has a part, on which side, and how much of it."""
    if row.kind == RECEIVED:
        yield DELIVERY, RECEIVED_, Decimal(row.quantity)
        return
    for source, target, quantity in steps(row):
        if target == CUSTOMER:
            yield DELIVERY, SENT, quantity
        if source == CUSTOMER:
            yield RETURN, RECEIVED_, quantity
        if target == SENT_BACK:
            yield RETURN, SENT, quantity


def _leg(
    house: str, flow: str, side: str, moved: list[tuple[Movement, Decimal]], recorded: str, known: Known
) -> Leg:
    first = moved[0][0]
    with_customer = (flow == DELIVERY) == (side == SENT)
    code = first.customer_code if with_customer else first.supplier_code
    register = "customer" if with_customer else "supplier"
    party = known.parties.get((house, register, code or ""), Party(None, None, None))
    own = known.codes.get(house)
    sender, receiver = (own, party.uscc) if side == SENT else (party.uscc, own)
    return Leg(
        side=side,
        place=Handover(flow, sender, receiver, known.goods[house, first.product_code], first.lot),
        house=house,
        position=first.position,
        table=TABLES[first.kind],
        doc_no=first.doc_no,
        day=clock.day_of(first.event_time, known.zones[house]),
        recorded=recorded,
        quantity=sum((quantity for _, quantity in moved), Decimal(0)),
        serials=tuple(sorted({row.serial for row, _ in moved if row.serial})),
        party_code=code,
        party=party,
        product_code=first.product_code,
    )
