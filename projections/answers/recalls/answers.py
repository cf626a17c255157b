"""What consignees answered, and how their answers are shared out over the goods that they have.

An answer is of one consignee, of all it has or of some goods. Of several answers about the same the newest
value counts, column by column; what was passed on to several is told by one answer each. What the consignee
says it still has is less what came back from it since (`since`: the day and position of that answer).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final, NamedTuple

from ledger.state.quantities import ZERO
from projections.reading.stream import Row

_ON_HAND: Final = "customer_on_hand"
_KEPT: Final = ("response_state", _ON_HAND, "customer_used", "customer_destroyed", "response_text")
_REASONS: Final = ("unaccounted_reason", "response_text")
_GOODS: Final = ("product_code", "lot", "serial")


class About(NamedTuple):
    """What an answer is about: one of our consignees, or a consignee of it, and the goods it names."""

    customer: str
    consignee: str
    product: str
    lot: str
    serial: str


@dataclass(slots=True)
class Answer:
    """What was answered about some goods.

    Attributes:
        values: Newest values, by column.
        passed_on: How much was passed on, by to whom.
        since: Day and position of the answer that tells what is still there.
        at: Time of the newest answer, as shown.
        reason: Why something cannot be accounted for, in writing.
    """

    values: dict[str, Any] = field(default_factory=dict)
    passed_on: dict[str, Decimal] = field(default_factory=dict)
    since: tuple[str, int] = ("", 0)
    at: str | None = None
    reason: str | None = None

    def take(self, row: Row) -> None:
        """Add a newer answer."""
        self.values.update((key, row[key]) for key in _KEPT if row[key] is not None)
        self.at = row["responded_at"] or row["record_time"]
        if row[_ON_HAND] is not None:
            self.since = ((row["responded_at"] or row["record_time"])[:10], row["position"])
        if row["passed_on_to"] is not None:
            self.passed_on[row["passed_on_to"]] = Decimal(row["passed_on_quantity"] or "0")
        self.reason = next((row[key] for key in _REASONS if row[key] is not None), self.reason)

    def quantity(self, column: str) -> Decimal:
        """Return a quantity it gives, else zero."""
        return Decimal(self.values.get(column) or "0")

    @property
    def passed(self) -> Decimal:
        """How much was passed on in all."""
        return sum(self.passed_on.values(), ZERO)


def answers(rows: Iterable[Row]) -> dict[About, Answer]:
    """Return the answers of a recall.

    Args:
        rows: Its stages of answers, oldest first.
    """
    found: dict[About, Answer] = {}
    for row in rows:
        goods = (row[key] or "" for key in _GOODS)
        about = About(row["customer_code"] or "", row["consignee_name"] or "", *goods)
        found.setdefault(about, Answer()).take(row)
    return found


class AnsweredLine(NamedTuple):
    """One line of goods that an answer is shared out over.

    Attributes:
        goods: Product, lot and serial.
        outside: What the customer was given of it, less what came back.
        returns: Day, position and quantity of what came back since the opening.
    """

    goods: tuple[str, str, str]
    outside: Decimal
    returns: list[tuple[str, int, Decimal]]


@dataclass(slots=True)
class Share:
    """What of an answer falls on one line."""

    used: Decimal = ZERO
    destroyed: Decimal = ZERO
    passed: Decimal = ZERO
    still: Decimal = ZERO

    @property
    def told(self) -> Decimal:
        """What is accounted for by it."""
        return self.used + self.destroyed + self.passed + self.still


def places(found: Iterable[About], customer: str, lines: Sequence[AnsweredLine]) -> dict[About, list[int]]:
    """Return which lines each answer of a customer is about; none where it never had the goods that it names.

    An answer about some goods is about their lines, one about everything about all lines that no other is.
    """
    mine = [about for about in found if (about.customer, about.consignee) == (customer, "")]
    named = {about: _named(about, lines) for about in mine if any(about[2:])}
    taken = {place for of_goods in named.values() for place in of_goods}
    every = list(range(len(lines)))
    rest = [place for place in every if place not in taken] or every
    return {about: named.get(about, rest) for about in mine}


def shares(found: dict[About, Answer], customer: str, lines: list[AnsweredLine]) -> list[Share]:
    """Return what of a customer's answers falls on each of its lines.

    On each that an answer is about falls as much as it can be, and what is left over on the last.
    """
    shared = [Share() for _ in lines]
    for about, of_answer in places(found, customer, lines).items():
        _spread(found[about], [(lines[place], shared[place]) for place in of_answer])
    return shared


def _named(about: About, lines: Sequence[AnsweredLine]) -> list[int]:
    """Return which lines have the goods that an answer names, or do not say that theirs are others."""
    exact = [place for place, line in enumerate(lines) if is_about(about, line.goods)]
    return exact or [place for place, line in enumerate(lines) if may_be_about(about, line.goods)]


def is_about(about: About, goods: Sequence[str]) -> bool:
    """Return whether an answer is about some goods: product, lot and serial, each as far as it names them."""
    return all(not asked or asked == own for asked, own in zip(about[2:], goods, strict=True))


def may_be_about(about: About, goods: Sequence[str]) -> bool:
    """Return whether an answer may be about some goods, whose line may name less than the answer does."""
    return all(not asked or not own or asked == own for asked, own in zip(about[2:], goods, strict=True))


def _spread(answer: Answer, pairs: list[tuple[AnsweredLine, Share]]) -> None:
    """Share an answer out over lines."""
    day, position = answer.since
    back = sum((one for line, _ in pairs for one in _since(line, day, position)), ZERO)
    parts = (
        ("used", answer.quantity("customer_used")),
        ("destroyed", answer.quantity("customer_destroyed")),
        ("passed", answer.passed),
        ("still", max(ZERO, answer.quantity(_ON_HAND) - back)),
    )
    for name, total in parts:
        left = total
        for place, (line, share) in enumerate(pairs, 1):
            room = left if place == len(pairs) else min(left, max(ZERO, line.outside - share.told))
            setattr(share, name, getattr(share, name) + room)
            left -= room


def _since(line: AnsweredLine, day: str, position: int) -> Iterator[Decimal]:
    """Yield what came back of a line after an answer: on a later day, or on its day but recorded later."""
    for when, place, quantity in line.returns:
        if when > day or (when == day and place > position):
            yield quantity
