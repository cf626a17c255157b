"""A line of a record, and the papers that speak of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from ledger.state.quantities import ZERO

GOODS, BILL, BACK = "goods", "bill", "back"  # went out or came in; was billed; came back or went back
FEN = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class MatchedPaper:
    """Something that says of goods on a day that they moved, or were billed.

    Attributes:
        kind: `goods`, `bill` or `back`; what came back lessens both the record and the goods.
        day: Its business day, `YYYY-MM-DD`.
        number: Of its own document.
        line: Line of the record it names, if it names one.
        product: Its product, None where it does not say.
        lot: Its lot, likewise.
        serials: Of its units, none where it does not say.
        quantity: Below zero on a red bill and on what came back; None where it does not say.
        amount: Likewise.
        tax: Of a bill, the tax of the line where it is stated apart.
        party: Code of the customer or supplier.
        party_name: Name, as the paper has it.
        product_name: Likewise.
        owner: Who answers for it.
        receipt: Whether it is only a receipt for money, which counts where there is no invoice.
    """

    kind: str
    day: str
    number: str
    line: int | None = None
    product: str | None = None
    lot: str | None = None
    serials: frozenset[str] = frozenset()
    quantity: Decimal | None = None
    amount: Decimal | None = None
    tax: Decimal | None = None
    party: str | None = None
    party_name: str | None = None
    product_name: str | None = None
    owner: str | None = None
    receipt: bool = False


@dataclass(slots=True)
class Line:
    """One line of a sale or purchase, or of goods and bills that no record stands behind.

    Attributes:
        doc_no: Of its document.
        line: Its number; None where no record stands behind it.
        day: Business day of the record, None likewise.
        shown: Columns of the answer that are known from the start.
        product: Its product.
        lot: Its lot.
        serials: Of its units.
        quantity: Recorded; None where no record stands behind it.
        amount: Recorded, quantity times unit price where it is not stated.
        invoice_no: Bill that the record itself names.
        direct: Of a direct shipment, the purchase whose goods went straight to the customer.
        gift: Whether it is recorded as a gift, for which no bill is written.
        papers: What was found to speak of it.
    """

    doc_no: str
    line: int | None
    day: str | None
    shown: dict[str, Any]
    product: str | None = None
    lot: str | None = None
    serials: frozenset[str] = frozenset()
    quantity: Decimal | None = None
    amount: Decimal | None = None
    invoice_no: str | None = None
    direct: str | None = None
    gift: bool = False
    papers: list[MatchedPaper] = field(default_factory=list)

    def fits(self, paper: MatchedPaper) -> bool:
        """Return whether a paper may speak of this line: nothing that both state differs."""
        return (
            paper.line in {None, self.line}
            and paper.product in {None, self.product}
            and (paper.lot is None or self.lot is None or paper.lot == self.lot)
            and (not paper.serials or not self.serials or not paper.serials.isdisjoint(self.serials))
        )

    def taken(self, kind: str) -> Decimal:
        """Return the quantity that papers of a kind give this line."""
        return sum((one.quantity or ZERO for one in self.papers if one.kind == kind), ZERO)

    def room(self, paper: MatchedPaper) -> Decimal:
        """Return how much of a paper's quantity this line still needs; of a red bill, how much it has."""
        taken = self.taken(paper.kind)
        if paper.quantity is not None and paper.quantity < ZERO:
            return max(ZERO, taken)
        return max(ZERO, (self.quantity or ZERO) - taken)

    def room_in_money(self, paper: MatchedPaper) -> Decimal:
        """Return the same in money, for a bill that states no quantity."""
        taken = sum((one.amount or ZERO for one in self.papers if one.kind == paper.kind), ZERO)
        if (paper.amount or ZERO) < ZERO:
            return max(ZERO, taken)
        return max(ZERO, (self.amount or ZERO) - taken)


def allot(lines: list[Line], papers: Iterable[MatchedPaper]) -> list[MatchedPaper]:
    """Lay papers on the lines they speak of, in order; return those that fit none.

    A paper that names no line fills the lines it fits one after another; what is left goes to the last.
    """
    unfit = []
    for paper in papers:
        candidates = [line for line in lines if line.fits(paper)]
        if not candidates:
            unfit.append(paper)
            continue
        rest: MatchedPaper | None = paper
        for line in candidates[:-1]:
            rest = take(line, rest) if rest is not None else None
        if rest is not None:
            candidates[-1].papers.append(rest)
    return unfit


def take(line: Line, paper: MatchedPaper) -> MatchedPaper | None:
    """Let a line take from a paper what it needs; return what is left of it."""
    whole = paper.amount if paper.quantity is None else paper.quantity
    if whole is None:
        return paper
    room = line.room_in_money(paper) if paper.quantity is None else line.room(paper)
    if room >= abs(whole):
        line.papers.append(paper)
        return None
    if room == ZERO:
        return paper
    share = room.copy_sign(whole)
    part = _part(paper, share, whole)
    line.papers.append(part)
    return replace(
        paper,
        quantity=None if paper.quantity is None else paper.quantity - share,
        amount=_less(paper.amount, part.amount),
        tax=_less(paper.tax, part.tax),
    )


def _part(paper: MatchedPaper, share: Decimal, whole: Decimal) -> MatchedPaper:
    if paper.quantity is None:
        return replace(paper, amount=share, tax=_share(paper.tax, share, whole))
    amount, tax = _share(paper.amount, share, whole), _share(paper.tax, share, whole)
    return replace(paper, quantity=share, amount=amount, tax=tax)


def _share(amount: Decimal | None, share: Decimal, whole: Decimal) -> Decimal | None:
    return None if amount is None else (amount * share / whole).quantize(FEN)


def _less(amount: Decimal | None, part: Decimal | None) -> Decimal | None:
    return amount if amount is None or part is None else amount - part
