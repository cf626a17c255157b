"""Looking up the sale that goods come back from: was it ours, to this customer, and how much is still out.

S1-D 5.1.1-5.1.2: only what this company sold may come back, and the notice refers to the original sale.
At live entry the system looks it up and fills in what it finds; of an import, only what it says is compared.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

from ledger.deciding.integrity_rules import OTHER_GOODS, RETURN_BEFORE_SALE, TOO_MANY_BACK
from ledger.deciding.rule import Breach
from ledger.deciding.sale_lines import Difference, SaleLine, difference, effective_lines
from ledger.deciding.situation import Situation
from ledger.deciding.subject import Filled
from ledger.names import serials_of
from ledger.phrases import Part
from ledger.state.entries import Consigned
from ledger.state.keys import consigned_prefix
from ledger.state.quantities import plain
from ledger.state.stock_moves import still_out
from ledger.subjects.returns import phrases
from ledger.subjects.returns.case_rules import (
    CASE_MORE_THAN_OUT,
    CASE_NOT_SOLD,
    NOTICE_WITHOUT_SALE,
    ONLY_REFUSAL,
)
from ledger.subjects.returns.return_case import broken, case_day, matched_sale
from ledger.subjects.returns.sale_lines import find_sale_line

_GOODS: Final = ("customer_code", "product_code", "lot", "serial", "quantity")
_AFTER_NO: Final = frozenset({"return_not_accepted", "return_case_closed"})


def fill_match(s: Situation) -> Filled:
    """Fill in at live entry what the look-up of the sale says: whether it is ours, which, how much is out."""
    if not s.live:
        return Filled()
    if _is_consigned(s):
        left = _left_on_consignment(s)
        columns = {} if left is None or _exceeds(s, left) else {"quantity_out": plain(left)}
    else:
        columns = _of_sale(s)
    return Filled({key: value for key, value in columns.items() if key not in s.data})


def judge_match(s: Situation) -> Iterator[Breach]:
    """Judge what a case says of its sale; at live entry, against the look-up."""
    if _is_consigned(s):
        if s.live:
            yield from _judge_consigned(s)
    elif s.live:
        yield from _judge_looked_up(s)
    else:
        yield from _judge_compared(s)


def judge_sold(s: Situation) -> Iterator[Breach]:
    """Judge any stage after the look-up: what was not sold here is only declined."""
    if s.case.data.get("sold_by_us") is False and s.event not in _AFTER_NO:
        yield broken(s, ONLY_REFUSAL, stage=s.stage.zh, event=s.event)


def judge_notice(s: Situation) -> Iterator[Breach]:
    """Judge whether a notice refers to its sale line and is about no more than is still out."""
    if "consignment_no" in s.row and "sale_no" not in s.row:
        return
    if s.live and matched_sale(s) is None:
        yield broken(s, NOTICE_WITHOUT_SALE)
    yield from _judge_outstanding(s, s.row.get("quantity"))


def judge_received_outstanding(s: Situation) -> Iterator[Breach]:
    """Judge whether as much as is received is still out."""
    yield from _judge_outstanding(s, s.row.get("received_quantity"))


def _judge_outstanding(s: Situation, quantity: str | None) -> Iterator[Breach]:
    """Judge whether so much of the sale line is still out now; of an import nobody knows any more."""
    sold = matched_sale(s)
    if sold is None or quantity is None or not s.live:
        return
    gone = set(serials_of(s.row)) & set(sold.sale.returned_serials)
    if Decimal(quantity) > Decimal(sold.outstanding) or gone:
        yield _too_many(s, sold.number, sold.line, "0" if gone else sold.outstanding, quantity)


def _is_consigned(s: Situation) -> bool:
    """Return whether the goods are out on a consignment and were never sold."""
    return "consignment_no" in s.row and "sale_no" not in s.data


def _of_sale(s: Situation) -> dict[str, Any]:
    """Return what the look-up of the sale says of the goods of a case; nothing where a rule is broken."""
    goods, stated = _goods(s), s.data.get("sold_by_us")
    found = find_sale_line(goods, s.state, s.context)
    if isinstance(found, SaleLine):
        if stated is False:
            return {}
        return {
            "sold_by_us": True,
            "sale_no": found.number,
            "sale_line": found.line,
            "quantity_out": found.outstanding,
        }
    if found.rule is TOO_MANY_BACK or "sale_no" in s.data or "sold_by_us" in s.data:
        return {}
    return {} if _any_of_it(s, goods) else {"sold_by_us": False, "quantity_out": "0"}


def _judge_looked_up(s: Situation) -> Iterator[Breach]:
    goods, stated = _goods(s), s.data.get("sold_by_us")
    found = find_sale_line(goods, s.state, s.context)
    if isinstance(found, SaleLine):
        if stated is False:
            what = phrases.IS_SOLD.with_(sale_no=found.number, line=str(found.line))
            yield broken(s, CASE_NOT_SOLD, what=what)
    elif found.rule is TOO_MANY_BACK:
        sold = found.reason.particulars
        yield _too_many(s, sold["sale_no"], sold["line"], sold["outstanding"], goods["quantity"])
    elif "sale_no" in s.data or stated:
        yield broken(s, CASE_NOT_SOLD, what=_why(found))
    elif (some := _any_of_it(s, goods)) is not None:
        yield _too_many(s, some.number, some.line, some.outstanding, goods["quantity"])


def _any_of_it(s: Situation, goods: dict[str, Any]) -> SaleLine | None:
    """Return a sale of the goods to a customer who bought less of them; None where they bought none."""
    found = find_sale_line(goods | {"quantity": "0"}, s.state, s.context)
    return found if isinstance(found, SaleLine) else None


def _judge_compared(s: Situation) -> Iterator[Breach]:
    """Compare what an import says of the sale with the sale; what came back since is not looked at."""
    goods = _goods(s)
    lines = effective_lines(s.data, s.state) if "sale_no" in s.data else []
    if not lines:
        return  # it names none; an unknown one is told with the other references
    if s.data.get("sold_by_us") is False:
        yield broken(s, CASE_NOT_SOLD, what=phrases.NAMES_SALE.with_(sale_no=s.data["sale_no"]))
    compared = [(line, difference(goods, line.sale)) for line in lines]
    fitting = [line for line, different in compared if different is None]
    if not fitting:
        different = compared[0][1]
        yield broken(s, CASE_NOT_SOLD, what=_sold_otherwise(different) if different else phrases.NO_SALE)
    elif all(Decimal(goods["quantity"]) > Decimal(line.sale.quantity) for line in fitting):
        line = fitting[0]
        yield _too_many(s, line.number, line.line, line.sale.quantity, goods["quantity"])


def _judge_consigned(s: Situation) -> Iterator[Breach]:
    number, left = s.row["consignment_no"], _left_on_consignment(s)
    if left is None:
        yield broken(s, CASE_NOT_SOLD, what=phrases.NOT_CONSIGNED.with_(number=number))
    elif _exceeds(s, left):
        yield _too_many(s, number, "—", plain(left), s.row["quantity"])


def _left_on_consignment(s: Situation) -> Decimal | None:
    """Return how much of the goods is out on the consignment, on the line with most of it; None: on none."""
    row, lines = s.row, s.state.scan(consigned_prefix(s.row["consignment_no"]))
    fitting: list[Decimal] = [
        still_out(out)
        for _, out in lines
        if out.product == row["product_code"] and row.get("lot", out.lot) == out.lot and _units_fit(s, out)
    ]
    return max(Decimal(0), *fitting) if fitting else None


def _units_fit(s: Situation, out: Consigned) -> bool:
    return not out.serial or set(serials_of(s.row)) <= set(out.serial.split(";"))


def _exceeds(s: Situation, left: Decimal) -> bool:
    return Decimal(s.row["quantity"]) > left


def _goods(s: Situation) -> dict[str, Any]:
    """Return the goods of a case as a return of that day would name them."""
    goods = {key: s.row[key] for key in _GOODS if key in s.row}
    goods |= {key: s.data[key] for key in ("sale_no", "sale_line") if key in s.data}
    return goods | {"returned_on": case_day(s) or "9999"}


def _why(breach: Breach) -> Part:
    particulars = breach.reason.particulars
    if breach.rule is OTHER_GOODS:
        return _sold_otherwise(Difference(**particulars))
    if breach.rule is RETURN_BEFORE_SALE:
        return phrases.SOLD_LATER.with_(sold_on=particulars["sold_on"])
    return phrases.NO_SALE


def _sold_otherwise(different: Difference) -> Part:
    return phrases.SOLD_OTHERWISE.with_(**different._asdict())


def _too_many(s: Situation, number: Any, line: Any, outstanding: str, quantity: str) -> Breach:
    return broken(
        s, CASE_MORE_THAN_OUT, sale_no=number, line=line, outstanding=outstanding, quantity=quantity
    )
