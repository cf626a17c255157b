"""The account of some goods: the sums of their movements, by the status that each movement leads to.

Whatever moves goods moves them from one status to another (:mod:`ledger.state.effects`), so the stock in a
status is what came into it less what left it. Two things are laid over these sums.

What lacks in one status must have been somewhere: a unit sold while it was consigned was used there, goods
destroyed as nonconforming that nobody had set apart were taken from the shelf. `in_house` covers such a lack
from where the goods can have been, and leaves the rest unexplained.

The reconciliation begins with the accepted goods, so goods that no receipt accepted stay out of it. They wait
or lie among the nonconforming ones, and what leaves these is taken to be of the accepted goods first.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from decimal import Context, Decimal, Inexact
from operator import attrgetter
from typing import Any, NamedTuple

from ledger.state import effects
from ledger.state.effects import (
    AWAITING,
    CONSIGNED,
    CUSTOMER,
    DISPOSED,
    IN_REPAIR,
    NONCONFORMING,
    ON_LOAN,
    OUTSIDE,
    QUARANTINED,
    REFUSED,
    SALEABLE,
    SENT_BACK,
)
from ledger.state.quantities import ZERO, plain
from projections.answers.goods.summed import MovedAlike
from projections.reading.goods_movements import Movement
from projections.tables.movements import RECEIVED, RETURNED, SOLD, TOLD

# Sums are exact: an answer fails rather than rounds.
EXACT = Context(prec=1000, traps=[Inexact])
IN_HOUSE = (SALEABLE, QUARANTINED, NONCONFORMING, CONSIGNED, ON_LOAN, IN_REPAIR)
# Of a status in which something lacks, those that it can have been in.
COVERED_FROM = {
    CONSIGNED: (ON_LOAN, SALEABLE),
    ON_LOAN: (CONSIGNED, SALEABLE),
    QUARANTINED: (SALEABLE,),
    NONCONFORMING: (SALEABLE, QUARANTINED),
    IN_REPAIR: (QUARANTINED, SALEABLE),
    SALEABLE: (CONSIGNED, ON_LOAN),
}


@dataclass(slots=True)
class Account:
    """The sums of the movements of some goods.

    Attributes:
        received: What came, accepted or not.
        accepted: What receipts accepted.
        sold: What sales took.
        returned: What returns of sales brought back.
        restocked: The part of it that was put back among the saleable goods.
        entered: What other events brought among the saleable goods, less what they took from there.
        given: What other events handed to customers, less what they took back.
        awaiting: What awaits its inspection.
        quarantined: What came back and is pending, replaced or being repaired.
        nonconforming: What was found nonconforming and is still there.
        failed: What was nonconforming when it was received.
        consigned: What is out without a sale.
        on_loan: What is lent.
        in_repair: What is being repaired.
        disposed: What was destroyed or written off.
        returned_to_supplier: What went back.
        scrapped: The part of `disposed` that came from the nonconforming goods.
        sent: The part of `returned_to_supplier` that came from them.
        set_aside: What receipts neither accepted nor refused.
        last_moved: When something moved last, as stored.
    """

    received: Decimal = ZERO
    accepted: Decimal = ZERO
    sold: Decimal = ZERO
    returned: Decimal = ZERO
    restocked: Decimal = ZERO
    entered: Decimal = ZERO
    given: Decimal = ZERO
    awaiting: Decimal = ZERO
    quarantined: Decimal = ZERO
    nonconforming: Decimal = ZERO
    failed: Decimal = ZERO
    consigned: Decimal = ZERO
    on_loan: Decimal = ZERO
    in_repair: Decimal = ZERO
    disposed: Decimal = ZERO
    returned_to_supplier: Decimal = ZERO
    scrapped: Decimal = ZERO
    sent: Decimal = ZERO
    set_aside: Decimal = ZERO
    last_moved: str = ""

    def add(self, row: Movement | MovedAlike) -> None:
        """Count a movement, or the sum of some that are alike."""
        quantity = Decimal(row.quantity)
        if row.kind != TOLD:  # which moves nothing: it says what others did not move
            self.last_moved = max(self.last_moved, row.event_time)
        if row.kind == SOLD:
            self.sold += quantity
        elif row.kind == RECEIVED:
            self.received += quantity
            self.accepted += Decimal(row.accepted or ZERO)
            if row.target and row.rest is not None:
                self._move(OUTSIDE, row.target, Decimal(row.rest))
        elif row.kind != RETURNED:
            self._move(row.source or OUTSIDE, row.target or OUTSIDE, quantity)
        elif row.source:
            self._move(row.source, effects.after_return(row.disposition or ""), quantity)
        else:
            self.returned += quantity
            place = effects.after_return(row.disposition or "")
            if place == SALEABLE:
                self.restocked += quantity
            else:
                setattr(self, place, getattr(self, place) + quantity)

    def include(self, other: Account, times: int = 1) -> None:
        """Add the sums of other goods, as often as there are such."""
        for name in _DECIMALS:
            setattr(self, name, getattr(self, name) + getattr(other, name) * times)
        self.last_moved = max(self.last_moved, other.last_moved)

    @property
    def outstanding(self) -> Decimal:
        """What customers hold."""
        return self.sold - self.returned + self.given

    @property
    def balance(self) -> Decimal:
        """What came among the saleable goods less what left them; below zero where too much was taken."""
        return self.accepted - self.sold + self.restocked + self.entered

    @property
    def saleable(self) -> Decimal:
        """What may be sold, if no hold is laid over it."""
        return self.in_house()[SALEABLE]

    @property
    def on_hand(self) -> Decimal:
        """What is in the house, or out of it and still ours, of the accepted goods."""
        return sum(self.in_house().values(), ZERO)

    @property
    def disposed_of(self) -> Decimal:
        """What was destroyed or written off of the accepted goods."""
        return self.disposed - max(ZERO, self._failed_and_gone() - self.sent)

    @property
    def sent_back(self) -> Decimal:
        """What went back to the supplier of the accepted goods."""
        return self.returned_to_supplier - min(self._failed_and_gone(), self.sent)

    @property
    def unexplained(self) -> Decimal:
        """What the accepted goods do not account for: below zero where more went out than was accepted."""
        return self.accepted - self.on_hand - self.outstanding - self.disposed_of - self.sent_back

    def by_status(self) -> dict[str, Decimal]:
        """Return what was moved into each status less what was moved out of it, `outside` left out."""
        return {
            AWAITING: self.awaiting,
            SALEABLE: self.balance,
            QUARANTINED: self.quarantined,
            NONCONFORMING: self.nonconforming,
            CONSIGNED: self.consigned,
            ON_LOAN: self.on_loan,
            IN_REPAIR: self.in_repair,
            CUSTOMER: self.outstanding,
            DISPOSED: self.disposed,
            SENT_BACK: self.returned_to_supplier,
            REFUSED: self.received - self.accepted - self.set_aside,
        }

    def in_house(self) -> dict[str, Decimal]:
        """Return where the accepted goods are that are still ours, nothing below zero."""
        found = {
            SALEABLE: self.balance,
            QUARANTINED: self.quarantined,
            NONCONFORMING: self.nonconforming - self.failed + self._failed_and_gone(),
            CONSIGNED: self.consigned,
            ON_LOAN: self.on_loan,
            IN_REPAIR: self.in_repair,
        }
        _cover(found)
        return found

    def placed(self) -> tuple[dict[str, Decimal], Decimal]:
        """Return what stands in each status of ours, nothing below zero, and how much lacks in all of them.

        Goods that no receipt accepted are among them. What saleable goods lack is covered by none: goods out
        on consignment or loan are where their papers say, whether or not anybody recorded that they came.
        """
        found = self.by_status()
        lacks = max(ZERO, -found[SALEABLE])
        found[SALEABLE] += lacks
        return found, lacks + _cover(found)

    def _failed_and_gone(self) -> Decimal:
        """Return how much of what receipts did not accept has left the nonconforming goods."""
        if not self.failed:
            return ZERO
        gone = self.scrapped + self.sent
        kept = self.nonconforming - self.failed + gone
        return min(self.failed, gone - min(gone, max(ZERO, kept)))

    def _move(self, source: str, target: str, quantity: Decimal) -> None:
        self._shift(source, -quantity)
        self._shift(target, quantity)
        if source == OUTSIDE and target in {AWAITING, NONCONFORMING}:
            self.set_aside += quantity
            if target == NONCONFORMING:
                self.failed += quantity
        elif source == NONCONFORMING and target == DISPOSED:
            self.scrapped += quantity
        elif source == NONCONFORMING and target == SENT_BACK:
            self.sent += quantity

    def _shift(self, status: str, quantity: Decimal) -> None:
        if status != OUTSIDE:
            name = _SUMS.get(status, status)
            setattr(self, name, getattr(self, name) + quantity)


def _cover(found: dict[str, Decimal]) -> Decimal:
    """Let what lacks in a status come from where it can have been; return what nothing covers."""
    lacks = ZERO
    for status, covers in COVERED_FROM.items():
        for cover in covers:
            if found[status] < ZERO < found[cover]:
                moved = min(-found[status], found[cover])
                found[status] += moved
                found[cover] -= moved
        lacks -= min(ZERO, found[status])
        found[status] = max(ZERO, found[status])
    return lacks


_DECIMALS = tuple(one.name for one in fields(Account) if one.name != "last_moved")
_SUMS = {SALEABLE: "entered", CUSTOMER: "given"}


# What of a movement its account looks at, but for when it was.
_MOVED = attrgetter("kind", "quantity", "accepted", "disposition", "source", "target", "rest")


def account(rows: Iterable[Movement]) -> Account:
    """Return the account of some goods."""
    sums = Account()
    for row in rows:
        sums.add(row)
    return sums


class Summed(NamedTuple):
    """What the accounts of goods that moved alike have in common.

    Attributes:
        received: What came, as shown.
        accepted: What of it receipts accepted, as shown.
        sold: What sales took, as shown.
        returned: What returns of sales brought back, as shown.
        outstanding: What customers hold, as shown.
        disposed_of: See `Account`.
        sent_back: See `Account`.
        in_house: Where the accepted goods are that are still ours, above zero only.
        whole: The account itself, but for the time of the last movement.
    """

    received: str
    accepted: str
    sold: str
    returned: str
    outstanding: str
    disposed_of: Decimal
    sent_back: Decimal
    in_house: tuple[tuple[str, Decimal], ...]
    whole: Account


class Accounts:
    """Accounts of many goods: of ten thousand units that came and went alike, one is kept."""

    def __init__(self) -> None:
        self._known: dict[tuple[Any, ...], Summed] = {}
        self._times: dict[tuple[Any, ...], int] = {}

    def of(self, rows: Sequence[Movement]) -> Summed:
        """Return what the account of some goods says; the order of their movements plays no part."""
        key = _MOVED(rows[0]) if len(rows) == 1 else tuple(map(_MOVED, rows))
        found = self._known.get(key)
        if found is None:
            sums = account(rows)
            found = self._known[key] = Summed(
                plain(sums.received),
                plain(sums.accepted),
                plain(sums.sold),
                plain(sums.returned),
                plain(sums.outstanding),
                sums.disposed_of,
                sums.sent_back,
                tuple((status, quantity) for status, quantity in sums.in_house().items() if quantity),
                sums,
            )
        self._times[key] = self._times.get(key, 0) + 1
        return found

    def total(self) -> Account:
        """Return the account of all goods that were asked about, each as often as it was."""
        sums = Account()
        for key, times in self._times.items():
            sums.include(self._known[key].whole, times)
        return sums


def steps(row: Movement) -> Iterable[tuple[str, str, Decimal]]:
    """Yield from which status to which a movement leads, and how much."""
    quantity = Decimal(row.quantity)
    if row.kind == SOLD:
        yield SALEABLE, CUSTOMER, quantity
    elif row.kind == RECEIVED:
        yield OUTSIDE, SALEABLE, Decimal(row.accepted or ZERO)
        if row.target and row.rest:
            yield OUTSIDE, row.target, Decimal(row.rest)
    elif row.kind == RETURNED:
        yield row.source or CUSTOMER, effects.after_return(row.disposition or ""), quantity
    else:
        yield row.source or OUTSIDE, row.target or OUTSIDE, quantity


def at_customers(row: Movement) -> bool:
    """Return whether a movement changes what customers hold."""
    if row.kind in {SOLD, RECEIVED}:
        return row.kind == SOLD
    if row.kind == RETURNED:
        return not row.source
    return CUSTOMER in {row.source, row.target}
