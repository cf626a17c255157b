"""What differs on a line, and since when."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from ledger.state.quantities import ZERO
from projections.answers.trade.matching.papers import BACK, BILL, FEN, GOODS, Line, MatchedPaper

MATCHED, EXPLAINED, NO_RECORD = "matched", "explained", "no_record"
NO_INVOICE, NO_GOODS, GIFT = "no_invoice", "no_goods", "gift"
QUANTITY_DIFFERS, PRICE_DIFFERS = "quantity_differs", "price_differs"


@dataclass(frozen=True, slots=True)
class MatchSums:
    """What record, goods and bills come to; None where nothing says anything.

    Attributes:
        record: Quantity recorded, less what came back; None where no record stands behind the line.
        record_amount: The same in money, in the record's price.
        goods: Quantity that moved, less what came back.
        billed: Whether there is any bill.
        bill: Quantity billed, red bills taken off.
        bill_amount: Billed, as the bills' lines say.
        bill_tax: Tax that they state apart.
    """

    record: Decimal | None
    record_amount: Decimal | None
    goods: Decimal | None
    billed: bool
    bill: Decimal | None
    bill_amount: Decimal | None
    bill_tax: Decimal


def sums(line: Line, until: str | None = None) -> MatchSums:
    """Add up what the papers of a line said by the end of a day, by default all of them."""
    papers = [one for one in line.papers if until is None or one.day <= until]
    back = _quantity(papers, BACK) or ZERO
    record = None if line.quantity is None else line.quantity + back
    goods = _quantity(papers, GOODS)
    bills = [one for one in papers if one.kind == BILL]
    amounts = [one.amount for one in bills if one.amount is not None]
    return MatchSums(
        record,
        _in_proportion(line.amount, record, line.quantity),
        None if goods is None else goods + back,
        bool(bills),
        _quantity(bills, BILL),
        sum(amounts, ZERO) if amounts else None,
        sum((one.tax or ZERO for one in bills), ZERO),
    )


def state(found: MatchSums, direction: str, tolerance: Decimal = FEN) -> str:
    """Return the result of a match.

    Where both bill and goods are missing, the record decides which is asked for first: a sale says that
    goods have left, so the bill; a purchase says that they are expected, so the goods.

    Args:
        found: The sums of the line.
        direction: `sales` or `purchase`.
        tolerance: By how much amounts may differ.
    """
    if found.record is None:
        return NO_RECORD
    expected = found.record != ZERO
    no_bill, no_goods = expected and not found.billed, expected and found.goods is None
    if no_bill and (direction == "sales" or not no_goods):
        return NO_INVOICE
    if no_goods:
        return NO_GOODS
    if (found.goods or ZERO) != found.record or (found.bill is not None and found.bill != found.record):
        return QUANTITY_DIFFERS
    return MATCHED if _same_money(found, tolerance) else PRICE_DIFFERS


def open_since(line: Line, direction: str, tolerance: Decimal = FEN) -> str | None:
    """Return the day since which the line has been without a match; None where it never was.

    A line that once matched and no longer does is open since then, not since its record.
    """
    days = sorted({one.day for one in line.papers} | ({line.day} if line.day else set()))
    began = None
    for day in days:
        if line.day is not None and day < line.day:
            continue
        matched = state(sums(line, day), direction, tolerance) == MATCHED
        began = None if matched else began or day
    return began


def _same_money(found: MatchSums, tolerance: Decimal) -> bool:
    """Return whether record and bills agree in money, the bill's amount read without or with its tax."""
    if found.record_amount is None or found.bill_amount is None:
        return True
    apart = found.record_amount - found.bill_amount
    return abs(apart) <= tolerance or abs(apart - found.bill_tax) <= tolerance


def _quantity(papers: list[MatchedPaper], kind: str) -> Decimal | None:
    quantities = [one.quantity for one in papers if one.kind == kind and one.quantity is not None]
    return sum(quantities, ZERO) if quantities else None


def _in_proportion(amount: Decimal | None, part: Decimal | None, whole: Decimal | None) -> Decimal | None:
    if amount is None or part is None or part == whole:
        return amount
    return (amount * part / whole).quantize(FEN) if whole else None
